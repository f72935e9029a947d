"""What decisions have touched since an earlier one, so that only what they may have changed is judged again."""

from dataclasses import dataclass
from typing import Any

from db.database import Database

TOLD = 200
"""Up to so many cases are named; after more, everything is to be judged again."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What some decisions have acted on and booked. cases: ids. records: (register, key). policies: whether any was set."""

    cases: frozenset[int]
    records: frozenset[tuple[str, str]]
    products: frozenset[str]
    dimensions: frozenset[str]
    """Of the accounts that were posted to."""
    policies: bool


class Changes:
    """Reads what has happened: every change of a case, a record, a policy or a balance comes with a decision."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def newest(self) -> int:
        """Return the id of the newest decision, 0 before the first."""
        return int(self._db.value("SELECT coalesce(max(id), 0) FROM decisions"))

    def since(self, decision: int) -> Touched | None:
        """Return what the decisions after this one have touched; None when that is too much to tell."""
        cases = self._firsts(
            f"SELECT DISTINCT case_id FROM decisions WHERE id > :id AND case_id IS NOT NULL LIMIT {TOLD + 1}", decision
        )
        if len(cases) > TOLD:
            return None
        records = self._db.rows("SELECT DISTINCT register, key FROM record_changes WHERE decision_id > ?", (decision,))
        products = self._firsts(
            "SELECT product FROM stock_moves INDEXED BY moves_by_decision WHERE decision_id > :id"
            " UNION SELECT product FROM reservations INDEXED BY reservations_by_decision WHERE decision_id > :id"
            " UNION SELECT product FROM reservations INDEXED BY reservations_released_by WHERE released_by > :id",
            decision,
        )
        dimensions = self._firsts(
            "SELECT DISTINCT p.dimension FROM money_entries e INDEXED BY entries_by_decision"
            " CROSS JOIN postings p ON p.entry_id = e.id WHERE e.decision_id > :id",
            decision,
        )
        policies = self._firsts("SELECT 1 FROM policy_values WHERE decision_id > :id OR undone_by > :id", decision)
        return Touched(cases, frozenset((one[0], one[1]) for one in records), products, dimensions, bool(policies))

    def _firsts(self, sql: str, decision: int) -> frozenset[Any]:
        return frozenset(row[0] for row in self._db.rows(sql, {"id": decision}))
