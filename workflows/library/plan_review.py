"""Reviewing operation plans: the exposure they bring, the tier that decides them, the expert whose turn it is — P37."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate

from db.message import _
from workflows.engine.facts import CompanyFacts
from workflows.engine.form import Choice
from workflows.library.customers import is_known
from workflows.library.turns import next_in_turn
from workflows.posts import FINANCE, SALES_MANAGER, SERVICE_SUPERVISOR
from workflows.registers.customers import Tier
from workflows.registers.plans import Instrument, PaymentDue, Supply

PLAN, HIGHEST = "operation-plan", 3
JOINT_POSTS = (SERVICE_SUPERVISOR, FINANCE, SALES_MANAGER)
"""The posts that review jointly, beside the expert."""
ZERO = Decimal("0.00")

Flow = tuple[date, Decimal, Decimal, Decimal]
"""A day, what is supplied and paid on it, and what the customer owes after it."""


def exposure(supply: Sequence[Supply], payment: Sequence[PaymentDue]) -> list[Flow]:
    """Return day by day what is supplied, paid and then owed, by the plan."""
    supplied: defaultdict[date, Decimal] = defaultdict(Decimal)
    paid: defaultdict[date, Decimal] = defaultdict(Decimal)
    for delivery in supply:
        supplied[delivery.on] += delivery.amount
    for due in payment:
        paid[due.on] += due.amount
    days = sorted({*supplied, *paid})
    owed = accumulate(supplied[day] - paid[day] for day in days)
    return [(day, supplied[day], paid[day], left) for day, left in zip(days, owed, strict=True)]


def peak_of(flows: Iterable[Flow]) -> Decimal:
    """Return the highest exposure: goods leave before the money of the same day comes. At least 0."""
    return max((owed + paid for _day, _supplied, paid, owed in flows), default=ZERO).max(ZERO)


# --- the tier that decides ----------------------------------------------------------------------------------


class CustomerType(Choice):
    """A new customer, while no order of his has ended done, else the tier of the register."""

    NEW = "new", _("new customer")
    A = "A", Tier.A.label
    B = "B", Tier.B.label
    C = "C", Tier.C.label
    D = "D", Tier.D.label


def customer_type(facts: CompanyFacts, customer: str) -> CustomerType:
    if not is_known(facts, customer):
        return CustomerType.NEW
    tier = facts.record("customers", customer).get("tier")
    return next((kind for kind in CustomerType if kind == tier), CustomerType.D)


def credit_limit(facts: CompanyFacts, customer: str) -> Decimal:
    """Return the credit limit of a customer; 0 where none is set."""
    return Decimal(facts.record("customers", customer).get("credit_limit") or 0)


def tier_of(facts: CompanyFacts, customer: str, amount: Decimal, instrument: Instrument, peak: Decimal) -> int:
    """Return the tier of review: 1 single, 2 joint, 3 committee; an instrument makes it special, always 3.

    One tier higher for customers of the types to raise, or where the peak exposure exceeds the credit limit.
    """
    if instrument is not Instrument.NONE:
        return HIGHEST
    limits = [facts.money_policy(f"{PLAN}.{name}") for name in ("joint-from", "committee-from")]
    tier = 1 + sum(amount >= limit for limit in limits)
    raised = customer_type(facts, customer) in facts.policy(f"{PLAN}.raise-types")
    return min(HIGHEST, tier + (raised or peak > credit_limit(facts, customer)))


# --- the expert ---------------------------------------------------------------------------------------------


def experts_outside(facts: CompanyFacts, team: Iterable[str]) -> list[str]:
    """Return the expert advisers who do not belong to a team and may sign in, by employee number."""
    found = facts.company.registers.keys_with("employees", "expert", "yes")
    return sorted(number for number in found if number not in set(team) and facts.person_of_employee(number))


def draw_expert(facts: CompanyFacts, team: Iterable[str], but: int) -> str | None:
    """Return the expert whose turn it is: fewest reviews in twelve months, then longest since the last, then number.

    Who reviews by his post already is drawn only when there is no other: nobody gives two votes. but: the case in hand.
    """
    candidates = experts_outside(facts, team)
    others = [number for number in candidates if not _reviews_by_post(facts, number)]
    reviews: defaultdict[str, list[datetime]] = defaultdict(list)
    for case in facts.cases_of(PLAN):
        if case.id != but and case.submitted_at and (expert := case.form.get("expert")):
            reviews[expert].append(case.submitted_at)
    leap_day = (facts.now.month, facts.now.day) == (2, 29)
    year_ago = facts.now.replace(year=facts.now.year - 1, day=28 if leap_day else facts.now.day)
    return next_in_turn(others or candidates, reviews, year_ago)


def _reviews_by_post(facts: CompanyFacts, number: str) -> bool:
    person = facts.person_of_employee(number)
    return person is not None and facts.holds(person, *JOINT_POSTS)
