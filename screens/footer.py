"""The last lines of every screen: what was said last, and the keys that apply now."""

from collections.abc import Sequence

from db.message import Message
from screens import keymap
from screens.commands import Offer
from screens.paint import Line, Painted, Piece, ends, length


class StatusLine(Painted):
    """One sentence: what came of the last command, or that there is news."""

    DEFAULT_CSS = "StatusLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._said: Message | str = ""
        self._role = "muted"
        self._stays = False
        self._news: Message | None = None
        self._meanwhile: Message | None = None

    def say(self, text: Message | str, role: str = "good", *, stays: bool = False) -> None:
        """Show a sentence until the person goes on. stays: until the next one, since it says what is going on."""
        self._said, self._role, self._stays, self._meanwhile = text, role, stays, None
        self.redraw()

    def fade(self, *kept: str) -> None:
        """Take the sentence away, since the person has gone on; one in a role that is kept stays."""
        if self._role not in kept and self._said != "" and not self._stays:
            self._said = ""
            self.redraw()

    def unsay(self, text: Message) -> None:
        """Take a sentence away that is no longer true."""
        if self._said == text:
            self._said = ""
            self.redraw()

    def meanwhile(self, text: Message | None) -> None:
        """Show a sentence in place of the last one for as long as something takes; None: it is over."""
        if text != self._meanwhile:
            self._meanwhile = text
            self.redraw()

    def news(self, text: Message | None) -> None:
        """Show at the right that there is something new; None: nothing."""
        if text != self._news:
            self._news = text
            self.redraw()

    @property
    def said(self) -> Message | str:
        """What stands there now."""
        return self._said

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        screen = self.frame
        words = screen.program.words
        right: list[Piece] = [(f"{words.say(self._news)} ", "key")] if self._news is not None else []
        said, role = (self._said, self._role) if self._meanwhile is None else (self._meanwhile, "muted")
        return [ends([(f" {words.say(said)}", role)], right, width)]


class KeyFooter(Painted):
    """The keys that apply now, by rank; what would be refused is dim, what does not apply is not there."""

    DEFAULT_CSS = "KeyFooter { height: auto; max-height: 2; }"

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return one line, or two where the screen is tall."""
        screen = self.frame
        rows = 2 if screen.size.height >= 30 or width < 100 else 1
        entries, help_at = self._entries()
        lines: list[list[Piece]] = [[]]
        full = False
        for at, entry in enumerate(entries):
            if full and at != help_at:
                continue
            # Whatever there is no room for, the way to all of it is there.
            kept = length(entries[help_at]) + 2 if at < help_at and len(lines) == rows else 0
            if length(lines[-1]) + length(entry) + 2 + kept > width:
                if len(lines) == rows:
                    full = True
                    continue
                lines.append([])
            lines[-1] += [("  " if lines[-1] else " ", "text"), *entry]
        return [tuple(pieces) for pieces in lines]

    def _entries(self) -> tuple[list[list[Piece]], int]:
        """Return the keys in the order of their ranks, and where help is among them; -1: nowhere."""
        screen = self.frame
        words = screen.program.words
        prompt = screen.prompt
        hints: list[list[Piece]] = [
            [(words.say(keymap.label(key)), "key"), (f" {words.say(title)}", "text")]
            for key, title in (prompt if prompt is not None else screen).hints()
        ]
        if prompt is not None:
            return hints, -1
        ranked = sorted((offer for offer in screen.offers() if offer.command.rank), key=lambda o: o.command.rank)
        help_at = next((at for at, offer in enumerate(ranked) if offer.command.id == "help"), -1)
        return [*hints, *(self._entry(offer) for offer in ranked)], help_at if help_at < 0 else help_at + len(hints)

    def _entry(self, offer: Offer) -> list[Piece]:
        screen = self.frame
        words = screen.program.words
        key = " ".join(words.say(keymap.label(key)) for key in screen.keys_of(offer.command)[:1])
        refused = bool(offer.standing.reasons)
        return [(key, "muted" if refused else "key"), (f" {words.say(offer.title)}", "muted" if refused else "text")]
