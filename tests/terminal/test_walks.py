"""A working day by keys alone: a hundred approvals, and the same on other terminals, sizes and languages."""

import shutil
from base64 import b64encode
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal
from tests.workflows import house as houses
from tests.workflows.house import House

ITEMS = 100
DECISIONS = "6"
"""The queue of what waits for the supervisor's decision."""
REJECT = ("r", "1", "enter")
MOST_KEYS = 2.2
"""Keys an item, two rejects with a reason among ten."""


@pytest.fixture(scope="module")
def day_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with a hundred write-offs to decide, all alike, so that they stand in the order of their numbers."""
    path = tmp_path_factory.mktemp("walks") / "company.db"
    houses.build(path)
    house = House(path)
    house.goods("LAMP", "MAIN/A-01", "200", "7000.00")
    line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": "1", "cause": "handling"}
    for _each in range(ITEMS):
        house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [line], "note": "broken"})
    house.db.close()
    return path


@pytest.fixture
def day(day_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "company.db"
    shutil.copy(day_template, path)
    return path


def supervisor(company: Path, folder: Path, *, language: str = "en", **terminal: object) -> Terminal:
    login = ("--as", "warehouse-supervisor", "--lang", language)
    return Terminal("train", "--db", str(company), *login, folder=folder, **terminal)  # type: ignore[arg-type]


def number(item: int) -> str:
    return f"WO-2026-{item:06}"


def test_a_hundred_approvals_take_few_keys(day: Path, tmp_path: Path) -> None:
    keys = 1
    with supervisor(day, tmp_path) as terminal:
        terminal.until(number(1))
        terminal.press(DECISIONS)
        terminal.until("6 For my decision 100")
        for ten in range(0, ITEMS, 10):
            for item in range(ten + 1, ten + 11):
                typed = REJECT if item % 5 == 0 else ("a",)
                terminal.press(*typed)
                keys += len(typed)
            # Ten at a time, typed ahead: each key reaches the item it was meant for.
            terminal.until(f"{number(ten + 10)}: Reject", f"For my decision {ITEMS - ten - 10}")
        terminal.until("Nothing here")
    assert keys / ITEMS <= MOST_KEYS
    house = House(day)
    for item in range(1, ITEMS + 1):
        case = house.company.cases.find(number(item))
        assert case is not None
        last = house.company.cases.decisions(case.id)[-1]
        assert (last.action, last.reason) == (("reject", 1) if item % 5 == 0 else ("confirm", None)), number(item)
    house.db.close()


@pytest.mark.parametrize("term", ["xterm-256color", "xterm-direct", "linux", "tmux-256color"])
@pytest.mark.parametrize(("columns", "rows", "language"), [(80, 24, "zh_CN"), (140, 40, "en")])
def test_every_terminal_size_and_language(
    day: Path, tmp_path: Path, term: str, columns: int, rows: int, language: str
) -> None:
    english = language == "en"
    with supervisor(day, tmp_path, language=language, columns=columns, rows=rows, term=term) as terminal:
        terminal.until(number(1))
        terminal.press(DECISIONS)
        terminal.until("For my decision 100" if english else "待我审批 100")
        terminal.press("a")
        terminal.until(f"{number(1)}: Confirm" if english else f"{number(1)}：确认")
        terminal.press(*REJECT)
        terminal.until(f"{number(2)}: Reject" if english else f"{number(2)}：驳回")
        terminal.press("z")
        terminal.until("taken back" if english else "已拿回")
        # The hardware cursor stands where one types, so that the candidates of an input method open there.
        terminal.paste("：")
        terminal.press("000050")
        terminal.until(": 000050", number(50))
        assert terminal.typing_at() == len(" : 000050")
        terminal.press("enter")
        terminal.until("broken", number(50))
        terminal.press("y")
        terminal.until("copied" if english else "已复制")
        assert b"\x1b]52;c;" + b64encode(number(50).encode()) in terminal.raw
        terminal.press("esc")
        terminal.until(number(3))
        if term == "linux":
            assert b"38;2;" not in terminal.raw and b"38;5;" not in terminal.raw
        terminal.press("ctrl+q")
        assert terminal.ended() == 0


def test_the_way_back_opens_again_what_was_open_and_a_filter_becomes_a_tab(day: Path, tmp_path: Path) -> None:
    with supervisor(day, tmp_path) as terminal:
        terminal.until(number(1))
        terminal.press(DECISIONS, "down", "down", "enter")
        terminal.until("broken", number(3))
        terminal.press("3")
        terminal.until("opened")
        terminal.press(":", "arrivals", "enter")
        terminal.until("Nothing here")
        terminal.press("esc")
        terminal.until(f"Damage write-off  {number(3)}", "opened")
        terminal.press("esc")
        terminal.until(number(1), "6 For my decision 100")
        terminal.press("/", "amount:<50 00007", "enter", "s", *["backspace"] * 16, "Seventies", "enter", "1")
        terminal.until("“Seventies” is a tab now", "8 Seventies 11", number(70), gone=number(80))
        terminal.press("*", "a")
        terminal.until("Confirm, goods seen 11 of 11 marked", "385.00")
        terminal.press("enter")
        terminal.until("11 done", "8 Seventies 0")
