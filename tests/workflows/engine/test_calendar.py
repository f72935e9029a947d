"""Business time: working days, hours, make-up days, and that adding and measuring agree."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.calendar import CalendarTable, OrdinaryHours, SpecialDay
from db.database import Database
from workflows.engine.calendar import Calendar, Half, NoWorkingTime, install_calendar, parse_hours
from workflows.engine.durations import business_hours

MOMENTS = st.datetimes(datetime(2004, 1, 1), datetime(2029, 12, 31)).map(lambda at: at.replace(microsecond=0))
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))
HOURS = st.integers(1, 400 * 3600).map(lambda seconds: Fraction(seconds, 3600)) | st.sampled_from(
    [Fraction(hours) for hours in (1, 3, 5, 8, 16, 40, 2000)]
)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database.create(tmp_path_factory.mktemp("calendar") / "company.db", kind="practice")
    with database.write():
        install_calendar(database)
    yield database
    database.close()


@pytest.fixture(scope="module")
def calendar(db: Database) -> Calendar:
    return Calendar(db)


@pytest.fixture
def own_db(own_company: Path) -> Iterator[Database]:
    database = Database.open(own_company)
    with database.write():
        install_calendar(database)
    yield database
    database.close()


def exact(hours: Fraction) -> Decimal:
    """As many decimals as it takes to come out at the second when rounded up."""
    return (Decimal(hours.numerator) / Decimal(hours.denominator)).quantize(Decimal("1e-9"), "ROUND_DOWN")


# --- days ---------------------------------------------------------------------------------------------------


def test_every_day_of_the_known_years_is_as_the_state_council_has_it(calendar: Calendar) -> None:
    first = date(2004, 1, 1)
    days = [first + timedelta(days=i) for i in range((date(2026, 12, 31) - first).days + 1)]
    assert [day for day in days if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_a_year_not_published_yet_has_weekends_off_and_says_so(calendar: Calendar) -> None:
    assert calendar.is_known(2026)
    assert not calendar.is_known(2027)
    assert calendar.is_working(date(2027, 10, 1))
    assert not calendar.is_working(date(2027, 10, 2))


def test_leave_over_the_tomb_sweeping_holiday_is_four_days_and_half_a_day_less_until_noon(calendar: Calendar) -> None:
    first, last = date(2026, 4, 2), date(2026, 4, 8)
    assert calendar.working_days(first, last) == 4
    assert calendar.working_days(first, last, last_half=Half.MORNING) == Decimal("3.5")
    assert calendar.working_days(first, last, Half.AFTERNOON, Half.MORNING) == 3


def test_a_half_day_off_work_counts_nothing(calendar: Calendar) -> None:
    saturday = date(2026, 4, 4)
    assert calendar.working_days(saturday, saturday, Half.AFTERNOON) == 0
    assert calendar.working_days(date(2026, 4, 7), date(2026, 4, 7), Half.AFTERNOON, Half.MORNING) == 0
    assert calendar.working_days(date(2026, 4, 8), date(2026, 4, 7)) == 0


@given(first=DAYS, length=st.integers(0, 800))
def test_working_days_are_those_counted_one_by_one(calendar: Calendar, first: date, length: int) -> None:
    days = [first + timedelta(days=i) for i in range(length + 1)]
    assert calendar.working_days(first, days[-1]) == sum(calendar.is_working(day) for day in days)


@given(day=DAYS, number=st.integers(-600, 600).filter(bool))
def test_the_nth_business_day_works_and_has_n_working_days_up_to_it(calendar: Calendar, day: date, number: int) -> None:
    found = calendar.business_day(day, number)
    assert calendar.is_working(found)
    one = timedelta(days=1)
    between = calendar.working_days(day + one, found) if number > 0 else calendar.working_days(found, day - one)
    assert between == abs(number)


def test_the_first_working_day_of_a_quarter_comes_after_the_holiday(calendar: Calendar) -> None:
    assert calendar.business_day_from(date(2026, 10, 1)) == date(2026, 10, 8)
    assert calendar.business_day_from(date(2026, 7, 1)) == date(2026, 7, 1)
    assert calendar.next_business_day(date(2026, 7, 3)) == date(2026, 7, 6)
    assert calendar.business_day(date(2026, 7, 4), 0) == date(2026, 7, 4)


# --- hours --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-06-09 09:10", "4", "2026-06-09 14:10"),  # over lunch
        ("2026-06-09 09:00", "8", "2026-06-09 18:00"),  # a day ends at its closing
        ("2026-06-09 09:00", "8.01", "2026-06-10 09:00:36"),
        ("2026-06-09 12:30", "1", "2026-06-09 14:00"),  # out of the break
        ("2026-06-09 20:00", "0.5", "2026-06-10 09:30"),
        ("2026-02-14 17:00", "2", "2026-02-24 10:00"),  # a make-up Saturday, then the Spring Festival
        ("2026-12-31 17:30", "1", "2027-01-01 09:30"),  # over the end of the year
        ("2026-06-10 10:00", "-2", "2026-06-09 17:00"),
        ("2026-06-09 18:00", "-8", "2026-06-09 09:00"),
        ("2026-06-09 20:00", "0", "2026-06-09 20:00"),
    ],
)
def test_business_hours_run_in_working_time_only(calendar: Calendar, start: str, hours: str, end: str) -> None:
    assert calendar.add_business_hours(datetime.fromisoformat(start), Decimal(hours)) == datetime.fromisoformat(end)


@given(at=MOMENTS, hours=HOURS)
def test_what_was_added_is_what_lies_between(calendar: Calendar, at: datetime, hours: Fraction) -> None:
    later = calendar.add_business_hours(at, exact(hours))
    earlier = calendar.add_business_hours(at, -exact(hours))
    assert calendar.business_hours_between(at, later) == hours
    assert calendar.business_hours_between(at, earlier) == -hours
    # No later and no earlier than needed: the second before, or after, still works.
    assert calendar.is_working_time(later - timedelta(seconds=1))
    assert calendar.is_working_time(earlier)


@given(at=MOMENTS, first=HOURS, second=HOURS)
def test_adding_in_two_steps_is_adding_at_once(
    calendar: Calendar, at: datetime, first: Fraction, second: Fraction
) -> None:
    in_two = calendar.add_business_hours(calendar.add_business_hours(at, exact(first)), exact(second))
    assert in_two == calendar.add_business_hours(at, exact(first + second))


@given(one=MOMENTS, other=MOMENTS, third=MOMENTS)
def test_time_between_is_additive_and_changes_sign(
    calendar: Calendar, one: datetime, other: datetime, third: datetime
) -> None:
    between = calendar.business_seconds_between
    assert between(one, other) + between(other, third) == between(one, third)
    assert between(one, other) == -between(other, one)


@given(start=MOMENTS, quarters=st.integers(0, 2000))
def test_time_between_is_that_counted_by_the_quarter_hour(calendar: Calendar, start: datetime, quarters: int) -> None:
    start = start.replace(minute=start.minute // 15 * 15, second=0)
    quarter = timedelta(minutes=15)
    counted = sum(calendar.is_working_time(start + quarter * i) for i in range(quarters))
    assert calendar.business_hours_between(start, start + quarter * quarters) == Fraction(counted, 4)


# --- business days as a length of time ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-06-09 15:00", 1, "2026-06-10 15:00"),
        ("2026-06-12 15:00", 2, "2026-06-16 15:00"),  # over a weekend
        ("2026-06-13 15:00", 1, "2026-06-16 09:00"),  # Saturday counts as Monday's opening
        ("2026-06-09 18:00", 1, "2026-06-11 09:00"),  # closing is the next opening
        ("2026-06-09 12:30", 1, "2026-06-10 13:00"),
        ("2026-04-03 10:00", 3, "2026-04-09 10:00"),
        ("2026-06-09 09:00", -1, "2026-06-08 09:00"),
        ("2026-06-09 18:00", -1, "2026-06-08 18:00"),
        ("2026-06-09 07:00", -1, "2026-06-05 18:00"),  # before opening counts as the last closing
        ("2026-06-13 15:00", 0, "2026-06-13 15:00"),
    ],
)
def test_a_business_day_later_is_the_same_clock_time(calendar: Calendar, start: str, days: int, end: str) -> None:
    assert calendar.add_business_days(datetime.fromisoformat(start), days) == datetime.fromisoformat(end)


def test_the_end_of_a_day_that_is_over_is_the_end_of_the_next_one(calendar: Calendar) -> None:
    friday = datetime(2026, 6, 12)
    assert calendar.closing_after(friday.replace(hour=17)) == friday.replace(hour=18)
    monday = datetime(2026, 6, 15, 18)
    assert [calendar.closing_after(friday.replace(hour=18)), calendar.closing_after(datetime(2026, 6, 13))] == [
        monday
    ] * 2


@given(at=MOMENTS, days=st.integers(1, 300))
def test_business_days_there_and_back_lead_to_the_same_moment(calendar: Calendar, at: datetime, days: int) -> None:
    there = calendar.add_business_days(at, days)
    assert calendar.is_working_time(there)
    if calendar.is_working_time(at):
        assert calendar.add_business_days(there, -days) == at


@given(at=MOMENTS, days=st.integers(1, 300))
def test_where_all_days_are_alike_a_business_day_is_eight_hours(calendar: Calendar, at: datetime, days: int) -> None:
    there = calendar.add_business_days(at, days)
    assert calendar.business_hours_between(at, there) == 8 * days


# --- a calendar that management edits -----------------------------------------------------------------------


def test_a_changed_day_is_seen_by_every_calendar_at_once(own_db: Database) -> None:
    calendar, other = Calendar(own_db), Calendar(own_db)
    day = date(2026, 6, 10)
    assert calendar.is_working(day)
    assert other.is_working(day)
    with own_db.write():
        CalendarTable(own_db).set_day(SpecialDay(day, working=False))
    assert not calendar.is_working(day)
    assert not other.is_working(day)
    with own_db.write():
        CalendarTable(own_db).clear_day(day)
    assert calendar.is_working(day)


def test_a_change_that_was_rolled_back_is_forgotten(own_db: Database) -> None:
    calendar = Calendar(own_db)
    table = CalendarTable(own_db)
    with pytest.raises(RuntimeError), own_db.write():
        table.set_day(SpecialDay(date(2026, 6, 10), working=False))
        assert not calendar.is_working(date(2026, 6, 10))
        raise RuntimeError
    with own_db.write():
        table.set_day(SpecialDay(date(2026, 6, 11), working=False))
    assert calendar.is_working(date(2026, 6, 10))
    assert not calendar.is_working(date(2026, 6, 11))


def test_a_short_day_cuts_the_clock_time_and_is_still_one_day(own_db: Database) -> None:
    with own_db.write():
        CalendarTable(own_db).set_day(SpecialDay(date(2026, 6, 10), True, "10:00-12:00"))
    calendar = Calendar(own_db)
    assert calendar.add_business_days(datetime(2026, 6, 9, 15), 1) == datetime(2026, 6, 10, 12)
    assert calendar.add_business_days(datetime(2026, 6, 9, 9), 1) == datetime(2026, 6, 10, 10)
    assert calendar.working_days(date(2026, 6, 10), date(2026, 6, 10)) == 1
    assert (calendar.opening(date(2026, 6, 10)), calendar.closing(date(2026, 6, 10))) == (
        datetime(2026, 6, 10, 10),
        datetime(2026, 6, 10, 12),
    )


def test_new_hours_hold_from_their_first_day_and_make_up_days_follow_them(own_db: Database) -> None:
    with own_db.write():
        CalendarTable(own_db).set_ordinary_hours(
            OrdinaryHours(date(2026, 5, 1), frozenset({1, 2, 3, 4, 5, 6}), "08:00-12:00 14:00-18:00")
        )
    calendar = Calendar(own_db)
    assert calendar.opening(date(2026, 4, 30)).hour == 9
    assert calendar.opening(date(2026, 5, 9)).hour == 8  # a make-up Saturday
    assert calendar.is_working(date(2026, 6, 13))
    assert not calendar.is_working(date(2026, 4, 25))


def test_entering_the_official_days_again_changes_nothing_that_was_set(own_db: Database) -> None:
    table = CalendarTable(own_db)
    with own_db.write():
        table.set_day(SpecialDay(date(2026, 10, 1), working=True))
        assert install_calendar(own_db) == ()
    assert Calendar(own_db).is_working(date(2026, 10, 1))


def test_a_company_that_never_works_is_told_so(own_db: Database) -> None:
    with own_db.write():
        own_db.run("DELETE FROM calendar_days")
        CalendarTable(own_db).set_ordinary_hours(OrdinaryHours(date(1, 1, 1), frozenset(), "09:00-12:00"))
    calendar = Calendar(own_db)
    with pytest.raises(NoWorkingTime):
        business_hours(1).after(datetime(2026, 6, 9), calendar)
    with pytest.raises(NoWorkingTime):
        calendar.next_business_day(date(2026, 6, 9))
    with pytest.raises(NoWorkingTime):
        calendar.opening(date(2026, 6, 9))


@pytest.mark.parametrize(
    "text", ["", "9-12", "12:00-09:00", "09:00-12:00 11:00-13:00", "09:00-12:00 12:00-13:00", "09:00", "09:00-24:00"]
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_hours(text)
