"""Keys: one key one command in each place, changed by settings, clashes refused in words."""

import pytest

from screens.commands import BY_ID, COMMANDS, GROUPS
from screens.keymap import Keymap, KeymapProblem, canonical, label


def test_no_two_commands_share_a_key_where_both_apply() -> None:
    Keymap()


@pytest.mark.parametrize(
    ("key", "character", "meant"),
    [
        ("a", "a", "a"), ("A", "A", "A"), ("colon", ":", ":"), ("fullwidth_colon", "：", ":"),
        ("fullwidth_solidus", "／", "/"), ("ideographic_comma", "、", "/"), ("ideographic_full_stop", "。", "."),
        ("fullwidth_question_mark", "？", "?"), ("１", "１", "1"), ("ａ", "ａ", "a"), ("×", "×", "*"),
        ("space", " ", "space"), ("space", None, "space"), ("ideographic_space", "\u3000", "space"),
        ("enter", "\r", "enter"), ("escape", "\x1b", "escape"), ("ctrl+p", "\x10", "ctrl+p"), ("f5", None, "f5"),
    ],
)  # fmt: skip
def test_the_key_that_is_meant(key: str, character: str | None, meant: str) -> None:
    assert canonical(key, character) == meant


def test_a_change_takes_the_place_of_the_old_keys() -> None:
    keymap = Keymap({"approve": ["o"], "reject": ["a"]})
    assert keymap.find("desk", "o") is BY_ID["approve"]
    assert keymap.find("desk", "a") is BY_ID["reject"]
    assert keymap.find("desk", "r") is None
    assert keymap.keys_of("approve") == ("o",)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"approve": ["r"]}, "“r” would mean both “approve” and “reject”"),
        ({"aprove": ["v"]}, "there is no command “aprove”"),
        ({"approve": ["ctrl+c"]}, "“ctrl+c” for “approve”"),
        ({"approve": ["ctrl+m"]}, "“ctrl+m” for “approve”"),
        ({"approve": ["f99"]}, "“f99” for “approve”"),
        ({"approve": [""]}, "“” for “approve”"),
        ({"approve": [" "]}, "“ ” for “approve”"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(changes: dict[str, list[str]], said: str) -> None:
    with pytest.raises(KeymapProblem) as problem:
        Keymap(changes)
    assert said in str(problem.value.message)


def test_the_same_key_may_mean_different_things_in_different_places() -> None:
    keymap = Keymap()
    assert keymap.find("desk", "tab") is BY_ID["next-queue"]
    assert keymap.find("case", "tab") is BY_ID["next-pane"]


def test_how_keys_are_shown() -> None:
    shown = [str(label(key)) for key in ("a", "f5", "ctrl+p", "up", "shift+down", "space", "/", "+")]
    assert shown == ["a", "F5", "^P", "↑", "shift+↓", "space", "/", "+"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_says_what_it_does_and_has_a_key(command) -> None:  # type: ignore[no-untyped-def]
    assert str(command.title)
    assert str(command.help)
    assert command.keys
    assert command.scopes
    assert command.group in GROUPS


def test_actions_do_not_depend_on_letters() -> None:
    for command in COMMANDS:
        if command.group == "decide" and not command.id.startswith("act-"):
            assert command.id in ("approve", "reject", "send-back", "withdraw") or any(
                len(key) > 1 or not key.isalpha() for key in command.keys
            ), command.id
