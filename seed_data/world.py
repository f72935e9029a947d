"""The practice company while its history is told: who is there, and every act through the real engine."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from db.cases import Case, Task
from seed_data import lists
from workflows.engine.authority import Permit, holders_of, standing_of
from workflows.engine.clock import FixedClock
from workflows.engine.engine import Engine
from workflows.engine.form import Form, shape
from workflows.engine.forms import editable
from workflows.engine.office import Office
from workflows.engine.rights import may_act
from workflows.engine.view import Outcome


class World:
    """One company on a clock that the schedule moves."""

    def __init__(self, engine: Engine, clock: FixedClock) -> None:
        self.engine = engine
        self.company = engine.company
        self.clock = clock
        self._offices: dict[str, Office] = {}
        self._persons = {one.login: self._person(one.login) for one in lists.staff()}
        self._logins = {person: login for login, person in self._persons.items()}
        self._away: dict[str, list[tuple[datetime, datetime]]] = {}
        self._acts = 0
        self._first_customers: tuple[str, ...] = ()
        self.spoken_for: set[int] = set()
        """Orders that a story has something in mind with, and that no other takes."""

    def _person(self, login: str) -> int:
        found = self.company.people.by_login(login)
        if found is None:
            raise KeyError(login)
        return found.id

    # --- time ---------------------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        return self.now.date()

    def later(self, hours: Decimal) -> datetime:
        """The moment so much working time from now."""
        return self.company.calendar.add_business_hours(self.now, hours)

    def at(self, day: date, clock: str) -> datetime:
        """A clock time (`09:10`) on the first working day from `day` on."""
        return datetime.combine(self.company.calendar.business_day_from(day), time.fromisoformat(clock))

    def working_day(self, day: date, number: int) -> date:
        """The n-th working day after a day, before it for a negative number."""
        return self.company.calendar.business_day(day, number)

    # --- people -------------------------------------------------------------------------------------------------

    def person(self, login: str) -> int:
        return self._persons[login]

    def login(self, person: int) -> str:
        return self._logins[person]

    def office(self, login: str) -> Office:
        """The office of a colleague at the terminal."""
        if login not in self._offices:
            self._offices[login] = self.engine.office(self._persons[login], door="terminal")
        return self._offices[login]

    def employee(self, login: str) -> str:
        """The number of a colleague in the employee register."""
        return lists.employee(login).number

    def login_of(self, number: str) -> str:
        """The login of a colleague by number. Raises StopIteration."""
        return next(one.login for one in lists.staff() if one.number == number)

    def holders(self, *posts: str) -> list[str]:
        """The logins of those who hold one of these posts, in the order of the staff list."""
        return [one.login for one in lists.staff() if set(posts) & set(one.posts)]

    def goes_away(self, login: str, since: datetime, until: datetime) -> None:
        """Note that somebody does nothing in this window."""
        self._away.setdefault(login, []).append((since, until))

    def is_away(self, login: str, at: datetime | None = None) -> bool:
        moment = at or self.now
        return any(since <= moment < until for since, until in self._away.get(login, ()))

    # --- cases --------------------------------------------------------------------------------------------------

    def case(self, case: int) -> Case:
        return self.company.cases.case(case)

    def form(self, case: int) -> dict[str, Any]:
        return dict(self.company.cases.case(case).form)

    def stands(self, case: int) -> str:
        """The end a case has reached, or the open steps by key, joined by a comma."""
        found = self.company.cases.case(case)
        return found.ended or ",".join(task.step for task in self.company.cases.open_tasks(case))

    def tasks(self, case: int) -> list[Task]:
        return self.company.cases.open_tasks(case)

    def children(self, case: int, process: str = "") -> list[int]:
        return [child.id for child in self.company.cases.children(case, process)]

    def offers(self, case: int, action: str) -> bool:
        """Whether the case stands where this action can be taken."""
        process = self.company.catalogue.of(self.case(case))
        return any(process.step(task.step).action(action) for task in self.tasks(case))

    def was_taken(self, case: int, action: str) -> bool:
        """Whether this action was taken on a case and stands."""
        return any(made.action == action for made in self.company.cases.decisions(case, standing=True))

    def colleague(self, case: int, action: str, random: Random) -> str:
        """Somebody present who may take an action now: whose task it is, else who stands in for him; "": nobody."""
        with self.company.db.read():
            return self._colleague(case, action, random)

    def _colleague(self, case: int, action: str, random: Random) -> str:
        found = self.company.cases.case(case)
        process = self.company.catalogue.of(found)
        for task in self.company.cases.open_tasks(case):
            step = process.step(task.step)
            declared = step.action(action)
            if declared is None:
                continue
            for wanted in self._behind(task):
                present = [login for login in wanted if not self.is_away(login)]
                random.shuffle(present)
                for login in present:
                    standing = standing_of(self.company, self._persons[login], self.now)
                    if isinstance(may_act(self.company, process, found, task, step, declared, standing), Permit):
                        return login
        return ""

    def _behind(self, task: Task) -> list[list[str]]:
        """The persons behind a task, in the order in which they are asked: its own, those in their place, any other."""
        named = {actor for slot in task.slots for actor in slot}
        own = {person for actor in named for person in holders_of(self.company, actor, self.now)}
        instead = {one.delegate_id for person in own for one in self.company.people.delegates_of(person, self.now)}
        others = {
            person
            for actor in self.company.cases.actors(task.id) - named
            for person in holders_of(self.company, actor, self.now)
        }
        return [
            [self._logins[person] for person in sorted(group)] for group in (own, instead - own, others - instead - own)
        ]

    # --- acts ---------------------------------------------------------------------------------------------------

    def _key(self) -> str:
        """Keys count up, so that the same history has the same keys."""
        self._acts += 1
        return f"practice-{self._acts}"

    def open(
        self, login: str, process: str, values: Mapping[str, Any], *, submit: bool = True, action: str = ""
    ) -> Outcome:
        """Open a case in somebody's name, and hand it in."""
        return self.office(login).open(process, values, submit=submit, key=self._key(), action=action)

    def act(
        self,
        login: str,
        case: int,
        action: str,
        values: Mapping[str, Any] | None = None,
        *,
        reason: int | None = None,
        note: str = "",
    ) -> Outcome:
        """Take an action in somebody's name; in a draft `values` are what changes in it."""
        if values and self.tasks(case)[0].draft:
            values = {**self.typed(case), **values}
        return self.office(login).act(
            case, action, values=values, reason=reason, note=note, key=self._key(), take_over=True
        )

    def take_back(self, login: str, case: int) -> Outcome:
        """Take back somebody's last decision on a case."""
        return self.office(login).take_back(case=case, key=self._key())

    def save(self, login: str, case: int, values: Mapping[str, Any]) -> Outcome:
        """Keep a draft in somebody's name; `values` are what changes in it."""
        filled = {**self.typed(case), **values}
        return self.office(login).save(case, filled, seen=self.case(case).seq, key=self._key())

    def typed(self, case: int) -> dict[str, Any]:
        """What is typed in the draft of a case, as somebody would type it again: without what the program fills."""
        found = self.company.cases.case(case)
        process = self.company.catalogue.of(found)
        editable_here = editable(process, process.draft)
        return {name: value for name, value in _typed(process.form, found.form).items() if name in editable_here}

    def comment(self, login: str, case: int, text: str) -> None:
        """Leave a remark."""
        self.office(login).comment(case, text, key=self._key())

    def claim(self, login: str, case: int, step: str) -> None:
        """Take an open step of a case in hand."""
        task = next(task for task in self.tasks(case) if task.step == step)
        self.office(login).claim(task.id)

    def read_notices(self) -> None:
        """Let everybody read what has been left for him."""
        for login in self._persons:
            self.office(login).see_notices()

    def sign_out(self) -> None:
        """Let everybody go home."""
        for office in self._offices.values():
            office.leave()
        self._offices.clear()

    def tick(self) -> list[Case]:
        """Do what time brings, as the administrator's session would; return the cases duties have opened."""
        opened = self.engine.tick(self._persons["baiyu"])
        found = (self.company.cases.find(name) for name in opened)
        return [case for case in found if case is not None]

    # --- registers and stock ------------------------------------------------------------------------------------

    def customer(self, name: str) -> str:
        """The number of a customer by the first characters of the name. Raises KeyError."""
        for key, known in self.customers().items():
            if known["name"].startswith(name):
                return key
        raise KeyError(name)

    def customers(self) -> Mapping[str, Mapping[str, Any]]:
        """The customers the company began with, by number, as the register has them now."""
        with self.company.db.read():
            found = {one.key: one.data for one in self.company.registers.every("customers", inactive=True)}
        self._first_customers = self._first_customers or tuple(found)
        return {key: found[key] for key in self._first_customers}

    def unit_of(self, customer: str) -> str:
        """The home or office a customer owns, "" for none."""
        return next(iter(self.company.registers.keys_with("units", "owner", customer)), "")

    def record(self, register: str, key: str) -> Mapping[str, Any]:
        return self.company.registers.data(register, key) or {}

    def free(self, product: str, location: str) -> Decimal:
        """What of a product lies at a place and nobody has reserved."""
        return self.company.stock.free(product, location, "", for_case=0)


def _typed(model: type[Form], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a form or a line without those the program fills and those that are empty."""
    kept: dict[str, Any] = {}
    for part in shape(model):
        value = values.get(part.name)
        if part.read or value in (None, "", []):
            continue
        kept[part.name] = [_typed(part.line, row) for row in value] if part.line is not None else value
    return kept


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def days(number: float) -> timedelta:
    return timedelta(days=number)
