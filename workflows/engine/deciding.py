"""Judging an action and carrying it out: the decision, the votes, what it undoes and books, where the case goes."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from db.cases import Case, Decision, Task
from db.message import Message, _
from workflows.engine import undo
from workflows.engine.acts import action_title
from workflows.engine.booking import Booking
from workflows.engine.errors import Invalid, Refused
from workflows.engine.facts import Facts
from workflows.engine.form import FieldError, Form, as_json, lenient, title_of
from workflows.engine.forms import check_requires, differences, merged, typed_with
from workflows.engine.process import Action, End, Fork, Kind, Process, Reason, Stay, Target
from workflows.engine.stepping import Stepping, Trail, booking_errors


class Deciding(Stepping, ABC):
    """Judges and carries out actions of the case in hand; how other cases are reached is a layer above."""

    def judge(
        self, process: Process, case: Case, task: Task, action: Action, values: Mapping[str, Any], note: str = ""
    ) -> Facts[Any]:
        """Merge what was typed, and return the facts the action is judged by.

        Raises Invalid with every field that is wrong, or Refused with every reason of the guards.
        """
        step = typed_with(process.step(task.step), action)
        leaving = action.kind in (Kind.WITHDRAW, Kind.BACK, Kind.REFUSE)
        form = merged(
            self.company, process, step, case.form, values, complete=not (step.draft and leaving),
            unseen=self.unseen(process, case), requires=action.requires,
        )  # fmt: skip
        facts = self.facts(process, case, form, task, action.key, note)
        if not (step.draft and leaving):
            process.work_out(facts)
            if errors := check_requires(process.form, form, action.requires):
                raise Invalid(errors)
        if reasons := self.reasons_against(facts, action):
            raise refused(process.form, reasons)
        return facts

    def reasons_against(self, facts: Facts[Any], action: Action) -> list[Reason]:
        """Return every reason that stands against an action, rights aside."""
        reasons: list[Reason] = []
        if action.kind is Kind.WITHDRAW and (bar := undo.irreversible(facts.decisions)):
            reasons.append(Reason(_("“{action}” cannot be undone any more")(action=action_title(facts.process, bar))))
        if action.kind is Kind.WITHDRAW and (other := undo.booked_by_others(self.company, facts.case, facts.decisions)):
            name = self.company.people.by_id(other.person_id).name
            reasons.append(Reason(_("{person} has booked on it already; ask for a decision instead")(person=name)))
        for guard in action.guards:
            reasons.extend(guard.reasons(facts))
        return reasons

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
            self._complete(booking, task, self._outcome_of_votes(booking, task, action), trail, straight=straight)
        else:
            made.target = ""
            self._refresh_task(facts, task, trail)
        case.form = as_json(booking.form)
        if case.form != after:  # something it booked has filled in more
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

    def _complete(self, booking: Booking[Any], task: Task, action: Action, trail: Trail, *, straight: bool) -> None:
        case, made = booking.case, booking.decision
        first = not case.submitted_at and action.kind is Kind.FORWARD and booking.process.step(task.step).draft
        if first:
            self._submit(booking)
        back = action.kind in (Kind.REFUSE, Kind.WITHDRAW) or (
            action.kind is Kind.BACK and booking.process.draft.key in self._ahead(booking, action.to)
        )
        with booking_errors(booking):
            if back and not action.keeps_entries:
                undo.undo_case(self.company, case, made, self.now)
            for effect in action.effects:
                effect.book(booking)
        made.irreversible = made.irreversible or action.irreversible
        target = self._resolve(booking, action.to, task)
        if action.kind is Kind.FORWARD and task.return_to and straight and not _protected_changed(booking, task, trail):
            target = task.return_to
        self._go(booking, task, target, action, trail)
        for document in booking.process.documents:
            if document.on and (action.key in document.on or f"{task.step}:{action.key}" in document.on):
                self.issue(booking, document.key)

    def _submit(self, booking: Booking[Any]) -> None:
        case = booking.case
        case.submitted_at = self.now
        case.requester_id = booking.requester
        if case.number is None:
            case.number = self.company.cases.next_number(booking.process.prefix, self.now.year)

    def _ahead(self, booking: Booking[Any], target: Target) -> list[str]:
        resolved = self._resolve(booking, target, booking.task)
        return [resolved] if isinstance(resolved, str) else list(resolved.steps) if isinstance(resolved, Fork) else []

    def _go(self, booking: Booking[Any], task: Task, target: str | Fork | None, action: Action, trail: Trail) -> None:
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
            self.open_step(
                booking, booking.process.step(step), trail, sent_back=action.kind is Kind.BACK,
                return_to=task.step if action.kind is Kind.BACK else None,
            )  # fmt: skip

    def _end(self, booking: Booking[Any], end: End) -> None:
        case = booking.case
        case.ended, case.ended_at = end.key, self.now
        self.company.stock.release(booking.decision.id, case_id=case.id)
        if self.person_id != case.requester_id:
            booking.tell(
                [case.requester_id],
                _("{number} {process}: {end}")(number=case.name, process=booking.process.title, end=end.title),
            )
        if case.parent_id:
            parent = case.parent_id
            booking.later.append(lambda: self.report_to_parent(booking, parent))

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

    @abstractmethod
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
        """Open a case as a child of the one in hand."""

    @abstractmethod
    def take_action(
        self,
        booking: Booking[Any],
        case_id: int,
        action_key: str,
        values: Mapping[str, Any],
        note: str,
        *,
        if_it_may: bool = False,
    ) -> Decision | None:
        """Take an action of another case in the name of the decision in hand."""

    @abstractmethod
    def report_to_parent(self, booking: Booking[Any], parent_id: int) -> None:
        """Let the parent of a case that has ended go on."""


def refused(model: type[Form], reasons: Sequence[Reason]) -> Refused:
    """Return the refusal that lists every reason, those of a field with the field's words before them."""
    problem = Refused([in_words(model, why) for why in reasons])
    problem.fields = [FieldError(why.field, title_of(model, why.field), why.message) for why in reasons if why.field]
    return problem


def in_words(model: type[Form], why: Reason) -> Message:
    """Return a reason with the words of the field it concerns before it."""
    if not why.field:
        return why.message
    return _("{field}: {problem}")(field=title_of(model, why.field), problem=why.message)


def _before(case: Case) -> dict[str, Any]:
    return {
        "form": case.form,
        "requester": case.requester_id,
        "submitted_at": case.submitted_at.isoformat() if case.submitted_at else None,
        "subject": case.subject,
        "amount": None if case.amount is None else str(case.amount),
        "customer": case.customer,
        "department": case.department,
        "sight": case.sight,
    }


def _protected_changed(booking: Booking[Any], task: Task, trail: Trail) -> bool:
    """Whether something changed, since the sender back saw it, that what was approved before depends on."""
    process, protected = booking.process, booking.process.protected
    before = _sent_back_form(booking, task, trail)
    was = booking.flow.facts(process, booking.case, lenient(process.form, before))
    return process.amount(was) != process.amount(booking) or any(
        "*" in protected or path.split(".")[0] in protected or path in protected
        for path, _old, _new in differences(before, as_json(booking.form))
    )


def _sent_back_form(booking: Booking[Any], task: Task, trail: Trail) -> dict[str, Any]:
    """The form as it was sent back: before anything was saved or recorded at the step since."""
    since = [made for made in booking.decisions if (task.opened_by or 0) < made.id < booking.decision.id]
    first = next((made.undo["before"] for made in since if "before" in made.undo), trail.before)
    form: dict[str, Any] = first["form"]
    return form
