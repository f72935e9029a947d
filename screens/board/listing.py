"""The list of a dashboard: its figures with their values, its charts, a cursor."""

from collections.abc import Sequence

from db.message import Message, _
from screens.board.values import shown
from screens.paint import Line, Painted, chosen, clipped, ends, length
from workflows.engine.boards import BoardView, ChartTitle, FigureView

_FIGURES, _CHARTS = _("Figures"), _("Charts")
_UNREAD = "…"


class BoardList(Painted):
    """Figures and charts, one a line."""

    DEFAULT_CSS = "BoardList { height: 1fr; margin: 1 1 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.figures: Sequence[FigureView] = ()
        self.charts: Sequence[ChartTitle] = ()
        self.counted = False
        """Whether the values have been read."""
        self.cursor = 0
        self._top = 0

    def show(self, board: BoardView) -> None:
        """Show what there is, not counted yet."""
        self.figures, self.charts, self.counted = board.figures, board.charts, False
        self.cursor = max(0, min(self.cursor, len(self) - 1))
        self.redraw()

    def fill(self, figures: Sequence[FigureView]) -> None:
        """Show the values."""
        self.figures, self.counted = figures, True
        self.redraw()

    def __len__(self) -> int:
        return len(self.figures) + len(self.charts)

    @property
    def chosen(self) -> FigureView | ChartTitle | None:
        """What is under the cursor."""
        if self.cursor < len(self.figures):
            return self.figures[self.cursor]
        at = self.cursor - len(self.figures)
        return self.charts[at] if at < len(self.charts) else None

    def move_to(self, index: int) -> None:
        """Put the cursor somewhere, scrolling no further than needed."""
        self.cursor = max(0, min(len(self) - 1, index))
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines in view."""
        lines, at = self._everything(width)
        self._top = max(0, min(self._top, at - 1, len(lines) - height))
        if at >= self._top + height:
            self._top = at - height + 1
        if not height:
            return lines
        shown = lines[self._top : self._top + height]
        if self._top > 0:
            shown[0] = _marked(shown[0], "↑", width)
        if self._top + height < len(lines):
            shown[-1] = _marked(shown[-1], "↓", width)
        return shown

    def _everything(self, cells: int) -> tuple[list[Line], int]:
        """Return all lines and which of them is under the cursor."""
        words, at = self.frame.words, 0
        lines: list[Line] = []
        sections: tuple[tuple[Message, Sequence[FigureView | ChartTitle], int], ...] = (
            (_FIGURES, self.figures, 0),
            (_CHARTS, self.charts, len(self.figures)),
        )
        for title, parts, before in sections:
            if not parts:
                continue
            lines.append(((f" {words.say(title)}", "muted"),))
            for index, part in enumerate(parts, before):
                value = ""
                if isinstance(part, FigureView):
                    value = shown(part.value, part.unit, words) if self.counted else _UNREAD
                made = ends([(f"  {words.say(part.title)}", "text")], [(f"{value} ", "title")] if value else [], cells)
                if index == self.cursor:
                    at = len(lines)
                lines.append(chosen(made) if index == self.cursor else made)
        return lines, at


def _marked(pieces: Line, sign: str, cells: int) -> Line:
    """Put a sign into the last cell of a line, which is blank: there is more that way."""
    text, role = pieces[-1]
    kept = clipped([*pieces[:-1], (text.rstrip(), role)], cells - 1)
    return (*kept, (" " * (cells - 1 - length(kept)), "text"), (sign, "muted"))
