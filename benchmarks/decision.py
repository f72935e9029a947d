"""A whole decision against a bare transaction that writes the same rows: guards, rights, effects, audit, disk and all."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks import Figure
from benchmarks.company import company
from db.database import Database
from db.locations import kind
from db.stock_book import Balance
from workflows.engine.engine import Engine
from workflows.engine.office import Office

TURNS = 60
_KEYS = count(1)
Statements = list[tuple[str, Any]]


def measure() -> Iterator[Figure]:
    """Take each decision sixty times, each followed by its own rows written bare into a copy of the company."""
    with company() as engine, TemporaryDirectory() as folder:
        for name, (decider, cases, action) in {
            "confirm a write-off": _write_offs(engine),
            "release an order": _orders(engine),
        }.items():
            whole, bare = _compared(engine, Path(folder) / "copy.db", decider, cases, action)
            yield Figure(f"{name}, decided", whole, "ms")
            yield Figure(f"{name}, its rows written bare", bare, "ms")
            yield Figure(f"{name}, bare against decided", bare / whole, "x")


def _compared(engine: Engine, copy: Path, office: Office, cases: Sequence[int], action: str) -> tuple[float, float]:
    """Return the medians, in ms, of deciding and of writing the same rows bare, taken in turns."""
    engine.company.db.truncate_log()
    shutil.copy(engine.company.db.path, copy)
    mirror, recorded = Database.open(copy), _recorded(engine.company.db)
    decided, written = [], []
    try:
        for case in cases:
            recorded.clear()
            decided.append(_took(partial(office.act, case, action, key=f"benchmark-{next(_KEYS)}")))
            written.append(_took(partial(_write, mirror, list(recorded))))
    finally:
        mirror.close()
        copy.unlink()
    return median(decided), median(written)


def _recorded(db: Database) -> Statements:
    """Note from now on every statement that changes something."""
    made: Statements = []
    run, run_many = db.run, db.run_many

    def noting(sql: str, params: Any = ()) -> int:
        made.append((sql, params))
        return run(sql, params)

    def noting_many(sql: str, many: Sequence[Any]) -> None:
        made.extend((sql, params) for params in many)
        run_many(sql, many)

    db.run, db.run_many = noting, noting_many  # type: ignore[method-assign]
    return made


def _write(db: Database, rows: Statements) -> None:
    with db.write():
        for sql, params in rows:
            db.run(sql, params)


def _took(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return (perf_counter() - start) * 1e3


def _office(engine: Engine, post: str) -> Office:
    holder = engine.company.people.holders(post, engine.company.now().date())[0]
    return engine.office(holder.id, door="benchmark")


def _submitted(office: Office, process: str, values: dict[str, Any]) -> int:
    return office.open(process, values, submit=True, key=f"benchmark-{next(_KEYS)}").case_id


def _write_offs(engine: Engine) -> tuple[Office, list[int], str]:
    """Write-offs of three lines each, which wait for the warehouse supervisor."""
    stock = engine.company.stock
    held = max(_on_shelves(engine), key=lambda one: one.free)
    turns = min(TURNS, int(stock.free(held.product, held.location) // 3))
    keeper = _office(engine, "storekeeper")
    line = {"product": held.product, "location": held.location, "quantity": "1", "cause": "natural"}
    values = {"warehouse": held.location.split("/")[0], "lines": [line] * 3}
    cases = [_submitted(keeper, "write-off", values) for _turn in range(turns)]
    return _office(engine, "warehouse-supervisor"), cases, "confirm"


def _orders(engine: Engine) -> tuple[Office, list[int], str]:
    """Orders by telephone over all account customers, which the sales manager releases: no contract stands behind them."""
    registers, today = engine.company.registers, engine.company.now().date()
    prices = {one.key: one.data["prices"][-1]["price"] for one in registers.page("price-list", limit=500)}
    held = max((one for one in _on_shelves(engine) if one.product in prices), key=lambda one: one.free)
    customers = [
        one for one in registers.page("customers", limit=500)
        if one.data.get("owner") and one.data.get("terms") == "account" and one.data.get("state") == "active"
    ]  # fmt: skip
    cases = []
    for customer in islice(cycle(customers), min(TURNS, int(held.free))):
        owner = engine.company.people.by_employee(customer.data["owner"])
        assert owner is not None
        values = {
            "customer": customer.key, "basis": "phone", "basis_note": f"Li, {today}", "terms": "account",
            "warehouse": held.location.split("/")[0], "address": "Jianshe Road 3",
            "lines": [{"product": held.product, "quantity": "1", "price": prices[held.product]}],
        }  # fmt: skip
        cases.append(_submitted(engine.office(owner.id, door="benchmark"), "sales-order", values))
    return _office(engine, "sales-manager"), cases, "release"


def _on_shelves(engine: Engine) -> list[Balance]:
    return [one for one in engine.company.stock.balances(limit=2000) if kind(one.location) == "shelf" and not one.lot]
