"""A chart as a table in the room there is.

Headings are broken into lines first, at their words, then lose a last word that all of them have; where that is not
enough, the last columns are left out, or, where the table is to be whole, words are broken.
"""

from collections.abc import Sequence

from db.message import plural
from screens.board.values import shown
from screens.paint import Line, Piece, clipped
from screens.words import Words, fit, wrap
from screens.words import width as cells_of
from workflows.engine.boards import ChartView

_MORE = plural("{count} more column: enter, or in the export", "{count} more columns: enter, or in the export")
_GAP = 2
_NAME, _WORD, _HEADING = 14, 12, 6
"""Cells that are kept: for a row's name, for the words of a heading, for a broken one."""
_HEADING_LINES = 3


class Table:
    """The lines of a chart as a table of `cells`: headings, and a line a row.

    whole: no column is left out as long as its values fit.
    """

    def __init__(self, chart: ChartView, cells: int, words: Words, *, whole: bool = False) -> None:
        self._cells = cells
        self._names = [words.say(row.title) for row in chart.rows]
        self._texts = [
            [shown(value, column.unit, words) for column, value in zip(chart.columns, row.values, strict=True)]
            for row in chart.rows
        ]
        headings = [words.say(column.title) for column in chart.columns]
        longest = max(map(cells_of, [words.say(chart.heading), *self._names]))
        needed = [max(map(cells_of, column)) for column in zip(*self._texts, strict=True)]
        room = cells - 1 - min(longest, _NAME)
        self._widths = _widths(needed, headings, room, whole)
        if not _stand_whole(headings, self._widths):
            headings = _without_shared_ending(headings)
            self._widths = _widths(needed, headings, room, whole)
        self._name = min(longest, cells - 1 - _taken(self._widths))
        self.headings = self._headings(words.say(chart.heading), headings)
        left_out = len(headings) - len(self._widths)
        self.below: list[Line] = [((f" {words.say(_MORE(count=left_out))}", "muted"),)] if left_out else []

    def _headings(self, name: str, headings: Sequence[str]) -> list[Line]:
        broken = [wrap(text, room, _HEADING_LINES) for text, room in zip(headings, self._widths, strict=False)]
        most = max([1, *map(len, broken)])
        stood = [[""] * (most - len(lines)) + lines for lines in broken]
        names = [""] * (most - 1) + [name]
        return [self._line(names[at], [lines[at] for lines in stood], "muted") for at in range(most)]

    def row(self, index: int) -> Line:
        """Return one row."""
        return self._line(self._names[index], self._texts[index], "text")

    def _line(self, name: str, texts: Sequence[str], role: str) -> Line:
        pieces: list[Piece] = [(f" {fit(name, self._name)}", role)]
        for text, width in zip(texts, self._widths, strict=False):
            pieces.append((" " * _GAP + fit(text, width, right=True), role))
        return clipped(pieces, self._cells)


def _widths(needed: Sequence[int], headings: Sequence[str], room: int, whole: bool) -> list[int]:
    """Return the cells of as many columns as there is room for, each wide enough for its values."""
    full = [max(values, cells_of(heading)) for values, heading in zip(needed, headings, strict=True)]
    word = [min(_WORD, max(map(cells_of, heading.split()), default=0)) for heading in headings]
    floors = [word, [min(_HEADING, kept) for kept in word]] if whole else [word]
    for floor in floors:
        for most in range(max(full, default=0), 0, -1):
            widths = [max(v, kept, min(f, most)) for v, kept, f in zip(needed, floor, full, strict=True)]
            if _taken(widths) <= room:
                return widths
    while len(widths) > 1 and _taken(widths) > room:
        widths.pop()
    return widths


def _stand_whole(headings: Sequence[str], widths: Sequence[int]) -> bool:
    """Whether every column is there and no word of a heading is broken."""
    longest = [max(map(cells_of, heading.split()), default=0) for heading in headings]
    return len(widths) == len(headings) and all(word <= width for word, width in zip(longest, widths, strict=True))


def _without_shared_ending(headings: Sequence[str]) -> list[str]:
    """Return headings without the last word that all of them have: of nine departments, what they are called."""
    words = [heading.split() for heading in headings]
    if len(words) > 1 and all(len(own) > 1 and own[-1] == words[0][-1] for own in words):
        return [" ".join(own[:-1]) for own in words]
    return list(headings)


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * len(widths)
