"""The case view: its parts, where it stands, related cases in place, the same actions as at the desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len

from db.message import Message
from screens import case_lines
from screens.case import CaseScreen
from screens.desk import DeskScreen
from screens.record import RecordScreen
from screens.words import Words
from tests.screens.driving import Driver, at_desk
from tests.screens.fake_cases import PARENT, CasesOffice
from workflows.engine.view import Change, Place


@asynccontextmanager
async def in_case(
    office: CasesOffice | None = None, size: tuple[int, int] = (80, 24), language: str = "en"
) -> AsyncIterator[Driver]:
    """Open the first case of the queue."""
    async with at_desk(office or CasesOffice(), size=size, language=language) as driver:
        await driver.press("enter")
        yield driver


def case_of(driver: Driver) -> CaseScreen:
    screen = driver.app.screen
    assert isinstance(screen, CaseScreen)
    return screen


def number_of(driver: Driver) -> str:
    view = case_of(driver).view
    assert view is not None
    return view.number


# --- what is shown ------------------------------------------------------------------------------------------


async def test_the_head_says_what_it_is_where_it_stands_and_until_when() -> None:
    async with in_case() as driver:
        head = driver.lines[2]
        assert "WO-2026-000001" in head
        assert "Damage write-off" in head
        assert "review" in head
        assert driver.lines[3].strip() == "draft ─▶ ▐review▌ ┄▷ clear away ┄▷ done"


async def test_the_procedure_is_wrapped_where_it_is_longer_than_the_screen() -> None:
    async with in_case(size=(40, 24)) as driver:
        assert [line.strip() for line in driver.lines[3:5]] == ["draft ─▶ ▐review▌ ┄▷ clear away", "┄▷ done"]


def steps(*titles: str, now: int) -> list[Place]:
    """Places one after the other, standing at one of them; a title with + stands beside the one before it."""
    return [
        Place(
            title, Message(title.removeprefix("+")), "passed" if at < now else "now" if at == now else "ahead",
            title.startswith("+"),
        )
        for at, title in enumerate(titles)
    ]  # fmt: skip


def drawn(places: list[Place], cells: int, most: int = 3) -> list[str]:
    return ["".join(text for text, _role in line) for line in case_lines.drawing(places, cells, Words("en"), most)]


def test_parallel_steps_stand_in_one_place_and_each_says_whether_it_is_done() -> None:
    places = [*steps("draft", "consumption", now=2), Place("prices", Message("prices"), "now", True, 2)]
    assert drawn([*places, Place("cost", Message("cost"), "ahead")], 80) == [
        "draft ─▶ consumption + ▐prices ×2▌ ┄▷ cost"
    ]


def test_the_path_taken_is_bright_and_the_way_ahead_dim() -> None:
    (line,) = case_lines.drawing(steps("draft", "review", "done", now=1), 80, Words("en"))
    roles = dict(line)
    assert (roles["draft"], roles[" ─▶ "], roles["review"]) == ("title", "title", "edit")
    assert (roles[" ┄▷ "], roles["done"]) == ("muted", "muted")


def test_of_a_long_way_the_first_places_are_left_out() -> None:
    places = steps(*(f"step {number}" for number in range(20)), now=17)
    lines = drawn(places, 40, most=2)
    assert len(lines) == 2
    assert lines[0].startswith("… ─▶ step 1")
    assert lines[-1].endswith("┄▷ step 19")
    assert any("▐step 17▌" in line for line in lines)


async def test_what_changed_between_the_rounds_is_listed_and_marked_in_the_lines() -> None:
    office = CasesOffice()
    office.changes = (
        Change(Message("Line 1, Quantity"), "590", "601"),
        Change(Message("Line 2"), "", "PVC · 40", "added"),
        Change(Message("Line 3"), "LED · 1", "", "removed"),
    )
    async with in_case(office) as driver:
        shown = [line.strip() for line in driver.lines]
        assert "Changed  Line 1, Quantity: 590 → 601" in shown
        assert "Line 2 added: PVC · 40" in shown
        assert "Line 3 removed: LED · 1" in shown
        await driver.press("2")
        rows = [line for line in driver.lines if "MAIN/A-03" in line]
        assert [row[0] for row in rows[:4]] == ["~", "+", "−", " "]
        await driver.press("escape")
        assert "changed: Line 1, Quantity: 590 → 601" in driver.text


async def test_every_part_is_reached_by_its_digit_and_by_arrows() -> None:
    async with in_case() as driver:
        assert "主仓库 Main store (was 副仓库)" in driver.text
        assert "✓ every line unusable" in driver.text
        await driver.press("2")
        assert "PVC 线槽" in driver.text
        await driver.press("right")
        assert "no evidence" in driver.text
        await driver.press("l")
        assert "XX-2026-000001" in driver.text
        await driver.press("5")
        assert "↩ debit loss" in driver.text
        await driver.press("6")
        assert "Damage report" in driver.text
        await driver.press("right", "left", "h", "h")
        assert case_of(driver).spot.part == "related"


async def test_the_timeline_tells_reasons_representation_rounds_and_differences() -> None:
    async with in_case() as driver:
        await driver.press("3")
        shown = [line.strip() for line in driver.lines]
        assert any("孙丽 Sun Li on behalf of 钱进 Qian Jin  review: Send back" in line for line in shown)
        assert "reason: no evidence" in shown
        assert "photo of line 2" in shown
        assert any(line.startswith("── round 2 ─") for line in shown)
        assert "Line 2, Evidence: — → photo 12" in shown
        assert "Line 1, Quantity: 590 → 601" in shown


async def test_lines_scroll_down_and_sideways_beside_their_first_column() -> None:
    async with in_case() as driver:
        await driver.press("2")
        assert "Cost" not in driver.text
        assert "601 (was 590)" in driver.text
        await driver.press("shift+right", "shift+right", "shift+right", "shift+right", "shift+right")
        assert "Cost" in driver.text
        assert "Product" in driver.text
        await driver.press("G")
        assert "photo 30" in driver.text
        await driver.press("<", "<", "<", "<", "<", "g")
        assert "Quantity" in driver.text


async def test_a_paper_is_shown_as_printed_and_closed_again() -> None:
    async with in_case() as driver:
        await driver.press("6", "enter")
        assert "No. WO-2026-000001 · issued 2026-03-11 09:12" in driver.text
        assert "09:12 周敏 Zhou Min: Submit" in driver.text
        await driver.press("escape")
        assert "No. WO-2026-000001" not in driver.text
        assert case_of(driver).spot.part == "papers"


async def test_an_entry_opens_in_place_and_escape_returns_to_it() -> None:
    async with in_case() as driver:
        await driver.press("5", "down", "enter")
        assert "review: Approve" in driver.text
        assert "Postings" in driver.text
        await driver.press("escape")
        assert "Postings" not in driver.text
        assert case_of(driver).spot.part == "entries"
        assert case_of(driver).spot.at["entries"] == 1


async def test_an_entry_that_is_gone_leaves_one_where_one_was() -> None:
    office = CasesOffice()
    office.lost = True
    async with in_case(office) as driver:
        await driver.press("5", "enter")
        assert "There is no such entry" in driver.text
        assert "debit loss" in driver.text
        await driver.press("escape")
        assert isinstance(driver.app.screen, DeskScreen)


async def test_what_comes_from_data_is_shown_as_typed() -> None:
    async with in_case() as driver:
        assert "[@click=app.quit]x[/] ␛]52;c;QQ==␇" in driver.text
        await driver.press("3")
        assert "[@click=app.quit]x[/] ␛]52;c;QQ==␇" in driver.text


async def test_the_language_changes_without_moving_anything() -> None:
    async with in_case() as driver:
        await driver.press("2", "down", "down")
        top = case_of(driver).spot.top["lines"]
        await driver.press("L")
        assert "经过" in driver.text
        assert case_of(driver).spot.part == "lines"
        assert case_of(driver).spot.top["lines"] == top == 2


# --- going ----------------------------------------------------------------------------------------------------


async def test_a_related_case_opens_in_place_and_escape_returns_to_the_place() -> None:
    async with in_case() as driver:
        await driver.press("4", "enter")
        assert number_of(driver) == f"WO-2026-{PARENT:06}"
        await driver.press("2", "down", "escape")
        assert number_of(driver) == "WO-2026-000001"
        assert case_of(driver).spot.part == "related"
        await driver.press("escape")
        assert isinstance(driver.app.screen, DeskScreen)


async def test_a_related_case_that_may_not_be_seen_leaves_one_where_one_was() -> None:
    async with in_case() as driver:
        await driver.press("4", "down", "enter")
        assert number_of(driver) == "WO-2026-000001"
        assert "There is no such case" in driver.text
        await driver.press("escape")
        assert isinstance(driver.app.screen, DeskScreen)


async def test_the_next_case_of_the_queue_is_one_key_away() -> None:
    async with in_case() as driver:
        await driver.press("2", "ctrl+down", "J")
        assert number_of(driver) == "WO-2026-000003"
        assert case_of(driver).spot.part == "lines"
        await driver.press("K")
        assert number_of(driver) == "WO-2026-000002"
        await driver.press("ctrl+up", "ctrl+up")
        assert number_of(driver) == "WO-2026-000001"
        assert "No further case" in driver.text
        await driver.press("J", "escape")
        assert driver.desk.list.cursor == 1


# --- doing ----------------------------------------------------------------------------------------------------


async def test_a_decision_is_taken_here_as_at_the_desk_and_the_list_goes_on() -> None:
    office = CasesOffice()
    async with in_case(office) as driver:
        await driver.press("a")
        assert office.acts == [("WO-2026-000001", "approve", None, "")]
        assert number_of(driver) == "WO-2026-000001"
        assert "(done)" in driver.text
        assert "Approve: WO-2026-000001" in driver.text
        await driver.press("ctrl+down")
        assert number_of(driver) == "WO-2026-000002"
        await driver.press("escape")
        assert driver.desk.list.row is not None
        assert driver.desk.list.row.number == "WO-2026-000002"


async def test_a_rejection_asks_for_its_reason() -> None:
    office = CasesOffice()
    async with in_case(office) as driver:
        await driver.press("r", "3", "enter")
        assert office.acts == [("WO-2026-000001", "reject", 3, "")]


async def test_who_comes_second_is_told_and_sees_the_case_as_it_is() -> None:
    office = CasesOffice()
    async with in_case(office) as driver:
        office.company.others_finish(1)
        await driver.press("a")
        assert "Decided by 钱进 Qian Jin" in driver.text
        assert "(done)" in driver.text


async def test_what_others_do_is_announced_and_shown_on_request() -> None:
    office = CasesOffice()
    async with in_case(office) as driver:
        office.company.others_change(1)
        await driver.look()
        assert "changed — R" in driver.text
        await driver.press("R")
        assert "changed — R" not in driver.text


async def test_a_claim_shows_who_has_the_case() -> None:
    async with in_case() as driver:
        await driver.press("c")
        assert "孙丽 Sun Li is working on it" in driver.text


async def test_the_footer_offers_what_can_be_done() -> None:
    async with in_case() as driver:
        assert "a Approve" in driver.text
        assert "enter Open" not in driver.text
        await driver.press("4")
        assert "enter Open" in driver.text


# --- records ----------------------------------------------------------------------------------------------------


async def test_a_record_is_shown_as_a_card_and_scrolls() -> None:
    async with in_case() as driver:
        case_of(driver).go("record", "customers/C001", "")
        await driver.settle()
        assert isinstance(driver.app.screen, RecordScreen)
        assert "恒达电器" in driver.text
        assert "1380000" in driver.text
        await driver.press("pagedown", "pagedown", "pagedown")
        assert "1380039" in driver.text
        await driver.press("escape")
        assert number_of(driver) == "WO-2026-000001"


async def test_a_record_that_is_not_there_is_told_where_one_was() -> None:
    async with in_case() as driver:
        case_of(driver).go("record", "customers/C999", "")
        await driver.settle()
        assert number_of(driver) == "WO-2026-000001"
        assert "There is no C999" in driver.text


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_nothing_hangs_over_the_edge(size: tuple[int, int]) -> None:
    async with in_case(size=size, language="zh_CN") as driver:
        for part in "123456":
            await driver.press(part)
            assert max(map(cell_len, driver.lines)) <= size[0]
            assert driver.lines[-1].strip()
