"""The dashboard of a desk.

Figures and charts stand in a list; the one under the cursor is drawn beside it. Right or enter goes into a chart, where
arrows move along its bars and enter lists what lies behind one; escape goes back step by step. Everything is counted on
a thread of its own, so that no key waits for it, and only when the person comes or asks for it (`R`): nothing here
changes by itself.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.containers import Container
from textual.widget import Widget

from db.message import Message, _
from screens.board.export import ask_where
from screens.board.listing import BoardList
from screens.board.pane import ChartPane
from screens.board.values import table_of, table_of_figures
from screens.chooser import Chooser, Entry
from screens.commands import Scope, Situation
from screens.going import Going
from screens.moving import Moving
from workflows.engine.boards import BoardView, ChartTitle, ChartView, FigureView
from workflows.posts import Desk

_TITLE = _("Dashboard")
_READING = _("Reading …")
_CHANGED = _("changed — R")
_UP_TO_DATE = _("Up to date")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one is on a dashboard, and how one looks at it. bar: the key of the bar one is at; None: in the list."""

    at: int = 0
    bar: str | None = None
    table: bool = False
    explain: bool = False


class BoardScreen(Moving[None], Going[None]):
    """The figures and charts of one desk."""

    DEFAULT_CSS = """
    BoardScreen #board { layout: horizontal; height: 1fr; }
    BoardScreen BoardList { width: 46; }
    BoardScreen.-narrow BoardList { width: 36; }
    BoardScreen.-narrow.-inside BoardList { display: none; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    scope: ClassVar[Scope] = "board"

    def __init__(self, desk: str, spot: Spot | None = None) -> None:
        """Make the screen. spot: where one was on it when it was left."""
        super().__init__()
        self.key = desk
        self.board: BoardView | None = None
        self.list = BoardList()
        self._spot = spot or Spot()
        self.pane = ChartPane()
        self.pane.table, self.pane.explain = self._spot.table, self._spot.explain
        self._desks: Sequence[Desk] = ()
        self._charts: dict[str, ChartView] = {}
        self._generation = 0
        """Counts readings, so that an answer to an older one is dropped."""
        self._following = False

    # --- parts ----------------------------------------------------------------------------------------------

    def body(self) -> Iterator[Widget]:
        """Yield the list and what is under its cursor."""
        with Container(id="board"):
            yield self.list
            yield self.pane

    def where(self) -> Sequence[Message | str]:
        """Return the desk and that this is its dashboard."""
        return [] if self.board is None else [self.board.desk.title, _TITLE]

    @property
    def accent(self) -> str:
        """The desk's colour."""
        return self.key

    @property
    def inside(self) -> bool:
        """Whether the cursor is in the chart."""
        return self.pane.at is not None

    @property
    def chart(self) -> ChartView | None:
        """The chart under the cursor, once it has been read."""
        about = self.pane.about
        return about if isinstance(about, ChartView) else None

    def situation(self) -> Situation:
        """Return what is at hand."""
        chosen, chart = self.list.chosen, self.chart
        # A chart not read yet counts as well: keys that were typed ahead wait for it.
        charted = isinstance(chosen, ChartTitle) and (chart is None or bool(chart.rows))
        entering = isinstance(chosen, ChartTitle) and not self.inside
        return Situation(
            self.scope,
            item=charted if entering else chosen is not None and chosen.traced,
            listed=len(self.list),
            desks=len(self._desks),
            charted=charted,
            counted=chosen is not None,
            tabled=chart is not None or (isinstance(chosen, FigureView) and self.list.counted),
        )

    # --- reading --------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show what there is, then count it."""
        self.start(self._begin(self._spot))

    def again(self) -> "Callable[[], BoardScreen]":
        """Return what opens the dashboard again where one is in it; it is counted anew."""
        spot = Spot(self.list.cursor, self._bar, self.pane.table, self.pane.explain)
        return partial(BoardScreen, self.key, spot)

    @property
    def _bar(self) -> str | None:
        """The key of the bar under the cursor."""
        chart, at = self.chart, self.pane.at
        return chart.rows[at].key if chart is not None and at is not None else None

    async def _begin(self, spot: Spot) -> None:
        await self._enter(self.key, spot.at)
        if spot.bar is not None and (unread := self._unread()) is not None:
            await self._enter_when_read(unread)
            bars = [row.key for row in self.chart.rows] if self.chart is not None and self.inside else []
            if spot.bar in bars:
                self.pane.at = bars.index(spot.bar)
                self.pane.redraw()

    async def _enter(self, desk: str, at: int = 0) -> None:
        self._desks = await self.ask(self.office.boards.desks)
        board = await self.ask(self.office.boards.board, desk)
        self.key, self.board = desk, board
        self._leave_chart()
        self.list.cursor = at
        self.list.show(board)
        self.header.redraw()
        self._read()

    def _read(self, *, said: Message | None = None) -> None:
        """Count everything anew, while keys go on working."""
        self._generation += 1
        self._charts.clear()
        self.status.news(None)
        self._show()
        self.tell_of(_READING)
        self.run_worker(self._count(self._generation, said), name="figures", exit_on_error=False)

    async def _count(self, generation: int, said: Message | None) -> None:
        try:
            figures = await self.program.aside.ask(self.office.boards.figures, self.key)
            if generation == self._generation:
                self.list.fill(figures)
                self._show()
                self.tell(said or "", "muted")
        except Exception as error:
            if generation == self._generation:
                self.tell_error(error)

    def _show(self) -> None:
        """Show what is under the cursor; what has not been read is read."""
        chosen = self.list.chosen
        match chosen:
            case FigureView():
                self.pane.show(chosen.title, chosen if self.list.counted else None)
            case ChartTitle():
                self.pane.show(chosen.title, self._charts.get(chosen.key))
                self._want_chart()
            case None:
                self.pane.show("", None)
        self.refresh_keys()

    def _want_chart(self) -> None:
        if not self._following and self._unread() is not None:
            self._following = True
            self.run_worker(self._follow(), name="chart", exit_on_error=False)

    def _unread(self) -> ChartTitle | None:
        chosen = self.list.chosen
        return chosen if isinstance(chosen, ChartTitle) and chosen.key not in self._charts else None

    async def _follow(self) -> None:
        """Read the chart under the cursor until it is the one shown; those passed by are left out."""
        try:
            while (wanted := self._unread()) is not None:
                await self._read_chart(wanted)
            self._show()
        except Exception as error:
            self.tell_error(error)
        finally:
            self._following = False

    async def _read_chart(self, wanted: ChartTitle) -> None:
        generation = self._generation
        chart = await self.program.aside.ask(self.office.boards.chart, self.key, wanted.key)
        if generation == self._generation:
            self._charts[wanted.key] = chart

    def arrived(self) -> None:
        """Say that something has changed since; what is shown stays as it was counted."""
        self.status.news(_CHANGED)

    def do_refresh(self) -> None:
        """Count everything anew."""
        self._read(said=_UP_TO_DATE)

    # --- moving ---------------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Go down or up: in the list of figures and charts, inside a chart in its bars."""
        if self.pane.at is not None:
            self.pane.at = max(0, min(self._last_row(), self.pane.at + by)) if self.chart else self.pane.at
            self.pane.redraw()
        else:
            self.list.move_to(self.list.cursor + by)
            self._show()

    def _last_row(self) -> int:
        chart = self.chart
        if chart is None:
            return 0
        drawn = chart.most if chart.most and not self.pane.table else 0
        return min(len(chart.rows), drawn or len(chart.rows)) - 1

    @property
    def page_rows(self) -> int:
        """How far a page is: in the list, or inside a chart."""
        return 10 if self.inside else max(1, self.list.size.height - 2)

    def do_go_right(self) -> None:
        """Go into the chart, or to its next bar."""
        if self.inside:
            self.move(1)
        else:
            self._enter_chart()

    def do_go_left(self) -> None:
        """Go to the bar before, and from the first one back to the list."""
        if self.pane.at:
            self.move(-1)
        elif self.inside:
            self.do_back()

    def _enter_chart(self) -> None:
        unread = self._unread()
        if unread is not None:
            self.start(self._enter_when_read(unread))
            return
        chart = self.chart
        if chart is not None and chart.rows:
            self.pane.at = len(chart.rows) - 1 if chart.form != "bars" else 0
            self.add_class("-inside")
            self.pane.redraw()
            self.refresh_keys()

    async def _enter_when_read(self, wanted: ChartTitle) -> None:
        await self._read_chart(wanted)
        self._show()
        if self._unread() is None:
            self._enter_chart()

    def _leave_chart(self) -> None:
        self.pane.at = None
        self.remove_class("-inside")
        self.pane.redraw()

    def do_back(self) -> None:
        """Leave the chart, else the dashboard."""
        if self.inside:
            self._leave_chart()
            self.refresh_keys()
        else:
            self.dismiss()

    # --- looking closer -------------------------------------------------------------------------------------

    def do_open(self) -> None:
        """Go into a chart, or list what lies behind the figure or bar."""
        chosen, unread = self.list.chosen, self._unread()
        if isinstance(chosen, ChartTitle) and not self.inside:
            self._enter_chart()
        elif unread is not None:
            self.start(self._open_when_read(unread))
        elif chosen is not None and chosen.traced:
            from screens.board.behind import BehindScreen

            bar = self._bar
            if bar is not None or isinstance(chosen, FigureView):
                self.show(BehindScreen(self.key, chosen.key, bar))

    async def _open_when_read(self, wanted: ChartTitle) -> None:
        await self._read_chart(wanted)
        self._show()
        if self.inside and self._unread() is None:
            self.do_open()

    def do_table(self) -> None:
        """Show the chart as a table, or the table as a chart."""
        self.pane.table = not self.pane.table
        if self.pane.at is not None:
            self.pane.at = min(self.pane.at, self._last_row())
        self.pane.redraw()

    def do_counted(self) -> None:
        """Say how what is under the cursor is counted, or say it no more."""
        self.pane.explain = not self.pane.explain
        self.pane.redraw()

    def do_export(self) -> None:
        """Write the chart, or all figures, to a file."""
        chart = self.chart
        if chart is not None:
            ask_where(self, chart.title, (self.key, chart.key), table_of(chart, self.words))
        elif self.board is not None:
            ask_where(
                self,
                self.board.desk.title,
                (self.key, "figures"),
                table_of_figures(list(self.list.figures), self.words),
            )

    def do_switch_desk(self) -> None:
        """Choose the dashboard of another desk."""
        entries = [Entry(desk.title, desk.key) for desk in self._desks]
        self.open_prompt(Chooser(_("Desk:"), entries, self._switch, numbered=True))

    def _switch(self, desk: str) -> None:
        self.start(self._enter(desk))
