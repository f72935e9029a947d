"""Returns and exchanges over the counter (P114): the story of the kettle, and a test a rule."""

from decimal import Decimal as D
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.sales.selling import gone, stock_shop

KETTLE = {"lines": [{"product": "KETTLE"}]}
PARTS = [{"means": "cash", "amount": "100.00"}, {"means": "bank-card", "amount": "158.00", "reference": "004711"}]
SLIP = {"slip_card": "4417", "slip_date": "2026-06-09", "slip_amount": "158.00"}


@pytest.fixture(autouse=True)
def _shop(house: House) -> None:
    stock_shop(house)
    house.record("products", "KETTLE", name="电水壶", kind="finished", unit="个", origin="bought", supplier="S-0001")
    price = [{"price": "258.00", "valid_from": "2026-01-01"}]
    house.record("price-list", "KETTLE", name="电水壶", prices=price)
    house.goods("KETTLE", "shop", "5", "850.00")


def kettle(house: House) -> str:
    """The receipt of a kettle, paid in part by bank card, with which the customer has left."""
    case = house.submit("cashier1", "counter-sale", {**KETTLE, "payments": PARTS}).case_id
    house.act("guard1", case, "let-through", {"seen": "1"})
    return house.company.cases.case(case).number or ""


def back(sale: str, cause: str = "defect", line: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "shape": "return", "sale": sale, "lines": [{"sale_line": line, "quantity": "1", "cause": cause}],
        "invoice": "FP-1", "slip": "004711", **more,
    }  # fmt: skip


def brought(house: House, values: dict[str, Any]) -> int:
    return house.submit("front-desk1", "return-exchange", values).case_id


def judged(house: House, case: int, verdict: str = "defect", state: str = "used") -> None:
    rows = [{**row, "state": state, "verdict": verdict} for row in house.form(case)["lines"]]
    house.act("front-desk1", case, "judged", {"lines": rows})


def signed(house: House, case: int) -> None:
    house.act("cashier1", case, "signed", {"slips": [{**row, "number": "PZ-1"} for row in house.form(case)["slips"]]})


def number_of(house: House, case: int) -> str:
    return house.company.cases.case(case).number or ""


def test_a_kettle_that_leaks_is_paid_back_the_way_it_was_paid(house: House) -> None:
    """The example of the procedure, with cash in place of the value on a card."""
    sale = kettle(house)
    house.at("2026-06-18 10:00")
    case = brought(house, back(sale))
    assert house.on_hand("KETTLE", "inspection") == 1
    judged(house, case)
    assert house.stands(case) == "money"
    said = house.refusal("cashier1", case, "returned", {**SLIP, "bank_card": "4471"})
    assert said == "Bank card presented: card ends 4471, slip says 4417"
    house.act("cashier1", case, "returned", {**SLIP, "bank_card": "4417"})
    assert (house.balance("till", "shop"), house.balance("bank")) == (D(0), D(0))
    assert house.balance("refunds") == D("258.00")
    assert house.balance("cost-of-sales") == D("170.00")
    signed(house, case)
    assert house.stands(case) == "done"
    assert (house.on_hand("KETTLE", "rejected/stored"), house.balance("cost-of-sales")) == (D(1), D(0))
    assert [child.process for child in house.children(case)] == ["return-to-supplier"]
    refused = house.not_submitted("front-desk1", "return-exchange", back(sale))
    assert "Goods that come back, line 1, Quantity: 1 sold, 1 returned before" in refused
    assert check(house.db) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"invoice": ""}, "Invoice number: paid by card: it goes back with the invoice only"),
        ({"slip": "4711"}, "Slip of the bank card: type the reference number of the slip as it stands on the receipt"),
    ],
)
def test_what_was_paid_by_card_needs_its_proofs(house: House, more: dict[str, Any], said: str) -> None:
    assert said in house.not_submitted("front-desk1", "return-exchange", back(kettle(house), **more))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"slip_date": "2026-06-08"}, "Trade date of the slip: the sale was on 2026-06-09"),
        ({"slip_amount": "258.00"}, "Amount of the slip: 158.00 was swiped by this slip"),
        ({"bank_card": ""}, "Bank card presented: the last four digits"),
    ],
)
def test_unionpay_takes_what_the_slip_says_and_nothing_else(house: House, typed: dict[str, str], said: str) -> None:
    case = brought(house, back(kettle(house)))
    judged(house, case)
    assert said in house.refusal("cashier1", case, "returned", {**SLIP, "bank_card": "4417", **typed})


def test_who_judged_the_goods_pays_nothing_and_the_front_desk_takes_them(house: House) -> None:
    sale = kettle(house)
    refused = house.not_submitted("after-sales1", "return-exchange", back(sale))
    assert "the front desk takes back what was sold at the counter" in refused
    house.appoint("front-desk1", "cashier")
    case = brought(house, back(sale))
    house.refusal("inspector1", case, "judged")
    judged(house, case)
    house.refusal("front-desk1", case, "returned", {**SLIP, "bank_card": "4417"})
    assert house.stands(case) == "money"


def test_sealed_goods_go_back_to_the_shop_at_what_they_cost(house: House) -> None:
    case = brought(house, back(number_of(house, gone(house, "BOOK-1", "BOOK-2")), "changed-mind", 2))
    judged(house, case, "sellable", "sealed")
    house.act("cashier1", case, "returned")
    signed(house, case)
    assert (house.on_hand("BOOK-2", "shop"), house.on_hand("BOOK-1", "shop")) == (D(10), D(9))
    assert (house.balance("till", "shop"), house.balance("cost-of-sales")) == (D("25.00"), D("15.00"))


def test_goods_that_are_not_ours_are_handed_back(house: House) -> None:
    case = brought(house, back(number_of(house, gone(house, "BOOK-1"))))
    house.act("front-desk1", case, "not-ours", reason=4)
    assert (house.stands(case), house.on_hand("BOOK-1", "inspection")) == ("handed-back", D(0))


def exchange(house: House, sale: str, product: str) -> int:
    new = [{"sale_line": 1, "product": product, "quantity": "1"}]
    return brought(house, back(sale, "wrong-goods", shape="exchange", replacements=new))


def test_an_equal_exchange_is_handed_out_from_the_shop_at_once(house: House) -> None:
    case = exchange(house, number_of(house, gone(house, "BOOK-1")), "BOOK-1")
    assert house.reserved("BOOK-1", "shop") == 1
    judged(house, case, "sellable", "opened")
    assert house.stands(case) == "swap"
    house.act("front-desk2", case, "swapped")
    signed(house, case)
    assert (house.on_hand("BOOK-1", "shop"), house.on_hand("BOOK-1", "customer")) == (D(9), D(1))
    assert (house.balance("till", "shop"), house.balance("cost-of-sales")) == (D("25.00"), D("15.00"))
    assert check(house.db) == []


def test_a_dearer_one_is_paid_at_the_till_of_the_sale_and_may_come_back_too(house: House) -> None:
    sale = number_of(house, gone(house, "BOOK-1"))
    case = exchange(house, sale, "BOOK-3")
    judged(house, case, "sellable", "opened")
    house.act("cashier1", case, "returned")
    assert (house.balance("till", "shop"), house.balance("sales")) == (D("42.00"), D("42.00"))
    house.act("front-desk1", case, "swapped")
    signed(house, case)
    again = brought(
        house, {**back(sale), "lines": [{"sale_line": 1, "product": "BOOK-3", "quantity": "1", "cause": "defect"}]}
    )
    judged(house, again)
    house.act("cashier1", again, "returned")
    assert house.balance("till", "shop") == 0


def test_none_left_in_the_shop_is_paid_back(house: House) -> None:
    sale = number_of(house, gone(house, "BOOK-1"))
    short = house.not_submitted(
        "front-desk1", "return-exchange",
        back(sale, shape="exchange", replacements=[{"sale_line": 1, "product": "BOOK-2", "quantity": "11"}]),
    )  # fmt: skip
    assert "11 exceeds 10 in stock there" in short
    case = exchange(house, sale, "BOOK-1")
    judged(house, case)
    house.act("front-desk1", case, "none-left", note="the last one is damaged")
    assert (house.stands(case), house.reserved("BOOK-1", "shop")) == ("money", D(0))
    house.act("cashier1", case, "returned")
    assert house.balance("till", "shop") == 0


def test_receipts_are_offered_by_what_was_sold(house: House) -> None:
    earlier = kettle(house)
    book = number_of(house, gone(house, "BOOK-1"))
    office = house.as_("front-desk1")
    form = office.new_form("return-exchange")
    typed = {"shape": "return", "lines": [{"sale_line": 1, "product": "BOOK-1", "quantity": "1", "cause": "defect"}]}
    assert [hit.key for hit in office.named_cases.offered(form, "sale", typed, "", 8)] == [book]
    assert [hit.key for hit in office.named_cases.offered(form, "sale", {}, "CS", 8)] == [book, earlier]


def test_a_part_of_the_price_goes_back_to_the_bank_card_at_the_till(house: House) -> None:
    """A refund for a receipt, nothing coming back: the cashier pays it by the machine that took it."""
    values = {
        "kind": "partial", "order": kettle(house), "amount": "200.00", "cause": "scratched, the customer keeps it",
    }  # fmt: skip
    refund = house.submit("after-sales1", "refund", values).case_id
    assert [(row["means"], row["to_return"]) for row in house.form(refund)["payments"]] == [
        ("till", "100.00"), ("bank-card", "100.00"),
    ]  # fmt: skip
