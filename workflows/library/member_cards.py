"""Member cards (N30): who is a member, which household has a card, and which card still owes the ID number.

A member is whoever holds an active member card; nobody types it. A card that is blocked while it is replaced gives no
member prices, but its household still has it.
"""

from collections.abc import Iterator

from db.message import Message, _
from db.registers import StoredRecord
from workflows.engine.facts import CompanyFacts
from workflows.registers.cards import CARDS, CardKind, CardPlace, CardState
from workflows.registers.customers import CUSTOMERS

MEMBER_CARD = "member-card"
_HELD = (CardState.ACTIVE, CardState.BLOCKED)


def standing(state: CardState) -> str:
    """How the register finds the member cards in a state."""
    return f"{CardKind.MEMBER}/{state}"


def card_of(facts: CompanyFacts, customer: str) -> str | None:
    """Return the number of the active member card of a customer; None: he is no member."""
    return next(
        (card.key for card in _cards(facts, "member", customer) if card.data["state"] == CardState.ACTIVE), None
    )


def members(facts: CompanyFacts) -> list[str]:
    """Return the customers with an active member card, by number."""
    cards = facts.company.registers.all_with(CARDS.key, "standing", standing(CardState.ACTIVE))
    return sorted(card.data["member"] for card in cards)


def cards_of_person(facts: CompanyFacts, customer: str | None, id_number: str) -> Iterator[str]:
    """Yield the member cards a person holds: as this customer, or as whoever has this ID number."""
    found = facts.company.registers.keys_with(CUSTOMERS.key, "id-number", id_number) if id_number else []
    for key in dict.fromkeys((*found, *((customer,) if customer else ()))):
        yield from (card.key for card in _cards(facts, "member", key))


def cards_of_household(facts: CompanyFacts, key: str) -> Iterator[str]:
    """Yield the member cards by which a household has its card; those of another household under its key are none."""
    for card in _cards(facts, "household", key):
        if not card.data.get("other_household"):
            yield card.key


def _cards(facts: CompanyFacts, fact: str, value: str) -> Iterator[StoredRecord]:
    for card in facts.company.registers.all_with(CARDS.key, fact, value):
        if card.data["kind"] == CardKind.MEMBER and card.data["state"] in _HELD:
            yield card


def next_blank(facts: CompanyFacts) -> str | None:
    """Return the first blank member card in the drawer of the service desk; None: there is none left."""
    blocked = facts.company.registers.all_with(CARDS.key, "standing", standing(CardState.BLOCKED))
    return next((card.key for card in blocked if is_blank(facts, card.key)), None)


def is_blank(facts: CompanyFacts, card: str) -> bool:
    """Whether a card is a member card nobody has, in the drawer of the service desk, and not reported as spoiled."""
    return lies_blank(facts, card) and reported(facts, card) is None


def reported(facts: CompanyFacts, card: str) -> str | None:
    """Return the open case by which a blank is to be void; None: nobody has reported it."""
    found = (one for one in facts.cases_of(MEMBER_CARD, open_only=True) if one.submitted_at)
    return next((one.name for one in found if one.form.get("spoiled_card") == card), None)


def lies_blank(facts: CompanyFacts, card: str) -> bool:
    """Whether a card is a member card nobody has, in the drawer of the service desk."""
    data = facts.record(CARDS.key, card)
    kind, state, place = data.get("kind"), data.get("state"), data.get("place")
    return (
        (kind, state, place) == (CardKind.MEMBER, CardState.BLOCKED, CardPlace.SERVICE_DESK) and "member" not in data
    )  # fmt: skip


def remind_of_id(facts: CompanyFacts, customer: str | None) -> Iterator[Message]:
    """Say at every use and contact that the ID number of a member is still owed."""
    card = card_of(facts, customer) if customer else None
    if card and facts.record(CARDS.key, card).get("id_owed"):
        yield _("Member card {card}: the ID number is owed; ask for it, and complete the card")(card=card)


def is_valid_card(facts: CompanyFacts, card: str) -> bool:
    """Whether it is an active member card: it gives member prices."""
    data = facts.record(CARDS.key, card)
    return (data.get("kind"), data.get("state")) == (CardKind.MEMBER, CardState.ACTIVE) and bool(data.get("member"))
