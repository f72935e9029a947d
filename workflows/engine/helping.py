"""What stands beside a form while it is typed: what to say, who it is about, what is free."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from db.message import Message
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.entry import where_typed
from workflows.engine.errors import Invalid
from workflows.engine.form import lenient
from workflows.engine.forms import merged
from workflows.engine.showing import brief_of
from workflows.engine.view import EntryForm


class Helping:
    """What helps one person to fill in a form."""

    def __init__(self, company: Company, reading: Callable[[], AbstractContextManager[Standing]]) -> None:
        self._company = company
        self._reading = reading

    def beside(self, form: EntryForm, values: Mapping[str, Any]) -> list[Message]:
        """Return what the process says of a case by what is typed so far; of a new one what helps to fill it in.

        What was handed in is told as it is kept, as long as what is typed over it is not a form yet.
        """
        company = self._company
        with self._reading() as standing:
            flow, process, case, task, step = where_typed(company, standing.person_id, form)
            if not case.submitted_at:
                return brief_of(flow.facts(process, case, lenient(process.form, {**case.form, **values}), task))
            try:
                unread = flow.unseen(process, case)
                typed = merged(company, process, step, case.form, values, complete=True, unseen=unread)
            except Invalid:
                return brief_of(flow.facts(process, case, lenient(process.form, case.form), task))
            facts = flow.facts(process, case, typed, task)
            process.work_out(facts)
            return brief_of(facts)
