"""What customers owe: by age, overdue, and against their limits. Bill by bill, so that it sums to the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from db.figures import Bill
from db.message import Message, _
from workflows.engine.counting import Counting
from workflows.engine.figures import Column, Counted, Row, Source
from workflows.figures.kinds import DUE, ZERO
from workflows.library.pricing import line_amount

AGES: tuple[tuple[str, Message, int], ...] = (
    ("0", _("not due"), 0),
    ("30", _("1–30 days"), 30),
    ("60", _("31–60 days"), 60),
    ("90", _("61–90 days"), 90),
    ("91", _("over 90 days"), 10**6),
)
"""Key, title, and the days past the due date up to which a bill belongs there."""

ORDER = ("terms", "lines", "promise", "due_on")
"""What figures read of open sales orders."""

HOW_AGED = _(
    "What customers owe by the ledger, bill by bill, by the days since it was due: the order's due date, else the day of"
    " the bill and the customer's settlement days. Money paid without a bill settles the oldest first."
)


@dataclass(frozen=True, slots=True)
class Open:
    """A bill or a part of one that is not paid. days: since it was due, 0 and less: not due yet."""

    bill: Bill
    days: int

    @property
    def age(self) -> str:
        """The key of the age it belongs to."""
        return next(key for key, _title, up_to in AGES if self.days <= up_to)


def open_bills(counting: Counting) -> list[Open]:
    """Return what is owed, the amounts summing to the receivables of the ledger."""
    return counting.once("open-bills", lambda: list(_open_bills(counting)))


def _open_bills(counting: Counting) -> Iterator[Open]:
    days = {key: int(found["settlement_days"] or 0) for key, _name, found in customers(counting)}
    bills = [
        replace(bill, due=bill.due or bill.day + timedelta(days=days.get(bill.customer, 0)))
        for bill in counting.store.bills()
    ]
    bills.sort(key=lambda bill: (bill.customer, bill.due or bill.day, bill.number))
    for _customer, own in groupby(bills, key=lambda bill: bill.customer):
        for bill in _settled(list(own)):
            late = (counting.today - (bill.due or bill.day)).days
            yield Open(bill, late if bill.amount > 0 else 0)


def _settled(bills: Sequence[Bill]) -> Iterator[Bill]:
    """Let what was paid beyond one bill settle the oldest; what is left of it stands as a negative one, never due."""
    over = [bill for bill in bills if bill.amount < 0]
    paid = -sum((bill.amount for bill in over), ZERO)
    for bill in bills:
        if bill.amount > 0:
            taken = min(paid, bill.amount)
            paid -= taken
            if bill.amount > taken:
                yield replace(bill, amount=bill.amount - taken)
    if paid:
        yield replace(over[-1], amount=-paid)


def customers(counting: Counting) -> list[tuple[str, str, dict[str, Any]]]:
    """Return key, name and what figures need of every customer."""
    fields = ("owner", "settlement_days", "credit_limit")
    return counting.once("customers", lambda: counting.store.records("customers", fields))


# --- what dashboards show ------------------------------------------------------------------------------------


def total(counting: Counting) -> Decimal:
    """Return the receivables of the ledger."""
    return sum(counting.store.balances("receivable").values(), ZERO)


def overdue(counting: Counting) -> Decimal:
    """Return what should have been paid before today."""
    return sum((one.bill.amount for one in open_bills(counting) if one.days > 0), ZERO)


def behind_total(counting: Counting) -> list[Source]:
    """Return every open bill, the oldest first."""
    return _sources(counting, open_bills(counting))


def behind_overdue(counting: Counting) -> list[Source]:
    """Return the bills that are overdue, the oldest first."""
    return _sources(counting, [one for one in open_bills(counting) if one.days > 0])


def by_age(counting: Counting) -> Counted:
    """Return what is owed by age."""
    bills = open_bills(counting)
    rows = []
    for key, title, _up_to in AGES:
        own = [one for one in bills if one.age == key]
        owed = sum((one.bill.amount for one in own), ZERO)
        rows.append(Row(key, title, (owed, len(own), len({one.bill.customer for one in own}))))
    return Counted(
        (Column(_("Owed"), "yuan"), Column(_("Bills"), drawn=False), Column(_("Number of customers"), drawn=False)),
        rows,
    )


def behind_age(counting: Counting, key: str) -> list[Source]:
    """Return the bills of an age, the oldest first."""
    return _sources(counting, [one for one in open_bills(counting) if one.age == key])


def _sources(counting: Counting, bills: Sequence[Open]) -> list[Source]:
    names = {key: name for key, name, _found in customers(counting)}
    return [
        Source(
            one.bill.case_id, "" if one.bill.case_id else f"customers/{one.bill.customer}",
            title=names.get(one.bill.customer, one.bill.customer), amount=one.bill.amount,
            note=DUE(day=one.bill.due or one.bill.day),
        )
        for one in sorted(bills, key=lambda one: -one.days)
    ]  # fmt: skip


# --- against the limit ---------------------------------------------------------------------------------------


def over_limit(counting: Counting) -> list[tuple[str, Decimal, Decimal]]:
    """Return the customers whose exposure is above their credit limit: key, exposure, limit."""
    return counting.once("over-limit", lambda: list(_over_limit(counting)))


def _over_limit(counting: Counting) -> Iterator[tuple[str, Decimal, Decimal]]:
    exposures = exposure_of_all(counting)
    for key, _name, found in customers(counting):
        limit = found["credit_limit"]
        if limit is not None and exposures.get(key, ZERO) > Decimal(limit):
            yield key, exposures[key], Decimal(limit)


def exposure_of_all(counting: Counting) -> dict[str, Decimal]:
    """Return the exposure of every customer, as `workflows.library.orders.exposure` has it of one."""
    found = dict(counting.store.balances("receivable"))
    held = counting.store.balances("deposit")
    for order in counting.cases("sales-order", *ORDER, open_only=True):
        released = "payment" in order.steps or "delivery" in order.steps
        if order.customer and released and order.fields["terms"] == "account":
            to_ship = sum(
                (
                    line_amount(Decimal(line["quantity"]) - Decimal(line.get("shipped") or 0), Decimal(line["price"]))
                    for line in order.fields["lines"] or ()
                ),
                ZERO,
            )
            deposit = held.get(f"{order.customer}/{order.number}", ZERO)
            found[order.customer] = found.get(order.customer, ZERO) + to_ship - deposit
    return found


def behind_limit(counting: Counting) -> list[Source]:
    """Return the customers over their limit."""
    return [
        Source(record=f"customers/{key}", amount=exposure, note=_("limit {limit}")(limit=limit))
        for key, exposure, limit in over_limit(counting)
    ]
