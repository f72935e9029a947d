"""What the registers of a new company hold: its departments, and the places every company has."""

from datetime import datetime

from db.locations import INSPECTION, INSPECTION_RETURNED, REJECTED, REJECTED_STORED
from db.message import Message, Translate, _
from db.registers import Registers
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
