"""The practice company: complete, sound, the same every time, and with work for everybody."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from db.check import check
from db.database import Database
from db.people import People
from seed_data import SIZES, lists, make_practice
from seed_data.practice import tell_practice
from seed_data.world import midnight
from tests.effort import EFFORT
from tests.seed_data.conftest import TODAY
from workflows.catalogue import CATALOGUE
from workflows.engine.catalogue import Queue
from workflows.engine.clock import FixedClock
from workflows.engine.engine import Engine
from workflows.posts import DESKS, POSTS

MORNING = datetime.combine(TODAY, time(9))
SAME = ("audit", "cases", "tasks", "decisions", "stock_moves", "postings", "leave_moves", "records", "comments")


def test_the_books_are_sound(company: Database) -> None:
    assert check(company) == []


def test_it_is_a_practice_company_where_nobody_has_a_password(company: Database) -> None:
    assert company.kind == "practice"
    assert company.meta("company") == "恒信商贸有限公司"
    assert company.value("SELECT count(*) FROM persons WHERE password_hash IS NOT NULL") == 0


def test_nobody_has_chosen_a_language_yet(company: Database) -> None:
    assert {person.language for person in People(company).all()} == {""}


def test_every_post_is_held_and_nobody_decides_alone(company: Database) -> None:
    people = People(company)
    holders = {post: people.holders(post, TODAY) for post in POSTS}
    assert [post for post, persons in holders.items() if not persons] == []
    assert len(holders["committee"]) == 5
    for post in ("sales-rep", "storekeeper", "inspector", "finance", "callback-agent", "front-desk"):
        assert len(holders[post]) >= 2, post


def test_every_department_has_a_head(company: Database) -> None:
    people = People(company)
    departments = [row["key"] for row in company.rows("SELECT key FROM records WHERE register = 'departments'")]
    assert [key for key in departments if not people.heads(key, TODAY)] == []


def test_the_registers_are_full(company: Database) -> None:
    counted = {
        row["register"]: row["n"]
        for row in company.rows("SELECT register, count(*) AS n FROM records GROUP BY register")
    }
    filed = company.value("SELECT count(*) FROM cases WHERE process = 'lead' AND json_extract(form, '$.filed')")
    assert counted["customers"] == 60 + filed
    assert counted["suppliers"] == 15
    assert counted["products"] == 200
    assert 100 < counted["price-list"] < 200  # some have none on purpose
    assert counted["employees"] == len(lists.staff())


def test_nothing_is_to_be_kept_in_larger_numbers_than_at_most(company: Database) -> None:
    said = company.rows(
        "SELECT key FROM records WHERE register = 'products'"
        " AND CAST(data ->> '$.safety_stock' AS REAL) > CAST(data ->> '$.maximum' AS REAL)"
    )
    assert list(said) == []


def test_every_queue_of_a_process_that_is_built_has_work_for_somebody(small: Path) -> None:
    assert _empty_queues(small) == []


def _empty_queues(path: Path) -> list[str]:
    """The queues nobody at their desk finds anything in."""
    database = Database.open(path)
    engine = Engine(database, FixedClock(MORNING), CATALOGUE)
    offices = [engine.office(person.id, door="test") for person in People(database).all() if not person.disabled]
    most: dict[str, int] = {}
    for office in offices:
        for desk in DESKS:
            for tab in office.queues(desk):
                name = f"{desk}/{tab.key}"
                most[name] = max(most.get(name, 0), tab.count)
    database.close()
    fed = {f"{queue.desk.key}/{queue.key}" for queue in CATALOGUE.queues if _is_fed(queue)}
    return [name for name, count in most.items() if not count and name in fed]


def _is_fed(queue: Queue) -> bool:
    """Whether a process that is built can put something there."""
    if queue.steps:
        return any(process in CATALOGUE.processes for process, _step in queue.steps)
    return queue.every_desk or any(process.desk == queue.desk for process in CATALOGUE.processes.values())


def test_the_same_day_gives_the_same_company_and_its_progress_is_told(small: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    told: list[float] = []
    make_practice(again, size="small", now=midnight(TODAY), progress=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] < 0.2
    assert 0.8 < told[-1] <= 1
    first, second = Database.open(small), Database.open(again)
    for table in SAME:
        sql = f"SELECT * FROM {table} ORDER BY 1"
        assert [tuple(row) for row in first.rows(sql)] == [tuple(row) for row in second.rows(sql)], table
    first.close()
    second.close()


MOMENTS = [
    (datetime(2026, 2, 20), 0.4),
    (datetime(2026, 10, 9, 14, 30), 0.25),
    (datetime(2027, 1, 3), 0.25),
    (datetime(2026, 11, 27, 21, 40), 0.25),
]
"""When it is made, and what share of its open work is late then at most: in the spring holidays, which are the hardest;
in the afternoon, after a week of holidays; on a Sunday early in the year; in the evening."""


@pytest.mark.thorough
@pytest.mark.parametrize(("now", "most"), MOMENTS if EFFORT > 1 else MOMENTS[:2], ids=str)
def test_it_can_be_made_at_any_moment(now: datetime, most: float, tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    assert tell_practice(path, SIZES["small"], now, "en", None) == []
    database = Database.open(path)
    assert check(database) == []
    latest = database.value("SELECT max(at) FROM decisions")
    assert latest < f"{now + timedelta(seconds=1)}"
    assert 0.05 < _late(database, now) < most
    database.close()


def test_a_part_of_the_open_work_is_late_and_the_rest_is_not(company: Database) -> None:
    assert 0.05 < _late(company, MORNING) < 0.25


def _late(database: Database, now: datetime) -> float:
    """The share of the open tasks that is past its deadline."""
    opened = "SELECT count(*) FROM tasks WHERE closed_at IS NULL AND draft = 0"
    late: int = database.value(f"{opened} AND due_at < ?", (f"{now}",))
    return late / float(database.value(opened))
