"""The money ledger: double entry.

An *entry* is what one booking posts: two or more *lines*, each an account, its dimension and an amount,
debit positive and credit negative, that together sum to 0. Amounts are whole fen; Decimal yuan in Python,
integers in the database. Accounts are those of `ACCOUNTS`; the *dimension* says whose or which balance it
is (the customer of a receivable, the counter of a till) and is '' where an account has one balance only.
Entries are never changed or deleted: what was wrong is undone by the entry with every amount turned round,
which names the one it reverses.

A *balance* is shown on the side the account grows on, so money in the bank and debts to a supplier are both
positive when they are as expected; in the database it is debit minus credit.

Invariants: every entry sums to 0, and so do all balances together; balances equal the fold of the postings;
an entry and its reversal leave every balance as it was; every entry names the decision that made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from db.convert import from_fen, to_fen, to_json, to_text, to_time
from db.database import Database, Row
from db.search import like
from db.undo import id_list, to_reverse

Side = Literal[1, -1]
DEBIT: Side = 1
CREDIT: Side = -1


@dataclass(frozen=True, slots=True)
class AccountKind:
    """The side an account grows on, and how many parts its dimension has at least and at most."""

    side: Side
    least: int = 0
    most: int = 0


_ONE = (1, 1)
ACCOUNTS = {
    "till": AccountKind(DEBIT, *_ONE),
    "bank": AccountKind(DEBIT),
    "receivable": AccountKind(DEBIT, *_ONE),
    "employee-receivable": AccountKind(DEBIT, *_ONE),
    "supplier-advance": AccountKind(DEBIT, *_ONE),
    "bond": AccountKind(DEBIT, *_ONE),
    "stock": AccountKind(DEBIT),
    "work-in-process": AccountKind(DEBIT, *_ONE),
    "equipment": AccountKind(DEBIT, *_ONE),
    "payable": AccountKind(CREDIT, *_ONE),
    "deposit": AccountKind(CREDIT, 2, 2),
    "stored-value": AccountKind(CREDIT, *_ONE),
    "commission": AccountKind(CREDIT, *_ONE),
    "wages-payable": AccountKind(CREDIT, *_ONE),
    "insurance-payable": AccountKind(CREDIT),
    "tax-payable": AccountKind(CREDIT),
    "sales": AccountKind(CREDIT, *_ONE),
    "refunds": AccountKind(DEBIT),
    "cost-of-sales": AccountKind(DEBIT),
    "project-cost": AccountKind(DEBIT, *_ONE),
    "selling-expense": AccountKind(DEBIT),
    "expense": AccountKind(DEBIT, *_ONE),
    "wage-expense": AccountKind(DEBIT, *_ONE),
    "insurance-expense": AccountKind(DEBIT, *_ONE),
    "canteen-expense": AccountKind(DEBIT),
    "loss": AccountKind(DEBIT),
    "other-income": AccountKind(CREDIT),
    "scrap-income": AccountKind(CREDIT),
    "count-gain": AccountKind(CREDIT),
    "exchange": AccountKind(DEBIT),
    "production-difference": AccountKind(DEBIT),
    "budget-granted": AccountKind(CREDIT, *_ONE),
    "budget-free": AccountKind(DEBIT, *_ONE),
    "budget-earmarked": AccountKind(DEBIT, 2, 2),
    "budget-spent": AccountKind(DEBIT, 1, 2),
    "opening": AccountKind(CREDIT),
}
"""Every account there is; `opening` is the other side of opening balances."""


class UnknownAccount(ValueError):
    """No such account, or not with this dimension: a fault in the program."""


class Unbalanced(ValueError):
    """Lines of an entry that do not sum to 0, or an amount of the wrong sign: a fault in the program."""


@dataclass(frozen=True, slots=True, init=False)
class Account:
    """An account and its dimension: `Account("bank")`, `Account("deposit", "C-0012", "order")`.

    `sales` without a kind means goods. Parts of the dimension are joined by "/". Raises `UnknownAccount`.
    """

    name: str
    dimension: str

    def __init__(self, name: str, *dimension: str) -> None:
        kind = ACCOUNTS.get(name)
        if name == "sales" and not dimension:
            dimension = ("goods",)
        if kind is None or not kind.least <= len(dimension) <= kind.most or not all(dimension):
            raise UnknownAccount(f"{name}[{', '.join(dimension)}]")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "dimension", "/".join(dimension))


@dataclass(frozen=True, slots=True)
class Line:
    """One posting of an entry; amount in yuan, debit positive, credit negative."""

    account: str
    dimension: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking. note: the English message id of what was booked, '' when the case says it."""

    id: int
    decision_id: int
    case_id: int | None
    at: datetime
    note: str
    reverses: int | None
    lines: tuple[Line, ...]


class MoneyLedger:
    """Books and reads entries; everything that writes needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def post(
        self,
        decision_id: int,
        case_id: int | None,
        at: datetime,
        *,
        debit: Account,
        credit: Account,
        amount: Decimal,
        note: str = "",
    ) -> Entry | None:
        """Book an amount (yuan, not below 0) from `credit` to `debit`; 0 books nothing and returns None."""
        if amount < 0:
            raise Unbalanced(f"an amount of {amount}")
        return self.entry(decision_id, case_id, at, [(debit, amount), (credit, -amount)], note=note)

    def entry(
        self,
        decision_id: int,
        case_id: int | None,
        at: datetime,
        lines: Iterable[tuple[Account, Decimal]],
        *,
        note: str = "",
    ) -> Entry | None:
        """Book an entry of several lines, debit positive; raises `Unbalanced` when they do not sum to 0.

        Lines of 0 are left out; without any other it books nothing and returns None.
        """
        postings = [(account.name, account.dimension, fen) for account, amount in lines if (fen := to_fen(amount))]
        if sum(fen for _, _, fen in postings):
            raise Unbalanced(str([(name, dimension, fen) for name, dimension, fen in postings]))
        if not postings:
            return None
        return self._insert(decision_id, case_id, to_text(at), note, None, postings)

    def balance(self, account: str | Account, dimension: str | None = None) -> Decimal:
        """Return a balance in yuan, positive on the side the account grows on.

        Without a dimension the name of an account means all its dimensions together.
        """
        if isinstance(account, Account):
            return self.balance(account.name, account.dimension)
        kind = _kind(account)
        only = "" if dimension is None else " AND dimension = ?"
        sql = f"SELECT coalesce(sum(amount), 0) FROM account_balances WHERE account = ?{only}"
        asked = (account,) if dimension is None else (account, dimension)
        ((found,),) = self._db.known(("account_balances",), sql, asked)
        return from_fen(found * kind.side)

    def balances(
        self,
        account: str,
        *,
        prefix: str = "",
        among: Iterable[str] | None = None,
        after: str | None = None,
        backwards: bool = False,
        limit: int = 100,
    ) -> list[tuple[str, Decimal]]:
        """Return a page of the dimensions of an account that have a balance, with it, in their order.

        prefix: only dimensions whose first part it is. among: only those whose first part is one of these. after:
        the last dimension seen; backwards: the ones before it, or the last of all.
        """
        sign, order = ("<", " DESC") if backwards else (">", "")
        beyond = "" if after is None else f" AND dimension {sign} :after"
        kind = _kind(account)
        rows = self._db.rows(
            "SELECT dimension, amount FROM account_balances WHERE account = :account AND amount <> 0"
            f"{beyond}"
            " AND (:among IS NULL OR substr(dimension, 1, instr(dimension || '/', '/') - 1)"
            "  IN (SELECT value FROM json_each(:among)))"
            " AND (:prefix = '' OR dimension = :prefix"
            "  OR (dimension >= :prefix || '/' AND dimension < :prefix || '0'))"  # '0' follows '/'
            f" ORDER BY dimension{order} LIMIT :limit",
            {
                "account": account,
                "prefix": prefix,
                "among": None if among is None else to_json(list(among)),
                "after": after,
                "limit": limit,
            },
        )
        return [(row[0], from_fen(row[1] * kind.side)) for row in (reversed(rows) if backwards else rows)]

    def entries(
        self,
        *,
        account: str | None = None,
        dimension: str | None = None,
        case_id: int | None = None,
        decision_id: int | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str = "",
        after: int | None = None,
        newest_first: bool = False,
        limit: int = 100,
    ) -> list[Entry]:
        """Return a page of entries that touch the account, each whole; `after`: the id of the last seen.

        since, until: first and last day. text: every word of it is in the number of the case, or whose balance it is.
        """
        # Of one balance the postings are in the order of entries already; of several they have to be put in order.
        source = (
            "money_entries" if account is None else "postings p JOIN money_entries ON money_entries.id = p.entry_id"
        )
        id_ = "money_entries.id" if account is None else "p.entry_id"
        where = []
        given: dict[str, Any] = {"limit": limit}
        for condition, name, value in (
            ("p.account = :account", "account", account),
            ("p.dimension = :dimension", "dimension", None if account is None else dimension),
            ("case_id = :case_id", "case_id", case_id),
            ("decision_id = :decision_id", "decision_id", decision_id),
            ("at >= :since", "since", since and f"{since}"),
            ("at < :until", "until", until and f"{until + timedelta(days=1)}"),
            (f"{id_} {'<' if newest_first else '>'} :after", "after", after),
        ):
            if value is not None:
                where.append(condition)
                given[name] = value
        for at, word in enumerate(text.split()):
            where.append(
                f"(case_id IN (SELECT id FROM cases WHERE number LIKE :like{at} ESCAPE '\\')"
                f" OR EXISTS (SELECT 1 FROM postings o WHERE o.entry_id = {id_} AND o.dimension LIKE :like{at} ESCAPE '\\'))"
            )
            given[f"like{at}"] = like(word)
        found = self._db.rows(
            f"SELECT DISTINCT {id_} FROM {source} WHERE {' AND '.join(where) or 'TRUE'}"
            f" ORDER BY {id_}{' DESC' if newest_first else ''} LIMIT :limit",
            given,
        )
        entries = {entry.id: entry for entry in self._read(row[0] for row in found)}
        return [entries[row[0]] for row in found]

    def undo(self, decisions: Iterable[int], by: int, at: datetime) -> list[Entry]:
        """Book the opposite of every entry of these decisions that stands, newest first, as decision `by`."""
        ids = to_reverse(self._db, "money_entries", decisions)
        entries = {entry.id: entry for entry in self._read(ids)}
        return [self._reverse(entries[number], by, at) for number in ids]

    def _reverse(self, entry: Entry, by: int, at: datetime) -> Entry:
        opposite = [(line.account, line.dimension, -to_fen(line.amount)) for line in entry.lines]
        return self._insert(by, entry.case_id, to_text(at), entry.note, entry.id, opposite)

    def _read(self, ids: Iterable[int]) -> list[Entry]:
        rows = self._db.rows(
            "SELECT e.id, e.decision_id, e.case_id, e.at, e.note, e.reverses, p.account, p.dimension,"
            " p.amount"
            " FROM money_entries e JOIN postings p ON p.entry_id = e.id"
            " WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id, p.id",
            (id_list(ids),),
        )
        return [_entry(list(of_entry)) for _, of_entry in groupby(rows, key=lambda row: row["id"])]

    def _insert(
        self,
        decision_id: int,
        case_id: int | None,
        at: str,
        note: str,
        reverses: int | None,
        postings: list[tuple[str, str, int]],
    ) -> Entry:
        entry = self._db.run(
            "INSERT INTO money_entries (decision_id, case_id, at, note, reverses) VALUES (?, ?, ?, ?, ?)",
            (decision_id, case_id, at, note, reverses),
        )
        for name, dimension, fen in postings:
            self._db.run(
                "INSERT INTO postings (entry_id, account, dimension, amount) VALUES (?, ?, ?, ?)",
                (entry, name, dimension, fen),
            )
            self._db.run(
                "INSERT INTO account_balances (account, dimension, amount) VALUES (?, ?, ?)"
                " ON CONFLICT (account, dimension) DO UPDATE SET amount = amount + excluded.amount",
                (name, dimension, fen),
            )
        lines = tuple(Line(name, dimension, from_fen(fen)) for name, dimension, fen in postings)
        return Entry(entry, decision_id, case_id, to_time(at), note, reverses, lines)


def _entry(rows: list[Row]) -> Entry:
    number, decision_id, case_id, at, note, reverses, *_ = rows[0]
    lines = tuple(Line(row["account"], row["dimension"], from_fen(row["amount"])) for row in rows)
    return Entry(number, decision_id, case_id, to_time(at), note, reverses, lines)


def _kind(account: str) -> AccountKind:
    try:
        return ACCOUNTS[account]
    except KeyError:
        raise UnknownAccount(account) from None
