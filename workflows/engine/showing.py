"""Puts together what a person is shown of a case: why it is here, what decides it, what happens next, what was done.

Everything passes the same rules as acting: a field a person may not see is not in any of it, an action he may not take
is marked so with the reason, the checks shown are the guards that will be asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from db.cases import Case, Decision, Task
from db.message import Message, Value, _
from workflows.engine.acts import action_title, short_time
from workflows.engine.authority import Permit, Standing, sees_case, unseen, waited_for
from workflows.engine.company import Company
from workflows.engine.comparing import SAME, Comparison, compare
from workflows.engine.deciding import in_words
from workflows.engine.diagram import places
from workflows.engine.errors import Invalid, NotFound, Refused
from workflows.engine.facts import Facts
from workflows.engine.flow import Flow
from workflows.engine.form import CaseLink, FieldError, Form, lenient, references, title_of
from workflows.engine.forms import check_requires, typed_now, typed_with, without
from workflows.engine.leading import still_open
from workflows.engine.ledger_lines import booked, entries_of, has_entries, readable_to
from workflows.engine.process import Action, Fork, Join, Kind, Process, Route, Stay, Step, Target
from workflows.engine.rights import STRAIGHT, claimed_by, may_act
from workflows.engine.standing import standing_at
from workflows.engine.view import (
    ActionState,
    Booked,
    CaseView,
    Change,
    Check,
    Event,
    Lateness,
    Preview,
    RelatedCase,
    Relation,
    Table,
)
from workflows.engine.words import changes_of, fields_of, stored, tables_of

_EACH_SAID = 2
"""On up to so many lines it is said of each that a column is empty."""
_MINUTES, _HOURS, _DAYS = _("{minutes} min"), _("{hours} bh"), _("{days} bd")


class Showing:
    """Shows cases to one person at one moment."""

    def __init__(self, company: Company, standing: Standing) -> None:
        self.company = company
        self.standing = standing
        self.now = company.now()

    # --- what may be seen ---

    def hidden(self, facts: Facts[Any], step: Step | None) -> frozenset[str]:
        """The paths of fields this person does not see now."""
        return unseen(facts, self.standing) | set(step.hidden if step else ())

    # --- the preview ---

    def preview(self, process: Process, case: Case, task: Task | None) -> Preview:
        """Why it is here, what decides it, what happens next."""
        step = process.step(task.step) if task else None
        facts = self.facts_of(process, case, task)
        states = self.actions(facts, task, step) if task and step else []
        taken_elsewhere = self._taken_elsewhere(facts, step)
        hidden, since = self.hidden(facts, step), self.changed_since(process, case, task)
        tables = tables_of(self.company, facts.form, hidden, since, brief=True)
        holder = claimed_by(task, self.company) if task else None
        return Preview(
            task_id=task.id if task else None,
            case_id=case.id,
            seq=case.seq,
            number=case.name,
            process_title=process.title,
            step_title=standing_at(self.company, case),
            subject=case.subject,
            why=[*self._why_not_mine(task, states), *self._why(case, task, process)],
            brief=brief_of(facts),
            table=_widest(tables),
            checks=self._checks(facts, step) if task and step and not step.waits else [],
            next=[_next_line(state) for state in states if state.allowed],
            so_far=[self.one_line(process, made) for made in facts.decisions[-4:] if made.kind != "save"],
            actions=[state for state in states if state.key not in taken_elsewhere],
            due_at=task.due_at if task else None,
            lateness=lateness(task.due_at if task else None, self.now),
            claimed_by=self.company.people.by_id(holder).name if holder else "",
            changes=changes_of(self.company, process.form, case.form, since, hidden),
        )

    def facts_of(self, process: Process, case: Case, task: Task | None) -> Facts[Any]:
        """The facts of a case as this person looks at it; its form may be unfinished."""
        flow = Flow(self.company, self.standing.person_id, self.now)
        return flow.facts(process, case, lenient(process.form, case.form), task)

    def _why(self, case: Case, task: Task | None, process: Process) -> list[Message]:
        if task is None:
            return [_("Ended: {end}")(end=standing_at(self.company, case))] if case.ended else []
        said = []
        if task.opened_by:
            said.append(self.one_line(process, self.company.cases.decision(task.opened_by)))
        elif case.duty:
            said.append(_("Opened by the duty “{duty}”")(duty=_duty_title(process, case.duty)))
        said.append(_("Waits for {who}")(who=waited_for(self.company, task)))
        if task.round > 1:
            said.append(_("Round {round}")(round=task.round))
        return said

    def _why_not_mine(self, task: Task | None, states: list[ActionState]) -> list[Message]:
        """Why somebody whose post it waits for may not decide it all the same (four eyes, or he has voted)."""
        forward = [state for state in states if state.kind is Kind.FORWARD]
        if task is None or any(state.allowed for state in forward):
            return []
        if not self.standing.every & self.company.cases.actors(task.id):
            return []
        return list(dict.fromkeys(reason for state in forward for reason in state.reasons))

    def one_line(self, process: Process, made: Decision) -> Message:
        """Return a decision as one line: when, who, what, and why."""
        name = self.company.people.by_id(made.person_id).name
        action = action_title(process, made)
        if made.reason is None and not made.note:
            return _("{time} {person}: {action}")(time=short_time(made.at, self.now), person=name, action=action)
        why = process.reasons[made.reason - 1] if made.reason and made.reason <= len(process.reasons) else Message("")
        note = f" {made.note}" if made.note and made.reason else made.note
        return _("{time} {person}: {action} (“{reason}{note}”)")(
            time=short_time(made.at, self.now), person=name, action=action, reason=why, note=note
        )

    def _checks(self, facts: Facts[Any], step: Step) -> list[Check]:
        main = next((action for action in step.actions if action.kind is Kind.FORWARD), None)
        if main is None:
            return []
        judged = self._judged(facts, step, main)
        if isinstance(judged, list):
            return [Check(_("form complete"), judged)]
        checks, told = [], set()
        for guard in main.guards:
            against = list(guard.reasons(judged))
            told |= {why.field for why in against}
            reasons = [in_words(facts.process.form, why) for why in against]
            checks.append(Check(guard.title, list(dict.fromkeys(reasons))))
        # Of a field that a check says more about it need not be said that nothing stands in it.
        unfilled = check_requires(facts.process.form, facts.form, main.requires)
        bare = [error for error in unfilled if error.path not in told]
        if main.requires and (bare or not unfilled):
            checks.insert(0, Check(_("everything filled in"), list(_unfilled(facts.process.form, bare))))
        return checks

    def _judged(self, facts: Facts[Any], step: Step, action: Action) -> Facts[Any] | list[Message]:
        """The facts as the engine would judge them now; what is wrong with the form where it is not complete."""
        flow = Flow(self.company, self.standing.person_id, self.now)
        bare = replace(action, requires=())
        try:
            return flow.judge(facts.process, facts.case, facts.task or _no_task(), _unguarded(bare), {})
        except Invalid as problem:
            return problem.reasons

    # --- actions ---

    def actions(self, facts: Facts[Any], task: Task, step: Step) -> list[ActionState]:
        """Every action of a step, with what stands against it for this person now."""
        states, form = [], facts.case.form
        for number, action in enumerate(step.actions, 1):
            allowed = may_act(self.company, facts.process, facts.case, task, step, action, self.standing)
            if isinstance(allowed, Permit):
                reasons, asks = self._against(facts, step, action)
                unknown = typed_now(facts.process, typed_with(step, action), facts.case.form) if asks or reasons else ()
                to = still_open(facts, action, unknown)
            else:
                reasons, asks, to = [allowed], False, action.to
            states.append(
                ActionState(
                    action.key, action.title, action.kind, number, isinstance(allowed, Permit), reasons,
                    action.needs_reason, action.irreversible,
                    sorted(typed_now(facts.process, typed_with(step, action), form)), list(action.requires),
                    _leads_to(facts.process, to),
                    [effect.title for effect in action.effects], asks,
                )
            )  # fmt: skip
        return [*states, *_straight(facts.process, task, states)]

    def _against(self, facts: Facts[Any], step: Step, action: Action) -> tuple[list[Message], bool]:
        """What stands against an action now, and whether it only wants something typed that may be typed here."""
        flow = Flow(self.company, self.standing.person_id, self.now)
        if step.draft and action.kind is Kind.WITHDRAW:
            return [why.message for why in flow.reasons_against(facts, action)], False
        by_hand = action.kind in (Kind.FORWARD, Kind.OTHER)
        typed = typed_now(facts.process, typed_with(step, action), facts.case.form) if by_hand else frozenset()
        try:
            judged = flow.judge(facts.process, facts.case, facts.task or _no_task(), _unguarded(action), {})
        except Invalid as problem:
            return ([], True) if typed else (problem.reasons, False)
        except Refused as problem:  # a way out that is barred, as withdrawing is once somebody else has booked
            return list(problem.reasons), False
        reasons = flow.reasons_against(judged, action)
        keeps = isinstance(action.to, Stay) and bool(typed)  # it is there for what is typed: without that, for nothing
        asks = keeps or any(_path_in(why.field, typed) for why in reasons)
        return [why.message for why in reasons if not _path_in(why.field, typed)], asks

    def _taken_elsewhere(self, facts: Facts[Any], step: Step | None) -> set[str]:
        """The keys of the actions that another case takes, and that nobody takes by hand as things stand."""
        return {
            action.key
            for action in (step.actions if step else ())
            if action.moved_by in self.company.catalogue.processes
            and not any(child.ended in action.when_it_ends for child in facts.children(action.moved_by))
        }

    # --- the case ---

    def case(self, process: Process, case: Case, task: Task | None) -> CaseView:
        """Everything about a case this person may see."""
        facts = self.facts_of(process, case, task)
        hidden = self.hidden(facts, process.step(task.step) if task else None)
        since = self.changed_since(process, case, task)
        tasks = self.company.cases.tasks(case.id)
        decisions = self.company.cases.decisions(case.id)
        standing = [made for made in decisions if made.undone_by is None]
        return CaseView(
            case_id=case.id,
            seq=case.seq,
            number=case.name,
            process=process.key,
            process_title=process.title,
            subject=case.subject,
            standing=standing_at(self.company, case),
            requester=self.company.people.by_id(case.requester_id).name,
            opened_at=case.opened_at,
            submitted_at=case.submitted_at,
            preview=self.preview(process, case, task),
            fields=fields_of(self.company, facts.form, hidden, since, unsaid=False),
            tables=tables_of(self.company, facts.form, hidden, since),
            timeline=self._timeline(process, case, decisions, hidden),
            related=self._related(case, facts, hidden),
            entries=entries_of(self.company, case.id, readable_to(facts, self.standing.person_id)),
            places=places(facts, tasks, standing),
            documents=[
                (row["id"], _document_title(process, row["kind"]), row["number"])
                for row in self.company.cases.documents(case.id)
            ],
            values=without(case.form, hidden),
        )

    def _timeline(
        self, process: Process, case: Case, decisions: Sequence[Decision], hidden: frozenset[str]
    ) -> list[Event]:
        events = [
            self._event(process, made, self._changes(process, case, decisions, made, hidden)) for made in decisions
        ]
        for remark in self.company.cases.comments(case.id):
            name = self.company.people.by_id(remark.person_id).name
            events.append(Event(remark.at, name, "", _("Comment"), None, remark.text, 0, (), False, "comment"))
        return sorted(events, key=lambda event: event.at)

    def _changes(
        self, process: Process, case: Case, decisions: Sequence[Decision], made: Decision, hidden: frozenset[str]
    ) -> list[Change]:
        """What a decision changed in the form; of the first time it was handed in, nothing."""
        if not made.changes or made.kind == "open" or (made.round == 1 and made.action == "submit"):
            return []
        if made.undone_by is not None or "before" not in made.undo:
            model, company = process.form, self.company
            return [
                Change(title_of(model, path), stored(company, model, path, old), stored(company, model, path, new))
                for path, old, new in made.changes
                if not _is_hidden(path, hidden)
            ]
        after = _form_after(made.id, decisions, case)
        since = compare(process.form, made.undo["before"]["form"], after)
        return changes_of(self.company, process.form, after, since, hidden)

    def _event(self, process: Process, made: Decision, changes: Sequence[Change]) -> Event:
        place = process.places.get(made.step)
        action = action_title(process, made)
        said = _("{step}: {action}")(step=place.title, action=action) if place else action
        reason = process.reasons[made.reason - 1] if made.reason and made.reason <= len(process.reasons) else None
        behalf = self.company.people.by_id(made.on_behalf_of).name if made.on_behalf_of else ""
        return Event(
            made.at, self.company.people.by_id(made.person_id).name, behalf, said, reason, made.note, made.round,
            changes, made.undone_by is not None, made.kind,
        )  # fmt: skip

    def booked(self, process: Process, case: Case, decision_id: int) -> Booked:
        """All that one decision has booked on a case. Raises NotFound."""
        if not has_entries(self.company, case.id, decision_id):
            raise NotFound(_("{number} has no such entry")(number=case.name))
        made = self.company.cases.decision(decision_id)
        # Taking back undoes entries of other cases, too; the decision then belongs to another one.
        by = self.company.catalogue.of(self.company.cases.case(made.case_id or case.id))
        event = self._event(by, made, ())
        readable = readable_to(self.facts_of(process, case, None), self.standing.person_id)
        return booked(self.company, case, made, event, process.title, readable)

    def _related(self, case: Case, facts: Facts[Any], hidden: frozenset[str]) -> list[RelatedCase]:
        cases = self.company.cases
        related: list[tuple[Relation, Case | None]] = [("child", child) for child in cases.children(case.id)]
        if case.parent_id:
            related.insert(0, ("parent", cases.case(case.parent_id)))
        related += [
            ("named", cases.find(key))
            for path, ref, key in references(facts.form)
            if isinstance(ref, CaseLink) and not _is_hidden(path, hidden)
        ]
        related += [("naming", other) for other in cases.naming(case) if self._names(other, case)]
        first = {other.id: (relation, other) for relation, other in reversed(related) if other and other.id != case.id}
        return [
            RelatedCase(
                other.id, other.name, self.company.catalogue.of(other).title, self._subject_of(other),
                standing_at(self.company, other), relation,
            )
            for relation, other in reversed(first.values())
        ]  # fmt: skip

    def _names(self, other: Case, case: Case) -> bool:
        """Whether a field this person may read of the other case names this one."""
        process = self.company.catalogue.of(other)
        if not sees_case(self.company, process, other, self.standing):
            return False
        facts = self.facts_of(process, other, None)
        hidden = self.hidden(facts, None)
        return any(
            isinstance(ref, CaseLink) and key == case.number and not _is_hidden(path, hidden)
            for path, ref, key in references(facts.form)
        )

    def _subject_of(self, other: Case) -> str:
        """What a related case is about, for those who see it; that there is one is no secret."""
        process = self.company.catalogue.of(other)
        return other.subject if sees_case(self.company, process, other, self.standing) else ""

    def changed_since(self, process: Process, case: Case, task: Task | None) -> Comparison:
        """Return what has changed since this person last decided on the case, or since the step's round before.

        Who comes new to a case that was sent back sees what has changed since then.
        """
        decisions = self.company.cases.decisions(case.id, standing=True)
        own = [made.id for made in decisions if made.person_id == self.standing.person_id and made.kind != "open"]
        rounds = [made.id for made in decisions if task and made.step == task.step and made.round < task.round]
        back = [made.id for made in decisions if made.kind == Kind.BACK.value]
        last = max(own + rounds or back, default=None)
        if last is None:
            return SAME
        return compare(process.form, _form_after(last, decisions, case), case.form)


def _form_after(decision_id: int, decisions: Iterable[Decision], case: Case) -> Mapping[str, Any]:
    """Return the form as a decision left it: as the next one that stands found it."""
    later = (made for made in decisions if made.id > decision_id and made.undone_by is None and "before" in made.undo)
    found = next(later, None)
    form: Mapping[str, Any] = found.undo["before"]["form"] if found is not None else case.form
    return form


def lateness(due_at: datetime | None, now: datetime) -> Lateness:
    """Say whether a deadline is past, is today, or neither."""
    if due_at is None:
        return ""
    if due_at < now:
        return "late"
    return "today" if due_at.date() == now.date() else ""


def _straight(process: Process, task: Task, states: list[ActionState]) -> list[ActionState]:
    """For a case that was sent back: the same way forward once more, straight to the one who sent it back."""
    forward = next((state for state in states if state.kind is Kind.FORWARD), None)
    if forward is None or task.return_to is None:
        return []
    sender = process.places[task.return_to].title
    title = _("{action} straight to {step}")(action=forward.title, step=sender)
    number = len(states) + 1
    return [replace(forward, key=forward.key + STRAIGHT, title=title, kind=Kind.OTHER, number=number, leads_to=sender)]


def _leads_to(process: Process, target: Target) -> Message:
    match target:
        case Stay():
            return _("stays here")
        case Join(to):
            return _leads_to(process, to)
        case Fork(steps):
            return _joined([process.places[key].title for key in steps], _("{first} and {rest}"))
        case Route(ways, otherwise):
            parts = [
                _("{target} ({condition})")(target=_leads_to(process, way), condition=when.title) for when, way in ways
            ]
            return _joined([*parts, _leads_to(process, otherwise)], _("{first}, else {rest}"))
        case _:
            return process.places[target].title


def _joined(parts: list[Message], pattern: Message) -> Message:
    result = parts[-1]
    for part in reversed(parts[:-1]):
        result = pattern(first=part, rest=result)
    return result


def _next_line(state: ActionState) -> Message:
    if not state.effects:
        return _("{action} → {target}")(action=state.title, target=state.leads_to)
    booked = _joined(list(state.effects), _("{first}; {rest}"))
    return _("{action}: {effects} → {target}")(action=state.title, effects=booked, target=state.leads_to)


def brief_of(facts: Facts[Any]) -> list[Message]:
    """Return what the process says decides the case; of an unfinished draft what it says to help with it."""
    if facts.case.submitted_at is None:
        return list(facts.process.draft_brief(facts))
    return list(facts.process.brief(facts))


def _widest(tables: list[Table]) -> Table | None:
    return max(tables, key=lambda table: len(table.columns), default=None)


def _unfilled(model: type[Form], errors: Sequence[FieldError]) -> Iterator[Message]:
    """What is still to be filled; a column that is empty on many lines is said once."""
    columns: dict[str, list[FieldError]] = {}
    for error in errors:
        columns.setdefault(".".join(part for part in error.path.split(".") if not part.isdigit()), []).append(error)
    for path, found in columns.items():
        if len(found) > _EACH_SAID:
            yield _("{field}: fill this in on {count} lines")(field=title_of(model, path), count=len(found))
        else:
            yield from (_said(error.title, error.message) for error in found)


def _said(title: Message, problem: Message) -> Message:
    return _("{field}: {problem}")(field=title, problem=problem)


def _duty_title(process: Process, key: str) -> Value | Message:
    return next((duty.title for duty in process.duties if duty.key == key), Message(key))


def _document_title(process: Process, key: str) -> Message:
    return next((document.title for document in process.documents if document.key == key), Message(key))


def _is_hidden(path: str, hidden: frozenset[str]) -> bool:
    bare = ".".join(part for part in path.split(".") if not part.isdigit())
    return bare in hidden or bare.partition(".")[0] in hidden


def _unguarded(action: Action) -> Action:
    return replace(action, guards=())


def _path_in(path: str, typed: frozenset[str]) -> bool:
    """Whether the field at `path` (`lines.0.quantity`) may be typed, by whole fields or columns; lines, where any column."""
    bare = ".".join(part for part in path.split(".") if not part.isdigit())
    found = bare in typed or bare.partition(".")[0] in typed or any(one.startswith(f"{bare}.") for one in typed)
    return bool(path) and found


def _no_task() -> Task:
    raise ValueError("a case without an open task has nothing to judge")


def waited(seconds: int) -> Message:
    """Return how long something has waited, in business time."""
    minutes = seconds // 60
    if minutes < 60:
        return _MINUTES(minutes=minutes)
    if minutes < 16 * 60:
        return _HOURS(hours=round(minutes / 60))
    return _DAYS(days=round(minutes / (8 * 60)))
