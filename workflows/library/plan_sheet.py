"""The operation-plan sheet (业务运作方案审批表): its form, and what the program works out in it — P37."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from db.message import Message, _
from workflows.engine.facts import Facts
from workflows.engine.form import EmployeeRef, Line, LongText, Money, PlanRef, SignedMoney, Text, field
from workflows.library.budgets import free_of
from workflows.library.plan_review import CustomerType, credit_limit, customer_type, exposure, peak_of, tier_of
from workflows.registers.plans import Instrument, PlanTerms

DEPARTMENT = "sales"
"""Whose budget operation plans draw on."""
JUDGED = ("single", "joint", "committee")
"""The steps at which the three questions are answered."""
QUESTIONS = ("reasonable", "fits", "aimed")
DRAFTED = (
    "plan", "customer", "project", "amount", "instrument", "supply", "payment", "terms", "budget", "lead", "team", "fit",
    "suggestions.taken", "suggestions.answer",
)  # fmt: skip
"""What the salesperson types; suggestions he answers only."""

# --- form ---------------------------------------------------------------------------------------------------


class Suggestion(Line):
    text: Text = field(_("Suggestion"))
    by: EmployeeRef | None = field(_("Suggested by"), default=None, read=True)
    taken: bool | None = field(_("Taken up"), default=None)
    answer: Text = field(_("Answer"), default="")


class Exposure(Line):
    on: date = field(_("Date"))
    supplied: Money = field(_("Supplied"), total=True)
    paid: Money = field(_("Paid in"), total=True)
    owed: SignedMoney = field(_("Then owed"))


class Judgement(Line):
    by: EmployeeRef = field(_("Decided by"))
    step: Text = field(_("At"))
    round: int = field(_("Round"))
    reasonable: bool = field(_("Instrument reasonable"))
    fits: bool = field(_("Fits the conditions"))
    aimed: bool = field(_("Aimed at the customer"))


class OperationPlanForm(PlanTerms):
    lead: EmployeeRef | None = field(_("Team lead"), default=None, hint=_("empty: whoever drafts it"))
    fit: LongText = field(_("Why the plan fits the project"))
    plan: PlanRef | None = field(_("New version of"), default=None)
    version: int | None = field(_("Version"), read=True)
    customer_type: CustomerType | None = field(_("Customer type"), read=True)
    exposure: list[Exposure] = field(_("Exposure"), default_factory=list, read=True)
    peak: Money | None = field(_("Peak exposure"), read=True)
    tier: int | None = field(_("Tier of review"), read=True)
    expert: EmployeeRef | None = field(_("Expert adviser"), default=None, read=True)
    suggestions: list[Suggestion] = field(_("Suggestions"), default_factory=list)
    risk: LongText = field(_("Risk note"), default="")
    reasonable: bool | None = field(_("Is the instrument reasonable?"), default=None)
    fits: bool | None = field(_("Does the plan fit the concrete conditions?"), default=None)
    aimed: bool | None = field(_("Is it aimed at this customer?"), default=None)
    judgements: list[Judgement] = field(_("The three questions"), default_factory=list, read=True)


OperationPlan = Facts[OperationPlanForm]


def team_of(form: OperationPlanForm) -> list[str]:
    return [*filter(None, [form.lead]), *(member.employee for member in form.team)]


def compute(facts: OperationPlan) -> None:
    form = facts.form
    form.lead = form.lead or facts.employee_of(facts.case.requester_id) or None
    old = facts.record("plans", form.plan) if form.plan else {}
    form.version = old.get("version", 0) + 1
    form.customer_type = customer_type(facts, form.customer)
    flows = exposure(form.supply, form.payment)
    form.exposure = [Exposure(on=on, supplied=supplied, paid=paid, owed=owed) for on, supplied, paid, owed in flows]
    form.peak = peak_of(flows)
    # A new version is never reviewed below the tier of the old one.
    form.tier = max(tier_of(facts, form.customer, form.amount, form.instrument, form.peak), old.get("tier", 1))
    note_who_suggests(facts)
    take_judgement(facts)


def note_who_suggests(facts: OperationPlan) -> None:
    for suggestion in facts.form.suggestions:
        suggestion.by = suggestion.by or facts.employee_of(facts.person_id) or None


def take_judgement(facts: OperationPlan) -> None:
    """A decider's three answers become a line of his own, so that the next one answers anew."""
    form, task = facts.form, facts.task
    if task is None or task.step not in JUDGED:
        return
    if form.reasonable is None or form.fits is None or form.aimed is None:
        return
    line = Judgement(
        by=facts.employee_of(facts.person_id), step=task.step, round=task.round, reasonable=form.reasonable,
        fits=form.fits, aimed=form.aimed,
    )  # fmt: skip
    form.judgements = [*form.judgements, line]
    form.reasonable = form.fits = form.aimed = None


def budget_total(facts: OperationPlan) -> Decimal:
    return sum((line.amount for line in facts.form.budget or ()), Decimal("0.00"))


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: OperationPlan) -> str:
    form = facts.form
    customer = facts.name_of("customers", form.customer) if form.customer else ""
    return " · ".join(filter(None, [customer, form.project]))


def _customer_type(kind: CustomerType) -> Message:
    return kind.label if kind is CustomerType.NEW else _("customer of tier {tier}")(tier=kind.label)


def brief(facts: OperationPlan) -> Iterable[Message]:
    form = facts.form
    if form.plan:
        yield _("Version {version} of {plan}; the old one holds until this is approved")(
            version=form.version or 1, plan=form.plan
        )
    if form.instrument is not Instrument.NONE:
        yield _("Special plan ({instrument}): the committee decides")(instrument=form.instrument.label)
    yield _("Tier {tier}: {amount}, {type}")(
        tier=form.tier or 1, amount=form.amount, type=_customer_type(form.customer_type or CustomerType.NEW)
    )
    yield _("Peak exposure {peak}, credit limit {limit}")(
        peak=form.peak or Decimal("0.00"), limit=credit_limit(facts, form.customer)
    )
    yield _("Budget {budget}, free in sales {free}")(budget=budget_total(facts), free=free_of(facts, DEPARTMENT))
