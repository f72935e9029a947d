"""The answers that fit what is being typed, in a list under it, or above it where there is no room below."""

from collections.abc import Sequence

from textual.geometry import Offset, Size

from db.message import _
from screens.entry.asking import Asking
from screens.entry.editor import Answers
from screens.paint import Line, Piece, chosen
from screens.paint import Painted as _Painted
from screens.words import Words, fit, plain, width
from workflows.engine.view import Choice

_NOTHING = _("nothing in the list fits")
_MOST = 9


class AnswerList(_Painted):
    """The list of answers; it takes no keys itself."""

    DEFAULT_CSS = """
    AnswerList { overlay: screen; display: none; width: auto; height: auto; }
    """
    FILL = "prompt"

    def __init__(self) -> None:
        super().__init__()
        self._answers: Answers | None = None
        self._words: Words | None = None
        self._numbered = False

    @property
    def answers(self) -> Answers | None:
        return self._answers

    def show_for(self, asking: Asking, words: Words, screen: Size) -> None:
        """Show the answers at the value being typed; hide the list when there are none."""
        answers = asking.answers
        self._answers, self._words = answers, words
        if answers is None or asking.editor is None:
            self.display = False
            return
        self._numbered = asking.editor.part.kind == "choice"
        at = asking.content_region.offset + asking.answers_offset()
        rows = max(1, min(len(answers.choices), _MOST))
        below = screen.height - at.y - 3
        y = at.y + 1 if rows <= below or at.y < rows else at.y - rows
        x = max(0, min(at.x - 1, screen.width - self._cells()))
        self.absolute_offset = Offset(x, max(0, y))
        self.display = True
        self.refresh(layout=True)
        self.redraw()

    def _first(self) -> int:
        answers = self._answers
        return max(0, answers.at - _MOST + 1) if answers is not None else 0

    def _shown(self) -> list[tuple[str, str, str]]:
        """Number, name and detail of every answer in view."""
        answers = self._answers
        if answers is None:
            return []
        return [
            (
                str(index + 1) if self._numbered and index < 9 else "",
                plain(choice.name),
                "" if self._numbered else beside(choice),
            )
            for index, choice in enumerate(answers.choices)
        ][self._first() : self._first() + _MOST]

    def _widths(self) -> tuple[int, int, int]:
        shown = self._shown()
        if not shown:
            return 0, 0, 0
        number, name, detail = (max(width(row[part]) for row in shown) for part in range(3))
        return number, min(name, 40), min(detail, 36)

    def _cells(self) -> int:
        if not self._shown():
            return width(self._words.say(_NOTHING)) + 2 if self._words is not None else 2
        return sum(cells + 2 for cells in self._widths() if cells)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Say how wide the list is."""
        return min(self._cells(), viewport.width)

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the answers in view, the one under the cursor marked."""
        answers, shown = self._answers, self._shown()
        if answers is None or self._words is None:
            return []
        if not shown:
            return [((f" {self._words.say(_NOTHING)} ", "prompt-muted"),)]
        number, name, detail = self._widths()
        lines: list[Line] = []
        for offset, texts in enumerate(shown):
            pieces: list[Piece] = [(" ", "prompt")]
            if number:
                pieces.append((f"{fit(texts[0], number)} ", "prompt-key"))
            pieces.append((fit(texts[1], name), "prompt"))
            if detail:
                pieces.append((f"  {fit(texts[2], detail)}", "prompt-muted"))
            pieces.append((" ", "prompt"))
            lines.append(chosen(pieces) if self._first() + offset == answers.at else tuple(pieces))
        return lines


def beside(choice: Choice) -> str:
    """Return what tells an answer from others, as far as its name does not say it: the key, and more where there is."""
    key = "" if choice.detail.startswith(choice.key) else choice.key
    return plain("  ".join(text for text in (key, choice.detail) if text and text != choice.name))
