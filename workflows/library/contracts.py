"""Contracts as orders read them: whether one is in force, and the price it agrees.

While contracts are not kept in the console, the number on the paper stands for them and nothing else is read.
"""

from datetime import date
from decimal import Decimal

from db.cases import Case
from db.message import Message, _
from workflows.engine.facts import CompanyFacts

CONTRACT = "contract"


def are_kept(facts: CompanyFacts) -> bool:
    """Whether contracts are kept in the console."""
    return CONTRACT in facts.company.catalogue.processes


def not_in_force(facts: CompanyFacts, number: str, customer: str) -> Message | None:
    """Return why a contract is no basis for an order of this customer today; None when it is one."""
    if not number:
        return _("name the contract")
    if not are_kept(facts):
        return None
    case = _find(facts, number)
    if case is None or case.customer != customer:
        return _("the customer has no such contract")
    since, until = case.form.get("valid_from"), case.form.get("valid_to")
    begun = since is None or date.fromisoformat(since) <= facts.today
    over = until is not None and facts.today > date.fromisoformat(until)
    return None if case.ended == "in-force" and begun and not over else _("is not in force today")


def price_of(facts: CompanyFacts, number: str, product: str) -> Decimal | None:
    """Return the price a contract agrees for a product; None where it says none."""
    case = _find(facts, number)
    lines = case.form.get("lines", ()) if case else ()
    return next((Decimal(line["price"]) for line in lines if line.get("product") == product), None)


def _find(facts: CompanyFacts, number: str) -> Case | None:
    case = facts.find_case(number)
    return case if case and case.process == CONTRACT else None
