"""The dashboard of the warehouse desk: stock, arrivals, deliveries, checks, counts, losses."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from db.figures import CaseRow, Round
from db.message import Message, _
from workflows.engine.counting import Counting, median, month_of, share, share_that, week_of
from workflows.engine.figures import Board, Chart, Column, Counted, Figure, Missing, Row, Source
from workflows.figures.desks import at_desk
from workflows.figures.kinds import ZERO, count_of, share_of, sources, stock_of
from workflows.figures.work import behind_step, is_late, step_title, waits
from workflows.posts import WAREHOUSE
from workflows.registers.products import ProductKind

RECEIPT, SHIPMENT, STOCKTAKE, WRITE_OFF = "goods-receipt", "shipment", "stocktake", "write-off"
MONTH, QUARTER, WEEKS = 30, 90, 26
WORST = 10
_DAY = Decimal(8)
PASSED, FAILED, IN_TIME, LATE = _("passed"), _("failed"), _("in time"), _("late")
_OF = _("{available} of {safety}")

# --- stock ----------------------------------------------------------------------------------------------------


def _stock_value(counting: Counting) -> Decimal:
    return sum(counting.store.stock_values().values(), ZERO)


def _by_kind(counting: Counting) -> Counted:
    values = counting.store.stock_value_by("kind")
    titles: dict[str, Message] = {kind.value: kind.label for kind in ProductKind}
    rows = [
        Row(kind, titles.get(kind, _("no kind")), (value,))
        for kind, value in sorted(values.items(), key=lambda item: -item[1])
    ]
    return Counted((Column(_("Stock value"), "yuan"),), rows)


def _products(counting: Counting) -> list[tuple[str, str, dict[str, str]]]:
    return counting.once("products", lambda: counting.store.records("products", ("kind", "safety_stock")))


def _value_by_week(counting: Counting) -> Counted:
    """Return the stock value at the end of every week, folded back from today's by the moves since."""
    weeks = counting.weeks(WEEKS)
    moved: dict[date, Decimal] = defaultdict(lambda: ZERO)
    for day, value in counting.store.stock_value_moved(datetime.combine(weeks[0], datetime.min.time())):
        moved[week_of(day)] += value
    value, rows = _stock_value(counting), []
    for monday in reversed(weeks):
        rows.append(Row(monday.isoformat(), f"{monday:%m-%d}", (value,)))
        value -= moved[monday]
    return Counted((Column(_("Stock value"), "yuan"),), rows[::-1])


def _moved_in(counting: Counting, week: str) -> list[Source]:
    """Return the cases that changed the stock value in a week, and by how much."""
    begin = datetime.combine(date.fromisoformat(week), datetime.min.time())
    moved = counting.store.stock_value_of_cases(begin, begin + timedelta(weeks=1))
    return [Source(case, amount=value, note=f"{day:%m-%d}") for case, day, value in moved]


def _below_safety(counting: Counting) -> list[Source]:
    available = counting.company.stock.availables()
    return [
        Source(record=f"products/{key}", title=name, note=_OF(available=free, safety=safety))
        for key, name, fields in _products(counting)
        if (safety := Decimal(fields["safety_stock"] or 0)) > (free := available.get(key, Decimal(0)))
    ]


# --- arrivals and supplier orders -----------------------------------------------------------------------------


def _waiting_arrivals(counting: Counting) -> list[Round]:
    return [one for one in counting.open_rounds(RECEIPT) if counting.hours(one.opened_at, counting.now) > _DAY]


def _overdue_orders(counting: Counting) -> list[Round]:
    return [one for one in counting.at("purchase-order", "deliver") if is_late(counting, one)]


# --- deliveries -----------------------------------------------------------------------------------------------


def _shipments(counting: Counting) -> list[CaseRow]:
    """The deliveries of the quarter and those still open from before."""
    fields = ("order", "ship_by", "shipped_on", "promise")
    recent = counting.cases(SHIPMENT, *fields, opened_from=counting.back(QUARTER))
    known = {row.id for row in recent}
    return [row for row in counting.cases(SHIPMENT, *fields, open_only=True) if row.id not in known] + recent


def _due_today(counting: Counting) -> list[CaseRow]:
    today = counting.today.isoformat()
    return [
        row
        for row in _shipments(counting)
        if not row.ended and not row.fields["shipped_on"] and (row.fields["ship_by"] or "9") <= today
    ]


def _shipped_today(counting: Counting) -> list[CaseRow]:
    return [row for row in _shipments(counting) if row.fields["shipped_on"] == counting.today.isoformat()]


def _held(counting: Counting) -> list[CaseRow]:
    """The deliveries not shipped whose order is being changed or cancelled."""
    held = {
        row.fields["order"]
        for process in ("order-change", "order-cancel")
        for row in counting.cases(process, "order", open_only=True)
    }
    return [
        row
        for row in _shipments(counting)
        if not row.ended and not row.fields["shipped_on"] and row.fields["order"] in held
    ]


def _kept(counting: Counting) -> list[tuple[CaseRow, bool]]:
    since = (counting.today - timedelta(days=MONTH)).isoformat()
    return [
        (row, row.fields["shipped_on"] <= (row.fields["promise"] or row.fields["shipped_on"]))
        for row in _shipments(counting)
        if (row.fields["shipped_on"] or "") >= since
    ]


def _promised_and_shipped(counting: Counting) -> Counted:
    promised = Counter(row.fields["ship_by"] for row in _shipments(counting) if _leaves(row))
    shipped = Counter(row.fields["shipped_on"] for row in _shipments(counting))
    rows = [
        Row(day.isoformat(), f"{day:%m-%d}", (promised[day.isoformat()], shipped[day.isoformat()]))
        for day in counting.days(14)
    ]
    return Counted((Column(_("Must leave")), Column(_("Shipped"))), rows)


def _of_day(counting: Counting, day: str) -> list[Source]:
    return sources(
        row
        for row in _shipments(counting)
        if row.fields["shipped_on"] == day or (row.fields["ship_by"] == day and _leaves(row))
    )


def _leaves(row: CaseRow) -> bool:
    """Whether a delivery leaves the house or has left; one that was given up before need not."""
    return not row.ended or bool(row.fields["shipped_on"])


# --- checks ---------------------------------------------------------------------------------------------------


def _checks(counting: Counting, process: str, step: str, good: str, since: datetime) -> list[tuple[Round, bool]]:
    """The first time each case was checked at a step, and whether it passed."""
    found: dict[int, tuple[Round, bool]] = {}
    for one in counting.closed_rounds(since, process=[process], step=[step]):
        if one.action:
            found.setdefault(one.case_id, (one, one.action == good))
    return list(found.values())


def _incoming(counting: Counting) -> list[tuple[Round, bool]]:
    return _checks(counting, RECEIPT, "inspect", "qualified", counting.back(QUARTER))


def _final(counting: Counting) -> list[tuple[Round, bool]]:
    return _checks(counting, SHIPMENT, "check", "pass", counting.back(QUARTER))


def _of_suppliers(counting: Counting) -> dict[str, list[tuple[Round, bool]]]:
    """By supplier: the first inspections of the quarter."""
    suppliers = {
        row.id: row.fields["supplier"]
        for row in counting.cases(RECEIPT, "supplier", opened_from=counting.back(2 * QUARTER))
    }
    found: dict[str, list[tuple[Round, bool]]] = defaultdict(list)
    for one, passed in _incoming(counting):
        if supplier := suppliers.get(one.case_id):
            found[supplier].append((one, passed))
    return found


def _worst_suppliers(counting: Counting) -> Counted:
    rows = [
        Row(key, counting.name_of("suppliers", key), (share_that(passed for _one, passed in own), len(own)))
        for key, own in _of_suppliers(counting).items()
    ]
    rows.sort(key=lambda row: (row.values[0] or 0, row.key))
    return Counted((Column(_("Passed at once"), "percent"), Column(_("Arrivals inspected"), drawn=False)), rows[:WORST])


def _of_supplier(counting: Counting, key: str) -> list[Source]:
    return [
        Source(one.case_id, at=one.closed_at, note=PASSED if passed else FAILED)
        for one, passed in _of_suppliers(counting)[key]
    ]


_GATES = (
    (RECEIPT, "inspect", "qualified", _("incoming")),
    (RECEIPT, "store", "qualified", _("storing")),
    (SHIPMENT, "check", "pass", _("final")),
)


_AT = _("{check}: {result}")


def _by_gate(counting: Counting) -> dict[tuple[date, int], list[tuple[Round, bool]]]:
    """By month and check: the first checks of the last twelve months."""
    since = datetime.combine(counting.months(12)[0], datetime.min.time())
    found: dict[tuple[date, int], list[tuple[Round, bool]]] = defaultdict(list)
    for gate, (process, step, good, _title) in enumerate(_GATES):
        for one, passed in _checks(counting, process, step, good, since):
            if one.closed_at:
                found[month_of(one.closed_at.date()), gate].append((one, passed))
    return found


def _checked_in(counting: Counting, month: str) -> list[Source]:
    """Return what was checked first in a month, what failed before what passed."""
    found = _by_gate(counting)
    checked = [
        (passed, Source(one.case_id, at=one.closed_at, note=_AT(check=title, result=PASSED if passed else FAILED)))
        for gate, (*_gate, title) in enumerate(_GATES)
        for one, passed in found[date.fromisoformat(month), gate]
    ]
    return [source for _passed, source in sorted(checked, key=lambda pair: pair[0])]


def _passed_by_month(counting: Counting) -> Counted:
    found = _by_gate(counting)
    rows = [
        Row(
            month.isoformat(), f"{month:%Y-%m}",
            tuple(share_that(passed for _one, passed in found[month, gate]) for gate in range(len(_GATES))),
        )
        for month in counting.months(12)
    ]  # fmt: skip
    return Counted([Column(title, "percent") for *_gate, title in _GATES], rows)


# --- counts and losses ----------------------------------------------------------------------------------------


def _last_counts(counting: Counting) -> dict[str, CaseRow]:
    """By warehouse: the stocktake that was done last."""
    done = [
        row
        for row in counting.cases(STOCKTAKE, "warehouse", ended_from=counting.back(4 * QUARTER))
        if row.ended == "done" and row.fields["warehouse"]
    ]
    return {row.fields["warehouse"]: row for row in sorted(done, key=lambda row: row.ended_at or row.opened_at)}


def _accuracy(counting: Counting) -> Counted:
    counts, rows = _last_counts(counting), []
    counted = counting.store.fields({last.id for last in counts.values()}, "lines")
    for key, last in sorted(counts.items()):
        lines = [Decimal(line.get("difference") or 0) for line in counted[last.id] or ()]
        good = sum(not difference for difference in lines)
        rows.append(
            Row(key, counting.name_of("warehouses", key), (share(good, len(lines)), len(lines) - good, len(lines)))
        )
    return Counted(
        (Column(_("Without difference"), "percent"), Column(_("Lines that differ"), drawn=False),
         Column(_("Lines counted"), drawn=False)),
        rows,
    )  # fmt: skip


def _last_count(counting: Counting, warehouse: str) -> list[Source]:
    return sources([_last_counts(counting)[warehouse]])


def _lost_this_month(counting: Counting) -> Decimal:
    return sum((source.amount or ZERO for source in _losses_this_month(counting)), ZERO)


def _losses_this_month(counting: Counting) -> list[Source]:
    return _lost_in(counting, counting.month.date().isoformat())


def _lost_in(counting: Counting, month: str) -> list[Source]:
    return [
        Source(one.case_id, amount=one.amount, note=f"{one.day:%m-%d}")
        for one in counting.store.posted("loss", datetime.combine(counting.months(12)[0], datetime.min.time()))
        if month_of(one.day) == date.fromisoformat(month)
    ]


_CAUSES: tuple[tuple[str, Message], ...] = (
    ("natural", _("natural damage")),
    ("handling", _("handling")),
    ("transit", _("transit")),
    ("other", _("other cause")),
    (STOCKTAKE, _("count difference")),
    ("", _("all else")),
)


def _losses(counting: Counting) -> Counted:
    """Return the losses of the ledger by month; those of write-offs spread over the causes of their lines by cost."""
    months = counting.months(12)
    since = datetime.combine(months[0], datetime.min.time())
    lines = {
        row.id: row.fields["lines"] or ()
        for row in counting.cases(WRITE_OFF, "lines", opened_from=since - timedelta(days=QUARTER))
    }
    found: dict[tuple[date, str], Decimal] = defaultdict(lambda: ZERO)
    for one in counting.store.posted("loss", since):
        month = month_of(one.day)
        for cause, amount in _parted(one.amount, lines.get(one.case_id or 0, ())).items():
            found[month, cause or (STOCKTAKE if one.process == STOCKTAKE else "")] += amount
    rows = [
        Row(month.isoformat(), f"{month:%Y-%m}", tuple(found[month, cause] for cause, _title in _CAUSES))
        for month in months
    ]
    return Counted([Column(title, "yuan") for _cause, title in _CAUSES], rows)


def _parted(amount: Decimal, lines: list[dict[str, str]] | tuple[()]) -> dict[str, Decimal]:
    """Spread a loss over the causes of the lines it came from; the last cause takes the rest."""
    costs: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        costs[line.get("cause") or "other"] += Decimal(line.get("cost") or 0)
    whole = sum(costs.values(), ZERO)
    if not whole:
        return {"": amount}
    parts = {cause: (amount * cost / whole).quantize(ZERO) for cause, cost in costs.items()}
    last = list(parts)[-1]
    parts[last] += amount - sum(parts.values(), ZERO)
    return parts


# --- how long steps take --------------------------------------------------------------------------------------


def _hours_by_step(counting: Counting) -> Counted:
    found = waits(counting, RECEIPT, SHIPMENT)
    order = [
        (process, step.key)
        for process in (RECEIPT, SHIPMENT)
        for step in counting.company.catalogue.processes[process].real_steps
    ]
    rows = [
        Row(
            f"{process}.{step}",
            step_title(counting, process, step),
            (median(found[process, step]), len(found[process, step])),
        )
        for process, step in order
        if found.get((process, step))
    ]
    return Counted((Column(_("Median"), "hours"), Column(_("Tasks"), drawn=False)), rows)


# --- the dashboard --------------------------------------------------------------------------------------------

WAREHOUSE_BOARD = Board(
    WAREHOUSE,
    at_desk(WAREHOUSE),
    figures=[
        Figure("stock-value", _("Stock value"), "yuan", _("Own stock at moving average cost, by the stock ledger."),
               _stock_value, stock_of),
        Figure("below-safety", _("Products below safety stock"), "count",
               _("Products of which less is available, reserved goods left out, than their safety stock."),
               lambda counting: len(_below_safety(counting)), _below_safety),
        count_of("arrivals-waiting", _("Arrivals waiting"),
                 _("Open tasks of goods receipts that have waited for more than 8 business hours."), _waiting_arrivals),
        count_of("supplier-orders-overdue", _("Supplier orders overdue"),
                 _("Purchase orders that wait for delivery past the last promised day."), _overdue_orders),
        count_of("to-ship", _("Due to ship"),
                 _("Deliveries not shipped that must leave today or should have left before."), _due_today),
        count_of("shipped-today", _("Shipped today"), _("Deliveries that passed the gate today."), _shipped_today),
        count_of("held", _("Deliveries held"),
                 _("Deliveries not shipped whose order is being changed or cancelled."), _held),
        share_of("on-time", _("Deliveries on time"),
                 _("Deliveries that passed the gate on or before the promised day, of all of the last 30 days."),
                 _kept, IN_TIME, LATE),
        share_of("incoming-pass", _("Incoming passed at once"),
                 _("Goods receipts that were qualified at their first inspection, of those inspected in the last 90 days."),
                 _incoming, PASSED, FAILED),
        share_of("final-pass", _("Final check passed at once"),
                 _("Deliveries that passed their first check, of those checked in the last 90 days."),
                 _final, PASSED, FAILED),
        Figure("loss-month", _("Loss this month"), "yuan",
               _("What the ledger posted to loss this month: write-offs and count differences."),
               _lost_this_month, _losses_this_month),
    ],
    charts=[
        Chart("stock-by-kind", _("Stock value by kind"), "bars", _("Kind"),
              _("Own stock at moving average cost, by the kind of the product in the register."), _by_kind, stock_of),
        Chart("stock-by-week", _("Stock value by week"), "lines", _("Week"),
              _("Own stock at the end of each week, this week as of now, by the moves of the stock ledger."),
              _value_by_week, _moved_in),
        Chart("promised-shipped", _("To ship and shipped"), "beside", _("Day"),
              _("Deliveries by the day they must leave, those given up left out, and by the day they passed the gate."),
              _promised_and_shipped, _of_day),
        Chart("worst-suppliers", _("Suppliers with most defects"), "bars", _("Supplier"),
              _("Receipts qualified at their first inspection in the last 90 days, for the ten suppliers with the lowest"
                " share."), _worst_suppliers, _of_supplier),
        Chart("passed-by-month", _("Passed at once by month"), "lines", _("Month"),
              _("Cases that passed the first time they were checked: at inspection, at storing, before delivery."),
              _passed_by_month, _checked_in),
        Chart("loss-by-cause", _("Loss by cause"), "stacked", _("Month"),
              _("What the ledger posted to loss, by month; write-offs by the causes and costs of their lines."),
              _losses, _lost_in),
        Chart("count-accuracy", _("Count accuracy"), "bars", _("Warehouse"),
              _("Lines without difference, of all lines of the last stocktake done in each warehouse."),
              _accuracy, _last_count),
        Chart("hours-by-step", _("Hours by step"), "bars", _("Step"),
              _("The median of the business hours that tasks of goods receipts and deliveries waited at each step within"
                " the last 30 days; enter lists them, those that wait now first."), _hours_by_step, behind_step),
    ],
    missing=[
        Missing(_("Lost tools and tools overdue"), ("tool-loan",)),
        Missing(_("Equipment standing still"), ("equipment-repair",)),
    ],
)  # fmt: skip
