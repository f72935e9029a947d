"""Whoever does whatever in whatever order, the engine keeps its word.

Random persons hand in, approve, reject, send back, withdraw, take back, claim, save, comment and let time pass, over the
real processes and over the trial ones. After every attempt: a refusal has written nothing, the same intent a second
time does nothing, taking back leaves no trace. At the end of every story the books are sound, what came to nothing has
left nothing, and nobody has decided what he asked for.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from console.soundness import nothing_left_behind
from db.cases import Case, Task
from db.check import check
from db.database import Database
from tests.effort import examples
from tests.workflows.engine.trial import PROCESSES as TRIALS
from tests.workflows.engine.trial import trial_house
from tests.workflows.examples import EXAMPLES
from tests.workflows.house import House, copied
from workflows.engine.authority import Permit, Standing, permit, standing_of
from workflows.engine.errors import CommandError
from workflows.engine.facts import Facts
from workflows.engine.process import Kind
from workflows.engine.undo import TAKE_BACK
from workflows.engine.view import Outcome

ACTS = ("act", "act", "act", "act", "stranger", "take back", "act and take back", "claim", "save", "comment", "wait")
"""What may happen next; deciding most often, so that stories get somewhere."""

ANSWERS: dict[str, dict[str, Any]] = {
    "write-off:cleared": {"clearing": "waste"},
    "leave:back": {"back_on": "2026-06-13"},
}
"""What is typed with actions that ask for something."""

TRIAL_OPENERS = {"trial-vote": "finance1"}

Act = tuple[str, int, int, int]
"""What, and three numbers that choose the case, the person and the action among those there are."""
number = st.integers(0, 999)
stories = st.lists(st.tuples(st.sampled_from(ACTS), number, number, number), min_size=3, max_size=12)


@dataclass
class Story:
    """One company under random acts, watched through a second connection."""

    house: House
    watcher: Database
    standings: dict[int, Standing] = field(default_factory=dict)
    acted: list[int] = field(default_factory=list)

    def tell(self, acts: Sequence[Act]) -> None:
        for what, which, who, how in acts:
            self.house.later(minutes=7)
            open_cases = self.open_cases()
            if open_cases:
                self.happen(what, open_cases[which % len(open_cases)], who, how)

    def happen(self, what: str, case: Case, who: int, how: int) -> None:
        task = self.task_of(case, how)
        match what:
            case "act":
                self.act(case, task, self.willing(task, who), how)
            case "stranger":
                self.act(case, task, self.anybody(who), how)
            case "act and take back":
                self.act_and_take_back(case, task, self.willing(task, who), how)
            case "take back":
                self.take_back((self.acted or [self.anybody(who)])[-1 - how % max(1, len(self.acted))])
            case "claim":
                office = self.office(self.willing(task, who))
                self.quietly(lambda: office.claim(task.id))
            case "save":
                office = self.office(self.willing(task, who))
                values = {"note": "seen"} if "note" in self.process(case).form.model_fields else {}
                self.once(lambda key: office.save(case.id, values, seen=case.seq, key=key))
            case "comment":
                office, key = self.office(self.anybody(who)), self.house.key()
                if self.quietly(lambda: office.comment(case.id, "看过了", key=key)):
                    self.unchanged(lambda: office.comment(case.id, "看过了", key=key))
            case "wait":
                self.house.later(hours=1 + how % 60)
                self.office(self.anybody(who)).tick()

    # --- acts ---

    def act(self, case: Case, task: Task, person: int, how: int) -> Outcome | None:
        """Let a person take an action of a task; None when it was refused."""
        actions = [
            one for one in self.process(case).step(task.step).actions if one.kind is not Kind.WITHDRAW or how % 3
        ]
        if not actions:
            return None
        action = actions[how % len(actions)]
        values, office = ANSWERS.get(f"{case.process}:{action.key}"), self.office(person)
        done = self.once(
            lambda key: office.act(
                case.id, action.key, values=values, reason=1 if action.needs_reason else None, seen=case.seq, key=key
            )
        )
        if done is not None:
            self.acted.append(person)
        return done

    def act_and_take_back(self, case: Case, task: Task, person: int, how: int) -> None:
        before = picture(self.house)
        if self.act(case, task, person, how) and self.take_back(person):
            assert picture(self.house) == before

    def take_back(self, person: int) -> Outcome | None:
        office = self.office(person)
        return self.once(lambda key: office.take_back(key=key))

    # --- what holds after each of them ---

    def once(self, command: Callable[[str], Outcome]) -> Outcome | None:
        """Carry out a command twice with one key: what is refused or repeated writes nothing."""
        key = self.house.key()
        done: list[Outcome] = []
        if not self.quietly(lambda: done.append(command(key))):
            return None
        self.unchanged(lambda: done.append(command(key)))
        first, again = done
        assert (again.replayed, again.decision_id, again.case_id) == (True, first.decision_id, first.case_id)
        return first

    def quietly(self, command: Callable[[], None]) -> bool:
        """Try a command; False when it was refused, which must have written nothing."""
        before = self.watcher.data_version()
        try:
            command()
        except CommandError as problem:
            event(f"refused: {problem.kind}")
            assert self.watcher.data_version() == before, problem
            return False
        return True

    def unchanged(self, command: Callable[[], None]) -> None:
        before = self.watcher.data_version()
        command()
        assert self.watcher.data_version() == before

    # --- who and where ---

    def open_cases(self) -> list[Case]:
        ids = self.house.db.rows("SELECT DISTINCT case_id FROM tasks WHERE closed_at IS NULL ORDER BY 1")
        return [self.house.company.cases.case(row["case_id"]) for row in ids]

    def process(self, case: Case) -> Any:
        return self.house.company.catalogue.of(case)

    def task_of(self, case: Case, how: int) -> Task:
        tasks = self.house.company.cases.open_tasks(case.id)
        return tasks[how % len(tasks)]

    def anybody(self, who: int) -> int:
        people = self.house.company.people.all()
        return people[who % len(people)].id

    def willing(self, task: Task, who: int) -> int:
        """One of those whose task it is, or whoever comes along when it is nobody's."""
        for person in self.house.company.people.all():
            if person.id not in self.standings:
                self.standings[person.id] = standing_of(self.house.company, person.id, self.house.clock.now())
        company = self.house.company
        case = company.cases.case(task.case_id)
        facts: Facts[Any] = Facts(company, self.house.clock.now(), company.catalogue.of(case), case, None, 0)
        barred = company.cases.barred(task.id)
        able = [
            one.person_id for one in self.standings.values() if isinstance(permit(facts, one, task, barred), Permit)
        ]
        return able[who % len(able)] if able else self.anybody(who)

    def office(self, person: int) -> Any:
        """The person's office; signing in writes, so it is asked for before anything is watched."""
        return self.house.as_(self.house.company.people.by_id(person).login)


def picture(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that taking back restores: where cases stand and what they say, all balances, all claims on goods."""
    looks = {
        "cases": "SELECT process, form, amount, subject, customer, department, requester_id, submitted_at, ended"
        " FROM cases WHERE ended IS NOT 'taken-back' ORDER BY id",
        "tasks": "SELECT case_id, step, round, due_at, slots FROM tasks WHERE closed_at IS NULL ORDER BY id",
        "actors": "SELECT task_id, actor FROM task_actors a JOIN tasks t ON t.id = task_id"
        " WHERE closed_at IS NULL ORDER BY 1, 2",
        "records": "SELECT register, key, data FROM records ORDER BY 1, 2",
        "stock": "SELECT product, lot, location, quantity FROM stock_balances WHERE quantity <> 0 ORDER BY 1, 2, 3",
        "values": "SELECT product, quantity, value FROM stock_values WHERE value <> 0 ORDER BY 1",
        "money": "SELECT account, dimension, amount FROM account_balances WHERE amount <> 0 ORDER BY 1, 2",
        "leave": "SELECT employee, type, year, bucket, days FROM leave_balances WHERE days <> 0 ORDER BY 1, 2, 3, 4",
        "reserved": "SELECT case_id, product, lot, location, sum(quantity) FROM reservations"
        " WHERE released_by IS NULL GROUP BY 1, 2, 3, 4",
        "delegations": "SELECT principal_id, delegate_id, starts_at, ends_at FROM delegations WHERE ended_at IS NULL",
    }
    return {what: [tuple(row) for row in house.db.rows(sql)] for what, sql in looks.items()}


def assert_kept(house: House) -> None:
    """What holds at the end of every story."""
    db, catalogue = house.db, house.company.catalogue
    assert check(db, [lambda one: nothing_left_behind(one, catalogue)]) == []
    for made in db.rows(
        "SELECT d.person_id, d.step, d.task_id, c.process, c.requester_id FROM decisions d JOIN cases c ON c.id = d.case_id"
        " JOIN tasks t ON t.id = d.task_id WHERE d.kind IN ('forward', 'back', 'refuse') AND d.undone_by IS NULL"
    ):
        if catalogue.processes[made["process"]].step(made["step"]).deciding:
            assert made["person_id"] != made["requester_id"], tuple(made)
    nowhere = db.rows(
        "SELECT id FROM cases WHERE ended IS NULL AND id IN (SELECT case_id FROM tasks)"
        " AND id NOT IN (SELECT case_id FROM tasks WHERE closed_at IS NULL)"
    )
    assert [row["id"] for row in nowhere] == [], "open, and waits for nobody"
    twice = db.rows(
        "SELECT task_id, slot FROM decisions WHERE undone_by IS NULL AND slot IS NOT NULL AND kind <> ?"
        " GROUP BY task_id, slot HAVING count(*) > 1", (TAKE_BACK,),
    )  # fmt: skip
    assert [tuple(row) for row in twice] == []


def story_in(open_house: Callable[[Path], House]) -> Iterator[Story]:
    """A company for one story."""
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(Path(folder))
        watcher = Database.open(house.db.path)
        try:
            yield Story(house, watcher)
        finally:
            watcher.close()
            house.db.close()


@settings(
    max_examples=examples(30), phases=[Phase.generate]
)  # shrinking takes minutes; a story is short enough to read
@given(process=st.sampled_from(sorted(EXAMPLES)), acts=stories)
def test_the_processes_keep_their_word(house_template: Path, process: str, acts: list[Act]) -> None:
    for story in story_in(lambda folder: copied(house_template, folder)):
        login, values = EXAMPLES[process](story.house)
        story.house.submit(login, process, values)
        story.tell(acts)
        assert_kept(story.house)


@settings(
    max_examples=examples(30), phases=[Phase.generate]
)  # shrinking takes minutes; a story is short enough to read
@given(process=st.sampled_from([one.key for one in TRIALS]), amount=st.sampled_from(["10", "5000"]), acts=stories)
def test_the_engine_keeps_its_word(house_template: Path, process: str, amount: str, acts: list[Act]) -> None:
    for story in story_in(lambda folder: trial_house(house_template, folder)):
        login = TRIAL_OPENERS.get(process, "sales-rep1")
        story.house.submit(login, process, {"what": "a pump", "amount": amount})
        story.tell(acts)
        assert_kept(story.house)
