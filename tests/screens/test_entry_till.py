"""Receipts at a till: a scanner fills line after line, and the next receipt is begun as soon as one is charged."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from db.message import Message
from tests.screens.fake_forms import FormApp, FormsOffice, press, send, text_of
from tests.screens.resting import settled
from workflows.engine.form import Form, Line, Money, ProductRef, Quantity, field
from workflows.engine.view import EntryForm


class Scanned(Line):
    product: ProductRef = field(Message("Product"), scanned=True)
    quantity: Quantity = field(Message("Quantity"), default=Decimal(1), total=True)
    price: Money = field(Message("Price"), default=Decimal("0.00"))


class Receipt(Form):
    card: str | None = field(Message("Card"), default=None)
    lines: list[Scanned] = field(Message("Lines"), default_factory=list)
    received: Money | None = field(Message("Received"), default=None)


class Till(FormsOffice):
    """Begins the next receipt when one is handed in."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Receipt

    def new_form(self, process: str, beside: int | None = None) -> EntryForm:
        return replace(super().new_form(process, beside), again=True)


def at_till() -> tuple[Till, FormApp]:
    office = Till()
    return office, FormApp(office, office.new_form("order"))


def scan(app: FormApp, *codes: str) -> None:
    """Read codes in one burst, each ending in enter."""
    for code in codes:
        send(app, code)
        press(app, "enter")


def charged(office: Till) -> list[dict[str, Any]]:
    return [done["values"] for done in office.acted]


async def test_the_enter_of_a_scanner_goes_to_the_next_line_and_on_a_blank_one_to_what_was_received() -> None:
    office, app = at_till()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.entry.sheet.current is app.grid
        scan(app, "P-001", "P-003", "P-001", "")
        send(app, "200")
        await settled(pilot)
        press(app, "f10")
        await settled(pilot)
        assert charged(office) == [
            {
                "lines": [{"product": code, "quantity": "1", "price": "0.00"} for code in ("P-001", "P-003", "P-001")],
                "received": "200",
            }
        ]


async def test_tab_stays_on_the_line_to_type_a_quantity() -> None:
    _office, app = at_till()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        send(app, "P-001\t3\t\t")
        await settled(pilot)
        assert app.grid.rows.handed_in()[0][0]["quantity"] == "3"
        assert app.grid.row == 1


async def test_the_next_one_is_begun_at_once_and_nothing_of_the_last_is_left() -> None:
    office, app = at_till()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for code in ("P-001", "P-002"):
            scan(app, code)
            await settled(pilot)
            press(app, "f10")
            await settled(pilot)
            assert "handed in" in "\n".join(text_of(app.entry.status))
            assert app.entry.sheet.current is app.grid
            assert app.grid.rows.handed_in()[0] == []
        assert [values["lines"][0]["product"] for values in charged(office)] == ["P-001", "P-002"]
        assert len({done["key"] for done in office.acted}) == 2
        assert office.drafts == {}


async def test_a_line_not_begun_yet_is_not_counted() -> None:
    _office, app = at_till()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        scan(app, "P-001")
        await settled(pilot)
        assert app.grid.rows.total("quantity") == 1
