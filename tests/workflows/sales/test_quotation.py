"""Quotation and special price (P22, P96, P97, P106, P162): the story of the procedure, and each of its rules.

Long because every price rule and branch of the procedure has its test.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from workflows.engine.errors import CommandError, Refused


def cable(price: str | None = None, **more: Any) -> dict[str, Any]:
    return {"product": "CABLE", "quantity": "10", **({"price": price} if price else {}), **more}


def asked(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a customer of sales-rep1 asks for, without VAT invoice."""
    return {"customer": "C-0001", "invoice": "none", "lines": list(lines) or [cable()], **more}


def with_fee(price: str | None, fee: str = "5", **more: Any) -> dict[str, Any]:
    return asked(cable(price), fee=fee, payee="Hu", fee_purpose="introduction", **more)


def line(house: House, case: int, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = house.form(case)["lines"][number]
    return found


def issued(house: House, *lines: dict[str, Any], **more: Any) -> int:
    """A quotation sent to the customer."""
    case = house.submit("sales-rep1", "quotation", asked(*lines, **more)).case_id
    house.act("sales-rep1", case, "send")
    return case


JACKETS = {
    "customer": "C-0001", "method": "precise",
    "lines": [{"product": "JACKET", "quantity": "300", "delivery_days": 45}],
}  # fmt: skip
CONSUMPTION = [
    {"line": 1, "material": "SHELL", "consumption": "1.2"},
    {"line": 1, "material": "LINING", "consumption": "0.65"},
    {"line": 1, "material": "ZIP", "consumption": "1"},
]
PRICES = [
    {"material": "SHELL", "price": "24.00", "supplier": "S-0001", "on": "2026-06-09"},
    {"material": "LINING", "price": "12.00", "supplier": "S-0001", "on": "2026-06-09"},
    {"material": "ZIP", "price": "2.40", "supplier": "S-0001", "on": "2026-06-08"},
]


def built_up(house: House) -> int:
    """Jackets whose consumption and material prices are in: they stand at the build-up."""
    case = house.submit("sales-rep1", "quotation", JACKETS).case_id
    house.act("designer1", case, "give", {"consumptions": CONSUMPTION})
    house.act("purchaser1", case, "give", {"material_prices": PRICES})
    return case


# --- the story ----------------------------------------------------------------------------------------------


def test_a_cable_is_quoted_down_to_its_floor(house: House) -> None:
    free = house.submit("sales-rep1", "quotation", asked(cable("94.00"))).case_id
    assert house.stands(free) == "issue"
    assert (line(house, free)["reduction"], line(house, free)["commission_rate"]) == ("6", "3")

    special = house.submit("sales-rep1", "quotation", asked(cable("92.00"))).case_id
    assert house.stands(special) == "price-approval"
    house.act("sales-manager", special, "approve")
    assert house.stands(special) == "issue"
    assert (line(house, special)["reduction"], line(house, special)["commission_rate"]) == ("8", "2.2")

    assert "floor 90.00" in house.not_submitted("sales-rep1", "quotation", asked(cable("89.99")))
    assert house.stands(house.submit("sales-rep1", "quotation", asked(cable("90.00"))).case_id) == "price-approval"

    proposed = house.submit("sales-rep1", "quotation", with_fee(None)).case_id
    assert line(house, proposed)["price"] == "105.27"
    said = house.not_submitted("sales-rep1", "quotation", with_fee("94.00"))
    assert "net 89.30 after the fee is below the floor 90.00; the least price is 94.74" in said
    assert house.stands(house.submit("sales-rep1", "quotation", with_fee("94.74")).case_id) == "price-approval"


def test_three_hundred_jackets_are_built_up_precisely_and_won(house: House) -> None:
    house.past_order("C-0001")
    case = house.submit("sales-rep1", "quotation", JACKETS).case_id
    assert house.stands(case) == "consumption,material-prices"
    house.act("designer1", case, "give", {"consumptions": CONSUMPTION})
    assert house.stands(case) == "material-prices"
    house.act("purchaser1", case, "give", {"material_prices": PRICES})
    assert house.stands(case) == "build-up"

    house.act("estimator1", case, "compute")
    row = house.form(case)["build_up"][0]
    assert (row["labour"], row["freight"], row["quota_fee"]) == ("22.00", "1.50", "3.00")
    assert (row["cost"], row["quantity_coefficient"], row["customer_coefficient"]) == ("65.50", "1.15", "1.15")
    assert line(house, case)["guide_price"] == "86.63"
    assert line(house, case)["price"] == "86.63"

    house.act("sales-rep1", case, "continue")
    assert house.stands(case) == "general-approval"
    house.act("general-manager", case, "approve")
    house.act("sales-rep1", case, "send")
    house.act("sales-rep1", case, "accept")
    assert house.stands(case) == "won"
    assert house.form(case)["prices_open_until"] == "2026-07-09"
    assert check(house.db) == []


# --- handing in ---------------------------------------------------------------------------------------------


def test_a_customer_without_owner_is_not_quoted(house: House) -> None:
    said = house.not_submitted("sales-rep1", "quotation", asked(customer="C-0003"))
    assert "Customer: belongs to no salesperson yet" in said


def test_what_is_quoted_must_be_said(house: House) -> None:
    assert "add what the customer asks for" in house.not_submitted("sales-rep1", "quotation", asked() | {"lines": []})
    said = house.not_submitted("sales-rep1", "quotation", asked({"quantity": "1"}))
    assert "choose a product or describe it" in said


def test_a_fee_has_a_limit_and_a_payee(house: House) -> None:
    assert "at most 10 %" in house.not_submitted("sales-rep1", "quotation", with_fee("200.00", "10.01"))
    assert "name who gets the fee" in house.not_submitted("sales-rep1", "quotation", asked(fee="5"))
    assert "at most 10 %" in house.not_submitted("sales-rep1", "quotation", with_fee("200.00", "100"))


def test_the_request_cannot_lie_ahead_nor_its_deadline_before_it(house: House) -> None:
    said = house.not_submitted("sales-rep1", "quotation", asked(requested_at="2026-06-09 09:01"))
    assert "lies in the future" in said
    said = house.not_submitted("sales-rep1", "quotation", asked(customer_deadline="2026-06-09 09:00"))
    assert "lies before the request" in said


def test_what_others_give_later_is_not_typed_in_the_draft(house: House) -> None:
    said = house.not_submitted("sales-rep1", "quotation", asked(basis="as always"))
    assert "cannot be changed at this step" in said


def test_the_register_says_kind_and_standard_where_they_are_left_empty(house: House) -> None:
    lines = [{"product": "LOOM", "quantity": "5"}, {"description": "special plug", "quantity": "5"}]
    case = house.submit("sales-rep1", "quotation", asked(*lines)).case_id
    kinds = [(one["kind"], one["national_standard"]) for one in house.form(case)["lines"]]
    assert kinds == [("wire-harness", True), ("standard", True)]


# --- guide prices -------------------------------------------------------------------------------------------


def test_the_list_of_the_day_of_submit_counts(house: House) -> None:
    prices = [
        {"price": "100.00", "valid_from": "2026-01-01", "valid_to": "2026-06-09"},
        {"price": "104.00", "valid_from": "2026-06-10"},
    ]
    house.record("price-list", "CABLE", name="电缆", prices=prices)
    case = house.draft("sales-rep1", "quotation", asked()).case_id
    house.at("2026-06-10 09:00")
    house.act("sales-rep1", case, "submit")
    assert (line(house, case)["guide_price"], line(house, case)["source"]) == ("104.00", "list")


def test_finance_prices_custom_lines_and_what_is_not_on_the_list(house: House) -> None:
    lines = [cable("95.00"), cable(kind="custom"), {"description": "special plug", "quantity": "3"}]
    case = house.submit("sales-rep1", "quotation", asked(*lines)).case_id
    assert house.stands(case) == "pricing"
    assert [(one["line"], one["item"]) for one in house.form(case)["given_prices"]] == [
        (2, "电缆"),
        (3, "special plug"),
    ]
    assert "fill this in" in house.refusal("finance1", case, "priced", {"given_prices": [{"price": "120.00"}, {}]})
    none = [{"price": "120.00"}, {"price": "0.00"}]
    assert "must be more than 0" in house.refusal("finance1", case, "priced", {"given_prices": none})
    house.act("finance1", case, "priced", {"given_prices": [{"price": "120.00"}, {"price": "8.00"}]})
    assert house.stands(case) == "offer"
    form = house.form(case)
    assert [one["guide_price"] for one in form["lines"]] == ["100.00", "120.00", "8.00"]
    assert [one["source"] for one in form["lines"]] == ["list", "finance", "finance"]
    assert [one["price"] for one in form["lines"]] == ["95.00", "120.00", "8.00"]
    assert form["price_given_by"] == house.employee("finance1")


def test_what_cannot_be_priced_goes_back_with_a_reason(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked(cable(kind="custom"))).case_id
    assert "give a reason" in house.refusal("finance1", case, "cannot-price")
    house.act("finance1", case, "cannot-price", reason=3)
    assert house.stands(case) == "draft"


def test_a_manager_gives_a_quick_price_by_experience(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked(method="quick")).case_id
    assert house.stands(case) == "quick"
    assert line(house, case).get("guide_price") is None
    given = {"given_prices": [{"line": 1, "item": "电缆", "price": "98.00"}]}
    assert "fill this in" in house.refusal("sales-manager", case, "give", given)
    house.act("general-manager", case, "give", given | {"basis": "as the order of March"})
    assert (line(house, case)["guide_price"], line(house, case)["source"]) == ("98.00", "experience")
    assert house.form(case)["price_given_by"] == house.employee("general-manager")
    house.act("sales-rep1", case, "continue")
    assert house.stands(case) == "issue"


def test_instead_of_a_quick_price_the_manager_may_want_a_precise_one(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked(method="quick")).case_id
    house.act("sales-manager", case, "ask-precise", note="too large for a guess")
    house.act("sales-rep1", case, "submit", asked(method="precise"))
    assert house.stands(case) == "consumption,material-prices"


# --- the precise build-up -----------------------------------------------------------------------------------


def test_every_line_needs_material_and_every_material_price_supplier_and_date(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", JACKETS).case_id
    assert "fill this in" in house.refusal("designer1", case, "give")
    wrong = [{"line": 2, "material": "ZIP", "consumption": "1"}]
    said = house.refusal("designer1", case, "give", {"consumptions": wrong})
    assert "there is only 1 line" in said
    assert "line 1 has no material yet" in said
    assert "the designer has named no material yet" in house.refusal("purchaser1", case, "give")
    house.act("designer1", case, "give", {"consumptions": CONSUMPTION})
    said = house.refusal("purchaser1", case, "give", {"material_prices": [*PRICES[:2], PRICES[0]]})
    assert "拉链 has no price yet" in said
    assert "is listed twice" in said
    bare = [{"material": "ZIP", "price": "2.40"}]
    assert "fill this in" in house.refusal("purchaser1", case, "give", {"material_prices": bare})


def test_a_material_named_after_the_prices_goes_back_to_the_purchaser(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", JACKETS).case_id
    house.act("purchaser1", case, "give", {"material_prices": PRICES[:2]})
    assert house.stands(case) == "consumption"
    house.act("designer1", case, "give", {"consumptions": CONSUMPTION})
    assert house.stands(case) == "material-prices"
    assert [one["material"] for one in house.form(case)["material_prices"]] == ["SHELL", "LINING", "ZIP"]
    house.act("purchaser1", case, "give", {"material_prices": PRICES})
    assert house.stands(case) == "build-up"


@pytest.mark.parametrize("login", ["designer1", "purchaser1"])
def test_what_cannot_be_made_goes_back_and_closes_the_other_branch(house: House, login: str) -> None:
    case = house.submit("sales-rep1", "quotation", JACKETS).case_id
    house.act(login, case, "cannot-make", reason=3)
    assert house.stands(case) == "draft"
    house.act("sales-rep1", case, "submit")
    assert house.stands(case) == "consumption,material-prices"


def test_costs_other_than_in_the_experience_table_need_a_note(house: House) -> None:
    case = built_up(house)
    changed = {"group": "jacket", "labour": "25.00", "freight": "1.50", "quota_fee": "3.00"}
    assert "say why" in house.refusal("estimator1", case, "compute", {"build_up": [changed]})
    unknown = {"group": "coat", "labour": "25.00"}
    assert "the experience table has none: type it" in house.refusal(
        "sales-rep1", case, "compute", {"build_up": [unknown]}
    )
    house.act("sales-rep1", case, "compute", {"build_up": [{**changed, "note": "quilted"}]})
    assert line(house, case)["guide_price"] == "94.53"  # 68.50 x 1.15 x 1.20


def test_coefficients_follow_quantity_and_customer(house: House) -> None:
    values = {**JACKETS, "customer": "C-0002", "lines": [{"product": "JACKET", "quantity": "2000"}]}
    case = house.submit("sales-rep2", "quotation", values).case_id
    house.act("designer1", case, "give", {"consumptions": CONSUMPTION})
    house.act("purchaser1", case, "give", {"material_prices": PRICES})
    house.act("estimator1", case, "compute")
    row = house.form(case)["build_up"][0]
    assert (row["quantity_coefficient"], row["customer_coefficient"]) == ("1", "1.1")
    assert row["guide_price"] == "72.05"


def test_the_general_manager_sends_back_to_the_build_up_or_the_offer_and_rejects_to_the_draft(house: House) -> None:
    case = built_up(house)
    house.act("estimator1", case, "compute")
    house.act("sales-rep1", case, "continue")
    house.act("general-manager", case, "back-to-build-up", reason=2)
    assert house.stands(case) == "build-up"
    house.act("estimator1", case, "compute")
    house.act("sales-rep1", case, "continue")
    house.act("general-manager", case, "send-back", reason=1)
    house.act("sales-rep1", case, "continue")
    house.act("general-manager", case, "reject", reason=3)
    assert house.stands(case) == "draft"


def test_a_precise_special_price_is_approved_by_both_managers(house: House) -> None:
    case = built_up(house)
    house.act("estimator1", case, "compute")
    assert line(house, case)["guide_price"] == "90.39"  # a new customer: 65.50 x 1.15 x 1.20
    house.act("sales-rep1", case, "continue", {"lines": [{**line(house, case), "price": "88.00"}]})
    assert house.stands(case) == "price-approval"
    house.act("sales-manager", case, "approve")
    assert house.stands(case) == "general-approval"


# --- prices asked -------------------------------------------------------------------------------------------


def test_with_a_vat_invoice_any_price_below_guide_is_special(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked(cable("99.99"), invoice="vat")).case_id
    assert house.stands(case) == "price-approval"
    assert line(house, case)["commission_rate"] == "2.9"


def test_a_key_account_buys_within_its_terms_without_a_decision(house: House) -> None:
    values = asked(cable("92.00"), customer="C-0002", invoice="vat")
    case = house.submit("sales-rep2", "quotation", values).case_id
    assert house.stands(case) == "issue"
    assert line(house, case)["commission_rate"] == "2.2"
    house.record(
        "customers", "C-0002", name="华宇", owner=house.employee("sales-rep2"), reduction="8", terms_to="2026-06-08"
    )
    assert house.stands(house.submit("sales-rep2", "quotation", values).case_id) == "price-approval"


def test_any_fee_is_decided_even_above_guide(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", with_fee("120.00")).case_id
    assert house.stands(case) == "price-approval"
    house.act("sales-manager", case, "send-back", reason=4)
    assert house.stands(case) == "offer"
    said = house.refusal("sales-rep1", case, "continue", {"lines": [{**line(house, case), "price": "94.73"}]})
    assert "the least price is 94.74" in said


def test_the_sales_manager_refuses_and_cannot_let_the_floor_be_passed(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked(cable("90.00"))).case_id
    other = house.submit("sales-rep1", "quotation", asked(cable("91.00"))).case_id
    house.policy("quotation.floor", "0.91")
    assert "floor 91.00" in house.refusal("sales-manager", case, "approve")
    house.act("sales-manager", case, "reject", reason=1)
    assert house.stands(case) == "refused"
    house.act("sales-manager", other, "approve")


def test_what_was_approved_stays_when_the_figures_change(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked(cable("92.00"))).case_id
    house.act("sales-manager", case, "approve")
    house.policy("quotation.commission-rate", "5.0")
    house.act("sales-rep1", case, "send")
    house.act("sales-rep1", case, "accept")
    assert line(house, case)["commission_rate"] == "2.2"


def test_a_line_amount_is_rounded_half_up_and_the_sum_is_shown(house: House) -> None:
    case = house.submit(
        "sales-rep1", "quotation", asked(cable("99.99") | {"quantity": "0.05"}, cable("100.00"))
    ).case_id
    assert [one["amount"] for one in house.form(case)["lines"]] == ["5.00", "1000.00"]
    assert house.company.cases.case(case).amount == Decimal("1005.00")


# --- who sees what ------------------------------------------------------------------------------------------


def shown(house: House, login: str, case: int) -> str:
    view = house.as_(login).case(case)
    said = [f"{one.title} {one.cell.text}" for one in view.fields]
    said += [f"{title}" for table in view.tables for title in table.columns]
    said += [f"{message}" for message in view.preview.brief]
    said += [f"{change}" for event in view.timeline for change in event.changes]
    return "\n".join(said)


@pytest.mark.parametrize("login", ["sales-rep1", "sales-manager", "finance1", "general-manager"])
def test_fee_payee_and_commission_are_seen_by_those_they_concern(house: House, login: str) -> None:
    case = house.submit("sales-rep1", "quotation", with_fee("104.00")).case_id
    said = shown(house, login, case)
    for word in ("Fee %", "Payee", "Commission %", "Below guide %", "Proposed price", "Hu"):
        assert word in said


@pytest.mark.parametrize("login", ["sales-rep2", "sales-clerk1", "estimator1", "designer1", "purchaser1"])
def test_nobody_else_sees_them(house: House, login: str) -> None:
    case = house.submit("sales-rep1", "quotation", with_fee("104.00")).case_id
    said = shown(house, login, case)
    for word in ("Fee", "Payee", "ommission", "Below guide", "Proposed price", "Hu", "below"):
        assert word not in said
    assert "104.00" in "".join(f"{cell.text}" for row in house.as_(login).case(case).tables[0].rows for cell in row)


def test_they_are_never_printed(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", with_fee("104.00")).case_id
    house.act("sales-manager", case, "approve")
    house.act("sales-rep1", case, "send")
    office = house.as_("general-manager")
    papers = {f"{title}": office.document(case, number) for number, title, _no in office.case(case).documents}
    assert set(papers) == {"Special-price request", "Quotation sheet"}
    request, sheet = papers["Special-price request"], papers["Quotation sheet"]
    assert [f"{one}" for one in request.tables[0].columns] == ["Product", "Quantity", "Guide price", "Price", "Amount"]
    assert [f"{one}" for one in sheet.tables[0].columns] == ["Product", "Quantity", "Price", "Amount"]
    assert request.signed
    assert sheet.signed == []
    assert {one.path for one in sheet.fields} == {"customer", "invoice", "valid_until"}


def test_a_colleague_who_quotes_for_the_owner_does_not_lose_the_fee_he_no_longer_sees(house: House) -> None:
    case = house.draft("sales-rep2", "quotation", with_fee("104.00")).case_id
    office = house.as_("sales-rep2")
    values = dict(office.entry_form(case, "submit").values)
    assert "fee" not in values
    house.act("sales-rep2", case, "submit", values)
    assert house.form(case)["fee"] == "5"


# --- time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "due"),
    [
        (asked(), "2026-06-09 18:00"),
        (asked(requested_at="2026-06-08 16:00"), "2026-06-09 16:00"),
        (asked(customer_deadline="2026-06-09 11:30"), "2026-06-09 11:30"),
        (asked(customer_deadline="2026-06-12 11:30"), "2026-06-09 18:00"),
        (JACKETS, "2026-06-11 09:00"),
        (asked({"product": "LOOM", "quantity": "1"}, requested_at="2026-06-08 16:00"), "2026-06-09 16:00"),
        (asked({"description": "plug", "quantity": "1", "national_standard": False}), "2026-06-10 09:00"),
        (JACKETS | {"lines": [{"product": "JACKET", "quantity": "1", "national_standard": False}]}, "2026-06-10 09:00"),
    ],
)  # fmt: skip
def test_the_quote_deadline_counts_from_the_request(house: House, values: dict[str, Any], due: str) -> None:
    case = house.submit("sales-rep1", "quotation", values).case_id
    assert datetime.fromisoformat(house.form(case)["quote_deadline"]) == datetime.fromisoformat(due)


def test_every_steps_time_is_cut_to_the_quote_deadline(house: House) -> None:
    wanted = asked(cable("92.00"), customer_deadline="2026-06-09 10:00")
    case = house.submit("sales-rep1", "quotation", wanted).case_id
    assert house.due(case) == datetime(2026, 6, 9, 10)
    house.act("sales-manager", case, "approve")
    assert house.due(case) == datetime(2026, 6, 9, 10)
    free = house.submit("sales-rep1", "quotation", asked(cable("92.00"))).case_id
    assert house.due(free) == datetime(2026, 6, 9, 14)


def test_pricing_leaves_two_hours_for_the_offer(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked(cable(kind="custom"))).case_id
    assert house.form(case)["quote_deadline"] == "2026-06-09T18:00:00"
    assert house.due(case) == datetime(2026, 6, 9, 16)


def test_what_is_sent_late_needs_the_reason(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked()).case_id
    house.at("2026-06-10 09:30")
    said = house.refusal("sales-rep1", case, "send")
    assert "the quote deadline was 2026-06-09 18:00: say why it is late" in said
    house.act("sales-rep1", case, "send", {"late_reason": "waited for the drawing"})
    assert house.form(case)["late_reason"] == "waited for the drawing"


def test_an_unanswered_quotation_expires_by_itself(house: House) -> None:
    case = issued(house, validity=10)
    assert house.due(case) == datetime(2026, 6, 19, 23, 59, 59)
    assert "the quotation is valid until 2026-06-19" in house.refusal("sales-rep1", case, "expired")
    house.at("2026-06-20 00:00")
    assert "the quotation was valid until 2026-06-19" in house.refusal("sales-rep1", case, "accept")
    house.engine.tick(house.person("sales-rep2"))
    assert house.stands(case) == "lost"


# --- sending and answering ----------------------------------------------------------------------------------


def test_sending_numbers_the_sheet_and_notes_the_contact(house: House) -> None:
    case = issued(house)
    assert [number for _id, _title, number in house.view(case).documents] == ["QT-2026-000001-1"]
    record = house.company.registers.data("customers", "C-0001") or {}
    note = {
        "on": "2026-06-09",
        "by": house.employee("sales-rep1"),
        "what": "QT-2026-000001-1",
        "case": "QT-2026-000001",
    }
    assert record["contact_log"] == [note]
    assert record["last_contact"] == "2026-06-09"
    assert house.form(case)["valid_until"] == "2026-07-09"
    with pytest.raises(Refused):
        house.as_("sales-rep1").take_back(key=house.key(), case=case)


def test_an_offer_abroad_needs_pictures_currency_and_trade_term(house: House) -> None:
    wanted = asked(cable("100.00"), customer="C-0004", market="foreign", pictures="")
    case = house.submit("sales-rep1", "quotation", wanted).case_id
    said = house.refusal("sales-rep1", case, "send")
    assert [part.split(":")[0] for part in said.splitlines()] == ["Pictures", "Currency", "Trade term"]
    terms = {"pictures": "DSC-1, DSC-2", "currency": "EUR", "trade_term": "FOB Ningbo"}
    assert "needed to say the prices in EUR" in house.refusal("sales-rep1", case, "send", terms)
    house.act("sales-rep1", case, "send", terms | {"rate": "7.81"})
    assert line(house, case)["price_abroad"] == "12.81"  # 12.8040…, rounded up
    office = house.as_("sales-rep1")
    number, title, _no = office.case(case).documents[0]
    paper = office.document(case, number)
    assert f"{title}" == "Offer abroad"
    assert paper.language == "en"
    assert [f"{one}" for one in paper.tables[0].columns] == ["Product", "Quantity", "Price in the currency"]


def test_an_offer_abroad_in_yuan_needs_no_rate(house: House) -> None:
    wanted = asked(customer="C-0004", market="foreign", pictures="1", currency="CNY", trade_term="EXW")
    case = house.submit("sales-rep1", "quotation", wanted).case_id
    house.act("sales-rep1", case, "send")
    assert line(house, case)["price_abroad"] == "100.00"


def test_a_price_objection_is_a_new_round_verified_anew(house: House) -> None:
    case = issued(house, cable("94.00"), customer_deadline="2026-06-09 12:00")
    house.record("price-list", "CABLE", name="电缆", prices=[{"price": "96.00", "valid_from": "2026-06-10"}])
    house.at("2026-06-15 10:00")
    house.act("sales-rep1", case, "price-objection", note="a competitor asks 90")
    assert house.stands(case) == "draft"
    form = house.form(case)
    assert form["requested_at"] == "2026-06-15T10:00:00"
    assert "customer_deadline" not in form
    assert house.due(case) == datetime(2026, 6, 16, 10)

    house.act("sales-rep1", case, "submit", asked(cable("90.00")))
    assert house.stands(case) == "price-approval"
    assert (line(house, case)["guide_price"], line(house, case)["reduction"]) == ("96.00", "6.25")
    house.act("sales-manager", case, "approve")
    house.act("sales-rep1", case, "send")
    assert [number for _id, _title, number in house.view(case).documents if number.endswith("-2")] == [
        "QT-2026-000001-2"
    ]


def test_a_new_round_asks_finance_again(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", asked(cable(kind="custom"))).case_id
    house.act("finance1", case, "priced", {"given_prices": [{"price": "120.00"}]})
    house.act("sales-rep1", case, "continue")
    house.act("sales-rep1", case, "send")
    house.act("sales-rep1", case, "price-objection")
    house.act("sales-rep1", case, "submit", asked(cable("115.00", kind="custom")))
    assert house.stands(case) == "pricing"
    assert "price" not in house.form(case)["given_prices"][0]
    house.act("finance1", case, "priced", {"given_prices": [{"price": "125.00"}]})
    assert "price" in line(house, case)
    house.act("sales-rep1", case, "continue")
    assert house.stands(case) == "price-approval"


def test_after_a_sheet_was_sent_it_ends_by_the_customers_word_not_by_withdrawing(house: House) -> None:
    fresh = house.draft("sales-rep1", "quotation", asked()).case_id
    assert "the customer has no quotation yet" in house.refusal("sales-rep1", fresh, "decline", reason=5)
    case = issued(house)
    house.act("sales-rep1", case, "price-objection")
    assert "cannot be undone any more" in house.refusal("sales-rep1", case, "withdraw")
    house.act("sales-rep1", case, "decline", reason=5)
    assert house.stands(case) == "lost"


def test_a_wanted_sample_is_noted_and_the_answer_still_awaited(house: House) -> None:
    case = issued(house)
    house.at("2026-06-11 09:00")
    house.act("sales-rep1", case, "sample-wanted")
    assert house.stands(case) == "answer"
    assert house.company.cases.open_tasks(case)[0].round == 2
    assert house.due(case) == datetime(2026, 7, 9, 23, 59, 59)
    assert house.form(case)["sample_wanted_on"] == "2026-06-11"
    assert any("wants a sample" in f"{said}" for said in house.view(case).preview.brief)


def test_declining_needs_the_reason(house: House) -> None:
    case = issued(house)
    assert "give a reason" in house.refusal("sales-rep1", case, "decline")
    house.act("sales-rep1", case, "decline", reason=5, note="price")
    assert house.stands(case) == "lost"


def test_prices_stay_open_for_the_validity_from_acceptance_on(house: House) -> None:
    case = issued(house, validity=10)
    house.at("2026-06-19 17:00")
    house.act("sales-rep1", case, "accept")
    assert house.form(case)["prices_open_until"] == "2026-06-29"


def test_only_the_owner_offers_sends_and_answers(house: House) -> None:
    case = house.submit("sales-rep2", "quotation", asked()).case_id
    with pytest.raises(CommandError):
        house.act("sales-rep2", case, "send")
    house.act("sales-rep1", case, "send")


# --- lists and copies ---------------------------------------------------------------------------------------


def test_new_customers_stand_first_among_equals(house: House) -> None:
    """Equal in what a queue orders by: in the clock the deadline, among approvals the amount too."""
    house.past_order("C-0001")
    known = house.submit("sales-rep1", "quotation", asked(cable("91.00"))).case_id
    new = house.submit("sales-rep2", "quotation", asked(cable("91.00"), customer="C-0002")).case_id
    small = house.submit("sales-rep2", "quotation", asked(cable("90.00"), customer="C-0002")).case_id
    office = house.as_("sales-manager")
    assert [row.case_id for row in office.page("sales", "approvals").rows] == [new, known, small]
    assert [row.case_id for row in office.page("sales", "quotation-clock").rows] == [new, small, known]


def test_a_copy_opens_a_new_quotation_from_an_old_one(house: House) -> None:
    old = house.submit("sales-rep1", "quotation", with_fee("104.00", customer_deadline="2026-06-12 10:00"))
    values = dict(house.as_("sales-rep1").copy(old.number).values)
    assert values["copied_from"] == old.number
    assert not {"requested_at", "customer_deadline", "quote_deadline"} & set(values)
    assert values["lines"][0]["price"] == "104.00"
    assert "guide_price" not in values["lines"][0]
    new = house.submit("sales-rep1", "quotation", values)
    assert house.form(new.case_id)["fee"] == "5"
    assert "fee" not in house.as_("sales-rep2").copy(old.number).values


def test_the_preview_says_what_is_special(house: House) -> None:
    case = house.submit("sales-rep1", "quotation", with_fee("96.00", invoice="vat")).case_id
    said = [f"{message}" for message in house.view(case, "sales-manager").preview.brief]
    assert said == [
        "恒达电器有限公司, tier B, new customer: 1 line, by the price list",
        "More than 0 % below guide: 1 line",
        "电缆: 96.00 against guide 100.00, 8.8 % below; commission 2.1 %",
        "Fee 5 % to Hu",
    ]
    assert house.view(case).subject == "恒达电器有限公司 · 电缆"
