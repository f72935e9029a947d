"""How the screens look: compared with the pictures beside this file. `pytest --snapshot-update` takes new ones."""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from db.message import Message
from screens.app import ConsoleApp
from tests.screens.driving import NEVER, Driver, program
from tests.screens.fake_cases import CasesOffice
from tests.screens.fake_office import Company, FakeOffice, people
from workflows.engine.view import Change

WIDE, NARROW = (140, 40), (80, 24)
Compare = Callable[..., bool]


def made(language: str, *, practice: bool = False, look: str | None = None) -> ConsoleApp:
    """The program at the desk of a company in which things have happened."""
    office = FakeOffice(Company(200), practice=practice)
    office.set_language(language)
    office.company.others_claim(3, "钱进 Qian Jin")
    office.claim(4)
    return program(office, language=language, look=look)


def pressed(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press keys before the picture is taken, and wait."""

    async def press(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, ConsoleApp)
        driver = Driver(pilot, pilot.app, FakeOffice(Company(0)))
        await driver.settle()
        await driver.press(*keys)

    return press


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param(WIDE, ("j", "space", "j"), id="desk-wide"),
        pytest.param(NARROW, ("j",), id="desk-narrow"),
        pytest.param(NARROW, ("r", "2", *"wet"), id="reason"),
        pytest.param(WIDE, ("space", "space", "space", "a"), id="bulk"),
        pytest.param(WIDE, ("?",), id="help"),
        pytest.param(NARROW, (":", *"00001"), id="goto"),
        pytest.param(WIDE, ("F", "end", "up", "up", "right"), id="dashboard"),
        pytest.param(NARROW, ("F", "end", "up", "up", "up", "right", "t", "i"), id="dashboard-table"),
    ],
)
def test_at_the_desk(snap_compare: Compare, language: str, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    app = made(language, practice=size == NARROW)
    assert snap_compare(app, terminal_size=size, run_before=pressed(*keys))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param(NARROW, ("A",), id="registers"),
        pytest.param(NARROW, ("A", "1", "j", "j"), id="register-narrow"),
        pytest.param(WIDE, ("A", "1", "/", *"p-02"), id="register-search"),
        pytest.param(WIDE, ("A", "1", "enter", "tab"), id="record-history"),
        pytest.param(NARROW, ("A", "1", "e"), id="record-form"),
        pytest.param(NARROW, ("I", "j"), id="stock-ledger"),
        pytest.param(WIDE, ("I", "enter", "j"), id="moves"),
        pytest.param(NARROW, ("H", "/", *"scrap", "enter"), id="manual-narrow"),
        pytest.param(WIDE, ("H",), id="manual-wide"),
    ],
)
def test_looking_things_up(snap_compare: Compare, language: str, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    app = made(language, practice=size == NARROW)
    assert snap_compare(app, terminal_size=size, run_before=pressed(*keys))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("keys", [(), ("+", "j")], ids=["offered", "lesson"])
def test_the_first_five_minutes(snap_compare: Compare, language: str, keys: tuple[str, ...]) -> None:
    app = made(language, practice=True)
    assert isinstance(app.office, FakeOffice)
    app.office.tour.at = None
    assert snap_compare(app, terminal_size=NARROW, run_before=pressed(*keys))


@pytest.mark.parametrize("look", ["contrast", "plain"])
def test_other_colours(snap_compare: Compare, look: str) -> None:
    app = made("en", practice=True, look=look)
    assert snap_compare(app, terminal_size=WIDE, run_before=pressed("j", "space", "r"))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("practice", [False, True], ids=["real", "practice"])
def test_at_the_door(snap_compare: Compare, language: str, practice: bool) -> None:
    app = ConsoleApp(
        lambda _login, _password: FakeOffice(),
        people=people() if practice else None,
        company="恒信商贸 Hengxin Trading",
        language=language,
        look_every=NEVER,
    )
    assert snap_compare(app, terminal_size=NARROW, run_before=pressed("s", "u"))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("keys", [("enter",), ("enter", "2"), ("enter", "5", "enter")], ids=["form", "lines", "entry"])
def test_in_a_case_that_was_changed_between_rounds(
    snap_compare: Compare, language: str, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    office = CasesOffice(Company(20))
    office.set_language(language)
    office.changes = (
        Change(Message("Line 1, Quantity"), "590", "601"),
        Change(Message("Line 2"), "", "PVC 线槽 · 40", "added"),
        Change(Message("Line 3"), "铜端子 6mm · 603", "", "removed"),
    )
    app = program(office, language=language)
    assert snap_compare(app, terminal_size=size, run_before=pressed(*keys))
