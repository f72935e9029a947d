"""What was paid for an order and what of it may still be given back — P81.

Read from the ledger, never typed: money goes back the way it came. The order may be a sales order, a counter sale or a
sample order; its shipments count with it. A refund claims its amount from the moment it is handed in, so that all open
refunds of an order together never exceed what was paid; one that is refused, rejected, withdrawn or back at its draft
claims nothing. A return claims and pays out what goes back at the till; for the rest it opens a refund.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from db.cases import Case
from db.message import _
from db.money import Account, Entry
from workflows.engine.facts import CompanyFacts
from workflows.engine.form import Choice
from workflows.library.counter_sales import COUNTER_SALE
from workflows.library.pricing import rounded

REFUND, RETURN = "refund", "return-exchange"
NOTHING = Decimal("0.00")


class Means(Choice):
    """How money came in, which is how it goes back; by the ledger account that took it.

    Bank cards swiped at a till are taken by the bank as well; money goes back by the same machine.
    """

    CASH = "till", _("cash")
    BANK = "bank", _("bank, card slip or platform")
    BANK_CARD = "bank-card", _("bank card")
    CARD = "stored-value", _("stored-value card")
    ACCOUNT = "receivable", _("on account")


AT_TILL = (Means.CASH, Means.BANK_CARD, Means.CARD)
"""What the cashier gives back at once; everything else goes by a refund."""
_FIRST = (Means.ACCOUNT, Means.CARD)
"""What goes back first: what is owed, then value on a card; the rest as it came."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A part of what an order cost that was paid one way. where: the till, the card or the customer; "" the bank."""

    means: Means
    where: str
    amount: Decimal

    @property
    def account(self) -> Account:
        if self.means is Means.BANK_CARD:
            return Account("bank")
        return Account(self.means.value, self.where) if self.where else Account(self.means.value)


def entries_of(facts: CompanyFacts, order: Case) -> Iterator[Entry]:
    """Yield the ledger entries of an order, of its shipments, and of the changes and exchanges it was paid more for."""
    cases = [order]
    for process in (RETURN,) if order.process == COUNTER_SALE else ("shipment", "order-change", RETURN):
        cases += facts.cases_of(process, customer=order.customer, opened_from=order.opened_at)
    for case in cases:
        if case is order or case.form.get("order") == order.number:
            entries = facts.company.money.entries(case_id=case.id, limit=1000)
            yield from (one for one in entries if case.process != RETURN or not _gives_back(one))


def _gives_back(entry: Entry) -> bool:
    return any(line.account in ("refunds", "commission") for line in entry.lines)


def paid_for(facts: CompanyFacts, order: Case) -> list[Paid]:
    """Return what an order cost, part by part: first what is owed, then what was paid by card, then the rest as it came.

    Nothing is paid out for an order while something is owed for it.
    """
    received: dict[tuple[Means, str], Decimal] = {}
    means = {one.value: one for one in Means}
    if order.process == COUNTER_SALE:
        means["bank"] = Means.BANK_CARD
    for entry in sorted(entries_of(facts, order), key=lambda one: one.id):
        for line in entry.lines:
            if way := means.get(line.account):
                key = (way, line.dimension)
                received[key] = received.get(key, NOTHING) + line.amount
    parts = [Paid(way, where, amount) for (way, where), amount in received.items() if amount > 0]
    return sorted(parts, key=lambda part: _FIRST.index(part.means) if part.means in _FIRST else len(_FIRST))


def paid_in_all(facts: CompanyFacts, order: Case) -> Decimal:
    """Return what was paid for an order in all, yuan."""
    return sum((part.amount for part in paid_for(facts, order)), NOTHING)


def deposit_of(facts: CompanyFacts, order: Case) -> Account | None:
    """Return the account that held what was paid for an order before it was shipped; None when nothing was."""
    for entry in entries_of(facts, order):
        for line in entry.lines:
            if line.account == "deposit":
                return Account("deposit", *line.dimension.split("/", 1))
    return None


def deposit_left(facts: CompanyFacts, order: Case) -> Decimal:
    """Return what is still held for an order, yuan."""
    account = deposit_of(facts, order)
    return facts.company.money.balance(account) if account else NOTHING


def commission_of(facts: CompanyFacts, order: Case) -> dict[str, Decimal]:
    """Return what each salesperson has earned by an order, yuan by employee number."""
    earned: dict[str, Decimal] = {}
    for entry in entries_of(facts, order):
        for line in entry.lines:
            if line.account == "commission":
                earned[line.dimension] = earned.get(line.dimension, NOTHING) - line.amount
    return earned


def commission_to_take_back(
    facts: CompanyFacts, order: Case, amount: Decimal, before: list[Case]
) -> dict[str, Decimal]:
    """Return what each salesperson loses when `amount` is given back, yuan by employee number.

    In proportion to what was paid for the order; before: the other refunds of it. The one that pays the rest takes
    what is left, so that nothing stays of an order that was given back whole.
    """
    paid = paid_in_all(facts, order)
    last = amount + amount_of([case for case in before if is_paid(case)]) >= paid
    taken: dict[str, Decimal] = {}
    for employee, earned in commission_of(facts, order).items():
        left = earned - sum((_commission_taken(facts, case, employee) for case in before), NOTHING)
        share = rounded(Fraction(earned) * Fraction(amount) / Fraction(paid))
        taken[employee] = max(left if last else min(share, left), NOTHING)
    return taken


def _commission_taken(facts: CompanyFacts, refund: Case, employee: str) -> Decimal:
    lines = (line for entry in facts.company.money.entries(case_id=refund.id, limit=1000) for line in entry.lines)
    taken = (line.amount for line in lines if (line.account, line.dimension) == ("commission", employee))
    return sum(taken, NOTHING)


# --- claims -------------------------------------------------------------------------------------------------


def refunds_of(facts: CompanyFacts, order: Case, *, besides: int | None = None) -> list[Case]:
    """Return the refunds and returns that claim a part of an order or have paid it back, oldest first.

    besides: the id of a case left out.
    """
    found = [
        case
        for process in (REFUND, RETURN)
        for case in facts.cases_of(process, customer=order.customer, opened_from=order.opened_at)
        if case.id != besides and case.form.get("order") == order.number and claimed_by(case)
    ]
    return sorted((case for case in found if is_paid(case) or _claims(facts, case)), key=lambda case: case.id)


def is_paid(refund: Case) -> bool:
    """Whether the money of a refund or return has gone out and has not come back from the bank."""
    return bool(refund.form.get("paid_on")) and refund.ended in (None, "done")


def _claims(facts: CompanyFacts, refund: Case) -> bool:
    if refund.ended or not refund.submitted_at:
        return False
    return not any(task.draft for task in facts.company.cases.open_tasks(refund.id))


def claimed_by(case: Case) -> Decimal:
    """Return what a refund gives back, or a return at the till, yuan."""
    if case.process == REFUND:
        return Decimal(case.form.get("amount") or 0)
    return sum((Decimal(row.get("to_return") or 0) for row in _own_rows(case)), NOTHING)


def _own_rows(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the parts of what was paid that a refund or return gives back itself."""
    for row in case.form.get("payments", ()):
        if case.process == REFUND or row["means"] in AT_TILL:
            yield row


def amount_of(cases: list[Case]) -> Decimal:
    """Return what refunds and returns come to together, yuan."""
    return sum((claimed_by(case) for case in cases), NOTHING)


def returned_of(cases: list[Case], part: Paid) -> Decimal:
    """Return what these refunds and returns take of one part of what was paid, yuan."""
    return sum(
        (
            Decimal(row.get("to_return") or 0)
            for case in cases
            for row in _own_rows(case)
            if (row["means"], row.get("where", "")) == (part.means.value, part.where)
        ),
        NOTHING,
    )
