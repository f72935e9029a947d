"""The lines above and below a form: what was kept from before, and everything that stands against handing it in."""

from collections.abc import Sequence

from db.message import Message, _
from screens.paint import Line, Painted
from screens.words import wrap

_MORE = _("and {count} more, marked at the fields")


class Strip(Painted):
    """A sentence across the screen; nothing where there is none."""

    DEFAULT_CSS = "Strip { height: auto; display: none; }"
    FILL = "prompt"

    def __init__(self) -> None:
        super().__init__()
        self._text: Message | None = None

    @property
    def text(self) -> Message | None:
        return self._text

    def say(self, text: Message | None) -> None:
        """Show a sentence; None: nothing."""
        self._text = text
        self.display = text is not None
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the sentence, in as many rows as it takes."""
        if self._text is None:
            return []
        return [((f" {row}", "prompt"),) for row in wrap(self.frame.words.say(self._text), width - 2)]


class Against(Painted):
    """Every reason why the form was not taken, all at once."""

    DEFAULT_CSS = "Against { height: auto; display: none; }"
    FILL = "prompt"

    def __init__(self) -> None:
        super().__init__()
        self.reasons: Sequence[Message] = ()
        self._title: Message | None = None

    def show(self, title: Message, reasons: Sequence[Message]) -> None:
        """Show a title and the reasons under it."""
        self._title, self.reasons = title, list(dict.fromkeys(reasons))
        self.display = True
        self.redraw()

    def clear(self) -> None:
        """Show nothing."""
        self.display = False
        self.reasons = ()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the title and the reasons, each with a dot."""
        if self._title is None:
            return []
        say = self.frame.words.say
        lines: list[Line] = [((f" {say(self._title)}", "prompt-bad"),)]
        room = max(self.screen.size.height // 3, 4)
        for number, reason in enumerate(self.reasons):
            rows = wrap(say(reason), width - 5)
            if len(lines) + len(rows) > room and number + 1 < len(self.reasons):
                left = _MORE(count=len(self.reasons) - number)
                return [*lines, ((f"   {say(left)}", "prompt-muted"),)]
            lines += [((" · " if row == 0 else "   ", "prompt-bad"), (text, "prompt")) for row, text in enumerate(rows)]
        return lines
