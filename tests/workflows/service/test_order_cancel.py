"""Order cancellation after payment (P79): at each state of the order, and each of its rules."""

from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.service import delivering
from tests.workflows.service.delivering import PROVED

D = Decimal
PAID = {"account": "6222 0001"}
ARRIVED = {"arrived_on": "2026-06-09", "arrived_how": "the customer said so on the phone"}
WORD = {"courier_word": "stopped at the depot, Mr Li", "customer_told": "by phone 11:20"}


def form(order: str, **more: Any) -> dict[str, Any]:
    return {"customer": "C-0001", "order": order, "reason": "bought twice", **PROVED, **more}


def opened(house: House, order: str, **more: Any) -> int:
    return house.submit("service-agent1", "order-cancel", form(order, **more)).case_id


def refunded(house: House, case: int) -> None:
    """Finance pays the refund of a cancellation, and the customer says that it arrived."""
    refund = house.children(case, "refund")[-1]
    assert house.stands(refund.id) == "pay"
    house.act("finance1", refund.id, "paid", PAID)
    house.act("after-sales1", refund.id, "arrived", ARRIVED)


def test_a_packed_order_is_fetched_refunded_and_only_then_shelved(house: House) -> None:
    order, shipment = delivering.paid(house)
    delivering.packed(house, shipment)
    case = opened(house, order)
    number = house.view(case).number
    assert house.stands(case) == "fetch"
    assert f"cancellation {number} is open" in house.refusal("guard1", shipment, "pass", {"parcels_counted": 1})
    assert house.form(case)["note"] == "客户要求取消订单—2026.06.09 service-agent1-name"

    assert "the parcels are 1" in house.refusal("storekeeper1", case, "in-hand", delivering.parcel(house, case, "2"))
    house.act("storekeeper1", case, "in-hand", delivering.parcel(house, case))
    assert house.stands(case) == "fetch"
    house.act("service-agent1", case, "in-hand")
    assert house.stands(case) == "refund"
    assert house.refusal("storekeeper1", case, "shelved")
    assert house.on_hand("LAMP", "MAIN/dispatch") == 20

    refunded(house, case)
    assert house.stands(case) == "put-back"
    assert house.balance("bank") == 0
    assert house.balance("deposit", f"C-0001/{order}") == 0
    counted = {"pieces": [{**house.form(case)["pieces"][0], "counted": "19"}]}
    assert "19 counted, 20 were picked" in house.refusal("storekeeper1", case, "shelved", counted)
    counted["pieces"][0]["counted"] = "20"
    house.act("storekeeper1", case, "shelved", counted)
    house.act("after-sales1", case, "torn")

    assert house.stands(case) == "done"
    assert house.stands(shipment) == "voided"
    assert house.stands(order) == "cancelled"
    assert house.on_hand("LAMP", "MAIN/dispatch") == 0
    assert house.on_hand("LAMP", "MAIN/F-02") == 60
    assert house.reserved("LAMP", "MAIN/F-02") == 0
    assert house.balance("sales") == 0
    assert check(house.db) == []


def test_an_order_to_print_is_void_at_once_and_refunded_without_a_move(house: House) -> None:
    order, shipment = delivering.paid(house)
    case = opened(house, order)
    assert house.stands(case) == "void"
    assert "cancellation" in house.refusal("shipping-clerk1", shipment, "print", {"carrier": "顺丰"})
    house.act("shipping-clerk1", case, "voided")
    assert house.stands(shipment) == "voided"
    assert house.stands(order) == "cancelled"
    assert house.reserved("LAMP", "MAIN/F-02") == 0
    assert house.stands(case) == "refund"
    refunded(house, case)
    assert house.stands(case) == "done"


@pytest.mark.parametrize("picked", [False, True])
def test_a_printed_order_gives_back_both_papers(house: House, picked: bool) -> None:
    order, shipment = delivering.paid(house)
    delivering.printed(house, shipment)
    if picked:
        delivering.picked(house, shipment)
    case = opened(house, order)
    assert house.stands(case) == "fetch"
    said = house.refusal("storekeeper1", case, "in-hand", delivering.papers(house, case, shipment, issue=2))
    assert "not the newest issue" in said
    house.act("storekeeper1", case, "in-hand", delivering.papers(house, case, shipment))
    house.act("service-agent2", case, "in-hand")
    refunded(house, case)
    if picked:
        pieces = [{**row, "counted": row["picked"]} for row in house.form(case)["pieces"]]
        house.act("storekeeper1", case, "shelved", {"pieces": pieces})
    house.act("after-sales1", case, "torn")
    assert house.stands(case) == "done"
    assert house.stands(shipment) == "voided"
    assert house.on_hand("LAMP", "MAIN/F-02") == 60


@pytest.mark.parametrize("action", ["intercepted", "comes-back"])
def test_what_has_left_the_house_goes_to_after_sales(house: House, action: str) -> None:
    order, shipment = delivering.paid(house)
    delivering.shipped(house, shipment)
    case = opened(house, order)
    assert house.stands(case) == "after-sales"
    assert "fill this in" in house.refusal("after-sales1", case, action)
    house.act("after-sales1", case, action, WORD)
    assert house.stands(case) == "handed-on"
    assert house.stands(shipment) == "proof"
    (back,) = house.children(case, "return-exchange")
    assert (house.stands(back.id), back.form["order"], back.form["amount"]) == ("goods", order, "1000.00")


def test_the_customer_may_keep_the_goods_or_before_that_the_order(house: House) -> None:
    order, shipment = delivering.paid(house)
    first = opened(house, order)
    house.act("service-agent1", first, "keeps")
    assert house.stands(first) == "kept"
    delivering.shipped(house, shipment)
    second = opened(house, order)
    house.act("after-sales1", second, "keeps-goods", WORD)
    assert house.stands(second) == "kept"


def test_nothing_paid_needs_no_refund(house: House) -> None:
    house.past_order("C-0001")
    house.record(
        "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), terms="account",
        credit_limit="80000", settlement_days=30,
    )  # fmt: skip
    order, _shipment = delivering.ordered(house, terms="account")
    case = opened(house, order)
    house.act("shipping-clerk1", case, "voided")
    assert house.stands(case) == "done"
    assert house.children(case, "refund") == []


def custom_order(house: House) -> str:
    """An order of custom goods in delivery, its deposit of 1,080.00 paid."""
    house.record("products", "HARNESS", name="线束", kind="finished", unit="个", make="custom", decimals=0)
    house.past_order("C-0001")
    house.record(
        "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), terms="account",
        credit_limit="80000", settlement_days=30,
    )  # fmt: skip
    values = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-1", "terms": "account", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号", "lines": [{"product": "HARNESS", "quantity": "100", "price": "36"}],
    }  # fmt: skip
    order = house.submit("sales-rep1", "sales-order", values)
    lines = [{**house.form(order.case_id)["lines"][0], "promise": "2026-06-19"}]
    house.act("planner1", order.case_id, "give-date", {"lines": lines})
    house.act("finance1", order.case_id, "received", {"amount_received": "1080.00", "means": "bank"})
    return order.number or ""


def test_custom_goods_in_production_need_consent_and_a_part_of_the_deposit_may_be_kept(house: House) -> None:
    order = custom_order(house)
    case = opened(house, order)
    assert house.stands(case) == "consent"
    assert "1,080.00 is held for the order" in house.refusal("sales-manager", case, "agree", {"kept": "1080.01"})
    house.act("sales-manager", case, "agree", {"kept": "324.00"})
    assert house.balance("other-income") == D("324.00")
    house.act("shipping-clerk1", case, "voided")
    refund = house.children(case, "refund")[0]
    assert house.form(refund.id)["amount"] == "756.00"
    assert house.stands(refund.id) == "approve"
    house.act("service-supervisor", refund.id, "approve")
    house.act("sales-manager", refund.id, "approve")
    house.act("finance1", refund.id, "paid", PAID)
    house.act("after-sales1", refund.id, "arrived", ARRIVED)
    assert house.stands(case) == "done"
    assert house.balance("deposit", f"C-0001/{order}") == 0
    assert check(house.db) == []


def test_what_was_kept_is_held_again_when_the_customer_keeps_the_order(house: House) -> None:
    order = custom_order(house)
    case = opened(house, order)
    house.act("sales-manager", case, "agree", {"kept": "324.00"})
    house.act("service-agent1", case, "keeps")
    assert house.balance("other-income") == 0
    assert house.balance("deposit", f"C-0001/{order}") == D("1080.00")


def test_the_sales_manager_may_refuse(house: House) -> None:
    case = opened(house, custom_order(house))
    house.act("sales-manager", case, "reject", reason=2)
    assert house.stands(case) == "refused"


def test_a_refund_that_was_refused_is_asked_for_anew(house: House) -> None:
    order = custom_order(house)
    case = opened(house, order)
    house.act("sales-manager", case, "agree", {"kept": "324.00"})
    house.act("shipping-clerk1", case, "voided")
    first = house.children(case, "refund")[0]
    assert "is under way" in house.refusal("after-sales1", case, "again")
    house.act("service-supervisor", first.id, "reject", reason=1)
    assert house.stands(case) == "refund"
    house.act("after-sales1", case, "again")
    assert len(house.children(case, "refund")) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"customer": "C-0002"}, "another customer's: not the buyer"),
        ({"identity_by": "registered-phone", "identity_fact": "13900000000"}, "is not in the register"),
        ({"identity_fact": ""}, "fill this in"),
    ],
)
def test_what_keeps_it_from_being_handed_in(house: House, changes: dict[str, Any], said: str) -> None:
    order, _shipment = delivering.paid(house)
    assert said in house.not_submitted("service-agent1", "order-cancel", form(order, **changes))


def test_one_change_or_cancellation_at_a_time(house: House) -> None:
    order, _shipment = delivering.paid(house)
    number = house.view(opened(house, order)).number
    again = house.not_submitted("service-agent2", "order-cancel", form(order))
    assert f"cancellation {number} is open" in again


def test_it_is_done_within_one_working_day_in_all(house: House) -> None:
    order, shipment = delivering.paid(house)
    delivering.printed(house, shipment)
    case = opened(house, order)
    assert f"{house.due(case)}" == "2026-06-09 10:00:00"
    house.at("2026-06-09 17:45")
    house.act("storekeeper1", case, "in-hand", delivering.papers(house, case, shipment))
    house.act("service-agent1", case, "in-hand")
    assert f"{house.due(case)}" == "2026-06-10 09:00:00"


# --- single lines -------------------------------------------------------------------------------------------

LAMPS = {"product": "LAMP", "quantity": "20", "price": "50.00"}
CABLES = {"product": "CABLE", "quantity": "10", "price": "100.00"}


def lines_cancelled(house: House, order: str, *numbers: int) -> int:
    return opened(house, order, only=[{"order_line": number} for number in numbers])


def rest_of(house: House, order: str) -> int:
    """The shipment that was opened for the lines that stand."""
    found = house.company.cases.find(order)
    assert found is not None
    assert house.stands(found.id) == "delivery"
    return int(house.children(found.id, "shipment")[-1].id)


def paid_back(house: House, case: int, *deciders: str) -> None:
    """A part of what was paid takes its decisions before it is paid back."""
    refund = house.children(case, "refund")[-1].id
    for login in deciders:
        house.act(login, refund, "approve")
    house.act("finance1", refund, "paid", PAID)
    house.act("after-sales1", refund, "arrived", ARRIVED)


def test_a_line_that_is_not_printed_is_cancelled_and_the_others_ship(house: House) -> None:
    order, shipment = delivering.ordered(house, LAMPS, CABLES)
    case = lines_cancelled(house, order, 2)
    assert house.form(case)["note"] == "客户要求取消订单第2行—2026.06.09 service-agent1-name"
    assert house.form(case)["only"] == [{"order_line": 2, "product": "CABLE", "quantity": "10"}]
    house.act("shipping-clerk1", case, "voided")
    assert house.stands(shipment) == "voided"
    assert house.reserved("CABLE", "MAIN/A-01") == 0
    assert house.reserved("LAMP", "MAIN/F-02") == 20
    assert "cancellation" in house.refusal("shipping-clerk1", rest_of(house, order), "print", {"carrier": "顺丰"})

    assert house.form(house.children(case, "refund")[0].id)["amount"] == "1000.00"
    paid_back(house, case, "service-supervisor", "sales-manager")
    assert house.stands(case) == "done"
    assert house.balance("deposit", f"C-0001/{order}") == D("1000.00")
    delivering.shipped(house, rest_of(house, order))
    assert house.stands(order) == "done"
    assert (house.balance("sales"), house.balance("deposit"), house.balance("bank")) == (D(1000), D(0), D(1000))
    assert house.on_hand("CABLE", "MAIN/A-01") == 60
    assert check(house.db) == []


def test_picked_goods_of_the_other_lines_go_back_too_and_are_picked_anew(house: House) -> None:
    order, shipment = delivering.ordered(house, LAMPS, CABLES)
    delivering.packed(house, shipment)
    case = lines_cancelled(house, order, 1)
    house.act("storekeeper1", case, "in-hand", delivering.parcel(house, case))
    house.act("service-agent1", case, "in-hand")
    paid_back(house, case, "service-supervisor", "sales-manager")
    pieces = [{**row, "counted": row["picked"]} for row in house.form(case)["pieces"]]
    assert [row["product"] for row in pieces] == ["LAMP", "CABLE"]
    house.act("storekeeper1", case, "shelved", {"pieces": pieces})
    house.act("after-sales1", case, "torn")
    assert house.stands(case) == "done"
    rest = rest_of(house, order)
    assert [(line["product"], line["quantity"]) for line in house.form(rest)["lines"]] == [("CABLE", "10")]
    assert (house.reserved("LAMP", "MAIN/F-02"), house.reserved("CABLE", "MAIN/A-01")) == (D(0), D(10))
    delivering.shipped(house, rest)
    assert house.stands(order) == "done"
    assert check(house.db) == []


def test_the_last_lines_of_an_order_cancel_it(house: House) -> None:
    order, _shipment = delivering.ordered(house, LAMPS, CABLES)
    case = lines_cancelled(house, order, 1, 2)
    house.act("shipping-clerk1", case, "voided")
    assert house.stands(order) == "cancelled"
    refunded(house, case)
    assert house.stands(case) == "done"


def test_what_is_left_on_account_is_billed_without_the_cancelled_line(house: House) -> None:
    house.past_order("C-0001")
    house.record(
        "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), terms="account",
        credit_limit="80000", settlement_days=30,
    )  # fmt: skip
    order, _shipment = delivering.ordered(house, LAMPS, CABLES, terms="account")
    case = lines_cancelled(house, order, 1)
    house.act("shipping-clerk1", case, "voided")
    assert house.stands(case) == "done"
    assert house.company.cases.find(order).amount == D("1000.00")  # type: ignore[union-attr]
    delivering.shipped(house, rest_of(house, order))
    assert house.stands(order) == "settle"
    assert house.balance("receivable", "C-0001") == D("1000.00")


@pytest.mark.parametrize(
    ("numbers", "said"), [((3,), "say which line of the order it is, 1 to 2"), ((1, 1), "named twice")]
)
def test_lines_are_of_the_order_and_named_once(house: House, numbers: tuple[int, ...], said: str) -> None:
    order, _shipment = delivering.ordered(house, LAMPS, CABLES)
    only = [{"order_line": number} for number in numbers]
    assert said in house.not_submitted("service-agent1", "order-cancel", form(order, only=only))


def test_a_line_is_cancelled_once(house: House) -> None:
    order, _shipment = delivering.ordered(house, LAMPS, CABLES, CABLES)
    case = lines_cancelled(house, order, 2)
    house.act("shipping-clerk1", case, "voided")
    paid_back(house, case, "service-supervisor", "sales-manager")
    again = form(order, only=[{"order_line": 2}])
    assert "is cancelled" in house.not_submitted("service-agent1", "order-cancel", again)
    change = {
        "customer": "C-0001", "order": order, "kind": "attribute", "lines": [{"order_line": 2, "quantity": "5"}], **PROVED,
    }  # fmt: skip
    assert "is cancelled" in house.not_submitted("service-agent1", "order-change", change)


def test_when_the_other_line_has_left_the_order_goes_on_to_its_end(house: House) -> None:
    """Each line is as far as its own shipment: the second is to print although the first is with the customer."""
    order, shipment = delivering.ordered(house, LAMPS, CABLES, parts=True)
    now = [{**line, "now": "20" if line["product"] == "LAMP" else "0"} for line in house.form(shipment)["lines"]]
    house.act("shipping-clerk1", shipment, "split", {"lines": now})
    (rest,) = house.children(shipment, "shipment")
    delivering.shipped(house, shipment)
    assert house.stands(order) == "delivery"

    assert house.stands(lines_cancelled(house, order, 1)) == "after-sales"
    house.act("after-sales1", house.company.cases.of_process("order-cancel")[0].id, "keeps-goods", WORD)
    case = lines_cancelled(house, order, 2)
    house.act("shipping-clerk1", case, "voided")
    assert house.stands(rest.id) == "voided"
    assert house.stands(order) == "done"
    paid_back(house, case, "service-supervisor", "sales-manager")
    assert house.stands(case) == "done"
    assert (house.balance("deposit"), house.balance("sales"), house.balance("bank")) == (D(0), D(1000), D(1000))
    assert check(house.db) == []
