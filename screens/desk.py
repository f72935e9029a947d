"""The desk: queues as tabs, the list, the preview, and everything done without leaving them.

The screen is never rebuilt: another queue, a filter, a decision change what the list holds, and the cursor
stays where the person has put it. What others do shows in the counts and as “3 new”; the list itself changes
when the person asks for it (`R`) or has just acted.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.containers import Container
from textual.widget import Widget

from db.message import Message, _, plural
from screens.browsing import UP_TO_DATE
from screens.chooser import Chooser, Entry
from screens.commands import BY_ID, Scope, Situation
from screens.keymap import label
from screens.marking import Marking
from screens.passing import Target
from screens.resuming import Resuming
from screens.saving import Saving
from workflows.engine.view import ActionState, Outcome
from workflows.posts import Desk

WIDE = 110

_NOTICES = plural("{count} notice: N", "{count} notices: N")
_NO_WAY_BACK = _("There is nothing to go back to; :q or {key} leaves the program")
_NO_VIEW = _("This queue is always here; only tabs that were saved are changed")
_OTHERS_VIEW = _("“{name}” is changed by those who lead the people it is for")
_NO_NOTICES = _("No news")


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
        super().__init__(desks)
        self.saving = Saving(self)
        self._unread = 0
        self._openable = False
        self._boards: Sequence[Desk] = ()

    # --- parts --------------------------------------------------------------------------------------------

    def body(self) -> Iterator[Widget]:
        """Yield tabs, list and preview."""
        yield self.tabs
        with Container(id="work"):
            yield self.list
            yield self.pane

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
        await self.enter(self.desk, await self.filled(self.desk))
        await self.read_kept()
        self.offer_kept()
        # Last of all: the list is on the screen, and what dashboards are made of is read for the first time here.
        self._boards = await self.ask(lambda: self.office.boards.desks())
        await self.look_what_is_undoable()
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
            repeats=self.program.last.title if self.program.last is not None else None,
            undoable=self.program.undoable,
            queues=len(self.tabs.tabs),
            desks=len(self.desks),
            openable=self._openable,
            boards=len(self._boards),
            kept=bool(self.kept),
            changeable=self.tab is not None and self.tab.view is not None and self.tab.view.changeable,
            came=self.came_from is not None,
        )

    def retext(self) -> None:
        """Say everything again, where it is."""
        self.list.forget_widths()
        super().retext()

    async def load_tabs(self) -> None:
        """Show how much there is in each queue, and whether there is something to read."""
        await super().load_tabs()
        await self.look_what_is_undoable()
        self._tell_notices(await self.ask(self.office.unread_notices))

    def _tell_notices(self, unread: int) -> None:
        if unread != self._unread:
            self._unread = unread
            self.header.redraw()

    def aside(self) -> Message | None:
        """Say that there is something to read."""
        return _NOTICES(count=self._unread) if self._unread else None

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
        self.tell(UP_TO_DATE, "muted")

    # --- filter, the way back, saved views -------------------------------------------------------------------

    def do_back(self) -> None:
        """Clear the filter, else the marks, else go back to where one jumped from."""
        if self.text:
            self.start(self.narrow(""))
        elif self.list.marks:
            self.clear_marks()
        elif (stop := self.came_from) is not None and stop.jumped:
            self.do_return()
        else:
            self.tell(_NO_WAY_BACK(key=label(self.keys_of(BY_ID["quit"])[0])), "muted")

    def do_save_view(self) -> None:
        """Keep the filter of the list under a name."""
        self.saving.begin()

    def do_edit_view(self) -> None:
        """Rename the view one is on, change its filter, or remove it; say why that cannot be."""
        if self.tab is None or self.tab.view is None:
            self.tell(_NO_VIEW, "muted")
        elif not self.tab.view.changeable:
            self.tell(_OTHERS_VIEW(name=self.tab.title), "muted")
        else:
            self.saving.change(self.tab)

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
        self._tell_notices(0)

    def _open_notice(self, case: int | None) -> None:
        if case is not None:
            self.go("case", str(case), "")
