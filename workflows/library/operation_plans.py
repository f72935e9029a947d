"""Operation plans as orders read them: who names one keeps to it, and waits while it deviates — P37, P38."""

from collections.abc import Iterator
from decimal import Decimal

from db.cases import Case
from db.message import Message, _
from workflows.engine.facts import CompanyFacts
from workflows.library.ordering import SalesOrderForm, total

OPERATION_PLAN, BRIEFING = "operation-plan", "plan-briefing"
_IN_DEVIATION = {"corrective", "changing"}


def reasons_against(facts: CompanyFacts, form: SalesOrderForm, order_id: int) -> Iterator[Message]:
    """Yield why an order may not be handed in on the operation plan it names."""
    if not form.operation_plan:
        return
    plan = facts.find_case(form.operation_plan)
    if plan is None or plan.process != OPERATION_PLAN or plan.ended != "done":
        yield _("is no approved operation plan")
        return
    if plan.customer != form.customer:
        yield _("is the plan of another customer")
    ordered = sum((total_of for total_of in _ordered(facts, plan, order_id)), total(form))
    if plan.amount is not None and ordered > plan.amount:
        yield _("orders on the plan come to {ordered}, the plan says {amount}")(ordered=ordered, amount=plan.amount)
    if _in_deviation(facts, plan):
        yield _("its briefing stands in deviation: remedy that first")


def _ordered(facts: CompanyFacts, plan: Case, order_id: int) -> Iterator[Decimal]:
    for order in facts.cases_of("sales-order", customer=plan.customer):
        gone = order.ended not in (None, "done")
        if order.id != order_id and order.submitted_at and not gone and order.form.get("operation_plan") == plan.number:
            yield order.amount or Decimal(0)


def _in_deviation(facts: CompanyFacts, plan: Case) -> bool:
    for briefing in facts.cases_of(BRIEFING, open_only=True):
        if briefing.form.get("plan") == plan.number:
            steps = {task.step for task in facts.company.cases.open_tasks(briefing.id)}
            return bool(steps & _IN_DEVIATION)
    return False
