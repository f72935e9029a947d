"""Sample orders (样品单): the form, the fee, and what the sample costs against its quote.

Fee: every new customer of kind product pays for each block of four pieces begun; nobody waives it. Price: the sample
carries exactly the quoted price; C is what the sample costs as the estimator works it out, Q what was quoted. Where C
lies above Q the gap is closed by the design, recovered from the customer by a new round of the quotation, or absorbed
down to a floor by the sales manager. P107–P109, P160, P161.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, cast

from pydantic import Field

from db.cases import Case
from db.message import Message, _, plural
from db.money import Account
from workflows.engine.durations import end_of_day
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CaseLink,
    CaseRef,
    Choice,
    CustomerRef,
    Form,
    Is,
    Line,
    LongText,
    Moment,
    Money,
    Percent,
    SupplierRef,
    Text,
    field,
)
from workflows.engine.forms import is_complete
from workflows.engine.process import condition
from workflows.engine.recurring import Reminding
from workflows.library.customers import is_known
from workflows.library.ordering import Means
from workflows.library.quoting import PRIVY, LineNumber, QuotationForm
from workflows.library.subjects import about
from workflows.posts import DESIGNER, PURCHASER

SAMPLE_ORDER, QUOTATION = "sample-order", "quotation"
Pieces = Annotated[int, Field(ge=1, le=999)]
QuotationRef = Annotated[Text, CaseLink(QUOTATION)]

# --- form ---------------------------------------------------------------------------------------------------


class SampleKind(Choice):
    PRODUCT = "product", _("sample of a product")
    GARMENT = "garment", _("sample garment")
    FABRIC = "fabric", _("fabric and accessories")


class SampleLine(Line):
    style: Text = field(_("Style"))
    pieces: Pieces = field(_("Pieces"), total=True)
    specification: Text = field(_("Specification"), default="")
    size: Text = field(_("Size"), default="")
    materials: Text = field(_("Materials"), default="")
    colour: Text = field(_("Colour"), default="")
    accessories: Text = field(_("Accessories"), default="", hint=_("none: say so"))


class DataItem(Line):
    item: Text = field(_("Technical data"))
    received_on: date | None = field(_("Received on"), default=None)


class SampleForm(Form):
    kind: SampleKind = field(_("Kind of sample"))
    customer: CustomerRef = field(_("Customer"))
    quotation: QuotationRef | None = field(_("Quotation"), default=None)
    quotation_line: LineNumber | None = field(_("Line of the quotation"), default=None)
    customer_order: Text = field(_("Customer's order number"), default="")
    received_on: date | None = field(_("Order received on"), default=None)
    lines: list[SampleLine] = field(_("Lines"), default_factory=list)
    data: list[DataItem] = field(_("Technical data"), default_factory=list)
    due: date = field(_("Customer's due date"))
    planned_days: Pieces = field(_("Planned days"), default=8)
    pictures_first: bool = field(_("Pictures before sending"), default=False)
    block_fee: Money | None = field(
        _("Fee per block"), default=None, hint=_("empty: the usual one"), when=Is("kind", SampleKind.PRODUCT)
    )
    processor: SupplierRef | None = field(
        _("Processor"), default=None, hint=_("of fabric and accessories"), when=Is("kind", SampleKind.FABRIC)
    )
    fee: Money | None = field(_("Sample fee"), read=True)
    fee_received: Money | None = field(_("Fee received"), default=None)
    means: Means | None = field(_("Paid by"), default=None)
    counter: Text = field(
        _("At the counter"), default="", hint=_("cash only; empty: front"), when=Is("means", Means.TILL)
    )
    account: Text = field(
        _("Account number"),
        default="",
        hint=_("where the fee is paid to; empty: the usual one"),
        when=Is("kind", SampleKind.PRODUCT),
    )
    making_since: date | None = field(_("In making since"), read=True)
    planned_finish: date | None = field(_("Planned finish"), default=None)
    actual_finish: date | None = field(_("Actual finish"), default=None)
    quoted: Money | None = field(_("Quoted price"), read=True)
    cost: Money | None = field(_("Cost price"), default=None)
    target: Money | None = field(_("Target"), default=None)
    accepted_price: Money | None = field(_("Price accepted for the new design"), default=None)
    sample_price: Money | None = field(_("Price of the sample"), read=True)
    commission_rate: Percent | None = field(_("Commission %"), read=True, seen_by=("owner", *PRIVY))
    photo_front: Text = field(_("Photograph of the front"), default="", hint=_("with size marks"))
    photo_side: Text = field(_("Photograph of the side"), default="", hint=_("with size marks"))
    photo_back: Text = field(_("Photograph of the back"), default="", hint=_("with size marks"))
    courier: Text = field(_("Courier number"), default="")
    delivered_by: Text = field(_("Delivered by"), default="")
    sent_on: date | None = field(_("Sent on"), read=True)
    approval: Text = field(_("Customer's approval"), default="", hint=_("number or name of the paper"))
    approved_at: Moment | None = field(_("Approved at"), default=None)
    changes: LongText = field(_("Changes wanted"), default="")
    declined: bool = field(_("Sample declined"), read=True, default=False)
    money_back: bool = field(_("Customer wants the fee back"), read=True, default=False)
    order: CaseRef | None = field(_("Sales order"), read=True)


ASKED = (
    "kind", "customer", "quotation", "quotation_line", "customer_order", "received_on", "lines", "data", "due",
    "planned_days", "pictures_first", "block_fee", "account", "processor",
)  # fmt: skip
PRINTED = (
    "customer", "customer_order", "lines.style", "lines.pieces", "lines.specification", "lines.size", "lines.materials",
    "lines.colour", "lines.accessories", "data.item", "data.received_on", "due", "planned_days", "processor", "fee",
    "account",
)  # fmt: skip
REGISTERED = ("customer", "customer_order", "received_on", "planned_finish", "actual_finish", "approved_at", "fee")
PHOTOGRAPHS = ("photo_front", "photo_side", "photo_back")

Sample = Facts[SampleForm]

# --- kinds, fee, price --------------------------------------------------------------------------------------


@condition(_("fabric and accessories"))
def is_fabric(facts: Sample) -> bool:
    return facts.form.kind is SampleKind.FABRIC


@condition(_("new customer, product"))
def pays_fee(facts: Sample) -> bool:
    return facts.form.kind is SampleKind.PRODUCT and not is_known(facts, facts.form.customer)


@condition(_("sample declined"))
def is_declined(facts: Sample) -> bool:
    return bool(facts.form.declined)


@condition(_("a quotation line exists"))
def has_quote(facts: Sample) -> bool:
    return quoted_price(facts) is not None


@condition(_("pictures are wanted first"))
def pictures_first(facts: Sample) -> bool:
    return facts.form.pictures_first


@condition(_("technical data are missing"))
def data_missing(facts: Sample) -> bool:
    return any(item.received_on is None for item in facts.form.data)


def blocks(facts: Sample) -> int:
    """Return how many blocks of pieces are begun."""
    size = facts.count_policy("sample-order.block-pieces")
    return -(-sum(line.pieces for line in facts.form.lines) // size)


def fee_due(facts: Sample) -> Decimal | None:
    """Return the fee of a new customer's product sample, yuan; None where nothing is paid."""
    if not pays_fee.holds(facts):
        return None
    return blocks(facts) * (facts.form.block_fee or facts.money_policy("sample-order.block-fee"))


def fee_account(facts: CompanyFacts, sample: Case) -> Account:
    """Return the account that holds the fee of a sample."""
    return Account("deposit", sample.form["customer"], sample.name)


def fee_held(facts: CompanyFacts, sample: Case) -> Decimal:
    """Return what is held of the fee of a sample, yuan."""
    if sample.number is None or not sample.form.get("customer"):
        return Decimal("0.00")
    return facts.company.money.balance(fee_account(facts, sample))


@condition(_("a fee is held"))
def holds_fee(facts: Sample) -> bool:
    return fee_held(facts, facts.case) > 0


def quotation_rounds(facts: Sample) -> list[Case]:
    """Return the quotations this sample is of: the one it names, and those it opened itself, oldest first."""
    named = facts.find_case(facts.form.quotation) if facts.form.quotation else None
    return [case for case in (named, *facts.children(QUOTATION)) if case is not None]


def price_in(facts: Sample, quotation: Case) -> Decimal | None:
    """Return the price of this sample's line in a quotation; None where it has no such line or price."""
    lines = cast("QuotationForm", facts.form_of(quotation)).lines
    number = facts.form.quotation_line or 1
    return lines[number - 1].price if number <= len(lines) else None


def quoted_price(facts: Sample) -> Decimal | None:
    """Return Q: what the customer accepted for a new design, else the price in the last round that has one."""
    if facts.form.accepted_price is not None:
        return facts.form.accepted_price
    prices = [price for one in quotation_rounds(facts) if (price := price_in(facts, one)) is not None]
    return prices[-1] if prices else None


def recovered_price(facts: Sample) -> Decimal | None:
    """Return the price the customer has accepted in the last quotation that was won; None: he has accepted none."""
    won = [one for one in quotation_rounds(facts) if one.ended == "won"]
    return price_in(facts, won[-1]) if won else None


def work_out_fee(facts: Sample) -> None:
    """Until the notice is signed; from then on it stands although the customer buys meanwhile."""
    form = facts.form
    form.fee = fee_due(facts)
    if form.fee:
        form.account = form.account or facts.policy("sample-order.account")


def read_quote(facts: Sample) -> None:
    """The quote as it stands now."""
    facts.form.quoted = quoted_price(facts)


# --- deadlines ----------------------------------------------------------------------------------------------


def finish_of(facts: Sample) -> date:
    """Return the planned finish; before the sample is in making, the one it would have from today."""
    return facts.form.planned_finish or facts.today + timedelta(days=facts.form.planned_days)


def end_of_making(facts: Sample) -> datetime:
    return end_of_day(finish_of(facts))


def end_of_keeping(facts: Sample) -> datetime:
    return facts.time_limit("sample-order.fee-keep", since=_decided_at(facts))


def _decided_at(facts: Sample) -> datetime:
    """When the sample was approved or declined: from then its fee waits for an order."""
    made = [one.at for key in ("approved", "declined", "stop") for one in facts.taken(key)]
    return max(made, default=facts.now)


def stands_at(facts: CompanyFacts, case: Case, step: str) -> bool:
    """Whether a case stands at a step now."""
    return any(task.step == step for task in facts.company.cases.open_tasks(case.id))


def long_in_making(facts: CompanyFacts) -> Iterator[Reminding]:
    """On the day from which is warned who makes a sample that is not ready, and the owner who watches it."""
    warned = timedelta(days=facts.count_policy("sample-order.warn"))
    for case in facts.cases_of(SAMPLE_ORDER, open_only=True):
        since = case.form.get("making_since")
        if not since or not stands_at(facts, case, "making"):
            continue
        if facts.calendar.business_day_from(date.fromisoformat(since) + warned) == facts.today:
            makers = facts.holders(PURCHASER if case.form["kind"] == SampleKind.FABRIC else DESIGNER)
            owner = facts.owner_of(case.customer) if case.customer else None
            said = _("{number}: {subject} is not ready yet, planned finish {day}")
            day = date.fromisoformat(case.form["planned_finish"])
            told = dict.fromkeys([*makers, *([owner] if owner else [])])
            yield Reminding(case, told, said(number=case.name, subject=case.subject, day=day))


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Sample) -> str:
    styles = [line.style for line in facts.form.lines or ()]
    return about(facts.name_of("customers", facts.form.customer), *styles[:1])


def brief(facts: Sample) -> Iterator[Message]:
    form = facts.form
    if not is_complete(form):
        return
    yield plural("{count} piece for {customer}, due {day}", "{count} pieces for {customer}, due {day}")(
        count=sum(line.pieces for line in form.lines), customer=facts.name_of("customers", form.customer), day=form.due
    )
    if form.fee and not facts.taken("received"):
        yield plural("New customer: {count} block, fee {fee}", "New customer: {count} blocks, fee {fee}")(
            count=blocks(facts), fee=form.fee
        )
    if held := fee_held(facts, facts.case):
        yield _("Fee held: {amount}")(amount=held)
    if form.cost is not None and form.quoted is not None:
        yield _("Costs {cost}, quoted {quoted}")(cost=form.cost, quoted=form.quoted)
    if form.planned_finish and form.making_since and not form.sent_on:
        day = (facts.today - form.making_since).days
        warned = day >= facts.count_policy("sample-order.warn")
        said = _("Day {day}, planned finish {finish}: hurry") if warned else _("Day {day}, planned finish {finish}")
        yield said(day=day, finish=form.planned_finish)
