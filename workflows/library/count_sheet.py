"""The sheet of a stocktake (盘存报表): its form, drawing it from the stock list, and taking counts into it — P17.

Position, book quantity, difference and value of a line are never shown to those who count.
"""

from collections.abc import Iterator
from decimal import Decimal

from db.message import Message, _, plural
from workflows.engine.booking import Booking
from workflows.engine.facts import Facts
from workflows.engine.form import (
    Choice,
    Count,
    EmployeeRef,
    Form,
    Is,
    Line,
    LocationRef,
    LongText,
    Moment,
    Money,
    ProductRef,
    SignedMoney,
    SignedQuantity,
    Text,
    WarehouseRef,
    field,
    lenient,
)
from workflows.engine.process import condition, effect
from workflows.library.counting import (
    being_counted,
    compare_with_book,
    cycle_goods,
    fix_position,
    goods_lying,
    place_of,
)
from workflows.library.goods import Place, values_in_turn
from workflows.posts import FINANCE, GENERAL_MANAGER, WAREHOUSE_SUPERVISOR
from workflows.registers.places import warehouse_of

NOT_COUNTERS = (WAREHOUSE_SUPERVISOR, FINANCE, GENERAL_MANAGER)
"""Who sees the books beside what was counted; a counter never does."""
TYPED = ("counted", "counted_at", "counter", "second_count", "second_counter")
READ = ("position", "book", "difference", "value")
SHEET = ("warehouse", "scope", "lines.location", "lines.product", "lines.lot", "lines.note")
COUNTS = (*SHEET, *(f"lines.{name}" for name in TYPED))
BOOKS = (*COUNTS, *(f"lines.{name}" for name in READ))
"""What the papers print: the sheet as it is drawn, what was counted, and the books beside it."""

# --- form ---------------------------------------------------------------------------------------------------


class Scope(Choice):
    FULL = "full", _("the whole warehouse")
    CYCLE = "cycle", _("cycle count")
    LOCATIONS = "locations", _("these places")


class PlaceToCount(Line):
    location: LocationRef = field(_("Location"))


class CountLine(Line):
    location: LocationRef = field(_("Location"))
    product: ProductRef = field(_("Product"))
    lot: Text = field(_("Lot"), default="")
    counted: Count | None = field(_("Counted"), default=None, hint=_("0 when nothing is there"))
    counted_at: Moment | None = field(
        _("Counted at"), default=None, hint=_("when the count that stands was made; empty: now")
    )
    counter: EmployeeRef | None = field(_("Counted by"), default=None)
    second_count: Count | None = field(_("Second count"), default=None)
    second_counter: EmployeeRef | None = field(_("Second count by"), default=None)
    note: Text = field(_("Note"), default="")
    recount: bool = field(_("Count again"), default=False)
    position: int | None = field(_("Ledger position"), read=True, seen_by=NOT_COUNTERS)
    book: SignedQuantity | None = field(_("Book quantity"), read=True, seen_by=NOT_COUNTERS)
    difference: SignedQuantity | None = field(_("Difference"), read=True, seen_by=NOT_COUNTERS)
    value: SignedMoney | None = field(_("Value of the difference"), read=True, seen_by=NOT_COUNTERS, total=True)
    new_quantity: Count | None = field(_("New quantity"), read=True)


class StocktakeForm(Form):
    warehouse: WarehouseRef = field(_("Warehouse"))
    scope: Scope = field(_("What is counted"), default=Scope.FULL)
    places: list[PlaceToCount] = field(_("Places"), default_factory=list, when=Is("scope", Scope.LOCATIONS))
    overlaps: LongText = field(_("In another open stocktake"), default="", read=True)
    lines: list[CountLine] = field(_("Lines"), default_factory=list)
    found: list[CountLine] = field(_("Found goods"), default_factory=list, hint=_("goods that are not on the sheet"))
    off_by: Money | None = field(_("Differences together"), read=True, seen_by=NOT_COUNTERS)


# --- drawing it, and taking counts into it ------------------------------------------------------------------


def sheet(facts: Facts[StocktakeForm]) -> list[CountLine]:
    """The lines to be counted, drawn from the stock list as it is now."""
    form = facts.form
    match form.scope:
        case Scope.FULL:
            lying = goods_lying(facts, warehouse=form.warehouse)
        case Scope.CYCLE:
            share = facts.money_policy("stocktake.cycle-share")
            lying = cycle_goods(facts, form.warehouse, share, facts.count_policy("stocktake.uncounted"))
        case _:
            places = sorted({place.location for place in form.places})
            lying = [goods for place in places for goods in goods_lying(facts, location=place)]
    return [CountLine(location=one.location, product=one.product, lot=one.lot) for one in lying]


@effect(_("sheet drawn from the stock list"))
def draw_sheet(booking: Booking[StocktakeForm]) -> None:
    booking.form.lines = sheet(booking)


def name_overlaps(facts: Facts[StocktakeForm]) -> None:
    """Other open stocktakes that count the same places."""
    facts.form.overlaps = "\n".join(overlaps(facts))


def value_differences(facts: Facts[StocktakeForm]) -> None:
    """What the ledger would take for the differences now."""
    lines = facts.form.lines
    values = values_in_turn(facts, [(place_of(line), line.difference or Decimal()) for line in lines])
    for line, value in zip(lines, values, strict=True):
        line.value = value


def overlaps(facts: Facts[StocktakeForm]) -> Iterator[str]:
    """The places to be counted that are on the sheet of another open stocktake too, and its number."""
    elsewhere, form = being_counted(facts), facts.form
    if form.scope is Scope.FULL:
        mine = {place for place in elsewhere if warehouse_of(place) == form.warehouse}
    elif form.scope is Scope.LOCATIONS:
        mine = {place.location for place in form.places}
    else:
        mine = {line.location for line in form.lines or sheet(facts)}
    for place in sorted(mine & elsewhere.keys()):
        yield f"{facts.name_of('locations', place)}: {elsewhere[place]}"


def take_counts(facts: Facts[StocktakeForm]) -> None:
    """When counts come in: fix the position of every counted line, and compare it with the books; clear what was not."""
    if facts.action not in ("record", "submit"):
        return
    kept = kept_lines(facts)
    for line in every_line(facts.form):
        if line.counted is None:
            clear(line)
        else:
            fix_position(facts, line, kept.get(place_of(line)))
    compare_with_book(facts, every_line(facts.form))


def kept_lines(facts: Facts[StocktakeForm]) -> dict[Place, CountLine]:
    """The lines as they were kept last."""
    return {place_of(line): line for line in every_line(lenient(StocktakeForm, facts.case.form))}


def every_line(form: StocktakeForm) -> list[CountLine]:
    return [*form.lines, *form.found]


def clear(line: CountLine) -> None:
    for name in (*TYPED, *READ):
        setattr(line, name, None)


def with_paths(form: StocktakeForm) -> Iterator[tuple[str, CountLine]]:
    for name in ("lines", "found"):
        for index, line in enumerate(getattr(form, name)):
            yield f"{name}.{index}", line


@effect(_("found goods join the sheet"))
def join_found(booking: Booking[StocktakeForm]) -> None:
    form = booking.form
    form.lines, form.found = every_line(form), []
    for line in form.lines:
        line.recount = False


@effect(_("figures of the marked lines cleared"))
def clear_marked(booking: Booking[StocktakeForm]) -> None:
    form = booking.form
    marked = [line for line in form.lines if line.recount]
    booking.issue("unqualified-report", form=form.model_copy(update={"lines": marked}))
    for line in marked:
        clear(line)
    form.off_by = None


# --- what it comes to ---------------------------------------------------------------------------------------


def differences(form: StocktakeForm) -> Decimal:
    """Shortages and surpluses together at cost, yuan."""
    return sum((abs(line.value or Decimal()) for line in form.lines), Decimal("0.00"))


@condition(_("differences over the limit"))
def is_large(facts: Facts[StocktakeForm]) -> bool:
    return differences(facts.form) > facts.money_policy("stocktake.large")


def cards_to_set(facts: Facts[StocktakeForm]) -> Iterator[Message]:
    """What stands on the shelf cards where it is not what was counted."""
    changed = [line for line in facts.form.lines if line.difference and line.new_quantity is not None]
    if not changed:
        yield _("every shelf card is right already")
    for line in changed:
        yield _("shelf card {place}, {product}: {quantity}")(
            place=facts.name_of("locations", line.location), product=facts.name_of("products", line.product),
            quantity=line.new_quantity or 0,
        )  # fmt: skip


def brief_of_count(facts: Facts[StocktakeForm]) -> Iterator[Message]:
    lines = facts.form.lines
    if facts.step is not None and facts.step.key == "update":
        yield from cards_to_set(facts)
        return
    counted = [line for line in lines if line.counted is not None]
    yield plural("{counted} of {count} line is counted", "{counted} of {count} lines are counted")(
        counted=len(counted), count=len(lines)
    )
    if elsewhere := list(overlaps(facts)):
        yield _("counted elsewhere too: {places}")(places=", ".join(elsewhere))
    if len(counted) == len(lines) and facts.holds(facts.person_id, *NOT_COUNTERS):
        values = [line.value or Decimal() for line in lines]
        yield plural(
            "{count} line differs: shortages {shortages}, surpluses {surpluses}",
            "{count} lines differ: shortages {shortages}, surpluses {surpluses}",
        )(
            count=sum(bool(line.difference) for line in lines),
            shortages=-sum((value for value in values if value < 0), Decimal("0.00")),
            surpluses=sum((value for value in values if value > 0), Decimal("0.00")),
        )
        limit = facts.money_policy("stocktake.large")
        if is_large.holds(facts):
            yield _("Above {limit}: finance and the general manager release it")(limit=limit)
        else:
            yield _("Up to {limit}: the warehouse supervisor decides alone")(limit=limit)
