"""What the registers of a new company hold: its departments, and the places every company has."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from db.locations import INSPECTION, INSPECTION_RETURNED, REJECTED, REJECTED_STORED
from db.message import Message, Translate, _
from db.registers import Registers
from workflows.i18n import LANGUAGES, translation
from workflows.posts import (
    DEPARTMENT_HEAD,
    GENERAL_MANAGER,
    OFFICE_DIRECTOR,
    QUALITY_MANAGER,
    SALES_MANAGER,
    SERVICE_SUPERVISOR,
    WAREHOUSE_SUPERVISOR,
    WORKSHOP_LEAD,
)
from workflows.registers.places import LOCATIONS, WAREHOUSES
from workflows.registers.staff import DEPARTMENTS

_DEPARTMENTS: tuple[tuple[str, Message, str], ...] = (
    ("sales", _("Sales department"), SALES_MANAGER),
    ("warehouse", _("Warehouse department"), WAREHOUSE_SUPERVISOR),
    ("quality", _("Quality department"), QUALITY_MANAGER),
    ("workshop", _("Workshop"), WORKSHOP_LEAD),
    ("service", _("Customer-service department"), SERVICE_SUPERVISOR),
    ("call-centre", _("Call centre"), DEPARTMENT_HEAD),
    ("cleaning", _("Cleaning department"), DEPARTMENT_HEAD),
    ("security", _("Security department"), DEPARTMENT_HEAD),
    ("engineering", _("Engineering department"), DEPARTMENT_HEAD),
    ("projects", _("Project department"), DEPARTMENT_HEAD),
    ("materials", _("Materials department"), DEPARTMENT_HEAD),
    ("finance", _("Finance department"), DEPARTMENT_HEAD),
    ("personnel", _("Personnel department"), DEPARTMENT_HEAD),
    ("office", _("Office"), OFFICE_DIRECTOR),
    ("management", _("General management"), GENERAL_MANAGER),
)
FIRST_DEPARTMENTS = tuple(key for key, _name, _headed_by in _DEPARTMENTS)
"""The keys of the departments every company starts with."""

_PLACES: tuple[tuple[str, Message], ...] = (
    ("shop", _("Sales floor")),
    ("service-desk", _("Service counter")),
    (INSPECTION, _("Arrivals and returns to inspect")),
    (INSPECTION_RETURNED, _("Own goods back, to inspect")),
    (REJECTED, _("Refused on arrival")),
    (REJECTED_STORED, _("Stored goods found bad")),
    ("on-loan", _("On loan")),
)
_OF_EVERY_WAREHOUSE: tuple[tuple[str, Message], ...] = (
    ("dispatch", _("Picked and packed goods")),
    ("scrap-yard", _("Scrap yard")),
)


@cache
def _given() -> dict[tuple[str, str], tuple[Message, frozenset[str]]]:
    """Return what the program gives a name to, by register and key: the name, and how it reads in every language."""
    named: list[tuple[str, str, Message]] = [
        *((DEPARTMENTS.key, key, name) for key, name, _headed_by in _DEPARTMENTS),
        *((LOCATIONS.key, key, name) for key, name in _PLACES),
        *((LOCATIONS.key, f"/{key}", name) for key, name in _OF_EVERY_WAREHOUSE),
    ]
    return {(register, key): (name, frozenset(_in_every_language(name))) for register, key, name in named}


def _in_every_language(name: Message) -> Iterator[str]:
    return (name.render(translation(language)) for language in LANGUAGES)


def as_given(register: str, key: str, name: str) -> Message | str:
    """Return a name the program gave as a message, for everybody in his language; one that people gave as it is.

    Names are data, written in one language when the company is made; only those nobody has changed since are read
    as what they were made from.
    """
    given = _given()
    if (register, key) in given:
        message, read = given[register, key]
        return message if name in read else name
    if register == LOCATIONS.key and (found := given.get((register, f"/{key.partition('/')[2]}"))):
        message, read = found
        for place in read:
            if name.endswith(f" {place}"):
                return _("{warehouse} {place}")(warehouse=name.removesuffix(f" {place}"), place=message)
    return name


def given_as(register: str, text: str) -> list[str]:
    """Return the keys of what the program gave a name to that has this text in any language."""
    wanted = text.casefold().strip()
    return [
        key
        for (owner, key), (_name, read) in _given().items()
        if owner == register and any(wanted in name.casefold() for name in read)
    ]


def install_registers(registers: Registers, at: datetime, translate: Translate) -> None:
    """Add the departments and places that are missing, inside `db.write()`.

    Their names are data and are written in the language `translate` speaks.
    """
    for key, name, headed_by in _DEPARTMENTS:
        _add(registers, DEPARTMENTS.key, key, {"name": name.render(translate), "headed_by": headed_by}, at)
    for key, name in _PLACES:
        _add(registers, LOCATIONS.key, key, {"name": name.render(translate)}, at)


def install_warehouse(registers: Registers, key: str, name: str, at: datetime, translate: Translate) -> None:
    """Add a warehouse with the places every warehouse has, inside `db.write()`."""
    _add(registers, WAREHOUSES.key, key, {"name": name}, at)
    install_places(registers, key, name, at, translate, decision=None)


def install_places(
    registers: Registers, key: str, name: str, at: datetime, translate: Translate, *, decision: int | None
) -> None:
    """Add the places every warehouse has and this one has not yet, inside `db.write()`."""
    for place, called in _OF_EVERY_WAREHOUSE:
        data = {"name": f"{name} {called.render(translate)}"}
        _add(registers, LOCATIONS.key, f"{key}/{place}", data, at, decision)


def _add(
    registers: Registers, register: str, key: str, data: dict[str, str], at: datetime, decision: int | None = None
) -> None:
    if registers.get(register, key) is None:
        registers.put(decision, register, key, data, at=at)
