"""Goods that come back from a customer: what is opened for them, and what is said while returns are not kept here — P114.

Until then nothing here books them in; what is told says so, instead of naming a case that nobody opens.
"""

from collections.abc import Iterator
from typing import Any

from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts

RETURN = "return-exchange"


def are_kept(facts: CompanyFacts) -> bool:
    """Whether a return is a case of its own here."""
    return RETURN in facts.company.catalogue.processes


def open_return(booking: Booking[Any], values: dict[str, Any]) -> None:
    """Open the draft of a return, where returns are kept."""
    booking.open_case(RETURN, values, as_draft=True)


def brief(facts: CompanyFacts) -> Iterator[Message]:
    """Say what happens to goods that come back, where somebody is about to send for them."""
    if not are_kept(facts):
        yield _("Goods that come back are not booked in here yet: keep them apart, with a slip on paper")
