"""The goods receipt (到货验收入库): its form, where the goods of a line lie, how they are checked, what they are worth.

A line passes two gates. At the first the inspector says accepted, rejected and concession (goods taken although
something is wrong, at a cut price); at the second the storekeeper counts what he stores and refuses. `in_stock` and
`sent_back` add up what the rounds of the second gate brought.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from math import isqrt
from typing import Annotated, Any

from pydantic import Field

from db.cases import Case
from db.message import Message, _
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    Count,
    CustomerRef,
    Form,
    Is,
    Line,
    LocationRef,
    LongText,
    Money,
    ProductRef,
    Quantity,
    SupplierRef,
    Text,
    WarehouseRef,
    field,
)
from workflows.engine.forms import is_complete
from workflows.library import deliveries
from workflows.library.pricing import line_amount
from workflows.library.shortage import Needs

NOTHING, NO_MONEY = Decimal(0), Decimal("0.00")
NOT_AWAITED = date.max.toordinal()
LineNumber = Annotated[int, Field(ge=1)]
LOTS_IN_FULL = 3
"""Lots of a supplier and product that are checked in full after a rejected one."""


class ReceiptKind(Choice):
    MATERIAL = "material", _("material")
    SPARE = "spare", _("spare parts and consumables")
    FABRIC = "fabric", _("fabric")
    ACCESSORY = "accessory", _("accessories")
    BOOK = "book", _("books")
    EQUIPMENT = "equipment", _("equipment")


class Source(Choice):
    ORDER = "purchase-order", _("purchase order")
    PROCESSING = "processing", _("processing")
    PLAN = "supply-plan", _("customer-supplied")


class Method(Choice):
    FULL = "full", _("in full")
    SAMPLE = "sample", _("by sample")


class DefectCode(Choice):
    WRONG = "wrong-product", _("wrong product")
    DAMAGED = "damaged", _("damaged")
    QUALITY = "quality", _("quality defect")
    QUANTITY = "quantity", _("short or over quantity")
    PAPERS = "papers", _("papers missing or wrong")


class ReceiptLine(Line):
    product: ProductRef | None = field(_("Product"), default=None)
    order_line: LineNumber = field(_("Order line"))
    lot: Text = field(_("Lot"), default="")
    delivered: Quantity = field(_("Delivered"), total=True)
    turned_away: Count | None = field(_("Turned away"), default=None)
    method: Method | None = field(_("How checked"), read=True)
    sample: Count | None = field(_("To check"), read=True)
    checked: Count | None = field(_("Checked"), default=None)
    accepted: Count | None = field(_("Accepted"), default=None, total=True)
    rejected: Count | None = field(_("Rejected"), default=None, total=True)
    concession: Count | None = field(_("Concession"), default=None, total=True)
    use: Text = field(_("Use of the concession"), default="")
    cut_reason: Text = field(_("Reason of the concession"), default="")
    price_cut: Money | None = field(_("Price cut"), default=None)
    stored: Count | None = field(_("Stored"), default=None)
    refused: Count | None = field(_("Turned down"), default=None)
    location: LocationRef | None = field(_("Location"), default=None)
    in_stock: Count | None = field(_("In stock"), read=True, total=True)
    sent_back: Count | None = field(_("Sent back"), read=True)
    reworked: bool = field(_("Back from rework"), read=True, default=False)
    price: Money | None = field(_("Order price"), read=True)
    value: Money | None = field(_("Value"), read=True, total=True)

    @property
    def good(self) -> Decimal:
        """What the first gate let through."""
        return (self.accepted or NOTHING) + (self.concession or NOTHING)

    @property
    def bad(self) -> Decimal:
        """What the first gate did not simply accept."""
        return (self.rejected or NOTHING) + (self.concession or NOTHING)

    @property
    def to_store(self) -> Decimal:
        """What waits for the second gate."""
        return self.good - (self.in_stock or NOTHING) - (self.sent_back or NOTHING)


class Defect(Line):
    line: LineNumber = field(_("Line"))
    code: DefectCode = field(_("Defect"))
    count: Quantity = field(_("Count"))
    note: Text = field(_("Note"), default="")


class Title(Line):
    line: LineNumber = field(_("Line"))
    title: Text = field(_("Title"))
    book_number: Text = field(_("Book number"))
    author: Text = field(_("Author"))
    publisher: Text = field(_("Publisher"))
    year: int | None = field(_("Year"), default=None)
    class_number: Text = field(_("Class number"))


class UsedMaterial(Line):
    line: LineNumber = field(_("Line"))
    product: ProductRef = field(_("Material"))
    lot: Text = field(_("Lot"), default="")
    quantity: Quantity = field(_("Quantity used"))


class GoodsReceiptForm(Form):
    kind: ReceiptKind = field(_("Kind"))
    source: Source = field(_("Source"), default=Source.ORDER)
    order: CaseRef | None = field(_("Order or supply plan"), default=None)
    supplier: SupplierRef | None = field(_("Supplier"), read=True)
    customer: CustomerRef | None = field(_("Customer (his goods)"), default=None, when=Is("source", Source.PLAN))
    note_number: Text = field(_("Supplier's delivery note"))
    warehouse: WarehouseRef = field(_("Warehouse"))
    lines: list[ReceiptLine] = field(_("Lines"), default_factory=list)
    materials: list[UsedMaterial] = field(
        _("Material used in processing"), default_factory=list, when=Is("source", Source.PROCESSING)
    )
    defects: list[Defect] = field(_("Defects"), default_factory=list)
    books: list[Title] = field(_("Titles"), default_factory=list, when=Is("kind", ReceiptKind.BOOK))
    trial_run: Text = field(_("Trial run"), default="", when=Is("kind", ReceiptKind.EQUIPMENT))
    note: LongText = field(_("Note"), default="")

    @property
    def is_book(self) -> bool:
        return self.kind is ReceiptKind.BOOK

    @property
    def is_customers(self) -> bool:
        return self.source is Source.PLAN


Receipt = Facts[GoodsReceiptForm]

ARRIVED = ("kind", "source", "order", "customer", "note_number", "warehouse", "lines", "materials", "note")
"""What the purchaser writes down when goods arrive."""
JUDGED = (
    "lines.checked", "lines.accepted", "lines.rejected", "lines.concession", "lines.use", "lines.cut_reason",
    "lines.price_cut", "defects", "trial_run",
)  # fmt: skip
"""What the inspector says at the first gate."""
NOT_AT_THE_DOOR = (
    "lines.checked", "lines.concession", "lines.use", "lines.cut_reason", "lines.price_cut", "lines.stored",
    "lines.refused", "lines.location",
)  # fmt: skip
"""What the two gates say later of each line."""
STORED = (
    "order", "supplier", "customer", "warehouse", "lines.product", "lines.lot", "lines.stored", "lines.location", "books",
)  # fmt: skip
"""What the warehouse receipt prints."""

# --- where the goods lie ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Way:
    """Where goods of a line come from, wait for a verdict, and go when they are refused."""

    source: str
    inspection: str
    rejected: str


def way_of(form: GoodsReceiptForm, line: ReceiptLine) -> Way:
    """The places of a line. Goods back from rework are own stock already; all others are not before they are stored.

    What a processor has made comes out of production; the material for it leaves his place when it is stored.
    """
    if line.reworked:
        return Way(processor_of(form), "inspection/returned", "rejected/stored")
    outside = {Source.ORDER: "supplier", Source.PROCESSING: "production", Source.PLAN: "customer"}
    return Way(outside[form.source], "inspection", "rejected")


def processor_of(form: GoodsReceiptForm) -> str:
    """The place where our goods lie at the supplier of a receipt."""
    return f"processor/{form.supplier}"


# --- taken from the order ------------------------------------------------------------------------------


def taken_from_order(facts: CompanyFacts, case: Case) -> Mapping[str, Any]:
    """What a receipt begins with that is begun beside an order, or names it: everything but what is counted.

    Beside a return that was agreed as a replacement it is for the order of that one.
    """
    order = deliveries.find_order(facts, case.form.get("order") if case.process == deliveries.RETURN else case.number)
    if order is None or not deliveries.expects(facts, order):
        return {}
    kind, states = order.form.get("kind"), deliveries.deliveries_of(facts, order).lines(order)
    rows = order.form.get("lines", ())
    return {
        "kind": kind if kind in set(ReceiptKind) else None,
        "source": (Source.PROCESSING if kind == Source.PROCESSING else Source.ORDER).value,
        "order": order.number,
        "warehouse": order.form.get("place"),
        "lines": [
            {"order_line": number, "product": row["product"]}
            for number, (row, state) in enumerate(zip(rows, states, strict=True), 1)
            if state.open
        ],
    }


def fill_from_order(facts: Receipt) -> None:
    """Product and price of each line from the order, and how it is to be checked."""
    form = facts.form
    order = deliveries.find_order(facts, form.order) if not form.is_customers else None
    rows = order.form.get("lines", []) if order else []
    form.supplier = order.form.get("supplier") if order else None
    for line in form.lines:
        if order and line.order_line <= len(rows):
            row = rows[line.order_line - 1]
            line.product, line.price = line.product or row["product"], Decimal(row["price"])
        line.reworked = is_reworked(facts, order, line)
        line.method, line.sample = method_of(facts, line)


def is_reworked(facts: Receipt, order: Case | None, line: ReceiptLine) -> bool:
    """Whether a line brings back goods that were given to the supplier for rework."""
    if order is None or line.product is None:
        return False
    given = any(
        back.form.get("outcome") == "rework" and back.form.get("gone_on")
        for back in deliveries.deliveries_of(facts, order).returns(order)
    )
    return given and facts.on_hand(line.product, processor_of(facts.form), line.lot) >= line.delivered


def method_of(facts: Receipt, line: ReceiptLine) -> tuple[Method, Decimal]:
    """How a line is checked, and how much of it at least (P18, P170).

    Accessories and material by sample from a size on: n = root of N, rounded up, plus 1. Everything else in full,
    and so are the next lots of a supplier and product of which one was rejected.
    """
    sampled = facts.form.kind in (ReceiptKind.ACCESSORY, ReceiptKind.MATERIAL)
    large = line.delivered >= facts.money_policy("goods-receipt.sampling-from")
    if not (sampled and large) or was_rejected_lately(facts, line):
        return Method.FULL, line.delivered
    whole = -(-line.delivered // 1)
    root = isqrt(int(whole) - 1) + 1
    return Method.SAMPLE, min(line.delivered, Decimal(root + 1))


def is_equipment(facts: Receipt) -> bool:
    return facts.form.kind is ReceiptKind.EQUIPMENT


def inspection_due(facts: Receipt) -> datetime:
    fabric = facts.form.kind is ReceiptKind.FABRIC
    return facts.time_limit("goods-receipt.inspect-fabric" if fabric else "goods-receipt.inspect")


def was_rejected_lately(facts: Receipt, line: ReceiptLine) -> bool:
    """Whether one of the last lots of this product from this supplier or customer was rejected, in part or whole."""
    return any(islice(_last_lots(facts, line.product or ""), LOTS_IN_FULL))


def _last_lots(facts: Receipt, product: str) -> Iterator[Decimal]:
    """What was rejected of each earlier lot from the same source, the newest first."""
    outside = "customer" if facts.form.is_customers else "inspection"
    known: set[int] = set()
    for move in facts.company.stock.moves(product=product, location=outside, newest_first=True, limit=200):
        if move.case_id is None or move.case_id == facts.case.id or move.case_id in known:
            continue
        known.add(move.case_id)
        case = facts.company.cases.case(move.case_id)
        if case.process != deliveries.RECEIPT or case.ended == "withdrawn":
            continue
        if (case.form.get("supplier"), case.form.get("customer")) != (facts.form.supplier, facts.form.customer):
            continue
        rows = [row for row in case.form["lines"] if row.get("product") == product]
        yield sum((Decimal(row.get("rejected") or 0) + Decimal(row.get("sent_back") or 0) for row in rows), NOTHING)


def tolerance(facts: Receipt) -> Decimal:
    """By how much more than ordered may be delivered, as a share of the line."""
    if facts.form.kind in (ReceiptKind.FABRIC, ReceiptKind.ACCESSORY):
        return facts.money_policy("goods-receipt.tolerance") / 100
    return NOTHING


def worth(line: ReceiptLine, stored: Decimal) -> Decimal:
    """What so much of a line is worth in stock, yuan: at order price, of it the concession at the cut price."""
    price = line.price or NO_MONEY
    cut = min(stored, line.concession or NOTHING)
    return line_amount(cut, max(NO_MONEY, price - (line.price_cut or NO_MONEY))) + line_amount(stored - cut, price)


def value_now(line: ReceiptLine) -> Decimal:
    """What the goods of a line stored in this round are worth, so that all rounds add up to the line's worth."""
    before = line.in_stock or NOTHING
    return worth(line, before + (line.stored or NOTHING)) - worth(line, before)


def defects_named(form: GoodsReceiptForm, number: int) -> Decimal:
    """How many pieces of a line (from 1) have a defect named."""
    return sum((one.count for one in form.defects if one.line == number), NOTHING)


def price_received(case: Case, row: dict[str, Any]) -> Decimal:
    """The price at which goods of a receipt's line stand in the books, yuan a unit: cut, if all were a concession."""
    price = Decimal(row.get("price") or 0)
    only_cut = Decimal(row.get("concession") or 0) and not Decimal(row.get("accepted") or 0)
    return price - Decimal(row.get("price_cut") or 0) if only_cut else price


def receipt_of(facts: CompanyFacts, number: str | None) -> Case | None:
    """The goods receipt with a number; None where there is none."""
    case = facts.find_case(number) if number else None
    return case if case and case.process == deliveries.RECEIPT else None


# --- what lists and previews say ----------------------------------------------------------------------------


def party(facts: Receipt) -> str:
    """Whom the goods come from: the customer they belong to, else the supplier."""
    return facts.name_of("customers", facts.form.customer) or facts.name_of("suppliers", facts.form.supplier)


def value(facts: Receipt) -> Decimal | None:
    """What was delivered, at order price."""
    lines: list[ReceiptLine] = [line for line in facts.form.lines or () if line.price and line.delivered]
    return sum((worth(line, line.delivered) for line in lines), NO_MONEY) if lines else None


def rank(facts: Receipt) -> int:
    """Customers' goods wait for nobody's order but their owner's, and none of the company's for them."""
    if facts.form.is_customers:
        return NOT_AWAITED
    return awaited_by(facts, facts.form.order, [line.product for line in facts.form.lines or () if line.product])


def awaited_by(facts: CompanyFacts, number: str | None, products: Iterable[str]) -> int:
    """The earliest promise that waits for goods of an order: of what its lines were bought for, or of any demand."""
    order, needs, goods = deliveries.find_order(facts, number), Needs(facts), set(products)
    rows = order.form.get("lines", []) if order else []
    bought_for = [facts.find_case(row["demand"]) for row in rows if row.get("demand") and row.get("product") in goods]
    promises = [case.form.get("promise") or case.form.get("wanted") for case in bought_for if case]
    days = [date.fromisoformat(day) for day in promises if day]
    days += [one.promise for product in goods for one in needs.waiting_for(product) if one.promise]
    return min((day.toordinal() for day in days), default=NOT_AWAITED)


def brief(facts: Receipt) -> Iterable[Message]:
    if not is_complete(facts.form):
        return
    for number, line in enumerate(facts.form.lines[:5], 1):
        product = facts.name_of("products", line.product or "")
        if line.good or line.rejected:
            yield from _verdict(facts.form, number, product)
        elif line.method is Method.SAMPLE:
            yield _("{product}: {delivered} delivered, check {sample} of them; a defect means all")(
                product=product, delivered=line.delivered, sample=line.sample or 0
            )
        else:
            yield _("{product}: {delivered} delivered, check all")(product=product, delivered=line.delivered)


def _verdict(form: GoodsReceiptForm, number: int, product: str) -> Iterable[Message]:
    """What the gates have said of a line so far, and what is wrong with what they did not simply take."""
    line = form.lines[number - 1]
    yield _("{product}: {accepted} accepted, {rejected} rejected, {concession} on concession, {stored} stored")(
        product=product, accepted=line.accepted or 0, rejected=line.rejected or 0, concession=line.concession or 0,
        stored=line.in_stock or 0,
    )  # fmt: skip
    if line.refused:
        yield _("{product}: {refused} turned down at storing")(product=product, refused=line.refused)
    if line.concession and line.use:
        yield _("{product}: {concession} for {use}, {cut} off a unit: {reason}")(
            product=product, concession=line.concession, use=line.use, cut=line.price_cut or NO_MONEY,
            reason=line.cut_reason,
        )  # fmt: skip
    for one in form.defects:
        if one.line == number:
            yield _("{product}: {count} {wrong}")(
                product=product, count=one.count, wrong=what_is_wrong(one.code, one.note)
            )


def what_is_wrong(code: DefectCode | None, note: str) -> Message | str:
    """Return a defect in words: its kind, and what was noted of it."""
    if code is None:
        return note
    return _("{defect} ({note})")(defect=code.label, note=note) if note else code.label
