"""The first page of a queue and the counts of the tabs, with 1,000, 100,000 and 1,000,000 tasks open."""

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from benchmarks import Figure
from benchmarks.company import company, fill, supervisor
from workflows.engine.office import Office

SIZES = (1_000, 100_000, 1_000_000)
_DESK, _QUEUE = "warehouse", "decisions"


def measure() -> Iterator[Figure]:
    """Fill one company further and further; at each size read the same things thirty times, and give the median."""
    with company() as engine:
        office = engine.office(supervisor(engine), door="benchmark")
        first: dict[str, float] = {}
        for size in SIZES:
            fill(engine, size)
            for what, read in _reads(office).items():
                took = _median(read)
                first.setdefault(what, took)
                yield Figure(f"{what}, {size:,} open", took, "ms")
                yield Figure(f"{what}, {size:,} open, against 1,000", took / first[what], "x")


def _reads(office: Office) -> dict[str, Callable[[], object]]:
    after = office.page(_DESK, _QUEUE).last
    return {
        "first page": lambda: office.page(_DESK, _QUEUE),
        "next page": lambda: office.page(_DESK, _QUEUE, after=after),
        "last page": lambda: office.page(_DESK, _QUEUE, before=""),
        "counts of the tabs": lambda: office.queues(_DESK),
    }


def _median(read: Callable[[], object]) -> float:
    times = []
    for _turn in range(30):
        start = perf_counter()
        read()
        times.append((perf_counter() - start) * 1e3)
        if sum(times) > 20_000:
            break
    return median(times)
