"""Policies as values: what is stored as JSON, what guards and effects calculate with, and what a person may type."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from db.message import Message, _
from workflows.engine.durations import Duration
from workflows.engine.process import Policy

_NUMBERS = {"money", "quantity", "percent"}
_WHOLE = {"count", "days"}
_PLACES = {"money": 2, "quantity": 3, "percent": 3}


class WrongValue(ValueError):
    """What was typed is no value of the policy; `message` says why not."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def read_policy(declared: Policy, stored: Any) -> Any:
    """Return the stored JSON value of a policy in the type its kind calculates with.

    money, quantity, percent: Decimal. count, days: int. duration: Duration. time: time of day. list: a tuple (Decimals
    where the default holds Decimals). table: as stored.
    """
    match declared.kind:
        case "money" | "quantity" | "percent":
            return Decimal(stored)
        case "count" | "days":
            return int(stored)
        case "duration":
            return Duration.parse(stored)
        case "time":
            return time.fromisoformat(stored)
        case "list":
            exact = bool(declared.default) and isinstance(declared.default[0], Decimal)
            return tuple(Decimal(item) if exact else item for item in stored)
        case _:
            return stored


def stored_policy(declared: Policy, value: Any) -> Any:
    """Return a policy's value as the JSON that is stored."""
    match declared.kind:
        case "money" | "quantity" | "percent" | "duration":
            return str(value)
        case "time":
            return f"{value:%H:%M}"
        case "list":
            return [str(item) if isinstance(item, Decimal) else item for item in value]
        case _:
            return value


def written_policy(stored: Any) -> str:
    """Return a stored value as a person types it: plain text, or JSON for lists and tables."""
    return stored if isinstance(stored, str) else json.dumps(stored, ensure_ascii=False, default=str)


# --- reading what was typed ---------------------------------------------------------------------------------


def typed_policy(declared: Policy, text: str) -> Any:
    """Return what was typed for a policy as the JSON that is stored: of its type, inside its range.

    A list may be typed with commas, a table is JSON and keeps the form of its default. Raises WrongValue.
    """
    text = text.strip()
    match declared.kind:
        case "text":
            return text
        case "list" | "table":
            stored = _typed_list(declared, text) if declared.kind == "list" else _json(text)
            _check_like(declared.default, stored)
            if declared.kind == "list":
                _check_list(declared, stored)
            return stored
        case "duration":
            amount = _duration(text)
            _check_range(declared, amount.amount)
            return str(amount)
        case "time":
            return _time(text)
        case kind:
            number = _number(text, _PLACES.get(kind, 0))
            _check_range(declared, number)
            return int(number) if kind in _WHOLE else str(number)


def _number(text: str, places: int) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise WrongValue(_("must be a number, as 1250.50") if places else _("must be a whole number"))
    rounded = number.quantize(Decimal(1).scaleb(-places))
    if rounded != number:
        raise WrongValue(_("at most {places} decimals")(places=places) if places else _("must be a whole number"))
    if places == 2:
        return rounded
    plain = rounded.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def _duration(text: str) -> Duration:
    try:
        return Duration.parse(text)
    except ValueError:
        raise WrongValue(_("must be a length of time, as 4 bh, 2 bd, 24 h or 3 d")) from None


def _time(text: str) -> str:
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        raise WrongValue(_("must be a time of day, as 09:30")) from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=str)
    except ValueError:
        raise WrongValue(_("must be JSON, as “console policy show” gives it")) from None


def _typed_list(declared: Policy, text: str) -> Any:
    if text.startswith("["):
        return _json(text)
    items: list[Any] = [item.strip() for item in text.split(",") if item.strip()]
    if declared.default and isinstance(declared.default[0], int):
        return [int(_number(item, 0)) for item in items]
    return items


# --- its range ----------------------------------------------------------------------------------------------


def bounds(declared: Policy) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and the greatest number a policy may be; None: no bound.

    What is not declared follows from the kind: no per cent beyond 100, and nothing below 0 whose default is not.
    """
    low, high = declared.low, declared.high
    amount = declared.default.amount if isinstance(declared.default, Duration) else declared.default
    if low is None and isinstance(amount, int | Decimal) and amount >= 0:
        low = Decimal(0)
    if high is None and declared.kind == "percent" and amount <= 100:
        high = Decimal(100)
    return low, high


def _check_range(declared: Policy, number: Decimal) -> None:
    low, high = bounds(declared)
    if low is not None and high is not None and not low <= number <= high:
        raise WrongValue(_("must be between {low} and {high}")(low=low, high=high))
    if low is not None and number < low:
        raise WrongValue(_("must be at least {ge}")(ge=low))
    if high is not None and number > high:
        raise WrongValue(_("must be at most {le}")(le=high))


def _check_list(declared: Policy, stored: Sequence[Any]) -> None:
    """Every number of a list lies in its range, and a list that stands in order stays so (tiers, months)."""
    default = [item for item in declared.default if isinstance(item, int | Decimal)]
    if not default:
        return
    numbers = [Decimal(item) for item in stored]
    for number in numbers:
        if declared.low is not None or declared.high is not None:
            _check_range(declared, number)
    if all(one < other for one, other in pairwise(default)) and any(one >= other for one, other in pairwise(numbers)):
        raise WrongValue(_("must ascend, as {example}")(example=", ".join(str(item) for item in default)))


# --- the form of lists and tables ---------------------------------------------------------------------------


def _check_like(default: Any, value: Any) -> None:
    """Check that a value has the form of the default, as rules read it: the same keys, rows of the same columns."""
    match default:
        case Mapping():
            if not isinstance(value, dict):
                raise WrongValue(_("must be a table with {keys}")(keys=", ".join(map(str, default))))
            _check_keys(set(default), set(default), set(value))
            rows = [row for row in default.values() if isinstance(row, Mapping)]
            for key, inner in value.items():
                _check_row(rows, inner) if rows else _check_like(default[key], inner)
        case str():
            if not isinstance(value, str):
                raise WrongValue(_("“{value}” must be text in quotation marks")(value=str(value)))
            if _is_number(default) and not _is_number(value):
                raise WrongValue(_("“{value}” must be a number")(value=value))
        case Decimal():
            if isinstance(value, bool) or not _is_number(value):
                raise WrongValue(_("“{value}” must be a number")(value=str(value)))
        case bool() | int():
            if type(value) is not type(default):
                said = (
                    _("“{value}” must be yes or no")
                    if isinstance(default, bool)
                    else _("“{value}” must be a whole number")
                )
                raise WrongValue(said(value=str(value)))
        case Iterable():
            items = list(default)
            if not isinstance(value, list):
                raise WrongValue(_("must be a list"))
            rows = [row for row in items if isinstance(row, Mapping)]
            for item in value:
                if rows or isinstance(item, dict):
                    _check_row(rows, item)
                elif items:
                    _check_like(items[0], item)


def _check_row(rows: Sequence[Mapping[str, Any]], value: Any) -> None:
    """Check a row against the rows of the default: what all of them have it needs, what none has is unknown."""
    if not isinstance(value, dict):
        raise WrongValue(_("every row must be a table"))
    if not rows:
        return
    known = set().union(*rows)
    needed = set(known).intersection(*rows)
    _check_keys(needed, known, set(value))
    for key, inner in value.items():
        _check_like(next(row[key] for row in rows if key in row), inner)


def _check_keys(needed: set[str], known: set[str], given: set[str]) -> None:
    if missing := sorted(needed - given):
        raise WrongValue(_("{keys} missing")(keys=", ".join(missing)))
    if unknown := sorted(given - known):
        raise WrongValue(_("{keys}: not known; there are {known}")(
            keys=", ".join(unknown), known=", ".join(sorted(known))
        ))  # fmt: skip


def _is_number(value: Any) -> bool:
    try:
        return Decimal(value).is_finite()
    except (InvalidOperation, TypeError, ValueError):
        return False
