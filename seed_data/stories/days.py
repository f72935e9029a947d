"""What each day brings by itself: the engine is asked morning and evening, and what duties opened finds its people."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from seed_data.schedule import Plan, Story, Telling

OfDuty = Mapping[str, Callable[[Story, int], Telling]]
"""By process: the story of a case that a duty has opened."""


def tell(plan: Plan, of_duty: OfDuty) -> None:
    """Let time be asked every working day at opening, and every evening after the last calls.

    On the first day not before the opening stock is entered: until then everything would be short.
    """
    plan.begin("日常", datetime.combine(plan.first, time(14)), lambda story: _days(plan, story, of_duty))
    # What came before the last day has been read; the rest still waits for its reader.
    plan.begin("通知", plan.back(1, "17:30"), lambda story: story.world.read_notices())


def _days(plan: Plan, story: Story, of_duty: OfDuty) -> Telling:
    world = story.world
    while True:
        for case in world.tick():
            if case.process in of_duty:
                _begin(plan, story, f"{case.process} {case.id}", case.id, of_duty[case.process])
        evening = datetime.combine(world.today, time(20, 45))
        yield (evening if world.now < evening else datetime.combine(world.today + timedelta(days=1), time(9)))


def _begin(plan: Plan, story: Story, name: str, case: int, telling: Callable[[Story, int], Telling]) -> None:
    # On the first day the goods are still being entered.
    later = story.world.now.hour > 17 or story.world.today == plan.first
    at = story.next_morning() if later else story.after(0.3, 3)
    story.begin(name, at, lambda told: telling(told, case))
