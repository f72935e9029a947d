"""What a look-up shows: enough to tell records of one name apart."""

from db.message import Message
from tests.workflows.house import House
from workflows.engine.naming import called, named
from workflows.i18n import translation


def test_products_of_one_name_are_told_apart_by_their_specification(house: House) -> None:
    lamp = house.company.registers.data("products", "LAMP") or {}
    with house.db.write():
        for key, specification in (("LAMP-100", "100W 5700K"), ("LAMP-200", "200W 4000K")):
            data = {**lamp, "specification": specification}
            house.company.registers.put(None, "products", key, data, at=house.clock.now())
    found = {one.key: one.detail for one in house.as_("storekeeper1").lookup("products", "工矿灯")}
    assert found == {"LAMP": "LAMP", "LAMP-100": "LAMP-100  100W 5700K", "LAMP-200": "LAMP-200  200W 4000K"}


def in_both(said: Message | str) -> tuple[str, str]:
    """A name as it reads in English and in Chinese."""
    if isinstance(said, str):
        return said, said
    return said.render(), said.render(translation("zh_CN"))


def test_a_name_the_program_gave_is_read_in_the_language_of_who_reads(house: House) -> None:
    house.record("departments", "finance", name="Finance department", headed_by="department-head")
    house.record("locations", "MAIN/dispatch", name="主仓 Picked and packed goods")
    assert in_both(called(house.company, "departments", "finance")) == ("Finance department", "财务部")
    assert in_both(named(house.company, "departments", "finance")) == ("Finance department finance", "财务部 finance")
    assert in_both(called(house.company, "locations", "MAIN/dispatch")) == (
        "主仓 Picked and packed goods", "主仓 已配已包待发区",
    )  # fmt: skip


def test_a_name_people_chose_is_nobody_elses_to_translate(house: House) -> None:
    house.record("departments", "finance", name="Finance and controlling", headed_by="department-head")
    assert called(house.company, "departments", "finance") == "Finance and controlling"
    assert called(house.company, "departments", "nowhere") == "nowhere"


def test_a_department_is_found_by_its_name_in_any_language(house: House) -> None:
    house.record("departments", "finance", name="Finance department", headed_by="department-head")
    office = house.as_("storekeeper1")
    for typed in ("finance", "财务"):
        for language, name in (("en", "Finance department"), ("zh_CN", "财务部")):
            assert [(one.key, one.name) for one in office.lookup("departments", typed, language=language)] == [
                ("finance", name)
            ]


def test_a_scanned_code_names_its_goods_or_nothing(house: House) -> None:
    lamp = house.company.registers.data("products", "LAMP") or {}
    house.record("products", "LAMP", **{**lamp, "barcode": "6901234567892"})
    house.record("products", "PAINT-2", **{**lamp, "name": "6901234567892 LAMP"})
    office = house.as_("storekeeper1")
    assert [one.key for one in office.lookup("products", "6901234567892")] == ["LAMP"]
    assert [one.key for one in office.lookup("products", "690123456")] == []
    assert "LAMP" in [one.key for one in office.lookup("products", "6901")]
