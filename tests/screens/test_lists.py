"""Registers and ledgers on the screen: getting there, moving in any length, searching, opening, changing, going back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from screens.app import ConsoleApp
from screens.case import CaseScreen
from screens.desk import DeskScreen
from screens.lists.ledgers import AccountsScreen, DimensionsScreen, EntriesScreen, MovesScreen, StockScreen
from screens.lists.register import RegisterScreen
from screens.lists.screen import ListScreen
from screens.lists.window import KEPT
from screens.manual import ManualScreen
from screens.record import RecordScreen
from screens.record_form import RecordForm
from tests.screens.driving import NEVER, Driver, at_desk
from tests.screens.fake_office import FakeOffice
from tests.workflows import house as houses
from tests.workflows.house import House

LINE = {"product": "LAMP", "location": "MAIN/A-01", "quantity": 3, "cause": "handling"}


@pytest.fixture
def house(house_template: Path, tmp_path: Path) -> House:
    """A small company with 15 lamps, 3 of which were written off."""
    made = houses.copied(house_template, tmp_path)
    made.goods("LAMP", "MAIN/A-01", "15", "525.00")
    number = made.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [LINE]}).number
    made.act("warehouse-supervisor", number, "confirm")
    return made


@asynccontextmanager
async def at_work(house: House, login: str, size: tuple[int, int] = (140, 40)) -> AsyncIterator[Driver]:
    """Sit at the desk of somebody of the small company."""
    office = house.as_(login)
    app = ConsoleApp(lambda _login, _password: office, office=office, look_every=NEVER)
    async with app.run_test(size=size) as pilot:
        driver = Driver(pilot, app, FakeOffice())
        await driver.settle()
        yield driver
    house.db.close()


def listed(driver: Driver) -> ListScreen:
    screen = driver.app.screen
    assert isinstance(screen, ListScreen)
    return screen


def shows(driver: Driver, kind: type[object]) -> bool:
    """Whether this kind of screen is what is seen."""
    return isinstance(driver.app.screen, kind)


# --- moving in a list of any length ------------------------------------------------------------------------------


async def test_moving_to_the_end_and_back_holds_only_a_part() -> None:
    async with at_desk(size=(80, 24)) as driver:
        await driver.press("A", "1")
        screen = listed(driver)
        assert "P-0001" in driver.text
        for _ in range(20):
            await driver.press("pagedown")
        assert screen.table.row is not None
        assert len(screen.table.window.rows) <= KEPT
        await driver.press("G")
        assert screen.table.row is not None
        assert screen.table.row.key == "P-0300"
        await driver.press("pageup", "pageup", "g")
        assert screen.table.row is not None
        assert screen.table.row.key == "P-0001"


async def test_rows_that_come_before_do_not_move_what_is_seen() -> None:
    async with at_desk(size=(80, 24)) as driver:
        await driver.press("A", "1", "G")
        for _ in range(30):
            await driver.press("k")
        row = listed(driver).table.row
        assert row is not None
        assert row.key == "P-0270"
        assert sum("P-0270" in one for one in driver.lines) == 1


async def test_a_search_follows_typing_and_escape_brings_everything_back() -> None:
    async with at_desk() as driver:
        await driver.press("A", "1", "/", *"p-029")
        assert len(listed(driver).table.window.rows) == 10
        await driver.press("enter", "escape")
        screen = listed(driver)
        assert screen.text == ""
        assert screen.table.row is not None
        assert screen.table.row.key == "P-0290"
        await driver.press("escape")
        assert shows(driver, DeskScreen)


# --- getting there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "screen"),
    [("products", RegisterScreen), ("客户", RegisterScreen), ("stock led", StockScreen), ("资金", AccountsScreen)],
)
async def test_going_by_name_in_either_language(house: House, typed: str, screen: type[ListScreen]) -> None:
    async with at_work(house, "finance1") as driver:
        await driver.press(":", *typed, "enter")
        assert shows(driver, screen)


async def test_ledgers_are_offered_to_those_who_may_read_them(house: House) -> None:
    async with at_work(house, "storekeeper1") as driver:
        offered = {offer.command.id for offer in driver.desk.offers()}
        assert "stock-ledger" in offered
        assert "money-ledger" not in offered
        await driver.press("$")
        assert shows(driver, DeskScreen)
        await driver.press(":", *"money ledger")
        assert "nothing matches" in driver.text


# --- registers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_keeper_changes_a_record_and_its_history_says_so(house: House, size: tuple[int, int]) -> None:
    async with at_work(house, "warehouse-supervisor", size) as driver:
        await driver.press(":", *"products", "enter", "/", *"gkd", "enter")
        assert "工矿灯" in driver.text
        await driver.press("enter", "e")
        assert shows(driver, RecordForm)
        await driver.press(*"IP65", "f10")
        assert shows(driver, RecordScreen)
        assert "LAMP is changed" in driver.text
        await driver.press("tab")
        assert "warehouse-supervisor-name" in driver.text
        assert "— → IP65" in driver.text
        await driver.press("escape")
        row = listed(driver).table.row
        assert row is not None
        assert row.key == "LAMP"


async def test_errors_stand_at_the_field_and_what_was_typed_stays(house: House) -> None:
    async with at_work(house, "warehouse-supervisor") as driver:
        await driver.press(":", *"products", "enter", "n")
        await driver.press(*"BULB", "f10")
        assert shows(driver, RecordForm)
        assert "fill this in" in driver.text
        assert "BULB" in driver.text
        await driver.press("escape", "n")
        assert "BULB" in driver.text, "kept as a draft"


async def test_a_new_record_is_made_and_stands_under_the_cursor(house: House) -> None:
    async with at_work(house, "sales-manager") as driver:
        await driver.press(":", *"customers", "enter", "n", *"新客户", "f10")
        row = listed(driver).table.row
        assert row is not None
        assert row.cells[1] == "新客户"


async def test_back_from_a_search_that_found_nothing_one_stands_where_one_was(house: House) -> None:
    async with at_work(house, "sales-manager") as driver:
        await driver.press(":", *"customers", "enter", "j", "j")
        stood = listed(driver).table.row
        assert stood is not None
        await driver.press("/", *"xyzzy", "enter")
        assert listed(driver).table.row is None
        await driver.press("escape")
        assert listed(driver).table.row == stood


async def test_a_search_outlasts_a_change_and_gives_way_only_to_a_record_it_leaves_out(house: House) -> None:
    async with at_work(house, "warehouse-supervisor") as driver:
        await driver.press(":", *"products", "enter", "/", *"gkd", "enter", "e", *"IP65", "f10")
        assert "LAMP is changed" in driver.text
        assert listed(driver).text == "gkd"
        assert [row.key for row in listed(driver).table.window.rows] == ["LAMP"]
    async with at_work(house, "sales-manager") as driver:
        await driver.press(":", *"customers", "enter", "/", *"hamburg", "enter", "n", *"新客户", "f10")
        row = listed(driver).table.row
        assert row is not None
        assert row.cells[1] == "新客户"
        assert listed(driver).text == ""


async def test_who_does_not_keep_a_register_only_reads_it(house: House) -> None:
    async with at_work(house, "storekeeper1") as driver:
        await driver.press(":", *"products", "enter")
        assert not {"edit-record", "new-record"} & {offer.command.id for offer in listed(driver).offers()}
        await driver.press("e", "n")
        assert shows(driver, RegisterScreen)


async def test_a_field_of_a_process_says_by_which_process_it_changes(house: House) -> None:
    house.record("customers", "C-9000", name="恒达电器", owner=house.employee("sales-rep1"))
    async with at_work(house, "sales-manager") as driver:
        await driver.press(":", *"customers", "enter", "/", *"9000", "enter", "e")
        assert shows(driver, RecordForm)
        assert "changed by “Lead intake and allocation” only" in driver.text


async def test_somebody_faster_is_told_and_what_was_typed_stays(house: House) -> None:
    async with at_work(house, "warehouse-supervisor") as driver:
        await driver.press(":", *"products", "enter", "/", *"gkd", "enter", "enter", "e", *"IP65")
        house.record("products", "LAMP", **{**(house.company.registers.data("products", "LAMP") or {}), "unit": "盏"})
        await driver.press("f10")
        assert "changed by somebody else" in driver.text
        await driver.press("f5", "f10")
        kept = house.company.registers.data("products", "LAMP") or {}
        assert (kept["specification"], kept["unit"]) == ("IP65", "盏")


async def test_a_record_that_is_not_there_is_told_where_one_is(house: House) -> None:
    async with at_work(house, "sales-rep1") as driver:
        driver.desk.go("record", "products/SPOON", "")
        await driver.settle()
        assert "There is no SPOON in that register" in driver.text


async def test_the_way_back_opens_lists_records_and_pages_as_they_were_left(house: House) -> None:
    async with at_work(house, "cataloguer1") as driver:
        await driver.press("I", "/", *"gkd", "enter", "enter")
        assert shows(driver, MovesScreen)
        await driver.press(":", *"products", "enter", "j", "enter", "tab")
        record = driver.text
        assert shows(driver, RecordScreen)
        await driver.press(":", *"manual write-off", "enter", "j", "j", "/", *"step", "enter", "n")
        page = driver.text
        assert shows(driver, ManualScreen)
        await driver.press(":", *"my drafts", "enter")
        assert shows(driver, DeskScreen)
        await driver.press("backspace")
        assert shows(driver, ManualScreen)
        assert driver.text.splitlines()[1:-4] == page.splitlines()[1:-4]
        await driver.press("escape", "escape")
        assert shows(driver, RecordScreen)
        assert driver.text == record
        await driver.press("escape")
        assert listed(driver).table.cursor == 1
        await driver.press("escape", "escape")
        assert listed(driver).text == "gkd"


# --- ledgers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_from_a_balance_to_its_moves_to_the_case_and_back(house: House, size: tuple[int, int]) -> None:
    async with at_work(house, "warehouse-supervisor", size) as driver:
        await driver.press("I", "/", *"gkd", "enter")
        assert "420.00" in driver.text
        await driver.press("enter")
        assert shows(driver, MovesScreen)
        assert "−3" in driver.text
        await driver.press("enter")
        assert shows(driver, CaseScreen)
        assert "WO-2026-000001" in driver.text
        await driver.press("escape", "d", *"2026-05", "enter")
        assert "Nothing matches" in driver.text
        await driver.press("escape")
        assert "−3" in driver.text
        await driver.press("escape")
        screen = listed(driver)
        assert isinstance(screen, StockScreen)
        assert screen.text == "gkd"


async def test_days_that_are_none_are_told_and_can_be_mended(house: House) -> None:
    async with at_work(house, "warehouse-supervisor") as driver:
        await driver.press("I", "enter", "d", *"soon", "enter")
        assert "write a day, a month or a year" in driver.text
        assert listed(driver).prompt is not None
        await driver.press("backspace", "backspace", "backspace", "backspace", *"2026-06", "enter")
        assert f"{listed(driver).span}" == "2026-06-01..2026-06-30"


async def test_from_an_account_to_whose_balance_to_its_entries(house: House) -> None:
    house.paid_order("C-0001", "120.00")
    async with at_work(house, "finance1") as driver:
        await driver.press("$", "/", *"deposits", "enter", "enter")
        assert shows(driver, DimensionsScreen)
        await driver.press("enter")
        assert shows(driver, EntriesScreen)
        assert "+120.00" in driver.text
        assert "bank" in driver.text
        await driver.press("escape", "escape", "escape", "/", *"loss", "enter", "enter")
        assert shows(driver, EntriesScreen), "an account with one balance has no level between"


async def test_a_search_by_a_field_hides_nothing_and_says_that_there_is_none() -> None:
    async with at_desk() as driver:
        await driver.press("A", "1")
        rows = len(listed(driver).table.window.rows)
        await driver.press("/", *"kind:x", "enter")
        assert len(listed(driver).table.window.rows) == rows
        assert "this list has no fields, type words alone" in driver.text
