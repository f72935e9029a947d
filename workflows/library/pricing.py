"""Prices of a quotation or an order: the guide price and what may be taken off it, and the precise build-up — P97, P162.

What is compared is a fraction and never rounded; money is rounded once, at the end. For one line:

  guide price G       what the company asks, tax included, yuan
  price               what the customer is asked, yuan
  fee                 share of the price that goes to somebody else, percent (PR or other fee)
  net price N         price x (1 - fee)
  reduction d         (G - N) / G; below 0 where more than the guide price is asked
  floor               N >= floor share x G: all reductions and the fee counted together, nobody approves it away

Percents are `Decimal` 0-100 as forms hold them; shares, reductions and net prices are `Fraction`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from workflows.engine.facts import CompanyFacts
from workflows.registers.products import PRICE_LIST

_HUNDRED = 100


# --- rounding -----------------------------------------------------------------------------------------------


def rounded_up(amount: Fraction) -> Decimal:
    """Return an amount in yuan rounded up to the fen."""
    return Decimal(ceil(amount * _HUNDRED)).scaleb(-2)


def rounded_down(amount: Fraction) -> Decimal:
    """Return an amount in yuan rounded down to the fen."""
    return Decimal(floor(amount * _HUNDRED)).scaleb(-2)


def rounded(amount: Fraction) -> Decimal:
    """Return an amount in yuan rounded half up to the fen."""
    return Decimal(floor(amount * _HUNDRED + Fraction(1, 2))).scaleb(-2)


def line_amount(quantity: Decimal, price: Decimal) -> Decimal:
    """Return the amount of a line in yuan: quantity x price, rounded half up to the fen."""
    return rounded(Fraction(quantity) * Fraction(price))


# --- one line -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PriceRules:
    """The figures management sets. floor: share of the guide price; the others percents (points for `cut`).

    allowance: what a customer who takes no VAT invoice may be quoted below guide (N06). rate: commission at guide
    price. cut: points of commission lost for each full or begun 1 % below guide (N07). floor: N08.
    """

    floor: Decimal
    allowance: Decimal
    rate: Decimal
    cut: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What a customer is allowed without a decision. key_account: his approved reduction, percent, 0 for none."""

    vat_invoice: bool
    key_account: Decimal = Decimal(0)


def net_price(price: Decimal, fee: Decimal) -> Fraction:
    """Return what is left of a price after the fee (P2), exactly."""
    return Fraction(price) * (1 - Fraction(fee) / _HUNDRED)


def proposal(guide: Decimal, fee: Decimal) -> Decimal:
    """Return the least price whose net is the guide price (N09). Raises ZeroDivisionError for a fee of 100 %."""
    return rounded_up(Fraction(guide) / (1 - Fraction(fee) / _HUNDRED))


def reduction(guide: Decimal, price: Decimal, fee: Decimal) -> Fraction:
    """Return how far the net price lies below guide (P3), as a share of guide; guide must be above 0."""
    return (Fraction(guide) - net_price(price, fee)) / Fraction(guide)


def allowance(rules: PriceRules, terms: Terms) -> Decimal:
    """Return the percent below guide that costs no commission: what goes with no VAT invoice."""
    return Decimal(0) if terms.vat_invoice else rules.allowance


def free_reduction(rules: PriceRules, terms: Terms) -> Decimal:
    """Return the percent below guide that needs nobody's approval (P4)."""
    return max(allowance(rules, terms), terms.key_account)


def is_special(reduced: Fraction, rules: PriceRules, terms: Terms) -> bool:
    """Say whether a reduction is a special price, which somebody must approve (P4)."""
    return reduced * _HUNDRED > Fraction(free_reduction(rules, terms))


def commission_rate(reduced: Fraction, rules: PriceRules, terms: Terms) -> Decimal:
    """Return the percent of a line's amount its seller earns (P5), never below 0.

    A special or key-account price costs the cut for each full or begun 1 % counted from guide; the no-invoice
    allowance alone costs nothing.
    """
    if reduced * _HUNDRED <= Fraction(allowance(rules, terms)):
        return rules.rate
    return max(rules.rate - rules.cut * ceil(reduced * _HUNDRED), Decimal(0))


def keeps_floor(guide: Decimal, price: Decimal, fee: Decimal, rules: PriceRules) -> bool:
    """Say whether the net price is at the floor or above it (P6)."""
    return net_price(price, fee) >= Fraction(rules.floor) * Fraction(guide)


def least_price(guide: Decimal, fee: Decimal, rules: PriceRules) -> Decimal:
    """Return the least price that keeps the floor (P6). Raises ZeroDivisionError for a fee of 100 %."""
    return rounded_up(Fraction(rules.floor) * Fraction(guide) / (1 - Fraction(fee) / _HUNDRED))


def floor_net(guide: Decimal, rules: PriceRules) -> Decimal:
    """Return the floor as it is shown: the least net price, rounded up to the fen."""
    return rounded_up(Fraction(rules.floor) * Fraction(guide))


# --- the precise build-up -----------------------------------------------------------------------------------


def built_up(
    materials: Iterable[tuple[Decimal, Decimal]], costs: Iterable[Decimal], coefficients: Iterable[Decimal]
) -> Decimal:
    """Return the guide price of a precise quotation, yuan a piece, rounded up to the fen.

    materials: pairs of consumption a piece and price; costs: labour, freight, quota fee; their sum is multiplied by
    every coefficient, and only then rounded.
    """
    price = cost_sum(materials, costs)
    for coefficient in coefficients:
        price *= Fraction(coefficient)
    return rounded_up(price)


def cost_sum(materials: Iterable[tuple[Decimal, Decimal]], costs: Iterable[Decimal]) -> Fraction:
    """Return what a piece costs before the coefficients, exactly."""
    used = sum((Fraction(consumption) * Fraction(price) for consumption, price in materials), Fraction(0))
    return used + sum(map(Fraction, costs), Fraction(0))


def quantity_coefficient(table: Sequence[Mapping[str, Any]], quantity: Decimal) -> Decimal:
    """Return the coefficient of the last row whose `from` the quantity reaches; 1 below the first row."""
    reached = [row for row in table if Decimal(row["from"]) <= quantity]
    last = max(reached, key=lambda row: Decimal(row["from"]), default=None)
    return Decimal(last["coefficient"]) if last else Decimal(1)


def customer_coefficient(table: Sequence[Mapping[str, Any]], *, tier: str, known: bool) -> Decimal:
    """Return the coefficient of the first row that is for the customer: his tier, `known` or `new`; else 1."""
    kinds = {tier, "known" if known else "new"}
    return next((Decimal(row["coefficient"]) for row in table if row["customer"] in kinds), Decimal(1))


# --- the company's figures ----------------------------------------------------------------------------------


def price_rules(facts: CompanyFacts) -> PriceRules:
    """Read the figures as they are now."""
    return PriceRules(
        floor=facts.money_policy("quotation.floor"),
        allowance=facts.money_policy("quotation.no-invoice-allowance"),
        rate=facts.money_policy("quotation.commission-rate"),
        cut=facts.money_policy("quotation.cut"),
    )


def listed_price(facts: CompanyFacts, product: str) -> Decimal | None:
    """Return the guide price of a product in the price list today; None when it is not on the list."""
    record = facts.record(PRICE_LIST.key, product)
    price: Decimal | None = PRICE_LIST.read(record).guide_price(facts.today) if record else None
    return price or None


def counter_price(facts: CompanyFacts, product: str, *, member: bool) -> Decimal | None:
    """Return what a product costs in the shop today: its guide price, for a member his price; None: it is not priced."""
    guide = listed_price(facts, product)
    record = facts.record(PRICE_LIST.key, product) if member else None
    special = PRICE_LIST.read(record).member_price if record else None
    return special or guide
