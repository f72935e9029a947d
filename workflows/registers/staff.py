"""Employees (员工档案) and departments (部门). Posts are held by persons, see `db.people`."""

from collections.abc import Iterator
from datetime import date

from db.message import _
from workflows.engine.form import Choice, DepartmentRef, EmployeeRef, Line, LongText, Money, Score, Text, field
from workflows.posts import (
    DEPARTMENT_HEAD,
    FINANCE,
    GENERAL_MANAGER,
    HR,
    OFFICE_DIRECTOR,
    POSTS,
    QUALITY_MANAGER,
    SALES_MANAGER,
    SERVICE_SUPERVISOR,
    WAREHOUSE_SUPERVISOR,
    WORKSHOP_LEAD,
)
from workflows.registers.register import Fact, Record, Register

PERSONAL = (HR, FINANCE, GENERAL_MANAGER)
"""The posts that see wages and ID numbers, besides the person himself."""


class HeadPost(Choice):
    """The posts that head a department: a desk's own, or department head for this one department."""

    DEPARTMENT_HEAD = DEPARTMENT_HEAD, POSTS[DEPARTMENT_HEAD].title
    SALES_MANAGER = SALES_MANAGER, POSTS[SALES_MANAGER].title
    WAREHOUSE_SUPERVISOR = WAREHOUSE_SUPERVISOR, POSTS[WAREHOUSE_SUPERVISOR].title
    QUALITY_MANAGER = QUALITY_MANAGER, POSTS[QUALITY_MANAGER].title
    SERVICE_SUPERVISOR = SERVICE_SUPERVISOR, POSTS[SERVICE_SUPERVISOR].title
    WORKSHOP_LEAD = WORKSHOP_LEAD, POSTS[WORKSHOP_LEAD].title
    OFFICE_DIRECTOR = OFFICE_DIRECTOR, POSTS[OFFICE_DIRECTOR].title
    GENERAL_MANAGER = GENERAL_MANAGER, POSTS[GENERAL_MANAGER].title


class Department(Record):
    """A department, under a short key such as sales, and the post that heads it."""

    name: Text = field(_("Name"))
    headed_by: HeadPost = field(_("Headed by"), default=HeadPost.DEPARTMENT_HEAD)
    closed: bool = field(_("Closed"), default=False)


def _facts_of_department(_key: str, department: Department) -> Iterator[Fact]:
    yield "headed-by", department.headed_by.value


DEPARTMENTS = Register(
    "departments",
    _("Departments"),
    Department,
    columns=("headed_by",),
    name=lambda _key, department: department.name,
    active=lambda department: not department.closed,
    facts=_facts_of_department,
)


class EmployeeStatus(Choice):
    """How firmly somebody is employed; who has left is kept and offered no more."""

    PROBATION = "probation", _("probation")
    CONFIRMED = "confirmed", _("confirmed")
    LEFT = "left", _("has left")


class Ability(Line):
    """What an employee knows of a product or service group, 1 to 5; the base of fair allocation."""

    group: Text = field(_("Group"))
    level: Score = field(_("Ability 1–5"))


class Skill(Line):
    """A skill or certificate and when it ends."""

    name: Text = field(_("Name"))
    until: date | None = field(_("Until"), default=None)


class Employee(Record):
    """An employee. Attendance, leave, scores and commission are derived and not kept here."""

    name: Text = field(_("Name"))
    id_number: Text | None = field(_("ID number"), default=None, seen_by=PERSONAL)
    phone: Text | None = field(_("Phone"), default=None)
    department: DepartmentRef = field(_("Department"))
    superior: EmployeeRef | None = field(_("Superior"), default=None)
    status: EmployeeStatus = field(_("Status"), default=EmployeeStatus.CONFIRMED)
    hired_on: date | None = field(_("Hired on"), default=None)
    probation_to: date | None = field(_("Probation or trial to"), default=None)
    working_since: date | None = field(_("First day of working life"), default=None)
    contract_to: date | None = field(_("Contract to"), default=None)
    wage_band: Text | None = field(_("Wage band"), default=None, seen_by=PERSONAL)
    wage: Money | None = field(_("Wage"), default=None, seen_by=PERSONAL)
    insurance_base: Money | None = field(_("Insurance base"), default=None, seen_by=PERSONAL)
    insured: bool = field(_("Insured"), default=False)
    bank_account: Text | None = field(_("Bank account"), default=None, seen_by=PERSONAL)
    abilities: list[Ability] = field(_("Abilities"), default_factory=list)
    skills: list[Skill] = field(_("Skills and certificates"), default_factory=list)
    expert: bool = field(_("Expert adviser"), default=False)
    note: LongText | None = field(_("Note"), default=None)

    def ability(self, group: str) -> int:
        """Return the ability for a group; 1 where none is kept."""
        return next((ability.level for ability in self.abilities if ability.group == group), 1)


def _facts_of_employee(_key: str, employee: Employee) -> Iterator[Fact]:
    yield "department", employee.department
    yield "superior", employee.superior or ""
    yield "status", employee.status.value
    yield "expert", "yes" if employee.expert else ""


EMPLOYEES = Register(
    "employees",
    _("Employees"),
    Employee,
    prefix="E",
    digits=3,
    columns=("department", "status", "superior", "phone", "hired_on"),
    name=lambda _key, employee: employee.name,
    active=lambda employee: employee.status is not EmployeeStatus.LEFT,
    facts=_facts_of_employee,
    texts=lambda employee: (employee.phone or "",),
)
