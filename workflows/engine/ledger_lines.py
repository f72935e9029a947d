"""What a case has booked, for people: each entry as a line, and all that one decision booked with who decided it.

Who sees a case sees what it moved and posted. What goods are worth at cost is for those who may read it
(`ledger.value`): others see the move and its posting without the amount. What selling cost, commissions and fees, is for
the owner of the customer, who earned it, and those who may read it (`ledger.commission`): others see neither how much
nor who gets it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.cases import Case, Decision
from db.leave import LeaveMove
from db.message import Message, _
from db.money import Entry as Posted
from db.stock import Move, Reservation
from workflows.engine.company import Company
from workflows.engine.facts import Facts
from workflows.engine.functions import allowed
from workflows.engine.ledger_names import account_name, bucket_name, place_name, whose
from workflows.engine.view import Booked, Cell, Entry, Event, FieldView, Table

_MOST = 1000
_PRODUCT, _LOT, _FROM, _TO = _("Product"), _("Lot"), _("From place"), _("To place")
_QUANTITY, _VALUE, _PLACE = _("Quantity"), _("Value"), _("Place")
_UNDOES = _("undoes no. {number}")
_HIDDEN = _("not shown")
_AT_COST = frozenset({"stock", "work-in-process", "cost-of-sales", "project-cost", "production-difference"})
"""Accounts that hold what goods cost: a posting to one of them says it on its other side, too."""
_SELLING = "selling-expense"
"""What commissions and fees are booked against."""


@dataclass(frozen=True, slots=True)
class Readable:
    """What a person may read of a case's bookings. values: what goods are worth. selling: what selling them cost.

    employee: his number; his own commission is always told.
    """

    values: bool = False
    selling: bool = False
    employee: str | None = None

    def tells(self, entry: Posted) -> bool:
        """Whether the amounts of an entry are told; each side of it says what the other does."""
        at_cost = any(line.account in _AT_COST for line in entry.lines)
        return self.names(entry) and (self.values or not at_cost)

    def names(self, entry: Posted) -> bool:
        """Whether it is told whose the balances are."""
        if self.selling or all(line.account != _SELLING for line in entry.lines):
            return True
        return any(line.account == "commission" and line.dimension == self.employee for line in entry.lines)


def readable_to(facts: Facts[Any], person_id: int) -> Readable:
    """Return what a person may read of what a case has booked."""
    company, today = facts.company, facts.today
    return Readable(
        allowed(company.db, person_id, today, "ledger.value"),
        allowed(company.db, person_id, today, "ledger.commission") or facts.owner_of(facts.customer_key) == person_id,
        company.people.by_id(person_id).employee,
    )


def entries_of(company: Company, case_id: int, readable: Readable) -> list[Entry]:
    """Return what a case has booked, in the order it was booked: moves, postings, leave, and what it has reserved."""
    entries = [
        *_moves(company, company.stock.moves(case_id=case_id, limit=_MOST), readable),
        *_postings(company, company.money.entries(case_id=case_id, limit=_MOST), readable),
        *_leave(company, company.leave.moves(case_id=case_id, limit=_MOST)),
        *_reserved(company, company.stock.reservations(case_id=case_id)),
    ]
    return sorted(entries, key=lambda entry: (entry.at, entry.decision_id))


def has_entries(company: Company, case_id: int, decision_id: int) -> bool:
    """Say whether a decision has booked anything on a case."""
    return any(entry.decision_id == decision_id for entry in entries_of(company, case_id, Readable()))


def _moves(company: Company, moves: Iterable[Move], readable: Readable) -> Iterator[Entry]:
    for move in moves:
        said = _("{goods} {source} → {target}")(
            goods=_goods(company, move.product, move.lot), source=place_name(company, move.source),
            target=place_name(company, move.target),
        )  # fmt: skip
        value, undoes = move.value if readable.values else None, move.reverses is not None
        yield Entry(move.at, "stock", said, f"{move.quantity:,f}", value, move.decision_id, undoes)


def _postings(company: Company, entries: Iterable[Posted], readable: Readable) -> Iterator[Entry]:
    for entry in entries:
        told = readable.tells(entry)
        for line in entry.lines:
            account: Message | str = account_name(line.account)
            if readable.names(entry) and (of := whose(company, line.account, line.dimension)):
                account = _("{account}: {whose}")(account=account, whose=of)
            side = _("debit {account}") if line.amount > 0 else _("credit {account}")
            amount, undoes = abs(line.amount) if told else None, entry.reverses is not None
            yield Entry(entry.at, "money", side(account=account), "", amount, entry.decision_id, undoes)


def _leave(company: Company, moves: Iterable[LeaveMove]) -> Iterator[Entry]:
    for move in moves:
        said = _("{employee} {type} {year}: {bucket}")(
            employee=company.registers.name("employees", move.employee) or move.employee, type=move.type,
            year=move.year, bucket=bucket_name(move.bucket),
        )  # fmt: skip
        yield Entry(move.at, "leave", said, f"{move.days:+f}", None, move.decision_id, move.reverses is not None)


def _reserved(company: Company, reservations: Iterable[Reservation]) -> Iterator[Entry]:
    for one in reservations:
        at = company.cases.decision(one.decision_id).at
        said = _("{goods} at {place}")(
            goods=_goods(company, one.product, one.lot), place=place_name(company, one.location)
        )
        yield Entry(at, "reservation", said, f"{one.quantity:,f}", None, one.decision_id, False)


def _product(company: Company, key: str) -> str:
    return company.registers.name("products", key) or key


def _goods(company: Company, product: str, lot: str) -> str:
    return f"{_product(company, product)} {lot}".rstrip()


# --- all that one decision booked ---------------------------------------------------------------------------


def booked(company: Company, case: Case, made: Decision, event: Event, title: Message, readable: Readable) -> Booked:
    """Return what a decision has booked on a case, with the case and the decision. event: the decision as shown."""
    moves = company.stock.moves(case_id=case.id, decision_id=made.id, limit=_MOST)
    posted = company.money.entries(case_id=case.id, decision_id=made.id, limit=_MOST)
    leave = company.leave.moves(case_id=case.id, decision_id=made.id, limit=_MOST)
    reserved = [one for one in company.stock.reservations(case_id=case.id) if one.decision_id == made.id]
    tables = [
        _move_table(company, moves, readable),
        _posting_table(company, posted, readable),
        _leave_table(company, leave),
        _reserved_table(company, reserved),
    ]
    return Booked(_about(company, case, made, event, title), [table for table in tables if table.rows])


def _about(company: Company, case: Case, made: Decision, event: Event, title: Message) -> list[FieldView]:
    person: Message | str = event.person
    if event.on_behalf_of:
        person = _("{person} for {principal}")(person=event.person, principal=event.on_behalf_of)
    undone = company.cases.decision(made.undone_by).at if made.undone_by else None
    told: list[tuple[Message, Message | str]] = [
        (_("Case"), _("{number}  {process}  {subject}")(number=case.name, process=title, subject=case.subject)),
        (_("Decided"), event.text),
        (_("By"), person),
        (_("When"), f"{made.at:%Y-%m-%d %H:%M}"),
        (_("Reason"), event.reason or ""),
        (_("Note"), event.note),
        (_("Undone"), f"{undone:%Y-%m-%d %H:%M}" if undone else ""),
    ]
    return [FieldView("", name, Cell(text)) for name, text in told if text]


def _move_table(company: Company, moves: Sequence[Move], readable: Readable) -> Table:
    rows = [
        [
            str(one.id), _product(company, one.product), one.lot, place_name(company, one.source),
            place_name(company, one.target), f"{one.quantity:,f}", _sum(one.value) if readable.values else "",
            _undoes(one.reverses),
        ]
        for one in moves
    ]  # fmt: skip
    heads = [_("No."), _PRODUCT, _LOT, _FROM, _TO, _QUANTITY, _VALUE, Message("")]
    return _table(_("Moves of goods"), heads, rows, {5, 6})


def _posting_table(company: Company, entries: Sequence[Posted], readable: Readable) -> Table:
    rows = [
        [
            str(entry.id), account_name(line.account),
            whose(company, line.account, line.dimension) if readable.names(entry) else "",
            *_sides(line.amount, readable.tells(entry)), _undoes(entry.reverses),
        ]
        for entry in entries
        for line in entry.lines
    ]  # fmt: skip
    heads = [_("No."), _("Account"), _("Of"), _("Debit"), _("Credit"), Message("")]
    return _table(_("Postings"), heads, rows, {3, 4})


def _leave_table(company: Company, moves: Sequence[LeaveMove]) -> Table:
    rows = [
        [
            str(one.id), company.registers.name("employees", one.employee) or one.employee, one.type, str(one.year),
            bucket_name(one.bucket), f"{one.days:+f}", _undoes(one.reverses),
        ]
        for one in moves
    ]  # fmt: skip
    heads = [_("No."), _("Employee"), _("Type"), _("Year"), _("What"), _("Days"), Message("")]
    return _table(_("Days of leave"), heads, rows, {5})


def _reserved_table(company: Company, reservations: Sequence[Reservation]) -> Table:
    rows: list[list[Message | str]] = [
        [_product(company, one.product), one.lot, place_name(company, one.location), f"{one.quantity:,f}"]
        for one in reservations
    ]
    return _table(_("Reserved"), [_PRODUCT, _LOT, _PLACE, _QUANTITY], rows, {3})


def _table(
    title: Message, heads: Sequence[Message], rows: Sequence[Sequence[Message | str]], numeric: set[int]
) -> Table:
    """A table without the columns nothing is in."""
    kept = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    cells = [[Cell(row[at], numeric=at in numeric) for at in kept] for row in rows]
    return Table("", title, [heads[at] for at in kept], cells, [at in numeric for at in kept])


def _sides(amount: Decimal, told: bool) -> tuple[Message | str, Message | str]:
    """Debit and credit; an amount that is not told still shows its side."""
    said = _sum(abs(amount)) if told else _HIDDEN
    return (said, "") if amount > 0 else ("", said)


def _sum(amount: Decimal) -> str:
    return f"{amount:,.2f}" if amount else ""


def _undoes(number: int | None) -> Message | str:
    return "" if number is None else _UNDOES(number=number)
