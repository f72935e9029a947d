"""Policies: which value holds when, and that nothing of the past changes."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from db.database import Database
from db.people import People
from db.policies import Policies, UnknownPolicy
from tests.db.decided import decision

INSTALLED = datetime(2026, 1, 1, 8)
JUNE = datetime(2026, 6, 1)
JULY = datetime(2026, 7, 1)


@pytest.fixture
def db(own_company: Path) -> Iterator[Database]:
    database = Database.open(own_company)
    with database.write():
        People(database).add("boss", "Boss", INSTALLED)
        Policies(database).install({"write-off.large": "5000.00", "stocktake.cycle-day": 5}, INSTALLED)
    yield database
    database.close()


@pytest.fixture
def policies(db: Database) -> Policies:
    return Policies(db)


def test_a_default_holds_for_all_time_before_the_first_change(policies: Policies) -> None:
    assert policies.value("write-off.large", datetime(2020, 1, 1)) == "5000.00"
    assert policies.value("stocktake.cycle-day", INSTALLED) == 5
    assert policies.names() == ["stocktake.cycle-day", "write-off.large"]


def test_installing_again_adds_only_what_is_missing(db: Database, policies: Policies) -> None:
    with db.write():
        assert policies.install({"write-off.large": "9.99", "write-off.day": 25}, JUNE) == ["write-off.day"]
    assert policies.value("write-off.large", JUNE) == "5000.00"
    assert policies.value("write-off.day", INSTALLED) == 25


def test_a_change_holds_from_its_moment_and_leaves_the_past(db: Database, policies: Policies) -> None:
    with db.write():
        decided = decision(db, 1, INSTALLED)
        policies.set(decided, "write-off.large", "8000.00", valid_from=JUNE, at=INSTALLED)
    assert policies.value("write-off.large", datetime(2026, 5, 31, 23, 59, 59)) == "5000.00"
    assert policies.value("write-off.large", JUNE) == "8000.00"
    before, after = policies.history("write-off.large")
    assert (before.value, before.valid_until, before.decision_id) == ("5000.00", JUNE, None)
    assert (after.value, after.valid_until, after.decision_id) == ("8000.00", None, decided)


def test_a_value_set_for_earlier_holds_until_the_one_set_for_later(db: Database, policies: Policies) -> None:
    with db.write():
        decided = decision(db, 1, INSTALLED)
        policies.set(decided, "write-off.large", "8000.00", valid_from=JULY, at=INSTALLED)
        policies.set(decided, "write-off.large", "6000.00", valid_from=JUNE, at=INSTALLED)
    assert policies.value("write-off.large", JUNE) == "6000.00"
    assert policies.value("write-off.large", JULY) == "8000.00"


def test_a_second_value_for_the_same_moment_replaces_the_first(db: Database, policies: Policies) -> None:
    with db.write():
        decided = decision(db, 1, INSTALLED)
        policies.set(decided, "write-off.large", "8000.00", valid_from=JUNE, at=INSTALLED)
        policies.set(decided, "write-off.large", "7000.00", valid_from=JUNE, at=INSTALLED)
    assert policies.value("write-off.large", JUNE) == "7000.00"
    assert [value.value for value in policies.history("write-off.large")] == ["5000.00", "7000.00"]


def test_a_change_taken_back_lets_the_value_before_hold_again(db: Database, policies: Policies) -> None:
    with db.write():
        decided, undoing = decision(db, 1, INSTALLED), decision(db, 1, JUNE)
        policies.set(decided, "write-off.large", "8000.00", valid_from=JUNE, at=INSTALLED)
        policies.undo([decided], undoing)
    assert policies.value("write-off.large", JULY) == "5000.00"
    assert len(policies.history("write-off.large")) == 1


def test_an_unknown_policy_is_a_fault_not_a_silent_nothing(db: Database, policies: Policies) -> None:
    with pytest.raises(UnknownPolicy):
        policies.value("write-off.lagre", JUNE)
    with db.write(), pytest.raises(UnknownPolicy):
        policies.set(decision(db, 1, JUNE), "write-off.lagre", "1", valid_from=JUNE, at=JUNE)
    assert policies.history("write-off.lagre") == []


def test_no_number_comes_back_as_a_float(db: Database, policies: Policies) -> None:
    with db.write():
        policies.install({"table": [{"rate": 0.1}]}, INSTALLED)
    (row,) = policies.value("table", JUNE)
    assert row["rate"] == Decimal("0.1")
