"""What must hold while goods come back: as sold, arrived, judged, paid the way they were paid for, shelved — P114."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from db.cases import Case
from db.message import Message, _
from workflows.engine.form import lenient
from workflows.engine.process import Reason, condition, guard
from workflows.library import exchanging, orders, paid_orders, sold_goods
from workflows.library.counter_sales import SHOP
from workflows.library.exchanging import Exchange, ExchangeForm, GoodsVerdict, Shape
from workflows.library.goods import not_blocked, place_kinds
from workflows.library.member_cards import remind_of_id
from workflows.library.orders import OrderState
from workflows.library.paid_orders import NOTHING, Means
from workflows.library.sold_goods import Sold
from workflows.posts import FRONT_DESK

# --- asked for ----------------------------------------------------------------------------------------------


@guard(_("a sale of this customer, delivered"))
def sale_is_found(facts: Exchange) -> Iterator[Reason]:
    form, sale = facts.form, exchanging.sale_of(facts)
    if sale is None:
        yield Reason(_("there is no such receipt, order or shipment"), "sale")
    elif form.customer and sale.customer and form.customer != sale.customer:
        name = facts.name_of("customers", sale.customer)
        yield Reason(_("{number} was sold to {customer}")(number=sale.name, customer=name), "customer")
    elif not sold_goods.delivered(facts, sale):
        yield Reason(_("nothing of {number} has left the house: change or cancel it")(number=sale.name), "sale")


@guard(_("code and lot as sold, no more than was sold and not returned before"))
def was_sold(facts: Exchange) -> Iterator[Reason]:
    sale = exchanging.sale_of(facts)
    if not facts.form.lines:
        yield Reason(_("list the goods that come back"), "lines")
    if sale is None:
        return
    there = sold_goods.delivered(facts, sale)
    out = sold_goods.still_out(facts, sale, besides=facts.case.id)
    asked: dict[Sold, Decimal] = defaultdict(Decimal)
    for index, line in enumerate(facts.form.lines):
        if line.sold not in there:
            yield Reason(_as_sold(facts, there, line.sale_line), f"lines.{index}.product")
            continue
        asked[line.sold] += line.quantity
        left = out.get(line.sold, Decimal(0))
        if asked[line.sold] > left:
            said = _("{sold} sold, {returned} returned before")
            sold = there[line.sold]
            yield Reason(said(sold=sold, returned=sold - left), f"lines.{index}.quantity")


def _as_sold(facts: Exchange, there: dict[Sold, Decimal], number: int) -> Message:
    found = [(facts.name_of("products", product), lot) for line, product, lot in there if line == number]
    names = ", ".join(f"{name} {lot}".strip() for name, lot in found)
    if not names:
        return _("nothing of line {number} was delivered")(number=number)
    return _("line {number} is {goods}: name it as sold")(number=number, goods=names)


@guard(_("goods sold at the counter come back at the front desk"))
def is_at_its_desk(facts: Exchange) -> Iterator[Reason]:
    if is_counter.holds(facts) and not facts.holds(facts.person_id, FRONT_DESK):
        yield Reason(_("the front desk takes back what was sold at the counter"), "sale")


@guard(_("proof of how it was paid"))
def has_proof(facts: Exchange) -> Iterator[Reason]:
    """What was paid by a card goes back to that card: invoice and card, of a bank card its slip as well."""
    form, sale = facts.form, exchanging.sale_of(facts)
    means = {row.means for row in form.payments or () if row.to_return}
    if sale is None or not exchanging.at_counter(sale):
        return
    if means & {Means.CARD, Means.BANK_CARD} and not form.invoice.strip():
        yield Reason(_("paid by card: it goes back with the invoice only"), "invoice")
    if Means.BANK_CARD in means and _swiped(sale, form.slip) is None:
        yield Reason(_("type the reference number of the slip as it stands on the receipt"), "slip")


def _swiped(sale: Case, reference: str) -> Decimal | None:
    """Return what was paid of a sale by the bank card whose slip has this reference number; None: nothing."""
    parts = (part for part in sale.form.get("payments", ()) if part["means"] == Means.BANK_CARD)
    return next((Decimal(part["amount"]) for part in parts if part.get("reference") == reference.strip()), None)


@guard(_("the replacement is on hand in the shop"))
def replacement_in_shop(facts: Exchange) -> Iterator[Reason]:
    if not (is_counter.holds(facts) and is_exchange.holds(facts)):
        return
    asked: dict[str, Decimal] = defaultdict(Decimal)
    for index, line in enumerate(facts.form.replacements):
        asked[line.product] += line.quantity
        free = facts.free(line.product, SHOP)
        if asked[line.product] > free:
            said = _("{quantity} exceeds {free} in stock there")(quantity=asked[line.product], free=free)
            yield Reason(said, f"replacements.{index}.quantity")


@guard(_("nothing is judged before it is here"))
def not_judged_yet(facts: Exchange) -> Iterator[Reason]:
    for index, line in enumerate(facts.form.lines):
        if line.verdict or line.state:
            yield Reason(_("is the inspector's to say, once the goods are here"), f"lines.{index}.verdict")


@guard(_("an exchange names what the customer gets instead, a return nothing"))
def replacement_fits(facts: Exchange) -> Iterator[Reason]:
    form = facts.form
    if form.shape is Shape.EXCHANGE and not form.replacements:
        yield Reason(_("list what the customer gets instead"), "replacements")
    coming = {line.sale_line for line in form.lines}
    for index, line in enumerate(form.replacements):
        if line.sale_line not in coming:
            yield Reason(_("no goods of that line come back"), f"replacements.{index}.sale_line")
        if line.price is None:
            yield Reason(_("it has no guide price: name goods that have one"), f"replacements.{index}.product")


# --- arrived and judged -------------------------------------------------------------------------------------


@guard(_("not arrived before"))
def not_here_yet(facts: Exchange) -> Iterator[Message]:
    if facts.form.arrived_on:
        yield _("the goods arrived on {day}: judge them")(day=facts.form.arrived_on)


@guard(_("no more than was announced"))
def as_announced(facts: Exchange) -> Iterator[Reason]:
    """What has come may be less than was announced; what is more, or other goods, is no part of this case."""
    yield from _no_more_than(facts, _("{quantity} have come, {known} were announced: open another return for the rest"))


@guard(_("the goods have arrived"))
def have_arrived(facts: Exchange) -> Iterator[Message]:
    if not facts.form.arrived_on:
        yield _("the goods have not arrived: take “Goods arrived” first")


@guard(_("every piece that arrived has its verdict"))
def as_arrived(facts: Exchange) -> Iterator[Reason]:
    """A line may be split to judge its pieces differently; together they are what arrived."""
    yield from _no_more_than(facts, _("{quantity} judged, {known} arrived"), exactly=True)
    if not any(line.is_taken for line in facts.form.lines):
        yield Reason(_("nothing is taken back: take “Not our goods”"), "lines.verdict")


def _no_more_than(facts: Exchange, said: Message, *, exactly: bool = False) -> Iterator[Reason]:
    known = _pieces(lenient(ExchangeForm, facts.case.form))
    now = _pieces(facts.form)
    for sold, quantity in {**dict.fromkeys(known, Decimal(0)), **now}.items():
        before = known.get(sold, Decimal(0))
        if quantity > before or (exactly and quantity != before):
            found = [index for index, line in enumerate(facts.form.lines) if line.sold == sold]
            path = f"lines.{found[0]}.quantity" if found else "lines"
            yield Reason(said(quantity=quantity, known=before), path)


def _pieces(form: ExchangeForm) -> dict[Sold, Decimal]:
    found: dict[Sold, Decimal] = defaultdict(Decimal)
    for line in form.lines:
        found[line.sold] += line.quantity
    return found


@guard(_("not arrived, and the time for it is over"))
def stays_away(facts: Exchange) -> Iterator[Message]:
    due = facts.time_limit("return-exchange.arrival", facts.case.submitted_at)
    if facts.form.arrived_on:
        yield _("the goods arrived on {day}: judge them")(day=facts.form.arrived_on)
    elif facts.now < due:
        yield _("wait for them until {day}")(day=due)


@condition(_("outside the rule"))
def is_outside(facts: Exchange) -> bool:
    return any(exchanging.why_outside(facts))


# --- decided ------------------------------------------------------------------------------------------------


def above_limit(facts: Exchange) -> bool:
    return (facts.form.worth or NOTHING) > facts.money_policy("return-exchange.manager-limit")


@guard(_("a part of what the goods are worth"))
def is_a_part(facts: Exchange) -> Iterator[Reason]:
    part, worth = facts.form.part, facts.form.worth or NOTHING
    if part is not None and not NOTHING < part < worth:
        yield Reason(_("more than 0 and less than {worth}")(worth=worth), "part")


@guard(_("all of it"))
def is_all(facts: Exchange) -> Iterator[Reason]:
    if facts.form.part is not None:
        yield Reason(_("a part is named: grant the part, or delete it"), "part")


def claimed_meanwhile(facts: Exchange) -> Message | None:
    """Say that what was let go is claimed by another since, pieces or money: its end is not taken back then."""
    sale = exchanging.sale_of(facts)
    if sale is None or facts.case.ended in (None, "done"):
        return None
    out = sold_goods.still_out(facts, sale, besides=facts.case.id)
    for sold, quantity in _pieces(facts.form).items():
        if quantity > out.get(sold, Decimal(0)):
            said = _("{product} has been announced by another return since")
            return said(product=facts.name_of("products", sold[1]))
    others = exchanging.other_claims(facts, sale)
    if (facts.form.amount or NOTHING) > paid_orders.paid_in_all(facts, sale) - paid_orders.amount_of(others):
        return _("its amount is claimed by {numbers} since")(numbers=", ".join(case.name for case in others))
    return None


# --- money --------------------------------------------------------------------------------------------------


@condition(_("money goes back or is to be paid"))
def has_money(facts: Exchange) -> bool:
    return at_till(facts) or exchanging.refund_left(facts) > 0


@condition(_("a refund is under way"))
def waits_for_refund(facts: Exchange) -> bool:
    return exchanging.refund_left(facts) > 0


@condition(_("sold at the counter"))
def is_counter(facts: Exchange) -> bool:
    return exchanging.at_counter(exchanging.sale_of(facts))


def was_shipped(facts: Exchange) -> bool:
    return not is_counter.holds(facts)


@condition(_("exchange at the counter"))
def is_swap(facts: Exchange) -> bool:
    return is_counter.holds(facts) and is_exchange.holds(facts)


@condition(_("exchange"))
def is_exchange(facts: Exchange) -> bool:
    return facts.form.shape is Shape.EXCHANGE and not facts.form.as_money


def at_till(facts: Exchange) -> bool:
    return exchanging.till_left(facts.form) > 0 or exchanging.to_receive(facts.form) > 0


def only_by_refund(facts: Exchange) -> bool:
    return not at_till(facts)


def judges(facts: Exchange) -> Iterable[int]:
    """Who judged the goods pays nothing for them."""
    return {made.person_id for made in facts.taken("judged", "goods")}


@guard(_("something is paid at the till"))
def till_has_something(facts: Exchange) -> Iterator[Message]:
    if not at_till(facts):
        yield _("nothing is paid at the till: the refund brings it")


@guard(_("the card presented is the card of the sale"))
def card_is_of_the_sale(facts: Exchange) -> Iterator[Reason]:
    for row in facts.form.payments:
        if row.means is Means.CARD and row.to_return and facts.form.card.strip() != row.where:
            yield Reason(_("the sale was paid by card {number}")(number=row.where), "card")


@guard(_("bank card, slip and sale agree"))
def slip_agrees(facts: Exchange) -> Iterator[Reason]:
    """First in UnionPay: card, reference number, trade date and amount as the slip of the sale has them (N33)."""
    form, sale = facts.form, exchanging.sale_of(facts)
    if sale is None or not any(row.means is Means.BANK_CARD and row.to_return for row in form.payments):
        return
    for name in ("bank_card", "slip_card"):
        digits = getattr(form, name).strip()
        if not (len(digits) == 4 and digits.isascii() and digits.isdigit()):
            yield Reason(_("the last four digits"), name)
    if form.bank_card.strip() != form.slip_card.strip():
        said = _("card ends {card}, slip says {slip}")
        yield Reason(said(card=form.bank_card, slip=form.slip_card), "bank_card")
    if f"{form.slip_date}" != sale.form.get("printed_on"):
        yield Reason(_("the sale was on {day}")(day=date.fromisoformat(sale.form["printed_on"])), "slip_date")
    swiped = _swiped(sale, form.slip)
    if form.slip_amount != swiped:
        yield Reason(_("{amount} was swiped by this slip")(amount=swiped or NOTHING), "slip_amount")


@guard(_("the till has paid its part, the refund has arrived"))
def all_is_settled(facts: Exchange) -> Iterator[Message]:
    if at_till(facts):
        yield _("the till has not paid its part yet")
    if (left := exchanging.refund_left(facts)) > 0:
        yield _("{amount} is still to be refunded")(amount=left)


@guard(_("the last refund has ended without paying everything"))
def refund_is_missing(facts: Exchange) -> Iterator[Message]:
    for case in exchanging.refunds_of(facts):
        if not case.ended:
            yield _("{number} is under way")(number=case.name)
    if exchanging.refund_left(facts) <= 0:
        yield _("everything is refunded")


# --- replacement and slip -----------------------------------------------------------------------------------


@guard(_("the replacement has reached the customer"))
def replacement_is_there(facts: Exchange) -> Iterator[Message]:
    for case in facts.children(orders.SHIPMENT):
        if not case.ended:
            yield _("{number} is under way")(number=case.name)


@guard(_("the replacement has not been printed"))
def can_be_called_off(facts: Exchange) -> Iterator[Message]:
    for case in facts.children(orders.SHIPMENT):
        if not case.ended and orders.state_of(facts, case) is not OrderState.TO_PRINT:
            yield _("{number} is on its way already")(number=case.name)


@guard(_("every slip of the till has its number"))
def slips_are_numbered(facts: Exchange) -> Iterator[Reason]:
    for index, slip in enumerate(facts.form.slips):
        if not slip.number.strip():
            yield Reason(_("write the number of the slip the customer signed"), f"slips.{index}.number")


@guard(_("sellable goods have an open shelf place"))
def places_are_named(facts: Exchange) -> Iterator[Reason]:
    lines = facts.form.lines
    for index, line in enumerate(lines):
        if line.verdict is not GoodsVerdict.SELLABLE:
            continue
        if not line.location:
            yield Reason(_("name the shelf place it goes to"), f"lines.{index}.location")
            continue
        kinds = {SHOP if is_counter.holds(facts) else "shelf"}
        for why in (*place_kinds(facts, [line], kinds), *not_blocked(facts, [line])):
            yield Reason(why.message, f"lines.{index}.location")


# --- what previews say --------------------------------------------------------------------------------------

CASH_WALK = _("Till: sign in → 退换货 → ESC → L + ENTER → scan or type the code + ENTER → F8 → amount + ENTER → settle")
CARD_WALK = _("Till: sign in → 退换货 → ESC → P + ENTER → code + ENTER → P + A → amount + ENTER → settle")


BANK_WALK = _(
    "UnionPay first: sign in → 3 退货 → password → swipe + confirm → reference number from the slip → trade date"
    " → amount + confirm → two slips print; then the return at the till"
)


def draft_brief(facts: Exchange) -> Iterator[Message]:
    """What was sold and may come back."""
    sale = sold_goods.find(facts, facts.form.sale) if facts.form.sale else None
    if sale is None:
        return
    out = sold_goods.still_out(facts, sale, besides=facts.case.id)
    for (number, product, lot), sold in sold_goods.delivered(facts, sale).items():
        yield _("Line {number}: {product} {lot}: {sold} delivered, {left} may come back, {price} each")(
            number=number, product=facts.name_of("products", product), lot=lot, sold=sold,
            left=out.get((number, product, lot), Decimal(0)), price=sold_goods.price_of(facts, sale, number, product),
        )  # fmt: skip


def brief(facts: Exchange) -> Iterator[Message]:
    form, step = facts.form, facts.step.key if facts.step else ""
    yield from remind_of_id(facts, form.customer)
    if form.order is None or form.worth is None:
        return
    for line in form.lines[:5]:
        yield _("{quantity} {product} come back: {cause}")(
            quantity=line.quantity, product=facts.name_of("products", line.product), cause=line.cause.label
        )
    if step in ("goods", "decide"):
        outside = list(exchanging.why_outside(facts)) if form.arrived_on else []
        yield from (_("Outside the rule: {reason}")(reason=why) for why in outside)
    if step == "goods" and not form.arrived_on:
        yield _("Not here yet; they lapse when they have not come by {day}")(day=exchanging.goods_due(facts))
    yield from _about_the_money(facts, step)


def _about_the_money(facts: Exchange, step: str) -> Iterator[Message]:
    form = facts.form
    till, refund = exchanging.till_left(form), exchanging.by_refund(form)
    if form.amount:
        yield _("To give back {amount}: {till} at the till, {refund} by a refund")(
            amount=form.amount, till=till + (form.paid_back or NOTHING), refund=refund
        )
    if exchanging.to_receive(form):
        yield _("The customer pays {amount} more")(amount=exchanging.to_receive(form))
    if step != "money":
        return
    back = {row.means for row in form.payments if row.to_return}
    if till and Means.CASH in back:
        yield CASH_WALK
    if till and Means.CARD in back:
        yield CARD_WALK
    if till and Means.BANK_CARD in back:
        yield BANK_WALK
