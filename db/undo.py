"""Which entries of a ledger an undo has to book the opposite of.

An entry may have been reversed before, and the reversal itself again: original, reversal, reversal of the
reversal … form a chain in which every entry cancels the one before. Undoing a set of decisions looks at the
unbroken run of entries they booked at the end of a chain, and reverses the last when the run leaves one entry
uncancelled. So undoing a whole case of which one decision was taken back already does not bring it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from db.convert import to_json
from db.database import Database


def id_list(ids: Iterable[int]) -> str:
    """Return ids as the JSON text that `json_each(?)` takes."""
    return to_json(sorted(set(ids)))


def to_reverse(db: Database, table: str, decisions: Iterable[int]) -> list[int]:
    """Return the ids of the entries in `table` to reverse, newest first.

    `table` has columns id, decision_id and reverses.
    """
    rows = db.rows(
        f"SELECT m.id, m.reverses, r.id FROM {table} m LEFT JOIN {table} r ON r.reverses = m.id"
        " WHERE m.decision_id IN (SELECT value FROM json_each(?)) ORDER BY m.id DESC",
        (id_list(decisions),),
    )
    reverses: dict[int, int | None] = {entry: reversed_ for entry, reversed_, _ in rows}
    last_of_chain = [entry for entry, _, reversal in rows if reversal is None]
    return [entry for entry in last_of_chain if _run_length(entry, reverses) % 2]


def _run_length(entry: int, reverses: dict[int, int | None]) -> int:
    length, current = 1, reverses[entry]
    while current in reverses:
        length, current = length + 1, reverses[current]
    return length
