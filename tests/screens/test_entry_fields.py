"""Every kind of field: what is typed in it, and what it means."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import cast

from db.message import Message
from screens.entry.answers import beside
from screens.entry.editor import Setting, shown
from screens.entry.lookups import find_cases
from screens.office import Office
from screens.words import Words
from tests.screens.fake_forms import FormApp, FormsOffice, Order, form_of, go_to, write
from workflows.engine.finding import Hit
from workflows.engine.form import FieldShape, Label
from workflows.engine.view import Choice

TYPED = [
    ("phone", "138 0013 8000", "138 0013 8000"),
    ("phone", "赵女士", "赵女士"),
    ("fee", "1284.5", "1284.5"),
    ("fee", "１，２８４．５０", "1284.50"),
    ("fee", "12。5", "12.5"),
    ("fee", "much", "much"),
    ("weight", "12.5", "12.5"),
    ("share", "7.5%", "7.5"),
    ("length", "3.5", "3.5"),
    ("pieces", "１２", "12"),
    ("urgent", "y", True),
    ("urgent", "n", False),
    ("urgent", "是", True),
    ("urgent", "否", False),
    ("urgent", " ", True),
    ("due", "2026-06-30", "2026-06-30"),
    ("due", "6-30", "2026-06-30"),
    ("due", "30", "2026-06-30"),
    ("due", "0630", "2026-06-30"),
    ("due", "１１１０", "2026-11-10"),
    ("due", "20260630", "2026-06-30"),
    ("due", "3106", "3106"),
    ("due", "+3", "2026-06-12"),
    ("due", "t", "2026-06-09"),
    ("due", "６月３０日", "2026-06-30"),
    ("at", "14:30", "2026-06-09 14:30"),
    ("at", "1430", "2026-06-09 14:30"),
    ("at", "6-30 14：30", "2026-06-30 14:30"),
    ("at", "0630 1430", "2026-06-30 14:30"),
    ("cause", "2", "handling"),
    ("cause", "tra", "transit"),
    ("customer", "hdq", "hdq"),
    ("customer", "恒达", "C-0012"),
    ("customer", "hxd", "C-0020"),
    ("customer", "c-0013", "C-0013"),
    ("source", "qt-2026-000208", "QT-2026-000208"),
    ("names", "Zhao\nQian", ["Zhao", "Qian"]),
    ("note", "first\nsecond", "first\nsecond"),
]


async def test_what_is_typed_is_read_when_the_field_is_left() -> None:
    app = FormApp(FormsOffice(), form_of(Order))
    async with app.run_test(size=(80, 24)) as pilot:
        for path, typed, value in TYPED:
            box = await go_to(pilot, path)
            box.load(None)
            await write(pilot, f"{typed}\t")
            assert (path, typed, box.value) == (path, typed, value)
            box.load(None)


def test_a_name_that_ends_with_its_key_says_it_once() -> None:
    setting = Setting(Words("en"), date(2026, 6, 9), lambda _part, key: f"恒信花园 1 幢 {key}")
    unit = FieldShape("unit", "ref", Label(Message("Unit")), False, register="units")
    assert shown(unit, "1-1602", setting) == "恒信花园 1 幢 1-1602"


def test_an_answer_says_its_key_once() -> None:
    assert beside(Choice("TM-001", "铜端子", "TM-001  OT 6mm²")) == "TM-001  OT 6mm²"
    assert beside(Choice("TM-001", "铜端子", "OT 6mm²")) == "TM-001  OT 6mm²"
    assert beside(Choice("bolt", "bolt", "bolt")) == ""


def test_a_case_that_fits_says_its_number_once() -> None:
    hit = Hit("case", "PO-2026-000043", "PO-2026-000043", "恒达电器")
    office = cast(Office, SimpleNamespace(named_cases=SimpleNamespace(offered=lambda *_asked: [hit])))
    (choice,) = find_cases(office, form_of(Order), "source", {}, "43", Words("en"))
    assert (choice.name, beside(choice)) == ("PO-2026-000043", "恒达电器")


def test_a_year_is_no_quantity() -> None:
    """Whole numbers are years, lines and issues: nothing parts their thousands."""
    setting = Setting(Words("en"), date(2026, 6, 9), lambda _part, key: key)
    year = FieldShape("year", "integer", Label(Message("Year")), False)
    assert (shown(year, 2024, setting), shown(replace(year, kind="quantity"), "2024", setting)) == ("2024", "2,024")
