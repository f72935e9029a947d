"""The desk: queues as tabs, the list, the preview, and everything done without leaving them.

The screen is never rebuilt: another queue, a filter, a decision change what the list holds, and the cursor
stays where the person has put it. What others do shows in the counts and as “3 new”; the list itself changes
when the person asks for it (`R`) or has just acted.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.containers import Container
from textual.widget import Widget

from db.message import Message, _
from screens.bulk import Bulk
from screens.chooser import Chooser, Entry
from screens.commands import Command, Scope, Situation
from screens.deciding import Deciding, Pick, Target
from screens.preview import PreviewPane
from screens.reason import Ask
from screens.tabs import Tabs
from screens.task_list import TaskList
from workflows.engine.errors import NotFound
from workflows.engine.view import ActionState, Outcome, Page, Preview, QueueTab
from workflows.posts import Desk

PAGE = 60
AHEAD = 20
"""How near the end of what is held the cursor comes before more is read."""
MARKS_AT_ONCE = 5000
WIDE = 110

_NEW = _("{count} new — R")
_CHANGED = _("changed — R")
_MARKED = _("{count} marked")
_MARKED_SOME = _("{count} marked, as many as can be at once")
_UNMARKED = _("No marks")
_GONE = _("This item is no longer open")
_UP_TO_DATE = _("Up to date")
_FILTER = _("Filter: {text}")
_NO_NOTICES = _("No news")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person was in a queue."""

    task: int | None
    screen_row: int
    text: str


class DeskScreen(Deciding[None]):
    """The work lists of a person."""

    DEFAULT_CSS = """
    DeskScreen #work { layout: horizontal; height: 1fr; }
    DeskScreen PreviewPane { width: 31%; min-width: 40; }
    DeskScreen.-narrow #work { layout: vertical; }
    DeskScreen.-narrow PreviewPane { width: 1fr; height: 5; }
    DeskScreen.-narrow.-tall PreviewPane { height: 35%; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
    scope: ClassVar[Scope] = "desk"

    def __init__(self, desks: Sequence[Desk]) -> None:
        super().__init__()
        self.desks = desks
        self.desk = desks[0]
        self.queue = ""
        self.text = ""
        self.tabs = Tabs()
        self.list = TaskList()
        self.pane = PreviewPane()
        self._places: dict[tuple[str, str], Place] = {}
        self._openable = False
        self._preview_wanted = False
        self._reading_on = False
        self._looking = False
        self._generation = 0
        """Counts what is loaded into the list, so that an answer to an older question is dropped."""

    # --- parts --------------------------------------------------------------------------------------------

    def body(self) -> Iterator[Widget]:
        """Yield tabs, list and preview."""
        yield self.tabs
        with Container(id="work"):
            yield self.list
            yield self.pane

    def where(self) -> Sequence[Message | str]:
        """Return desk and queue."""
        tab = next((tab for tab in self.tabs.tabs if tab.key == self.queue), None)
        return [self.desk.title] if tab is None else [self.desk.title, tab.title]

    @property
    def accent(self) -> str:
        """The desk's colour."""
        return self.desk.key

    def on_mount(self) -> None:
        """Open the first queue that has something in it."""
        self.start(self._begin())

    def on_resize(self) -> None:
        """Put the preview beside the list or below it."""
        beside = self.size.width >= WIDE
        if self.pane.beside != beside:
            self.pane.beside = beside
            self.pane.redraw()

    async def _begin(self) -> None:
        self._openable = bool(await self.ask(self.office.openable))
        tabs = await self.ask(self.office.queues, self.desk.key)
        filled = next((tab for tab in tabs if tab.count), tabs[0] if tabs else None)
        await self._enter(self.desk, filled.key if filled else "")

    def situation(self) -> Situation:
        """Return what is at hand."""
        row, preview = self.list.row, self._shown()
        return Situation(
            self.scope,
            item=row is not None,
            actions=preview.actions if preview else (),
            claimed=row.claimed if row else "",
            marked=len(self.list.marks),
            listed=len(self.list.rows),
            repeatable=self.program.last is not None,
            queues=len(self.tabs.tabs),
            desks=len(self.desks),
            openable=self._openable,
        )

    def method(self, command: Command) -> Callable[[], None] | None:
        """Carry out the queues by digit, too."""
        if command.id.startswith("queue-"):
            return partial(self._queue_at, int(command.id.removeprefix("queue-")) - 1)
        return super().method(command)

    def retext(self) -> None:
        """Say everything again, where it is."""
        self.list.forget_widths()
        super().retext()

    # --- queues -------------------------------------------------------------------------------------------

    def show_queue(self, desk: str, queue: str) -> None:
        """Show a queue, on this desk or another."""
        found = next((one for one in self.desks if one.key == desk), None)
        if found is not None:
            self.start(self._enter(found, queue))

    def _queue_at(self, index: int) -> None:
        tabs = self.tabs.tabs
        if tabs and tabs[index % len(tabs)].key != self.queue:
            self.start(self._enter(self.desk, tabs[index % len(tabs)].key))

    def do_next_queue(self) -> None:
        """Go to the next queue."""
        self._queue_at(self.tabs.index + 1)

    def do_previous_queue(self) -> None:
        """Go to the queue before."""
        self._queue_at(self.tabs.index - 1)

    def do_switch_desk(self) -> None:
        """Choose another desk."""
        entries = [Entry(desk.title, desk) for desk in self.desks]
        self.open_prompt(
            Chooser(_("Desk:"), entries, lambda desk: self.start(self._switch(desk)), numbered=True)
        )

    async def _switch(self, desk: Desk) -> None:
        tabs = await self.ask(self.office.queues, desk.key)
        filled = next((tab for tab in tabs if tab.count), tabs[0] if tabs else None)
        await self._enter(desk, filled.key if filled else "")

    async def _enter(self, desk: Desk, queue: str) -> None:
        """Show a queue where the person left it."""
        row = self.list.row
        self._places[self.desk.key, self.queue] = Place(
            row.task_id if row else None, self.list.screen_row, self.text
        )
        place = self._places.get((desk.key, queue), Place(None, 0, ""))
        self.desk, self.queue, self.text = desk, queue, place.text
        self.list.marks.clear()
        self.list.forget_widths()
        await self._load_tabs()
        await self._load(place.task, place.screen_row)
        self.header.redraw()

    async def _load_tabs(self) -> None:
        tabs: Sequence[QueueTab] = await self.ask(self.office.queues, self.desk.key)
        self.tabs.show(tabs, self.queue)

    # --- what the list holds --------------------------------------------------------------------------------

    async def _page(
        self,
        *,
        after: str | None = None,
        before: str | None = None,
        around: int | None = None,
        limit: int = 0,
    ) -> Page:
        limit = limit or max(PAGE, 3 * self.list.room)
        if not self.queue:
            return Page((), None, None, False, False, 0)
        return await self.ask(
            self.office.page, self.desk.key, self.queue,
            after=after, before=before, around=around, limit=limit, text=self.text,
        )  # fmt: skip

    async def _load(self, task: int | None, screen_row: int) -> None:
        """Load the list around a task, or from the top, and put the cursor on it."""
        self._generation += 1
        page = await self._page(around=task)
        self._show_page(page)
        self.list.cursor = 0 if task is None else self.list.cursor
        self.list.hold(task, screen_row)
        await self._settle()

    def _show_page(self, page: Page) -> None:
        self.list.window.load(page)
        self.list.gone.clear()
        self.list.filtered = bool(self.text)
        self.status.news(None)

    def _outdated(self, generation: int) -> bool:
        """Whether something else has been loaded since."""
        return generation != self._generation

    async def _settle(self) -> None:
        """Show what belongs to the row the cursor has come to rest on."""
        await self._load_preview()
        self.refresh_keys()

    # --- moving -------------------------------------------------------------------------------------------

    def do_down(self) -> None:
        """Go to the next row."""
        self._move(1)

    def do_up(self) -> None:
        """Go to the row before."""
        self._move(-1)

    def do_page_down(self) -> None:
        """Go down a screen."""
        self._move(self.list.room - 1)

    def do_page_up(self) -> None:
        """Go up a screen."""
        self._move(1 - self.list.room)

    def _move(self, by: int) -> None:
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
        await self._settle()

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
        page = await (self._page(after=edge) if forward else self._page(before=edge))
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
            self.start(self._load(None, 0))
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
        self._show_page(await self._page(before=""))
        self.list.move_to(len(self.list.rows) - 1)
        await self._settle()

    def on_task_list_clicked(self, event: TaskList.Clicked) -> None:
        """Go where the mouse points."""
        self._move(event.index - self.list.cursor)

    # --- preview ------------------------------------------------------------------------------------------

    def _shown(self) -> Preview | None:
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
            while self.list.row is not None and self._shown() is None:
                await self._load_preview()
        except Exception as error:
            self.tell_error(error)
        finally:
            self._preview_wanted = False
        self.refresh_keys()

    async def _load_preview(self) -> None:
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
            self.pane.show(preview)

    def do_preview_down(self) -> None:
        """Scroll the preview down."""
        self.pane.scroll_lines(max(1, self.pane.size.height // 2))

    def do_preview_up(self) -> None:
        """Scroll the preview up."""
        self.pane.scroll_lines(-max(1, self.pane.size.height // 2))

    # --- deciding -----------------------------------------------------------------------------------------

    def target(self) -> Target | None:
        """Return the row under the cursor; its version is that of the preview, which is what was read."""
        row, preview = self.list.row, self._shown()
        if row is None:
            return None
        seq = preview.seq if preview is not None else row.seq
        return Target(row.case_id, row.task_id, seq, row.number, row.process, row.claimed, row.claimed_by)

    async def actions(self) -> Sequence[ActionState]:
        """Return what may be done with the row under the cursor."""
        if self._shown() is None:
            await self._load_preview()
        preview = self._shown()
        return preview.actions if preview is not None else ()

    def decide(self, pick: Pick) -> None:
        """Take an action: on all that are marked, else on the row under the cursor."""
        if self.list.marks:
            self.start(self._decide_marked(pick))
        else:
            super().decide(pick)

    async def _decide_marked(self, pick: Pick) -> None:
        target, action = self.target(), pick(await self.actions())
        if target is None or action is None:
            self.tell(_("Put the cursor on an item this can be done with"), "muted")
            return
        await Bulk(self, action, target.process).begin()

    async def acted(self, outcome: Outcome) -> None:
        """Go to the next item; after a take-back to the item that has come back."""
        row = self.list.row
        done = {row.task_id} if row is not None and row.case_id == outcome.case_id else set()
        await self.go_on(done)

    async def go_on(self, done: set[int]) -> None:
        """Load the list again without those that are done, the cursor on the next one."""
        for task in done:
            self.list.marks.pop(task, None)
        row = self.list.row
        onto = self.list.neighbour(done) if row is None or row.task_id in done else row.task_id
        screen_row = self.list.screen_row
        await self._load_tabs()
        await self._load(onto, screen_row)

    async def stale(self) -> None:
        """Show the list as it is now, the cursor where it was."""
        await self._reload()

    async def _reload(self) -> None:
        row = self.list.row
        wanted = row.task_id if row is not None else None
        if row is not None and row.task_id in self.list.gone:
            wanted = self.list.neighbour(self.list.gone)
        generation, screen_row = self._generation, self.list.screen_row
        await self._load_tabs()
        page = await self._page(around=wanted)
        if wanted is not None and all(fresh.task_id != wanted for fresh in page.rows):
            # It has left the queue meanwhile: its neighbours are the place to be.
            wanted = self.list.neighbour({wanted})
            page = await self._page(around=wanted)
        if self._outdated(generation):
            return
        self._generation += 1
        self._show_page(page)
        self.list.hold(wanted, screen_row)
        still = {held.task_id for held in page.rows}
        if not (page.more_before or page.more_after):
            self.list.marks = {task: seq for task, seq in self.list.marks.items() if task in still}
        await self._settle()

    # --- what others do -----------------------------------------------------------------------------------

    def arrived(self) -> None:
        """Count what is new; change nothing the person is looking at."""
        if not self._looking and self.is_attached:
            self._looking = True
            self.run_worker(self._look(), exit_on_error=False)

    async def _look(self) -> None:
        try:
            generation = self._generation
            await self._load_tabs()
            row = self.list.row
            fresh = await self._page(around=row.task_id if row is not None else None)
            if not self._outdated(generation):
                await self._compare(fresh)
        except Exception as error:
            self.tell_error(error)
        finally:
            self._looking = False

    async def _compare(self, fresh: Page) -> None:
        held = {row.task_id: row for row in self.list.rows}
        if not held:
            if fresh.rows:
                await self._load(None, 0)
            return
        now = {row.task_id: row for row in fresh.rows}
        new = max(sum(task not in held for task in now), fresh.total - self.list.window.total)
        # Reading around a row skips those outside the window: only what lies between its ends can be missing.
        inside = [task for task in held if task in now]
        if inside:
            order = list(held)
            start = order.index(inside[0]) if fresh.more_before else 0
            stop = order.index(inside[-1]) + 1 if fresh.more_after else len(order)
            self.list.gone = {task for task in order[start:stop] if task not in now}
        changed = any(now[task].seq != held[task].seq for task in inside) or bool(self.list.gone)
        self.list.window.replace(fresh.rows)
        self.list.redraw()
        self.refresh_keys()
        self.status.news(_NEW(count=new) if new > 0 else _CHANGED if changed else None)

    def do_refresh(self) -> None:
        """Show what has come in since."""
        self.start(self._refresh())

    async def _refresh(self) -> None:
        await self._reload()
        self.tell(_UP_TO_DATE, "muted")

    # --- marks and filter -----------------------------------------------------------------------------------

    def do_mark(self) -> None:
        """Mark the row, or take its mark away, and go on."""
        row = self.list.row
        if row is None:
            return
        if self.list.marks.pop(row.task_id, None) is None:
            self.list.marks[row.task_id] = row.seq
        self._tell_marks()
        self._move(1)

    def do_mark_all(self) -> None:
        """Mark everything the filter shows; nothing when all of it is marked."""
        self.start(self._mark_all())

    async def _mark_all(self) -> None:
        if self.list.marks and len(self.list.marks) >= min(self.list.window.total, MARKS_AT_ONCE):
            self.list.marks.clear()
        else:
            page = await self._page(limit=500)
            while True:
                self.list.marks.update({row.task_id: row.seq for row in page.rows})
                if not page.more_after or len(self.list.marks) >= MARKS_AT_ONCE:
                    break
                page = await self._page(after=page.last, limit=500)
        self._tell_marks(more=self.list.window.total > len(self.list.marks))

    def _tell_marks(self, *, more: bool = False) -> None:
        count = len(self.list.marks)
        self.tell((_MARKED_SOME if more and count >= MARKS_AT_ONCE else _MARKED)(count=count)
                  if count else _UNMARKED, "muted")  # fmt: skip
        self.list.redraw()
        self.refresh_keys()

    def do_filter(self) -> None:
        """Type what the list is to show."""
        before = self.text
        self.open_prompt(
            Ask(
                "/", _("Filter"), lambda text: self.start(self._filter(text)), text=self.text,
                changed=self._filter_typed, left=lambda: self.start(self._filter(before)),
            )
        )  # fmt: skip

    def _filter_typed(self, text: str) -> None:
        self.run_worker(self._filter(text), group="filter", exclusive=True, exit_on_error=False)

    async def _filter(self, text: str) -> None:
        if text == self.text:
            return
        row = self.list.row
        self.text = text
        await self._load(row.task_id if row is not None else None, self.list.screen_row)
        self.tell(_FILTER(text=text) if text else "", "muted")

    def do_back(self) -> None:
        """Clear the filter, else the marks."""
        if self.text:
            self.start(self._filter(""))
        elif self.list.marks:
            self.list.marks.clear()
            self._tell_marks()

    # --- elsewhere ----------------------------------------------------------------------------------------

    def do_open(self) -> None:
        """Open the case of the row under the cursor."""
        row = self.list.row
        if row is not None:
            self.go("case", str(row.case_id), "")

    def do_notices(self) -> None:
        """Read what the program has told the person."""
        self.start(self._notices())

    async def _notices(self) -> None:
        notices = await self.ask(self.office.notices)
        if not notices:
            self.tell(_NO_NOTICES, "muted")
            return
        now = self.office.now()
        entries = [Entry(text, case, self.words.stamp(at, now)) for at, text, case in notices]
        self.open_prompt(Chooser(_("Notices"), entries, self._open_notice, typing=False, verb=_("Open")))
        await self.ask(self.office.see_notices)

    def _open_notice(self, case: int | None) -> None:
        if case is not None:
            self.go("case", str(case), "")
