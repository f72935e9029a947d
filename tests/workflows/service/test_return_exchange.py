"""Return or exchange (P114): goods that were shipped come back, are judged, paid back and shelved, or replaced."""

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
WORD = {"courier_word": "turned round at the depot, Mr Li", "customer_told": "by phone 11:20"}
LAMPS = {"product": "LAMP", "quantity": "20", "price": "50.00"}
CABLES = {"product": "CABLE", "quantity": "10", "price": "100.00"}


def sold(house: House, *lines: dict[str, Any], terms: str = "prepay") -> str:
    """The number of an order that was delivered."""
    order, shipment = delivering.ordered(house, *lines, terms=terms)
    delivering.shipped(house, shipment)
    return order


def back(sale: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"shape": "return", "sale": sale, "lines": [{"cause": "changed-mind", **line} for line in lines], **more}


def announced(house: House, values: dict[str, Any]) -> int:
    return house.submit("after-sales1", "return-exchange", values).case_id


def arrived(house: House, case: int) -> None:
    house.act("inspector1", case, "arrived")


def verdicts(house: House, case: int, *verdicts: str, state: str = "sealed") -> dict[str, Any]:
    rows = house.form(case)["lines"]
    return {"lines": [{**row, "state": state, "verdict": verdict} for row, verdict in zip(rows, verdicts, strict=True)]}


def judged(house: House, case: int, *said: str, state: str = "sealed") -> None:
    arrived(house, case)
    house.act("inspector2", case, "judged", verdicts(house, case, *said, state=state))


def refund_of(house: House, case: int) -> int:
    return int(house.children(case, "refund")[-1].id)


def refunded(house: House, case: int, *deciders: str) -> None:
    """The refund of a return takes its decisions, finance pays it, and the customer says that it arrived."""
    refund = refund_of(house, case)
    for login in deciders or ("service-supervisor",):
        house.act(login, refund, "approve")
    house.act("finance1", refund, "paid", PAID)
    house.act("after-sales1", refund, "arrived", ARRIVED)


# --- the story: a cancelled order that had left the house ---------------------------------------------------


def test_a_cancelled_order_comes_back_from_the_road_to_its_shelf(house: House) -> None:
    """Cancelled when it is shipped: intercepted, judged sellable, refunded as it was paid, and on the shelf again."""
    order = sold(house)
    assert (house.on_hand("LAMP", "MAIN/F-02"), house.balance("cost-of-sales")) == (D(40), D(400))
    values = {"customer": "C-0001", "order": order, "reason": "bought twice", **PROVED}
    cancel = house.submit("service-agent1", "order-cancel", values).case_id
    house.act("after-sales1", cancel, "intercepted", WORD)
    (case,) = (child.id for child in house.children(cancel, "return-exchange"))
    assert (house.stands(cancel), house.stands(case)) == ("handed-on", "goods")
    refund = refund_of(house, case)
    assert (house.stands(refund), house.form(refund)["amount"]) == ("goods", "1000.00")
    assert "is taken by “Return or exchange”" in house.refusal(
        "after-sales1", refund, "right", {"goods_back": "yes", "verdict": "seen"}
    )

    judge = verdicts(house, case, "sellable")
    assert "have not arrived" in house.refusal("inspector1", case, "judged", judge)
    arrived(house, case)
    assert house.on_hand("LAMP", "inspection") == 20
    house.act("inspector2", case, "judged", judge)
    assert (house.stands(case), house.stands(refund)) == ("money", "approve")
    assert house.refusal("cashier1", case, "returned")

    refunded(house, case, "service-supervisor", "sales-manager")
    assert house.stands(case) == "slip"
    assert (house.balance("refunds"), house.balance("bank")) == (D(1000), D(0))
    house.act("cashier1", case, "signed")
    assert house.stands(case) == "done"
    assert (house.on_hand("LAMP", "inspection"), house.on_hand("LAMP", "MAIN/F-02")) == (D(0), D(60))
    assert house.balance("cost-of-sales") == 0
    assert check(house.db) == []
    again = house.not_submitted("after-sales1", "return-exchange", back(order, {"sale_line": 1, "quantity": "1"}))
    assert "20 sold, 20 returned before" in again


# --- exchanges ----------------------------------------------------------------------------------------------


def ships(house: House, case: int) -> None:
    """The replacement of an exchange goes its way to the signed slip."""
    shipment = house.children(case, "shipment")[-1].id
    delivering.shipped(house, shipment)
    house.act("shipping-clerk1", shipment, "signed", {"signed_by": "Ye", "signed_on": "2026-06-09"})


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


def numbered(house: House, case: int) -> dict[str, Any]:
    return {"slips": [{**row, "number": "PZ-1"} for row in house.form(case)["slips"]]}


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
        ({"replacements": [{"sale_line": 1, "product": "LAMP", "quantity": "1"}]}, "a return sends nothing"),
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


# --- what may come back -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"sale_line": 1, "quantity": "21"}, "20 sold, 0 returned before"),
        ({"sale_line": 3, "quantity": "1"}, "nothing of line 3 was delivered"),
        ({"sale_line": 1, "product": "CABLE", "quantity": "1"}, "line 1 is 工矿灯: name it as sold"),
        ({"sale_line": 1, "lot": "B-7", "quantity": "1"}, "line 1 is 工矿灯: name it as sold"),
    ],
)
def test_only_what_was_sold_comes_back(house: House, line: dict[str, Any], said: str) -> None:
    assert said in house.not_submitted("after-sales1", "return-exchange", back(sold(house, LAMPS, CABLES), line))


def test_the_sale_is_this_customers_and_has_left_the_house(house: House) -> None:
    order, shipment = delivering.paid(house)
    line = {"sale_line": 1, "quantity": "1"}
    said = house.not_submitted("after-sales1", "return-exchange", back(order, line))
    assert f"nothing of {order} has left the house: change or cancel it" in said
    delivering.shipped(house, shipment)
    assert "was sold to 恒达" in house.not_submitted(
        "after-sales1", "return-exchange", back(order, line, customer="C-0002")
    )


def test_pieces_are_claimed_while_they_are_on_their_way(house: House) -> None:
    order = sold(house)
    announced(house, back(order, {"sale_line": 1, "quantity": "15"}))
    again = back(order, {"sale_line": 1, "quantity": "6"})
    assert "20 sold, 15 returned before" in house.not_submitted("front-desk1", "return-exchange", again)
    house.submit("front-desk1", "return-exchange", back(order, {"sale_line": 1, "quantity": "5"}))


def test_less_may_arrive_than_was_announced_and_each_piece_is_judged(house: House) -> None:
    case = announced(house, back(sold(house), {"sale_line": 1, "quantity": "10", "cause": "defect"}))
    (row,) = house.form(case)["lines"]
    del row["amount"]
    more = {"lines": [{**row, "quantity": "11"}]}
    assert "11 have come, 10 were announced" in house.refusal("inspector1", case, "arrived", more)
    house.act("inspector1", case, "arrived", {"lines": [{**row, "quantity": "8"}]})
    assert house.on_hand("LAMP", "inspection") == 8
    assert "the goods arrived on" in house.refusal("inspector1", case, "arrived")
    parts = [
        {**row, "quantity": "5", "state": "opened", "verdict": "sellable"},
        {**row, "quantity": "2", "state": "used", "verdict": "defect"},
        {**row, "quantity": "1", "state": "used", "verdict": "refused"},
    ]
    assert "7 judged, 8 arrived" in house.refusal("inspector1", case, "judged", {"lines": parts[:2]})
    house.act("inspector1", case, "judged", {"lines": parts})
    assert house.on_hand("LAMP", "inspection") == 7
    assert house.form(case)["amount"] == "350.00"
    refund = refund_of(house, case)
    assert (house.stands(refund), house.form(refund)["amount"]) == ("approve", "350.00")
    refunded(house, case)
    house.act("cashier1", case, "signed")
    assert (house.on_hand("LAMP", "MAIN/F-02"), house.on_hand("LAMP", "rejected/stored")) == (D(45), D(2))
    assert house.balance("cost-of-sales") == D(260)
    assert check(house.db) == []


# --- handed back, lapsed ------------------------------------------------------------------------------------


def test_what_is_not_ours_is_handed_back_and_nothing_is_refunded(house: House) -> None:
    order = sold(house)
    case = announced(house, back(order, {"sale_line": 1, "quantity": "20"}))
    assert "have not arrived" in house.refusal("inspector1", case, "not-ours", reason=4)
    arrived(house, case)
    refused = verdicts(house, case, "refused")
    assert "nothing is taken back" in house.refusal("inspector1", case, "judged", refused)
    house.act("inspector1", case, "not-ours", reason=4)
    assert (house.stands(case), house.stands(refund_of(house, case))) == ("handed-back", "refused")
    assert house.on_hand("LAMP", "inspection") == 0
    announced(house, back(order, {"sale_line": 1, "quantity": "20"}))


def test_goods_that_never_come_lapse(house: House) -> None:
    order = sold(house)
    case = announced(house, back(order, {"sale_line": 1, "quantity": "20"}))
    assert f"{house.due(case)}" == "2026-06-24 09:00:00"
    house.at("2026-06-24 08:59")
    assert "wait for them until" in house.refusal("inspector1", case, "not-arrived")
    house.at("2026-06-24 09:00")
    house.act("inspector1", case, "not-arrived")
    assert (house.stands(case), house.stands(refund_of(house, case))) == ("lapsed", "refused")
    later = announced(house, back(order, {"sale_line": 1, "quantity": "20", "cause": "defect"}))
    arrived(house, later)
    assert "the goods arrived on" in house.refusal("inspector1", later, "not-arrived")
    assert f"{house.due(later)}" == "2026-06-25 09:00:00"


# --- the rule, and what is decided outside it ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "cause", "state", "pieces", "stands"),
    [
        ("2026-06-16", "changed-mind", "sealed", "20", "money"),
        ("2026-06-17", "changed-mind", "sealed", "1", "decide"),
        ("2026-06-09", "changed-mind", "opened", "1", "decide"),
        ("2026-06-24", "defect", "used", "20", "money"),
        ("2026-06-24", "transit", "opened", "1", "money"),
        ("2026-06-25", "wrong-goods", "sealed", "1", "decide"),
        ("2026-06-09", "defect", "used", "21", "decide"),
    ],
)
def test_the_rule_is_time_state_and_worth(
    house: House, day: str, cause: str, state: str, pieces: str, stands: str
) -> None:
    order = sold(house, {**LAMPS, "quantity": "21"})
    house.at(f"{day} 09:00")
    case = announced(house, back(order, {"sale_line": 1, "quantity": pieces, "cause": cause}))
    judged(house, case, "sellable", state=state)
    assert house.stands(case) == stands
    if stands == "decide":
        assert "Outside the rule" in "\n".join(map(str, house.view(case).preview.brief))
        assert house.stands(refund_of(house, case)) == "goods"


@pytest.mark.parametrize(
    ("pieces", "deciders"), [("40", ["service-supervisor"]), ("41", ["service-supervisor", "sales-manager"])]
)
def test_who_decides_by_worth(house: House, pieces: str, deciders: list[str]) -> None:
    case = announced(house, back(sold(house, {**LAMPS, "quantity": "41"}), {"sale_line": 1, "quantity": pieces}))
    judged(house, case, "sellable")
    for login in deciders:
        assert house.stands(case) == "decide"
        house.act(login, case, "grant")
    assert house.stands(case) == "money"
    assert house.stands(refund_of(house, case)) == "approve"


def test_a_part_may_be_granted_and_the_votes_agree(house: House) -> None:
    case = announced(house, back(sold(house, {**LAMPS, "quantity": "41"}), {"sale_line": 1, "quantity": "41"}))
    judged(house, case, "sellable", state="used")
    assert "more than 0 and less than 2,050.00" in house.refusal(
        "service-supervisor", case, "part", {"part": "2050.00"}
    )
    house.act("service-supervisor", case, "part", {"part": "1500.00"})
    assert "has decided otherwise" in house.refusal("sales-manager", case, "grant", {"part": None})
    house.act("sales-manager", case, "part")
    refund = refund_of(house, case)
    assert (house.stands(refund), house.form(refund)["amount"]) == ("approve", "1500.00")


def test_what_is_rejected_goes_back_to_the_customer(house: House) -> None:
    case = announced(house, back(sold(house), {"sale_line": 1, "quantity": "20"}))
    judged(house, case, "sellable", state="used")
    house.act("service-supervisor", case, "reject", reason=3)
    assert (house.stands(case), house.stands(refund_of(house, case))) == ("handed-back", "refused")
    assert house.on_hand("LAMP", "inspection") == 0
    assert check(house.db) == []
