"""The refund request (退款申请单): its form, what was paid and is left of it, and what is checked at its draft — P81."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from db.cases import Case
from db.message import Message, _
from workflows.engine.facts import Facts
from workflows.engine.form import CaseRef, Choice, CustomerRef, Form, Is, Line, LongText, Moment, Money, Text, field
from workflows.engine.process import Reason, guard
from workflows.library import paid_orders
from workflows.library.member_cards import remind_of_id
from workflows.library.orders import SALES_ORDER
from workflows.library.paid_orders import Means

# --- form ---------------------------------------------------------------------------------------------------


class RefundKind(Choice):
    BEFORE_SHIPPING = "before-shipping", _("before shipping")
    SAMPLE_FEE = "sample-fee", _("sample fee")
    RETURNED = "returned", _("goods returned")
    NOT_RECEIVED = "not-received", _("goods not received")
    PARTIAL = "partial", _("part of the price")
    COMPENSATION = "compensation", _("compensation")
    DISPUTE = "dispute", _("dispute on the platform")


class GoodsBack(Choice):
    YES = "yes", _("goods are back")
    NO = "no", _("goods are not back")
    NOT_NEEDED = "not-needed", _("goods stay with the customer")


class Public(Choice):
    NO = "no", _("nobody outside")
    PRESS = "press", _("the press")
    GROUP = "group", _("a group of customers")


class Proof(Choice):
    RECEIPT = "receipt", _("signed delivery receipt")
    INSPECTION = "inspection", _("inspection report")
    CHAT = "chat", _("chat record")
    PHOTO = "photo", _("photo")
    CALL = "call", _("call recording")


class Part(Line):
    """A part of what was paid, and what of it goes back."""

    means: Means | None = field(_("Paid by"), read=True)
    where: Text = field(_("Till, card or account"), default="", read=True)
    paid: Money | None = field(_("Paid"), read=True, total=True)
    returned: Money | None = field(_("Returned before"), read=True, total=True)
    to_return: Money | None = field(_("To return"), read=True, total=True)


class Evidence(Line):
    kind: Proof = field(_("Kind of proof"))
    copy_of: Text = field(_("Copy"), hint=_("number or place of the copy"))


class RefundForm(Form):
    source: CaseRef | None = field(_("Source case"), default=None)
    kind: RefundKind = field(_("Kind of refund"))
    customer: CustomerRef | None = field(
        _("Customer"), default=None, hint=_("his orders are offered; empty: the customer of the order")
    )
    order: CaseRef | None = field(_("Order"), default=None, hint=_("order, counter sale or sample order"))
    amount: Money = field(_("Amount to return"))
    cause: LongText = field(_("Cause"), default="", hint=_("may stay empty where the source case says it"))
    goods_back: GoodsBack | None = field(_("Goods back"), default=None)
    platform_number: Text = field(
        _("Platform number"), default="", hint=_("of a dispute"), when=Is("kind", RefundKind.DISPUTE)
    )
    deadline: Moment | None = field(_("Deadline of the platform"), default=None, when=Is("kind", RefundKind.DISPUTE))
    public: Public = field(_("Watched by"), default=Public.NO, when=Is("kind", RefundKind.DISPUTE))
    means: Means = field(
        _("Way of paying"), default=Means.BANK, hint=_("only where no order was paid"), when=Is("order", None)
    )
    counter: Text = field(
        _("Counter or card"),
        default="",
        hint=_("only where no order was paid"),
        when=Is("means", Means.CASH, Means.CARD),
    )
    payments: list[Part] = field(_("Payments"), default_factory=list, read=True)
    verdict: LongText = field(_("Verdict on the goods"), default="", hint=_("line by line"))
    evidence: list[Evidence] = field(_("Evidence"), default_factory=list, when=Is("kind", RefundKind.DISPUTE))
    ruling_by: Moment | None = field(_("Ruling expected"), default=None)
    ruling_number: Text = field(_("Number of the ruling"), default="")
    ruling: LongText = field(_("Text of the ruling"), default="")
    account: Text = field(_("Account paid to"), default="", hint=_("the one it was paid from"))
    slip: Text = field(_("Payment slip"), default="")
    paid_on: date | None = field(_("Paid on"), read=True)
    bank_return: Text = field(_("Return of the bank"), default="", hint=_("number of its notice"))
    arrived_on: date | None = field(_("Arrived on"), default=None)
    arrived_how: Text = field(_("Known by"), default="", hint=_("how the customer said so, or the bank's proof"))


Refund = Facts[RefundForm]
ASKED = (
    "source", "kind", "customer", "order", "amount", "cause", "goods_back", "platform_number", "deadline", "public", "means",
    "counter", "evidence", "account",
)  # fmt: skip
"""What is typed when the refund is asked for."""
UNTIL_PAID = ("draft", "goods", "evidence", "ruling", "approve", "pay")
HELD = (RefundKind.BEFORE_SHIPPING, RefundKind.SAMPLE_FEE)
"""Kinds that give back what is held as a deposit; nothing was sold yet."""

# --- what was paid, and what is left of it ------------------------------------------------------------------


def order_of(facts: Refund) -> Case | None:
    return facts.find_case(facts.form.order) if facts.form.order else None


def orders_offered(facts: Refund) -> Iterator[Case]:
    """Yield the orders of the customer, once he is named, for which something may be given back; the newest first."""
    if not facts.form.customer:
        return
    known = [
        case
        for process in (SALES_ORDER, "sample-order")
        for case in facts.cases_of(process, customer=facts.form.customer)
    ]
    for order in sorted(known, key=lambda case: case.id, reverse=True):
        if order.submitted_at and most(facts, order) > 0:
            yield order


def others(facts: Refund) -> list[Case]:
    """The other refunds that claim or have paid back a part of the order."""
    order = order_of(facts)
    return paid_orders.refunds_of(facts, order, besides=facts.case.id) if order else []


def most(facts: Refund, order: Case) -> Decimal:
    """What may be given back for the order now, yuan."""
    claimed = paid_orders.refunds_of(facts, order, besides=facts.case.id)
    return paid_orders.paid_in_all(facts, order) - paid_orders.amount_of(claimed)


def spread_over_payments(facts: Refund) -> None:
    """The amount over what was paid, each part the way it came, the earliest first."""
    form, order = facts.form, order_of(facts)
    if order is None:
        form.payments = [Part(means=form.means, where=form.counter, to_return=form.amount)]
        return
    form.customer = form.customer or order.customer
    taken, left = others(facts), form.amount
    form.payments = []
    for part in paid_orders.paid_for(facts, order):
        returned = paid_orders.returned_of(taken, part)
        now = min(left, part.amount - returned)
        left -= now
        form.payments.append(
            Part(means=part.means, where=part.where, paid=part.amount, returned=returned, to_return=now)
        )


def pays_out(facts: Refund, *means: Means) -> bool:
    return any(part.means in means and part.to_return for part in facts.form.payments or ())


@guard(_("the order is this customer's and paid"))
def order_is_paid(facts: Refund) -> Iterator[Reason]:
    form, order = facts.form, order_of(facts)
    if order is None:
        if form.kind is not RefundKind.COMPENSATION:
            yield Reason(_("name the order; only a compensation may do without"), "order")
        elif form.means in (Means.CASH, Means.CARD) and not form.counter:
            yield Reason(_("say at which counter or to which card it is paid"), "counter")
        elif form.means is Means.ACCOUNT and not form.customer:
            yield Reason(_("say whose account it is"), "customer")
    elif form.customer and order.customer and form.customer != order.customer:
        name = facts.name_of("customers", order.customer)
        yield Reason(_("{number} is an order of {customer}")(number=order.name, customer=name), "order")
    elif not paid_orders.paid_for(facts, order):
        yield Reason(_("nothing was paid for {number}")(number=order.name), "order")


@guard(_("the cause is known"))
def cause_is_known(facts: Refund) -> Iterator[Reason]:
    if not (facts.form.cause or facts.form.source):
        yield Reason(_("say why, or name the case that says it"), "cause")


@guard(_("not more than was paid, less what was returned and is claimed"))
def within_what_was_paid(facts: Refund) -> Iterator[Reason]:
    form, order = facts.form, order_of(facts)
    if not form.amount:
        yield Reason(_("must be more than {gt}")(gt=0), "amount")
    if order is None or form.amount <= (limit := most(facts, order)):
        return
    back = [case for case in others(facts) if paid_orders.is_paid(case)]
    claims = [case for case in others(facts) if not paid_orders.is_paid(case)]
    paid, returned = paid_orders.paid_in_all(facts, order), paid_orders.amount_of(back)
    if claims:
        said = _("paid {paid}, returned {returned}, {claimed} claimed by {numbers}, at most {most}")(
            claimed=paid_orders.amount_of(claims), numbers=", ".join(case.name for case in claims)
        )
    else:
        said = _("paid {paid}, returned {returned}, at most {most}")
    yield Reason(said(paid=paid, returned=returned, most=limit), "amount")


def claimed_meanwhile(facts: Refund) -> Message | None:
    """Say that what a refused refund had claimed is another's since: its end is not taken back then."""
    form, order = facts.form, order_of(facts)
    if order is None or facts.case.ended in (None, "done") or not facts.case.submitted_at:
        return None
    if form.amount <= most(facts, order):
        return None
    return _("its amount is claimed by {numbers} since")(numbers=", ".join(case.name for case in others(facts)))


@guard(_("what is given back is still held"))
def is_still_held(facts: Refund) -> Iterator[Reason]:
    form, order = facts.form, order_of(facts)
    if order and form.kind in HELD and form.amount > (held := paid_orders.deposit_left(facts, order)):
        yield Reason(_("{held} is held for it; the rest was shipped: choose another kind")(held=held), "kind")


@guard(_("a dispute has its number and a deadline to come"))
def dispute_is_known(facts: Refund) -> Iterator[Reason]:
    form = facts.form
    if form.kind is not RefundKind.DISPUTE:
        return
    if not form.platform_number:
        yield Reason(_("a dispute needs it"), "platform_number")
    if not form.deadline or form.deadline <= facts.now:
        yield Reason(_("a dispute needs it, and it lies ahead"), "deadline")


@guard(_("goods that come back have their return"))
def goods_have_their_return(facts: Refund) -> Iterator[Reason]:
    """Who takes goods back is the return; it asks for the money itself, and says what became of the goods."""
    if facts.form.kind is RefundKind.RETURNED and (facts.parent is None or facts.parent.process != paid_orders.RETURN):
        yield Reason(_("open a return or exchange for them: it asks for the money"), "kind")


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Refund) -> str:
    form = facts.form
    name = facts.name_of("customers", form.customer) if form.customer else ""
    return " ".join(part for part in (name, form.order, (form.cause or "").split("\n")[0]) if part)[:120]


def brief(facts: Refund) -> Iterator[Message]:
    form, order = facts.form, order_of(facts)
    yield from remind_of_id(facts, form.customer)
    if order:
        yield _("{number}: paid {paid}, {taken} returned or claimed before, {amount} asked")(
            number=order.name, paid=paid_orders.paid_in_all(facts, order), taken=paid_orders.amount_of(others(facts)),
            amount=form.amount,
        )  # fmt: skip
    if form.kind is RefundKind.DISPUTE and form.deadline:
        yield _("Dispute {number}: the platform waits until {deadline}")(
            number=form.platform_number, deadline=form.deadline
        )
    if form.ruling:
        yield _("Ruling {number}: {text}")(number=form.ruling_number, text=form.ruling)
    if facts.task is None or facts.task.step in ("pay", "confirm"):
        return  # nothing of it is decided any more
    first, second = facts.policy("refund.tiers")
    yield _(
        "Up to {first} the service supervisor alone, up to {second} the sales manager too, above the general manager"
    )(first=first, second=second)
