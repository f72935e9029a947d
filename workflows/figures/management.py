"""The dashboard of the management desk: work by desk, where it waits, money, people, budgets."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from db.figures import CaseRow, Round
from db.message import Message, _
from workflows.engine.counting import Counting, median, month_of
from workflows.engine.figures import Board, Chart, Column, Counted, Figure, Missing, Row, Source
from workflows.engine.flow import SYSTEM
from workflows.figures import receivables, work
from workflows.figures.desks import at_desk
from workflows.figures.kinds import ZERO, count_of, share_of, sources, stock_of
from workflows.figures.sales import IN_TIME, LATE
from workflows.posts import (
    BUDGET_OFFICER,
    DEPARTMENT_HEAD,
    FINANCE,
    GENERAL_MANAGER,
    HR,
    MANAGEMENT,
    OFFICE_DIRECTOR,
    SALES_MANAGER,
)

MONEY = frozenset({FINANCE, GENERAL_MANAGER})
"""Who reads the money ledger."""
BUDGETS = MONEY | {BUDGET_OFFICER, DEPARTMENT_HEAD}
STAFF = frozenset({HR, OFFICE_DIRECTOR, GENERAL_MANAGER})
MONTH = 30

# --- work -----------------------------------------------------------------------------------------------------


def _open(counting: Counting) -> list[Round]:
    return work.by_lateness(counting.open_rounds())


def _due_today(counting: Counting) -> list[Round]:
    return [one for one in _open(counting) if work.is_due_today(counting, one)]


def _late(counting: Counting) -> list[Round]:
    return [one for one in _open(counting) if work.is_late(counting, one)]


# --- the general manager's approvals --------------------------------------------------------------------------


def _approvals(counting: Counting) -> list[Round]:
    """The tasks that a general manager closed in the last 30 days; what a deadline moved in his session is not his."""
    managers = counting.holders(GENERAL_MANAGER)
    closed = counting.closed_rounds(counting.back(MONTH), person=managers) if managers else []
    return [one for one in closed if one.kind != SYSTEM]


def _wait(counting: Counting) -> Decimal | None:
    return median([counting.hours(one.opened_at, one.closed_at or counting.now) for one in _approvals(counting)])


def _within_the_day(counting: Counting) -> list[tuple[Round, bool]]:
    day = Decimal(8)
    return [(one, counting.hours(one.opened_at, one.closed_at or counting.now) <= day) for one in _approvals(counting)]


# --- money ----------------------------------------------------------------------------------------------------


def _sales(counting: Counting) -> Counted:
    posted = counting.once("sales", lambda: counting.store.posted("sales", counting.back(400)))
    rows = []
    for month in counting.months(12):
        own = [one.amount for one in posted if month_of(one.day) == month]
        rows.append(Row(month.isoformat(), f"{month:%Y-%m}", (sum(own, ZERO),)))
    return Counted((Column(_("Sales"), "yuan"),), rows)


def _sold_in(counting: Counting, month: str) -> list[Source]:
    posted = counting.once("sales", lambda: counting.store.posted("sales", counting.back(400)))
    return [
        Source(one.number or one.case_id, amount=one.amount, note=f"{one.day:%m-%d}")
        for one in posted
        if month_of(one.day) == date.fromisoformat(month)
    ]


def _sales_this_month(counting: Counting) -> Decimal:
    return sum((source.amount or ZERO for source in _sold_this_month(counting)), ZERO)


def _sold_this_month(counting: Counting) -> list[Source]:
    return _sold_in(counting, counting.month.date().isoformat())


def _stock_value(counting: Counting) -> Decimal:
    return sum(counting.store.stock_values().values(), ZERO)


def _commission_owed(counting: Counting) -> Decimal:
    return sum(counting.store.balances("commission").values(), ZERO)


def _behind_commission(counting: Counting) -> list[Source]:
    return [
        Source(record=f"employees/{number}", title=counting.name_of("employees", number), amount=amount)
        for number, amount in counting.store.balances("commission").items()
    ]


# --- people ---------------------------------------------------------------------------------------------------


def _employees(counting: Counting) -> list[tuple[str, str, str]]:
    found = counting.store.records("employees", ("status",))
    return [(key, name, fields["status"] or "") for key, name, fields in found]


def _staff(counting: Counting) -> list[Source]:
    return [Source(record=f"employees/{key}", title=name) for key, name, _status in _employees(counting)]


def _probation(counting: Counting) -> list[Source]:
    return [
        Source(record=f"employees/{key}", title=name)
        for key, name, status in _employees(counting)
        if status == "probation"
    ]


def _away_today(counting: Counting) -> list[CaseRow]:
    today = counting.today.isoformat()
    return [
        case
        for case in counting.cases("leave", "first", "last", open_only=True)
        if {"away", "return"} & set(case.steps)
        and (case.fields["first"] or "9") <= today <= (case.fields["last"] or "")
    ]


# --- budgets --------------------------------------------------------------------------------------------------


def _budgets(counting: Counting) -> Counted:
    """Return by department what is free and what was spent from it; a plan's budget stands with the plan."""
    free, spent = counting.store.balances("budget-free"), counting.store.balances("budget-spent")
    departments = sorted({*free, *(key for key in spent if "/" not in key)})
    rows = [
        Row(key, counting.called("departments", key), (free.get(key, ZERO), spent.get(key, ZERO)))
        for key in departments
    ]
    return Counted((Column(_("Free"), "yuan"), Column(_("Spent"), "yuan", drawn=False)), rows)


_FREE, _SPENT, _EARMARKED = _("free"), _("spent"), _("earmarked")


def _booked(counting: Counting, account: str, note: Message, of: Callable[[str], bool]) -> list[Source]:
    """Return the cases that booked on these balances of an account, in the order of their days."""
    return [
        Source(one.case_id, amount=one.amount, at=datetime.combine(one.day, time()), note=note)
        for one in counting.store.posted(account)
        if of(one.dimension)
    ]


def _behind_budget(counting: Counting, department: str) -> list[Source]:
    def own(dimension: str) -> bool:
        return dimension == department

    return [*_booked(counting, "budget-free", _FREE, own), *_booked(counting, "budget-spent", _SPENT, own)]


def _behind_plan(counting: Counting, plan: str) -> list[Source]:
    def own(dimension: str) -> bool:
        return dimension.startswith(f"{plan}/")

    return [*_booked(counting, "budget-earmarked", _EARMARKED, own), *_booked(counting, "budget-spent", _SPENT, own)]


def _plans(counting: Counting) -> Counted:
    """Return by plan what is earmarked and what was spent of it."""
    earmarked, spent = counting.store.balances("budget-earmarked"), counting.store.balances("budget-spent")
    plans = sorted({key.partition("/")[0] for key in (*earmarked, *spent) if "/" in key})
    rows = []
    for plan in plans:
        left, used = (
            sum((amount for key, amount in found.items() if key.startswith(f"{plan}/")), ZERO)
            for found in (earmarked, spent)
        )
        rows.append(Row(plan, f"{plan} {counting.name_of('plans', plan)}", (left, used)))
    return Counted((Column(_("Earmarked"), "yuan"), Column(_("Spent"), "yuan", drawn=False)), rows)


# --- the dashboard --------------------------------------------------------------------------------------------

MANAGEMENT_BOARD = Board(
    MANAGEMENT,
    at_desk(MANAGEMENT),
    figures=[
        count_of("open", _("Open tasks"), _("Open tasks of all desks, drafts left out."), _open),
        count_of("due-today", _("Due today"), _("Open tasks whose deadline is still to come today."), _due_today),
        count_of("late", _("Late"), _("Open tasks past their deadline."), _late),
        count_of("approvals", _("General manager: decided"),
                 _("Tasks the general manager closed in the last 30 days."), _approvals),
        Figure("approvals-wait", _("General manager: wait"), "hours",
               _("Business hours from the opening of a task to the general manager's decision, the median of the last 30"
                 " days."), _wait, lambda counting: sources(_approvals(counting))),
        share_of("approvals-day", _("General manager: in a day"),
                 _("Tasks the general manager closed within 8 business hours, of all he closed in the last 30 days."),
                 _within_the_day, IN_TIME, LATE),
        Figure("sales-month", _("Sales this month"), "yuan", _("What the ledger posted to sales this month."),
               _sales_this_month, _sold_this_month, MONEY),
        Figure("receivables", _("Receivables"), "yuan", _("What all customers owe by the money ledger."),
               receivables.total, receivables.behind_total, MONEY),
        Figure("receivables-overdue", _("Receivables overdue"), "yuan",
               _("What should have been paid before today; aged as the chart “Receivables by age” says."),
               receivables.overdue, receivables.behind_overdue, MONEY),
        Figure("stock-value", _("Stock value"), "yuan", _("Own stock at moving average cost, by the stock ledger."),
               _stock_value, stock_of, MONEY),
        Figure("commission-owed", _("Commission owed"), "yuan", _("What the ledger owes all salespeople."),
               _commission_owed, _behind_commission, MONEY | {SALES_MANAGER}),
        Figure("headcount", _("Headcount"), "count", _("Employees in the register who have not left."),
               lambda counting: len(_employees(counting)), _staff),
        Figure("probation", _("In probation"), "count", _("Employees whose status in the register is probation."),
               lambda counting: len(_probation(counting)), _probation, STAFF),
        count_of("on-leave", _("On leave today"), _("Granted leaves that cover today."), _away_today, STAFF),
    ],
    charts=[
        Chart("bottlenecks", _("Bottlenecks by step"), "bars", _("Step"),
              _("Business hours that tasks waited at each step within the last 30 days, those closed in them and those"
                " still open; enter lists them, those that wait now first."),
              work.bottlenecks, work.behind_step, most=10),
        Chart("work-by-desk", _("Open work by desk"), "bars", _("Desk"),
              _("Open tasks by the desk of their process, drafts left out; due today and late by their deadlines."),
              work.open_by_desk, work.behind_desk),
        Chart("opened", _("Cases opened by week"), "stacked", _("Week"),
              _("Cases handed in, by the week they were opened and the desk of their process."),
              work.opened_by_week, work.opened_in),
        Chart("ended", _("Cases ended by week"), "stacked", _("Week"),
              _("Cases that reached an end, by its week and the desk of their process."),
              work.ended_by_week, work.ended_in),
        Chart("cycle-time", _("Cycle time by process"), "bars", _("Process"),
              _("Business hours from handing in to the end, of the cases that ended in the last 90 days; tasks in time are"
                " those closed by their deadline."), work.cycle_times, work.behind_cycle),
        Chart("returned", _("Sent back and rejected"), "bars", _("Why"),
              _("Tasks closed by sending back or rejecting in the last 90 days, by process and reason."),
              work.returned, work.behind_returned),
        Chart("late-by-post", _("Late tasks by post"), "bars", _("Post"),
              _("Open tasks past their deadline, by who may act on them; one that waits for several counts for each."),
              work.late_by_post, work.behind_late),
        Chart("sales-by-month", _("Sales by month"), "stacked", _("Month"), _("What the ledger posted to sales, by month."),
              _sales, _sold_in, MONEY),
        Chart("receivables-by-age", _("Receivables by age"), "bars", _("Age"), receivables.HOW_AGED,
              receivables.by_age, receivables.behind_age, MONEY),
        Chart("budget-by-department", _("Budget by department"), "bars", _("Department"),
              _("What the ledger has as free budget of each department, and what was spent of it outside plans."),
              _budgets, _behind_budget, BUDGETS),
        Chart("budget-by-plan", _("Budget by plan"), "bars", _("Plan"),
              _("What the ledger has as earmarked for each operation plan, and what was spent of it."),
              _plans, _behind_plan, BUDGETS),
    ],
    missing=[
        Missing(_("Sales, collection and occupancy rate against the annual plan"), ("annual-plan",)),
        Missing(_("Collection rate"), ("period-billing",)),
        Missing(_("Wage cost by department"), ("payroll",)),
        Missing(_("Headcount against places"), ("recruitment",)),
    ],
)  # fmt: skip
