"""Goods receipts (P16, P18, P63, P67, P169, P170): two gates, and what each of them books."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.examples import goods_receipt, ordered, purchase, wanted
from tests.workflows.house import House
from tests.workflows.warehouse.shipping import sold

D = Decimal


def form(order: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "kind": "fabric", "order": order, "note_number": "CS-0088", "warehouse": "MAIN",
        "lines": list(lines) or [{"order_line": 1, "delivered": "300"}], **more,
    }  # fmt: skip


def judged(house: House, case: int, **verdict: str) -> dict[str, Any]:
    """What an inspector types: his verdict on the only line, and a defect for what is not accepted."""
    row = {**house.form(case)["lines"][0], "checked": house.form(case)["lines"][0]["delivered"], **verdict}
    bad = D(verdict.get("rejected", "0")) + D(verdict.get("concession", "0"))
    defects = [{"line": 1, "code": "quality", "count": str(bad), "note": "stains"}] if bad else []
    return {"lines": [row], "defects": defects}


def counted(house: House, case: int, stored: str, refused: str = "0", **more: Any) -> dict[str, Any]:
    row = {**house.form(case)["lines"][0], "stored": stored, "refused": refused, "location": "MAIN/A-01"}
    return {"lines": [row], **more}


def arrived(house: House, **more: Any) -> int:
    login, values = goods_receipt(house)
    return house.submit(login, "goods-receipt", {**values, **more}).case_id


def placed(house: House, product: str, kind: str, quantity: str, price: str, **more: Any) -> str:
    """The number of an order of one product that has been confirmed."""
    return ordered(house, **{**purchase(house, product=product, quantity=quantity, price=price), "kind": kind, **more})


def replaced(house: House, back: int) -> None:
    """Let the supplier agree on a replacement, and the goods of a return leave the house."""
    agreed = {"outcome": "replace", "agreed_by": "Mr Xu", "agreed_on": "2026-06-09"}
    house.act("purchaser1", back, "agreed", agreed)
    rows = [{**row, "handed": row["quantity"]} for row in house.form(back)["lines"]]
    house.act("storekeeper1", back, "handed-over", {"lines": rows, "carrier": "Deppon", "pieces": "3"})
    house.act("guard1", back, "passed", {"counted": "3"})


# --- what stands in its form --------------------------------------------------------------------------------


def test_a_receipt_begun_beside_its_order_asks_only_for_what_is_on_the_note(house: House) -> None:
    order = placed(house, "SHELL", "fabric", "300", "18.00")
    begun = house.as_("purchaser1").new_form("goods-receipt", house.company.cases.find(order).id)  # type: ignore[union-attr]
    assert begun.values == {
        "kind": "fabric", "source": "purchase-order", "order": order, "warehouse": "MAIN",
        "lines": [{"order_line": 1, "product": "SHELL"}],
    }  # fmt: skip
    assert {"lines.stored", "lines.price_cut"} <= begun.later
    begun.values["lines"][0]["delivered"] = "300"
    case = house.submit("purchaser1", "goods-receipt", {**begun.values, "note_number": "CS-0088"}).case_id
    assert house.stands(case) == "inspect"


def test_an_order_of_which_nothing_is_to_come_is_neither_offered_nor_taken_over(house: House) -> None:
    values = purchase(house, quantity="40")
    waiting = house.submit("purchaser1", "purchase-order", values)
    order = placed(house, "WIRE", "material", "60", "4.00")
    office = house.as_("purchaser1")
    form_ = office.new_form("goods-receipt")
    assert [hit.key for hit in office.named_cases.offered(form_, "order", {}, "", 8)] == [order]
    assert office.named_cases.taken_over(form_, {}, order)["warehouse"] == "MAIN"
    assert office.named_cases.taken_over(form_, {}, str(waiting.number)) == {}
    assert [hit.key for hit in office.named_cases.offered(form_, "order", {}, str(waiting.number), 8)] == [
        waiting.number
    ]


def test_an_order_is_found_by_its_supplier_and_its_goods(house: House) -> None:
    order = placed(house, "SHELL", "fabric", "300", "18.00")
    office = house.as_("purchaser1")
    subject = house.company.cases.find(order).subject  # type: ignore[union-attr]
    for typed in (*subject.split(" · "), order[-3:]):
        assert [
            hit.key for hit in office.named_cases.offered(office.new_form("goods-receipt"), "order", {}, typed, 8)
        ] == [order]


def test_what_the_program_filled_in_stays_while_a_form_is_unfinished(house: House) -> None:
    case = arrived(house)
    office = house.as_("inspector1")
    filled, problems = office.fill(office.entry_form(case, "qualified"), {"lines": [{"accepted": "much"}]})
    assert problems
    assert (filled["supplier"], filled["lines"][0]["method"], filled["lines"][0]["accepted"]) == (
        "S-0001",
        "full",
        "much",
    )


def test_beside_the_form_of_a_gate_stands_what_is_typed_as_soon_as_it_is_a_form(house: House) -> None:
    case = arrived(house)
    office = house.as_("inspector1")
    form_ = office.entry_form(case, "qualified")

    def said(values: dict[str, Any]) -> str:
        return str(office.helping.beside(form_, values)[0])

    assert said(judged(house, case, accepted="290", rejected="10")).endswith(
        "290 accepted, 10 rejected, 0 on concession, 0 stored"
    )
    assert said({"lines": [{"accepted": "much"}]}) == said({})


def test_who_reviews_reads_what_was_turned_down_and_why(house: House) -> None:
    case = arrived(house)
    house.act("inspector1", case, "qualified", judged(house, case, accepted="300"))
    torn = [{"line": 1, "code": "damaged", "count": "4", "note": "torn"}]
    house.act("storekeeper1", case, "unqualified", counted(house, case, "296", "4", defects=torn), reason=2)
    said = [str(one) for one in house.as_("warehouse-supervisor").preview(case=case).brief]
    assert [one.split(": ")[1] for one in said] == [
        "300 accepted, 0 rejected, 0 on concession, 296 stored", "4 turned down at storing", "4 damaged (torn)",
    ]  # fmt: skip
    house.act("warehouse-supervisor", case, "confirm")
    (back,) = house.children(case, "return-to-supplier")
    assert [(row["fault"], row["defect"]) for row in house.form(back.id)["lines"]] == [("damaged", "torn")]


def test_a_limit_is_told_without_needless_decimals(house: House) -> None:
    order = placed(house, "SHELL", "fabric", "36", "18.00")
    said = house.not_submitted("purchaser1", "goods-receipt", form(order, {"order_line": 1, "delivered": "40"}))
    assert "0 + 40 exceeds 37.08;" in said


def test_an_order_lists_its_receipts_and_returns(house: House) -> None:
    case = arrived(house)
    house.act("inspector1", case, "qualified", judged(house, case, accepted="290", rejected="10"))
    receipt = house.company.cases.case(case)
    (back,) = house.children(case, "return-to-supplier")
    order = house.company.cases.find(receipt.form["order"])
    assert order is not None
    related = {one.number: one.relation for one in house.as_("purchaser1").case(order.id).related}
    assert related == {receipt.number: "naming", back.number: "naming"}


# --- the story of the procedure -----------------------------------------------------------------------------


def test_fabric_passes_two_gates_and_what_fails_goes_back(house: House) -> None:
    case = arrived(house)
    assert house.stands(case) == "inspect"
    assert house.on_hand("SHELL", "inspection") == 300

    house.act("inspector1", case, "concession", judged(house, case, accepted="280", rejected="15", concession="5"))
    assert house.on_hand("SHELL", "rejected") == 15
    assert [house.stands(back.id) for back in house.children(case)] == ["agree"]
    said = house.refusal("quality-manager", case, "grant")
    assert "name it for the goods on concession" in said
    row = {**house.form(case)["lines"][0], "use": "linings", "cut_reason": "stains", "price_cut": "3.00"}
    house.act("quality-manager", case, "grant", {"lines": [row]})

    stains = [*house.form(case)["defects"], {"line": 1, "code": "quality", "count": "2", "note": "two stained metres"}]
    short = house.refusal("storekeeper1", case, "qualified", counted(house, case, "283"))
    assert short == "Line 1, Stored: stored and refused make 283; 285 are to be stored"
    house.act("storekeeper1", case, "unqualified", counted(house, case, "283", "2", defects=stains))
    assert house.stands(case) == "review"
    assert house.on_hand("SHELL", "MAIN/A-01") == 283
    house.act("warehouse-supervisor", case, "confirm")
    assert house.stands(case) == "done"

    assert house.on_hand("SHELL", "rejected") == 17
    assert house.on_hand("SHELL", "inspection") == 0
    assert house.balance("stock") == D("5079.00")
    assert house.balance("payable", "S-0001") == D("5079.00")
    order = house.form(case)["order"]
    for back in house.children(case, "return-to-supplier"):
        replaced(house, back.id)
    assert house.on_hand("SHELL", "rejected") == 0
    assert "received 283, stored 283, open 217" in str(house.view(order, "purchaser1").preview.brief[0])
    much = form(order, {"order_line": 1, "delivered": "240"})
    assert "283 + 240 exceeds 515" in house.not_submitted("purchaser1", "goods-receipt", much)
    part = form(order, {"order_line": 1, "delivered": "232", "turned_away": "8"})
    house.submit("purchaser1", "goods-receipt", part)
    assert check(house.db) == []


def test_what_an_order_waits_for_is_received_first(house: House) -> None:
    """The purchase names no order: whoever waits for the goods counts, not only whom a line was bought for."""
    order = ordered(house)
    first = house.submit("purchaser1", "goods-receipt", form(order, {"order_line": 1, "delivered": "200"})).case_id
    sold(house, "SHELL", "100")  # promised for 23 June
    second = house.submit("purchaser1", "goods-receipt", form(order, {"order_line": 1, "delivered": "100"})).case_id
    ranks = [house.company.cases.open_tasks(case)[0].rank for case in (first, second)]
    assert ranks == [date.max.toordinal(), date(2026, 6, 23).toordinal()]


# --- gate 1 -------------------------------------------------------------------------------------------------


def test_verdicts_add_up_and_name_their_defects(house: House) -> None:
    case = arrived(house)
    few = judged(house, case, accepted="280", rejected="15")
    assert "make 295, delivered are 300" in house.refusal("inspector1", case, "qualified", few)
    unnamed = {**judged(house, case, accepted="285", rejected="15"), "defects": []}
    said = house.refusal("inspector1", case, "qualified", unnamed)
    assert said == "Defects: line 1: defects are named for 0 of 15"


def test_fabric_is_checked_in_full(house: House) -> None:
    case = arrived(house)
    part = {"lines": [{**house.form(case)["lines"][0], "checked": "100", "accepted": "300"}]}
    assert "check at least 300" in house.refusal("inspector1", case, "qualified", part)


@pytest.mark.parametrize(
    ("delivered", "method", "sample"), [("49", "full", "49"), ("50", "sample", "9"), ("100", "sample", "11")]
)
def test_accessories_are_checked_by_sample_from_fifty_on(
    house: House, delivered: str, method: str, sample: str
) -> None:
    order = placed(house, "ZIP", "accessory", "100", "1.80")
    case = house.submit(
        "purchaser1", "goods-receipt", form(order, {"order_line": 1, "delivered": delivered}, kind="accessory")
    ).case_id
    row = house.form(case)["lines"][0]
    assert (row["method"], row["sample"]) == (method, sample)


def test_a_defect_in_the_sample_means_the_whole_lot(house: House) -> None:
    order = placed(house, "ZIP", "accessory", "100", "1.80")
    line = {"order_line": 1, "delivered": "100"}
    case = house.submit("purchaser1", "goods-receipt", form(order, line, kind="accessory")).case_id
    values = judged(house, case, accepted="98", rejected="2", checked="11")
    said = house.refusal("inspector1", case, "qualified", values)
    assert "a defect was found: check the lot of 100 in full" in said
    house.act("inspector1", case, "qualified", judged(house, case, accepted="98", rejected="2"))


def test_after_a_rejected_lot_the_next_three_are_checked_in_full(house: House) -> None:
    order = placed(house, "ZIP", "accessory", "1000", "1.80")
    methods = []
    for lot in range(5):
        line = {"order_line": 1, "delivered": "60"}
        case = house.submit("purchaser1", "goods-receipt", form(order, line, kind="accessory")).case_id
        methods.append(house.form(case)["lines"][0]["method"])
        bad = {"accepted": "58", "rejected": "2"} if lot == 0 else {"accepted": "60"}
        house.act("inspector1", case, "qualified", judged(house, case, **bad))
        house.act("storekeeper1", case, "qualified", counted(house, case, bad["accepted"]))
    assert methods == ["sample", "full", "full", "full", "sample"]


def test_a_lot_rejected_at_the_first_gate_counts_before_the_rest_of_it_is_stored(house: House) -> None:
    order = placed(house, "ZIP", "accessory", "1000", "1.80")
    arrival = form(order, {"order_line": 1, "delivered": "60"}, kind="accessory")
    first = house.submit("purchaser1", "goods-receipt", arrival).case_id
    house.act("inspector1", first, "qualified", judged(house, first, accepted="58", rejected="2"))
    assert house.stands(first) == "store"
    second = house.submit("purchaser1", "goods-receipt", arrival).case_id
    assert house.form(second)["lines"][0]["method"] == "full"


def test_goods_of_which_nothing_is_accepted_are_returned_directly(house: House) -> None:
    case = arrived(house)
    house.act("inspector1", case, "unqualified", judged(house, case, accepted="0", rejected="300"), reason=3)
    assert house.stands(case) == "returned"
    assert house.on_hand("SHELL", "rejected") == 300
    assert house.balance("payable", "S-0001") == 0


def test_a_concession_refused_is_rejected(house: House) -> None:
    case = arrived(house)
    house.act("inspector1", case, "concession", judged(house, case, accepted="0", concession="300"))
    house.act("quality-manager", case, "refuse", reason=3)
    assert house.stands(case) == "returned"
    assert house.on_hand("SHELL", "rejected") == 300


def test_the_inspector_of_the_first_gate_does_not_store(house: House) -> None:
    house.appoint("inspector1", "storekeeper")
    case = arrived(house)
    house.act("inspector1", case, "qualified", judged(house, case, accepted="300"))
    assert house.refusal("inspector1", case, "qualified", counted(house, case, "300"))
    house.act("storekeeper2", case, "qualified", counted(house, case, "300"))


def test_fabric_has_two_days_other_goods_one(house: House) -> None:
    fabric = arrived(house)
    assert f"{house.due(fabric)}" == "2026-06-11 09:00:00"
    order = placed(house, "ZIP", "accessory", "100", "1.80")
    line = {"order_line": 1, "delivered": "100"}
    zips = house.submit("purchaser1", "goods-receipt", form(order, line, kind="accessory")).case_id
    assert f"{house.due(zips)}" == "2026-06-10 09:00:00"


# --- gate 2 -------------------------------------------------------------------------------------------------


def test_kept_by_the_supervisor_it_is_counted_again(house: House) -> None:
    case = arrived(house)
    house.act("inspector1", case, "qualified", judged(house, case, accepted="300"))
    named = [{"line": 1, "code": "damaged", "count": "10"}]
    house.act("storekeeper1", case, "unqualified", counted(house, case, "290", "10", defects=named), reason=2)
    house.act("warehouse-supervisor", case, "keep", note="the folds iron out")
    assert house.stands(case) == "store"
    house.act("storekeeper1", case, "qualified", counted(house, case, "10"))
    assert house.on_hand("SHELL", "MAIN/A-01") == 300
    assert house.balance("payable", "S-0001") == D("5400.00")


def test_the_average_moves_with_every_receipt(house: House) -> None:
    house.goods("SHELL", "MAIN/A-01", "100", "1000.00")
    wanted(house, "SHELL", "400")
    line = {"product": "SHELL", "quantity": "300", "price": "18.00", "needed_by": "2026-06-19"}
    values = {"kind": "fabric", "supplier": "S-0001", "place": "MAIN", "lines": [line]}
    order = house.submit("purchaser1", "purchase-order", values)
    house.act("warehouse-supervisor", order.case_id, "approve")
    house.act("purchaser1", order.case_id, "confirmed")
    case = house.submit("purchaser1", "goods-receipt", form(str(order.number))).case_id
    house.act("inspector1", case, "qualified", judged(house, case, accepted="300"))
    house.act("storekeeper1", case, "qualified", counted(house, case, "300"))
    assert house.company.stock.average_cost("SHELL") == D("16.00")


# --- books --------------------------------------------------------------------------------------------------


@pytest.fixture
def books(house: House) -> House:
    house.record("products", "BOOK", name="new title", kind="book", unit="册")
    return house


def book_form(house: House, accepted: str, rejected: str) -> dict[str, Any]:
    order = placed(house, "BOOK", "book", "20", "30.00")
    line = {"order_line": 1, "delivered": "20", "accepted": accepted, "rejected": rejected}
    return form(order, line, kind="book")


TITLE = {
    "line": 1, "title": "Warehouse practice", "book_number": "978-7-111-21382-6", "author": "Zhao",
    "publisher": "CMP", "year": "2024", "class_number": "F253.4",
}  # fmt: skip


def test_books_are_catalogued_and_go_back_directly(books: House) -> None:
    house = books
    case = house.submit("purchaser1", "goods-receipt", book_form(house, "18", "2")).case_id
    assert house.stands(case) == "catalogue"
    assert len(house.children(case, "return-to-supplier")) == 1
    wrong = {**TITLE, "book_number": "978-7-111-21382-7", "class_number": "253"}
    said = house.refusal("cataloguer1", case, "catalogued", {"books": [wrong]})
    assert "the check digit does not fit" in said
    assert "no class of the national standard" in said
    house.act("cataloguer1", case, "catalogued", {"books": [TITLE]})
    assert house.company.registers.data("products", "BOOK")["book_class"] == "F253.4"  # type: ignore[index]

    house.act("storekeeper1", case, "note-wrong", note="the author is Qian")
    assert house.stands(case) == "catalogue"
    house.act("cataloguer1", case, "catalogued", {"books": [{**TITLE, "author": "Qian"}]})
    torn = [{"line": 1, "code": "damaged", "count": "3"}]
    house.act("storekeeper1", case, "unqualified", counted(house, case, "17", "1", defects=torn), reason=2)
    assert house.stands(case) == "done"
    assert house.on_hand("BOOK", "rejected") == 3
    assert house.balance("payable", "S-0001") == D("510.00")


def test_books_none_of_which_is_accepted_are_returned(books: House) -> None:
    values = book_form(books, "0", "19")
    assert "make 19, delivered are 20" in books.not_submitted("purchaser1", "goods-receipt", values)
    values["lines"][0]["rejected"] = "20"
    case = books.submit("purchaser1", "goods-receipt", values).case_id
    assert books.stands(case) == "returned"


# --- equipment, customers' goods, processing ----------------------------------------------------------------


def test_equipment_runs_on_trial_and_gets_its_card(house: House) -> None:
    house.record("products", "PRESS", name="压接机", kind="equipment", unit="台")
    quotes = [{"supplier": name, "price": "3850.00"} for name in "abc"]
    wanted(house, "PRESS", "2")
    line = {"product": "PRESS", "quantity": "2", "price": "3850.00", "needed_by": "2026-06-19"}
    values = {"kind": "equipment", "supplier": "S-0001", "place": "MAIN", "quotes": quotes, "lines": [line]}
    order = house.submit("purchaser1", "purchase-order", values)
    house.act("engineer1", order.case_id, "approve")
    house.act("warehouse-supervisor", order.case_id, "approve")
    house.act("purchaser1", order.case_id, "confirmed")
    arrival = form(str(order.number), {"order_line": 1, "delivered": "2"}, kind="equipment")
    case = house.submit("purchaser1", "goods-receipt", arrival).case_id
    assert "Not your step" in house.refusal("inspector1", case, "qualified")
    assert "write down the trial run" in house.refusal(
        "equipment-keeper1", case, "qualified", judged(house, case, accepted="2")
    )
    good = {**judged(house, case, accepted="2"), "trial_run": "two hours, 40 dB"}
    house.act("equipment-keeper1", case, "qualified", good)
    rows = [{**house.form(case)["lines"][0], "stored": "2"}]
    house.act("storekeeper1", case, "qualified", {"lines": rows})
    assert house.balance("equipment", "EC-0001") == D("3850.00")
    assert house.balance("equipment", "EC-0002") == D("3850.00")
    assert house.on_hand("PRESS", "consumed") == 2
    assert house.balance("stock") == 0
    assert house.stands(order.case_id) == "settle"


def test_a_customers_goods_come_in_as_his_lot_without_money(house: House) -> None:
    line = {"order_line": 1, "product": "SHELL", "delivered": "80", "lot": "C1-0609"}
    values = {"kind": "fabric", "source": "supply-plan", "note_number": "77", "warehouse": "MAIN", "lines": [line]}
    assert "name the customer" in house.not_submitted("purchaser1", "goods-receipt", values)
    case = house.submit("purchaser1", "goods-receipt", {**values, "customer": "C-0001"}).case_id
    house.act("inspector1", case, "qualified", judged(house, case, accepted="80"))
    house.act("storekeeper1", case, "qualified", counted(house, case, "80"))
    assert house.on_hand("SHELL", "MAIN/A-01", "C1-0609") == 80
    assert house.company.stock.lot_owner("SHELL", "C1-0609") == "C-0001"
    assert house.balance("stock") == 0
    assert house.company.stock.available("SHELL") == 0


def test_processed_goods_cost_material_and_fee(house: House) -> None:
    house.goods("LAMP", "MAIN/A-01", "1", "1.00")
    with house.db.write():
        stock, at = house.company.stock, house.clock.now()
        stock.move(1, None, "WIRE", "supplier", "processor/S-0001", D(100), value=D("400.00"), at=at)
    order = placed(house, "HARNESS", "processing", "50", "3.00")
    used = [{"line": 1, "product": "WIRE", "quantity": "75"}]
    line = {"order_line": 1, "delivered": "50"}
    values = form(order, line, kind="material", source="processing", materials=used)
    too_much = {**values, "materials": [{**used[0], "quantity": "101"}]}
    assert "101 exceeds 100" in house.not_submitted("purchaser1", "goods-receipt", too_much)
    case = house.submit("purchaser1", "goods-receipt", values).case_id
    house.act("inspector1", case, "qualified", judged(house, case, accepted="48", rejected="2"))
    house.act("storekeeper1", case, "qualified", counted(house, case, "48"))
    assert house.on_hand("WIRE", "processor/S-0001") == 28
    assert house.company.stock.worth("HARNESS").value == D("432.00")  # 72 m of wire at 4.00, 48 x 3.00 fee
    assert house.balance("payable", "S-0001") == D("144.00")


# --- the order ----------------------------------------------------------------------------------------------


def test_goods_nobody_ordered_are_not_received(house: House) -> None:
    order = ordered(house)
    other = form(order, {"order_line": 1, "product": "ZIP", "delivered": "10"})
    assert "line 1 of the order is another product" in house.not_submitted("purchaser1", "goods-receipt", other)
    number = house.submit("purchaser1", "purchase-order", purchase(house, product="LINING")).number
    early = form(str(number), {"order_line": 1, "delivered": "10"})
    assert "expects no delivery now" in house.not_submitted("purchaser1", "goods-receipt", early)
