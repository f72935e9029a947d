"""A process drawn as text, and where a case is in it.

The main line runs from the draft along each step's first way forward; what leads elsewhere is listed under it. Places
are written `[key]`, so that a screen can find and colour them.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from db.cases import Case, Decision, Task
from db.message import Message, Translate
from workflows.engine.process import End, Fork, Join, Kind, Process, Route, Target, targets
from workflows.engine.view import Place


def main_line(process: Process) -> list[str]:
    """Return the places along the first ways forward, from the draft to an end."""
    line: list[str] = []
    key: str | None = process.draft.key
    while key is not None and key not in line:
        line.append(key)
        place = process.places[key]
        if isinstance(place, End):
            break
        forward = next((action for action in place.actions if action.kind is Kind.FORWARD), None)
        ahead = [one for one in targets(forward.to) if one not in line] if forward else []
        key = _shortest_first(forward.to if forward else "", ahead)
    return line


def _shortest_first(target: Target, ahead: Sequence[str]) -> str | None:
    """Of a route the way that is left when no condition holds: the ordinary one."""
    if isinstance(target, Route):
        ordinary = targets(target.otherwise)
        return next((key for key in ordinary if key in ahead), ahead[0] if ahead else None)
    return ahead[0] if ahead else None


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
    drawn = _wrapped([_mark(process, key, translate) for key in line], width)
    along = set(pairwise(line))
    rest: dict[tuple[str, str], list[str]] = {}
    for start, end, action, when in ways(process):
        if (start, end) in along and when is None:
            continue
        said = action.render(translate) + (f" ({when.render(translate)})" if when else "")
        rest.setdefault((start, end), []).append(said)
    others = [
        f"  {_mark(process, start, translate)} ─▶ {_mark(process, end, translate)}  {', '.join(dict.fromkeys(said))}"
        for (start, end), said in rest.items()
    ]
    return "\n".join([*drawn, *others])


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


def places(process: Process, case: Case, tasks: Sequence[Task], decisions: Sequence[Decision]) -> list[Place]:
    """Return the places of the main line and those the case passed besides, each with its state."""
    now = {task.step for task in tasks if task.closed_at is None}
    passed = {made.step for made in decisions if made.kind not in ("open", "save")} | {task.step for task in tasks}
    line = main_line(process)
    kept = [key for key in process.places if key in line or key in passed or key in now or key == case.ended]
    return [Place(key, process.places[key].title, _state(key, case, now, passed)) for key in kept]


def _state(key: str, case: Case, now: set[str], passed: set[str]) -> Literal["ahead", "passed", "now", "end"]:
    if key == case.ended:
        return "end"
    if key in now:
        return "now"
    return "passed" if key in passed else "ahead"
