"""Ledger entries of a case as lines for people."""

from db.message import Message, _
from workflows.engine.company import Company
from workflows.engine.view import Entry


def entries_of(company: Company, case_id: int) -> list[Entry]:
    """Return what a case has booked, in the order it was booked: moves, postings, leave."""
    entries = [*_moves(company, case_id), *_postings(company, case_id), *_leave(company, case_id)]
    return sorted(entries, key=lambda entry: (entry.at, entry.decision_id))


def _moves(company: Company, case_id: int) -> list[Entry]:
    return [
        Entry(
            move.at, "stock",
            _("{product} {lot} {source} → {target}")(
                product=company.registers.name("products", move.product) or move.product, lot=move.lot,
                source=move.source, target=move.target,
            ),
            f"{move.quantity:,f}", move.value, move.decision_id, move.reverses is not None,
        )
        for move in company.stock.moves(case_id=case_id, limit=1000)
    ]  # fmt: skip


def _postings(company: Company, case_id: int) -> list[Entry]:
    entries = []
    for entry in company.money.entries(case_id=case_id, limit=1000):
        for line in entry.lines:
            side = _("debit {account}") if line.amount > 0 else _("credit {account}")
            account = f"{line.account}[{line.dimension}]" if line.dimension else line.account
            entries.append(
                Entry(
                    entry.at, "money", side(account=account), "", abs(line.amount), entry.decision_id,
                    entry.reverses is not None,
                )
            )  # fmt: skip
    return entries


def _leave(company: Company, case_id: int) -> list[Entry]:
    buckets = {"reserved": _("reserved"), "taken": _("taken"), "granted": _("granted")}
    return [
        Entry(
            move.at, "leave",
            _("{employee} {type} {year}: {bucket}")(
                employee=company.registers.name("employees", move.employee) or move.employee, type=move.type,
                year=move.year, bucket=buckets.get(move.bucket, Message(move.bucket)),
            ),
            f"{move.days:+f}", None, move.decision_id, move.reverses is not None,
        )
        for move in company.leave.moves(case_id=case_id, limit=1000)
    ]  # fmt: skip
