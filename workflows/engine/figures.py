"""What dashboards declare: figures (one value) and charts (rows of values), each with how it is counted.

A desk has a `Board` of both. Declarations say what a figure is called, in which unit, how it is counted (one sentence
for people), who beyond the desk's posts may see it, and the functions that read it. What lies behind a figure or a bar
is a list of `Source`s: cases, or records of a register, that one can open.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from db.message import Message
from workflows.posts import Desk

if TYPE_CHECKING:
    from workflows.engine.counting import Counting

Unit = Literal["count", "yuan", "percent", "points", "hours", "days"]
"""What a value counts. hours: business hours. percent: 0 to 100. Values are Decimals, None where there is nothing to
count from."""

Form = Literal["bars", "stacked", "beside", "lines"]
"""How a chart is drawn. bars: a bar a row, the rows any list. The rows of the others follow one another in time: the
columns stacked to one bar a moment, as bars beside each other, or as lines."""


@dataclass(frozen=True, slots=True)
class Column:
    """One series of a chart, a column of its table. drawn: the table alone shows it where not."""

    title: Message | str
    unit: Unit = "count"
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One bar, or one moment. key: names it when one asks what lies behind it."""

    key: str
    title: Message | str
    values: Sequence[Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A horizontal line across a chart, a limit or a target."""

    title: Message
    value: Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """What a chart shows: its columns and rows, and the lines across it."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Something a figure was counted from: a case (by id or number), or a record of a register (`products/CB-017`).

    amount: its share of a sum, yuan. at: when, where the figure is about a moment. note: what of it was counted.
    """

    case: int | str | None = None
    record: str = ""
    title: Message | str = ""
    amount: Decimal | None = None
    at: datetime | None = None
    note: Message | str = ""


Behind = Callable[["Counting"], Sequence[Source]]
BehindRow = Callable[["Counting", str], Sequence[Source]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a dashboard. counted: how, in one sentence. posts: only their holders see it, of those at the desk."""

    key: str
    title: Message
    unit: Unit
    counted: Message
    read: Callable[["Counting"], Decimal | int | None]
    behind: Behind | None = None
    posts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, which is a table as well. heading: what its rows are. most: so many of its rows are drawn; 0: all."""

    key: str
    title: Message
    form: Form
    heading: Message
    counted: Message
    read: Callable[["Counting"], Counted]
    behind: BehindRow | None = None
    posts: frozenset[str] = frozenset()
    most: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure or chart that waits for processes that are not built: what it will show, and their keys."""

    title: Message
    needs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Board:
    """The dashboard of a desk. posts: who sees it; whoever holds none of them has no such dashboard."""

    desk: Desk
    posts: frozenset[str]
    figures: Sequence[Figure] = ()
    charts: Sequence[Chart] = ()
    missing: Sequence[Missing] = field(default=())

    @property
    def keys(self) -> list[str]:
        """The keys of everything on it, in its order."""
        return [*(one.key for one in self.figures), *(one.key for one in self.charts)]
