"""On which terms a customer may order (S2): the register's for known customers, strict ones for a first order — P98, P99."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflows.engine.facts import CompanyFacts
from workflows.library.customers import is_known
from workflows.library.ordering import Channel, SalesOrderForm, total
from workflows.registers.customers import Place, Terms

_EASE = (Terms.PREPAY, Terms.COD, Terms.ACCOUNT)


def has_account(facts: CompanyFacts, customer: str) -> bool:
    """Whether the register gives the customer account terms and a limit today."""
    record = facts.record("customers", customer)
    return record.get("terms") == Terms.ACCOUNT and bool(record.get("credit_limit")) and _in_force(facts, record)


def easiest(facts: CompanyFacts, form: SalesOrderForm) -> Terms:
    """Return the easiest terms the rule gives: what is easier needs a decision."""
    if has_account(facts, form.customer):
        return Terms.ACCOUNT
    record = facts.record("customers", form.customer)
    if form.channel is Channel.EXPORT:
        return Terms.PREPAY
    if is_known(facts, form.customer):
        return Terms.COD if record.get("terms") == Terms.COD else Terms.PREPAY
    small = total(form) < facts.money_policy("sales-order.cod-from")
    return Terms.COD if record.get("place") == Place.IN_CITY and not small else Terms.PREPAY


def is_exception(facts: CompanyFacts, form: SalesOrderForm) -> bool:
    """Whether an order asks for easier terms than the rule gives (R5)."""
    return _EASE.index(form.terms) > _EASE.index(easiest(facts, form))


def _in_force(facts: CompanyFacts, record: Mapping[str, Any]) -> bool:
    since, until = record.get("terms_from"), record.get("terms_to")
    begun = since is None or date.fromisoformat(since) <= facts.today
    return begun and (until is None or facts.today <= date.fromisoformat(until))
