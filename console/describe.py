"""A process as data: everything a script needs to drive it without reading code.

The form is a JSON schema of the pydantic model. What the model knows beyond JSON schema stands beside it: `readOnly`
for fields the program fills, `x-register` and `x-process` for references, `x-labels` for the words of a choice,
`x-when` for the answer of another field it is asked for at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db.message import Message
from workflows.engine.asked import condition_said
from workflows.engine.durations import Duration
from workflows.engine.form import Asked, Choice, FieldShape, Form, shape
from workflows.engine.forms import editable
from workflows.engine.manual import about_in
from workflows.engine.policies import stored_policy
from workflows.engine.process import Action, Join, Policy, Process, Route, Stay, Step, Target, Until, targets
from workflows.engine.who import who
from workflows.posts import POSTS

Say = Callable[[Message], str]


def described(process: Process, built: frozenset[str], say: Say, language: str) -> dict[str, Any]:
    """Return the whole process. built: keys of the processes there are; say: puts a message into the language."""
    opened_by = process.draft.by if process.opened_by is None else process.opened_by
    posts = sorted(process.posts | set(who(opened_by).posts if opened_by else ()))
    return {
        "key": process.key,
        "title": say(process.title),
        "desk": process.desk.key,
        "prefix": process.prefix,
        "version": process.version,
        "covers": list(process.covers),
        "about": about_in(process, language),
        "opened_by": say(who(opened_by).title) if opened_by else None,
        "opened_by_posts": list(dict.fromkeys(who(opened_by).posts)) if opened_by else [],
        "form": form_schema(process.form, say),
        "steps": [_step(process, step, say) for step in process.real_steps],
        "ends": [{"key": end.key, "title": say(end.title), "purpose": end.purpose} for end in process.ends],
        "reasons": [{"number": number, "text": say(text)} for number, text in enumerate(process.reasons, 1)],
        "posts": [{"key": key, "title": say(POSTS[key].title)} for key in posts],
        "policies": [_policy(policy, say) for policy in process.every_policy()],
        "documents": [{"key": one.key, "title": say(one.title), "on": list(one.on)} for one in process.documents],
        "duties": [{"key": one.key, "title": say(one.title), "when": say(one.when)} for one in process.duties],
        "links": [
            {"process": one.process, "what": say(one.what), "built": one.process in built} for one in process.links
        ],
    }


def form_schema(model: type[Form], say: Say) -> dict[str, Any]:
    """Return the JSON schema of a form, with its words and references."""
    schema = model.model_json_schema()
    _decorate(schema, model, say)
    inner: dict[str, Any] = schema.get("$defs", {})
    for part in shape(model):
        if part.line is not None:
            _decorate(inner[part.line.__name__], part.line, say)
    return schema


def _decorate(schema: dict[str, Any], model: type[Form], say: Say) -> None:
    schema.pop("description", None)
    for part in shape(model):
        schema["properties"][part.name] |= _marks(model, part, say)


def _marks(model: type[Form], part: FieldShape, say: Say) -> dict[str, Any]:
    marks: dict[str, Any] = {"title": say(part.title), "x-kind": part.kind}
    if part.label.hint is not None:
        marks["description"] = say(part.label.hint)
    if part.label.when is not None:
        marks["x-when"] = _when(model, part.label.when, say)
    if part.read:
        marks["readOnly"] = True
    if part.kind == "ref":
        marks["x-register"] = part.register
    if part.kind == "case":
        marks["x-process"] = part.register or None
    if part.choices is not None:
        marks["x-labels"] = {str(choice): say(choice.label) for choice in part.choices}
    return marks


def _when(model: type[Form], asked: Asked, say: Say) -> dict[str, Any]:
    answers = [str(one) if isinstance(one, Choice) else one for one in asked.answers]
    said = say(condition_said(model, asked))
    return {"field": asked.field, "is_not" if asked.others else "is": answers, "said": said}


def _step(process: Process, step: Step, say: Say) -> dict[str, Any]:
    kind = "draft" if step.draft else "work" if step.work else "wait" if step.waits else "decide"
    return {
        "key": step.key,
        "title": say(step.title),
        "kind": kind,
        "who": say(step.who.title),
        "posts": list(dict.fromkeys(step.who.posts)),
        "in_order": step.who.in_order,
        "edits": _edits(process, step),
        "hidden": list(step.hidden),
        "within": _within(step, say),
        "policy": f"{process.key}.{step.key}" if isinstance(step.within, Duration) else None,
        "at_deadline": step.at_deadline or None,
        "actions": [_action(action, say) for action in step.actions],
    }


def _edits(process: Process, step: Step) -> list[str]:
    """Return what may be typed at a step, in the order of the form: whole fields, or columns of lines."""
    allowed = editable(process, step)
    whole = [part.name for part in shape(process.form) if part.name in allowed]
    return whole + [path for path in step.edits if "." in path]


def _within(step: Step, say: Say) -> str | None:
    match step.within:
        case Duration():
            return str(step.within)
        case Until():
            return say(step.within.title)
    return None


def _action(action: Action, say: Say) -> dict[str, Any]:
    return {
        "key": action.key,
        "title": say(action.title),
        "kind": action.kind.value,
        "targets": list(dict.fromkeys(targets(action.to))),
        "routes": _routes(action.to, say),
        "joins": isinstance(action.to, Join),
        "stays": isinstance(action.to, Stay),
        "by": say(who(action.by).title) if action.by is not None else None,
        "edits": list(action.edits),
        "requires": list(action.requires),
        "guards": [say(guard.title) for guard in action.guards],
        "effects": [say(effect.title) for effect in action.effects],
        "needs_reason": action.needs_reason,
        "irreversible": action.irreversible,
        "moved_by": action.moved_by or None,
    }


def _routes(target: Target, say: Say) -> list[dict[str, Any]]:
    """The conditions under which a route leads elsewhere, in the order they are asked."""
    if not isinstance(target, Route):
        return []
    return [{"when": say(condition.title), "targets": targets(way)} for condition, way in target.ways] + [
        {"when": None, "targets": targets(target.otherwise)}
    ]


def _policy(policy: Policy, say: Say) -> dict[str, Any]:
    return {
        "name": policy.name,
        "title": say(policy.title),
        "kind": policy.kind,
        "importance": policy.importance,
        "default": stored_policy(policy, policy.default),
    }
