"""What must hold while goods go back to a supplier, from the draft to the credit note — P16, P18."""

from collections.abc import Iterator

from db.locations import kind
from db.message import Message, _
from workflows.engine.process import Reason, condition, guard
from workflows.library.goods import enough_unreserved, not_blocked, place_kinds
from workflows.library.returning import Back, ReturnOutcome, advance_left, receipt_value


@guard(_("goods of one supplier or customer, on the shelf or rejected, unreserved"))
def may_be_returned(facts: Back) -> Iterator[Message | Reason]:
    form = facts.form
    if not form.lines:
        yield Reason(_("list the goods that go back"), "lines")
    if not (form.supplier or form.customer):
        yield Reason(_("name the supplier"), "supplier")
    yield from place_kinds(facts, form.lines, {"shelf", "rejected"})
    yield from not_blocked(facts, form.lines)
    yield from enough_unreserved(facts, form.lines)
    if len({line.booked for line in form.lines}) > 1:
        yield Reason(_("return goods that were stored and goods that were not on two forms"), "lines")
    for index, line in enumerate(form.lines):
        if not (line.defect or line.fault):
            yield Reason(_("name the defect"), f"lines.{index}.fault")
        if line.price is None:
            yield Reason(_("is not on that receipt"), f"lines.{index}.product")


@guard(_("only goods that carry value"))
def carries_value(facts: Back) -> Iterator[Message | Reason]:
    if not facts.form.is_booked:
        yield _("these goods were never stored: they need no review")


@guard(_("the supplier has agreed"))
def is_agreed(facts: Back) -> Iterator[Message | Reason]:
    if facts.form.agreed_on and facts.form.agreed_on > facts.today:
        yield Reason(_("lies in the future"), "agreed_on")


@guard(_("a report is attached"))
def is_reported(facts: Back) -> Iterator[Message | Reason]:
    if not facts.form.report:
        yield Reason(_("write down what the report says"), "report")


@guard(_("price cut and place are named"))
def keep_is_named(facts: Back) -> Iterator[Message | Reason]:
    form = facts.form
    if form.price_cut is None:
        yield Reason(_("name the price cut"), "price_cut")
    for index, line in enumerate(form.lines):
        if form.price_cut and line.price is not None and form.price_cut > line.price:
            yield Reason(_("cuts more than the price of line {line}")(line=index + 1), "price_cut")
    if not form.keep_at or kind(form.keep_at) != "shelf":
        yield Reason(_("name the shelf place the goods are kept at"), "keep_at")


@guard(_("what is handed over is what is listed"))
def handed_over_whole(facts: Back) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if line.handed != line.quantity:
            yield Reason(_("{quantity} go back")(quantity=line.quantity), f"lines.{index}.handed")


@guard(_("pieces counted as on the note"))
def pieces_fit(facts: Back) -> Iterator[Message | Reason]:
    if facts.form.counted is not None and facts.form.counted != facts.form.pieces:
        yield Reason(
            _("{counted} counted, the note says {pieces}: let it go back to be handed over anew")(
                counted=facts.form.counted, pieces=facts.form.pieces or 0
            ),
            "counted",
        )


@guard(_("the credit note is quantity × receipt price"))
def credit_note_fits(facts: Back) -> Iterator[Message | Reason]:
    due = receipt_value(facts.form)
    if facts.form.credit_note != due:
        yield Reason(_("{due} are due: quantity × receipt price")(due=due), "credit_note")


@condition(_("stored before"))
def was_stored(facts: Back) -> bool:
    return facts.form.is_booked


@condition(_("money is to come back"))
def has_money(facts: Back) -> bool:
    form = facts.form
    if form.is_booked:
        return form.outcome is not ReturnOutcome.REWORK
    return form.outcome is ReturnOutcome.CREDIT and advance_left(facts) > 0
