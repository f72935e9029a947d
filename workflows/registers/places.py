"""Warehouses and locations (仓库与货位), and the units the company looks after (房屋档案)."""

from collections.abc import Iterator
from datetime import date

from db.locations import kind
from db.message import Message, _
from workflows.engine.form import CaseRef, Choice, CustomerRef, LongText, Money, Quantity, Text, field
from workflows.registers.field_types import Number
from workflows.registers.register import Fact, Record, Register

_COUNTS = ("shipment", "stocktake")
"""Picking blocks a place where goods are missing, a count frees it."""


class Warehouse(Record):
    """A warehouse, under a short key such as MAIN."""

    name: Text = field(_("Name"))
    address: Text | None = field(_("Address"), default=None)
    closed: bool = field(_("Closed"), default=False)
    note: LongText | None = field(_("Note"), default=None)


def _form_of_warehouse(key: str) -> Message | None:
    try:
        known = f"{kind(f'{key}/A-01')}" == "shelf"
    except ValueError:
        known = False
    return None if known and "/" not in key else _("a short word such as MAIN, without a slash")


WAREHOUSES = Register(
    "warehouses",
    _("Warehouses"),
    Warehouse,
    columns=("address",),
    name=lambda _key, warehouse: warehouse.name,
    active=lambda warehouse: not warehouse.closed,
    form_of_key=_form_of_warehouse,
)


class Location(Record):
    """A place goods can lie, under a key such as MAIN/A-03; what kind it is follows from the key.

    Nothing may be moved from or to a blocked place.
    """

    name: Text = field(_("Name"))
    blocked: bool = field(_("Blocked"), default=False, kept_by=_COUNTS)
    blocked_by: CaseRef | None = field(_("Blocked until counted, by"), default=None, kept_by=_COUNTS)
    closed: bool = field(_("Closed"), default=False)
    note: LongText | None = field(_("Note"), default=None)


def warehouse_of(location: str) -> str:
    """Return the key of the warehouse a place belongs to; '' for one that is in no warehouse."""
    first, slash, _place = location.partition("/")
    return first if slash and kind(location) in ("shelf", "dispatch", "scrap-yard") else ""


def _form_of_location(key: str) -> Message | None:
    try:
        kind(key)
    except ValueError:
        return _("write it as MAIN/A-03: the warehouse, a slash, the place")
    return None


def _facts_of_location(key: str, location: Location) -> Iterator[Fact]:
    yield "kind", kind(key).value
    yield "warehouse", warehouse_of(key)
    yield "blocked", "yes" if location.blocked else ""


LOCATIONS = Register(
    "locations",
    _("Locations"),
    Location,
    columns=("blocked", "blocked_by"),
    name=lambda _key, location: location.name,
    active=lambda location: not location.closed,
    facts=_facts_of_location,
    form_of_key=_form_of_location,
)


class UnitUse(Choice):
    """What a unit is for."""

    HOME = "home", _("home")
    OFFICE = "office", _("office")


class UnitState(Choice):
    """Who has the unit."""

    VACANT = "vacant", _("vacant")
    TAKEN_OVER = "taken-over", _("taken over")
    LEASED = "leased", _("leased")
    OCCUPIED = "occupied", _("occupied")


class PropertyUnit(Record):
    """A home or an office in a building the company looks after, under its number (3-1202)."""

    building: Text = field(_("Building"))
    use: UnitUse = field(_("Used as"), default=UnitUse.HOME)
    area: Quantity = field(_("Area m²"))
    state: UnitState = field(_("State"), default=UnitState.VACANT)
    owner: CustomerRef | None = field(_("Unit owner"), default=None)
    tenant: CustomerRef | None = field(_("Tenant"), default=None)
    lease_from: date | None = field(_("Lease from"), default=None)
    lease_to: date | None = field(_("Lease to"), default=None)
    residents: list[Text] = field(_("Residents"), default_factory=list)
    fee_rate: Money | None = field(_("Fee per m² and month"), default=None)
    fee_paid_to: date | None = field(_("Fee paid to"), default=None)
    papers: LongText | None = field(_("Proofs and manuals"), default=None)
    plan: LongText | None = field(_("Plan for the vacant unit"), default=None)
    spaces: Number | None = field(_("Parking spaces allowed"), default=None)


def _facts_of_unit(_key: str, unit: PropertyUnit) -> Iterator[Fact]:
    yield "building", unit.building
    yield "state", unit.state.value
    yield "owner", unit.owner or ""
    yield "tenant", unit.tenant or ""


UNITS = Register(
    "units",
    _("Property units"),
    PropertyUnit,
    columns=("state", "use", "area", "owner", "tenant", "fee_paid_to"),
    name=lambda key, unit: f"{unit.building} {key}",
    facts=_facts_of_unit,
    texts=lambda unit: unit.residents,
)
