"""Operation plans as orders read them: who names one keeps to it, and waits while it deviates — P37, P38."""

from collections.abc import Iterator
from decimal import Decimal

from db.message import Message, _
from workflows.engine.facts import CompanyFacts
from workflows.library.ordering import SalesOrderForm, total
from workflows.registers.plans import PlanState

BRIEFING = "plan-briefing"
_IN_DEVIATION = {"corrective", "changing"}


def reasons_against(facts: CompanyFacts, form: SalesOrderForm, order_id: int) -> Iterator[Message]:
    """Yield why an order may not be handed in on the operation plan it names."""
    if not form.operation_plan:
        return
    plan = facts.record("plans", form.operation_plan)
    if plan.get("state") != PlanState.IN_FORCE:
        yield _("is no approved operation plan")
        return
    if plan["customer"] != form.customer:
        yield _("is the plan of another customer")
    ordered = sum((total_of for total_of in _ordered(facts, form, order_id)), total(form))
    if ordered > (amount := Decimal(plan["amount"])):
        yield _("orders on the plan come to {ordered}, the plan says {amount}")(ordered=ordered, amount=amount)
    if _in_deviation(facts, form.operation_plan):
        yield _("its briefing stands in deviation: remedy that first")


def _ordered(facts: CompanyFacts, form: SalesOrderForm, order_id: int) -> Iterator[Decimal]:
    for order in facts.cases_of("sales-order", customer=form.customer):
        gone = order.ended not in (None, "done")
        same = order.form.get("operation_plan") == form.operation_plan
        if order.id != order_id and order.submitted_at and not gone and same:
            yield order.amount or Decimal(0)


def _in_deviation(facts: CompanyFacts, plan: str) -> bool:
    for briefing in facts.cases_of(BRIEFING, open_only=True):
        if briefing.form.get("plan") == plan:
            steps = {task.step for task in facts.company.cases.open_tasks(briefing.id)}
            return bool(steps & _IN_DEVIATION)
    return False
