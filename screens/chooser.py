"""A line to type in and the answers below it: commands, places to go, processes to open, people.

Typing narrows the answers down, arrows move, enter takes the one under the cursor. Where the answers are numbered, a
digit takes one at once; only where it may be the first of a longer number (1 of 12) the cursor goes there and waits.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.geometry import Offset

from db.message import Message, _
from screens.base import NOT_HERE
from screens.paint import Line, Piece, chosen, clipped, ends, length
from screens.prompt import LineEdit, Prompt
from screens.words import cut, fit, wrap
from screens.words import width as cells_of

_NOTHING = _("nothing matches")
_MORE = _("{count} more")
_DETAIL = 3
"""Lines that what an answer says takes at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer. keys: shown at its right. sought: what typing is compared with besides title and detail.

    More matches than one are ordered by where they match: those whose title begins so stand first.
    """

    title: Message | str
    value: Any
    detail: Message | str = ""
    keys: Sequence[Message | str] = ()
    group: Message | str = ""
    sought: str = ""
    dim: bool = False


class Chooser(Prompt):
    """Choose one of several answers."""

    def __init__(
        self,
        title: Message | str,
        entries: Sequence[Entry],
        on_choose: Callable[[Any], None],
        *,
        numbered: bool = False,
        typing: bool = True,
        verb: Message | None = None,
        rows: int = 12,
        around: int = 0,
    ) -> None:
        """Make the question. rows: answers shown at most. around: lines left to the rest; 0: as the screen wants."""
        super().__init__()
        self.title = title
        self.entries = list(entries)
        self.on_choose = on_choose
        self.numbered = numbered
        self.typing = typing
        self.verb = verb or _("Choose")
        self.rows = rows
        self.around = around
        self.edit = LineEdit()
        self.at = 0
        self._top = 0
        self._digits = ""

    # --- keys ---------------------------------------------------------------------------------------------

    def press(self, key: str, character: str | None) -> None:
        """Move, narrow down, take or leave."""
        match key:
            case "escape":
                self.leave()
                return
            case "enter":
                self.take()
                return
            case "down" | "tab" | "ctrl+n":
                self.move(1)
            case "up" | "shift+tab" | "ctrl+p":
                self.move(-1)
            case "pagedown":
                self.move(self.rows)
            case "pageup":
                self.move(-self.rows)
            case _ if self.numbered and len(key) == 1 and key in "0123456789":
                self._number(key)
                return
            case _ if self.typing:
                if self.edit.press(key, character):
                    self.at = self._top = 0
                    self._count_anew()
                    self.narrowed()
            case "j":
                self.move(1)
            case "k":
                self.move(-1)
            case "home" | "g":
                self.move(-len(self.shown()))
            case "end" | "G":
                self.move(len(self.shown()))
        self.redraw()

    def paste(self, text: str) -> None:
        """Paste into the line."""
        if self.typing:
            self.edit.insert(text)
            self.narrowed()
            self.redraw()

    def move(self, by: int) -> None:
        """Move the cursor, staying among the answers."""
        self._count_anew()
        self.at = max(0, min(len(self.shown()) - 1, self.at + by))

    def _count_anew(self) -> None:
        if self._digits:
            self._digits = ""
            self.frame.refresh_keys()

    def _number(self, digit: str) -> None:
        """Take the answer of the number typed so far, or go to it while another digit may follow."""
        known = len(self.shown())
        digits = next((one for one in (self._digits + digit, digit) if 1 <= int(one) <= known), "")
        if not digits:
            self.frame.tell(NOT_HERE, "muted")
            return
        self._digits, self.at = digits, int(digits) - 1
        if int(digits) * 10 > known:
            self.take()
        else:
            self.redraw()
            self.frame.refresh_keys()

    def take(self) -> None:
        """Close, and hand on what is under the cursor."""
        shown = self.shown()
        if shown:
            self.leave()
            self.on_choose(shown[self.at].value)

    def narrowed(self) -> None:
        """Called when what is typed has changed."""

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys that apply."""
        number: list[tuple[str, Message | str]] = [("1–9", _("Number"))] if self.numbered else []
        if self._digits:
            number = [("0–9", _("Second digit"))]
        return [("enter", self.verb), ("↑↓", _("Move")), *number, ("escape", _("Back"))]

    # --- what there is ------------------------------------------------------------------------------------

    def shown(self) -> Sequence[Entry]:
        """Return the answers that match what is typed."""
        wanted = self.edit.text.casefold().split()
        if not wanted:
            return self.entries
        found = [entry for entry in self.entries if all(self._finds(term, entry) for term in wanted)]
        return sorted(found, key=lambda entry: self._rank(entry, " ".join(wanted)))

    def _rank(self, entry: Entry, typed: str) -> int:
        titles = [self.frame.words.say(entry.title).casefold(), str(entry.title).casefold()]
        begins = any(title.startswith(typed) for title in titles)
        return 0 if begins else 1 if any(typed in title for title in titles) else 2

    def _finds(self, term: str, entry: Entry) -> bool:
        """Whether a typed word stands in an answer, or spells it by pinyin or its initials."""
        if term in self._sought(entry):
            return True
        # Imported here: the sign-in, where nothing has been typed yet, stands sooner without it.
        from db.search import sounds_like

        return sounds_like(self.frame.words.say(entry.title), term)

    def _sought(self, entry: Entry) -> str:
        words = self.frame.words
        english = f"{entry.title} {entry.detail} {entry.sought}"
        return f"{words.say(entry.title)} {words.say(entry.detail)} {english}".casefold()

    # --- drawing ------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line to type in and the answers."""
        self.at = max(0, min(self.at, len(self.shown()) - 1))
        return [self._head(width), *self._body(width)]

    def _head(self, cells: int) -> Line:
        title = f" {self.frame.words.say(self.title)} "
        pieces: list[Piece] = [(title, "prompt-title")]
        self.cursor = None
        if self._digits:  # the first of two: what is missing shows
            pieces.append((f"{self._digits}_ ", "prompt-key"))
        if self.typing:
            typed, column = self.edit.pieces(max(4, cells - length(pieces) - 2))
            self.cursor = Offset(length(pieces) + column, 0)
            pieces += typed
        return clipped(pieces, cells)

    def _body(self, cells: int) -> list[Line]:
        shown, words = self.shown(), self.frame.words
        if not shown:
            return [((f"   {words.say(_NOTHING)}", "prompt-muted"),)]
        beside = max(
            cells_of(words.say(entry.detail)) + sum(cells_of(words.say(key)) + 3 for key in entry.keys)
            for entry in shown
        )
        most = max(cells // 2, cells - beside - 6)
        name = min(max(cells_of(words.say(entry.title)) for entry in shown) + 2, most)
        room = max(3, min(self.rows, self.frame.size.height - (self.around or self.frame.beside_prompt)))
        self._top = max(0, min(self._top, self.at))
        while True:
            lines, last = self._fitting(shown, name, cells, room)
            if self.at <= last:
                break
            self._top += 1
        hidden = len(shown) - 1 - last
        if hidden > 0:
            lines.append(((f"    {words.say(_MORE(count=hidden))}", "prompt-muted"),))
        return lines

    def _fitting(self, shown: Sequence[Entry], name: int, cells: int, room: int) -> tuple[list[Line], int]:
        """Return the lines from the first answer on that there is room for, and the last answer among them."""
        lines: list[Line] = []
        group: object = None
        for index in range(self._top, len(shown)):
            entry = shown[index]
            heading = bool(entry.group) and entry.group != group
            drawn = self._entry(entry, index, name, cells)
            if len(lines) + len(drawn) + heading > room:
                return lines, index - 1
            if heading:
                group = entry.group
                lines.append(((f" {self.frame.words.say(entry.group)}", "prompt-muted"),))
            lines += drawn
        return lines, len(shown) - 1

    def _entry(self, entry: Entry, index: int, name: int, cells: int) -> list[Line]:
        """Draw an answer on a line; the one under the cursor on as many as what it says takes."""
        words = self.frame.words
        role = "prompt-muted" if entry.dim else "prompt"
        number: list[Piece] = [(f"{index + 1:>3} ", "prompt-key")] if self.numbered else [("   ", role)]
        named: list[Piece] = [*number, (fit(cut(words.say(entry.title), name - 2), name), role)]
        shown = "  ".join(words.say(key) for key in entry.keys)
        keys: list[Piece] = [(f" {shown} ", "prompt-key")] if shown else []
        detail = words.say(entry.detail)
        if index != self.at:
            return [ends([*named, (detail, "prompt-muted")], keys, cells, "prompt")]
        before = length(named)
        first, *rest = wrap(detail, cells - before - length(keys) - 1, _DETAIL) or [""]
        lines = [ends([*named, (first, "prompt-muted")], keys, cells, "prompt")]
        lines += [ends([(" " * before, role), (more, "prompt-muted")], [], cells, "prompt") for more in rest]
        return [chosen(one) for one in lines]


class ChosenByDigit(Chooser):
    """What can be done with an item, a few ways that are not typed for."""

    def __init__(self, title: Message, entries: Sequence[Entry], on_choose: Callable[[Any], None]) -> None:
        super().__init__(title, entries, on_choose, numbered=True, typing=False, verb=_("Take"))


class Searching(Chooser):
    """Choose among what is found while one types; the answers are always those to the question asked last."""

    def __init__(self, title: Message | str, on_choose: Callable[[Any], None], *, verb: Message) -> None:
        super().__init__(title, [], on_choose, verb=verb)
        self._asked: str | None = None
        self._asking = False

    @abstractmethod
    async def look_for(self, text: str) -> Sequence[Entry]:
        """Return the answers to what is typed; "" before anything is."""

    def on_mount(self) -> None:
        """Offer what there is before anything is typed."""
        self.narrowed()

    def shown(self) -> Sequence[Entry]:
        """Return what was found; it is not narrowed down any further."""
        return self.entries

    def narrowed(self) -> None:
        """Look for what is typed now."""
        if not self._asking:
            self._asking = True
            # Not the coroutine itself: taken away before it has begun, one would never be awaited.
            self.run_worker(self._search, exit_on_error=False)  # type: ignore[arg-type]  # what it returns is nobody's

    async def _search(self) -> None:
        try:
            while self._asked != self.edit.text:
                await self._answer(self.edit.text)
        except Exception as error:
            self.frame.tell_error(error)
        finally:
            self._asking = False

    async def _answer(self, text: str) -> None:
        found = await self.look_for(text.strip())
        self._asked, self.entries = text, list(found)
        self.redraw()

    def take(self) -> None:
        """Take the answer under the cursor, as soon as the answers are those to what is typed."""
        if self._asked == self.edit.text:
            super().take()
        else:
            self.frame.start(self._take_soon())

    async def answered(self) -> None:
        """Wait until the answers are those to what is typed."""
        if self._asked != self.edit.text:
            await self._answer(self.edit.text)

    async def _take_soon(self) -> None:
        await self.answered()
        if self.is_attached:
            super().take()
