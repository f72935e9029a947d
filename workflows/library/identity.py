"""Who somebody is, by a fact of the register and never by the name alone; and whether he owes anything (P32).

Both are shown to whoever handles a matter of the service desk. Arrears never stop the handling.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from db.message import Message, _
from workflows.engine.facts import CompanyFacts
from workflows.engine.form import Choice
from workflows.registers.cards import CARDS
from workflows.registers.customers import CUSTOMERS, phone_digits


class ProvedBy(Choice):
    """The facts of the register that prove an identity."""

    ID_NUMBER = "id-number", _("ID number")
    PHONE = "registered-phone", _("call to the registered phone")
    ORDER = "order", _("order number with the receiver's name")
    CARD = "card", _("card in hand")


def customers_behind(facts: CompanyFacts, customer: str | None, unit: str | None) -> list[str]:
    """Return the keys of the customer named, and of the owner and the tenant of the unit named."""
    lives = facts.record("units", unit) if unit else {}
    found = (customer, lives.get("tenant"), lives.get("owner"))
    return list(dict.fromkeys(key for key in found if key))


def why_not_proved(facts: CompanyFacts, customers: list[str], proof: ProvedBy, fact: str) -> Iterator[Message]:
    """Yield why a fact proves nobody's identity. ID numbers, phones and cards are looked up; papers were seen."""
    if not fact.strip():
        yield _("write down the fact itself: the number, the phone, the card")
        return
    if proof is ProvedBy.ORDER:
        return
    known = [CUSTOMERS.read(facts.record("customers", key)) for key in customers]
    if proof is ProvedBy.PHONE:
        found = any(phone_digits(fact) in one.every_phone() for one in known)
    elif proof is ProvedBy.CARD:
        found = facts.record(CARDS.key, fact.strip()).get("member") in customers
    else:
        found = any((one.id_number or "").upper() == fact.strip().upper() for one in known)
    if not found:
        yield _("{fact} is not in the register of this customer or unit")(fact=fact)


def fee_paid_to(facts: CompanyFacts, unit: str | None) -> date | None:
    """Return until when the fee of a unit is paid; None where nothing is kept."""
    kept = facts.record("units", unit).get("fee_paid_to") if unit else None
    return date.fromisoformat(kept) if kept else None


def months_unpaid(paid_to: date, today: date) -> list[str]:
    """Return the whole months after `paid_to` that are over, as `2026-05`."""
    months, day = [], paid_to + timedelta(days=1)
    while (day.year, day.month) < (today.year, today.month):
        months.append(f"{day:%Y-%m}")
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return months


def owed_by(facts: CompanyFacts, customers: list[str]) -> Decimal:
    """Return what these customers owe together, yuan."""
    return sum((facts.balance("receivable", key) for key in customers), Decimal("0.00"))
