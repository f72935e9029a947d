"""The fixed lists of the practice company, read from the TOML files beside this module.

Dates in them are relative (years before the first day of the history), so that the company looks current whenever it
is made.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@cache
def read(name: str) -> Mapping[str, Any]:
    """Return a list by the name of its file, as TOML reads it."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Employee:
    """One of the staff. number: as the employee register counts them, in the order of the list."""

    number: str
    login: str
    name: str
    department: str
    posts: tuple[str, ...]
    heads: tuple[str, ...]
    superior: str
    stand_in: str
    years: int
    status: str
    wage: str
    knows: Mapping[str, int]
    expert: bool


@cache
def staff() -> tuple[Employee, ...]:
    """Everybody who works here."""
    return tuple(
        Employee(
            f"E-{index:03}",
            one["login"],
            one["name"],
            one["department"],
            tuple(one["posts"]),
            tuple(one.get("heads", ())),
            one.get("superior", ""),
            one.get("stand_in", ""),
            one["years"],
            one.get("status", "confirmed"),
            one["wage"],
            one.get("knows", {}),
            one.get("expert", False),
        )
        for index, one in enumerate(read("staff")["person"], 1)
    )


@cache
def employee(login: str) -> Employee:
    """One of the staff by login. Raises KeyError."""
    return {one.login: one for one in staff()}[login]


@dataclass(frozen=True, slots=True)
class Goods:
    """A product as its list has it. price, cost: yuan a unit, price "" where none is listed. stock: at the start."""

    code: str
    name: str
    specification: str
    kind: str
    group: str
    unit: str
    decimals: int
    origin: str
    make: str
    national: bool
    durable: bool
    supplier: str
    price: str
    cost: Decimal
    stock: Decimal
    safety: int
    shelf: str


@cache
def goods() -> tuple[Goods, ...]:
    """Every product, in the order of the list."""
    return tuple(_goods())


def _goods() -> Iterator[Goods]:
    for family in read("products")["family"]:
        for code, name, specification, price, cost, stock in family["items"]:
            yield Goods(
                code,
                name,
                specification,
                family["kind"],
                family["group"],
                family["unit"],
                family.get("decimals", 0),
                family.get("origin", "bought"),
                family.get("make", "standard"),
                family.get("national", True),
                family.get("durable", False),
                family.get("supplier", ""),
                price,
                Decimal(cost or "0"),
                Decimal(stock or "0"),
                family["safety"],
                family["shelf"],
            )


def warehouses() -> list[Mapping[str, Any]]:
    """The warehouses, with the shelf letters of their goods."""
    found: list[Mapping[str, Any]] = read("company")["warehouse"]
    return found


def places(warehouse: Mapping[str, Any]) -> list[str]:
    """The shelf places of a warehouse: every letter with its numbered places."""
    return [
        f"{warehouse['key']}/{letter}-{number:02}"
        for letter in warehouse["families"]
        for number in range(1, warehouse["places"] + 1)
    ]


@dataclass(frozen=True, slots=True)
class OnSale:
    """A product on the sales floor. member: its price for members, "" where they pay the list's."""

    code: str
    price: Decimal
    member: str
    quantity: Decimal
    value: Decimal


@cache
def on_sale() -> tuple[OnSale, ...]:
    """What the shop sells, with what lies there when the history begins."""
    known = {one.code: one for one in goods()}
    return tuple(
        OnSale(code, Decimal(known[code].price), member, Decimal(quantity), Decimal(quantity) * known[code].cost)
        for code, quantity, member in read("company")["shop"]["goods"]
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """Goods that lie at a place when the history begins. value: yuan for all of them."""

    product: str
    location: str
    quantity: Decimal
    value: Decimal


def stored(warehouse: Mapping[str, Any]) -> list[Stored]:
    """What lies in a warehouse at the start: each product at one place; the second warehouse has a twentieth of it."""
    found = []
    for index, one in enumerate(goods()):
        if not one.stock or one.shelf not in warehouse["families"]:
            continue
        quantity = one.stock
        if warehouse.get("second"):
            quantity = (one.stock / 20).to_integral_value()
        if quantity:
            place = index % (warehouse["places"] - 1) + 1
            location = f"{warehouse['key']}/{one.shelf}-{place:02}"
            found.append(Stored(one.code, location, quantity, (quantity * one.cost).quantize(Decimal("0.01"))))
    return found
