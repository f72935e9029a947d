"""Clocks: the company's time, and one that stands still for tests."""

from datetime import datetime, timedelta

from workflows.engine.clock import FixedClock, SystemClock


def test_the_system_clock_tells_the_time_of_its_zone_to_the_second() -> None:
    shanghai, london = SystemClock().now(), SystemClock("UTC").now()
    assert shanghai.tzinfo is None
    assert shanghai.microsecond == 0
    # Shanghai is 8 hours ahead all year; the two readings may straddle a second.
    assert abs(shanghai - london - timedelta(hours=8)) <= timedelta(seconds=5)


def test_a_fixed_clock_moves_only_when_moved() -> None:
    clock = FixedClock(datetime(2026, 6, 9, 9, 10, 0, 999))
    assert clock.now() == datetime(2026, 6, 9, 9, 10)
    clock.advance(timedelta(hours=1, minutes=30))
    assert clock.now() == datetime(2026, 6, 9, 10, 40)
    clock.set(datetime(2026, 6, 8, 8, 0))
    assert clock.now() == datetime(2026, 6, 8, 8, 0)
