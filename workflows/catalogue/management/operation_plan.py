"""Operation-plan review (业务运作方案会审) — P37.

A salesperson leads the team of the market side and drafts how a project is to run: what is supplied and paid when, how it
is financed, what it may cost. A service agent optimises it. Below 100,000 the service supervisor decides alone; from there
service, finance, sales and an expert adviser review jointly; from 500,000, or with any financial instrument, the committee
votes too. Approved, the plan is frozen and its budget is tied to its purposes; only a plan change changes it.
"""

from workflows.engine.language import *
from workflows.library.budgets import budget_of, earmark, free_of
from workflows.library.plan_review import (
    JOINT_POSTS,
    PLAN,
    credit_limit,
    customer_type,
    draw_expert,
    experts_outside,
    exposure,
    peak_of,
    tier_of,
)
from workflows.posts import COMMITTEE, MANAGEMENT, SALES_REP, SERVICE_AGENT, SERVICE_SUPERVISOR
from workflows.registers.plans import BudgetLine, Instrument, PaymentDue, PlanState, Supply, TeamMember

DEPARTMENT = "sales"
"""Whose budget operation plans draw on."""
JUDGED = ("single", "joint", "committee")
QUESTIONS = ("reasonable", "fits", "aimed")

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


class OperationPlanForm(Form):
    plan: PlanRef | None = field(_("New version of"), default=None)
    version: int | None = field(_("Version"), read=True)
    customer: CustomerRef = field(_("Customer"))
    customer_type: Text | None = field(_("Customer type"), read=True)
    project: Text = field(_("Project"))
    amount: Money = field(_("Project amount"))
    instrument: Instrument = field(_("Financial instrument"), default=Instrument.NONE)
    supply: list[Supply] = field(_("Supply"), default_factory=list)
    payment: list[PaymentDue] = field(_("Payment"), default_factory=list)
    terms: LongText = field(_("Other contract terms"), default="")
    budget: list[BudgetLine] = field(_("Budget"), default_factory=list)
    lead: EmployeeRef | None = field(_("Team lead"), default=None, hint=_("empty: whoever drafts it"))
    team: list[TeamMember] = field(_("Team"), default_factory=list)
    fit: LongText = field(_("Why the plan fits the project"))
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


def team_of(form: OperationPlanForm) -> list[str]:
    return [*filter(None, [form.lead]), *(member.employee for member in form.team)]


def compute(facts: Facts[OperationPlanForm]) -> None:
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


def note_who_suggests(facts: Facts[OperationPlanForm]) -> None:
    for suggestion in facts.form.suggestions:
        suggestion.by = suggestion.by or facts.employee_of(facts.person_id) or None


def take_judgement(facts: Facts[OperationPlanForm]) -> None:
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


# --- guards -------------------------------------------------------------------------------------------------


@guard(_("supply and payment come to the project amount"))
def sums_agree(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
    form = facts.form
    for name, lines in (("supply", form.supply), ("payment", form.payment)):
        sum_ = sum((line.amount for line in lines), Decimal("0.00"))
        if sum_ != form.amount:
            yield Reason(_("comes to {sum}, the project amount is {amount}")(sum=sum_, amount=form.amount), name)


@guard(_("every purpose of the budget once, with money"))
def budget_is_clear(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
    seen: set[str] = set()
    for index, line in enumerate(facts.form.budget):
        if line.amount <= 0:
            yield Reason(_("more than 0"), f"budget.{index}.amount")
        if line.purpose in seen or "/" in line.purpose or not line.purpose:
            yield Reason(_("name each purpose once, without “/”"), f"budget.{index}.purpose")
        seen.add(line.purpose)


@guard(_("an expert adviser outside the team, where they review jointly"))
def expert_exists(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
    if (facts.form.tier or 1) > 1 and not experts_outside(facts, team_of(facts.form)):
        yield Reason(_("no expert adviser is left outside the team"), "team")


@guard(_("a new version only by a plan change"))
def changed_by_process(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
    if facts.form.plan and (facts.parent is None or facts.parent.process != "plan-change"):
        yield Reason(_("an approved plan is frozen: ask for a plan change"), "plan")


@guard(_("suggestions are added only"))
def only_added(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
    for index, before in enumerate(facts.case.form.get("suggestions", ())):
        now = facts.form.suggestions[index] if index < len(facts.form.suggestions) else None
        if now is None or (now.text, now.taken, now.answer) != (
            before["text"], before.get("taken"), before.get("answer", ""),
        ):  # fmt: skip
            yield Reason(_("leave this suggestion as it is; add another one"), f"suggestions.{index}.text")


@guard(_("every earlier suggestion is answered"))
def suggestions_answered(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
    for index, before in enumerate(facts.case.form.get("suggestions", ())):
        if before.get("taken") is None:
            yield Reason(_("not answered: send it back to the team lead"), f"suggestions.{index}.taken")


@guard(_("three questions answered with yes"))
def questions_answered(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
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


@guard(_("the department's free budget covers it"))
def budget_is_free(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
    more = budget_total(facts) - sum(budget_of(facts, facts.form.plan or "").values(), Decimal("0.00"))
    free = free_of(facts, DEPARTMENT)
    if more > free:
        yield Reason(_("{more} more than before, {free} is free")(more=more, free=free), "budget")


@guard(_("the department's free budget covers it, unless the committee decides"))
def budget_is_free_unless_committee(facts: Facts[OperationPlanForm]) -> Iterator[Reason]:
    if not by_committee.holds(facts):
        yield from budget_is_free.reasons(facts)


def budget_total(facts: Facts[OperationPlanForm]) -> Decimal:
    return sum((line.amount for line in facts.form.budget or ()), Decimal("0.00"))


# --- routes and effects -------------------------------------------------------------------------------------


@condition(_("decided by the committee"))
def by_committee(facts: Facts[OperationPlanForm]) -> bool:
    return facts.form.tier == 3


@condition(_("decided jointly"))
def jointly(facts: Facts[OperationPlanForm]) -> bool:
    return facts.form.tier == 2


@effect(_("expert adviser drawn by turns"))
def draw(booking: Booking[OperationPlanForm]) -> None:
    """Who was drawn before stays, while he may: a plan that comes back is reviewed by the same expert."""
    form, team = booking.form, team_of(booking.form)
    if (form.tier or 1) == 1:
        form.expert = None
    elif form.expert not in experts_outside(booking, team):
        form.expert = draw_expert(booking, team, booking.case.id)


@effect(_("plan in force and frozen, budget tied to its purposes, briefing opened"))
def put_in_force(booking: Booking[OperationPlanForm]) -> None:
    form, number = booking.form, booking.form.plan or booking.case.name
    budget = {line.purpose: line.amount for line in form.budget}
    earmark(booking, number, DEPARTMENT, budget_of(booking, number), budget)
    kept = form.model_dump(
        mode="json",
        include={
            "project", "customer", "version", "tier", "amount", "instrument", "supply", "payment", "terms", "budget",
            "lead", "team",
        },
    )  # fmt: skip
    booking.change_record("plans", number, {**kept, "case": booking.case.name, "state": PlanState.IN_FORCE.value})
    booking.issue("special-plan" if form.instrument is not Instrument.NONE else "operation-plan")
    booking.open_case("plan-briefing", {"plan": number}, as_draft=True)


@effect(_("plan in force, unless the committee decides too"))
def put_in_force_unless_committee(booking: Booking[OperationPlanForm]) -> None:
    if not by_committee.holds(booking):
        put_in_force.book(booking)


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Facts[OperationPlanForm]) -> str:
    form = facts.form
    customer = facts.name_of("customers", form.customer) if form.customer else ""
    return " · ".join(filter(None, [customer, form.project]))


def brief(facts: Facts[OperationPlanForm]) -> Iterable[Message]:
    form = facts.form
    if form.plan:
        yield _("Version {version} of {plan}; the old one holds until this is approved")(
            version=form.version or 1, plan=form.plan
        )
    if form.instrument is not Instrument.NONE:
        yield _("Special plan ({instrument}): the committee decides")(instrument=form.instrument.label)
    yield _("Tier {tier}: {amount}, customer {type}")(
        tier=form.tier or 1, amount=form.amount, type=form.customer_type or ""
    )
    yield _("Peak exposure {peak}, credit limit {limit}")(
        peak=form.peak or Decimal("0.00"), limit=credit_limit(facts, form.customer)
    )
    yield _("Budget {budget}, free in sales {free}")(budget=budget_total(facts), free=free_of(facts, DEPARTMENT))


# --- the procedure ------------------------------------------------------------------------------------------

OPERATION_PLAN = Process(
    PLAN,
    _("Operation-plan review"),
    desk=MANAGEMENT,
    prefix="OP",
    form=OperationPlanForm,
    covers=("P37",),
    derive=compute,
    subject=subject,
    brief=brief,
    amount=lambda facts: facts.form.amount,
    customer=lambda facts: facts.form.customer or "",
    protected=("amount", "instrument", "supply", "payment", "budget"),
    steps=[
        Draft(
            by=SALES_REP,
            to="optimise",
            guards=[changed_by_process, sums_agree, budget_is_clear, expert_exists],
            effects=[draw],
            edits=(
                "plan", "customer", "project", "amount", "instrument", "supply", "payment", "terms", "budget", "lead",
                "team", "fit", "suggestions.taken", "suggestions.answer",
            ),
        ),
        Work(
            "optimise", _("optimise"), by=SERVICE_AGENT, within=business_days(2), edits=("suggestions",),
            actions=[
                Approve(
                    first_of((by_committee, "completion"), (jointly, "joint"), "single"), "forward", _("Forward"),
                    guards=[only_added, suggestions_answered],
                ),
                SendBack(guards=[only_added]),
            ],
        ),
        Step(
            "single", _("single review"), by=SERVICE_SUPERVISOR, within=business_days(1), edits=QUESTIONS,
            actions=[
                Approve("done", guards=[questions_answered, budget_is_free], effects=[put_in_force]),
                SendBack(),
                Reject(),
            ],
        ),
        Work(
            "completion", _("committee file"), by=all_of(Named("lead", _("team lead")), SERVICE_AGENT),
            within=business_days(2), edits=("risk",),
            actions=[Approve("joint", "sign", _("Sign"), requires=["exposure", "risk"]), SendBack()],
        ),
        Step(
            "joint", _("joint review"), by=all_of(*JOINT_POSTS, Named("expert", _("expert adviser"))),
            within=business_days(3), edits=QUESTIONS,
            actions=[
                Approve(
                    first_of((by_committee, "committee"), "done"),
                    guards=[questions_answered, budget_is_free_unless_committee],
                    effects=[put_in_force_unless_committee],
                ),
                SendBack(),
                Reject(),
            ],
        ),
        Step(
            "committee", _("committee"), by=Committee(COMMITTEE, "operation-plan.committee-votes", 5),
            within=business_days(5), edits=QUESTIONS,
            actions=[
                Approve("done", guards=[questions_answered, budget_is_free], effects=[put_in_force]),
                SendBack(),
                Reject(),
            ],
        ),
        End("done", _("done")),
        End("refused", _("refused"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy("operation-plan.joint-from", Decimal("100000.00"), _("project amount from which they review jointly"),
               importance="authority", low=Decimal(0)),
        Policy("operation-plan.committee-from", Decimal("500000.00"), _("project amount from which the committee decides"),
               importance="authority", low=Decimal(0), above="operation-plan.joint-from"),
        Policy("operation-plan.raise-types", ["new", "C", "D"], _("types of customers whose plans go one tier higher"),
               "list", "authority"),
        Policy("operation-plan.committee-votes", 3, _("votes of the committee for a plan"), "count", "authority",
               Decimal(1), Decimal(5)),
    ],
    reasons=[
        _("instrument not reasonable"),
        _("payment cycle too long"),
        _("does not fit the project"),
        _("not aimed at the customer"),
        _("budget not justified"),
    ],
    documents=[
        Document("operation-plan", _("Operation-plan approval sheet"), on=()),
        Document("special-plan", _("Special-plan joint review sheet"), on=()),
    ],
    links=[
        Link("dispatch-plan", _("opens one for a large contract and waits for it")),
        Link("plan-briefing", _("is opened for every version in force; gives back what is left of the budget")),
        Link("plan-change", _("the only way to change an approved plan; opens its next version")),
        Link("contract", _("keeps to the amounts and payment terms of the plan it names")),
        Link("sales-order", _("keeps to the plan it names")),
        Link("annual-plan", _("grants the budget plans draw on")),
    ],
)  # fmt: skip
