"""What the program works out on a quotation: guide prices, proposals, the precise build-up — P97, P162.

A line's guide price (P1) is the price list's on the day the sheet is handed in; of a custom line, or one that is not on
the list, it is finance's; a quick quotation takes the price a manager gives by experience, a precise one the price
built up from consumption, material prices, labour, freight and quota fee. What follows from guide price, price and
fee is worked out by `workflows.library.pricing`.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from db.message import _
from workflows.engine.booking import Booking
from workflows.engine.facts import Facts
from workflows.engine.process import While, effect
from workflows.library import pricing
from workflows.library.customers import is_known
from workflows.library.quoting import (
    BuildUp,
    GivenPrice,
    Market,
    MaterialPrice,
    Method,
    PriceSource,
    QuotationForm,
    Quote,
    item_of,
    list_price,
    new_quote_deadline,
    proposal_for,
    reduction_of,
    terms_of,
)
from workflows.registers.products import PRODUCTS, Make

Booked = Booking[QuotationForm]
_CURRENCY_OF_THE_BOOKS = "CNY"

# --- working it out -----------------------------------------------------------------------------------------


def price_abroad(facts: Quote) -> None:
    """What the rate of the currency says; the price in yuan that was approved stays."""
    form = facts.form
    rate = Decimal(1) if form.currency == _CURRENCY_OF_THE_BOOKS else form.rate
    for line in form.lines:
        line.price_abroad = None
        if form.market is Market.FOREIGN and rate and line.price is not None:
            # Rounded up: what is asked abroad is never less than what was checked in yuan.
            line.price_abroad = pricing.rounded_up(Fraction(line.price) / Fraction(rate))


def work_out_lines(facts: Quote) -> None:
    """Work out each line from its guide price, price and fee."""
    form, rules, terms = facts.form, pricing.price_rules(facts), terms_of(facts)
    price_abroad(facts)
    for line in form.lines:
        line.amount = None if line.price is None else pricing.line_amount(line.quantity, line.price)
        line.proposal = proposal_for(form, line)
        share = reduction_of(line, form.fee)
        line.reduction = None if share is None else _percent(share)
        line.commission_rate = None if share is None else pricing.commission_rate(share, rules, terms)


def _percent(share: Fraction) -> Decimal:
    """Return a share as a percent for people, to the thousandth; decisions use the share itself."""
    return Decimal(floor(share * 100_000 + Fraction(1, 2))).scaleb(-3)


def fill_from_registers(facts: Quote) -> None:
    """Kind, standard and listed price of each line, and until when the price is to be given."""
    form = facts.form
    for line in form.lines:
        record = facts.record(PRODUCTS.key, line.product) if line.product else {}
        product = PRODUCTS.read(record) if record else None
        if line.kind is None:
            line.kind = product.make if product else Make.STANDARD
        if line.national_standard is None:
            line.national_standard = product.national_standard if product else True
        line.guide_price = list_price(facts, line) if form.method is Method.LIST else None
        line.source = PriceSource.LIST if line.guide_price else None
    form.quote_deadline = new_quote_deadline(facts)


def take_given_prices(facts: Quote) -> None:
    """The guide prices that somebody gave."""
    form = facts.form
    source = PriceSource.EXPERIENCE if form.method is Method.QUICK else PriceSource.FINANCE
    for given in form.given_prices:
        line = form.lines[(given.line or 1) - 1]
        line.guide_price, line.source = given.price, source if given.price else None


def price_build_up(facts: Quote) -> None:
    form, customer = facts.form, facts.form.customer
    prices = {one.material: one.price for one in form.material_prices}
    tier, known = facts.record("customers", customer).get("tier", ""), is_known(facts, customer)
    for row in form.build_up:
        line = form.lines[(row.line or 1) - 1]
        usual = experience(facts, row.group)
        for name in ("labour", "freight", "quota_fee"):
            if getattr(row, name) is None and name in usual:
                setattr(row, name, usual[name])
        row.quantity_coefficient = pricing.quantity_coefficient(
            facts.policy("quotation.quantity-coefficients"), line.quantity
        )
        row.customer_coefficient = pricing.customer_coefficient(
            facts.policy("quotation.customer-coefficients"), tier=tier, known=known
        )
        used = [(one.consumption, prices.get(one.material)) for one in form.consumptions if one.line == row.line]
        costs = [cost for cost in (row.labour, row.freight, row.quota_fee) if cost is not None]
        priced = [(consumption, price) for consumption, price in used if price is not None]
        complete = used and len(priced) == len(used) and len(costs) == 3
        coefficients = (row.quantity_coefficient, row.customer_coefficient)
        row.cost = pricing.rounded(pricing.cost_sum(priced, costs)) if complete else None
        row.guide_price = pricing.built_up(priced, costs, coefficients) if complete else None
        line.guide_price, line.source = row.guide_price, PriceSource.BUILD_UP if row.guide_price else None


WORKED_OUT = (
    While("draft", fill_from_registers),
    While(("pricing", "quick"), take_given_prices),
    While("build-up", price_build_up),
    While(("draft", "pricing", "quick", "build-up", "offer", "price-approval"), work_out_lines),
    While("issue", price_abroad),
)
"""From the last approval on nothing is worked out again: what was approved and sent stays as it was."""


def experience(facts: Facts[Any], group: str) -> dict[str, Decimal]:
    """Return labour, freight and quota fee that are usual for a group of goods; nothing where the table has none."""
    rows: list[Mapping[str, str]] = facts.policy("quotation.experience")
    found = next((row for row in rows if row["group"] == group), None)
    return {name: Decimal(value) for name, value in found.items() if name != "group"} if found else {}


# --- what is laid before a step -----------------------------------------------------------------------------


@effect(_("lines to price are laid out"))
def lay_out_prices(booking: Booked) -> None:
    """List the lines that need a guide price; a price given before for the same item stays as the proposal."""
    form = booking.form
    before = {(one.line, one.item): one.price for one in form.given_prices}
    wanted = [
        (number, item_of(booking, line))
        for number, line in enumerate(form.lines, 1)
        if line.source is not PriceSource.LIST
    ]
    form.given_prices = [
        GivenPrice(line=number, item=item, price=before.get((number, item))) for number, item in wanted
    ]


@effect(_("materials to price are laid out"))
def lay_out_materials(booking: Booked) -> None:
    """List the materials that still need a price."""
    form = booking.form
    missing = dict.fromkeys(one.material for one in form.consumptions)
    there = {one.material for one in form.material_prices}
    form.material_prices = [
        *form.material_prices,
        *(MaterialPrice(material=material) for material in missing if material not in there),
    ]


@effect(_("costs are laid out from the experience table"))
def lay_out_build_up(booking: Booked) -> None:
    """List every line to build up, with what was typed for the same item before, and work it out."""
    form = booking.form
    before = {(one.line, one.item): one for one in form.build_up}
    rows = []
    for number, line in enumerate(form.lines, 1):
        item = item_of(booking, line)
        group = booking.record("products", line.product).get("group", "") if line.product else ""
        rows.append(before.get((number, item)) or BuildUp(line=number, item=item, group=group))
    form.build_up = rows
    price_build_up(booking)


@effect(_("prices left empty become the proposed ones"))
def take_proposals(booking: Booked) -> None:
    """Let a price that was left empty be the proposed one (P2), where there is a guide price."""
    for line in booking.form.lines:
        if line.price is None:
            line.price = proposal_for(booking.form, line)
    work_out_lines(booking)


# --- what an action settles ---------------------------------------------------------------------------------


@effect(_("guide prices recorded with their giver"))
def record_giver(booking: Booked) -> None:
    booking.form.price_given_by = booking.employee_of(booking.person_id) or None


@effect(_("guide price = sum × both coefficients, rounded up to the fen"))
def build_up(booking: Booked) -> None:
    booking.process.work_out(booking)


@effect(_("reduction and commission rate recorded for every line"))
def record_special_price(booking: Booked) -> None:
    work_out_lines(booking)
