"""Passing work on: transfer (转交), add an approver before, after or beside oneself (加签), urge (催办), copy (抄送).

Each is a decision of its own kind in the timeline, with a reason where somebody else's work changes. Four eyes hold for
whoever is brought in; an approver who is added must approve like the others, the votes already given stand.
"""

from collections.abc import Callable, Iterable
from typing import Literal

from db.cases import Case, Decision, Task
from db.message import Message, _
from workflows.engine import undo
from workflows.engine.acting import Acting
from workflows.engine.authority import barred, holders_of, permit, standing_of, waiting_for
from workflows.engine.errors import Invalid, NotFound, Refused
from workflows.engine.flow import Flow
from workflows.engine.form import FieldError
from workflows.engine.notices import notice_json
from workflows.engine.process import Process
from workflows.engine.view import Outcome
from workflows.engine.who import ANYONE, of_person

Beside = Literal["before", "after", "beside"]


class Handing(Acting):
    """Passing tasks on. Every public method is one transaction."""

    def transfer(self, person: int, task_id: int, to: str, *, note: str, key: str) -> Outcome:
        """Hand one's vote on a task to another person, who must hold a post that may take it. Raises Refused."""

        def hand_over(task: Task, mine: int, to: int) -> None:
            slots = list(task.slots)
            slots[mine] = [of_person(to)]
            task.slots = slots

        said = _("{number}: {person} has handed this to you")
        return self._pass_on(person, task_id, to, "transfer", note, key, hand_over, said, same_post=True)

    def add_approver(self, person: int, task_id: int, to: str, where: Beside, *, note: str, key: str) -> Outcome:
        """Ask one more person to approve, before, after or beside oneself. Raises Refused."""

        def add(task: Task, mine: int, to: int) -> None:
            new, waits_for = len(task.slots), list(task.waits_for)
            if where == "before":
                waits_for = [*waits_for, waits_for[mine]]
                waits_for[mine] = [*waits_for[mine], new]
            elif where == "after":
                waits_for = [*([*waits, new] if mine in waits else waits for waits in waits_for), [mine]]
            else:
                waits_for = [*waits_for, waits_for[mine]]
            task.slots, task.waits_for, task.needed = [*task.slots, [of_person(to)]], waits_for, task.needed + 1

        said = _("{number}: {person} asks for your approval too")
        return self._pass_on(person, task_id, to, f"add-{where}", note, key, add, said, same_post=False)

    def _pass_on(
        self,
        person: int,
        task_id: int,
        to: str,
        act: str,
        note: str,
        key: str,
        change: Callable[[Task, int, int], None],
        said: Message,
        *,
        same_post: bool,
    ) -> Outcome:
        with self.company.db.write():
            if earlier := self._earlier(person, key, act, task=task_id):
                return earlier
            now = self.company.now()
            standing = standing_of(self.company, person, now)
            task = self._open_task(task_id)
            case, process = self._visible(task.case_id, standing)
            self._check_note(note)
            step = process.step(task.step)
            facts = self._facts(process, case, person)
            excluded, other = barred(facts, step), self._colleague(to)
            mine = permit(facts, standing, task, excluded)
            if isinstance(mine, Message):
                raise Refused([mine])
            assert mine.slot is not None, "what `permit` allows is a vote"
            if why := self._why_not(task, mine.slot, other, excluded, same_post=same_post):
                raise Refused([why])
            if len(task.slots) != task.needed and act != "transfer":
                raise Refused([_("A committee votes by itself; nobody is added to it")])
            change(task, mine.slot, other)
            self.company.cases.save_slots(task)
            self.company.cases.set_actors(task.id, waiting_for(facts, task))
            made = self._note(case, task, person, act, note, key, mine.on_behalf_of)
            self.company.cases.concern(case.id, other, "named")
            name = self.company.people.by_id(person).name
            self._tell([other], case, said(number=case.name, person=name))
            return self._outcome_of(process, case, made)

    def _check_note(self, note: str) -> None:
        if not self._checked_note(note):
            raise Invalid([FieldError("note", _("Note"), _("say why"))])

    def who_may_take(self, person: int, task_id: int, *, same_post: bool) -> set[int]:
        """Return the persons whom somebody may ask to decide a task in his place (same_post), or besides."""
        task = self._open_task(task_id)
        standing = standing_of(self.company, person, self.company.now())
        case, process = self._visible(task.case_id, standing)
        facts = self._facts(process, case, person)
        excluded = barred(facts, process.step(task.step))
        mine = permit(facts, standing, task, excluded)
        if isinstance(mine, Message) or mine.slot is None:
            return set()
        everybody = {one.id for one in self.company.people.all()} - {person}
        return {one for one in everybody if self._why_not(task, mine.slot, one, excluded, same_post=same_post) is None}

    def _why_not(self, task: Task, mine: int, to: int, excluded: set[int], *, same_post: bool) -> Message | None:
        """What stands against somebody who is to decide a task, too or instead."""
        found = self.company.people.by_id(to)
        standing = standing_of(self.company, to, self.company.now())
        if found.disabled or not standing.posts:
            return _("{person} holds no post now")(person=found.name)
        if to in excluded:
            return _("{person} had a part in this; choose somebody else")(person=found.name)
        if any(of_person(to) in slot for slot in task.slots) or any(
            vote.person_id == to for vote in self.company.cases.votes(task.id)
        ):
            return _("{person} is asked already")(person=found.name)
        holds = standing.own & set(task.slots[mine]) - {of_person(to)}
        if same_post and not holds and to not in self._behind(task.slots[mine]):
            return _("{person} does not hold the post for this step")(person=found.name)
        return None

    def urge(self, person: int, case: int | str, *, note: str = "", key: str) -> Outcome:
        """Remind those a case waits for; whoever sees the case may. Raises Refused when it has ended."""
        with self.company.db.write():
            if earlier := self._earlier(person, key, "urge", case=case):
                return earlier
            found, process = self._visible(case, standing_of(self.company, person, self.company.now()))
            note = self._checked_note(note)
            tasks = self.company.cases.open_tasks(found.id)
            if not tasks:
                raise Refused([_("{number} has ended; there is nobody to remind")(number=found.name)])
            name = self.company.people.by_id(person).name
            for task in tasks:
                reminded = self._behind(self.company.cases.actors(task.id))
                said = _("{number}: {person} asks you to go on with it. {note}")
                self._tell(sorted(reminded - {person}), found, said(number=found.name, person=name, note=note))
            made = self._note(found, tasks[0], person, "urge", note, key, None)
            return self._outcome_of(process, found, made)

    def copy_to(self, person: int, case: int | str, to: str, *, note: str = "", key: str) -> Outcome:
        """Let another person see a case from now on, and tell him. Raises NotFound, Refused."""
        with self.company.db.write():
            if earlier := self._earlier(person, key, "copy", case=case):
                return earlier
            found, process = self._visible(case, standing_of(self.company, person, self.company.now()))
            if not self._may_share(process, found, person):
                raise Refused([_("Only those it concerns pass this on")])
            note = self._checked_note(note)
            other = self._colleague(to)
            self.company.cases.concern(found.id, other, "watcher")
            name = self.company.people.by_id(person).name
            self._tell([other], found, _("{number}: {person} sends you a copy. {note}")(
                number=found.name, person=name, note=note
            ))  # fmt: skip
            made = self._note(found, None, person, "copy", note, key, None)
            return self._outcome_of(process, found, made)

    # --- shared ---

    def _may_share(self, process: Process, case: Case, person: int) -> bool:
        """Whether a person may let others see a case; of a confidential one only those it concerns."""
        return process.seen_by is None or person in self.company.cases.concerned(case.id)

    def _colleague(self, login: str) -> int:
        found = self.company.people.by_login(login)
        if found is None or found.disabled:
            raise NotFound(_("There is nobody “{login}” to hand it to")(login=login))
        return found.id

    def _note(
        self, case: Case, task: Task | None, person: int, act: str, note: str, key: str, on_behalf_of: int | None
    ) -> Decision:
        """Keep what was done in the timeline; it moves nothing and books nothing."""
        made = self.company.cases.decide(
            Decision(
                case.id, act, undo.HANDED, person, self.company.now(), key, task.id if task else None,
                task.step if task else "", task.round if task else 0, on_behalf_of=on_behalf_of, note=note, seq=case.seq,
            )
        )  # fmt: skip
        self.company.audit(made, case)
        return made

    def _tell(self, persons: list[int], case: Case, message: Message) -> None:
        for person in persons:
            self.company.cases.notify(person, case.id, notice_json(message), self.company.now())

    def _outcome_of(self, process: Process, case: Case, made: Decision) -> Outcome:
        return self._outcome(Flow(self.company, made.person_id, made.at), process, case.id, made)

    def _behind(self, actors: Iterable[str]) -> set[int]:
        """The persons behind actors today; `anyone` is nobody in particular."""
        return {
            person for one in actors if one != ANYONE for person in holders_of(self.company, one, self.company.now())
        }
