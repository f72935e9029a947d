"""What a look-up shows: enough to tell records of one name apart."""

from tests.workflows.house import House


def test_products_of_one_name_are_told_apart_by_their_specification(house: House) -> None:
    lamp = house.company.registers.data("products", "LAMP") or {}
    with house.db.write():
        for key, specification in (("LAMP-100", "100W 5700K"), ("LAMP-200", "200W 4000K")):
            data = {**lamp, "specification": specification}
            house.company.registers.put(None, "products", key, data, at=house.clock.now())
    found = {one.key: one.detail for one in house.as_("storekeeper1").lookup("products", "工矿灯")}
    assert found == {"LAMP": "LAMP", "LAMP-100": "LAMP-100  100W 5700K", "LAMP-200": "LAMP-200  200W 4000K"}
