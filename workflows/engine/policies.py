"""Policies as values: what is stored as JSON, and what guards and effects calculate with."""

from datetime import time
from decimal import Decimal
from typing import Any

from workflows.engine.durations import Duration
from workflows.engine.process import Policy


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
