"""A quotation on its way to the customer: until when, what sending it books, and what his answer does — P96, P106."""

from datetime import datetime, timedelta
from typing import Any

from db.message import _
from workflows.engine.booking import Booking
from workflows.engine.durations import Duration
from workflows.engine.process import Until, UntilDay, effect
from workflows.library.customers import note_contact
from workflows.library.quoting import Market, QuotationForm, Quote, new_quote_deadline

Booked = Booking[QuotationForm]

# --- until when ---------------------------------------------------------------------------------------------


def validity(facts: Quote) -> timedelta:
    return timedelta(days=facts.form.validity or facts.count_policy("quotation.validity"))


def quote_deadline(facts: Quote) -> datetime:
    return facts.form.quote_deadline or new_quote_deadline(facts)


def before_quote_deadline(facts: Quote) -> datetime:
    """Finance's time ends so long before the quote deadline that the owner can still offer and send."""
    ahead: Duration = facts.policy("quotation.pricing")
    return (-ahead).after(quote_deadline(facts), facts.calendar)


QUOTE_DEADLINE = Until(_("quote deadline"), quote_deadline)
VALIDITY = UntilDay(_("end of validity"), "valid_until")
BEFORE_DEADLINE = Until(_("some time before the quote deadline"), before_quote_deadline)

# --- sending and answering ----------------------------------------------------------------------------------


@effect(_("the clock of the quotation runs"))
def start_clock(booking: Booked) -> None:
    booking.form.requested_at = booking.form.requested_at or booking.now


@effect(_("quotation sheet with number and round, contact log, validity runs"))
def send(booking: Booked) -> None:
    form = booking.form
    form.valid_until = booking.today + validity(booking)
    sent_before = [made for made in booking.taken("send") if made.id != booking.decision.id]
    number = f"{booking.case.number}-{len(sent_before) + 1}"
    booking.issue("foreign-offer" if form.market is Market.FOREIGN else "quotation", number)
    note_contact(booking, form.customer, number)


@effect(_("the wish for a sample is noted, its order is opened as a draft"))
def note_sample_wish(booking: Booked) -> None:
    form = booking.form
    form.sample_wanted_on = booking.today
    values: dict[str, Any] = {"kind": "product", "customer": form.customer, "quotation": booking.case.number}
    if len(form.lines) == 1:
        values["quotation_line"] = 1
    booking.open_case("sample-order", values, as_draft=True)


@effect(_("prices open to contract and order for the validity"))
def open_prices(booking: Booked) -> None:
    booking.form.prices_open_until = booking.today + validity(booking)


@effect(_("a new round: the clock starts anew, prices given are asked for again"))
def begin_new_round(booking: Booked) -> None:
    form = booking.form
    form.requested_at, form.quote_deadline, form.late_reason, form.valid_until = booking.now, None, "", None
    if form.customer_deadline and form.customer_deadline <= booking.now:
        form.customer_deadline = None
    form.given_prices = []
