"""One case: what is filled in, what was decided, what it opened and booked, and where it stands in its procedure.

Everything that can be done to the case at the desk can be done here, by the same keys. A related case opens in place;
escape goes back to exactly where one was.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from db.message import Message, _
from screens import case_lines
from screens.base import HERE_ALREADY
from screens.browsing import Browsing
from screens.case_lines import PARTS, Part
from screens.case_pane import PartPane, Spot
from screens.commands import Command, Scope, Situation
from screens.deciding import Deciding
from screens.moving import Moving
from screens.paint import Line, Painted, Piece, ends, length
from screens.passing import Target
from workflows.engine.errors import CommandError
from workflows.engine.view import ActionState, Booked, CaseView, Outcome, Paper

_TITLES: dict[Part, Message] = {
    "form": _("Form"),
    "lines": _("Lines"),
    "timeline": _("Timeline"),
    "related": _("Related"),
    "entries": _("Entries"),
    "papers": _("Papers"),
}
_ROUND = _("round {round}")
_DUE = _("due {time}")
_CLAIMED = _("{name} is working on it")
_CHANGED = _("changed — R")
_UP_TO_DATE = _("Up to date")
_NO_QUEUE = _("There is no queue below this case")
_END = _("No further case in the queue")


class CaseHead(Painted):
    """What the case is, where it stands and until when, and its procedure as a drawing."""

    DEFAULT_CSS = "CaseHead { height: auto; max-height: 6; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.view: CaseView | None = None

    def show(self, view: CaseView) -> None:
        self.view = view
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return one line about the case, one about who has it, and the drawing."""
        view = self.view
        if view is None:
            return []
        words, preview = self.frame.words, view.preview
        left: list[Piece] = [(f" {words.say(view.number)}  ", "title"), (words.say(view.process_title), "title")]
        if (rounds := max((event.round for event in view.timeline), default=0)) > 1:
            left.append((f" · {words.say(_ROUND(round=rounds))}", "back"))
        if view.subject:
            left.append((f" · {words.say(view.subject)}", "text"))
        right: list[Piece] = [(words.say(view.standing), "title")]
        if preview.due_at is not None:
            due = words.say(_DUE(time=words.moment(preview.due_at, self.frame.office.now())))
            role = {"late": "late", "today": "today"}.get(preview.lateness, "muted")
            right.append((f" · {due}", role))
        lines = [ends(left, [*right, (" ", "text")], width)]
        if preview.claimed_by:
            lines.append(((f" {words.say(_CLAIMED(name=preview.claimed_by))}", "mine"),))
        drawn = case_lines.drawing(view.places, width - 2, words)
        return [*lines, *(((" ", "text"), *pieces) for pieces in drawn)]


class PartTabs(Painted):
    """The parts of the case with their digits and how much is in them."""

    DEFAULT_CSS = "PartTabs { height: 1; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.view: CaseView | None = None
        self.part: Part = "form"

    def show(self, view: CaseView, part: Part) -> None:
        self.view, self.part = view, part
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line; numbers give way where it is narrow."""
        if self.view is None:
            return [()]
        pieces = self._pieces(gap="   ")
        return [tuple(pieces if length(pieces) <= width else self._pieces(gap=" "))]

    def _pieces(self, gap: str) -> list[Piece]:
        assert self.view is not None
        words, pieces = self.frame.words, list[Piece]([(" ", "text")])
        for number, part in enumerate(PARTS, 1):
            current = part == self.part
            count = counted(self.view, part)
            said = words.say(_TITLES[part]) + ("" if count is None else f" {count}")
            role = "picked" if current else "muted" if count == 0 else "text"
            pieces += [(f"{number} ", "key"), (said, role), (gap, "text")]
        return pieces


def counted(view: CaseView, part: Part) -> int | None:
    """Return how much a part holds; None for the form."""
    match part:
        case "form":
            return None
        case "lines":
            return sum(len(table.rows) for table in view.tables)
        case "timeline":
            return len(view.timeline)
        case "related":
            return len(view.related)
        case "entries":
            return len(view.entries)
        case "papers":
            return len(view.documents)


class CaseScreen(Moving[None], Deciding[None]):
    """One case on the screen. key: its id or number."""

    scope: ClassVar[Scope] = "case"

    def __init__(self, key: int | str, spot: Spot | None = None, before: Sequence[Spot] = ()) -> None:
        """Make the screen. spot, before: where one was in it, and the cases one came by."""
        super().__init__()
        self.spot = spot or Spot(_as_key(key))
        self.view: CaseView | None = None
        self.head = CaseHead()
        self.tabs = PartTabs()
        self.pane = PartPane()
        self._before: list[Spot] = [*before]
        self._inside: Paper | Booked | None = None

    def body(self) -> Iterator[Widget]:
        """Yield what the case is, its parts, and the part one looks at."""
        yield self.head
        yield self.tabs
        yield self.pane

    def on_mount(self) -> None:
        """Read the case."""
        self.start(self._open_first())

    async def _open_first(self) -> None:
        try:
            await self.load()
        except CommandError as problem:
            self.leave_with(problem)

    def again(self) -> "Callable[[], CaseScreen]":
        """Return what opens the case again where one is in it."""
        return partial(CaseScreen, self.spot.key, self.spot, tuple(self._before))

    @property
    def open_case(self) -> int | None:
        """The case that is open."""
        return self.view.case_id if self.view is not None else None

    @property
    def beside_prompt(self) -> int:
        """What the case is and its parts stay where they are."""
        return 10 + self.head.size.height

    def on_unmount(self) -> None:
        """Nothing is open here any more."""
        self.look_at(None)

    def where(self) -> Sequence[Message | str]:
        """Return the process and the number."""
        return [] if self.view is None else [self.view.process_title, self.view.number]

    # --- what is shown ----------------------------------------------------------------------------------------

    async def load(self) -> None:
        """Read the case as it is now; where one is in it stays."""
        before = self.open_case
        self.view = await self.ask(self.office.case, self.spot.key)
        if self.open_case != before:
            self.look_at(self.open_case)
        self._inside = None
        if self.spot.inside is not None:
            read = self.office.document if self.spot.part == "papers" else self.office.booked
            self._inside = await self.ask(read, self.view.case_id, self.spot.inside)
        await self.look_what_is_undoable()
        self.status.news(None)
        self._show()

    def _show(self) -> None:
        if self.view is not None:
            self.head.show(self.view)
            self.tabs.show(self.view, self.spot.part)
            self.pane.show(self.view, self.spot, self._inside)
            self.header.redraw()
            self.refresh_keys()

    def arrived(self) -> None:
        """Say that the case has changed; change nothing the person is looking at."""
        if self.view is not None and self.is_attached:
            self.run_worker(self._look(self.view), exit_on_error=False)

    async def _look(self, seen: CaseView) -> None:
        with suppress(CommandError):
            preview = await self.ask(self.office.preview, case=seen.case_id)
            if self.view is seen and preview.seq != seen.seq:
                self.status.news(_CHANGED)

    # --- what can be done ---------------------------------------------------------------------------------------

    def situation(self) -> Situation:
        """Return what is at hand."""
        target = self.target()
        return Situation(
            self.scope,
            item=target is not None,
            actions=self.view.preview.actions if self.view is not None else (),
            claimed=target.claimed if target is not None else "",
            listed=self.pane.choosable,
            repeats=self.program.last.title if self.program.last is not None else None,
            undoable=self.program.undoable,
            openable=True,
            queued=self.below is not None,
        )

    def target(self) -> Target | None:
        """Return the case."""
        if self.view is None:
            return None
        preview = self.view.preview
        holder = preview.claimed_by
        return Target(
            self.view.case_id, preview.task_id, self.view.seq, self.view.number, self.view.process,
            "" if not holder else "me" if holder == self.office.person.name else "other", holder,
        )  # fmt: skip

    async def actions(self) -> Sequence[ActionState]:
        """Return what may be done with the case."""
        return self.view.preview.actions if self.view is not None else ()

    async def acted(self, outcome: Outcome) -> None:
        """Show the case as it is now; the list below goes on to its next item."""
        await self.load()
        if (below := self.below) is not None:
            await below.acted(outcome)

    async def stale(self) -> None:
        """Show the case as it is now."""
        await self.load()

    def method(self, command: Command) -> Callable[[], None] | None:
        """Go to the parts by their digits, too."""
        if command.id.startswith("pane-"):
            return partial(self._part_by_digit, PARTS[int(command.id.removeprefix("pane-")) - 1])
        return super().method(command)

    @property
    def below(self) -> Browsing | None:
        """The list this case was opened from."""
        found = next((one for one in reversed(self.app.screen_stack) if not isinstance(one, CaseScreen)), None)
        return found if isinstance(found, Browsing) else None

    # --- commands -----------------------------------------------------------------------------------------------

    def _part_by_digit(self, part: Part) -> None:
        if part == self.spot.part and self.spot.inside is None:
            self.tell(HERE_ALREADY, "muted")
        else:
            self.go_part(part)

    def go_part(self, part: Part) -> None:
        """Show another part."""
        self.spot.part = part
        self.spot.inside = self._inside = None
        self._show()

    def do_next_pane(self) -> None:
        """Go to the next part."""
        self.go_part(PARTS[(PARTS.index(self.spot.part) + 1) % len(PARTS)])

    def do_previous_pane(self) -> None:
        """Go to the part before."""
        self.go_part(PARTS[(PARTS.index(self.spot.part) - 1) % len(PARTS)])

    def move(self, by: int) -> None:
        """Go down or up in the part."""
        self.pane.scroll_lines(by)

    @property
    def page_rows(self) -> int:
        """How far a page is."""
        return max(self.pane.size.height - 1, 1)

    def do_scroll_right(self) -> None:
        """Show the columns to the right."""
        self.pane.scroll_columns(1)

    def do_scroll_left(self) -> None:
        """Show the columns to the left."""
        self.pane.scroll_columns(-1)

    def do_refresh(self) -> None:
        """Read the case again."""
        self.start(self._refresh())

    async def _refresh(self) -> None:
        await self.load()
        self.tell(_UP_TO_DATE, "muted")

    def do_open(self) -> None:
        """Open the related case, the paper or the entry under the cursor."""
        if self.view is None or not self.pane.choosable:
            return
        at = self.spot.at.get(self.spot.part, 0)
        if self.spot.part == "related":
            self._before.append(self.spot)
            self.spot = Spot(self.view.related[at].case_id)
            self.start(self._go_in())
        else:
            documents, entries = self.view.documents, self.view.entries
            inside = documents[at][0] if self.spot.part == "papers" else entries[at].decision_id
            self.spot.inside, self.spot.inside_top = inside, 0
            self.start(self._look_inside())

    async def _go_in(self) -> None:
        try:
            await self.load()
        except CommandError:
            self.spot = self._before.pop()
            raise

    async def _look_inside(self) -> None:
        try:
            await self.load()
        except CommandError:
            self.spot.inside = None
            raise

    def do_back(self) -> None:
        """Close the paper or entry, go back to the case before, or to the list."""
        if self.spot.inside is not None:
            self.spot.inside = self._inside = None
            self._show()
        elif self._before:
            self.spot = self._before.pop()
            self.start(self.load())
        else:
            self.dismiss()

    # --- from case to case --------------------------------------------------------------------------------------

    def do_next_item(self) -> None:
        """Go to the next case of the queue."""
        self._step(1)

    def do_previous_item(self) -> None:
        """Go to the case before it in the queue."""
        self._step(-1)

    def _step(self, by: int) -> None:
        below = self.below
        if below is None:
            self.tell(_NO_QUEUE, "muted")
            return
        row = below.list.row
        first = self._before[0].key if self._before else self.spot.key
        # After a decision the list has gone on by itself, and its cursor stands on the next case already.
        if row is None or by < 0 or first in (row.case_id, row.number):
            below.move(by)
        self.start(self._follow(below))

    async def _follow(self, below: Browsing) -> None:
        row = below.list.row
        if row is None or (self.view is not None and row.case_id == self.view.case_id):
            self.tell(_END, "muted")
            return
        self._before.clear()
        self.spot = Spot(row.case_id, self.spot.part)
        await self.load()
        self.tell("")


def _as_key(key: int | str) -> int | str:
    """An id may come as text; numbers of cases have letters."""
    return int(key) if isinstance(key, str) and key.isdigit() else key
