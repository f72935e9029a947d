"""Dashboards of the made-up company: a few figures, and a chart of every kind."""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from db.message import Message
from workflows.engine.boards import BehindRow, BehindView, BoardView, ChartTitle, ChartView, FigureView
from workflows.engine.errors import NotFound
from workflows.engine.figures import Column, Line, Row
from workflows.posts import DESKS, Desk

HOSTILE = "=cmd|' /C calc'!A0"
"""A name that a spreadsheet would run."""

FIGURES = (
    FigureView("stock", Message("Stock value"), "yuan", Message("By the ledger."), False, Decimal("1358539.45")),
    FigureView("late", Message("Late deliveries"), "count", Message("Past their day."), True, 3),
    FigureView("passed", Message("Passed at once"), "percent", Message("First inspections."), True, None),
)
_DAYS = [f"03-{day:02}" for day in range(1, 13)]
CHARTS = {
    chart.key: chart
    for chart in (
        ChartView(
            "kinds", Message("Stock by kind"), "bars", Message("Kind"), Message("By the register."), True,
            (Column(Message("Value"), "yuan"), Column(Message("Products"), drawn=False)),
            (
                Row("material", Message("material"), (Decimal("170585.66"), 12)),
                Row("hostile", HOSTILE, (Decimal("126713.49"), 23)),
                Row("office", "办公用品", (Decimal("41166.76"), 10)),
                Row("none", Message("nothing"), (Decimal(0), 0)),
            ),
            (),
        ),
        ChartView(
            "cycle", Message("Days to make"), "lines", Message("Day"), Message("The median."), True,
            (Column(Message("Days"), "days"),),
            [Row(day, day, (None if at == 5 else at % 4 + 3,)) for at, day in enumerate(_DAYS)],
            (Line(Message("limit"), Decimal(8)),),
        ),
        ChartView(
            "weeks", Message("By week"), "stacked", Message("Week"), Message("By desk."), False,
            (Column(Message("Sales")), Column(Message("Warehouse"))),
            [Row(day, day, (at % 3, at % 5)) for at, day in enumerate(_DAYS)],
            (),
        ),
        ChartView("empty", Message("Nothing yet"), "bars", Message("What"), Message("None."), False, (), (), ()),
    )
}  # fmt: skip
ROWS = 40


class FakeBoards:
    """Answers about dashboards, for the desks it is given; counts what it was asked."""

    def __init__(self, desks: Sequence[Desk], asked: Counter[str]) -> None:
        self.held = desks
        self.asked = asked
        self.hold: threading.Event | None = None
        """While it is set to an event that has not come, counting waits for it."""

    def _counted(self, name: str) -> None:
        self.asked[name] += 1
        if self.hold is not None:
            self.hold.wait(10)

    def desks(self) -> Sequence[Desk]:
        return self.held

    def board(self, desk: str) -> BoardView:
        charts = [ChartTitle(one.key, one.title, one.counted, one.traced) for one in CHARTS.values()]
        return BoardView(DESKS[desk], FIGURES, charts, ())

    def figures(self, desk: str) -> Sequence[FigureView]:
        self._counted("figures")
        return FIGURES

    def figure(self, desk: str, key: str) -> FigureView:
        return next(one for one in FIGURES if one.key == key)

    def chart(self, desk: str, key: str) -> ChartView:
        self._counted(f"chart {key}")
        return CHARTS[key]

    def behind(self, desk: str, key: str, row: str | None = None) -> BehindView:
        self._counted(f"behind {key} {row}")
        if key == "passed":
            raise NotFound(Message("There is no such figure"))
        begin = datetime(2026, 3, 1, 9, 0)
        rows = [
            BehindRow(
                10_000 + number, "", f"WO-2026-{number:06}", f"热缩管 Φ8, {number} lines", Message("review"),
                Decimal(number * 10), begin + timedelta(days=number), Message("in time"), number == 2,
            )
            for number in range(1, ROWS)
        ]  # fmt: skip
        rows.append(BehindRow(None, "products/CB-017", "CB-017", "继电器", "", Decimal("8.00"), None, "2 of 8", False))
        title = next((one.title for one in FIGURES if one.key == key), Message(""))
        return BehindView(CHARTS[key].title if key in CHARTS else title, row or "", rows, 2, False)
