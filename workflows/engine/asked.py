"""Which fields of a form are asked for: all but those whose condition (`when=`) another field of it does not meet.

One rule for the entry screen, for what is typed in line mode, for what is shown, printed and told in the manual. Typed
into a field that is not asked for, a value is refused; one that was typed before the answer became another is gone when
the form is handed in.
"""

from collections.abc import Collection, Mapping
from functools import cache, reduce
from typing import Any

from db.message import Message, _
from workflows.engine.form import Asked, Choice, Form, shape

_EMPTY, _YES, _NO = _("empty"), _("yes"), _("no")


def not_asked(model: type[Form], values: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields of a form that are not asked for. values: as JSON or as the form has them, and not all."""
    return settled(model, values, ())


def settled(model: type[Form], values: Mapping[str, Any], typed: Collection[str]) -> frozenset[str]:
    """Return the fields that are not asked for and will not be, whatever is typed into some fields of the form."""
    conditions = _conditions(model)

    def may_be_asked(name: str) -> bool:
        asked = conditions.get(name)
        if asked is None:
            return True
        value = values.get(asked.field)
        if value is None:
            value = model.model_fields[asked.field].get_default(call_default_factory=True)
        return (asked.field in typed or asked.holds(value)) and may_be_asked(asked.field)

    return frozenset(name for name in conditions if not may_be_asked(name))


@cache
def _conditions(model: type[Form]) -> Mapping[str, Asked]:
    """The fields of a form that are asked for on a condition, in order; of most forms they are few."""
    return {part.name: part.label.when for part in shape(model) if part.label.when is not None}


def condition_said(model: type[Form], asked: Asked) -> Message:
    """Return in words when a field is asked for: “only where “Kind” is service”."""
    part = next(one for one in shape(model) if one.name == asked.field)
    answers = reduce(lambda one, other: _("{first} or {rest}")(first=one, rest=other), map(_answer_said, asked.answers))
    if asked.others:
        return _("not where “{field}” is {answers}")(field=part.title, answers=answers)
    return _("only where “{field}” is {answers}")(field=part.title, answers=answers)


def _answer_said(answer: Choice | bool | None) -> Message:
    match answer:
        case Choice():
            return answer.label
        case None:
            return _EMPTY
        case _:
            return _YES if answer else _NO
