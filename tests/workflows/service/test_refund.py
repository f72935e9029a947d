"""Refund and dispute (P81): the procedure told as a story, and each of its rules."""

from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from db.money import Account
from tests.workflows.house import House
from tests.workflows.service import delivering
from workflows.engine.errors import NotFound

D = Decimal
ARRIVED = {"arrived_on": "2026-06-09", "arrived_how": "the customer said so on the phone"}


def asked(order: str, amount: str, kind: str = "partial", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "order": order, "amount": amount, "cause": "not as agreed", **more}


def dispute(order: str, amount: str, **more: Any) -> dict[str, Any]:
    more = {"platform_number": "TB-88", "deadline": "2026-06-12T18:00:00", **more}
    return asked(order, amount, "dispute", **more)


def approved(house: House, order: str, amount: str, **more: Any) -> int:
    """A refund of at most 500 that waits to be paid."""
    case = house.submit("after-sales1", "refund", asked(order, amount, **more)).case_id
    house.act("service-supervisor", case, "approve")
    return case


def test_the_paid_orders_of_the_customer_are_offered_to_who_sees_no_orders(house: House) -> None:
    """After-sales sees no sales orders, yet the refund is about one: of the customer named, and nowhere else."""
    order = house.paid_order("C-0001", "1260.00", shipped=True)
    other = house.paid_order("C-0002", "300.00", shipped=True)

    def offered(login: str, text: str = "", **values: Any) -> list[str]:
        office = house.as_(login)
        found = office.named_cases.offered(office.new_form("refund"), "order", values, text, 8)
        return [hit.key for hit in found]

    assert offered("after-sales1", customer="C-0001") == [order]
    assert offered("after-sales1", order[-3:], customer="C-0001") == [order]
    assert offered("after-sales1", other, customer="C-0001") == []
    assert offered("after-sales1") == offered("after-sales1", order) == []
    assert offered("storekeeper1", customer="C-0001") == []
    house.submit("after-sales1", "refund", asked(order, "1260.00"))
    assert offered("after-sales1", customer="C-0001") == []
    with pytest.raises(NotFound):
        house.as_("after-sales1").case(house.company.cases.find(order).id)  # type: ignore[union-attr]


def test_a_dispute_the_platform_settles_below_what_was_asked(house: House) -> None:
    order = house.paid_order("C-0001", "1260.00", shipped=True)
    bank = house.balance("bank")
    case = house.submit("after-sales1", "refund", dispute(order, "1260.00")).case_id
    assert house.stands(case) == "evidence"
    house.at("2026-06-10 10:00")
    proof = [{"kind": "receipt", "copy_of": "签收单 FH-3381, signed 叶"}]
    house.act("after-sales1", case, "sent", {"evidence": proof, "ruling_by": "2026-06-11T12:00:00"})
    house.at("2026-06-11 11:00")
    ruling = {"ruling_number": "R-1", "ruling": "part of the parcel was missing", "amount": "300.00"}
    assert "another amount goes by “Reduced” or “Settled”" in house.refusal(
        "after-sales1", case, "for-customer", ruling
    )
    house.act("after-sales1", case, "settled", ruling)

    house.act("service-supervisor", case, "approve")
    assert house.stands(case) == "pay"
    house.act("finance1", case, "paid", {"account": "6222 0001"})
    assert house.balance("refunds") == D("300.00")
    assert house.balance("bank") == bank - D("300.00")

    too_much = house.not_submitted("after-sales2", "refund", asked(order, "1000.00"))
    assert "paid 1,260.00, returned 300.00, at most 960.00" in too_much

    house.at("2026-06-14 10:00")
    house.act("after-sales1", case, "arrived", {"arrived_on": "2026-06-14", "arrived_how": "bank's proof"})
    assert house.stands(case) == "done"
    papers = [title.text for _id, title, _number in house.view(case).documents]
    assert papers == ["Refund request", "Evidence for the platform", "Payment slip"]
    assert check(house.db) == []


# --- the draft ----------------------------------------------------------------------------------------------


def test_open_refunds_never_exceed_what_was_paid_and_a_refused_one_claims_nothing(house: House) -> None:
    order = house.paid_order("C-0001", "1000.00", shipped=True)
    first = house.submit("after-sales1", "refund", asked(order, "700.00"))
    said = house.not_submitted("after-sales2", "refund", asked(order, "400.00"))
    assert f"paid 1,000.00, returned 0.00, 700.00 claimed by {first.number}, at most 300.00" in said
    house.act("service-supervisor", first.case_id, "send-back", reason=1)
    second = house.submit("after-sales2", "refund", asked(order, "400.00")).case_id
    assert "at most 600.00" in house.refusal("after-sales1", first.case_id, "submit")
    house.act("service-supervisor", second, "reject", reason=4)
    house.act("after-sales1", first.case_id, "submit")
    assert house.stands(first.case_id) == "approve"


def test_what_was_paid_before_shipping_goes_straight_to_finance_and_out_of_the_deposit(house: House) -> None:
    order = house.paid_order("C-0001", "780.00")
    case = house.submit("after-sales1", "refund", asked(order, "780.00", "before-shipping")).case_id
    assert house.stands(case) == "pay"
    assert "name the account the customer paid from" in house.refusal("finance1", case, "paid")
    house.act("finance1", case, "paid", {"account": "6222 0001"})
    assert house.balance("deposit", f"C-0001/{order}") == 0
    assert house.balance("bank") == 0
    assert house.balance("refunds") == 0


def test_a_part_of_it_needs_approval(house: House) -> None:
    order = house.paid_order("C-0001", "780.00")
    case = house.submit("after-sales1", "refund", asked(order, "546.00", "before-shipping")).case_id
    assert house.stands(case) == "approve"


def test_what_was_shipped_is_not_before_shipping(house: House) -> None:
    order = house.paid_order("C-0001", "780.00", shipped=True)
    said = house.not_submitted("after-sales1", "refund", asked(order, "780.00", "before-shipping"))
    assert "0.00 is held for it; the rest was shipped" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"order": None}, "name the order; only a compensation may do without"),
        ({"customer": "C-0002"}, "is an order of 恒达电器有限公司"),
        ({"cause": ""}, "say why, or name the case that says it"),
        ({"amount": "0.00"}, "must be more than 0"),
        ({"kind": "dispute", "platform_number": ""}, "a dispute needs it"),
        ({"kind": "dispute", "platform_number": "TB-1", "deadline": "2026-06-08T10:00:00"}, "and it lies ahead"),
    ],
)
def test_what_keeps_it_from_being_handed_in(house: House, changes: dict[str, Any], said: str) -> None:
    order = house.paid_order("C-0001", "780.00", shipped=True)
    assert said in house.not_submitted("after-sales1", "refund", {**asked(order, "100.00"), **changes})


def test_an_order_nothing_was_paid_for(house: House) -> None:
    order = house.paid_order("C-0001", "0.00")
    said = house.not_submitted("after-sales1", "refund", asked(order, "100.00"))
    assert f"nothing was paid for {order}" in said


# --- returned goods -----------------------------------------------------------------------------------------


def test_who_takes_goods_back_is_the_return(house: House) -> None:
    order = house.paid_order("C-0001", "300.00", shipped=True)
    said = house.not_submitted("after-sales1", "refund", asked(order, "300.00", "returned"))
    assert "open a return or exchange for them: it asks for the money" in said


# --- disputes -----------------------------------------------------------------------------------------------


def test_evidence_is_due_a_day_before_the_platform_decides(house: House) -> None:
    order = house.paid_order("C-0001", "300.00", shipped=True)
    soon = house.submit("after-sales1", "refund", dispute(order, "100.00", deadline="2026-06-10T12:00:00")).case_id
    late = house.submit("after-sales1", "refund", dispute(order, "100.00")).case_id
    assert f"{house.due(soon)}" == "2026-06-09 12:00:00"
    assert f"{house.due(late)}" == "2026-06-10 09:00:00"
    assert "add a receipt, report, chat, photo or call record" in house.refusal("after-sales1", soon, "sent")
    house.act("after-sales1", soon, "give-in")
    assert house.stands(soon) == "approve"


def test_a_ruling_for_us_pays_nothing_and_one_for_the_customer_is_not_rejected(house: House) -> None:
    order = house.paid_order("C-0001", "600.00", shipped=True)
    proof, ruling = (
        {"evidence": [{"kind": "chat", "copy_of": "log 7"}]},
        {"ruling_number": "R-7", "ruling": "as delivered"},
    )
    won, lost = (house.submit("after-sales1", "refund", dispute(order, "300.00")).case_id for _ in range(2))
    for case in (won, lost):
        house.act("after-sales1", case, "sent", proof)
        assert house.due(case) == house.company.now().replace(day=12, hour=18)
    house.act("after-sales1", won, "for-us", ruling, reason=4)
    assert house.stands(won) == "rejected"
    house.act("after-sales1", lost, "for-customer", ruling)
    said = house.refusal("service-supervisor", lost, "reject", reason=1)
    assert "the platform has ruled for the customer (R-7): it is paid" in said


@pytest.mark.parametrize("more", [{"amount": "5000.00"}, {"public": "press"}, {"public": "group"}])
def test_an_important_dispute_is_led_by_the_service_supervisor(house: House, more: dict[str, Any]) -> None:
    order = house.paid_order("C-0001", "6000.00", shipped=True)
    case = house.submit("after-sales1", "refund", {**dispute(order, "100.00"), **more}).case_id
    assert len(house.children(case, "important-matter")) == 1
    proof = {"evidence": [{"kind": "photo", "copy_of": "P-3"}]}
    assert house.refusal("after-sales1", case, "sent", proof)
    house.act("service-supervisor", case, "sent", proof)
    assert house.stands(case) == "ruling"


# --- tiers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "deciders"),
    [
        ("500.00", ["service-supervisor"]),
        ("500.01", ["service-supervisor", "sales-manager"]),
        ("5000.00", ["service-supervisor", "sales-manager"]),
        ("5000.01", ["service-supervisor", "sales-manager", "general-manager"]),
    ],
)
def test_who_approves_by_amount(house: House, amount: str, deciders: list[str]) -> None:
    order = house.paid_order("C-0001", "8000.00", shipped=True)
    case = house.submit("after-sales1", "refund", asked(order, amount)).case_id
    for login in deciders:
        assert house.stands(case) == "approve"
        house.act(login, case, "approve")
    assert house.stands(case) == "pay"


# --- payment ------------------------------------------------------------------------------------------------


def test_cash_goes_back_into_the_hand_it_came_from(house: House) -> None:
    order = house.paid_order("C-0003", "120.00", shipped=True, to=Account("till", "front"))
    case = approved(house, order, "120.00")
    assert house.refusal("finance1", case, "paid")
    house.act("cashier1", case, "paid")
    assert house.balance("till", "front") == 0
    assert house.balance("refunds") == D("120.00")


def test_an_order_paid_two_ways_is_paid_back_part_by_part(house: House) -> None:
    order = house.paid_order("C-0003", "120.00", shipped=True, to=Account("till", "front"))
    house.also_paid(order, "200.00", Account("bank"))
    case = approved(house, order, "150.00")
    house.act("cashier1", case, "paid", {"account": "6222 0001"})
    assert house.stands(case) == "pay"
    house.act("finance1", case, "paid")
    assert house.stands(case) == "confirm"
    assert house.balance("till", "front") == 0
    assert house.balance("bank") == D("170.00")
    second = approved(house, order, "170.00")
    assert [row["to_return"] for row in house.form(second)["payments"]] == ["0.00", "170.00"]


def test_a_compensation_without_an_order_is_an_expense(house: House) -> None:
    form = {"kind": "compensation", "customer": "C-0001", "amount": "80.00", "cause": "a promise of CP-12"}
    case = house.submit("after-sales1", "refund", {**form, "means": "bank"}).case_id
    house.act("service-supervisor", case, "approve")
    house.act("finance1", case, "paid", {"account": "6222 0001"})
    assert house.balance("expense", "service") == D("80.00")
    assert "say at which counter" in house.not_submitted("after-sales1", "refund", {**form, "means": "till"})


def test_who_approved_does_not_pay(house: House) -> None:
    order = house.paid_order("C-0001", "300.00", shipped=True)
    house.appoint("service-supervisor", "finance")
    case = approved(house, order, "300.00")
    assert house.refusal("service-supervisor", case, "paid", {"account": "6222 0001"})


def test_a_wrong_account_returns_it_to_the_draft(house: House) -> None:
    order = house.paid_order("C-0001", "300.00", shipped=True)
    case = approved(house, order, "300.00")
    house.act("finance1", case, "account-wrong", reason=3)
    assert house.stands(case) == "draft"


def test_money_that_comes_back_is_booked_opposite_and_paid_again(house: House) -> None:
    order = house.paid_order("C-0001", "300.00", shipped=True)
    house.also_earned(order, "E-001", "9.00")
    case = approved(house, order, "100.00")
    house.act("finance1", case, "paid", {"account": "6222 0001"})
    assert house.balance("commission", "E-001") == D("6.00")
    assert "fill this in" in house.refusal("after-sales1", case, "not-arrived", reason=3)
    house.act("after-sales1", case, "not-arrived", {"bank_return": "RT-5"}, reason=3)
    assert house.stands(case) == "pay"
    assert house.balance("refunds") == 0
    assert house.balance("commission", "E-001") == D("9.00")
    house.act("finance1", case, "paid", {"account": "6222 0002"})
    house.act("after-sales1", case, "arrived", ARRIVED)
    assert house.balance("refunds") == D("100.00")
    assert check(house.db) == []


def test_commission_follows_the_amount_and_the_last_refund_takes_the_rest(house: House) -> None:
    order = house.paid_order("C-0001", "300.00", shipped=True)
    house.also_earned(order, "E-001", "10.00")
    for amount, left in (("100.00", "6.67"), ("100.00", "3.34"), ("100.00", "0.00")):
        case = approved(house, order, amount)
        house.act("finance1", case, "paid", {"account": "6222 0001"})
        assert house.balance("commission", "E-001") == D(left)


def test_arrival_is_not_told_ahead(house: House) -> None:
    order = house.paid_order("C-0001", "300.00", shipped=True)
    case = approved(house, order, "300.00")
    house.act("finance1", case, "paid", {"account": "6222 0001"})
    said = house.refusal("after-sales1", case, "arrived", {**ARRIVED, "arrived_on": "2026-06-10"})
    assert "that day has not come yet" in said


def test_a_refund_on_account_that_leaves_nothing_open_ends_the_settlement(house: House) -> None:
    house.past_order("C-0001")
    house.record(
        "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), terms="account",
        credit_limit="80000", settlement_days=30,
    )  # fmt: skip
    order, shipment = delivering.ordered(house, terms="account")
    delivering.shipped(house, shipment)
    assert house.stands(order) == "settle"
    case = house.submit("after-sales1", "refund", asked(order, "1000.00")).case_id
    for login in ("service-supervisor", "sales-manager"):
        house.act(login, case, "approve")
    house.act("finance1", case, "paid")
    assert house.balance("receivable", "C-0001") == 0
    assert house.balance("bank") == 0
    assert house.stands(order) == "done"


def test_what_is_still_owed_is_credited_before_anything_is_paid_out(house: House) -> None:
    house.past_order("C-0001")
    house.record(
        "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), terms="account",
        credit_limit="80000", settlement_days=30,
    )  # fmt: skip
    order, shipment = delivering.ordered(house, terms="account")
    delivering.shipped(house, shipment)
    house.act("finance1", order, "receipt", {"amount_received": "700.00", "means": "bank"})
    case = approved(house, order, "400.00")
    back = [(part["means"], part["to_return"]) for part in house.form(case)["payments"]]
    assert back == [("receivable", "300.00"), ("bank", "100.00")]
    house.act("finance1", case, "paid", {"account": "6222 0001"})
    assert house.balance("receivable", "C-0001") == 0
    assert house.balance("bank") == D("600.00")
    assert house.stands(order) == "done"
