"""How a form with lines and a case look: compared with the pictures beside this file (`--snapshot-update`)."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from db.message import Message
from tests.screens.driving import Driver, program
from tests.screens.fake_cases import CasesOffice
from tests.screens.fake_forms import FormApp, FormsOffice, form_of, write
from tests.screens.fake_office import Company, FakeOffice
from tests.screens.resting import settled
from workflows.engine.errors import Refused
from workflows.engine.form import (
    Choice,
    CustomerRef,
    FieldError,
    Form,
    Line,
    LongText,
    Money,
    ProductRef,
    Quantity,
    Text,
    field,
)

WIDE, NARROW = (140, 40), (80, 24)
Compare = Callable[..., bool]


class Kind(Choice):
    """Words that the program says in both languages anyway."""

    STANDARD = "standard", Message("standard")
    CUSTOM = "custom", Message("custom")


class Item(Line):
    product: ProductRef = field(Message("Product"))
    stock: Quantity = field(Message("On hand"), total=True)
    price: Money = field(Message("Price"))
    kind: Kind = field(Message("Kind"))
    national: bool = field(Message("National standard"), default=True)
    specification: Text = field(Message("Specification"), default="")
    sum: Money | None = field(Message("Amount"), read=True, total=True)


class Sheet(Form):
    customer: CustomerRef = field(Message("Customer"))
    until: date = field(Message("Valid until"))
    national: bool = field(Message("National standard"))
    phone: Text = field(Message("Phone"))
    note: LongText = field(Message("Note"), default="")
    lines: list[Item] = field(Message("Products"), default_factory=list)


VALUES: dict[str, Any] = {
    "customer": "C-0012",
    "until": "2026-06-30",
    "national": True,
    "phone": "138 0013 8000",
    "note": "交货前先电话联系赵女士\n[b]as typed[/b]",
    "lines": [
        {"product": "P-001", "stock": "600", "price": "0.80", "kind": "standard", "national": True, "sum": "480.00"},
        {"product": "P-002", "stock": "40", "price": "13.00", "kind": "custom", "national": False, "sum": "520.00"},
        {"product": "P-003", "stock": "12.5", "price": "1284.00", "kind": "standard", "specification": "白色 2 m"},
    ],
}  # fmt: skip


class SheetOffice(FormsOffice):
    """Fills in nothing and finds nothing wrong until the form is handed in."""

    def fill(self, form: Any, values: dict[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
        return VALUES, []


def refused() -> Refused:
    problem = Refused([Message("15 exceeds 12 unreserved"), Message("[b]no evidence[/b]")])
    problem.fields = [FieldError("lines.1.stock", Message("On hand"), Message("15 exceeds 12 unreserved"))]
    return problem


def typed(keys: str, *, submit: bool = False) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Type before the picture is taken."""

    async def run(pilot: Pilot[None]) -> None:
        await settled(pilot)
        cast("FormApp", pilot.app).entry.sheet.go_to(cast("FormApp", pilot.app).grid)
        await settled(pilot)
        await write(pilot, keys)
        if submit:
            await pilot.press("f10")
            await settled(pilot)

    return run


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_form_with_lines(snap_compare: Compare, language: str, size: tuple[int, int]) -> None:
    app = FormApp(SheetOffice(), form_of(Sheet, VALUES, restored=True), language)
    assert snap_compare(app, terminal_size=size, run_before=typed("\t\t\t\t\t\tx\ttd"))


def test_a_form_that_was_refused(snap_compare: Compare) -> None:
    office = SheetOffice()
    office.refusal = refused
    app = FormApp(office, form_of(Sheet, VALUES))
    assert snap_compare(app, terminal_size=NARROW, run_before=typed("", submit=True))


@pytest.mark.parametrize("look", ["contrast", "plain"])
def test_a_form_in_other_colours(snap_compare: Compare, look: str) -> None:
    app = FormApp(SheetOffice(), form_of(Sheet, VALUES), look=look)
    assert snap_compare(app, terminal_size=NARROW, run_before=typed("\t7"))


def in_case(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Open the first case of the queue and press keys before the picture is taken."""

    async def run(pilot: Pilot[None]) -> None:
        driver = Driver(pilot, cast("Any", pilot.app), FakeOffice(Company(0)))
        await driver.settle()
        await driver.press("enter")
        await driver.press(*keys)

    return run


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(("part", "size"), [("form", NARROW), ("lines", WIDE), ("timeline", NARROW), ("related", WIDE)])
def test_a_case(snap_compare: Compare, language: str, part: str, size: tuple[int, int]) -> None:
    office = CasesOffice(Company(200))
    office.set_language(language)
    digit = str(["form", "lines", "timeline", "related"].index(part) + 1)
    app = program(office, language=language)
    assert snap_compare(app, terminal_size=size, run_before=in_case(digit))
