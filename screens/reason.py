"""The question before a decision: a numbered reason and a note, or one enter on a line that says what is final.

Reject takes two keys and enter: `r`, a digit, enter. Nothing that can be taken back asks more than it needs.
"""

from collections.abc import Callable, Sequence

from textual.geometry import Offset

from db.message import Message, _
from screens.paint import Line, Piece, clipped, length, line
from screens.prompt import LineEdit, Prompt
from screens.words import cut, wrap

FINAL = _("This is final: it cannot be taken back")

_NOTE = _("note:")
_WHY = _("Press the number of a reason, or write a note")
_TYPE = _("Type {text} to go ahead:")

Decided = Callable[[int | None, str], None]
"""What is done on enter: number of the reason (from 1) or None, and the note."""


class Decision(Prompt):
    """A title, what there is to know, the numbered reasons, a note, and enter."""

    def __init__(
        self,
        title: Message,
        verb: Message,
        decided: Decided,
        *,
        facts: Sequence[Message | str] = (),
        warning: Message | None = None,
        reasons: Sequence[Message] = (),
        needs_reason: bool = False,
        note: bool = True,
        typed: str = "",
        at_once: bool = True,
        given: tuple[int | None, str] = (None, ""),
    ) -> None:
        """Make the question.

        warning: what is final about it. typed: what must be typed first (a large or final bulk). note: whether a
        note may be added. at_once: whether enter goes ahead (False: there is nothing to go ahead with). given: the
        reason and the note to begin with.
        """
        super().__init__()
        self.title = title
        self.verb = verb
        self.decided = decided
        self.facts = facts
        self.warning = warning
        self.reasons = list(reasons)
        self.needs_reason = needs_reason
        self.typed = typed
        self.at_once = at_once
        reason, said = given
        self.reason = reason if reason is not None and reason <= len(self.reasons) else None
        self.note = LineEdit(said) if note else None
        self.typing = LineEdit(limit=12) if typed else None
        self._hint = False

    # --- keys ---------------------------------------------------------------------------------------------

    def press(self, key: str, character: str | None) -> None:
        """Choose a reason, write the note, go ahead or leave it."""
        if key == "escape":
            self.leave()
            return
        if key == "enter":
            self._go_ahead()
            return
        self._hint = False
        if not self._choose(key):
            self._write(key, character)
        self.redraw()

    def _choose(self, key: str) -> bool:
        step = {"down": 1, "up": -1}.get(key)
        if self.reasons and step is not None:
            self.reason = ((self.reason or 0) - 1 + step if self.reason else 0) % len(self.reasons) + 1
            return True
        if self.reason is None and len(key) == 1 and key.isdigit() and self._empty():
            if 1 <= int(key) <= len(self.reasons):
                self.reason = int(key)
            return bool(self.reasons)
        if key == "backspace" and self.reason is not None and self._empty():
            self.reason = None
            return True
        return False

    def _empty(self) -> bool:
        return self.note is None or not self.note.text

    def _write(self, key: str, character: str | None) -> None:
        edit = self.typing if self._types_now() else self.note
        if edit is not None:
            edit.press(key, character)

    def _types_now(self) -> bool:
        """Whether what is typed is the confirmation: when the reason is given, or none is needed."""
        return self.typing is not None and not (self.needs_reason and self.reason is None)

    def paste(self, text: str) -> None:
        """Paste into the note."""
        if self.note is not None:
            self.note.insert(text)
            self.redraw()

    def _go_ahead(self) -> None:
        note = self.note.text.strip() if self.note is not None else ""
        if not self.at_once:
            self.leave()
        elif self.needs_reason and self.reason is None and not note:
            self._hint = True
            self.redraw()
        elif self.typing is None or self.typing.text.strip() == self.typed:
            self.leave()
            self.decided(self.reason, note)

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys that apply."""
        digits = [("1–9", _("Reason"))] if self.reasons else []
        go = [("enter", self.verb)] if self.at_once else []
        return [*digits, *go, ("escape", _("Leave it"))]

    # --- drawing ------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the question."""
        words = self.frame.words
        self.cursor = None
        lines: list[Line] = [((f" {words.say(self.title)}", "prompt-title"),)]
        for fact in self.facts:
            lines += [((f"   {text}", "prompt"),) for text in wrap(words.say(fact), width - 4)]
        if self.warning is not None:
            lines += [((f" {text}", "prompt-bad"),) for text in wrap(words.say(self.warning), width - 2)]
        lines += self._numbered(width)
        if self._hint:
            lines.append(((f" {words.say(_WHY)}", "prompt-bad"),))
        if self.note is not None and not (self.typing is not None and self._types_now()):
            lines.append(self._edited(words.say(_NOTE), self.note, len(lines), width))
        if self.typing is not None and self._types_now():
            lines.append(self._edited(words.say(_TYPE(text=self.typed)), self.typing, len(lines), width))
        return lines

    def _numbered(self, cells: int) -> list[Line]:
        lines: list[list[Piece]] = []
        for number, reason in enumerate(self.reasons, 1):
            mine = number == self.reason
            text = cut(self.frame.words.say(reason), cells - 6)
            pieces: list[Piece] = [
                (f"✓{number} " if mine else f" {number} ", "chosen" if mine else "prompt-key"),
                (f"{text} ", "chosen" if mine else "prompt"),
            ]
            if lines and length(lines[-1]) + length(pieces) + 1 <= cells:
                lines[-1] += [(" ", "prompt"), *pieces]
            else:
                lines.append([(" ", "prompt"), *pieces])
        return [clipped(pieces, cells) for pieces in lines]

    def _edited(self, label: str, edit: LineEdit, row: int, cells: int) -> Line:
        before: Piece = (f"  {label} ", "prompt-muted")
        pieces, column = edit.pieces(max(4, cells - length([before]) - 1))
        self.cursor = Offset(length([before]) + column, row)
        return line(before, *pieces)


class Ask(Prompt):
    """One line of text to write: a comment, a filter."""

    def __init__(
        self,
        title: Message | str,
        verb: Message,
        done: Callable[[str], None],
        *,
        text: str = "",
        changed: Callable[[str], None] | None = None,
        left: Callable[[], None] | None = None,
        limit: int = 1000,
        help: Message | None = None,
    ) -> None:
        """Make the question; changed: told at every key; left: told when it is left with escape; help: a line below."""
        super().__init__()
        self.title = title
        self.verb = verb
        self.done = done
        self.changed = changed
        self.left = left
        self.help = help
        self.edit = LineEdit(text, limit)

    def press(self, key: str, character: str | None) -> None:
        """Write, hand on or leave."""
        if key == "escape":
            self.leave()
            if self.left is not None:
                self.left()
        elif key == "enter":
            self.leave()
            self.done(self.edit.text.strip())
        elif self.edit.press(key, character):
            self._tell()

    def paste(self, text: str) -> None:
        """Paste into the line."""
        self.edit.insert(text)
        self._tell()

    def _tell(self) -> None:
        if self.changed is not None:
            self.changed(self.edit.text.strip())
        self.redraw()

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys that apply."""
        return [("enter", self.verb), ("escape", _("Leave it"))]

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        before: Piece = (f" {self.frame.words.say(self.title)} ", "prompt-title")
        pieces, column = self.edit.pieces(max(4, width - length([before]) - 1))
        self.cursor = Offset(length([before]) + column, 0)
        below = wrap(self.frame.words.say(self.help), width - 2, 2) if self.help is not None else []
        return [line(before, *pieces), *(line((f" {text}", "prompt-muted")) for text in below)]
