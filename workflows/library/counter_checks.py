"""What must hold at the till and at the exit of the shop: priced, there, paid; a receipt of today with every piece — P19."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from db.message import Message, _
from workflows.engine.process import Reason, guard
from workflows.library import counter_sales as counter
from workflows.library.counter_sales import CounterMeans, LooseLine, Payment, Sale, SoldLine
from workflows.library.goods import enough_unreserved
from workflows.library.member_cards import is_valid_card
from workflows.registers.cards import CARDS
from workflows.registers.products import PRODUCTS

NO_CHANGE = Decimal(10_000)
"""Yuan nobody is given as change: the number is a barcode that went into the wrong field."""

# --- charged ------------------------------------------------------------------------------------------------


@guard(_("something is sold"))
def has_lines(facts: Sale) -> Iterator[Reason]:
    if not facts.form.lines:
        yield Reason(_("scan the goods"), "lines")


@guard(_("priced by the list"))
def are_priced(facts: Sale) -> Iterator[Reason]:
    yield from _unpriced(facts, facts.form.lines, "lines")


def _unpriced(facts: Sale, lines: Sequence[SoldLine | LooseLine], name: str) -> Iterator[Reason]:
    for index, line in enumerate(lines):
        if not line.product:
            continue
        if line.price is None:
            said = _("it is not on the price list: nothing is sold without a price")
            yield Reason(said, f"{name}.{index}.product")
        unit = Decimal(1).scaleb(-int(facts.record(PRODUCTS.key, line.product).get("decimals") or 0))
        if line.quantity % unit:
            yield Reason(_("sold in units of {unit}")(unit=unit), f"{name}.{index}.quantity")


@guard(_("on hand in the shop"))
def are_in_shop(facts: Sale) -> Iterator[Reason]:
    yield from enough_unreserved(facts, facts.form.lines)


@guard(_("the member card is valid"))
def card_is_valid(facts: Sale) -> Iterator[Reason]:
    card = facts.form.card
    if card and not is_valid_card(facts, card):
        state = CARDS.read(facts.record(CARDS.key, card)).state
        said = _("not a member card in use ({state}): no member price; leave it empty")
        yield Reason(said(state=state.label), "card")


@guard(_("paid to the fen"))
def is_paid(facts: Sale) -> Iterator[Reason]:
    form = facts.form
    yield from _unpaid(facts, form.payments, form.total or counter.NOTHING, "payments")


def _unpaid(facts: Sale, typed: Sequence[Payment], total: Decimal, name: str) -> Iterator[Reason]:
    parts = counter.paid(typed, total)
    together = sum((part.amount or counter.NOTHING for part in parts), counter.NOTHING)
    if together != total:
        said = _("{together} paid, {total} to pay: leave one amount empty, it takes the rest")
        yield Reason(said(together=together, total=total), f"{name}.{len(parts) - 1}.amount" if typed else "lines")
    for index, part in enumerate(parts):
        if typed and not part.amount and total:
            yield Reason(_("nothing is left for it: delete the line"), f"{name}.{index}.amount")
        if part.means is CounterMeans.BANK_CARD and not part.reference:
            yield Reason(
                _("write the reference number of the slip: money goes back by it"), f"{name}.{index}.reference"
            )
    received, cash = facts.form.received, counter.cash_of(parts)
    if received is not None and received < cash:
        yield Reason(_("{short} short of {cash}")(short=cash - received, cash=cash), "received")
    elif received is not None and received - cash >= NO_CHANGE:
        yield Reason(_("a code was scanned here: type the cash that was handed over"), "received")


# --- at the exit --------------------------------------------------------------------------------------------


@guard(_("a receipt of today"))
def is_of_today(facts: Sale) -> Iterator[Message]:
    """One receipt is good for one exit on the day it was printed."""
    if facts.today > counter.good_until(facts):
        yield _("of {day}: it lets nothing out any more; send the customer to the till")(day=counter.printed_on(facts))


@guard(_("every piece is on it; fewer with a note"))
def every_piece_is_on_it(facts: Sale) -> Iterator[Reason]:
    """Nothing is taken for granted: the guard counts."""
    form, paid = facts.form, counter.pieces_on(facts.form)
    if form.seen is None:
        yield Reason(_("count the pieces"), "seen")
    elif form.seen > paid:
        yield Reason(_("{pieces} not on the receipt")(pieces=form.seen - paid), "seen")
    elif form.seen < paid and not form.exit_note:
        said = _("{pieces} fewer than paid: write down why")
        yield Reason(said(pieces=paid - form.seen), "exit_note")


@guard(_("what is wrong with the pieces is said"))
def pieces_are_said(facts: Sale) -> Iterator[Reason]:
    form, good = facts.form, facts.today <= counter.good_until(facts)
    if good and form.seen is None and not form.extra:
        yield Reason(_("count the pieces, or name what is not on the receipt"), "seen")


@guard(_("the shop is closed"))
def is_closed(facts: Sale) -> Iterator[Message]:
    """Until then the customer may still come."""
    closing = counter.closing_time(facts)
    if facts.now < closing and facts.today <= counter.good_until(facts):
        yield _("the customer may still come: after {closing}")(closing=closing)


# --- back at the till ---------------------------------------------------------------------------------------


@guard(_("what is charged is named and priced"))
def missing_is_named(facts: Sale) -> Iterator[Reason]:
    extra = facts.form.extra
    if not extra:
        yield Reason(_("scan what was not on the receipt"), "extra")
    for index, line in enumerate(extra):
        if not line.product:
            yield Reason(_("scan it, or type its code or name"), f"extra.{index}.product")
    yield from _unpriced(facts, extra, "extra")


@guard(_("on hand in the shop"))
def missing_is_in_shop(facts: Sale) -> Iterator[Reason]:
    named = [line for line in facts.form.extra if line.product]
    for why in enough_unreserved(facts, named):
        yield Reason(why.message, why.field.replace("lines.", "extra."))


@guard(_("the rest is paid to the fen"))
def rest_is_paid(facts: Sale) -> Iterator[Reason]:
    form = facts.form
    if form.extra:
        yield from _unpaid(facts, form.rest, form.due or counter.NOTHING, "rest")


@guard(_("the pieces put back are named"))
def put_back_is_named(facts: Sale) -> Iterator[Reason]:
    if not facts.form.extra:
        yield Reason(_("name what the customer puts back"), "extra")
