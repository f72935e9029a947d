"""A page of the manual on the screen: how a procedure goes, in the person's language; read, searched, left by escape."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from db.message import Message, _
from screens.commands import Scope, Situation
from screens.going import Going
from screens.moving import Moving
from screens.pages import laid_out
from screens.paint import Line, Painted, Piece, chosen
from screens.reason import Ask
from workflows.engine.errors import CommandError

_FOUND = _("“{text}”: {at} of {count}")
_NOT_FOUND = _("“{text}” does not stand on this page")


@dataclass(frozen=True, slots=True)
class Left:
    """How a page was left: how far it was scrolled, what was sought, and which of the places found was shown."""

    top: int = 0
    sought: str = ""
    at: int | None = None


class PagePane(Painted):
    """The lines of a page, scrolled; where words were looked for, the place found is under the cursor."""

    DEFAULT_CSS = "PagePane { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.markdown = ""
        self.top = 0
        self.sought = ""
        self.at: int | None = None
        """Which of the lines found is the one shown."""
        self._laid: tuple[tuple[str, int], list[Line]] | None = None

    def show(self, markdown: str) -> None:
        """Show a page; where one was in it stays."""
        self.markdown = markdown
        self.redraw()

    @property
    def left(self) -> Left:
        """How the page is left."""
        return Left(self.top, self.sought, self.at)

    def put_back(self, left: Left) -> None:
        """Show the page as it was left."""
        self.top, self.sought, self.at = left.top, left.sought, left.at
        self.redraw()

    def everything(self, cells: int) -> list[Line]:
        """Return all lines of the page."""
        if self._laid is None or self._laid[0] != (self.markdown, cells):
            self._laid = ((self.markdown, cells), laid_out(self.markdown, cells))
        return self._laid[1]

    @property
    def found(self) -> list[int]:
        """The lines that hold what is sought."""
        wanted = self.sought.casefold()
        if not wanted:
            return []
        lines = self.everything(self.size.width or 80)
        return [at for at, pieces in enumerate(lines) if wanted in "".join(text for text, _role in pieces).casefold()]

    def seek(self, text: str) -> bool:
        """Look for words from what is in view on; False when they are nowhere."""
        self.sought, self.at = text, None
        found = self.found
        if found:
            self.at = next((at for at, row in enumerate(found) if row >= self.top), 0)
            self._reveal(found[self.at])
        self.redraw()
        return bool(found)

    def step(self, by: int) -> None:
        """Go to the next place found, round and round."""
        found = self.found
        if found:
            self.at = ((self.at if self.at is not None else -by) + by) % len(found)
            self._reveal(found[self.at])
            self.redraw()

    def _reveal(self, row: int) -> None:
        height = self.size.height
        if not self.top <= row < self.top + height:
            self.top = row - height // 3

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines in view."""
        lines = self.everything(width)
        self.top = max(0, min(self.top, len(lines) - height))
        found = self.found
        here = found[self.at] if self.at is not None and self.at < len(found) else None
        shown: list[Line] = []
        for row in range(self.top, min(self.top + height, len(lines)) if height else len(lines)):
            pieces = _lit(lines[row], self.sought) if row in found else lines[row]
            shown.append(chosen(pieces) if row == here else pieces)
        return shown

    def scroll_lines(self, by: int) -> None:
        """Scroll."""
        self.top += by
        self.redraw()


def _lit(pieces: Line, sought: str) -> Line:
    """Return a line in which what was sought stands out."""
    made: list[Piece] = []
    wanted = sought.casefold()
    for text, role in pieces:
        folded = text.casefold()
        at = folded.find(wanted) if len(folded) == len(text) else -1
        while at >= 0:
            made += [(text[:at], role), (text[at : at + len(wanted)], "changed")]
            text, folded = text[at + len(wanted) :], folded[at + len(wanted) :]
            at = folded.find(wanted)
        made.append((text, role))
    return tuple(piece for piece in made if piece[0])


class ManualScreen(Moving[None], Going[None]):
    """The page of one procedure."""

    scope: ClassVar[Scope] = "page"

    def __init__(self, process: str, left: Left = Left()) -> None:
        """Make the screen. left: how the page was left."""
        super().__init__()
        self.process = process
        self.left = left
        self.pane = PagePane()
        self._title: Message | str = process

    def body(self) -> Iterator[Widget]:
        """Yield the page."""
        yield self.pane

    def where(self) -> Sequence[Message | str]:
        """Return the manual and the procedure."""
        return [_("Manual"), self._title]

    def situation(self) -> Situation:
        """Return what is at hand."""
        return Situation(self.scope, listed=len(self.pane.found))

    def on_mount(self) -> None:
        """Read the page."""
        self.start(self._open())

    async def _open(self) -> None:
        try:
            await self.load()
            self.pane.put_back(self.left)
            self.refresh_keys()
        except CommandError as problem:
            self.leave_with(problem)

    def again(self) -> "Callable[[], ManualScreen]":
        """Return what opens the page again where one is in it."""
        return partial(ManualScreen, self.process, self.pane.left)

    async def load(self) -> None:
        """Read the page in the language of the screen."""
        manual = self.office.manual
        titles = {key: title for key, title, _desk in await self.ask(manual.procedures)}
        self._title = titles.get(self.process, self.process)
        self.pane.show(await self.ask(manual.page, self.process, self.words.language))
        self.header.redraw()
        self.refresh_keys()

    def retext(self) -> None:
        """Read the page in the other language."""
        super().retext()
        self.start(self.load())

    # --- commands -----------------------------------------------------------------------------------------------

    def do_back(self) -> None:
        """Forget what was sought, else go back to where one was."""
        if self.pane.sought:
            self.pane.seek("")
            self.tell("")
            self.refresh_keys()
        else:
            self.dismiss()

    def move(self, by: int) -> None:
        """Go down or up in the page."""
        self.pane.scroll_lines(by)

    @property
    def page_rows(self) -> int:
        """How far a page is."""
        return max(self.pane.size.height - 1, 1)

    def do_find_text(self) -> None:
        """Type what to find."""
        self.open_prompt(Ask("/", _("Search"), self._find, text=self.pane.sought))

    def _find(self, text: str) -> None:
        found = self.pane.seek(text)
        if text and not found:
            self.tell(_NOT_FOUND(text=text), "bad")
        else:
            self._tell_place()
        self.refresh_keys()

    def _tell_place(self) -> None:
        pane = self.pane
        if pane.at is None:
            self.tell("")
        else:
            self.tell(_FOUND(text=pane.sought, at=pane.at + 1, count=len(pane.found)), "muted")

    def do_find_next(self) -> None:
        """Go to the next place."""
        self.pane.step(1)
        self._tell_place()

    def do_find_previous(self) -> None:
        """Go to the place before."""
        self.pane.step(-1)
        self._tell_place()
