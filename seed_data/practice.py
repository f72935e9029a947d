"""Making the practice company: founded, and then half a year of its business, told by the real engine.

Everything in it follows from the moment it is made for: the same moment gives the same company. The history ends there;
what is open then is the work at hand.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from db.database import Database
from seed_data.founding import found
from seed_data.present import leave_traces
from seed_data.schedule import Plan, Schedule
from seed_data.stories import tell_everything
from seed_data.world import World, midnight
from workflows.catalogue import CATALOGUE
from workflows.engine.calendar import install_calendar
from workflows.engine.clock import FixedClock, SystemClock
from workflows.engine.engine import Engine
from workflows.engine.errors import CommandError

Progress = Callable[[float], None]
"""Told now and then how much is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Size:
    """How long the history is and how busy: stories of each kind, as a share of a normal company's."""

    weeks: int
    busy: float


SIZES = {"small": Size(4, 0.25), "normal": Size(26, 0.4)}


def make_practice(
    path: Path,
    *,
    size: str = "normal",
    now: datetime | None = None,
    language: str = "zh_CN",
    progress: Progress | None = None,
) -> None:
    """Make the practice company at `path`, where nothing may be yet. It appears there only when complete.

    size: a key of `SIZES`. now: the moment it is made for; without it the one it is. language: of the
    names the program gives departments and places. Raises KeyError for an unknown size or language, and every
    `DatabaseProblem` of a place where it cannot be.
    """
    tell_practice(path, SIZES[size], now or SystemClock().now(), language, progress)


def tell_practice(
    path: Path, size: Size, now: datetime, language: str, progress: Progress | None
) -> list[tuple[str, CommandError]]:
    """Make it, and return the stories that met a refusal they did not expect: none, or a list changed badly."""
    with _uncollected(), Database.making(path, kind="practice") as db:
        clock, today = FixedClock(now), now.date()
        with db.write():
            install_calendar(db)
        engine = Engine(db, clock, CATALOGUE)
        calendar = engine.company.calendar
        last = calendar.business_day(today, -1)
        first = calendar.business_day_from(last - timedelta(weeks=size.weeks))
        clock.set(datetime.combine(first, datetime.min.time()))
        found(engine, language=language)
        world = World(engine, clock)
        schedule = Schedule(world, now)
        gone = Decimal(calendar.business_seconds_between(midnight(today), now)) / 3600
        tell_everything(Plan(schedule, first, last, size.busy, gone))
        schedule.run(_share_of(progress, midnight(first), now))
        world.tick()
        leave_traces(world, now)
        return schedule.broken


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no garbage be collected for these seconds: nearly nothing is, and looking for it takes a sixth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _share_of(progress: Progress | None, first: datetime, end: datetime) -> Callable[[datetime], None] | None:
    if progress is None:
        return None
    return lambda at: progress(max(0.0, (at - first) / (end - first)))
