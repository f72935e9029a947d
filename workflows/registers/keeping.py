"""Keeping the registers by hand or from a list: giving numbers, and refusing references to nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db.message import _
from db.registers import Registers
from workflows.engine.form import FieldError, InvalidForm, Ref, references, title_of
from workflows.registers import REGISTERS
from workflows.registers.places import LOCATIONS, WAREHOUSES, warehouse_of
from workflows.registers.register import Record


def add(
    registers: Registers,
    register: str,
    data: Mapping[str, Any],
    *,
    at: datetime,
    decision_id: int | None = None,
    key: str = "",
) -> str:
    """Add a record, inside `db.write()`; return its key.

    Without `key` a numbered register gives the next number. Raises KeyError for an unknown register,
    InvalidForm where the key is taken or missing, or the data does not fit or refers to nothing.
    """
    declared = REGISTERS[register]
    if not key and declared.prefix:
        key = declared.numbered(registers.next_number(register))
    if registers.get(register, key) is not None:
        raise InvalidForm([FieldError("key", _("Key"), _("{key} is in the register already")(key=key))])
    described = declared.describe(key, data)
    refuse_references_to_nothing(registers, register, key, declared.read(described.data))
    number = declared.number_in(key)
    if number is not None:
        registers.number_taken(register, number)
    registers.put(decision_id, register, key, described.data, at=at, seen=0)
    return key


def change(
    registers: Registers,
    register: str,
    key: str,
    data: Mapping[str, Any],
    *,
    at: datetime,
    seen: int,
    decision_id: int | None = None,
) -> int:
    """Replace the data of a record, inside `db.write()`; return its new version.

    seen: the version the person looked at. Raises InvalidForm, or RecordChanged if somebody was faster.
    """
    described = REGISTERS[register].describe(key, data)
    refuse_references_to_nothing(registers, register, key, REGISTERS[register].read(described.data))
    return registers.put(decision_id, register, key, described.data, at=at, seen=seen)


def refuse_references_to_nothing(registers: Registers, register: str, key: str, record: Record) -> None:
    """Raise InvalidForm naming every field that refers to a record there is not.

    A record that is offered no more may still be referred to: a customer keeps the owner who has left.
    """
    errors = [
        FieldError(
            path,
            title_of(type(record), path),
            _("{key} is not in the register; look it up by name, pinyin initials or code")(key=referred),
        )
        for path, ref, referred in references(record)
        if isinstance(ref, Ref) and referred != key and registers.get(ref.register, referred) is None
    ]
    warehouse = warehouse_of(key) if register == LOCATIONS.key else ""
    if warehouse and registers.get(WAREHOUSES.key, warehouse) is None:
        errors.append(FieldError("key", _("Key"), _("there is no warehouse {key}")(key=warehouse)))
    if errors:
        raise InvalidForm(errors)
