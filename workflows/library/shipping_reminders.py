"""Shipments that must leave soon, or ought to have left: who is told — P66."""

from collections.abc import Iterator
from datetime import date

from db.cases import Case
from db.message import _
from workflows.engine.facts import CompanyFacts
from workflows.engine.recurring import Reminding
from workflows.library.shipping import SHIPMENT
from workflows.posts import SHIPPING_CLERK, WAREHOUSE_SUPERVISOR


def leaving(facts: CompanyFacts) -> Iterator[Reminding]:
    """Warn the shipping clerks one working day before; on the first after it tell the supervisor and the sales-rep."""
    for case, day in _not_out_yet(facts):
        if facts.calendar.business_day(day, -1) == facts.today:
            said = _("{number} must leave by {day} to keep the promise")
            yield Reminding(case, facts.holders(SHIPPING_CLERK), said(number=case.name, day=day))
        elif facts.calendar.next_business_day(day) == facts.today:
            owner = facts.owner_of(case.customer) if case.customer else None
            told = [*facts.holders(WAREHOUSE_SUPERVISOR), *([owner] if owner else [])]
            said = _("{number} is late: it ought to have left on {day}")
            yield Reminding(case, told, said(number=case.name, day=day))


def _not_out_yet(facts: CompanyFacts) -> Iterator[tuple[Case, date]]:
    """The shipments that have not passed the gate, and the day by which they must."""
    for case in facts.cases_of(SHIPMENT, open_only=True):
        if case.form.get("ship_by") and not case.form.get("shipped_on"):
            yield case, date.fromisoformat(case.form["ship_by"])
