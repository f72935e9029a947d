"""The cases that a form names: which may be meant by what is typed, and what a new case takes over from one."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

from db.cases import Case
from db.search import sounds_like
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.entry import taken_from, unopened
from workflows.engine.errors import NotFound
from workflows.engine.finding import Hit, case_hit
from workflows.engine.flow import Flow
from workflows.engine.form import lenient
from workflows.engine.listing import Listing
from workflows.engine.rights import visible_case
from workflows.engine.view import EntryForm


class NamedCases:
    """What the fields of forms that name a case ask, for one person."""

    def __init__(self, company: Company, reading: Callable[[], AbstractContextManager[Standing]]) -> None:
        self._company = company
        self._reading = reading

    def offered(self, form: EntryForm, path: str, values: Mapping[str, Any], text: str, limit: int) -> list[Hit]:
        """Cases that what was typed in a field may mean: those that come into question there, then any by number.

        values: what stands in the form, as far as it is typed.
        """
        with self._reading() as standing:
            listing, text = Listing(self._company, standing), text.strip()
            likely = (one for one in self._likely(standing, form, path, values) if _may_be_meant(one, text))
            found = {one.id: one for one in islice(filter(listing.sees, likely), limit)}
            if text:
                found |= {one.id: one for one in listing.cases_like(text)}
            return [case_hit(self._company, one) for one in islice(found.values(), limit)]

    def _likely(self, standing: Standing, form: EntryForm, path: str, values: Mapping[str, Any]) -> Iterable[Case]:
        """The cases that come into question in a field, as its process says."""
        company = self._company
        process = company.catalogue.processes.get(form.process)
        if process is None or path not in process.offers:
            return ()
        case = company.cases.case(form.case_id) if form.case_id else unopened(company, process, standing.person_id)
        typed = lenient(process.form, {**case.form, **values})
        return process.offers[path](Flow(company, standing.person_id, company.now()).facts(process, case, typed))

    def taken_over(self, form: EntryForm, number: str) -> dict[str, Any]:
        """What a new case takes over from one that is named in it; nothing where the person does not see that one."""
        process = self._company.catalogue.processes.get(form.process)
        with self._reading() as standing:
            try:
                case, _process = visible_case(self._company, number, standing)
            except NotFound:
                return {}
            return taken_from(self._company, case, process) if process is not None else {}


def _may_be_meant(case: Case, text: str) -> bool:
    """Whether every typed word stands in a case's number or subject, or spells a part of the subject."""
    known = f"{case.name} {case.subject}".casefold()
    parts = case.subject.split(" · ")
    return all(word in known or any(sounds_like(part, word) for part in parts) for word in text.casefold().split())
