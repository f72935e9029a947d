"""What stands beside a contact while somebody speaks: what to say, who it is, what the house knows of him — P34, P76."""

from collections.abc import Iterator
from datetime import timedelta

from db.cases import Task
from db.message import Message, _
from workflows.engine.facts import CompanyFacts
from workflows.library import pricing
from workflows.library.callback_duties import events
from workflows.library.complaining import Channel
from workflows.library.contacts import CONTACT, Contact, Menu, caller, free_badges, letter_due, visits
from workflows.library.identity import owed_by
from workflows.library.member_cards import card_of, remind_of_id
from workflows.library.sampling import drawn
from workflows.library.subjects import about
from workflows.registers.customers import CUSTOMERS
from workflows.registers.products import PRICE_LIST, PRODUCTS, ProductKind

_ORDERS, _CONTACTS, _BADGES, _PAGES = 3, 3, 5, 5
"""How many of each are named."""
COMPLAINTS = ("complaint", "return-exchange", "refund", "order-change", "order-cancel")
"""Other matters of a customer that may be what he calls about."""


def brief(facts: Contact) -> Iterator[Message]:
    """What helps whoever has the contact, from the first word on; of one that is over, nothing."""
    if facts.case.ended:
        return
    form = facts.form
    if facts.form.time_in and not form.time_out:
        yield from _of_visit(facts)
        return
    if facts.step is None or facts.step.draft:
        yield from _to_say(facts)
    elif facts.step.key == "reply":
        yield _answer_by(facts)
    yield from of_caller(facts)
    if form.channel is Channel.CHAT or form.goods:
        yield from _of_goods(facts)
    if form.channel is Channel.CHAT:
        yield from promotions(facts)
    if form.advice:
        yield _("Advice: {advice}")(advice=form.advice)


# --- what to say --------------------------------------------------------------------------------------------


def _to_say(facts: Contact) -> Iterator[Message]:
    form, greeting = facts.form, facts.policy("contact.greeting")
    match form.channel:
        case Channel.PHONE:
            yield _("Say: “{greeting}, good day. Who is calling, please?” Hear him out, then read his words back")(
                greeting=greeting
            )
            if form.menu is Menu.COMPLAINT:
                yield _("Menu B: hand it on as a complaint or suggestion, unless the caller says it is neither")
        case Channel.CHAT:
            yield _(
                "Welcome, promotion, goods, order, ask to bookmark the shop; every wish on the order is noted at once"
            )
        case Channel.VISITOR:
            free = [f"{badge}" for _count, badge in zip(range(_BADGES), free_badges(facts), strict=False)]
            inside = len(visits(facts))
            if free:
                yield _("Free badges: {badges}; visitors in the house: {count}")(badges=", ".join(free), count=inside)
            else:
                yield _("No badge is free; visitors in the house: {count}")(count=inside)
        case Channel.LETTER:
            yield _answer_by(facts)
        case _:
            pass


def _answer_by(facts: Contact) -> Message:
    return _("Answer in writing by {time}, every question of it")(time=letter_due(facts))


def badge_to_give(facts: Contact) -> Message | None:
    """Which badge a visitor is given who was just let in."""
    if facts.decisions[-1].action != "visitor" or not facts.form.badge:
        return None
    return _("give out badge {badge}")(badge=facts.form.badge)


def _of_visit(facts: Contact) -> Iterator[Message]:
    form = facts.form
    if form.badge and form.time_in:
        yield _("Badge {badge}, in the house since {time}")(badge=form.badge, time=form.time_in)
    if form.badge_missing:
        yield _("The badge was not handed back: call the visitor")
    if form.phone:
        yield _("Phone {phone}")(phone=form.phone)


# --- who it is ----------------------------------------------------------------------------------------------


def of_caller(facts: Contact) -> Iterator[Message]:
    """Who is speaking, and what is under way with him."""
    form, customer = facts.form, caller(facts)
    if customer is None:
        if form.channel is not Channel.VISITOR and (form.phone or form.name):
            yield _(
                "Nobody on file with this phone or name: who wants to buy is filed as a lead, or with his order in the shop"
            )
        return
    record = facts.record(CUSTOMERS.key, customer)
    yield _("{customer} {name}")(customer=customer, name=record.get("name", ""))
    if card := card_of(facts, customer):
        yield _("Member, card {card}")(card=card)
    yield from remind_of_id(facts, customer)
    if (owed := owed_by(facts, [customer])) > 0:
        yield _("Owes {amount}")(amount=owed)
    yield from _open_orders(facts, customer)
    if matters := [case.name for key in COMPLAINTS for case in facts.cases_of(key, open_only=True, customer=customer)]:
        yield _("Open matters: {numbers}")(numbers=", ".join(matters))
    yield from _last_contacts(facts, customer)


def _open_orders(facts: CompanyFacts, customer: str) -> Iterator[Message]:
    known = facts.cases_of("sales-order", open_only=True, customer=customer)
    open_ = [case for case in known if case.submitted_at][-_ORDERS:]
    for order in reversed(open_):
        steps = [facts.company.catalogue.of(order).step(task.step).title for task in _tasks(facts, order.id)]
        yield _("Order {number}, {step}: {subject}")(
            number=order.name, step=steps[0] if steps else "", subject=order.subject
        )


def _tasks(facts: CompanyFacts, case: int) -> list[Task]:
    return facts.company.cases.open_tasks(case)


def _last_contacts(facts: Contact, customer: str) -> Iterator[Message]:
    earlier = [case for case in facts.cases_of(CONTACT, customer=customer) if case.id != facts.case.id]
    for case in reversed(earlier[-_CONTACTS:]):
        yield _("{day} {number}: {question}")(
            day=case.opened_at.date(), number=case.name, question=str(case.form.get("question", "")).split("\n")[0]
        )


# --- goods and promotions -----------------------------------------------------------------------------------


def _of_goods(facts: Contact) -> Iterator[Message]:
    """What an agent is asked about goods: what they are, what they cost, and how many may be sold now."""
    for line in facts.form.goods or ():
        if line.product and facts.record(PRODUCTS.key, line.product):
            yield _said_of(facts, line.product)


def _said_of(facts: CompanyFacts, product: str) -> Message:
    record = facts.record(PRODUCTS.key, product)
    return _("{product} {name}: {price} a {unit}, {free} to be sold")(
        product=product, name=about(record["name"], record.get("specification"), record.get("grade")),
        price=pricing.listed_price(facts, product) or _("no price on the list"), unit=record["unit"],
        free=facts.company.stock.available(product),
    )  # fmt: skip


def pages_to_read(facts: CompanyFacts) -> Iterator[Message]:
    """What an agent with nobody waiting is shown: the pages of some products that are sold, others every hour."""
    sold = [record.key for record in facts.company.registers.every(PRICE_LIST.key)]
    known = [key for key in sold if facts.record(PRODUCTS.key, key).get("kind") == ProductKind.FINISHED]
    pages = drawn(f"{facts.today}", facts.now.hour, known, _PAGES)
    if pages:
        yield _("Nobody waits. Read meanwhile what we sell; “Go to” with its code opens the page of a product:")
    yield from (_said_of(facts, product) for product in pages)


def promotions(facts: CompanyFacts) -> Iterator[Message]:
    """What is celebrated these days; the promotions of cash-back and gifts join it with their process."""
    until = facts.today + timedelta(days=facts.count_policy("callback.before-event"))
    for day, row in events(facts):
        if facts.today <= day <= until:
            yield _("{event}, {day}: {message}")(event=row["event"], day=day, message=row["message"])
