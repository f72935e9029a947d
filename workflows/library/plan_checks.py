"""What an operation plan must be: its sums, its budget, the suggestions answered, the three questions — P37."""

from collections.abc import Iterator
from decimal import Decimal

from db.message import _
from workflows.engine.process import Reason, guard
from workflows.library.budgets import budget_of, free_of
from workflows.library.plan_review import experts_outside
from workflows.library.plan_sheet import DEPARTMENT, QUESTIONS, OperationPlan, budget_total, team_of

# --- at the draft -------------------------------------------------------------------------------------------


@guard(_("supply and payment come to the project amount"))
def sums_agree(facts: OperationPlan) -> Iterator[Reason]:
    form = facts.form
    for name, lines in (("supply", form.supply), ("payment", form.payment)):
        sum_ = sum((line.amount for line in lines), Decimal("0.00"))
        if sum_ != form.amount:
            yield Reason(_("comes to {sum}, the project amount is {amount}")(sum=sum_, amount=form.amount), name)


@guard(_("every purpose of the budget once, with money"))
def budget_is_clear(facts: OperationPlan) -> Iterator[Reason]:
    seen: set[str] = set()
    for index, line in enumerate(facts.form.budget):
        if line.amount <= 0:
            yield Reason(_("more than 0"), f"budget.{index}.amount")
        if line.purpose in seen or "/" in line.purpose or not line.purpose:
            yield Reason(_("name each purpose once, without “/”"), f"budget.{index}.purpose")
        seen.add(line.purpose)


@guard(_("an expert adviser outside the team, where they review jointly"))
def expert_exists(facts: OperationPlan) -> Iterator[Reason]:
    if (facts.form.tier or 1) > 1 and not experts_outside(facts, team_of(facts.form)):
        yield Reason(_("no expert adviser is left outside the team"), "team")


@guard(_("a new version only by a plan change"))
def changed_by_process(facts: OperationPlan) -> Iterator[Reason]:
    if facts.form.plan and (facts.parent is None or facts.parent.process != "plan-change"):
        yield Reason(_("an approved plan is frozen: ask for a plan change"), "plan")


# --- suggestions and questions ------------------------------------------------------------------------------


@guard(_("suggestions are added only"))
def only_added(facts: OperationPlan) -> Iterator[Reason]:
    for index, before in enumerate(facts.case.form.get("suggestions", ())):
        now = facts.form.suggestions[index] if index < len(facts.form.suggestions) else None
        if now is None or (now.text, now.taken, now.answer) != (
            before["text"], before.get("taken"), before.get("answer", ""),
        ):  # fmt: skip
            yield Reason(_("leave this suggestion as it is; add another one"), f"suggestions.{index}.text")


@guard(_("every earlier suggestion is answered"))
def suggestions_answered(facts: OperationPlan) -> Iterator[Reason]:
    for index, before in enumerate(facts.case.form.get("suggestions", ())):
        if before.get("taken") is None:
            yield Reason(_("not answered: send it back to the team lead"), f"suggestions.{index}.taken")


@guard(_("three questions answered with yes"))
def questions_answered(facts: OperationPlan) -> Iterator[Reason]:
    form, task = facts.form, facts.task
    me = facts.employee_of(facts.person_id)
    mine = [
        line for line in form.judgements if task and (line.by, line.step, line.round) == (me, task.step, task.round)
    ]
    for name in QUESTIONS:
        if not mine and getattr(form, name) is None:
            yield Reason(_("answer with yes or no"), name)
        elif (getattr(mine[-1], name) if mine else getattr(form, name)) is False:
            yield Reason(_("a no leaves only to send it back or to reject it"), name)


# --- budget -------------------------------------------------------------------------------------------------


@guard(_("the department's free budget covers it"))
def budget_is_free(facts: OperationPlan) -> Iterator[Reason]:
    more = budget_total(facts) - sum(budget_of(facts, facts.form.plan or "").values(), Decimal("0.00"))
    free = free_of(facts, DEPARTMENT)
    if more > free:
        yield Reason(_("{more} more than before, {free} is free")(more=more, free=free), "budget")
