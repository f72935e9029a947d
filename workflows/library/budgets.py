"""Budgets as memo accounts: what a department is free to spend, what a plan has tied to a purpose, what was spent.

Any case that spends money may name a plan with a purpose, or a department; its approval keeps to what is left there.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from db.message import Message, _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts
from workflows.engine.process import Reason
from workflows.registers.plans import PlanState

ZERO = Decimal("0.00")


def free_of(facts: CompanyFacts, department: str) -> Decimal:
    """Return what a department is free to spend or to tie to a plan, yuan."""
    return facts.balance("budget-free", department)


def left_for(facts: CompanyFacts, plan: str, purpose: str) -> Decimal:
    """Return what of a plan's budget is left for a purpose, yuan."""
    return facts.balance("budget-earmarked", f"{plan}/{purpose}")


def budget_of(facts: CompanyFacts, plan: str) -> dict[str, Decimal]:
    """Return the approved budget of a plan by purpose; empty while there is no such plan."""
    return {line["purpose"]: Decimal(line["amount"]) for line in facts.record("plans", plan).get("budget", ())}


# --- plans --------------------------------------------------------------------------------------------------


def earmark(
    booking: Booking[Any], plan: str, department: str, was: Mapping[str, Decimal], budget: Mapping[str, Decimal]
) -> None:
    """Tie a plan's budget to its purposes; of a new version only the difference moves, either way."""
    free = Account("budget-free", department)
    for purpose in dict.fromkeys([*was, *budget]):
        more, tied = budget.get(purpose, ZERO) - was.get(purpose, ZERO), Account("budget-earmarked", plan, purpose)
        debit, credit = (tied, free) if more > 0 else (free, tied)
        booking.post(debit, credit, abs(more))


# --- spending -----------------------------------------------------------------------------------------------


def against_spending(
    facts: CompanyFacts, amount: Decimal, *, plan: str = "", purpose: str = "", department: str = ""
) -> Iterator[Reason]:
    """Yield why a case may not spend an amount on a plan's purpose or from a department's budget.

    A case that names neither keeps to no budget.
    """
    if plan:
        if facts.record("plans", plan).get("state") != PlanState.IN_FORCE:
            yield Reason(_("no such plan in force"), "plan")
        elif purpose not in budget_of(facts, plan):
            yield Reason(_("no such purpose in the plan"), "purpose")
        elif amount > (left := left_for(facts, plan, purpose)):
            yield Reason(_left(left), "purpose")
    elif department and amount > (left := free_of(facts, department)):
        yield Reason(_("{left} left in the department's budget")(left=left), "department")


def spend(booking: Booking[Any], amount: Decimal, *, plan: str = "", purpose: str = "", department: str = "") -> None:
    """Book an amount as spent: debit budget-spent, credit what was earmarked or free."""
    if plan:
        booking.post(Account("budget-spent", plan, purpose), Account("budget-earmarked", plan, purpose), amount)
    elif department:
        booking.post(Account("budget-spent", department), Account("budget-free", department), amount)


def _left(left: Decimal) -> Message:
    return _("{left} left for this purpose")(left=left)
