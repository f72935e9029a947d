"""The return to a supplier (退货给供应商): its form, and what the program fills in from the receipt — P16, P18."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from db.cases import Case
from db.locations import is_own
from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    Count,
    CustomerRef,
    Form,
    Line,
    LocationRef,
    LongText,
    Money,
    ProductRef,
    Quantity,
    SupplierRef,
    Text,
    field,
)
from workflows.engine.forms import is_complete
from workflows.engine.recurring import Reminding
from workflows.library import deliveries, receiving
from workflows.library.goods import is_customer_supplied
from workflows.library.pricing import line_amount
from workflows.library.receiving import NO_MONEY, DefectCode, LineNumber, what_is_wrong
from workflows.posts import WAREHOUSE_SUPERVISOR

# --- form ---------------------------------------------------------------------------------------------------


class ReturnOutcome(Choice):
    REPLACE = "replace", _("replacement")
    CREDIT = "credit", _("credit")
    REWORK = "rework", _("rework")


class ReturnLine(Line):
    product: ProductRef = field(_("Product"))
    lot: Text = field(_("Lot"), default="")
    quantity: Quantity = field(_("Quantity"), total=True)
    handed: Count | None = field(_("Handed over"), default=None)
    location: LocationRef = field(_("Location"))
    fault: DefectCode | None = field(_("Kind of defect"), default=None)
    defect: Text = field(_("What is wrong"), default="")
    order_line: LineNumber | None = field(_("Order line"), default=None)
    receipt_line: LineNumber | None = field(_("Receipt line"), default=None)
    price: Money | None = field(_("Receipt price"), read=True)
    booked: bool = field(_("Stored before"), read=True, default=False)
    cost: Money | None = field(_("Cost"), read=True, total=True)


class ReturnForm(Form):
    supplier: SupplierRef | None = field(_("Supplier"), default=None)
    customer: CustomerRef | None = field(_("Customer (his goods)"), default=None)
    order: CaseRef | None = field(_("Purchase order"), default=None)
    receipt: CaseRef | None = field(_("Goods receipt"), default=None)
    lines: list[ReturnLine] = field(_("Lines"), default_factory=list)
    outcome: ReturnOutcome | None = field(_("Outcome"), default=None)
    agreed_by: Text = field(_("Who agreed at the supplier's"), default="")
    agreed_on: date | None = field(_("Agreed on"), default=None)
    report: LongText = field(_("Report"), default="")
    price_cut: Money | None = field(_("Price cut"), default=None)
    keep_at: LocationRef | None = field(_("Keep at"), default=None)
    carrier: Text = field(_("Carrier"), default="")
    pieces: Count | None = field(_("Pieces"), default=None)
    counted: Count | None = field(_("Pieces counted at the gate"), default=None)
    credit_note_number: Text = field(_("Number of the credit note"), default="")
    credit_note: Money | None = field(_("Credit note"), default=None)
    gone_on: date | None = field(_("Gone on"), read=True)
    kept_value: Money | None = field(_("Value of what is kept"), read=True)
    credited: Money | None = field(_("Taken off the payable"), read=True)
    reclaimed: Money | None = field(_("Advance brought back"), read=True)

    @property
    def is_booked(self) -> bool:
        return any(line.booked for line in self.lines)


RETURNED_WITHIN = 366
"""Days back to which receipts are offered; an older one is named by its number."""
Back = Facts[ReturnForm]
Returning = Booking[ReturnForm]

FOUND_BAD = ("supplier", "customer", "order", "receipt", "lines")
"""What the storekeeper writes down of goods found bad."""
RETURN_NOTE = (
    "supplier", "customer", "order", "receipt", "outcome", "carrier", "pieces", "lines.product", "lines.lot",
    "lines.quantity", "lines.fault", "lines.defect",
)  # fmt: skip
REJECTED_BOOKS = ("supplier", "order", "receipt", "lines.product", "lines.quantity", "lines.fault", "lines.defect")
"""What the papers print."""


def receipt_value(form: ReturnForm) -> Decimal:
    """What the goods cost at receipt price, yuan."""
    lines = [line for line in form.lines or () if line.quantity and line.price]
    return sum((line_amount(line.quantity, line.price or NO_MONEY) for line in lines), NO_MONEY)


def taken_from_receipt(_facts: CompanyFacts, case: Case) -> Mapping[str, Any]:
    """What a return of goods found bad takes over from the receipt they came in by."""
    if case.process != deliveries.RECEIPT:
        return {}
    return {"receipt": case.number, **{name: case.form.get(name) for name in ("supplier", "customer", "order")}}


def receipts_of(facts: Back) -> Iterator[Case]:
    """The receipts goods may have come in by, of the supplier or customer named, the newest first."""
    named = {"supplier": facts.form.supplier, "customer": facts.form.customer}
    known = facts.cases_of(deliveries.RECEIPT, opened_from=facts.now - timedelta(days=RETURNED_WITHIN))
    for case in reversed(known):
        stored = any(row.get("in_stock") for row in case.form.get("lines", ()))
        if stored and all(value in (None, case.form.get(name)) for name, value in named.items()):
            yield case


def orders_of(facts: Back) -> Iterator[Case]:
    """The orders of these receipts."""
    numbers = dict.fromkeys(case.form.get("order") for case in receipts_of(facts))
    yield from filter(None, (deliveries.find_order(facts, number) for number in numbers))


def fill_from_receipt(facts: Back) -> None:
    """Supplier, order and prices of the receipt; whether goods were stored before."""
    form = facts.form
    receipt = receiving.receipt_of(facts, form.receipt)
    if receipt is not None:
        form.order = form.order or (receipt.form.get("order") if receipt.form.get("supplier") else None)
        form.supplier = form.supplier or receipt.form.get("supplier")
        form.customer = form.customer or receipt.form.get("customer")
    for line in form.lines:
        line.booked = is_own(line.location) and not is_customer_supplied(facts, line.product, line.lot)
        _fill_line(facts, receipt, line)


def _fill_line(facts: Back, receipt: Case | None, line: ReturnLine) -> None:
    rows = receipt.form.get("lines", []) if receipt else []
    numbered = [number for number, row in enumerate(rows, 1) if row.get("product") == line.product]
    line.receipt_line = line.receipt_line or next(iter(numbered), None)
    if receipt and line.receipt_line and line.receipt_line <= len(rows):
        row = rows[line.receipt_line - 1]
        line.order_line = line.order_line or row.get("order_line")
        line.price = line_amount(Decimal(1), receiving.price_received(receipt, row))
    elif not receipt:
        line.price = line_amount(Decimal(1), facts.unit_cost(line.product))


def advance_left(facts: Back) -> Decimal:
    """What of the advance on the order is still out, yuan."""
    order = deliveries.find_order(facts, facts.form.order)
    if order is None or order.ended:
        return NO_MONEY
    return Decimal(order.form.get("advance") or 0) - deliveries.deliveries_of(facts, order).reclaimed(order)


# --- reminders, and what lists and previews say -------------------------------------------------------------


def lying_long(facts: CompanyFacts) -> Iterator[Reminding]:
    """Goods that have lain rejected for the days of the policy: the supervisor is reminded on that day."""
    days = facts.count_policy("return-to-supplier.store-days")
    for case in facts.cases_of(deliveries.RETURN, open_only=True):
        reached = facts.calendar.business_day_from(case.opened_at.date() + timedelta(days=days))
        if reached != facts.today or deliveries.stands_at(facts, case) not in ("agree", "dispute", "hand-over", "gate"):
            continue
        said = _("{number}: {goods} have lain rejected for {days} days; have them taken back or written off")
        yield Reminding(
            case, facts.holders(WAREHOUSE_SUPERVISOR), said(number=case.name, goods=case.subject, days=days)
        )


def party(facts: Back) -> str:
    """Whom the goods go back to: the supplier, else the customer they belong to."""
    return facts.name_of("suppliers", facts.form.supplier) or facts.name_of("customers", facts.form.customer)


def rank(facts: Back) -> int:
    """As of the receipt: the earliest promise that waits for these goods."""
    return receiving.awaited_by(facts, facts.form.order, [line.product for line in facts.form.lines or ()])


def brief(facts: Back) -> Iterable[Message]:
    if not is_complete(facts.form):
        return
    form = facts.form
    for line in form.lines[:5]:
        yield _("{quantity} {product} back: {defect}")(
            quantity=line.quantity,
            product=facts.name_of("products", line.product),
            defect=what_is_wrong(line.fault, line.defect),
        )
    value = receipt_value(form)
    if form.is_booked:
        yield _("Stored before: {value} at receipt price")(value=value)
    else:
        yield _("Never stored: no money, {value} at receipt price")(value=value)
