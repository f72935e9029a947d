"""The quotation sheet (报价单): its form, where each guide price comes from, and what is worked out of it — P96, P97, P162.

A line's guide price (P1) is the price list's on the day the sheet is handed in; of a custom line, or one that is not on
the list, it is finance's; a quick quotation takes the price a manager gives by experience, a precise one the price
built up from consumption, material prices, labour, freight and quota fee. What follows from guide price, price and
fee is worked out by `workflows.library.pricing`. Lines are named by their number, from 1.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Annotated, Any

from pydantic import Field

from db.message import _
from workflows.engine.authority import standing_of, unseen
from workflows.engine.durations import Duration
from workflows.engine.facts import Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    CustomerRef,
    EmployeeRef,
    Form,
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
from workflows.library import pricing
from workflows.library.customers import is_known, key_account_reduction
from workflows.posts import FINANCE, GENERAL_MANAGER, SALES_MANAGER
from workflows.registers.products import PRODUCTS, Make

PRIVY = (SALES_MANAGER, FINANCE, GENERAL_MANAGER)
"""The posts that see fee, payee and commission, besides the owner of the customer; nobody prints them."""
_SEEN_BY = ("owner", *PRIVY)
_CURRENCY_OF_THE_BOOKS = "CNY"

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
    currency: Text = field(_("Currency"), default="", hint=_("abroad: USD, EUR …"))
    rate: Rate | None = field(_("Yuan for one of the currency"), default=None)
    trade_term: Text = field(_("Trade term"), default="", hint=_("abroad: FOB Shanghai …"))
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


# --- reading the sheet --------------------------------------------------------------------------------------


def sees_fee(facts: Facts[QuotationForm]) -> bool:
    """Whether the person who looks sees fee, payee and commission."""
    return "fee" not in unseen(facts, standing_of(facts.company, facts.person_id, facts.now))


def terms_of(facts: Facts[QuotationForm]) -> pricing.Terms:
    """Return what the customer is allowed without a decision."""
    form = facts.form
    return pricing.Terms(form.invoice is Invoice.VAT, key_account_reduction(facts, form.customer))


def reduction_of(line: QuotedLine, fee: Decimal) -> Fraction | None:
    """Return how far the net price of a line lies below guide, as a share of guide; None while it has no price."""
    if not line.guide_price or line.price is None:
        return None
    return pricing.reduction(line.guide_price, line.price, fee)


def special_lines(facts: Facts[QuotationForm]) -> list[int]:
    """Return the indexes of the lines whose price somebody must approve (P4)."""
    form, rules, terms = facts.form, pricing.price_rules(facts), terms_of(facts)
    reduced = [(index, reduction_of(line, form.fee)) for index, line in enumerate(form.lines)]
    return [index for index, share in reduced if share is not None and pricing.is_special(share, rules, terms)]


def list_price(facts: Facts[QuotationForm], line: QuotedLine) -> Decimal | None:
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


def company_deadline(facts: Facts[QuotationForm]) -> datetime:
    """Return until when the company answers a request by its own rules, counted from the request (N18)."""
    form = facts.form
    outside = [line for line in form.lines or () if list_price(facts, line) is None]
    if any(line.kind is Make.WIRE_HARNESS or line.national_standard is False for line in outside):
        policy = "quotation.nonstandard"
    else:
        policy = "quotation.precise" if form.method is Method.PRECISE else "quotation.standard"
    limit: Duration = facts.policy(policy)
    return limit.after(form.requested_at or facts.now, facts.calendar)


def quote_deadline(facts: Facts[QuotationForm]) -> datetime:
    """Return until when the quotation must be sent: the customer's deadline or the company's, the earlier (N26)."""
    own, wanted = company_deadline(facts), facts.form.customer_deadline
    return min(own, wanted) if wanted else own


# --- working it out -----------------------------------------------------------------------------------------


def work_out(facts: Facts[QuotationForm]) -> None:
    """Fill what the program fills, as far as the step where the sheet is worked on settles it.

    From the last approval on nothing is worked out again: what was approved and sent stays as it was.
    """
    step = facts.task.step if facts.task else "draft"
    match step:
        case "draft":
            _fill_from_registers(facts)
        case "pricing" | "quick":
            _take_given_prices(facts)
        case "build-up":
            _build_up(facts)
    if step in ("draft", "pricing", "quick", "build-up", "offer", "price-approval", "issue"):
        work_out_lines(facts, frozen=step == "issue")


def work_out_lines(facts: Facts[QuotationForm], *, frozen: bool = False) -> None:
    """Work out each line from its guide price, price and fee. frozen: only what the rate of the currency says."""
    form, rules, terms = facts.form, pricing.price_rules(facts), terms_of(facts)
    rate = Decimal(1) if form.currency == _CURRENCY_OF_THE_BOOKS else form.rate
    for line in form.lines:
        line.price_abroad = None
        if form.market is Market.FOREIGN and rate and line.price is not None:
            # Rounded up: what is asked abroad is never less than what was checked in yuan.
            line.price_abroad = pricing.rounded_up(Fraction(line.price) / Fraction(rate))
        if frozen:
            continue
        line.amount = None if line.price is None else pricing.line_amount(line.quantity, line.price)
        line.proposal = proposal_for(form, line)
        share = reduction_of(line, form.fee)
        line.reduction = None if share is None else _percent(share)
        line.commission_rate = None if share is None else pricing.commission_rate(share, rules, terms)


def _percent(share: Fraction) -> Decimal:
    """Return a share as a percent for people, to the thousandth; decisions use the share itself."""
    return Decimal(floor(share * 100_000 + Fraction(1, 2))).scaleb(-3)


def _fill_from_registers(facts: Facts[QuotationForm]) -> None:
    form = facts.form
    for line in form.lines:
        record = facts.record(PRODUCTS.key, line.product) if line.product else {}
        product = PRODUCTS.read(record) if record else None
        if line.kind is None:
            line.kind = product.make if product else Make.STANDARD
        if line.national_standard is None:
            line.national_standard = product.national_standard if product else True
        line.guide_price = list_price(facts, line) if form.method is Method.LIST else None
        line.source = PriceSource.LIST if line.guide_price else None
    form.quote_deadline = quote_deadline(facts)


def _take_given_prices(facts: Facts[QuotationForm]) -> None:
    form = facts.form
    source = PriceSource.EXPERIENCE if form.method is Method.QUICK else PriceSource.FINANCE
    for given in form.given_prices:
        line = form.lines[(given.line or 1) - 1]
        line.guide_price, line.source = given.price, source if given.price else None


def _build_up(facts: Facts[QuotationForm]) -> None:
    form, customer = facts.form, facts.form.customer
    prices = {one.material: one.price for one in form.material_prices}
    tier, known = facts.record("customers", customer).get("tier", ""), is_known(facts, customer)
    for row in form.build_up:
        line = form.lines[(row.line or 1) - 1]
        usual = experience(facts, row.group)
        for name in ("labour", "freight", "quota_fee"):
            if getattr(row, name) is None and name in usual:
                setattr(row, name, usual[name])
        row.quantity_coefficient = pricing.quantity_coefficient(
            facts.policy("quotation.quantity-coefficients"), line.quantity
        )
        row.customer_coefficient = pricing.customer_coefficient(
            facts.policy("quotation.customer-coefficients"), tier=tier, known=known
        )
        used = [(one.consumption, prices.get(one.material)) for one in form.consumptions if one.line == row.line]
        costs = [cost for cost in (row.labour, row.freight, row.quota_fee) if cost is not None]
        priced = [(consumption, price) for consumption, price in used if price is not None]
        complete = used and len(priced) == len(used) and len(costs) == 3
        coefficients = (row.quantity_coefficient, row.customer_coefficient)
        row.cost = pricing.rounded(pricing.cost_sum(priced, costs)) if complete else None
        row.guide_price = pricing.built_up(priced, costs, coefficients) if complete else None
        line.guide_price, line.source = row.guide_price, PriceSource.BUILD_UP if row.guide_price else None


def experience(facts: Facts[Any], group: str) -> dict[str, Decimal]:
    """Return labour, freight and quota fee that are usual for a group of goods; nothing where the table has none."""
    rows: list[Mapping[str, str]] = facts.policy("quotation.experience")
    found = next((row for row in rows if row["group"] == group), None)
    return {name: Decimal(value) for name, value in found.items() if name != "group"} if found else {}


# --- what is laid before a step -----------------------------------------------------------------------------


def lay_out_prices_to_give(facts: Facts[QuotationForm]) -> None:
    """List the lines that need a guide price; a price given before for the same item stays as the proposal."""
    form = facts.form
    before = {(one.line, one.item): one.price for one in form.given_prices}
    wanted = [
        (number, item_of(facts, line))
        for number, line in enumerate(form.lines, 1)
        if line.source is not PriceSource.LIST
    ]
    form.given_prices = [
        GivenPrice(line=number, item=item, price=before.get((number, item))) for number, item in wanted
    ]


def lay_out_materials(facts: Facts[QuotationForm]) -> None:
    """List the materials that still need a price."""
    form = facts.form
    missing = dict.fromkeys(one.material for one in form.consumptions)
    there = {one.material for one in form.material_prices}
    form.material_prices = [
        *form.material_prices,
        *(MaterialPrice(material=material) for material in missing if material not in there),
    ]


def lay_out_build_up(facts: Facts[QuotationForm]) -> None:
    """List every line to build up, with what was typed for the same item before, and work it out."""
    form = facts.form
    before = {(one.line, one.item): one for one in form.build_up}
    rows = []
    for number, line in enumerate(form.lines, 1):
        item = item_of(facts, line)
        group = facts.record("products", line.product).get("group", "") if line.product else ""
        rows.append(before.get((number, item)) or BuildUp(line=number, item=item, group=group))
    form.build_up = rows
    _build_up(facts)


def take_proposals(facts: Facts[QuotationForm]) -> None:
    """Let a price that was left empty be the proposed one (P2), where there is a guide price."""
    for line in facts.form.lines:
        if line.price is None:
            line.price = proposal_for(facts.form, line)
    work_out_lines(facts)


def materials_without_price(form: QuotationForm) -> list[str]:
    """Return the materials somebody consumes and nobody has priced."""
    priced = {one.material for one in form.material_prices if one.price is not None}
    return [one for one in dict.fromkeys(one.material for one in form.consumptions) if one not in priced]
