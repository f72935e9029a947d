"""The counts of the tabs and the pages of a queue, with 1,000, 100,000 and 1,000,000 tasks open.

They are read as the desk reads them when somebody else has changed something: nothing is remembered, then the tabs with
their counts, the first page, and pages further on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import perf_counter
from typing import TypeVar

from benchmarks import Figure
from benchmarks.company import company, fill, supervisor
from db.database import Database
from workflows.engine.office import Office

T = TypeVar("T")
TURNS = 30
SIZES = (1_000, 100_000, 1_000_000)
_DESK, _QUEUE = "warehouse", "decisions"


def measure() -> Iterator[Figure]:
    """Fill one company further and further; at each size read the same things thirty times, and give the medians."""
    with company() as engine:
        office = engine.office(supervisor(engine), door="benchmark")
        first: dict[str, float] = {}
        for size in SIZES:
            fill(engine, size)
            for what, took in _medians(office, Database.open(engine.company.db.path)).items():
                first.setdefault(what, took)
                yield Figure(f"{what}, {size:,} open", took, "ms")
                yield Figure(f"{what}, {size:,} open, against 1,000", took / first[what], "x")


def _medians(office: Office, somebody: Database) -> dict[str, float]:
    times = defaultdict[str, list[float]](list)

    def took(what: str, read: Callable[[], T]) -> T:
        start = perf_counter()
        found = read()
        times[what].append((perf_counter() - start) * 1e3)
        return found

    try:
        for turn in range(TURNS):
            with somebody.write():
                somebody.set_meta("benchmark", str(turn))
            took("counts of the tabs", lambda: office.queues(_DESK))
            first = took("first page", lambda: office.page(_DESK, _QUEUE))
            took("next page", partial(office.page, _DESK, _QUEUE, after=first.last))
            took("last page", lambda: office.page(_DESK, _QUEUE, before=""))
    finally:
        somebody.close()
    return {what: median(taken) for what, taken in times.items()}
