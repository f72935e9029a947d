"""Supplier orders past their promised date: the purchaser is reminded daily, in the end the supervisor too — P56."""

from collections.abc import Iterator
from datetime import date

from db.message import _
from workflows.engine.facts import CompanyFacts
from workflows.engine.recurring import Reminding
from workflows.library import deliveries
from workflows.posts import PURCHASER, WAREHOUSE_SUPERVISOR

PURCHASERS_ALONE = 2
"""Working days after the promised date before the supervisor is reminded as well."""


def overdue(facts: CompanyFacts) -> Iterator[Reminding]:
    """Every order with goods to come whose promised date is over."""
    known = facts.cases_of(deliveries.PURCHASE_ORDER, open_only=True)
    orders = [one for one in known if deliveries.stands_at(facts, one) == "deliver"]
    arrived = deliveries.Deliveries(facts, min((one.opened_at for one in orders), default=facts.now))
    for order in orders:
        states = zip(order.form["lines"], arrived.lines(order), strict=True)
        promised = [row.get("promised") or row["needed_by"] for row, state in states if state.open]
        if not promised or (day := date.fromisoformat(min(promised))) >= facts.today:
            continue
        late = facts.today > facts.calendar.business_day(day, PURCHASERS_ALONE)
        told = [*facts.holders(PURCHASER), *(facts.holders(WAREHOUSE_SUPERVISOR) if late else [])]
        supplier = facts.name_of("suppliers", order.form.get("supplier"))
        said = _("{number}: {supplier} promised it for {day}; urge him, or type his new date")
        yield Reminding(order, told, said(number=order.name, supplier=supplier, day=day))
