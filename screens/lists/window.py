"""The part of a list that is in memory: some hundred rows around the cursor, however long the list is."""

from dataclasses import dataclass, field

from workflows.engine.rows import ListPage, ListRow, RowColumn

KEPT = 480
"""Rows held at most; those farthest from the cursor go first."""


@dataclass(slots=True)
class RowWindow:
    """Rows that follow one another, in the order of the list. `rows` is another list whenever it holds other rows."""

    columns: list[RowColumn] = field(default_factory=list)
    rows: list[ListRow] = field(default_factory=list)
    more_before: bool = False
    more_after: bool = False

    def load(self, page: ListPage) -> None:
        """Hold this page alone."""
        self.columns, self.rows = list(page.columns), list(page.rows)
        self.more_before, self.more_after = page.more_before, page.more_after

    def add_after(self, page: ListPage) -> int:
        """Go on with the rows that follow; return how many were let go at the top."""
        dropped = max(0, len(self.rows) + len(page.rows) - KEPT)
        self.rows = [*self.rows, *page.rows][dropped:]
        self.more_after = page.more_after
        self.more_before = self.more_before or dropped > 0
        return dropped

    def add_before(self, page: ListPage) -> int:
        """Put the rows that come before in front; return by how many the others have moved down."""
        self.more_before = page.more_before
        self.more_after = self.more_after or len(self.rows) + len(page.rows) > KEPT
        self.rows = [*page.rows, *self.rows][:KEPT]
        return len(page.rows)

    def index(self, key: str | None) -> int | None:
        """Return where a row stands; None when it is not held."""
        return next((at for at, row in enumerate(self.rows) if row.key == key), None)
