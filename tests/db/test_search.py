"""Search while typing: characters, pinyin, initials, codes and numbers; the best match first."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.database import Database
from db.search import Search

NAMES = {
    "C-0012": "恒达电器",
    "C-0013": "上海恒达服饰有限公司",
    "C-0120": "长城电子",
    "C-0031": "Hundred Doors",
    "E-0007": "曾乐天",
    "P-100": "LED灯 5W-E27",
    "P-101": "铜芯电缆（2.5平方）",
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database.create(tmp_path_factory.mktemp("search") / "company.db", kind="practice")
    search = Search(database)
    with database.write():
        for number, (key, name) in enumerate(NAMES.items(), 1):
            register = {"C": "customers", "E": "employees", "P": "products"}[key[0]]
            database.run(
                "INSERT INTO records (id, register, key, name, active, data) VALUES (?, ?, ?, ?, ?, '{}')",
                (number, register, key, name, key != "C-0120"),
            )
            search.put(number, register, key, name, ["13800138000"] if key == "C-0012" else ())
    yield database
    database.close()


def found(db: Database, typed: str, *registers: str) -> list[str]:
    return [hit.key for hit in Search(db).find(typed, registers)]


TYPED_FOR_HENGDA = """
    恒达, 恒, 达电, 恒达电器, 恒 电器, hd, hdd, hddq, dq, hd 电器, hengda, hengdadianqi, HENGDA, ｈｄ,
    dadian, dianqi,
    C-0012, c0012, c-0012, c-001, 0012, 12, 13800138000, 138, 8000
"""


@pytest.mark.parametrize("typed", [typed.strip() for typed in TYPED_FOR_HENGDA.split(",")])
def test_one_firm_is_found_by_whatever_somebody_types_for_it(db: Database, typed: str) -> None:
    assert "C-0012" in found(db, typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hd", "C-0012"),  # its initials begin so; the other firm's only contain it
        ("恒达", "C-0012"),
        ("12", "C-0012"),  # the number itself before C-0120, which begins so
        ("c-0013", "C-0013"),
        ("恒达服饰", "C-0013"),
        ("shhd", "C-0013"),
        ("led", "P-100"),
        ("5w", "P-100"),
        ("e27", "P-100"),
        ("2.5平方", "P-101"),
        ("doors", "C-0031"),
    ],
)
def test_the_best_match_comes_first(db: Database, typed: str, first: str) -> None:
    assert found(db, typed)[0] == first


@pytest.mark.parametrize("typed", ["zlt", "zenglet", "cengle", "曾乐", "yuetian"])
def test_a_name_is_found_by_each_reading_of_its_characters(db: Database, typed: str) -> None:
    assert found(db, typed) == ["E-0007"]


def test_only_the_registers_asked_for_are_searched(db: Database) -> None:
    assert found(db, "电", "products") == ["P-101"]
    assert set(found(db, "电", "products", "customers")) == {"P-101", "C-0012"}


def test_what_is_not_offered_any_more_is_found_only_on_request(db: Database) -> None:
    assert found(db, "长城") == []
    (hit,) = Search(db).find("长城", inactive=True)
    assert (hit.key, hit.active) == ("C-0120", False)


def test_the_limit_holds(db: Database) -> None:
    assert len(Search(db).find("1", limit=2)) == 2


def test_all_words_must_be_there(db: Database) -> None:
    assert found(db, "恒达 电缆") == []
    assert found(db, "电缆 恒达电器") == []


@pytest.mark.parametrize("typed", ["", "   ", "!?", "“”", "_", "-"])
def test_nothing_typed_finds_nothing(db: Database, typed: str) -> None:
    assert found(db, typed) == []


@given(st.text(max_size=12) | st.sampled_from(['"', "a AND", "NOT x", "NEAR(", "x:", "*", "hd*", "^恒", "a'b", "{x}"]))
def test_whatever_is_typed_is_searched_for_and_never_a_fault(db: Database, typed: str) -> None:
    Search(db).find(typed)
    Search(db).find(typed, ["customers"])


@given(name=st.text(st.sampled_from("恒达电器长重乐单abc12 -·（）𠀀"), min_size=1, max_size=30))
def test_any_name_is_found_by_any_part_of_it(db: Database, name: str) -> None:
    search = Search(db)
    pieces = [piece for piece in name.replace("-", " ").split() if any(c.isalnum() for c in piece)]
    with db.write():
        record = db.run(
            "INSERT INTO records (register, key, name, data) VALUES ('places', 'the-place', ?, '{}')", (name,)
        )
        search.put(record, "places", "the-place", name)
        try:
            for piece in pieces:
                assert "the-place" in found(db, piece, "places")
        finally:
            search.remove(record)
            db.run("DELETE FROM records WHERE id = ?", (record,))


def test_a_record_indexed_anew_is_found_by_its_new_name_only(db: Database) -> None:
    search = Search(db)
    with db.write():
        record = db.run("INSERT INTO records (register, key, name, data) VALUES ('places', 'A', '甲', '{}')")
        search.put(record, "places", "A", "甲地")
        search.put(record, "places", "A", "乙地")
        assert found(db, "甲") == []
        assert found(db, "乙") == ["A"]
        search.remove(record)
        assert found(db, "乙") == []
        db.run("DELETE FROM records WHERE id = ?", (record,))
