"""What a count books (P17): shortages as loss, surpluses as gain, and whom a shortage concerns besides."""

from decimal import Decimal
from typing import Any

from db.locations import COUNT_DIFFERENCE
from db.message import _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import effect
from workflows.library.count_sheet import StocktakeForm, differences
from workflows.library.counting import place_of
from workflows.library.goods import Place
from workflows.posts import SALES_MANAGER


@effect(_("differences booked: shortages as loss, surpluses as gain"))
def book_differences(booking: Booking[StocktakeForm]) -> None:
    for line in booking.form.lines:
        if line.difference:
            book_difference(booking, place_of(line), line.difference)
    for line in booking.form.lines:
        line.new_quantity = booking.on_hand(line.product, line.location, line.lot)


@effect(_("differences summed up"))
def sum_up(booking: Booking[StocktakeForm]) -> None:
    booking.form.off_by = differences(booking.form)


def book_difference(booking: Booking[Any], place: Place, difference: Decimal) -> None:
    """Book goods that were found (above 0) or are missing (below 0) at their place. Raises NotEnough.

    Missing: location→count-difference, debit loss / credit stock at cost. Found: the other way, debit stock / credit
    count-gain at the average.
    """
    product, location, lot = place
    if difference > 0:
        value = booking.move(product, COUNT_DIFFERENCE, location, difference, lot=lot)
        booking.post(Account("stock"), Account("count-gain"), value)
        return
    _give_up_reservations(booking, place, -difference)
    value = booking.move(product, location, COUNT_DIFFERENCE, -difference, lot=lot)
    booking.post(Account("loss"), Account("stock"), value)
    _tell_of_customers_goods(booking, place, -difference)


def _give_up_reservations(booking: Booking[Any], place: Place, missing: Decimal) -> None:
    """Release what cannot be kept any more, the latest promise first, and tell whoever asked for those cases."""
    product, location, lot = place
    for case, lost in booking.make_room(product, location, missing, lot=lot):
        said = _("{number} loses {quantity} of the reserved {product} at {place}: a stocktake found less there")
        booking.tell(
            [case.requester_id],
            said(
                number=case.name, quantity=lost, product=booking.name_of("products", product),
                place=booking.name_of("locations", location),
            ),
            about=case,
        )  # fmt: skip


def _tell_of_customers_goods(booking: Booking[Any], place: Place, missing: Decimal) -> None:
    product, _location, lot = place
    customer = booking.company.stock.lot_owner(product, lot) if lot else None
    if customer is not None:
        owner = booking.owner_of(customer)
        said = _("{quantity} of {product}, supplied by {customer}, are missing in the stocktake")
        booking.tell(
            booking.holders(SALES_MANAGER) if owner is None else [owner],
            said(
                quantity=missing, product=booking.name_of("products", product),
                customer=booking.name_of("customers", customer),
            ),
        )  # fmt: skip


@effect(_("places that were blocked until this count are open again"))
def open_places(booking: Booking[Any]) -> None:
    """A shipment that found less than the books say blocked them (P66)."""
    blocker = booking.parent.name if booking.parent else None
    for location in dict.fromkeys(place.location for place in booking.form.places):
        if blocker and booking.record("locations", location).get("blocked_by") == blocker:
            booking.change_record("locations", location, {"blocked": False, "blocked_by": None})
