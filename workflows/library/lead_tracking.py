"""Leads in the hands of their salesperson, from contact to contact until they are won or lost — P88."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from db.message import Message, _, plural
from workflows.engine.booking import Booking
from workflows.engine.forms import is_complete
from workflows.engine.process import Reason, effect, guard
from workflows.library import filing
from workflows.library import lead_allocation as allocation
from workflows.library.customers import note_contact
from workflows.library.leads import HadContact, Lead, LeadForm, Way, owner_number
from workflows.registers.customers import CustomerState


@effect(_("tracked by the owner"))
def begin_tracking(booking: Booking[LeadForm]) -> None:
    form = booking.form
    if form.tracked_by is None:
        form.tracked_by, form.tracked_since = owner_number(booking, form.customer), booking.now


def next_contact(facts: Lead) -> datetime:
    """The first contact within its time; then every one by the end of the day that was named for it."""
    day = facts.form.next_on
    if day is None:
        return facts.time_limit("lead.tracking")
    return facts.calendar.closing_from(day)


@guard(_("a contact that was had, and a later next one"))
def contact_fits(facts: Lead) -> Iterator[Reason]:
    form = facts.form
    if form.contact_on and form.contact_on > facts.today:
        yield Reason(_("lies in the future"), "contact_on")
    if form.next_on and form.next_on <= facts.today:
        yield Reason(_("name a day after today"), "next_on")


@effect(_("contact log; a visit is opened"))
def log_contact(booking: Booking[LeadForm]) -> None:
    form, customer = booking.form, booking.form.customer or ""
    if form.contact_on is None or form.contact_way is None:
        return
    by = booking.employee_of(booking.person_id) or None
    form.contacts = [
        *form.contacts, HadContact(on=form.contact_on, way=form.contact_way, result=form.contact_result, by=by)
    ]  # fmt: skip
    note_contact(booking, customer, form.contact_result.split("\n")[0][:200])
    booking.change_record("customers", customer, {"next_contact": f"{form.next_on}"})
    if form.contact_way is Way.VISIT:
        booking.open_case("visit", {"customer": customer}, as_draft=True)
    form.contact_on, form.contact_way, form.contact_result = None, None, ""


@guard(_("an order of the customer is released"))
def order_is_released(facts: Lead) -> Iterator[Message]:
    for order in facts.cases_of("sales-order", customer=facts.form.customer or ""):
        tasks = facts.company.cases.open_tasks(order.id)
        if order.ended == "done" or any(task.step in ("payment", "delivery", "settle") for task in tasks):
            return
    yield _("no order of this customer is released yet")


@guard(_("no contact for a long time"))
def is_idle(facts: Lead) -> Iterator[Message]:
    form, idle = facts.form, facts.count_policy("lead.idle")
    since = (form.tracked_since or facts.now).date()
    last = max([since, *(contact.on for contact in form.contacts)])
    if facts.today < last + timedelta(days=idle):
        yield plural(
            "last contact {day}: within {count} day it stays where it is",
            "last contact {day}: within {count} days it stays where it is",
        )(day=last, count=idle)


@effect(_("the customer is active"))
def make_active(booking: Booking[LeadForm]) -> None:
    booking.change_record("customers", booking.form.customer or "", {"state": CustomerState.ACTIVE.value})


# --- what lists and previews say --------------------------------------------------------------------------


def brief(facts: Lead) -> Iterable[Message]:
    form = facts.form
    if form.need:
        yield _("Needs: {need}")(need=form.need.split("\n")[0])
    step = facts.task.step if facts.task else ""
    if step == "allocation" and is_complete(form):
        yield from allocation.brief_of_proposal(facts)
    elif step == "dispute" and form.customer:
        first = [person for person in allocation.parties(facts) if person != facts.case.requester_id]
        yield filing.filed_first(facts, form.customer)
        for person in first:
            yield _("Claimed from {person}: {reason}")(person=facts.person(person).name, reason=form.claim_reason)
    elif form.contacts:
        last = form.contacts[-1]
        yield _("Last contact {day}: {result}")(day=last.on, result=last.result.split("\n")[0])
