"""The registers (档案): master data every process refers to, one file a group of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from db.registers import Description
from workflows.registers.cards import CARDS
from workflows.registers.customers import CUSTOMERS
from workflows.registers.equipment import EQUIPMENT
from workflows.registers.places import LOCATIONS, UNITS, WAREHOUSES
from workflows.registers.plans import PLANS
from workflows.registers.products import PRICE_LIST, PRODUCTS
from workflows.registers.register import Record, Register
from workflows.registers.staff import DEPARTMENTS, EMPLOYEES
from workflows.registers.suppliers import SUPPLIERS

REGISTERS: Mapping[str, Register[Any]] = MappingProxyType(
    {
        register.key: register
        for register in (
            CUSTOMERS,
            SUPPLIERS,
            PRODUCTS,
            PRICE_LIST,
            WAREHOUSES,
            LOCATIONS,
            EMPLOYEES,
            DEPARTMENTS,
            UNITS,
            PLANS,
            EQUIPMENT,
            CARDS,
        )
    }
)


def describe(register: str, key: str, data: Mapping[str, Any]) -> Description:
    """Check a record and say what it is called and found by; what `db.registers.Registers` asks.

    Raises KeyError for an unknown register, InvalidForm where key or data do not fit.
    """
    return REGISTERS[register].describe(key, data)


__all__ = ["REGISTERS", "Record", "Register", "describe"]
