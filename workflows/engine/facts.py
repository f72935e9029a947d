"""What guards, routes and briefs may look at: a case, its form, the person acting, and the company's books.

Reading only. The same facts decide what a menu shows, what a bulk run skips and what the engine refuses.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, TypeVar

from db.cases import Case, Decision, Task
from db.leave import LeaveBalance
from db.message import Message
from db.people import Person
from workflows.engine.calendar import Calendar
from workflows.engine.company import Company
from workflows.engine.durations import Duration
from workflows.engine.form import Form, lenient
from workflows.engine.naming import called
from workflows.engine.process import Process, Step

F = TypeVar("F", bound=Form)


class CompanyFacts:
    """The company's books, as far as rules read them. Duties are given these; cases add their own."""

    def __init__(self, company: Company, now: datetime) -> None:
        self.company = company
        self.now = now

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def calendar(self) -> Calendar:
        return self.company.calendar

    def policy(self, name: str) -> Any:
        """The value of a policy now: Decimal, int, Duration, time or as declared."""
        return self.company.policy(name, self.now)

    def money_policy(self, name: str) -> Decimal:
        """The value of a policy that is an amount, a share or a quantity."""
        value: Decimal = self.policy(name)
        return value

    def count_policy(self, name: str) -> int:
        """The value of a policy that counts things or days."""
        value: int = self.policy(name)
        return value

    def time_limit(self, name: str, since: datetime | None = None) -> datetime:
        """The moment the time limit in a policy is over, counted from `since`, or from now."""
        limit: Duration = self.policy(name)
        return limit.after(since or self.now, self.calendar)

    # --- registers and persons ---

    def record(self, register: str, key: str) -> Mapping[str, Any]:
        """The fields of a record, as JSON values, not to be changed; empty when there is none."""
        return self.company.registers.data(register, key) or {}

    def name_of(self, register: str, key: str | None) -> str:
        """The name of a record for people; its key when there is none, "" for nothing."""
        return self.company.registers.name(register, key) or key if key else ""

    def called(self, register: str, key: str) -> Message | str:
        """The name of a record in the reader's language where the program gave it; its key when there is none."""
        return called(self.company, register, key)

    def keys(self, register: str) -> list[str]:
        """The keys of the records of a register that may still be chosen, in order."""
        return [record.key for record in self.company.registers.every(register)]

    def person(self, person_id: int) -> Person:
        return self.company.people.by_id(person_id)

    def person_of_employee(self, number: str) -> int | None:
        """The person with an employee number; None when nobody has it or he may not sign in any more."""
        found = self.company.people.by_employee(number)
        return found.id if found and not found.disabled else None

    def employee_of(self, person_id: int) -> str:
        """The employee number of a person, "" for an outsider."""
        return self.company.people.by_id(person_id).employee or ""

    def owner_of(self, customer: str) -> int | None:
        """The salesperson a customer belongs to; None while the customer has none."""
        owner = self.record("customers", customer).get("owner")
        return self.person_of_employee(owner) if owner else None

    def holders(self, *posts: str) -> list[int]:
        """The persons who hold one of these posts today, by employee number."""
        return [person.id for post in posts for person in self.company.people.holders(post, self.today)]

    def holds(self, person_id: int, *posts: str) -> bool:
        """Whether a person holds one of these posts today."""
        return any(held.post in posts for held in self.company.people.posts_of(person_id, self.today))

    # --- ledgers ---

    def on_hand(self, product: str, location: str, lot: str = "") -> Decimal:
        return self.company.stock.on_hand(product, location, lot)

    def unit_cost(self, product: str) -> Decimal:
        """The moving average of a product over own stock, yuan a unit, unrounded."""
        return self.company.stock.average_cost(product)

    def balance(self, account: str, dimension: str | None = None) -> Decimal:
        """The balance of an account, debit positive."""
        return self.company.money.balance(account, dimension)

    @property
    def firm(self) -> str:
        """What the company is called."""
        return self.company.db.meta("company") or ""

    def leave_of(self, employee: str, type: str, year: int) -> LeaveBalance:
        """The days of leave of one type an employee was granted, has reserved and has taken in a year."""
        return self.company.leave.balance(employee, type, year)

    # --- other cases ---

    def cases_of(
        self,
        process: str,
        *,
        open_only: bool = False,
        customer: str | None = None,
        opened_from: datetime | None = None,
        ended_from: datetime | None = None,
        ended_before: datetime | None = None,
    ) -> list[Case]:
        """The cases of a process, oldest first; none while that process is not built.

        opened_from, ended_from: at that moment or later. ended_before: earlier than that moment.
        """
        return self.company.cases.of_process(
            process, open_only=open_only, customer=customer, opened_from=opened_from, ended_from=ended_from,
            ended_before=ended_before,
        )  # fmt: skip

    def find_case(self, number: str) -> Case | None:
        return self.company.cases.find(number)

    def children_of(self, case_id: int, process: str = "") -> list[Case]:
        """The cases this case opened, oldest first."""
        return self.company.cases.children(case_id, process)

    def form_of(self, case: Case) -> Form:
        """Another case's form, as far as it is filled."""
        return self.company.catalogue.form_of(case)


class Facts(CompanyFacts, Generic[F]):
    """One case, now, in the hands of one person.

    form: complete and valid where an action is judged; without one it is what the case keeps, whose fields may be None
    in an unfinished draft. person_id: who acts (or looks). task: the task he acts on, where there is one.
    reason, note: given with the action.
    """

    def __init__(
        self,
        company: Company,
        now: datetime,
        process: Process,
        case: Case,
        form: F | None,
        person_id: int,
        *,
        task: Task | None = None,
        reason: int | None = None,
        note: str = "",
        action: str = "",
    ) -> None:
        super().__init__(company, now)
        self.process = process
        self.case = case
        if form is not None:
            self.form = form
        self.person_id = person_id
        self.task = task
        self.reason = reason
        self.note = note
        self.action = action

    @cached_property
    def form(self) -> F:
        """What the case asks for; read from the case only when a rule looks at it."""
        stored: F = lenient(self.process.form, self.case.form)  # type: ignore[assignment]  # the process's own form
        return stored

    @property
    def step(self) -> Step | None:
        return self.process.step(self.task.step) if self.task else None

    @property
    def place(self) -> str:
        """The step in question; of what is not opened yet its draft."""
        return self.step.key if self.step else "" if self.case.submitted_at else self.process.draft.key

    @property
    def customer_key(self) -> str:
        """The customer the case is about, "" where it is about none."""
        return self.process.customer(self)

    @property
    def department(self) -> str:
        """The department of the person or matter; by default the requester's own."""
        return self.process.department(self) or self.company.people.department_of(self.case.requester_id)

    @cached_property
    def decisions(self) -> list[Decision]:
        """What was decided on the case so far and stands, oldest first."""
        return self.company.cases.decisions(self.case.id, standing=True)

    def taken(self, action: str, step: str = "") -> list[Decision]:
        """The standing decisions that took an action (at a step), oldest first."""
        return [made for made in self.decisions if made.action == action and step in ("", made.step)]

    def who_acted(self, *steps: str) -> set[int]:
        """The persons who acted at these steps, whatever became of it."""
        return {made.person_id for made in self.decisions if made.step in steps}

    def children(self, process: str = "") -> list[Case]:
        """The cases this case opened, oldest first."""
        return self.children_of(self.case.id, process)

    @property
    def parent(self) -> Case | None:
        """The case that opened this one."""
        return self.company.cases.case(self.case.parent_id) if self.case.parent_id else None

    def free(self, product: str, location: str, lot: str = "") -> Decimal:
        """What of a product at a place no *other* case has reserved."""
        return self.company.stock.free(product, location, lot, for_case=self.case.id)

    def reserved_by_others(self, product: str, location: str, lot: str = "") -> list[tuple[str, Decimal]]:
        """Which cases hold reservations on a product at a place, by number, and how much."""
        found = self.company.stock.reservations(product=product, location=location, lot=lot)
        return [
            (self.company.cases.case(held.case_id).name, held.quantity)
            for held in found
            if held.case_id != self.case.id
        ]

    def brief(self) -> Iterable[Message]:
        return self.process.brief(self)
