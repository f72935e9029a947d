"""Every register: declared completely, its records checked, named, numbered and found."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from db.message import as_written
from db.people import People
from db.registers import RecordChanged, Registers
from workflows.engine.form import InvalidForm
from workflows.posts import POSTS
from workflows.registers import REGISTERS, describe
from workflows.registers.customers import phone_digits, plain_name
from workflows.registers.defaults import install_registers, install_warehouse
from workflows.registers.keeping import add, change
from workflows.registers.places import warehouse_of
from workflows.registers.products import PRICE_LIST
from workflows.registers.staff import EMPLOYEES, PERSONAL

NOW = datetime(2026, 6, 9, 9, 0)

FILLED: dict[str, tuple[str, dict[str, Any]]] = {
    "customers": (
        "C-0012",
        {
            "name": "恒达电器有限公司",
            "contacts": [{"name": "何先生", "phone": "138 0013 8000"}],
            "phones": ["0571-88886666"],
            "tax_number": "91330100ma27x",
            "contact_hours": "09:00-11:30 15:00-18:00",
            "owner": "E-001",
            "credit_limit": "20000",
        },
    ),
    "suppliers": ("S-0001", {"name": "永盛线材厂", "product_groups": ["线材"], "state": "qualified"}),
    "products": (
        "WIRE-25",
        {"name": "铜芯线", "specification": "2.5mm²", "unit": "米", "decimals": 2, "kind": "material"},
    ),
    "price-list": ("WIRE-25", {"name": "铜芯线", "prices": [{"price": "4.20", "valid_from": "2026-01-01"}]}),
    "warehouses": ("MAIN", {"name": "一号库"}),
    "locations": ("MAIN/A-03", {"name": "A 区 3 号架"}),
    "employees": ("E-001", {"name": "曾乐", "department": "sales", "wage": "8000"}),
    "departments": ("sales", {"name": "业务部", "headed_by": "sales-manager"}),
    "units": ("3-1202", {"building": "3 号楼", "area": "89.5", "fee_paid_to": "2026-04-30"}),
    "plans": (
        "OP-2026-000001",
        {
            "project": "新厂房",
            "customer": "C-0012",
            "version": 1,
            "case": "OP-2026-000001",
            "tier": 2,
            "amount": "260000.00",
            "lead": "E-001",
            "budget": [{"purpose": "打样", "amount": "8000.00"}],
        },
    ),
    "equipment": ("EC-0001", {"name": "打包机", "cost": "28000.00", "in_use_since": "2026-05-04", "life_months": 60}),
    "cards": (
        "600871",
        {"kind": "member", "member": "C-0012", "household_key": "浙江 杭州 建设路12号2栋501室", "state": "active"},
    ),
}
ORDER = (
    "departments",
    "employees",
    "customers",
    "suppliers",
    "products",
    "price-list",
    "warehouses",
    "locations",
    "units",
    "plans",
    "equipment",
    "cards",
)


@pytest.fixture
def db(own_company: Path) -> Iterator[Database]:
    database = Database.open(own_company)
    yield database
    database.close()


@pytest.fixture
def registers(db: Database) -> Registers:
    return Registers(db, describe)


@pytest.fixture
def filled(db: Database, registers: Registers) -> Registers:
    """Every register with one record."""
    with db.write():
        for register in ORDER:
            key, data = FILLED[register]
            add(registers, register, data, at=NOW, key=key)
    return registers


def errors_of(problem: pytest.ExceptionInfo[InvalidForm]) -> dict[str, str]:
    return {error.path: str(error.message) for error in problem.value.errors}


# --- every register -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("register", REGISTERS)
def test_a_record_comes_back_as_it_was_written(filled: Registers, register: str) -> None:
    key, data = FILLED[register]
    declared = REGISTERS[register]
    stored = filled.get(register, key)
    assert stored is not None
    assert stored.active
    assert stored.name == declared.name(key, declared.read(data))
    assert declared.read(stored.data) == declared.read(data)


@pytest.mark.parametrize("register", REGISTERS)
def test_writing_a_record_as_it_is_changes_nothing(db: Database, filled: Registers, register: str) -> None:
    key, data = FILLED[register]
    with db.write():
        assert filled.put(None, register, key, data, at=NOW) == 1
    assert len(filled.history(register, key)) == 1


@pytest.mark.parametrize("register", REGISTERS)
def test_an_unknown_field_is_refused(register: str) -> None:
    key, data = FILLED[register]
    with pytest.raises(InvalidForm) as problem:
        describe(register, key, {**data, "nonsense": 1})
    assert "nonsense" in errors_of(problem)


@pytest.mark.parametrize("register", REGISTERS)
def test_every_field_has_words_and_refers_only_to_registers_there_are(register: str) -> None:
    for part in REGISTERS[register].shape:
        assert part.title.text
        assert part.kind != "ref" or part.register in REGISTERS


def test_an_unknown_register_is_a_fault() -> None:
    with pytest.raises(KeyError):
        describe("custommers", "C-0001", {"name": "X"})


# --- keys ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("register", "key"),
    [
        ("customers", "12"),
        ("customers", "S-0012"),
        ("customers", "C-x"),
        ("employees", "E-"),
        ("products", ""),
        ("products", " P-1"),
        ("products", "P\u202e1"),
        ("products", "P" * 81),
        ("warehouses", "MAIN/A"),
        ("warehouses", "site"),
        ("locations", "A-03"),
        ("locations", "MAIN/"),
    ],
)
def test_a_key_of_the_wrong_form_is_refused_with_the_right_one(register: str, key: str) -> None:
    with pytest.raises(InvalidForm) as problem:
        describe(register, key, FILLED[register][1])
    assert errors_of(problem)["key"]


def test_numbers_are_given_in_turn_and_on_from_those_typed(db: Database, filled: Registers) -> None:
    with db.write():
        assert add(filled, "customers", {"name": "甲"}, at=NOW) == "C-0013"
        assert add(filled, "customers", {"name": "乙"}, at=NOW, key="C-12000") == "C-12000"
        assert add(filled, "customers", {"name": "丙"}, at=NOW) == "C-12001"
        assert add(filled, "employees", {"name": "丁", "department": "sales"}, at=NOW) == "E-002"


def test_a_key_is_given_once_and_a_typed_one_must_be_typed(db: Database, filled: Registers) -> None:
    with db.write():
        with pytest.raises(InvalidForm, match="WIRE-25 is in the register already"):
            add(filled, "products", FILLED["products"][1], at=NOW, key="WIRE-25")
        with pytest.raises(InvalidForm, match="1 to 80"):
            add(filled, "products", FILLED["products"][1], at=NOW)


# --- references ---------------------------------------------------------------------------------------------


def test_a_reference_to_nothing_is_refused_at_its_field(db: Database, filled: Registers) -> None:
    with db.write(), pytest.raises(InvalidForm) as problem:
        add(
            filled,
            "customers",
            {"name": "甲", "owner": "E-999", "shares": [{"employee": "E-998", "percent": 50}]},
            at=NOW,
        )
    assert set(errors_of(problem)) == {"owner", "shares.0.employee"}


def test_a_place_needs_its_warehouse(db: Database, filled: Registers) -> None:
    with db.write():
        with pytest.raises(InvalidForm, match="there is no warehouse SIDE"):
            add(filled, "locations", {"name": "A"}, at=NOW, key="SIDE/A-01")
        add(filled, "locations", {"name": "Processor"}, at=NOW, key="processor/S-0001")


def test_who_has_left_may_still_be_referred_to(db: Database, filled: Registers) -> None:
    with db.write():
        change(filled, "employees", "E-001", {**FILLED["employees"][1], "status": "left"}, at=NOW, seen=1)
        add(filled, "customers", {"name": "甲", "owner": "E-001"}, at=NOW)
    assert not filled.is_active("employees", "E-001")


def test_a_change_by_somebody_faster_is_not_overwritten(db: Database, filled: Registers) -> None:
    with db.write():
        change(filled, "warehouses", "MAIN", {"name": "新一号库"}, at=NOW, seen=1)
        with pytest.raises(RecordChanged):
            change(filled, "warehouses", "MAIN", {"name": "旧一号库"}, at=NOW, seen=1)


# --- what single registers say of their records -------------------------------------------------------------


def test_a_customer_is_looked_up_by_phone_tax_number_and_plain_name(filled: Registers) -> None:
    for fact, value in (
        ("phone", "13800138000"),
        ("phone", "057188886666"),
        ("tax-number", "91330100MA27X"),
        ("plain-name", plain_name("恒达 电器（有限公司）")),
        ("owner", "E-001"),
    ):
        assert filled.keys_with("customers", fact, value) == ["C-0012"]
    assert [hit.key for hit in filled.find("13800138000", ["customers"])] == ["C-0012"]
    assert [hit.key for hit in filled.find("何先生")] == ["C-0012"]


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("138 0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086-571-88886666", "57188886666"),
        ("１３８００１３８０００", "13800138000"),
        ("8613", "8613"),
        ("none", ""),
    ],
)
def test_phones_are_compared_as_digits(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits


@pytest.mark.parametrize(
    "name", ["恒达电器", "恒达 电器有限公司", "恒达电器股份有限公司", "恒达电器（集团）", "恒达电器有限责任公司"]
)
def test_names_are_compared_without_legal_form_and_signs(name: str) -> None:
    assert plain_name(name) == "恒达电器"


def test_a_name_that_is_only_a_legal_form_stays() -> None:
    assert plain_name("有限公司") == "有限公司"


def test_contact_hours_must_be_hours(filled: Registers) -> None:
    with pytest.raises(InvalidForm) as problem:
        describe("customers", "C-0001", {"name": "甲", "contact_hours": "mornings"})
    assert errors_of(problem) == {"contact_hours": "must be hours of the day, as 09:00-12:00 14:00-18:00"}


def test_the_guide_price_of_a_day_is_the_one_begun_last() -> None:
    prices = PRICE_LIST.read(
        {
            "name": "铜芯线",
            "prices": [
                {"price": "4.50", "valid_from": "2026-05-01"},
                {"price": "4.20", "valid_from": "2026-01-01", "valid_to": "2026-12-31"},
            ],
        }
    )
    assert prices.guide_price(date(2025, 12, 31)) is None
    assert prices.guide_price(date(2026, 4, 30)) == Decimal("4.20")
    assert prices.guide_price(date(2026, 5, 1)) == Decimal("4.50")


def test_a_location_tells_its_kind_and_its_warehouse_by_its_key(filled: Registers) -> None:
    assert filled.keys_with("locations", "warehouse", "MAIN") == ["MAIN/A-03"]
    assert filled.keys_with("locations", "kind", "shelf") == ["MAIN/A-03"]
    assert warehouse_of("MAIN/dispatch") == "MAIN"
    assert warehouse_of("rejected/stored") == ""
    assert warehouse_of("site/P-1") == ""
    assert warehouse_of("shop") == ""


def test_wages_and_id_numbers_are_marked_for_those_who_may_see_them() -> None:
    marked = {part.name for part in EMPLOYEES.shape if part.label.seen_by == frozenset(PERSONAL)}
    assert marked == {"id_number", "wage_band", "wage", "insurance_base", "bank_account"}


def test_the_ability_of_an_employee_is_1_where_none_is_kept() -> None:
    employee = EMPLOYEES.read({"name": "曾乐", "department": "sales", "abilities": [{"group": "A", "level": 4}]})
    assert (employee.ability("A"), employee.ability("B")) == (4, 1)


# --- a new company ------------------------------------------------------------------------------------------


def test_a_new_company_has_departments_and_places_once(db: Database, registers: Registers) -> None:
    with db.write():
        install_registers(registers, NOW, lambda text, many="", count=1: text.upper())
        registers.put(None, "departments", "sales", {"name": "Our own", "headed_by": "sales-manager"}, at=NOW)
        install_registers(registers, NOW, as_written)
        install_warehouse(registers, "MAIN", "一号库", NOW, as_written)
    assert registers.name("departments", "sales") == "Our own"
    assert registers.name("departments", "finance") == "FINANCE DEPARTMENT"
    assert registers.is_active("locations", "rejected/stored")
    assert registers.keys_with("locations", "warehouse", "MAIN") == ["MAIN/dispatch", "MAIN/scrap-yard"]


def test_the_departments_of_a_new_company_are_headed_by_posts_there_are(db: Database, registers: Registers) -> None:
    people = People(db)
    with db.write():
        install_registers(registers, NOW, as_written)
        manager = people.add("manager", "Manager", NOW)
        people.appoint(manager.id, "sales-manager", NOW.date())
    assert [person.id for person in people.heads("sales", NOW.date())] == [manager.id]
    for department in registers.page("departments", limit=100):
        assert department.data["headed_by"] in POSTS
