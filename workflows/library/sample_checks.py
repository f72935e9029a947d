"""What stands against each step of a sample order — P107-P109, P160, P161."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from db.message import Message, _, plural
from workflows.engine.process import Reason, guard
from workflows.library.samples import (
    Sample,
    SampleKind,
    blocks,
    end_of_keeping,
    price_in,
    quoted_price,
    recovered_price,
    stands_at,
)

# --- handing in ---------------------------------------------------------------------------------------------


@guard(_("every line with specification, size, materials, colour and accessories"))
def lines_complete(facts: Sample) -> Iterator[Reason]:
    if not facts.form.lines:
        yield Reason(_("list the samples"), "lines")
    for index, line in enumerate(facts.form.lines):
        for name in ("specification", "size", "materials", "colour", "accessories"):
            if not getattr(line, name):
                yield Reason(_("write it, or that there is none"), f"lines.{index}.{name}")


@guard(_("made within the cycle, by the customer's due date"))
def fits_due_date(facts: Sample) -> Iterator[Reason]:
    form, cycle = facts.form, facts.count_policy("sample-order.cycle")
    if form.planned_days > cycle:
        yield Reason(plural("at most {count} day", "at most {count} days")(count=cycle), "planned_days")
    if facts.today + timedelta(days=form.planned_days) > form.due:
        yield Reason(
            plural(
                "with {count} day of making it is not ready before {day}",
                "with {count} days of making it is not ready before {day}",
            )(count=form.planned_days, day=facts.today + timedelta(days=form.planned_days)),
            "due",
        )


@guard(_("the quotation was sent, its price not objected to"))
def quotation_stands(facts: Sample) -> Iterator[Reason]:
    form = facts.form
    found = facts.find_case(form.quotation) if form.quotation else None
    if found is None:
        if form.kind is SampleKind.PRODUCT:
            yield Reason(_("name the quotation the sample is of"), "quotation")
        return
    if found.customer != form.customer:
        yield Reason(_("is another customer's"), "quotation")
    elif price_in(facts, found) is None:
        yield Reason(_("the quotation has no such line with a price"), "quotation_line")
    elif found.ended != "won" and not stands_at(facts, found, "answer"):
        yield Reason(_("was not sent, or its price is objected to"), "quotation")


@guard(_("the fee of a block within its limits"))
def block_fee_fits(facts: Sample) -> Iterator[Reason]:
    least, most = (facts.money_policy(f"sample-order.block-fee{end}") for end in ("", "-most"))
    if facts.form.block_fee is not None and not least <= facts.form.block_fee <= most:
        yield Reason(_("{least} to {most} a block; nobody waives it")(least=least, most=most), "block_fee")


# --- fee, making, costing -----------------------------------------------------------------------------------


@guard(_("exactly the fee"))
def fee_is_paid(facts: Sample) -> Iterator[Reason]:
    form = facts.form
    if form.fee_received != form.fee:
        yield Reason(
            plural("{count} block, {fee} in all", "{count} blocks, {fee} in all")(
                count=blocks(facts), fee=form.fee or Decimal(0)
            ),
            "fee_received",
        )


@guard(_("the planned finish moves only earlier"))
def only_earlier(facts: Sample) -> Iterator[Reason]:
    planned, before = facts.form.planned_finish, facts.case.form.get("planned_finish")
    if before and (planned is None or planned > date.fromisoformat(before)):
        yield Reason(_("only earlier than {day}")(day=date.fromisoformat(before)), "planned_finish")


@guard(_("not finished ahead of time"))
def is_finished(facts: Sample) -> Iterator[Reason]:
    if facts.form.actual_finish and facts.form.actual_finish > facts.today:
        yield Reason(_("lies in the future"), "actual_finish")


@guard(_("a quoted price to reach"))
def was_quoted(facts: Sample) -> Iterator[Message]:
    if quoted_price(facts) is None:
        yield _("nothing was quoted for it")


@guard(_("the cost is at most the quote"))
def cost_is_covered(facts: Sample) -> Iterator[Reason]:
    above = gap(facts)
    if above > 0:
        yield Reason(_("{amount} above the quote")(amount=above), "cost")


@guard(_("the cost is above the quote"))
def there_is_a_gap(facts: Sample) -> Iterator[Reason]:
    if gap(facts) <= 0:
        yield Reason(_("it is within the quote"), "cost")


@guard(_("a target within the quote"))
def target_fits(facts: Sample) -> Iterator[Reason]:
    form = facts.form
    if form.target and form.quoted and form.target > form.quoted:
        yield Reason(_("above the quote of {quoted}")(quoted=form.quoted), "target")


def gap(facts: Sample) -> Decimal:
    """Return how far the cost lies above the quote; 0 or below where it is covered."""
    return (facts.form.cost or Decimal(0)) - (quoted_price(facts) or Decimal(0))


@guard(_("a later round of the quotation is accepted at the cost or above"))
def is_recovered(facts: Sample) -> Iterator[Message]:
    price, cost = recovered_price(facts), facts.form.cost or Decimal(0)
    if price is None:
        yield _("the customer has accepted no new round yet")
    elif price < cost:
        yield _("accepted at {price}, the sample costs {cost}")(price=price, cost=cost)


@guard(_("a changed design at an accepted price"))
def design_is_new(facts: Sample) -> Iterator[Reason]:
    before = facts.case.form.get("lines", [])
    if [line.model_dump(mode="json") for line in facts.form.lines] == before:
        yield Reason(_("change the lines that are made otherwise"), "lines")
    yield from lines_complete.reasons(facts)


@guard(_("the quote is not far below the cost"))
def can_be_absorbed(facts: Sample) -> Iterator[Message]:
    share = facts.money_policy("sample-order.absorb-floor")
    cost, quoted = facts.form.cost or Decimal(0), quoted_price(facts) or Decimal(0)
    if quoted < share * cost:
        yield _("{quoted} is below {share} × {cost}: nobody absorbs that")(quoted=quoted, share=share, cost=cost)


# --- checking and sending -----------------------------------------------------------------------------------


@guard(_("courier number, or who delivers it"))
def way_is_known(facts: Sample) -> Iterator[Reason]:
    if not (facts.form.courier or facts.form.delivered_by):
        yield Reason(_("write the courier number, or who delivers it"), "courier")


@guard(_("the approval has its time"))
def approval_is_past(facts: Sample) -> Iterator[Reason]:
    if facts.form.approved_at and facts.form.approved_at > facts.now:
        yield Reason(_("lies in the future"), "approved_at")


@guard(_("understood by the owner himself"))
def owner_understands(facts: Sample) -> Iterator[Message | Reason]:
    owner = facts.owner_of(facts.form.customer)
    if owner is not None and owner != facts.person_id:
        yield _("only {name} himself")(name=facts.person(owner).name)
    cycle = facts.count_policy("sample-order.cycle")
    if facts.form.planned_days > cycle:
        yield Reason(plural("at most {count} day", "at most {count} days")(count=cycle), "planned_days")


@guard(_("declined, or kept long enough for an order"))
def fee_may_be_kept(facts: Sample) -> Iterator[Message]:
    if not facts.form.declined and facts.now < end_of_keeping(facts):
        yield _("it waits for an order until {time}")(time=end_of_keeping(facts))
