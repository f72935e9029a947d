"""Whether what others did to a case since somebody read it concerns his vote.

Where several persons vote on one task, or work on tasks beside each other, they read the case at the same time, and
the first of them makes it a new version for the others. What they read still holds, so their votes are taken as well:
nothing of the form and nothing of the amount has changed, and their task is the one they saw, open for them then.
Everything else concerns them; in doubt it does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from db.cases import Case, Decision, Task
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.process import Process


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody is about to give: at which task, in which of its slots, by which action, and what he is."""

    task: Task
    slot: int
    action: str
    standing: Standing


def concerned(company: Company, process: Process, case: Case, seen: int, vote: Vote) -> bool:
    """Say whether what was done after version `seen` of a case concerns a vote on it."""
    every = company.cases.decisions(case.id)
    since = [made for made in every if made.seq > seen]
    # What was undone here by taking back something on another case has left no decision of this one.
    if {made.seq for made in since} != set(range(seen + 1, case.seq + 1)):
        return True
    if any(made.id == vote.task.opened_by for made in since) or _amount_moved(case, since):
        return True
    return any(
        made.changes or _moved(made, vote) or _meant(company, process, made, vote)
        for made in _with_undone(every, since)
    )


def _with_undone(every: Sequence[Decision], since: Sequence[Decision]) -> Iterator[Decision]:
    """Yield what was done, and what was undone by it."""
    done = {made.id for made in since}
    return (made for made in every if made.id in done or made.undone_by in done)


def _amount_moved(case: Case, since: Sequence[Decision]) -> bool:
    """Whether the amount is another than before the first of these decisions."""
    before = next((made.undo["before"] for made in since if "amount" in made.undo.get("before", ())), None)
    if before is None:
        return False
    was = before["amount"]
    return (None if was is None else Decimal(was)) != case.amount


def _moved(made: Decision, vote: Vote) -> bool:
    """Whether a decision opened or closed the task, or gave a vote that this one had to wait for."""
    task = vote.task
    waited = made.task_id == task.id and made.slot in task.waits_for[vote.slot]
    return waited or task.id in (*made.undo.get("opened", ()), *made.undo.get("closed", ()))


def _meant(company: Company, process: Process, made: Decision, vote: Vote) -> bool:
    """Whether a decision closed a task beside this one at which the person may have meant the same action."""
    closed = [company.cases.task(number) for number in made.undo.get("closed", ())]
    return any(
        process.step(task.step).action(vote.action) is not None
        and (task.escalated_at is not None or any(vote.standing.every & set(slot) for slot in task.slots))
        for task in closed
    )
