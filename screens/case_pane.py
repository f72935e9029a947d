"""The part of a case one looks at: form, lines, timeline, related cases, entries, papers; scrolled, with a cursor."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from screens import case_lines
from screens.case_lines import Part
from screens.paint import Line, Painted, in_view
from screens.words import Words
from workflows.engine.view import Booked, CaseView, Paper, Table


@dataclass
class Spot:
    """Where one is in a case: its key, the part, how far it is scrolled, what is under the cursor."""

    key: int | str
    part: Part = "form"
    top: dict[Part, int] = field(default_factory=dict)
    at: dict[Part, int] = field(default_factory=dict)
    left: int = 0
    inside: int | None = None
    """The paper, or the decision whose entries one looks at."""
    inside_top: int = 0


class PartPane(Painted):
    """The content of a part, scrolled; drawn from lines, whatever its length."""

    DEFAULT_CSS = "PartPane { height: 1fr; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.view: CaseView | None = None
        self.spot = Spot("")
        self.inside: Paper | Booked | None = None
        self._all: tuple[tuple[object, ...], list[Line]] | None = None

    def show(self, view: CaseView, spot: Spot, inside: Paper | Booked | None) -> None:
        """Show a part of a case, or one of its papers or entries."""
        self.view, self.spot, self.inside = view, spot, inside
        self._all = None
        self.redraw()

    @property
    def choosable(self) -> int:
        """How many things of this part can be opened."""
        if self.view is None or self.inside is not None:
            return 0
        rows = {
            "related": len(self.view.related), "entries": len(self.view.entries), "papers": len(self.view.documents),
        }  # fmt: skip
        return rows.get(self.spot.part, 0)

    def lines(self, cells: int, words: Words) -> list[Line]:
        """Return everything the part holds."""
        wanted = (cells, words.language, self.spot.part, self.spot.left, self.spot.at.get(self.spot.part, 0))
        if self._all is None or self._all[0] != wanted:
            self._all = (wanted, self._made(cells, words))
        return self._all[1]

    def _made(self, cells: int, words: Words) -> list[Line]:
        view, part = self.view, self.spot.part
        if view is None:
            return []
        at = self.spot.at.get(part, 0)
        if isinstance(self.inside, Paper):
            return case_lines.paper(self.inside, cells, words)
        if self.inside is not None:
            return case_lines.entry(self.inside, cells, words)
        match part:
            case "form":
                made = case_lines.form(view, cells, words)
            case "lines":
                made = [
                    piece
                    for table in view.tables
                    for piece in [*case_lines.table(table, cells, words, self.spot.left), ()]
                ]
            case "timeline":
                made = case_lines.timeline(view.timeline, cells, words)
            case "related":
                made = case_lines.related(view.related, at, cells, words)
            case "entries":
                made = case_lines.entries(view.entries, at, cells, words)
            case "papers":
                made = case_lines.papers(view.documents, at, cells, words)
        return made or [case_lines.nothing(part, words)]

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines in view."""
        everything = self.lines(width, self.frame.words)
        top = self._top(everything, height)
        return in_view(everything, top, height, width)

    def _top(self, everything: Sequence[Line], height: int) -> int:
        spot, part = self.spot, self.spot.part
        if self.inside is not None:
            spot.inside_top = max(0, min(spot.inside_top, len(everything) - height))
            return spot.inside_top
        # A timeline is read from its end: the last decision is why one is here.
        first = len(everything) if part == "timeline" else 0
        top = max(0, min(spot.top.get(part, first), len(everything) - height))
        if self.choosable:
            at = spot.at.get(part, 0)
            top = max(min(top, at), at - height + 1)
        spot.top[part] = top
        return top

    def scroll_lines(self, by: int) -> None:
        """Scroll, or move the cursor where there is one."""
        spot, part = self.spot, self.spot.part
        if self.choosable:
            spot.at[part] = max(0, min(spot.at.get(part, 0) + by, self.choosable - 1))
        else:
            top = self._top(self.lines(self.size.width, self.frame.words), self.size.height) + by
            if self.inside is not None:
                spot.inside_top = top
            else:
                spot.top[part] = top
        self.redraw()

    def scroll_columns(self, by: int) -> None:
        """Show the columns to the right or to the left."""
        tables: Sequence[Table] = self.inside.tables if self.inside else self.view.tables if self.view else ()
        words, cells = self.frame.words, self.size.width
        left = self.spot.left or max((case_lines.begins(table, cells, words) for table in tables), default=0)
        if by < 0 or any(case_lines.columns_beyond(table, cells, words, left) for table in tables):
            self.spot.left = max(left + by, 1) if left or by > 0 else 0
            if by > 0 and left == 0:
                self.spot.left = 2
            self.redraw()
