"""How a decision is carried out: what it undoes and books, where the case goes, which tasks open, what it moves elsewhere.

Everything here runs inside the transaction of the command that began it. The order is fixed: the decision is inserted,
a way back undoes what the case has booked, the effects book, the case moves, and only then other cases are opened or
moved, so that they find this one where it will stand.
"""

from collections.abc import Mapping
from typing import Any

from db.cases import Case, Decision
from db.message import _
from workflows.engine.booking import Booking
from workflows.engine.deciding import Deciding
from workflows.engine.errors import CommandError, Refused
from workflows.engine.forms import read_form
from workflows.engine.process import Action, Process

SYSTEM = "system"
"""Kind of a decision nobody took: a deadline that moved a case (it never books), a duty that handed one in."""


class Flow(Deciding):
    """Carries out one command, and what it opens and moves elsewhere."""

    def following_key(self) -> str:
        """Return the key of the next decision this command brings: the same command always brings the same."""
        return f"{self.decisions[0].key}>{len(self.decisions)}"

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
        self.open_step(booking, process.draft, None)
        if not (parent or duty):
            self.company.cases.concern(case.id, case.requester_id, "requester")
        if opener not in (None, self.person_id):
            booking.tell(
                [case.requester_id], _("{number} {process}: yours to take")(number=case.name, process=process.title)
            )
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
        case = self.open_case(process, values, key=self.following_key(), parent=booking.case, via=booking.decision)
        if not as_draft:
            self.hand_in(case, via=booking.decision, requester=requester or booking.case.requester_id, step=step)

    def hand_in(self, case: Case, *, via: Decision | None, requester: int, step: str = "", kind: str = "") -> bool:
        """Submit a case that was opened for somebody, if its form is complete and its guards hold."""
        process = self.company.catalogue.of(case)
        task = self.company.cases.open_tasks(case.id)[0]
        action = process.draft.actions[0]
        try:
            facts = self.judge(process, case, task, action, {})
        except CommandError:
            return False
        case.requester_id = requester
        if step:
            action = Action(action.key, action.title, step, effects=action.effects)
        self.carry_out(facts, task, action, key=self.following_key(), via=via, requester=requester, kind=kind)
        return True

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
        """Take an action of another case, in the name of the decision being carried out.

        if_it_may: None, and nothing done, where it cannot be taken now.
        """
        case = self.company.cases.case(case_id)
        process = self.company.catalogue.of(case)
        for task in self.company.cases.open_tasks(case_id):
            action = process.step(task.step).action(action_key)
            if action is None:
                continue
            try:
                facts = self.judge(process, case, task, action, values, note)
            except Refused:
                if if_it_may:
                    return None
                raise
            return self.carry_out(facts, task, action, key=self.following_key(), via=booking.decision, note=note)
        if if_it_may:
            return None
        raise Refused([_("{number} does not stand where “{action}” can be taken")(number=case.name, action=action_key)])

    def report_to_parent(self, booking: Booking[Any], parent_id: int) -> None:
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
                self.carry_out(facts, task, action, key=self.following_key(), via=booking.decision, note=booking.note)
                return
