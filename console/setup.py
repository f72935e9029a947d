"""The first content of a new company, and putting it into its database."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from console.accounts import wrong_with_login
from db.database import Database
from db.message import Message, _
from workflows.catalogue import CATALOGUE
from workflows.engine.calendar import install_calendar
from workflows.engine.clock import Clock
from workflows.engine.company import Company
from workflows.engine.errors import Invalid
from workflows.engine.form import FieldError, Form, InvalidForm, Line, Text, field
from workflows.engine.policies import stored_policy
from workflows.i18n import LANGUAGES, translation
from workflows.posts import ADMINISTRATOR, DEPARTMENT_HEAD, POSTS
from workflows.registers import REGISTERS
from workflows.registers.defaults import FIRST_DEPARTMENTS, install_registers, install_warehouse
from workflows.registers.keeping import add
from workflows.registers.staff import HeadPost


class NewDepartment(Line):
    """A department besides those every company starts with."""

    key: Text = field(_("Key"))
    name: Text = field(_("Name"))
    headed_by: HeadPost = field(_("Headed by"), default=HeadPost.DEPARTMENT_HEAD)


class NewWarehouse(Line):
    """A warehouse; its dispatch place and scrap yard come with it."""

    key: Text = field(_("Key"))
    name: Text = field(_("Name"))


class NewPerson(Line):
    """Somebody who works here and signs in. superior: the login of another person of the list."""

    login: Text = field(_("Login"))
    name: Text = field(_("Name"))
    department: Text = field(_("Department"))
    posts: list[Text] = field(_("Posts"), default_factory=list)
    superior: Text | None = field(_("Superior"), default=None)
    hired_on: date | None = field(_("Hired on"), default=None)
    language: Text = field(_("Language"), default="")


class NewCompany(Form):
    """What `console init` reads: the company, its departments and warehouses, its first people."""

    company: Text = field(_("Company"))
    departments: list[NewDepartment] = field(_("Departments"), default_factory=list)
    warehouses: list[NewWarehouse] = field(_("Warehouses"), default_factory=list)
    people: list[NewPerson] = field(_("People"), default_factory=list)


_TWICE = _("stands here twice")


def found(
    path: Path, new: NewCompany, *, administrator: tuple[str, str, str], clock: Clock, language: str
) -> Mapping[str, str]:
    """Make the database of a company at `path`; return the employee number of every person by login.

    administrator: login, name and password hash; he may be one of the people. Raises Invalid for people that do
    not fit together, and InvalidForm for records that do not fit their register. language: of the names the program
    gives (departments, places).
    """
    check(new)
    with Database.making(path, kind="company") as database, database.write():
        company = Company(database, clock, CATALOGUE)
        database.set_meta("company", new.company)
        install_calendar(database)
        install_registers(company.registers, company.now(), translation(language))
        defaults = {name: stored_policy(one, one.default) for name, one in CATALOGUE.policies.items()}
        company.policies.install(defaults, company.now())
        _places(company, new, language)
        numbers = _people(company, new)
        _administrator(company, *administrator)
    return numbers


def check(new: NewCompany) -> None:
    """Raise Invalid with everything in the lists that does not fit: keys, logins, posts, departments, superiors."""
    errors = [*_wrong_keys("departments", new.departments), *_wrong_keys("warehouses", new.warehouses)]
    errors += _wrong_people(new)
    if errors:
        raise Invalid(errors)


def _wrong(path: str, of: str, message: Message) -> FieldError:
    return FieldError(path, Message("{key}")(key=of), message)


def _wrong_keys(register: str, rows: Sequence[NewDepartment | NewWarehouse]) -> Iterator[FieldError]:
    keys = [row.key for row in rows]
    for index, key in enumerate(keys):
        wrong = _TWICE if key in keys[:index] else REGISTERS[register].wrong_with_key(key)
        if wrong is not None:
            yield _wrong(f"{register}.{index}.key", key, wrong)


def _wrong_people(new: NewCompany) -> Iterator[FieldError]:
    logins = [person.login.strip().lower() for person in new.people]
    departments = {*FIRST_DEPARTMENTS, *(one.key for one in new.departments)}
    for index, person in enumerate(new.people):
        wrong: list[tuple[str, Message | None]] = [
            ("login", _TWICE if logins.count(logins[index]) > 1 else wrong_with_login(person.login.strip()))
        ]
        if person.department not in departments:
            there_are = ", ".join(sorted(departments))
            wrong.append(("department", _("must be one of: {expected}")(expected=there_are)))
        wrong += [
            ("posts", _("{post} is no post; there are: {posts}")(post=post, posts=", ".join(POSTS)))
            for post in person.posts
            if post not in POSTS
        ]
        if person.superior and person.superior.strip().lower() not in logins:
            wrong.append(("superior", _("there is no {key} in this list")(key=person.superior)))
        if person.language not in ("", *LANGUAGES):
            wrong.append(("language", _("must be one of: {expected}")(expected=", ".join(LANGUAGES))))
        for name, message in wrong:
            if message is not None:
                yield _wrong(f"people.{index}.{name}", person.login, message)


def _places(company: Company, new: NewCompany, language: str) -> None:
    now = company.now()
    for department in new.departments:
        data = {"name": department.name, "headed_by": department.headed_by.value}
        company.registers.put(None, "departments", department.key, data, at=now)
    for warehouse in new.warehouses:
        install_warehouse(company.registers, warehouse.key, warehouse.name, now, translation(language))


def _people(company: Company, new: NewCompany) -> dict[str, str]:
    """Enter the people as employees and as persons; superiors in a second round, since anybody may be one."""
    now = company.now()
    numbers: dict[str, str] = {}
    for index, person in enumerate(new.people):
        data: dict[str, Any] = {"name": person.name, "department": person.department}
        if person.hired_on:
            data["hired_on"] = person.hired_on.isoformat()
        number = _employee(company, index, data)
        login = person.login.strip().lower()
        numbers[login] = number
        added = company.people.add(login, person.name, now, language=person.language, employee=number)
        for post in person.posts:
            department = person.department if post == DEPARTMENT_HEAD else ""
            company.people.appoint(added.id, post, now.date(), department=department)
    for person in new.people:
        if person.superior:
            number = numbers[person.login.strip().lower()]
            data = {
                **(company.registers.data("employees", number) or {}),
                "superior": numbers[person.superior.strip().lower()],
            }
            company.registers.put(None, REGISTERS["employees"].key, number, data, at=now)
    return numbers


def _employee(company: Company, index: int, data: dict[str, Any]) -> str:
    try:
        return add(company.registers, "employees", data, at=company.now())
    except InvalidForm as problem:
        raise Invalid(
            [FieldError(f"people.{index}.{one.path}", one.title, one.message) for one in problem.errors]
        ) from None


def _administrator(company: Company, login: str, name: str, password_hash: str) -> None:
    now = company.now()
    person = company.people.by_login(login) or company.people.add(login, name, now)
    company.people.set_password(person.id, password_hash)
    if ADMINISTRATOR not in {held.post for held in company.people.posts_of(person.id, now.date())}:
        company.people.appoint(person.id, ADMINISTRATOR, now.date())
