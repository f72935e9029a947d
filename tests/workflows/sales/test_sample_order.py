"""Sample order (P107-P109, P160, P161): fee, cycle, price equal to the quote, and the customer's word."""

from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House

D = Decimal
RIGHT = {"photo_front": "F1", "photo_side": "S1", "photo_back": "B1"}
APPROVED = {"approval": "PW-1", "approved_at": "2026-06-09T09:00:00"}


def quoted(house: House, price: str = "92.00", customer: str = "C-0001") -> str:
    """A quotation that was sent, by number."""
    form = {
        "customer": customer, "invoice": "none", "lines": [{"product": "CABLE", "quantity": "10", "price": price}],
    }  # fmt: skip
    case = house.submit("sales-rep1", "quotation", form).case_id
    if house.stands(case) == "price-approval":
        house.act("sales-manager", case, "approve")
    house.act("sales-rep1", case, "send")
    return house.company.cases.case(case).name


def bears(pieces: int = 6, **more: Any) -> dict[str, Any]:
    return {
        "style": "bear", "pieces": pieces, "specification": "plush", "size": "30 cm", "materials": "plush, wadding",
        "colour": "brown", "accessories": "none", **more,
    }  # fmt: skip


def wanted(house: House, **more: Any) -> dict[str, Any]:
    form = {"kind": "product", "customer": "C-0001", "lines": [bears()], "due": "2026-06-25", **more}
    return {"quotation": quoted(house), "quotation_line": 1, **form} if "quotation" not in more else form


def signed(house: House, **more: Any) -> int:
    case = house.submit("sales-rep1", "sample-order", wanted(house, **more)).case_id
    house.act("sales-manager", case, "sign")
    return case


def making(house: House, **more: Any) -> int:
    case = signed(house, **more)
    house.act("finance1", case, "received", {"fee_received": "600.00", "means": "bank"})
    return case


def ready(house: House, case: int) -> None:
    today = f"{house.clock.now():%Y-%m-%d}"
    house.act("designer1", case, "first-ready", {"actual_finish": today})


def sent(house: House, **more: Any) -> int:
    case = making(house, **more)
    ready(house, case)
    house.act("estimator1", case, "equal", {"cost": "92.00"})
    house.act("sales-rep1", case, "right", RIGHT)
    house.act("shipping-clerk1", case, "send", {"courier": "SF1"})
    return case


def held(house: House, case: int) -> Decimal:
    return house.balance("deposit", f"C-0001/{house.company.cases.case(case).name}")


# --- the story ----------------------------------------------------------------------------------------------


def test_a_sample_is_paid_made_costed_checked_sent_and_approved(house: House) -> None:
    case = signed(house)
    assert house.stands(case) == "fee"
    assert house.form(case)["fee"] == "600.00"
    said = house.refusal("finance1", case, "received", {"fee_received": "300.00", "means": "bank"})
    assert said == "Fee received: 2 blocks, 600.00 in all"
    house.act("finance1", case, "received", {"fee_received": "600.00", "means": "bank"})
    assert (held(house, case), house.balance("bank")) == (D("600.00"), D("600.00"))
    assert house.form(case)["planned_finish"] == "2026-06-17"
    assert f"{house.due(case)}" == "2026-06-17 23:59:59"

    house.at("2026-06-12 15:00")  # the fourth day
    ready(house, case)
    said = house.refusal("estimator1", case, "equal", {"cost": "95.20"})
    assert said == "Cost price: 3.20 above the quote"
    house.act("estimator1", case, "gap", {"cost": "95.20", "target": "92.00"})
    assert house.stands(case) == "making"
    assert house.form(case)["planned_finish"] == "2026-06-17"
    ready(house, case)
    house.act("estimator1", case, "equal", {"cost": "91.90"})
    assert house.form(case)["sample_price"] == "92.00"
    house.act("sales-rep1", case, "right", RIGHT)
    house.act("shipping-clerk1", case, "send", {"courier": "SF100"})
    house.act("sales-rep1", case, "approved", APPROVED)
    assert house.stands(case) == "order"
    assert check(house.db) == []


def test_the_way_ahead_is_that_of_this_sample(house: House) -> None:
    """A new customer pays a fee, a known one is spared it; where nothing is said yet, the ordinary way is drawn."""

    def ahead(case: int) -> list[str]:
        return [place.key for place in house.view(case, "sales-rep1").places if place.state == "ahead"]

    case = house.submit("sales-rep1", "sample-order", wanted(house)).case_id
    assert ahead(case)[:4] == ["fee", "making", "costing", "check"]
    assert ahead(house.draft("sales-rep1", "sample-order", {"kind": "product"}).case_id)[0] == "sign"
    house.past_order("C-0001")
    known = house.submit("sales-rep1", "sample-order", wanted(house)).case_id
    assert ahead(known)[:3] == ["making", "costing", "check"]


def test_six_bears_of_a_new_buyer_from_the_quotation_to_his_order(house: House) -> None:
    """Quoted at 38.00, the first sample costs 41.20 and a thinner filling 37.90; 600 go over to his order of 2,000."""
    house.record("products", "BEAR", name="玩具熊", kind="finished", unit="个", decimals=0)
    house.record("price-list", "BEAR", name="玩具熊", prices=[{"price": "38.00", "valid_from": "2026-01-01"}])
    house.goods("BEAR", "MAIN/A-01", "2000", "50000.00")
    bears_ = {"product": "BEAR", "quantity": "2000", "price": "38.00"}
    quotation = house.submit("sales-rep1", "quotation", {"customer": "C-0001", "lines": [bears_]})
    house.act("sales-rep1", quotation.case_id, "send")
    house.at("2026-06-10 09:00")
    case = signed(house, quotation=quotation.number)
    house.act("finance1", case, "received", {"fee_received": "600.00", "means": "bank"})
    assert (held(house, case), house.form(case)["planned_finish"]) == (D("600.00"), "2026-06-18")
    assert "only earlier" in house.refusal("designer1", case, "replan", {"planned_finish": "2026-06-20"})

    house.at("2026-06-14 09:00")
    ready(house, case)
    assert "3.20 above the quote" in house.refusal("estimator1", case, "equal", {"cost": "41.20"})
    house.act("estimator1", case, "gap", {"cost": "41.20", "target": "38.00"})
    ready(house, case)
    house.act("estimator1", case, "equal", {"cost": "37.90"})
    assert house.form(case)["sample_price"] == "38.00"
    house.act("sales-rep1", case, "right", RIGHT)
    house.at("2026-06-17 09:00")
    house.act("shipping-clerk1", case, "send", {"courier": "SF-1"})
    house.act("sales-rep1", case, "approved", {"approval": "PW-1", "approved_at": "2026-06-17T09:00:00"})
    papers = [title.text for _id, title, _number in house.view(case).documents]
    assert papers.count("Line of the sample register") == 2

    house.act("sales-rep1", quotation.case_id, "accept")
    line = {**bears_, "quotation": quotation.number, "sample": house.company.cases.case(case).name}
    order = house.submit("sales-rep1", "sales-order", ordering(line, basis="quotation", invoice="vat"))
    house.act("sales-manager", order.case_id, "release")
    house.act("finance1", order.case_id, "received", {"amount_received": "75400.00", "means": "bank"})
    assert (house.stands(order.case_id), house.stands(case), held(house, case)) == ("delivery", "done", D(0))
    assert house.balance("deposit", f"C-0001/{order.number}") == D("76000.00")
    assert check(house.db) == []


def test_a_sample_begun_beside_the_quotation_names_it(house: House) -> None:
    quotation = quoted(house)
    beside = house.company.cases.find(quotation)
    assert beside is not None
    begun = house.as_("sales-rep1").new_form("sample-order", beside.id)
    assert begun.values == {"customer": "C-0001", "quotation": quotation}


def ordering(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A prepaid order of C-0001."""
    return {
        "customer": "C-0001", "basis": "phone", "basis_note": "call", "terms": "prepay", "invoice": "none",
        "warehouse": "MAIN", "address": "Hangzhou", "lines": list(lines), **more,
    }  # fmt: skip


def test_the_fee_moves_to_the_deposit_of_the_order_that_names_it(house: House) -> None:
    """As the order does it when it enters delivery: it takes the action and says its number in the note."""
    case = sent(house)
    house.act("sales-rep1", case, "approved", APPROVED)
    assert "is taken by" in house.refusal("sales-rep1", case, "ordered")
    order = {
        "customer": "C-0001", "channel": "direct", "basis": "phone", "basis_note": "call", "kind": "stock",
        "terms": "prepay", "invoice": "none", "warehouse": "MAIN", "address": "Hangzhou", "wanted": "2026-07-01",
        "lines": [{
            "product": "CABLE", "quantity": "10", "price": "100.00",
            "sample": house.company.cases.case(case).name,
        }],
    }  # fmt: skip
    house.goods("CABLE", "MAIN/A-01", "100", "5000.00")
    number = house.submit("sales-rep1", "sales-order", order)
    if house.stands(number.case_id) == "release":
        house.act("sales-manager", number.case_id, "release")
    whole = {"amount_received": "1000.00", "means": "bank"}
    said = house.refusal("finance1", number.case_id, "received", whole)
    assert said == "Amount received: the order has 400.00 left to pay"
    house.act("finance1", number.case_id, "received", {"amount_received": "400.00", "means": "bank"})
    assert house.stands(number.case_id) == "delivery"
    assert house.stands(case) == "done"
    assert held(house, case) == 0
    assert house.balance("deposit", f"C-0001/{number.number}") == D("1000.00")


# --- handing in and signing ---------------------------------------------------------------------------------


def test_every_line_says_what_is_made(house: House) -> None:
    said = house.not_submitted("sales-rep1", "sample-order", wanted(house, lines=[bears(colour="", size="")]))
    assert said == ("Line 1, Size: write it, or that there is none\nLine 1, Colour: write it, or that there is none")


def test_it_is_ready_by_the_due_date_within_the_cycle(house: House) -> None:
    late = wanted(house, due="2026-06-16")
    assert "not ready before 2026-06-17" in house.not_submitted("sales-rep1", "sample-order", late)
    assert "at most 8 days" in house.not_submitted("sales-rep1", "sample-order", wanted(house, planned_days=9))
    house.submit("sales-rep1", "sample-order", wanted(house, due="2026-06-17"))


def test_a_product_has_a_quotation_whose_price_stands(house: House) -> None:
    form = wanted(house)
    number = form.pop("quotation")
    assert "name the quotation" in house.not_submitted("sales-rep1", "sample-order", form)
    house.act("sales-rep1", number, "price-objection")
    said = house.not_submitted("sales-rep1", "sample-order", {**form, "quotation": number})
    assert said == "Quotation: was not sent, or its price is objected to"


def test_missing_data_are_asked_for_before_it_is_signed(house: House) -> None:
    data = [{"item": "pattern", "received_on": "2026-06-08"}, {"item": "size table"}]
    case = house.submit("sales-rep1", "sample-order", wanted(house, data=data)).case_id
    assert house.stands(case) == "data"
    house.act("sales-rep1", case, "ask-customer")
    assert "Received on: fill this in" in house.refusal("sales-rep1", case, "complete")
    data[1]["received_on"] = "2026-06-09"
    house.act("sales-rep1", case, "complete", {"data": data})
    assert house.stands(case) == "sign"


@pytest.mark.parametrize(("pieces", "fee"), [(3, "300.00"), (4, "300.00"), (5, "600.00")])
def test_a_block_is_four_pieces_begun(house: House, pieces: int, fee: str) -> None:
    assert house.form(signed(house, lines=[bears(pieces)]))["fee"] == fee


def test_the_fee_of_a_block_is_set_within_its_limits_and_nobody_waives_it(house: House) -> None:
    for fee in ("299.99", "500.01", "0"):
        said = house.not_submitted("sales-rep1", "sample-order", wanted(house, block_fee=fee))
        assert said == "Fee per block: 300.00 to 500.00 a block; nobody waives it"
    assert house.form(signed(house, block_fee="500"))["fee"] == "1000.00"


def test_a_known_customer_and_other_kinds_pay_nothing(house: House) -> None:
    garment = house.submit("sales-rep1", "sample-order", wanted(house, kind="garment")).case_id
    house.act("sales-manager", garment, "sign")
    assert house.stands(garment) == "making"
    house.past_order("C-0001")
    assert house.stands(signed(house)) == "making"


def test_a_fee_that_was_signed_stands_although_the_customer_buys_meanwhile(house: House) -> None:
    case = signed(house)
    house.past_order("C-0001")
    house.act("finance1", case, "received", {"fee_received": "600.00", "means": "bank"})
    assert held(house, case) == D("600.00")


def test_the_notice_says_where_the_fee_is_paid_to(house: House) -> None:
    house.policy("sample-order.account", "6222 0088")
    case = signed(house)
    office = house.as_("sales-manager")
    number, _title, _no = next(
        paper for paper in office.case(case).documents if f"{paper[1]}" == "Sample development sheet"
    )
    assert "6222 0088" in [field.cell.text for field in office.document(case, number).fields]
    assert house.form(signed(house, account="6222 0099"))["account"] == "6222 0099"
    assert not house.form(signed(house, kind="garment"))["account"], "nothing is paid for it"


def test_a_fee_that_is_not_paid_ends_it(house: House) -> None:
    case = signed(house)
    house.act("cashier1", case, "not-paid")
    assert house.stands(case) == "lost"


# --- making and price ---------------------------------------------------------------------------------------


def test_the_planned_finish_moves_only_earlier(house: House) -> None:
    case = making(house)
    said = house.refusal("designer1", case, "replan", {"planned_finish": "2026-06-19"})
    assert said == "Planned finish: only earlier than 2026-06-17"
    house.act("designer1", case, "replan", {"planned_finish": "2026-06-15"})
    assert house.stands(case) == "making"
    assert f"{house.due(case)}" == "2026-06-15 23:59:59"


def test_on_the_fifth_day_designers_and_owner_are_warned_once(house: House) -> None:
    case = making(house)
    said = f"{house.company.cases.case(case).name}: 恒达电器有限公司 · bear is not ready yet, planned finish 2026-06-17"
    for day, times in (("2026-06-12", 0), ("2026-06-15", 1), ("2026-06-16", 1)):  # the 14th is a Sunday
        house.at(f"{day} 09:00")
        house.engine.tick(house.person("sales-rep2"))
        for login in ("designer1", "designer2", "sales-rep1"):
            assert [str(notice[1]) for notice in house.as_(login).notices()].count(said) == times, (day, login)


def test_fabric_is_the_purchasers(house: House) -> None:
    form = {"kind": "fabric", "customer": "C-0001", "lines": [bears()], "due": "2026-06-25"}
    case = house.submit("sales-rep1", "sample-order", form).case_id
    house.act("sales-manager", case, "sign")
    done = {"actual_finish": "2026-06-09"}
    assert "Not your step" in house.refusal("designer1", case, "first-ready", done)
    house.act("purchaser1", case, "first-ready", done)
    assert house.stands(case) == "check"  # nothing was quoted, nothing is costed


def gap_left(house: House, cost: str = "95.00") -> int:
    case = making(house)
    ready(house, case)
    house.act("estimator1", case, "gap-stays", {"cost": cost})
    return case


def test_a_gap_that_stays_is_recovered_by_a_new_round_of_the_quotation(house: House) -> None:
    case = gap_left(house)
    quotation = house.company.cases.find(house.form(case)["quotation"])
    assert quotation is not None
    assert house.stands(quotation.id) == "draft"
    assert "accepted no new round" in house.refusal("sales-rep1", case, "recovered")
    form = {
        "customer": "C-0001", "invoice": "none", "lines": [{"product": "CABLE", "quantity": "10", "price": "94.99"}],
    }  # fmt: skip
    house.act("sales-rep1", quotation.id, "submit", form)
    if house.stands(quotation.id) == "price-approval":
        house.act("sales-manager", quotation.id, "approve")
    house.act("sales-rep1", quotation.id, "send")
    house.act("sales-rep1", quotation.id, "accept")
    assert "accepted at 94.99, the sample costs 95.00" in house.refusal("sales-rep1", case, "recovered")


def test_a_new_design_has_changed_lines_and_an_accepted_price(house: House) -> None:
    case = gap_left(house)
    said = house.refusal("sales-rep1", case, "new-design", {"accepted_price": "90.00"})
    assert said == "Lines: change the lines that are made otherwise"
    thinner = {"accepted_price": "90.00", "lines": [bears(materials="thin wadding")]}
    house.act("sales-rep1", case, "new-design", thinner)
    ready(house, case)
    assert "0.50 above the quote" in house.refusal("estimator1", case, "equal", {"cost": "90.50"})
    house.act("estimator1", case, "equal", {"cost": "90.00"})
    assert house.form(case)["sample_price"] == "90.00"


def test_the_manager_absorbs_a_small_gap_and_cuts_the_commission(house: House) -> None:
    case = gap_left(house)
    house.act("sales-rep1", case, "customer-refuses", reason=3)
    house.act("sales-manager", case, "accept")
    assert house.stands(case) == "check"
    assert house.form(case)["commission_rate"] == "2.6"  # 92 is 3.16 % below 95: four points begun

    number = house.form(case)["quotation"]
    house.act("sales-rep1", number, "submit", {"customer": "C-0001", "invoice": "none", "lines": [
        {"product": "CABLE", "quantity": "10", "price": "94.00"},
    ]})  # fmt: skip
    line = {"product": "CABLE", "quantity": "10", "price": "94.00"}
    rates = [
        house.form(house.submit("sales-rep1", "sales-order", ordering({**line, **named})).case_id)["lines"][0]
        for named in ({}, {"sample": house.company.cases.case(case).name})
    ]  # fmt: skip
    assert [one["commission_rate"] for one in rates] == ["3", "2.6"]


def test_an_order_names_only_samples_of_its_own_customer(house: House) -> None:
    sample = house.company.cases.case(sent(house)).name
    line = {"product": "CABLE", "quantity": "1", "price": "100.00"}
    values = ordering({**line, "sample": sample}, customer="C-0002")
    assert "is the sample of another customer" in house.not_submitted("sales-rep2", "sales-order", values)
    values = ordering({**line, "sample": house.form(house.company.cases.find(sample).id)["quotation"]})  # type: ignore[union-attr]
    assert "is no case of “Sample order”" in house.not_submitted("sales-rep1", "sales-order", values)


def test_nobody_absorbs_a_large_gap_and_the_fee_goes_back(house: House) -> None:
    case = gap_left(house, "102.23")
    house.act("sales-rep1", case, "customer-refuses", reason=3)
    assert "nobody absorbs that" in house.refusal("sales-manager", case, "accept")
    house.act("sales-manager", case, "stop", reason=3)
    assert house.stands(case) == "lost"
    (refund,) = house.children(case, "refund")
    assert (refund.form["kind"], refund.form["amount"]) == ("sample-fee", "600.00")
    assert house.stands(refund.id) == "pay"


# --- checking and the customer ------------------------------------------------------------------------------


def test_what_is_right_is_photographed_and_what_is_wrong_is_made_anew(house: House) -> None:
    case = making(house)
    ready(house, case)
    house.act("estimator1", case, "equal", {"cost": "92.00"})
    assert "Photograph of the front: fill this in" in house.refusal("sales-rep1", case, "right")
    house.act("sales-rep1", case, "wrong", reason=2)
    assert house.stands(case) == "making"


def test_pictures_go_first_where_the_customer_wants_them(house: House) -> None:
    case = making(house, pictures_first=True)
    ready(house, case)
    house.act("estimator1", case, "equal", {"cost": "92.00"})
    house.act("sales-rep1", case, "right", RIGHT)
    assert house.stands(case) == "pictures"
    house.act("sales-rep1", case, "right")
    assert "courier number" in house.refusal("shipping-clerk1", case, "send")


def test_the_owner_himself_understands_the_changes(house: House) -> None:
    case = sent(house)
    house.at("2026-06-15 10:00")
    house.act("sales-rep1", case, "changes", {"changes": "longer ears"})
    assert "Not your step" in house.refusal("sales-rep2", case, "forward", {"planned_days": 5})
    house.act("sales-rep1", case, "ask-again", {"changes": "ears 2 cm longer"})
    house.act("sales-rep1", case, "forward", {"planned_days": 5})
    assert house.stands(case) == "making"
    assert house.form(case)["planned_finish"] == "2026-06-20"


def test_the_fee_of_a_declined_sample_is_kept_by_finance(house: House) -> None:
    case = sent(house)
    house.act("sales-rep1", case, "declined", reason=4)
    assert house.stands(case) == "order"
    house.act("finance1", case, "fee-kept")
    assert house.stands(case) == "lost"
    assert (held(house, case), house.balance("other-income")) == (D(0), D("600.00"))


def test_the_fee_is_refunded_where_the_customer_wants_the_money_with_his_order(house: House) -> None:
    case = sent(house)
    house.act("sales-rep1", case, "approved", APPROVED)
    due = house.due(case)
    house.act("sales-rep1", case, "money-back")
    assert (house.stands(case), house.due(case), house.form(case)["money_back"]) == ("order", due, True)

    line = {"product": "CABLE", "quantity": "10", "price": "100.00", "sample": house.company.cases.case(case).name}
    house.goods("CABLE", "MAIN/A-01", "100", "5000.00")
    order = house.submit("sales-rep1", "sales-order", ordering(line)).case_id
    house.act("sales-manager", order, "release")
    house.act("finance1", order, "received", {"amount_received": "1000.00", "means": "bank"})
    assert (house.stands(order), house.stands(case)) == ("delivery", "done")
    (refund,) = house.children(case, "refund")
    assert (refund.form["kind"], refund.form["amount"], house.stands(refund.id)) == ("sample-fee", "600.00", "pay")


def test_the_fee_of_an_approved_sample_waits_half_a_year(house: House) -> None:
    case = sent(house)
    house.act("sales-rep1", case, "approved", APPROVED)
    assert "it waits for an order until 2026-12-06" in house.refusal("finance1", case, "fee-kept")
    house.at("2026-12-07 09:00")
    house.act("finance1", case, "fee-kept")
    assert house.stands(case) == "done"


def test_without_a_fee_the_customers_word_ends_it(house: House) -> None:
    house.past_order("C-0001")
    case = signed(house)
    ready(house, case)
    house.act("estimator1", case, "equal", {"cost": "92.00"})
    house.act("sales-rep1", case, "right", RIGHT)
    house.act("shipping-clerk1", case, "send", {"delivered_by": "Wu"})
    house.act("sales-rep1", case, "approved", APPROVED)
    assert house.stands(case) == "done"


def test_a_wanted_sample_opens_its_draft_from_the_quotation(house: House) -> None:
    number = quoted(house)
    house.act("sales-rep1", number, "sample-wanted")
    quotation = house.company.cases.find(number)
    assert quotation is not None
    (sample,) = house.children(quotation.id, "sample-order")
    assert house.stands(sample.id) == "draft"
    assert sample.form["quotation"] == number
