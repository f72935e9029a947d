"""The dashboard of the sales desk: leads, quotations, samples, orders, what customers owe, commission."""

from datetime import date
from decimal import Decimal

from db.figures import CaseRow, Round
from db.message import _, plural
from workflows.engine.counting import Counting, mean, median, month_of, share_that, week_of
from workflows.engine.figures import Board, Chart, Column, Counted, Figure, Line, Missing, Row, Source
from workflows.figures import counter, receivables
from workflows.figures.desks import at_desk
from workflows.figures.kinds import ZERO, count_of, share_of, sources, total, value_of
from workflows.library import fair_allocation
from workflows.posts import GENERAL_MANAGER, SALES, SALES_MANAGER

CHIEFS = frozenset({SALES_MANAGER, GENERAL_MANAGER})
"""Who sees what others earn and give away (P97)."""
QUARTER = 90
IN_TIME, LATE = _("in time"), _("late")
_DAYS = plural("{count} day", "{count} days")
WEEKS = 26

# --- leads ----------------------------------------------------------------------------------------------------


def _filed_today(counting: Counting) -> list[CaseRow]:
    leads = counting.cases("lead", opened_from=counting.back(QUARTER))
    return [lead for lead in leads if lead.submitted_at and lead.submitted_at >= counting.midnight]


def _waiting_leads(counting: Counting) -> list[Round]:
    return counting.at("lead", "allocation")


def _fairness(counting: Counting) -> Counted:
    """Return the leads each salesperson was given, by the same figures the proposal is made from (P95)."""
    rows = []
    for one in fair_allocation.loads(counting):
        each = Decimal(one.given) / one.present if one.present else None
        load = None if each is None else each.quantize(Decimal("0.01"))
        rows.append(Row(one.number, counting.name_of("employees", one.number), (load, one.given, one.present)))
    return Counted(
        (Column(_("Leads per working day")), Column(_("Leads given"), drawn=False),
         Column(_("Working days present"), "days", drawn=False)),
        rows,
    )  # fmt: skip


def _leads_of(counting: Counting, number: str) -> list[Source]:
    since = fair_allocation.window(counting).isoformat()
    leads = counting.cases("lead", "allocations", opened_from=counting.back(4 * QUARTER))
    return [
        Source(lead.id)
        for lead in leads
        if any(row["rep"] == number and row["at"] >= since for row in lead.fields["allocations"] or ())
    ]


# --- quotations -----------------------------------------------------------------------------------------------


def _open_quotations(counting: Counting) -> list[CaseRow]:
    return counting.cases("quotation", open_only=True)


def _answered(counting: Counting) -> list[tuple[CaseRow, bool]]:
    """The quotations a customer said yes or no to, be it while a better price was made; lapsed ones were not answered."""
    since = counting.back(QUARTER)
    lapsed = {one.case_id for one in counting.closed_rounds(since, process=["quotation"], action=["expired"])}
    ended = counting.cases("quotation", ended_from=since)
    return [(row, row.ended == "won") for row in ended if row.ended in ("won", "lost") and row.id not in lapsed]


def _sent(counting: Counting) -> list[Round]:
    return counting.closed_rounds(counting.back(QUARTER), process=["quotation"], step=["issue"], action=["send"])


def _sent_in_time(counting: Counting) -> list[tuple[Round, bool]]:
    return [(one, one.in_time) for one in _sent(counting)]


def _given_away(counting: Counting) -> dict[str, list[CaseRow]]:
    """The quotations sent in the quarter by the owner of their customer."""
    owners = {key: found["owner"] for key, _name, found in receivables.customers(counting)}
    sent = {one.case_id for one in _sent(counting)}
    found: dict[str, list[CaseRow]] = {}
    for row in counting.cases("quotation", opened_from=counting.back(2 * QUARTER)):
        owner = owners.get(row.customer or "")
        if row.id in sent and owner:
            found.setdefault(owner, []).append(row)
    return found


def _reductions(counting: Counting) -> Counted:
    rate, rows = counting.money_policy("quotation.commission-rate"), []
    quoted = counting.store.fields({one.case_id for one in _sent(counting)}, "lines")
    for owner, quotations in sorted(_given_away(counting).items()):
        lines = [line for one in quotations for line in quoted[one.id] or () if line.get("reduction") is not None]
        reduced = mean([Decimal(line["reduction"]) for line in lines])
        cost = mean([rate - Decimal(line["commission_rate"]) for line in lines if line.get("commission_rate")], 2)
        rows.append(Row(owner, counting.name_of("employees", owner), (reduced, cost, len(quotations))))
    return Counted(
        (Column(_("Reduction"), "percent"), Column(_("Commission points lost"), "points", drawn=False),
         Column(_("Quotations"), drawn=False)),
        rows,
    )  # fmt: skip


# --- samples --------------------------------------------------------------------------------------------------


def _samples(counting: Counting) -> list[CaseRow]:
    return counting.cases("sample-order", "making_since", "sent_on", "due", open_only=True)


def _made_for(counting: Counting, row: CaseRow) -> int:
    """The day of making a sample is on, 0 where it is not being made."""
    since = row.fields["making_since"]
    return (counting.today - date.fromisoformat(since)).days if since and not row.fields["sent_on"] else 0


def _past_warning(counting: Counting) -> list[CaseRow]:
    warn = counting.count_policy("sample-order.warn")
    return [row for row in _samples(counting) if _made_for(counting, row) > warn]


def _late_samples(counting: Counting) -> list[CaseRow]:
    cycle = counting.count_policy("sample-order.cycle")
    today = counting.today.isoformat()
    return [
        row
        for row in _samples(counting)
        if _made_for(counting, row) > cycle or (not row.fields["sent_on"] and (row.fields["due"] or today) < today)
    ]


def _finished_samples(counting: Counting) -> dict[date, list[tuple[CaseRow, int]]]:
    """By week: the samples that were finished, and in how many days."""
    found: dict[date, list[tuple[CaseRow, int]]] = {monday: [] for monday in counting.weeks(WEEKS)}
    since = counting.back(7 * WEEKS + QUARTER)
    for row in counting.cases("sample-order", "making_since", "actual_finish", opened_from=since):
        begun, ended = row.fields["making_since"], row.fields["actual_finish"]
        if begun and ended and week_of(date.fromisoformat(ended)) in found:
            days = (date.fromisoformat(ended) - date.fromisoformat(begun)).days
            found[week_of(date.fromisoformat(ended))].append((row, days))
    return found


def _cycle(counting: Counting) -> Counted:
    weeks = _finished_samples(counting)
    rows = [
        Row(monday.isoformat(), f"{monday:%m-%d}", (median([Decimal(days) for _row, days in made]), len(made)))
        for monday, made in weeks.items()
    ]
    return Counted(
        (Column(_("Days, median"), "days"), Column(_("Samples finished"), drawn=False)), rows,
        (Line(_("warning"), Decimal(counting.count_policy("sample-order.warn"))),
         Line(_("limit"), Decimal(counting.count_policy("sample-order.cycle")))),
    )  # fmt: skip


def _finished_in(counting: Counting, week: str) -> list[Source]:
    made = _finished_samples(counting).get(date.fromisoformat(week), [])
    return [Source(row.id, note=_DAYS(count=days)) for row, days in made]


# --- orders ---------------------------------------------------------------------------------------------------


def _orders(counting: Counting, since: date) -> list[CaseRow]:
    """The orders handed in from a day on that were not taken back or refused."""
    begin = counting.back((counting.today - since).days + 31)
    return [
        row
        for row in counting.cases("sales-order", opened_from=begin)
        if row.submitted_at and row.submitted_at.date() >= since and row.ended not in ("withdrawn", "refused")
    ]


def _orders_this_month(counting: Counting) -> list[CaseRow]:
    return _orders(counting, counting.month.date())


def _to_release(counting: Counting) -> list[CaseRow]:
    return [row for row in counting.cases("sales-order", *receivables.ORDER, open_only=True) if "release" in row.steps]


def _late_deliveries(counting: Counting) -> list[CaseRow]:
    today = counting.today.isoformat()
    return [
        row
        for row in counting.cases("sales-order", *receivables.ORDER, open_only=True)
        if "delivery" in row.steps and (row.fields["promise"] or today) < today
    ]


def _intake(counting: Counting) -> Counted:
    months = counting.months(12)
    orders = _orders(counting, months[0])
    rows = []
    for month in months:
        own = [row for row in orders if row.submitted_at and month_of(row.submitted_at.date()) == month]
        rows.append(Row(month.isoformat(), f"{month:%Y-%m}", (total(own), len(own))))
    return Counted((Column(_("Order value"), "yuan"), Column(_("Orders"), drawn=False)), rows)


def _taken_in(counting: Counting, month: str) -> list[Source]:
    begin = date.fromisoformat(month)
    orders = _orders(counting, counting.months(12)[0])
    return sources(row for row in orders if row.submitted_at and month_of(row.submitted_at.date()) == begin)


_FUNNEL = ("lead", "quotation", "sample-order", "sales-order")


def _funnel(counting: Counting) -> Counted:
    titles = (_("Leads"), _("Quotations"), _("Sample orders"), _("Sales orders"))
    rows = [
        Row(process, title, (len(counting.cases(process, opened_from=counting.back(QUARTER))),))
        for process, title in zip(_FUNNEL, titles, strict=True)
    ]
    return Counted((Column(_("Opened in 90 days")),), rows)


def _opened(counting: Counting, process: str) -> list[Source]:
    return sources(counting.cases(process, opened_from=counting.back(QUARTER)))


def _shipped_by_week(counting: Counting) -> dict[date, list[tuple[CaseRow, bool]]]:
    """By week: what passed the gate, and whether by the day promised."""
    found: dict[date, list[tuple[CaseRow, bool]]] = {monday: [] for monday in counting.weeks(WEEKS)}
    for row in counting.cases(
        "shipment", "order", "shipped_on", "promise", opened_from=counting.back(7 * WEEKS + QUARTER)
    ):
        gone = row.fields["shipped_on"]
        if gone and week_of(date.fromisoformat(gone)) in found:
            found[week_of(date.fromisoformat(gone))].append((row, gone <= (row.fields["promise"] or gone)))
    return found


def _on_time(counting: Counting) -> Counted:
    rows = [
        Row(monday.isoformat(), f"{monday:%m-%d}", (share_that(kept for _row, kept in own), len(own)))
        for monday, own in _shipped_by_week(counting).items()
    ]
    return Counted((Column(_("On time"), "percent"), Column(_("Deliveries"), drawn=False)), rows)


def _shipped_in(counting: Counting, week: str) -> list[Source]:
    own = _shipped_by_week(counting).get(date.fromisoformat(week), [])
    return [Source(row.fields["order"] or row.id, note=IN_TIME if kept else LATE) for row, kept in own]


# --- commission -----------------------------------------------------------------------------------------------


def _mine(counting: Counting) -> Decimal:
    return sum((source.amount or ZERO for source in _behind_mine(counting)), ZERO)


def _behind_mine(counting: Counting) -> list[Source]:
    return _earned_by(counting, counting.employee_of(counting.person_id))


def _earned_by(counting: Counting, number: str) -> list[Source]:
    posted = counting.once("commission", lambda: counting.store.posted("commission", counting.month))
    return [
        Source(one.case_id, amount=one.amount, note=f"{one.day:%m-%d}") for one in posted if one.dimension == number
    ]


def _commission(counting: Counting) -> Counted:
    owed = counting.store.balances("commission")
    posted = counting.once("commission", lambda: counting.store.posted("commission", counting.month))
    numbers = sorted({*owed, *(one.dimension for one in posted)})
    rows = [
        Row(
            number, counting.name_of("employees", number),
            (sum((one.amount for one in posted if one.dimension == number), ZERO), owed.get(number, ZERO)),
        )
        for number in numbers
    ]  # fmt: skip
    return Counted((Column(_("This month"), "yuan"), Column(_("Owed in all"), "yuan", drawn=False)), rows)


# --- the dashboard --------------------------------------------------------------------------------------------

SALES_BOARD = Board(
    SALES,
    at_desk(SALES),
    figures=[
        count_of("leads-today", _("Leads filed today"), _("Leads handed in today."), _filed_today),
        count_of("leads-waiting", _("Leads not allocated"), _("Open leads that wait at “allocation”."), _waiting_leads),
        value_of("quotations-open", _("Open quotations"),
                 _("The amounts of all quotations handed in and not ended."), _open_quotations),
        share_of("hit-rate", _("Hit rate"),
                 _("Quotations accepted, of those a customer accepted or declined in the last 90 days; lapsed ones do"
                   " not count."), _answered, _("accepted"), _("declined")),
        share_of("sent-in-time", _("Quotations in time"),
                 _("Quotations sent by their quote deadline, of all sent in the last 90 days."), _sent_in_time,
                 IN_TIME, LATE),
        count_of("samples", _("Samples in work"), _("Sample orders handed in and not ended."), _samples),
        count_of("samples-warned", _("Samples past the warning day"),
                 _("Samples in making for more days than the policy sample-order.warn says, and not sent yet."),
                 _past_warning),
        count_of("samples-late", _("Samples late"),
                 _("Samples not sent that are past the customer's due date, or in making for more days than the policy"
                   " sample-order.cycle says."), _late_samples),
        value_of("orders-month", _("Orders this month"),
                 _("The amounts of the orders handed in this month, those withdrawn or refused left out."),
                 _orders_this_month),
        count_of("release-waiting", _("Orders to release"), _("Orders that wait at “release”."), _to_release),
        value_of("release-value", _("Value to release"), _("The amounts of the orders that wait at “release”."),
                 _to_release),
        count_of("deliveries-late", _("Deliveries late"), _("Orders in delivery whose promise date is before today."),
                 _late_deliveries),
        Figure("receivables", _("Receivables"), "yuan", _("What all customers owe by the money ledger."),
               receivables.total, receivables.behind_total),
        Figure("receivables-overdue", _("Receivables overdue"), "yuan",
               _("What should have been paid before today; aged as the chart “Receivables by age” says."),
               receivables.overdue, receivables.behind_overdue),
        Figure("over-limit", _("Customers over their limit"), "count",
               _("Customers whose receivables and released account orders, less deposits, exceed their credit limit."),
               lambda counting: len(receivables.over_limit(counting)), receivables.behind_limit),
        Figure("my-commission", _("My commission this month"), "yuan",
               _("What the ledger posted to your commission this month, what was taken back deducted."),
               _mine, _behind_mine),
        *counter.FIGURES,
    ],
    charts=[
        Chart("order-intake", _("Order intake by month"), "stacked", _("Month"),
              _("The amounts of the orders handed in, by month; those withdrawn or refused left out."),
              _intake, _taken_in),
        Chart("funnel", _("From lead to order"), "bars", _("Stage"),
              _("Cases opened in the last 90 days and handed in, stage by stage."), _funnel, _opened),
        Chart("lead-fairness", _("Leads per salesperson"), "bars", _("Salesperson"),
              _("Leads allocated in the window of the policy lead.window, divided by the working days the salesperson"
                " was present; as the proposal counts them."), _fairness, _leads_of),
        Chart("reductions", _("Reduction below guide"), "bars", _("Salesperson"),
              _("The mean reduction of all lines quoted in the last 90 days, and the points of commission it cost."),
              _reductions, lambda counting, owner: sources(_given_away(counting).get(owner, [])), CHIEFS),
        Chart("sample-cycle", _("Days to make a sample"), "lines", _("Week"),
              _("From the day making began to the day it was finished; the median of the samples finished in the week."),
              _cycle, _finished_in),
        Chart("on-time", _("Deliveries on time"), "lines", _("Week"),
              _("Deliveries that passed the gate on or before the promised day, of all that passed it in the week."),
              _on_time, _shipped_in),
        Chart("receivables-by-age", _("Receivables by age"), "bars", _("Age"), receivables.HOW_AGED,
              receivables.by_age, receivables.behind_age),
        Chart("commission", _("Commission by salesperson"), "bars", _("Salesperson"),
              _("What the ledger posted to each salesperson's commission this month, and what is owed in all."),
              _commission, _earned_by, CHIEFS),
        counter.DAY_SHEETS,
    ],
    missing=[
        Missing(_("Orders against the target of the annual plan"), ("annual-plan",)),
        Missing(_("Collection rate of rent and labour fee"), ("period-billing",)),
        Missing(_("Enquiries in the funnel"), ("enquiry",)),
    ],
)  # fmt: skip
