"""What the shop sold: today's figures, and the day sheets of the sales ledger (销售台帐) — P19."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from db.figures import CaseRow
from db.message import _
from workflows.engine.counting import Counting
from workflows.engine.figures import Chart, Column, Counted, Row, Source
from workflows.figures.kinds import ZERO, count_of, sources, total, value_of
from workflows.library.counter_sales import COUNTER_SALE, CounterMeans

DAYS = 31


def _by_day(counting: Counting) -> dict[date, list[CaseRow]]:
    """Return the receipts of the last days by the day they were charged."""
    found: dict[date, list[CaseRow]] = defaultdict(list)
    for row in counting.cases(COUNTER_SALE, "payments", "pieces", "unseen", opened_from=counting.back(DAYS - 1)):
        if row.submitted_at:
            found[row.submitted_at.date()].append(row)
    return found


def _today(counting: Counting) -> list[CaseRow]:
    return _of_day(counting, counting.today)


def _of_day(counting: Counting, day: date) -> list[CaseRow]:
    return counting.once("receipts by day", lambda: _by_day(counting)).get(day, [])


def _unseen_today(counting: Counting) -> list[CaseRow]:
    return [row for row in _today(counting) if row.fields["unseen"]]


def _sheets(counting: Counting) -> Counted:
    rows = [Row(f"{day}", f"{day:%m-%d}", _sheet(_of_day(counting, day))) for day in counting.days(DAYS)]
    return Counted(
        (
            Column(_("In cash"), "yuan"), Column(_("By bank card"), "yuan"), Column(_("Together"), "yuan", drawn=False),
            Column(_("Receipts"), drawn=False), Column(_("Pieces"), drawn=False),
            Column(_("Not seen leaving"), drawn=False),
        ),
        rows,
    )  # fmt: skip


def _sheet(receipts: list[CaseRow]) -> tuple[Decimal | int, ...]:
    pieces = sum((Decimal(row.fields["pieces"] or 0) for row in receipts), Decimal(0))
    unseen = sum(bool(row.fields["unseen"]) for row in receipts)
    paid = (_paid(receipts, means) for means in CounterMeans)
    return *paid, total(receipts), len(receipts), pieces, unseen


def _paid(receipts: list[CaseRow], means: CounterMeans) -> Decimal:
    """Return what was paid one way, yuan."""
    parts = (part for row in receipts for part in row.fields["payments"] or () if part["means"] == means)
    return sum((Decimal(part["amount"]) for part in parts), ZERO)


def _on(counting: Counting, day: str) -> list[Source]:
    return sources(_of_day(counting, date.fromisoformat(day)))


FIGURES = (
    value_of("counter-today", _("Counter sales today"), _("The totals of the receipts charged today."), _today),
    count_of("unseen-today", _("Receipts not seen leaving"),
             _("Receipts charged today that the guard has closed without seeing the goods leave."), _unseen_today),
)  # fmt: skip
DAY_SHEETS = Chart(
    "counter-days", _("Counter sales by day"), "stacked", _("Day"),
    _("The receipts charged each day: what was paid in cash and by bank card, how many pieces, how many were not seen"
      " leaving. The list behind a day is its sheet of the sales ledger."),
    _sheets, _on,
)  # fmt: skip
