"""Damage write-off (报损) — P20.

Goods that are damaged by natural or other cause *and* unusable leave the stock. The storekeeper lists them by the
stock plan (库存计划), once a month at least; the warehouse supervisor looks at them and confirms. One line that does not
meet both conditions returns the whole form. Confirming writes the move and the balance (流水帐, 库存台帐) and the loss
in one decision; a loss over the limit is the general manager's. Then the storekeeper clears the goods away.
"""

from workflows.engine.language import *
from workflows.library.goods import enough_unreserved, is_customer_supplied, not_blocked, place_kinds, values_in_turn
from workflows.library.periods import month_due
from workflows.posts import GENERAL_MANAGER, STOREKEEPER, WAREHOUSE, WAREHOUSE_SUPERVISOR

# --- form ---------------------------------------------------------------------------------------------------


class Cause(Choice):
    NATURAL = "natural", _("natural damage")
    HANDLING = "handling", _("handling")
    TRANSIT = "transit", _("transit")
    OTHER = "other", _("other cause")


class Clearing(Choice):
    YARD = "scrap-yard", _("to the scrap yard")
    WASTE = "waste", _("to the waste")
    DESTROYED = "destroyed", _("destroyed before a witness")


class DamagedGoods(Line):
    product: ProductRef = field(_("Product"))
    lot: Text = field(_("Lot"), default="")
    location: LocationRef = field(_("Location"))
    quantity: Quantity = field(_("Quantity"), total=True)
    cause: Cause = field(_("Cause"))
    unusable: bool = field(_("Unusable"), default=True)
    evidence: Text = field(_("Evidence"), default="", hint=_("photo number, witness"))
    owner_told: bool = field(_("Sales told (customer's goods)"), default=False)
    cost: Money | None = field(_("Cost"), read=True, total=True)


class Remains(Line):
    product: ProductRef = field(_("Scrap product"))
    weight: Quantity = field(_("Weight in kg"), total=True)


class WriteOffForm(Form):
    warehouse: WarehouseRef = field(_("Warehouse"))
    lines: list[DamagedGoods] = field(_("Lines"), default_factory=list)
    note: LongText = field(_("Note"), default="")
    clearing: Clearing | None = field(_("Way of clearing"), default=None)
    witness: Text = field(_("Witness"), default="")
    remains: list[Remains] = field(_("Saleable remains"), default_factory=list)


def cost_the_lines(facts: Facts[WriteOffForm]) -> None:
    """Until it is booked the cost is what the ledger would take now, so the loss decided on is the loss booked."""
    if any(made.target == "clear" for made in facts.decisions):
        return
    leaving = [((line.product, line.location, line.lot), -line.quantity) for line in facts.form.lines]
    for line, value in zip(facts.form.lines, values_in_turn(facts, leaving), strict=True):
        line.cost = -value


def loss(facts: Facts[WriteOffForm]) -> Decimal:
    """The loss at cost, yuan."""
    return sum((line.cost or Decimal() for line in facts.form.lines or ()), Decimal("0.00"))


# --- guards and effects -------------------------------------------------------------------------------------


@guard(_("at least one line"))
def has_lines(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    if not facts.form.lines:
        yield Reason(_("list the damaged goods, or say that there is nothing to write off"), "lines")


@guard(_("no line"))
def nothing_listed(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    if facts.form.lines:
        yield Reason(_("goods are listed: hand the form in, or delete the lines"), "lines")


@guard(_("on the shelf or among the rejected goods of the warehouse, in stock and unreserved"))
def in_stock(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    yield from place_kinds(facts, facts.form.lines, {"shelf", "rejected"}, facts.form.warehouse)
    yield from not_blocked(facts, facts.form.lines)
    yield from enough_unreserved(facts, facts.form.lines)


@guard(_("the salesperson knows of customer's goods"))
def owner_was_told(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if is_customer_supplied(facts, line.product, line.lot) and not line.owner_told:
            yield Reason(
                _("these goods belong to a customer: the sales-rep must have told him"), f"lines.{index}.owner_told"
            )


@guard(_("every line is unusable"))
def all_unusable(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if not line.unusable:
            yield Reason(
                _("still usable: send the form back, only unusable goods are written off"), f"lines.{index}.unusable"
            )


@guard(_("the destruction has a witness"))
def witnessed(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    if facts.form.clearing is Clearing.DESTROYED and not facts.form.witness:
        yield Reason(_("name the witness"), "witness")


@guard(_("the remains are scrap"))
def remains_are_scrap(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    for index, rest in enumerate(facts.form.remains):
        if facts.record("products", rest.product)["kind"] != "scrap":
            yield Reason(_("weigh the remains in as a scrap product"), f"remains.{index}.product")


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


@effect(_("goods to scrap, loss booked, unless it is for the general manager"))
def scrap_unless_large(booking: Booking[WriteOffForm]) -> None:
    if not is_large.holds(booking):
        scrap_goods.book(booking)


@effect(_("saleable remains weighed into the scrap yard"))
def weigh_remains(booking: Booking[WriteOffForm]) -> None:
    yard = f"{booking.form.warehouse}/scrap-yard"
    for rest in booking.form.remains:
        booking.move(rest.product, "production", yard, rest.weight)


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Facts[WriteOffForm]) -> str:
    return facts.name_of("warehouses", facts.form.warehouse) if facts.form.warehouse else ""


def brief(facts: Facts[WriteOffForm]) -> Iterable[Message]:
    form, sum_, limit = facts.form, loss(facts), facts.money_policy("write-off.large")
    yield _("{person} asks to scrap {count} lines, loss at cost {loss}")(
        person=facts.person(facts.case.requester_id).name, count=len(form.lines), loss=sum_
    )
    if sum_ > limit:
        yield _("Above {limit}: the general manager releases it")(limit=limit)
    else:
        yield _("Up to {limit}: the warehouse supervisor decides alone")(limit=limit)


def monthly_drafts(facts: CompanyFacts) -> Iterable[Occurrence]:
    """One draft a warehouse from the day of the month on."""
    if period := month_due(facts, facts.policy("write-off.day")):
        for warehouse in facts.keys("warehouses"):
            yield Occurrence(period, warehouse, {"warehouse": warehouse})


# --- the procedure ------------------------------------------------------------------------------------------

WRITE_OFF = Process(
    "write-off",
    _("Damage write-off"),
    desk=WAREHOUSE,
    prefix="WO",
    form=WriteOffForm,
    covers=("P20",),
    derive=cost_the_lines,
    subject=subject,
    amount=loss,
    brief=brief,
    steps=[
        Draft(
            by=STOREKEEPER,
            to="review",
            guards=[has_lines, in_stock, owner_was_told],
            effects=[reserve_goods],
            edits=("warehouse", "lines", "note"),
            actions=[Action("nothing", _("Nothing to write off"), "withdrawn", Kind.OTHER, guards=[nothing_listed])],
        ),
        Step(
            "review",
            _("review"),
            by=WAREHOUSE_SUPERVISOR,
            within=business_days(1),
            edits=("lines.unusable",),
            actions=[
                Approve(
                    first_of((is_large, "release"), "clear"),
                    key="confirm",
                    title=_("Confirm, goods seen"),  # the decision is the statement; a box to tick says no more
                    guards=[all_unusable],
                    effects=[scrap_unless_large],
                ),
                SendBack("draft"),
                Reject("refused"),
            ],
        ),
        Step(
            "release",
            _("release"),
            by=GENERAL_MANAGER,
            within=business_days(2),
            actions=[Approve("clear", effects=[scrap_goods]), SendBack("draft"), Reject("refused")],
        ),
        Work(
            "clear",
            _("clear away"),
            by=STOREKEEPER,
            within=business_days(2),
            edits=("clearing", "witness", "remains"),
            actions=[
                Approve(
                    "done",
                    key="cleared",
                    title=_("Cleared"),
                    requires=["clearing"],
                    guards=[witnessed, remains_are_scrap],
                    effects=[weigh_remains],
                )
            ],
        ),
        End("done", _("done")),
        End("refused", _("refused"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy(
            "write-off.large",
            Decimal("5000.00"),
            _("loss above which the general manager decides"),
            importance="authority",
            low=Decimal(0),
        ),
        Policy(
            "write-off.day",
            25,
            _("day of the month from which the drafts are opened"),
            kind="count",
            low=Decimal(1),
            high=Decimal(28),
        ),
    ],
    reasons=[
        _("still usable"),
        _("repairable"),
        _("return to supplier instead"),
        _("quantity or lot wrong"),
        _("no evidence"),
    ],
    documents=[Document("write-off", _("Damage report"))],
    links=[
        Link("return-exchange", _("opens a draft for goods that came back unusable")),
        Link("scrap-disposal", _("sells what was cleared to the scrap yard")),
        Link("waste-clearance", _("takes what was cleared to the waste")),
    ],
    duties=[Duty("write-off.monthly", _("Monthly write-off list"), _("from the 25th of each month"), monthly_drafts)],
)
