"""Return or exchange (P114): what comes back, who opens it, its verdict, the rule, and where the goods go."""

from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.service import delivering
from tests.workflows.service.delivering import PROVED
from tests.workflows.service.sending_back import (
    CABLES,
    LAMPS,
    WORD,
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
    verdicts,
)

D = Decimal


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


def test_the_desk_is_told_of_the_sales_of_the_customer_named_and_takes_over_what_he_has(house: House) -> None:
    order = sold(house)
    office = house.as_("front-desk1")
    begun, his = office.new_form("return-exchange"), {"customer": "C-0001"}
    assert [hit.key for hit in office.named_cases.offered(begun, "sale", his, "", 8)] == [order]
    assert office.named_cases.offered(begun, "sale", {"customer": "C-0002"}, "", 8) == []
    assert office.named_cases.offered(begun, "sale", {}, order, 8) == []
    taken = office.named_cases.taken_over(begun, {**his, "sale": order}, order)
    assert [(line["product"], line["quantity"]) for line in taken["lines"]] == [("LAMP", "20")]
    assert office.named_cases.taken_over(begun, {"sale": order}, order) == {}


# --- what may come back -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"sale_line": 1, "quantity": "21"}, "20 sold, 0 returned before"),
        ({"sale_line": 3, "quantity": "1"}, "nothing of line 3 was delivered"),
        ({"sale_line": 1, "product": "CABLE", "quantity": "1"}, "line 1 is 工矿灯: name it as sold"),
        ({"sale_line": 1, "lot": "B-7", "quantity": "1"}, "line 1 is 工矿灯: name it as sold"),
        ({"sale_line": 1, "quantity": "1", "verdict": "sellable"}, "is the inspector's to say"),
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
    for login in ("service-supervisor", "sales-manager"):  # who granted it may approve its refund
        house.act(login, refund_of(house, case), "approve")
    assert house.stands(refund_of(house, case)) == "pay"


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


# --- the slip, and what follows -----------------------------------------------------------------------------


def test_goods_go_to_an_open_shelf_place(house: House) -> None:
    order = sold(house)
    place = house.company.registers.data("locations", "MAIN/F-02") or {}
    house.record("locations", "MAIN/F-02", **{**place, "blocked": True})
    case = announced(house, back(order, {"sale_line": 1, "quantity": "10"}))
    judged(house, case, "sellable")
    refunded(house, case)
    assert "name the shelf place it goes to" in house.refusal("cashier1", case, "signed")

    def put(location: str) -> dict[str, Any]:
        return {"lines": [{**row, "location": location} for row in house.form(case)["lines"]]}

    assert "MAIN/F-02 is blocked" in house.refusal("cashier1", case, "signed", put("MAIN/F-02"))
    assert "is no place for this" in house.refusal("cashier1", case, "signed", put("rejected/stored"))
    house.act("cashier1", case, "signed", put("MAIN/A-01"))
    assert house.on_hand("LAMP", "MAIN/A-01") == 10


@pytest.mark.parametrize(
    ("cause", "supplier", "opens"),
    [("defect", "S-0001", "return-to-supplier"), ("defect", None, "write-off"), ("transit", "S-0001", "write-off")],
)
def test_rejected_goods_wait_for_supplier_or_write_off(
    house: House, cause: str, supplier: str | None, opens: str
) -> None:
    lamp = house.company.registers.data("products", "LAMP") or {}
    house.record("products", "LAMP", **{**lamp, "origin": "bought", "supplier": supplier})
    case = announced(house, back(sold(house), {"sale_line": 1, "quantity": "2", "cause": cause}))
    judged(house, case, "defect", state="used")
    refunded(house, case)
    house.act("cashier1", case, "signed")
    assert (house.on_hand("LAMP", "rejected/stored"), house.balance("cost-of-sales")) == (D(2), D(360))
    (draft,) = [child for child in house.children(case) if child.process in ("return-to-supplier", "write-off")]
    assert (draft.process, house.stands(draft.id)) == (opens, "draft")
    house.act("storekeeper1", draft.id, "submit")
    assert house.stands(draft.id) == "review"


def test_members_are_called_once(house: House) -> None:
    house.member("C-0001")
    order = paid_in_cash(house)
    case = announced(house, back(order, {"sale_line": 1, "quantity": "1"}))
    judged(house, case, "sellable")
    house.act("cashier1", case, "returned")
    house.act("cashier1", case, "signed", numbered(house, case))
    assert len(house.children(case, "callback")) == 1


# --- who opens it -------------------------------------------------------------------------------------------


def refused_at_the_door(house: House, shipment: int) -> int:
    house.act("shipping-clerk1", shipment, "refused", {"door_note": "boxes are wet"})
    (case,) = house.children(shipment, "return-exchange")
    assert house.stands(case.id) == "draft"
    return int(case.id)


def with_cause(house: House, case: int, cause: str) -> dict[str, Any]:
    form = house.form(case)
    return {**form, "lines": [{**row, "cause": cause} for row in form["lines"]]}


def test_what_was_refused_at_the_door_waits_for_after_sales(house: House) -> None:
    order, shipment = delivering.ordered(house, LAMPS, CABLES)
    delivering.shipped(house, shipment)
    case = refused_at_the_door(house, shipment)
    assert house.stands(shipment) == "came-back"
    house.act("after-sales1", case, "submit", with_cause(house, case, "transit"))
    assert (house.form(case)["order"], house.form(case)["worth"]) == (order, "2000.00")


def test_other_goods_that_come_back_bring_no_money_and_lower_the_expense(house: House) -> None:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": "12"}
    values = {"customer": "C-0001", "address": "文一路 1 号", "carrier": "顺丰", "lines": [line]}
    shipment = house.submit("shipping-clerk1", "shipment", values).case_id
    delivering.shipped(house, shipment)
    assert house.balance("expense", "warehouse") == D(420)
    case = refused_at_the_door(house, shipment)
    house.act("after-sales1", case, "submit", with_cause(house, case, "transit"))
    judged(house, case, "sellable")
    assert house.stands(case) == "slip"
    house.act("cashier1", case, "signed")
    assert (house.balance("expense", "warehouse"), house.on_hand("LAMP", "MAIN/A-01")) == (D(0), D(15))
    assert check(house.db) == []


def test_what_is_sent_back_to_be_changed_becomes_an_exchange(house: House) -> None:
    order = sold(house)
    lines = [{"order_line": 1, "product": "CABLE", "quantity": "10"}]
    values = {"customer": "C-0001", "order": order, "kind": "attribute", "lines": lines, **PROVED}
    change = house.submit("service-agent1", "order-change", values).case_id
    house.act("after-sales1", change, "send-back", WORD)
    (case,) = house.children(change, "return-exchange")
    assert (house.stands(case.id), case.form["shape"]) == ("draft", "exchange")
    house.act("after-sales1", case.id, "submit")
    judged(house, case.id, "sellable")
    ships(house, case.id)
    house.act("cashier1", case.id, "signed")
    assert (house.on_hand("CABLE", "customer"), house.on_hand("LAMP", "MAIN/F-02")) == (D(10), D(60))
    assert (house.balance("sales"), house.balance("cost-of-sales")) == (D(1000), D(500))


def test_single_lines_are_cancelled_on_the_road(house: House) -> None:
    order = sold(house, LAMPS, CABLES)
    values = {"customer": "C-0001", "order": order, "reason": "bought twice", "only": [{"order_line": 2}], **PROVED}
    cancel = house.submit("service-agent1", "order-cancel", values).case_id
    house.act("after-sales1", cancel, "comes-back", WORD)
    (case,) = house.children(cancel, "return-exchange")
    assert [(row["product"], row["quantity"]) for row in case.form["lines"]] == [("CABLE", "10")]


def test_one_day_after_the_last_delivery_counts(house: House) -> None:
    """The days run from the signature, not from the gate."""
    order, shipment = delivering.paid(house)
    delivering.shipped(house, shipment)
    house.at("2026-06-12 09:00")
    house.act("shipping-clerk1", shipment, "signed", {"signed_by": "Ye", "signed_on": "2026-06-11"})
    house.at("2026-06-18 09:00")
    case = announced(house, back(order, {"sale_line": 1, "quantity": "1"}))
    judged(house, case, "sellable")
    assert house.stands(case) == "money"


# --- taking back --------------------------------------------------------------------------------------------


def test_an_end_is_not_taken_back_once_its_pieces_are_promised(house: House) -> None:
    order = sold(house)
    case = announced(house, back(order, {"sale_line": 1, "quantity": "20"}))
    arrived(house, case)
    house.act("inspector1", case, "not-ours", reason=4)
    announced(house, back(order, {"sale_line": 1, "quantity": "1"}))
    with pytest.raises(Exception, match="工矿灯 has been announced by another return since"):
        house.as_("inspector1").take_back(key=house.key(), case=case)


# --- beginning one ------------------------------------------------------------------------------------------


def test_a_return_begun_at_its_order_lists_what_the_customer_has(house: House) -> None:
    order, shipment = delivering.ordered(house, LAMPS, CABLES)
    house.appoint("after-sales1", "service-agent")  # who sees the order
    office, beside = house.as_("after-sales1"), house.company.cases.case(shipment).parent_id
    assert not office.new_form("return-exchange", beside).values.get("lines")
    delivering.shipped(house, shipment)
    announced(house, back(order, {"sale_line": 1, "quantity": "5"}))
    values = office.new_form("return-exchange", beside).values
    assert (values["sale"], values["customer"]) == (order, "C-0001")
    assert [(row["product"], row["quantity"]) for row in values["lines"]] == [("LAMP", "15"), ("CABLE", "10")]
