"""The quotation sheet (报价单): its form, and what is read out of it — P96, P97, P162.

What the program fills in is worked out by `workflows.library.quotation_figures`. Lines are named by their number, from 1.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field

from db.message import Message, _, plural
from workflows.engine.authority import standing_of, unseen
from workflows.engine.facts import Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    CustomerRef,
    EmployeeRef,
    Form,
    Is,
    Line,
    LongText,
    Moment,
    Money,
    Percent,
    ProductRef,
    Quantity,
    SignedQuantity,
    SupplierRef,
    Text,
    field,
)
from workflows.engine.forms import is_complete
from workflows.library import pricing
from workflows.library.customers import is_known, key_account_reduction
from workflows.library.subjects import about, first_of_many
from workflows.posts import FINANCE, GENERAL_MANAGER, SALES_MANAGER
from workflows.registers.products import Make

PRIVY = (SALES_MANAGER, FINANCE, GENERAL_MANAGER)
"""The posts that see fee, payee and commission, besides the owner of the customer; nobody prints them."""
_SEEN_BY = ("owner", *PRIVY)

# --- form ---------------------------------------------------------------------------------------------------


class Market(Choice):
    DOMESTIC = "domestic", _("domestic")
    FOREIGN = "foreign", _("abroad")


class Invoice(Choice):
    VAT = "vat", _("VAT invoice")
    ORDINARY = "ordinary", _("ordinary invoice")
    NONE = "none", _("no invoice")


class Method(Choice):
    LIST = "list", _("by the price list")
    QUICK = "quick", _("quick, by experience")
    PRECISE = "precise", _("precise, built up")


class PriceSource(Choice):
    """Where a guide price comes from."""

    LIST = "list", _("price list")
    FINANCE = "finance", _("given by finance")
    EXPERIENCE = "experience", _("given by experience")
    BUILD_UP = "build-up", _("built up")


Rate = Annotated[Decimal, Field(gt=0, lt=1_000_000, decimal_places=4)]
LineNumber = Annotated[int, Field(ge=1, le=999)]
DayCount = Annotated[int, Field(ge=1, le=999)]


class QuotedLine(Line):
    product: ProductRef | None = field(_("Product"), default=None)
    description: Text = field(_("Description"), default="", hint=_("of what is not in the register"))
    kind: Make | None = field(_("Kind"), default=None, hint=_("empty: as in the register"))
    national_standard: bool | None = field(_("National standard"), default=None, hint=_("empty: as in the register"))
    quantity: Quantity = field(_("Quantity"), total=True)
    guide_price: Money | None = field(_("Guide price"), read=True)
    source: PriceSource | None = field(_("Guide price from"), read=True)
    proposal: Money | None = field(_("Proposed price"), read=True, seen_by=_SEEN_BY)
    price: Money | None = field(_("Price"), default=None, hint=_("empty: the proposed price"))
    amount: Money | None = field(_("Amount"), read=True, total=True)
    price_abroad: Money | None = field(_("Price in the currency"), read=True)
    reduction: SignedQuantity | None = field(_("Below guide %"), read=True, seen_by=_SEEN_BY)
    commission_rate: Percent | None = field(_("Commission %"), read=True, seen_by=_SEEN_BY)
    delivery_days: DayCount | None = field(_("Delivery days"), default=None)


class GivenPrice(Line):
    """The guide price of one line as finance or a manager gives it."""

    line: LineNumber | None = field(_("Line"), read=True)
    item: Text | None = field(_("Item"), read=True)
    price: Money | None = field(_("Guide price"), default=None)


class Consumption(Line):
    """What of a material one piece of a line takes."""

    line: LineNumber = field(_("Line"), default=1)
    material: ProductRef = field(_("Material"))
    consumption: Quantity = field(_("Consumption a piece"))


class MaterialPrice(Line):
    material: ProductRef = field(_("Material"))
    price: Money | None = field(_("Price"), default=None)
    supplier: SupplierRef | None = field(_("Supplier"), default=None)
    on: date | None = field(_("Date of the price"), default=None)


class BuildUp(Line):
    """The precise price of one line: what a piece costs, times both coefficients."""

    line: LineNumber | None = field(_("Line"), read=True)
    item: Text | None = field(_("Item"), read=True)
    group: Text = field(_("Group in the experience table"), default="")
    labour: Money | None = field(_("Labour"), default=None)
    freight: Money | None = field(_("Freight"), default=None)
    quota_fee: Money | None = field(_("Quota fee"), default=None)
    note: Text = field(_("Note"), default="", hint=_("why other than in the experience table"))
    cost: Money | None = field(_("Cost a piece"), read=True)
    quantity_coefficient: Quantity | None = field(_("Coefficient for the quantity"), read=True)
    customer_coefficient: Quantity | None = field(_("Coefficient for the customer"), read=True)
    guide_price: Money | None = field(_("Guide price"), read=True)


class QuotationForm(Form):
    customer: CustomerRef = field(_("Customer"))
    enquiry: CaseRef | None = field(_("Enquiry"), default=None)
    requested_at: Moment | None = field(_("Requested at"), default=None, hint=_("empty: now"))
    customer_deadline: Moment | None = field(_("Customer's deadline"), default=None)
    quote_deadline: Moment | None = field(_("Quote deadline"), read=True)
    market: Market = field(_("Market"), default=Market.DOMESTIC)
    currency: Text = field(_("Currency"), default="", hint=_("abroad: USD, EUR …"), when=Is("market", Market.FOREIGN))
    rate: Rate | None = field(_("Yuan for one of the currency"), default=None, when=Is("market", Market.FOREIGN))
    trade_term: Text = field(
        _("Trade term"), default="", hint=_("abroad: FOB Shanghai …"), when=Is("market", Market.FOREIGN)
    )
    invoice: Invoice = field(_("Invoice"), default=Invoice.VAT)
    method: Method = field(_("Method"), default=Method.LIST)
    fee: Percent = field(_("Fee %"), default=Decimal(0), hint=_("of the sale price"), seen_by=_SEEN_BY)
    payee: Text = field(_("Payee"), default="", seen_by=_SEEN_BY)
    fee_purpose: Text = field(_("Purpose of the fee"), default="", seen_by=_SEEN_BY)
    lines: list[QuotedLine] = field(_("Lines"), default_factory=list)
    given_prices: list[GivenPrice] = field(_("Prices given"), default_factory=list)
    basis: LongText = field(_("Basis of the quick price"), default="", hint=_("the experience it rests on"))
    price_given_by: EmployeeRef | None = field(_("Price given by"), read=True)
    consumptions: list[Consumption] = field(_("Consumption"), default_factory=list)
    material_prices: list[MaterialPrice] = field(_("Material prices"), default_factory=list)
    build_up: list[BuildUp] = field(_("Build-up"), default_factory=list)
    validity: DayCount | None = field(_("Validity in days"), default=None, hint=_("empty: the usual one"))
    pictures: Text = field(_("Pictures"), default="", hint=_("numbers or names of the files"))
    late_reason: Text = field(_("Why it is late"), default="")
    valid_until: date | None = field(_("Valid until"), read=True)
    sample_wanted_on: date | None = field(_("Sample wanted since"), read=True)
    prices_open_until: date | None = field(_("Prices open to orders until"), read=True)
    copied_from: CaseRef | None = field(_("Copied from"), default=None)


Quote = Facts[QuotationForm]
ASKED = (
    "customer", "enquiry", "requested_at", "customer_deadline", "market", "currency", "rate", "trade_term", "invoice",
    "method", "fee", "payee", "fee_purpose", "lines", "validity", "pictures", "copied_from",
)  # fmt: skip
"""What the salesperson writes down of what a customer asks for."""
_WHAT = ("lines.product", "lines.description", "lines.quantity")
SHEET = ("customer", "invoice", "valid_until", "pictures", *_WHAT, "lines.price", "lines.amount", "lines.delivery_days")
SHEET_ABROAD = (
    "customer", "currency", "trade_term", "valid_until", "pictures", *_WHAT, "lines.price_abroad", "lines.delivery_days",
)  # fmt: skip
SPECIAL_PRICE = ("customer", "invoice", "method", *_WHAT, "lines.guide_price", "lines.price", "lines.amount")
"""What the papers print: the quotation sheet, the offer abroad, the special-price request."""

# --- reading the sheet --------------------------------------------------------------------------------------


def sees_fee(facts: Quote) -> bool:
    """Whether the person who looks sees fee, payee and commission."""
    return "fee" not in unseen(facts, standing_of(facts.company, facts.person_id, facts.now))


def terms_of(facts: Quote) -> pricing.Terms:
    """Return what the customer is allowed without a decision."""
    form = facts.form
    return pricing.Terms(form.invoice is Invoice.VAT, key_account_reduction(facts, form.customer))


def reduction_of(line: QuotedLine, fee: Decimal) -> Fraction | None:
    """Return how far the net price of a line lies below guide, as a share of guide; None while it has no price."""
    if not line.guide_price or line.price is None:
        return None
    return pricing.reduction(line.guide_price, line.price, fee)


def special_lines(facts: Quote) -> list[int]:
    """Return the indexes of the lines whose price somebody must approve (P4)."""
    form, rules, terms = facts.form, pricing.price_rules(facts), terms_of(facts)
    reduced = [(index, reduction_of(line, form.fee)) for index, line in enumerate(form.lines)]
    return [index for index, share in reduced if share is not None and pricing.is_special(share, rules, terms)]


def list_price(facts: Quote, line: QuotedLine) -> Decimal | None:
    """Return what the price list says of a line today; None of a custom one and one that is not on the list."""
    if not line.product or line.kind is Make.CUSTOM:
        return None
    return pricing.listed_price(facts, line.product)


def item_of(facts: Facts[Any], line: QuotedLine) -> str:
    """Return what a line quotes, as people name it."""
    return facts.name_of("products", line.product) if line.product else line.description or ""


def proposal_for(form: QuotationForm, line: QuotedLine) -> Decimal | None:
    """Return the price the program proposes (P2); None while a line has no guide price, or all of it were fee."""
    return pricing.proposal(line.guide_price, form.fee) if line.guide_price and form.fee < 100 else None


def amount_of(form: QuotationForm) -> Decimal | None:
    """Return the sum of the lines in yuan; None while no line has a price."""
    amounts = [
        pricing.line_amount(line.quantity, line.price)
        for line in form.lines or ()
        if line.quantity and line.price is not None
    ]
    return sum(amounts, Decimal("0.00")) if amounts else None


def company_deadline(facts: Quote) -> datetime:
    """Return until when the company answers a request by its own rules, counted from the request (N18)."""
    form = facts.form
    outside = [line for line in form.lines or () if list_price(facts, line) is None]
    if any(line.kind is Make.WIRE_HARNESS or line.national_standard is False for line in outside):
        policy = "quotation.nonstandard"
    else:
        policy = "quotation.precise" if form.method is Method.PRECISE else "quotation.standard"
    return facts.time_limit(policy, form.requested_at)


def new_quote_deadline(facts: Quote) -> datetime:
    """Return until when the quotation must be sent: the customer's deadline or the company's, the earlier (N26)."""
    own, wanted = company_deadline(facts), facts.form.customer_deadline
    return min(own, wanted) if wanted else own


def materials_without_price(form: QuotationForm) -> list[str]:
    """Return the materials somebody consumes and nobody has priced."""
    priced = {one.material for one in form.material_prices if one.price is not None}
    return [one for one in dict.fromkeys(one.material for one in form.consumptions) if one not in priced]


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Quote) -> str:
    items = (item_of(facts, line) for line in facts.form.lines or ())
    return about(facts.name_of("customers", facts.form.customer), first_of_many(filter(None, items)))


def rank(facts: Quote) -> int:
    """New customers' quotations stand first among equals (P106)."""
    return 1 if facts.form.customer and is_known(facts, facts.form.customer) else 0


def brief(facts: Quote) -> Iterable[Message]:
    form = facts.form
    if not is_complete(form):
        return
    known = _("known customer") if is_known(facts, form.customer) else _("new customer")
    yield _("{customer}, tier {tier}, {known}: {lines}, {method}")(
        customer=facts.name_of("customers", form.customer), tier=facts.record("customers", form.customer).get("tier", ""),
        known=known, lines=plural("{count} line", "{count} lines")(count=len(form.lines)), method=form.method.label,
    )  # fmt: skip
    if sees_fee(facts):
        yield from _reductions(facts)
    if form.sample_wanted_on:
        yield _("The customer wants a sample, said on {day}")(day=form.sample_wanted_on)


def _reductions(facts: Quote) -> Iterable[Message]:
    """What lies below guide and why: for those who see fee and commission."""
    form, special = facts.form, special_lines(facts)
    free = pricing.free_reduction(pricing.price_rules(facts), terms_of(facts))
    if special:
        yield plural("More than {free} % below guide: {count} line", "More than {free} % below guide: {count} lines")(
            free=free, count=len(special)
        )
    else:
        yield _("Up to {free} % below guide needs nobody")(free=free)
    for line in (form.lines[index] for index in special[:3]):
        yield _("{item}: {price} against guide {guide}, {reduction} % below; commission {rate} %")(
            item=item_of(facts, line), price=line.price or 0, guide=line.guide_price or 0,
            reduction=line.reduction or 0, rate=line.commission_rate or 0,
        )  # fmt: skip
    if form.fee:
        yield _("Fee {fee} % to {payee}")(fee=form.fee, payee=form.payee)
