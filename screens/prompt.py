"""Lines above the footer in which a person answers something: a reason, a filter, where to go.

A prompt takes every key while it stands. It decides at once and in order: keys that were typed ahead, or that
came in one burst over a slow line, reach the question they were meant for.
"""

from collections.abc import Callable, Sequence

from textual.geometry import Offset

from db.message import Message
from screens.paint import Line, Painted, Piece
from screens.words import plain, width


class LineEdit:
    """One line of text being typed: the text, and where the next character goes."""

    def __init__(self, text: str = "", limit: int = 200) -> None:
        self.text = text
        self.at = len(text)
        self.limit = limit
        self._keys: dict[str, Callable[[], None]] = {
            "backspace": self._erase,
            "ctrl+h": self._erase,
            "delete": self._delete,
            "left": self._left,
            "right": self._right,
            "home": self._home,
            "ctrl+a": self._home,
            "end": self._end,
            "ctrl+e": self._end,
            "ctrl+u": self._clear_before,
            "ctrl+k": self._clear_behind,
            "ctrl+w": self._erase_word,
        }

    def press(self, key: str, character: str | None) -> bool:
        """Take a key; say whether it was one for the text."""
        if key in self._keys:
            self._keys[key]()
            return True
        if key == "space" and character is None:
            character = " "
        if character is not None and character.isprintable():
            self.insert(character)
            return True
        return False

    def insert(self, text: str) -> None:
        """Insert typed or pasted text; breaks become spaces, what a terminal would obey stays out."""
        text = "".join(piece for piece in text.replace("\r\n", " ") if plain(piece) == piece or piece in "\n\r\t")
        text = "".join(" " if piece in "\n\r\t" else piece for piece in text)
        room = self.limit - len(self.text)
        text = text[:room]
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def set(self, text: str) -> None:
        """Replace the text, the cursor behind it."""
        self.text = text[: self.limit]
        self.at = len(self.text)

    def _erase(self) -> None:
        if self.at:
            self.text = self.text[: self.at - 1] + self.text[self.at :]
            self.at -= 1

    def _delete(self) -> None:
        self.text = self.text[: self.at] + self.text[self.at + 1 :]

    def _left(self) -> None:
        self.at = max(0, self.at - 1)

    def _right(self) -> None:
        self.at = min(len(self.text), self.at + 1)

    def _home(self) -> None:
        self.at = 0

    def _end(self) -> None:
        self.at = len(self.text)

    def _clear_before(self) -> None:
        self.text, self.at = self.text[self.at :], 0

    def _clear_behind(self) -> None:
        self.text = self.text[: self.at]

    def _erase_word(self) -> None:
        kept = self.text[: self.at].rstrip()
        kept = kept[: kept.rfind(" ") + 1]
        self.text, self.at = kept + self.text[self.at :], len(kept)

    def pieces(self, cells: int, role: str = "prompt", hidden: bool = False) -> tuple[list[Piece], int]:
        """Return the text as drawn in `cells`, the cursor in it, and the column of the cursor."""
        shown = "•" * len(self.text) if hidden else self.text
        before, under, behind = shown[: self.at], shown[self.at : self.at + 1] or " ", shown[self.at + 1 :]
        while before and width(before) + width(under) > cells:
            before = before[1:]
        room = max(0, cells - width(before) - width(under))
        kept = ""
        for character in behind:
            if width(kept + character) > room:
                break
            kept += character
        return [(before, role), (under, "edit"), (kept, role)], width(before)


class Prompt(Painted):
    """A question above the footer. `press` gets every key; escape leaves it."""

    DEFAULT_CSS = "Prompt { height: auto; }"
    FILL = "prompt"

    cursor: Offset | None = None
    """Where the cursor of the text stands in the lines drawn last; None: nothing is typed."""

    def press(self, key: str, character: str | None) -> None:
        """Take a key. Escape closes; subclasses do the rest."""
        if key == "escape":
            self.leave()

    def paste(self, text: str) -> None:
        """Take pasted text."""

    def leave(self) -> None:
        """Close without doing anything."""
        self.frame.close_prompt()

    def typing_at(self) -> Offset | None:
        """Return where on the screen the next character will stand; None: nothing is typed."""
        return self.content_region.offset + self.cursor if self.cursor is not None and self.is_mounted else None

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys that apply in it, for the footer: pairs of key and message."""
        return ()

    def lines(self) -> list[Line]:
        """Return the lines drawn last."""
        return list(self._drawn)
