"""Registers: the records of customers, products, employees and the rest, with the history of every change.

A record is a JSON object under `register` and `key`. What it is called, whether it may still be chosen and
what it is looked up by follow from its model, which lives a floor above: that is handed in as `describe`,
asked whenever a record is written, and refuses what does not fit the model.

Every change keeps the record before and after and names the decision that made it (None: set up with the
installation). Nothing is deleted, except that undoing the change that made a record removes it again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from db.convert import from_json, to_json, to_text, to_time
from db.database import Database
from db.errors import StoreProblem
from db.message import _
from db.parts import records_of
from db.search import Hit, Search, matching, words_typed
from db.sqlite import Row
from db.undo import to_reverse

Data = Mapping[str, Any]
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Description:
    """What a record says of itself.

    data: as it is stored. facts: what it is looked up by exactly, as `("phone", "13800138000")`. texts: what
    search finds it by besides its key and name.
    """

    data: Data
    name: str
    active: bool = True
    facts: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()


Describe = Callable[[str, str, Mapping[str, Any]], Description]
"""From register, key and data to the record's description; raises where the data does not fit the model."""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is kept. `version` grows with every change, from 1."""

    register: str
    key: str
    name: str
    active: bool
    data: Data
    version: int


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a record. before None: it was new; after None: it was removed again.

    reverses: the id of the change this one took back.
    """

    id: int
    key: str
    decision_id: int | None
    at: datetime
    before: Data | None
    after: Data | None
    reverses: int | None


class RecordChanged(StoreProblem):
    """Somebody has changed the record since it was read, or since the change that is to be undone."""

    def __init__(self, register: str, key: str, name: str) -> None:
        super().__init__(
            _("{key} {name} has been changed by somebody else meanwhile. Look at it again.")(key=key, name=name)
        )
        self.register = register
        self.key = key


class Registers:
    """The registers of one database."""

    def __init__(self, db: Database, describe: Describe) -> None:
        self._db = db
        self._describe = describe
        self._search = Search(db)

    # --- reading --------------------------------------------------------------------------------------------

    def get(self, register: str, key: str) -> StoredRecord | None:
        """Return a record, whether it may still be chosen or not; None when there is none."""
        return self._db.recall((records_of(register),), ("record", register, key), lambda: self._read(register, key))

    def _read(self, register: str, key: str) -> StoredRecord | None:
        found = self._db.row(
            "SELECT register, key, name, active, data, version FROM records WHERE register = ? AND key = ?",
            (register, key),
        )
        return None if found is None else _record(found)

    def data(self, register: str, key: str) -> Data | None:
        """Return the fields of a record as JSON values, not to be changed; None when there is none."""
        found = self.get(register, key)
        return None if found is None else found.data

    def name(self, register: str, key: str) -> str | None:
        """Return the name of a record; None when there is none."""
        found = self.get(register, key)
        return None if found is None else found.name

    def is_active(self, register: str, key: str) -> bool:
        """Say whether there is such a record and it may be chosen."""
        found = self.get(register, key)
        return found is not None and found.active

    def count(self, register: str, *, inactive: bool = False) -> int:
        """Return how many records a register has."""
        return int(
            self._db.value("SELECT count(*) FROM records WHERE register = ? AND (active OR ?)", (register, inactive))
        )

    def page(
        self,
        register: str,
        *,
        text: str = "",
        after: str = "",
        backwards: bool = False,
        limit: int = 50,
        inactive: bool = False,
    ) -> list[StoredRecord]:
        """Return the records that follow a key, in the order of keys; with `text` those with its words.

        backwards: the ones before the key, or the last of all, still in the order of keys.
        """
        wanted = words_typed(text)
        if text.strip() and not wanted:
            return []
        wanted = wanted and matching(wanted, (register,))
        sign, order = ("<", " DESC") if backwards else (">", "")
        beyond = f" AND key {sign} :after" if after else ""
        found = self._db.rows(
            "SELECT register, key, name, active, data, version FROM records"
            f" WHERE register = :register{beyond} AND (active OR :inactive)"
            " AND (:text = '' OR id IN (SELECT rowid FROM record_words WHERE record_words MATCH :text))"
            f" ORDER BY key{order} LIMIT :limit",
            {"register": register, "after": after, "inactive": inactive, "text": wanted, "limit": limit},
        )
        return [_record(row) for row in (reversed(found) if backwards else found)]

    def every(self, register: str, *, inactive: bool = False) -> Iterator[StoredRecord]:
        """Yield all records in the order of keys, however many there are; read page by page."""
        after, more = "", True
        while more:
            read = partial(self.page, register, after=after, limit=_PAGE, inactive=inactive)
            page = self._db.recall((records_of(register),), ("records", register, after, inactive), read)
            yield from page
            more = len(page) == _PAGE
            after = page[-1].key if page else after

    def find(self, typed: str, registers: Iterable[str] = (), *, limit: int = 20, inactive: bool = False) -> list[Hit]:
        """Return what may be meant by what somebody types, best first: see `db.search`."""
        return self._search.find(typed, tuple(registers), limit=limit, inactive=inactive)

    def keys_with(self, register: str, fact: str, value: str) -> list[str]:
        """Return the keys of the records of which a fact holds, in order."""
        found = self._db.rows(
            "SELECT key FROM record_facts WHERE register = ? AND fact = ? AND value = ? ORDER BY key",
            (register, fact, value),
        )
        return [row["key"] for row in found]

    def all_with(self, register: str, fact: str, value: str) -> list[StoredRecord]:
        """Return the records of which a fact holds, in the order of keys."""
        found = self._db.rows(
            "SELECT r.register, r.key, r.name, r.active, r.data, r.version FROM record_facts f"
            " JOIN records r ON r.register = f.register AND r.key = f.key"
            " WHERE f.register = ? AND f.fact = ? AND f.value = ? ORDER BY f.key",
            (register, fact, value),
        )
        return [_record(row) for row in found]

    def history(self, register: str, key: str) -> list[Change]:
        """Return the changes of a record, oldest first."""
        found = self._db.rows(
            "SELECT id, key, decision_id, at, before, after, reverses FROM record_changes"
            " WHERE register = ? AND key = ? ORDER BY id",
            (register, key),
        )
        return [_change(row) for row in found]

    def changed_by(self, decision_id: int, register: str) -> list[str]:
        """Return the keys of the records of a register that a decision has made or changed, in that order."""
        sql = "SELECT DISTINCT key FROM record_changes WHERE decision_id = ? AND register = ? ORDER BY id"
        return [row["key"] for row in self._db.rows(sql, (decision_id, register))]

    # --- writing --------------------------------------------------------------------------------------------

    def put(
        self,
        decision_id: int | None,
        register: str,
        key: str,
        data: Mapping[str, Any],
        *,
        at: datetime,
        seen: int | None = None,
    ) -> int:
        """Make or change a record; return its version. What is already so is not written again.

        seen: the version the person looked at, 0 where there was none. Raises RecordChanged if it is another
        by now, and what `describe` raises where the data does not fit.
        """
        described = self._describe(register, key, data)
        before = self.get(register, key)
        if seen is not None and seen != (before.version if before else 0):
            raise RecordChanged(register, key, described.name)
        if before is not None and before.data == described.data:
            return before.version
        self._note(decision_id, register, key, before.data if before else None, described.data, at)
        return self._write(register, key, described)

    def next_number(self, register: str) -> int:
        """Take the next number of a register whose keys are numbered; none is ever given twice."""
        given = self._db.rows(
            "INSERT INTO register_numbers (register, last) VALUES (?, 1)"
            " ON CONFLICT (register) DO UPDATE SET last = last + 1 RETURNING last",
            (register,),
        )
        return int(given[0]["last"])

    def number_taken(self, register: str, number: int) -> None:
        """Count on from a number that was given elsewhere, as in an imported list."""
        self._db.run(
            "INSERT INTO register_numbers (register, last) VALUES (?, ?)"
            " ON CONFLICT (register) DO UPDATE SET last = max(last, excluded.last)",
            (register, number),
        )

    def undo(self, decision_ids: Iterable[int], by_decision: int, at: datetime) -> None:
        """Take back what decisions changed, newest first, in the name of another decision.

        Raises RecordChanged where a record is no longer as one of their changes left it.
        """
        for change in to_reverse(self._db, "record_changes", decision_ids):
            self._reverse(change, by_decision, at)

    def reindex(self) -> int:
        """Make names, facts and search words again from the records; return how many records there are."""
        found = self._db.rows("SELECT register, key, data FROM records")
        for row in found:
            described = self._describe(row["register"], row["key"], from_json(row["data"]))
            self._write(row["register"], row["key"], described, step=0)
        return len(found)

    def _reverse(self, change_id: int, by_decision: int, at: datetime) -> None:
        (change,) = self._db.rows("SELECT register, key, before, after FROM record_changes WHERE id = ?", (change_id,))
        register, key = change["register"], change["key"]
        before, after = _data(change["before"]), _data(change["after"])
        if self.data(register, key) != after:
            raise RecordChanged(register, key, self.name(register, key) or "")
        if before is None:
            self._remove(register, key)
        else:
            self._write(register, key, self._describe(register, key, before))
        self._note(by_decision, register, key, after, before, at, reverses=change_id)

    def _write(self, register: str, key: str, described: Description, *, step: int = 1) -> int:
        written = self._db.rows(
            "INSERT INTO records (register, key, name, active, data) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (register, key) DO UPDATE SET name = excluded.name, active = excluded.active,"
            " data = excluded.data, version = version + ? RETURNING id, version",
            (register, key, described.name, described.active, to_json(described.data), step),
        )
        self._db.changed(records_of(register))
        record_id, version = written[0]
        self._db.run("DELETE FROM record_facts WHERE register = ? AND key = ?", (register, key))
        self._db.run_many(
            "INSERT INTO record_facts (register, key, fact, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(register, key, fact, value) for fact, value in described.facts],
        )
        self._search.put(record_id, register, key, described.name, described.texts)
        return int(version)

    def _remove(self, register: str, key: str) -> None:
        record = self._db.value("SELECT id FROM records WHERE register = ? AND key = ?", (register, key))
        self._db.changed(records_of(register))
        self._search.remove(record)
        self._db.run("DELETE FROM record_facts WHERE register = ? AND key = ?", (register, key))
        self._db.run("DELETE FROM records WHERE id = ?", (record,))

    def _note(
        self,
        decision_id: int | None,
        register: str,
        key: str,
        before: Data | None,
        after: Data | None,
        at: datetime,
        *,
        reverses: int | None = None,
    ) -> None:
        self._db.run(
            "INSERT INTO record_changes (register, key, decision_id, at, before, after, reverses)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                register,
                key,
                decision_id,
                to_text(at),
                None if before is None else to_json(before),
                None if after is None else to_json(after),
                reverses,
            ),
        )


def _data(text: str | None) -> Data | None:
    return None if text is None else from_json(text)


def _record(row: Row) -> StoredRecord:
    return StoredRecord(
        row["register"], row["key"], row["name"], bool(row["active"]), from_json(row["data"]), row["version"]
    )


def _change(row: Row) -> Change:
    return Change(
        row["id"],
        row["key"],
        row["decision_id"],
        to_time(row["at"]),
        _data(row["before"]),
        _data(row["after"]),
        row["reverses"],
    )
