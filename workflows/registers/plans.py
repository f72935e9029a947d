"""Operation plans in force (方案档案): what was approved, frozen; only decided cases write here — P37, P39."""

from collections.abc import Iterator
from datetime import date

from db.message import _
from workflows.engine.form import CaseRef, Choice, CustomerRef, EmployeeRef, Form, Line, LongText, Money, Text, field
from workflows.registers.field_types import Number
from workflows.registers.register import Fact, Record, Register


class Instrument(Choice):
    """How a project is financed; any instrument makes its plan a special one."""

    NONE = "none", _("none")
    INSTALMENT = "instalment", _("instalment")
    BILL = "bill", _("bill acceptance")
    FACTORING = "factoring", _("factoring")
    LEASING = "leasing", _("leasing")
    SUPPLY_CHAIN = "supply-chain", _("supply-chain credit")
    OTHER = "other", _("other instrument")


class PlanState(Choice):
    """A plan in force is changed by a plan change only; a finished or cancelled one is kept."""

    IN_FORCE = "in-force", _("in force")
    FINISHED = "finished", _("finished")
    CANCELLED = "cancelled", _("cancelled")


class Supply(Line):
    """Goods or services for the project, and when."""

    on: date = field(_("Date"))
    amount: Money = field(_("Amount"), total=True)


class PaymentDue(Line):
    """What the customer pays, when and how."""

    on: date = field(_("Date"))
    method: Text = field(_("Means of payment"), default="")
    amount: Money = field(_("Amount"), total=True)


class BudgetLine(Line):
    """Money set aside for one purpose of the plan; it serves no other."""

    purpose: Text = field(_("Purpose"))
    amount: Money = field(_("Amount"), total=True)


class TeamMember(Line):
    """Somebody who works on the plan, and so does not review it."""

    employee: EmployeeRef = field(_("Employee"))


class PlanTerms(Form):
    """What a plan lays down: reviewed as a case, kept in the register word for word once it is approved."""

    customer: CustomerRef = field(_("Customer"))
    project: Text = field(_("Project"))
    amount: Money = field(_("Project amount"))
    instrument: Instrument = field(_("Financial instrument"), default=Instrument.NONE)
    supply: list[Supply] = field(_("Supply"), default_factory=list)
    payment: list[PaymentDue] = field(_("Payment"), default_factory=list)
    terms: LongText = field(_("Other contract terms"), default="")
    budget: list[BudgetLine] = field(_("Budget"), default_factory=list)
    team: list[TeamMember] = field(_("Team"), default_factory=list)


class Plan(PlanTerms, Record):
    """An approved plan, under the number of its first version. What is left of its budget is the ledger's."""

    lead: EmployeeRef = field(_("Team lead"))
    version: Number = field(_("Version"))
    case: CaseRef = field(_("Approved as"))
    tier: Number = field(_("Tier of review"))
    state: PlanState = field(_("State"), default=PlanState.IN_FORCE)


def _facts(_key: str, plan: Plan) -> Iterator[Fact]:
    yield "customer", plan.customer
    yield "state", plan.state.value
    yield "lead", plan.lead


PLANS = Register(
    "plans",
    _("Operation plans"),
    Plan,
    columns=("customer", "amount", "state", "lead", "tier", "version"),
    name=lambda _key, plan: plan.project,
    active=lambda plan: plan.state is PlanState.IN_FORCE,
    facts=_facts,
)
