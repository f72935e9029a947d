"""What a contact opens, filled with what is known of it: complaint, wish on an order, return, order, lead — P76, P124.

The same is taken over by a case that somebody begins by hand beside the contact. What is missing is completed by the
desk of that process in its draft; what is complete is handed in at once.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from db.cases import Case
from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts
from workflows.engine.process import effect
from workflows.library import filing, order_changing, pricing, sold_goods
from workflows.library.callbacks import open_call
from workflows.library.card_application import CardMatter, is_mobile
from workflows.library.complaining import COMPLAINT, Breach, Nature
from workflows.library.contact_groups import free_longest
from workflows.library.contacts import CONTACT, ContactForm, HandedOn
from workflows.library.leads import Source
from workflows.library.order_changing import ChangeKind
from workflows.library.ordering import Basis, OrderKind
from workflows.library.ordering import Channel as SoldThrough
from workflows.registers.customers import CUSTOMERS, Group, Legal, Place

Given = Mapping[str, Any]
Known = Callable[[CompanyFacts, ContactForm, str], dict[str, Any]]
"""The values a process begins with, of a contact and its number ("" while it has none)."""
Talking = Booking[ContactForm]

# --- what each process is given -----------------------------------------------------------------------------


def _for_complaint(_facts: CompanyFacts, form: ContactForm, number: str) -> dict[str, Any]:
    place = form.unit or ""
    return {
        "channel": form.channel, "recording": form.recording, "name": form.name, "phone": form.phone,
        "customer": form.customer, "unit": form.unit, "what": form.question, "place": place, "source": number,
        "department": form.department,
    }  # fmt: skip


def _about_order(_facts: CompanyFacts, form: ContactForm, _number: str) -> dict[str, Any]:
    return {
        "customer": form.customer, "order": form.order, "identity_by": form.identity_by,
        "identity_fact": form.identity_fact,
    }  # fmt: skip


def _for_change(facts: CompanyFacts, form: ContactForm, number: str) -> dict[str, Any]:
    values = {**_about_order(facts, form, number), "kind": form.wish}
    if form.wish and form.wish is not ChangeKind.ATTRIBUTE:
        values[order_changing.ON_ORDER[form.wish]] = form.wished
    return values


def _for_cancel(facts: CompanyFacts, form: ContactForm, number: str) -> dict[str, Any]:
    return {**_about_order(facts, form, number), "reason": form.question}


def _for_return(facts: CompanyFacts, form: ContactForm, _number: str) -> dict[str, Any]:
    sale = sold_goods.find(facts, form.order)
    return {"customer": form.customer, "sale": form.order, "lines": sold_goods.as_lines(facts, sale) if sale else []}


def _for_refund(_facts: CompanyFacts, form: ContactForm, number: str) -> dict[str, Any]:
    return {"customer": form.customer, "order": form.order, "source": number, "cause": form.question}


def _for_card(facts: CompanyFacts, form: ContactForm, _number: str) -> dict[str, Any]:
    known = facts.record(CUSTOMERS.key, form.customer) if form.customer else {}
    person = form.customer if known.get("legal") == Legal.PERSON else None
    at = "mobile" if is_mobile(form.phone or "") else "home_phone"
    return {
        "kind": CardMatter.NEW, "customer": person, "name": form.name, at: form.phone,
        "home_address": known.get("address") if person else None,
    }  # fmt: skip


def _for_order(facts: CompanyFacts, form: ContactForm, _number: str) -> dict[str, Any]:
    known = facts.record(CUSTOMERS.key, form.customer) if form.customer else {}
    lines = [
        {
            "product": line.product, "quantity": _text(line.quantity),
            "price": _text(pricing.listed_price(facts, line.product)),
        }
        for line in form.goods or ()
    ]  # fmt: skip
    return {
        "customer": form.customer, "channel": SoldThrough.SHOP, "basis": Basis.SHOP, "kind": OrderKind.STOCK,
        "terms": known.get("terms"), "address": known.get("address"), "lines": [_filled(line) for line in lines],
        **_wishes_of_order(form),
    }  # fmt: skip


def _wishes_of_order(form: ContactForm) -> dict[str, Any]:
    """A wish on an order that is only made now stands on it from the beginning."""
    wish = form.wish if form.wish is not ChangeKind.ATTRIBUTE else None
    return {order_changing.ON_ORDER[wish]: form.wished} if wish else {}


def _for_lead(facts: CompanyFacts, form: ContactForm, number: str) -> dict[str, Any]:
    asked = [facts.record("products", line.product).get("group") for line in form.goods or () if line.product]
    return {
        "source": Source.CONTACT, "name": form.name, "phone": form.phone, "need": form.question, "note": number,
        "product_group": next(filter(None, asked), None),
    }  # fmt: skip


_KNOWN: Mapping[str, Known] = {
    HandedOn.COMPLAINT: _for_complaint, HandedOn.CHANGE: _for_change, HandedOn.CANCEL: _for_cancel,
    HandedOn.RETURN: _for_return, HandedOn.REFUND: _for_refund, HandedOn.CARD: _for_card, HandedOn.ORDER: _for_order,
    HandedOn.LEAD: _for_lead,
}  # fmt: skip


def _text(amount: object) -> str | None:
    return None if amount is None else f"{amount}"


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def known_of(facts: CompanyFacts, form: ContactForm, number: str, process: str) -> dict[str, Any]:
    """Return what a process is given of a contact, as far as it is known."""
    return _filled(_KNOWN[process](facts, form, number))


# --- begun beside it ----------------------------------------------------------------------------------------


def taken_by(
    process: str, otherwise: "Callable[[CompanyFacts, Case], Given] | None" = None
) -> "Callable[[CompanyFacts, Case], Given]":
    """Return what a new case of a process takes over from a contact that lies open; of another case, what it did before."""

    def taken(facts: CompanyFacts, case: Case) -> Given:
        if case.process == CONTACT:
            return known_of(facts, cast("ContactForm", facts.form_of(case)), case.number or "", process)
        return otherwise(facts, case) if otherwise else {}

    return taken


# --- booked -------------------------------------------------------------------------------------------------


@effect(_("what takes it over is opened with what is known; who buys and is not on file yet is filed"))
def hand_on(booking: Talking) -> None:
    form = booking.form
    if form.outcome is None:
        return
    if form.outcome is HandedOn.ORDER and not form.customer:
        form.customer = _filed_buyer(booking)
    process = form.outcome.value
    booking.open_case(process, known_of(booking, form, booking.case.name, process))


def _filed_buyer(booking: Talking) -> str:
    """Whoever buys in the shop for the first time, entered into the register in the name of who serves him."""
    form = booking.form
    filed = filing.Filed(form.name, phone=form.phone, place=Place.OUTSIDE, source=form.channel.value)
    if earlier := filing.earlier_file(booking, filed):
        return earlier
    buyer = filing.file_customer(booking, filed, None)
    booking.change_record(CUSTOMERS.key, buyer, {"legal": Legal.PERSON.value, "group": Group.RETAIL.value})
    return buyer


@effect(_("a major complaint is opened"))
def open_major_complaint(booking: Talking) -> None:
    form = booking.form
    known = known_of(booking, form, booking.case.name, COMPLAINT)
    major = {"nature": Nature.VALID, "breach": Breach.OTHER, "major": True, "ground": form.ground}
    booking.open_case(COMPLAINT, {**known, **_filled(major)})


@effect(_("a call is opened that asks whether it is settled"))
def ask_again(booking: Talking) -> None:
    form = booking.form
    open_call(
        booking, "pre-sale", customer=form.customer, name=form.name, phone=form.phone, item=form.question,
        ended=booking.now, handled_by=form.told_by,
    )  # fmt: skip


# --- who has it ---------------------------------------------------------------------------------------------


@effect(_("whoever took it over has it"))
def take_over(booking: Talking) -> None:
    booking.case.requester_id = booking.person_id


@effect(_("the agent on duty who has been free longest has it"))
def give_to_agent(booking: Talking) -> None:
    agent = free_longest(booking, booking.form.menu, besides=[booking.person_id])
    if agent is not None:
        booking.case.requester_id = agent
        booking.watch([agent])
        booking.tell([agent], waits_for_you(booking))


def waits_for_you(booking: Talking) -> Message:
    """Say to an agent who is waiting for him, and where."""
    form = booking.form
    who = form.name or form.phone or booking.case.name
    return _("{name} waits, {channel}")(name=who, channel=form.channel.label)


# --- letters and visitors -----------------------------------------------------------------------------------


@effect(_("the supervisor signs the letter too"))
def mark_delicate(booking: Talking) -> None:
    booking.form.delicate = True


@effect(_("reply letter numbered and filed"))
def file_letter(booking: Talking) -> None:
    booking.form.letter_number = booking.company.cases.next_number("HF", booking.now.year)
    booking.issue("reply-letter", booking.form.letter_number)


@effect(_("time in"))
def come_in(booking: Talking) -> None:
    booking.form.time_in = booking.now


@effect(_("time out"))
def go_out(booking: Talking) -> None:
    booking.form.time_out = booking.now
