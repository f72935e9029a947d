"""Signing in: who may, how often, and that a refusal tells nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from console.accounts import PasswordRefused, SignInRefused, confirm, delay_after, set_password, sign_in
from console.passwords import Passwords, Verified
from db.database import Database
from db.people import People, Person
from tests.sharing import copy_of
from workflows.engine.clock import FixedClock

FAST = Passwords(memory_kib=8, passes=1)
NOW = datetime(2026, 6, 9, 9, 0)
RIGHT, WRONG = "correct horse", "battery staple"


def company(path: Path, kind: Literal["company", "practice"] = "company") -> Database:
    database = Database.create(path / f"{kind}.db", kind=kind)
    people = People(database)
    with database.write():
        people.add("chen", "陈", NOW, password_hash=FAST.hash(RIGHT))
        gone = people.add("gone", "Gone", NOW, password_hash=FAST.hash(RIGHT))
        people.disable(gone.id, NOW)
        people.add("new", "New", NOW)
    return database


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts")
    company(path).close()
    return path / "company.db"


@pytest.fixture
def db(template: Path, tmp_path: Path) -> Iterator[Database]:
    database = Database.open(copy_of(template, tmp_path))
    yield database
    database.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


def enter(db: Database, clock: FixedClock, login: str, password: str | None) -> Person | None:
    """The person who signed in, or None for a refusal."""
    try:
        return sign_in(db, clock, login, password, passwords=FAST)
    except SignInRefused:
        return None


def failures(db: Database, login: str = "chen") -> int:
    found = People(db).credentials(login)
    assert found is not None
    return found.failed_attempts


def test_the_right_password_signs_in(db: Database, clock: FixedClock) -> None:
    person = sign_in(db, clock, "Chen", RIGHT, passwords=FAST)
    assert person.name == "陈"
    assert failures(db) == 0


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("chen", WRONG),
        ("nobody", RIGHT),
        ("gone", RIGHT),
        ("new", ""),
        ("", ""),
        pytest.param("chen", "x" * 5000, id="endless"),
        ("chen", None),
    ],
)
def test_every_refusal_says_the_same(db: Database, clock: FixedClock, login: str, password: str | None) -> None:
    with pytest.raises(SignInRefused) as refusal:
        sign_in(db, clock, login, password, passwords=FAST)
    assert str(refusal.value) == str(SignInRefused())


def test_after_three_wrong_ones_even_the_right_password_waits(db: Database, clock: FixedClock) -> None:
    for _ in range(3):
        assert enter(db, clock, "chen", WRONG) is None
    assert enter(db, clock, "chen", RIGHT) is None
    clock.advance(timedelta(seconds=1))
    assert enter(db, clock, "chen", RIGHT) is not None
    assert failures(db) == 0
    assert enter(db, clock, "chen", WRONG) is None
    assert enter(db, clock, "chen", RIGHT) is not None


def test_an_attempt_that_comes_too_early_does_not_prolong_the_wait(db: Database, clock: FixedClock) -> None:
    for _ in range(30):
        enter(db, clock, "chen", WRONG)
    assert failures(db) == 3


def test_the_delay_doubles_to_five_minutes_and_no_further() -> None:
    seconds = [int(delay_after(failures).total_seconds()) for failures in range(14)]
    assert seconds == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert delay_after(10_000) == timedelta(minutes=5)


def test_nobody_is_locked_out_for_good(db: Database, clock: FixedClock) -> None:
    for _ in range(40):
        enter(db, clock, "chen", WRONG)
        clock.advance(timedelta(minutes=5))
    assert failures(db) == 40
    assert enter(db, clock, "chen", RIGHT) is not None


def test_a_clock_that_was_set_back_locks_nobody_out(db: Database, clock: FixedClock) -> None:
    for _ in range(3):
        enter(db, clock, "chen", WRONG)
    clock.set(NOW - timedelta(days=1))
    assert enter(db, clock, "chen", RIGHT) is not None


def test_wrong_passwords_of_one_account_do_not_slow_another(db: Database, clock: FixedClock) -> None:
    with db.write():
        People(db).add("li", "Li", NOW, password_hash=FAST.hash(RIGHT))
    for _ in range(10):
        enter(db, clock, "chen", WRONG)
    assert enter(db, clock, "li", RIGHT) is not None


def test_the_attempt_counts_before_the_password_is_looked_at(db: Database, clock: FixedClock) -> None:
    counted = []

    class Watched(Passwords):
        def verify(self, password: str, stored: str | None) -> Verified:
            counted.append(failures(db))
            return super().verify(password, stored)

    sign_in(db, clock, "chen", RIGHT, passwords=Watched(memory_kib=8, passes=1))
    assert counted == [1]


def test_who_is_disabled_while_the_password_is_computed_stays_out(db: Database, clock: FixedClock) -> None:
    class Slow(Passwords):
        def verify(self, password: str, stored: str | None) -> Verified:
            with db.write():
                People(db).disable(1, NOW)
            return super().verify(password, stored)

    with pytest.raises(SignInRefused):
        sign_in(db, clock, "chen", RIGHT, passwords=Slow(memory_kib=8, passes=1))


def test_a_hash_of_older_settings_is_renewed_at_sign_in(db: Database, clock: FixedClock) -> None:
    sign_in(db, clock, "chen", RIGHT, passwords=Passwords(memory_kib=16, passes=1))
    found = People(db).credentials("chen")
    assert found is not None
    assert found.password_hash is not None
    assert "m=16" in found.password_hash


def test_only_a_practice_company_lets_anybody_in_without_a_password(tmp_path: Path, clock: FixedClock) -> None:
    practice = company(tmp_path, "practice")
    assert enter(practice, clock, "new", None) is not None
    assert enter(practice, clock, "gone", None) is None
    assert enter(practice, clock, "nobody", None) is None
    assert enter(practice, clock, "chen", WRONG) is None
    practice.close()


def test_the_password_can_be_asked_for_once_more(db: Database, clock: FixedClock) -> None:
    assert confirm(db, clock, 1, RIGHT, passwords=FAST).login == "chen"
    with pytest.raises(SignInRefused):
        confirm(db, clock, 1, WRONG, passwords=FAST)
    assert failures(db) == 1


def test_a_new_password_replaces_the_old_and_forgets_failures(db: Database, clock: FixedClock) -> None:
    for _ in range(10):
        enter(db, clock, "chen", WRONG)
    set_password(db, 1, WRONG, passwords=FAST)
    assert enter(db, clock, "chen", WRONG) is not None
    assert enter(db, clock, "chen", RIGHT) is None


def test_a_new_password_that_will_not_do_is_refused_with_all_reasons(db: Database, clock: FixedClock) -> None:
    with pytest.raises(PasswordRefused) as refusal:
        set_password(db, 1, "chen", passwords=FAST)
    assert len(refusal.value.reasons) == 2
    assert enter(db, clock, "chen", RIGHT) is not None
