"""Bringing open cases to a later version of their process: by an explicit map of steps, tried first, recorded.

A case keeps the definition it was opened with until somebody migrates it. Every open step is closed and the one it is
mapped to opens anew: a new round, with the actors of the new definition and the deadline of the old task. Votes of the
running round are given again. What would be done is the same list that is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.cases import Case, Decision, Task
from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.company import Company
from workflows.engine.errors import NotFound, Refused
from workflows.engine.flow import Flow
from workflows.engine.form import InvalidForm, lenient, parse
from workflows.engine.forms import differences
from workflows.engine.process import Migration, Process
from workflows.engine.undo import MIGRATED


@dataclass(frozen=True, slots=True)
class CaseMove:
    """One case to bring over: from which version, from which steps to which; problems keep it where it is."""

    case_id: int
    number: str
    version: int
    steps: Sequence[tuple[str, str]]
    votes: int
    """Votes of the running round, which will be asked for again."""
    problems: Sequence[Message]


def planned(company: Company, process_key: str) -> list[CaseMove]:
    """Return what a migration would do to each open case of an earlier version. Raises NotFound."""
    process = _process(company, process_key)
    return [
        _move(company, process, case)
        for case in company.cases.of_process(process_key, open_only=True)
        if case.version != process.version
    ]


def migrate(company: Company, person: int, process_key: str, key: str) -> list[CaseMove]:
    """Bring every open case of earlier versions to the current one, all or none; return what was done.

    Raises NotFound, and Refused while anything stands against one of them.
    """
    with company.db.write():
        moves, process = planned(company, process_key), _process(company, process_key)
        if problems := [problem for move in moves for problem in move.problems]:
            raise Refused(problems)
        for move in moves:
            _carry_over(company, person, process, move, f"{key}:{move.case_id}")
        return moves


def _process(company: Company, key: str) -> Process:
    if key not in company.catalogue.processes:
        raise NotFound(_("There is no process “{key}”")(key=key))
    return company.catalogue.processes[key]


def _way(process: Process, version: int) -> Migration | None:
    return next((one for one in process.migrations if one.version == version), None)


def _move(company: Company, process: Process, case: Case) -> CaseMove:
    tasks, way = company.cases.open_tasks(case.id), _way(process, case.version)
    steps = [(task.step, way.steps[task.step]) for task in tasks if way and task.step in way.steps]
    votes = sum(len(company.cases.votes(task.id)) for task in tasks)
    return CaseMove(case.id, case.name, case.version, steps, votes, list(_problems(process, case, tasks, way)))


def _problems(process: Process, case: Case, tasks: Sequence[Task], way: Migration | None) -> list[Message]:
    if way is None:
        said = _("{number}: version {version} has no way to version {current}")
        return [said(number=case.name, version=case.version, current=process.version)]
    found = [
        _("{number}: the migration says nothing of the step “{step}”")(number=case.name, step=task.step)
        for task in tasks
        if task.step not in way.steps
    ]
    if all(process.step(way.steps[task.step]).draft for task in tasks if task.step in way.steps):
        return found  # a draft may be unfinished
    try:
        parse(process.form, _form(case, way))
    except InvalidForm as problem:
        found += [
            _("{number}: {field}: {problem}")(number=case.name, field=error.title, problem=error.message)
            for error in problem.errors
        ]
    return found


def _form(case: Case, way: Migration) -> Mapping[str, Any]:
    return way.form(dict(case.form)) if way.form else case.form


def _carry_over(company: Company, person: int, process: Process, move: CaseMove, key: str) -> None:
    """Close the open steps of a case and open those they are mapped to, under a decision that says so."""
    case, now = company.cases.case(move.case_id), company.now()
    way, tasks = _way(process, case.version), company.cases.open_tasks(case.id)
    assert way is not None
    data, flow = _form(case, way), Flow(company, person, now)
    made = company.cases.decide(
        Decision(
            case.id, MIGRATED, MIGRATED, person, now, key, note=f"{case.version} → {process.version}",
            target=",".join(dict.fromkeys(new for _old, new in move.steps)), changes=differences(case.form, data),
        )
    )  # fmt: skip
    case.form, case.version = data, process.version
    booking: Booking[Any] = Booking(company, now, process, case, lenient(process.form, data), person)
    booking.decision, booking.flow, booking.later = made, flow, []
    for task in tasks:
        company.cases.close_task(task.id, made.id, now)
    opened: set[str] = set()
    for task in tasks:
        step = way.steps[task.step]
        if step not in opened:
            new = flow.open_step(booking, process.step(step), None, sent_back=task.sent_back, return_to=None)
            company.cases.set_due(new.id, task.due_at)
            opened.add(step)
    flow.keep(booking)
    made.seq = case.seq
    company.cases.complete_decision(made)
    company.audit(made, case)
