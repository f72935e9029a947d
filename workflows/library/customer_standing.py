"""How a customer stands, as his card says it: known or new, his member card, what he owes and what is risked with him."""

from decimal import Decimal

from db.message import Message, _
from workflows.engine.derived import Derived
from workflows.engine.facts import CompanyFacts
from workflows.library.customers import is_known
from workflows.library.member_cards import card_of
from workflows.library.order_release import overdue_bills
from workflows.library.orders import exposure
from workflows.posts import CASHIER, FINANCE, GENERAL_MANAGER, SALES_CLERK, SALES_MANAGER, SALES_REP

_MONEY = frozenset({SALES_REP, SALES_CLERK, SALES_MANAGER, FINANCE, CASHIER, GENERAL_MANAGER})
"""Who sells to him, and who watches over his bills."""


def _known(facts: CompanyFacts, customer: str) -> Message:
    return _("known customer") if is_known(facts, customer) else _("new customer")


def _exposure(facts: CompanyFacts, customer: str) -> Decimal:
    return exposure(facts, customer)


def _overdue(facts: CompanyFacts, customer: str) -> str | None:
    return ", ".join(overdue_bills(facts, customer)) or None


CUSTOMER_STANDING = (
    Derived("known", _("Known or new"), _known),
    Derived("member-card", _("Member card"), card_of),
    Derived("exposure", _("Exposure"), _exposure, _MONEY),
    Derived("overdue", _("Bills long overdue"), _overdue, _MONEY),
)
