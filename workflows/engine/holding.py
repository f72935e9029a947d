"""Which open tasks something keeps where they stand, as their processes say — judged again only where it may have changed.

To judge is to ask the rules of the next step: goods, release, open changes. A queue is counted after every change by
anybody, so what was judged is remembered, with the decision it was judged after. What later decisions have touched
tells which tasks are judged anew: those that name a customer, product or case that was acted on or booked. A new day
or policy begins from the start. What is remembered only sorts lists; each rule is asked again when somebody acts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db.cases import Case
from db.changes import Changes, Touched
from db.queues import Queues
from workflows.engine.company import Company
from workflows.engine.flow import Flow
from workflows.engine.form import Form, Ref, references

JUDGED = 1000
"""How many tasks are looked at for what holds them; any more are listed as if nothing did."""

Name = tuple[str, str]
"""What a case has to do with: a record as (register, key), or a case as ("", id) and ("", number)."""


@dataclass(frozen=True, slots=True)
class _Judged:
    held: bool
    names: frozenset[Name]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was judged on a day, after a decision, task by task."""

    after: int
    day: date
    tasks: Mapping[int, _Judged]


_NOTHING = _Known(0, date.min, {})


class Holding:
    """Says which tasks are held. Ask within one state of the database, and not where something is being written."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._changes, self._queues = Changes(company.db), Queues(company.db)
        self._known: dict[tuple[tuple[str, str], ...], _Known] = {}
        """By the steps asked for; what is kept is never changed, so that threads may read it side by side."""
        holds = [process.hold for process in company.catalogue.processes.values() if process.hold]
        self._over = frozenset(("", *(register for hold in holds for register in hold.over)))
        self._anywhere = frozenset(register for hold in holds for register in hold.anywhere)

    def tasks(self, steps: tuple[tuple[str, str], ...], now: datetime) -> tuple[int, ...]:
        """Return the held tasks at some steps, whoever sees them."""
        asked = (self, steps, now.date())
        return self._company.db.recall(("decisions", "tasks"), asked, lambda: self._asked(steps, now))

    def _asked(self, steps: tuple[tuple[str, str], ...], now: datetime) -> tuple[int, ...]:
        known, newest = self._known.get(steps, _NOTHING), self._changes.newest()
        kept = known.tasks if known.day == now.date() and known.after <= newest else {}
        touched = self._touched(known.after) if kept and known.after < newest else frozenset()
        judged = {}
        for task, case in self._queues.at_steps(steps, JUDGED):
            found = kept.get(task)
            if found is None or touched is None or not touched.isdisjoint(found.names):
                found = self._judge(task, case, now)
            judged[task] = found
        self._known[steps] = _Known(newest, now.date(), judged)
        return tuple(task for task, found in judged.items() if found.held)

    def _judge(self, task: int, case_id: int, now: datetime) -> _Judged:
        case = self._company.cases.case(case_id)
        process = self._company.catalogue.versions.get((case.process, case.version))
        if process is None or process.hold is None:
            return _Judged(held=False, names=frozenset())
        facts = Flow(self._company, case.requester_id, now).facts(process, case, task=self._company.cases.task(task))
        return _Judged(process.hold.is_held(facts), frozenset(self._names(case, facts.form)))

    def _touched(self, after: int) -> frozenset[Name] | None:
        """What the decisions after one have to do with; None: everything."""
        touched = self._changes.since(after)
        if touched is None or touched.policies:
            return None
        if any(register in self._anywhere for register, _key in touched.records):
            return None
        cases = [self._company.cases.case(one) for one in touched.cases]
        named = (self._names(case, self._company.catalogue.form_of(case)) for case in cases)
        return frozenset(_booked(touched)).union(name for names in named for name in names if name[0] in self._over)

    def _names(self, case: Case, form: Form) -> Iterator[Name]:
        """Yield the case itself, the one it came from, its customer, and the records and cases named in its form."""
        yield from (("", str(one)) for one in (case.id, case.parent_id, case.number) if one)
        if case.customer:
            yield "customers", case.customer
        for _path, mark, key in references(form):
            yield (mark.register if isinstance(mark, Ref) else ""), key


def _booked(touched: Touched) -> Iterator[Name]:
    """Yield the records that were changed, and whose goods and money were booked."""
    yield from touched.records
    yield from (("products", product) for product in touched.products)
    yield from (("customers", dimension.partition("/")[0]) for dimension in touched.dimensions)
