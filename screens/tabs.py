"""The queues of a desk as tabs: their digit, name and count, the current one lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.commands import BY_ID, QUEUES_BY_DIGIT
from screens.keymap import label
from screens.paint import Line, Painted, Piece, length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflows.engine.view import QueueTab


class Tabs(Painted):
    """One line; where they do not all fit, those around the current one."""

    DEFAULT_CSS = "Tabs { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.tabs: Sequence[QueueTab] = ()
        self.current = ""

    def show(self, tabs: Sequence[QueueTab], current: str) -> None:
        """Show these queues."""
        self.tabs, self.current = tabs, current
        self.redraw()

    @property
    def index(self) -> int:
        """The place of the current queue."""
        return next((at for at, tab in enumerate(self.tabs) if tab.key == self.current), 0)

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        say = self.frame.words.say
        drawn = [self._tab(at, tab) for at, tab in enumerate(self.tabs)]
        first = last = self.index
        if not drawn:
            return [()]
        # Where they do not all fit, the key that lists them.
        beyond: list[Piece] = [("… ", "muted"), (say(label(self.frame.keys_of(BY_ID["queues"])[0])), "key")]
        room = width - 3 - length(beyond) - length(drawn[first])
        while True:
            grown = False
            for at, ahead in ((last + 1, True), (first - 1, False)):
                if 0 <= at < len(drawn) and length(drawn[at]) <= room:
                    room -= length(drawn[at])
                    first, last = (first, at) if ahead else (at, last)
                    grown = True
            if not grown:
                break
        pieces: list[Piece] = [("… " if first else " ", "muted")]
        for tab in drawn[first : last + 1]:
            pieces += tab
        if last - first < len(drawn) - 1:
            pieces += beyond
        return [tuple(pieces)]

    def _tab(self, at: int, tab: QueueTab) -> list[Piece]:
        words, current = self.frame.words, tab.key == self.current
        number = f"{at + 1} " if at < QUEUES_BY_DIGIT else ""
        role = self.frame.accent if current else "text"
        count = "title" if tab.count and not current else role if current else "muted"
        return [
            (number, "key"),
            (words.say(tab.title), role),
            (f" {tab.count:,}{'+' if tab.more else ''}", count),
            ("   ", "text"),
        ]
