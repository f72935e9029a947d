"""Stocktake (盘点) — P17.

The sheet is drawn from the stock list (库存清单) without its quantities. Storekeepers count, line by line, while stock may
go on moving: each line remembers the position of the ledger it was counted at. What is off by more than the tolerance
another person counts a second time. The supervisor holds the report (盘存报表) against the counting rules (盘点规定):
qualified, and the differences are booked as loss or gain, large ones only after finance and the general manager;
unqualified (不合格盘存报表), and the marked lines are counted again. Then the shelf cards are set and the count is filed.
"""

from workflows.engine.language import *
from workflows.library import count_checks as check
from workflows.library.count_sheet import (
    BOOKS,
    COUNTS,
    READ,
    SHEET,
    TYPED,
    Scope,
    StocktakeForm,
    brief_of_count,
    clear_marked,
    draw_sheet,
    is_large,
    join_found,
    name_overlaps,
    take_counts,
    value_differences,
)
from workflows.library.differences import book_differences, open_places, sum_up
from workflows.library.periods import month_due, one_a_warehouse, working_month_due
from workflows.posts import FINANCE, GENERAL_MANAGER, STOREKEEPER, WAREHOUSE, WAREHOUSE_SUPERVISOR


def count_until(facts: Facts[StocktakeForm]) -> datetime:
    return facts.time_limit("stocktake.count-full" if facts.form.scope is Scope.FULL else "stocktake.count-cycle")


def full_counts(facts: CompanyFacts) -> Iterable[Occurrence]:
    """A draft a warehouse from the first working day of the listed months on."""
    return one_a_warehouse(facts, working_month_due(facts, facts.policy("stocktake.full")), scope="full")


def cycle_counts(facts: CompanyFacts) -> Iterable[Occurrence]:
    """A draft a warehouse from the day of the month on."""
    return one_a_warehouse(facts, month_due(facts, facts.policy("stocktake.cycle-day")), scope="cycle")


# --- the procedure ------------------------------------------------------------------------------------------

_AS_IT_COMES_IN = [check.countable, check.found_once, check.counted_in_time]

STOCKTAKE = Process(
    "stocktake", _("Stocktake"), desk=WAREHOUSE, prefix="TK", form=StocktakeForm, covers=("P17",),
    derive=[
        While("plan", name_overlaps), While("count", take_counts), While(("review", "release"), value_differences),
    ],
    subject=lambda facts: facts.name_of("warehouses", facts.form.warehouse or ""),
    amount=lambda facts: facts.form.off_by,  # once a report is qualified; before, it would tell the counters
    brief=brief_of_count,
    protected=("lines", "found"),
    withdraw_as_draft_only=True,  # and while it is counted; a report under review is decided, whatever it shows
    steps=[
        Draft(
            key="plan", title=_("plan"), by=STOREKEEPER, submit="start", submit_title=_("Start"), to="count",
            edits=("warehouse", "scope", "places"), later=("off_by",), guards=[check.has_lines, check.countable],
            effects=[draw_sheet],
            withdraw="", actions=[Withdraw(effects=[open_places])],
        ),
        Work(
            "count", _("count"), STOREKEEPER, edits=(*(f"lines.{name}" for name in TYPED), "lines.note", "found"),
            hidden=tuple(f"{part}.{name}" for part in ("lines", "found") for name in READ),
            within=Until(_("a full count 3 business days, any other 1, both by policy"), count_until),
            actions=[
                Action(
                    "submit", _("Submit"), "review", requires=["lines.counted", "found.counted"], effects=[join_found],
                    guards=[*_AS_IT_COMES_IN, check.counted_twice, check.others_unchanged],
                ),
                Record("record", _("Record counts"), guards=[*_AS_IT_COMES_IN, check.others_unchanged]),
                Withdraw(effects=[open_places]),
            ],
        ),
        Step(
            "review", _("review"), WAREHOUSE_SUPERVISOR, within=business_days(1), barred=check.counters,
            edits=("lines.recount",),
            actions=[
                Approve(
                    first_of((is_large, "release"), "update"), "qualified", _("Qualified"), guards=[check.none_stale],
                    effects=[sum_up, unless(is_large, book_differences)],
                ),
                SendBack("count", "unqualified", _("Unqualified"), guards=[check.has_marked], effects=[clear_marked]),
            ],
        ),
        Step(
            "release", _("release"), in_order(FINANCE, GENERAL_MANAGER), within=business_days(2), barred=check.counters,
            edits=("lines.recount",),
            actions=[
                Approve("update", guards=[check.none_stale], effects=[book_differences]),
                SendBack("count", guards=[check.has_marked], effects=[clear_marked]),
            ],
        ),
        Work(
            "update", _("set shelf cards"), STOREKEEPER, within=business_days(1),
            actions=[Approve("done", "updated", _("Shelf cards set"), effects=[open_places])],
        ),
        DONE, WITHDRAWN,
    ],
    policies=[
        Policy("stocktake.full", [1, 4, 7, 10], _("months on whose first working day full counts are opened"), "list"),
        Policy("stocktake.cycle-day", 5, _("day of the month from which cycle counts are opened"), "count",
               low=Decimal(1), high=Decimal(28)),
        Policy("stocktake.cycle-share", Decimal(20), _("share of the products, the most valuable ones, in each cycle count"),
               "percent", low=Decimal(0), high=Decimal(100)),
        Policy("stocktake.uncounted", 90, _("days after which goods are in the next cycle count whatever they are worth"),
               "days", low=Decimal(1)),
        Policy("stocktake.count-full", business_days(3), _("time limit of a full count"), "duration"),
        Policy("stocktake.count-cycle", business_days(1), _("time limit of any other count"), "duration"),
        Policy("stocktake.tolerance", Decimal("0.5"), _("share of the book quantity above which a line is counted twice"),
               "percent", low=Decimal(0), high=Decimal(100)),
        Policy("stocktake.tolerance-value", Decimal("200.00"),
               _("value of the difference above which a line is counted twice"), importance="money", low=Decimal(0)),
        Policy("stocktake.large", Decimal("10000.00"), _("differences above which finance and the general manager decide"),
               importance="authority", low=Decimal(0)),
    ],
    reasons=[
        _("difference not explained"), _("line not counted twice"), _("wrong unit or lot"),
        _("goods in transit not booked"), _("stale line"),
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
        Duty("stocktake.full-count", _("Full count"), _("on the first working day of January, April, July and October"),
             full_counts),
        Duty("stocktake.cycle-count", _("Cycle count"), _("from the 5th of each month"), cycle_counts),
    ],
)  # fmt: skip
