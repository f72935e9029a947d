"""What a leave books: days reserved, taken and corrected, and who acts for the absent meanwhile — P49."""

from datetime import datetime, timedelta
from decimal import Decimal

from db.message import _
from workflows.engine.booking import Booking
from workflows.engine.calendar import Half
from workflows.engine.process import effect
from workflows.library.leave_slip import (
    CALENDAR_DAYS,
    LeaveForm,
    LeaveKind,
    absent,
    away,
    count_days,
    needs_proof,
    period,
)
from workflows.library.leaving import days_by_year, starts_at


@effect(_("days are reserved"))
def reserve_days(booking: Booking[LeaveForm]) -> None:
    form = booking.form
    for year, days in days_by_year(booking, period(form), calendar_days=form.kind in CALENDAR_DAYS).items():
        booking.reserve_leave(form.employee, form.kind.value, year, days)


@effect(_("days are taken, the stand-in acts for him"))
def grant(booking: Booking[LeaveForm]) -> None:
    form = booking.form
    booking.take_leave()
    person = booking.person_of_employee(form.employee)
    stand_in = booking.person_of_employee(form.stand_in) if form.stand_in else None
    since = max(booking.now, starts_at(booking, form.first, Half(form.first_half.value)))
    until = datetime.combine(form.last + timedelta(days=1), datetime.min.time())
    if person and stand_in and until > since:
        booking.delegate(person, stand_in, since, until, form.scope or None)
        booking.tell([stand_in], _("{number}: you stand in for {name} from {first} to {last}")(
            number=booking.case.name, name=booking.person(person).name, first=form.first, last=form.last
        ))  # fmt: skip


@effect(_("back-on day of a leave that is over"))
def back_already(booking: Booking[LeaveForm]) -> None:
    """A leave that is over when it is approved ended as it was asked for, unless something else was written."""
    if booking.form.back_on is None:
        booking.form.back_on = booking.calendar.next_business_day(booking.form.last)
        count_days(booking)


@effect(_("difference to the approved days, the delegation ends"))
def settle(booking: Booking[LeaveForm]) -> None:
    """Fewer days go back; more without a second leave are absence; without proof in time they are personal leave."""
    form, by_calendar = booking.form, booking.form.kind in CALENDAR_DAYS
    count_days(booking)
    approved = days_by_year(booking, period(form), calendar_days=by_calendar)
    taken, absence = days_by_year(booking, away(form), calendar_days=by_calendar), absent(booking)
    unproved = needs_proof(form) and not form.proof
    for year in sorted({*approved, *absence}):
        had, kept = approved.get(year, Decimal(0)), taken.get(year, Decimal(0))
        booking.adjust_leave(form.employee, form.kind.value, year, (Decimal(0) if unproved else kept) - had)
        booking.adjust_leave(form.employee, "absence", year, absence.get(year, Decimal(0)))
        if unproved:
            booking.adjust_leave(form.employee, LeaveKind.PERSONAL.value, year, kept)
    booking.end_delegations()
