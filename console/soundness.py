"""What `console check` looks at besides the ledgers themselves: cases that came to nothing left nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

from db.cases import Case, CaseStore, Decision
from db.check import left_behind
from db.database import Database
from db.problems import Problem
from workflows.catalogue import CATALOGUE
from workflows.engine.catalogue import Catalogue
from workflows.engine.process import Kind, Process, Step

_UNDOING = {Kind.REFUSE.value, Kind.WITHDRAW.value, Kind.BACK.value}


def nothing_left_behind(db: Database, catalogue: Catalogue = CATALOGUE) -> list[Problem]:
    """Return what refused, withdrawn and sent-back cases have left in the ledgers (invariant 13).

    An action that by its procedure leaves its entries standing (`keeps_entries`) is not one of those.
    """
    store = CaseStore(db)
    undone = [
        case.id
        for process in catalogue.processes.values()
        for case in store.of_process(process.key)
        if _came_to_nothing(store, process, case)
    ]
    return left_behind(db, undone)


def _came_to_nothing(store: CaseStore, process: Process, case: Case) -> bool:
    if case.ended is None:
        tasks = store.open_tasks(case.id)
        if not tasks or not all(task.draft for task in tasks):
            return False
    else:
        end = process.end(case.ended)
        if end is None or end.purpose:
            return False
    last = next(_moves(store.decisions(case.id, standing=True)), None)
    return last is not None and last.kind in _UNDOING and not _keeps_entries(process, last)


def _moves(decisions: list[Decision]) -> Iterator[Decision]:
    """Decisions that moved the case, the last first."""
    return (made for made in reversed(decisions) if made.target)


def _keeps_entries(process: Process, made: Decision) -> bool:
    place = process.places.get(made.step)
    action = place.action(made.action) if isinstance(place, Step) else None
    return action is not None and action.keeps_entries
