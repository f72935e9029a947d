"""The list of a queue: one line a task, drawn by the line, of any length.

It holds what is on the screen and where the cursor is; what to load, and when, is the desk's business. The
cursor belongs to a task, not to a line number: whatever is loaded, it stays on that task and on that line of
the screen.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from textual import events
from textual.message import Message as Event

from db.message import Message, _
from screens.paint import Line, Painted, Piece, chosen, line
from screens.window import Window
from screens.words import Words, fit, money
from workflows.engine.view import TaskRow

_NUMBER, _WHAT, _STEP, _AMOUNT = _("No."), _("What"), _("Step"), _("Amount")
_FROM, _WAITING, _DUE = _("From"), _("Waiting"), _("Due")
_EMPTY = _("Nothing here. Well done.")
_NO_MATCH = _("Nothing matches the filter. Esc clears it.")
_SUBJECT = _("{process}, {subject}")

FLAGS = 5
"""Cells for the marks in front: marked, late, sent back, claimed, and a space."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its cells, from what width of the list on it is shown; cells 0: what is left."""

    key: str
    title: Message
    cells: int
    from_width: int = 0
    right: bool = False


COLUMNS = (
    Column("number", _NUMBER, 15),
    Column("what", _WHAT, 0),
    Column("step", _STEP, 12, 56),
    Column("amount", _AMOUNT, 12, 44, right=True),
    Column("from", _FROM, 9, 86),
    Column("waiting", _WAITING, 9, 94, right=True),
    Column("due", _DUE, 10, 66),
)
_GAP = 2


class TaskList(Painted):
    """The rows of a queue, with a cursor and marks."""

    DEFAULT_CSS = "TaskList { height: 1fr; width: 1fr; }"

    class Clicked(Event):
        """A row was clicked, or the wheel was turned."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self.window = Window()
        self.cursor = 0
        self.top = 0
        self.marks: dict[int, int] = {}
        """Marked tasks: id → version of the case that was seen."""
        self.gone: set[int] = set()
        """Tasks that somebody else has finished since the list was loaded."""
        self.filtered = False

    # --- where the cursor is ------------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[TaskRow]:
        """The rows that are held."""
        return self.window.rows

    @property
    def row(self) -> TaskRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    @property
    def room(self) -> int:
        """How many rows fit on the screen."""
        return max(1, self.size.height - 1)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row that is held, scrolling no further than needed."""
        self.cursor = max(0, min(len(self.rows) - 1, index))
        self._into_view()
        self.redraw()

    def hold(self, task_id: int | None, screen_row: int | None = None) -> None:
        """Put the cursor on a task, on the line of the screen it was on; a task that is not held: stay near."""
        index = self.window.index(task_id)
        if index is not None:
            self.cursor = index
        self.cursor = max(0, min(len(self.rows) - 1, self.cursor))
        if screen_row is not None:
            self.top = self.cursor - screen_row
        self._into_view()
        self.redraw()

    @property
    def screen_row(self) -> int:
        """The line of the screen the cursor is on."""
        return self.cursor - self.top

    def shifted(self, by: int) -> None:
        """Rows were put in front: keep everything where it is on the screen."""
        self.cursor += by
        self.top += by
        self._into_view()
        self.redraw()

    def neighbour(self, without: Collection[int]) -> int | None:
        """Return the task the cursor goes to when these are gone: the next one, else the one before."""
        behind = (row.task_id for row in self.rows[self.cursor :] if row.task_id not in without)
        before = (row.task_id for row in reversed(self.rows[: self.cursor]) if row.task_id not in without)
        return next(behind, None) or next(before, None)

    def _into_view(self) -> None:
        last = max(0, len(self.rows) - self.room)
        self.top = max(0, min(self.top, last))
        self.top = max(self.cursor - self.room + 1, min(self.top, self.cursor))

    # --- drawing ------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Keep the cursor on the screen."""
        self._into_view()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the heading and the rows on the screen."""
        words = self.frame.words
        self._into_view()
        columns = [column for column in COLUMNS if width >= column.from_width]
        fixed = FLAGS + sum(column.cells for column in columns) + _GAP * (len(columns) - 1) + 1
        what = max(6, width - fixed)
        lines = [self._heading(columns, what)]
        if not self.rows:
            lines += [(), (("   ", "text"), (words.say(_NO_MATCH if self.filtered else _EMPTY), "muted"))]
            return lines
        now = self.frame.office.now()
        for index in range(self.top, min(self.top + max(1, height - 1), len(self.rows))):
            drawn = self._row(self.rows[index], columns, what, now, words)
            lines.append(chosen(drawn) if index == self.cursor else drawn)
        return lines

    def _heading(self, columns: Sequence[Column], what: int) -> Line:
        said = [
            fit(self.frame.words.say(column.title), column.cells or what, right=column.right)
            for column in columns
        ]
        return line((" " * FLAGS + (" " * _GAP).join(said), "muted"))

    def _row(self, row: TaskRow, columns: Sequence[Column], what: int, now: datetime, words: Words) -> Line:
        gone = row.task_id in self.gone
        pieces: list[Piece] = [*self._flags(row, gone)]
        for place, column in enumerate(columns):
            text, role = _cell(row, column.key, now, words)
            shown = fit(text, column.cells or what, right=column.right)
            pieces.append((shown, "gone" if gone else role))
            if place < len(columns) - 1:
                pieces.append((" " * _GAP, "text"))
        return tuple(pieces)

    def _flags(self, row: TaskRow, gone: bool) -> list[Piece]:
        late, late_role = {"late": ("L", "late"), "today": ("!", "today")}.get(row.lateness, (" ", "text"))
        claim, claim_role = {"me": ("●", "mine"), "other": ("○", "other")}.get(row.claimed, (" ", "text"))
        if gone:
            claim, claim_role = "–", "muted"
        return [
            ("✓" if row.task_id in self.marks else " ", "mark"),
            (late, late_role),
            ("↩" if row.sent_back else " ", "back"),
            (claim, claim_role),
            (" ", "text"),
        ]

    # --- mouse, where it is switched on --------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked."""
        if event.y >= 1:
            self.post_message(self.Clicked(self.top + event.y - 1))

    def on_mouse_scroll_down(self) -> None:
        """Go down."""
        self.post_message(self.Clicked(self.cursor + 3))

    def on_mouse_scroll_up(self) -> None:
        """Go up."""
        self.post_message(self.Clicked(self.cursor - 3))


def _cell(row: TaskRow, key: str, now: datetime, words: Words) -> tuple[str, str]:
    match key:
        case "number":
            return words.say(row.number), "title" if row.mine else "text"
        case "what":
            title = row.process_title
            return words.say(_SUBJECT(process=title, subject=row.subject) if row.subject else title), "text"
        case "step":
            return words.say(row.step_title), "text"
        case "amount":
            amount: Decimal | None = row.amount
            return money(amount), "text"
        case "from":
            return words.say(row.requester), "text"
        case "waiting":
            return words.say(row.waited), "muted"
        case _:
            role = {"late": "late", "today": "today"}.get(row.lateness, "text")
            return words.moment(row.due_at, now), role
