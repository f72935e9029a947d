"""Leads: the form, filing the customer, and claims on a customer filed by somebody else — P88, P95."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.form import (
    CaseRef,
    Choice,
    Count,
    CustomerRef,
    EmployeeRef,
    Form,
    Line,
    LongText,
    Moment,
    Money,
    Percent,
    Text,
    field,
)
from workflows.engine.process import Reason, condition, effect, guard
from workflows.library import filing
from workflows.posts import LEAD_CLERK, SALES_REP
from workflows.registers.customers import CustomerState, Place

# --- form -------------------------------------------------------------------------------------------------


class Source(Choice):
    NETWORK = "network", _("network")
    NEWSPAPER = "newspaper", _("newspaper")
    REFERRAL = "referral", _("referral")
    CONTACT = "contact", _("contact with the company")
    OWN = "own", _("own find")


class Way(Choice):
    PHONE = "phone", _("by phone")
    VISIT = "visit", _("visit")
    MESSAGE = "message", _("message")


class Figures(Line):
    rep: EmployeeRef = field(_("Salesperson"), read=True)
    given: int = field(_("Leads in the window"), read=True)
    present: Count = field(_("Working days present"), read=True)
    tracking: int = field(_("Leads in tracking"), read=True)
    last_given: Moment | None = field(_("Last lead given"), read=True)


class Allocated(Line):
    rep: EmployeeRef = field(_("Salesperson"), read=True)
    at: Moment = field(_("Allocated at"), read=True)


class Part(Line):
    employee: EmployeeRef = field(_("Salesperson"))
    percent: Percent = field(_("Share %"), total=True)


class HadContact(Line):
    on: date = field(_("Date"), read=True)
    way: Way = field(_("Way of contact"), read=True)
    result: LongText = field(_("Result"), read=True)
    by: EmployeeRef | None = field(_("Contacted by"), read=True)


class OfTheDay(Line):
    number: CaseRef = field(_("Lead"), read=True)
    name: Text = field(_("Name"), read=True)
    reached_by: Text = field(_("Reached by"), read=True)
    need: LongText = field(_("Need"), read=True)


class LeadForm(Form):
    source: Source = field(_("Source"))
    found_at: Text = field(_("Found at"), default="", hint=_("platform, newspaper and issue"))
    name: Text = field(_("Name"))
    tax_number: Text = field(_("Tax number"), default="")
    contact_person: Text = field(_("Contact person"), default="")
    phone: Text = field(_("Phone"), default="")
    email: Text = field(_("E-mail"), default="")
    place: Place = field(_("Place"), default=Place.OUTSIDE)
    product_group: Text = field(_("Product group"), default="")
    need: LongText = field(_("Need"), default="")
    expected_amount: Money | None = field(_("Expected amount"), default=None)
    enquiry_text: LongText = field(_("Enquiry"), default="", hint=_("the customer's own words"))
    received_at: Moment | None = field(_("Enquiry received at"), default=None)
    claim_reason: LongText = field(_("Special reason of the claim"), default="")
    note: LongText = field(_("Note"), default="")
    customer: CustomerRef | None = field(_("Customer"), read=True)
    filed: bool = field(_("First file of the customer"), read=True, default=False)
    waiting_since: Moment | None = field(_("Waits for allocation since"), read=True)
    proposed: EmployeeRef | None = field(_("Proposed salesperson"), read=True)
    candidates: list[Figures] = field(_("Candidates"), read=True, default_factory=list)
    rep: EmployeeRef | None = field(_("Salesperson"), default=None, hint=_("empty: the proposed one"))
    why_other: Text = field(_("Why another than proposed"), default="")
    allocations: list[Allocated] = field(_("Allocations"), read=True, default_factory=list)
    shares: list[Part] = field(_("Shares"), default_factory=list)
    tracked_by: EmployeeRef | None = field(_("Tracked by"), read=True)
    tracked_since: Moment | None = field(_("Tracked since"), read=True)
    contact_on: date | None = field(_("Contacted on"), default=None)
    contact_way: Way | None = field(_("Way of contact"), default=None)
    contact_result: LongText = field(_("Result"), default="")
    next_on: date | None = field(_("Next contact"), default=None)
    contacts: list[HadContact] = field(_("Contacts had"), read=True, default_factory=list)
    analysis: LongText = field(_("Analysis of the loss"), default="")
    day_list: list[OfTheDay] = field(_("Network leads of the day"), read=True, default_factory=list)


FILED = (
    "source", "found_at", "name", "tax_number", "contact_person", "phone", "email", "place", "product_group", "need",
    "expected_amount", "enquiry_text", "received_at", "claim_reason", "note",
)  # fmt: skip
"""What is written down of whom one has found."""
HAD = ("contact_on", "contact_way", "contact_result", "next_on")
"""What is written down of a contact with him."""
SHEET = tuple(name for name in FILED if name not in ("tax_number", "claim_reason"))
DAY_LIST = ("day_list.number", "day_list.name", "day_list.reached_by", "day_list.need")
"""What the papers print: the lead sheet, the day's list of network leads."""

Lead = Facts[LeadForm]


def filed_as(form: LeadForm) -> filing.Filed:
    return filing.Filed(
        form.name, form.tax_number, form.phone, form.email, form.contact_person, form.place, form.source.value
    )


def earlier(facts: Lead) -> str | None:
    """The file this lead comes after, "" or None for none; its own is no earlier one."""
    return filing.earlier_file(facts, filed_as(facts.form), facts.form.customer if facts.form.filed else None)


def owner_number(facts: CompanyFacts, customer: str | None) -> str | None:
    """The employee number of the salesperson a customer belongs to now."""
    owner = facts.owner_of(customer) if customer else None
    return facts.employee_of(owner) if owner else None


def handed_over_by(facts: Lead) -> datetime | None:
    """The lead clerk's leads of a day are handed over together on the same working day."""
    if not facts.holds(facts.case.opener_id, LEAD_CLERK):
        return None
    by = facts.policy("lead.handover")
    today = datetime.combine(facts.calendar.business_day_from(facts.today), by)
    return today if facts.now <= today else datetime.combine(facts.calendar.next_business_day(facts.today), by)


# --- filing -----------------------------------------------------------------------------------------------


@guard(_("a name and one way of contact"))
def can_be_reached(facts: Lead) -> Iterator[Reason]:
    if not (facts.form.phone or facts.form.email):
        yield Reason(_("give a phone number or an e-mail address"), "phone")


@guard(_("an own find is nobody's yet"))
def own_find_is_new(facts: Lead) -> Iterator[Reason]:
    if facts.form.source is not Source.OWN:
        return
    if not facts.holds(facts.person_id, SALES_REP):
        yield Reason(_("only a salesperson files an own find"), "source")
    if first := earlier(facts):
        yield Reason(filing.filed_first(facts, first), "name")


@guard(_("an earlier file matches, and it is another's"))
def something_to_claim(facts: Lead) -> Iterator[Message]:
    first = earlier(facts)
    if first is None:
        yield _("no earlier file matches: submit the lead as your own find")
    elif owner_number(facts, first) == facts.employee_of(facts.person_id):
        yield _("the customer is yours already")


@condition(_("own find"))
def is_own(facts: Lead) -> bool:
    return facts.form.source is Source.OWN


@condition(_("an earlier file with its salesperson matches"))
def has_owner(facts: Lead) -> bool:
    """Asked before filing (what will happen) and after (where it goes)."""
    filed = facts.form.customer if facts.form.filed else earlier(facts)
    return owner_number(facts, filed) is not None


@effect(_("the customer is filed as a prospect; an earlier file keeps its owner"))
def enter_file(booking: Booking[LeadForm]) -> None:
    form, first = booking.form, earlier(booking)
    if first:
        form.customer, form.filed = first, False
        if booking.record("customers", first).get("state") == CustomerState.LOST:
            booking.change_record("customers", first, {"state": CustomerState.PROSPECT.value})
    else:
        form.customer = filing.file_customer(booking, filed_as(form), form.customer if form.filed else None)
        form.filed = True
    if form.source is Source.OWN:
        booking.change_record("customers", form.customer, {"owner": booking.employee_of(booking.requester)})
    if owner := booking.owner_of(form.customer):
        tell_owner(booking, owner)
        open_enquiry(booking)


@effect(_("the claim is put to the sales manager"))
def enter_claim(booking: Booking[LeadForm]) -> None:
    booking.form.customer, booking.form.filed = earlier(booking), False


@effect(_("the list of the day's network leads is printed"))
def print_day_list(booking: Booking[LeadForm]) -> None:
    """At hand-over: the list grows with every lead of the day, the last one has them all."""
    if booking.form.source is not Source.NETWORK:
        return
    start = datetime.combine(booking.today, time())
    handed = [
        case for case in booking.cases_of("lead", opened_from=start - timedelta(days=7))
        if case.form.get("source") == Source.NETWORK and case.submitted_at and case.submitted_at >= start
    ]  # fmt: skip
    rows = [
        OfTheDay(
            number=case.name, name=case.form["name"], need=case.form.get("need", ""),
            reached_by=case.form.get("phone") or case.form.get("email") or "",
        )
        for case in handed if case.id != booking.case.id
    ]  # fmt: skip
    form = booking.form
    rows.append(OfTheDay(number=booking.case.name, name=form.name, need=form.need, reached_by=form.phone or form.email))
    booking.issue("network-leads", f"{booking.today}", form.model_copy(update={"day_list": rows}))


def tell_owner(booking: Booking[LeadForm], owner: int) -> None:
    booking.watch([owner])
    if owner != booking.person_id:
        booking.tell([owner], _("{number}: {name} is yours to track")(number=booking.case.name, name=booking.form.name))


def open_enquiry(booking: Booking[LeadForm]) -> None:
    """A lead that came with an enquiry opens it once, with the time it was received: the clock runs from then."""
    form = booking.form
    if (form.enquiry_text or form.received_at) and not booking.children("enquiry"):
        received = form.received_at or booking.case.opened_at
        values = {"customer": form.customer, "received_at": received.isoformat(), "text": form.enquiry_text}
        booking.open_case("enquiry", values)
