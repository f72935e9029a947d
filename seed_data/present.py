"""The last touches: what colleagues have in hand today, and forms they left half typed."""

from collections.abc import Mapping
from datetime import datetime, time
from random import Random
from typing import Any

from seed_data.world import World

_IN_HAND: tuple[tuple[str, str, str], ...] = (("write-off", "clear", "cleared"),)
"""Process, step and action of what somebody has claimed."""

_HALF_TYPED: Mapping[str, tuple[str, dict[str, Any]]] = {
    "wanghai": ("write-off", {"warehouse": "MAIN", "note": "B 区漏雨，受潮灯具待清点"})
}
"""By login: the new case whose form is there again when he comes back."""


def leave_traces(world: World, now: datetime) -> None:
    """Sign everybody out, and leave claims that hold until the evening and forms that wait to be finished."""
    world.sign_out()
    for login, (process, values) in _HALF_TYPED.items():
        office = world.office(login)
        office.keep_draft(office.new_form(process), values)
    world.sign_out()
    # A claim holds for a quarter of an hour: taken shortly before closing it is seen all day.
    world.clock.set(max(now, datetime.combine(now, time(17, 45))))
    for process, step, action in _IN_HAND:
        _claim(world, process, step, action)
    world.clock.set(now)


def _claim(world: World, process: str, step: str, action: str) -> None:
    """Let somebody claim the newest task at a step that several might take."""
    for case in reversed(world.company.cases.of_process(process, open_only=True)):
        if step not in world.stands(case.id).split(","):
            continue
        if login := world.colleague(case.id, action, Random(f"恒信/{process}/{step}")):
            world.claim(login, case.id, step)
            return
