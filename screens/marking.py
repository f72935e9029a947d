"""Marking items of a list, and deciding all that are marked at once.

What the keys take is what is marked: the cursor goes on to the next row as one marks, and that may stand at
another step.
"""

from abc import abstractmethod

from db.message import _
from screens.browsing import Browsing
from screens.bulk import Bulk
from screens.deciding import Pick
from workflows.engine.view import Preview, TaskRow

MARKS_AT_ONCE = 5000

_MARKED = _("{count} marked")
_MARKED_SOME = _("{count} marked, as many as can be at once")
_UNMARKED = _("No marks")


class Marking(Browsing):
    """A list whose items can be marked."""

    def __init__(self) -> None:
        super().__init__()
        self._marked: Preview | None = None
        """The preview of the item that was marked first, which says what may be done with the marked ones."""

    @abstractmethod
    async def go_on(self, done: set[int]) -> None:
        """Load the list again without those that are done, the cursor on the next one."""

    def do_mark(self) -> None:
        """Mark the row, or take its mark away, and go on."""
        row = self.list.row
        if row is None:
            return
        if self.list.marks.pop(row.task_id, None) is None:
            self.list.marks[row.task_id] = row.seq
            if self._marked is None or self._marked.task_id not in self.list.marks:
                self._marked = self.shown_preview()
        self.tell_marks()
        self.move(1)

    def do_mark_all(self) -> None:
        """Mark everything the filter shows; nothing when all of it is marked."""
        self.start(self._mark_all())

    async def _mark_all(self) -> None:
        if self.list.marks and len(self.list.marks) >= min(self.list.window.total, MARKS_AT_ONCE):
            self.list.marks.clear()
            self.tell_marks()
        else:
            page = await self.page(limit=500)
            while True:
                self.list.marks.update({row.task_id: row.seq for row in page.rows})
                if not page.more_after or len(self.list.marks) >= MARKS_AT_ONCE:
                    break
                page = await self.page(after=page.last, limit=500)
            self.tell_marks(more=page.more_after)

    def tell_marks(self, *, more: bool = False) -> None:
        """Say how many are marked, and which keys now take them."""
        count = len(self.list.marks)
        self.tell((_MARKED_SOME if more and count >= MARKS_AT_ONCE else _MARKED)(count=count)
                  if count else _UNMARKED, "muted")  # fmt: skip
        self.list.redraw()
        self.refresh_keys()

    def decide(self, pick: Pick) -> None:
        """Take an action: on all that are marked, else on the row under the cursor."""
        if self.list.marks:
            self.start(self._decide_marked(pick))
        else:
            super().decide(pick)

    async def _decide_marked(self, pick: Pick) -> None:
        row = self._marked_row()
        preview = self.deciding_preview()
        if row is not None and (preview is None or preview.task_id not in self.list.marks):
            preview = self._marked = await self.ask(self.office.preview, task=row.task_id)
        action = pick(preview.actions) if preview is not None else None
        if row is None or action is None:
            self.tell(_("Put the cursor on an item this can be done with"), "muted")
            return
        await Bulk(self, action, row.process).begin()

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
