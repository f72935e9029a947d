"""Asking a member about a service that has just ended: his call opens in the decision that ends it — P103, N21."""

from typing import Any

from workflows.engine.booking import Booking
from workflows.library.callbacks import is_called, open_call
from workflows.library.customers import is_member
from workflows.registers.customers import CUSTOMERS


def call_member(booking: Booking[Any], customer: str | None, item: str, handled_by: str | None) -> None:
    """Open an after-sale call about this case where its customer is a member; nobody else is asked about one.

    item: the service in a few words. handled_by: number of the employee whose work is asked about.
    """
    if not customer or not is_member(booking, customer) or not is_called(booking, booking.case.name, member=True):
        return
    phones = CUSTOMERS.read(booking.record(CUSTOMERS.key, customer)).every_phone()
    open_call(
        booking, "after-sale", customer=customer, name=booking.name_of(CUSTOMERS.key, customer),
        phone=phones[0] if phones else "", item=item, ended=booking.now, handled_by=handled_by,
    )  # fmt: skip
