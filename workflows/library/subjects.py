"""What a case is about, in one line of data: its party, its goods, and what else names it."""

from collections.abc import Iterable
from typing import Protocol

from workflows.engine.facts import CompanyFacts


class OfProduct(Protocol):
    """A line that names a product; None while it is written."""

    @property
    def product(self) -> str | None: ...


def about(*parts: str | None) -> str:
    """Return what is known of the parts, a dot between them."""
    return " · ".join(part for part in parts if part)


def first_of_many(names: Iterable[str]) -> str:
    """Return the first name, and how many others follow; "" for none."""
    first, *others = list(dict.fromkeys(names)) or [""]
    return f"{first} +{len(others)}" if others else first


def goods_of(facts: CompanyFacts, lines: Iterable[OfProduct] | None) -> str:
    """Return the first product of some lines by name, and how many others follow."""
    return first_of_many(facts.name_of("products", line.product) for line in lines or () if line.product)
