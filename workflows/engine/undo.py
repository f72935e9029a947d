"""Undoing: everything a case has booked (a way back), or one decision (taking it back).

Ledger entries are undone by their opposites, never deleted. Taking back also restores the form and the tasks as they
were, and what the decision did to registers, delegations and other cases; it is refused as soon as somebody has acted
on what it brought about.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.cases import Case, Decision
from db.errors import StoreProblem
from db.message import Message, _
from workflows.engine.authority import waiting_for
from workflows.engine.company import Company
from workflows.engine.errors import Refused
from workflows.engine.facts import Facts
from workflows.engine.process import Kind

TAKE_BACK = "take-back"
HANDED = "hand"
"""Kind of what passes work on or reminds; it moves and books nothing, and is not itself taken back."""
MIGRATED = "migrate"
"""Kind of what brought a case to a later version of its process; it is not taken back, nor what was done before it."""
NOT_TAKEN_BACK = (TAKE_BACK, HANDED, MIGRATED)
TAKEN_BACK = "taken-back"
"""The end of a case that was opened by a decision since taken back."""

_WAYS_BACK = {Kind.BACK.value, Kind.REFUSE.value, Kind.WITHDRAW.value}


def irreversible(decisions: Iterable[Decision]) -> Decision | None:
    """Return the first standing decision that cannot be undone."""
    return next((made for made in decisions if made.irreversible), None)


def booked_by_others(company: Company, case: Case, decisions: Iterable[Decision]) -> Decision | None:
    """Return the first standing decision by which somebody other than the requester moved goods, money or leave."""
    for made in decisions:
        if made.person_id == case.requester_id or made.kind in _WAYS_BACK:
            continue
        if any(
            booked(decision_id=made.id, limit=1)
            for booked in (company.stock.moves, company.money.entries, company.leave.moves)
        ):
            return made
    return None


def undo_case(company: Company, case: Case, by: Decision, at: datetime) -> None:
    """Book the opposite of everything the case has booked and that stands; give back its reservations."""
    every = company.cases.decisions(case.id)
    undoing = {made.undone_by for made in every if made.undone_by and made.kind in _WAYS_BACK}
    bookers = [
        made.id
        for made in every
        if made.id != by.id
        and ((made.undone_by is None and made.kind not in _WAYS_BACK | {TAKE_BACK}) or made.id in undoing)
    ]
    company.stock.undo(bookers, by.id, at)
    company.money.undo(bookers, by.id, at)
    company.leave.undo(bookers, by.id, at)
    company.people.undo_delegations(bookers, at, by.id)
    company.stock.release(by.id, case_id=case.id)


def take_back(company: Company, made: Decision, person: int, key: str, at: datetime) -> Decision:
    """Undo one decision and all it brought about; raises Refused when somebody has acted on it since."""
    together = _with_linked(company, made)
    if reasons := against(company, made, person, at, together):
        raise Refused(reasons)
    case = company.cases.case(made.case_id or 0)
    undoing = company.cases.decide(
        Decision(case.id, TAKE_BACK, TAKE_BACK, person, at, key, step=made.step, round=made.round, target=made.step)
    )
    _undo_ledgers(company, [one.id for one in together], undoing, at)
    for one in sorted(together, key=lambda made: made.id, reverse=True):
        _undo(company, one, undoing, at)
    company.audit(undoing, company.cases.case(case.id))
    return undoing


def against(
    company: Company, made: Decision, person: int, at: datetime, together: Sequence[Decision] | None = None
) -> list[Message]:
    """Return what stands against taking a decision back. together: it and those it brought with it, if read already."""
    together = together if together is not None else _with_linked(company, made)
    if reasons := [why for one in together for why in _stands_against(company, one, {two.id for two in together})]:
        return reasons
    case = company.cases.case(made.case_id or 0)
    said = company.catalogue.of(case).held_by(_facts(company, case, person, at))
    return [said] if said else []


def _with_linked(company: Company, made: Decision) -> list[Decision]:
    """Return a decision and those on other cases it brought with it."""
    linked = [one for one in company.cases.decisions_via(made.id) if one.undone_by is None]
    return [made, *(further for one in linked for further in _with_linked(company, one))]


def _stands_against(company: Company, made: Decision, together: set[int]) -> list[Message]:
    if made.case_id is None:
        return [_("There is nothing to take back")]
    case = company.cases.case(made.case_id)
    if made.irreversible:
        return [_("{number}: this cannot be undone (money, goods or papers have left)")(number=case.name)]
    standing = company.cases.decisions(case.id, standing=True)
    after = [
        one for one in standing if one.id > made.id and one.kind not in (TAKE_BACK, HANDED) and one.id not in together
    ]
    if after:
        return [_acted_since(company, case, after[-1])]
    opened = set(made.undo.get("opened", ()))
    for task in company.cases.open_tasks(case.id):
        if task.id in opened and task.claimed_by not in (None, made.person_id):
            name = company.people.by_id(task.claimed_by or 0).name
            return [_("{number}: {person} is working on it now")(number=case.name, person=name)]
    return []


def _acted_since(company: Company, case: Case, later: Decision) -> Message:
    return _("{number}: {person} has acted on it since, at {time}")(
        number=case.name, person=company.people.by_id(later.person_id).name, time=later.at
    )


def _undo_ledgers(company: Company, made: list[int], by: Decision, at: datetime) -> None:
    """All at once: what one of these decisions claimed for its case another may have claimed on for its own.

    Raises Refused when goods have gone on, or are reserved by others meanwhile.
    """
    try:
        company.stock.undo(made, by.id, at)
        company.money.undo(made, by.id, at)
        company.leave.undo(made, by.id, at)
        company.registers.undo(made, by.id, at)
        company.people.undo_delegations(made, at, by.id)
    except StoreProblem as problem:
        raise Refused([problem.message]) from problem


def _undo(company: Company, made: Decision, by: Decision, at: datetime) -> None:
    company.cases.mark_undone(made.id, by.id)
    case = company.cases.case(made.case_id or 0)
    if made.kind == "open":
        case.ended, case.ended_at = TAKEN_BACK, at
        for task in company.cases.open_tasks(case.id):
            company.cases.close_task(task.id, by.id, at)
    else:
        _restore(company, case, made, by, at)
    case.seq += 1
    by.seq = case.seq
    company.cases.save(case)
    company.cases.complete_decision(by)


def _restore(company: Company, case: Case, made: Decision, by: Decision, at: datetime) -> None:
    """Put form and tasks back as they were before the decision."""
    before = made.undo.get("before", {})
    case.form = before.get("form", case.form)
    case.requester_id = before.get("requester", case.requester_id)
    submitted = before.get("submitted_at")
    case.submitted_at = datetime.fromisoformat(submitted) if submitted else None
    amount = before.get("amount")
    case.amount = None if amount is None else Decimal(amount)
    case.subject = before.get("subject", case.subject)
    case.customer, case.department = before.get("customer"), before.get("department", case.department)
    case.sight = before.get("sight")
    case.ended = case.ended_at = None
    opened = set(made.undo.get("opened", ()))
    for task in company.cases.open_tasks(case.id):
        if task.id in opened:
            company.cases.close_task(task.id, by.id, at)
    for task_id in made.undo.get("closed", ()):
        company.cases.reopen_task(task_id)
    for task, due in made.undo.get("due", {}).items():
        company.cases.set_due(int(task), datetime.fromisoformat(due) if due else None)
    facts = _facts(company, case, by.person_id, at)
    for task in company.cases.open_tasks(case.id):
        company.cases.set_actors(task.id, waiting_for(facts, task))
    company.cases.mirror_amount(case)


def _facts(company: Company, case: Case, person: int, at: datetime) -> Facts[Any]:
    process = company.catalogue.of(case)
    return Facts(company, at, process, case, None, person)
