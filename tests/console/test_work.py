"""The daily work by line mode: lists, a case, and what is done to it."""

import json
from pathlib import Path

import pytest

from db.errors import Busy
from tests.console.conftest import DAMAGED, WRITE_OFF, Console
from tests.workflows.house import House
from workflows.engine.office import Office

KEEPER = ("--as", "storekeeper1")
CHIEF = ("--as", "warehouse-supervisor")


def test_the_lists_of_the_own_desk_and_what_they_hold(submitted: str, console: Console) -> None:
    answer = console("queue", *CHIEF, "--json")
    assert answer.data["desk"] == "warehouse"
    assert {tab["key"]: tab["count"] for tab in answer.data["queues"]}["decisions"] == 1
    assert list(answer.data["queues"][0]) == ["key", "title", "count", "hint", "more", "view"]


def test_a_list_shows_its_items_and_what_an_action_needs(submitted: str, console: Console) -> None:
    answer = console("queue", "decisions", *CHIEF, "--json")
    assert list(answer.data) == ["desk", "queue", "total", "rows", "after"]
    (row,) = answer.data["rows"]
    assert row["number"] == submitted
    assert row["amount"] == "105.00"
    assert row["opened_at"] == "2026-06-09T09:00:00"
    assert {"task_id", "case_id", "seq", "process", "step", "subject", "due_at", "claimed", "mine"} <= set(row)


def test_a_filter_by_a_field_there_is_not_is_told_which_there_are(submitted: str, console: Console) -> None:
    answer = console("queue", "decisions", "--filter", "foo:bar due:soon", *CHIEF, "--json")
    assert (answer.code, answer.error["kind"]) == (2, "usage")
    assert answer.error["message"] == "No field “foo”; there are No., What, From, Step, Process, Due, Amount, Claimed"
    assert "type due:late" in answer.error["reasons"][0]
    for command in (("register", "list", "products"), ("ledger", "stock")):
        answer = console(*command, "--filter", "kind:lamp", *CHIEF, "--json")
        assert (answer.code, answer.error["kind"]) == (2, "usage")
        assert "this list has no fields, type words alone" in answer.error["message"]


def test_a_list_for_people_is_a_table(submitted: str, console: Console) -> None:
    lines = console("queue", "decisions", *CHIEF).out.splitlines()
    assert lines[0].split() == ["No.", "What", "Step", "Amount", "From", "Waiting", "Due"]
    assert submitted in lines[1]
    assert lines[-1] == "1 of 1"


def test_a_long_list_is_read_page_by_page(stocked: House, console: Console) -> None:
    numbers = [
        stocked.submit("storekeeper1", "write-off", {**WRITE_OFF, "lines": [{**DAMAGED, "quantity": 1}]}).number
        for _each in range(5)
    ]
    read: list[str] = []
    after: tuple[str, ...] = ()
    for _page in range(3):
        data = console("queue", "decisions", "--limit", "2", *after, *CHIEF, "--json").data
        read += [row["number"] for row in data["rows"]]
        after = ("--after", data["after"])
    assert read == numbers
    assert data["after"] is None
    for wrong in ("garbage", "[]", "[{}]", "null"):
        assert console("queue", "decisions", "--after", wrong, *CHIEF, "--json").error["kind"] == "usage"


def test_a_saved_view_is_listed_by_its_name(submitted: str, stocked: House, console: Console) -> None:
    chief = stocked.as_("warehouse-supervisor")
    key = chief.views.save("warehouse", "decisions", "大额报损", "amount:>100", f"person:{chief.person.id}")
    answer = console("queue", "大额报损", *CHIEF, "--json")
    assert (answer.data["queue"], answer.data["total"]) == (key, 1)
    assert console("queue", key, "--filter", "amount:<100", *CHIEF, "--json").data["rows"] == []
    (listed,) = [tab for tab in console("queue", *CHIEF, "--json").data["queues"] if tab["key"] == key]
    assert (listed["title"], listed["count"], listed["view"]["filter"]) == ("大额报损", 1, "amount:>100")
    refused = console("queue", "大额报损", "--as", "general-manager", "--desk", "warehouse")
    assert refused.code == 5
    assert "大额报损" not in refused.err.split("There are:")[1]


def test_a_list_is_filtered_by_words(submitted: str, console: Console) -> None:
    assert console("queue", "decisions", "--filter", "nothing-like-it", *CHIEF, "--json").data["rows"] == []
    assert len(console("queue", "decisions", "--filter", submitted, *CHIEF, "--json").data["rows"]) == 1


def test_a_list_of_a_desk_that_is_not_ones_own(house: House, console: Console) -> None:
    answer = console("queue", "--desk", "sales", *KEEPER, "--json")
    assert (answer.code, answer.error["kind"]) == (5, "not-found")
    assert console("queue", "--desk", "sales", "--as", "general-manager", "--json").data["desk"] == "sales"


def test_a_case_with_everything_about_it(submitted: str, console: Console) -> None:
    data = console("show", submitted, *CHIEF, "--json").data
    assert list(data) == [
        "case_id", "seq", "number", "process", "process_title", "subject", "standing", "requester", "opened_at",
        "submitted_at", "preview", "fields", "tables", "timeline", "related", "entries", "places",
        "documents", "values",
    ]  # fmt: skip
    (paper,) = data["documents"]
    assert {"title": "Damage report", "number": submitted}.items() <= paper.items()
    assert [action["key"] for action in data["preview"]["actions"]][:3] == ["confirm", "send-back", "reject"]
    assert data["timeline"][-1]["changes"] == []
    assert console("show", str(data["case_id"]), *CHIEF, "--json").data == data


def test_a_case_for_people(submitted: str, console: Console) -> None:
    said = console("show", submitted, *CHIEF).out
    for part in (
        submitted,
        "Damage write-off",
        "主仓",
        "工矿灯",
        "confirm  Confirm, goods seen",
        "✓ every line is unusable",
        "Timeline:",
    ):
        assert part in said


def test_a_paper_as_it_was_issued(submitted: str, console: Console) -> None:
    assert f"Damage report  {submitted}" in console("show", submitted, "--document", "write-off", *CHIEF).out
    answer = console("show", submitted, "--document", "receipt", *CHIEF)
    assert (answer.code, answer.err) == (
        5,
        f"No paper “receipt” has been issued from {submitted}. There are: write-off\n",
    )


def test_a_case_is_handed_in_by_another_action_of_its_draft(house: House, console: Console) -> None:
    call = {
        "channel": "phone", "name": "林先生", "question": "is it fireproof", "department": "quality", "place_named": True,
        "identity_asked": True, "read_back": True,
    }  # fmt: skip
    words = ("open", "contact", "--data", json.dumps(call), "--as", "front-desk1", "--json")
    opened = console(*words, "--action", "transfer").data
    assert house.stands(opened["case_id"]) == "technical"
    wrong = console(*words, "--action", "sent")
    assert (wrong.code, wrong.error["kind"]) == (5, "not-found")
    assert wrong.error["message"] == "the draft of “Incoming contact” has no action “sent”"


def test_opening_a_case_and_carrying_it_through(stocked: House, console: Console, tmp_path: Path) -> None:
    form = tmp_path / "form.json"
    form.write_text(json.dumps(WRITE_OFF))
    opened = console("open", "write-off", "--data", str(form), *KEEPER, "--json").data
    assert list(opened) == [
        "case_id", "number", "decision_id", "standing", "said", "replayed", "opened", "seq",
    ]  # fmt: skip
    number = opened["number"]
    assert console("act", number, "confirm", *CHIEF).code == 0
    done = console("act", number, "cleared", "--data", "-", *KEEPER, stdin='{"clearing": "waste"}')
    assert (done.code, done.out) == (0, f"{number}: Cleared → done\n")
    assert stocked.on_hand("LAMP", "scrap") == 3


def test_a_draft_is_kept_unfinished(stocked: House, console: Console) -> None:
    opened = console("open", "write-off", "--draft", "--data", "-", *KEEPER, "--json", stdin="{}").data
    assert stocked.stands(opened["case_id"]) == "draft"
    submitted = console("act", opened["number"], "submit", "--data", "-", *KEEPER, stdin=json.dumps(WRITE_OFF))
    assert submitted.code == 0


def test_the_same_key_does_the_same_thing_once(stocked: House, console: Console) -> None:
    call = ("open", "write-off", "--data", "-", "--key", "one-intent", *KEEPER, "--json")
    first = console(*call, stdin=json.dumps(WRITE_OFF)).data
    again = console(*call, stdin=json.dumps(WRITE_OFF)).data
    assert again == {**first, "replayed": True}
    assert stocked.reserved("LAMP", "MAIN/A-01") == 3


def test_a_key_that_comes_with_another_intent_does_nothing(stocked: House, submitted: str, console: Console) -> None:
    key = ("--key", "one-intent", "--json")
    second = stocked.submit("storekeeper1", "write-off", WRITE_OFF).number
    rejected = console("act", submitted, "reject", "--reason", "1", *key, *CHIEF).data
    assert console("act", submitted, "reject", "--reason", "1", *key, *CHIEF).data == {**rejected, "replayed": True}
    console("comment", second, "seen", "--key", "remark", *KEEPER)
    for words in (
        ("act", second, "reject", "--reason", "1", *key, *CHIEF),
        ("act", submitted, "confirm", *key, *CHIEF),
        ("act", submitted, "reject", "--reason", "1", *key, *KEEPER),
        ("take-back", *key, *CHIEF),
        ("pass", second, "urge", *key, *CHIEF),
        ("comment", submitted, "seen", "--key", "remark", *KEEPER, "--json"),
        ("open", "leave", "--data", "{}", *key, *CHIEF),
    ):
        answer = console(*words)
        assert (answer.code, answer.error["message"].split(";")[0]) == (4, "This key was used for something else")
    assert stocked.stands(second) == "review"


def test_a_reason_by_number_in_words_or_in_words_of_ones_own(stocked: House, console: Console) -> None:
    for given, recorded in (("2", "repairable"), ("Repairable", "repairable"), ("not today", None)):
        number = stocked.submit("storekeeper1", "write-off", WRITE_OFF).number
        assert console("act", number, "reject", "--reason", given, *CHIEF).code == 0
        last = console("show", number, *CHIEF, "--json").data["timeline"][-1]
        assert (last["reason"], last["note"]) == (recorded, "" if recorded else "not today")


def test_a_missing_reason_is_asked_for(submitted: str, console: Console) -> None:
    answer = console("act", submitted, "reject", *CHIEF, "--json")
    assert answer.code == 2
    assert answer.error["fields"] == [{"field": "reason", "message": "give a reason: a number from 1 to 5, or a note"}]


def test_what_one_decided_last_is_taken_back(stocked: House, submitted: str, console: Console) -> None:
    assert console("act", submitted, "reject", "--reason", "1", *CHIEF).code == 0
    assert console("take-back", *CHIEF).out == f"{submitted}: taken back → review · waits for Warehouse supervisor\n"
    assert stocked.stands(submitted) == "review"
    assert console("take-back", submitted, *CHIEF).code == 3


def test_a_claim_holds_after_the_command_until_it_is_given_back(
    stocked: House, submitted: str, console: Console
) -> None:
    def claimed() -> list[str]:
        rows = console("queue", "decisions", *CHIEF, "--json").data["rows"]
        return [row["claimed"] for row in rows]

    claim = console("claim", submitted, *CHIEF, "--json").data
    assert (claim["number"], claim["claimed"]) == (submitted, True)
    assert claimed() == ["me"]
    assert console("claim", submitted, "--release", *CHIEF).out == f"{submitted} is free again.\n"
    assert claimed() == [""]


def test_a_comment_stays_with_the_case(submitted: str, console: Console) -> None:
    assert console("comment", submitted, "where is the photo?", *CHIEF).out == f"Noted on {submitted}.\n"
    assert console("show", submitted, *KEEPER, "--json").data["timeline"][-1]["note"] == "where is the photo?"


def test_hidden_characters_in_a_comment_are_refused(submitted: str, console: Console) -> None:
    answer = console("comment", submitted, "nice\u202etry", *CHIEF)
    assert answer.code == 2
    assert "U+202E" in answer.err


def test_what_was_typed_reaches_the_terminal_as_text_only(stocked: House, console: Console) -> None:
    with stocked.db.write():
        people, now = stocked.company.people, stocked.clock.now()
        evil = people.add("evil", "[red]x[/] \x1b]0;owned\x07 \u202e", now)
        people.appoint(evil.id, "storekeeper", now.date())
    number = stocked.submit("evil", "write-off", WRITE_OFF).number
    said = console("show", number, *CHIEF).out
    assert "[red]x[/] ␛]0;owned␇ ␦" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)
    printed = console("show", number, *CHIEF, "--json")
    assert printed.data["requester"] == "[red]x[/] \x1b]0;owned\x07 \u202e"
    assert not {"\x1b", "\x07", "\u202e"} & set(printed.out)


def test_nobody_does_anything_without_saying_who_he_is(house: House, console: Console) -> None:
    said = console("queue").err.splitlines()
    assert said[0] == "Say who you are: --as USER, or CONSOLE_USER in the environment."
    assert "  - hr: hr-name, Human resources" in said
    assert console("queue", environment={"CONSOLE_USER": "storekeeper1"}).code == 0


def test_shared_options_may_stand_before_the_command(house: House, console: Console) -> None:
    assert console("--as", "storekeeper1", "--json", "queue").data["desk"] == "warehouse"


def test_a_login_nobody_has_in_the_practice_company(house: House, console: Console) -> None:
    answer = console("queue", "--as", "nobody", "--json")
    assert (answer.code, answer.error["kind"]) == (5, "not-found")


def test_what_is_done_stays_done_though_signing_out_must_wait(
    submitted: str, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_office: Office) -> None:
        raise Busy(10)

    monkeypatch.setattr(Office, "leave", busy)
    monkeypatch.setattr(Office, "tick", busy)
    assert console("act", submitted, "reject", "--reason", "1", *CHIEF, "--json").data["number"] == submitted
    assert console("queue", *CHIEF).code == 0


def test_a_case_is_passed_on_and_whoever_was_not_asked_is_told_so(
    stocked: House, submitted: str, console: Console
) -> None:
    refused = console("pass", submitted, "transfer", "--to", "ghost", "--note", "away", *CHIEF, "--json")
    assert refused.code == 5
    assert "nobody “ghost”" in refused.data["error"]["message"]
    assert console("pass", submitted, "urge", "--note", "please", *CHIEF, "--json").data["number"] == submitted
    console("pass", submitted, "copy", "--to", "hr", *CHIEF)
    assert stocked.as_("hr").case(submitted).number == submitted
