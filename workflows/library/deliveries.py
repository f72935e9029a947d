"""What has come in on the lines of a purchase order, and what of it went back — P16, P18.

Nothing of it is stored with the order: it is read from the receipts and returns that name the order. Per line:

    received = delivered on its receipts - handed back to the supplier
    open     = ordered - cancelled - cut - received       (what may still be delivered)
    on order = ordered - cancelled - cut - stored         (stored: what passed both gates so far, concessions too)

Goods between the gates are still on order: nobody can take them yet, and nobody orders them a second time. Handed back
for a replacement, goods open the line again; handed back for credit, they cut it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.cases import Case
from workflows.engine.facts import CompanyFacts

PURCHASE_ORDER, RECEIPT, RETURN = "purchase-order", "goods-receipt", "return-to-supplier"
ON_ORDER_AT = frozenset({"send", "advance", "deliver", "close-short"})
"""Where the rest of an order counts as on order: approved, not yet in, not cancelled."""
_NOTHING = Decimal(0)
_NO_MONEY = Decimal("0.00")


@dataclass(slots=True)
class LineState:
    """How far one line of an order is, in units of its product."""

    ordered: Decimal
    cancelled: Decimal = _NOTHING
    cut: Decimal = _NOTHING
    delivered: Decimal = _NOTHING
    handed_back: Decimal = _NOTHING
    pending: Decimal = _NOTHING
    accepted: Decimal = _NOTHING
    stored: Decimal = _NOTHING

    @property
    def received(self) -> Decimal:
        return self.delivered - self.handed_back

    @property
    def open(self) -> Decimal:
        return max(_NOTHING, self.ordered - self.cancelled - self.cut - self.received)

    @property
    def on_order(self) -> Decimal:
        return max(_NOTHING, self.ordered - self.cancelled - self.cut - self.stored)


class Deliveries:
    """Receipts and returns since a moment, read once, by the number of their order."""

    def __init__(self, facts: CompanyFacts, since: datetime) -> None:
        self._receipts = _by_order(facts.cases_of(RECEIPT, opened_from=since))
        self._returns = _by_order(facts.cases_of(RETURN, opened_from=since))

    def receipts(self, order: Case) -> list[Case]:
        """The receipts on an order, oldest first."""
        return self._receipts.get(order.name, [])

    def returns(self, order: Case) -> list[Case]:
        """The returns of goods of an order, oldest first."""
        return self._returns.get(order.name, [])

    def lines(self, order: Case) -> list[LineState]:
        """How far each line of an order is."""
        rows = order.form.get("lines", ())
        states = [LineState(_number(row, "quantity"), _number(row, "cancelled")) for row in rows]
        for receipt in self.receipts(order):
            for state, row in _of_lines(states, receipt):
                _count_receipt(state, row)
        for back in self.returns(order):
            for state, row in _of_lines(states, back):
                _count_return(state, row, back)
        return states

    def owed(self, order: Case) -> Decimal:
        """What has been stored on an order and stands, yuan: its receipts, less what went back at its receipt price."""
        stored = sum((_money(row, "value") for one in self.receipts(order) for row in one.form["lines"]), _NO_MONEY)
        for back in self.returns(order):
            stored += _money(back.form, "kept_value") - _money(back.form, "credited")
        return stored

    def reclaimed(self, order: Case) -> Decimal:
        """What of the advance on an order its returns have brought back, yuan."""
        return sum((_money(back.form, "reclaimed") for back in self.returns(order)), _NO_MONEY)

    def still_open(self, order: Case) -> list[Case]:
        """The receipts and returns of an order that have not ended."""
        return [one for one in (*self.receipts(order), *self.returns(order)) if not one.ended]


def deliveries_of(facts: CompanyFacts, order: Case) -> Deliveries:
    """What came in since an order was opened."""
    return Deliveries(facts, order.opened_at)


def is_complete(facts: CompanyFacts, order: Case) -> bool:
    """Whether nothing of an order is to come: no line open, no receipt under way, nothing waiting to go back."""
    known = deliveries_of(facts, order)
    return not any(line.open for line in known.lines(order)) and not known.still_open(order)


def expecting(facts: CompanyFacts) -> list[Case]:
    """The orders that expect goods now, those promised first in front."""
    known = facts.cases_of(PURCHASE_ORDER, open_only=True) + _paid_but_replaced(facts)
    expected = [one for one in known if expects(facts, one)]
    return sorted(expected, key=lambda one: (_promised(one), one.id))


def expects(facts: CompanyFacts, order: Case) -> bool:
    """Whether goods of an order may come in now: it waits for them, or gave some back for a replacement later on."""
    stands = stands_at(facts, order)
    if stands == "deliver":
        return True
    return stands in ("settle", "done") and any(line.open for line in deliveries_of(facts, order).lines(order))


def _promised(order: Case) -> str:
    """The first day on which goods of an order are promised."""
    return min((row.get("promised") or row.get("needed_by") or "" for row in order.form.get("lines", ())), default="")


def find_order(facts: CompanyFacts, number: str | None) -> Case | None:
    """The purchase order with a number; None where there is none."""
    case = facts.find_case(number) if number else None
    return case if case and case.process == PURCHASE_ORDER else None


def stands_at(facts: CompanyFacts, case: Case) -> str:
    """The first open step of a case, or the end it has reached."""
    tasks = facts.company.cases.open_tasks(case.id)
    return case.ended or (tasks[0].step if tasks else "")


def on_order(facts: CompanyFacts, besides: int = 0) -> dict[str, Decimal]:
    """What of each product is on order now; besides: the id of an order left out."""
    known = facts.cases_of(PURCHASE_ORDER, open_only=True)
    orders = [one for one in known if one.id != besides and stands_at(facts, one) in ON_ORDER_AT]
    orders += _paid_but_replaced(facts)
    found: dict[str, Decimal] = {}
    if not orders:
        return found
    arrived = Deliveries(facts, min(one.opened_at for one in orders))
    for order in orders:
        for row, state in zip(order.form.get("lines", ()), arrived.lines(order), strict=True):
            found[row["product"]] = found.get(row["product"], _NOTHING) + state.on_order
    return found


def _paid_but_replaced(facts: CompanyFacts) -> list[Case]:
    """The orders that are done and have given goods back for a replacement: it comes on their lines."""
    gone = (back.form for back in facts.cases_of(RETURN) if back.form.get("gone_on"))
    numbers = {form.get("order") for form in gone if form.get("outcome") == "replace"}
    orders = [find_order(facts, number) for number in sorted(filter(None, numbers))]
    return [order for order in orders if order and order.ended == "done"]


def _by_order(cases: Iterable[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        if case.submitted_at and case.form.get("order") and case.ended not in ("withdrawn", "taken-back"):
            found.setdefault(case.form["order"], []).append(case)
    return found


def _of_lines(states: Sequence[LineState], case: Case) -> Iterator[tuple[LineState, Mapping[str, Any]]]:
    for row in case.form.get("lines", ()):
        number = int(row.get("order_line") or 0)
        if 1 <= number <= len(states):
            yield states[number - 1], row


def _count_receipt(state: LineState, row: Mapping[str, Any]) -> None:
    delivered, good = _number(row, "delivered"), _number(row, "accepted") + _number(row, "concession")
    state.delivered += delivered
    state.accepted += good - _number(row, "sent_back")
    state.stored += _number(row, "in_stock")
    state.pending += delivered - good - _number(row, "rejected")


def _count_return(state: LineState, row: Mapping[str, Any], back: Case) -> None:
    quantity, booked = _number(row, "quantity"), bool(row.get("booked"))
    if back.ended == "kept":
        if not booked:
            state.accepted += quantity
            state.stored += quantity
        return
    if not back.form.get("gone_on"):
        return
    state.handed_back += quantity
    if booked:
        state.accepted -= quantity
        state.stored -= quantity
    if back.form.get("outcome") == "credit":
        state.cut += quantity


def _number(row: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(row.get(name) or 0)


def _money(row: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(row.get(name) or "0.00")
