"""Stocktake (P17): the story of the procedure, and the rules of planning and counting."""

from decimal import Decimal

import pytest

from tests.workflows.house import House
from tests.workflows.warehouse.counting import MAIN, counted, counts, line_at, marked, seconds, started

D = Decimal


def test_stock_moves_while_it_is_counted_and_no_difference_is_booked_twice(storeroom: House) -> None:
    """Twenty metres leave A-03 between count and review: as damaged goods here, where a shipment may pick them.

    Long because it is told in one go.
    """
    house = storeroom
    house.at("2026-05-20 09:00")
    earlier = started(house)
    counted(house, earlier, {"A-03": "120", "A-01": "8", "F-02": "10"})
    house.act("warehouse-supervisor", earlier, "qualified")
    house.act("storekeeper1", earlier, "updated")
    assert house.stands(earlier) == "done"

    house.at("2026-06-09 10:00")
    case = started(house, "locations", "A-01", "A-02", "A-03")
    house.at("10:05")
    position = house.company.stock.position()
    found = {"location": "MAIN/A-02", "product": "PAINT", "counted": "2"}
    lines = counts(house, case, {"A-03": "117", "A-01": "0"})
    house.act("storekeeper1", case, "record", {"lines": lines, "found": [found]})
    assert line_at(house, case, "A-03")["position"] == position
    assert line_at(house, case, "A-03")["book"] == "120"

    house.at("10:08")
    again = [{**house.form(case)["found"][0], "second_count": "2"}]
    lines = seconds(house, case, {"A-03": "117", "A-01": "0"})
    house.act("storekeeper2", case, "submit", {"lines": lines, "found": again})
    assert house.stands(case) == "review"

    house.at("10:20")
    damaged = {"product": "WIRE", "location": "MAIN/A-03", "quantity": "20", "cause": "transit"}
    scrapped = house.submit("storekeeper2", "write-off", {**MAIN, "lines": [damaged]}).case_id
    house.act("warehouse-supervisor", scrapped, "confirm")
    lost = house.balance("loss")

    house.at("10:28")
    cycle = started(house, "cycle")
    assert [line["location"] for line in house.form(cycle)["lines"]] == ["MAIN/A-03"]
    assert house.form(cycle)["overlaps"] == f"A-03: {house.company.cases.case(case).number}"
    house.at("10:30")
    counted(house, cycle, {"A-03": "97"})
    assert line_at(house, cycle, "A-03")["book"] == "100"
    booked_at = house.company.stock.position()

    house.at("15:00")
    house.act("warehouse-supervisor", case, "qualified")
    assert house.on_hand("WIRE", "MAIN/A-03") == 97
    assert house.on_hand("LAMP", "MAIN/A-01") == 0
    assert house.on_hand("PAINT", "MAIN/A-02") == 2
    assert house.balance("loss") - lost == D("60.60")
    assert house.balance("count-gain") == D("10.00")
    assert line_at(house, case, "A-03")["new_quantity"] == "97"

    house.at("16:00")
    said = house.refusal("warehouse-supervisor", cycle, "qualified")
    assert said == f"A-03: difference already booked after position {booked_at}"
    house.act("warehouse-supervisor", cycle, "unqualified", {"lines": marked(house, cycle, "A-03")}, reason=5)
    house.at("16:20")
    house.act("storekeeper1", cycle, "submit", {"lines": counts(house, cycle, {"A-03": "97"})})
    moves = len(house.company.stock.moves())
    house.act("warehouse-supervisor", cycle, "qualified")
    assert len(house.company.stock.moves()) == moves
    assert house.stands(cycle) == "update"

    house.act("storekeeper1", case, "updated")
    assert house.stands(case) == "done"


# --- the sheet ----------------------------------------------------------------------------------------------


def test_the_sheet_lists_goods_by_place_and_lot_without_quantities(storeroom: House) -> None:
    storeroom.goods("WIRE", "MAIN/A-01", "5", "21.00", lot="L-1")
    storeroom.goods("WIRE", "EAST/B-01", "5", "21.00")
    case = started(storeroom)
    lines = storeroom.form(case)["lines"]
    assert [(line["location"], line["product"], line["lot"]) for line in lines] == [
        ("MAIN/A-01", "LAMP", ""),
        ("MAIN/A-01", "WIRE", "L-1"),
        ("MAIN/A-03", "WIRE", ""),
        ("MAIN/F-02", "PAINT", ""),
    ]
    assert all("counted" not in line and "book" not in line for line in lines)


def test_an_empty_warehouse_is_not_counted(house: House) -> None:
    said = house.not_submitted("storekeeper1", "stocktake", {**MAIN, "scope": "full"})
    assert said == "there is nothing to count: no goods lie there by the books"


def test_a_count_of_places_names_them_and_they_are_of_the_warehouse(storeroom: House) -> None:
    assert "Places: name the places" in storeroom.not_submitted(
        "storekeeper1", "stocktake", {**MAIN, "scope": "locations"}
    )
    for place, why in (("EAST/B-01", "is in another warehouse"), ("rejected", "is no place for this")):
        storeroom.record("locations", "rejected", name="rejected")
        values = {**MAIN, "scope": "locations", "places": [{"location": place}]}
        assert why in storeroom.not_submitted("storekeeper1", "stocktake", values)


def test_an_empty_place_may_be_counted_for_what_is_found_there(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-02")
    found = {"location": "MAIN/A-02", "product": "LAMP", "counted": "1"}
    storeroom.act("storekeeper1", case, "record", {"found": [found]})
    again = {**storeroom.form(case)["found"][0], "second_count": "1"}
    storeroom.act("storekeeper2", case, "submit", {"found": [again]})
    storeroom.act("warehouse-supervisor", case, "qualified")
    assert storeroom.on_hand("LAMP", "MAIN/A-02") == 1


def test_a_cycle_count_takes_the_most_valuable_fifth_and_what_was_long_not_counted(storeroom: House) -> None:
    for number in range(3):
        storeroom.record("products", f"P-{number}", name=f"P-{number}", kind="material", unit="m", decimals=0)
        storeroom.goods(f"P-{number}", "MAIN/A-02", "10", "10.00")
    places = ("A-01", "A-02", "A-03", "F-02")
    storeroom.at("2026-03-20 09:00")
    first = started(storeroom, "locations", "A-01", "A-02")
    figures = {"A-01": "8", "A-02": "10"}
    counted(storeroom, first, figures)
    storeroom.act("warehouse-supervisor", first, "qualified")
    storeroom.act("storekeeper1", first, "updated")

    def drawn(day: str) -> list[tuple[str, str]]:
        storeroom.at(f"{day} 09:00")
        form = storeroom.form(started(storeroom, "cycle"))
        return [(line["location"].removeprefix("MAIN/"), line["product"]) for line in form["lines"]]

    # Six products: the two most valuable, wire and paint; A-01 and A-02 were counted less than 90 days ago.
    assert drawn("2026-06-17") == [("A-03", "WIRE"), ("F-02", "PAINT")]
    assert {place for place, _product in drawn("2026-06-19")} == set(places)


def test_places_in_another_open_count_are_named_as_a_warning(storeroom: House) -> None:
    first = started(storeroom, "locations", "A-03")
    number = storeroom.company.cases.case(first).number
    assert storeroom.form(started(storeroom, "locations", "A-01"))["overlaps"] == ""
    case = started(storeroom, "locations", "A-03")
    assert storeroom.form(case)["overlaps"] == f"A-03: {number}"
    said = [str(line) for line in storeroom.view(case, "storekeeper1").preview.brief]
    assert f"counted elsewhere too: A-03: {number}" in said


def test_the_warning_is_there_while_the_plan_is_typed(storeroom: House) -> None:
    number = storeroom.company.cases.case(started(storeroom, "locations", "A-03")).number
    office = storeroom.as_("storekeeper2")
    filled, problems = office.fill(office.new_form("stocktake"), {**MAIN, "scope": "full"})
    assert problems == []
    assert filled["overlaps"] == f"A-03: {number}"


def test_a_count_is_withdrawn_by_who_started_it_until_it_is_handed_in(storeroom: House) -> None:
    plan = storeroom.draft("storekeeper1", "stocktake", MAIN).case_id
    storeroom.act("storekeeper1", plan, "withdraw")
    assert storeroom.stands(plan) == "withdrawn"
    begun = started(storeroom, "locations", "A-01")
    assert "Only the requester" in storeroom.refusal("storekeeper2", begun, "withdraw")
    storeroom.act("storekeeper1", begun, "withdraw")
    assert storeroom.stands(begun) == "withdrawn"
    case = started(storeroom, "locations", "A-01")
    counted(storeroom, case, {"A-01": "7"})
    assert storeroom.refusal("storekeeper1", case, "withdraw") == "It stands at: review"


@pytest.mark.parametrize(
    ("scope", "due"), [("full", "2026-06-12 09:00"), ("cycle", "2026-06-10 09:00"), ("locations", "2026-06-10 09:00")]
)
def test_a_full_count_has_three_days_any_other_one(storeroom: House, scope: str, due: str) -> None:
    case = started(storeroom, scope, *(["A-01"] if scope == "locations" else []))
    assert f"{storeroom.due(case):%Y-%m-%d %H:%M}" == due


# --- counting -----------------------------------------------------------------------------------------------


def test_every_line_has_a_typed_number_and_zero_is_one(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-01", "A-03")
    lines = counts(storeroom, case, {"A-03": "120"})
    assert storeroom.refusal("storekeeper1", case, "submit", {"lines": lines}) == "Line 1, Counted: fill this in"
    lines = counts(storeroom, case, {"A-03": "120", "A-01": "0"})
    said = storeroom.refusal("storekeeper1", case, "submit", {"lines": lines})
    assert said == "Line 1, Second count: off by more than the tolerance: another person counts it too"


def test_the_counter_never_sees_the_books(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03")
    storeroom.act("storekeeper1", case, "record", {"lines": counts(storeroom, case, {"A-03": "117"})})
    assert line_at(storeroom, case, "A-03")["difference"] == "-3"
    for login in ("storekeeper1", "warehouse-supervisor"):
        shown = repr(storeroom.view(case, login))
        assert "Book quantity" not in shown
        assert "-12.60" not in shown
    office = storeroom.as_("storekeeper2")
    form = office.entry_form(case, "submit")
    assert "book" not in form.values["lines"][0]
    filled, _problems = office.fill(form, {"lines": seconds(storeroom, case, {"A-03": "117"})})
    assert "book" not in filled["lines"][0]
    assert storeroom.company.cases.case(case).amount is None

    counted(storeroom, case, {"A-03": "117"})
    assert "Book quantity" in repr(storeroom.view(case, "warehouse-supervisor"))
    assert "12.60" in repr(storeroom.view(case, "warehouse-supervisor"))
    for login in ("storekeeper1", "storekeeper2"):
        assert "Book quantity" not in repr(storeroom.view(case, login))
        assert "12.60" not in repr(storeroom.view(case, login))


def test_recording_counts_opens_the_sheet_though_nothing_must_be_typed(storeroom: House) -> None:
    case = started(storeroom)
    offered = {action.key: action for action in storeroom.view(case, "storekeeper1").preview.actions}
    assert (offered["record"].asks, offered["record"].reasons, offered["withdraw"].asks) == (True, [], False)


def test_a_line_keeps_the_position_it_was_counted_at(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03", "F-02")
    storeroom.at("09:30")
    storeroom.act("storekeeper1", case, "record", {"lines": counts(storeroom, case, {"A-03": "120"})})
    storeroom.at("09:40")
    storeroom.goods("WIRE", "MAIN/A-03", "30", "126.00")
    storeroom.at("09:50")
    storeroom.act("storekeeper1", case, "submit", {"lines": counts(storeroom, case, {"F-02": "10"})})
    assert line_at(storeroom, case, "A-03")["difference"] == "0"
    storeroom.act("warehouse-supervisor", case, "qualified")
    assert storeroom.on_hand("WIRE", "MAIN/A-03") == 150


def test_the_time_of_counting_may_be_typed_and_fixes_the_position(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03")
    storeroom.at("09:40")
    storeroom.goods("WIRE", "MAIN/A-03", "30", "126.00")
    storeroom.at("10:00")
    lines = counts(storeroom, case, {"A-03": "120"}, counted_at="2026-06-09T09:30:00")
    storeroom.act("storekeeper1", case, "submit", {"lines": lines})
    assert line_at(storeroom, case, "A-03")["book"] == "120"


@pytest.mark.parametrize("at", ["2026-06-09T08:59:59", "2026-06-09T10:00:01"])
def test_counts_lie_between_the_start_and_now(storeroom: House, at: str) -> None:
    case = started(storeroom, "locations", "A-03")
    storeroom.at("10:00")
    lines = counts(storeroom, case, {"A-03": "120"}, counted_at=at)
    said = storeroom.refusal("storekeeper1", case, "record", {"lines": lines})
    assert said == "Line 1, Counted at: between the start of the count, 2026-06-09 09:00, and now"


def test_a_time_with_a_zone_is_refused(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03")
    lines = counts(storeroom, case, {"A-03": "120"}, counted_at="2026-06-09T09:00:00+08:00")
    assert "must be a date and time" in storeroom.refusal("storekeeper1", case, "submit", {"lines": lines})


def test_correcting_a_typing_error_keeps_the_time_a_second_count_is_of_now(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03")
    storeroom.at("09:30")
    storeroom.act("storekeeper1", case, "record", {"lines": counts(storeroom, case, {"A-03": "171"})})
    storeroom.at("09:40")
    storeroom.act("storekeeper1", case, "record", {"lines": counts(storeroom, case, {"A-03": "117"})})
    assert line_at(storeroom, case, "A-03")["counted_at"] == "2026-06-09T09:30:00"
    storeroom.at("09:50")
    storeroom.act("storekeeper2", case, "submit", {"lines": seconds(storeroom, case, {"A-03": "117"})})
    assert line_at(storeroom, case, "A-03")["counted_at"] == "2026-06-09T09:50:00"


@pytest.mark.parametrize(
    ("figure", "again"), [("119.4", False), ("119.399", True), ("120.6", False), ("120.601", True)]
)
def test_half_a_percent_off_is_tolerated_more_is_counted_twice(storeroom: House, figure: str, again: bool) -> None:
    case = started(storeroom, "locations", "A-03")
    values = {"lines": counts(storeroom, case, {"A-03": figure})}
    if again:
        assert "off by more than the tolerance" in storeroom.refusal("storekeeper1", case, "submit", values)
    else:
        storeroom.act("storekeeper1", case, "submit", values)
        assert storeroom.stands(case) == "review"


def test_more_than_two_hundred_yuan_off_is_counted_twice(storeroom: House) -> None:
    storeroom.goods("CABLE", "MAIN/A-02", "1000", "100000.00")
    case = started(storeroom, "locations", "A-02")
    said = storeroom.refusal("storekeeper1", case, "submit", {"lines": counts(storeroom, case, {"A-02": "997.999"})})
    assert "off by more than the tolerance" in said
    storeroom.act("storekeeper1", case, "submit", {"lines": counts(storeroom, case, {"A-02": "998"})})


def test_the_second_count_is_by_another_person_and_stands(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03")
    storeroom.act("storekeeper1", case, "record", {"lines": counts(storeroom, case, {"A-03": "117"})})
    own = storeroom.refusal("storekeeper1", case, "submit", {"lines": seconds(storeroom, case, {"A-03": "118"})})
    assert own == "Line 1, Second count by: another person than the first counter"
    storeroom.act("storekeeper2", case, "submit", {"lines": seconds(storeroom, case, {"A-03": "118"})})
    line = line_at(storeroom, case, "A-03")
    assert (line["counter"], line["second_counter"]) == (
        storeroom.employee("storekeeper1"),
        storeroom.employee("storekeeper2"),
    )
    assert line["difference"] == "-2"


def test_counts_taken_on_paper_name_both_counters(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03")
    paper = {
        "second_count": "117",
        "counter": storeroom.employee("guard1"),
        "second_counter": storeroom.employee("storekeeper2"),
    }
    storeroom.act("storekeeper1", case, "submit", {"lines": counts(storeroom, case, {"A-03": "117"}, **paper)})
    assert storeroom.stands(case) == "review"


def test_goods_on_the_sheet_are_not_found_a_second_time(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-03")
    twice = [{"location": "MAIN/A-03", "product": "WIRE", "counted": "2"}]
    values = {"lines": counts(storeroom, case, {"A-03": "120"}), "found": twice}
    said = storeroom.refusal("storekeeper1", case, "record", values)
    assert said == "Found goods, line 1, Product: is on the sheet already, line 1"


def test_lines_of_the_sheet_stay(storeroom: House) -> None:
    case = started(storeroom, "locations", "A-01", "A-03")
    said = storeroom.refusal("storekeeper1", case, "submit", {"lines": counts(storeroom, case, {"A-01": "8"})[:1]})
    assert "lines cannot be added or removed at this step" in said
