"""Whether the books are what they must be: the invariants on any database, and the balances made anew.

`check` reads; `rebuild` writes balances anew from moves and postings, which are never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from db.audit import Audit
from db.check_stock import check_stock
from db.convert import from_fen
from db.database import Database
from db.message import _
from db.money import ACCOUNTS, MoneyLedger
from db.problems import Problem
from db.stock_book import StockBook
from db.undo import id_list

Check = Callable[[Database], Iterable[Problem]]
"""A check that another part of the program adds."""

_LEDGERS = {"stock_moves", "reservations", "money_entries", "leave_moves"}

_CACHES = {
    "stock_balances": "SELECT product, lot, location, sum(quantity) AS quantity FROM"
    " (SELECT product, lot, target AS location, quantity FROM stock_moves"
    "  UNION ALL SELECT product, lot, source, -quantity FROM stock_moves) GROUP BY product, lot, location",
    "stock_values": "SELECT product, sum(own) AS quantity, sum(value) AS value FROM stock_moves"
    " WHERE own <> 0 OR value <> 0 GROUP BY product",
    "account_balances": "SELECT account, dimension, sum(amount) AS amount FROM postings GROUP BY account, dimension",
    "leave_balances": "SELECT employee, type, year, bucket, sum(days) AS days FROM leave_moves"
    " GROUP BY employee, type, year, bucket",
}
"""The balance tables, and the fold each must equal."""


def check(db: Database, more: Iterable[Check] = ()) -> list[Problem]:
    """Return everything that is wrong with the database, seen at one moment; [] when it is sound.

    more: checks of what is built on the ledgers, run over the same moment.
    """
    checks: list[Check] = [_file, check_stock, _stock_account, _money, _leave, _reserved_by_ended, _audit, *more]
    with db.read():
        return [problem for one in checks for problem in one(db)]


def rebuild(db: Database) -> None:
    """Make every balance anew from the moves and postings, in one transaction."""
    with db.write():
        for table, fold in _CACHES.items():
            db.run(f"DELETE FROM {table}")
            db.run(f"INSERT INTO {table} {fold}")


def left_behind(db: Database, cases: Iterable[int]) -> list[Problem]:
    """Return what cases that ended without their purpose have left in the ledgers (invariant 13).

    cases: ids of the refused and the withdrawn, and of drafts sent back to.
    """
    ids = (id_list(cases),)
    chosen = "case_id IN (SELECT value FROM json_each(?1))"
    traces = {
        "SELECT DISTINCT case_id FROM reservations WHERE released_by IS NULL AND " + chosen: _(
            "Case {case} is over and still holds reservations"
        ),
        "SELECT DISTINCT case_id FROM (SELECT case_id, product, lot, target AS location, quantity"
        f"  FROM stock_moves WHERE {chosen} UNION ALL SELECT case_id, product, lot, source, -quantity"
        f"  FROM stock_moves WHERE {chosen}) GROUP BY case_id, product, lot, location"
        " HAVING sum(quantity) <> 0": _("Case {case} came to nothing and has moved goods"),
        "SELECT DISTINCT e.case_id FROM money_entries e JOIN postings p ON p.entry_id = e.id"
        f" WHERE e.{chosen} GROUP BY e.case_id, p.account, p.dimension HAVING sum(p.amount) <> 0": _(
            "Case {case} came to nothing and has posted money"
        ),
        f"SELECT DISTINCT case_id FROM leave_moves WHERE {chosen}"
        " GROUP BY case_id, employee, type, year, bucket HAVING sum(days) <> 0": _(
            "Case {case} came to nothing and has booked leave"
        ),
    }
    return [Problem(13, message(case=row[0])) for sql, message in traces.items() for row in db.rows(sql, ids)]


def _file(db: Database) -> Iterator[Problem]:
    for row in db.rows("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield Problem(0, _("The database file is damaged: {detail}")(detail=row[0]))
    for table, row_id, parent, _key in db.rows("PRAGMA foreign_key_check"):
        yield Problem(
            16 if table in _LEDGERS and parent == "decisions" else 0,
            _("Row {row} of {table} points to nothing in {parent}")(
                row=row_id if row_id is not None else "?", table=table, parent=parent
            ),
        )


def _stock_account(db: Database) -> Iterator[Problem]:
    posted, worth = MoneyLedger(db).balance("stock"), StockBook(db).total_value()
    if posted != worth:
        yield Problem(0, _("The stock account says {posted}, the goods are worth {worth}")(posted=posted, worth=worth))


def _money(db: Database) -> Iterator[Problem]:
    for row in db.rows("SELECT entry_id, sum(amount) FROM postings GROUP BY entry_id HAVING sum(amount) <> 0"):
        yield Problem(14, _("Entry {entry} sums to {amount}, not to 0")(entry=row[0], amount=from_fen(row[1])))
    for row in db.rows(
        "SELECT id FROM money_entries e WHERE NOT EXISTS (SELECT 1 FROM postings WHERE entry_id = e.id)"
    ):
        yield Problem(14, _("Entry {entry} has no postings")(entry=row[0]))
    for row in db.rows(
        "SELECT DISTINCT e.id FROM money_entries e JOIN postings p ON p.entry_id IN (e.id, e.reverses)"
        " WHERE e.reverses IS NOT NULL GROUP BY e.id, p.account, p.dimension HAVING sum(p.amount) <> 0"
    ):
        yield Problem(6, _("Entry {entry} is not the opposite of the one it reverses")(entry=row[0]))
    for row in db.rows("SELECT DISTINCT account FROM account_balances"):
        if row[0] not in ACCOUNTS:
            yield Problem(0, _("There is no account {account}")(account=row[0]))
    for account, dimension in _stale(db, "account_balances", "account, dimension", "amount"):
        yield Problem(
            2,
            _("{account}: the balance is not the sum of its postings")(
                account=f"{account}[{dimension}]" if dimension else account
            ),
        )


def _leave(db: Database) -> Iterator[Problem]:
    for employee, *_rest in _stale(db, "leave_balances", "employee, type, year, bucket", "days"):
        yield Problem(2, _("Leave of {employee}: the balance is not the sum of its moves")(employee=employee))
    for row in db.rows("SELECT employee FROM leave_balances WHERE days < 0"):
        yield Problem(3, _("Leave of {employee} is below 0")(employee=row[0]))
    for row in db.rows(
        "SELECT m.id FROM leave_moves m JOIN leave_moves o ON o.id = m.reverses WHERE o.days <> -m.days"
        " OR (o.employee, o.type, o.year, o.bucket) <> (m.employee, m.type, m.year, m.bucket)"
    ):
        yield Problem(6, _("Leave move {move} is not the opposite of the one it reverses")(move=row[0]))


def _reserved_by_ended(db: Database) -> Iterator[Problem]:
    for row in db.rows(
        "SELECT DISTINCT c.id FROM reservations r JOIN cases c ON c.id = r.case_id"
        " WHERE r.released_by IS NULL AND c.ended IS NOT NULL ORDER BY c.id"
    ):
        yield Problem(13, _("Case {case} is over and still holds reservations")(case=row[0]))


def _audit(db: Database) -> Iterable[Problem]:
    return Audit(db).verify()


def _stale(db: Database, table: str, key: str, amount: str) -> Iterator[tuple[str, ...]]:
    """Yield the keys whose balance is not the fold of its entries; a missing balance counts as 0."""
    for row in db.rows(
        f"SELECT {key} FROM (SELECT {key}, {amount} FROM {table}"
        f"  UNION ALL SELECT {key}, -{amount} FROM ({_CACHES[table]}))"
        f" GROUP BY {key} HAVING sum({amount}) <> 0 ORDER BY {key}"
    ):
        yield tuple(row)
