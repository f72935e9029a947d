"""What an application for a member card is checked for, and what its card brings — P111, N30."""

from collections.abc import Iterator
from typing import Any

from db.message import Message, _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import Reason, condition, effect, guard
from workflows.library import member_cards
from workflows.library.card_application import (
    ENDS_OLD,
    ISSUED_FOR,
    Application,
    CardForm,
    CardMatter,
    person_has,
    why_taken,
)
from workflows.library.households import home_at
from workflows.library.id_numbers import is_id_number
from workflows.library.member_cards import MEMBER_CARD
from workflows.library.order_receipts import FRONT
from workflows.registers import keeping
from workflows.registers.cards import CARDS, CardKind, CardPlace, CardState
from workflows.registers.customers import CUSTOMERS, CustomerState, Group, Legal, Place, phone_digits

_NO_BLANK = _("{card} is no blank member card of the service desk")

# --- the matter ---------------------------------------------------------------------------------------------


@condition(_("replacement card"))
def is_replacement(facts: Application) -> bool:
    return facts.form.kind is CardMatter.REPLACE


@condition(_("closing of the card"))
def is_closing(facts: Application) -> bool:
    return facts.form.kind is CardMatter.CLOSE


@condition(_("spoiled blank"))
def is_spoiled(facts: Application) -> bool:
    return facts.form.kind is CardMatter.SPOILED


@condition(_("replacement or closing"))
def ends_a_card(facts: Application) -> bool:
    return facts.form.kind in ENDS_OLD


# --- the application ----------------------------------------------------------------------------------------


@guard(_("all fields are filled, the applicant has signed"))
def is_filled_in(facts: Application) -> Iterator[Reason]:
    form = facts.form
    if form.kind is CardMatter.SPOILED:
        return
    if not form.name:
        yield Reason(_("fill this in"), "name")
    if not (form.mobile or form.home_phone):
        yield Reason(_("give a mobile or a home phone"), "mobile")
    if not form.home_address:
        yield Reason(_("fill this in"), "home_address")
    elif not home_at(form.home_address).is_complete:
        yield Reason(_("write it as on the ID card: province, city, street, number, building and room"), "home_address")
    if not form.signed:
        yield Reason(_("the applicant signs the form first"), "signed")


@guard(_("the ID number is right, blank only in person"))
def id_number_is_right(facts: Application) -> Iterator[Reason]:
    form = facts.form
    if form.id_number:
        if not is_id_number(form.id_number):
            yield Reason(_("18 digits whose last is the check digit; read it from the card again"), "id_number")
    elif not form.in_person:
        yield Reason(_("blank only in person"), "id_number")
    elif form.kind is CardMatter.COMPLETE:
        yield Reason(_("the number the card owes"), "id_number")


@guard(_("it is known who brings the form of another person"))
def bringer_is_known(facts: Application) -> Iterator[Reason]:
    if not facts.form.in_person:
        for name in ("brought_by", "brought_by_phone", "relation"):
            if not getattr(facts.form, name):
                yield Reason(_("fill this in: the form is brought for another person"), name)


@guard(_("the applicant is a person"))
def is_a_person(facts: Application) -> Iterator[Reason]:
    customer = facts.form.customer
    if customer and facts.record(CUSTOMERS.key, customer).get("legal") != Legal.PERSON:
        yield Reason(_("a company holds no member card; name the person’s own file, or leave it empty"), "customer")


@guard(_("the present card fits the matter"))
def present_card_fits(facts: Application) -> Iterator[Reason]:
    form = facts.form
    if form.kind in (CardMatter.NEW, CardMatter.SPOILED):
        return
    if not form.old_card:
        yield Reason(_("name the card the member has"), "old_card")
        return
    card = facts.record(CARDS.key, form.old_card)
    if card.get("kind") != CardKind.MEMBER or not card.get("member"):
        yield Reason(_("no member has this card"), "old_card")
    elif card.get("state") != CardState.ACTIVE:
        yield Reason(_("the card is not active: another application has it, or it is closed"), "old_card")
    elif form.kind is CardMatter.COMPLETE and not card.get("id_owed"):
        yield Reason(_("this card owes no ID number"), "old_card")


@guard(_("a blank of the drawer, and what is wrong with it"))
def blank_may_be_spoiled(facts: Application) -> Iterator[Reason]:
    form = facts.form
    if form.kind is not CardMatter.SPOILED:
        return
    if not form.damage:
        yield Reason(_("say what is wrong with it"), "damage")
    if not form.spoiled_card:
        yield Reason(_("type the number printed on the blank"), "spoiled_card")
    elif not member_cards.lies_blank(facts, form.spoiled_card):
        yield Reason(_NO_BLANK(card=form.spoiled_card), "spoiled_card")
    elif (number := member_cards.reported(facts, form.spoiled_card)) not in (None, facts.case.name):
        yield Reason(_("reported in {number} already")(number=number), "spoiled_card")


# --- the check ----------------------------------------------------------------------------------------------


@guard(_("no active card of this person or household"))
def has_no_card(facts: Application) -> Iterator[Reason]:
    if facts.form.kind is not CardMatter.CLOSE and (why := why_taken(facts)):
        yield Reason(why, "household_key")


@guard(_("this person or household has a card"))
def has_a_card(facts: Application) -> Iterator[Message]:
    if facts.form.kind is CardMatter.CLOSE or not why_taken(facts):
        yield _("nobody of this household has a card: take “Qualified”")


@guard(_("another person than the holder"))
def is_another_person(facts: Application) -> Iterator[Message]:
    if card := person_has(facts):
        yield _("this person holds card {card}: one card a person")(card=card)


@effect(_("another household, noted for the card"))
def note_other_household(booking: Booking[CardForm]) -> None:
    booking.form.other_household = True


# --- the card -----------------------------------------------------------------------------------------------


@guard(_("a free blank, where a card is issued"))
def blank_is_free(facts: Application) -> Iterator[Reason]:
    form = facts.form
    if form.kind not in ISSUED_FOR:
        return
    if not form.card:
        yield Reason(_("type the number printed on the blank"), "card")
    elif not member_cards.is_blank(facts, form.card):
        yield Reason(_NO_BLANK(card=form.card), "card")


@guard(_("the present card is blocked"))
def old_card_is_blocked(facts: Application) -> Iterator[Reason]:
    if facts.record(CARDS.key, facts.form.old_card or "").get("state") != CardState.BLOCKED:
        yield Reason(_("block it first"), "old_card")


@effect(_("present card blocked"))
def block_old_card(booking: Booking[CardForm]) -> None:
    booking.change_record(CARDS.key, booking.form.old_card or "", {"state": CardState.BLOCKED.value})


@effect(_("present card free again"))
def free_old_card(booking: Booking[CardForm]) -> None:
    """What is sent back or refused blocks no card; registers are not among what the engine undoes by itself."""
    booking.change_record(CARDS.key, booking.form.old_card or "", {"state": CardState.ACTIVE.value})


@effect(_("entered as a customer with these data"))
def enter_customer(booking: Booking[CardForm]) -> None:
    """A known file keeps its name and owner and gets what is new; nobody knows him: he is filed anew."""
    form, known = booking.form, booking.record(CUSTOMERS.key, booking.form.customer) if booking.form.customer else {}
    phones: list[str] = list(known.get("phones", []))
    digits = set(map(phone_digits, phones))
    phones += [phone for phone in (form.mobile, form.home_phone) if phone and phone_digits(phone) not in digits]
    data: dict[str, Any] = {"phones": phones, "address": form.home_address}
    if form.id_number:
        data["id_number"] = form.id_number
    if form.customer:
        booking.change_record(CUSTOMERS.key, form.customer, data)
        return
    new = {
        **data, "name": form.name, "legal": Legal.PERSON.value, "group": Group.RETAIL.value,
        "place": Place.IN_CITY.value, "state": CustomerState.ACTIVE.value, "filed_on": f"{booking.today}",
    }  # fmt: skip
    form.customer = keeping.add(
        booking.company.registers, CUSTOMERS.key, new, at=booking.now, decision_id=booking.decision.id
    )


@effect(_("card active and the holder’s; one that ends is closed"))
def hand_out_card(booking: Booking[CardForm]) -> None:
    form = booking.form
    old = booking.record(CARDS.key, form.old_card) if form.old_card else {}
    proved = booking.case.number if booking.taken("other-household") else old.get("other_household")
    kept = {
        "household_key": form.household_key, "id_owed": not form.id_number,
        "other_household": proved if form.other_household else None,
    }  # fmt: skip
    if form.kind in ENDS_OLD and form.old_card:
        booking.change_record(CARDS.key, form.old_card, {"state": CardState.CLOSED.value})
    if form.kind in ISSUED_FOR and form.card:
        held = {"member": form.customer, "state": CardState.ACTIVE.value, "place": CardPlace.CUSTOMER.value}
        booking.change_record(CARDS.key, form.card, {**kept, **held})
    elif form.kind is CardMatter.COMPLETE and form.old_card:
        booking.change_record(CARDS.key, form.old_card, kept)


@effect(_("blank void"))
def void_blank(booking: Booking[CardForm]) -> None:
    form = booking.form
    note = f"{booking.case.name}: {form.damage}"
    booking.change_record(CARDS.key, form.spoiled_card or "", {"state": CardState.VOID.value, "note": note})


@effect(_("the spoiled blank is reported to be void, another one is taken"))
def report_blank(booking: Booking[CardForm]) -> None:
    form = booking.form
    damage = (booking.note or f"{booking.case.name}")[:200]
    booking.open_case(MEMBER_CARD, {"kind": "spoiled", "spoiled_card": form.card, "damage": damage})
    form.card = None


@effect(_("replacement paid: till, card sales"))
def book_fee(booking: Booking[CardForm]) -> None:
    if booking.form.fee:
        booking.post(Account("till", FRONT), Account("sales", "card"), booking.form.fee)
