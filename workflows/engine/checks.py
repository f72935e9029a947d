"""Static checks of process definitions: what must be true before any case runs by them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from workflows.engine.durations import Duration
from workflows.engine.form import Choice, FieldShape, Form, shape
from workflows.engine.process import End, Fork, Join, Process, Route, Stay, Step, Target, While, targets
from workflows.engine.who import Committee
from workflows.posts import POSTS


def check_processes(processes: Sequence[Process], policies: set[str]) -> list[str]:
    """Return every problem of every definition, and of the definitions side by side."""
    problems = [f"{process.key}: {said}" for process in processes for said in check_process(process, policies)]
    for what, values in (
        ("key", [process.key for process in processes]),
        ("prefix", [process.prefix for process in processes]),
        ("policy", [policy.name for process in processes for policy in process.every_policy()]),
        ("duty", [duty.key for process in processes for duty in process.duties]),
    ):
        problems += [f"two processes have the {what} {value!r}" for value, many in Counter(values).items() if many > 1]
    return problems


def check_process(process: Process, policies: set[str]) -> list[str]:
    """Return every problem of one definition."""
    return [
        *_check_places(process),
        *_check_ways(process),
        *_check_steps(process, policies),
        *_check_derived(process),
        *_check_fields(process),
        *_check_asked(process.form),
    ]


def check_migrations(process: Process, versions: Mapping[tuple[str, int], Process]) -> Iterable[str]:
    """Return every problem of the ways in which open cases of earlier versions are brought to this one."""
    for migration in process.migrations:
        said = f"{process.key}: the migration from version {migration.version}"
        if migration.version >= process.version:
            yield f"{said} does not lead to a later one"
        for step in migration.steps.values():
            if not isinstance(process.places.get(step), Step):
                yield f"{said} leads to {step!r}, which is no step"
        if earlier := versions.get((process.key, migration.version)):
            left = [step.key for step in earlier.real_steps if step.key not in migration.steps]
            yield from (f"{said} says nothing of the step {step!r}" for step in left)


def _check_places(process: Process) -> Iterable[str]:
    keys = [place.key for place in process.steps]
    yield from (f"two places are called {key!r}" for key, many in Counter(keys).items() if many > 1)
    drafts = [step.key for step in process.real_steps if step.draft]
    if len(drafts) != 1:
        yield f"it needs one draft and has {len(drafts)}"
    if not any(end.purpose for end in process.ends):
        yield "no end reaches its purpose"
    for policy in process.policies:
        if not policy.name.startswith(f"{process.key}."):
            yield f"policy {policy.name} is not named after the process"
        if policy.above and policy.above not in {one.name for one in process.policies}:
            yield f"policy {policy.name} must exceed {policy.above}, which the process does not have"


def _check_ways(process: Process) -> Iterable[str]:
    places = process.places
    for step in process.real_steps:
        for action in step.actions:
            yield from (
                f"{step.key}.{action.key} leads to {target!r}, which is no step or end"
                for target in targets(action.to)
                if target not in places
            )
            yield from _check_parallel(step, action.key, action.to)
        if not step.actions:
            yield f"{step.key} has no action"
        repeated = [key for key, many in Counter(action.key for action in step.actions).items() if many > 1]
        yield from (f"{step.key} has two actions {key!r}" for key in repeated)
    drafts = [step for step in process.real_steps if step.draft]
    reached = _reached(process, {*(draft.key for draft in drafts), *process.starts_at})
    yield from (f"{key} cannot be reached" for key in places if key not in reached)
    ending = _can_end(process)
    yield from (f"no way leads from {step.key} to an end" for step in process.real_steps if step.key not in ending)


def _check_parallel(step: Step, action: str, target: Target) -> Iterable[str]:
    if isinstance(target, Route):
        for way in (*[way for _condition, way in target.ways], target.otherwise):
            yield from _check_parallel(step, action, way)
    if isinstance(target, Fork) and len(set(target.steps)) < 2:
        yield f"{step.key}.{action}: a fork needs two steps or more"
    if isinstance(target, Join) and isinstance(target.to, Join | Fork):
        yield f"{step.key}.{action}: a join leads to one place"


def _reached(process: Process, start: set[str]) -> set[str]:
    found, left = set(), [key for key in start if key in process.places]
    while left:
        key = left.pop()
        if key in found:
            continue
        found.add(key)
        place = process.places[key]
        if isinstance(place, Step):
            left.extend(key for action in place.actions for key in targets(action.to) if key in process.places)
    return found


def _can_end(process: Process) -> set[str]:
    ending = {end.key for end in process.ends}
    grown = True
    while grown:
        grown = False
        for step in process.real_steps:
            if step.key in ending:
                continue
            if any(target in ending for action in step.actions for target in targets(action.to)):
                ending.add(step.key)
                grown = True
    return {key for key in ending if not isinstance(process.places[key], End)}


def _check_derived(process: Process) -> Iterable[str]:
    for fill in () if callable(process.derive) else process.derive:
        steps = fill.steps if isinstance(fill, While) else ()
        for key in (steps,) if isinstance(steps, str) else steps:
            if not isinstance(process.places.get(key), Step):
                yield f"worked out while it stands at {key!r}, which is no step"


def _check_steps(process: Process, policies: set[str]) -> Iterable[str]:
    for step in process.real_steps:
        unknown = [post for post in step.who.posts if post not in POSTS]
        yield from (f"{step.key}: no post {post!r}" for post in unknown)
        if isinstance(step.who, Committee) and step.who.votes not in policies:
            yield f"{step.key}: no policy {step.who.votes}"
        if step.at_deadline and step.action(step.at_deadline) is None:
            yield f"{step.key}: at its deadline it would take {step.at_deadline!r}, which it does not have"
        if step.at_deadline and not isinstance(step.within, Duration) and step.within is None:
            yield f"{step.key}: it acts at a deadline it does not have"
        if step.deciding and any(action.needs_reason for action in step.actions) and not process.reasons:
            yield f"{step.key} asks for reasons and the process lists none"
        for action in step.actions:
            if isinstance(action.to, Stay) and action.effects:
                yield f"{step.key}: {action.key} moves nothing, so nothing it books would be booked"
    for post in process.seen_by or ():
        if post not in POSTS:
            yield f"seen by {post!r}, which is no post"


def _check_fields(process: Process) -> Iterable[str]:
    for step in process.real_steps:
        wanted = [path for action in step.actions for path in action.requires]
        typed = [path for action in step.actions for path in action.edits]
        for path in (*step.edits, *step.hidden, *step.later, *typed, *wanted):
            if path != "*" and not _has(process.form, path):
                yield f"{step.key}: the form has no field {path!r}"
    printed = [path for paper in process.documents for path in paper.prints or ()]
    copied = [*process.not_copied, *filter(None, [process.copied_from])]
    named = [("protected", process.protected), ("printed", printed), ("copied", copied), ("offered", process.offers)]
    for what, paths in named:
        for path in paths:
            if path != "*" and not _has(process.form, path):
                yield f"{what}: the form has no field {path!r}"


def _check_asked(model: type[Form]) -> Iterable[str]:
    """Whether every field that is asked for on a condition can be left out, and the condition ever hold."""
    parts: dict[str, FieldShape] = {}
    for part in shape(model):
        if (when := part.label.when) is not None:
            if part.required:
                yield f"{part.name}: a field that is asked for on a condition needs a default"
            deciding = parts.get(when.field)
            if deciding is None:
                yield f"{part.name}: asked for by {when.field!r}, which is no field before it"
            else:
                yield from (
                    f"{part.name}: {when.field!r} never is {one!r}"
                    for one in when.answers
                    if not _may_be(deciding, one)
                )
        if part.line is not None:
            yield from (
                f"{part.name}.{one.name}: columns are asked for on every line"
                for one in shape(part.line)
                if one.label.when
            )
        parts[part.name] = part


def _may_be(part: FieldShape, answer: Choice | bool | None) -> bool:
    match answer:
        case None:
            return not part.required and part.line is None
        case Choice():
            return part.choices is not None and isinstance(answer, part.choices)
        case _:
            return part.kind == "flag"


def _has(model: type[Form], path: str) -> bool:
    name, _dot, column = path.partition(".")
    part = next((one for one in shape(model) if one.name == name), None)
    return part is not None and (not column or (part.line is not None and _has(part.line, column)))
