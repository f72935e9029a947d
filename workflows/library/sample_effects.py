"""What a sample order books on its way: fee, dates, rounds of its quotation, mails and photographs — P107-P109, P160."""

from decimal import Decimal
from typing import Any

from db.message import _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import effect
from workflows.library import pricing
from workflows.library.customers import key_account_reduction, note_contact
from workflows.library.order_receipts import FRONT
from workflows.library.ordering import Means
from workflows.library.orders import deposit_account
from workflows.library.samples import (
    QUOTATION,
    SampleForm,
    SampleKind,
    fee_account,
    fee_held,
    finish_of,
    is_fabric,
    quotation_rounds,
    quoted_price,
    stands_at,
)
from workflows.posts import DESIGNER, PURCHASER

Booked = Booking[SampleForm]
NOTHING = Decimal("0.00")
_NOTICES = {
    SampleKind.PRODUCT: "sample-sheet", SampleKind.GARMENT: "sample-notice", SampleKind.FABRIC: "fabric-notice",
}  # fmt: skip

# --- fee ----------------------------------------------------------------------------------------------------


@effect(_("sample notice to whoever makes it"))
def issue_notice(booking: Booked) -> None:
    booking.issue(_NOTICES[booking.form.kind])


@effect(_("fee into the deposit of the sample"))
def receive_fee(booking: Booked) -> None:
    form = booking.form
    till = Account("till", form.counter or FRONT) if form.means is Means.TILL else Account("bank")
    booking.post(till, fee_account(booking, booking.case), form.fee or NOTHING)


@effect(_("fee to the deposit of the order, or refunded if the customer wants the money"))
def pass_fee_on(booking: Booked) -> None:
    """The order whose delivery took the action says its number in the note."""
    form, order = booking.form, booking.find_case(booking.note)
    if form.money_back or order is None:
        refund_fee.book(booking)
        return
    form.order = order.number
    held = fee_held(booking, booking.case)
    booking.post(fee_account(booking, booking.case), deposit_account(form.customer, order.name), held)


@effect(_("the fee is refunded as soon as an order names the sample"))
def want_money(booking: Booked) -> None:
    booking.form.money_back = True


@effect(_("fee kept as other income"))
def keep_fee(booking: Booked) -> None:
    booking.post(fee_account(booking, booking.case), Account("other-income"), fee_held(booking, booking.case))


@effect(_("refund of the fee is opened"))
def refund_fee(booking: Booked) -> None:
    held = fee_held(booking, booking.case)
    if held:
        number = booking.case.name
        values = {"source": number, "kind": "sample-fee", "order": number, "customer": booking.form.customer}
        booking.open_case("refund", {**values, "amount": str(held), "cause": booking.note})


# --- making and price ---------------------------------------------------------------------------------------


@effect(_("planned finish is set when making begins"))
def begin_making(booking: Booked) -> None:
    form = booking.form
    form.actual_finish = None
    if form.planned_finish is None:
        form.planned_finish, form.making_since = finish_of(booking), booking.today


@effect(_("the cost is worked out anew"))
def begin_costing(booking: Booked) -> None:
    form = booking.form
    form.cost = form.target = None


@effect(_("the sample carries exactly the quoted price"))
def carry_quote(booking: Booked) -> None:
    booking.form.sample_price, booking.form.commission_rate = quoted_price(booking), None


@effect(_("a new round of the quotation is opened"))
def begin_new_round(booking: Booked) -> None:
    """Where the customer still has the quotation it goes back to its draft; one that has ended is made anew."""
    rounds = quotation_rounds(booking)
    if not rounds:
        return
    last = rounds[-1]
    if stands_at(booking, last, "answer"):
        booking.take(last, "price-objection", note=booking.note or booking.case.name)
    elif last.ended:
        copied: dict[str, Any] = {
            name: last.form[name] for name in ("customer", "market", "invoice", "method", "currency", "trade_term")
            if name in last.form
        }  # fmt: skip
        lines = [
            {name: line[name] for name in ("product", "description", "kind", "quantity") if line.get(name)}
            for line in last.form.get("lines", ())
        ]
        booking.open_case(QUOTATION, {**copied, "lines": lines, "copied_from": last.number}, as_draft=True)


@effect(_("the sample carries the price of the new round"))
def carry_recovered(booking: Booked) -> None:
    form = booking.form
    form.accepted_price = form.commission_rate = None
    form.quoted = form.sample_price = quoted_price(booking)


@effect(_("special price against the cost: the commission is cut"))
def absorb_gap(booking: Booked) -> None:
    form, quoted, rules = booking.form, quoted_price(booking), pricing.price_rules(booking)
    if quoted is None or not form.cost:
        return
    terms = pricing.Terms(vat_invoice=True, key_account=key_account_reduction(booking, form.customer))
    form.commission_rate = pricing.commission_rate(pricing.reduction(form.cost, quoted, NOTHING), rules, terms)
    form.sample_price = quoted


# --- checking, sending, answering ---------------------------------------------------------------------------


@effect(_("the photographs are made anew"))
def begin_check(booking: Booked) -> None:
    form = booking.form
    form.photo_front = form.photo_side = form.photo_back = ""


@effect(_("reminder of the missing data to the customer"))
def remind_of_data(booking: Booked) -> None:
    missing = ", ".join(item.item for item in booking.form.data if item.received_on is None)
    note_contact(booking, booking.form.customer, f"{booking.case.name} ? {missing}"[:200])


@effect(_("mail with pictures to the customer"))
def mail_pictures(booking: Booked) -> None:
    form = booking.form
    pictures = ", ".join((form.photo_front, form.photo_side, form.photo_back))
    note_contact(booking, form.customer, f"{booking.case.name}: {pictures}"[:200])


@effect(_("sent, mail with pictures at once"))
def send(booking: Booked) -> None:
    booking.form.sent_on = booking.today
    mail_pictures.book(booking)


@effect(_("whoever made it is told"))
def tell_makers(booking: Booked) -> None:
    makers = booking.who_acted("making") or set(booking.holders(PURCHASER if is_fabric.holds(booking) else DESIGNER))
    said = _("{number}: the customer approves the sample")(number=booking.case.name)
    booking.tell([person for person in sorted(makers) if person != booking.person_id], said)


@effect(_("the sample is declined"))
def note_decline(booking: Booked) -> None:
    booking.form.declined = True


@effect(_("a new round of making"))
def begin_round(booking: Booked) -> None:
    # A sample made anew goes on a new way: the old courier number must not send it.
    booking.form.courier = booking.form.delivered_by = ""
    booking.form.planned_finish = None
