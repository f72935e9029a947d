"""The sales order (销售订单): its form, and what the program fills in while it is written — P98, P99, P101.

What a line costs and earns is settled when the order is handed in: guide price, commission rate and fee come from the
quotation it names, else from the price list of that day (`workflows.library.pricing`). Later only the warehouse fills
in what is reserved and shipped, and the cashier what came in. Lines are named by their number, from 1.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, cast

from db.message import _
from db.money import Account
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CaseLink,
    Choice,
    Count,
    CustomerRef,
    EmployeeRef,
    Form,
    Is,
    Key,
    Line,
    LocationRef,
    LongText,
    Moment,
    Money,
    Percent,
    ProductRef,
    Quantity,
    Text,
    WarehouseRef,
    field,
)
from workflows.library import pricing
from workflows.library.customers import key_account_reduction
from workflows.library.quoting import PRIVY, DayCount, Invoice, LineNumber, QuotationForm, QuotedLine
from workflows.registers.customers import CUSTOMERS, Terms
from workflows.registers.products import PRODUCTS, Make

_SEEN_BY = ("owner", *PRIVY)
ZERO = Decimal("0.00")
SalesOrderRef = Annotated[Key, CaseLink("sales-order")]
QuotationRef = Annotated[Key, CaseLink("quotation")]
SampleOrderRef = Annotated[Key, CaseLink("sample-order")]
OperationPlanRef = Annotated[Key, CaseLink("operation-plan")]


class Channel(Choice):
    DIRECT = "direct", _("direct sale")
    SHOP = "shop", _("web shop")
    EXPORT = "export", _("export")


class Basis(Choice):
    """What the order rests on; only a contract in force needs nobody's word for it."""

    CONTRACT = "contract", _("contract")
    QUOTATION = "quotation", _("quotation")
    PHONE = "phone", _("phone call")
    FAX = "fax", _("fax")
    SHOP = "shop", _("shop order")


class OrderKind(Choice):
    STOCK = "stock", _("from stock")
    BULK = "bulk", _("bulk order")


class MaterialsFrom(Choice):
    """Who brings fabric and accessories of a bulk order."""

    CUSTOMER = "customer", _("the customer")
    OWN = "own", _("ourselves")
    MIXED = "mixed", _("both")


class Means(Choice):
    TILL = "till", _("cash")
    BANK = "bank", _("bank transfer")


class OrderLine(Line):
    product: ProductRef = field(_("Product"))
    custom: bool | None = field(_("Custom"), read=True)
    quantity: Quantity = field(_("Quantity"), total=True)
    price: Money = field(_("Price"))
    amount: Money | None = field(_("Amount"), read=True, total=True)
    quotation: QuotationRef | None = field(_("Quotation"), default=None)
    quotation_line: LineNumber | None = field(
        _("Quoted line"), default=None, hint=_("empty: the line of the same product")
    )
    sample: SampleOrderRef | None = field(_("Sample order"), default=None)
    lot: Text = field(_("Lot"), default="", hint=_("empty: any of ours"))
    location: LocationRef | None = field(_("Location"), read=True)
    reserved: Count | None = field(_("Reserved"), read=True, total=True)
    shipped: Count | None = field(_("Shipped"), read=True, total=True)
    cancelled: bool = field(_("Cancelled"), read=True, default=False)
    promise: date | None = field(_("Promised for"), default=None)
    guide_price: Money | None = field(_("Guide price"), read=True)
    commission_rate: Percent | None = field(_("Commission %"), read=True, seen_by=_SEEN_BY)
    fee: Percent | None = field(_("Fee %"), read=True, seen_by=_SEEN_BY)
    payee: Text | None = field(_("Payee"), read=True, seen_by=_SEEN_BY)

    @property
    def wanted(self) -> Decimal:
        """How much the customer wants: nothing any more of a line he has cancelled."""
        return Decimal(0) if self.cancelled else self.quantity


class SizeLine(Line):
    size: Text = field(_("Size"))
    quantity: Quantity = field(_("Quantity"), total=True)


class Release(Line):
    """One decision to let the order go, with what was shown to those who took it."""

    at: Moment | None = field(_("Released at"), read=True)
    reasons: Text | None = field(_("Reasons of the release"), read=True)
    amount: Money | None = field(_("Amount"), read=True)
    before: Money | None = field(_("Exposure before"), read=True)
    after: Money | None = field(_("Exposure after"), read=True)
    limit: Money | None = field(_("Credit limit"), read=True)
    overdue: Text | None = field(_("Overdue bills"), read=True)
    on_hold: bool | None = field(_("On hold"), read=True)


class Receipt(Line):
    """Money that came in for the order."""

    on: date | None = field(_("Date"), read=True)
    amount: Money | None = field(_("Amount"), read=True, total=True)
    means: Means | None = field(_("Paid by"), read=True)
    counter: Text | None = field(_("Counter"), read=True)


class Part(Line):
    """Whose the commission of the order is, as it was when the order was handed in."""

    employee: EmployeeRef | None = field(_("Employee"), read=True)
    percent: Percent | None = field(_("Share %"), read=True)


class SalesOrderForm(Form):
    customer: CustomerRef = field(_("Customer"))
    channel: Channel = field(_("Channel"), default=Channel.DIRECT)
    basis: Basis = field(_("Basis of the order"))
    basis_note: Text = field(
        _("Note on the basis"), default="", hint=_("phone: who called, when, which number; fax: where the scan is")
    )
    contract: Text = field(_("Contract number"), default="")
    customer_order: Text = field(_("Customer's order number"), default="")
    kind: OrderKind = field(_("Kind of order"), default=OrderKind.STOCK)
    terms: Terms = field(_("Terms of payment"))
    exception: LongText = field(_("Why easier terms"), default="", hint=_("where they are easier than the rule"))
    invoice: Invoice = field(_("Invoice"), default=Invoice.VAT)
    warehouse: WarehouseRef = field(_("Warehouse"))
    address: Text = field(_("Delivery address"))
    wanted: date | None = field(_("Wanted on"), default=None)
    parts: bool = field(_("Part deliveries"), default=False)
    regular_days: DayCount | None = field(
        _("Days for regular goods"), default=None, hint=_("empty: the usual; one day less may be promised")
    )
    lines: list[OrderLine] = field(_("Lines"), default_factory=list)
    style: Text = field(_("Style"), default="", hint=_("bulk orders"), when=Is("kind", OrderKind.BULK))
    sizes: list[SizeLine] = field(_("Sizes"), default_factory=list, when=Is("kind", OrderKind.BULK))
    materials_from: MaterialsFrom | None = field(
        _("Fabric and accessories from"), default=None, when=Is("kind", OrderKind.BULK)
    )
    packing: Text = field(_("Packing method"), default="", when=Is("kind", OrderKind.BULK))
    delivery_date: date | None = field(_("Delivery date"), default=None, when=Is("kind", OrderKind.BULK))
    courier: Text = field(_("Courier"), default="")
    invoice_title: Text = field(_("Invoice title"), default="")
    card_text: Text = field(_("Card text"), default="")
    slot: Text = field(_("Delivery slot"), default="")
    operation_plan: OperationPlanRef | None = field(_("Operation plan"), default=None)
    deposit: Money | None = field(_("Due before delivery"), read=True)
    sample_fee: Money | None = field(_("Sample fee counted"), read=True)
    promise: date | None = field(_("Promised for"), read=True)
    first_promise: date | None = field(_("First promise"), read=True)
    rough_plan: LongText = field(_("Rough plan by section"), default="")
    agreed: LongText = field(_("The customer's word"), default="", hint=_("who agreed, when and how"))
    amount_received: Money | None = field(_("Amount received"), default=None)
    means: Means | None = field(_("Received by"), default=None)
    counter: Text = field(
        _("At the counter"), default="", hint=_("cash only; empty: front"), when=Is("means", Means.TILL)
    )
    receipts: list[Receipt] = field(_("Receipts"), default_factory=list, read=True)
    due_on: date | None = field(_("Payment due on"), read=True)
    releases: list[Release] = field(_("Releases"), default_factory=list, read=True)
    commission_to: list[Part] = field(_("Commission goes to"), default_factory=list, read=True, seen_by=_SEEN_BY)


ORDERED = (
    "customer", "channel", "basis", "basis_note", "contract", "customer_order", "kind", "terms", "exception", "invoice",
    "warehouse", "address", "wanted", "parts", "regular_days", "lines.product", "lines.quantity", "lines.price",
    "lines.quotation", "lines.quotation_line", "lines.sample", "lines.lot", "lines", "style", "sizes", "materials_from",
    "packing", "delivery_date", "courier", "invoice_title", "card_text", "slot", "operation_plan",
)  # fmt: skip
"""What the salesperson writes down of what a customer orders."""
CHANGED = (
    "address", "courier", "invoice_title", "card_text", "slot", "lines.product", "lines.quantity", "lines.price",
    "lines.promise",
)  # fmt: skip
"""What an order change may bring along while the order is in delivery."""
_WHAT = ("lines.product", "lines.quantity", "lines.price", "lines.amount")
CONFIRMED = (
    "customer", "customer_order", "terms", "invoice", "address", "wanted", *_WHAT, "lines.promise", "style", "sizes",
    "packing", "delivery_date", "deposit", "promise",
)  # fmt: skip
RELEASED = ("customer", "basis", "terms", "exception", *_WHAT, "releases")
"""What the papers print: the order confirmation, the release form."""

Order = Facts[SalesOrderForm]

# --- reading the order --------------------------------------------------------------------------------------


def amount_of_line(line: OrderLine) -> Decimal:
    """Return the amount of a line in yuan, tax included."""
    return pricing.line_amount(line.wanted, line.price)


def amount_of(form: SalesOrderForm) -> Decimal | None:
    """Return the sum of the lines in yuan; None while no line has a price."""
    amounts = [amount_of_line(line) for line in form.lines or () if line.quantity and line.price is not None]
    return sum(amounts, ZERO) if amounts else None


def total(form: SalesOrderForm) -> Decimal:
    """Return the sum of the lines of a complete order in yuan."""
    return amount_of(form) or ZERO


def received(form: SalesOrderForm) -> Decimal:
    """Return what came in for the order so far, yuan."""
    return sum((receipt.amount or ZERO for receipt in form.receipts), ZERO)


def fees_waiting(facts: CompanyFacts, form: SalesOrderForm) -> Decimal:
    """Return what is held of the fees of named samples that wait for this order, yuan; its delivery takes them over."""
    held = ZERO
    for number in dict.fromkeys(line.sample for line in form.lines if line.sample):
        sample = facts.find_case(number)
        if sample is None or sample.form.get("money_back"):
            continue
        if any(task.step == "order" for task in facts.company.cases.open_tasks(sample.id)):
            held += facts.company.money.balance(Account("deposit", sample.form["customer"], sample.name))
    return held


def paid_ahead(form: SalesOrderForm) -> Decimal:
    """Return what came in for the order so far, and the fees of samples that count towards it, yuan."""
    return received(form) + (form.sample_fee or ZERO)


def deposit_due(facts: CompanyFacts, form: SalesOrderForm) -> Decimal:
    """Return what is due before production or delivery: all of a prepaid order, else the share of the custom lines."""
    if form.terms is Terms.PREPAY:
        return total(form)
    custom = sum((amount_of_line(line) for line in form.lines if line.custom), ZERO)
    return pricing.rounded_up(Fraction(custom) * Fraction(facts.money_policy("sales-order.deposit")) / 100)


def is_cod(facts: Order) -> bool:
    """Whether the goods are paid at the door."""
    return facts.form.terms is Terms.COD


def is_short(line: OrderLine) -> bool:
    """Whether not all of a line is reserved."""
    return (line.reserved or 0) < line.wanted


def to_plan(form: SalesOrderForm) -> list[int]:
    """Return the indexes of the lines the planner gives a date for: custom, bulk and short ones."""
    bulk = form.kind is OrderKind.BULK
    return [index for index, line in enumerate(form.lines) if bulk or line.custom or is_short(line)]


def quoted_line(facts: CompanyFacts, line: OrderLine) -> tuple[QuotationForm, QuotedLine] | None:
    """Return the quotation an order line names and the line of it meant; None where there is none such."""
    case = facts.find_case(line.quotation) if line.quotation else None
    if case is None or case.process != "quotation":
        return None
    form = cast("QuotationForm", facts.form_of(case))
    if line.quotation_line:
        found = form.lines[line.quotation_line - 1 : line.quotation_line]
    else:
        same = [one for one in form.lines if one.product == line.product]
        found = [one for one in same if one.price == line.price] or same
    return (form, found[0]) if found else None


# --- filling it in ------------------------------------------------------------------------------------------


def work_out_lines(facts: Facts[Any]) -> None:
    """The amount of each line."""
    for line in facts.form.lines:
        line.amount = amount_of_line(line)


def settle_lines(facts: Facts[Any]) -> None:
    """What follows from registers, quotations and prices while the order is written."""
    form: SalesOrderForm = facts.form
    for line in form.lines:
        _settle(facts, form, line)
    form.commission_to = _shares(facts, form.customer)
    form.promise = form.first_promise = None


def work_out_deposit(facts: Facts[Any]) -> None:
    """What is due before delivery, and the sample fee that counts towards it until the order is in delivery."""
    form: SalesOrderForm = facts.form
    form.deposit = deposit_due(facts, form)
    if not facts.company.cases.last_round(facts.case.id, "delivery"):
        form.sample_fee = fees_waiting(facts, form) or None


def _settle(facts: CompanyFacts, form: SalesOrderForm, line: OrderLine) -> None:
    """Settle whether a line is custom, its guide price, and what it earns whom."""
    record = facts.record(PRODUCTS.key, line.product)
    make = PRODUCTS.read(record).make if record else Make.STANDARD
    line.reserved = line.shipped = line.location = None
    line.fee = line.payee = None
    found = quoted_line(facts, line)
    if found:
        sheet, quoted = found
        make = quoted.kind or make
        line.guide_price, line.commission_rate = quoted.guide_price, quoted.commission_rate
        line.fee, line.payee = (sheet.fee, sheet.payee) if sheet.fee and sheet.payee else (None, None)
    else:
        line.guide_price = pricing.listed_price(facts, line.product)
        line.commission_rate = rate_of(facts, form, line)
    line.custom = make is not Make.STANDARD
    sample = facts.find_case(line.sample) if line.sample else None
    if sample and (absorbed := sample.form.get("commission_rate")) is not None:  # its gap was absorbed: a special price
        rates = (line.commission_rate, Decimal(absorbed))
        line.commission_rate = min(rate for rate in rates if rate is not None)


def price_terms(facts: CompanyFacts, form: SalesOrderForm) -> pricing.Terms:
    """Return what the customer may be sold below guide without a quotation (P4)."""
    return pricing.Terms(form.invoice is Invoice.VAT, key_account_reduction(facts, form.customer))


def rate_of(facts: CompanyFacts, form: SalesOrderForm, line: OrderLine) -> Decimal:
    """Return the commission rate of a line by its price against guide (P5); without guide price the full rate."""
    rules = pricing.price_rules(facts)
    if not line.guide_price:
        return rules.rate
    share = pricing.reduction(line.guide_price, line.price, Decimal(0))
    return pricing.commission_rate(share, rules, price_terms(facts, form))


def _shares(facts: CompanyFacts, customer: str) -> list[Part]:
    record = facts.record(CUSTOMERS.key, customer)
    if not record:
        return []
    kept = CUSTOMERS.read(record)
    if kept.shares:
        return [Part(employee=share.employee, percent=share.percent) for share in kept.shares]
    return [Part(employee=kept.owner, percent=Decimal(100))] if kept.owner else []
