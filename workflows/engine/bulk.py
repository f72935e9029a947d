"""One action on many tasks: what it would take and leave out, by the same guards as each by itself."""

from collections.abc import Sequence
from decimal import Decimal

from db.message import Message, _
from workflows.engine.errors import NotFound
from workflows.engine.finding import found_at
from workflows.engine.showing import Showing
from workflows.engine.view import BulkItem, BulkPreview


def bulk_preview(showing: Showing, tasks: Sequence[int], action: str) -> BulkPreview:
    """Return what an action on many tasks would do: which it takes, which it leaves out and why, the sum."""
    taken: list[BulkItem] = []
    left_out: list[BulkItem] = []
    title = Message(action)
    for task in tasks:
        item, said = _item(showing, task, action)
        title = said or title
        (left_out if item.reasons else taken).append(item)
    sums = [item.amount for item in taken if item.amount is not None]
    return BulkPreview(action, title, taken, left_out, sum(sums, Decimal()) if sums else None)


def _item(showing: Showing, task_id: int, action: str) -> tuple[BulkItem, Message | None]:
    try:
        case, process, task = found_at(showing.company, showing.standing, task_id, None)
    except NotFound as problem:
        return BulkItem(task_id, f"#{task_id}", None, False, [problem.message]), None
    preview = showing.preview(process, case, task)
    state = next((one for one in preview.actions if one.key == action), None)
    if task is None or task.id != task_id or state is None:
        why = [_("It does not stand where this can be done")]
        return BulkItem(task_id, case.name, case.amount, False, why), None
    why = list(state.reasons)
    if not why and state.asks:
        why = [_("something must be typed for it first; open it")]
    return BulkItem(task_id, case.name, case.amount, False, why), state.title
