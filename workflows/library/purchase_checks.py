"""What must hold before an order goes to a supplier, is confirmed, closed or paid — P16, P56, P59."""

from collections.abc import Iterator
from decimal import Decimal

from db.cases import Case
from db.message import Message, _
from workflows.engine.facts import CompanyFacts
from workflows.engine.process import Reason, condition, guard
from workflows.library import deliveries, purchasing
from workflows.library.purchasing import Order, PayTerms, PurchaseKind, PurchaseLine
from workflows.library.shortage import REQUISITION, Needs

QUOTES = 3
INVOICE_TOLERANCE = Decimal("1.00")
_OWN_ORDER = {PurchaseKind.BOOK: "book", PurchaseKind.EQUIPMENT: "equipment"}
"""Kinds whose receipt runs its own way: nothing else is on such an order, and they on no other."""


# --- the draft ----------------------------------------------------------------------------------------------


@guard(_("lines, delivery place and terms are complete"))
def is_filled(facts: Order) -> Iterator[Message | Reason]:
    form = facts.form
    if form.terms is PayTerms.PREPAY and not form.prepay:
        yield Reason(_("say how many per cent are paid in advance"), "prepay")
    if form.terms is PayTerms.DAYS and not form.days:
        yield Reason(_("say after how many days it is paid"), "days")
    if form.is_service:
        return
    if not form.lines:
        yield Reason(_("list what is to be bought"), "lines")
    if not form.place:
        yield Reason(_("name the warehouse the goods go to"), "place")
    for index, line in enumerate(form.lines):
        if line.needed_by < facts.today:
            yield Reason(_("needed by {day} is over; give a later day")(day=line.needed_by), f"lines.{index}.needed_by")


@guard(_("books and equipment on orders of their own"))
def kinds_apart(facts: Order) -> Iterator[Message | Reason]:
    wanted = _OWN_ORDER.get(facts.form.kind)
    for index, line in enumerate(facts.form.lines):
        kind = facts.record("products", line.product).get("kind")
        if wanted and kind != wanted:
            yield Reason(
                _("does not belong on an order of {kind}")(kind=facts.form.kind.label), f"lines.{index}.product"
            )
        elif not wanted and kind in _OWN_ORDER.values():
            yield Reason(_("books and equipment are ordered on an order of their kind"), f"lines.{index}.product")


@guard(_("the supplier is qualified, or the order a small trial"))
def supplier_may_be_asked(facts: Order) -> Iterator[Message | Reason]:
    if facts.form.is_service:
        return
    limit = facts.money_policy("purchase-order.trial-limit")
    for why in purchasing.why_not_asked(facts, facts.form.supplier, purchasing.amount_of(facts.form), limit):
        yield Reason(why, "supplier")


@guard(_("no more than the requisition or the shortage"))
def within_demand(facts: Order) -> Iterator[Message | Reason]:
    needs, asked = Needs(facts, besides=facts.case.id), dict[tuple[str, str | None], Decimal]()
    supplier = purchasing.supplier_of(facts, facts.form.supplier)
    for index, line in enumerate(facts.form.lines):
        requisition = _requisition(facts, line)
        key = (line.product, line.demand if requisition else None)
        asked[key] = asked.get(key, Decimal(0)) + line.quantity
        short = _required(requisition, line.product) if requisition else needs.shortage(line.product).quantity
        limit = purchasing.in_lots(short, supplier.lot if supplier else None)
        if asked[key] <= limit:
            continue
        if requisition:
            said = _("{quantity} exceeds {limit} of requisition {number}")(
                quantity=asked[key], limit=limit, number=requisition.name
            )
        else:
            said = _("{quantity} exceeds shortage {limit}")(quantity=asked[key], limit=limit)
        yield Reason(said, f"lines.{index}.quantity")


@guard(_("enough quotes were compared"))
def quotes_compared(facts: Order) -> Iterator[Message | Reason]:
    form = facts.form
    large = purchasing.amount_of(form) >= facts.money_policy("purchase-order.quotes-from")
    compared = len({quote.supplier for quote in form.quotes})
    if not form.is_service and (large or form.kind is PurchaseKind.EQUIPMENT) and compared < QUOTES:
        yield Reason(
            _("{compared} of {wanted} suppliers compared; ask for more quotes")(compared=compared, wanted=QUOTES),
            "quotes",
        )


@guard(_("no price above the contract price"))
def within_contract_price(facts: Order) -> Iterator[Message | Reason]:
    supplier = purchasing.supplier_of(facts, facts.form.supplier)
    for index, line in enumerate(facts.form.lines):
        agreed = purchasing.contract_price(supplier, line.product, facts.today) if supplier else None
        if agreed is not None and line.price > agreed:
            yield Reason(_("above contract price {price}")(price=agreed), f"lines.{index}.price")


@guard(_("the payable is there"))
def service_is_owed(facts: Order) -> Iterator[Message | Reason]:
    form = facts.form
    if not form.is_service:
        return
    if facts.case.parent_id is None:
        yield Reason(_("the case that owes it opens the order; choose another kind"), "kind")
    for name in ("payee", "source", "due"):
        if not getattr(form, name):
            yield Reason(_("fill this in"), name)
    if form.payee and form.source and form.due and form.due > (left := left_of_source(facts)):
        yield Reason(_("{amount} exceeds the {left} that its case owes")(amount=form.due, left=left), "due")


def left_of_source(facts: Order) -> Decimal:
    """What of the payable a case has booked is not paid by other orders of kind service yet, yuan."""
    source = facts.find_case(facts.form.source or "")
    if source is None:
        return purchasing.NOTHING
    entries = facts.company.money.entries(case_id=source.id, limit=1000)
    lines = (line for entry in entries for line in entry.lines)
    owed = (-line.amount for line in lines if (line.account, line.dimension) == ("payable", facts.form.payee))
    others = [one for one in facts.children_of(source.id, deliveries.PURCHASE_ORDER) if one.id != facts.case.id]
    paid = (
        Decimal(one.form.get("due") or 0)
        for one in others
        if one.ended == "done" and one.form.get("payee") == facts.form.payee
    )
    return sum(owed, purchasing.NOTHING) - sum(paid, purchasing.NOTHING)


def _requisition(facts: CompanyFacts, line: PurchaseLine) -> Case | None:
    found = facts.find_case(line.demand) if line.demand else None
    return found if found and found.process == REQUISITION else None


def _required(requisition: Case, product: str) -> Decimal:
    """What a requisition wants bought of a product."""
    rows = [row for row in requisition.form.get("lines", ()) if row.get("product") == product]
    return sum((Decimal(row.get("quantity") or 0) - Decimal(row.get("covered") or 0) for row in rows), Decimal(0))


# --- with the supplier --------------------------------------------------------------------------------------


@guard(_("confirmed as approved: quantity, price, date"))
def confirmed_as_approved(facts: Order) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if line.quantity != line.approved_quantity:
            yield Reason(
                _("{approved} were approved; let a changed quantity be approved anew")(
                    approved=line.approved_quantity or 0
                ),
                f"lines.{index}.quantity",
            )
        if line.price > (line.approved_price or 0):
            yield Reason(
                _("above the approved price {price}; let it be approved anew")(price=line.approved_price or 0),
                f"lines.{index}.price",
            )
        if line.promised and line.approved_date and line.promised > line.approved_date:
            yield Reason(
                _("later than {day}; let the later date be approved")(day=line.approved_date), f"lines.{index}.promised"
            )


@guard(_("something has changed"))
def is_changed(facts: Order) -> Iterator[Message | Reason]:
    if not list(confirmed_as_approved.check(facts)):
        yield Reason(_("nothing has changed for the worse: take it as confirmed"), "lines")


@guard(_("the advance is what was agreed"))
def advance_is_right(facts: Order) -> Iterator[Message | Reason]:
    due = purchasing.advance_due(facts.form)
    if facts.form.advance != due:
        yield Reason(
            _("{percent} % of {amount} are {due}")(
                percent=facts.form.prepay or 0, amount=purchasing.amount_of(facts.form), due=due
            ),
            "advance",
        )


@condition(_("part in advance"))
def is_prepaid(facts: Order) -> bool:
    return purchasing.advance_due(facts.form) > 0


# --- deliveries and the end ---------------------------------------------------------------------------------


@guard(_("a new date that the supplier has given"))
def date_is_new(facts: Order) -> Iterator[Message | Reason]:
    before = [row.get("promised") for row in facts.case.form["lines"]]
    if [line.promised and line.promised.isoformat() for line in facts.form.lines] == before:
        yield Reason(_("no date has changed; type the new one"), "lines")
    for index, line in enumerate(facts.form.lines):
        if line.promised and line.promised < facts.today and line.promised.isoformat() != before[index]:
            yield Reason(_("lies in the past"), f"lines.{index}.promised")


@guard(_("everything has come in"))
def everything_is_in(facts: Order) -> Iterator[Message | Reason]:
    if not deliveries.is_complete(facts, facts.case):
        yield _("lines are open, or goods are on their way through inspection or back")


@guard(_("no receipt of this order is open"))
def no_receipt_open(facts: Order) -> Iterator[Message | Reason]:
    for receipt in deliveries.deliveries_of(facts, facts.case).receipts(facts.case):
        if not receipt.ended:
            yield _("{number} is still under way: finish it first")(number=receipt.name)


@guard(_("goods of this order are to come again"))
def is_open_again(facts: Order) -> Iterator[Message | Reason]:
    if not any(line.open for line in deliveries.deliveries_of(facts, facts.case).lines(facts.case)):
        yield _("no line of the order is open")


@condition(_("nothing accepted and nothing advanced"))
def came_to_nothing(facts: Order) -> bool:
    lines = deliveries.deliveries_of(facts, facts.case).lines(facts.case)
    return not facts.form.advance and not any(line.accepted or line.received for line in lines)


@guard(_("the invoice is what was stored"))
def invoice_is_right(facts: Order) -> Iterator[Message | Reason]:
    due, invoice = to_pay(facts), facts.form.invoice
    if invoice is not None and abs(invoice - due) > INVOICE_TOLERANCE:
        yield Reason(_("{invoice} is not the {due} that is owed")(invoice=invoice, due=due), "invoice")


@guard(_("nothing is pending or disputed"))
def nothing_pending(facts: Order) -> Iterator[Message | Reason]:
    for case in deliveries.deliveries_of(facts, facts.case).still_open(facts.case):
        yield _("{number} is still under way: finish it first")(number=case.name)


def to_pay(facts: Order) -> Decimal:
    """What is owed on the order, yuan: what was stored and stands, of a service what its case has booked."""
    if facts.form.is_service:
        return facts.form.due or purchasing.NOTHING
    return deliveries.deliveries_of(facts, facts.case).owed(facts.case)
