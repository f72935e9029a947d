"""Order to cash, through six processes: quoted, ordered, released, paid for in part, shipped, settled, asked about.

The figures follow one order: 10 cables at 94.00 = 940.00, made to order, so 30 % are due before delivery; commission 3 %.
"""

from datetime import datetime
from decimal import Decimal

from db.check import check
from tests.workflows.house import House
from tests.workflows.warehouse.shipping import at_gate, known_on_account

D = Decimal


def quoted(house: House) -> str:
    """A quotation the customer has accepted: its number."""
    asked = {
        "customer": "C-0001",
        "invoice": "none",
        "lines": [{"product": "CABLE", "quantity": "10", "price": "94.00"}],
    }
    case = house.submit("sales-rep1", "quotation", asked).case_id
    house.act("finance1", case, "priced", {"given_prices": [{"price": "94.00"}]})
    house.act("sales-rep1", case, "continue", {"lines": [{**house.form(case)["lines"][0], "price": "94.00"}]})
    house.act("sales-rep1", case, "send")
    house.act("sales-rep1", case, "accept")
    assert house.stands(case) == "won"
    return house.company.cases.case(case).name


def released(house: House, quotation: str) -> int:
    """The order on that quotation, planned, agreed and released: it waits for its deposit."""
    values = {
        "customer": "C-0001", "basis": "quotation", "terms": "account", "invoice": "none", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号", "wanted": "2026-06-22",
        "lines": [{"product": "CABLE", "quantity": "10", "price": "94.00", "quotation": quotation}],
    }  # fmt: skip
    order = house.submit("sales-rep1", "sales-order", values).case_id
    assert house.stands(order) == "planning"
    planned = [{**line, "promise": "2026-06-22"} for line in house.form(order)["lines"]]
    house.act("planner1", order, "give-date", {"lines": planned})
    assert house.stands(order) == "release"
    house.act("sales-manager", order, "release")
    assert house.stands(order) == "payment"
    return order


def test_from_the_quotation_to_the_money_in_the_bank(house: House) -> None:
    known_on_account(house)
    house.record("products", "CABLE", name="电缆", kind="finished", unit="m", make="custom", decimals=3)
    order = released(house, quoted(house))
    number = house.company.cases.case(order).name

    house.act("finance1", order, "received", {"amount_received": "282.00", "means": "bank"})
    assert house.balance("deposit", f"C-0001/{number}") == D("282.00")
    assert house.stands(order) == "delivery"
    shipment = house.children(order, "shipment")[0].id
    assert "10 of 10 neither reserved nor in stock" in house.refusal("shipping-clerk1", shipment, "print")

    house.goods("CABLE", "MAIN/A-02", "10", "500.00")
    at_gate(house, shipment, 2)
    assert house.balance("sales") == 0
    house.act("guard1", shipment, "pass", {"parcels_counted": 2})
    assert house.balance("sales") == D("940.00")
    assert house.balance("receivable", "C-0001") == D("658.00")
    assert house.balance("deposit") == 0
    assert house.balance("cost-of-sales") == D("500.00")
    assert house.balance("commission", house.employee("sales-rep1")) == D("8.46")
    assert house.stands(order) == "settle"
    assert house.form(order)["due_on"] == "2026-07-09"
    house.at("2026-06-10 15:00")
    house.act("shipping-clerk1", shipment, "signed", {"signed_by": "叶先生", "signed_on": "2026-06-10"})

    house.at("2026-07-08 10:00")
    house.act("finance1", order, "receipt", {"amount_received": "658.00", "means": "bank"})
    assert house.stands(order) == "done"
    assert house.balance("bank") == D("940.00")
    assert house.balance("receivable", "C-0001") == 0
    assert house.balance("commission", house.employee("sales-rep1")) == D("28.20")
    assert check(house.db) == []


def test_a_member_is_asked_within_three_days_after_the_last_payment(house: House) -> None:
    known_on_account(house)
    house.member("C-0001")
    house.record("products", "CABLE", name="电缆", kind="finished", unit="m", make="custom", decimals=3)
    house.goods("CABLE", "MAIN/A-02", "10", "500.00")
    order = released(house, quoted(house))
    house.act("finance1", order, "received", {"amount_received": "282.00", "means": "bank"})
    shipment = house.children(order, "shipment")[0].id
    house.act("guard1", at_gate(house, shipment), "pass", {"parcels_counted": 1})
    house.at("2026-07-08 10:00")
    house.act("finance1", order, "receipt", {"amount_received": "658.00", "means": "bank"})
    call = house.children(order, "callback")[0]
    assert house.stands(call.id) == "call"
    assert call.form["member"] is True
    assert house.due(call.id) == datetime(2026, 7, 11, 10, 0)
