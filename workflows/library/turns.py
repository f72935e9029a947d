"""Taking turns: who is next when everybody shall come up equally often (rosters, expert reviews)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime


def next_in_turn(candidates: Iterable[str], had: Mapping[str, Sequence[datetime]], since: datetime) -> str | None:
    """Return who had the fewest turns since a moment, then whose last is longest ago, then the first by number.

    candidates: employee numbers. had: the turns of each, ever. None: there is nobody.
    """

    def turns(number: str) -> tuple[int, datetime, str]:
        taken = had.get(number, ())
        return sum(at >= since for at in taken), max(taken, default=datetime.min), number

    return min(candidates, key=turns, default=None)
