"""Every command: its help, in both languages, and its place in the documentation."""

from pathlib import Path

import pytest

from console.command import Argument, Command, Option
from console.reference import commands, reference
from tests.console.conftest import Console

DOCS = Path(__file__).parent.parent.parent / "docs"
EVERY = dict(commands())
LEAVES = {path: command for path, command in EVERY.items() if isinstance(command, Command)}


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_has_help(path: tuple[str, ...], console: Console) -> None:
    answer = console(*path, "--help")
    assert answer.code == 0
    assert answer.out.startswith(f"Usage: console {' '.join(path)}")
    assert EVERY[path].help


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_the_help_is_there_in_chinese(path: tuple[str, ...], console: Console) -> None:
    answer = console(*path, "--help", "--lang", "zh_CN")
    assert answer.code == 0
    assert answer.out.startswith("用法：")
    assert str(EVERY[path].help) not in answer.out


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_takes_the_options_a_script_gives_all_of_them(path: tuple[str, ...]) -> None:
    names = {name for param in LEAVES[path].params for name in param.opts}
    assert {"--as", "--db", "--json", "--lang", "--help"} <= names


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_is_named_in_the_documentation(path: tuple[str, ...]) -> None:
    assert f"console {' '.join(path)}" in (DOCS / "line-mode.md").read_text("utf-8")


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_parameter_says_what_it_is(path: tuple[str, ...]) -> None:
    params = LEAVES[path].params
    assert [param for param in params if not isinstance(param, Option | Argument) or not param.words.text] == []


def test_the_name_in_the_list_is_the_name_of_the_command() -> None:
    assert [path for path, command in EVERY.items() if command.name != path[-1]] == []


@pytest.mark.parametrize(("language", "page"), [("en", "commands.md"), ("zh_CN", "commands.zh_CN.md")])
def test_the_page_of_commands_is_current(language: str, page: str) -> None:
    assert (DOCS / page).read_text("utf-8") == reference(language), "run make docs"
