"""Sampling that everybody can repeat."""

from collections import Counter
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from workflows.library.sampling import drawn, drawn_day, is_taken


def test_of_a_fifth_every_fifth_is_taken() -> None:
    assert [k for k in range(1, 21) if is_taken(k, Decimal(20))] == [5, 10, 15, 20]


def test_of_all_all_and_of_none_none() -> None:
    assert all(is_taken(k, Decimal(100)) for k in range(1, 50))
    assert not any(is_taken(k, Decimal(0)) for k in range(1, 50))


@given(some.integers(1, 500), some.decimals(0, 100, places=1))
def test_a_share_is_never_off_by_one(count: int, percent: Decimal) -> None:
    taken = sum(is_taken(k, percent) for k in range(1, count + 1))
    assert taken == int(count * percent // 100)


def test_a_draw_can_be_repeated_and_differs_by_round() -> None:
    items = [f"C-{number:04}" for number in range(50)]
    first = drawn("SY-2026-000001", 1, items, 10)
    assert first == drawn("SY-2026-000001", 1, reversed(items), 10)
    assert first != drawn("SY-2026-000001", 2, items, 10)
    assert len(set(first)) == 10
    assert drawn("SY-2026-000001", 1, items[:3], 10) == drawn("SY-2026-000001", 1, items[:3], 3)


def test_a_drawn_day_is_within_and_spread_evenly() -> None:
    first, last = date(2026, 7, 9), date(2026, 8, 8)
    days = Counter(drawn_day(first, last, "callback", number, "A") for number in range(3100))
    assert set(days) == {date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)}
    assert min(days.values()) > 60 and max(days.values()) < 145
    assert drawn_day(first, first, "callback", 1, "A") == first
