"""Decisions as they are kept: never changed in what they say, never deleted; taking back adds another."""

from db.case_rows import DECISION, Decision, as_decision
from db.convert import to_json, to_text
from db.database import Database


class DecisionStore:
    """Reads and writes decisions; writing needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def decide(self, decision: Decision) -> Decision:
        """Insert a decision; sets its id. A second vote of the person or slot raises IntegrityError."""
        decision.id = self.db.run(
            f"INSERT INTO decisions ({DECISION.removesuffix(', id')})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                decision.case_id, decision.action, decision.kind, decision.person_id, to_text(decision.at), decision.key,
                decision.task_id, decision.step, decision.round, decision.slot, decision.target, decision.on_behalf_of,
                decision.reason, decision.note, to_json(decision.changes), decision.seq, decision.via_id,
                decision.irreversible, to_json(decision.undo), decision.undone_by,
            ),
        )  # fmt: skip
        return decision

    def complete_decision(self, decision: Decision) -> None:
        """Write what is known of a decision only after it was carried out."""
        self.db.run(
            "UPDATE decisions SET target = ?, seq = ?, undo = ?, changes = ?, irreversible = ? WHERE id = ?",
            (
                decision.target, decision.seq, to_json(decision.undo), to_json(decision.changes), decision.irreversible,
                decision.id,
            ),
        )  # fmt: skip

    def decision(self, decision_id: int) -> Decision:
        """Return the decision; KeyError when there is none."""
        row = self.db.row(f"SELECT {DECISION} FROM decisions WHERE id = ?", (decision_id,))
        if row is None:
            raise KeyError(decision_id)
        return as_decision(row)

    def decision_by_key(self, key: str) -> Decision | None:
        """Return the decision that was taken under an idempotency key."""
        row = self.db.row(f"SELECT {DECISION} FROM decisions WHERE key = ?", (key,))
        return None if row is None else as_decision(row)

    def decisions(self, case_id: int, *, standing: bool = False) -> list[Decision]:
        """Return the decisions of a case, oldest first; `standing`: without those taken back."""
        only = " AND undone_by IS NULL" if standing else ""
        sql = f"SELECT {DECISION} FROM decisions WHERE case_id = ?{only} ORDER BY id"
        rows = self.db.known(("decisions",), sql, (case_id,))
        return [as_decision(row) for row in rows]

    def decisions_via(self, decision_id: int) -> list[Decision]:
        """Return the decisions on other cases that this one took, newest first."""
        rows = self.db.rows(f"SELECT {DECISION} FROM decisions WHERE via_id = ? ORDER BY id DESC", (decision_id,))
        return [as_decision(row) for row in rows]

    def votes(self, task_id: int) -> list[Decision]:
        """Return the standing votes of a task, in the order they were given."""
        rows = self.db.known(
            ("decisions",),
            f"SELECT {DECISION} FROM decisions WHERE task_id = ? AND slot IS NOT NULL AND undone_by IS NULL ORDER BY id",
            (task_id,),
        )
        return [as_decision(row) for row in rows]

    def mark_undone(self, decision_id: int, by: int) -> None:
        """Note that a decision was taken back by a later one."""
        self.db.run("UPDATE decisions SET undone_by = ? WHERE id = ?", (by, decision_id))

    def last_by(self, person: int) -> Decision | None:
        """Return the last standing action a person took on a case, taking-back aside.

        What a duty or a deadline did while his session was the one to notice is not his.
        """
        row = self.db.row(
            f"SELECT {DECISION} FROM decisions d WHERE person_id = ? AND case_id IS NOT NULL AND undone_by IS NULL"
            " AND via_id IS NULL AND kind NOT IN ('take-back', 'hand', 'system', 'migrate') AND NOT (kind = 'open'"
            " AND EXISTS (SELECT 1 FROM cases c WHERE c.id = d.case_id AND c.duty IS NOT NULL)) ORDER BY id DESC LIMIT 1",
            (person,),
        )
        return None if row is None else as_decision(row)
