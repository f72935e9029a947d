"""What a shipment books, from the reservation to the gate, and what other cases change about it — P66, P77-P80, P101."""

from decimal import Decimal

from db.locations import REJECTED_STORED
from db.message import _
from workflows.engine.process import effect
from workflows.library import picking, shipped_orders, shipping
from workflows.library.goods import Place
from workflows.library.paid_orders import RETURN
from workflows.library.shipping import Shipped

# --- what is booked -----------------------------------------------------------------------------------------


@effect(_("the order's reservation serves it, without an order goods are reserved"))
def take_over(booking: Shipped) -> None:
    booking.form.lines = picking.laid_out(booking, booking.form.lines)
    picking.hold(booking, booking.form.lines)


@effect(_("goods held, delivery note and courier slip printed in a new issue"))
def print_papers(booking: Shipped) -> None:
    take_over.book(booking)
    issue_papers(booking)


def issue_papers(booking: Shipped) -> None:
    """Number both papers once, and issue them again: what was printed before is void."""
    form, numbers = booking.form, booking.company.cases
    form.note_number = form.note_number or numbers.next_number("FH", booking.now.year)
    form.waybill_number = form.waybill_number or numbers.next_number("KD", booking.now.year)
    form.issue = (form.issue or 0) + 1
    form.note_issue = form.slip_issue = None
    booking.issue("delivery-note", f"{form.note_number} · {form.issue}")
    booking.issue("courier-slip", f"{form.waybill_number} · {form.issue}")


@effect(_("what does not ship now goes into a shipment of its own"))
def split(booking: Shipped) -> None:
    form = booking.form
    parts = picking.part_that_ships(booking, form.lines)
    rest, kept = [], []
    for line, now in zip(form.lines, parts, strict=True):
        if now:
            kept.append(line.model_copy(update={"quantity": now, "now": None}))
        if now < line.quantity:
            rest.append(line.model_copy(update={"quantity": line.quantity - now, "now": None, "location": None}))
    form.lines = kept
    later = form.model_copy(update={"lines": rest})
    values = later.model_dump(mode="json", exclude_none=True, include=set(shipping.OPENED))
    booking.open_case(booking.process.key, values)


@effect(_("location → dispatch, the reservation goes along"))
def bring_out(booking: Shipped) -> None:
    picking.bring_out(booking, picking.wanted(booking.form.lines))


@effect(_("papers void; the place is blocked until counted, the goods reserved elsewhere"))
def look_elsewhere(booking: Shipped) -> None:
    form = booking.form
    found: dict[Place, Decimal] = {}
    for line in form.lines:
        if line.location:
            place = picking.place_of(line)
            found[place] = found.get(place, Decimal(0)) + (line.picked or Decimal(0))
    asked = picking.wanted(form.lines)
    short = [place for place in asked if found[place] < asked[place]]
    picking.bring_out(booking, found)
    picking.block_until_counted(booking, [location for _product, location, _lot in short])
    for product, location, lot in short:
        booking.release(product, location, lot=lot)
    lay_out_anew(booking)


def lay_out_anew(booking: Shipped) -> None:
    """Lay the goods out to the lines as they lie now, and hold them; what was picked and checked is to be again."""
    form = booking.form
    form.lines = picking.laid_out(booking, form.lines)
    picking.hold(booking, form.lines)
    form.checked = None


@effect(_("bad pieces dispatch → rejected, others reserved to be picked"))
def replace_bad(booking: Shipped) -> None:
    bad = picking.set_aside(booking, booking.form.lines)
    lay_out_anew(booking)
    by_warehouse: dict[str, list[dict[str, str]]] = {}
    for (product, location, lot), quantity in bad:
        line = {
            "product": product, "lot": lot, "location": REJECTED_STORED, "quantity": f"{quantity}",
            "cause": "other", "evidence": booking.case.name,
        }  # fmt: skip
        by_warehouse.setdefault(picking.dispatch_of(location).partition("/")[0], []).append(line)
    for warehouse, lines in by_warehouse.items():
        booking.open_case("write-off", {"warehouse": warehouse, "lines": lines}, as_draft=True)


@effect(_("parcels labelled"))
def label_parcels(booking: Shipped) -> None:
    booking.issue("parcel-labels")


@effect(_("shipped: dispatch → customer; sale, deposit, commission and cost booked"))
def ship(booking: Shipped) -> None:
    booking.form.shipped_on = booking.today
    shipped_orders.post(booking)


@effect(_("the order goes back to its release"))
def ask_release(booking: Shipped) -> None:
    shipped_orders.back_to_release(booking)


@effect(_("return opened as a draft"))
def open_return(booking: Shipped) -> None:
    """All of it comes back; after-sales says why, and whether it is sent again."""
    lines = [
        {
            "sale_line": line.order_line or number,
            "product": line.product,
            "lot": line.lot,
            "quantity": f"{line.quantity}",
        }
        for number, line in enumerate(booking.form.lines, 1)
    ]
    values = {"shape": "return", "sale": booking.case.name, "customer": booking.form.customer, "lines": lines}
    booking.open_case(RETURN, values, as_draft=True)


# --- what other cases do ------------------------------------------------------------------------------------


@effect(_("goods no longer wanted dispatch → location, new ones reserved; printed papers in a new issue"))
def amend(booking: Shipped) -> None:
    form, printed = booking.form, booking.form.issue is not None
    lines = picking.laid_out(booking, form.lines)
    picking.put_back(booking, picking.wanted(lines))
    form.lines = lines
    picking.hold(booking, lines)
    if printed and booking.task and booking.task.step != "print":
        issue_papers(booking)
        out = picking.out_by_place(booking, booking.case)
        if out == picking.wanted(lines):  # nothing to pick anew: what lies in dispatch is what the note says
            for line in lines:
                line.picked = line.quantity
        else:
            form.checked = None


@effect(_("dispatch → location, papers void, goods reserved to be printed again"))
def unpack(booking: Shipped) -> None:
    picking.put_back(booking)
    lay_out_anew(booking)
    form = booking.form
    form.parcels, form.note_issue, form.slip_issue, form.parcels_counted, form.vehicle = [], None, None, None, ""
    for line in form.lines:
        line.parcel = ""


@effect(_("papers torn up, picked goods dispatch → location, reservation given back"))
def give_back(booking: Shipped) -> None:
    picking.put_back(booking)
