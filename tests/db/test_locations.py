"""Kinds of location, and what the ledger may do with each."""

import pytest

from db.locations import LocationKind, is_available, is_own, kind, may_be_negative

KINDS = [
    # location, kind, own stock, available, may fall below 0
    ("MAIN/A-03", LocationKind.SHELF, True, True, False),
    ("MAIN/A/03/2", LocationKind.SHELF, True, True, False),
    ("北仓/甲-1", LocationKind.SHELF, True, True, False),
    ("MAIN/dispatch", LocationKind.DISPATCH, True, False, False),
    ("MAIN/scrap-yard", LocationKind.SCRAP_YARD, False, False, False),
    ("shop", LocationKind.SHOP, True, True, False),
    ("service-desk", LocationKind.SERVICE_DESK, True, False, False),
    ("processor/Hongda", LocationKind.PROCESSOR, True, False, False),
    ("site/P-2026-004", LocationKind.SITE, False, False, False),
    ("on-loan", LocationKind.ON_LOAN, True, False, False),
    ("inspection", LocationKind.INSPECTION, False, False, False),
    ("inspection/returned", LocationKind.INSPECTION, True, False, False),
    ("rejected", LocationKind.REJECTED, False, False, False),
    ("rejected/stored", LocationKind.REJECTED, True, False, False),
    ("supplier", LocationKind.SUPPLIER, False, False, True),
    ("customer", LocationKind.CUSTOMER, False, False, True),
    ("scrap", LocationKind.SCRAP, False, False, True),
    ("count-difference", LocationKind.COUNT_DIFFERENCE, False, False, True),
    ("production", LocationKind.PRODUCTION, False, False, True),
    ("consumed", LocationKind.CONSUMED, False, False, True),
]


@pytest.mark.parametrize(("location", "its_kind", "own", "available", "negative"), KINDS)
def test_every_kind(location: str, its_kind: LocationKind, own: bool, available: bool, negative: bool) -> None:
    assert kind(location) is its_kind
    assert (is_own(location), is_available(location), may_be_negative(location)) == (own, available, negative)


def test_every_kind_is_covered() -> None:
    assert {its_kind for _, its_kind, *_ in KINDS} == set(LocationKind)


@pytest.mark.parametrize(
    "location",
    ["", "A-03", "/A-03", "MAIN/", "shelf", "dispatch", "processor", "site/", "shop/1", "rejected/other", "scrap/x"],
)
def test_what_cannot_be_a_location(location: str) -> None:
    with pytest.raises(ValueError, match="no such form of location"):
        kind(location)
