"""One action on many tasks: what it would take and leave out, by the same guards as each by itself.

An action is meant by its key, or by its kind: then each task takes its own, so that a release and a price are
approved together.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from db.message import _
from workflows.engine.company import Company
from workflows.engine.errors import CommandError, NotFound
from workflows.engine.finding import found_at
from workflows.engine.kinds import Kind
from workflows.engine.process import Process
from workflows.engine.showing import Showing
from workflows.engine.view import ActionState, BulkItem, BulkPreview, Outcome


def bulk_preview(showing: Showing, tasks: Sequence[int], action: str | Kind) -> BulkPreview:
    """Return what an action on many tasks would do: which it takes, which it leaves out and why, the sum."""
    taken: list[BulkItem] = []
    left_out: list[BulkItem] = []
    states: list[ActionState] = []
    processes: dict[str, Process] = {}
    for task in tasks:
        item, process, state = _item(showing, task, action)
        (left_out if item.reasons else taken).append(item)
        if process is not None and state is not None and not item.reasons:
            processes[process.key] = process
            states.append(state)
    sums = [item.amount for item in taken if item.amount is not None]
    return BulkPreview(
        taken, left_out, sum(sums, Decimal()) if sums else None,
        irreversible=any(state.irreversible for state in states),
        needs_reason=any(state.needs_reason for state in states),
        reasons=next(iter(processes.values())).reasons if len(processes) == 1 else (),
    )  # fmt: skip


def _meant(actions: Sequence[ActionState], action: str | Kind) -> ActionState | None:
    """Return the action of that key; of a kind the first this person may take, else the first at all."""
    if isinstance(action, str):
        return next((one for one in actions if one.key == action), None)
    return next(iter(sorted((one for one in actions if one.kind is action), key=lambda one: not one.allowed)), None)


def _item(showing: Showing, task_id: int, action: str | Kind) -> tuple[BulkItem, Process | None, ActionState | None]:
    try:
        case, process, task = found_at(showing.company, showing.standing, task_id, None)
    except NotFound as problem:
        return BulkItem(task_id, f"#{task_id}", None, False, [problem.message]), None, None
    preview = showing.preview(process, case, task)
    state = _meant(preview.actions, action)
    if task is None or task.id != task_id or state is None:
        why = [_("it stands at “{step}”, where this cannot be done")(step=preview.step_title)]
        return BulkItem(task_id, case.name, case.amount, False, why), process, None
    why = list(state.reasons)
    if not why and state.asks:
        why = [_("something must be typed for it first; open it")]
    item = BulkItem(task_id, case.name, case.amount, False, why, action=state.key, title=state.title)
    return item, process, state


def run_bulk(
    company: Company, items: Sequence[tuple[int, int]], take: Callable[[int, int, int], Outcome]
) -> list[BulkItem]:
    """Take an action on many (task, version seen) pairs, each for itself; what failed says why.

    take: acts, given the task, its case and the version seen.
    """
    results = []
    for task_id, seen in items:
        case = company.cases.case(company.cases.task(task_id).case_id)
        try:
            done = take(task_id, case.id, seen)
            results.append(BulkItem(task_id, done.number, case.amount, True, (), done.decision_id))
        except CommandError as problem:
            # Of a conflict who was first and when stands behind what has happened.
            why = [problem.message, *problem.reasons] if problem.kind == "conflict" else problem.reasons
            why = why or [problem.message]
            results.append(BulkItem(task_id, case.name, case.amount, False, why))
    return results
