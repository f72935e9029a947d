"""Widgets that draw plain lines: pieces of text, each with a role that the theme has a style for.

No markup, no widget a line. `redraw` compares with what is on the screen and sends only lines that differ.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from screens import theme
from screens.words import cut, width

if TYPE_CHECKING:
    from screens.base import ConsoleScreen

Piece = tuple[str, theme.Role]
Line = tuple[Piece, ...]
CHOSEN = "\0chosen"
"""A piece with this text says that its line is under the cursor."""

BLANK: Line = ()


def line(*pieces: Piece | str, role: theme.Role = "text") -> Line:
    """Make a line of pieces; those without a role get `role`."""
    return tuple((piece, role) if isinstance(piece, str) else piece for piece in pieces)


def chosen(pieces: Sequence[Piece]) -> Line:
    """Put a line under the cursor."""
    return ((CHOSEN, "chosen"), *pieces)


def length(pieces: Sequence[Piece]) -> int:
    """Return how many cells the pieces take."""
    return sum(width(text) for text, _role in pieces if text != CHOSEN)


def clipped(pieces: Sequence[Piece], cells: int) -> Line:
    """Return the line cut to `cells`."""
    kept: list[Piece] = []
    for text, role in pieces:
        if text == CHOSEN:
            kept.append((text, role))
        elif (shown := cut(text, cells)) != "":
            kept.append((shown, role))
            cells -= width(shown)
            if shown != text:
                break
    return tuple(kept)


def ends(left: Sequence[Piece], right: Sequence[Piece], cells: int, role: theme.Role = "text") -> Line:
    """Return a line with something at both ends; the left one gives way."""
    room = cells - length(right)
    if room < 2:
        return clipped(right, cells)
    left = clipped(left, room - 1 if right else room)
    return (*left, (" " * (room - length(left)), role), *right)


def in_view(lines: Sequence[Line], top: int, height: int, cells: int) -> Sequence[Line]:
    """Return the lines from `top` on that there is room for (0: all); arrows at the right say how many are beyond."""
    if not height:
        return lines
    shown = list(lines[top : top + height])
    if shown and top + height < len(lines):
        shown[-1] = ends(shown[-1], [(f" ↓ {len(lines) - top - height} ", "muted")], cells)
    if shown and top > 0:
        shown[0] = ends(shown[0], [(f" ↑ {top} ", "muted")], cells)
    return shown


class Painted(Widget):
    """A widget made of lines. Subclasses say what to draw; nobody else draws."""

    DEFAULT_CSS = "Painted { height: auto; width: 1fr; }"
    FILL: theme.Role = "text"
    """The role of the space behind the text."""

    _drawn: tuple[Line, ...] = ()
    _drawn_for: tuple[int, int, str] | None = None

    @property
    def frame(self) -> "ConsoleScreen[Any]":
        """The screen it stands on."""
        return cast("ConsoleScreen[Any]", self.screen)

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines to show, at most `width` cells each; `height` is the room (0: not known)."""
        raise NotImplementedError

    def redraw(self, *, anew: bool = False) -> None:
        """Show what has changed; called whenever something this widget shows may have changed.

        anew: the colours have changed too.
        """
        # Never drawn, or its colours changed since: what is shown is not known.
        if anew or self._drawn_for is None:
            self._drawn_for = None
            self.refresh(layout=True)
            return
        before = self._drawn
        self._drawn_for = None
        after = self._lines()
        if len(after) != len(before) and self.styles.height is not None and self.styles.height.is_auto:
            self.refresh(layout=True)
            return
        changed = [
            Region(0, y, self.size.width, 1)
            for y in range(max(len(before), len(after)))
            if before[y : y + 1] != after[y : y + 1]
        ]
        if changed:
            self.refresh(*changed)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Say how many lines there are."""
        return len(self.draw(width, 0))

    def notify_style_update(self) -> None:
        """Draw anew in the colours of the theme."""
        self._drawn_for = None
        super().notify_style_update()

    def _lines(self) -> tuple[Line, ...]:
        wanted = (self.size.width, self.size.height, self.app.theme)
        if self._drawn_for != wanted:
            self._drawn = tuple(self.draw(self.size.width, self.size.height))
            self._drawn_for = wanted
        return self._drawn

    def render_line(self, y: int) -> Strip:
        """Return one line for the terminal."""
        lines = self._lines()
        return self._strip(lines[y] if 0 <= y < len(lines) else BLANK, self.size.width)

    def _strip(self, pieces: Line, cells: int) -> Strip:
        name = self.app.theme
        cursor = bool(pieces) and pieces[0][0] == CHOSEN
        if length(pieces) > cells:
            pieces = clipped(pieces, cells)
        segments = [Segment(text, theme.style(name, role, cursor)) for text, role in pieces if text != CHOSEN]
        rest = " " * (cells - length(pieces))
        segments.append(Segment(rest, theme.style(name, "chosen" if cursor else self.FILL)))
        return Strip(_fewer(segments), cells)


def _fewer(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Join segments that look alike, so that less goes over the line; blank cells show only their background."""
    text, style = "", Style.null()
    for segment in segments:
        own = segment.style or Style.null()
        if text and (own == style or (segment.text.isspace() and _background(own) == _background(style) is not None)):
            text += segment.text
            continue
        if text:
            yield Segment(text, style)
        text, style = segment.text, own
    if text:
        yield Segment(text, style)


def _background(style: Style) -> Color | None:
    """Return what a blank cell in this style shows, if that is its background alone."""
    return None if style.underline or style.reverse or style.strike else style.bgcolor
