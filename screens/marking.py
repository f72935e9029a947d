"""Marking items of a list, and deciding all that are marked at once.

What the keys take is what is marked: the cursor goes on to the next row as one marks, and that may stand at
another step.
"""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial

from db.message import _
from screens.bulk import Bulk
from screens.commands import BY_ID, LETTERS
from screens.deciding import ByKind, Decided, Pick
from screens.keymap import label
from screens.queues import MARKED, QueueWalk
from workflows.engine.view import ActionState, Preview, TaskRow
from workflows.posts import Desk

MARKS_AT_ONCE = 5000

_MARKED_SOME = _("{count} marked, as many as can be at once")
_UNMARKED = _("No marks")
_FROM_HERE = _("From here: go to the other end and press {key}")
_NO_RANGE = (0, True)
_TITLES = {kind: BY_ID[command].title for command, kind in LETTERS.items()}
"""What a run is called in which each item takes its own action of a kind."""


class Marking(QueueWalk):
    """A list whose items can be marked."""

    def __init__(self, desks: Sequence[Desk]) -> None:
        super().__init__(desks)
        self._marked: Preview | None = None
        """The preview of the item that was marked first, which says what may be done with the marked ones."""
        self._range_from = _NO_RANGE
        """The row that was marked or unmarked last, and whether it was marked: where a range begins."""

    @abstractmethod
    async def go_on(self, done: set[int]) -> None:
        """Load the list again without those that are done, the cursor on the next one."""

    def do_mark(self) -> None:
        """Mark the row, or take its mark away, and go on."""
        row = self.list.row
        if row is None:
            return
        if marking := self.list.marks.pop(row.task_id, None) is None:
            self.list.marks[row.task_id] = row.seq
            if self._marked is None or self._marked.task_id not in self.list.marks:
                self._marked = self.shown_preview()
        self._range_from = (row.task_id, marking)
        self.tell_marks()
        self.move(1)

    def do_mark_range(self) -> None:
        """Do to every row up to the cursor what was done to the row marked (or unmarked) last; else begin here."""
        row = self.list.row
        if row is None:
            return
        task, marking = self._range_from
        start = self.list.window.index(task)
        if start is None:
            self.list.marks[row.task_id] = row.seq
            self._range_from = (row.task_id, True)
            self.tell_marks()
            self.tell(_FROM_HERE(key=label(self.keys_of(BY_ID["mark-range"])[0])), "muted")
            return
        first, last = sorted((start, self.list.cursor))
        for one in self.list.rows[first : last + 1]:
            if marking:
                self.list.marks[one.task_id] = one.seq
            else:
                self.list.marks.pop(one.task_id, None)
        self._range_from = (row.task_id, marking)
        self.tell_marks()

    def do_mark_all(self) -> None:
        """Mark everything the filter shows; where all of it is marked, nothing of it."""
        self.start(self._mark_all())

    async def _mark_all(self) -> None:
        page, shown = await self.page(limit=500), dict[int, int]()
        while True:
            shown.update({row.task_id: row.seq for row in page.rows})
            if not page.more_after or len(shown) >= MARKS_AT_ONCE:
                break
            page = await self.page(after=page.last, limit=500)
        marks = self.list.marks
        if shown.keys() <= marks.keys():
            self.list.marks = {task: seq for task, seq in marks.items() if task not in shown}
        else:
            marks.update(shown)
        self.tell_marks(more=page.more_after)

    def clear_marks(self) -> None:
        """Take every mark away."""
        self.list.marks.clear()
        self._range_from = _NO_RANGE
        self.tell_marks()

    def tell_marks(self, *, more: bool = False) -> None:
        """Say how many are marked, and which keys now take them."""
        count = len(self.list.marks)
        said = _MARKED_SOME if more and count >= MARKS_AT_ONCE else MARKED
        self.tell(said(count=count) if count else _UNMARKED, "muted")
        self.list.redraw()
        self.refresh_keys()

    def decide(self, pick: Pick) -> None:
        """Take an action: on all that are marked, else on the row under the cursor."""
        if self.list.marks:
            self.start(self._decide_marked(pick))
        else:
            super().decide(pick)

    def do_repeat(self) -> None:
        """Take the last action again, with the same reason: on all that are marked, else on the row."""
        last = self.program.last
        if self.list.marks and last is not None:
            action = last.action
            self.start(
                self._decide_marked(partial(_by_key, action) if isinstance(action, str) else ByKind(action), last)
            )
        else:
            super().do_repeat()

    async def _decide_marked(self, pick: Pick, again: Decided | None = None) -> None:
        row = self._marked_row()
        preview = self.deciding_preview()
        if row is not None and (preview is None or preview.task_id not in self.list.marks):
            preview = self._marked = await self.ask(self.office.preview, task=row.task_id)
        action = pick(preview.actions) if preview is not None else None
        if isinstance(pick, ByKind) and (action is None or action.kind is pick.kind):
            await Bulk(self, pick.kind, _TITLES[pick.kind], again).begin()
        elif action is not None:
            await Bulk(self, action.key, action.title, again).begin()
        else:
            self.tell(_("Put the cursor on an item this can be done with"), "muted")

    def _marked_row(self) -> TaskRow | None:
        """The row that says what is done with the marked ones: the one under the cursor, else the first of them."""
        marks, row = self.list.marks, self.list.row
        if row is not None and row.task_id in marks:
            return row
        return next((one for one in self.list.rows if one.task_id in marks), row)

    def deciding_preview(self) -> Preview | None:
        """The preview whose actions the keys take: of the row under the cursor, or of what is marked elsewhere."""
        marks, row = self.list.marks, self.list.row
        elsewhere = self._marked is not None and self._marked.task_id in marks
        return self._marked if elsewhere and (row is None or row.task_id not in marks) else self.shown_preview()


def _by_key(key: str, actions: Sequence[ActionState]) -> ActionState | None:
    return next((action for action in actions if action.key == key and action.allowed), None)
