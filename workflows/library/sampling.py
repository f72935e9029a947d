"""Sampling that everybody can repeat: shares, draws and days by SHA-256 instead of chance.

What is drawn follows from texts nobody picks for the purpose (a case number, a round, an item), so a second run
and an auditor get the same answer, and a person cannot try again until he likes it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor, isqrt


def is_taken(position: int, percent: Decimal) -> bool:
    """Whether the k-th of a series (from 1) belongs to a share of it; of 20 % every fifth is taken."""
    share = Fraction(percent) / 100
    return floor(position * share) > floor((position - 1) * share)


def drawn(number: str, round_: int, items: Iterable[str], count: int) -> list[str]:
    """Draw `count` of the items (all, if there are fewer): those with the smallest hashes, in that order."""
    return sorted(items, key=lambda item: (_hash(number, round_, item), item))[:count]


def drawn_day(first: date, last: date, number: str, round_: int, item: str) -> date:
    """Draw a day from `first` to `last`, both included, each as likely as the others."""
    days = (last - first).days + 1
    return first + timedelta(days=int(_hash(number, round_, item), 16) % days)


def _hash(number: str, round_: int, item: str) -> str:
    return sha256(f"{number}/{round_}/{item}".encode()).hexdigest()


def lot_sample(pieces: Decimal) -> int:
    """Return how many pieces of a lot are looked at: its square root rounded up, and one more, at most all of it."""
    whole = ceil(pieces)
    return min(isqrt(max(whole - 1, 0)) + 2, whole)
