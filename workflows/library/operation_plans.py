"""Operation plans as orders read them: who names one keeps to it, and waits while it deviates — P37, P38."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from db.message import Message, _
from workflows.engine.facts import CompanyFacts
from workflows.library.ordering import SalesOrderForm, total
from workflows.registers.customers import Terms
from workflows.registers.plans import PLANS, Plan, PlanState

BRIEFING = "plan-briefing"
_IN_DEVIATION = {"corrective", "changing"}


def reasons_against(facts: CompanyFacts, form: SalesOrderForm, order_id: int) -> Iterator[Message]:
    """Yield why an order may not be handed in on the operation plan it names."""
    if not form.operation_plan:
        return
    record = facts.record(PLANS.key, form.operation_plan)
    if record.get("state") != PlanState.IN_FORCE:
        yield _("is no approved operation plan")
        return
    plan = PLANS.read(record)
    if plan.customer != form.customer:
        yield _("is the plan of another customer")
    ordered = sum((total_of for total_of in _ordered(facts, form, order_id)), total(form))
    if ordered > plan.amount:
        yield _("orders on the plan come to {ordered}, the plan says {amount}")(ordered=ordered, amount=plan.amount)
    else:
        yield from _against_terms(facts, form, plan, ordered)
    if _in_deviation(facts, form.operation_plan):
        yield _("its briefing stands in deviation: remedy that first")


def _against_terms(facts: CompanyFacts, form: SalesOrderForm, plan: Plan, ordered: Decimal) -> Iterator[Message]:
    """The plan's payments pay for its orders in turn; an order may not be due after the ones that pay for it."""
    due, by = _due(facts, form), _paid_by(plan, ordered)
    if due and by and due > by:
        yield _("the plan has {ordered} paid by {by}; on these terms it is due on {due}")(
            ordered=ordered, by=by, due=due
        )


def _due(facts: CompanyFacts, form: SalesOrderForm) -> date | None:
    """When an order is paid on its terms if its goods leave as early as they may; None: before they leave."""
    leaves = max(form.wanted or facts.today, facts.today)
    match form.terms:
        case Terms.PREPAY:
            return None
        case Terms.COD:
            return facts.calendar.next_business_day(leaves)
        case _:
            return leaves + timedelta(days=int(facts.record("customers", form.customer).get("settlement_days") or 0))


def _paid_by(plan: Plan, ordered: Decimal) -> date | None:
    """By when a plan has this much paid; None where it names no payments."""
    paid = Decimal(0)
    for payment in sorted(plan.payment, key=lambda one: one.on):
        paid += payment.amount
        if paid >= ordered:
            return payment.on
    return None


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
