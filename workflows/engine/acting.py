"""The one command path: what a person does to a case, the same for screen, bulk, line mode and duties.

`BEGIN IMMEDIATE` → who is it and what may he → which version did he see → guards → decision (unique a vote and an
idempotency key) → move and effects → audit → `COMMIT`. Nothing is read before the transaction begins, so the answer
cannot be overtaken; the loser of a race gets a Conflict that says who did what when.
"""

from collections.abc import Mapping
from typing import Any

from db.cases import Case, Decision, Task
from db.message import Message, _
from workflows.engine.acts import action_title, short_time
from workflows.engine.authority import Permit, Standing, waited_for
from workflows.engine.company import Company
from workflows.engine.entry import unopened
from workflows.engine.errors import Conflict, Invalid, NotFound, Refused, key_used
from workflows.engine.facts import Facts
from workflows.engine.flow import Flow
from workflows.engine.form import FieldError, lenient
from workflows.engine.forms import differences, merged, typed_draft
from workflows.engine.functions import listed
from workflows.engine.overtaken import Vote, concerned
from workflows.engine.process import Action, Kind, Process, Stay
from workflows.engine.rights import claimed_by, may_act, plain_action, text_problems, visible_case, why_not_open
from workflows.engine.standing import standing_at
from workflows.engine.view import Outcome


class Acting:
    """Opening cases and acting on them. Every public method is one transaction."""

    def __init__(self, company: Company) -> None:
        self.company = company

    # --- opening ---

    def open(
        self, person: int, process_key: str, values: Mapping[str, Any], *, submit: bool, key: str, action: str = ""
    ) -> Outcome:
        """Open a case; with `submit` hand it in at once (all or nothing), by its draft's first action or the one named.

        A draft that is for somebody else (`Process.whose_draft`) is his from the beginning, and he is told.
        Raises NotFound for a process or an action there is not, Refused, Invalid.
        """
        with self.company.db.write():
            if earlier := self._earlier(person, key, "open", process=process_key):
                return earlier
            process = self._process(process_key)
            flow = Flow(self.company, person, self.company.now())
            if why := why_not_open(process, flow.standing):
                raise Refused([why])
            handing_in = self._of_draft(process, action)
            try:
                typed = typed_draft(process, {}, values)
            except Invalid:
                if submit:  # says what else is wrong as well
                    wanted = handing_in.requires
                    merged(self.company, process, process.draft, {}, values, complete=True, requires=wanted)
                raise
            case = flow.open_case(process, typed, key=key, opener=None if submit else self._whose(flow, process, typed))
            made = flow.decisions[0]
            if submit:
                task = self.company.cases.open_tasks(case.id)[0]
                facts = flow.judge(process, case, task, handing_in, {})
                made = flow.carry_out(facts, task, handing_in, key=_submitted(key))
            self.company.cases.drop_draft(person, f"new:{process_key}")
            return self._outcome(flow, process, case.id, made)

    def _of_draft(self, process: Process, key: str) -> Action:
        """The action of the draft that hands a case in: the one named, else the first."""
        action = process.draft.action(key) if key else process.draft.actions[0]
        if action is None or action.kind is Kind.WITHDRAW:
            said = _("the draft of “{process}” has no action “{action}”")
            raise NotFound(said(process=process.title, action=key))
        return action

    def _whose(self, flow: Flow, process: Process, typed: Mapping[str, Any]) -> int | None:
        """The person a new draft is for, where it is not for whoever opens it."""
        case = unopened(self.company, process, flow.person_id)
        return process.whose_draft(flow.facts(process, case, lenient(process.form, typed)))

    # --- acting ---

    def act(
        self,
        person: int,
        case: int | str,
        action_key: str,
        *,
        key: str,
        values: Mapping[str, Any] | None = None,
        reason: int | None = None,
        note: str = "",
        seen: int | None = None,
        take_over: bool = False,
    ) -> Outcome:
        """Take an action at the step where the case stands.

        seen: the version of the case the person saw; what others have done since that leaves his vote what it was does
        not stand in its way. reason: its number in the process's list. take_over: act
        although somebody else has claimed it. An action key with `-straight` (`submit-straight`) hands a case that was sent
        back straight to the sender, as far as nothing he or the steps before him approved has changed.
        Raises NotFound, Refused, Invalid, Conflict; after any of them nothing has changed.
        """
        action_key, straight = plain_action(action_key)
        with self.company.db.write():
            if earlier := self._earlier(person, key, action_key, case=case):
                return earlier
            flow = Flow(self.company, person, self.company.now())
            found, process = self._visible(case, flow.standing)
            task, action, permitted = self._permitted(found, process, action_key, flow.standing)
            vote = None if permitted.slot is None else Vote(task, permitted.slot, action.key, flow.standing)
            self._check_seen(found, process, seen, vote)
            self._check_claim(task, person, take_over)
            wrong = [*_wrong_with_note(note), *_wrong_with_reason(process, action, reason, note)]
            facts = self._judged(flow, process, found, task, action, values or {}, note.strip(), wrong)
            self._check_by_hand(facts.children(action.moved_by), action)
            made = flow.carry_out(
                facts, task, action, key=key, slot=permitted.slot if _votes(task, action) else None,
                on_behalf_of=permitted.on_behalf_of, reason=reason, note=note.strip(), straight=straight,
            )  # fmt: skip
            self.company.cases.drop_draft(person, f"{found.id}:{task.step}")
            return self._outcome(flow, process, found.id, made)

    def _permitted(
        self, case: Case, process: Process, action_key: str, standing: Standing
    ) -> tuple[Task, Action, Permit]:
        """Find the open task where the person may take the action; say who was first when it is over."""
        why: Message | None = None
        for task in self.company.cases.open_tasks(case.id):
            step = process.step(task.step)
            action = step.action(action_key)
            if action is None:
                continue
            allowed = may_act(self.company, process, case, task, step, action, standing)
            if isinstance(allowed, Permit):
                return task, action, allowed
            why = allowed
        if why is not None:
            raise Refused([why])
        raise self._not_here(case, process, action_key)

    def _not_here(self, case: Case, process: Process, action_key: str) -> Conflict | NotFound:
        known = any(step.action(action_key) for step in process.real_steps)
        if not known:
            return NotFound(_("“{process}” has no action “{action}”")(process=process.title, action=action_key))
        last = self.company.cases.decisions(case.id, standing=True)[-1]
        return Conflict(
            _("{number} is no longer there: {said}")(number=case.name, said=self._said(process, last)),
            [_("It stands at: {standing}")(standing=standing_at(self.company, case))],
        )

    def _check_seen(self, case: Case, process: Process, seen: int | None, vote: Vote | None = None) -> None:
        if seen is None or seen == case.seq:
            return
        if vote is not None and not concerned(self.company, process, case, seen, vote):
            return
        since = [made for made in self.company.cases.decisions(case.id) if made.seq > seen]
        raise Conflict(
            _("{number} has changed since you read it")(number=case.name), [self._said(process, made) for made in since]
        )

    def _said(self, process: Process, made: Decision) -> Message:
        return _("{person}: {action}, {time}")(
            person=self.company.people.by_id(made.person_id).name,
            action=action_title(process, made),
            time=short_time(made.at, self.company.now()),
        )

    def _check_claim(self, task: Task, person: int, take_over: bool) -> None:
        holder = claimed_by(task, self.company)
        if holder in (None, person) or take_over:
            return
        name = self.company.people.by_id(holder or 0).name
        raise Conflict(_("{person} is working on this; take it over to act on it")(person=name))

    def _judged(
        self,
        flow: Flow,
        process: Process,
        case: Case,
        task: Task,
        action: Action,
        values: Mapping[str, Any],
        note: str,
        wrong: list[FieldError],
    ) -> Facts[Any]:
        """Return the facts an action is judged by. What is wrong with reason and note is told with all the rest."""
        try:
            facts = flow.judge(process, case, task, action, values, note)
        except Invalid as problem:
            raise Invalid([*wrong, *problem.errors]) from problem
        except Refused as problem:
            if not wrong:
                raise
            together = Refused([*Invalid(wrong).reasons, *problem.reasons])
            together.fields = [*wrong, *problem.fields]
            raise together from problem
        if wrong:
            raise Invalid(wrong)
        return facts

    def _checked_note(self, note: str) -> str:
        if errors := _wrong_with_note(note):
            raise Invalid(errors)
        return note.strip()

    def _check_by_hand(self, moved: list[Case], action: Action) -> None:
        if not action.moved_by or action.moved_by not in self.company.catalogue.processes:
            return
        if not any(case.ended in action.when_it_ends for case in moved):
            title = self.company.catalogue.processes[action.moved_by].title
            raise Refused([_("“{action}” is taken by “{process}” when it ends")(action=action.title, process=title)])

    # --- drafts ---

    def save(self, person: int, case: int | str, values: Mapping[str, Any], *, seen: int | None, key: str) -> Outcome:
        """Keep the form of a draft without handing it in; it may be unfinished."""
        with self.company.db.write():
            if earlier := self._earlier(person, key, "save", case=case):
                return earlier
            flow = Flow(self.company, person, self.company.now())
            found, process = self._visible(case, flow.standing)
            task, _action, permitted = self._permitted(found, process, process.draft.actions[0].key, flow.standing)
            self._check_seen(found, process, seen)
            data = typed_draft(process, found.form, values, flow.unseen(process, found))
            form = lenient(process.form, data)
            made = self.company.cases.decide(
                Decision(
                    found.id, "save", "save", person, flow.now, key, task.id, task.step, task.round,
                    on_behalf_of=permitted.on_behalf_of, changes=differences(found.form, data),
                    undo={"before": {"form": found.form, "requester": found.requester_id}},
                )
            )  # fmt: skip
            found.form = data
            facts = flow.facts(process, found, form, task)
            flow.keep(facts)
            made.seq = found.seq
            self.company.cases.complete_decision(made)
            self.company.audit(made, found)
            self.company.cases.drop_draft(person, f"{found.id}:{task.step}")
            return self._outcome(flow, process, found.id, made)

    # --- shared ---

    def _facts(self, process: Process, case: Case, person: int) -> Any:
        return Flow(self.company, person, self.company.now()).facts(process, case)

    def _open_task(self, task_id: int) -> Task:
        try:
            task = self.company.cases.task(task_id)
        except KeyError:
            raise NotFound(_("There is no such task")) from None
        if task.closed_at is not None:
            case = self.company.cases.case(task.case_id)
            last = self.company.cases.decision(task.closed_by or 0)
            raise Conflict(
                _("{number} is no longer there: {said}")(
                    number=case.name, said=self._said(self.company.catalogue.of(case), last)
                )
            )
        return task

    def _process(self, key: str) -> Process:
        process = self.company.catalogue.processes.get(key)
        if process is None:
            raise NotFound(_("There is no process “{key}”")(key=key))
        return process

    def _visible(self, case: int | str, standing: Standing) -> tuple[Case, Process]:
        return visible_case(self.company, case, standing)

    def _earlier(
        self,
        person: int,
        key: str,
        act: str,
        *,
        case: int | str | None = None,
        task: int | None = None,
        process: str | None = None,
    ) -> Outcome | None:
        """What came of this idempotency key before: the same answer, and nothing is done twice.

        Raises Conflict where somebody else has used the key, or for another act, case, task or process.
        """
        made = self.company.cases.decision_by_key(key)
        if made is None:
            return None
        if made.person_id != person or made.case_id is None or made.action != act or task not in (None, made.task_id):
            raise key_used()
        found = self.company.cases.case(made.case_id)
        if process not in (None, found.process) or not self._is(found, case):
            raise key_used()
        if act == "open":  # what was handed in at once has two decisions; the first time the second was told
            made = self.company.cases.decision_by_key(_submitted(key)) or made
        flow = Flow(self.company, person, made.at)
        outcome = self._outcome(flow, self.company.catalogue.of(found), found.id, made)
        return Outcome(
            outcome.case_id, outcome.number, outcome.decision_id, outcome.standing, outcome.said, True, (), outcome.seq
        )

    def _is(self, found: Case, named: int | str | None) -> bool:
        """Whether a case is the one that is named, by id or number; None names any."""
        if not isinstance(named, str):
            return named in (None, found.id)
        other = self.company.cases.find(named)
        return other is not None and other.id == found.id

    def _outcome(self, flow: Flow, process: Process, case_id: int, made: Decision) -> Outcome:
        case = self.company.cases.case(case_id)
        opened = tuple(self.company.cases.case(child.id).name for child in flow.opened if child.id != case_id)
        standing = standing_at(self.company, case)
        said = _("{number}: {action} → {standing}")
        tasks = self.company.cases.open_tasks(case.id) if case.submitted_at else []
        if tasks:
            who = listed([waited_for(self.company, task) for task in tasks])
            said = _("{number}: {action} → {standing} · waits for {who}")(who=who)
        said = said(number=case.name, action=action_title(process, made), standing=standing)
        if also := process.to_say(flow.facts(process, case)):
            said = _("{said} · {also}")(said=said, also=also)
        return Outcome(case.id, case.name, made.id, standing, said, False, opened, case.seq)


def _submitted(key: str) -> str:
    """The key of handing in what was opened under a key."""
    return f"{key}:submit"


def _wrong_with_note(note: str) -> list[FieldError]:
    return [FieldError("note", _("Note"), why) for why in text_problems(note)]


def _wrong_with_reason(process: Process, action: Action, reason: int | None, note: str) -> list[FieldError]:
    if reason is not None and not 1 <= reason <= len(process.reasons):
        return [FieldError("reason", _("Reason"), _("choose 1 to {last}")(last=len(process.reasons)))]
    if action.needs_reason and reason is None and not note.strip():
        listed = _("give a reason: a number from 1 to {last}, or a note")(last=len(process.reasons))
        return [FieldError("reason", _("Reason"), listed if process.reasons else _("write a note"))]
    return []


def _votes(task: Task, action: Action) -> bool:
    """Whether an action is a vote: at every step that decides, and at every one with several slots, unless it stays."""
    return not isinstance(action.to, Stay) and (task.deciding or len(task.slots) > 1)
