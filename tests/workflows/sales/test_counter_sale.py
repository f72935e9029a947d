"""Counter sale and exit check (P19): the story of the fourth book, and a test a rule."""

from decimal import Decimal
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.sales.selling import gone, receipt, sold, stock_shop
from workflows.engine.errors import Conflict
from workflows.i18n import translation


@pytest.fixture(autouse=True)
def _shop(house: House) -> None:
    stock_shop(house)


def refused(house: House, *goods: str, **more: Any) -> str:
    return house.not_submitted("cashier1", "counter-sale", receipt(*goods, **more))


def test_the_fourth_book_is_paid_before_it_leaves(house: House) -> None:
    """The example of the procedure."""
    house.at("16:40")
    case = sold(house)
    form = house.form(case)
    assert (form["total"], form["pieces"], form["payments"]) == (
        "105.00", "3", [{"means": "cash", "amount": "105.00", "reference": ""}],
    )  # fmt: skip
    assert house.refusal("guard1", case, "let-through", {"seen": "4"}) == "Pieces seen: 1 not on the receipt"
    house.act("guard1", case, "to-till", {"seen": "4"}, reason=2)
    assert house.stands(case) == "cashier"
    paid = house.act("cashier1", case, "pay", {"extra": [{"product": "BOOK-4"}], "received": "50"})
    assert str(paid.said).endswith("Change 20.00")
    assert house.stands(case) == "exit"
    house.at("16:52")
    house.act("guard1", case, "let-through", {"seen": "4"})
    assert house.balance("till", "shop") == Decimal("135.00")
    assert house.balance("sales") == Decimal("135.00")
    assert house.balance("cost-of-sales") == Decimal("60.00")
    assert house.company.stock.on_hand("BOOK-4", "shop") == 9
    assert sum(house.on_hand(f"BOOK-{number}", "customer") for number in (1, 2, 3, 4)) == 4
    house.at("17:10")
    with pytest.raises(Conflict, match="16:52"):
        house.act("guard1", case, "let-through", {"seen": "4"})
    assert check(house.db) == []


# --- at the till --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lines": []}, "Goods: scan the goods"),
        ({"lines": [{"product": "HARNESS"}]}, "it is not on the price list: nothing is sold without a price"),
        ({"lines": [{"product": "BOOK-1", "quantity": "11"}]}, "Goods, line 1, Quantity: 11 exceeds 10 in stock there"),
        ({"lines": [{"product": "BOOK-1", "quantity": "0.5"}]}, "Goods, line 1, Quantity: sold in units of 1"),
        ({"received": "100"}, "Cash received: 5.00 short of 105.00"),
        ({"received": "69012346"}, "Cash received: a code was scanned here: type the cash that was handed over"),
        ({"payments": [{"means": "bank-card"}]}, "Slip number: write the reference number of the slip"),
        (
            {"payments": [{"means": "cash", "amount": "100"}]},
            "100.00 paid, 105.00 to pay: leave one amount empty, it takes the rest",
        ),
        (
            {"payments": [{"means": "cash", "amount": "105"}, {"means": "cash"}]},
            "Payments, line 2, Amount: nothing is left for it: delete the line",
        ),
        ({"payments": [{"means": "stored-value"}]}, "Paid by: must be one of: cash"),
        ({"card": "600900"}, "Member's card: not a member card in use (blocked)"),
    ],
)
def test_what_does_not_add_up_is_not_charged(house: House, more: dict[str, Any], said: str) -> None:
    house.record("cards", "600900", kind="member", state="blocked")
    assert said in refused(house, **more)


def test_change_is_worked_out_and_said_at_once(house: House) -> None:
    outcome = house.submit("cashier1", "counter-sale", receipt(received="200"))
    assert house.form(outcome.case_id)["change"] == "95.00"
    assert str(outcome.said).endswith("Change 95.00")
    assert str(house.submit("cashier1", "counter-sale", receipt(received="105")).said).endswith("Gate guard")


def test_a_part_by_card_the_rest_in_cash(house: House) -> None:
    payments = [{"means": "bank-card", "amount": "80", "reference": "000123"}, {"means": "cash"}]
    case = sold(house, payments=payments, received="30")
    assert house.form(case)["change"] == "5.00"
    assert (house.balance("bank"), house.balance("till", "shop")) == (Decimal("80.00"), Decimal("25.00"))


def test_a_member_pays_his_price_and_is_called(house: House) -> None:
    house.record(
        "price-list", "BOOK-1", name="诗经", member_price="22.50",
        prices=[{"price": "25.00", "valid_from": "2026-01-01"}],
    )  # fmt: skip
    card = house.member("C-0003", id_owed=True)
    office = house.as_("cashier1")
    beside = office.helping.beside(office.new_form("counter-sale"), {"card": card})
    assert [str(said) for said in beside] == [
        f"Member card {card}: the ID number is owed; ask for it, and complete the card"
    ]
    case = sold(house, "BOOK-1", card=card)
    assert house.form(case)["total"] == "22.50"
    assert house.form(sold(house, "BOOK-1"))["total"] == "25.00"
    said = [line.render(translation("en")) for line in house.view(case, "guard1").preview.brief]
    assert f"Member card {card}: the ID number is owed; ask for it, and complete the card" in said
    house.act("guard1", case, "let-through", {"seen": "1"})
    [call] = house.children(case, "callback")
    assert (call.form["kind"], call.form["customer"], call.form["handled_by"]) == (
        "after-sale", "C-0003", house.employee("cashier1"),
    )  # fmt: skip
    assert house.children(gone(house), "callback") == []


def test_what_is_measured_is_one_piece(house: House) -> None:
    house.record("price-list", "WIRE", name="电线", prices=[{"price": "4.20", "valid_from": "2026-01-01"}])
    house.goods("WIRE", "shop", "50", "150.00")
    case = house.submit(
        "cashier1", "counter-sale", {"lines": [{"product": "WIRE", "quantity": "12.5"}, {"product": "BOOK-1"}]}
    ).case_id
    assert (house.form(case)["pieces"], house.form(case)["total"]) == ("2", "77.50")


def test_goods_kept_by_lot_are_taken_from_one_that_has_enough(house: House) -> None:
    house.goods("BOOK-1", "shop", "2", "30.00", lot="2025")
    house.goods("BOOK-1", "shop", "12", "180.00", lot="2026")
    lines = [{"product": "BOOK-1", "quantity": "11"}, {"product": "BOOK-1", "quantity": "9"}]
    case = house.submit("cashier1", "counter-sale", {"lines": lines}).case_id
    assert [line["lot"] for line in house.form(case)["lines"]] == ["2026", ""]


def test_what_was_charged_is_not_taken_back_nor_withdrawn(house: House) -> None:
    case = sold(house)
    assert "cannot" in house.refusal("cashier1", case, "withdraw") or house.stands(case) == "exit"
    assert house.stands(case) == "exit"


# --- at the exit --------------------------------------------------------------------------------------------


def test_the_guard_counts(house: House) -> None:
    case = sold(house)
    assert house.refusal("guard1", case, "let-through") == "Pieces seen: count the pieces"
    fewer = "Why fewer: 1 fewer than paid: write down why"
    assert house.refusal("guard1", case, "let-through", {"seen": "2"}) == fewer
    house.act("guard1", case, "let-through", {"seen": "2", "exit_note": "one is read in the shop"})
    form = house.form(case)
    assert (form["let_out_at"], form["let_out_by"]) == ("2026-06-09T09:00:00", house.employee("guard1"))


def test_a_receipt_of_yesterday_lets_nothing_out(house: House) -> None:
    case = sold(house)
    house.at("2026-06-10 09:10")
    said = "of 2026-06-09: it lets nothing out any more; send the customer to the till"
    assert house.refusal("guard1", case, "let-through", {"seen": "3"}) == said
    house.policy("counter-sale.valid", 1)
    house.act("guard1", case, "let-through", {"seen": "3"})


def test_cashier_and_guard_are_never_the_same(house: House) -> None:
    house.appoint("cashier1", "guard")
    house.appoint("guard1", "cashier")
    case = sold(house)
    assert "cashier1" in house.refusal("cashier1", case, "let-through", {"seen": "3"}) or house.stands(case) == "exit"
    house.act("guard1", case, "to-till", {"seen": "4"}, reason=2)
    house.refusal("guard1", case, "put-back", {"extra": [{"quantity": "1"}]})
    house.act("cashier2", case, "pay", {"extra": [{"product": "BOOK-4"}]})
    house.appoint("cashier2", "guard")
    house.refusal("cashier2", case, "let-through", {"seen": "4"})
    house.act("guard1", case, "let-through", {"seen": "4"})


def test_what_is_put_back_books_nothing(house: House) -> None:
    case = sold(house)
    said = "Pieces seen: count the pieces, or name what is not on the receipt"
    assert house.refusal("guard1", case, "to-till", reason=2) == said
    house.act("guard1", case, "to-till", {"extra": [{"product": "BOOK-4"}]}, reason=2)
    till = house.balance("till", "shop")
    house.act("cashier1", case, "put-back")
    assert (house.stands(case), house.balance("till", "shop")) == ("exit", till)
    house.act("guard1", case, "to-till", {"seen": "4"}, reason=1)
    assert house.refusal("cashier1", case, "put-back") == "Not on the receipt: name what the customer puts back"


def test_the_third_time_the_supervisor_is_told(house: House) -> None:
    case = sold(house)
    for _time in range(3):
        assert house.told("service-supervisor") == []
        house.act("guard1", case, "to-till", {"extra": [{"product": "BOOK-4"}]}, reason=2)
        house.act("cashier1", case, "put-back")
    assert house.told("service-supervisor") == [f"{house.company.cases.case(case).name} was sent to the till 3 times"]


@pytest.mark.parametrize(
    ("sold_at", "closes"),
    [
        ("2026-06-09 17:00", "2026-06-09 18:00:00"),
        ("2026-06-13 11:00", "2026-06-13 18:00:00"),  # a Saturday
        ("2026-06-09 19:10", "2026-06-09 23:59:59"),
    ],
)
def test_a_receipt_is_let_through_until_the_shop_closes(house: House, sold_at: str, closes: str) -> None:
    house.at(sold_at)
    assert f"{house.due(sold(house))}" == closes


def test_at_closing_what_was_not_seen_is_closed_in_one_go(house: House) -> None:
    cases = [sold(house, "BOOK-1"), sold(house, "BOOK-2")]
    assert "the customer may still come" in house.refusal("guard1", cases[0], "not-seen")
    house.at("18:00")
    guard = house.as_("guard1")
    tasks = [house.company.cases.open_tasks(case)[0] for case in cases]
    looked = guard.bulk_preview([task.id for task in tasks], "not-seen")
    assert [item.reasons for item in (*looked.taken, *looked.left_out)] == [[], []]
    for case in cases:
        house.act("guard1", case, "not-seen")
        assert (house.stands(case), house.form(case)["unseen"]) == ("done", True)
