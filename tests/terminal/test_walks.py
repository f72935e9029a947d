"""A working day by keys alone: a hundred approvals, and the same on other terminals, sizes and languages."""

from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.sharing import copy_of, made_once
from tests.terminal.font import IN_FONT
from tests.terminal.terminal import Terminal
from tests.workflows import house as houses
from tests.workflows.house import House

ITEMS = 100
DECISIONS = "7"
"""The queue of what waits for the supervisor's decision."""
REJECT = ("r", "1", "enter")
MOST_KEYS = 2.2
"""Keys an item, two rejects with a reason among ten."""


def build(path: Path) -> None:
    """Make a company with a hundred write-offs to decide, all alike, so that they stand in the order of their numbers."""
    houses.build(path)
    house = House(path)
    house.goods("LAMP", "MAIN/A-01", "200", "7000.00")
    line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": "1", "cause": "handling"}
    for _each in range(ITEMS):
        house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [line], "note": "broken"})
    house.db.close()


@pytest.fixture
def day(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    return copy_of(made_once(tmp_path_factory, "day.db", build), tmp_path)


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
        terminal.until(f"{DECISIONS} For my decision 100")
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


@dataclass(frozen=True)
class Tongue:
    """What the screens say on the walk, in one language."""

    who: str
    colon: str
    queue: str
    confirm: str
    fill_in: str
    copied: str


TONGUES = {
    "zh_CN": Tongue("您想以谁的身份练习", "：", "待我审批", "确认", "F10 提交", "已复制"),
    "en": Tongue("Who do you want to be", ": ", "For my decision", "Confirm", "F10 Submit", "copied"),
}
WALKS = [((80, 24), "zh_CN"), ((80, 24), "en"), ((140, 40), "en"), ((140, 40), "zh_CN")]
"""Sizes and languages in an order in which each step changes one of the two."""
COLOURS = {"xterm-256color": b"[38;5;", "xterm-direct": b"[38;2;", "linux": b"", "tmux-256color": b"[38;5;"}


@pytest.mark.parametrize("term", COLOURS)
def test_every_terminal_in_every_size_and_language(day: Path, tmp_path: Path, term: str) -> None:
    with Terminal("train", "--db", str(day), "--lang", "zh_CN", term=term, folder=tmp_path) as terminal:
        for before, ((columns, rows), language) in zip([None, *WALKS], WALKS, strict=False):
            if before is not None:
                terminal.resize(columns, rows)
                terminal.press(*["f12"] * (before[1] != language))
            terminal.until("TRAINING", TONGUES[language].who, "after-sales1")
        terminal.press("warehouse-sup", "enter")
        for item, ((columns, rows), language) in enumerate(reversed(WALKS), 1):
            if item > 1:
                terminal.resize(columns, rows)
                terminal.press(*["L"] * (WALKS[-item + 1][1] != language))
            _walk(terminal, TONGUES[language], item)
        for colour in {b"[38;5;", b"[38;2;"}:
            assert (colour in terminal.raw) == (colour == COLOURS[term])
        terminal.press("ctrl+q")
        assert terminal.ended() == 0


def _walk(terminal: Terminal, tongue: Tongue, item: int) -> None:
    """Decide an item at the desk, open the next one, begin a form with Chinese in it and leave it as it was."""
    terminal.press(DECISIONS)
    terminal.until(number(item), f"{tongue.queue} {ITEMS - item + 1}")
    terminal.press("a")
    terminal.until(f"{number(item)}{tongue.colon}{tongue.confirm}", f"{tongue.queue} {ITEMS - item}")
    _in_order(terminal)
    terminal.paste("：")
    terminal.press("000050")
    terminal.until(": 000050", number(50))
    terminal.typing_at(": 000050")
    terminal.press("enter")
    terminal.until("broken", number(50))
    _in_order(terminal)
    terminal.press("y")
    terminal.until(tongue.copied)
    assert b"\x1b]52;c;" + b64encode(number(50).encode()) in terminal.raw
    terminal.press("esc")
    terminal.until(number(item + 1), tongue.queue)
    terminal.press("n", "leave", "enter")
    terminal.until(tongue.fill_in)
    terminal.paste("\x1b[200~搬运时\n摔坏\x1b[201~")
    terminal.until("搬运时 摔坏")
    terminal.typing_at("搬运时 摔坏")
    _in_order(terminal)
    terminal.press("f7", "esc")
    terminal.until(number(item + 1), gone=tongue.fill_in)


def _in_order(terminal: Terminal) -> None:
    """The rule beside the list is one line, the training sign ends the first row, and no sign is foreign to the font."""
    lines = terminal.cells()
    assert "".join(lines[0]).rstrip().endswith("TRAINING")
    rules = {column for cells in lines[3:] for column, cell in enumerate(cells) if cell == "│"}
    assert len(rules) <= 1, terminal.text()
    if terminal.term == "linux":
        signs = {cell for cells in lines for cell in cells if cell and not cell.isascii() and cell_len(cell) == 1}
        assert signs <= IN_FONT


def test_the_way_back_opens_again_what_was_open_and_filters_and_places_stay_for_the_next_sign_in(
    day: Path, tmp_path: Path
) -> None:
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
        terminal.until(number(1), f"{DECISIONS} For my decision 100")
        terminal.press("/", "amount:<50 00007", "enter", "s", *["backspace"] * 16, "Seventies", "enter", "1", "enter")
        terminal.until("“Seventies” is a tab now", "Seventies 11", number(70), gone=number(80))
        terminal.press("*", "a")
        terminal.until("Confirm, goods seen 11 of 11 marked", "385.00")
        terminal.press("enter")
        terminal.until("11 done", "Seventies 0")
    with supervisor(day, tmp_path) as terminal:
        terminal.until(number(1))
        terminal.press(":")
        terminal.until("Lately", "Places to go")
        terminal.press("enter")
        terminal.until("1 Arrivals", "Nothing here")
