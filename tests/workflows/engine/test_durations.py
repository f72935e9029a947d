"""Durations: what policies hold as `4 bh`, `2 bd`, `24 h`, `3 d`."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.durations import Duration, Unit, business_days, business_hours, days, hours


class Recorder:
    """A calendar that only tells what it was asked."""

    def add_business_hours(self, at: datetime, hours: Decimal) -> datetime:
        return at.replace(year=2001, hour=int(hours))

    def add_business_days(self, at: datetime, days: int) -> datetime:
        return at.replace(year=2002, day=days)


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        (business_hours("4"), "4 bh"),
        (business_hours("0.50"), "0.5 bh"),
        (business_days(2), "2 bd"),
        (hours(24), "24 h"),
        (days(30), "30 d"),
        (-business_hours(2), "-2 bh"),
    ],
)
def test_the_written_form_reads_back_as_the_same_duration(duration: Duration, written: str) -> None:
    assert str(duration) == written
    assert Duration.parse(written) == duration


@given(st.decimals(-9999, 9999, places=2), st.sampled_from(Unit))
def test_whatever_can_be_made_can_be_written_and_read(amount: Decimal, unit: Unit) -> None:
    if unit in (Unit.DAYS, Unit.BUSINESS_DAYS):
        amount = amount.to_integral_value()
    duration = Duration(amount, unit)
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize("text", ["", "4", "bh", "4 hours", "1.5 d", "0.5 bd", "1.234 h", "4  bh", "٤ h", "NaN h"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Duration.parse(text)


def test_it_is_shown_in_words() -> None:
    assert str(business_hours("4").shown()) == "4 business hours"
    assert str(business_days(1).shown()) == "1 business day"


def test_hours_and_days_run_by_the_clock_business_time_by_the_calendar() -> None:
    at = datetime(2026, 6, 10, 16, 0)
    calendar = Recorder()
    assert days(3).after(at, calendar) == datetime(2026, 6, 13, 16, 0)
    assert hours("1.5").after(at, calendar) == datetime(2026, 6, 10, 17, 30)
    assert business_hours(4).after(at, calendar) == datetime(2001, 6, 10, 4, 0)
    assert business_days(2).after(at, calendar) == datetime(2002, 6, 2, 16, 0)
