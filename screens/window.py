"""The part of a queue that is in memory: a few pages around the cursor, however long the queue is.

Rows are known by their task's id. The window grows at the end the cursor nears and lets go of whole pages at
the other, so that moving through a million rows holds a few hundred of them.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from workflows.engine.view import Page, TaskRow

PAGES_KEPT = 8


@dataclass(slots=True)
class Window:
    """Pages that follow one another, in the order of the queue."""

    pages: deque[Page] = field(default_factory=deque)
    rows: list[TaskRow] = field(default_factory=list)
    total: int = 0

    def load(self, page: Page) -> None:
        """Hold this page alone."""
        self.pages = deque([page])
        self._count(page)

    def add_after(self, page: Page) -> None:
        """Go on with the page that follows."""
        self.pages.append(page)
        while len(self.pages) > PAGES_KEPT:
            self.pages.popleft()
        self._count(page)

    def add_before(self, page: Page) -> int:
        """Put the page that comes before in front; return by how many rows the others have moved down."""
        self.pages.appendleft(page)
        while len(self.pages) > PAGES_KEPT:
            self.pages.pop()
        self._count(page)
        return len(page.rows)

    def _count(self, page: Page) -> None:
        self.rows = [row for held in self.pages for row in held.rows]
        self.total = page.total

    @property
    def more_before(self) -> bool:
        """Whether the queue has rows before the first one held."""
        return bool(self.pages) and self.pages[0].more_before

    @property
    def more_after(self) -> bool:
        """Whether the queue has rows behind the last one held."""
        return bool(self.pages) and self.pages[-1].more_after

    @property
    def first(self) -> str | None:
        """The cursor to read on before it."""
        return self.pages[0].first if self.pages else None

    @property
    def last(self) -> str | None:
        """The cursor to read on behind it."""
        return self.pages[-1].last if self.pages else None

    def index(self, task_id: int | None) -> int | None:
        """Return where a task stands; None when it is not held."""
        return next((index for index, row in enumerate(self.rows) if row.task_id == task_id), None)

    def replace(self, fresh: Sequence[TaskRow]) -> None:
        """Show rows as they are now where only what others see of them has changed, not the case itself."""
        known = {row.task_id: row for row in fresh}
        self.rows = [
            known[row.task_id] if row.task_id in known and known[row.task_id].seq == row.seq else row
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class News:
    """What others have done to a list: how many tasks came in, which are gone, whether any has changed."""

    new: int
    gone: set[int]
    changed: bool


def compared(window: Window, fresh: Page) -> News:
    """Compare what is held with the same part of the queue as it is now."""
    held = {row.task_id: row for row in window.rows}
    now = {row.task_id: row for row in fresh.rows}
    both = [task for task in held if task in now]
    order = list(held)
    # What lies outside the part that was read again is not gone; only between its ends something can be missing.
    start = order.index(both[0]) if both and fresh.more_before else 0
    stop = order.index(both[-1]) + 1 if both and fresh.more_after else len(order)
    gone = {task for task in order[start:stop] if task not in now}
    ahead = [row.task_id for row in fresh.rows]
    known = slice(0 if not window.more_before else _place(ahead, both, 0),
                  len(ahead) if not window.more_after else _place(ahead, both, -1) + 1)  # fmt: skip
    new = sum(task not in held for task in ahead[known])
    changed = bool(gone) or any(now[task].seq != held[task].seq for task in both)
    return News(max(new, fresh.total - window.total), gone, changed)


def _place(tasks: list[int], both: list[int], which: int) -> int:
    return tasks.index(both[which]) if both else 0
