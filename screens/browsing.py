"""Looking through a list that is read in windows: moving, the preview of the row, what others change meanwhile.

What is loaded last counts: an answer to an older question is dropped. Nothing that others do moves the cursor.
"""

from abc import abstractmethod

from db.message import _
from screens.deciding import Deciding
from screens.narrowing import Narrowing
from screens.preview import PreviewPane
from screens.task_list import TaskList
from screens.window import compared
from workflows.engine.errors import NotFound
from workflows.engine.view import Page, Preview

PAGE = 60
"""Rows read at once, at least; three screens of them where the screen is tall."""
AHEAD = 20
"""How near the end of what is held the cursor comes before more is read."""

_NEW = _("{count} new — R")
_CHANGED = _("changed — R")
_FILTER = _("Filter: {text}")
_FILTER_HELP = _(
    "words  !without  from:  step:  process:  due:late  due:today  due:week  amount:>500  amount:100-500  claimed:no"
)
UP_TO_DATE = _("Up to date")
_GONE = _("This item is no longer open")


class Browsing(Narrowing[None], Deciding[None]):
    """A list, its preview, and moving in it."""

    def __init__(self) -> None:
        super().__init__()
        self.list = TaskList()
        self.pane = PreviewPane()
        self._preview_wanted = False
        self._reading_on = False
        self._looking = False
        self._stood: tuple[int, int] | None = None
        """The task one was at, and how far down the screen, before anything was filtered."""
        self._generation = 0
        """Counts what is loaded into the list, so that an answer to an older question is dropped."""

    @abstractmethod
    async def page(
        self, *, after: str | None = None, before: str | None = None, around: int | None = None, limit: int = 0
    ) -> Page:
        """Read a window of what is listed."""

    @abstractmethod
    async def load_tabs(self) -> None:
        """Show how much there is in each queue."""

    # --- what the list holds --------------------------------------------------------------------------------

    async def load(self, task: int | None, screen_row: int) -> None:
        """Load the list around a task, or from the top, and put the cursor on it."""
        self._generation += 1
        generation = self._generation
        page = await self.page(around=task)
        if self._outdated(generation):
            return
        self._show_page(page)
        if page.problems:
            self.tell_of(page.problems[0], "bad")
        self.list.cursor = 0 if task is None else self.list.cursor
        self.list.hold(task, screen_row)
        await self.settle()

    def _show_page(self, page: Page) -> None:
        self.list.window.load(page)
        self.list.gone.clear()
        self.list.filtered = bool(self.text)
        self.status.news(None)

    def _outdated(self, generation: int) -> bool:
        """Whether something else has been loaded since."""
        return generation != self._generation

    async def settle(self) -> None:
        """Show what belongs to the row the cursor has come to rest on."""
        await self.load_preview()
        self.refresh_keys()

    async def reload(self) -> None:
        row = self.list.row
        wanted = row.task_id if row is not None else None
        if row is not None and row.task_id in self.list.gone:
            wanted = self.list.neighbour(self.list.gone)
        generation, screen_row = self._generation, self.list.screen_row
        await self.load_tabs()
        page = await self.page(around=wanted)
        if wanted is not None and all(fresh.task_id != wanted for fresh in page.rows):
            # It has left the queue meanwhile: its neighbours are the place to be.
            wanted = self.list.neighbour({wanted})
            page = await self.page(around=wanted)
        if self._outdated(generation):
            return
        self._generation += 1
        self._show_page(page)
        self.list.hold(wanted, screen_row)
        await self.settle()

    # --- moving -------------------------------------------------------------------------------------------

    def do_down(self) -> None:
        """Go to the next row."""
        self.move(1)

    def do_up(self) -> None:
        """Go to the row before."""
        self.move(-1)

    def do_page_down(self) -> None:
        """Go down a screen."""
        self.move(self.list.room - 1)

    def do_page_up(self) -> None:
        """Go up a screen."""
        self.move(1 - self.list.room)

    def move(self, by: int) -> None:
        target = self.list.cursor + by
        beyond = target >= len(self.list.rows) and self.list.window.more_after
        if beyond or (target < 0 and self.list.window.more_before):
            self.start(self._move_beyond(by))
            return
        self.list.move_to(target)
        self._moved()

    async def _move_beyond(self, by: int) -> None:
        await self._read_on(forward=by > 0)
        self.list.move_to(self.list.cursor + by)
        await self.settle()

    def _moved(self) -> None:
        """The cursor is on another row: fetch its preview, and more rows where the end is near."""
        self._want_preview()
        window, cursor = self.list.window, self.list.cursor
        forward = cursor > len(window.rows) - AHEAD and window.more_after
        if not self._reading_on and (forward or (cursor < AHEAD and window.more_before)):
            self.run_worker(self._read_ahead(forward=forward), exit_on_error=False)

    async def _read_ahead(self, *, forward: bool) -> None:
        self._reading_on = True
        try:
            await self._read_on(forward=forward)
        except Exception as error:
            self.tell_error(error)
        finally:
            self._reading_on = False

    async def _read_on(self, *, forward: bool) -> None:
        window, generation = self.list.window, self._generation
        edge = window.last if forward else window.first
        page = await (self.page(after=edge) if forward else self.page(before=edge))
        # Somebody else has read on, or loaded something else, in the meantime.
        if self._outdated(generation) or edge != (window.last if forward else window.first):
            return
        held = self.list.row
        if forward:
            window.add_after(page)
            dropped = window.index(held.task_id) if held is not None else None
            if dropped is not None and dropped != self.list.cursor:
                self.list.shifted(dropped - self.list.cursor)
            else:
                self.list.redraw()
        else:
            self.list.shifted(window.add_before(page))

    def do_first(self) -> None:
        """Go to the first row of the queue."""
        if self.list.window.more_before:
            self.start(self.load(None, 0))
        else:
            self.list.move_to(0)
            self._moved()

    def do_last(self) -> None:
        """Go to the last row of the queue."""
        if self.list.window.more_after:
            self.start(self._load_last())
        else:
            self.list.move_to(len(self.list.rows) - 1)
            self._moved()

    async def _load_last(self) -> None:
        self._generation += 1
        self._show_page(await self.page(before=""))
        self.list.move_to(len(self.list.rows) - 1)
        await self.settle()

    def on_task_list_clicked(self, event: TaskList.Clicked) -> None:
        """Go where the mouse points."""
        self.move(event.index - self.list.cursor)

    # --- preview ------------------------------------------------------------------------------------------

    def shown_preview(self) -> Preview | None:
        """The preview, if it is of the row under the cursor."""
        row, preview = self.list.row, self.pane.preview
        same = row is not None and preview is not None and preview.task_id == row.task_id
        return preview if same else None

    def _want_preview(self) -> None:
        if not self._preview_wanted:
            self._preview_wanted = True
            self.run_worker(self._follow(), exit_on_error=False)

    async def _follow(self) -> None:
        """Load previews until the one shown is that of the row under the cursor; those passed by are left out."""
        try:
            while self.list.row is not None and self.shown_preview() is None:
                await self.load_preview()
        except Exception as error:
            self.tell_error(error)
        finally:
            self._preview_wanted = False
        self.refresh_keys()

    async def load_preview(self) -> None:
        row = self.list.row
        if row is None:
            self.pane.show(None)
            return
        try:
            preview = await self.ask(self.office.preview, task=row.task_id)
        except NotFound:
            if row is self.list.row:
                self.pane.show(None, _GONE)
            return
        if row is self.list.row:
            self.pane.show(preview, open_with=row.open_with)

    def do_preview_down(self) -> None:
        """Scroll the preview down."""
        self.pane.scroll_lines(max(1, self.pane.size.height // 2))

    def do_preview_up(self) -> None:
        """Scroll the preview up."""
        self.pane.scroll_lines(-max(1, self.pane.size.height // 2))

    # --- filter -------------------------------------------------------------------------------------------

    def do_filter(self) -> None:
        """Type what the list is to show."""
        self.ask_text(_("Filter"), _FILTER_HELP)

    async def narrow(self, text: str) -> None:
        """Show what the filter finds, the cursor where it was."""
        if text == self.text:
            return
        row = self.list.row
        here = None if row is None else (row.task_id, self.list.screen_row)
        if not self.text:
            self._stood = here
        self.text = text
        self.header.redraw()
        # Said first: whatever is told while the list is loading is news.
        self.tell(_FILTER(text=text) if text else "", "muted")
        # Back from a filter that found nothing one stands where one was.
        task, screen_row = here or self._stood or (None, self.list.screen_row)
        await self.load(task, screen_row)

    # --- what others do -------------------------------------------------------------------------------------

    def arrived(self) -> None:
        """Count what is new; change nothing the person is looking at."""
        if not self._looking and self.is_attached:
            self._looking = True
            self.run_worker(self._look(), exit_on_error=False)

    async def _look(self) -> None:
        try:
            generation = self._generation
            await self.load_tabs()
            row = self.list.row
            fresh = await self.page(around=row.task_id if row is not None else None)
            if not self._outdated(generation):
                await self._compare(fresh)
        except Exception as error:
            self.tell_error(error)
        finally:
            self._looking = False

    async def _compare(self, fresh: Page) -> None:
        if not self.list.rows:
            await self.load(None, 0)
            return
        news = compared(self.list.window, fresh)
        before = self.list.row
        self.list.gone = news.gone
        self.list.window.replace(fresh.rows)
        self.list.redraw()
        if (row := self.list.row) != before and row is not None and row.task_id not in news.gone:
            await self.load_preview()
        self.refresh_keys()
        said = _NEW(count=news.new) if news.new else _CHANGED if news.changed else None
        self.status.news(said)
        if said is not None:
            self.status.unsay(UP_TO_DATE)
