"""What each day brings by itself: the engine is asked morning and evening, and what duties opened finds its people."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from seed_data.schedule import Plan, Story, Telling

OfDuty = Mapping[str, Callable[[Story, int], Telling]]
"""By process: the story of a case that a duty has opened."""


def tell(plan: Plan, of_duty: OfDuty) -> None:
    """Let time be asked every working day at opening, and every evening after the last calls."""
    plan.begin("日常", datetime.combine(plan.first, time(8, 50)), lambda story: _days(story, of_duty))
    # What came before the last day has been read; the rest still waits for its reader.
    plan.begin("通知", plan.back(1, "17:30"), lambda story: story.world.read_notices())


def _days(story: Story, of_duty: OfDuty) -> Telling:
    world = story.world
    followed: set[int] = set()
    while True:
        world.tick()
        for process, telling in of_duty.items():
            for case in world.company.cases.of_process(process, open_only=True):
                if case.duty and case.id not in followed:
                    followed.add(case.id)
                    _begin(story, f"{process} {case.id}", case.id, telling)
        evening = datetime.combine(world.today, time(20, 45))
        yield (
            evening if world.now < evening else datetime.combine(world.today + timedelta(days=1), time(8, 50))
        )


def _begin(story: Story, name: str, case: int, telling: Callable[[Story, int], Telling]) -> None:
    at = story.next_morning() if story.world.now.hour > 17 else story.after(0.3, 3)
    story.begin(name, at, lambda told: telling(told, case))
