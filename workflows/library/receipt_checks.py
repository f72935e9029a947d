"""What must hold while goods come in: at the door, at both gates, in the catalogue — P16, P18, P63, P67, P169, P170."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from db.cases import Case
from db.message import Message, _, plural
from workflows.engine.process import Reason, condition, guard
from workflows.library import deliveries, receiving
from workflows.library.goods import not_blocked, place_kinds
from workflows.library.receiving import NOTHING, Method, Receipt, ReceiptKind, ReceiptLine, Source

_CLASS_NUMBER = re.compile(r"[A-KN-VXZ][A-Z]?\d*(\.\d+)?([-=/(].*)?")
"""A class of the Chinese library classification (中图法): F253.4, TM92."""


# --- the door -----------------------------------------------------------------------------------------------


@guard(_("the order or plan is open for deliveries"))
def source_is_open(facts: Receipt) -> Iterator[Message | Reason]:
    form = facts.form
    if not form.lines:
        yield Reason(_("list what was delivered"), "lines")
    if not form.note_number:
        yield Reason(_("type the number of the supplier's delivery note"), "note_number")
    if form.is_customers:
        yield from _customers_goods(facts)
        return
    order = deliveries.find_order(facts, form.order)
    if order is None:
        yield Reason(_("name the purchase order the goods belong to"), "order")
        return
    if not deliveries.expects(facts, order):
        yield Reason(_("{number} expects no delivery now")(number=order.name), "order")
    yield from _fits_order(facts, order)


def _customers_goods(facts: Receipt) -> Iterator[Reason]:
    if not facts.form.customer:
        yield Reason(_("name the customer the goods belong to"), "customer")
    for index, line in enumerate(facts.form.lines):
        if not line.product:
            yield Reason(_("name the product"), f"lines.{index}.product")
        if not line.lot:
            yield Reason(_("customer's goods are kept as a lot of their own; give it a name"), f"lines.{index}.lot")
        elif line.product and facts.company.stock.lot_owner(line.product, line.lot) not in (None, facts.form.customer):
            yield Reason(_("this lot belongs to another customer"), f"lines.{index}.lot")


def _fits_order(facts: Receipt, order: Case) -> Iterator[Reason]:
    form, kind = facts.form, order.form.get("kind")
    if (form.source is Source.PROCESSING) != (kind == "processing"):
        yield Reason(_("the order is not of this kind of source"), "source")
    for one in (ReceiptKind.BOOK, ReceiptKind.EQUIPMENT):
        if (form.kind is one) != (kind == one.value):
            yield Reason(_("books and equipment come in by a receipt of their kind"), "kind")
    rows = order.form.get("lines", [])
    for index, line in enumerate(form.lines):
        if line.order_line > len(rows):
            yield Reason(
                plural("the order has {count} line", "the order has {count} lines")(count=len(rows)),
                f"lines.{index}.order_line",
            )
        elif line.product != rows[line.order_line - 1]["product"]:
            yield Reason(
                _("line {line} of the order is another product")(line=line.order_line), f"lines.{index}.product"
            )


@guard(_("no more than ordered, within tolerance"))
def within_order(facts: Receipt) -> Iterator[Message | Reason]:
    order = deliveries.find_order(facts, facts.form.order) if not facts.form.is_customers else None
    if order is None:
        return
    states, more = deliveries.deliveries_of(facts, order).lines(order), receiving.tolerance(facts)
    for index, line in enumerate(facts.form.lines):
        if line.order_line > len(states):
            continue
        state = states[line.order_line - 1]
        limit = (state.ordered - state.cancelled - state.cut) * (1 + more)
        if state.received + line.delivered > limit:
            yield Reason(
                _("{received} + {delivered} exceeds {limit}; what is too much is turned away at the door")(
                    received=state.received, delivered=line.delivered, limit=_plain(limit)
                ),
                f"lines.{index}.delivered",
            )
        state.delivered += line.delivered


def _plain(value: Decimal) -> Decimal:
    whole = value == value.to_integral_value()
    return value.quantize(Decimal(1)) if whole else value.quantize(Decimal("0.001")).normalize()


@guard(_("books counted: accepted and rejected make up what was delivered"))
def books_counted(facts: Receipt) -> Iterator[Message | Reason]:
    if facts.form.is_book:
        said = _("accepted and rejected make {counted}, delivered are {wanted}")
        yield from _adds_up(
            facts, "accepted", said, lambda line: (line.accepted or NOTHING) + (line.rejected or NOTHING)
        )


def _adds_up(
    facts: Receipt,
    column: str,
    said: Message,
    counted: Callable[[ReceiptLine], Decimal],
    wanted: Callable[[ReceiptLine], Decimal] = lambda line: line.delivered,
) -> Iterator[Reason]:
    """Yield a reason at the column of every line on which what was counted is not what there is to count."""
    for index, line in enumerate(facts.form.lines):
        if counted(line) != wanted(line):
            yield Reason(said(counted=counted(line), wanted=wanted(line)), f"lines.{index}.{column}")


@guard(_("the material used is known and lies at the processor"))
def material_is_known(facts: Receipt) -> Iterator[Message | Reason]:
    form = facts.form
    if form.source is not Source.PROCESSING:
        return
    named = {one.line for one in form.materials}
    for number, line in enumerate(form.lines, 1):
        if number not in named and not line.reworked:
            yield Reason(_("name the material used for line {line}")(line=number), "materials")
    for index, used in enumerate(form.materials):
        free = facts.free(used.product, receiving.processor_of(form), used.lot)
        if used.quantity > free:
            yield Reason(
                _("{quantity} exceeds {free} that lie at the processor")(quantity=used.quantity, free=free),
                f"materials.{index}.quantity",
            )


# --- gate 1 -------------------------------------------------------------------------------------------------


@guard(_("accepted, rejected and concession make up what was delivered"))
def verdicts_add_up(facts: Receipt) -> Iterator[Message | Reason]:
    said = _("accepted, rejected and concession make {counted}, delivered are {wanted}")
    yield from _adds_up(facts, "accepted", said, lambda line: line.good + (line.rejected or NOTHING))


@guard(_("checked by the rule"))
def checked_by_rule(facts: Receipt) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        in_full = line.method is Method.FULL or bool(line.bad)
        wanted = line.delivered if in_full else line.sample or NOTHING
        if (line.checked or NOTHING) >= wanted:
            continue
        said = (
            _("a defect was found: check the lot of {wanted} in full")
            if line.method is Method.SAMPLE and line.bad
            else _("check at least {wanted}")
        )
        yield Reason(said(wanted=wanted), f"lines.{index}.checked")


@guard(_("a defect is named for everything not accepted"))
def defects_are_named(facts: Receipt) -> Iterator[Message | Reason]:
    for number, line in enumerate(facts.form.lines, 1):
        wanted = line.bad + (line.refused or NOTHING)
        named = receiving.defects_named(facts.form, number)
        if named < wanted:
            yield Reason(
                _("line {line}: defects are named for {named} of {wanted}")(line=number, named=named, wanted=wanted),
                "defects",
            )


@guard(_("equipment has run on trial"))
def ran_on_trial(facts: Receipt) -> Iterator[Message | Reason]:
    if facts.form.kind is ReceiptKind.EQUIPMENT and not facts.form.trial_run:
        yield Reason(_("write down the trial run"), "trial_run")


@guard(_("nothing on concession, something accepted"))
def is_qualified(facts: Receipt) -> Iterator[Message | Reason]:
    if any(line.concession for line in facts.form.lines):
        yield _("goods on concession are decided by the quality manager")
    if not any(line.accepted for line in facts.form.lines):
        yield Reason(_("nothing is accepted"), "lines")


@guard(_("goods on concession"))
def has_concession(facts: Receipt) -> Iterator[Message | Reason]:
    if not any(line.concession for line in facts.form.lines):
        yield Reason(_("no line has goods on concession"), "lines")


@guard(_("nothing accepted"))
def is_unqualified(facts: Receipt) -> Iterator[Message | Reason]:
    if any(line.good for line in facts.form.lines):
        yield _("part of it is accepted")


@guard(_("use, reason and price cut are named"))
def concession_is_named(facts: Receipt) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if not line.concession:
            continue
        for name in ("use", "cut_reason", "price_cut"):
            if getattr(line, name) in (None, ""):
                yield Reason(_("name it for the goods on concession"), f"lines.{index}.{name}")
        if line.price is not None and (line.price_cut or NOTHING) > line.price:
            yield Reason(_("cuts more than the price"), f"lines.{index}.price_cut")


# --- the catalogue ------------------------------------------------------------------------------------------


@guard(_("class number, book number, title, author and publisher on every line"))
def books_catalogued(facts: Receipt) -> Iterator[Message | Reason]:
    form = facts.form
    titled = [book.line for book in form.books]
    for number, line in enumerate(form.lines, 1):
        if line.accepted and titled.count(number) != 1:
            yield Reason(_("describe line {line} once")(line=number), "books")
    for index, book in enumerate(form.books):
        if not _CLASS_NUMBER.fullmatch(book.class_number):
            yield Reason(
                _("no class of the national standard; write it as F253.4 or TM92"), f"books.{index}.class_number"
            )
        if not has_valid_check_digit(book.book_number):
            yield Reason(_("the check digit does not fit; read the number again"), f"books.{index}.book_number")
        for name in ("title", "author", "publisher"):
            if not getattr(book, name):
                yield Reason(_("fill this in"), f"books.{index}.{name}")


def has_valid_check_digit(number: str) -> bool:
    """Whether a book number (ISBN of 10 or 13 digits, hyphens allowed) ends in its check digit."""
    digits = number.replace("-", "").replace(" ", "").upper()
    if re.fullmatch(r"\d{13}", digits):
        return sum(int(one) * (1, 3)[index % 2] for index, one in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if one == "X" else int(one) for one in digits]
        return sum(value * (10 - index) for index, value in enumerate(values)) % 11 == 0
    return False


# --- gate 2 -------------------------------------------------------------------------------------------------


@guard(_("counted by hand: stored and refused make up what the first gate let through"))
def counted_by_hand(facts: Receipt) -> Iterator[Message | Reason]:
    said = _("stored and refused make {counted}; {wanted} are to be stored")
    yield from _adds_up(
        facts, "stored", said, lambda line: (line.stored or NOTHING) + (line.refused or NOTHING),
        lambda line: line.to_store,
    )  # fmt: skip


@guard(_("a shelf place for every line that is stored"))
def places_named(facts: Receipt) -> Iterator[Message | Reason]:
    if facts.form.kind is ReceiptKind.EQUIPMENT:
        return
    for index, line in enumerate(facts.form.lines):
        if line.stored and not line.location:
            yield Reason(_("name the place"), f"lines.{index}.location")
    stored = [(index, line) for index, line in enumerate(facts.form.lines) if line.stored and line.location]
    for index, line in stored:
        for why in (*place_kinds(facts, [line], {"shelf"}, facts.form.warehouse), *not_blocked(facts, [line])):
            yield Reason(why.message, f"lines.{index}.location")


@guard(_("nothing refused"))
def nothing_refused(facts: Receipt) -> Iterator[Message | Reason]:
    if any(line.refused for line in facts.form.lines):
        yield _("goods are refused: take it as unqualified")


@guard(_("something refused"))
def something_refused(facts: Receipt) -> Iterator[Message | Reason]:
    if not any(line.refused for line in facts.form.lines):
        yield Reason(_("nothing is refused: take it as qualified"), "lines")


@guard(_("books only"))
def is_of_books(facts: Receipt) -> Iterator[Message | Reason]:
    if not facts.form.is_book:
        yield _("only books are catalogued")


# --- where it goes ------------------------------------------------------------------------------------------


@condition(_("books, none accepted"))
def no_book_accepted(facts: Receipt) -> bool:
    return facts.form.is_book and not any(line.accepted for line in facts.form.lines)


@condition(_("books"))
def is_book(facts: Receipt) -> bool:
    return facts.form.is_book


@condition(_("nothing is left to store"), booked=True)
def nothing_left(facts: Receipt) -> bool:
    return not any(line.good for line in facts.form.lines)


@condition(_("books, nothing stored"))
def no_book_stored(facts: Receipt) -> bool:
    return facts.form.is_book and nothing_stored.holds(facts)


@condition(_("nothing stored"))
def nothing_stored(facts: Receipt) -> bool:
    return not any(line.in_stock for line in facts.form.lines)
