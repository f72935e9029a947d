"""The damage report (报损单): its form, the loss it comes to, and what is checked of the goods listed — P20."""

from collections.abc import Iterator
from decimal import Decimal

from db.message import Message, _
from workflows.engine.facts import Facts
from workflows.engine.form import (
    Choice,
    Form,
    Line,
    LocationRef,
    LongText,
    Money,
    ProductRef,
    Quantity,
    Text,
    WarehouseRef,
    field,
)
from workflows.engine.process import Reason, guard
from workflows.library.goods import enough_unreserved, is_customer_supplied, not_blocked, place_kinds, values_in_turn

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
    owner_told: bool = field(_("Sales told (customer's goods)"), default=False, tick=True)
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
    """What the ledger would take now, so that the loss decided on is the loss booked."""
    leaving = [((line.product, line.location, line.lot), -line.quantity) for line in facts.form.lines]
    for line, value in zip(facts.form.lines, values_in_turn(facts, leaving), strict=True):
        line.cost = -value


def loss(facts: Facts[WriteOffForm]) -> Decimal:
    """The loss at cost, yuan."""
    return sum((line.cost or Decimal() for line in facts.form.lines or ()), Decimal("0.00"))


# --- the goods listed ---------------------------------------------------------------------------------------


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


@guard(_("the remains are scrap"))
def remains_are_scrap(facts: Facts[WriteOffForm]) -> Iterator[Message | Reason]:
    for index, rest in enumerate(facts.form.remains):
        if facts.record("products", rest.product)["kind"] != "scrap":
            yield Reason(_("weigh the remains in as a scrap product"), f"remains.{index}.product")
