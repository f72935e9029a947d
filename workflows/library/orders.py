"""Sales orders as the rest of the house sees them: how far the goods are, what is open, owed, held and earned — P98, P101.

Nothing here is stored twice. The state of an order is read from the steps its shipments stand at; what is owed for it
and what was earned by it from the ledger entries of the order and of its shipments. What must be decided before it may
go is in `workflows.library.order_release`.

For a shipment at the gate: `post_sale` posts sale, deposit applied, its commission and fee. Before: `hold_on` (an open
change or cancellation), `order_release.open_reasons`, `open_quantities`, `reserved_for`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from db.cases import Case
from db.message import Message, _
from db.money import Account, Entry
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts
from workflows.engine.form import Choice
from workflows.library import pricing
from workflows.library.ordering import ZERO, OrderLine, SalesOrderForm
from workflows.registers.customers import Terms

SALES_ORDER, SHIPMENT = "sales-order", "shipment"
_NOTHING = Decimal(0)

# --- how far the goods are ----------------------------------------------------------------------------------


class OrderState(Choice):
    """How near the goods are to the customer; decides how an order is changed or cancelled (P77-P80)."""

    TO_PRINT = "to-print", _("to print")
    PRINTED = "printed", _("printed")
    PACKED = "packed", _("packed")
    SHIPPED = "shipped", _("shipped")


_NEARNESS = tuple(OrderState)
_STATE_AT = {
    "draft": OrderState.TO_PRINT, "print": OrderState.TO_PRINT,
    "pick": OrderState.PRINTED, "check": OrderState.PRINTED, "pack": OrderState.PRINTED,
    "hand-over": OrderState.PACKED, "gate": OrderState.PACKED,
    "proof": OrderState.SHIPPED, "done": OrderState.SHIPPED, "came-back": OrderState.SHIPPED,
}  # fmt: skip
"""By the step or end of a shipment; one that was voided or withdrawn holds no goods."""


def form_of(facts: CompanyFacts, order: Case) -> SalesOrderForm:
    """Return the form of an order."""
    return cast("SalesOrderForm", facts.form_of(order))


def find(facts: CompanyFacts, number: str | None) -> Case | None:
    """Return the order with a number; None where there is none."""
    case = facts.find_case(number) if number else None
    return case if case and case.process == SALES_ORDER else None


def shipments_of(facts: CompanyFacts, order: Case, lines: Collection[int] = ()) -> list[Case]:
    """Return the shipments that hold goods of an order, oldest first; lines: only those that hold one of these."""
    found = facts.cases_of(SHIPMENT, customer=order.customer, opened_from=order.opened_at)
    mine = [one for one in found if one.form.get("order") == order.number and state_of(facts, one) is not None]
    return [one for one in mine if not lines or any(number in lines for number, _quantity in _lines_of(one))]


def state_of(facts: CompanyFacts, shipment: Case) -> OrderState | None:
    """Return how far one shipment is; None of one that was voided or withdrawn."""
    if shipment.ended:
        return _STATE_AT.get(shipment.ended)
    tasks = facts.company.cases.open_tasks(shipment.id)
    return _STATE_AT.get(tasks[0].step) if tasks else None


def order_state(facts: CompanyFacts, order: Case, lines: Collection[int] = ()) -> OrderState:
    """Return the state of an order, or of some of its lines (from 1): that of the furthest shipment holding them."""
    states = [state_of(facts, one) for one in shipments_of(facts, order, lines)]
    return max((state for state in states if state), key=_NEARNESS.index, default=OrderState.TO_PRINT)


def shipped_quantities(facts: CompanyFacts, order: Case) -> dict[int, Decimal]:
    """Return how much of each line (from 1) has passed the gate."""
    shipped = [one for one in shipments_of(facts, order) if state_of(facts, one) is OrderState.SHIPPED]
    return _by_line(shipped)


def open_quantities(facts: CompanyFacts, order: Case, *, besides: int | None = None) -> dict[int, Decimal]:
    """Return how much of each line (from 1) is in no shipment yet; besides: the id of a shipment left out."""
    held = _by_line(one for one in shipments_of(facts, order) if one.id != besides)
    lines = form_of(facts, order).lines
    return {number: line.wanted - held.get(number, _NOTHING) for number, line in enumerate(lines, 1)}


def hold_on(facts: CompanyFacts, order: Case) -> Case | None:
    """Return the open change or cancellation that keeps an order where it stands; None when nothing does."""
    for process in ("order-cancel", "order-change"):
        for case in facts.cases_of(process, open_only=True, customer=order.customer):
            if case.form.get("order") == order.number and case.submitted_at:
                return case
    return None


def why_held(facts: CompanyFacts, order: Case | None) -> Message | None:
    """Say which open change or cancellation keeps an order and its shipments where they stand; None: nothing does."""
    case = hold_on(facts, order) if order else None
    if case is None:
        return None
    said = _("cancellation {number} is open") if case.process == "order-cancel" else _("change {number} is open")
    return said(number=case.name)


def _lines_of(shipment: Case) -> Iterator[tuple[int, Decimal]]:
    """Yield line of the order and quantity of each line of a shipment, as far as it is filled in."""
    for row in shipment.form.get("lines", ()):
        if row.get("order_line") and row.get("quantity"):
            yield int(row["order_line"]), Decimal(row["quantity"])


def _by_line(shipments: Iterable[Case]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for shipment in shipments:
        for number, quantity in _lines_of(shipment):
            found[number] = found.get(number, _NOTHING) + quantity
    return found


# --- what is owed and held ----------------------------------------------------------------------------------


def deposit_account(customer: str, number: str) -> Account:
    """Return the account of what is held for an order."""
    return Account("deposit", customer, number)


def deposit_left(facts: CompanyFacts, order: Case) -> Decimal:
    """Return what is held for an order and not yet applied, yuan."""
    return facts.company.money.balance(deposit_account(order.customer or "", order.name))


def receivable_of(facts: CompanyFacts, order: Case) -> Decimal:
    """Return what the customer owes for an order now: shipped, less deposit applied, receipts and refunds, yuan."""
    return _posted(facts, order, "receivable")


def entries_of(facts: CompanyFacts, order: Case) -> Iterator[Entry]:
    """Yield the ledger entries of an order, of its shipments and of the refunds and exports that name it."""
    cases = [order, *facts.cases_of(SHIPMENT, customer=order.customer, opened_from=order.opened_at)]
    for process in ("refund", "export-shipment"):
        cases += facts.cases_of(process, customer=order.customer, opened_from=order.opened_at)
    for case in cases:
        if case is order or case.form.get("order") == order.number:
            yield from facts.company.money.entries(case_id=case.id, limit=1000)


def _posted(facts: CompanyFacts, order: Case, account: str) -> Decimal:
    """Return what an order has posted to an account, debit positive."""
    lines = (line for entry in entries_of(facts, order) for line in entry.lines if line.account == account)
    return sum((line.amount for line in lines), ZERO)


def is_released(facts: CompanyFacts, order: Case) -> bool:
    """Whether an order has passed its release: it waits for money due before delivery, or is in delivery."""
    return any(task.step in ("payment", "delivery") for task in facts.company.cases.open_tasks(order.id))


def value_to_ship(form: SalesOrderForm) -> Decimal:
    """Return the value of what of an order has not passed the gate, yuan."""
    rest = (pricing.line_amount(line.wanted - (line.shipped or 0), line.price) for line in form.lines)
    return sum(rest, ZERO)


def exposure(facts: CompanyFacts, customer: str, besides: str | None = None) -> Decimal:
    """Return what the company risks with a customer: receivable, and released account orders less their deposits.

    besides: the number of an order that is left out.
    """
    risk = facts.company.money.balance(Account("receivable", customer))
    for order in facts.cases_of(SALES_ORDER, open_only=True, customer=customer):
        if order.number == besides or not is_released(facts, order):
            continue
        form = form_of(facts, order)
        if form.terms is Terms.ACCOUNT:
            risk += value_to_ship(form) - deposit_left(facts, order)
    return risk


# --- the sale, at the gate ----------------------------------------------------------------------------------


def amount_of_part(line: OrderLine, before: Decimal, now: Decimal) -> Decimal:
    """Return the amount of a part of a line, so that all parts sum to the amount of the line."""
    return pricing.line_amount(before + now, line.price) - pricing.line_amount(before, line.price)


def amounts_shipped(facts: CompanyFacts, order: Case, now: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Return what the parts that pass the gate now cost, by line (from 1); now: their quantities."""
    before, lines = shipped_quantities(facts, order), form_of(facts, order).lines
    return {
        number: amount_of_part(lines[number - 1], before.get(number, _NOTHING), quantity)
        for number, quantity in now.items()
    }


def post_sale(booking: Booking[Any], order: Case, now: Mapping[int, Decimal]) -> Decimal:
    """Post the sale of what passes the gate now, the deposit as far as it reaches, and its commission and fee.

    now: quantities by line of the order, from 1; the shipment that books must still stand at its gate. Returns the
    amount of the sale. Cost and goods are the shipment's own.
    """
    customer, amounts = order.customer or "", amounts_shipped(booking, order, now)
    amount = sum(amounts.values(), ZERO)
    booking.post(Account("receivable", customer), Account("sales"), amount)
    applied = min(deposit_left(booking, order), amount)
    booking.post(deposit_account(customer, order.name), Account("receivable", customer), applied)
    book_commission(booking, order, applied, now)
    return amount


def book_commission(
    booking: Booking[Any], order: Case, met: Decimal, shipping: Mapping[int, Decimal] | None = None
) -> None:
    """Book commission and fee of an order for money that has met shipped goods (P97).

    met: yuan, already posted. shipping: quantities by line that pass the gate in this decision. The money is spread
    over the shipped lines by amount, each at its line's rate; the last money takes the remainder, so that in the end
    every line has earned amount x rate.
    """
    if not met:
        return
    form, shipped = form_of(booking, order), shipped_quantities(booking, order)
    for number, quantity in (shipping or {}).items():
        shipped[number] = shipped.get(number, _NOTHING) + quantity
    lines = [(line, pricing.line_amount(shipped.get(number, _NOTHING), line.price)) for number, line in _numbered(form)]
    everything = all(shipped.get(number, _NOTHING) >= line.wanted for number, line in _numbered(form))
    share = Fraction(met) / Fraction(sum((amount for _line, amount in lines), ZERO))
    last = everything and receivable_of(booking, order) <= 0
    earned = sum((_percent(amount, line.commission_rate) for line, amount in lines), Fraction(0))
    booked = -_posted(booking, order, "commission")
    _to_sellers(booking, form, pricing.rounded(earned) - booked if last else pricing.rounded(earned * share))
    for payee in dict.fromkeys(line.payee for line in form.lines if line.payee):
        due = sum((_percent(amount, line.fee) for line, amount in lines if line.payee == payee), Fraction(0))
        paid = -_posted_to(booking, order, Account("payable", payee))
        fee = pricing.rounded(due) - paid if last else pricing.rounded(due * share)
        booking.post(Account("selling-expense"), Account("payable", payee), fee)
        if fee:
            owed = {"kind": "service", "payee": payee, "source": booking.case.name, "what": order.name, "due": f"{fee}"}
            booking.open_case("purchase-order", owed, step="settle")


def _to_sellers(booking: Booking[Any], form: SalesOrderForm, commission: Decimal) -> None:
    """Book commission to whom the customer belonged when the order was handed in; the last share takes the rest."""
    left = commission
    for index, part in enumerate(form.commission_to):
        last = index == len(form.commission_to) - 1
        own = left if last else pricing.rounded(_percent(commission, part.percent))
        booking.post(Account("selling-expense"), Account("commission", part.employee or ""), own)
        left -= own


def _percent(amount: Decimal, rate: Decimal | None) -> Fraction:
    return Fraction(amount) * Fraction(rate or 0) / 100


def _numbered(form: SalesOrderForm) -> Iterator[tuple[int, OrderLine]]:
    return enumerate(form.lines, 1)


def _posted_to(facts: CompanyFacts, order: Case, account: Account) -> Decimal:
    found = (
        line.amount
        for entry in entries_of(facts, order)
        for line in entry.lines
        if (line.account, line.dimension) == (account.name, account.dimension)
    )
    return sum(found, ZERO)
