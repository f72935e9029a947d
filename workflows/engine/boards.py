"""Dashboards as one person sees them: figures, charts, and what lies behind them.

A dashboard is for the posts it names; a figure may be for fewer. What lies behind a figure is shown case by case, by
the same rule as every list: a case the person may not see is left out, and that some were is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from db.figures import Seen
from db.message import Message, _
from workflows.engine.authority import Standing, standing_of
from workflows.engine.company import Company
from workflows.engine.counting import Counting
from workflows.engine.errors import NotFound
from workflows.engine.figures import Board, Chart, Column, Figure, Form, Line, Missing, Row, Source, Unit
from workflows.engine.listing import Listing
from workflows.posts import Desk

LISTED = 500
"""How many cases behind a figure are listed; the figure itself counts all."""

_AND = _("{first} and {rest}")
Value = Decimal | int | None


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure of a dashboard. value: None while it has not been counted, or where there is nothing to count from."""

    key: str
    title: Message
    unit: Unit
    counted: Message
    traced: bool
    """Whether the cases behind it can be listed."""
    value: Value = None


@dataclass(frozen=True, slots=True)
class ChartTitle:
    """A chart of a dashboard, not counted yet."""

    key: str
    title: Message
    counted: Message
    traced: bool


@dataclass(frozen=True, slots=True)
class BoardView:
    """What stands on a dashboard for one person. missing: what waits for processes that are not built."""

    desk: Desk
    figures: Sequence[FigureView]
    charts: Sequence[ChartTitle]
    missing: Sequence[Missing]

    @property
    def keys(self) -> list[str]:
        """The keys of everything on it, in its order."""
        return [*(one.key for one in self.figures), *(one.key for one in self.charts)]


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart with what it shows; also a table."""

    key: str
    title: Message
    form: Form
    heading: Message
    counted: Message
    traced: bool
    columns: Sequence[Column]
    rows: Sequence[Row]
    lines: Sequence[Line]
    most: int = 0
    """So many of its rows are drawn; 0: all. The table has all."""


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One thing a figure was counted from: a case (by its id) or a record (`products/CB-017`)."""

    case_id: int | None
    record: str
    number: str
    title: Message | str
    standing: Message | str
    """Where a case stands."""
    amount: Decimal | None
    at: datetime | None
    note: Message | str
    late: bool


@dataclass(frozen=True, slots=True)
class BehindView:
    """What lies behind a figure or a bar. hidden: how many cases the person may not see; more: only some are listed."""

    title: Message
    of: Message | str
    rows: Sequence[BehindRow]
    hidden: int
    more: bool


class Boards:
    """Reads dashboards for one person."""

    def __init__(self, company: Company, person_id: int) -> None:
        # Its own stores: dashboards are counted on a thread beside the one that shows lists and cases.
        self._company = Company(company.db, company.clock, company.catalogue)
        self._person = person_id
        self._titles: dict[tuple[str, str], dict[str, Message | str]] = {}
        """The rows of the charts as they were shown last: what lies behind one is asked for by its key."""

    def desks(self) -> list[Desk]:
        """Return the desks whose dashboard the person has, those he works at first."""
        with self._company.db.read():
            standing = self._standing()
            held = [board.desk for board in self._company.catalogue.boards if board.posts & standing.posts]
            return sorted(held, key=lambda desk: desk.key not in standing.desks)

    def board(self, desk: str) -> BoardView:
        """Return what stands on a dashboard, without values. Raises NotFound."""
        with self._company.db.read():
            board, standing = self._board(desk)
            return BoardView(
                board.desk,
                [_figure(one, None) for one in board.figures if _sees(one, standing)],
                [
                    ChartTitle(one.key, one.title, one.counted, one.behind is not None)
                    for one in board.charts
                    if _sees(one, standing)
                ],
                board.missing,
            )

    def figures(self, desk: str) -> list[FigureView]:
        """Return the figures of a dashboard as of now. Raises NotFound."""
        with self._company.db.read():
            board, standing = self._board(desk)
            counting = self._counting()
            return [_figure(one, one.read(counting)) for one in board.figures if _sees(one, standing)]

    def figure(self, desk: str, key: str) -> FigureView:
        """Return one figure as of now. Raises NotFound."""
        with self._company.db.read():
            one = self._found(desk, key)
            if not isinstance(one, Figure):
                raise _no_such(key)
            return _figure(one, one.read(self._counting()))

    def chart(self, desk: str, key: str) -> ChartView:
        """Return a chart as of now. Raises NotFound."""
        with self._company.db.read():
            one = self._found(desk, key)
            if not isinstance(one, Chart):
                raise _no_such(key)
            shown = one.read(self._counting())
        self._titles[desk, key] = {row.key: row.title for row in shown.rows}
        return ChartView(
            one.key, one.title, one.form, one.heading, one.counted, one.behind is not None,
            shown.columns, shown.rows, shown.lines, one.most,
        )  # fmt: skip

    def behind(self, desk: str, key: str, row: str | None = None) -> BehindView:
        """Return what lies behind a figure, or behind one row of a chart. Raises NotFound."""
        with self._company.db.read():
            one = self._found(desk, key)
            counting, of = self._counting(), Message("")
            found: Sequence[Source] = ()
            if isinstance(one, Figure):
                found = one.behind(counting) if one.behind else ()
            elif row is not None and one.behind is not None:
                titles = self._titles.get((desk, key), {})
                if row not in titles:
                    titles = {bar.key: bar.title for bar in one.read(counting).rows}
                if row not in titles:
                    raise NotFound(_("“{chart}” has no row “{row}”")(chart=one.title, row=row))
                return self._listed(one.title, titles[row], one.behind(counting, row), counting)
            return self._listed(one.title, of, found, counting)

    # --- who ------------------------------------------------------------------------------------------------

    def _standing(self) -> Standing:
        return standing_of(self._company, self._person, self._company.now())

    def _counting(self) -> Counting:
        return Counting(self._company, self._person, self._company.now())

    def _board(self, desk: str) -> tuple[Board, Standing]:
        standing = self._standing()
        for board in self._company.catalogue.boards:
            if board.desk.key == desk and board.posts & standing.posts:
                return board, standing
        raise NotFound(_("There is no dashboard “{desk}” that you may see")(desk=desk))

    def _found(self, desk: str, key: str) -> Figure | Chart:
        board, standing = self._board(desk)
        every: list[Figure | Chart] = [*board.figures, *board.charts]
        for one in every:
            if one.key == key and _sees(one, standing):
                return one
        raise _no_such(key)

    # --- what lies behind -------------------------------------------------------------------------------------

    def _listed(self, title: Message, of: Message | str, found: Sequence[Source], counting: Counting) -> BehindView:
        """Show sources in the order they were given; cases by the one rule of who sees them, read in one go."""
        sight = Listing(self._company, self._standing()).sight
        wanted = {one.case for one in found if one.case is not None}
        ids: dict[int | str, int] = {}
        for case, number in counting.store.visible(wanted, sight).items():
            ids |= {case: case, number: case}
        visible = [one for one in found if one.case is None or one.case in ids]
        listed = visible[:LISTED]
        seen = counting.store.seen({ids[one.case] for one in listed if one.case is not None}, counting.now)
        rows = [_of_record(one) if one.case is None else self._of_case(seen[ids[one.case]], one) for one in listed]
        return BehindView(title, of, rows, len(wanted - ids.keys()), len(visible) > LISTED)

    def _of_case(self, case: Seen, source: Source) -> BehindRow:
        return BehindRow(
            case.id, "", case.number or f"#{case.id}", source.title or case.subject, self._stands(case),
            source.amount if source.amount is not None else case.amount, source.at or case.opened_at, source.note,
            case.late,
        )  # fmt: skip

    def _stands(self, case: Seen) -> Message | str:
        catalogue = self._company.catalogue
        process = catalogue.versions.get((case.process, case.version)) or catalogue.processes[case.process]
        if case.ended is not None:
            end = process.end(case.ended)
            return end.title if end else case.ended
        titles = [process.places[step].title for step in case.steps if step in process.places]
        if not titles:
            return ""
        said = titles[-1]
        for one in reversed(titles[:-1]):
            said = _AND(first=one, rest=said)
        return said


def _sees(one: Figure | Chart, standing: Standing) -> bool:
    return not one.posts or bool(one.posts & standing.posts)


def _figure(one: Figure, value: Value) -> FigureView:
    return FigureView(one.key, one.title, one.unit, one.counted, one.behind is not None, value)


def _of_record(source: Source) -> BehindRow:
    key = source.record.partition("/")[2]
    return BehindRow(None, source.record, key, source.title, "", source.amount, source.at, source.note, False)


def _no_such(key: str) -> NotFound:
    return NotFound(_("There is no figure or chart “{key}” that you may see")(key=key))
