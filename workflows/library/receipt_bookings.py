"""What a goods receipt books: arrival, verdicts, storing with its money, goods on their way back — P16, P18, P63.

Rejected at the first gate, goods go to the supplier directly; refused at the second, only after the supervisor's
review (books at both directly). Storing writes the move and the balance, and the payable, in one decision.
"""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from db.message import _
from db.money import Account
from workflows.engine.booking import Booking
from workflows.engine.process import effect
from workflows.library import deliveries, receiving
from workflows.library.receiving import NOTHING, GoodsReceiptForm, ReceiptKind, ReceiptLine, Source
from workflows.library.shortage import SALES_ORDER, Needs
from workflows.registers.equipment import EQUIPMENT

Arriving = Booking[GoodsReceiptForm]
_THOUSANDTH = Decimal("0.001")


@effect(_("everything delivered waits in inspection; rejected books go back"))
def arrive(booking: Arriving) -> None:
    form = booking.form
    for line in form.lines:
        if not form.is_book:
            line.accepted = line.rejected = line.concession = line.checked = None
        line.stored = line.refused = line.in_stock = line.sent_back = line.value = None
        way, product = receiving.way_of(form, line), line.product or ""
        if form.is_customers:
            booking.know_lot(product, line.lot, form.customer)
        booking.move(product, way.source, way.inspection, line.delivered, lot=line.lot)
    if form.is_book:
        send_back(booking, [(line, line.rejected or NOTHING) for line in form.lines])


@effect(_("rejected goods set apart and returned at once; report"))
def judge(booking: Arriving) -> None:
    send_back(booking, [(line, line.rejected or NOTHING) for line in booking.form.lines])
    reports = {ReceiptKind.FABRIC: "fabric-report", ReceiptKind.ACCESSORY: "accessory-report"}
    booking.issue(reports.get(booking.form.kind, "inspection-report"))


@effect(_("refused concessions are rejected and returned"))
def refuse_concession(booking: Arriving) -> None:
    refused = [(line, line.concession or NOTHING) for line in booking.form.lines]
    for line, quantity in refused:
        line.rejected, line.concession, line.price_cut = (line.rejected or NOTHING) + quantity, NOTHING, None
    send_back(booking, refused)


@effect(_("titles in the product register; receipt written"))
def catalogue_books(booking: Arriving) -> None:
    for book in booking.form.books:
        product = booking.form.lines[book.line - 1].product or ""
        found = {
            "name": book.title, "book_number": book.book_number, "author": book.author,
            "publisher": book.publisher, "book_class": book.class_number,
        }  # fmt: skip
        booking.change_record("products", product, found)
    write_receipt(booking)


@effect(_("the second gate counts anew"))
def clear_count(booking: Arriving) -> None:
    for line in booking.form.lines:
        line.stored = line.refused = None


@effect(_("goods to their places, stock and payable booked; receipt written, waiting orders served"))
def store(booking: Arriving) -> None:
    """Inspection → location at order price: debit stock, credit payable. A customer's goods carry no money."""
    form, stored = booking.form, dict[str, Decimal]()
    for number, line in enumerate(form.lines, 1):
        if not line.stored:
            continue
        product, way = line.product or "", receiving.way_of(form, line)
        if form.kind is ReceiptKind.EQUIPMENT:
            _put_into_use(booking, line)
        elif form.is_customers or line.reworked:
            booking.move(product, way.inspection, line.location or "", line.stored, lot=line.lot)
        else:
            fee, material = receiving.value_now(line), _use_material(booking, number, line)
            booking.move(product, way.inspection, line.location or "", line.stored, lot=line.lot, value=fee + material)
            booking.post(Account("stock"), Account("payable", form.supplier or ""), fee)
            line.value = (line.value or receiving.NO_MONEY) + fee
        line.in_stock = (line.in_stock or NOTHING) + line.stored
        stored[product] = stored.get(product, NOTHING) + line.stored
    if stored and not form.is_book:
        write_receipt(booking)
    if not form.is_customers and form.kind is not ReceiptKind.EQUIPMENT:
        _serve_orders(booking, stored)


@effect(_("refused goods set apart and returned"))
def return_refused(booking: Arriving) -> None:
    refused = [(line, line.refused or NOTHING) for line in booking.form.lines]
    for line, quantity in refused:
        line.sent_back = (line.sent_back or NOTHING) + quantity
    send_back(booking, refused)


@effect(_("the order goes on to payment when it was the last receipt"))
def move_order_on(booking: Booking[GoodsReceiptForm]) -> None:
    order = deliveries.find_order(booking, booking.form.order)
    if order is not None:
        booking.take(order, "stored", if_it_may=True)


@effect(_("refused books set apart and returned at once"))
def return_refused_books(booking: Arriving) -> None:
    if booking.form.is_book:
        return_refused.book(booking)


def send_back(booking: Arriving, parts: Iterable[tuple[ReceiptLine, Decimal]]) -> None:
    """Inspection → rejected, and a return to the supplier that stands at agree."""
    form, rows = booking.form, []
    for line, quantity in parts:
        if not quantity:
            continue
        way = receiving.way_of(form, line)
        booking.move(line.product or "", way.inspection, way.rejected, quantity, lot=line.lot)
        number = form.lines.index(line) + 1
        rows.append(
            {
                "order_line": line.order_line, "receipt_line": number, "product": line.product, "lot": line.lot,
                "quantity": str(quantity), "location": way.rejected, **_wrong_with(booking.form, number),
            }
        )  # fmt: skip
    if rows:
        values = {
            "supplier": form.supplier, "customer": form.customer, "order": form.order, "receipt": booking.case.number,
            "lines": rows,
        }  # fmt: skip
        booking.open_case(deliveries.RETURN, {name: value for name, value in values.items() if value}, step="agree")


def write_receipt(booking: Arriving) -> None:
    """The warehouse receipt (入库单), numbered by the receipt and its round."""
    papers = booking.company.cases.documents(booking.case.id)
    written = sum(paper["kind"] == "warehouse-receipt" for paper in papers)
    booking.issue("warehouse-receipt", f"{booking.case.number}-{written + 1}")


def _wrong_with(form: GoodsReceiptForm, number: int) -> dict[str, str]:
    """What is wrong with a line, as the supplier reads it: the defect most of it has, and everything noted."""
    named = [one for one in form.defects if one.line == number]
    fault = max(named, key=lambda one: one.count).code if named else receiving.DefectCode.QUALITY
    return {"fault": fault.value, "defect": ", ".join(one.note for one in named if one.note)}


def _use_material(booking: Arriving, number: int, line: ReceiptLine) -> Decimal:
    """Processor → production of the material for what is stored of a line; what it cost becomes part of the goods."""
    cost = receiving.NO_MONEY
    if booking.form.source is not Source.PROCESSING:
        return cost
    for used in booking.form.materials:
        if used.line == number:
            before, now = line.in_stock or NOTHING, (line.in_stock or NOTHING) + (line.stored or NOTHING)
            part = _part(used.quantity, now, line.delivered) - _part(used.quantity, before, line.delivered)
            if part:
                place = receiving.processor_of(booking.form)
                cost += booking.move(used.product, place, "production", part, lot=used.lot)
    return cost


def _part(quantity: Decimal, done: Decimal, of: Decimal) -> Decimal:
    return (quantity * done / of).quantize(_THOUSANDTH, ROUND_HALF_UP)


def _put_into_use(booking: Arriving, line: ReceiptLine) -> None:
    """Inspection → consumed: equipment is no stock; every piece gets its card, and is booked by it."""
    form, pieces = booking.form, int(line.stored or 0)
    booking.move(line.product or "", "inspection", "consumed", line.stored or NOTHING, lot=line.lot)
    left = receiving.value_now(line)
    for piece in range(pieces, 0, -1):
        cost = left if piece == 1 else (left / piece).quantize(receiving.NO_MONEY, ROUND_HALF_UP)
        card = EQUIPMENT.numbered(booking.company.registers.next_number("equipment"))
        booking.change_record(
            "equipment", card,
            {
                "name": booking.name_of("products", line.product or ""), "product": line.product,
                "supplier": form.supplier, "cost": str(cost), "in_use_since": booking.today.isoformat(),
                "receipt": booking.case.number,
            },
        )  # fmt: skip
        booking.post(Account("equipment", card), Account("payable", form.supplier or ""), cost)
        left -= cost
    line.value = (line.value or receiving.NO_MONEY) + receiving.value_now(line)


def _serve_orders(booking: Arriving, stored: dict[str, Decimal]) -> None:
    """Let sales orders reserve what has come in: whom a line was bought for first, then the oldest that wait.

    Only orders that are shipped from the warehouse the goods came to; the others could not take them.
    """
    first, needs, chosen = set(_bought_for(booking)), Needs(booking), dict[int, None]()
    for product, quantity in stored.items():
        left = quantity
        for one in sorted(
            needs.waiting_for(product), key=lambda demand: ((product, demand.case.number) not in first, demand.case.id)
        ):
            if left <= 0:
                break
            if one.case.process == SALES_ORDER and one.case.form.get("warehouse") == booking.form.warehouse:
                chosen[one.case.id] = None
                left -= one.quantity
    for case in chosen:
        booking.take(booking.company.cases.case(case), "reserve", if_it_may=True)


def _bought_for(booking: Arriving) -> Iterator[tuple[str, str]]:
    """Yield product and number of the cases the lines of the order were raised for; of a requisition, whom it serves."""
    order = deliveries.find_order(booking, booking.form.order)
    for row in order.form.get("lines", ()) if order else ():
        demand = booking.find_case(row["demand"]) if row.get("demand") else None
        if demand:
            yield row["product"], demand.form.get("for_case") or demand.name
