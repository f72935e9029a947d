"""Return or exchange (P114): money the way it came, and replacements that cost as much, less or more."""

from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.service import delivering
from tests.workflows.service.sending_back import (
    announced,
    arrived,
    back,
    judged,
    numbered,
    paid_in_cash,
    refund_of,
    refunded,
    ships,
    sold,
)

D = Decimal


# --- exchanges ----------------------------------------------------------------------------------------------


def test_an_equal_exchange_sends_the_replacement_and_sells_nothing(house: House) -> None:
    order = sold(house)
    instead = [{"sale_line": 1, "product": "LAMP", "quantity": "5"}]
    case = announced(
        house, back(order, {"sale_line": 1, "quantity": "5", "cause": "defect"}, shape="exchange", replacements=instead)
    )
    assert house.children(case, "refund") == []
    judged(house, case, "defect", state="used")
    assert house.stands(case) == "replace"
    shipment = house.children(case, "shipment")[0]
    assert shipment.form["address"] == "杭州市建设路 3 号"
    assert house.reserved("LAMP", "MAIN/F-02") == 5
    sales = house.balance("sales")
    ships(house, case)
    assert house.stands(case) == "slip"
    assert (house.balance("sales"), house.balance("cost-of-sales")) == (sales, D(500))
    house.act("cashier1", case, "signed")
    assert (house.balance("sales"), house.balance("cost-of-sales")) == (sales, D(400))
    assert (house.on_hand("LAMP", "rejected/stored"), house.on_hand("LAMP", "MAIN/F-02")) == (D(5), D(35))
    assert house.balance("refunds") == 0
    assert check(house.db) == []


def test_a_replacement_may_come_back_like_the_first(house: House) -> None:
    order = sold(house)
    instead = [{"sale_line": 1, "product": "LAMP", "quantity": "20"}]
    first = announced(house, back(order, {"sale_line": 1, "quantity": "20"}, shape="exchange", replacements=instead))
    judged(house, first, "sellable")
    ships(house, first)
    house.act("cashier1", first, "signed")
    replacement = house.company.cases.case(house.children(first, "shipment")[0].id).name
    second = announced(house, back(replacement, {"sale_line": 1, "quantity": "20"}))
    assert house.form(second)["order"] == order
    judged(house, second, "sellable")
    refunded(house, second, "service-supervisor", "sales-manager")
    house.act("cashier1", second, "signed")
    assert (house.balance("refunds"), house.balance("cost-of-sales")) == (D(1000), D(0))
    assert house.on_hand("LAMP", "MAIN/F-02") == 60
    assert check(house.db) == []


@pytest.mark.parametrize(("taken", "sent", "stands"), [("5", "2", "money"), ("1", "", "money"), ("10", "5", "replace")])
def test_what_is_refused_is_not_replaced(house: House, taken: str, sent: str, stands: str) -> None:
    """Five metres of cable for ten lamps; in whole units of what is sent, the rest of the worth goes back as money."""
    cable = house.company.registers.data("products", "CABLE") or {}
    house.record("products", "CABLE", **{**cable, "decimals": 0})
    case = announced(house, cable_for_lamps(sold(house), "5"))
    arrived(house, case)
    (row,) = house.form(case)["lines"]
    del row["amount"]
    seen = {**row, "state": "sealed", "verdict": "sellable", "quantity": taken}
    rest = {**seen, "verdict": "refused", "quantity": str(10 - int(taken))}
    house.act("inspector2", case, "judged", {"lines": [seen, rest] if taken != "10" else [seen]})
    assert house.stands(case) == stands
    assert [line["quantity"] for line in house.form(case)["replacements"]] == ([sent] if sent else [])
    assert house.form(case)["amount"] == {"5": "50.00", "1": "50.00", "10": "0.00"}[taken]


def cable_for_lamps(order: str, pieces: str) -> dict[str, Any]:
    """One lamp comes back for so many metres of cable at the guide price of 100.00."""
    instead = [{"sale_line": 1, "product": "CABLE", "quantity": pieces}]
    line = {"sale_line": 1, "quantity": "10", "cause": "wrong-goods"}
    return back(order, line, shape="exchange", replacements=instead)


def test_a_cheaper_replacement_brings_a_refund_first(house: House) -> None:
    case = announced(house, cable_for_lamps(sold(house), "3"))
    assert house.form(refund_of(house, case))["amount"] == "200.00"
    judged(house, case, "sellable")
    assert house.stands(case) == "money"
    refunded(house, case)
    assert house.stands(case) == "replace"
    ships(house, case)
    house.act("cashier1", case, "signed")
    assert (house.balance("refunds"), house.balance("cost-of-sales")) == (D(200), D(350))
    assert check(house.db) == []


def test_a_dearer_replacement_is_paid_at_the_till(house: House) -> None:
    case = announced(house, cable_for_lamps(sold(house), "7"))
    judged(house, case, "sellable")
    assert "The customer pays 200.00 more" in "\n".join(map(str, house.view(case).preview.brief))
    house.act("cashier1", case, "returned", {"counter": "front"})
    assert house.stands(case) == "replace"
    assert (house.balance("till", "front"), house.balance("sales")) == (D(200), D(1200))

    assert "is on its way" not in house.refusal("inspector1", case, "none-left", reason=1)
    house.act("after-sales1", case, "none-left", reason=1)
    shipment = house.children(case, "shipment")[0].id
    assert (house.stands(shipment), house.reserved("CABLE", "MAIN/A-01")) == ("voided", D(0))
    assert house.stands(case) == "money"
    assert house.form(case)["amount"] == "700.00"
    house.act("cashier1", case, "returned")
    assert house.balance("till", "front") == 0
    refunded(house, case)
    house.act("cashier1", case, "signed", numbered(house, case))
    assert (house.balance("refunds"), house.balance("bank"), house.balance("cost-of-sales")) == (D(700), D(500), D(200))
    assert check(house.db) == []


def test_what_has_been_printed_is_not_called_off(house: House) -> None:
    order = sold(house)
    instead = [{"sale_line": 1, "product": "LAMP", "quantity": "5"}]
    case = announced(house, back(order, {"sale_line": 1, "quantity": "5"}, shape="exchange", replacements=instead))
    judged(house, case, "sellable")
    delivering.printed(house, house.children(case, "shipment")[0].id)
    assert "is on its way already" in house.refusal("after-sales1", case, "none-left", reason=1)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"shape": "exchange"}, "list what the customer gets instead"),
        (
            {"replacements": [{"sale_line": 1, "product": "LAMP", "quantity": "1"}]},
            "only where “Return or exchange” is exchange",
        ),
        (
            {"shape": "exchange", "replacements": [{"sale_line": 2, "product": "LAMP", "quantity": "1"}]},
            "no goods of that line come back",
        ),
        (
            {"shape": "exchange", "replacements": [{"sale_line": 1, "product": "WIRE", "quantity": "1"}]},
            "it has no guide price",
        ),
    ],
)
def test_only_an_exchange_names_a_replacement(house: House, more: dict[str, Any], said: str) -> None:
    values = back(sold(house), {"sale_line": 1, "quantity": "5"}, **more)
    assert said in house.not_submitted("after-sales1", "return-exchange", values)


# --- money --------------------------------------------------------------------------------------------------


def test_cash_goes_back_at_the_till_with_its_voucher_and_its_commission(house: House) -> None:
    order = paid_in_cash(house)
    earned = house.balance("commission")
    assert earned == D(30)
    case = announced(house, back(order, {"sale_line": 1, "quantity": "10"}))
    assert house.children(case, "refund") == []
    judged(house, case, "sellable")
    told = "\n".join(map(str, house.view(case).preview.brief))
    assert "To give back 500.00: 500.00 at the till, 0.00 by a refund" in told
    assert "退换货 → ESC → L + ENTER" in told
    assert house.refusal("after-sales1", case, "returned")
    house.act("cashier1", case, "returned")
    assert (house.balance("till", "front"), house.balance("refunds"), house.balance("commission")) == (
        D(500), D(500), D(15),
    )  # fmt: skip
    assert [paper["kind"] for paper in house.company.cases.documents(case)][-1] == "cash-return-voucher"
    assert "write the number of the slip" in house.refusal("cashier1", case, "signed")
    house.act("cashier1", case, "signed", numbered(house, case))
    assert check(house.db) == []


def test_who_judged_the_goods_does_not_pay(house: House) -> None:
    house.appoint("inspector2", "cashier")
    case = announced(house, back(paid_in_cash(house), {"sale_line": 1, "quantity": "10"}))
    judged(house, case, "sellable")
    assert "Four eyes" in house.refusal("inspector2", case, "returned")


def test_a_machine_that_refuses_is_tried_again(house: House) -> None:
    case = announced(house, back(paid_in_cash(house), {"sale_line": 1, "quantity": "10"}))
    judged(house, case, "sellable")
    house.act("cashier1", case, "machine-refuses", reason=1)
    house.act("cashier2", case, "returned")
    assert house.stands(case) == "slip"


def test_a_sale_paid_in_two_ways_goes_back_in_the_same_parts(house: House) -> None:
    order = paid_in_cash(house, "400.00")
    case = announced(house, back(order, {"sale_line": 1, "quantity": "20"}))
    assert house.form(refund_of(house, case))["amount"] == "600.00"
    more = {"kind": "partial", "order": order, "amount": "0.01", "cause": "late"}
    assert "1,000.00 claimed by" in house.not_submitted("after-sales1", "refund", more)
    judged(house, case, "sellable")
    house.act("cashier1", case, "returned")
    assert house.stands(case) == "money"
    assert (house.balance("till", "front"), house.balance("commission")) == (D(0), D(18))
    refunded(house, case, "service-supervisor", "sales-manager")
    assert house.stands(case) == "slip"
    assert (house.balance("bank"), house.balance("refunds"), house.balance("commission")) == (D(0), D(1000), D(0))


def test_the_till_may_pay_after_the_refund_has_arrived(house: House) -> None:
    case = announced(house, back(paid_in_cash(house, "400.00"), {"sale_line": 1, "quantity": "20"}))
    judged(house, case, "sellable")
    refunded(house, case, "service-supervisor", "sales-manager")
    assert house.stands(case) == "money"
    house.act("cashier1", case, "returned")
    assert house.stands(case) == "slip"


def test_what_is_owed_is_credited_and_the_order_settled(house: House) -> None:
    house.past_order("C-0001")
    house.record(
        "customers", "C-0001", name="恒达电器有限公司", owner=house.employee("sales-rep1"), terms="account",
        credit_limit="80000", settlement_days=30,
    )  # fmt: skip
    order = sold(house, terms="account")
    case = announced(house, back(order, {"sale_line": 1, "quantity": "20"}))
    judged(house, case, "sellable")
    for login in ("service-supervisor", "sales-manager"):
        house.act(login, refund_of(house, case), "approve")
    house.act("finance1", refund_of(house, case), "paid")
    assert house.balance("receivable", "C-0001") == 0
    assert house.stands(order) == "done"


def test_a_refund_that_was_refused_is_asked_for_anew(house: House) -> None:
    case = announced(house, back(sold(house), {"sale_line": 1, "quantity": "10"}))
    judged(house, case, "sellable")
    assert "is under way" in house.refusal("after-sales1", case, "again")
    house.act("service-supervisor", refund_of(house, case), "reject", reason=1)
    assert house.stands(case) == "money"
    house.act("after-sales1", case, "again")
    assert [house.stands(child.id) for child in house.children(case, "refund")] == ["refused", "approve"]
    refunded(house, case)
    assert house.stands(case) == "slip"


def test_no_more_money_goes_back_than_is_left_of_what_was_paid(house: House) -> None:
    order = sold(house)
    partial = {"kind": "partial", "order": order, "amount": "300.00", "cause": "two scratched"}
    house.submit("after-sales1", "refund", partial)
    case = announced(house, back(order, {"sale_line": 1, "quantity": "20"}))
    assert (house.form(case)["worth"], house.form(case)["amount"]) == ("1000.00", "700.00")


def test_parts_of_a_line_come_to_its_amount_and_its_cost(house: House) -> None:
    house.goods("LAMP", "MAIN/F-02", "3", "100.00")
    order = sold(house, {"product": "LAMP", "quantity": "3", "price": "50.00"})
    gone = house.balance("cost-of-sales")
    for cost in (D("20.63"), D("20.64"), D("20.63")):
        case = announced(house, back(order, {"sale_line": 1, "quantity": "1"}))
        judged(house, case, "sellable")
        refunded(house, case)
        before = house.balance("cost-of-sales")
        house.act("cashier1", case, "signed")
        assert abs(before - house.balance("cost-of-sales") - cost) <= D("0.01")
    assert gone > 0
    assert house.balance("cost-of-sales") == 0
    assert check(house.db) == []
