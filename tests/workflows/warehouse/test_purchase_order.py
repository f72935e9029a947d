"""Purchase orders (P16, P56, P59): what is short is ordered, confirmed, awaited and paid."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.examples import purchase, wanted
from tests.workflows.house import House
from tests.workflows.warehouse.shipping import sold
from tests.workflows.warehouse.test_goods_receipt import counted, judged
from tests.workflows.warehouse.test_goods_receipt import form as form_of_receipt

D = Decimal


def line(product: str = "SHELL", quantity: str = "500", price: str = "18.00", **more: Any) -> dict[str, Any]:
    return {"product": product, "quantity": quantity, "price": price, "needed_by": "2026-06-19", **more}


def form(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": "fabric", "supplier": "S-0001", "place": "MAIN", "lines": list(lines), **more}


def quotes(count: int) -> list[dict[str, Any]]:
    return [{"supplier": f"supplier {number}", "price": "18.00", "days": "5"} for number in range(count)]


def approved(house: House, values: dict[str, Any] | None = None) -> int:
    case = house.submit("purchaser1", "purchase-order", values or purchase(house)).case_id
    house.act("warehouse-supervisor", case, "approve")
    return case


def confirmed(house: House, values: dict[str, Any] | None = None) -> int:
    case = approved(house, values)
    house.act("purchaser1", case, "confirmed")
    return case


def come_in(house: House, order: int, quantity: str) -> None:
    """A delivery that passes both gates whole."""
    arrival = form_of_receipt(
        house.company.cases.case(order).name, {"order_line": 1, "delivered": quantity}, kind="material"
    )
    receipt = house.submit("purchaser1", "goods-receipt", arrival).case_id
    house.act("inspector1", receipt, "qualified", judged(house, receipt, accepted=quantity))
    house.act("storekeeper1", receipt, "qualified", counted(house, receipt, quantity))


# --- what may be ordered ------------------------------------------------------------------------------------


@pytest.fixture
def granulate(house: House) -> House:
    """PVC granulate of the procedure: 400 kg on hand, 300 of them reserved, 250 wanted, safety stock 200, lots of 25."""
    supplier = house.company.registers.data("suppliers", "S-0001") or {}
    house.record("suppliers", "S-0001", **{**supplier, "lot": "25", "lead_days": 5})
    record = {"name": "PVC 粒子", "kind": "material", "unit": "kg", "decimals": 3, "supplier": "S-0001"}
    house.record("products", "PVC", **record, safety_stock="200")
    sold(house, "PVC", "250", "EAST")
    house.goods("PVC", "MAIN/A-01", "400", "4800.00")
    held = {"product": "PVC", "location": "MAIN/A-01", "quantity": "300", "cause": "handling"}
    house.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [held]})
    return house


def test_at_nine_every_supplier_has_a_draft_with_what_is_short(granulate: House) -> None:
    granulate.at("2026-06-09 08:59")
    granulate.as_("purchaser1").tick()
    assert granulate.company.cases.of_process("purchase-order") == []
    granulate.at("2026-06-09 09:00")
    granulate.as_("purchaser1").tick()
    granulate.as_("purchaser2").tick()
    (draft,) = granulate.company.cases.of_process("purchase-order")
    (row,) = draft.form["lines"]
    assert (draft.form["supplier"], row["product"], row["quantity"], row["price"]) == ("S-0001", "PVC", "350", "12.00")
    said = [str(one) for one in granulate.view(draft.id, "purchaser1").preview.brief]
    assert said == ["PVC 粒子: on hand 400, available 100, demand 250, safety stock 200, on order 0: shortage 350"]

    more = {**draft.form, "place": "MAIN", "lines": [{**row, "quantity": "500"}]}
    assert granulate.refusal("purchaser1", draft.id, "submit", more) == "Line 1, Quantity: 500 exceeds shortage 350"
    granulate.act("purchaser1", draft.id, "submit", {**more, "lines": [row]})
    assert granulate.stands(draft.id) == "approve"
    assert granulate.company.cases.case(draft.id).amount == D("4200.00")

    granulate.act("warehouse-supervisor", draft.id, "approve")
    granulate.act("purchaser1", draft.id, "confirmed")
    for quantity in ("200", "150"):
        come_in(granulate, draft.id, quantity)
    assert granulate.stands(draft.id) == "settle"
    granulate.act("finance1", draft.id, "paid", {"invoice": "4200.00", "invoice_number": "F-7"})
    assert granulate.stands(draft.id) == "done"
    assert (granulate.balance("payable", "S-0001"), granulate.balance("bank")) == (D("0.00"), D("-4200.00"))
    granulate.at("2026-06-10 09:00")
    granulate.as_("purchaser1").tick()
    assert len(granulate.company.cases.of_process("purchase-order")) == 1


def test_what_is_drafted_or_on_order_is_not_drafted_again(granulate: House) -> None:
    for day in ("2026-06-09", "2026-06-10", "2026-06-11"):
        granulate.at(f"{day} 09:00")
        granulate.as_("purchaser1").tick()
    (draft,) = granulate.company.cases.of_process("purchase-order")
    granulate.act("purchaser1", draft.id, "submit", {**draft.form, "place": "MAIN"})
    granulate.act("warehouse-supervisor", draft.id, "approve")
    granulate.at("2026-06-12 09:00")
    granulate.as_("purchaser1").tick()
    assert len(granulate.company.cases.of_process("purchase-order")) == 1


def test_a_refused_order_is_demand_again_the_next_day(granulate: House) -> None:
    granulate.as_("purchaser1").tick()
    (draft,) = granulate.company.cases.of_process("purchase-order")
    granulate.act("purchaser1", draft.id, "submit", {**draft.form, "place": "MAIN"})
    granulate.act("warehouse-supervisor", draft.id, "reject", reason=2)
    granulate.at("2026-06-10 09:00")
    granulate.as_("purchaser1").tick()
    assert len(granulate.company.cases.of_process("purchase-order")) == 2


def test_a_shortage_is_rounded_up_to_the_lot_and_no_further(granulate: House) -> None:
    wanted(granulate, "PVC", "191")  # 341 are short
    more = form(line("PVC", "375", "12.00"), kind="material")
    assert "375 exceeds shortage 350" in granulate.not_submitted("purchaser1", "purchase-order", more)
    granulate.submit("purchaser1", "purchase-order", form(line("PVC", "350", "12.00"), kind="material"))


def test_lines_of_one_product_count_together(house: House) -> None:
    wanted(house, "SHELL", "500")
    said = house.not_submitted("purchaser1", "purchase-order", form(line(quantity="300"), line(quantity="201")))
    assert said == "Line 2, Quantity: 501 exceeds shortage 500"


def test_without_a_shortage_nothing_can_be_ordered(house: House) -> None:
    said = house.not_submitted("purchaser1", "purchase-order", form(line(quantity="1")))
    assert said == "Line 1, Quantity: 1 exceeds shortage 0"


def test_a_candidate_gets_small_orders_only(house: House) -> None:
    house.record("suppliers", "S-0001", name="绍兴面料厂", state="candidate")
    said = house.not_submitted("purchaser1", "purchase-order", purchase(house, quantity="112"))
    assert "only a candidate: orders up to 2,000" in said
    house.submit("purchaser1", "purchase-order", purchase(house, quantity="111"))


def test_a_qualification_that_has_run_out_makes_a_candidate(house: House) -> None:
    house.record("suppliers", "S-0001", name="绍兴面料厂", state="qualified", until="2026-06-08")
    assert "only a candidate" in house.not_submitted("purchaser1", "purchase-order", purchase(house))


def test_from_ten_thousand_on_three_quotes_are_compared(house: House) -> None:
    values = purchase(house, quantity="600")
    said = house.not_submitted("purchaser1", "purchase-order", {**values, "quotes": quotes(2)})
    assert said == "Quotes: 2 of 3 suppliers compared; ask for more quotes"
    house.submit("purchaser1", "purchase-order", {**values, "quotes": quotes(3)})


def test_the_contract_price_is_the_ceiling(house: House) -> None:
    agreed = [{"product": "SHELL", "price": "17.50", "valid_until": "2026-12-31"}]
    house.record("suppliers", "S-0001", name="绍兴面料厂", state="strategic", prices=agreed)
    said = house.not_submitted("purchaser1", "purchase-order", purchase(house))
    assert said == "Line 1, Unit price: above contract price 17.50"
    house.submit("purchaser1", "purchase-order", purchase(house, price="17.50"))


def test_equipment_stands_on_an_order_of_its_own(house: House) -> None:
    house.record("products", "PRESS", name="压接机", kind="equipment", unit="台")
    wanted(house, "PRESS", "1")
    alone = line("PRESS", "1", "3850.00")
    assert "ordered on an order of their kind" in house.not_submitted("purchaser1", "purchase-order", form(alone))
    said = house.not_submitted("purchaser1", "purchase-order", form(alone, kind="equipment"))
    assert "0 of 3 suppliers compared" in said


# --- who approves -------------------------------------------------------------------------------------------


def test_above_twenty_thousand_the_general_manager_approves_too(house: House) -> None:
    values = {**purchase(house, quantity="1200"), "quotes": quotes(3)}
    case = house.submit("purchaser1", "purchase-order", values).case_id
    assert "Not your step" in house.refusal("general-manager", case, "approve")
    house.act("warehouse-supervisor", case, "approve")
    assert house.stands(case) == "approve"
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "send"


def test_exactly_twenty_thousand_is_the_supervisors(house: House) -> None:
    case = approved(house, {**purchase(house, quantity="1000", price="20.00"), "quotes": quotes(3)})
    assert house.stands(case) == "send"


def test_equipment_is_looked_at_by_the_engineer_first(house: House) -> None:
    house.record("products", "PRESS", name="压接机", kind="equipment", unit="台")
    wanted(house, "PRESS", "1")
    values = form(line("PRESS", "1", "3850.00"), kind="equipment", quotes=quotes(3))
    case = house.submit("purchaser1", "purchase-order", values).case_id
    assert "Not your step" in house.refusal("warehouse-supervisor", case, "approve")
    house.act("engineer1", case, "approve")
    house.act("warehouse-supervisor", case, "approve")
    assert house.stands(case) == "send"


# --- with the supplier --------------------------------------------------------------------------------------


def test_a_confirmation_keeps_price_and_date(house: House) -> None:
    case = approved(house)
    row = house.form(case)["lines"][0]
    dearer = {"lines": [{**row, "price": "18.50"}]}
    assert "above the approved price 18.00" in house.refusal("purchaser1", case, "confirmed", dearer)
    later = {"lines": [{**row, "promised": "2026-06-22"}]}
    assert "later than 2026-06-19" in house.refusal("purchaser1", case, "confirmed", later)
    assert "nothing has changed" in house.refusal("purchaser1", case, "changed")

    house.act("purchaser1", case, "changed", {"lines": [{**row, "price": "18.50", "promised": "2026-06-22"}]})
    assert house.stands(case) == "approve"
    house.act("warehouse-supervisor", case, "approve")
    house.act("purchaser1", case, "confirmed")
    assert house.stands(case) == "deliver"
    assert house.form(case)["lines"][0]["promised"] == "2026-06-22"
    due = house.due(case)
    assert due is not None
    assert f"{due:%Y-%m-%d}" == "2026-06-22"


def test_a_supplier_who_declines_brings_it_back_to_the_draft(house: House) -> None:
    case = approved(house)
    house.act("purchaser1", case, "declined", note="no capacity")
    assert house.stands(case) == "draft"


def test_an_advance_is_the_agreed_share(house: House) -> None:
    case = confirmed(house, {**purchase(house), "terms": "prepay", "prepay": "30"})
    assert house.stands(case) == "advance"
    said = house.refusal("finance1", case, "paid", {"advance": "2000.00"})
    assert said == "Advance paid: 30 % of 9,000.00 are 2,700.00"
    house.act("finance1", case, "paid", {"advance": "2700.00"})
    assert house.stands(case) == "deliver"
    assert house.balance("supplier-advance", "S-0001") == D("2700.00")
    assert house.balance("bank") == D("-2700.00")


def test_a_new_date_needs_the_suppliers_word_and_name(house: House) -> None:
    case = confirmed(house)
    said = {"supplier_name": "Mr Xu", "supplier_word": "loom broken"}
    assert house.refusal("purchaser1", case, "new-date", said) == "Lines: no date has changed; type the new one"
    later = [{**house.form(case)["lines"][0], "promised": "2026-06-24"}]
    assert "fill this in" in house.refusal("purchaser1", case, "new-date", {"lines": later})
    house.act("purchaser1", case, "new-date", {"lines": later, **said})
    due = house.due(case)
    assert due is not None
    assert f"{due:%Y-%m-%d}" == "2026-06-24"


def test_past_the_promised_date_purchaser_and_then_supervisor_are_reminded_daily(house: House) -> None:
    case = confirmed(house)  # promised for Friday 19 June
    number = house.company.cases.case(case).number
    said = f"{number}: 绍兴面料厂 promised it for 2026-06-19; urge him, or type his new date"
    heard = []
    for day in ("19", "22", "23", "24", "25"):
        house.at(f"2026-06-{day} 08:59")
        house.as_("guard1").tick()
        house.at(f"2026-06-{day} 10:00")
        house.as_("guard1").tick()
        house.as_("purchaser2").tick()
        heard.append((house.told("purchaser1").count(said), house.told("warehouse-supervisor").count(said)))
    assert heard == [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2)]


def test_salespeople_whose_orders_wait_hear_of_a_later_date(house: House) -> None:
    order = sold(house, "SHELL", "300")
    case = confirmed(house, {**purchase(house), "lines": [line(quantity="300")]})
    later = [{**house.form(case)["lines"][0], "promised": "2026-06-24"}]
    word = {"supplier_name": "Mr Xu", "supplier_word": "loom broken"}
    house.act("purchaser1", case, "new-date", {"lines": later, **word})
    number = house.company.cases.case(order).number
    assert any(f"for {number} comes later: 2026-06-24" in one for one in house.told("sales-rep1"))


# --- closing short ------------------------------------------------------------------------------------------


def test_an_order_of_which_nothing_came_is_cancelled(house: House) -> None:
    case = confirmed(house)
    house.act("purchaser1", case, "close-short", note="supplier bankrupt")
    house.act("warehouse-supervisor", case, "disagree", note="ask once more")
    assert house.stands(case) == "deliver"
    house.act("purchaser1", case, "close-short", note="supplier bankrupt")
    house.act("warehouse-supervisor", case, "agree")
    assert house.stands(case) == "cancelled"
    assert house.form(case)["lines"][0]["cancelled"] == "500"


def test_with_an_advance_out_it_is_settled_and_the_advance_comes_back(house: House) -> None:
    case = confirmed(house, {**purchase(house), "terms": "prepay", "prepay": "30"})
    house.act("finance1", case, "paid", {"advance": "2700.00"})
    house.act("purchaser1", case, "close-short", note="supplier bankrupt")
    house.act("warehouse-supervisor", case, "agree")
    assert house.stands(case) == "settle"
    house.act("finance1", case, "paid", {"invoice": "0.00"})
    assert house.stands(case) == "done"
    assert house.balance("supplier-advance", "S-0001") == 0
    assert house.balance("bank") == 0


def test_kind_service_is_opened_by_the_case_that_owes_it(house: House) -> None:
    values = {"kind": "service", "payee": "S-0001", "due": "50.00", "what": "repair"}
    said = house.not_submitted("purchaser1", "purchase-order", values)
    assert "the case that owes it opens the order" in said
