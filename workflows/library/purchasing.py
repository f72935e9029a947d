"""The purchase order (采购订货单): its form, what it is worth, and what a supplier may be asked for — P16, P56, P59.

Orders of kind service carry no goods: they pay what another case has booked as payable. Such a case opens one standing
at settle with `kind` service, `payee` (the dimension of the payable), `source` (its own number), `what` and `due`
(yuan); `terms` and `days` say when, on receipt where they are left out.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from db.message import Message, _
from workflows.engine.authority import standing_of, unseen
from workflows.engine.durations import business_days
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    Count,
    Form,
    Is,
    IsNot,
    Line,
    LongText,
    Money,
    Percent,
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
from workflows.library.quoting import PRIVY
from workflows.library.subjects import about, goods_of
from workflows.registers.suppliers import SUPPLIERS, Supplier, SupplierState

NOTHING = Decimal("0.00")
FEE = "fee"
"""What an order pays to a third party, which few may know of."""

# --- form ---------------------------------------------------------------------------------------------------


class PurchaseKind(Choice):
    MATERIAL = "material", _("material")
    SPARE = "spare", _("spare parts and consumables")
    FABRIC = "fabric", _("fabric")
    ACCESSORY = "accessory", _("accessories")
    BOOK = "book", _("books")
    EQUIPMENT = "equipment", _("equipment")
    PROCESSING = "processing", _("processing")
    SERVICE = "service", _("service")


class PayTerms(Choice):
    PREPAY = "prepay", _("part in advance")
    ON_RECEIPT = "on-receipt", _("on receipt")
    DAYS = "days", _("days after receipt")


class Quote(Line):
    supplier: Text = field(_("Supplier"))
    price: Money = field(_("Price"))
    days: Count | None = field(_("Delivery days"), default=None)


NOBODY: frozenset[str] = frozenset()
"""Who sees what the order is compared with when the supplier answers: it stands in the lines already."""


class PurchaseLine(Line):
    product: ProductRef = field(_("Product"))
    quantity: Quantity = field(_("Quantity"), total=True)
    price: Money = field(_("Unit price"))
    needed_by: date = field(_("Needed by"))
    promised: date | None = field(_("Promised"), default=None)
    demand: CaseRef | None = field(
        _("Bought for"), default=None, hint=_("requisition or order; empty: the stock as a whole")
    )
    on_hand: Count | None = field(_("On hand"), read=True)
    user_demand: Count | None = field(_("Demand"), read=True)
    shortage: Count | None = field(_("Shortage"), read=True)
    approved_quantity: Count | None = field(_("Approved quantity"), read=True, seen_by=NOBODY)
    approved_price: Money | None = field(_("Approved price"), read=True, seen_by=NOBODY)
    approved_date: date | None = field(_("Approved date"), read=True, seen_by=NOBODY)
    cancelled: Count | None = field(_("Cancelled"), read=True)


_OF_GOODS, _OF_SERVICE = IsNot("kind", PurchaseKind.SERVICE), Is("kind", PurchaseKind.SERVICE)


class PurchaseOrderForm(Form):
    kind: PurchaseKind = field(_("Kind"))
    supplier: SupplierRef | None = field(_("Supplier"), default=None, when=_OF_GOODS)
    terms: PayTerms = field(_("Terms of payment"), default=PayTerms.ON_RECEIPT)
    prepay: Percent | None = field(_("In advance %"), default=None, when=Is("terms", PayTerms.PREPAY))
    days: Count | None = field(_("Days to pay"), default=None, when=Is("terms", PayTerms.DAYS))
    place: WarehouseRef | None = field(_("Delivery place"), default=None, when=_OF_GOODS)
    quotes: list[Quote] = field(_("Quotes"), default_factory=list, when=_OF_GOODS)
    lines: list[PurchaseLine] = field(_("Lines"), default_factory=list, when=_OF_GOODS)
    payee: Text = field(_("Payee"), default="", seen_by=("requester", *PRIVY), when=_OF_SERVICE)
    source: CaseRef | None = field(_("Case that owes it"), default=None, when=_OF_SERVICE)
    what: Text = field(_("What for"), default="", when=_OF_SERVICE)
    due: Money | None = field(_("Amount due"), default=None, when=_OF_SERVICE)
    note: LongText = field(_("Note"), default="")
    supplier_name: Text = field(_("Who said so at the supplier's"), default="")
    supplier_word: Text = field(_("What he said"), default="")
    advance: Money | None = field(_("Advance paid"), default=None)
    invoice_number: Text = field(_("Invoice number"), default="")
    invoice: Money | None = field(_("Invoice amount"), default=None)

    @property
    def is_service(self) -> bool:
        return self.kind is PurchaseKind.SERVICE

    @property
    def party(self) -> str:
        """Whom it is owed to: the dimension of payable and supplier-advance."""
        return self.payee if self.is_service else self.supplier or ""


Order = Facts[PurchaseOrderForm]

ASKED = (
    "kind", "supplier", "terms", "prepay", "days", "place", "quotes", "lines", "payee", "source", "what", "due", "note",
)  # fmt: skip
"""What the purchaser writes down."""
SENT = (
    "supplier", "terms", "prepay", "days", "place", "lines.product", "lines.quantity", "lines.price", "lines.promised",
)  # fmt: skip
"""What the paper says that goes to the supplier."""


def amount_of(form: PurchaseOrderForm) -> Decimal:
    """What the order is worth, yuan."""
    if form.is_service:
        return form.due or NOTHING
    lines = [line for line in form.lines or () if None not in (line.quantity, line.price)]
    return sum((line_amount(line.quantity, line.price) for line in lines), NOTHING)


def advance_due(form: PurchaseOrderForm) -> Decimal:
    """What is to be paid before delivery, yuan."""
    return share(amount_of(form), form.prepay) if form.terms is PayTerms.PREPAY else NOTHING


def share(amount: Decimal, percent: Decimal | None) -> Decimal:
    """A percentage of an amount, yuan, half up to the fen."""
    return line_amount(amount, (percent or NOTHING) / 100)


def is_large(facts: Order) -> bool:
    """Whether the general manager approves after the supervisor."""
    return amount_of(facts.form) > facts.money_policy("purchase-order.supervisor-limit")


def is_equipment(facts: Order) -> bool:
    return facts.form.kind is PurchaseKind.EQUIPMENT


# --- deadlines ----------------------------------------------------------------------------------------------


def last_promise(facts: Order) -> datetime | None:
    promised = [line.promised or line.needed_by for line in facts.form.lines]
    return facts.calendar.closing_from(max(promised)) if promised else None


def payment_due(facts: Order) -> datetime:
    if facts.form.terms is PayTerms.DAYS and facts.form.days:
        return facts.calendar.closing_from(facts.today + timedelta(days=int(facts.form.days)))
    return business_days(2).after(facts.now, facts.calendar)


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Order) -> str:
    """Whom it goes to and what it buys; of a service what for, since whom it pays is not for everybody's eyes."""
    form = facts.form
    if form.kind is PurchaseKind.SERVICE:
        return about(form.what, form.source)
    return about(facts.name_of("suppliers", form.supplier), goods_of(facts, form.lines))


def sight(facts: Order) -> str:
    """A service is seen by those who see what owes it; what a sale owes to third parties, by those who may know of it."""
    form = facts.form
    source = facts.find_case(form.source) if form.kind is PurchaseKind.SERVICE and form.source else None
    if source is None:
        return ""
    return f"purchase-order/{FEE}" if source.process in ("sales-order", "shipment") else source.process


def rank(facts: Order) -> int:
    """The latest day to order: needed by, less the supplier's lead time."""
    days: list[date | None] = [line.needed_by for line in facts.form.lines or ()]
    known = [day for day in days if day]
    supplier = supplier_of(facts, facts.form.supplier)
    return min(known).toordinal() - int((supplier and supplier.lead_days) or 0) if known else 0


def brief(facts: Order) -> Iterable[Message]:
    form = facts.form
    if form.kind is PurchaseKind.SERVICE:
        hidden = unseen(facts, standing_of(facts.company, facts.person_id, facts.now))
        owed = (
            _("{amount} for {source}") if "payee" in hidden else _("{amount} to {payee} for {source}")(payee=form.payee)
        )
        yield owed(amount=form.due or NOTHING, source=form.source or "")
    elif is_complete(form):
        if is_large(facts):
            yield _("Above {limit}: the general manager approves too")(
                limit=facts.money_policy("purchase-order.supervisor-limit")
            )
        known = deliveries.deliveries_of(facts, facts.case)
        if facts.step is not None and facts.step.key == "settle":
            stored = known.owed(facts.case)
            yield _("{owed} owed for what was stored, {advance} of it paid in advance")(
                owed=stored, advance=min(stored, form.advance or NOTHING)
            )
        for line, state in zip(form.lines[:5], known.lines(facts.case), strict=False):
            yield _("{product}: {quantity} at {price}, received {received}, stored {stored}, open {open}")(
                product=facts.name_of("products", line.product), quantity=line.quantity, price=line.price,
                received=state.received, stored=state.stored, open=state.open,
            )  # fmt: skip


# --- suppliers ----------------------------------------------------------------------------------------------


def supplier_of(facts: CompanyFacts, key: str | None) -> Supplier | None:
    """The record of a supplier; None for none."""
    data = facts.record("suppliers", key) if key else {}
    return SUPPLIERS.read(data) if data else None


def state_on(supplier: Supplier, day: date) -> SupplierState:
    """The state of a supplier on a day: when his qualification has run out he is a candidate again."""
    checked = supplier.state in (SupplierState.QUALIFIED, SupplierState.STRATEGIC)
    return SupplierState.CANDIDATE if checked and supplier.until and supplier.until < day else supplier.state


def contract_price(supplier: Supplier, product: str, day: date) -> Decimal | None:
    """The price agreed with a strategic supplier that holds on a day; None for none."""
    if state_on(supplier, day) is not SupplierState.STRATEGIC:
        return None
    holding = [
        one.price
        for one in supplier.prices
        if one.product == product and (one.valid_until is None or day <= one.valid_until)
    ]
    return min(holding, default=None)


def in_lots(quantity: Decimal, lot: Decimal | None) -> Decimal:
    """A quantity rounded up to whole lots of the supplier."""
    return ceil(Fraction(quantity) / Fraction(lot)) * lot if lot else quantity


def why_not_asked(facts: CompanyFacts, key: str | None, amount: Decimal, trial_limit: Decimal) -> Iterator[Message]:
    """Yield why a supplier may not be given an order of this amount."""
    supplier = supplier_of(facts, key)
    if supplier is None:
        yield _("name the supplier")
        return
    state = state_on(supplier, facts.today)
    if state is SupplierState.CANDIDATE and amount > trial_limit:
        yield _("{supplier} is only a candidate: orders up to {limit}, or qualify him first")(
            supplier=supplier.name, limit=trial_limit
        )
    elif state not in (SupplierState.CANDIDATE, SupplierState.QUALIFIED, SupplierState.STRATEGIC):
        yield _("{supplier} is not qualified for goods; choose a qualified supplier")(supplier=supplier.name)


def products_of(lines: Iterable[PurchaseLine]) -> list[str]:
    """The products of some lines, each once."""
    return list(dict.fromkeys(line.product for line in lines if line.product))
