"""What stands beside a form while it is typed: what to say, who it is about, what is free."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from db.message import Message
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.entry import unopened
from workflows.engine.flow import Flow
from workflows.engine.form import lenient
from workflows.engine.view import EntryForm


class Helping:
    """What helps one person to fill in a draft."""

    def __init__(self, company: Company, reading: Callable[[], AbstractContextManager[Standing]]) -> None:
        self._company = company
        self._reading = reading

    def beside(self, form: EntryForm, values: Mapping[str, Any]) -> list[Message]:
        """Return what the process says to help with a draft, by what is typed so far."""
        company = self._company
        with self._reading() as standing:
            current = company.catalogue.processes[form.process]
            person = standing.person_id
            case = company.cases.case(form.case_id) if form.case_id else unopened(company, current, person)
            process = company.catalogue.of(case)
            typed = lenient(process.form, {**case.form, **values})
            facts = Flow(company, person, company.now()).facts(process, case, typed)
            return list((process.brief if case.submitted_at else process.draft_brief)(facts))
