"""Long lists besides the queues (records, balances, moves, entries): columns, rows, and reading them in windows.

A row's key is its place in the order of the list: what a reader hands back to go on after it or before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from db.message import Message


@dataclass(frozen=True, slots=True)
class RowColumn:
    """A column. most: cells it takes at most, 0: whatever is left. rank: where it is narrow, higher ones go first."""

    title: Message
    most: int = 0
    numeric: bool = False
    rank: int = 1


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row: its key, a text a column, the case it comes from, and whether it counts no more."""

    key: str
    cells: Sequence[Message | str]
    case_id: int | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """A window of a list. more_before, more_after: whether the list goes on."""

    columns: Sequence[RowColumn]
    rows: Sequence[ListRow]
    more_before: bool = False
    more_after: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted: after a key, before one ("" the end), around one; none of these: the top."""

    after: str | None = None
    before: str | None = None
    around: str | None = None
    limit: int = 60


class Fetch(Protocol):
    """Reads rows in the order they are shown: the first after a key, or the last before one (None: the end)."""

    def __call__(self, key: str | None, backwards: bool, limit: int) -> Sequence[ListRow]: ...


def windowed(columns: Sequence[RowColumn], fetch: Fetch, window: Window) -> ListPage:
    """Return the window that is wanted, and whether the list goes on before and after it."""
    limit = window.limit
    if window.around is not None:
        half = limit // 2
        ahead = list(fetch(window.around, True, half + 1))
        more_before, ahead = len(ahead) > half, ahead[-half:]
        # The row itself comes first after the last one before it; it may be gone, then its neighbours stand there.
        following = list(fetch(ahead[-1].key if ahead else None, False, limit - len(ahead) + 1))
        more_after, following = len(following) > limit - len(ahead), following[: limit - len(ahead)]
        return ListPage(columns, [*ahead, *following], more_before, more_after)
    if window.before is not None:
        rows = list(fetch(window.before or None, True, limit + 1))
        return ListPage(columns, rows[-limit:], len(rows) > limit, window.before != "")
    rows = list(fetch(window.after, False, limit + 1))
    return ListPage(columns, rows[:limit], window.after is not None, len(rows) > limit)


def backwards_from(newest_first: Callable[[int | None, bool, int], Sequence[ListRow]]) -> Fetch:
    """Return the reader of a list that shows the newest first, over a store asked by id and direction."""

    def fetch(key: str | None, backwards: bool, limit: int) -> Sequence[ListRow]:
        rows = newest_first(int(key) if key else None, not backwards, limit)
        return list(reversed(rows)) if backwards else rows

    return fetch
