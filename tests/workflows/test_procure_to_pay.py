"""Procure to pay: what is short is ordered, received through both gates, paid; what fails goes back."""

from decimal import Decimal

from db.check import check
from tests.workflows.house import House
from tests.workflows.warehouse.test_goods_receipt import counted, form, judged
from tests.workflows.warehouse.test_return_to_supplier import out

D = Decimal


def short_of_fabric(house: House) -> str:
    """An order of 500 m that the daily run has drafted, approved and confirmed; return its number."""
    supplier = house.company.registers.data("suppliers", "S-0001") or {}
    house.record("suppliers", "S-0001", **{**supplier, "lead_days": 5, "lot": "25"})
    fabric = house.company.registers.data("products", "SHELL") or {}
    house.record("products", "SHELL", **{**fabric, "supplier": "S-0001", "safety_stock": "590"})
    house.goods("SHELL", "MAIN/A-01", "100", "1600.00")
    house.as_("purchaser1").tick()
    (draft,) = house.company.cases.of_process("purchase-order")
    rows = [{**draft.form["lines"][0], "price": "18.00"}]
    assert rows[0]["quantity"] == "500"  # 490 are short, in lots of 25
    house.act("purchaser1", draft.id, "submit", {**draft.form, "place": "MAIN", "lines": rows})
    house.act("warehouse-supervisor", draft.id, "approve")
    house.act("purchaser1", draft.id, "confirmed")
    return house.company.cases.case(draft.id).name


def received(house: House, order: str, delivered: str) -> int:
    """A delivery that has passed the first gate whole."""
    line = {"order_line": 1, "delivered": delivered}
    case = house.submit("purchaser1", "goods-receipt", form(order, line)).case_id
    house.act("inspector1", case, "qualified", judged(house, case, accepted=delivered))
    return case


def stored(house: House, case: int, quantity: str) -> None:
    house.act("storekeeper1", case, "qualified", counted(house, case, quantity))


def test_a_shortage_is_ordered_received_and_paid(house: House) -> None:
    number = short_of_fabric(house)
    order = house.company.cases.find(number)
    assert order is not None
    stored(house, received(house, number, "300"), "300")
    assert house.stands(order.id) == "deliver"
    stored(house, received(house, number, "200"), "200")
    assert house.stands(order.id) == "settle"
    assert house.on_hand("SHELL", "MAIN/A-01") == 600
    assert house.balance("stock") == D("10600.00")
    assert house.balance("payable", "S-0001") == D("9000.00")

    told = house.as_("finance1").preview(case=order.id).brief
    assert "9,000.00 owed for what was stored, 0.00 of it paid in advance" in map(str, told)
    wrong = house.refusal("finance1", order.id, "paid", {"invoice": "9001.01"})
    assert wrong == "Invoice amount: 9,001.01 is not the 9,000.00 that is owed"
    house.act("finance1", order.id, "paid", {"invoice": "9000.40", "invoice_number": "F-1"})
    assert house.stands(order.id) == "done"
    assert house.balance("payable", "S-0001") == 0
    assert house.balance("bank") == D("-9000.00")
    assert check(house.db) == []

    house.at("2026-06-10 09:00")
    house.as_("purchaser1").tick()
    assert len(house.company.cases.of_process("purchase-order")) == 1


def failed_at_the_second_gate(house: House, number: str, outcome: str) -> int:
    """500 m of which the storekeeper refuses 20; the supervisor confirms, and they go back. Return the return."""
    case = received(house, number, "500")
    torn = [{"line": 1, "code": "damaged", "count": "20"}]
    house.act("storekeeper1", case, "unqualified", counted(house, case, "480", "20", defects=torn), reason=2)
    house.act("warehouse-supervisor", case, "confirm")
    (back,) = house.children(case)
    out(house, back.id, outcome)
    return int(back.id)


def test_what_failed_is_replaced_and_the_replacement_paid_with_the_rest(house: House) -> None:
    number = short_of_fabric(house)
    order = house.company.cases.find(number)
    assert order is not None
    failed_at_the_second_gate(house, number, "replace")
    assert house.stands(order.id) == "deliver"
    stored(house, received(house, number, "20"), "20")
    assert house.stands(order.id) == "settle"
    house.act("finance1", order.id, "paid", {"invoice": "9000.00"})
    assert house.balance("bank") == D("-9000.00")
    assert check(house.db) == []


def test_what_failed_is_credited_and_only_the_rest_is_paid(house: House) -> None:
    number = short_of_fabric(house)
    order = house.company.cases.find(number)
    assert order is not None
    failed_at_the_second_gate(house, number, "credit")
    assert house.stands(order.id) == "settle"
    house.act("finance1", order.id, "paid", {"invoice": "8640.00"})
    assert house.balance("bank") == D("-8640.00")
    assert house.balance("payable", "S-0001") == 0


def test_goods_found_bad_while_the_invoice_waits_open_the_order_again(house: House) -> None:
    number = short_of_fabric(house)
    order = house.company.cases.find(number)
    assert order is not None
    first = received(house, number, "500")
    stored(house, first, "500")
    receipt = house.company.cases.case(first).number
    line = {"product": "SHELL", "location": "MAIN/A-01", "quantity": "50", "defect": "shrinks"}
    back = house.submit("storekeeper1", "return-to-supplier", {"receipt": receipt, "lines": [line]}).case_id
    waits = house.refusal("finance1", order.id, "paid", {"invoice": "9000.00"})
    assert "is still under way" in waits
    house.act("warehouse-supervisor", back, "approve")
    out(house, back, "replace")
    assert house.stands(order.id) == "deliver"
    assert house.balance("payable", "S-0001") == D("8100.00")
    house.act("finance1", back, "settled", {"credit_note_number": "CN-3", "credit_note": "900.00"})
    stored(house, received(house, number, "50"), "50")
    assert house.stands(order.id) == "settle"
    house.act("finance1", order.id, "paid", {"invoice": "9000.00"})
    assert house.balance("payable", "S-0001") == 0
    assert check(house.db) == []


def paid_and_found_bad(house: House, outcome: str) -> int:
    """500 m, stored and paid, of which 60 go back to the supplier. Return the return."""
    number = short_of_fabric(house)
    order = house.company.cases.find(number)
    assert order is not None
    first = received(house, number, "500")
    stored(house, first, "500")
    house.act("finance1", order.id, "paid", {"invoice": "9000.00"})
    receipt = house.company.cases.case(first).number
    line = {"product": "SHELL", "location": "MAIN/A-01", "quantity": "60", "defect": "shrinks"}
    back = house.submit("storekeeper1", "return-to-supplier", {"receipt": receipt, "lines": [line]}).case_id
    house.act("warehouse-supervisor", back, "approve")
    out(house, back, outcome)
    return back


def test_the_replacement_of_paid_goods_is_on_order_and_not_ordered_again(house: House) -> None:
    paid_and_found_bad(house, "replace")
    house.at("2026-06-10 09:00")
    house.as_("purchaser1").tick()
    assert len(house.company.cases.of_process("purchase-order")) == 1


def test_paid_goods_found_bad_bring_their_money_back(house: House) -> None:
    back = paid_and_found_bad(house, "credit")
    house.act("finance1", back, "settled", {"credit_note_number": "CN-4", "credit_note": "1080.00"})
    assert house.balance("bank") == D("-7920.00")
    assert house.balance("payable", "S-0001") == 0
    assert house.balance("loss") == D("-20.00")  # bought for 18.00, in stock at 17.67 on average
    assert check(house.db) == []
