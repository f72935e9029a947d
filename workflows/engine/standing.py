"""Where a case stands, in words: the end it reached, or the steps of its open tasks. There is no other status."""

from db.cases import Case
from db.message import Message, _
from workflows.engine.company import Company
from workflows.engine.undo import TAKEN_BACK


def standing_at(company: Company, case: Case) -> Message:
    """Return where a case stands."""
    process = company.catalogue.of(case)
    if case.ended is not None:
        end = process.end(case.ended)
        return end.title if end else _("taken back") if case.ended == TAKEN_BACK else Message(case.ended)
    titles = [process.step(task.step).title for task in company.cases.open_tasks(case.id)]
    if not titles:
        return _("nowhere")
    result = titles[-1]
    for title in reversed(titles[:-1]):
        result = _("{first} and {rest}")(first=title, rest=result)
    return result
