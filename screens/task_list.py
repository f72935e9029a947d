"""The list of a queue: one line a task, drawn by the line, of any length.

It holds what is on the screen and where the cursor is; what to load, and when, is the desk's business. The
cursor belongs to a task, not to a line number: whatever is loaded, it stays on that task and on that line of
the screen.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual import events
from textual.message import Message as Event

from db.message import Message, _
from screens.paint import Line, Painted, Piece, chosen, line
from screens.window import Window
from screens.words import Words, fit, money, wrap
from screens.words import width as cells
from workflows.engine.view import TaskRow

_NUMBER, _WHAT, _STEP, _AMOUNT = _("No."), _("What"), _("Step"), _("Amount")
_FROM, _WAITING, _DUE = _("From"), _("Waiting"), _("Due")
_EMPTY = _("Nothing here. Well done.")
_NO_MATCH = _("Nothing matches the filter. Esc clears it.")
_SUBJECT = _("{subject} · {process}")

FLAGS = 5
"""Cells for the marks in front: marked, late, sent back, claimed, and a space."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, the most cells it takes, from what width of the list on it is shown.

    cells 0: what is left. roomy: the most where the list is wide.
    """

    key: str
    title: Message
    cells: int
    from_width: int = 0
    right: bool = False
    roomy: int = 0


ROOMY = 90
"""From this width of the list on there is room for longer words."""
COLUMNS = (
    Column("number", _NUMBER, 16),
    Column("what", _WHAT, 0),
    Column("step", _STEP, 12, 56, roomy=14),
    Column("amount", _AMOUNT, 13, 44, right=True),
    Column("from", _FROM, 13, 84),
    Column("waiting", _WAITING, 10, 94, right=True),
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
        self._wide: dict[str, int] = {}
        """Cells that columns have needed so far: they grow with what is read, and never jump back and forth."""
        self._measured: tuple[Sequence[TaskRow], object] = ((), None)
        """The rows that were measured last, and for what: a cursor that moves changes nothing about them."""

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
        self.top = self.first
        self.redraw()

    def hold(self, task_id: int | None, screen_row: int | None = None) -> None:
        """Put the cursor on a task, on the line of the screen it was on; a task that is not held: stay near."""
        index = self.window.index(task_id)
        if index is not None:
            self.cursor = index
        self.cursor = max(0, min(len(self.rows) - 1, self.cursor))
        if screen_row is not None:
            self.top = max(0, self.cursor - screen_row)
        self.redraw()

    @property
    def screen_row(self) -> int:
        """The line of the screen the cursor is on."""
        return max(0, self.cursor - self.top)

    @property
    def first(self) -> int:
        """The first row on the screen: `top`, as far as there is room.

        A question above the footer takes some lines for a while; `top` stays, so that afterwards everything is
        where it was.
        """
        top = max(0, min(self.top, len(self.rows) - self.room))
        return max(self.cursor - self.room + 1, min(top, self.cursor))

    def shifted(self, by: int) -> None:
        """Rows were put in front: keep everything where it is on the screen."""
        self.cursor = max(0, self.cursor + by)
        self.top = max(0, self.top + by)
        self.redraw()

    def neighbour(self, without: Collection[int]) -> int | None:
        """Return the task the cursor goes to when these are gone: the next one, else the one before."""
        behind = (row.task_id for row in self.rows[self.cursor :] if row.task_id not in without)
        before = (row.task_id for row in reversed(self.rows[: self.cursor]) if row.task_id not in without)
        return next(behind, None) or next(before, None)

    # --- drawing ------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the heading and the rows on the screen."""
        words = self.frame.words
        now = self.frame.office.now()
        columns = self._columns(width, now, words)
        lines = [self._heading(columns)]
        if not self.window.pages:
            return []  # not read yet: nothing is known
        if not self.rows:
            lines += [(), (("   ", "text"), (words.say(_NO_MATCH if self.filtered else _EMPTY), "muted"))]
            for said in self.window.pages[-1].instead:
                rows = wrap(words.say(said), width - 6)
                lines += [(), *((("   ", "text"), (row, "text")) for row in rows)]
            return lines
        alone = len({row.process for row in self.rows}) == 1
        for index in range(self.first, min(self.first + max(1, height - 1), len(self.rows))):
            drawn = self._row(self.rows[index], columns, alone, now, words)
            lines.append(chosen(drawn) if index == self.cursor else drawn)
        return lines

    def _columns(self, width: int, now: datetime, words: Words) -> list[tuple[Column, int]]:
        """Return the columns to show, each with its cells; what is left goes to the one that says what it is."""
        fitting = [column for column in COLUMNS if width >= column.from_width]
        measured, drawn = self._measured, (width, words.language, now.date())
        if measured[0] is not self.rows or measured[1] != drawn:
            self._measure(fitting, width, now, words)
            self._measured = self.rows, drawn
        # A column in which no row says anything is left to what the rows are about.
        shown = [column for column in fitting if not column.cells or column.key in self._wide]
        used = FLAGS + sum(self._wide.get(column.key, 0) for column in shown if column.cells) + 1
        left = max(6, width - used - _GAP * (len(shown) - 1))
        return [(column, self._wide[column.key] if column.cells else left) for column in shown]

    def _measure(self, columns: Sequence[Column], width: int, now: datetime, words: Words) -> None:
        for column in columns:
            if not column.cells:
                continue
            needed = max([0, *(cells(_cell(row, column.key, False, now, words)[0]) for row in self.rows)])
            if needed or column.key in self._wide:
                most = max(cells(words.say(column.title)), self._wide.get(column.key, 0), needed)
                self._wide[column.key] = min(column.roomy or column.cells if width >= ROOMY else column.cells, most)

    def forget_widths(self) -> None:
        """Another queue, or another language: other widths."""
        self._wide.clear()
        self._measured = (), None

    def _heading(self, columns: Sequence[tuple[Column, int]]) -> Line:
        said = [fit(self.frame.words.say(column.title), room, right=column.right) for column, room in columns]
        return line((" " * FLAGS + (" " * _GAP).join(said), "muted"))

    def _row(
        self, row: TaskRow, columns: Sequence[tuple[Column, int]], alone: bool, now: datetime, words: Words
    ) -> Line:
        gone = row.task_id in self.gone
        pieces: list[Piece] = [*self._flags(row, gone)]
        for place, (column, room) in enumerate(columns):
            text, role = _cell(row, column.key, alone, now, words)
            pieces.append((fit(text, room, right=column.right), "gone" if gone else role))
            if place < len(columns) - 1:
                pieces.append((" " * _GAP, "text"))
        return tuple(pieces)

    def _flags(self, row: TaskRow, gone: bool) -> list[Piece]:
        late, late_role = {"late": ("L", "late"), "today": ("!", "today")}.get(row.lateness, (" ", "text"))
        looking = ("@", "other") if row.open_with else (" ", "text")
        claim, claim_role = {"me": ("●", "mine"), "other": ("○", "other")}.get(row.claimed, looking)
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
            self.post_message(self.Clicked(self.first + event.y - 1))

    def on_mouse_scroll_down(self) -> None:
        """Go down."""
        self.post_message(self.Clicked(self.cursor + 3))

    def on_mouse_scroll_up(self) -> None:
        """Go up."""
        self.post_message(self.Clicked(self.cursor - 3))


def _cell(row: TaskRow, key: str, alone: bool, now: datetime, words: Words) -> tuple[str, str]:
    """Return what a row says in a column, and the role it is drawn in. alone: all rows are of one process."""
    match key:
        case "number":
            return words.say(row.number), "title" if row.mine else "text"
        case "what":
            if row.subject and alone:
                return words.say(row.subject), "text"
            title = row.process_title
            return words.say(_SUBJECT(process=title, subject=row.subject) if row.subject else title), "text"
        case "step":
            return words.say(row.step_title), "text"
        case "amount":
            return money(row.amount), "text"
        case "from":
            return words.say(row.requester), "text"
        case "waiting":
            return words.say(row.waited), "muted"
        case _:
            role = {"late": "late", "today": "today"}.get(row.lateness, "text")
            return words.moment(row.due_at, now), role
