"""Returns to a supplier (P16, P18): agreed or disputed, counted out at the gate, settled where money is in it."""

from decimal import Decimal
from typing import Any

from db.check import check
from tests.workflows.examples import ordered, return_to_supplier
from tests.workflows.house import House
from tests.workflows.warehouse.test_goods_receipt import counted, form, judged

D = Decimal


def rejected(house: House, quantity: int = 17, **more: Any) -> tuple[int, int, int]:
    """Order, receipt and return of 300 m of fabric of which so many were rejected at the first gate."""
    order = ordered(house, **more)
    case = house.submit("purchaser1", "goods-receipt", form(order)).case_id
    verdict = judged(house, case, accepted=str(300 - quantity), rejected=str(quantity))
    house.act("inspector1", case, "qualified", verdict)
    house.act("storekeeper1", case, "qualified", counted(house, case, str(300 - quantity)))
    (back,) = house.children(case)
    found = house.company.cases.find(order)
    assert found is not None
    return found.id, case, back.id


def agree(house: House, case: int, outcome: str) -> None:
    values = {"outcome": outcome, "agreed_by": "Mr Xu", "agreed_on": "2026-06-09"}
    house.act("purchaser1", case, "agreed", values)


def hand_over(house: House, case: int, pieces: str = "3") -> None:
    rows = [{**row, "handed": row["quantity"]} for row in house.form(case)["lines"]]
    house.act("storekeeper1", case, "handed-over", {"lines": rows, "carrier": "Deppon", "pieces": pieces})


def out(house: House, case: int, outcome: str) -> None:
    agree(house, case, outcome)
    hand_over(house, case)
    house.act("guard1", case, "passed", {"counted": "3"})


def said_of(house: House, order: int) -> str:
    return str(house.view(order, "purchaser1").preview.brief[0])


# --- rejected before it was stored --------------------------------------------------------------------------


def test_a_replacement_opens_the_line_again_without_money(house: House) -> None:
    order, _receipt, case = rejected(house)
    assert house.stands(case) == "agree"
    agree(house, case, "replace")
    few = {"lines": [{**house.form(case)["lines"][0], "handed": "16"}], "carrier": "Deppon", "pieces": "3"}
    assert house.refusal("storekeeper1", case, "handed-over", few) == "Line 1, Handed over: 17 go back"
    hand_over(house, case)
    short = house.refusal("guard1", case, "passed", {"counted": "2"})
    assert "2 counted, the note says 3" in short
    house.act("guard1", case, "mismatch", note="one roll missing")
    assert house.stands(case) == "hand-over"
    hand_over(house, case)
    house.act("guard1", case, "passed", {"counted": "3"})
    assert house.stands(case) == "done"
    assert house.on_hand("SHELL", "rejected") == 0
    assert house.on_hand("SHELL", "supplier") == -283
    assert "received 283, stored 283, open 217" in said_of(house, order)
    assert house.balance("payable", "S-0001") == D("5094.00")


def test_a_credit_cuts_the_line(house: House) -> None:
    order, _receipt, case = rejected(house)
    out(house, case, "credit")
    assert "received 283, stored 283, open 200" in said_of(house, order)


def test_of_an_order_paid_in_advance_the_credit_brings_the_share_back(house: House) -> None:
    order = house.submit("purchaser1", "purchase-order", {**prepaid(house)})
    house.act("warehouse-supervisor", order.case_id, "approve")
    house.act("purchaser1", order.case_id, "confirmed")
    house.act("finance1", order.case_id, "paid", {"advance": "2700.00"})
    receipt = house.submit("purchaser1", "goods-receipt", form(str(order.number))).case_id
    house.act("inspector1", receipt, "qualified", judged(house, receipt, accepted="283", rejected="17"))
    house.act("storekeeper1", receipt, "qualified", counted(house, receipt, "283"))
    (back,) = house.children(receipt)
    out(house, back.id, "credit")
    assert house.stands(back.id) == "settle"
    note = {"credit_note_number": "CN-1", "credit_note": "300.00"}
    assert "306.00 are due" in house.refusal("finance1", back.id, "settled", note)
    house.act("finance1", back.id, "settled", {**note, "credit_note": "306.00"})
    assert house.balance("supplier-advance", "S-0001") == D("2608.20")  # 30 % of 306.00 came back
    assert house.balance("bank") == D("-2608.20")


def prepaid(house: House) -> dict[str, Any]:
    from tests.workflows.examples import purchase

    return {**purchase(house), "terms": "prepay", "prepay": "30"}


def test_what_is_kept_after_a_dispute_is_stored_at_the_reduced_price(house: House) -> None:
    order, _receipt, case = rejected(house)
    house.act("purchaser1", case, "disputed", reason=1)
    assert "write down what the report says" in house.refusal("quality-manager", case, "keep")
    kept = {"report": "shade within tolerance", "price_cut": "8.00", "keep_at": "MAIN/A-02"}
    house.act("quality-manager", case, "keep", kept)
    assert house.stands(case) == "kept"
    assert house.on_hand("SHELL", "MAIN/A-02") == 17
    assert house.balance("payable", "S-0001") == D("5264.00")  # 283 x 18.00 + 17 x 10.00
    assert "received 300, stored 300, open 200" in said_of(house, order)
    assert check(house.db) == []


def test_a_dispute_upheld_goes_on_to_be_handed_over(house: House) -> None:
    _order, _receipt, case = rejected(house)
    house.act("purchaser1", case, "disputed", reason=2)
    house.act("quality-manager", case, "uphold", {"report": "stains", "outcome": "replace"})
    assert house.stands(case) == "hand-over"


# --- found bad after it was stored --------------------------------------------------------------------------


def cracked(house: House, **more: Any) -> int:
    login, values = return_to_supplier(house)
    return house.submit(login, "return-to-supplier", {**values, **more}).case_id


def test_stored_goods_are_the_supervisors_first_and_leave_stock_and_payable(house: House) -> None:
    case = cracked(house)
    assert house.stands(case) == "review"
    assert house.reserved("WIRE", "MAIN/A-01") == 50
    house.act("warehouse-supervisor", case, "approve")
    assert house.on_hand("WIRE", "rejected/stored") == 50
    assert house.company.stock.available("WIRE") == 450
    house.goods("LAMP", "MAIN/A-02", "1", "1.00")
    out(house, case, "credit")
    assert house.stands(case) == "settle"
    assert house.balance("payable", "S-0001") == D("-40.00")
    assert house.balance("stock") == D("361.00")
    house.act("finance1", case, "settled", {"credit_note_number": "CN-2", "credit_note": "40.00"})
    assert house.stands(case) == "done"
    assert check(house.db) == []


def test_what_the_supervisor_refuses_stays_where_it_is(house: House) -> None:
    case = cracked(house)
    house.act("warehouse-supervisor", case, "reject", reason=3)
    assert house.on_hand("WIRE", "MAIN/A-01") == 500
    assert house.reserved("WIRE", "MAIN/A-01") == 0


def test_kept_stored_goods_lose_the_cut(house: House) -> None:
    case = cracked(house)
    house.act("warehouse-supervisor", case, "approve")
    house.act("purchaser1", case, "disputed", reason=2)
    house.act("quality-manager", case, "keep", {"report": "usable", "price_cut": "0.20", "keep_at": "MAIN/A-02"})
    assert house.company.stock.worth("WIRE").value == D("390.00")
    assert house.balance("stock") == D("390.00")
    assert house.balance("payable", "S-0001") == D("-10.00")


def test_rework_goes_to_the_processor_and_stays_ours(house: House) -> None:
    case = cracked(house)
    house.act("warehouse-supervisor", case, "approve")
    out(house, case, "rework")
    assert house.stands(case) == "done"
    assert house.on_hand("WIRE", "processor/S-0001") == 50
    assert house.company.stock.worth("WIRE").value == D("400.00")


def test_only_what_the_storekeeper_found_himself_is_withdrawn(house: House) -> None:
    _order, receipt, case = rejected(house)
    house.act("purchaser1", case, "disputed", note="they say it is our damage")
    asked = house.company.people.by_id(house.company.cases.case(case).requester_id).login
    said = house.refusal(asked, case, "withdraw")
    assert said == f"opened by {house.company.cases.case(receipt).name}: only that case takes it back"

    line = {"product": "SHELL", "location": "MAIN/A-01", "quantity": "5", "defect": "shrinks"}
    own = house.submit("storekeeper1", "return-to-supplier", {"supplier": "S-0001", "lines": [line]}).case_id
    house.act("storekeeper1", own, "withdraw")
    assert house.stands(own) == "withdrawn"
    assert house.reserved("SHELL", "MAIN/A-01") == 0


def test_no_more_is_returned_than_is_free(house: House) -> None:
    line = {"product": "WIRE", "location": "MAIN/A-01", "quantity": "501", "defect": "cracks"}
    login, values = return_to_supplier(house)
    said = house.not_submitted(login, "return-to-supplier", {**values, "lines": [line]})
    assert said == "Line 1, Quantity: 501 exceeds 500 in stock there"


def test_the_supervisor_is_reminded_of_goods_that_lie_rejected_for_thirty_days(house: House) -> None:
    _order, _receipt, case = rejected(house)
    said = "RS-2026-000001: 绍兴面料厂 · 涤纶面料 have lain rejected for 30 days; have them taken back or written off"
    heard = []
    for day in ("08", "09", "10"):
        house.at(f"2026-07-{day} 10:00")
        house.as_("guard1").tick()
        heard.append([one for one in house.told("warehouse-supervisor") if "have lain" in one])
    assert heard == [[], [said], [said]]
    assert house.stands(case) == "agree"
