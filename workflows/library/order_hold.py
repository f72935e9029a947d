"""An order that is changed or cancelled after purchase: whose it is, how far it is, and its papers and parcels — P77-P80.

An open change or cancellation is itself the hold (`orders.hold_on`): while it is open, print, pick, pack and gate of the
order's shipments are refused. How near the goods are to the customer is read in the deciding transaction, so that a
parcel that passed the gate first finds the order shipped. Until then delivery note and courier slip, or the parcel, are
taken from the storekeeper before anything is done.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any, Protocol

from db.cases import Case
from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import Facts
from workflows.engine.form import CaseRef, Line, Text, field
from workflows.engine.process import Reason, Until, condition, effect, guard
from workflows.library import orders, sold_goods
from workflows.library.identity import ProvedBy, why_not_proved
from workflows.library.member_cards import remind_of_id
from workflows.library.orders import OrderState

_ON_ITS_WAY = {"delivery", "settle"}
"""Steps of an order that service may change or cancel; before them its salesperson does."""

# --- what both forms have -----------------------------------------------------------------------------------


class Papers(Line):
    """What is handed over of one shipment: both papers of a printed one, the parcels of a packed one."""

    shipment: CaseRef | None = field(_("Shipment"), read=True)
    state: OrderState | None = field(_("State"), read=True)
    note_number: Text = field(_("Delivery note in hand"), default="", hint=_("number and issue, as FH-2026-000001 1"))
    waybill_number: Text = field(_("Courier slip in hand"), default="", hint=_("number and issue, as KD-2026-000001 1"))
    parcels: Text = field(_("Parcels in hand"), default="", hint=_("their numbers, with commas"))


class Stopped(Protocol):
    """What the forms of a change and of a cancellation share."""

    customer: Any
    order: Any
    identity_by: ProvedBy
    identity_fact: str
    state: OrderState | None
    papers: list[Papers]

    @property
    def numbers(self) -> list[int]:
        """The lines it is about; none: the order as a whole."""
        ...


def order_of(facts: Facts[Any]) -> Case | None:
    return orders.find(facts, facts.form.order)


def steps_of(facts: Facts[Any], case: Case) -> set[str]:
    """The steps a case stands at."""
    return {task.step for task in facts.company.cases.open_tasks(case.id)}


def in_question(facts: Facts[Any]) -> Iterator[Case]:
    """Yield the orders that may be changed or cancelled, of the customer named: those on their way, then the newest."""
    known = facts.cases_of(orders.SALES_ORDER, customer=facts.form.customer or None)
    yield from (case for case in reversed(known) if not case.ended and steps_of(facts, case) & _ON_ITS_WAY)
    yield from (case for case in reversed(known) if case.ended == "done")


# --- at the draft -------------------------------------------------------------------------------------------


@guard(_("an order of this customer, in delivery or shipped"))
def order_is_found(facts: Facts[Any]) -> Iterator[Reason]:
    order = order_of(facts)
    if order is None:
        yield Reason(_("there is no such sales order"), "order")
    elif order.customer != facts.form.customer:
        yield Reason(_("the order is another customer's: not the buyer"), "order")
    elif order.ended not in (None, "done"):
        yield Reason(_("{number} has ended: nothing of it is on its way")(number=order.name), "order")
    elif not order.ended and not steps_of(facts, order) & _ON_ITS_WAY:
        yield Reason(_("{number} is not in delivery yet: its salesperson changes it")(number=order.name), "order")


@guard(_("a fact proves who is asking"))
def identity_is_proved(facts: Facts[Any]) -> Iterator[Reason]:
    form = facts.form
    for why in why_not_proved(facts, [form.customer], form.identity_by, form.identity_fact):
        yield Reason(why, "identity_fact")


@guard(_("no other change or cancellation of the order is open"))
def nothing_else_open(facts: Facts[Any]) -> Iterator[Message]:
    order = order_of(facts)
    other = orders.hold_on(facts, order) if order else None
    if other and other.id != facts.case.id and (said := orders.why_held(facts, order)):
        yield said


# --- how far it is ------------------------------------------------------------------------------------------


def state_now(facts: Facts[Any]) -> OrderState | None:
    """How far the order is, or the furthest of the lines it is about; None: there is no such order."""
    order = order_of(facts)
    return orders.order_state(facts, order, facts.form.numbers) if order else None


def _is(state: OrderState, facts: Facts[Any]) -> bool:
    return state_now(facts) is state


@condition(_("printed"))
def is_printed(facts: Facts[Any]) -> bool:
    return _is(OrderState.PRINTED, facts)


@condition(_("packed"))
def is_packed(facts: Facts[Any]) -> bool:
    return _is(OrderState.PACKED, facts)


@condition(_("shipped"))
def is_shipped(facts: Facts[Any]) -> bool:
    return _is(OrderState.SHIPPED, facts)


def open_shipments(facts: Facts[Any]) -> list[Case]:
    """Return the shipments of the order, or of these lines of it, that have not passed the gate, oldest first."""
    order = order_of(facts)
    found = orders.shipments_of(facts, order, facts.form.numbers) if order else []
    return [case for case in found if orders.state_of(facts, case) is not OrderState.SHIPPED]


@effect(_("the order stands still; its state, papers and parcels are noted"))
def stop(booking: Booking[Any]) -> None:
    """Keep how far the order is, and list what is to be handed over of each shipment."""
    form = booking.form
    form.state = state_now(booking)
    held = [(case, orders.state_of(booking, case)) for case in open_shipments(booking)]
    wanted = (OrderState.PRINTED, OrderState.PACKED)
    form.papers = [Papers(shipment=case.number, state=state) for case, state in held if state in wanted]


# --- papers and parcels -------------------------------------------------------------------------------------


@guard(_("newest issue of both papers, or all parcels; numbers equal"))
def numbers_equal(facts: Facts[Any]) -> Iterator[Reason]:
    for index, row in enumerate(facts.form.papers):
        shipment = facts.find_case(row.shipment or "")
        data = shipment.form if shipment else {}
        if row.state is OrderState.PACKED:
            numbers = {parcel["number"] for parcel in data.get("parcels", ())}
            if _numbers(row.parcels) != _numbers(",".join(numbers)):
                yield Reason(
                    _("the parcels are {numbers}")(numbers=", ".join(sorted(numbers))), f"papers.{index}.parcels"
                )
            continue
        for name in ("note_number", "waybill_number"):
            newest = f"{data.get(name, '')} · {data.get('issue', '')}"
            if _spelled(getattr(row, name)) != _spelled(newest):
                yield Reason(_("not the newest issue, {newest}")(newest=newest), f"papers.{index}.{name}")


def _spelled(paper: str) -> str:
    """Return letters and figures of number and issue: whatever is typed between them, FH-2026-000001 1 is meant."""
    return "".join(re.findall(r"[A-Z0-9]", unicodedata.normalize("NFKC", paper).upper()))


def _numbers(typed: str) -> set[str]:
    known = unicodedata.normalize("NFKC", typed).upper().replace("、", ",")
    return {part.strip() for part in known.split(",") if part.strip()}


# --- what is said -------------------------------------------------------------------------------------------


def signed(facts: Facts[Any], text: str) -> str:
    """Return a red-flag note in its fixed wording, with date and name of the writer."""
    return f"{text}—{facts.today:%Y.%m.%d} {facts.person(facts.person_id).name}"


def in_all(policy: str, title: Message) -> Until:
    """The end of the time a whole change or cancellation may take from its hand-in, since the order stands still."""
    return Until(title, lambda facts: facts.time_limit(policy, facts.case.submitted_at))


def brief_of_order(facts: Facts[Any]) -> Iterator[Message]:
    order = order_of(facts)
    if order is None:
        return
    state = facts.form.state or state_now(facts) or OrderState.TO_PRINT
    yield _("{number}, {amount}: {state}")(number=order.name, amount=order.amount or 0, state=state.label)
    yield from remind_of_id(facts, order.customer)
    for row in facts.form.papers or ():
        if row.shipment:
            yield _("Stands still meanwhile: {number}")(number=row.shipment)


def subject_of_order(facts: Facts[Any]) -> str:
    form = facts.form
    return " ".join(part for part in (facts.name_of("customers", form.customer), form.order) if part)


def return_form(facts: Facts[Any], lines: Collection[int]) -> dict[str, Any]:
    """Return what a return is opened with: what the customer has of the order, or of these lines of it."""
    order = order_of(facts)
    back = sold_goods.as_lines(facts, order, lines, cause="changed-mind") if order else []
    return {"shape": "return", "sale": facts.form.order, "customer": facts.form.customer, "lines": back}
