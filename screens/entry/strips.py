"""The lines above and below a form: what was kept from before, and everything that stands against handing it in."""

from collections.abc import Mapping, Sequence

from db.message import Message, _
from screens.entry.problems import Place, Problem
from screens.paint import Line, Painted
from screens.words import wrap

_MORE = _("and {count} more, marked at the fields")
_LAST_TRY = _("Not done at the last try")


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


class Beside(Painted):
    """What helps to fill in the form, by what is typed so far: below the fields, on at most a quarter of the screen."""

    DEFAULT_CSS = "Beside { height: auto; display: none; }"
    FILL = "prompt"

    def __init__(self) -> None:
        super().__init__()
        self.said: Sequence[Message] = ()

    def show(self, said: Sequence[Message]) -> None:
        """Show sentences; none: nothing."""
        if list(said) != list(self.said):
            self.said = said
            self.display = bool(said)
            self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the sentences, each in as many rows as it takes, as far as there is room."""
        say, room = self.frame.words.say, max(self.screen.size.height // 4, 3)
        rows: list[Line] = [
            ((" · " if at == 0 else "   ", "prompt-muted"), (row, "prompt"))
            for sentence in self.said
            for at, row in enumerate(wrap(say(sentence), width - 5))
        ]
        return rows if len(rows) <= room else [*rows[: room - 1], (("   …", "prompt-muted"),)]


class Against(Painted):
    """Every reason why the form was not taken, all at once; one that stands at a field goes once that is mended."""

    DEFAULT_CSS = "Against { height: auto; display: none; }"
    FILL = "prompt"

    def __init__(self) -> None:
        super().__init__()
        self.reasons: Sequence[Message] = ()
        self._title: Message | None = None
        self._at: Mapping[Message, Problem] = {}

    def show(self, title: Message, reasons: Sequence[Message], at: Mapping[Message, Problem] | None = None) -> None:
        """Show a title and the reasons under it. at: where those stand that stand at a field."""
        self._title, self.reasons, self._at = title, list(dict.fromkeys(reasons)), at or {}
        self.display = bool(self.reasons)
        self.redraw()

    def mended(self, wrong: Mapping[Place, Problem]) -> None:
        """Take in what is wrong at the fields by now: what is wrong no more goes, the rest is of the last try."""
        if not self._at:
            return
        left = [reason for reason in self.reasons if reason not in self._at or self._at[reason] in wrong.values()]
        if len(left) < len(self.reasons):
            self.show(_LAST_TRY, left, self._at)

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
