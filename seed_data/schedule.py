"""Telling many stories at once: each says when it goes on, and they go on in the order of time.

A *telling* is a generator: it acts through the world, yields the moment at which it wants to go on, and goes on there.
What lies beyond the end is left untold, so the work of the last days stays open as it happens to stand.
"""

import heapq
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from seed_data.world import World
from workflows.engine.errors import CommandError
from workflows.engine.view import Outcome

Telling = Generator[datetime, None, None]
Tell = Callable[["Story"], Telling | None]
"""What makes a telling of a story; one that needs no time does everything when it begins, and returns None."""

T = TypeVar("T")


class Schedule:
    """The stories under way, and the one that goes on next."""

    def __init__(self, world: World, end: datetime) -> None:
        self.world = world
        self.end = end
        self.broken: list[tuple[str, CommandError]] = []
        """Stories that met a refusal they did not expect, and stopped there."""
        self._waiting: list[tuple[datetime, int, str, Telling]] = []
        self._order = 0

    def begin(self, name: str, at: datetime, tell: Tell, *, pace: float = 1.0) -> None:
        """Let a story begin at a moment. pace: see `Story`."""
        self._wait(at, name, _told(tell, Story(self, name, pace)))

    def _wait(self, at: datetime, name: str, telling: Telling) -> None:
        self._order += 1
        heapq.heappush(self._waiting, (at, self._order, name, telling))

    def run(self, progress: Callable[[datetime], None] | None = None) -> None:
        """Tell everything that happens before the end."""
        day = date.min
        while self._waiting and self._waiting[0][0] < self.end:
            at, _order, name, telling = heapq.heappop(self._waiting)
            self.world.clock.set(at)
            if progress is not None and at.date() != day:
                day = at.date()
                progress(at)
            try:
                following = next(telling, None)
            except CommandError as problem:
                self.broken.append((f"{at} {name}", problem))
                continue
            if following is not None:
                self._wait(max(following, at), name, telling)
        self.world.clock.set(self.end)


def _told(tell: Tell, story: "Story") -> Telling:
    """The telling of a story that nothing of is told before its time."""
    telling = tell(story)
    if telling is not None:
        yield from telling


HURRIED = 0.15
"""The pace of a story that is to be left somewhere: a day's work in little more than an hour."""


class Story:
    """What one story tells with: the world, its own dice, and the people who happen to be there.

    pace: how long everything takes, of what it usually does.
    """

    def __init__(self, schedule: Schedule, name: str, pace: float = 1.0) -> None:
        self.schedule = schedule
        self.world = schedule.world
        self.name = name
        self.pace = pace
        self.random = Random(f"恒信/{name}")

    # --- dice ---------------------------------------------------------------------------------------------------

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def one_of(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    # --- time ---------------------------------------------------------------------------------------------------

    def after(self, low: float, high: float) -> datetime:
        """A moment between so many business hours from now, to the minute."""
        minutes = self.random.randint(round(low * 60 * self.pace), round(high * 60 * self.pace))
        return self.world.later(Decimal(minutes) / 60)

    def clock_time(self, day: date, low: str, high: str) -> datetime:
        """A moment of a day between two clock times."""
        opens, closes = (datetime.combine(day, time.fromisoformat(clock)) for clock in (low, high))
        return opens + timedelta(minutes=self.random.randint(0, (closes - opens) // timedelta(minutes=1)))

    def next_morning(self) -> datetime:
        return self.clock_time(self.world.working_day(self.world.today, 1), "09:02", "09:40")

    # --- people -------------------------------------------------------------------------------------------------

    def somebody(self, *posts: str, but: Sequence[str] = ()) -> str:
        """The login of somebody who holds one of these posts and is there; nobody there: any holder."""
        holders = [login for login in self.world.holders(*posts) if login not in but]
        present = [login for login in holders if not self.world.is_away(login)]
        return self.one_of(present or holders)

    # --- acts ---------------------------------------------------------------------------------------------------

    def open(
        self, login: str, process: str, values: Mapping[str, Any], *, submit: bool = True, action: str = ""
    ) -> int:
        """Open a case in somebody's name and hand it in, by the first action of its draft or another; return its id."""
        return self.world.open(login, process, values, submit=submit, action=action).case_id

    def act(
        self,
        case: int,
        action: str,
        values: Mapping[str, Any] | Callable[[], Mapping[str, Any]] | None = None,
        *,
        after: tuple[float, float] | None = (0.3, 3.0),
        at: datetime | None = None,
        by: str = "",
        reason: int | None = None,
        note: str = "",
    ) -> Generator[datetime, None, Outcome | None]:
        """Let the colleague whose task it is take an action, after so many business hours, at a moment, or now.

        by: only this one, when he is there. Whoever is away is waited for; None where it can no longer be taken,
        because time or somebody else has moved the case on. values: may be computed at the moment.
        """
        moment = at or (self.after(*after) if after else None)
        while True:
            if moment is not None:
                yield moment
            with self.world.company.db.read():
                if not self.world.offers(case, action):
                    return None
                actor = by or self.world.colleague(case, action, self.random)
            if actor and not self.world.is_away(actor):
                break
            moment = self.next_morning()
        filled = values() if callable(values) else values
        return self.world.act(actor, case, action, filled, reason=reason, note=note)

    def begin(self, name: str, at: datetime, tell: Tell) -> None:
        """Let another story begin."""
        self.schedule.begin(name, at, tell)


class Plan:
    """What the stories are spread over: the working days of the history, and how busy the company is.

    gone: business hours of the day it is made on that are over at its end.
    """

    def __init__(self, schedule: Schedule, first: date, last: date, busy: float, gone: Decimal = Decimal(0)) -> None:
        self.schedule = schedule
        self.world = schedule.world
        self.first = first
        self.last = last
        """The last working day before today."""
        self.busy = busy
        self._gone = gone

    def begin(self, name: str, at: datetime, tell: Tell) -> None:
        """Let a story begin at a moment."""
        self.schedule.begin(name, at, tell)

    def leave(self, name: str, days: int, clock: str, tell: Tell) -> None:
        """Let a story that is left at some step begin so many working days before the last one, and get there quickly.

        So it is known when the step opens, and whether it is late at the end is a choice and no accident of the dice.
        """
        self.schedule.begin(name, self.back(days, clock), tell, pace=HURRIED)

    def back(self, days: int, clock: str) -> datetime:
        """A clock time on the n-th working day before the last one; 0: the last one itself.

        What of today is over already is added: whenever the company is made, work has come in not long ago.
        """
        at = self.world.at(self.world.working_day(self.last, -days), clock)
        return self.world.company.calendar.add_business_hours(at, self._gone)

    def spread(self, name: str, a_week: float, tell: Tell, *, until: int = 1) -> int:
        """Let stories of one kind begin through the whole history, some so many a week; return how many.

        until: the last one begins so many working days before the last day.
        """
        random = Random(f"恒信/{name}")
        begin = self.world.working_day(self.first, 1)  # the first day is for the opening balances
        span = (self.world.working_day(self.last, -until) - begin).days
        number = max(1, round(a_week * self.busy * span / 7))
        for index in range(1, number + 1):
            day = self.world.company.calendar.business_day_from(begin + timedelta(days=span * index // (number + 1)))
            minute = random.randrange(9 * 60 + 5, 16 * 60 + 40)
            minute += 60 if 12 * 60 <= minute < 13 * 60 else 0
            self.begin(f"{name} {index}", datetime.combine(day, time(minute // 60, minute % 60)), tell)
        return number
