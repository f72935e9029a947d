"""Stocktake (P17): review, recount, release, booking, filing, and the duties that open counts."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.house import House
from tests.workflows.warehouse.counting import MAIN, counted, counts, line_at, marked, seconds, started

D = Decimal


# --- the review ---------------------------------------------------------------------------------------------


@pytest.fixture
def reported(storeroom: House) -> tuple[House, int]:
    """A report on A-01 and A-03, three metres of wire short, before the supervisor."""
    case = started(storeroom, "locations", "A-01", "A-03")
    lines = counts(storeroom, case, {"A-01": "8", "A-03": "117"})
    storeroom.act("storekeeper1", case, "record", {"lines": lines})
    storeroom.act("storekeeper2", case, "submit", {"lines": seconds(storeroom, case, {"A-03": "117"})})
    return storeroom, case


def test_who_sets_the_shelf_cards_reads_which_and_to_what(reported: tuple[House, int]) -> None:
    storeroom, case = reported
    storeroom.act("warehouse-supervisor", case, "qualified")
    told = [str(one) for one in storeroom.as_("storekeeper1").preview(case=case).brief]
    assert len(told) == 1
    assert told[0].startswith("shelf card ")
    assert told[0].endswith(": 117")


def test_what_is_empty_on_many_lines_is_said_once(storeroom: House) -> None:
    case = started(storeroom, "full")
    preview = storeroom.as_("storekeeper1").preview(case=case)
    assert [str(why) for why in preview.checks[0].reasons] == ["Lines: Counted: fill this in on 3 lines"]


def test_no_counter_reviews(storeroom: House) -> None:
    storeroom.appoint("warehouse-supervisor", "storekeeper")
    case = started(storeroom, "locations", "A-03")
    storeroom.act("warehouse-supervisor", case, "submit", {"lines": counts(storeroom, case, {"A-03": "120"})})
    assert "Four eyes" in storeroom.refusal("warehouse-supervisor", case, "qualified")
    storeroom.act("general-manager", case, "qualified")
    assert storeroom.stands(case) == "update"


def test_a_counter_named_on_paper_does_not_review(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03")
    by = storeroom.employee("warehouse-supervisor")
    storeroom.act("storekeeper1", case, "submit", {"lines": counts(storeroom, case, {"A-03": "120"}, counter=by)})
    assert "Four eyes" in storeroom.refusal("warehouse-supervisor", case, "qualified")


def test_the_supervisor_sees_what_decides(reported: tuple[House, int]) -> None:
    house, case = reported
    assert [str(line) for line in house.view(case, "warehouse-supervisor").preview.brief] == [
        "2 of 2 lines are counted",
        "1 line differs: shortages 12.60, surpluses 0.00",
        "Up to 10,000.00: the warehouse supervisor decides alone",
    ]


def test_only_marked_lines_are_counted_again_the_rest_keep_theirs(reported: tuple[House, int]) -> None:
    house, case = reported
    kept = line_at(house, case, "A-01")
    unmarked = house.refusal("warehouse-supervisor", case, "unqualified", reason=1)
    assert unmarked == "Lines: Count again: mark the lines to be counted again"

    house.at("11:00")
    house.act("warehouse-supervisor", case, "unqualified", {"lines": marked(house, case, "A-03")}, reason=1)
    assert house.stands(case) == "count"
    assert line_at(house, case, "A-01") == kept
    cleared = line_at(house, case, "A-03")
    assert not {"counted", "counted_at", "counter", "position", "book", "difference", "value"} & cleared.keys()
    assert cleared["recount"] is True

    house.at("11:30")
    other = counts(house, case, {"A-01": "7", "A-03": "120"})
    said = house.refusal("storekeeper1", case, "submit", {"lines": other})
    assert "Line 1, Counted: is not to be counted again and keeps its figures" in said
    house.act("storekeeper1", case, "submit", {"lines": counts(house, case, {"A-03": "120"})})
    assert line_at(house, case, "A-03")["counted_at"] == "2026-06-09T11:30:00"
    assert line_at(house, case, "A-01")["counted_at"] == kept["counted_at"]
    assert not line_at(house, case, "A-03")["recount"]
    house.act("warehouse-supervisor", case, "qualified")
    assert house.balance("loss") == 0


def test_a_recount_does_not_go_past_the_review(reported: tuple[House, int]) -> None:
    house, case = reported
    house.policy("stocktake.large", "10.00")
    house.act("warehouse-supervisor", case, "qualified")
    house.act("finance1", case, "send-back", {"lines": marked(house, case, "A-03")}, reason=1)
    house.act("storekeeper1", case, "record", {"lines": counts(house, case, {"A-03": "117"})})
    house.act("storekeeper2", case, "record", {"lines": seconds(house, case, {"A-03": "117"})})
    house.act("storekeeper1", case, "submit-straight")
    assert house.stands(case) == "review"


def test_differences_are_booked_at_cost_to_the_fen(storeroom: House) -> None:
    """Three lines of one product whose average does not come out even: the ledger takes each in its turn."""
    for place, value in (("A-01", "33.33"), ("A-02", "33.33"), ("F-02", "33.34")):
        storeroom.goods("HARNESS", f"MAIN/{place}", "7", value)
    case = started(storeroom, "locations", "A-01", "A-02", "F-02")
    lines = [
        {**line, "counted": {"HARNESS": "5", "LAMP": "8", "PAINT": "10"}[line["product"]]}
        for line in counts(storeroom, case, {})
    ]
    storeroom.act("storekeeper1", case, "record", {"lines": lines})
    again = [
        {**line, "second_count": "9" if line["location"] == "MAIN/A-02" else "5"}
        if line["product"] == "HARNESS"
        else line
        for line in counts(storeroom, case, {})
    ]
    storeroom.act("storekeeper2", case, "submit", {"lines": again})
    lost = storeroom.balance("loss")
    storeroom.act("warehouse-supervisor", case, "qualified")
    values = [D(line["value"]) for line in storeroom.form(case)["lines"]]
    assert [value for value in values if value] == [D("-9.52"), D("9.52"), D("-9.52")]
    assert storeroom.balance("loss") - lost == D("19.04")
    assert storeroom.balance("count-gain") == D("9.52")
    assert storeroom.balance("stock") == storeroom.company.stock.total_value()


def test_a_booking_taken_back_leaves_stock_money_and_reservations_as_they_were(reported: tuple[House, int]) -> None:
    house, case = reported
    damaged = {"product": "WIRE", "location": "MAIN/A-03", "quantity": "119", "cause": "transit"}
    house.submit("storekeeper2", "write-off", {**MAIN, "lines": [damaged]})
    house.act("warehouse-supervisor", case, "qualified")
    assert house.reserved("WIRE", "MAIN/A-03") == 117
    house.as_("warehouse-supervisor").take_back(key=house.key())
    assert house.stands(case) == "review"
    assert house.on_hand("WIRE", "MAIN/A-03") == 120
    assert house.reserved("WIRE", "MAIN/A-03") == 119
    assert house.balance("loss") == 0
    house.act("warehouse-supervisor", case, "qualified")
    assert house.on_hand("WIRE", "MAIN/A-03") == 117


def test_a_line_is_stale_when_the_goods_have_gone(reported: tuple[House, int]) -> None:
    house, case = reported
    damaged = {"product": "WIRE", "location": "MAIN/A-03", "quantity": "118", "cause": "transit"}
    gone = house.submit("storekeeper2", "write-off", {**MAIN, "lines": [damaged]}).case_id
    house.act("warehouse-supervisor", gone, "confirm")
    said = house.refusal("warehouse-supervisor", case, "qualified")
    assert said == "A-03: less lies there by now than the count takes off"


def test_customers_goods_and_scrap_book_no_money_and_the_salesperson_is_told(storeroom: House) -> None:
    house = storeroom
    house.record("customers", "C-0900", name="远东贸易", owner=house.employee("sales-rep1"))
    with house.db.write():
        house.company.stock.add_lot("WIRE", "K-7", owner="C-0900")
    house.goods("WIRE", "MAIN/A-02", "10", "0.00", lot="K-7")
    case = started(house, "locations", "A-02")
    counted(house, case, {"A-02": "6"})
    house.act("warehouse-supervisor", case, "qualified")
    assert house.on_hand("WIRE", "MAIN/A-02", "K-7") == 6
    assert house.balance("loss") == 0
    told = [str(message) for _at, message, _case in house.as_("sales-rep1").notices()]
    assert told == ["4 of 电线, supplied by 远东贸易, are missing in the stocktake"]


def test_reservations_with_the_latest_promise_go_first_and_their_cases_are_told(storeroom: House) -> None:
    house = storeroom
    early = house.draft("storekeeper1", "write-off", MAIN).case_id
    late = house.draft("storekeeper2", "write-off", MAIN).case_id
    with house.db.write():
        for case, quantity, promise in ((early, D(3), date(2026, 6, 20)), (late, D(4), date(2026, 7, 20))):
            house.company.stock.reserve(1, case, "LAMP", "MAIN/A-01", quantity, promise=promise)
    case = started(house, "locations", "A-01")
    counted(house, case, {"A-01": "5"})
    house.act("warehouse-supervisor", case, "qualified")
    assert house.on_hand("LAMP", "MAIN/A-01") == 5
    held = {one.case_id: one.quantity for one in house.company.stock.reservations(product="LAMP")}
    assert held == {early: 3, late: 2}
    notices = house.as_("storekeeper2").notices()
    assert [(str(message), about) for _at, message, about in notices] == [
        (f"#{late} loses 2 of the reserved 工矿灯 at A-01: a stocktake found less there", late)
    ]


# --- large differences --------------------------------------------------------------------------------------


@pytest.fixture
def large(storeroom: House) -> tuple[House, int]:
    """A report that is 10,000.10 short."""
    storeroom.goods("CABLE", "MAIN/A-02", "1000", "100000.00")
    case = started(storeroom, "locations", "A-02")
    counted(storeroom, case, {"A-02": "899.999"})
    return storeroom, case


def test_large_differences_are_booked_by_finance_then_the_general_manager(large: tuple[House, int]) -> None:
    house, case = large
    house.act("warehouse-supervisor", case, "qualified")
    assert house.stands(case) == "release"
    assert f"{house.due(case)}" == "2026-06-11 09:00:00"
    assert house.company.cases.case(case).amount == D("10000.10")
    assert house.on_hand("CABLE", "MAIN/A-02") == 1000
    assert "Not your step" in house.refusal("general-manager", case, "approve")
    house.act("finance1", case, "approve")
    assert house.on_hand("CABLE", "MAIN/A-02") == 1000
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "update"
    assert house.on_hand("CABLE", "MAIN/A-02") == D("899.999")
    assert house.balance("loss") == D("10000.10")


def test_exactly_the_limit_is_the_supervisors(storeroom: House) -> None:
    storeroom.goods("CABLE", "MAIN/A-02", "1000", "100000.00")
    case = started(storeroom, "locations", "A-02")
    counted(storeroom, case, {"A-02": "900"})
    storeroom.act("warehouse-supervisor", case, "qualified")
    assert storeroom.stands(case) == "update"


def test_the_release_sends_back_marked_lines_and_refuses_stale_ones(large: tuple[House, int]) -> None:
    house, case = large
    house.act("warehouse-supervisor", case, "qualified")
    house.act("finance2", case, "approve")
    other = started(house, "locations", "A-02")
    counted(house, other, {"A-02": "950"})
    house.act("warehouse-supervisor", other, "qualified")
    assert "difference already booked" in house.refusal("general-manager", case, "approve")
    assert "mark the lines" in house.refusal("general-manager", case, "send-back", reason=5)
    house.act("general-manager", case, "send-back", {"lines": marked(house, case, "A-02")}, reason=5)
    assert house.stands(case) == "count"
    assert house.company.cases.case(case).amount is None
    assert "counted" not in line_at(house, case, "A-02")


# --- filing, papers, duties ---------------------------------------------------------------------------------


def test_it_is_filed_when_a_storekeeper_says_that_the_shelf_cards_are_set(reported: tuple[House, int]) -> None:
    house, case = reported
    house.act("warehouse-supervisor", case, "qualified")
    (filed,) = house.as_("storekeeper2").preview(case=case).actions
    assert (str(filed.title), filed.asks) == ("Shelf cards set", False)
    house.act("storekeeper2", case, "updated")
    assert house.stands(case) == "done"


def test_papers_say_what_their_readers_may_know(reported: tuple[House, int]) -> None:
    house, case = reported
    house.act("warehouse-supervisor", case, "unqualified", {"lines": marked(house, case, "A-03")}, reason=1)
    house.act("storekeeper1", case, "submit", {"lines": counts(house, case, {"A-03": "120"})})
    house.act("warehouse-supervisor", case, "qualified")
    house.act("storekeeper1", case, "updated")
    papers = house.view(case, "warehouse-supervisor").documents
    assert [str(title) for _id, title, _number in papers] == [
        "Count report",
        "Unqualified count report",
        "Count report",
        "Qualified count report",
        "Stock list",
        "Count journal",
    ]

    def table(login: str, index: int) -> tuple[list[str], int]:
        found = house.as_(login).document(case, papers[index][0]).tables[0]
        return [str(title) for title in found.columns], len(found.rows)

    columns, rows = table("warehouse-supervisor", 1)
    assert rows == 1, "the unqualified report lists the marked lines alone"
    assert "Difference" in columns
    assert "Difference" not in table("storekeeper1", 1)[0]
    assert "Difference" not in table("warehouse-supervisor", 0)[0]
    assert "New quantity" in table("storekeeper1", 4)[0]


def test_full_counts_are_opened_on_the_first_working_day_of_the_quarter(house: House) -> None:
    def opened(scope: str) -> list[str]:
        cases = house.company.cases.of_process("stocktake")
        return sorted(case.form["warehouse"] for case in cases if case.form["scope"] == scope)

    house.at("2026-06-30 17:00")
    house.as_("storekeeper1").tick()
    assert opened("full") == []
    house.at("2026-07-01 08:00")
    house.as_("storekeeper1").tick()
    house.as_("storekeeper2").tick()
    assert opened("full") == ["EAST", "MAIN"]
    house.at("2026-10-07 09:00")  # the national holiday
    house.as_("storekeeper1").tick()
    assert len(opened("full")) == 2
    house.at("2026-10-08 09:00")
    house.as_("storekeeper1").tick()
    assert len(opened("full")) == 4


def test_cycle_counts_are_opened_from_the_fifth_of_each_month(house: House) -> None:
    house.at("2026-06-04 09:00")
    house.as_("storekeeper1").tick()
    assert house.company.cases.of_process("stocktake") == []
    house.at("2026-06-05 09:00")
    house.as_("storekeeper1").tick()
    cases = house.company.cases.of_process("stocktake")
    assert sorted((case.form["warehouse"], case.form["scope"]) for case in cases) == [
        ("EAST", "cycle"),
        ("MAIN", "cycle"),
    ]
    assert {house.stands(case.id) for case in cases} == {"plan"}


def test_each_step_is_for_its_post(reported: tuple[House, int]) -> None:
    house, case = reported
    assert "is opened by: Storekeeper" in house.not_submitted("inspector1", "stocktake", MAIN)
    assert "Not your step" in house.refusal("quality-manager", case, "qualified")
    house.act("warehouse-supervisor", case, "qualified")
    assert "Not your step" in house.refusal("inspector1", case, "updated")
