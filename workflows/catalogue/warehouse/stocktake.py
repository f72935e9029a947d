"""Stocktake (盘点) — P17.

The sheet is drawn from the stock list (库存清单) without its quantities. Storekeepers count, line by line, while stock may
go on moving: each line remembers the position of the ledger it was counted at. What is off by more than the tolerance
another person counts a second time. The supervisor holds the report (盘存报表) against the counting rules (盘点规定):
qualified, and the differences are booked as loss or gain, large ones only after finance and the general manager;
unqualified (不合格盘存报表), and the marked lines are counted again. Then the shelf cards are set and the count is filed.
"""

from workflows.engine.language import *
from workflows.library.count_sheet import (
    NOT_COUNTERS,
    READ,
    TYPED,
    Scope,
    StocktakeForm,
    clear,
    differences,
    every_line,
    fill_in,
    kept_lines,
    overlaps,
    sheet,
    with_paths,
)
from workflows.library.counting import COUNTABLE, is_off, place_of, why_stale
from workflows.library.differences import book_difference
from workflows.library.goods import place_kinds
from workflows.library.periods import month_due, working_month_due
from workflows.posts import FINANCE, GENERAL_MANAGER, STOREKEEPER, WAREHOUSE, WAREHOUSE_SUPERVISOR

# --- rules --------------------------------------------------------------------------------------------------


@guard(_("at least one line"))
def has_lines(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    if facts.form.scope is Scope.LOCATIONS:
        if not facts.form.places:
            yield Reason(_("name the places to be counted"), "places")
    elif not sheet(facts):
        yield _("there is nothing to count: no goods lie there by the books")


@guard(_("places of the warehouse where goods can be counted"))
def countable(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    form = facts.form
    yield from place_kinds(facts, form.places, COUNTABLE, form.warehouse, "places")
    yield from place_kinds(facts, form.found, COUNTABLE, form.warehouse, "found")


@guard(_("found goods are not on the sheet already"))
def found_once(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    listed = [place_of(line) for line in facts.form.lines]
    for index, line in enumerate(facts.form.found):
        if place_of(line) in listed:
            number = listed.index(place_of(line)) + 1
            yield Reason(_("is on the sheet already, line {number}")(number=number), f"found.{index}.product")
        listed.append(place_of(line))


@guard(_("counted between the start and now"))
def counted_in_time(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    start = facts.case.submitted_at or facts.now
    for path, line in with_paths(facts.form):
        if line.counted_at and not start <= line.counted_at <= facts.now:
            said = _("between the start of the count, {start}, and now")
            yield Reason(said(start=start), f"{path}.counted_at")


@guard(_("second counts by another person where the difference asks for one"))
def counted_twice(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    percent = facts.money_policy("stocktake.tolerance")
    value = facts.money_policy("stocktake.tolerance-value")
    for path, line in with_paths(facts.form):
        if line.counted is None or not (is_off(line, percent, value) or line.second_count is not None):
            continue
        if line.second_count is None:
            yield Reason(_("off by more than the tolerance: another person counts it too"), f"{path}.second_count")
        elif line.second_counter in (None, line.counter):
            yield Reason(_("another person than the first counter"), f"{path}.second_counter")


@guard(_("only the marked lines are counted again"))
def others_unchanged(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    if not any(line.recount for line in facts.form.lines):
        return
    kept = kept_lines(facts)
    for index, line in enumerate(facts.form.lines):
        before = kept[place_of(line)]
        if not line.recount and any(getattr(line, name) != getattr(before, name) for name in TYPED):
            yield Reason(_("is not to be counted again and keeps its figures"), f"lines.{index}.counted")


@guard(_("lines marked for a recount"))
def has_marked(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    if not any(line.recount for line in facts.form.lines):
        yield Reason(_("mark the lines to be counted again"), "lines.recount")


@guard(_("no line is stale"))
def none_stale(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    yield from why_stale(facts, facts.form.lines)


@guard(_("shelf cards set to the new quantities"))
def cards_are_set(facts: Facts[StocktakeForm]) -> Iterator[Message | Reason]:
    if not facts.form.cards_set:
        yield Reason(_("set the shelf cards to the new quantities, then say yes here"), "cards_set")


@condition(_("differences over the limit"))
def is_large(facts: Facts[StocktakeForm]) -> bool:
    return differences(facts.form) > facts.money_policy("stocktake.large")


def counters(facts: Facts[StocktakeForm]) -> Iterable[int]:
    """Whoever counted or recorded counts; none of them reviews."""
    yield from facts.who_acted("count")
    for line in facts.form.lines:
        for number in (line.counter, line.second_counter):
            if number and (person := facts.person_of_employee(number)):
                yield person


# --- what is booked -----------------------------------------------------------------------------------------


@effect(_("sheet drawn from the stock list"))
def draw_sheet(booking: Booking[StocktakeForm]) -> None:
    booking.form.lines = sheet(booking)


@effect(_("found goods join the sheet"))
def join_found(booking: Booking[StocktakeForm]) -> None:
    form = booking.form
    form.lines, form.found = every_line(form), []
    for line in form.lines:
        line.recount = False


@effect(_("differences booked: shortages as loss, surpluses as gain"))
def book_differences(booking: Booking[StocktakeForm]) -> None:
    for line in booking.form.lines:
        if line.difference:
            book_difference(booking, place_of(line), line.difference)
    for line in booking.form.lines:
        line.new_quantity = booking.on_hand(line.product, line.location, line.lot)


@effect(_("differences booked as loss and gain, unless finance and the general manager release them"))
def book_unless_large(booking: Booking[StocktakeForm]) -> None:
    booking.form.off_by = differences(booking.form)
    if not is_large.holds(booking):
        book_differences.book(booking)


@effect(_("figures of the marked lines cleared"))
def clear_marked(booking: Booking[StocktakeForm]) -> None:
    form = booking.form
    marked = [line for line in form.lines if line.recount]
    booking.issue("unqualified-report", form=form.model_copy(update={"lines": marked}))
    for line in marked:
        clear(line)
    form.off_by = None


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Facts[StocktakeForm]) -> str:
    return facts.name_of("warehouses", facts.form.warehouse) if facts.form.warehouse else ""


def amount(facts: Facts[StocktakeForm]) -> Decimal | None:
    """The differences together, once a report is qualified; before, it would tell the counters."""
    return facts.form.off_by


def brief(facts: Facts[StocktakeForm]) -> Iterable[Message]:
    lines = facts.form.lines
    counted = [line for line in lines if line.counted is not None]
    yield _("{counted} of {count} lines are counted")(counted=len(counted), count=len(lines))
    if elsewhere := list(overlaps(facts)):
        yield _("counted elsewhere too: {places}")(places=", ".join(elsewhere))
    if len(counted) == len(lines) and facts.holds(facts.person_id, *NOT_COUNTERS):
        values = [line.value or Decimal() for line in lines]
        yield _("{off} lines differ: shortages {shortages}, surpluses {surpluses}")(
            off=sum(bool(line.difference) for line in lines),
            shortages=-sum((value for value in values if value < 0), Decimal("0.00")),
            surpluses=sum((value for value in values if value > 0), Decimal("0.00")),
        )
        limit = facts.money_policy("stocktake.large")
        if is_large.holds(facts):
            yield _("Above {limit}: finance and the general manager release it")(limit=limit)
        else:
            yield _("Up to {limit}: the warehouse supervisor decides alone")(limit=limit)


def count_until(facts: Facts[StocktakeForm]) -> datetime:
    full = facts.form.scope is Scope.FULL
    limit: Duration = facts.policy("stocktake.count-full" if full else "stocktake.count-cycle")
    return limit.after(facts.now, facts.calendar)


def full_counts(facts: CompanyFacts) -> Iterable[Occurrence]:
    """A draft a warehouse from the first working day of the listed months on."""
    if period := working_month_due(facts, facts.policy("stocktake.full")):
        for warehouse in facts.keys("warehouses"):
            yield Occurrence(period, warehouse, {"warehouse": warehouse, "scope": "full"})


def cycle_counts(facts: CompanyFacts) -> Iterable[Occurrence]:
    """A draft a warehouse from the day of the month on."""
    if period := month_due(facts, facts.policy("stocktake.cycle-day")):
        for warehouse in facts.keys("warehouses"):
            yield Occurrence(period, warehouse, {"warehouse": warehouse, "scope": "cycle"})


# --- the procedure ------------------------------------------------------------------------------------------

SHEET = ("warehouse", "scope", "lines.location", "lines.product", "lines.lot", "lines.note")
COUNTS = (*SHEET, *(f"lines.{name}" for name in TYPED))
BOOKS = (*COUNTS, *(f"lines.{name}" for name in READ))

STOCKTAKE = Process(
    "stocktake",
    _("Stocktake"),
    desk=WAREHOUSE,
    prefix="TK",
    form=StocktakeForm,
    covers=("P17",),
    derive=fill_in,
    subject=subject,
    amount=amount,
    brief=brief,
    protected=("lines", "found"),
    withdraw_as_draft_only=True,  # a count that was begun is finished, whatever it shows
    steps=[
        Draft(
            key="plan",
            title=_("plan"),
            by=STOREKEEPER,
            submit="start",
            submit_title=_("Start"),
            to="count",
            guards=[has_lines, countable],
            effects=[draw_sheet],
            edits=("warehouse", "scope", "places"),
        ),
        Work(
            "count",
            _("count"),
            by=STOREKEEPER,
            within=Until(_("a full count 3 business days, any other 1, both by policy"), count_until),
            edits=(*(f"lines.{name}" for name in TYPED), "lines.note", "found"),
            hidden=tuple(f"{part}.{name}" for part in ("lines", "found") for name in READ),
            actions=[
                Action(
                    "submit",
                    _("Submit"),
                    "review",
                    requires=["lines.counted", "found.counted"],
                    guards=[countable, found_once, counted_in_time, counted_twice, others_unchanged],
                    effects=[join_found],
                ),
                Action(
                    "record",
                    _("Record counts"),
                    Stay(),
                    Kind.OTHER,
                    guards=[countable, found_once, counted_in_time, others_unchanged],
                ),
            ],
        ),
        Step(
            "review",
            _("review"),
            by=WAREHOUSE_SUPERVISOR,
            within=business_days(1),
            barred=counters,
            edits=("lines.recount",),
            actions=[
                Approve(
                    first_of((is_large, "release"), "update"),
                    key="qualified",
                    title=_("Qualified"),
                    guards=[none_stale],
                    effects=[book_unless_large],
                ),
                SendBack(
                    "count", key="unqualified", title=_("Unqualified"), guards=[has_marked], effects=[clear_marked]
                ),
            ],
        ),
        Step(
            "release",
            _("release"),
            by=in_order(FINANCE, GENERAL_MANAGER),
            within=business_days(2),
            barred=counters,
            edits=("lines.recount",),
            actions=[
                Approve("update", guards=[none_stale], effects=[book_differences]),
                SendBack("count", guards=[has_marked], effects=[clear_marked]),
            ],
        ),
        Work(
            "update",
            _("set shelf cards"),
            by=STOREKEEPER,
            within=business_days(1),
            edits=("cards_set",),
            actions=[Approve("done", key="updated", title=_("Updated"), guards=[cards_are_set])],
        ),
        End("done", _("done")),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy(
            "stocktake.full", [1, 4, 7, 10], _("months on whose first working day full counts are opened"), kind="list"
        ),
        Policy(
            "stocktake.cycle-day",
            5,
            _("day of the month from which cycle counts are opened"),
            kind="count",
            low=Decimal(1),
            high=Decimal(28),
        ),
        Policy(
            "stocktake.cycle-share",
            Decimal(20),
            _("share of the products, the most valuable ones, in each cycle count"),
            kind="percent",
            low=Decimal(0),
            high=Decimal(100),
        ),
        Policy(
            "stocktake.uncounted",
            90,
            _("days after which goods are in the next cycle count whatever they are worth"),
            kind="days",
            low=Decimal(1),
        ),
        Policy("stocktake.count-full", business_days(3), _("time limit of a full count"), kind="duration"),
        Policy("stocktake.count-cycle", business_days(1), _("time limit of any other count"), kind="duration"),
        Policy(
            "stocktake.tolerance",
            Decimal("0.5"),
            _("share of the book quantity above which a line is counted twice"),
            kind="percent",
            low=Decimal(0),
            high=Decimal(100),
        ),
        Policy(
            "stocktake.tolerance-value",
            Decimal("200.00"),
            _("value of the difference above which a line is counted twice"),
            low=Decimal(0),
        ),
        Policy(
            "stocktake.large",
            Decimal("10000.00"),
            _("differences above which finance and the general manager decide"),
            importance="authority",
            low=Decimal(0),
        ),
    ],
    reasons=[
        _("difference not explained"),
        _("line not counted twice"),
        _("wrong unit or lot"),
        _("goods in transit not booked"),
        _("stale line"),
    ],
    documents=[
        Document("count-report", _("Count report"), on=("count:submit",), prints=COUNTS),
        Document("qualified-report", _("Qualified count report"), ("review:qualified",), (*BOOKS, "off_by")),
        Document("unqualified-report", _("Unqualified count report"), on=(), prints=BOOKS),
        Document("stock-list", _("Stock list"), on=("updated",), prints=(*SHEET, "lines.new_quantity")),
        Document("count-journal", _("Count journal"), on=("updated",), prints=(*BOOKS, "off_by")),
    ],
    links=[
        Link("shipment", _("opens a count of a place where it picks short; one that loses goods waits at print again")),
        Link("spare-part-plan", _("opens a count of the places where its figures differ")),
        Link("write-off", _("takes goods that were found and are unusable")),
        Link("reward-penalty", _("may follow a careless loss")),
    ],
    duties=[
        Duty(
            "stocktake.full-count",
            _("Full count"),
            _("on the first working day of January, April, July and October"),
            full_counts,
        ),
        Duty("stocktake.cycle-count", _("Cycle count"), _("from the 5th of each month"), cycle_counts),
    ],
)
