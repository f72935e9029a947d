"""The audit chain: one link a decision, so that nothing decided or booked can be changed unnoticed.

A link holds a body in canonical JSON: the decision as it is kept, what the caller adds to it, and what the
decision booked (moves, entries, leave, reservations made and released, register changes, policies). Its hash covers
the body and the hash of the link before, so a changed, missing or inserted link breaks the chain; and since
the body repeats what was booked, `verify` also finds ledger rows and decisions that were changed behind its
back. A link is added when everything the decision books is booked.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from db.convert import to_text
from db.database import Database, Row
from db.message import _
from db.problems import Problem
from db.undo import id_list

_FIRST = "0" * 64
_PAGE = 500
_MUTABLE = {"undo", "undone_by"}
"""Columns of a decision that may change after it was sealed: when it is taken back."""

_BOOKED = {
    "stock": "SELECT decision_id, id, product, lot, source, target, quantity, own, value, at, case_id,"
    " reverses FROM stock_moves WHERE decision_id IN ({ids}) ORDER BY id",
    "money": "SELECT e.decision_id, e.id, p.account, p.dimension, p.amount, e.at, e.case_id, e.reverses"
    " FROM money_entries e JOIN postings p ON p.entry_id = e.id WHERE e.decision_id IN ({ids})"
    " ORDER BY p.id",
    "leave": "SELECT decision_id, id, employee, type, year, bucket, days, at, case_id, reverses"
    " FROM leave_moves WHERE decision_id IN ({ids}) ORDER BY id",
    "reserved": "SELECT decision_id, id, case_id, product, lot, location, quantity"
    " FROM reservations WHERE decision_id IN ({ids}) ORDER BY id",
    "released": "SELECT released_by, id FROM reservations WHERE released_by IN ({ids}) ORDER BY id",
    "records": "SELECT decision_id, id, register, key, after"
    " FROM record_changes WHERE decision_id IN ({ids}) ORDER BY id",
    "policies": "SELECT decision_id, id, policy, value, valid_from"
    " FROM policy_values WHERE decision_id IN ({ids}) ORDER BY id",
}
"""What a decision booked, by kind; the first column names the decision."""

_TABLES = {
    "stock": "stock_moves", "money": "postings", "leave": "leave_moves", "reserved": "reservations",
    "released": "reservations", "records": "record_changes", "policies": "policy_values",
}  # fmt: skip
"""Where each kind is kept: a table that a decision's own transaction has not written holds nothing of it."""

_NAMES = {
    "decision": _("the decision"),
    "stock": _("stock moves"),
    "money": _("money entries"),
    "leave": _("leave moves"),
    "reserved": _("reservations made"),
    "released": _("reservations released"),
    "records": _("register changes"),
    "policies": _("policies"),
}


class Audit:
    """Adds to the chain (inside `db.write()`) and verifies it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def append(self, decision_id: int, at: datetime, person_id: int, body: Mapping[str, Any]) -> str:
        """Seal a decision with everything it has booked; return the hash of its link.

        body: what the caller wants kept besides, JSON values. Call it once a decision, when nothing more will
        be booked under it.
        """
        ids = "SELECT ?"
        decision = self._db.row("SELECT * FROM decisions WHERE id = ?", (decision_id,))
        if decision is None:
            raise KeyError(decision_id)
        booked = {
            kind: rows
            for kind, sql in _BOOKED.items()
            if (self._db.wrote(_TABLES[kind]) or not self._db.wrote("decisions"))
            and (rows := [list(row)[1:] for row in self._db.rows(sql.format(ids=ids), (decision_id,))])
        }
        text = _canonical({"booked": booked, "decision": _sealed(decision), "more": dict(body)})
        last = self._db.row("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1")
        number, previous = (last["id"] + 1, last["hash"]) if last else (1, _FIRST)
        link = _hash(previous, number, decision_id, to_text(at), person_id, text)
        self._db.run(
            "INSERT INTO audit (id, decision_id, at, person_id, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, decision_id, to_text(at), person_id, text, previous, link),
        )
        return link

    def last_hash(self) -> str:
        """Return the hash of the last link; kept elsewhere, it proves later that the chain was not cut."""
        found: str | None = self._db.value("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")
        return found or _FIRST

    def verify(self) -> list[Problem]:
        """Return what is wrong with the chain, or with what it says was decided and booked (invariant 17)."""
        with self._db.read():
            return [*self._broken_links(), *self._unsealed()]

    def _broken_links(self) -> Iterator[Problem]:
        expected, previous, last = 1, _FIRST, 0
        while page := self._db.rows("SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?", (last, _PAGE)):
            decisions, booked = self._as_kept([link["decision_id"] for link in page])
            for link in page:
                number, decision_id, at, person_id, body, before, sealed = link
                if number != expected or before != previous:
                    yield _problem(_("Audit link {link} does not follow the one before it"), link)
                if sealed != _hash(before, number, decision_id, at, person_id, body):
                    yield _problem(_("Audit link {link} was changed after it was sealed"), link)
                elif (what := _difference(body, decisions.get(decision_id), booked[decision_id])) is not None:
                    yield _problem(
                        _("Decision {decision} is not as audit link {link} sealed it ({what})")(what=_NAMES[what]), link
                    )
                expected, previous, last = number + 1, sealed, number

    def _as_kept(self, ids: Iterable[int]) -> tuple[dict[int, dict[str, Any]], dict[int, dict[str, list[Any]]]]:
        chosen = "SELECT value FROM json_each(?)"
        wanted = (id_list(ids),)
        decisions = {
            row["id"]: _sealed(row) for row in self._db.rows(f"SELECT * FROM decisions WHERE id IN ({chosen})", wanted)
        }
        booked: dict[int, dict[str, list[Any]]] = defaultdict(dict)
        for kind, sql in _BOOKED.items():
            for decision_id, *rest in self._db.rows(sql.format(ids=chosen), wanted):
                booked[decision_id].setdefault(kind, []).append(rest)
        return decisions, booked

    def _unsealed(self) -> Iterator[Problem]:
        for row in self._db.rows(
            "SELECT id FROM decisions WHERE id NOT IN (SELECT decision_id FROM audit) ORDER BY id LIMIT ?", (_PAGE,)
        ):
            yield Problem(17, _("Decision {decision} has no audit link")(decision=row["id"]))


def _difference(body: str, decision: dict[str, Any] | None, booked: dict[str, list[Any]]) -> str | None:
    """Return the name of the part that is not as it was sealed, None when all is."""
    sealed = json.loads(body)
    if decision is None or any(decision.get(column) != kept for column, kept in sealed["decision"].items()):
        return "decision"
    kinds = sorted({*sealed["booked"], *booked})
    return next((kind for kind in kinds if sealed["booked"].get(kind) != booked.get(kind)), None)


def _sealed(decision: Row) -> dict[str, Any]:
    return {column: decision[column] for column in decision.keys() if column not in _MUTABLE}  # noqa: SIM118


def _canonical(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(previous: str, number: int, decision_id: int, at: str, person_id: int, body: str) -> str:
    return sha256("\n".join((previous, f"{number} {decision_id} {at} {person_id}", body)).encode()).hexdigest()


def _problem(message: Any, link: Row) -> Problem:
    return Problem(17, message(link=link["id"], decision=link["decision_id"]))
