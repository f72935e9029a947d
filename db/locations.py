"""Where goods can be: the kinds of location and what the ledger may do with each.

A location is a text key. Places of a warehouse are written `warehouse/place` (`MAIN/A-03`, `MAIN/dispatch`,
`MAIN/scrap-yard`), an outside processor's and a project's `processor/…` and `site/…`; the others are single
words. Two of those come in pairs, because the goods there may or may not be own stock yet:

- `inspection` holds arrivals nobody has accepted and what customers give back until it is taken back,
  `inspection/returned` own material that comes back to us;
- `rejected` holds goods refused before they were stored, `rejected/stored` own goods found bad later.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

INSPECTION = "inspection"
INSPECTION_RETURNED = "inspection/returned"
REJECTED = "rejected"
REJECTED_STORED = "rejected/stored"
COUNT_DIFFERENCE = "count-difference"


class LocationKind(StrEnum):
    """What kind of place a location is; the value is how the single-word ones are written."""

    SHELF = "shelf"
    DISPATCH = "dispatch"
    SCRAP_YARD = "scrap-yard"
    SHOP = "shop"
    SERVICE_DESK = "service-desk"
    PROCESSOR = "processor"
    SITE = "site"
    INSPECTION = "inspection"
    REJECTED = "rejected"
    ON_LOAN = "on-loan"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    SCRAP = "scrap"
    COUNT_DIFFERENCE = "count-difference"
    PRODUCTION = "production"
    CONSUMED = "consumed"


_K = LocationKind

VIRTUAL = frozenset({_K.SUPPLIER, _K.CUSTOMER, _K.SCRAP, _K.COUNT_DIFFERENCE, _K.PRODUCTION, _K.CONSUMED})
"""Outside, gone or in work: may fall below 0 and is never reserved."""

_SINGLE = VIRTUAL | {_K.SHOP, _K.SERVICE_DESK, _K.INSPECTION, _K.REJECTED, _K.ON_LOAN}
_BESIDE_SHELVES = {_K.DISPATCH, _K.SCRAP_YARD}
OF_A_WAREHOUSE = frozenset({_K.SHELF} | _BESIDE_SHELVES)
"""The places that the register of locations lists."""

_OF_SOMEBODY = {_K.PROCESSOR, _K.SITE}
_OWN = {_K.SHELF, _K.DISPATCH, _K.SHOP, _K.SERVICE_DESK, _K.PROCESSOR, _K.ON_LOAN}
_AVAILABLE = {_K.SHELF, _K.SHOP}


@lru_cache(maxsize=4096)
def kind(location: str) -> LocationKind:
    """Return the kind of a location; ValueError when the key has no known form."""
    first, slash, rest = location.partition("/")
    if location in (INSPECTION_RETURNED, REJECTED_STORED):
        return LocationKind(first)
    if not slash:
        if location in _SINGLE:
            return LocationKind(location)
    elif first in _OF_SOMEBODY and rest:
        return LocationKind(first)
    elif first and rest and first not in _SINGLE and first not in _OF_SOMEBODY:
        return LocationKind(rest) if rest in _BESIDE_SHELVES else LocationKind.SHELF
    raise ValueError(f"no such form of location: {location!r}")


def may_be_negative(location: str) -> bool:
    """Say whether the quantity at a location may fall below 0."""
    return kind(location) in VIRTUAL


@lru_cache(maxsize=4096)
def is_own(location: str) -> bool:
    """Say whether goods there count as own stock and carry value at moving average."""
    return kind(location) in _OWN or location in (INSPECTION_RETURNED, REJECTED_STORED)


def is_available(location: str) -> bool:
    """Say whether an issue or a sale may take goods from there."""
    return kind(location) in _AVAILABLE
