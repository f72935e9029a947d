"""Going from queue to queue: tabs, digits, jumps, and the way back.

A queue is found as it was left: the place, the filter, the scroll, the marks. The way one came is kept, with the cases
that were open above a queue, so that one can always go back to exactly where one was.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from db.message import Message, _
from screens.base import HERE_ALREADY, ConsoleScreen
from screens.browsing import PAGE, Browsing
from screens.chooser import Chooser, Entry
from screens.commands import Command
from screens.tabs import Tabs
from workflows.engine.view import Page, QueueTab
from workflows.posts import Desk

STOPS_KEPT = 50

MARKED = _("{count} marked")
_VIEW = _("{queue}, filtered by: {filter}")

Again = Callable[[], ConsoleScreen[Any]]
"""Makes a screen anew, as it was when it was left."""


@dataclass(frozen=True, slots=True)
class Place:
    """How a queue was left."""

    task: int | None = None
    screen_row: int = 0
    text: str = ""
    marks: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop on the way one came. above: what was open above the queue. jumped: one left it for a named place."""

    desk: Desk
    queue: str
    above: Sequence[Again] = ()
    jumped: bool = False


class QueueWalk(Browsing):
    """The queues of a desk as tabs, and going from one to another."""

    def __init__(self, desks: Sequence[Desk]) -> None:
        super().__init__()
        self.desks = desks
        self.desk = desks[0]
        self.queue = ""
        self.tabs = Tabs()
        self._places: dict[tuple[str, str], Place] = {}
        self._stops: deque[Stop] = deque(maxlen=STOPS_KEPT)

    @property
    def tab(self) -> QueueTab | None:
        """The tab one is on."""
        return next((tab for tab in self.tabs.tabs if tab.key == self.queue), None)

    @property
    def came_from(self) -> Stop | None:
        """The stop before this one."""
        return self._stops[-1] if self._stops else None

    def where(self) -> Sequence[Message | str]:
        """Return desk and queue, and what its list is filtered by."""
        queue = [self.tab.title] if self.tab is not None else []
        return [self.desk.title, *queue, *([f"/{self.text}"] if self.text else [])]

    def method(self, command: Command) -> Callable[[], None] | None:
        """Carry out the queues by digit, too."""
        if command.id.startswith("queue-"):
            return partial(self._queue_at, int(command.id.removeprefix("queue-")) - 1)
        return super().method(command)

    # --- going ----------------------------------------------------------------------------------------------

    def show_queue(self, desk: str, queue: str, above: Sequence[Again] = ()) -> None:
        """Show a queue, on this desk or another. above: what was open above this one when it was left."""
        found = next((one for one in self.desks if one.key == desk), None)
        if found is not None:
            self.start(self.enter(found, queue, Stop(self.desk, self.queue, above, jumped=True)))

    def _queue_at(self, index: int) -> None:
        tabs = self.tabs.tabs
        if tabs and tabs[index % len(tabs)].key == self.queue:
            self.tell(HERE_ALREADY, "muted")
        elif tabs:
            self.start(self.enter(self.desk, tabs[index % len(tabs)].key, Stop(self.desk, self.queue)))

    def do_next_queue(self) -> None:
        """Go to the next queue."""
        self._queue_at(self.tabs.index + 1)

    def do_previous_queue(self) -> None:
        """Go to the queue before."""
        self._queue_at(self.tabs.index - 1)

    def do_queues(self) -> None:
        """List the queues and saved tabs of the desk: beyond the ninth none has a digit of its own."""
        tabs = self.tabs.tabs
        entries = [
            Entry(tab.title, at, tab.view.filter if tab.view else "", [f"{tab.count:,}{'+' if tab.more else ''}"])
            for at, tab in enumerate(tabs)
        ]
        question = Chooser(_("Queue:"), entries, self._queue_at, numbered=True, verb=_("Go"), rows=40)
        question.at = self.tabs.index
        self.open_prompt(question)

    def do_switch_desk(self) -> None:
        """Choose another desk."""
        entries = [Entry(desk.title, desk) for desk in self.desks]
        self.open_prompt(Chooser(_("Desk:"), entries, lambda desk: self.start(self._switch(desk)), numbered=True))

    async def _switch(self, desk: Desk) -> None:
        await self.enter(desk, await self.filled(desk), Stop(self.desk, self.queue, jumped=True))

    async def filled(self, desk: Desk) -> str:
        """Return the first queue of a desk that has something in it, else its first."""
        tabs: Sequence[QueueTab] = await self.ask(self.office.queues, desk.key)
        found = next((tab for tab in tabs if tab.count), tabs[0] if tabs else None)
        return found.key if found else ""

    def do_return(self) -> None:
        """Go back to the queue before, and open again what was open above it."""
        if self._stops:
            self.start(self._return(self._stops.pop()))

    async def _return(self, stop: Stop) -> None:
        await self.enter(stop.desk, stop.queue)
        if self.queue != stop.queue:
            return
        for again in stop.above:
            await self.app.push_screen(again())

    # --- being there ----------------------------------------------------------------------------------------

    async def enter(self, desk: Desk, queue: str, left: Stop | None = None) -> None:
        """Show a queue as the person left it. left: the stop to go back to."""
        self._leave()
        tabs: Sequence[QueueTab] = await self.ask(self.office.queues, desk.key)
        if all(tab.key != queue for tab in tabs):  # a saved view that somebody has removed meanwhile
            queue = tabs[0].key if tabs else ""
        if left is not None and (left.above or (left.desk, left.queue) != (desk, queue)):
            self._stops.append(left)
        place = self._places.get((desk.key, queue), Place())
        self.desk, self.queue, self.text = desk, queue, place.text
        self.list.marks = dict(place.marks)
        self.list.forget_widths()
        self.tabs.show(tabs, queue)
        await self.load(place.task, place.screen_row)
        self.drop_marks()
        self.header.redraw()
        self._say_what_stands_here()

    def _leave(self) -> None:
        row = self.list.row
        self._places[self.desk.key, self.queue] = Place(
            row.task_id if row else None, self.list.screen_row, self.text, dict(self.list.marks)
        )

    def _say_what_stands_here(self) -> None:
        view = self.tab.view if self.tab is not None else None
        if self.list.marks:
            self.tell(MARKED(count=len(self.list.marks)), "muted")
        elif view is not None:
            self.tell(_VIEW(queue=view.queue_title, filter=view.filter), "muted")

    def drop_marks(self) -> None:
        """Let go of marks on items that have left the queue, as far as all of it is known."""
        window = self.list.window
        if self.list.marks and not (self.text or window.more_before or window.more_after):
            still = {row.task_id for row in self.list.rows}
            self.list.marks = {task: seq for task, seq in self.list.marks.items() if task in still}
            self.list.redraw()

    async def reload(self) -> None:
        """Show what is there now, the marks on it kept."""
        await super().reload()
        self.drop_marks()

    async def load_tabs(self) -> None:
        """Show how much there is in each queue."""
        tabs: Sequence[QueueTab] = await self.ask(self.office.queues, self.desk.key)
        self.tabs.show(tabs, self.queue)

    async def page(
        self, *, after: str | None = None, before: str | None = None, around: int | None = None, limit: int = 0
    ) -> Page:
        """Read a window of the queue."""
        limit = limit or max(PAGE, 3 * self.list.room)
        if not self.queue:
            return Page((), None, None, False, False, 0)
        return await self.ask(
            self.office.page, self.desk.key, self.queue,
            after=after, before=before, around=around, limit=limit, text=self.text,
        )  # fmt: skip
