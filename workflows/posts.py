"""Desks and posts: the positions a person can hold, and who stands in when nobody may act.

Permissions hang on posts. A task nobody eligible is left for goes to the fallback of its post, then to that
post's fallback; it waits there rather than pass by itself, and overdue tasks escalate along the same line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from db.message import Message, _


@dataclass(frozen=True, slots=True)
class Desk:
    """One of the four work places of the console (工作台)."""

    key: str
    title: Message


@dataclass(frozen=True, slots=True)
class Post:
    """A position a person holds (岗位).

    `fallback` is the key of the post that acts when nobody eligible holds this one; None: the task waits.
    A post that falls back to `department-head` means the head of the holder's own department.
    """

    key: str
    title: Message
    desk: str
    fallback: str | None


SALES = Desk("sales", _("Sales"))
WAREHOUSE = Desk("warehouse", _("Warehouse"))
SERVICE = Desk("service", _("Customer service"))
MANAGEMENT = Desk("management", _("Management"))

DESKS: Mapping[str, Desk] = MappingProxyType({desk.key: desk for desk in (SALES, WAREHOUSE, SERVICE, MANAGEMENT)})

SALES_REP = "sales-rep"
LEAD_CLERK = "lead-clerk"
ESTIMATOR = "estimator"
DESIGNER = "designer"
SALES_CLERK = "sales-clerk"
SALES_MANAGER = "sales-manager"

STOREKEEPER = "storekeeper"
INSPECTOR = "inspector"
CATALOGUER = "cataloguer"
SHIPPING_CLERK = "shipping-clerk"
PURCHASER = "purchaser"
PLANNER = "planner"
WORKSHOP_LEAD = "workshop-lead"
EQUIPMENT_KEEPER = "equipment-keeper"
GUARD = "guard"
WAREHOUSE_SUPERVISOR = "warehouse-supervisor"
QUALITY_MANAGER = "quality-manager"

FRONT_DESK = "front-desk"
SERVICE_AGENT = "service-agent"
AFTER_SALES = "after-sales"
CALLBACK_AGENT = "callback-agent"
CASHIER = "cashier"
TECHNICIAN = "technician"
PLACEMENT_OFFICER = "placement-officer"
SERVICE_SUPERVISOR = "service-supervisor"

FINANCE = "finance"
HR = "hr"
ARCHIVIST = "archivist"
BUDGET_OFFICER = "budget-officer"
ENGINEER = "engineer"
SITE_MANAGER = "site-manager"
MATERIALS_OFFICER = "materials-officer"
DEPARTMENT_HEAD = "department-head"
OFFICE_DIRECTOR = "office-director"
COMMITTEE = "committee"
GENERAL_MANAGER = "general-manager"
ADMINISTRATOR = "administrator"


def _posts() -> Iterator[Post]:
    for key, title in (
        (SALES_REP, _("Sales representative")),
        (LEAD_CLERK, _("Lead clerk")),
        (ESTIMATOR, _("Estimator")),
        (DESIGNER, _("Designer")),
        (SALES_CLERK, _("Sales clerk")),
    ):
        yield Post(key, title, SALES.key, SALES_MANAGER)
    yield Post(SALES_MANAGER, _("Sales manager"), SALES.key, GENERAL_MANAGER)

    yield Post(STOREKEEPER, _("Storekeeper"), WAREHOUSE.key, WAREHOUSE_SUPERVISOR)
    yield Post(INSPECTOR, _("Inspector"), WAREHOUSE.key, QUALITY_MANAGER)
    for key, title in (
        (CATALOGUER, _("Cataloguer")),
        (SHIPPING_CLERK, _("Shipping clerk")),
        (PURCHASER, _("Purchaser")),
        (PLANNER, _("Production planner")),
        (WORKSHOP_LEAD, _("Workshop lead")),
        (EQUIPMENT_KEEPER, _("Equipment keeper")),
        (GUARD, _("Gate guard")),
    ):
        yield Post(key, title, WAREHOUSE.key, WAREHOUSE_SUPERVISOR)
    yield Post(WAREHOUSE_SUPERVISOR, _("Warehouse supervisor"), WAREHOUSE.key, GENERAL_MANAGER)
    yield Post(QUALITY_MANAGER, _("Quality manager"), WAREHOUSE.key, GENERAL_MANAGER)

    for key, title in (
        (FRONT_DESK, _("Front desk")),
        (SERVICE_AGENT, _("Service agent")),
        (AFTER_SALES, _("After-sales agent")),
        (CALLBACK_AGENT, _("Callback agent")),
        (CASHIER, _("Cashier")),
        (TECHNICIAN, _("Technician")),
        (PLACEMENT_OFFICER, _("Placement officer")),
    ):
        yield Post(key, title, SERVICE.key, SERVICE_SUPERVISOR)
    yield Post(SERVICE_SUPERVISOR, _("Service supervisor"), SERVICE.key, GENERAL_MANAGER)

    yield Post(FINANCE, _("Finance"), MANAGEMENT.key, GENERAL_MANAGER)
    yield Post(HR, _("Human resources"), MANAGEMENT.key, OFFICE_DIRECTOR)
    yield Post(ARCHIVIST, _("Archivist"), MANAGEMENT.key, OFFICE_DIRECTOR)
    for key, title in (
        (BUDGET_OFFICER, _("Budget officer")),
        (ENGINEER, _("Engineer")),
        (SITE_MANAGER, _("Site manager")),
        (MATERIALS_OFFICER, _("Materials officer")),
    ):
        yield Post(key, title, MANAGEMENT.key, DEPARTMENT_HEAD)
    yield Post(DEPARTMENT_HEAD, _("Department head"), MANAGEMENT.key, GENERAL_MANAGER)
    yield Post(OFFICE_DIRECTOR, _("Office director"), MANAGEMENT.key, GENERAL_MANAGER)
    yield Post(GENERAL_MANAGER, _("General manager"), MANAGEMENT.key, COMMITTEE)
    yield Post(COMMITTEE, _("Committee member"), MANAGEMENT.key, None)
    yield Post(ADMINISTRATOR, _("Administrator"), MANAGEMENT.key, None)


POSTS: Mapping[str, Post] = MappingProxyType({post.key: post for post in _posts()})


def fallbacks(post: str) -> tuple[str, ...]:
    """Return the posts that act instead of `post`, nearest first; empty where the task waits.

    The administrator decides nothing, so nobody's line leads there and his own is empty.
    """
    line: list[str] = []
    following = POSTS[post].fallback
    while following is not None:
        line.append(following)
        following = POSTS[following].fallback
    return tuple(line)
