"""Equipment (设备台账): one card a machine, from its receipt to its scrapping."""

from collections.abc import Iterator
from datetime import date

from db.message import _
from workflows.engine.form import (
    CaseRef,
    Choice,
    Count,
    DepartmentRef,
    LongText,
    Money,
    ProductRef,
    SupplierRef,
    Text,
    field,
)
from workflows.registers.register import Fact, Record, Register


class EquipmentState(Choice):
    """Whether a machine runs."""

    IN_USE = "in-use", _("in use")
    STOPPED = "stopped", _("standing still")
    SCRAPPED = "scrapped", _("scrapped")


class Equipment(Record):
    """A machine. Its net value is derived from cost and life and not kept here."""

    name: Text = field(_("Name"))
    product: ProductRef | None = field(_("Product"), default=None)
    kind: Text | None = field(_("Kind"), default=None)
    workshop: DepartmentRef | None = field(_("Workshop"), default=None)
    supplier: SupplierRef | None = field(_("Supplier"), default=None)
    receipt: CaseRef | None = field(_("Goods receipt"), default=None)
    cost: Money | None = field(_("Cost"), default=None)
    in_use_since: date | None = field(_("In use since"), default=None)
    life_months: Count | None = field(_("Life in months"), default=None)
    running_hours: Count | None = field(_("Running hours"), default=None)
    state: EquipmentState = field(_("State"), default=EquipmentState.IN_USE)
    maintenance_days: Count | None = field(_("Days between maintenance"), default=None)
    next_maintenance: date | None = field(_("Next maintenance"), default=None)
    note: LongText | None = field(_("Note"), default=None)


def _facts(_key: str, machine: Equipment) -> Iterator[Fact]:
    yield "state", machine.state.value
    yield "product", machine.product or ""
    yield "workshop", machine.workshop or ""


EQUIPMENT = Register(
    "equipment",
    _("Equipment"),
    Equipment,
    prefix="EC",
    columns=("state", "kind", "workshop", "next_maintenance", "in_use_since"),
    name=lambda _key, machine: machine.name,
    active=lambda machine: machine.state is not EquipmentState.SCRAPPED,
    facts=_facts,
)
