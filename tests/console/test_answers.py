"""What commands say, and in which words: JSON, tables, failures of every kind, the command line itself."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from console.failure import Kind, Problem, failure_of
from console.main import run
from console.output import Output
from console.settings import language
from db import errors
from db.message import Message, _
from db.people import LoginTaken
from db.registers import RecordChanged
from tests.console.conftest import Console

PATH = Path("company.db")


def test_values_have_one_form_in_json() -> None:
    out = Output("zh_CN")
    assert out.plain(
        {"sum": Decimal("1284.00"), "day": date(2026, 6, 9), "at": datetime(2026, 6, 9, 9, 5), "said": _("Sales")}
    ) == {"sum": "1284.00", "day": "2026-06-09", "at": "2026-06-09T09:05:00", "said": "销售"}
    assert out.plain([frozenset({"b", "a"}), (1, None, True), PATH]) == [["a", "b"], [1, None, True], "company.db"]
    with pytest.raises(TypeError):
        out.plain(object())


def test_chinese_columns_line_up_by_cells() -> None:
    rows = [("工矿灯", Decimal("1284.00"), True), ("PVC", Decimal("-5"), False)]
    assert Output("en").table((_("Name"), _("Amount"), Message("")), rows) == [
        "Name      Amount",
        "工矿灯  1,284.00  yes",
        "PVC           -5  no",
    ]
    assert Output("en").table((_("Name"),), []) == []


def test_a_long_text_keeps_its_lines_under_its_name() -> None:
    assert Output("en").pairs([("a", "one\ntwo"), ("long", None)]) == ["a     one", "      two", "long"]


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (errors.DatabaseMissing(PATH), "not-found", 5),
        (errors.DatabaseExists(PATH), "conflict", 4),
        (errors.Busy(10), "conflict", 4),
        (LoginTaken("zhou"), "conflict", 4),
        (RecordChanged("products", "LAMP", "工矿灯"), "conflict", 4),
        (errors.DatabaseReadOnly(PATH), "fault", 1),
        (errors.DatabaseForeign(PATH), "fault", 1),
        (errors.DatabaseNewer(PATH, 9, 1), "fault", 1),
        (errors.DatabaseOutdated(PATH, 1, 2), "fault", 1),
        (errors.DatabaseUnreleased(PATH), "fault", 1),
        (errors.DatabaseOnNetwork(PATH, "nfs"), "fault", 1),
        (errors.DiskFull(PATH), "fault", 1),
        (errors.CommitUnknown(), "fault", 1),
        (Problem("refused", _("You work at no desk.")), "refused", 3),
    ],
)  # fmt: skip
def test_every_failure_has_its_kind(error: Exception, kind: Kind, code: int) -> None:
    failure = failure_of(error)
    assert failure is not None
    assert (failure.kind, failure.exit_code) == (kind, code)
    assert Output("zh_CN").say(failure.message) != Output("en").say(failure.message)


def test_a_fault_of_the_program_explains_nothing() -> None:
    assert failure_of(ZeroDivisionError()) is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("wueue",), "There is no command “console wueue”. There are: train, run, init"),
        (("user", "wadd"), "There is no command “console user wadd”. There are: list, add"),
        (("queue", "a", "b", "c"), "Too many words: b c"),
        (("queue", "--limit", "0"), "--limit is a whole number from 1 to 500, not 0."),
        (("queue", "--limit"), "--limit is not used like this; see --help."),
        (("queue", "--lang", "fr"), "--lang is one of en, zh_CN, not fr."),
        (("queue", "--dek", "x"), "There is no option --dek here.\n  - Perhaps you mean --desk, --db."),
        (("open", "write-off"), "--data is missing."),
        (("show",), "CASE is missing."),
        (("queue", "\udcff"), "The command line is not UTF-8 text."),
    ],
)
def test_a_wrong_command_line_is_told_in_a_sentence(console: Console, words: tuple[str, ...], said: str) -> None:
    answer = console(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(said)
    assert console(*words, "--json").error["kind"] == "usage"


def test_nothing_at_all_shows_the_help(console: Console) -> None:
    answer = console()
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Usage: console ")


def test_the_language_of_a_wrong_command_line(console: Console) -> None:
    assert console("show", "--lang", "zh_CN").err == "缺少 CASE。\n"
    assert console("show", "--lang=zh_CN").err == "缺少 CASE。\n"
    assert console("show", environment={"LANG": "zh_CN.UTF-8"}).err == "缺少 CASE。\n"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh_CN"),
        ({}, "en"),
    ],
)
def test_the_environment_says_which_language(environment: dict[str, str], expected: str) -> None:
    assert language(environment) == expected


def test_the_version(console: Console) -> None:
    assert console("--version").out.startswith("console ")
    assert list(console("--version", "--json").data) == ["version"]


def test_ctrl_c_is_quiet(console: Console, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("console.cli.process._processes", interrupted)
    assert run(["process", "list"], environment={}) == 130
    assert "".join(capsys.readouterr()).strip() == ""
