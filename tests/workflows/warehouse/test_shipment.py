"""Shipment (P66, P101, P171): from the reservation through the gate to the signed slip, and each of its rules."""

from decimal import Decimal

import pytest

from tests.workflows.house import House
from tests.workflows.warehouse.shipping import (
    at_gate,
    checked,
    known_on_account,
    let_out,
    lines_of,
    ordered,
    other_goods,
    packed,
    picked,
    printed,
)  # fmt: skip

D = Decimal


@pytest.fixture
def lamps(house: House) -> House:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    return house


def test_a_hundred_cables_leave_the_house_and_the_sale_is_booked(house: House) -> None:
    known_on_account(house)
    house.goods("CABLE", "MAIN/A-01", "100", "2240.00")
    order, case = ordered(house, ("CABLE", "100", "36"))
    assert house.stands(case) == "print"
    assert house.reserved("CABLE", "MAIN/A-01") == 100

    printed(house, case)
    assert house.form(case)["issue"] == 1
    picked(house, case)
    assert house.form(case)["sample"] == "11"
    assert house.on_hand("CABLE", "MAIN/dispatch") == 100
    assert house.reserved("CABLE", "MAIN/dispatch") == 100
    assert "10 checked, 11 are to be" in house.refusal("inspector1", case, "pass", {"checked": "10"})
    packed(house, checked(house, case), 4)
    house.act("shipping-clerk1", case, "handed-over", {"vehicle": "浙A 3381"})
    assert "3 counted, the note says 4" in house.refusal("guard1", case, "pass", {"parcels_counted": 3})
    assert house.balance("sales") == 0
    house.act("guard1", case, "pass", {"parcels_counted": 4})

    assert house.stands(case) == "proof"
    assert house.on_hand("CABLE", "MAIN/dispatch") == 0
    assert house.on_hand("CABLE", "customer") == 100
    assert house.balance("receivable", "C-0001") == D("3600.00")
    assert house.balance("sales") == D("3600.00")
    assert house.balance("cost-of-sales") == D("2240.00")
    assert house.balance("stock") == 0
    assert house.stands(order) == "settle"
    house.act("shipping-clerk2", case, "signed", {"signed_by": "叶先生", "signed_on": "2026-06-09"})
    assert house.stands(case) == "done"


@pytest.mark.parametrize(("login", "cost"), [("sales-rep1", None), ("guard1", D("2240.00"))])
def test_who_sees_the_case_sees_what_it_booked_but_cost_only_who_may_read_it(
    house: House, login: str, cost: Decimal | None
) -> None:
    known_on_account(house)
    house.goods("CABLE", "MAIN/A-01", "100", "2240.00")
    _order, case = ordered(house, ("CABLE", "100", "36"))
    picked(house, printed(house, case))
    packed(house, checked(house, case), 4)
    house.act("shipping-clerk1", case, "handed-over", {"vehicle": "浙A 3381"})
    house.act("guard1", case, "pass", {"parcels_counted": 4})
    office = house.as_(login)
    entries = office.case(case).entries
    posted = {str(one.text): one.amount for one in entries if one.ledger == "money"}
    assert posted["credit sales: goods"] == D("3600.00")
    assert posted["debit cost of sales"] == posted["credit stock at cost"] == cost
    valued = {one.amount for one in entries if one.ledger == "stock"} - {None, D(0)}
    assert valued == ({-cost} if cost else set())
    told = [
        str(cell.text)
        for table in office.booked(case, entries[-1].decision_id).tables
        for row in table.rows
        for cell in row
    ]
    assert ("2,240.00" in told) == (cost is not None)
    assert told.count("not shown") == (2 if cost is None else 0)


def test_the_deposit_of_custom_goods_is_applied_at_the_gate(house: House) -> None:
    known_on_account(house)
    house.record("products", "HARNESS", name="线束", kind="finished", unit="个", make="custom", decimals=0)
    values = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-1", "terms": "account", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号", "lines": [{"product": "HARNESS", "quantity": "100", "price": "36"}],
    }  # fmt: skip
    order = house.submit("sales-rep1", "sales-order", values).case_id
    house.act("planner1", order, "give-date", {"lines": [{**house.form(order)["lines"][0], "promise": "2026-06-19"}]})
    if house.stands(order) == "agree":
        house.act("sales-rep1", order, "agrees", {"agreed": "Mr. Ye, by telephone"})
    house.act("finance1", order, "received", {"amount_received": "1080.00", "means": "bank"})
    case = house.children(order, "shipment")[0].id
    assert "100 of 100 neither reserved nor in stock" in house.refusal("shipping-clerk1", case, "print")

    house.goods("HARNESS", "MAIN/A-02", "100", "2240.00")
    let_out(house, case, 4)
    assert house.on_hand("HARNESS", "MAIN/dispatch") == 0
    assert house.on_hand("HARNESS", "customer") == 100
    assert house.balance("receivable", "C-0001") == D("2520.00")
    assert house.balance("sales") == D("3600.00")
    assert house.balance("cost-of-sales") == D("2240.00")
    assert house.balance("deposit") == 0
    assert house.stands(order) == "settle"


def test_other_goods_are_an_expense_of_who_sends_them(lamps: House) -> None:
    house = lamps
    case = house.submit("shipping-clerk1", "shipment", other_goods(department="sales")).case_id
    assert house.reserved("LAMP", "MAIN/A-01") == 12
    let_out(house, case)
    assert house.balance("expense", "sales") == D("420.00")
    assert house.balance("sales") == 0


def test_more_than_is_unreserved_is_not_sent(lamps: House) -> None:
    lamps.submit("shipping-clerk1", "shipment", other_goods())
    said = lamps.not_submitted("shipping-clerk2", "shipment", other_goods("4"))
    assert "1 of 4 neither reserved nor in stock" in said


def test_what_goods_a_shipment_takes_wait_for_address_carrier_and_red_flags(lamps: House) -> None:
    house = lamps
    notes = [{"kind": "card", "text": "生日快乐"}]
    case = house.submit("shipping-clerk1", "shipment", other_goods(carrier="", notes=notes)).case_id
    said = house.refusal("shipping-clerk1", case, "print")
    assert "name the carrier" in said
    assert "red flag: 生日快乐" in said
    printed(house, case, notes=[{**house.form(case)["notes"][0], "ticked": True}])
    assert house.stands(case) == "pick"


def test_a_short_pick_blocks_the_place_and_takes_the_rest_elsewhere(lamps: House) -> None:
    house = lamps
    house.goods("LAMP", "MAIN/A-02", "5", "175.00")
    case = printed(house, house.submit("shipping-clerk1", "shipment", other_goods()).case_id)
    assert "9 picked, the note says 12" in house.refusal(
        "storekeeper1", case, "picked", {"lines": lines_of(house, case, picked="9")}
    )
    house.act("storekeeper1", case, "short", {"lines": lines_of(house, case, picked="9")})
    assert house.stands(case) == "print"
    assert house.on_hand("LAMP", "MAIN/dispatch") == 9
    assert house.reserved("LAMP", "MAIN/A-01") == 0
    assert house.reserved("LAMP", "MAIN/A-02") == 3
    assert house.company.registers.data("locations", "MAIN/A-01")["blocked"]  # type: ignore[index]
    count = house.children(case, "stocktake")[0]
    assert house.stands(count.id) == "plan"
    assert count.form["places"] == [{"location": "MAIN/A-01"}]

    printed(house, case)
    assert house.form(case)["issue"] == 2
    assert [(line["location"], line["quantity"]) for line in house.form(case)["lines"]] == [
        ("MAIN/A-01", "9"), ("MAIN/A-02", "3"),
    ]  # fmt: skip
    picked(house, case)
    assert house.on_hand("LAMP", "MAIN/dispatch") == 12
    assert house.on_hand("LAMP", "MAIN/A-02") == 2
    assert house.on_hand("LAMP", "MAIN/A-01") == 6


def test_the_count_frees_the_blocked_place(lamps: House) -> None:
    house = lamps
    case = printed(house, house.submit("shipping-clerk1", "shipment", other_goods()).case_id)
    house.act("storekeeper1", case, "short", {"lines": lines_of(house, case, picked="9")})
    count = house.children(case, "stocktake")[0].id
    house.act("storekeeper1", count, "start")
    counted = {"counted": "0", "counter": house.employee("storekeeper1")}
    twice = {"second_count": "0", "second_counter": house.employee("storekeeper2")}
    house.act("storekeeper1", count, "submit", {"lines": [{**house.form(count)["lines"][0], **counted, **twice}]})
    house.act("warehouse-supervisor", count, "qualified")
    house.act("storekeeper1", count, "updated")
    assert not house.company.registers.data("locations", "MAIN/A-01").get("blocked")  # type: ignore[union-attr]


def test_bad_pieces_are_set_aside_and_picked_anew(lamps: House) -> None:
    house = lamps
    case = picked(house, printed(house, house.submit("shipping-clerk1", "shipment", other_goods()).case_id))
    found = {"checked": "5", "lines": lines_of(house, case, defects="2")}
    assert "2 defective: fail it" in house.refusal("inspector1", case, "pass", found)
    assert "check all 12" in house.refusal("inspector1", case, "fail", found, reason=3)
    house.act("inspector1", case, "fail", {**found, "checked": "12"}, reason=3)
    assert house.stands(case) == "pick"
    assert house.on_hand("LAMP", "MAIN/dispatch") == 10
    assert house.on_hand("LAMP", "rejected/stored") == 2
    assert house.reserved("LAMP", "MAIN/A-01") == 2
    assert house.stands(house.children(case, "write-off")[0].id) == "draft"
    picked(house, case)
    assert house.on_hand("LAMP", "MAIN/dispatch") == 12
    assert house.on_hand("LAMP", "MAIN/A-01") == 1


def test_packing_wants_the_newest_papers_and_every_piece_in_a_parcel(lamps: House) -> None:
    house = lamps
    case = checked(
        house, picked(house, printed(house, house.submit("shipping-clerk1", "shipment", other_goods()).case_id))
    )
    values = {"note_issue": 2, "slip_issue": 1, "parcels": [{"number": "P-1"}, {"number": "P-2"}]}
    said = house.refusal("shipping-clerk1", case, "packed", {**values, "lines": lines_of(house, case, parcel="P-1")})
    assert "issue 2 is void, the newest is 1" in said
    assert "nothing is in parcel P-2" in said


def test_with_part_deliveries_the_rest_follows_in_a_shipment_of_its_own(house: House) -> None:
    known_on_account(house)
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    order, case = ordered(house, ("LAMP", "12", "50"), parts=True)
    house.act("shipping-clerk1", case, "split", {"lines": lines_of(house, case, now="8")})
    rest = house.children(case, "shipment")[0].id
    assert house.form(case)["lines"][0]["quantity"] == "8"
    assert house.form(rest)["lines"][0]["quantity"] == "4"
    assert house.stands(rest) == "print"
    assert house.reserved("LAMP", "MAIN/A-01") == 12
    let_out(house, case)
    assert house.balance("sales") == D("400.00")
    assert house.stands(order) == "delivery"
    let_out(house, rest)
    assert house.balance("sales") == D("600.00")
    assert house.stands(order) == "settle"


def test_without_part_deliveries_it_is_not_split(house: House) -> None:
    known_on_account(house)
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    _order, case = ordered(house, ("LAMP", "12", "50"))
    said = house.refusal("shipping-clerk1", case, "split", {"lines": lines_of(house, case, now="8")})
    assert "no part deliveries" in said


def test_a_new_reason_holds_it_and_sends_the_order_back_to_its_release(house: House) -> None:
    known_on_account(house)
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    order, case = ordered(house, ("LAMP", "12", "50"))
    at_gate(house, case)
    known = house.company.registers.data("customers", "C-0001")
    assert known is not None
    house.record("customers", "C-0001", **{**known, "state": "on-hold"})
    assert "on hold" in house.refusal("guard1", case, "pass", {"parcels_counted": 1})
    house.act("guard1", case, "new-reason")
    assert house.stands(order) == "release"
    assert "is not in delivery" in house.refusal("guard1", case, "pass", {"parcels_counted": 1})


def test_red_flagged_ones_stand_first_then_what_leaves_first(lamps: House) -> None:
    flagged = other_goods("1", promise="2026-06-19", notes=[{"kind": "card", "text": "happy birthday"}])
    values = [other_goods("1"), other_goods("1", promise="2026-06-12"), flagged, other_goods("1", promise="2026-06-10")]
    numbers = [lamps.submit("shipping-clerk1", "shipment", one).number for one in values]
    rows = lamps.as_("shipping-clerk1").page("warehouse", "to-ship").rows
    assert [row.number for row in rows] == [numbers[index] for index in (2, 3, 1, 0)]


def test_who_ships_is_warned_a_day_before_and_late_ones_are_told_on(lamps: House) -> None:
    """Promised for Friday 12 June, a day on the road: it must leave on Thursday."""
    house = lamps
    case = house.submit("shipping-clerk1", "shipment", other_goods(promise="2026-06-12")).case_id
    number, heard = house.company.cases.case(case).number, []
    late = f"{number} is late: it ought to have left on 2026-06-11"
    said = {"warehouse-supervisor": late, "sales-rep1": late}
    said["shipping-clerk1"] = f"{number} must leave by 2026-06-11 to keep the promise"
    logins = ["shipping-clerk1", "warehouse-supervisor", "sales-rep1"]
    for day in ("09", "10", "11", "12", "15"):
        house.at(f"2026-06-{day} 10:00")
        house.as_("guard1").tick()
        heard.append([login for login in logins if house.told(login).count(said[login])])
    assert heard == [[], logins[:1], logins[:1], logins, logins]


def test_what_is_not_signed_for_comes_back(lamps: House) -> None:
    case = let_out(lamps, lamps.submit("shipping-clerk1", "shipment", other_goods()).case_id)
    lamps.act("shipping-clerk1", case, "refused", {"door_note": "boxes wet"})
    assert lamps.stands(case) == "came-back"


def test_cash_on_delivery_is_collected_at_the_door(house: House) -> None:
    house.goods("LAMP", "MAIN/A-01", "40", "1400.00")
    values = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-7", "terms": "cod", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号", "lines": [{"product": "LAMP", "quantity": "30", "price": "50"}],
    }  # fmt: skip
    order = house.submit("sales-rep1", "sales-order", values).case_id
    case = let_out(house, house.children(order, "shipment")[0].id)
    assert house.form(case)["cash_to_collect"] == "1500.00"
    signed = {"signed_by": "叶先生", "signed_on": "2026-06-09"}
    said = house.refusal("shipping-clerk1", case, "signed", signed | {"cash_collected": "1400"})
    assert "1,500.00 to collect, 1,400.00 collected" in said
    house.act("shipping-clerk1", case, "signed", signed | {"cash_collected": "1500"})
    assert house.stands(case) == "done"


def test_goods_a_stocktake_misses_are_waited_for_at_print_again(lamps: House) -> None:
    """The latest promise loses first; what comes in goes to the shipment that waited longest."""
    house = lamps
    case = house.submit("shipping-clerk1", "shipment", other_goods()).case_id
    count = house.submit(
        "storekeeper1", "stocktake", {"warehouse": "MAIN", "scope": "locations", "places": [{"location": "MAIN/A-01"}]}
    ).case_id
    found = {"counted": "10", "counter": house.employee("storekeeper1")}
    twice = {"second_count": "10", "second_counter": house.employee("storekeeper2")}
    house.act("storekeeper1", count, "submit", {"lines": [{**house.form(count)["lines"][0], **found, **twice}]})
    house.act("warehouse-supervisor", count, "qualified")
    assert house.reserved("LAMP", "MAIN/A-01") == 10
    assert "2 of 12 neither reserved nor in stock" in house.refusal("shipping-clerk1", case, "print")
    house.goods("LAMP", "MAIN/A-02", "3", "105.00")
    later = house.not_submitted("shipping-clerk2", "shipment", other_goods("2"))
    assert "1 of 2 neither reserved nor in stock" in later
    printed(house, case)
    assert house.reserved("LAMP", "MAIN/A-02") == 2
