"""Opening and closing the steps of a case: actors, deadlines, what lists show of it.

The lowest layer of carrying out a command; see `workflows.engine.flow`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from db.calendar import SpecialDay
from db.cases import Case, Decision, Task
from db.errors import StoreProblem
from workflows.engine.authority import Standing, barred, standing_of, unseen, waiting_for, with_fallback
from workflows.engine.booking import Booking
from workflows.engine.company import Company
from workflows.engine.durations import Duration
from workflows.engine.errors import Invalid, Refused
from workflows.engine.facts import Facts
from workflows.engine.form import Form, InvalidForm, as_json
from workflows.engine.forms import is_complete
from workflows.engine.process import Fork, Join, Process, Route, Step, Target, Until
from workflows.engine.who import of_person


@dataclass(slots=True)
class Trail:
    """What a decision changed, as taking it back needs it."""

    before: dict[str, Any]
    closed: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    due: dict[int, str | None] = field(default_factory=dict)
    """By task: the deadline it had."""

    def as_json(self) -> dict[str, Any]:
        return {
            "before": self.before, "closed": self.closed, "opened": self.opened, "cases": self.cases,
            "due": {str(task): due for task, due in self.due.items()},
        }  # fmt: skip


class Stepping:
    """One command in hand: one person, one moment, one transaction."""

    def __init__(self, company: Company, person_id: int, now: datetime) -> None:
        self.company = company
        self.person_id = person_id
        self.now = now
        self.decisions: list[Decision] = []
        self.opened: list[Case] = []

    @cached_property
    def standing(self) -> Standing:
        """What this command's person is now."""
        return standing_of(self.company, self.person_id, self.now)

    def facts(
        self,
        process: Process,
        case: Case,
        form: Form | None = None,
        task: Task | None = None,
        action: str = "",
        note: str = "",
    ) -> Facts[Any]:
        """The facts of a case for this command's person and moment."""
        return Facts(self.company, self.now, process, case, form, self.person_id, task=task, action=action, note=note)

    def unseen(self, process: Process, case: Case) -> frozenset[str]:
        """The fields of a case the person does not see."""
        return unseen(self.facts(process, case), self.standing)

    def _resolve(self, facts: Facts[Any], target: Target, task: Task | None) -> str | Fork | None:
        """Return where a target leads now; None: nowhere yet (a parallel step is still open)."""
        match target:
            case Route(ways, otherwise):
                found = next((way for condition, way in ways if condition.holds(facts)), otherwise)
                return self._resolve(facts, found, task)
            case Join(to):
                others = [one for one in self.company.cases.open_tasks(facts.case.id) if not task or one.id != task.id]
                return None if others else self._resolve(facts, to, task)
            case Fork() | str():
                return target
            case _:
                return None

    def _close(self, tasks: Sequence[Task], made: Decision, trail: Trail) -> None:
        for task in tasks:
            self.company.cases.close_task(task.id, made.id, self.now)
            trail.closed.append(task.id)

    def open_step(
        self,
        booking: Booking[Any],
        step: Step,
        trail: Trail | None,
        *,
        sent_back: bool = False,
        return_to: str | None = None,
    ) -> Task:
        """Open a step of the case: a new round, its actors, its deadline, and what it books on entering."""
        case, cases = booking.case, self.company.cases
        self._refresh_header(booking)
        slots = self._slots(booking, step)
        excluded = barred(booking, step)
        if not step.waits:
            slots = [with_fallback(booking, slot, excluded) for slot in slots]
        task = cases.add_task(
            case, step.key, round=cases.last_round(case.id, step.key) + 1, deciding=step.deciding, draft=step.draft,
            slots=slots, waits_for=_order(len(slots), step.who.in_order),
            needed=step.who.needed(booking) if not step.draft else 1,
            at=self.now, due_at=self.due(booking, step), sent_back=sent_back, rank=booking.process.rank(booking),
            return_to=return_to, opened_by=booking.decision.id if booking.decision.id else None,
        )  # fmt: skip
        if trail is not None:
            trail.opened.append(task.id)
        cases.set_actors(task.id, waiting_for(booking, task))
        cases.set_barred(task.id, excluded)
        with booking_errors(booking):
            for effect in step.on_enter:
                effect.book(booking)
        return task

    def _slots(self, facts: Facts[Any], step: Step) -> list[frozenset[str]]:
        case = facts.case
        if step.draft and (case.submitted_at or not (case.parent_id or case.duty)):
            return [frozenset({of_person(case.requester_id)})]
        return step.who.slots(facts)

    def due(self, facts: Facts[Any], step: Step) -> datetime | None:
        """When a step that opens at this command's moment is due."""
        limits = [self._limit(facts, step), step.not_after.at(facts) if step.not_after else None]
        return min((limit for limit in limits if limit is not None), default=None)

    def _limit(self, facts: Facts[Any], step: Step) -> datetime | None:
        if step.within is None:
            return None
        if isinstance(step.within, Duration):
            limit: Duration = facts.policy(f"{facts.process.key}.{step.key}")
            return limit.after(self.now, facts.calendar)
        return step.within.at(facts)

    def change_days(self, days: Iterable[SpecialDay]) -> None:
        """Change days of the calendar, and with them the deadlines not yet reached.

        Only deadlines the calendar gave are moved; one that somebody or something else has set stays as it was set.
        """
        following = [task for task in self.company.cases.due_after(self.now) if task.due_at == self._counted(task)]
        for day in days:
            self.company.calendar.set_day(day)
        for task in following:
            due = self._counted(task)
            if due != task.due_at:
                self.company.cases.set_due(task.id, due)

    def _counted(self, task: Task) -> datetime | None:
        """When an open task is due by the calendar as it is now: its limit as it was when it opened, from then on."""
        case = self.company.cases.case(task.case_id)
        process = self.company.catalogue.versions.get((case.process, case.version))
        if process is None:
            return None
        counting = Stepping(self.company, self.person_id, task.opened_at)
        return counting.due(counting.facts(process, case, task=task), process.step(task.step))

    def _refresh_task(self, facts: Facts[Any], task: Task, trail: Trail) -> None:
        """After a vote that did not move the case: the queues of those still wanted, and when the next is due."""
        self.company.cases.set_actors(task.id, waiting_for(facts, task))
        step = facts.process.step(task.step)
        if isinstance(step.within, Until) and step.within.again:
            due = self.due(facts, step)
            if due != task.due_at:
                trail.due[task.id] = task.due_at.isoformat() if task.due_at else None
                self.company.cases.set_due(task.id, due)

    def _refresh_header(self, facts: Facts[Any]) -> None:
        """Derive what lists show and order by from the form."""
        case, process = facts.case, facts.process
        case.subject = process.subject(facts) or case.subject
        case.amount = process.amount(facts) if case.submitted_at or is_complete(facts.form) else None
        case.customer = process.customer(facts) or None
        case.sight = process.sight(facts) or None
        case.department = process.department(facts) or facts.company.people.department_of(case.requester_id)

    def keep(self, facts: Facts[Any]) -> None:
        """Write the case back with what lists show of it, as a new version."""
        case = facts.case
        self._refresh_header(facts)
        case.seq += 1
        self.company.cases.save(case)
        self.company.cases.mirror_amount(case)

    def issue(self, booking: Booking[Any], document: str, number: str = "", form: Form | None = None) -> None:
        """Keep a paper as it is issued; it says what the case's form does unless it has one of its own."""
        self.company.cases.issue_document(
            booking.case.id, booking.decision.id, document, number or booking.case.name, self.now,
            as_json(form or booking.form),
        )  # fmt: skip


def _order(slots: int, one_by_one: bool) -> list[list[int]]:
    """Which votes each vote waits for: where they go one by one, the one before it."""
    return [[index - 1] if one_by_one and index else [] for index in range(slots)]


class booking_errors:
    """Turns what a ledger refuses while effects book into a refusal of the command."""

    def __init__(self, booking: Booking[Any]) -> None:
        self.booking = booking

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if isinstance(problem, InvalidForm):
            raise Invalid(problem.errors) from problem
        if isinstance(problem, StoreProblem):
            raise Refused([problem.message]) from problem
