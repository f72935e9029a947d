"""Filing customers: the first file of a customer owns it, a later one is found by fact or by name — P95.

Two files match when tax number, phone or e-mail is equal, or the name is equal without spaces, width and legal-form
suffix. A file that came to nothing before anybody owned it (state lost, no owner) stands in nobody's way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts
from workflows.registers import keeping
from workflows.registers.customers import CUSTOMERS, CustomerState, Place, phone_digits, plain_name

LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Filed:
    """What somebody is filed by; empty where it is not known."""

    name: str
    tax_number: str = ""
    phone: str = ""
    email: str = ""
    contact_person: str = ""
    place: Place = Place.OUTSIDE
    source: str = ""


def earlier_file(facts: CompanyFacts, filed: Filed, besides: str | None = None) -> str | None:
    """Return the customer that was filed first of those that match; None: nobody has. besides: a file left out."""
    found = {key for key in _matches(facts, filed) if key != besides and _stands(facts, key)}
    return min(found, key=lambda key: (facts.record(CUSTOMERS.key, key).get("filed_on", ""), key), default=None)


def _matches(facts: CompanyFacts, filed: Filed) -> Iterator[str]:
    wanted = (
        ("plain-name", plain_name(filed.name)), ("tax-number", filed.tax_number.upper()),
        ("email", filed.email.casefold()), ("phone", phone_digits(filed.phone)),
    )  # fmt: skip
    for fact, value in wanted:
        if value:
            yield from facts.company.registers.keys_with(CUSTOMERS.key, fact, value)


def _stands(facts: CompanyFacts, key: str) -> bool:
    record = facts.record(CUSTOMERS.key, key)
    return record.get("state") != CustomerState.LOST or bool(record.get("owner"))


def filed_first(facts: CompanyFacts, customer: str) -> Message:
    """Say who filed a customer first, under which number and when."""
    record = facts.record(CUSTOMERS.key, customer)
    filer = record.get("first_filed_by") or record.get("owner")
    name = facts.name_of("employees", filer) if filer else customer
    said = _("filed first by {person}, {number}, {time}")
    leads = [case for case in facts.cases_of(LEAD, customer=customer) if case.submitted_at and case.form.get("filed")]
    if leads:
        return said(person=name, number=leads[0].name, time=leads[0].submitted_at or leads[0].opened_at)
    return said(person=name, number=customer, time=record.get("filed_on", "–"))


def file_customer(booking: Booking[Any], filed: Filed, customer: str | None) -> str:
    """Enter a prospect into the register in the name of who files it, or change what he has filed; return its key."""
    known: dict[str, Any] = {
        "name": filed.name, "tax_number": filed.tax_number, "email": filed.email, "place": filed.place.value,
        "source": filed.source, "phones": [filed.phone] if filed.phone else [],
        "contacts": [{"name": filed.contact_person, "phone": filed.phone}] if filed.contact_person else [],
    }  # fmt: skip
    if customer:
        booking.change_record(CUSTOMERS.key, customer, known)
        return customer
    known |= {
        "state": CustomerState.PROSPECT.value, "filed_on": f"{booking.today}",
        "first_filed_by": booking.employee_of(booking.requester) or None,
    }  # fmt: skip
    return keeping.add(
        booking.company.registers, CUSTOMERS.key, {name: value for name, value in known.items() if value},
        at=booking.now, decision_id=booking.decision.id,
    )  # fmt: skip
