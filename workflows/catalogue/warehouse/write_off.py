"""Damage write-off (报损) — P20.

Goods that are damaged by natural or other cause *and* unusable leave the stock. The storekeeper lists them by the
stock plan (库存计划), once a month at least; the warehouse supervisor looks at them and confirms. One line that does not
meet both conditions returns the whole form. Confirming writes the move and the balance (流水帐, 库存台帐) and the loss
in one decision; a loss over the limit is the general manager's. Then the storekeeper clears the goods away.
"""

from workflows.engine.language import *
from workflows.library.damaged_goods import (
    Clearing,
    WriteOffForm,
    all_unusable,
    cost_the_lines,
    in_stock,
    loss,
    owner_was_told,
    remains_are_scrap,
)
from workflows.library.periods import month_due, one_a_warehouse
from workflows.posts import GENERAL_MANAGER, STOREKEEPER, WAREHOUSE, WAREHOUSE_SUPERVISOR

# --- rules --------------------------------------------------------------------------------------------------


@guard(_("at least one line"))
def has_lines(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    if not facts.form.lines:
        yield Reason(_("list the damaged goods, or say that there is nothing to write off"), "lines")


@guard(_("no line"))
def nothing_listed(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    if facts.form.lines:
        yield Reason(_("goods are listed: hand the form in, or delete the lines"), "lines")


@guard(_("the destruction has a witness"))
def witnessed(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    if facts.form.clearing is Clearing.DESTROYED and not facts.form.witness:
        yield Reason(_("name the witness"), "witness")


@condition(_("loss over the limit"))
def is_large(facts: Facts[WriteOffForm]) -> bool:
    return loss(facts) > facts.money_policy("write-off.large")


@effect(_("goods are reserved"))
def reserve_goods(booking: Booking[WriteOffForm]) -> None:
    for line in booking.form.lines:
        booking.reserve(line.product, line.location, line.quantity, lot=line.lot)


@effect(_("goods to scrap, loss booked"))
def scrap_goods(booking: Booking[WriteOffForm]) -> None:
    """Location → scrap at cost: debit loss, credit stock. Goods refused before storing and customers' carry none."""
    for line in booking.form.lines:
        cost = booking.move(line.product, line.location, "scrap", line.quantity, lot=line.lot)
        booking.post(Account("loss"), Account("stock"), cost)


@effect(_("saleable remains weighed into the scrap yard"))
def weigh_remains(booking: Booking[WriteOffForm]) -> None:
    yard = f"{booking.form.warehouse}/scrap-yard"
    for rest in booking.form.remains:
        booking.move(rest.product, "production", yard, rest.weight)


def brief(facts: Facts[WriteOffForm]) -> Iterable[Message]:
    form, sum_, limit = facts.form, loss(facts), facts.money_policy("write-off.large")
    yield plural(
        "{person} asks to scrap {count} line, loss at cost {loss}",
        "{person} asks to scrap {count} lines, loss at cost {loss}",
    )(person=facts.person(facts.case.requester_id).name, count=len(form.lines), loss=sum_)
    if sum_ > limit:
        yield _("Above {limit}: the general manager releases it")(limit=limit)
    else:
        yield _("Up to {limit}: the warehouse supervisor decides alone")(limit=limit)


def monthly_drafts(facts: CompanyFacts) -> Iterable[Occurrence]:
    """One draft a warehouse from the day of the month on."""
    return one_a_warehouse(facts, month_due(facts, facts.policy("write-off.day")))


# --- the procedure ------------------------------------------------------------------------------------------

WRITE_OFF = Process(
    "write-off", _("Damage write-off"), desk=WAREHOUSE, prefix="WO", form=WriteOffForm, covers=("P20",),
    derive=[While(("draft", "review", "release"), cost_the_lines)],
    subject=lambda facts: facts.name_of("warehouses", facts.form.warehouse) if facts.form.warehouse else "",
    amount=loss,
    brief=brief,
    steps=[
        Draft(
            by=STOREKEEPER, to="review", guards=[has_lines, in_stock, owner_was_told], effects=[reserve_goods],
            edits=("warehouse", "lines", "note"),
            actions=[Outcome("nothing", _("Nothing to write off"), "withdrawn", guards=[nothing_listed])],
        ),
        Step(
            "review", _("review"), WAREHOUSE_SUPERVISOR, within=business_days(1), edits=("lines.unusable",),
            actions=[
                Approve(
                    first_of((is_large, "release"), "clear"), "confirm",
                    _("Confirm, goods seen"),  # the decision is the statement; a box to tick says no more
                    guards=[all_unusable], effects=[unless(is_large, scrap_goods)],
                ),
                SendBack(), Reject(),
            ],
        ),
        Step(
            "release", _("release"), GENERAL_MANAGER, within=business_days(2),
            actions=[Approve("clear", effects=[scrap_goods]), SendBack(), Reject()],
        ),
        Work(
            "clear", _("clear away"), STOREKEEPER, within=business_days(2), edits=("clearing", "witness", "remains"),
            actions=[
                Approve("done", "cleared", _("Cleared"), requires=["clearing"], guards=[witnessed, remains_are_scrap],
                        effects=[weigh_remains])
            ],
        ),
        DONE, REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("write-off.large", Decimal("5000.00"), _("loss above which the general manager decides"),
               importance="authority", low=Decimal(0)),
        Policy("write-off.day", 25, _("day of the month from which the drafts are opened"), "count", low=Decimal(1),
               high=Decimal(28)),
    ],
    reasons=[
        _("still usable"), _("repairable"), _("return to supplier instead"), _("quantity or lot wrong"), _("no evidence"),
    ],
    documents=[Document("write-off", _("Damage report"))],
    links=[
        Link("return-exchange", _("opens a draft for goods that came back unusable")),
        Link("scrap-disposal", _("sells what was cleared to the scrap yard")),
        Link("waste-clearance", _("takes what was cleared to the waste")),
    ],
    duties=[Duty("write-off.monthly", _("Monthly write-off list"), _("from the 25th of each month"), monthly_drafts)],
)  # fmt: skip
