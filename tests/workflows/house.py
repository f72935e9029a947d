"""A small company for tests: every post held, most by two persons, some goods and customers, and a clock that stands.

It is built once a session by the real engine and copied for each test. Logins are the post's key with a number
(`storekeeper1`, `storekeeper2`); `warehouse-supervisor` and other single heads have none.
"""

import shutil
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from db.cases import Decision
from db.database import Database
from db.money import Account
from workflows.catalogue import CATALOGUE
from workflows.engine.calendar import install_calendar
from workflows.engine.catalogue import Catalogue
from workflows.engine.clock import FixedClock
from workflows.engine.engine import Engine
from workflows.engine.errors import CommandError
from workflows.engine.notices import read_notice
from workflows.engine.office import Office
from workflows.engine.view import CaseView, Outcome
from workflows.posts import POSTS

_BANK = Account("bank")
START = datetime(2026, 6, 9, 9, 0)  # a Tuesday
SINGLE = {
    "warehouse-supervisor", "sales-manager", "service-supervisor", "general-manager", "quality-manager", "hr",
    "office-director", "administrator", "department-head",
}  # fmt: skip
DEPARTMENTS = {
    "sales": ("业务部", "sales-manager"),
    "warehouse": ("仓储部", "warehouse-supervisor"),
    "quality": ("质保部", "quality-manager"),
    "service": ("客服部", "service-supervisor"),
    "cleaning": ("保洁部", "department-head"),
    "office": ("办公室", "office-director"),
}


class House:
    """The company, opened for one test."""

    def __init__(self, path: Path, catalogue: Catalogue = CATALOGUE, at: datetime = START) -> None:
        self.db = Database.open(path)
        self.clock = FixedClock(at)
        self.engine = Engine(self.db, self.clock, catalogue)
        self.company = self.engine.company
        self._offices: dict[str, Office] = {}
        self._keys = count(1)

    # --- people and time ---

    def as_(self, login: str) -> Office:
        """The office of a person (`storekeeper1`)."""
        if login not in self._offices:
            person = self.company.people.by_login(login)
            assert person is not None, login
            self._offices[login] = self.engine.office(person.id, door="test")
        return self._offices[login]

    def person(self, login: str) -> int:
        return self.as_(login).person.id

    def employee(self, login: str) -> str:
        number = self.as_(login).person.employee
        assert number is not None
        return number

    def at(self, text: str) -> None:
        """Set the clock: `10:05` today, or `2026-06-11 14:10`."""
        now = self.clock.now()
        moment = datetime.fromisoformat(text if "-" in text else f"{now:%Y-%m-%d} {text}")
        self.clock.set(moment)

    def later(self, **by: int) -> None:
        self.clock.advance(timedelta(**by))

    # --- commands ---

    def key(self) -> str:
        return f"test-{next(self._keys)}"

    def submit(self, login: str, process: str, values: Mapping[str, Any]) -> Outcome:
        """Open a case and hand it in."""
        return self.as_(login).open(process, values, submit=True, key=self.key())

    def draft(self, login: str, process: str, values: Mapping[str, Any]) -> Outcome:
        return self.as_(login).open(process, values, submit=False, key=self.key())

    def act(
        self, login: str, case: int | str, action: str, values: Mapping[str, Any] | None = None, **more: Any
    ) -> Outcome:
        return self.as_(login).act(case, action, values=values, key=self.key(), **more)

    def refusal(
        self, login: str, case: int | str, action: str, values: Mapping[str, Any] | None = None, **more: Any
    ) -> str:
        """Try an action that must not pass; return everything that was said against it, one line each."""
        try:
            done = self.act(login, case, action, values, **more)
        except CommandError as problem:
            return "\n".join(map(str, problem.reasons or [problem.message]))
        raise AssertionError(f"{login} could {action} {case}: {done.said}")

    def not_submitted(self, login: str, process: str, values: Mapping[str, Any]) -> str:
        """Try to hand in what must be refused; return what was said against it."""
        try:
            done = self.submit(login, process, values)
        except CommandError as problem:
            return "\n".join(map(str, problem.reasons or [problem.message]))
        raise AssertionError(f"{login} could submit {process}: {done.said}")

    def login_of(self, employee: str) -> str:
        person = self.company.people.by_employee(employee)
        assert person is not None, employee
        return person.login

    # --- looking ---

    def view(self, case: int | str, login: str = "general-manager") -> CaseView:
        return self.as_(login).case(case)

    def stands(self, case: int | str) -> str:
        """The step or end a case stands at, by key; parallel steps in order, joined by a comma."""
        found = self.company.cases.case(case) if isinstance(case, int) else self.company.cases.find(case)
        assert found is not None
        return found.ended or ",".join(task.step for task in self.company.cases.open_tasks(found.id))

    def due(self, case: int) -> datetime | None:
        return self.company.cases.open_tasks(case)[0].due_at

    def form(self, case: int) -> dict[str, Any]:
        return dict(self.company.cases.case(case).form)

    def told(self, login: str) -> list[str]:
        """What a person has been told and not read yet, the newest first."""
        return [read_notice(row["message"]).render() for row in self.company.cases.notices(self.person(login))]

    def children(self, case: int, process: str = "") -> list[Any]:
        return self.company.cases.children(case, process)

    def balance(self, account: str, dimension: str | None = None) -> Decimal:
        return self.company.money.balance(account, dimension)

    def on_hand(self, product: str, location: str, lot: str = "") -> Decimal:
        return self.company.stock.on_hand(product, location, lot)

    def reserved(self, product: str, location: str, lot: str = "") -> Decimal:
        return self.company.stock.reserved(product, location, lot)

    # --- setting up ---

    def goods(self, product: str, location: str, quantity: str, value: str, lot: str = "") -> None:
        """Bring goods into the opening stock, by the process for it."""
        line = {"product": product, "location": location, "quantity": quantity, "value": value, "lot": lot}
        case = self.submit("finance1", "opening-balance", {"title": "opening", "goods": [line]})
        self.act("general-manager", case.case_id, "approve")

    def past_order(self, customer: str) -> None:
        """Let a customer have bought before: one order, ended done."""
        people, now = self.company.people, self.clock.now()
        with self.db.write():
            rep = people.by_login("sales-rep1")
            assert rep is not None
            order = self.company.cases.add("sales-order", 1, {}, rep.id, rep.id, now)
            order.customer, order.ended, order.ended_at = customer, "done", now
            self.company.cases.save(order)

    def blanks(self, *numbers: str) -> None:
        """Let blank member cards lie in the drawer of the service desk."""
        for number in numbers:
            self.record("cards", number, kind="member", state="blocked", place="service-desk")

    def member(self, customer: str, card: str = "", **more: Any) -> str:
        """Let a customer hold an active member card; return its number."""
        number = card or f"6{customer.removeprefix('C-')}"
        return self.record(
            "cards", number, kind="member", member=customer, state="active", place="customer", **more
        )  # fmt: skip

    def paid_order(self, customer: str, amount: str, *, shipped: bool = False, to: Account = _BANK) -> str:
        """Let a customer have paid for an order; shipped: its sale is posted, else it is held. Return its number."""
        now, rep = self.clock.now(), self.person("sales-rep1")
        with self.db.write():
            order = self.company.cases.add("sales-order", 1, {}, rep, rep, now)
            order.number, order.customer = self.company.cases.next_number("SO", now.year), customer
            order.submitted_at = now
            self.company.cases.save(order)
        held, owed = Account("deposit", customer, order.number), Account("receivable", customer)
        sale = [(owed, Account("sales")), (held, owed)] if shipped else []
        self._posted_for(order.number, amount, [(to, held), *sale])
        return order.number

    def sold(self, customer: str, amount: str, *, paid: str = "0.00") -> str:
        """Let an order be shipped on account and paid in part; return its number."""
        now, rep = self.clock.now(), self.person("sales-rep1")
        with self.db.write():
            order = self.company.cases.add("sales-order", 1, {"terms": "account"}, rep, rep, now)
            order.number, order.customer = self.company.cases.next_number("SO", now.year), customer
            order.submitted_at = now
            self.company.cases.save(order)
        owed = Account("receivable", customer)
        self._posted_for(order.number, amount, [(owed, Account("sales"))])
        self._posted_for(order.number, paid, [(_BANK, owed)])
        return order.number

    def also_paid(self, order: str, amount: str, to: Account) -> None:
        """Let more have been paid for an order that is shipped, in another way."""
        self._posted_for(order, amount, [(to, Account("sales"))])

    def also_earned(self, order: str, employee: str, amount: str) -> None:
        """Let a salesperson have earned commission by an order."""
        self._posted_for(order, amount, [(Account("selling-expense"), Account("commission", employee))])

    def _posted_for(self, order: str, amount: str, pairs: list[tuple[Account, Account]]) -> None:
        company, now, rep = self.company, self.clock.now(), self.person("sales-rep1")
        case = company.cases.find(order)
        assert case is not None
        with self.db.write():
            made = company.cases.decide(Decision(case.id, "received", "forward", rep, now, self.key()))
            for debit, credit in pairs:
                company.money.post(made.id, case.id, now, debit=debit, credit=credit, amount=Decimal(amount))
            company.audit(made, case)

    def record(self, register: str, key: str, **data: Any) -> str:
        with self.db.write():
            self.company.registers.put(None, register, key, data, at=self.clock.now())
        return key

    def appoint(self, login: str, post: str, department: str = "") -> None:
        """Give a person a further post from today on."""
        person, today = self.person(login), self.clock.now().date()
        with self.db.write():
            self.company.people.appoint(person, post, today, department=department)

    def expert(self, login: str) -> str:
        """Make somebody an expert adviser; return his employee number."""
        number = self.employee(login)
        data = self.company.registers.data("employees", number) or {}
        return self.record("employees", number, **{**data, "expert": True})

    def policy(self, name: str, value: Any) -> None:
        """Let a policy have another value from now on; `value` as it is stored."""
        now, person = self.clock.now(), self.person("administrator")
        with self.db.write():
            made = self.company.cases.decide(Decision(None, "set", "set", person, now, self.key()))
            self.company.policies.set(made.id, name, value, valid_from=now, at=now)
            self.company.trail.append(made.id, now, person, {})


def build(path: Path) -> None:
    """Make the company every test starts from."""
    db = Database.create(path, kind="practice")
    engine = Engine(db, FixedClock(START), CATALOGUE)
    company = engine.company
    at = START - timedelta(days=400)
    with db.write():
        install_calendar(db)
        for key, (name, head) in DEPARTMENTS.items():
            company.registers.put(None, "departments", key, {"name": name, "headed_by": head}, at=at)
        _add_staff(engine, at)
        for key, name in (("MAIN", "主仓"), ("EAST", "东仓")):
            company.registers.put(None, "warehouses", key, {"name": name}, at=at)
        for key in (
            "MAIN/A-01",
            "MAIN/A-02",
            "MAIN/A-03",
            "MAIN/F-02",
            "MAIN/dispatch",
            "MAIN/scrap-yard",
            "EAST/B-01",
            "rejected",
            "rejected/stored",
        ):
            company.registers.put(None, "locations", key, {"name": key}, at=at)
        for key, name, kind, unit in (
            ("LAMP", "工矿灯", "finished", "个"), ("PAINT", "防锈漆", "consumable", "kg"), ("WIRE", "电线", "material", "m"),
            ("CABLE", "电缆", "finished", "m"), ("OFFCUT", "铜废料", "scrap", "kg"), ("HARNESS", "线束", "finished", "个"),
        ):  # fmt: skip
            data = {"name": name, "kind": kind, "unit": unit, "decimals": 0 if unit == "个" else 3}
            company.registers.put(None, "products", key, data, at=at)
        _add_trade(engine, at)
    engine.install_policies()
    db.close()


def _add_trade(engine: Engine, at: datetime) -> None:
    """Customers with and without an owner, a price list, and what a jacket is made of."""
    registers, people = engine.company.registers, engine.company.people

    def employee(login: str) -> str:
        person = people.by_login(login)
        assert person is not None and person.employee is not None
        return person.employee

    rep1, rep2 = employee("sales-rep1"), employee("sales-rep2")
    for key, name, more in (
        ("C-0001", "恒达电器有限公司", {"owner": rep1, "tier": "B", "place": "in-city"}),
        ("C-0002", "浙江华宇机电有限公司", {"owner": rep2, "tier": "A", "place": "in-city", "reduction": "8"}),
        ("C-0003", "老余杭五金店", {"place": "in-city"}),
        ("C-0004", "Hamburg Toys GmbH", {"owner": rep1, "place": "foreign", "group": "foreign"}),
    ):
        registers.put(None, "customers", key, {"name": name, **more}, at=at)
    registers.number_taken("customers", 4)
    registers.put(None, "suppliers", "S-0001", {"name": "绍兴面料厂", "state": "qualified"}, at=at)
    for key, name, kind, more in (
        ("JACKET", "夹克", "finished", {"make": "custom", "group": "jacket"}),
        ("LOOM", "汽车线束", "finished", {"make": "wire-harness"}),
        ("SHELL", "涤纶面料", "fabric", {}), ("LINING", "里布", "fabric", {}), ("ZIP", "拉链", "accessory", {}),
    ):  # fmt: skip
        data = {"name": name, "kind": kind, "unit": "件", "decimals": 3, **more}
        registers.put(None, "products", key, data, at=at)
    for key, name, price in (("CABLE", "电缆", "100.00"), ("LAMP", "工矿灯", "50.00")):
        data = {"name": name, "prices": [{"price": price, "valid_from": "2026-01-01"}]}
        registers.put(None, "price-list", key, data, at=at)


def _add_staff(engine: Engine, at: datetime) -> None:
    company, number = engine.company, count(1)
    department_of = {"sales": "sales", "warehouse": "warehouse", "service": "service", "management": "office"}
    for post in POSTS.values():
        for index in (1,) if post.key in SINGLE else (1, 2, 3, 4, 5) if post.key == "committee" else (1, 2):
            login = post.key if post.key in SINGLE else f"{post.key}{index}"
            department = "cleaning" if post.key == "department-head" else department_of[post.desk]
            key = f"E-{next(number):03}"
            data = {"name": f"{login}-name", "department": department, "hired_on": "2020-01-01"}
            company.registers.put(None, "employees", key, data, at=at)
            person = company.people.add(login, f"{login}-name", at, employee=key)
            of = "cleaning" if post.key == "department-head" else ""
            company.people.appoint(person.id, post.key, date(2020, 1, 1), department=of)


def copied(template: Path, folder: Path) -> House:
    """A house of its own for one test."""
    path = folder / "house.db"
    shutil.copy(template, path)
    return House(path)
