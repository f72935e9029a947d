"""The application for a member card (会员卡申请表): its form, and what is read out of it — P111."""

from collections.abc import Iterator

from db.message import Message, _
from workflows.engine.facts import Facts
from workflows.engine.form import CardRef, Choice, CustomerRef, Form, Is, IsNot, Money, Text, field
from workflows.library import member_cards
from workflows.library.households import household_key
from workflows.library.id_numbers import plain_id_number
from workflows.library.member_cards import MEMBER_CARD
from workflows.posts import FRONT_DESK, SERVICE_AGENT, SERVICE_SUPERVISOR
from workflows.registers.cards import CARDS
from workflows.registers.customers import CUSTOMERS, Legal, phone_digits, plain_name

_PERSONAL = ("requester", FRONT_DESK, SERVICE_AGENT, SERVICE_SUPERVISOR)
"""Who reads an ID number: the counter, and who decides about a household."""


class CardMatter(Choice):
    """What is applied for."""

    NEW = "new", _("new card")
    REPLACE = "replace", _("replacement card")
    COMPLETE = "complete", _("owed ID number")
    CLOSE = "close", _("closing of the card")
    SPOILED = "spoiled", _("spoiled blank")


class HouseholdProof(Choice):
    """What shows that somebody is of another household under the same address."""

    BOOK = "household-book", _("household book")
    LEASE = "lease", _("lease")


_OF_A_PERSON = IsNot("kind", CardMatter.SPOILED)


class CardForm(Form):
    kind: CardMatter = field(_("Matter"))
    spoiled_card: CardRef | None = field(_("Spoiled blank"), default=None, when=Is("kind", CardMatter.SPOILED))
    damage: Text = field(_("What is wrong with it"), default="", when=Is("kind", CardMatter.SPOILED))
    old_card: CardRef | None = field(
        _("Present card"),
        default=None,
        hint=_("of a member who has one"),
        when=IsNot("kind", CardMatter.NEW, CardMatter.SPOILED),
    )
    customer: CustomerRef | None = field(
        _("Customer on file"),
        default=None,
        hint=_("empty: found by ID number, or by name and phone, else filed anew"),
        when=_OF_A_PERSON,
    )
    name: Text = field(_("Applicant"), default="", when=_OF_A_PERSON)
    id_number: Text = field(
        _("ID number"),
        default="",
        seen_by=_PERSONAL,
        hint=_("blank only in person: the card then owes it"),
        when=_OF_A_PERSON,
    )
    mobile: Text = field(_("Mobile"), default="", when=_OF_A_PERSON)
    home_phone: Text = field(_("Home phone"), default="", when=_OF_A_PERSON)
    home_address: Text = field(_("Home address"), default="", hint=_("as registered on the ID card"), when=_OF_A_PERSON)
    signed: bool = field(_("Applicant signed"), default=False, when=_OF_A_PERSON, tick=True)
    in_person: bool = field(_("In person"), default=True, when=_OF_A_PERSON)
    brought_by: Text = field(_("Brought by"), default="", when=Is("in_person", False))
    brought_by_phone: Text = field(_("Their phone"), default="", when=Is("in_person", False))
    relation: Text = field(_("Relation"), default="", when=Is("in_person", False))
    household_key: Text | None = field(_("Household key"), read=True)
    household_proof: HouseholdProof | None = field(_("Proof of another household"), default=None)
    proof_copy: Text = field(
        _("Copy of the proof"),
        default="",
        hint=_("its number, or where it is kept"),
        when=IsNot("household_proof", None),
    )
    other_household: bool = field(_("Other household"), default=False, read=True)
    card: CardRef | None = field(_("Card number"), default=None, when=Is("kind", CardMatter.NEW, CardMatter.REPLACE))
    fee: Money | None = field(_("Fee"), read=True)


Application = Facts[CardForm]
APPLIED_FOR = (
    "kind", "spoiled_card", "damage", "old_card", "customer",
    "name", "id_number", "mobile", "home_phone", "home_address", "signed", "in_person",
    "brought_by", "brought_by_phone", "relation",
)  # fmt: skip
"""What is typed at the counter."""
PRINTED = (*APPLIED_FOR, "household_key", "card", "fee")

ISSUED_FOR = (CardMatter.NEW, CardMatter.REPLACE)
ENDS_OLD = (CardMatter.REPLACE, CardMatter.CLOSE)
"""Matters for which a blank is taken; for which the present card ends."""

# --- what the program fills ---------------------------------------------------------------------------------


def fill(facts: Application) -> None:
    """The member's own data where nobody typed others, the household key, and what it costs."""
    form = facts.form
    if form.kind is CardMatter.SPOILED:
        return
    form.id_number = plain_id_number(form.id_number)
    held = facts.record(CARDS.key, form.old_card) if form.old_card else {}
    if form.old_card:
        form.customer = held.get("member")
        _copy_from_register(facts)
    elif form.customer is None:
        form.customer = _customer_on_file(facts)
    form.household_key = household_key(form.home_address) if form.home_address else None
    kept = bool(held.get("other_household")) and form.household_key == held.get("household_key")
    form.other_household = kept or bool(facts.taken("other-household"))
    form.fee = facts.money_policy("member-card.replace") if form.kind is CardMatter.REPLACE else None


def _copy_from_register(facts: Application) -> None:
    form, known = facts.form, facts.record(CUSTOMERS.key, facts.form.customer) if facts.form.customer else {}
    phones = known.get("phones", [])
    form.name = form.name or known.get("name", "")
    form.id_number = form.id_number or known.get("id_number", "")
    form.home_address = form.home_address or known.get("address", "")
    form.mobile = form.mobile or next((phone for phone in phones if is_mobile(phone)), "")
    form.home_phone = form.home_phone or next((phone for phone in phones if not is_mobile(phone)), "")


def is_mobile(phone: str) -> bool:
    """Whether a phone number is a mobile one."""
    digits = phone_digits(phone)
    return len(digits) == 11 and digits.startswith("1")


def _customer_on_file(facts: Application) -> str | None:
    """The person with this ID number, else the one of this name that has one of these phones; None: there is none."""
    form, registers = facts.form, facts.company.registers
    found = registers.keys_with(CUSTOMERS.key, "id-number", form.id_number) if form.id_number else []
    for phone in map(phone_digits, (form.mobile, form.home_phone)):
        same = registers.keys_with(CUSTOMERS.key, "phone", phone) if phone else []
        found += [key for key in same if plain_name(facts.name_of(CUSTOMERS.key, key)) == plain_name(form.name)]
    persons = (key for key in found if facts.record(CUSTOMERS.key, key).get("legal") == Legal.PERSON)
    return next(persons, None)


# --- what is read out of it ---------------------------------------------------------------------------------


def taken_by(facts: Application) -> str | None:
    """Return the card this person or household has already; None: none, or another household is proved."""
    same = person_has(facts)
    if same or facts.form.other_household:
        return same
    held = member_cards.cards_of_household(facts, facts.form.household_key or "")
    return next((card for card in held if card != facts.form.old_card), None)


def person_has(facts: Application) -> str | None:
    """Return another card of this very person; None: there is none."""
    held = member_cards.cards_of_person(facts, facts.form.customer, facts.form.id_number)
    return next((card for card in held if card != facts.form.old_card), None)


def ahead(facts: Application) -> str | None:
    """Return the application of the same person or household that passed the check and waits for its card."""
    for other in facts.cases_of(MEMBER_CARD, open_only=True):
        form = other.form
        if other.id == facts.case.id or form.get("kind") != CardMatter.NEW or not _waits_for_card(facts, other.id):
            continue
        same = bool(facts.form.id_number) and form.get("id_number") == facts.form.id_number
        shared = form.get("household_key") == facts.form.household_key and not form.get("other_household")
        if same or (shared and not facts.form.other_household):
            return other.name
    return None


def _waits_for_card(facts: Application, case: int) -> bool:
    return any(task.step == "issue" for task in facts.company.cases.open_tasks(case))


def why_taken(facts: Application) -> Message | None:
    """Say who has the card of this person or household already; None: nobody."""
    if card := person_has(facts):
        return _("this person holds card {card}")(card=card)
    if card := taken_by(facts):
        return _("household key held by card {card}")(card=card)
    if other := ahead(facts):
        return _("household key held by {number}, which waits for its card")(number=other)
    return None


def subject(facts: Application) -> str:
    form = facts.form
    return " · ".join(filter(None, (form.name, form.card or form.old_card or form.spoiled_card)))


def brief(facts: Application) -> Iterator[Message]:
    """What is to be known until the card is out; then the form says it all."""
    form = facts.form
    if facts.case.ended:
        return
    if form.kind is CardMatter.SPOILED:
        yield _("Blank {card} is to be void: {damage}")(card=form.spoiled_card or "", damage=form.damage or "")
        return
    if form.kind in ENDS_OLD:
        yield _("Card {card} is blocked, and closed at the end")(card=form.old_card or "")
    if form.kind is CardMatter.COMPLETE:
        yield _("The owed ID number of card {card} is added")(card=form.old_card or "")
    elif form.kind is not CardMatter.CLOSE and not form.id_number:
        yield _("Without an ID number: the card will be marked “ID owed”")
    if not form.in_person:
        yield _("Brought by {name}, {relation}, {phone}")(
            name=form.brought_by, relation=form.relation, phone=form.brought_by_phone
        )
    if form.kind is not CardMatter.CLOSE and (why := why_taken(facts)):
        yield _("Stop: {why}")(why=why)
    if form.kind in ISSUED_FOR and facts.step and facts.step.key == "issue":
        if blank := member_cards.next_blank(facts):
            yield _("Next blank in the drawer: {card}")(card=blank)
        else:
            yield _("No blank is left: have blanks entered in the register of cards")
    if form.fee:
        yield _("Take {fee} in cash")(fee=form.fee)
