"""Prices: the floor is never passed, the reduction is exact, what is proposed and least is so to the fen (P97, P162)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.library import pricing
from workflows.library.pricing import PriceRules, Terms

RULES = PriceRules(floor=Decimal("0.9"), allowance=Decimal(6), rate=Decimal("3.0"), cut=Decimal("0.1"))
FEN = Decimal("0.01")
VAT, NO_VAT = Terms(vat_invoice=True), Terms(vat_invoice=False)
KEY_ACCOUNT = Terms(vat_invoice=True, key_account=Decimal(8))

amounts = st.integers(1, 10**8).map(lambda fen: Decimal(fen).scaleb(-2))
fees = st.integers(0, 10_000).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
shares = st.integers(50, 100).map(lambda percent: Decimal(percent).scaleb(-2))


def below(percent: str, guide: str = "100.00") -> Fraction:
    """The reduction of a price so many percent below guide."""
    price = Decimal(guide) * (1 - Decimal(percent) / 100)
    return pricing.reduction(Decimal(guide), price, Decimal(0))


@given(guide=amounts, fee=fees)
def test_the_proposed_price_is_the_least_whose_net_is_the_guide_price(guide: Decimal, fee: Decimal) -> None:
    proposed = pricing.proposal(guide, fee)
    assert pricing.net_price(proposed, fee) >= guide
    assert pricing.net_price(proposed - FEN, fee) < guide


@given(guide=amounts, price=amounts, fee=fees, share=shares)
def test_a_price_keeps_the_floor_exactly_from_the_least_price_on(
    guide: Decimal, price: Decimal, fee: Decimal, share: Decimal
) -> None:
    rules = PriceRules(share, Decimal(6), Decimal(3), Decimal("0.1"))
    least = pricing.least_price(guide, fee, rules)
    assert pricing.keeps_floor(guide, price, fee, rules) == (price >= least)
    assert pricing.keeps_floor(guide, least, fee, rules)
    assert not pricing.keeps_floor(guide, least - FEN, fee, rules)


@given(guide=amounts, price=amounts, fee=fees)
def test_the_reduction_is_exact(guide: Decimal, price: Decimal, fee: Decimal) -> None:
    reduced = pricing.reduction(guide, price, fee)
    assert Fraction(guide) * (1 - reduced) == pricing.net_price(price, fee)


@given(guide=amounts, price=amounts, fee=fees, vat=st.booleans(), approved=fees)
def test_a_kept_floor_bounds_what_any_approval_gives_away(
    guide: Decimal, price: Decimal, fee: Decimal, vat: bool, approved: Decimal
) -> None:
    """The rate falls only below guide, by steps, and never below 0; below the floor nothing is offered at all."""
    terms = Terms(vat, approved)
    reduced = pricing.reduction(guide, price, fee)
    rate = pricing.commission_rate(reduced, RULES, terms)
    assert 0 <= rate <= RULES.rate
    if pricing.keeps_floor(guide, price, fee, RULES):
        assert reduced <= Fraction(1, 10)
        assert rate >= Decimal("2.0")
    if pricing.is_special(reduced, RULES, terms):
        assert rate < RULES.rate


def test_no_invoice_lets_six_percent_off_without_cost() -> None:
    assert not pricing.is_special(below("6"), RULES, NO_VAT)
    assert pricing.commission_rate(below("6"), RULES, NO_VAT) == Decimal("3.0")
    assert pricing.is_special(below("6.01"), RULES, NO_VAT)
    assert pricing.is_special(below("0.01"), RULES, VAT)


@pytest.mark.parametrize(
    ("percent", "rate"), [("0", "3.0"), ("0.01", "2.9"), ("1", "2.9"), ("1.01", "2.8"), ("8", "2.2"), ("10", "2.0")]
)
def test_each_full_or_begun_percent_below_guide_costs_a_tenth_of_a_point(percent: str, rate: str) -> None:
    assert pricing.commission_rate(below(percent), RULES, VAT) == Decimal(rate)


def test_the_commission_never_falls_below_nothing() -> None:
    assert pricing.commission_rate(below("45"), RULES, VAT) == 0


def test_a_key_account_price_needs_nobody_but_costs_commission() -> None:
    assert not pricing.is_special(below("8"), RULES, KEY_ACCOUNT)
    assert pricing.commission_rate(below("8"), RULES, KEY_ACCOUNT) == Decimal("2.2")
    assert pricing.is_special(below("8.01"), RULES, KEY_ACCOUNT)


def test_the_larger_of_allowance_and_key_account_reduction_is_free() -> None:
    both = Terms(vat_invoice=False, key_account=Decimal(4))
    assert pricing.free_reduction(RULES, both) == 6
    assert pricing.free_reduction(RULES, Terms(False, Decimal(8))) == 8
    assert pricing.commission_rate(below("6"), RULES, Terms(False, Decimal(8))) == Decimal("3.0")
    assert pricing.commission_rate(below("6.5"), RULES, Terms(False, Decimal(8))) == Decimal("2.3")


def test_a_fee_is_added_so_that_the_net_is_the_guide_price() -> None:
    assert pricing.proposal(Decimal("100.00"), Decimal(5)) == Decimal("105.27")
    assert pricing.net_price(Decimal("94.00"), Decimal(5)) == Fraction("89.3")
    assert pricing.least_price(Decimal("100.00"), Decimal(5), RULES) == Decimal("94.74")


@given(quantity=st.integers(1, 10**9), price=amounts)
def test_a_line_is_rounded_half_up_to_the_fen(quantity: int, price: Decimal) -> None:
    pieces = Decimal(quantity).scaleb(-3)
    difference = Fraction(pricing.line_amount(pieces, price)) - Fraction(pieces) * Fraction(price)
    assert Fraction(-1, 200) < difference <= Fraction(1, 200)


def test_the_precise_price_of_a_jacket() -> None:
    materials = [("1.2", "24.00"), ("0.65", "12.00"), ("1", "2.40")]
    used = [(Decimal(consumption), Decimal(price)) for consumption, price in materials]
    costs = [Decimal("22.00"), Decimal("1.50"), Decimal("3.00")]
    assert pricing.cost_sum(used, costs) == Fraction("65.5")
    assert pricing.built_up(used, costs, [Decimal("1.15"), Decimal("1.15")]) == Decimal("86.63")  # 86.62375


@given(
    materials=st.lists(st.tuples(st.integers(1, 10**6), amounts), min_size=1, max_size=5),
    costs=st.lists(amounts, max_size=3),
)
def test_the_precise_price_is_rounded_up_once(materials: list[tuple[int, Decimal]], costs: list[Decimal]) -> None:
    used = [(Decimal(thousandths).scaleb(-3), price) for thousandths, price in materials]
    exact = pricing.cost_sum(used, costs) * Fraction("1.3") * Fraction("1.2")
    price = Fraction(pricing.built_up(used, costs, [Decimal("1.30"), Decimal("1.20")]))
    assert exact <= price < exact + Fraction(1, 100)


TABLE = [
    {"from": "0", "coefficient": "1.30"}, {"from": "100", "coefficient": "1.15"},
    {"from": "500", "coefficient": "1.08"}, {"from": "2000", "coefficient": "1.00"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("quantity", "coefficient"),
    [("1", "1.30"), ("99.999", "1.30"), ("100", "1.15"), ("499", "1.15"), ("500", "1.08"), ("1999", "1.08"),
     ("2000", "1.00"), ("90000", "1.00")],
)  # fmt: skip
def test_the_coefficient_of_a_quantity(quantity: str, coefficient: str) -> None:
    assert pricing.quantity_coefficient(TABLE, Decimal(quantity)) == Decimal(coefficient)
    assert pricing.quantity_coefficient(TABLE[::-1], Decimal(quantity)) == Decimal(coefficient)


@pytest.mark.parametrize(
    ("tier", "known", "coefficient"),
    [("A", True, "1.10"), ("A", False, "1.10"), ("B", True, "1.15"), ("D", False, "1.20")],
)
def test_the_coefficient_of_a_customer(tier: str, known: bool, coefficient: str) -> None:
    table = [
        {"customer": "A", "coefficient": "1.10"}, {"customer": "known", "coefficient": "1.15"},
        {"customer": "new", "coefficient": "1.20"},
    ]  # fmt: skip
    assert pricing.customer_coefficient(table, tier=tier, known=known) == Decimal(coefficient)
