"""Policies: the values management may change at run time, with their whole history.

A value holds from its moment until the next one of the same policy; the default a policy was installed with
holds for all time before. Nothing is overwritten: what is taken back stays and says by which decision.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from db.convert import to_text, to_time
from db.database import Database
from db.undo import id_list

_ALWAYS = "0001-01-01 00:00:00"


class UnknownPolicy(LookupError):
    """No policy of this name has been installed."""


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """A value of a policy and the time it holds: from `valid_from` to just before `valid_until` (None: open).

    decision_id None: the default it was installed with.
    """

    value: Any
    valid_from: datetime
    valid_until: datetime | None
    set_at: datetime
    decision_id: int | None


class Policies:
    """The policies of one database. Values are JSON values; numbers with a point come back as Decimal."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def value(self, name: str, at: datetime) -> Any:
        """Return the value that holds at a moment. Raises UnknownPolicy."""
        moment = to_text(at)
        for since, value in self._db.recall(("policy_values",), ("policy", name), lambda: self._latest_first(name)):
            if since <= moment:
                return value
        raise UnknownPolicy(name)

    def _latest_first(self, name: str) -> list[tuple[str, Any]]:
        found = self._db.rows(
            "SELECT valid_from, value FROM policy_values WHERE policy = ? AND undone_by IS NULL"
            " ORDER BY valid_from DESC, id DESC",
            (name,),
        )
        return [(row["valid_from"], _read(row["value"])) for row in found]

    def names(self) -> list[str]:
        """Return the policies that are installed."""
        return [row["policy"] for row in self._db.rows("SELECT DISTINCT policy FROM policy_values ORDER BY 1")]

    def install(self, defaults: Mapping[str, Any], at: datetime) -> list[str]:
        """Install the policies that are missing with their defaults; return their names.

        A policy that is there keeps its values, also when the program has another default by now.
        """
        there = set(self.names())
        missing = [name for name in defaults if name not in there]
        self._db.run_many(
            "INSERT INTO policy_values (policy, value, valid_from, set_at) VALUES (?, ?, ?, ?)",
            [(name, _written(defaults[name]), _ALWAYS, to_text(at)) for name in missing],
        )
        return missing

    def set(self, decision_id: int, name: str, value: Any, *, valid_from: datetime, at: datetime) -> None:
        """Let a value hold from a moment on, until one set for later. Raises UnknownPolicy."""
        if not self._db.value("SELECT count(*) FROM policy_values WHERE policy = ?", (name,)):
            raise UnknownPolicy(name)
        self._db.run(
            "INSERT INTO policy_values (policy, value, valid_from, set_at, decision_id) VALUES (?, ?, ?, ?, ?)",
            (name, _written(value), to_text(valid_from), to_text(at), decision_id),
        )

    def undo(self, decision_ids: Iterable[int], by_decision: int) -> None:
        """Take back the values decisions set; what held before holds again."""
        self._db.run(
            "UPDATE policy_values SET undone_by = ?"
            " WHERE decision_id IN (SELECT value FROM json_each(?)) AND undone_by IS NULL",
            (by_decision, id_list(decision_ids)),
        )

    def history(self, name: str) -> list[PolicyValue]:
        """Return the values of a policy in the order they hold, oldest first; none for an unknown one.

        A value that was replaced before its time came is left out, as is one that was taken back.
        """
        found = self._db.rows(
            "SELECT value, valid_from, set_at, decision_id FROM policy_values"
            " WHERE policy = ? AND undone_by IS NULL ORDER BY valid_from, id",
            (name,),
        )
        return [
            PolicyValue(
                _read(row["value"]),
                to_time(row["valid_from"]),
                None if after is None else to_time(after["valid_from"]),
                to_time(row["set_at"]),
                row["decision_id"],
            )
            for row, after in pairwise([*found, None])
            if row is not None and (after is None or after["valid_from"] > row["valid_from"])
        ]


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)
