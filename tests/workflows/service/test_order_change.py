"""Order change after purchase (P77, P78, P80): at each state of the order, and each of its rules."""

from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.service import delivering
from tests.workflows.service.delivering import PROVED

D = Decimal
YES = {"confirmed_at": "2026-06-09T09:00:00", "confirmed_how": "by phone, Miss Ye"}
NOTED = {"printer_told": "C-0001, goods changed"}
WORD = {"courier_word": "turned round at the depot, Mr Li", "customer_told": "by phone 11:20"}


def form(order: str, kind: str = "attribute", **more: Any) -> dict[str, Any]:
    return {"customer": "C-0001", "order": order, "kind": kind, **PROVED, **more}


def opened(house: House, order: str, kind: str = "attribute", **more: Any) -> int:
    return house.submit("service-agent1", "order-change", form(order, kind, **more)).case_id


def to_other_goods(house: House, order: str) -> int:
    """The twenty lamps of the order become ten cables at 100.00: the same amount."""
    return opened(house, order, lines=[{"order_line": 1, "product": "CABLE", "quantity": "10"}])


def confirmed(house: House, case: int, **values: Any) -> None:
    house.act("service-agent1", case, "changed", values)
    house.act("service-agent1", case, "right", YES)


def line_of(house: House, order: str) -> dict[str, Any]:
    found = house.company.cases.find(order)
    assert found is not None
    line: dict[str, Any] = found.form["lines"][0]
    return line


def test_goods_called_the_same_are_told_apart_by_their_codes(house: House) -> None:
    """Lamps of several strengths have one name; who packs them must know which."""
    with house.db.write():
        lamp = house.company.registers.data("products", "LAMP") or {}
        cable = house.company.registers.data("products", "CABLE") or {}
        house.company.registers.put(None, "products", "CABLE", {**cable, "name": lamp["name"]}, at=house.clock.now())
    order, _shipment = delivering.paid(house)
    case = opened(house, order, lines=[{"order_line": 1, "product": "CABLE"}])
    said = [str(text) for text in house.as_("service-agent1").preview(case=case).brief]
    assert any("LAMP × 20" in text and "CABLE × 20" in text for text in said), said


def test_the_orders_of_the_customer_that_are_on_their_way_are_offered(house: House) -> None:
    order, _shipment = delivering.paid(house)
    office = house.as_("service-agent1")

    def offered(customer: str, typed: str) -> list[str]:
        found = office.named_cases.offered(office.new_form("order-change"), "order", {"customer": customer}, typed, 8)
        return [hit.key for hit in found]

    assert offered("C-0001", "") == [order]
    assert offered("C-0001", order[-2:])[0] == order
    assert offered("C-0002", "") == []
    begun = office.new_form("order-cancel", house.company.cases.find(order).id)  # type: ignore[union-attr]
    assert (begun.values["customer"], begun.values["order"]) == ("C-0001", order)


def test_what_was_being_typed_stands_beside_what_others_have_changed(house: House) -> None:
    """The storekeeper was counting twenty when the order became twenty-four: what he reads is as it is now."""
    order, shipment = delivering.paid(house)
    delivering.printed(house, shipment)
    office = house.as_("storekeeper1")
    begun = office.entry_form(shipment, "picked")
    office.keep_draft(begun, {**begun.values, "lines": [{**begun.values["lines"][0], "picked": "19"}]})
    case = opened(house, order, lines=[{"order_line": 1, "quantity": "24"}])
    for login in ("storekeeper1", "service-agent1"):
        house.act(login, case, "in-hand", delivering.papers(house, case, shipment))
    confirmed(house, case, paid_more="200.00", paid_by="bank")
    house.act("shipping-clerk1", case, "noted", NOTED)
    (line,) = house.as_("storekeeper1").entry_form(shipment, "picked").values["lines"]
    assert (line["quantity"], line["picked"]) == ("24", "19")
    assert "19 picked, the note says 24" in house.refusal(
        "storekeeper1", shipment, "picked", {"lines": [{"picked": "19"}]}
    )


def test_a_prepaid_order_becomes_dearer_without_being_released_anew(house: House) -> None:
    """It rests on a phone call, which a manager judged at its old amount; what is paid is not lent."""
    order, _shipment = delivering.paid(house)
    case = opened(house, order, lines=[{"order_line": 1, "quantity": "24"}])
    house.act("service-agent1", case, "changed", {"paid_more": "200.00", "paid_by": "bank"})
    assert house.stands(case) == "confirm"


def test_what_is_changed_is_a_sales_order(house: House) -> None:
    _order, shipment = delivering.paid(house)
    named = house.company.cases.case(shipment).name
    assert f"{named} is no case of “Sales order" in house.not_submitted("service-agent1", "order-change", form(named))


# --- goods, at each state of the order ----------------------------------------------------------------------


def test_an_order_to_print_is_changed_in_the_order_and_printed_new(house: House) -> None:
    order, shipment = delivering.paid(house)
    case = to_other_goods(house, order)
    assert house.stands(case) == "change"
    assert f"change {house.view(case).number} is open" in house.refusal("shipping-clerk1", shipment, "print")

    house.act("service-agent1", case, "changed")
    assert house.reserved("CABLE", "MAIN/A-01") == 10
    assert line_of(house, order)["product"] == "CABLE"
    assert house.form(case)["note"] == "客户拍下，要求修改成电缆×10，已修改妥当—2026.06.09 service-agent1-name"
    assert house.refusal("shipping-clerk1", case, "noted", NOTED)
    house.act("service-agent1", case, "right", YES)
    house.act("shipping-clerk1", case, "noted", NOTED)

    assert house.stands(case) == "done"
    assert house.reserved("LAMP", "MAIN/F-02") == 0
    assert house.reserved("CABLE", "MAIN/A-01") == 10
    assert [row["product"] for row in house.form(shipment)["lines"]] == ["CABLE"]
    delivering.shipped(house, shipment)
    assert house.on_hand("CABLE", "customer") == 10
    assert house.balance("sales") == D("1000.00")
    assert check(house.db) == []


@pytest.mark.parametrize("picked", [False, True])
def test_of_a_printed_order_both_papers_are_amended_and_issued_anew(house: House, picked: bool) -> None:
    order, shipment = delivering.paid(house)
    delivering.printed(house, shipment)
    if picked:
        delivering.picked(house, shipment)
    case = to_other_goods(house, order)
    if not picked:
        found = {"lines": [{**line, "picked": line["quantity"]} for line in house.form(shipment)["lines"]]}
        assert f"change {house.view(case).number} is open" in house.refusal("storekeeper1", shipment, "picked", found)
    assert house.stands(case) == "papers"
    wrong = delivering.papers(house, case, shipment, issue=2)
    assert "not the newest issue" in house.refusal("storekeeper1", case, "in-hand", wrong)
    house.act("storekeeper1", case, "in-hand", delivering.papers(house, case, shipment))
    house.act("service-agent1", case, "in-hand")
    assert house.stands(case) == "change"
    told = [str(line) for line in house.as_("service-agent1").preview(case=case).brief]
    assert "Printed: amend delivery note and courier slip themselves before it is changed" in told
    confirmed(house, case)
    assert "已在发货单与快递单上修改妥当—2026.06.09" in house.form(case)["note"]
    house.act("shipping-clerk1", case, "noted", NOTED)

    assert house.stands(case) == "done"
    assert house.form(shipment)["issue"] == 2
    assert house.stands(shipment) == "pick"
    assert house.on_hand("LAMP", "MAIN/F-02") == 60
    assert house.on_hand("LAMP", "MAIN/dispatch") == 0
    assert house.form(shipment)["notes"][-1]["ticked"] is True
    delivering.picked(house, shipment)
    assert house.on_hand("CABLE", "MAIN/dispatch") == 10
    assert check(house.db) == []


@pytest.mark.parametrize(("state", "begins"), [("printed", "papers.0.note_number"), ("packed", "papers.0.parcels")])
def test_the_form_for_what_is_in_hand_asks_for_what_must_be_handed_over(house: House, state: str, begins: str) -> None:
    order, shipment = delivering.paid(house)
    {"printed": delivering.printed, "packed": delivering.packed}[state](house, shipment)
    case = to_other_goods(house, order)
    assert house.as_("storekeeper1").entry_form(case, "in-hand").asks == begins


def test_only_what_changes_is_picked_anew(house: House) -> None:
    order, shipment = delivering.paid(house)
    delivering.printed(house, shipment)
    delivering.picked(house, shipment)
    case = opened(house, order, lines=[{"order_line": 1, "quantity": "24"}])
    house.act("storekeeper1", case, "in-hand", delivering.papers(house, case, shipment))
    house.act("service-agent1", case, "in-hand")
    confirmed(house, case, paid_more="200.00", paid_by="bank")
    house.act("shipping-clerk1", case, "noted", NOTED)
    assert house.on_hand("LAMP", "MAIN/dispatch") == 20
    delivering.picked(house, shipment)
    assert house.on_hand("LAMP", "MAIN/dispatch") == 24


def test_a_packed_order_is_unpacked_and_printed_again(house: House) -> None:
    order, shipment = delivering.paid(house)
    delivering.packed(house, shipment)
    case = to_other_goods(house, order)
    assert house.stands(case) == "parcel"
    assert "change" in house.refusal("guard1", shipment, "pass", {"parcels_counted": 1})
    house.act("storekeeper1", case, "in-hand", delivering.parcel(house, case))
    house.act("service-agent1", case, "in-hand")
    confirmed(house, case)
    house.act("shipping-clerk1", case, "noted", NOTED)
    assert house.stands(shipment) == "print"
    assert house.on_hand("LAMP", "MAIN/F-02") == 60
    assert house.on_hand("LAMP", "MAIN/dispatch") == 0
    assert house.reserved("CABLE", "MAIN/A-01") == 10
    delivering.shipped(house, shipment)
    assert house.on_hand("CABLE", "customer") == 10


@pytest.mark.parametrize(
    ("action", "end"), [("redirected", "done"), ("send-back", "handed-on"), ("impossible", "unchanged")]
)
def test_what_has_left_the_house_is_after_sales(house: House, action: str, end: str) -> None:
    order, shipment = delivering.paid(house)
    delivering.shipped(house, shipment)
    case = opened(house, order, "address", address="杭州市文一路 1 号")
    assert house.stands(case) == "after-sales"
    assert "fill this in" in house.refusal("after-sales1", case, action)
    house.act("after-sales1", case, action, WORD)
    assert house.stands(case) == end
    assert house.stands(shipment) == "proof"


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("attribute", {"lines": [{"order_line": 1, "quantity": "16"}]}, "goods are not swapped on the way"),
        ("card", {"card_text": "生日快乐"}, "on the way only address and time change"),
    ],
)
def test_a_courier_redirects_and_changes_nothing_else(
    house: House, kind: str, values: dict[str, Any], said: str
) -> None:
    order, shipment = delivering.paid(house)
    delivering.shipped(house, shipment)
    case = opened(house, order, kind, **values)
    assert said in house.refusal("after-sales1", case, "redirected", WORD)


# --- address and wishes -------------------------------------------------------------------------------------


def test_a_new_address_goes_to_order_and_papers(house: House) -> None:
    order, shipment = delivering.paid(house)
    case = opened(house, order, "address", address="杭州市文一路 1 号")
    confirmed(house, case)
    house.act("shipping-clerk1", case, "noted", NOTED)
    assert house.form(shipment)["address"] == "杭州市文一路 1 号"
    assert house.form(case)["note"] == "客户要求修改地址，新地址为：杭州市文一路 1 号—2026.06.09 service-agent1-name"


@pytest.mark.parametrize(
    ("kind", "values", "on_order"),
    [
        ("courier", {"courier": "中通"}, {"courier": "中通"}),
        ("invoice", {"invoice_title": "恒达公司", "tax_number": "91330"}, {"invoice_title": "恒达公司 91330"}),
        ("card", {"card_text": "生日快乐"}, {"card_text": "生日快乐"}),
        ("time", {"slot": "18:00-20:00"}, {"slot": "18:00-20:00"}),
    ],
)
def test_a_wish_stands_on_the_order_and_as_a_red_flag(
    house: House, kind: str, values: dict[str, str], on_order: dict[str, str]
) -> None:
    order, shipment = delivering.paid(house)
    assert "say what is wanted" in house.not_submitted("service-agent1", "order-change", form(order, kind))
    case = opened(house, order, kind, **values)
    confirmed(house, case)
    house.act("shipping-clerk1", case, "noted", NOTED)
    found = house.company.cases.find(order)
    assert found is not None
    assert {name: found.form[name] for name in on_order} == on_order
    assert house.form(shipment)["notes"][-1]["text"].startswith("客户要求")


def test_a_small_vat_wish_is_told_that_it_accumulates(house: House) -> None:
    order, _shipment = delivering.paid(house)
    case = opened(house, order, "invoice", invoice_title="恒达公司")
    assert any("below 5,000.00 VAT invoices wait" in str(line) for line in house.view(case).preview.brief)


# --- money --------------------------------------------------------------------------------------------------


def test_a_dearer_change_is_paid_before_it_is_confirmed(house: House) -> None:
    order, shipment = delivering.paid(house)
    case = opened(house, order, lines=[{"order_line": 1, "quantity": "24"}])
    assert "200.00 short: the difference is paid first" in house.refusal("service-agent1", case, "changed")
    too_much = {"paid_more": "200.01", "paid_by": "bank"}
    assert "200.00 left to pay" in house.refusal("service-agent1", case, "changed", too_much)
    confirmed(house, case, paid_more="200.00", paid_by="till", counter="front")
    assert house.balance("till", "front") == D("200.00")
    assert house.balance("deposit", f"C-0001/{order}") == D("1200.00")
    house.act("shipping-clerk1", case, "noted", NOTED)
    delivering.shipped(house, shipment)
    assert house.balance("sales") == D("1200.00")
    assert house.balance("receivable", "C-0001") == 0


def test_a_cheaper_change_opens_a_refund_of_the_difference(house: House) -> None:
    order, shipment = delivering.paid(house)
    case = opened(house, order, lines=[{"order_line": 1, "quantity": "16"}])
    confirmed(house, case)
    house.act("shipping-clerk1", case, "noted", NOTED)
    refund = house.children(case, "refund")[0]
    assert house.form(refund.id)["amount"] == "200.00"
    assert house.stands(refund.id) == "approve"
    assert house.reserved("LAMP", "MAIN/F-02") == 16
    delivering.shipped(house, shipment)
    assert house.balance("sales") == D("800.00")


def test_goods_that_are_not_there_are_refused(house: House) -> None:
    order, _shipment = delivering.paid(house)
    case = opened(house, order, lines=[{"order_line": 1, "product": "CABLE", "quantity": "61"}])
    assert "60 of 61 电缆 are free" in house.refusal("service-agent1", case, "changed")


# --- the order as it was ------------------------------------------------------------------------------------


def test_the_customer_may_keep_the_old(house: House) -> None:
    order, shipment = delivering.paid(house)
    delivering.printed(house, shipment)
    case = to_other_goods(house, order)
    house.act("storekeeper1", case, "in-hand", delivering.papers(house, case, shipment))
    house.act("service-agent1", case, "in-hand")
    house.act("service-agent1", case, "changed")
    house.act("service-agent1", case, "keeps", YES)
    assert line_of(house, order)["product"] == "LAMP"
    house.act("shipping-clerk1", case, "noted", {"printer_told": "C-0001, as it was"})
    assert house.stands(case) == "kept"
    assert house.form(shipment)["issue"] == 1
    assert house.reserved("CABLE", "MAIN/A-01") == 0
    assert house.reserved("LAMP", "MAIN/F-02") == 20
    delivering.picked(house, shipment)


def test_what_was_paid_more_for_a_change_that_is_struck_out_goes_back(house: House) -> None:
    order, _shipment = delivering.paid(house)
    case = opened(house, order, lines=[{"order_line": 1, "quantity": "24"}])
    house.act("service-agent1", case, "changed", {"paid_more": "200.00", "paid_by": "bank"})
    house.act("service-agent1", case, "keeps", YES)
    house.act("shipping-clerk1", case, "noted", NOTED)
    assert house.form(house.children(case, "refund")[0].id)["amount"] == "200.00"


def test_a_customer_not_reached_for_a_working_day_keeps_the_old(house: House) -> None:
    order, _shipment = delivering.paid(house)
    case = opened(house, order, "address", address="杭州市文一路 1 号")
    house.act("service-agent1", case, "changed")
    house.act("service-agent1", case, "not-reached")
    assert house.stands(case) == "confirm"
    house.at("2026-06-10 09:05")
    house.act("service-agent1", case, "not-reached")
    assert house.stands(case) == "notify"
    house.act("shipping-clerk1", case, "noted", NOTED)
    assert house.stands(case) == "kept"
    found = house.company.cases.find(order)
    assert found is not None
    assert found.form["address"] == "杭州市建设路 3 号"


def test_what_is_not_possible_leaves_the_order_as_it_was(house: House) -> None:
    order, _shipment = delivering.paid(house)
    case = opened(house, order, lines=[{"order_line": 1, "product": "CABLE", "quantity": "61"}])
    house.act("service-agent1", case, "impossible", reason=2)
    house.act("shipping-clerk1", case, "noted", NOTED)
    assert house.stands(case) == "kept"


def test_a_correction_changes_it_again(house: House) -> None:
    order, shipment = delivering.paid(house)
    case = to_other_goods(house, order)
    house.act("service-agent1", case, "changed")
    house.act("service-agent1", case, "correct")
    lines = [{**house.form(case)["lines"][0], "quantity": "8"}]
    confirmed(house, case, lines=lines)
    assert house.reserved("CABLE", "MAIN/A-01") == 8
    house.act("shipping-clerk1", case, "noted", NOTED)
    assert house.form(shipment)["lines"][0]["quantity"] == "8"


# --- the draft ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lines": []}, "name the lines that change"),
        ({"lines": [{"order_line": 2, "quantity": "1"}]}, "say which line of the order it is, 1 to 1"),
        ({"lines": [{"order_line": 1}]}, "nothing changes on this line"),
        ({"lines": [{"order_line": 1, "product": "JACKET"}]}, "custom goods: cancel the order and order anew"),
        ({"lines": [{"order_line": 1, "product": "PAINT"}]}, "has no price on the list"),
        ({"kind": "address", "address": "杭州市建设路 3 号"}, "the order says so already"),
        ({"customer": "C-0002"}, "another customer's: not the buyer"),
    ],
)
def test_what_keeps_it_from_being_handed_in(house: House, changes: dict[str, Any], said: str) -> None:
    order, _shipment = delivering.paid(house)
    assert said in house.not_submitted("service-agent1", "order-change", {**form(order), **changes})


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (
            "address",
            {"address": "杭州市文一路 1 号", "courier": "中通"},
            "Courier wanted: only where “What is changed” is courier: empty it",
        ),
        (
            "courier",
            {"courier": "中通", "tax_number": "91330"},
            "Tax number: only where “What is changed” is invoice title",
        ),
        (
            "card",
            {"card_text": "生日快乐", "lines": [{"order_line": 1, "quantity": "8"}]},
            "Changed lines: only where “What is changed” is goods: empty it",
        ),
    ],
)
def test_what_another_kind_of_change_asks_for_is_refused_and_not_lost(
    house: House, kind: str, values: dict[str, Any], said: str
) -> None:
    order, _shipment = delivering.paid(house)
    assert said in house.not_submitted("service-agent1", "order-change", form(order, kind, **values))


def test_while_it_is_changed_no_other_answer_is_typed_either(house: House) -> None:
    order, _shipment = delivering.paid(house)
    case = opened(house, order, "courier", courier="中通")
    assert "only where “What is changed” is address" in house.refusal(
        "service-agent1", case, "changed", {"address": "文一路 1 号"}
    )


def test_one_change_or_cancellation_at_a_time(house: House) -> None:
    order, _shipment = delivering.paid(house)
    number = house.view(to_other_goods(house, order)).number
    again = house.not_submitted("service-agent2", "order-change", form(order, "card", card_text="生日快乐"))
    assert f"change {number} is open" in again


def test_it_takes_four_business_hours_in_all(house: House) -> None:
    order, _shipment = delivering.paid(house)
    case = opened(house, order, "card", card_text="生日快乐")
    assert f"{house.due(case)}" == "2026-06-09 09:30:00"
    house.at("2026-06-09 13:55")
    house.act("service-agent1", case, "changed")
    limit = house.company.cases.case(case).submitted_at
    assert limit is not None
    assert house.due(case) == house.engine.company.policy("order-change.limit", limit).after(
        limit, house.company.calendar
    )


def test_the_service_supervisor_hears_at_once_that_it_is_late(house: House) -> None:
    """Papers and parcels are the warehouse's to hand over, but the order stands still for the customer."""
    order, shipment = delivering.paid(house)
    delivering.printed(house, shipment)
    number = house.view(to_other_goods(house, order)).number
    house.at("2026-06-09 09:31")
    house.engine.tick(house.person("sales-rep2"))
    for login in ("service-supervisor", "storekeeper1"):
        assert f"{number}: “take the papers” is overdue" in [str(notice[1]) for notice in house.as_(login).notices()]
