"""Operation-plan review (业务运作方案会审) — P37.

A salesperson leads the team of the market side and drafts how a project is to run: what is supplied and paid when, how it
is financed, what it may cost. A service agent optimises it. Below 100,000 the service supervisor decides alone; from there
service, finance, sales and an expert adviser review jointly; from 500,000, or with any financial instrument, the committee
votes too. Approved, the plan is frozen and its budget is tied to its purposes; only a plan change changes it.
"""

from workflows.engine.language import *
from workflows.library import plan_checks as check
from workflows.library import plan_sheet as sheet
from workflows.library.budgets import budget_of, earmark
from workflows.library.plan_review import JOINT_POSTS, PLAN, draw_expert, experts_outside
from workflows.library.plan_sheet import OperationPlan, OperationPlanForm
from workflows.posts import COMMITTEE, MANAGEMENT, SALES_REP, SERVICE_AGENT, SERVICE_SUPERVISOR
from workflows.registers.plans import Instrument, PlanState, PlanTerms

# --- which tier reviews it, and what the approval books -----------------------------------------------------


@condition(_("decided by the committee"))
def by_committee(facts: OperationPlan) -> bool:
    return facts.form.tier == 3


@condition(_("decided jointly"))
def jointly(facts: OperationPlan) -> bool:
    return facts.form.tier == 2


@effect(_("expert adviser drawn by turns"))
def draw(booking: Booking[OperationPlanForm]) -> None:
    """Who was drawn before stays, while he may: a plan that comes back is reviewed by the same expert."""
    form, team = booking.form, sheet.team_of(booking.form)
    if (form.tier or 1) == 1:
        form.expert = None
    elif form.expert not in experts_outside(booking, team):
        form.expert = draw_expert(booking, team, booking.case.id)


@effect(_("plan in force and frozen, budget tied to its purposes, briefing opened"))
def put_in_force(booking: Booking[OperationPlanForm]) -> None:
    form, number = booking.form, booking.form.plan or booking.case.name
    budget = {line.purpose: line.amount for line in form.budget}
    earmark(booking, number, sheet.DEPARTMENT, budget_of(booking, number), budget)
    kept = form.model_dump(mode="json", include={*PlanTerms.model_fields, "lead", "version", "tier"})
    booking.change_record("plans", number, {**kept, "case": booking.case.name, "state": PlanState.IN_FORCE.value})
    booking.issue("special-plan" if form.instrument is not Instrument.NONE else "operation-plan")
    booking.open_case("plan-briefing", {"plan": number}, as_draft=True)


# --- the procedure ------------------------------------------------------------------------------------------

OPERATION_PLAN = Process(
    PLAN, _("Operation-plan review"), desk=MANAGEMENT, prefix="OP", form=OperationPlanForm, covers=("P37",),
    derive=sheet.compute,
    subject=sheet.subject,
    brief=sheet.brief,
    amount=lambda facts: facts.form.amount,
    customer=lambda facts: facts.form.customer or "",
    protected=("amount", "instrument", "supply", "payment", "budget"),
    steps=[
        Draft(
            by=SALES_REP, to="optimise", edits=sheet.DRAFTED, effects=[draw],
            guards=[check.changed_by_process, check.sums_agree, check.budget_is_clear, check.expert_exists],
        ),
        Work(
            "optimise", _("optimise"), SERVICE_AGENT, within=business_days(2), edits=("suggestions",),
            actions=[
                Approve(
                    first_of((by_committee, "completion"), (jointly, "joint"), "single"), "forward", _("Forward"),
                    guards=[check.only_added, check.suggestions_answered],
                ),
                SendBack(guards=[check.only_added]),
            ],
        ),
        Step(
            "single", _("single review"), SERVICE_SUPERVISOR, within=business_days(1), edits=sheet.QUESTIONS,
            actions=[
                Approve("done", guards=[check.questions_answered, check.budget_is_free], effects=[put_in_force]),
                SendBack(), Reject(),
            ],
        ),
        Work(
            "completion", _("committee file"), all_of(Named("lead", _("team lead")), SERVICE_AGENT),
            within=business_days(2), edits=("risk",),
            actions=[Approve("joint", "sign", _("Sign"), requires=["exposure", "risk"]), SendBack()],
        ),
        Step(
            "joint", _("joint review"), all_of(*JOINT_POSTS, Named("expert", _("expert adviser"))),
            within=business_days(3), edits=sheet.QUESTIONS,
            actions=[
                Approve(
                    first_of((by_committee, "committee"), "done"), effects=[unless(by_committee, put_in_force)],
                    guards=[check.questions_answered, unless(by_committee, check.budget_is_free)],
                ),
                SendBack(), Reject(),
            ],
        ),
        Step(
            "committee", _("committee"), Committee(COMMITTEE, "operation-plan.committee-votes", 5),
            within=business_days(5), edits=sheet.QUESTIONS,
            actions=[
                Approve("done", guards=[check.questions_answered, check.budget_is_free], effects=[put_in_force]),
                SendBack(), Reject(),
            ],
        ),
        DONE, REFUSED, WITHDRAWN,
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
        _("instrument not reasonable"), _("payment cycle too long"), _("does not fit the project"),
        _("not aimed at the customer"), _("budget not justified"),
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
        Link("sales-order", _("keeps to the amounts and payment terms of the plan it names")),
        Link("annual-plan", _("grants the budget plans draw on; until then opening balances list it")),
    ],
)  # fmt: skip
