"""Between what the database stores and what Python works with.

Money is integer fen, quantities are integer thousandths, times are text in the company's local time, what has a shape
of its own is JSON. No floats.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson


def to_fen(amount: Decimal) -> int:
    """Return an amount of yuan as fen; ValueError when it is not whole fen."""
    return _scaled(amount, 2)


def from_fen(fen: int) -> Decimal:
    """Return fen as yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def to_thousandths(quantity: Decimal) -> int:
    """Return a quantity as thousandths; ValueError when it has more than three decimals."""
    return _scaled(quantity, 3)


def from_thousandths(thousandths: int) -> Decimal:
    """Return thousandths as a quantity without trailing zeros (12, 0.5)."""
    whole, rest = divmod(thousandths, 1000)
    return Decimal(whole) if not rest else Decimal(thousandths).scaleb(-3).normalize()


def _scaled(value: Decimal, places: int) -> int:
    scaled = value.scaleb(places)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{value} has more than {places} decimals")
    return whole


def to_text(at: datetime) -> str:
    """Return a moment as stored text, to the second."""
    return at.isoformat(" ", "seconds")


def to_time(text: str) -> datetime:
    """Return stored text as a moment."""
    return datetime.fromisoformat(text)


def time_or_none(text: str | None) -> datetime | None:
    """Return stored text as a moment, None as None."""
    return None if text is None else datetime.fromisoformat(text)


def to_date(text: str) -> date:
    """Return stored text as a day."""
    return date.fromisoformat(text)


def to_json(value: Any) -> str:
    """Return a value as stored JSON; TypeError for what JSON has no form for, a Decimal for one."""
    return orjson.dumps(value).decode()


def from_json(text: str) -> Any:
    """Return stored JSON as a value."""
    return orjson.loads(text)
