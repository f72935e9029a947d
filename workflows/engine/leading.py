"""Where an action would lead from here: of a way that parts on conditions only what is still open.

A condition is asked of the case as it is. One that looks at what can still be typed with the action, or at what the
action itself brings (its decision, its reason, what it books), cannot be answered yet: that way stays open.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from types import FunctionType
from typing import Any, cast

from workflows.engine.company import Company
from workflows.engine.facts import Facts
from workflows.engine.form import Form, computed
from workflows.engine.process import Action, Condition, Join, Route, Target

Open = Mapping[str, frozenset[str]]
"""Fields that are still open, by the list they are columns of; those of the form itself under ""."""
_BROUGHT = frozenset({"decisions", "reason", "note", "action"})
"""What of the facts the action itself brings."""
_BOOKS = frozenset({"stock", "money", "leave"})
"""What of the company its effects may change."""


class _StillOpen(Exception):
    """A condition has looked at what is not known yet."""


def still_open(facts: Facts[Any], action: Action, typed: Collection[str]) -> Target:
    """Return where an action leads without the ways that are closed to the case as it is.

    typed: paths that are still to be typed with the action; then what the program fills is open too, as it may follow
    from them. Of an action that another case takes nothing is known before that case is where it takes it.
    """
    if action.moved_by or not isinstance(action.to, Route | Join):
        return action.to
    paths = {*typed, *computed(facts.process.form)} if typed else set()
    return _left(_Before(facts, _by_list(paths), books=bool(action.effects)), action.to)


def _left(facts: Facts[Any], target: Target) -> Target:
    match target:
        case Join(to):
            return Join(_left(facts, to))
        case Route(ways, otherwise):
            left: list[tuple[Condition, Target]] = []
            for condition, way in ways:
                holds = _answer(condition, facts)
                if holds is None:
                    left.append((condition, _left(facts, way)))
                elif holds:
                    return Route(tuple(left), _left(facts, way)) if left else _left(facts, way)
            rest = _left(facts, otherwise)
            return Route(tuple(left), rest) if left else rest
        case _:
            return target


def _answer(condition: Condition, facts: Facts[Any]) -> bool | None:
    """Say whether a condition holds; None: that is open, or cannot be said of an unfinished form."""
    if condition.booked:
        return None
    try:
        return condition.holds(facts)
    except (_StillOpen, TypeError, AttributeError, LookupError, ValueError, ArithmeticError):
        return None


def _by_list(paths: Collection[str]) -> Open:
    found: dict[str, set[str]] = {}
    for path in paths:
        first, _dot, column = path.partition(".")
        found.setdefault(first if column else "", set()).add(column or first)
    return {name: frozenset(names) for name, names in found.items()}


class _Before(Facts[Any]):
    """The facts of a case before an action is taken: what the action brings cannot be asked."""

    def __init__(self, facts: Facts[Any], open_fields: Open, *, books: bool) -> None:
        company = cast("Company", _Unbooked(facts.company)) if books else facts.company
        super().__init__(
            company, facts.now, facts.process, facts.case, _Watched(facts.form, open_fields), facts.person_id,
            task=facts.task,
        )  # fmt: skip

    def __getattribute__(self, name: str) -> Any:
        if name in _BROUGHT:
            raise _StillOpen
        return super().__getattribute__(name)


class _Unbooked:
    """The company without its books, which the action is going to change."""

    def __init__(self, company: Company) -> None:
        self._company = company

    def __getattr__(self, name: str) -> Any:
        if name in _BOOKS:
            raise _StillOpen
        return getattr(self._company, name)


class _Watched:
    """A form, or a line of one, of which some fields cannot be asked; what it computes is computed through this."""

    def __init__(self, form: Form, open_fields: Open) -> None:
        self._form = form
        self._open = open_fields

    def __getattr__(self, name: str) -> Any:
        if name in self._open.get("", ()):
            raise _StillOpen
        match getattr(type(self._form), name, None):
            case property() as computing if computing.fget is not None:
                return computing.fget(self)
            case cached_property() as computing:
                return computing.func(self)
            case FunctionType() as method:
                return method.__get__(self)
        value = getattr(self._form, name)
        if name in self._open and isinstance(value, list):
            return [_Watched(line, {"": self._open[name]}) for line in value]
        return value
