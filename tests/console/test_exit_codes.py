"""The exit codes and error objects, one test each: what scripts rely on."""

import json
from pathlib import Path
from typing import Any

import pytest

from console.cli import work
from tests.console.conftest import DAMAGED, WRITE_OFF, Answer, Console
from tests.workflows.house import House


def _error(answer: Answer, code: int, kind: str) -> dict[str, Any]:
    assert answer.code == code
    assert list(answer.data) == ["error"]
    assert list(answer.error) == ["kind", "message", "reasons", "fields"]
    assert answer.error["kind"] == kind
    assert answer.err == ""
    return answer.error


def test_0_done(house: House, console: Console) -> None:
    assert console("queue", "--as", "storekeeper1").code == 0


def test_1_a_fault_is_one_sentence_and_a_log(
    house: House, console: Console, home: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError("a fault in the program")

    monkeypatch.setattr(work, "queue_lines", broken)
    answer = console("queue", "drafts", "--as", "storekeeper1")
    log = Path(home["HOME"]) / ".local/state/operations-console/faults.log"
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == f"Something went wrong inside the program. The details are in {log}.\n"
    assert "ZeroDivisionError: a fault in the program" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_1_the_log_may_be_out_of_reach(house: House, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "queue_lines", lambda *_given: 1 / 0)
    answer = console("queue", "drafts", "--as", "storekeeper1", environment={"XDG_STATE_HOME": "/dev/null"})
    assert answer.code == 1
    assert (
        "could not be written to /dev/null/operations-console/faults.log (a part of the path is no folder)"
        in answer.err
    )


def test_2_usage(console: Console) -> None:
    error = _error(console("queue", "--json", "--wrong"), 2, "usage")
    assert error["message"] == "There is no option --wrong here."


def test_2_all_that_is_wrong_with_the_words_of_a_command_is_said_at_once(house: House, console: Console) -> None:
    error = _error(console("policy", "set", "--form", "--json"), 2, "usage")
    assert error["message"] == "3 things need another look; nothing was done"
    assert error["reasons"] == [
        "There is no option --form here.", "Perhaps you mean --from.", "--from is missing.", "--reason is missing.",
    ]  # fmt: skip
    error = _error(console("act", "--seen", "never", "--json"), 2, "usage")
    assert error["reasons"] == [
        "CASE is missing.", "ACTION is missing.", "--seen is a whole number from 0 to 1000000000000, not never.",
    ]  # fmt: skip
    assert console("policy", "set", "--from", "--json").code == 2


def test_2_data_that_cannot_be_read_does_not_hide_what_else_is_wrong(stocked: House, console: Console) -> None:
    error = _error(console("open", "nothing", "--data", "{", "--as", "storekeeper1", "--json"), 2, "invalid")
    assert "line 1" in error["reasons"][0]
    assert "nothing" in error["reasons"][1]
    error = _error(console("act", "WO-1", "x", "--data", "{", "--as", "storekeeper1", "--json"), 2, "invalid")
    assert "There is no case WO-1" in error["reasons"][1]


def test_2_a_missing_reason_is_said_with_what_is_wrong_in_the_form(stocked: House, console: Console) -> None:
    case = stocked.submit("storekeeper1", "write-off", WRITE_OFF).number
    data = json.dumps({"colour": "red"})
    answer = console("act", case, "reject", "--note", "\x1b", "--data", data, "--as", "warehouse-supervisor", "--json")
    error = _error(answer, 2, "invalid")
    assert [one["field"] for one in error["fields"]] == ["note", "colour"]
    answer = console("act", case, "reject", "--data", data, "--as", "warehouse-supervisor", "--json")
    assert [one["field"] for one in _error(answer, 2, "invalid")["fields"]] == ["reason", "colour"]


def test_2_invalid_input_names_the_fields(stocked: House, console: Console) -> None:
    data = json.dumps({**WRITE_OFF, "colour": "red"})
    answer = console("open", "write-off", "--data", "-", "--as", "storekeeper1", "--json", stdin=data)
    error = _error(answer, 2, "invalid")
    known = "warehouse, lines, note, clearing, witness, remains"
    assert {"field": "colour", "message": f"unknown field; the form has {known}"} in error["fields"]


def test_3_refused_by_a_guard_lists_all_reasons(stocked: House, console: Console) -> None:
    lines = [{**DAMAGED, "quantity": 16}, {**DAMAGED, "location": "MAIN/A-02"}]
    data = json.dumps({**WRITE_OFF, "lines": lines})
    answer = console("open", "write-off", "--data", "-", "--as", "storekeeper1", "--json", stdin=data)
    error = _error(answer, 3, "refused")
    assert len(error["reasons"]) == 2
    assert [field["field"] for field in error["fields"]] == ["lines.0.quantity", "lines.1.quantity"]


def test_3_refused_because_not_allowed(submitted: str, console: Console) -> None:
    answer = console("act", submitted, "confirm", "--as", "storekeeper2", "--json")
    error = _error(answer, 3, "refused")
    assert error["reasons"] == ["Not your step: it waits for Warehouse supervisor"]


def test_4_conflict(stocked: House, submitted: str, console: Console) -> None:
    seen = console("show", submitted, "--as", "warehouse-supervisor", "--json").data["seq"]
    stocked.act("storekeeper1", submitted, "withdraw")
    answer = console("act", submitted, "confirm", "--seen", str(seen), "--as", "warehouse-supervisor", "--json")
    error = _error(answer, 4, "conflict")
    assert error["message"] == f"{submitted} is no longer there: storekeeper1-name: Withdraw, 09:00"


def test_5_not_found(house: House, console: Console) -> None:
    error = _error(console("show", "WO-2026-999999", "--as", "storekeeper1", "--json"), 5, "not-found")
    assert error["message"] == "There is no case WO-2026-999999 that you may see"


def test_without_json_errors_are_sentences_on_standard_error(submitted: str, console: Console) -> None:
    answer = console("act", submitted, "confirm", "--as", "storekeeper2")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err == "Refused\n  - Not your step: it waits for Warehouse supervisor\n"


def test_who_never_chose_a_language_is_answered_in_that_of_his_terminal(submitted: str, console: Console) -> None:
    call = ("act", submitted, "confirm", "--as", "storekeeper2")
    assert "仓库主管" in console(*call, environment={"LANG": "zh_CN.UTF-8"}).err
    assert "Warehouse supervisor" in console(*call, environment={"LANG": "en_GB.UTF-8"}).err
    assert "Warehouse supervisor" in console(*call, "--lang", "en", environment={"LANG": "zh_CN.UTF-8"}).err


def test_errors_are_in_the_language_the_person_has_chosen(house: House, submitted: str, console: Console) -> None:
    house.as_("storekeeper2").set_language("zh_CN")
    answer = console("act", submitted, "confirm", "--as", "storekeeper2")
    assert "仓库主管" in answer.err
