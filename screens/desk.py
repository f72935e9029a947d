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
from screens.browsing import PAGE
from screens.chooser import Chooser, Entry
from screens.commands import Command, Scope, Situation
from screens.marking import Marking
from screens.passing import Target
from screens.resuming import Resuming
from screens.tabs import Tabs
from workflows.engine.view import ActionState, Outcome, Page, QueueTab
from workflows.posts import Desk

WIDE = 110

_UP_TO_DATE = _("Up to date")
_NO_NOTICES = _("No news")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person was in a queue."""

    task: int | None
    screen_row: int
    text: str


class DeskScreen(Marking, Resuming):
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
        self.tabs = Tabs()
        self._places: dict[tuple[str, str], Place] = {}
        self._openable = False
        self._boards: Sequence[Desk] = ()

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
        await self.read_kept()
        self.offer_kept()
        # Last of all: the list is on the screen, and what dashboards are made of is read for the first time here.
        self._boards = await self.ask(lambda: self.office.boards.desks())
        self.refresh_keys()

    def situation(self) -> Situation:
        """Return what is at hand."""
        row, preview = self.list.row, self.deciding_preview()
        return Situation(
            self.scope,
            item=row is not None,
            actions=preview.actions if preview else (),
            known=preview is not None,
            claimed=row.claimed if row else "",
            marked=len(self.list.marks),
            listed=len(self.list.rows),
            repeatable=self.program.last is not None,
            queues=len(self.tabs.tabs),
            desks=len(self.desks),
            openable=self._openable,
            boards=len(self._boards),
            kept=bool(self.kept),
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
        self.open_prompt(Chooser(_("Desk:"), entries, lambda desk: self.start(self._switch(desk)), numbered=True))

    async def _switch(self, desk: Desk) -> None:
        tabs = await self.ask(self.office.queues, desk.key)
        filled = next((tab for tab in tabs if tab.count), tabs[0] if tabs else None)
        await self._enter(desk, filled.key if filled else "")

    async def _enter(self, desk: Desk, queue: str) -> None:
        """Show a queue where the person left it."""
        row = self.list.row
        self._places[self.desk.key, self.queue] = Place(row.task_id if row else None, self.list.screen_row, self.text)
        place = self._places.get((desk.key, queue), Place(None, 0, ""))
        self.desk, self.queue, self.text = desk, queue, place.text
        self.list.marks.clear()
        self.list.forget_widths()
        await self.load_tabs()
        await self.load(place.task, place.screen_row)
        self.header.redraw()

    async def load_tabs(self) -> None:
        tabs: Sequence[QueueTab] = await self.ask(self.office.queues, self.desk.key)
        self.tabs.show(tabs, self.queue)

    # --- what the list holds --------------------------------------------------------------------------------

    async def page(
        self, *, after: str | None = None, before: str | None = None, around: int | None = None, limit: int = 0
    ) -> Page:
        limit = limit or max(PAGE, 3 * self.list.room)
        if not self.queue:
            return Page((), None, None, False, False, 0)
        return await self.ask(
            self.office.page, self.desk.key, self.queue,
            after=after, before=before, around=around, limit=limit, text=self.text,
        )  # fmt: skip

    # --- deciding -----------------------------------------------------------------------------------------

    def target(self) -> Target | None:
        """Return the row under the cursor; its version is that of the preview, which is what was read."""
        row, preview = self.list.row, self.shown_preview()
        if row is None:
            return None
        seq = preview.seq if preview is not None else row.seq
        return Target(row.case_id, row.task_id, seq, row.number, row.process, row.claimed, row.claimed_by)

    async def actions(self) -> Sequence[ActionState]:
        """Return what may be done with the row under the cursor."""
        if self.shown_preview() is None:
            await self.load_preview()
        preview = self.shown_preview()
        return preview.actions if preview is not None else ()

    async def acted(self, outcome: Outcome) -> None:
        """Go to the next item."""
        row = self.list.row
        done = {row.task_id} if row is not None and row.case_id == outcome.case_id else set()
        await self.go_on(done)
        await self.read_kept()

    async def taken_back(self, outcome: Outcome) -> None:
        """Go to the item that has come back, if it stands in this queue."""
        await self.go_on(set())
        back = next((row.task_id for row in self.list.rows if row.case_id == outcome.case_id), None)
        if back is not None:
            self.list.hold(back)
            await self.settle()

    async def go_on(self, done: set[int]) -> None:
        """Load the list again without those that are done, the cursor on the next one."""
        for task in done:
            self.list.marks.pop(task, None)
        row = self.list.row
        onto = self.list.neighbour(done) if row is None or row.task_id in done else row.task_id
        screen_row = self.list.screen_row
        await self.load_tabs()
        await self.load(onto, screen_row)

    async def stale(self) -> None:
        """Show the list as it is now, the cursor where it was."""
        await self.reload()
        await self.read_kept()

    def do_refresh(self) -> None:
        """Show what has come in since."""
        self.start(self._refresh())

    async def _refresh(self) -> None:
        await self.reload()
        self.tell(_UP_TO_DATE, "muted")

    # --- filter -----------------------------------------------------------------------------------

    def do_back(self) -> None:
        """Clear the filter, else the marks."""
        if self.text:
            self.start(self.filter_by(""))
        elif self.list.marks:
            self.list.marks.clear()
            self.tell_marks()

    # --- elsewhere ----------------------------------------------------------------------------------------

    def do_board(self) -> None:
        """Show the dashboard of this desk; where it has none, the first the person may see."""
        own = next((desk for desk in self._boards if desk.key == self.desk.key), self._boards[0])
        self.go_board(own.key)

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
