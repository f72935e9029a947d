"""What persons do to cases besides acting: taking back, claiming, commenting.

Acting itself is in `workflows.engine.acting`, passing work on in `workflows.engine.handing`."""

import re
from datetime import datetime, timedelta

from db.cases import Case, Decision
from db.message import Message, _
from workflows.engine import undo
from workflows.engine.acts import action_title
from workflows.engine.authority import barred, permit, standing_of
from workflows.engine.errors import Invalid, Refused, key_used
from workflows.engine.flow import Flow
from workflows.engine.form import FieldError
from workflows.engine.handing import Handing
from workflows.engine.rights import text_problems
from workflows.engine.view import Outcome, OwnDecision

CLAIM_MINUTES = 15
"""How long a claim holds without an act; it ends with the session too."""


MENTION = re.compile(r"(?<![\w@])@([a-z0-9][\w.-]*\w)")
"""A colleague named in a remark by his login."""


class Commands(Handing):
    """Everything persons may do to cases. Every public method is one transaction."""

    def take_back(self, person: int, *, key: str, case: int | str | None = None) -> Outcome:
        """Take back one's own last decision (on a case), while nobody has acted on it since."""
        with self.company.db.write():
            if earlier := self._earlier(person, key, undo.TAKE_BACK, case=case):
                return earlier
            made = self._last_own(person, case)
            undoing = undo.take_back(self.company, made, person, key, self.company.now())
            found = self.company.cases.case(made.case_id or 0)
            flow = Flow(self.company, person, undoing.at)
            return self._outcome(flow, self.company.catalogue.of(found), found.id, undoing)

    def last_decision(self, person: int, since: datetime) -> OwnDecision | None:
        """Return the decision that taking back would undo, and whether it can; since: when the person signed in."""
        with self.company.db.read():
            made = self.company.cases.last_by(person)
            if made is None or made.case_id is None:
                return None
            case = self.company.cases.case(made.case_id)
            return OwnDecision(
                case.id, case.name, action_title(self.company.catalogue.of(case), made), made.at,
                earlier=made.at < since,
                undoable=not undo.against(self.company, made, person, self.company.now()),
            )  # fmt: skip

    def _last_own(self, person: int, case: int | str | None) -> Decision:
        if case is None:
            made = self.company.cases.last_by(person)
        else:
            found, _process = self._visible(case, standing_of(self.company, person, self.company.now()))
            own = [
                one
                for one in self.company.cases.decisions(found.id, standing=True)
                if one.person_id == person and one.kind not in undo.NOT_TAKEN_BACK and one.via_id is None
            ]
            made = own[-1] if own else None
        if made is None:
            raise Refused([_("There is nothing of yours to take back")])
        return made

    def claim(self, person: int, task_id: int, *, session: int | None, take_over: bool = False) -> None:
        """Take a short lease on a task, shown to others; raises Conflict when somebody else has it."""
        with self.company.db.write():
            now = self.company.now()
            standing = standing_of(self.company, person, now)
            task = self._open_task(task_id)
            case, process = self._visible(task.case_id, standing)
            step = process.step(task.step)
            facts = self._facts(process, case, person)
            allowed = permit(facts, standing, task, barred(facts, step))
            if isinstance(allowed, Message):
                raise Refused([allowed])
            self._check_claim(task, person, take_over)
            self.company.cases.claim(task.id, person, now + timedelta(minutes=CLAIM_MINUTES), session)

    def unclaim(self, person: int, task_id: int) -> None:
        """Give one's own lease back."""
        with self.company.db.write():
            task = self._open_task(task_id)
            if task.claimed_by == person:
                self.company.cases.claim(task.id, None, None)

    def comment(self, person: int, case: int | str, text: str, *, key: str) -> None:
        """Add a remark to a case one may see; those who have it on their desk are told."""
        with self.company.db.write():
            if (earlier := self.company.cases.comment_by_key(key)) is not None:
                if (earlier.person_id, earlier.text) != (person, text.strip()) or not self._is(
                    self.company.cases.case(earlier.case_id), case
                ):
                    raise key_used()
                return
            now = self.company.now()
            found, process = self._visible(case, standing_of(self.company, person, now))
            problems = text_problems(text) or ([] if text.strip() else [_("fill this in")])
            if problems:
                raise Invalid([FieldError("comment", _("Comment"), why) for why in problems])
            self.company.cases.comment(found.id, person, now, text.strip(), key)
            if self._may_share(process, found, person):
                self._tell_mentioned(person, found, text)

    def _tell_mentioned(self, person: int, case: Case, text: str) -> None:
        """Whoever is named as @login in a remark sees the case from now on, and is told."""
        name = self.company.people.by_id(person).name
        for login in dict.fromkeys(MENTION.findall(text)):
            named = self.company.people.by_login(login)
            if named is None or named.disabled or named.id == person:
                continue
            self.company.cases.concern(case.id, named.id, "watcher")
            self._tell([named.id], case, _("{number}: {person} mentions you. {text}")(
                number=case.name, person=name, text=text.strip()
            ))  # fmt: skip
