"""Registers: writing with history, undoing, looking up, paging."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.database import Database
from db.people import People
from db.registers import Description, RecordChanged, Registers
from tests.db.decided import decision

NOW = datetime(2026, 6, 9, 9, 0)


def describe(register: str, key: str, data: Mapping[str, Any]) -> Description:
    """A register whose records have a name, may be closed, and have phones."""
    if not data.get("name"):
        raise ValueError("a record has a name")
    phones = tuple(data.get("phones", ()))
    return Description(
        dict(data), data["name"], not data.get("closed"), tuple(("phone", phone) for phone in phones), phones
    )


@pytest.fixture
def db(own_company: Path) -> Iterator[Database]:
    database = Database.open(own_company)
    with database.write():
        People(database).add("boss", "Boss", NOW)
    yield database
    database.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database.create(tmp_path_factory.mktemp("registers") / "company.db", kind="practice")
    with database.write():
        People(database).add("boss", "Boss", NOW)
    yield database
    database.close()


@pytest.fixture
def registers(db: Database) -> Registers:
    return Registers(db, describe)


def put(registers: Registers, key: str, name: str, decided: int | None = None, **fields: Any) -> int:
    return registers.put(decided, "customers", key, {"name": name, **fields}, at=NOW)


def test_a_record_is_kept_under_its_register_and_key(db: Database, registers: Registers) -> None:
    with db.write():
        assert put(registers, "C-0012", "恒达电器", phones=["13800138000"]) == 1
    found = registers.get("customers", "C-0012")
    assert found is not None
    assert (found.name, found.active, found.version) == ("恒达电器", True, 1)
    assert registers.data("customers", "C-0012") == {"name": "恒达电器", "phones": ["13800138000"]}
    assert registers.name("customers", "C-0012") == "恒达电器"
    assert registers.get("suppliers", "C-0012") is None
    assert registers.data("customers", "C-9999") is None
    assert registers.name("customers", "C-9999") is None


def test_a_closed_record_stays_readable_and_is_offered_no_more(db: Database, registers: Registers) -> None:
    with db.write():
        put(registers, "C-1", "One")
        put(registers, "C-2", "Two", closed=True)
    assert registers.is_active("customers", "C-1")
    assert not registers.is_active("customers", "C-2")
    assert not registers.is_active("customers", "C-3")
    assert registers.name("customers", "C-2") == "Two"
    assert [record.key for record in registers.page("customers")] == ["C-1"]
    assert [record.key for record in registers.page("customers", inactive=True)] == ["C-1", "C-2"]
    assert (registers.count("customers"), registers.count("customers", inactive=True)) == (1, 2)
    assert registers.find("two") == []
    assert [hit.key for hit in registers.find("two", inactive=True)] == ["C-2"]


def test_every_change_keeps_before_and_after_and_its_decision(db: Database, registers: Registers) -> None:
    with db.write():
        decided = decision(db, 1, NOW)
        put(registers, "C-1", "One")
        assert put(registers, "C-1", "First", decided) == 2
        assert put(registers, "C-1", "First", decided) == 2  # nothing new, nothing written
    made, renamed = registers.history("customers", "C-1")
    assert (made.decision_id, made.before, made.after) == (None, None, {"name": "One"})
    assert (renamed.decision_id, renamed.before, renamed.after) == (decided, {"name": "One"}, {"name": "First"})
    assert renamed.at == NOW


def test_what_the_model_refuses_is_not_written(db: Database, registers: Registers) -> None:
    with db.write(), pytest.raises(ValueError, match="has a name"):
        registers.put(None, "customers", "C-1", {"name": ""}, at=NOW)
    assert registers.get("customers", "C-1") is None


def test_changing_what_somebody_else_has_changed_is_refused(db: Database, registers: Registers) -> None:
    with db.write():
        seen = put(registers, "C-1", "One")
        put(registers, "C-1", "Somebody else's")
        with pytest.raises(RecordChanged, match="C-1 Mine has been changed"):
            registers.put(None, "customers", "C-1", {"name": "Mine"}, at=NOW, seen=seen)
        with pytest.raises(RecordChanged):
            registers.put(None, "customers", "C-1", {"name": "New"}, at=NOW, seen=0)
        assert registers.put(None, "customers", "C-2", {"name": "New"}, at=NOW, seen=0) == 1
    assert registers.name("customers", "C-1") == "Somebody else's"


def test_records_are_looked_up_by_their_facts_as_they_are_now(db: Database, registers: Registers) -> None:
    with db.write():
        put(registers, "C-2", "Two", phones=["110", "120"])
        put(registers, "C-1", "One", phones=["110", "110"])
    assert registers.keys_with("customers", "phone", "110") == ["C-1", "C-2"]
    assert [record.name for record in registers.all_with("customers", "phone", "110")] == ["One", "Two"]
    with db.write():
        put(registers, "C-2", "Two", phones=["120"])
    assert registers.keys_with("customers", "phone", "110") == ["C-1"]
    assert registers.keys_with("suppliers", "phone", "110") == []


def test_pages_follow_each_other_without_gap_or_repeat(db: Database, registers: Registers) -> None:
    with db.write():
        for number in range(25):
            put(registers, f"C-{number:04}", f"Firm {number}", closed=number % 5 == 0)
    keys: list[str] = []
    while page := registers.page("customers", after=keys[-1] if keys else "", limit=7):
        keys += [record.key for record in page]
    assert keys == [f"C-{number:04}" for number in range(25) if number % 5]


def test_every_record_is_found_however_many_there_are(db: Database, registers: Registers) -> None:
    with db.write():
        for number in range(1203):
            put(registers, f"C-{number:04}", "Firm", closed=number == 7)
    assert [record.key for record in registers.every("customers")] == [
        f"C-{number:04}" for number in range(1203) if number != 7
    ]
    assert len(list(registers.every("customers", inactive=True))) == 1203


def test_a_page_can_be_narrowed_to_words(db: Database, registers: Registers) -> None:
    with db.write():
        for key, name in (("C-1", "恒达电器"), ("C-2", "恒达服饰"), ("C-3", "长城电器")):
            put(registers, key, name)
        registers.put(None, "suppliers", "S-1", {"name": "恒达电器"}, at=NOW)
    assert [record.key for record in registers.page("customers", text="恒达")] == ["C-1", "C-2"]
    assert [record.key for record in registers.page("customers", text="电器 hd")] == ["C-1"]
    assert [record.key for record in registers.page("customers", text="恒达", after="C-1")] == ["C-2"]
    assert registers.page("customers", text="!?") == []
    assert len(registers.page("customers", text="  ")) == 3


def test_numbers_go_up_and_on_from_imported_ones(db: Database, registers: Registers) -> None:
    with db.write():
        assert [registers.next_number("customers") for _ in range(2)] == [1, 2]
        registers.number_taken("customers", 40)
        registers.number_taken("customers", 7)
        assert registers.next_number("customers") == 41
        assert registers.next_number("suppliers") == 1
        registers.number_taken("employees", 3)
        assert registers.next_number("employees") == 4


# --- undoing ------------------------------------------------------------------------------------------------


def test_undoing_restores_the_record_its_facts_and_its_words(db: Database, registers: Registers) -> None:
    with db.write():
        decided, undoing = decision(db, 1, NOW), decision(db, 1, NOW)
        put(registers, "C-1", "恒达电器", phones=["110"])
        put(registers, "C-1", "长城电器", decided, phones=["120"])
        put(registers, "C-1", "长城", decided, closed=True)
        registers.undo([decided], undoing, NOW)
    assert registers.data("customers", "C-1") == {"name": "恒达电器", "phones": ["110"]}
    assert registers.is_active("customers", "C-1")
    assert registers.keys_with("customers", "phone", "110") == ["C-1"]
    assert registers.keys_with("customers", "phone", "120") == []
    assert [hit.name for hit in registers.find("hengda")] == ["恒达电器"]
    assert registers.find("changcheng") == []
    history = registers.history("customers", "C-1")
    assert [change.decision_id for change in history] == [None, decided, decided, undoing, undoing]
    assert [change.reverses for change in history[3:]] == [history[2].id, history[1].id]


def test_undoing_the_change_that_made_a_record_removes_it(db: Database, registers: Registers) -> None:
    with db.write():
        decided, undoing = decision(db, 1, NOW), decision(db, 1, NOW)
        put(registers, "C-1", "恒达电器", decided, phones=["110"])
        registers.undo([decided], undoing, NOW)
    assert registers.get("customers", "C-1") is None
    assert registers.keys_with("customers", "phone", "110") == []
    assert registers.find("恒达") == []
    assert registers.history("customers", "C-1")[-1].after is None


def test_a_record_changed_since_is_not_put_back(db: Database, registers: Registers) -> None:
    with db.write():
        decided, later, undoing = (decision(db, 1, NOW) for _ in range(3))
        put(registers, "C-1", "One")
        put(registers, "C-1", "Two", decided)
        put(registers, "C-1", "Three", later)
        with pytest.raises(RecordChanged):
            registers.undo([decided], undoing, NOW)
    assert registers.name("customers", "C-1") == "Three"


def test_a_change_by_somebody_else_in_between_stops_the_undo(db: Database, registers: Registers) -> None:
    with db.write():
        first, other, second, undoing = (decision(db, 1, NOW) for _ in range(4))
        put(registers, "C-1", "One", first)
        put(registers, "C-1", "Two", other)
        put(registers, "C-1", "Three", second)
    with pytest.raises(RecordChanged), db.write():
        registers.undo([first, second], undoing, NOW)
    assert registers.name("customers", "C-1") == "Three"
    assert len(registers.history("customers", "C-1")) == 3


def test_undoing_a_case_of_which_a_part_was_undone_does_not_bring_the_part_back(
    db: Database, registers: Registers
) -> None:
    with db.write():
        first, second, taken_back, withdrawn = (decision(db, 1, NOW) for _ in range(4))
        put(registers, "C-1", "One", first)
        put(registers, "C-1", "Two", second)
        registers.undo([second], taken_back, NOW)
        assert registers.name("customers", "C-1") == "One"
        registers.undo([first, second, taken_back], withdrawn, NOW)
    assert registers.get("customers", "C-1") is None


@given(
    st.lists(st.tuples(st.sampled_from(["C-1", "C-2"]), st.sampled_from(["甲", "乙", "丙"]), st.booleans()), max_size=8)
)
def test_undoing_the_last_decision_restores_exactly_what_was(
    shared: Database, changes: list[tuple[str, str, bool]]
) -> None:
    registers = Registers(shared, describe)
    with pytest.raises(_RolledBack), shared.write():
        put(registers, "C-1", "甲")
        before = _contents(shared)
        decided, undoing = decision(shared, 1, NOW), decision(shared, 1, NOW)
        for key, name, closed in changes:
            put(registers, key, name, decided, closed=closed, phones=[name])
        registers.undo([decided], undoing, NOW)
        assert _contents(shared) == before
        raise _RolledBack


class _RolledBack(Exception):
    """Ends an example without leaving a trace for the next."""


def _contents(db: Database) -> list[list[Any]]:
    return [db.rows("SELECT key, name, active, data FROM records"), db.rows("SELECT * FROM record_facts")]


def test_facts_and_words_can_be_made_again(db: Database, registers: Registers) -> None:
    with db.write():
        put(registers, "C-1", "恒达电器", phones=["110"])
        db.run("DELETE FROM record_facts")
        db.run("DELETE FROM record_words WHERE rowid IN (SELECT id FROM records)")
        assert registers.find("恒达") == []
        assert registers.reindex() == 1
    assert [hit.key for hit in registers.find("恒达")] == ["C-1"]
    assert registers.keys_with("customers", "phone", "110") == ["C-1"]
    assert len(registers.history("customers", "C-1")) == 1
