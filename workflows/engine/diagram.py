"""A process drawn as text, and where a case is in it.

The main line runs from the draft along each step's first way forward; what leads elsewhere is listed under it. Places
are written `[key]`, so that a screen can find and colour them.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from itertools import groupby, islice, pairwise
from typing import Any

from db.cases import Decision, Task
from db.message import Message, Translate, _
from workflows.engine.facts import Facts
from workflows.engine.process import Condition, End, Fork, Join, Kind, Process, Route, Step, Target
from workflows.engine.undo import TAKEN_BACK
from workflows.engine.view import Place, State

Group = tuple[str, ...]
"""Places that a case stands at together: one, or the parallel steps of a fork."""
Holds = Callable[[Condition], bool]
"""Whether a way stands open that is there on a condition only."""


def _never(_condition: Condition) -> bool:
    return False


def main_line(process: Process) -> list[Group]:
    """Return the places along the first ways forward, from the draft to an end."""
    return [(process.draft.key,), *onward(process, (process.draft.key,))]


def onward(process: Process, start: Group, holds: Holds = _never) -> list[Group]:
    """Return the places along the ordinary way from where a case stands to an end, without where it stands."""
    line: list[Group] = []
    seen = set(start)
    here = start
    while here := _next(process, here, seen, holds):
        line.append(here)
        seen.update(here)
        if any(isinstance(process.places[key], End) for key in here):
            break
    return line


def _next(process: Process, here: Group, seen: set[str], holds: Holds) -> Group:
    """Return where the first action leads that goes on: a way forward, else a named outcome; () where none does."""
    steps = [place for key in here if isinstance(place := process.places[key], Step)]
    for kind in (Kind.FORWARD, Kind.OTHER):
        for step in steps:
            for action in step.actions:
                if action.kind is kind and (found := _ahead(action.to, seen, holds)):
                    return found
    return ()


def _ahead(target: Target, seen: set[str], holds: Holds) -> Group:
    """Return the places a target leads to that were not seen yet; of a route the first way that stands open."""
    match target:
        case Route(tested, otherwise):
            open_ones = (way for when, way in tested if holds(when))
            ways = (*islice(open_ones, 1), otherwise, *(way for _when, way in tested))
            return next((found for way in ways if (found := _ahead(way, seen, holds))), ())
        case Fork(steps):
            return tuple(key for key in steps if key not in seen)
        case Join(to):
            return _ahead(to, seen, holds)
        case str():
            return () if target in seen else (target,)
        case _:
            return ()


def ways(process: Process) -> list[tuple[str, str, Message, Message | None]]:
    """Return every way: from step, to place, action, and the condition where a route has one."""
    found: list[tuple[str, str, Message, Message | None]] = []
    for step in process.real_steps:
        for action in step.actions:
            found.extend((step.key, key, action.title, when) for key, when in _ways_of(action.to))
    return found


def _ways_of(target: Target) -> list[tuple[str, Message | None]]:
    match target:
        case Route(tested, otherwise):
            named = [(key, when.title) for when, way in tested for key, _inner in _ways_of(way)]
            return [*named, *_ways_of(otherwise)]
        case Fork(steps):
            return [(key, None) for key in steps]
        case Join(to):
            return _ways_of(to)
        case str():
            return [(target, None)]
        case _:
            return []


def diagram(process: Process, translate: Translate, *, width: int = 100) -> str:
    """Draw a process as text: the main line wrapped to `width`, then every other way, one a line."""
    line = main_line(process)
    drawn = _wrapped([" + ".join(_mark(process, key, translate) for key in group) for group in line], width)
    along = {(start, end) for here, there in pairwise(line) for start in here for end in there}
    rest: dict[tuple[str, str], list[str]] = {}
    for start, end, action, when in ways(process):
        if (start, end) in along and when is None:
            continue
        said = (_("{text} ({note})")(text=action, note=when) if when else action).render(translate)
        rest.setdefault((start, end), []).append(said)
    others = [
        f"  {_mark(process, start, translate)} ─▶ {_mark(process, end, translate)}  {_listed(said, translate)}"
        for (start, end), said in rest.items()
    ]
    return "\n".join([*drawn, *others])


def _listed(said: list[str], translate: Translate) -> str:
    return reduce(lambda one, other: _("{one}, {other}")(one=one, other=other).render(translate), dict.fromkeys(said))


def _mark(process: Process, key: str, translate: Translate) -> str:
    place = process.places[key]
    title = place.title.render(translate)
    return f"({title})" if isinstance(place, End) else f"[{title}]"


def _wrapped(marks: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for mark in marks:
        piece = mark if not lines else f" ─▶ {mark}"
        if lines and len(lines[-1]) + len(piece) <= width:
            lines[-1] += piece
        else:
            lines.append(piece.strip() if not lines else f"  ─▶ {mark}")
    return lines


def places(facts: Facts[Any], tasks: Sequence[Task], decisions: Sequence[Decision]) -> list[Place]:
    """Return the way a case took, where it stands, and the ordinary way from there. decisions: those that stand.

    Where the way parts on a condition it goes as it would now. Ways round are left out: of a case that was sent back,
    what it has to pass once more lies ahead again.
    """
    process, case = facts.process, facts.case
    drawn: list[Place] = []
    trail = _trail(tasks, {made.id for made in decisions})
    for group in trail:
        for index, task in enumerate(group):
            state: State = "now" if task.closed_at is None else "passed"
            drawn.append(Place(task.step, _title(process, task.step), state, index > 0, task.round))
    if case.ended is not None:
        return [*drawn, Place(case.ended, _title(process, case.ended), "end")]
    here = tuple(task.step for task in trail[-1] if task.step in process.places) if trail else (process.draft.key,)
    for ahead in onward(process, here, lambda condition: _holds_now(condition, facts)):
        drawn += [Place(key, _title(process, key), "ahead", index > 0) for index, key in enumerate(ahead)]
    return drawn


def _holds_now(condition: Condition, facts: Facts[Any]) -> bool:
    """Whether a condition holds for a case as it is; one that asks what later steps fill in does not hold yet."""
    try:
        return condition.holds(facts)
    except (TypeError, AttributeError, LookupError, ValueError, ArithmeticError):
        return False


def _trail(tasks: Sequence[Task], standing: set[int]) -> list[list[Task]]:
    """Return the steps a case passed, those opened together side by side; a step entered again ends the way round."""
    opened = [
        task for task in sorted(tasks, key=lambda one: one.id) if task.opened_by is None or task.opened_by in standing
    ]
    trail: list[list[Task]] = []
    for _opened_by, together in groupby(opened, key=lambda task: task.opened_by):
        group = list(together)
        steps = {task.step for task in group}
        back = next((at for at, passed in enumerate(trail) if steps & {task.step for task in passed}), len(trail))
        trail[back:] = [group]
    return trail


def _title(process: Process, key: str) -> Message:
    place = process.places.get(key)
    if place is None:
        return _("taken back") if key == TAKEN_BACK else Message(key)
    return place.title
