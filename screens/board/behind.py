"""What lies behind a figure or a bar: a list of cases and records, each of which opens."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from db.message import Message, _
from screens.board.export import ask_where
from screens.board.pane import READING
from screens.commands import Scope, Situation
from screens.going import Going
from screens.moving import Moving
from screens.paint import Line, Painted, Piece, chosen
from screens.words import Words, fit, money
from screens.words import width as cells_of
from workflows.engine.boards import BehindRow, BehindView

_NOTHING = _("Nothing lies behind it")
_COUNT = _("{count} listed")
_MORE = _("only the first {count} are listed")
_HIDDEN = _("{count} more that you may not see")
_UP_TO_DATE = _("Up to date")
_COPIED = _("{text} copied; if your terminal does not allow it, select it here")
_NUMBER, _WHAT, _STANDS, _AMOUNT, _SINCE, _NOTE = (
    _("No."), _("What"), _("Stands at"), _("Amount"), _("Since"), _("Note"),
)  # fmt: skip
_LATE = _("late")
_CHANGED = _("changed — R")
_GAP = "  "


class BehindList(Painted):
    """The rows, one a line."""

    DEFAULT_CSS = "BehindList { height: 1fr; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.view: BehindView | None = None
        self.cursor = 0
        self._top = 0

    def show(self, view: BehindView) -> None:
        """Show these rows, the cursor on what it was on; where that is gone, in its place."""
        held, self.view = self.row, view
        same = [at for at, row in enumerate(view.rows) if held is not None and row.number == held.number]
        self.move_to(min(same, key=lambda at: abs(at - self.cursor), default=self.cursor))

    @property
    def row(self) -> BehindRow | None:
        """The row under the cursor."""
        rows = self.view.rows if self.view else ()
        return rows[self.cursor] if self.cursor < len(rows) else None

    @property
    def room(self) -> int:
        """How many rows fit."""
        return max(1, self.size.height - 3)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row."""
        self.cursor = max(0, min(len(self.view.rows) - 1 if self.view else 0, index))
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return heading, rows in view, and what is not listed."""
        words = self.frame.words
        if self.view is None:
            return [((f" {words.say(READING)}", "muted"),)]
        lines: list[Line] = [self._title(words)]
        if not self.view.rows:
            lines.append(((f" {words.say(_NOTHING)}", "muted"),))
        else:
            room = max(1, height - 2)
            self._top = max(0, min(self._top, self.cursor))
            if self.cursor >= self._top + room:
                self._top = self.cursor - room + 1
            lines += self._rows(width, self._top, min(len(self.view.rows), self._top + room), words)
        return lines

    def _title(self, words: Words) -> Line:
        assert self.view is not None
        pieces: list[Piece] = [(f" {words.say(self.view.title)}", "title")]
        if of := words.say(self.view.of):
            pieces.append((f" · {of}", "title"))
        said = [_COUNT(count=len(self.view.rows))]
        if self.view.more:
            said = [_MORE(count=len(self.view.rows))]
        if self.view.hidden:
            said.append(_HIDDEN(count=self.view.hidden))
        return (*pieces, (f"   {words.listed(said)}", "muted"))

    def _rows(self, cells: int, first: int, last: int, words: Words) -> list[Line]:
        """Lay the columns out: note and day give way where it is narrow."""
        assert self.view is not None
        rows, now = self.view.rows, self.frame.office.now()
        texts = [
            (
                row.number, words.say(row.title), self._stands(row, words), money(row.amount),
                words.moment(row.at, now), words.say(row.note),
            )
            for row in rows[first:last]
        ]  # fmt: skip
        heads = tuple(map(words.say, (_NUMBER, _WHAT, _STANDS, _AMOUNT, _SINCE, _NOTE)))
        most = (16, 0, 16, 14, 12, 18)
        widths = [
            min(limit, max(cells_of(text) for text in column)) if any(column[1:]) else 0
            for limit, column in zip(most, zip(heads, *texts, strict=True), strict=True)
        ]
        if cells < 100:
            widths[4] = 0
        widths[1] = max(10, cells - 1 - sum(widths) - len(_GAP) * sum(1 for width in widths if width))
        lines: list[Line] = [self._line(heads, widths, "muted", late=False)]
        for index, text in enumerate(texts, first):
            made = self._line(text, widths, "text", late=rows[index].late)
            lines.append(chosen(made) if index == self.cursor else made)
        return lines

    @staticmethod
    def _stands(row: BehindRow, words: Words) -> str:
        said = words.say(row.standing)
        return f"! {said}" if row.late else said

    @staticmethod
    def _line(texts: Sequence[str], widths: Sequence[int], role: str, *, late: bool) -> Line:
        pieces: list[Piece] = [(" ", role)]
        for index, (text, width) in enumerate(zip(texts, widths, strict=True)):
            if width:
                own = "late" if late and index == 2 else role
                pieces += [(_GAP if len(pieces) > 1 else "", role), (fit(text, width, right=index == 3), own)]
        return tuple(pieces)


class BehindScreen(Moving[None], Going[None]):
    """What was counted, case by case."""

    scope: ClassVar[Scope] = "board"

    def __init__(self, desk: str, key: str, row: str | None, at: int = 0) -> None:
        """Make the screen. at: the row under its cursor."""
        super().__init__()
        self.desk = desk
        self.key = key
        self.row = row
        self.list = BehindList()
        self.list.cursor = at

    def body(self) -> Iterator[Widget]:
        """Yield the list."""
        yield self.list

    def where(self) -> Sequence[Message | str]:
        """Return the figure it lies behind."""
        view = self.list.view
        return [] if view is None else [view.title]

    @property
    def accent(self) -> str:
        """The desk's colour."""
        return self.desk

    def situation(self) -> Situation:
        """Return what is at hand."""
        rows = self.list.view.rows if self.list.view else ()
        return Situation(self.scope, item=self.list.row is not None, listed=len(rows), tabled=bool(rows))

    def again(self) -> "Callable[[], BehindScreen]":
        """Return what lists it again where one is in it."""
        return partial(BehindScreen, self.desk, self.key, self.row, self.list.cursor)

    def on_mount(self) -> None:
        """Read the list; keys typed ahead wait for it."""
        self.start(self._load())

    async def _load(self) -> None:
        view = await self.program.aside.ask(self.office.boards.behind, self.desk, self.key, self.row)
        self.list.show(view)
        self.status.news(None)
        self.header.redraw()
        self.refresh_keys()

    def arrived(self) -> None:
        """Say that something has changed since; what is listed stays as it was counted."""
        self.status.news(_CHANGED)

    def do_refresh(self) -> None:
        """Read the list again."""
        self.start(self._refresh())

    async def _refresh(self) -> None:
        await self._load()
        self.tell(_UP_TO_DATE, "muted")

    def do_open(self) -> None:
        """Open the case or the record under the cursor."""
        row = self.list.row
        if row is not None and row.case_id is not None:
            self.go("case", row.number, "")
        elif row is not None:
            self.go("record", row.record, "")

    def do_copy(self) -> None:
        """Copy the number."""
        row = self.list.row
        if row is not None:
            self.app.copy_to_clipboard(row.number)
            self.tell(_COPIED(text=row.number))

    def do_export(self) -> None:
        """Write the list to a file."""
        view, words = self.list.view, self.words
        if view is not None:
            headings = [words.say(text) for text in (_NUMBER, _WHAT, _STANDS, _LATE, _AMOUNT, _SINCE, _NOTE)]
            rows = [
                [
                    row.number, words.say(row.title), words.say(row.standing), words.flag(row.late), row.amount, row.at,
                    words.say(row.note),
                ]
                for row in view.rows
            ]  # fmt: skip
            ask_where(self, view.title, (self.desk, self.key, self.row or ""), (headings, [list(row) for row in rows]))

    def do_back(self) -> None:
        """Go back to the figure or the bar."""
        self.dismiss()

    def move(self, by: int) -> None:
        """Go down or up in the rows."""
        self.list.move_to(self.list.cursor + by)

    @property
    def page_rows(self) -> int:
        """How far a page is."""
        return self.list.room
