"""A long list on the screen: moving in it, searching it, reading on at its ends; escape goes back step by step.

What is loaded last counts: an answer to an older question is dropped, and nothing moves the cursor but the person.
"""

from abc import abstractmethod
from asyncio import Lock
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from db.message import Message, _
from screens.commands import Scope, Situation
from screens.going import Going
from screens.lists.table import RowTable
from screens.narrowing import Narrowing
from screens.reason import Ask
from workflows.engine.errors import CommandError, Invalid
from workflows.engine.filtering import words_alone
from workflows.engine.rows import ListPage, ListRow, Window
from workflows.engine.spans import Span, read_span

PAGE = 60
"""Rows read at once, at least; three screens of them where the screen is tall."""
AHEAD = 20
"""How near the end of what is held the cursor comes before more is read."""

_SEARCHED = _("Search: {text}")
_UP_TO_DATE = _("Up to date")
_COPIED = _("{text} copied; if your terminal does not allow it, select it here")
_DATES = _("Dates (2026-05, 2026-05-01 2026-05-20):")
_DATED = _("Dates: {dates}")


@dataclass(frozen=True, slots=True)
class Left:
    """How a list was left: the row under the cursor, where that stood, and what it was narrowed down to."""

    row: str | None = None
    screen_row: int = 0
    text: str = ""
    span: Span = field(default_factory=Span)


class ListScreen(Narrowing[None], Going[None]):
    """A list of rows and what belongs to the row under the cursor."""

    scope: ClassVar[Scope] = "list"
    dated: ClassVar[bool] = False
    """Whether the list can be narrowed down to certain days."""

    def __init__(self) -> None:
        super().__init__()
        self.table = RowTable()
        self.span = Span()
        self.left = Left()
        self._narrowing = Lock()
        """Held while a search is carried out, so that what is typed next meets the rows that were found."""
        self._reading_on = False
        self._stood: tuple[str, int] | None = None
        """The row one was at, and how far down the screen, before anything was searched."""
        self._generation = 0
        """Counts what is loaded into the list, so that an answer to an older question is dropped."""

    # --- for the lists to say -----------------------------------------------------------------------------------

    @abstractmethod
    async def page(self, window: Window) -> ListPage:
        """Read a window of what is listed."""

    @abstractmethod
    def titles(self) -> Sequence[Message | str]:
        """Return what is listed, the most general first."""

    @abstractmethod
    def maker(self) -> "Callable[[], ListScreen]":
        """Return what makes the same list anew."""

    @abstractmethod
    def open_row(self, row: ListRow) -> None:
        """Show what is behind a row."""

    async def prepare(self) -> None:
        """Find out what the screen must know before it shows anything."""

    # --- parts --------------------------------------------------------------------------------------------------

    def body(self) -> Iterator[Widget]:
        """Yield the list."""
        yield self.table

    def where(self) -> Sequence[Message | str]:
        """Return what is listed, and what it is narrowed down to."""
        narrowed = [f"/ {self.text}"] if self.text else []
        return [*self.titles(), *narrowed, *([str(self.span)] if self.span else [])]

    def situation(self) -> Situation:
        """Return what is at hand."""
        return Situation(
            self.scope, item=self.table.row is not None, listed=len(self.table.window.rows), dated=self.dated
        )

    def on_mount(self) -> None:
        """Read the beginning of the list."""
        self.start(self._begin())

    async def _begin(self) -> None:
        try:
            await self.prepare()
            await self.load(self.left.row, self.left.screen_row)
        except CommandError as problem:
            self.leave_with(problem)

    def again(self) -> "Callable[[], ListScreen]":
        """Return what opens the list again where one is in it."""
        row = self.table.row
        left = Left(row.key if row is not None else None, self.table.screen_row, self.text, self.span)
        return partial(_put_back, self.maker(), left)

    def retext(self) -> None:
        """Say everything again, where it is."""
        self.table.forget_widths()
        super().retext()

    # --- what the list holds ------------------------------------------------------------------------------------

    async def load(self, around: str | None, screen_row: int = 0) -> None:
        """Load the list around a row, or from the top, and put the cursor there."""
        self._generation += 1
        generation = self._generation
        page = await self.page(Window(around=around, limit=self._limit()))
        if generation == self._generation:
            self._show(page)
            self.table.cursor = 0 if around is None else self.table.cursor
            self.table.hold(around, screen_row)
            self.refresh_keys()

    def _show(self, page: ListPage) -> None:
        self.table.window.load(page)
        self.table.loaded = True
        self.table.narrowed = bool(self.text or self.span)
        self.header.redraw()

    def _limit(self) -> int:
        return max(PAGE, 3 * self.table.room)

    async def reload(self) -> None:
        """Read the list again as it is now; the cursor stays on its row."""
        row = self.table.row
        await self.load(row.key if row is not None else None, self.table.screen_row)

    def do_refresh(self) -> None:
        """Show what has come in since."""
        self.start(self._refresh())

    async def _refresh(self) -> None:
        await self.reload()
        self.tell(_UP_TO_DATE, "muted")

    # --- moving -------------------------------------------------------------------------------------------------

    def do_down(self) -> None:
        """Go to the next row."""
        self.move(1)

    def do_up(self) -> None:
        """Go to the row before."""
        self.move(-1)

    def do_page_down(self) -> None:
        """Go down a screen."""
        self.move(max(self.table.room - 1, 1))

    def do_page_up(self) -> None:
        """Go up a screen."""
        self.move(-max(self.table.room - 1, 1))

    def move(self, by: int) -> None:
        """Move the cursor, reading on where what is held ends."""
        window, target = self.table.window, self.table.cursor + by
        if (target >= len(window.rows) and window.more_after) or (target < 0 and window.more_before):
            self.start(self._move_beyond(by))
            return
        self.table.move_to(target)
        forward = self.table.cursor > len(window.rows) - AHEAD and window.more_after
        if not self._reading_on and (forward or (self.table.cursor < AHEAD and window.more_before)):
            self.run_worker(self._read_ahead(forward=forward), exit_on_error=False)

    async def _move_beyond(self, by: int) -> None:
        await self._read_on(forward=by > 0)
        self.table.move_to(self.table.cursor + by)

    async def _read_ahead(self, *, forward: bool) -> None:
        self._reading_on = True
        try:
            await self._read_on(forward=forward)
        except Exception as error:
            self.tell_error(error)
        finally:
            self._reading_on = False

    async def _read_on(self, *, forward: bool) -> None:
        window, generation = self.table.window, self._generation
        edge = window.rows[-1 if forward else 0].key if window.rows else None
        wanted = Window(after=edge, limit=self._limit()) if forward else Window(before=edge, limit=self._limit())
        page = await self.page(wanted)
        # Somebody else has read on, or loaded something else, in the meantime.
        still = window.rows[-1 if forward else 0].key if window.rows else None
        if generation != self._generation or edge != still:
            return
        self.table.shifted(-window.add_after(page) if forward else window.add_before(page))

    def do_first(self) -> None:
        """Go to the first row."""
        if self.table.window.more_before:
            self.start(self.load(None))
        else:
            self.table.move_to(0)

    def do_last(self) -> None:
        """Go to the last row."""
        if self.table.window.more_after:
            self.start(self._load_last())
        else:
            self.table.move_to(len(self.table.window.rows) - 1)

    async def _load_last(self) -> None:
        self._generation += 1
        generation = self._generation
        page = await self.page(Window(before="", limit=self._limit()))
        if generation == self._generation:
            self._show(page)
            self.table.move_to(len(page.rows) - 1)

    def on_row_table_clicked(self, event: RowTable.Clicked) -> None:
        """Go where the mouse points."""
        self.move(event.index - self.table.cursor)

    # --- searching ----------------------------------------------------------------------------------------------

    @property
    def sought(self) -> str:
        """The words the list is searched by."""
        return words_alone(self.text)[0]

    def do_search(self) -> None:
        """Type what the list is to show; it follows as one types."""
        self.ask_text(_("Search"))

    async def narrow(self, text: str) -> None:
        """Show what the text finds."""
        async with self._narrowing:
            await self._narrow_down(text)

    async def _narrow_down(self, text: str) -> None:
        if text != self.text:
            row, screen_row = self.table.row, self.table.screen_row
            here = None if row is None else (row.key, screen_row)
            if not self.text:
                self._stood = here
            self.text = text
            # Back from a search one stands at what was found, or where one was; into it, at its first row.
            key, screen_row = (here or self._stood or (None, 0)) if not text else (None, 0)
            await self.load(key, screen_row)
            if problems := words_alone(text)[1]:
                self.tell_of(problems[0], "bad")
            else:
                self.tell(_SEARCHED(text=text) if text else "", "muted")

    def do_dates(self) -> None:
        """Type which days the list is to show."""
        self._ask_days(str(self.span))

    def _ask_days(self, text: str) -> None:
        self.open_prompt(Ask(_DATES, _("Show"), self._days_typed, text=text))

    def _days_typed(self, text: str) -> None:
        try:
            span = read_span(text)
        except Invalid as problem:
            self._ask_days(text)
            self.tell_error(problem)
            return
        if span != self.span:
            self.span = span
            self.start(self._load_days())

    async def _load_days(self) -> None:
        await self.load(None)
        self.tell(_DATED(dates=str(self.span)) if self.span else "", "muted")

    # --- what belongs to a row ----------------------------------------------------------------------------------

    def do_open(self) -> None:
        """Show what is behind the row under the cursor."""
        if (row := self.table.row) is not None:
            self.open_row(row)

    def do_back(self) -> None:
        """Show everything again, where something was searched; else go back to where one came from."""
        if self.text:
            self.start(self.narrow(""))
        elif self.span:
            self.span = Span()
            self.start(self._load_days())
        else:
            self.dismiss()

    def do_copy(self) -> None:
        """Copy what the row under the cursor is called."""
        if (row := self.table.row) is not None:
            text = self.copied(row)
            self.app.copy_to_clipboard(text)
            self.tell(_COPIED(text=text))

    def copied(self, row: ListRow) -> str:
        """Return what is copied of a row."""
        return row.key


def _put_back(make: Callable[[], ListScreen], left: Left) -> ListScreen:
    screen = make()
    screen.left, screen.text, screen.span = left, left.text, left.span
    return screen
