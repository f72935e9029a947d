"""How a decision is carried out: what it undoes and books, where the case goes, which tasks open, what it moves elsewhere.

Everything here runs inside the transaction of the command that began it. The order is fixed: the decision is inserted,
a way back undoes what the case has booked, the effects book, the case moves, and only then other cases are opened or
moved, so that they find this one where it will stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from db.cases import Case, Decision, Task
from db.errors import StoreProblem
from db.message import Message, _
from workflows.engine import undo
from workflows.engine.authority import barred, waiting_for, with_fallback
from workflows.engine.booking import Booking
from workflows.engine.company import Company
from workflows.engine.durations import Duration
from workflows.engine.errors import CommandError, Invalid, Refused
from workflows.engine.facts import Facts
from workflows.engine.form import FieldError, Form, InvalidForm, as_json, title_of
from workflows.engine.forms import check_requires, differences, is_complete, merged, read_form
from workflows.engine.process import Action, End, Fork, Join, Kind, Process, Reason, Route, Stay, Step, Target
from workflows.engine.who import of_person

SYSTEM = "system"
"""Kind of a decision nobody took: a deadline that moved a case, a task handed on. It never books."""


@dataclass(slots=True)
class Trail:
    """What a decision changed, as taking it back needs it."""

    before: dict[str, Any]
    closed: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"before": self.before, "closed": self.closed, "opened": self.opened, "cases": self.cases}


class Flow:
    """Carries out one command: one person, one moment, one transaction."""

    def __init__(self, company: Company, person_id: int, now: datetime) -> None:
        self.company = company
        self.person_id = person_id
        self.now = now
        self.decisions: list[Decision] = []
        self.opened: list[Case] = []

    # --- facts ---

    def facts(
        self,
        process: Process,
        case: Case,
        form: Form,
        task: Task | None = None,
        action: str = "",
        note: str = "",
    ) -> Facts[Any]:
        """The facts of a case for this command's person and moment."""
        return Facts(
            self.company, self.now, process, case, form, self.person_id, task=task, action=action, note=note
        )

    # --- judging an action ---

    def judge(
        self,
        process: Process,
        case: Case,
        task: Task,
        action: Action,
        values: Mapping[str, Any],
        note: str = "",
    ) -> Facts[Any]:
        """Merge what was typed, and return the facts the action is judged by.

        Raises Invalid with every field that is wrong, or Refused with every reason of the guards.
        """
        step = process.step(task.step)
        leaving = action.kind in (Kind.WITHDRAW, Kind.BACK, Kind.REFUSE)
        form = merged(self.company, process, step, case, values, complete=not (step.draft and leaving))
        facts = self.facts(process, case, form, task, action.key, note)
        if not (step.draft and leaving):
            process.derive(facts)
            if errors := check_requires(process.form, form, action.requires):
                raise Invalid(errors)
        if reasons := self.reasons_against(facts, action):
            raise refused(process.form, reasons)
        return facts

    def reasons_against(self, facts: Facts[Any], action: Action) -> list[Reason]:
        """Return every reason that stands against an action, rights aside."""
        reasons: list[Reason] = []
        if action.kind is Kind.WITHDRAW and (bar := undo.irreversible(facts.decisions)):
            reasons.append(
                Reason(_("“{action}” cannot be undone any more")(action=self._title(facts.process, bar)))
            )
        if action.kind is Kind.WITHDRAW and (
            other := undo.booked_by_others(self.company, facts.case, facts.decisions)
        ):
            name = self.company.people.by_id(other.person_id).name
            reasons.append(
                Reason(_("{person} has booked on it already; ask for a decision instead")(person=name))
            )
        for guard in action.guards:
            reasons.extend(guard.reasons(facts))
        return reasons

    def _title(self, process: Process, made: Decision) -> Message:
        place = process.places.get(made.step)
        action = place.action(made.action) if isinstance(place, Step) else None
        return action.title if action else Message(made.action)

    # --- carrying it out ---

    def carry_out(
        self,
        facts: Facts[Any],
        task: Task,
        action: Action,
        *,
        key: str,
        slot: int | None = None,
        on_behalf_of: int | None = None,
        reason: int | None = None,
        note: str = "",
        via: Decision | None = None,
        straight: bool = False,
        kind: str = "",
        requester: int | None = None,
    ) -> Decision:
        """Insert the decision and do everything it brings. The facts have been judged."""
        case, cases = facts.case, self.company.cases
        trail = Trail(_before(case))
        after = as_json(facts.form)
        made = cases.decide(
            Decision(
                case.id, action.key, kind or action.kind.value, self.person_id, self.now, key, task.id, task.step,
                task.round, slot, on_behalf_of=on_behalf_of, reason=reason, note=note,
                changes=differences(case.form, after), via_id=via.id if via else None,
            )
        )  # fmt: skip
        self.decisions.append(made)
        case.form = after
        booking = self._booking(facts, task, action, made, reason, note)
        booking.requester = requester or self.person_id
        if self._moves(task, action, slot):
            self._complete(
                booking, task, self._outcome_of_votes(booking, task, action), trail, straight=straight
            )
        else:
            made.target = ""
            self._refresh_actors(facts, task)
        case.form = as_json(booking.form)
        made.changes = differences(trail.before["form"], case.form)
        self.keep(booking)
        made.seq, made.undo = case.seq, trail.as_json()
        cases.complete_decision(made)
        self._concern(booking, made)
        self._record(made, booking)
        self._afterwards(booking, trail)
        return made

    def _booking(
        self, facts: Facts[Any], task: Task, action: Action, made: Decision, reason: int | None, note: str
    ) -> Booking[Any]:
        booking: Booking[Any] = Booking(
            self.company, self.now, facts.process, facts.case, facts.form, self.person_id, task=task, reason=reason,
            note=note, action=action.key,
        )  # fmt: skip
        booking.decision, booking.flow, booking.later = made, self, []
        return booking

    def _moves(self, task: Task, action: Action, slot: int | None) -> bool:
        """Whether this decision moves the case: not while more votes are wanted."""
        if isinstance(action.to, Stay):
            return False
        if slot is None or len(task.slots) == 1:
            return True
        votes = self.company.cases.votes(task.id)
        yes = sum(vote.kind == Kind.FORWARD.value for vote in votes)
        if action.kind is Kind.FORWARD:
            return yes >= task.needed
        return len(task.slots) - (len(votes) - yes) < task.needed

    def _outcome_of_votes(self, facts: Facts[Any], task: Task, action: Action) -> Action:
        """When n of m cannot be reached any more: refused if most votes against are rejects, else sent back."""
        if task.needed == len(task.slots) or action.kind not in (Kind.BACK, Kind.REFUSE):
            return action
        votes = self.company.cases.votes(task.id)
        refusals = sum(vote.kind == Kind.REFUSE.value for vote in votes)
        returns = sum(vote.kind == Kind.BACK.value for vote in votes)
        wanted = Kind.REFUSE if refusals > returns else Kind.BACK
        actions = facts.process.step(task.step).actions
        return next((one for one in actions if one.kind is wanted), action)

    def _complete(
        self, booking: Booking[Any], task: Task, action: Action, trail: Trail, *, straight: bool
    ) -> None:
        case, made = booking.case, booking.decision
        first = (
            not case.submitted_at and action.kind is Kind.FORWARD and booking.process.step(task.step).draft
        )
        if first:
            self._submit(booking)
        back = action.kind in (Kind.REFUSE, Kind.WITHDRAW) or (
            action.kind is Kind.BACK and booking.process.draft.key in self._ahead(booking, action.to)
        )
        with _booking_errors(booking):
            if back and not action.keeps_entries:
                undo.undo_case(self.company, case, made, self.now)
            for effect in action.effects:
                effect.book(booking)
        made.irreversible = action.irreversible
        target = self._resolve(booking, action.to, task)
        if (
            action.kind is Kind.FORWARD
            and task.return_to
            and straight
            and not _protected_changed(booking, trail)
        ):
            target = task.return_to
        self._go(booking, task, target, action, trail)
        for document in booking.process.documents:
            if document.on and (action.key in document.on or f"{task.step}:{action.key}" in document.on):
                self.issue(booking, document.key, "")

    def _submit(self, booking: Booking[Any]) -> None:
        case = booking.case
        case.submitted_at = self.now
        case.requester_id = booking.requester
        if case.number is None:
            case.number = self.company.cases.next_number(booking.process.prefix, self.now.year)

    def _ahead(self, booking: Booking[Any], target: Target) -> list[str]:
        resolved = self._resolve(booking, target, booking.task)
        return (
            [resolved]
            if isinstance(resolved, str)
            else list(resolved.steps)
            if isinstance(resolved, Fork)
            else []
        )

    def _resolve(self, facts: Facts[Any], target: Target, task: Task | None) -> str | Fork | None:
        """Return where a target leads now; None: nowhere yet (a parallel step is still open)."""
        match target:
            case Route(ways, otherwise):
                found = next((way for condition, way in ways if condition.holds(facts)), otherwise)
                return self._resolve(facts, found, task)
            case Join(to):
                others = [
                    one
                    for one in self.company.cases.open_tasks(facts.case.id)
                    if not task or one.id != task.id
                ]
                return None if others else self._resolve(facts, to, task)
            case Fork() | str():
                return target
            case _:
                return None

    def _go(
        self, booking: Booking[Any], task: Task, target: str | Fork | None, action: Action, trail: Trail
    ) -> None:
        case, made = booking.case, booking.decision
        if target is None:
            self._close([task], made, trail)
            made.target = "+"
            return
        self._close(self.company.cases.open_tasks(case.id), made, trail)
        steps = list(target.steps) if isinstance(target, Fork) else [target]
        made.target = ",".join(steps)
        end = booking.process.end(steps[0])
        if end is not None:
            self._end(booking, end)
            return
        for step in steps:
            self._open_step(
                booking, booking.process.step(step), trail, sent_back=action.kind is Kind.BACK,
                return_to=task.step if action.kind is Kind.BACK else None,
            )  # fmt: skip

    def _close(self, tasks: Sequence[Task], made: Decision, trail: Trail) -> None:
        for task in tasks:
            self.company.cases.close_task(task.id, made.id, self.now)
            trail.closed.append(task.id)

    def _end(self, booking: Booking[Any], end: End) -> None:
        case = booking.case
        case.ended, case.ended_at = end.key, self.now
        self.company.stock.release(booking.decision.id, case_id=case.id)
        if self.person_id != case.requester_id:
            booking.tell(
                [case.requester_id],
                _("{number} {process}: {end}")(
                    number=case.name, process=booking.process.title, end=end.title
                ),
            )
        if case.parent_id:
            parent = case.parent_id
            booking.later.append(lambda: self._report_to_parent(booking, parent))

    def _open_step(
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
            slots=slots, in_order=step.who.in_order, needed=step.who.needed(booking) if not step.draft else 1,
            at=self.now, due_at=self._due(booking, step), sent_back=sent_back, rank=booking.process.rank(booking),
            return_to=return_to, opened_by=booking.decision.id if booking.decision.id else None,
        )  # fmt: skip
        if trail is not None:
            trail.opened.append(task.id)
        cases.set_actors(task.id, waiting_for(task, []))
        cases.set_barred(task.id, excluded)
        with _booking_errors(booking):
            for effect in step.on_enter:
                effect.book(booking)
        return task

    def _slots(self, facts: Facts[Any], step: Step) -> list[frozenset[str]]:
        case = facts.case
        if step.draft and (case.submitted_at or not (case.parent_id or case.duty)):
            return [frozenset({of_person(case.requester_id)})]
        return step.who.slots(facts)

    def _due(self, facts: Facts[Any], step: Step) -> datetime | None:
        if step.within is None:
            return None
        if isinstance(step.within, Duration):
            limit: Duration = facts.policy(f"{facts.process.key}.{step.key}")
            return limit.after(self.now, facts.calendar)
        return step.within.at(facts)

    def _refresh_actors(self, facts: Facts[Any], task: Task) -> None:
        """After a vote that did not move the case: the queues of those still wanted."""
        votes = self.company.cases.votes(task.id)
        self.company.cases.set_actors(task.id, waiting_for(task, [vote.slot for vote in votes]))

    def _refresh_header(self, facts: Facts[Any]) -> None:
        """Derive what lists show and order by from the form."""
        case, process = facts.case, facts.process
        case.subject = process.subject(facts) or case.subject
        case.amount = process.amount(facts) if case.submitted_at or is_complete(facts.form) else None
        case.customer = process.customer(facts) or None
        case.department = process.department(facts) or facts.company.people.department_of(case.requester_id)

    def keep(self, facts: Facts[Any]) -> None:
        """Write the case back with what lists show of it, as a new version."""
        case = facts.case
        self._refresh_header(facts)
        case.seq += 1
        self.company.cases.save(case)
        self.company.cases.mirror_amount(case)

    def _concern(self, booking: Booking[Any], made: Decision) -> None:
        cases, case = self.company.cases, booking.case
        cases.concern(case.id, case.requester_id, "requester")
        if made.via_id is None:
            cases.concern(case.id, self.person_id, "decider")
        for person in booking.process.beneficiary(booking):
            cases.concern(case.id, person, "named")

    def _record(self, made: Decision, booking: Booking[Any]) -> None:
        """Chain the decision into the audit, with everything it booked."""
        self.company.audit(made, booking.case)

    def _afterwards(self, booking: Booking[Any], trail: Trail) -> None:
        for act in booking.later:
            act()
        opened = [case.id for case in self.opened if case.id not in trail.cases]
        if opened:
            trail.cases.extend(opened)
            booking.decision.undo = trail.as_json()
            self.company.cases.complete_decision(booking.decision)

    def issue(self, booking: Booking[Any], document: str, number: str) -> None:
        """Keep a paper as it is issued."""
        self.company.cases.issue_document(
            booking.case.id, booking.decision.id, document, number or booking.case.name, self.now,
            as_json(booking.form),
        )  # fmt: skip

    # --- other cases ---

    def open_case(
        self,
        process: Process,
        values: Mapping[str, Any],
        *,
        key: str,
        parent: Case | None = None,
        duty: str | None = None,
        opener: int | None = None,
        via: Decision | None = None,
    ) -> Case:
        """Insert a case and open its draft. Its form may be unfinished; unknown fields raise Invalid."""
        form, data = read_form(process.form, values)
        case = self.company.cases.add(
            process.key, process.version, data, opener or self.person_id, opener or self.person_id, self.now,
            parent=parent.id if parent else None, duty=duty,
        )  # fmt: skip
        made = self.company.cases.decide(
            Decision(
                case.id, "open", "open", self.person_id, self.now, key, step=process.draft.key, target=process.draft.key,
                via_id=via.id if via else None,
            )
        )  # fmt: skip
        facts = self.facts(process, case, form)
        booking: Booking[Any] = Booking(self.company, self.now, process, case, facts.form, self.person_id)
        booking.decision, booking.flow, booking.later = made, self, []
        self._open_step(booking, process.draft, None)
        if not (parent or duty):
            self.company.cases.concern(case.id, self.person_id, "requester")
        self.keep(booking)
        made.seq = case.seq
        self.company.cases.complete_decision(made)
        self.company.audit(made, case)
        self.opened.append(case)
        self.decisions.append(made)
        return case

    def open_child(
        self,
        booking: Booking[Any],
        process_key: str,
        values: Mapping[str, Any],
        *,
        as_draft: bool,
        step: str,
        requester: int | None,
    ) -> None:
        """Open a case as a child; hand it in unless it must wait as a draft, or its form or guards make it wait."""
        process = self.company.catalogue.processes[process_key]
        case = self.open_case(process, values, key=uuid4().hex, parent=booking.case, via=booking.decision)
        if not as_draft:
            self.hand_in(
                case, via=booking.decision, requester=requester or booking.case.requester_id, step=step
            )

    def hand_in(self, case: Case, *, via: Decision | None, requester: int, step: str = "") -> bool:
        """Submit a case that was opened for somebody, if its form is complete and its guards hold."""
        process = self.company.catalogue.processes[case.process]
        task = self.company.cases.open_tasks(case.id)[0]
        action = process.draft.actions[0]
        try:
            facts = self.judge(process, case, task, action, {})
        except CommandError:
            return False
        case.requester_id = requester
        if step:
            action = Action(action.key, action.title, step, effects=action.effects)
        self.carry_out(facts, task, action, key=uuid4().hex, via=via, requester=requester)
        return True

    def take_action(
        self, booking: Booking[Any], case_id: int, action_key: str, values: Mapping[str, Any], note: str
    ) -> Decision:
        """Take an action of another case, in the name of the decision being carried out."""
        case = self.company.cases.case(case_id)
        process = self.company.catalogue.of(case)
        for task in self.company.cases.open_tasks(case_id):
            action = process.step(task.step).action(action_key)
            if action is not None:
                facts = self.judge(process, case, task, action, values, note)
                return self.carry_out(facts, task, action, key=uuid4().hex, via=booking.decision, note=note)
        raise Refused(
            [_("{number} does not stand where “{action}” can be taken")(number=case.name, action=action_key)]
        )

    def _report_to_parent(self, booking: Booking[Any], parent_id: int) -> None:
        """A case has ended: take the action of its parent that waits for this end, if its guards hold."""
        parent = self.company.cases.case(parent_id)
        process = self.company.catalogue.of(parent)
        for task in self.company.cases.open_tasks(parent_id):
            for action in process.step(task.step).actions:
                if action.moved_by != booking.process.key or booking.case.ended not in action.when_it_ends:
                    continue
                try:
                    facts = self.judge(process, parent, task, action, {}, booking.note)
                except Refused:
                    continue
                self.carry_out(facts, task, action, key=uuid4().hex, via=booking.decision, note=booking.note)
                return


def refused(model: type[Form], reasons: Sequence[Reason]) -> Refused:
    """Return the refusal that lists every reason, those of a field with the field's words before them."""
    said = [
        _("{field}: {problem}")(field=title_of(model, why.field), problem=why.message)
        if why.field
        else why.message
        for why in reasons
    ]
    problem = Refused(said)
    problem.fields = [
        FieldError(why.field, title_of(model, why.field), why.message) for why in reasons if why.field
    ]
    return problem


class _booking_errors:
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


def _before(case: Case) -> dict[str, Any]:
    return {
        "form": case.form,
        "requester": case.requester_id,
        "submitted_at": case.submitted_at.isoformat() if case.submitted_at else None,
        "subject": case.subject,
        "amount": None if case.amount is None else str(case.amount),
        "customer": case.customer,
        "department": case.department,
    }


def _protected_changed(booking: Booking[Any], trail: Trail) -> bool:
    """Whether something changed, since the sender back saw it, that what was approved before depends on."""
    case = booking.case
    protected = booking.process.protected
    changed = differences(trail.before["form"], as_json(booking.form))
    return case.amount != booking.process.amount(booking) or any(
        "*" in protected or path.split(".")[0] in protected or path in protected
        for path, _old, _new in changed
    )
