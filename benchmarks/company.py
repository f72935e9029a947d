"""A small practice company for measuring, and as many further open tasks in it as wanted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from db.convert import to_text
from db.database import Database
from seed_data.practice import make_practice
from workflows.catalogue import CATALOGUE
from workflows.engine.clock import FixedClock, SystemClock
from workflows.engine.engine import Engine

SUPERVISOR = "warehouse-supervisor"
_DUE_SPREAD = 40 * 24 * 60
"""Minutes over which deadlines are spread."""


@contextmanager
def company() -> Iterator[Engine]:
    """Yield a practice company of its own, gone afterwards."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "company" / "practice.db"
        make_practice(path, size="small")
        db = Database.open(path)
        try:
            yield Engine(db, FixedClock(SystemClock().now()), CATALOGUE)
        finally:
            db.close()


def supervisor(engine: Engine) -> int:
    """Return the person who is the warehouse supervisor."""
    people, today = engine.company.people, engine.company.now().date()
    return people.holders(SUPERVISOR, today)[0].id


def fill(engine: Engine, upto: int) -> None:
    """Add write-offs that wait for the warehouse supervisor until that many do.

    Straight into the tables: what is measured is reading a long queue, and a million decisions would take an hour.
    """
    db, now = engine.company.db, engine.company.now()
    keeper = engine.company.people.holders("storekeeper", now.date())[0].id
    first: int = (db.value("SELECT max(id) FROM cases") or 0) + 1
    task: int = (db.value("SELECT max(id) FROM tasks") or 0) + 1
    held: int = db.value("SELECT count(*) FROM task_actors WHERE actor = ?", (f"post:{SUPERVISOR}",))
    opened = to_text(now)
    with db.write():
        for start in range(held, upto, 50_000):
            many = range(start, min(start + 50_000, upto))
            db.run_many(
                "INSERT INTO cases (id, process, version, number, form, seq, opener_id, requester_id, opened_at,"
                " submitted_at, subject, amount) VALUES (?, 'write-off', 1, ?, '{}', 1, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        first + n,
                        f"WO-{now.year - 1}-{n:07}",
                        keeper,
                        keeper,
                        opened,
                        opened,
                        f"Main store {n}",
                        n * 37 % 900_000,
                    )
                    for n in many
                ],
            )
            db.run_many(
                "INSERT INTO tasks (id, case_id, process, step, round, deciding, slots, opened_at, due_at, amount)"
                " VALUES (?, ?, 'write-off', 'review', 1, 1, ?, ?, ?, ?)",
                [
                    (
                        task + n, first + n, f'[["post:{SUPERVISOR}"]]', opened,
                        to_text(now + timedelta(minutes=n * 7919 % _DUE_SPREAD)), n * 37 % 900_000,
                    )
                    for n in many
                ],
            )  # fmt: skip
            db.run_many(
                "INSERT INTO task_actors (actor, task_id) VALUES (?, ?)",
                [(f"post:{SUPERVISOR}", task + n) for n in many],
            )
        db.utils.execute("ANALYZE")
