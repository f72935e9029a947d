"""Cards (卡片台账): member, stored-value and group-buy cards, from the blank in the drawer to the closed card.

What is loaded on a card stands in the ledger, who holds it in the customer register.
"""

from collections.abc import Iterator

from db.message import Message, _
from workflows.engine.form import CaseRef, Choice, CustomerRef, LongText, Text, field
from workflows.registers.register import Fact, Record, Register

_MEMBERS = ("member-card",)
"""The process that alone changes a field, once it is built."""


class CardKind(Choice):
    """What a card is for."""

    MEMBER = "member", _("member card")
    STORED_VALUE = "stored-value", _("stored-value card")
    GROUP_BUY = "group-buy", _("group-buy card")


class CardState(Choice):
    """Whether a card may be used; a blank is blocked until it is issued."""

    BLOCKED = "blocked", _("blocked")
    ACTIVE = "active", _("activated")
    CLOSED = "closed", _("closed")
    VOID = "void", _("void")


class CardPlace(Choice):
    """Where a card is."""

    FINANCE = "finance", _("finance")
    SERVICE_DESK = "service-desk", _("service desk")
    CUSTOMER = "customer", _("customer")


class Card(Record):
    """A card, under the number printed on it. One without a holder is a blank; bearer cards never have one.

    other_household: the case in which somebody of another household under the same key was given it (N30).
    """

    kind: CardKind = field(_("Kind of card"))
    member: CustomerRef | None = field(_("Holder"), default=None, kept_by=_MEMBERS)
    household_key: Text | None = field(_("Household key"), default=None, kept_by=_MEMBERS)
    other_household: CaseRef | None = field(_("Other household, proved in"), default=None, kept_by=_MEMBERS)
    id_owed: bool = field(_("ID owed"), default=False, kept_by=_MEMBERS)
    state: CardState = field(_("State"), default=CardState.BLOCKED, kept_by=_MEMBERS)
    place: CardPlace = field(_("Kept at"), default=CardPlace.SERVICE_DESK)
    note: LongText | None = field(_("Note"), default=None)


def _facts(_key: str, card: Card) -> Iterator[Fact]:
    yield "member", card.member or ""
    yield "household", card.household_key or ""
    yield "standing", f"{card.kind}/{card.state}"


def _form_of_key(key: str) -> Message | None:
    plain = key.isascii() and key.replace("-", "").isalnum()
    return None if plain and any(sign.isdigit() for sign in key) else _("the number printed on the card, as 600871")


CARDS = Register(
    "cards",
    _("Cards"),
    Card,
    columns=("kind", "member", "state", "id_owed", "place"),
    name=lambda key, _card: key,
    active=lambda card: card.state in (CardState.BLOCKED, CardState.ACTIVE),
    facts=_facts,
    texts=lambda card: [card.household_key or ""],
    form_of_key=_form_of_key,
)
