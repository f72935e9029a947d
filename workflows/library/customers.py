"""Customers: what several processes ask of them and note about them."""

from datetime import date
from decimal import Decimal
from typing import Any

from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts
from workflows.library.member_cards import card_of


def is_known(facts: CompanyFacts, customer: str) -> bool:
    """Whether at least one order of the customer has ended done; every other customer is new."""
    return any(order.ended == "done" for order in facts.cases_of("sales-order", customer=customer))


def is_member(facts: CompanyFacts, customer: str) -> bool:
    """Whether the customer has an active member card."""
    return card_of(facts, customer) is not None


def key_account_reduction(facts: CompanyFacts, customer: str) -> Decimal:
    """Return the reduction of the customer's key-account terms in force today, percent; 0 for none."""
    record = facts.record("customers", customer)
    since, until = record.get("terms_from"), record.get("terms_to")
    begun = since is None or date.fromisoformat(since) <= facts.today
    over = until is not None and facts.today > date.fromisoformat(until)
    return Decimal(record.get("reduction") or 0) if begun and not over else Decimal(0)


def note_contact(booking: Booking[Any], customer: str, what: str) -> None:
    """Write into the customer's contact log what was sent or said today, by whom, in which case."""
    entry = {
        "on": f"{booking.today}",
        "by": booking.employee_of(booking.person_id) or None,
        "what": what,
        "case": booking.case.number,
    }
    log = booking.record("customers", customer).get("contact_log", [])
    booking.change_record("customers", customer, {"contact_log": [*log, entry], "last_contact": f"{booking.today}"})
