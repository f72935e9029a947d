"""The cases that a form names: which may be meant by what is typed, and what a new case takes over from one.

Whoever works on a form is told of cases he does not see otherwise where his work is about them: those its process says
come into question, of the customer the form names, by number and what they are about. Their numbers are taken when he
types them, too, and the form says more of them then. Such a case is not opened, found or listed for him anywhere else.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from itertools import chain, islice
from typing import Any

from db.cases import Case
from db.search import sounds_like
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.entry import taken_from, unopened
from workflows.engine.errors import NotFound
from workflows.engine.facts import Facts
from workflows.engine.finding import Hit, case_hit
from workflows.engine.flow import Flow
from workflows.engine.form import lenient
from workflows.engine.listing import Listing
from workflows.engine.process import Process
from workflows.engine.rights import may_open, visible_case
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
            facts = self._facts(standing, form, values)
            likely = (one for one in _in_question(facts, [path]) if _may_be_meant(one, text))
            found = {one.id: one for one in islice((one for one in likely if self._told(listing, facts, one)), limit)}
            if text:
                found |= {one.id: one for one in listing.cases_like(text)}
            return [case_hit(self._company, one) for one in islice(found.values(), limit)]

    def taken_over(self, form: EntryForm, values: Mapping[str, Any], number: str) -> dict[str, Any]:
        """What a new case takes over from one that is named in it; nothing where the person is not told of that one."""
        with self._reading() as standing:
            facts = self._facts(standing, form, values)
            case = self._company.cases.find(number)
            if facts is None or case is None:
                return {}
            listing = Listing(self._company, standing)
            asked = (one.id for one in _in_question(facts, facts.process.offers) if self._told(listing, facts, one))
            return taken_from(self._company, case, facts.process) if listing.sees(case) or case.id in asked else {}

    def _facts(self, standing: Standing, form: EntryForm, values: Mapping[str, Any]) -> Facts[Any] | None:
        """The facts of the form as far as it is typed; None where the person may not work on it."""
        company = self._company
        process = company.catalogue.processes.get(form.process)
        if process is None or not self._may_work_on(standing, process, form):
            return None
        case = company.cases.case(form.case_id) if form.case_id else unopened(company, process, standing.person_id)
        typed = lenient(process.form, {**case.form, **values})
        return Flow(company, standing.person_id, company.now()).facts(process, case, typed)

    def _may_work_on(self, standing: Standing, process: Process, form: EntryForm) -> bool:
        if form.case_id is None:
            return may_open(process, standing)
        try:
            visible_case(self._company, form.case_id, standing)
        except NotFound:
            return False
        return True

    def _told(self, listing: Listing, facts: Facts[Any] | None, case: Case) -> bool:
        """Whether a person is told of a case that comes into question: he sees it, or it is of the customer he names.

        What is seen apart, or by some posts only, nobody is told of besides those who see it.
        """
        if facts is None or listing.sees(case):
            return facts is not None
        customer, process = facts.process.customer(facts), self._company.catalogue.of(case)
        apart = case.sight is not None or process.seen_by is not None
        return bool(customer) and case.customer == customer and case.submitted_at is not None and not apart


def _in_question(facts: Facts[Any] | None, paths: Iterable[str]) -> Iterable[Case]:
    """The cases that come into question in some fields, as their process says."""
    offers = facts.process.offers if facts is not None else {}
    return chain.from_iterable(offers[path](facts) for path in paths if facts is not None and path in offers)


def _may_be_meant(case: Case, text: str) -> bool:
    """Whether every typed word stands in a case's number or subject, or spells a part of the subject."""
    known = f"{case.name} {case.subject}".casefold()
    parts = case.subject.split(" · ")
    return all(word in known or any(sounds_like(part, word) for part in parts) for word in text.casefold().split())
