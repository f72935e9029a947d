"""What holds at each step of a shipment, from its draft to the signed slip, and what its preview says — P66, P101, P171."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from db.message import Message, _, plural
from workflows.engine.form import lenient
from workflows.engine.forms import is_complete
from workflows.engine.process import Reason, condition, guard
from workflows.library import picking, shipped_orders, shipping
from workflows.library.goods import is_customer_supplied, place_kinds
from workflows.library.picking import lacking, out_by_place, wanted
from workflows.library.shipping import ShipmentForm, ShipmentLine, Shipping

# --- the hold -----------------------------------------------------------------------------------------------


@guard(_("no open change or cancellation of the order"))
def nothing_holds(facts: Shipping) -> Iterator[Message | Reason]:
    if said := shipping.hold_on(facts, facts.form):
        yield said


def is_held(facts: Shipping) -> bool:
    """Whether the order's release, goods that are not there, or an open change stands against the next step."""
    step = facts.step
    if step is None or step.draft:
        return False
    holding = (nothing_holds, shipped_orders.release_stands, all_reserved)
    return any(next(iter(one.reasons(facts)), None) for one in holding if one in step.actions[0].guards)


# --- draft and print ----------------------------------------------------------------------------------------


@guard(_("at least one line, from shelf places; customers' goods only to their owner"))
def has_goods(facts: Shipping) -> Iterator[Message | Reason]:
    lines = facts.form.lines
    if not lines:
        yield Reason(_("list the goods"), "lines")
    located = [(index, line) for index, line in enumerate(lines) if line.location]
    for index, line in located:
        for why in place_kinds(facts, [line], {"shelf"}):
            yield Reason(why.message, f"lines.{index}.location")
        owner = facts.company.stock.lot_owner(line.product, line.lot)
        if is_customer_supplied(facts, line.product, line.lot) and owner != facts.form.customer:
            said = _("belongs to customer {customer}")(customer=facts.name_of("customers", owner or ""))
            yield Reason(said, f"lines.{index}.lot")


@guard(_("without an order: goods in stock and unreserved"))
def goods_are_free(facts: Shipping) -> Iterator[Message | Reason]:
    if not facts.form.order:
        yield from reserved_or_not(facts)


def reserved_or_not(facts: Shipping) -> Iterator[Reason]:
    """Yield a reason for every line whose goods are neither reserved for it nor free to be."""
    for index, missing in lacking(facts, facts.form.lines).items():
        line = facts.form.lines[index]
        said = _("{product}: {missing} of {quantity} neither reserved nor in stock")
        name = facts.name_of("products", line.product)
        yield Reason(said(product=name, missing=missing, quantity=line.quantity), f"lines.{index}.quantity")


@guard(_("all goods reserved, or free to be"))
def all_reserved(facts: Shipping) -> Iterator[Message | Reason]:
    yield from reserved_or_not(facts)


@guard(_("it has waited for goods, and now they are all there"))
def waited_for_goods(facts: Shipping) -> Iterator[Message | Reason]:
    """Its limit runs from then on; one that could be printed already keeps the limit it has."""
    if facts.task and facts.task.due_at != shipping.ship_by_end(facts):
        yield _("it could be printed before")
    yield from reserved_or_not(facts)


@guard(_("address and carrier complete"))
def address_is_complete(facts: Shipping) -> Iterator[Message | Reason]:
    for name, said in (("address", _("write the address")), ("carrier", _("name the carrier"))):
        if not getattr(facts.form, name).strip():
            yield Reason(said, name)


@guard(_("every red flag ticked"))
def flags_ticked(facts: Shipping) -> Iterator[Message | Reason]:
    for index, note in enumerate(facts.form.notes):
        if not note.ticked:
            yield Reason(_("red flag: {note}; see to it and tick it")(note=note.text), f"notes.{index}.ticked")


@guard(_("something ships now and something later"))
def can_split(facts: Shipping) -> Iterator[Message | Reason]:
    lines = facts.form.lines
    now = picking.part_that_ships(facts, lines)
    for index, line in enumerate(lines):
        if line.now is not None and line.now > line.quantity:
            yield Reason(_("{now} exceeds the line")(now=line.now), f"lines.{index}.now")
    if not any(now):
        yield Reason(_("nothing would ship now: no goods are reserved"), "lines.now")
    elif all(part == line.quantity for part, line in zip(now, lines, strict=True)):
        yield Reason(_("everything ships now: print it; or say what ships now"), "lines.now")


# --- pick and check -----------------------------------------------------------------------------------------


@guard(_("picked as the note says, lot by lot"))
def picked_as_noted(facts: Shipping) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if line.picked is not None and line.picked != line.quantity:
            said = _("{picked} picked, the note says {quantity}; report it short if there is no more")
            yield Reason(said(picked=line.picked, quantity=line.quantity), f"lines.{index}.picked")


@guard(_("less was found than the note says"))
def found_short(facts: Shipping) -> Iterator[Message | Reason]:
    lines = facts.form.lines
    for index, line in enumerate(lines):
        if (line.picked or 0) > line.quantity:
            yield Reason(_("{picked} picked, the note says {quantity}")(picked=line.picked or 0, quantity=line.quantity),
                         f"lines.{index}.picked")  # fmt: skip
    if all(line.picked == line.quantity for line in lines):
        yield Reason(_("everything was found: it is picked"), "lines.picked")


@guard(_("sample checked without defect"))
def passes(facts: Shipping) -> Iterator[Message | Reason]:
    form, sample = facts.form, shipping.pieces_to_check(facts)
    if (form.checked or 0) < sample:
        yield Reason(_("{checked} checked, {sample} are to be")(checked=form.checked or 0, sample=sample), "checked")
    if shipping.defects(facts):
        yield Reason(
            _("{defects} defective: fail it, they are picked anew")(defects=shipping.defects(facts)), "lines.defects"
        )


@guard(_("with a defect every piece is checked"))
def checked_in_full(facts: Shipping) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if (line.defects or 0) > line.quantity:
            yield Reason(_("{defects} of {quantity}")(defects=line.defects or 0, quantity=line.quantity),
                         f"lines.{index}.defects")  # fmt: skip
    if shipping.defects(facts) and (facts.form.checked or 0) < shipping.pieces(facts):
        said = _("{defects} defective in the sample: check all {pieces}")
        yield Reason(said(defects=shipping.defects(facts), pieces=shipping.pieces(facts)), "checked")


# --- pack, hand over, gate ----------------------------------------------------------------------------------


@guard(_("the newest issue of both papers"))
def newest_papers(facts: Shipping) -> Iterator[Message | Reason]:
    form = facts.form
    for name in ("note_issue", "slip_issue"):
        held = getattr(form, name)
        if held is not None and held != form.issue:
            said = _("issue {held} is void, the newest is {issue}")
            yield Reason(said(held=held, issue=form.issue or 0), name)


@guard(_("every piece in a parcel"))
def all_in_parcels(facts: Shipping) -> Iterator[Message | Reason]:
    form = facts.form
    numbers = [parcel.number for parcel in form.parcels]
    if not numbers:
        yield Reason(_("list the parcels"), "parcels")
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            yield Reason(_("parcel {number} is there twice")(number=number), f"parcels.{index}.number")
    named: set[str] = set()
    for index, line in enumerate(form.lines):
        inside = shipping.parcels_of(line)
        named |= set(inside)
        if not inside:
            yield Reason(_("say in which parcel it is"), f"lines.{index}.parcel")
        for number in inside:
            if number not in numbers:
                yield Reason(_("there is no parcel {number}")(number=number), f"lines.{index}.parcel")
    for index, number in enumerate(numbers):
        if number not in named:
            yield Reason(_("nothing is in parcel {number}")(number=number), f"parcels.{index}.number")


@guard(_("all that is on the note lies in dispatch"))
def all_in_dispatch(facts: Shipping) -> Iterator[Message | Reason]:
    out, asked = out_by_place(facts, facts.case), wanted(facts.form.lines)
    for index, line in enumerate(facts.form.lines):
        place = (line.product, line.location or "", line.lot)
        if out.get(place, Decimal(0)) < asked[place]:
            said = _("{out} of {quantity} lie in dispatch")
            yield Reason(said(out=out.get(place, Decimal(0)), quantity=asked[place]), f"lines.{index}.quantity")


@guard(_("a tracking number for every parcel, or the vehicle"))
def can_be_traced(facts: Shipping) -> Iterator[Message | Reason]:
    if facts.form.vehicle.strip():
        return
    for index, parcel in enumerate(facts.form.parcels):
        if not parcel.tracking.strip():
            yield Reason(_("write its tracking number, or name the vehicle"), f"parcels.{index}.tracking")


@guard(_("as many parcels as the note says"))
def parcels_agree(facts: Shipping) -> Iterator[Message | Reason]:
    counted, noted = facts.form.parcels_counted, len(facts.form.parcels)
    if counted is not None and counted != noted:
        said = _("{counted} counted, the note says {noted}")
        yield Reason(said(counted=counted, noted=noted), "parcels_counted")


# --- proof --------------------------------------------------------------------------------------------------


@guard(_("signed between the day it left and today"))
def signed_in_time(facts: Shipping) -> Iterator[Message | Reason]:
    form = facts.form
    if form.signed_on and not (form.shipped_on or form.signed_on) <= form.signed_on <= facts.today:
        said = _("from {day}, when it left, to today")
        yield Reason(said(day=form.shipped_on or facts.today), "signed_on")


@guard(_("cash on delivery: the amount collected"))
def cash_is_collected(facts: Shipping) -> Iterator[Message | Reason]:
    due, collected = facts.form.cash_to_collect or Decimal(0), facts.form.cash_collected or Decimal(0)
    if due != collected:
        yield Reason(_("{due} to collect, {collected} collected")(due=due, collected=collected), "cash_collected")


# --- what other cases and the clerk may do ------------------------------------------------------------------


@guard(_("what is wanted now is reserved, or free to be"))
def change_is_possible(facts: Shipping) -> Iterator[Message | Reason]:
    """A changed quantity or product is reserved in the same decision, or refused; an address may change any time."""
    before = lenient(ShipmentForm, facts.case.form).lines
    if _goods(before) != _goods(facts.form.lines):
        yield from reserved_or_not(facts)


def _goods(lines: Iterable[ShipmentLine]) -> dict[tuple[int | None, str], Decimal]:
    found: dict[tuple[int | None, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        found[line.order_line, line.product] += line.quantity
    return found


@condition(_("picked goods change"))
def picks_anew(facts: Shipping) -> bool:
    """Whether what lies in dispatch is no longer what the note says."""
    return out_by_place(facts, facts.case) != wanted(facts.form.lines)


# --- what previews say --------------------------------------------------------------------------------------


def brief(facts: Shipping) -> Iterable[Message]:
    form = facts.form
    if not is_complete(form):
        return
    yield plural("{kind}: {count} piece to {customer}, {address}", "{kind}: {count} pieces to {customer}, {address}")(
        kind=shipping.sent(facts).label, count=shipping.pieces(facts), address=form.address,
        customer=facts.name_of("customers", form.customer),
    )  # fmt: skip
    if said := shipping.hold_on(facts, form):
        yield _("Held: {reason}")(reason=said)
    if facts.step and facts.step.key in ("draft", "print"):
        for index, missing in picking.lacking(facts, form.lines).items():
            name = facts.name_of("products", form.lines[index].product)
            yield _("Waits for {missing} {product}")(missing=missing, product=name)
        yield from (_("Not released: {reason}")(reason=why) for why in shipped_orders.new_reasons(facts))
    for note in form.notes:
        yield _("Red flag, {kind}: {note}")(kind=note.kind.label, note=note.text)
    if form.ship_by and not form.shipped_on:
        late = facts.today > form.ship_by
        said = _("Late: it ought to have left on {day}") if late else _("Leaves by {day} to keep the promise")
        yield said(day=form.ship_by)
    if form.cash_to_collect:
        yield _("Cash to collect at the door: {amount}")(amount=form.cash_to_collect)
