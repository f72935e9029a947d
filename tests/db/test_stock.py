"""The stock ledger as a storekeeper and an accountant know it."""

from datetime import date, datetime, timedelta
from decimal import Decimal as D

import pytest

from db.errors import NotEnough, WorthSpent
from db.sqlite import IntegrityError
from db.stock import StockLedger
from tests.db.books import A03, AT, DISPATCH, Books

B01 = "MAIN/B-01"


@pytest.fixture(autouse=True)
def writing(books: Books):  # type: ignore[no-untyped-def]
    """Every test here books in one transaction."""
    with books.db.write():
        yield


@pytest.fixture
def stock(books: Books) -> StockLedger:
    return books.stock


@pytest.fixture
def by(books: Books) -> int:
    return books.decision()


@pytest.fixture
def case(books: Books) -> int:
    return books.case()


def store(stock: StockLedger, by: int, product: str, quantity: str, value: str | None, place: str = A03) -> None:
    """Bring goods into own stock."""
    worth = None if value is None else D(value)
    stock.move(by, None, product, "supplier", place, D(quantity), value=worth, at=AT)


# -- moves ---------------------------------------------------------------------------------------------------


def test_a_move_takes_goods_from_here_to_there(stock: StockLedger, by: int, case: int) -> None:
    store(stock, by, "LAMP", "12", "420")
    move = stock.move(by, case, "LAMP", A03, DISPATCH, D("2.5"), at=AT)
    assert (move.quantity, move.value, move.case_id, move.at) == (D("2.5"), D("0.00"), case, AT)
    assert stock.on_hand("LAMP", A03) == D("9.5")
    assert stock.on_hand("LAMP", DISPATCH) == D("2.5")
    assert stock.on_hand("LAMP") == 12
    assert stock.on_hand("LAMP", "supplier") == -12
    assert move == stock.moves(product="LAMP", newest_first=True, limit=1)[0]


def test_goods_that_are_not_there_cannot_be_moved(stock: StockLedger, by: int, case: int) -> None:
    store(stock, by, "LAMP", "12", "420")
    with pytest.raises(NotEnough) as refusal:
        stock.move(by, case, "LAMP", A03, "scrap", D(15), at=AT)
    assert str(refusal.value) == "LAMP at MAIN/A-03: 15 exceeds 12 unreserved"
    assert (refusal.value.wanted, refusal.value.free) == (D(15), D(12))
    assert stock.on_hand("LAMP", A03) == 12
    assert len(stock.moves()) == 1


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0005"])
def test_only_whole_thousandths_above_nothing_move(stock: StockLedger, by: int, quantity: str) -> None:
    with pytest.raises(ValueError):
        store(stock, by, "LAMP", quantity, None)


def test_a_move_goes_somewhere_else_and_somewhere_known(stock: StockLedger, by: int) -> None:
    with pytest.raises(ValueError, match="from supplier to supplier"):
        stock.move(by, None, "LAMP", "supplier", "supplier", D(1), at=AT)
    with pytest.raises(ValueError, match="no such form"):
        stock.move(by, None, "LAMP", "supplier", "A-03", D(1), at=AT)


def test_a_move_names_a_decision_that_exists(stock: StockLedger) -> None:
    with pytest.raises(IntegrityError):
        store(stock, 999, "LAMP", "1", None)


@pytest.mark.parametrize("change", ["UPDATE stock_moves SET quantity = 1", "DELETE FROM stock_moves"])
def test_moves_are_never_changed(books: Books, by: int, change: str) -> None:
    store(books.stock, by, "LAMP", "12", "420")
    with pytest.raises(IntegrityError, match="stock moves are never"):
        books.db.run(change)


# -- value ---------------------------------------------------------------------------------------------------


def test_goods_leave_at_the_moving_average(stock: StockLedger, by: int, case: int) -> None:
    store(stock, by, "WIRE", "100", "400")
    store(stock, by, "WIRE", "50", "230")
    assert stock.average_cost("WIRE") == D("4.20")
    move = stock.move(by, case, "WIRE", A03, "customer", D(30), at=AT)
    assert (move.own, move.value) == (D(-30), D("-126.00"))
    assert (stock.worth("WIRE").quantity, stock.worth("WIRE").value) == (D(120), D("504.00"))
    assert stock.cost_of("WIRE", D("0.5")) == D("2.10")


def test_cost_is_rounded_half_up_and_the_last_takes_the_rest(stock: StockLedger, by: int) -> None:
    store(stock, by, "NUT", "3", "0.10")
    costs = [-stock.move(by, None, "NUT", A03, "consumed", D(1), at=AT).value for _ in range(3)]
    assert costs == [D("0.03"), D("0.04"), D("0.03")]
    assert stock.worth("NUT").value == 0


def test_half_a_fen_is_rounded_up(stock: StockLedger, by: int) -> None:
    store(stock, by, "NUT", "2", "0.05")
    assert stock.cost_of("NUT", D(1)) == D("0.03")


def test_found_goods_enter_at_the_average(stock: StockLedger, by: int) -> None:
    store(stock, by, "LAMP", "10", "350")
    assert stock.move(by, None, "LAMP", "count-difference", A03, D(2), at=AT).value == D("70.00")
    assert stock.move(by, None, "GLUE", "count-difference", A03, D(2), at=AT).value == 0
    assert stock.average_cost("GLUE") == 0


def test_only_goods_that_enter_own_stock_bring_a_value(stock: StockLedger, by: int) -> None:
    store(stock, by, "LAMP", "10", "350")
    with pytest.raises(ValueError, match="bring a value"):
        stock.move(by, None, "LAMP", A03, "scrap", D(1), value=D(35), at=AT)
    with pytest.raises(ValueError, match="bring a value"):
        stock.move(by, None, "LAMP", "supplier", "inspection", D(1), value=D(35), at=AT)


def test_arrivals_count_once_they_are_stored(stock: StockLedger, by: int) -> None:
    stock.move(by, None, "LAMP", "supplier", "inspection", D(10), at=AT)
    stock.move(by, None, "LAMP", "inspection", "rejected", D(4), at=AT)
    assert stock.worth("LAMP").quantity == 0
    stock.move(by, None, "LAMP", "inspection", A03, D(6), value=D(210), at=AT)
    assert stock.move(by, None, "LAMP", "rejected", "supplier", D(4), at=AT).value == 0
    assert (stock.worth("LAMP").quantity, stock.worth("LAMP").value) == (D(6), D(210))


def test_stored_goods_found_bad_stay_own_stock(stock: StockLedger, by: int) -> None:
    store(stock, by, "LAMP", "10", "350")
    with pytest.raises(ValueError, match="counterpart"):
        stock.move(by, None, "LAMP", A03, "rejected", D(1), at=AT)
    stock.move(by, None, "LAMP", A03, "rejected/stored", D(1), at=AT)
    assert stock.worth("LAMP").value == 350
    assert stock.move(by, None, "LAMP", "rejected/stored", "scrap", D(1), at=AT).value == -35


def test_goods_at_a_site_have_been_charged_to_the_project(stock: StockLedger, by: int) -> None:
    store(stock, by, "LAMP", "10", "350")
    assert stock.move(by, None, "LAMP", A03, "site/P-1", D(4), at=AT).value == -140
    assert stock.move(by, None, "LAMP", "site/P-1", "customer", D(4), at=AT).value == 0


def test_customer_supplied_lots_are_outside_it_all(stock: StockLedger, by: int) -> None:
    stock.add_lot("CLOTH", "C-0012/7", owner="C-0012")
    stock.move(by, None, "CLOTH", "customer", A03, D(40), lot="C-0012/7", at=AT)
    stock.move(by, None, "CLOTH", "supplier", A03, D(10), value=D(50), at=AT)
    assert (stock.on_hand("CLOTH"), stock.available("CLOTH"), stock.worth("CLOTH").quantity) == (D(50), D(10), D(10))
    assert stock.on_hand("CLOTH", A03, "C-0012/7") == 40
    assert stock.on_hand("CLOTH", A03, "") == 10
    assert stock.move(by, None, "CLOTH", A03, "production", D(40), lot="C-0012/7", at=AT).value == 0
    assert stock.worth("CLOTH").value == 50


def test_a_lot_keeps_its_owner(stock: StockLedger) -> None:
    stock.add_lot("CLOTH", "7", owner="C-0012")
    stock.add_lot("CLOTH", "7", owner="C-0012")
    assert stock.lot_owner("CLOTH", "7") == "C-0012"
    with pytest.raises(ValueError, match="another owner"):
        stock.add_lot("CLOTH", "7", owner="C-0013")


def test_the_stock_is_worth_the_sum_of_its_products(stock: StockLedger, by: int) -> None:
    store(stock, by, "LAMP", "10", "350")
    store(stock, by, "WIRE", "100", "420.50")
    store(stock, by, "GLUE", "1", "0.01")
    assert stock.total_value() == D("770.51")
    assert [worth.product for worth in stock.worths(limit=2)] == ["WIRE", "LAMP"]


# -- reservations --------------------------------------------------------------------------------------------


def test_what_others_reserved_is_not_free(stock: StockLedger, books: Books, by: int, case: int) -> None:
    other = books.case()
    store(stock, by, "LAMP", "15", "525")
    stock.reserve(by, other, "LAMP", A03, D(3), promise=date(2026, 6, 20))
    assert (stock.free("LAMP", A03), stock.reserved("LAMP", A03), stock.available("LAMP")) == (D(12), D(3), D(12))
    with pytest.raises(NotEnough, match="15 exceeds 12 unreserved"):
        stock.reserve(by, case, "LAMP", A03, D(15))
    with pytest.raises(NotEnough, match="13 exceeds 12 unreserved"):
        stock.move(by, case, "LAMP", A03, "scrap", D(13), at=AT)
    stock.reserve(by, case, "LAMP", A03, D(12))
    assert stock.free("LAMP", A03) == 0
    assert stock.free("LAMP", A03, for_case=case) == 12
    assert [(claim.case_id, claim.quantity) for claim in stock.reservations(product="LAMP")] == [
        (other, D(3)),
        (case, D(12)),
    ]


def test_a_move_uses_up_what_its_case_reserved(stock: StockLedger, books: Books, by: int, case: int) -> None:
    store(stock, by, "LAMP", "15", "525")
    stock.reserve(by, case, "LAMP", A03, D(4), promise=date(2026, 6, 20))
    stock.reserve(by, case, "LAMP", A03, D(5))
    stock.reserve(by, books.case(), "LAMP", A03, D(6))
    pick = books.decision()
    stock.move(pick, case, "LAMP", A03, DISPATCH, D(7), at=AT)
    (rest,) = stock.reservations(case_id=case)
    assert (rest.quantity, rest.decision_id, rest.promise_date) == (D(2), pick, None)
    stock.move(pick, case, "LAMP", A03, DISPATCH, D(2), at=AT)
    assert stock.reservations(case_id=case) == []
    with pytest.raises(NotEnough):
        stock.move(pick, case, "LAMP", A03, DISPATCH, D("0.001"), at=AT)


def test_nothing_is_reserved_outside(stock: StockLedger, by: int, case: int) -> None:
    with pytest.raises(ValueError, match="supplier"):
        stock.reserve(by, case, "LAMP", "supplier", D(1))
    with pytest.raises(ValueError, match="reservation of 0"):
        stock.reserve(by, case, "LAMP", A03, D(0))


def test_reservations_are_given_back(stock: StockLedger, by: int, case: int) -> None:
    store(stock, by, "LAMP", "15", "525")
    first = stock.reserve(by, case, "LAMP", A03, D(4))
    stock.reserve(by, case, "LAMP", A03, D(5))
    stock.reserve(by, case, "LAMP", A03, D(6))
    assert stock.release(by, reservation_id=first.id) == 1
    with pytest.raises(KeyError):
        stock.release(by, reservation_id=first.id)
    assert stock.release(by, case_id=case) == 2
    assert stock.free("LAMP", A03) == 15


def test_room_is_made_from_the_latest_promise_on(stock: StockLedger, books: Books, by: int) -> None:
    store(stock, by, "LAMP", "20", "700")
    soon, late, undated = (books.case() for _ in range(3))
    stock.reserve(by, late, "LAMP", A03, D(6), promise=date(2026, 7, 20))
    stock.reserve(by, undated, "LAMP", A03, D(2))
    stock.reserve(by, soon, "LAMP", A03, D(8), promise=date(2026, 6, 12))
    lost = stock.make_room(by, "LAMP", A03, D(9))
    assert [(claim.case_id, quantity) for claim, quantity in lost] == [(undated, D(2)), (late, D(3))]
    assert stock.free("LAMP", A03) == 9
    assert [(claim.case_id, claim.quantity) for claim in stock.reservations(product="LAMP")] == [
        (soon, D(8)),
        (late, D(3)),
    ]
    assert stock.make_room(by, "LAMP", A03, D(9)) == []
    with pytest.raises(NotEnough, match="21 exceeds 20"):
        stock.make_room(by, "LAMP", A03, D(21))


def test_available_is_what_lies_on_shelves_and_in_the_shop(stock: StockLedger, by: int, case: int) -> None:
    for place in (A03, "shop", DISPATCH, "service-desk", "processor/Hongda", "on-loan"):
        store(stock, by, "LAMP", "10", "350", place)
    stock.reserve(by, case, "LAMP", "shop", D(3))
    stock.reserve(by, case, "LAMP", DISPATCH, D(10))
    assert stock.available("LAMP") == 17
    assert stock.worth("LAMP").quantity == 60


# -- undoing -------------------------------------------------------------------------------------------------


def test_undoing_books_the_opposite(stock: StockLedger, books: Books, by: int, case: int) -> None:
    store(stock, by, "LAMP", "12", "421")
    scrapped, undoing = books.decision(), books.decision()
    stock.move(scrapped, case, "LAMP", A03, "scrap", D(5), at=AT)
    store(stock, by, "LAMP", "6", "9000")
    (move,) = stock.undo([scrapped], undoing, AT + timedelta(hours=1))
    assert (move.source, move.target, move.quantity, move.value) == ("scrap", A03, D(5), D("175.42"))
    assert (move.reverses, move.decision_id, move.case_id) == (3 - 1, undoing, case)
    assert stock.worth("LAMP").value == 9421
    assert stock.undo([scrapped], books.decision(), AT) == []


def test_undoing_gives_back_reservations_and_claims_anew_what_was_used(
    stock: StockLedger, books: Books, by: int, case: int
) -> None:
    store(stock, by, "LAMP", "12", "420")
    reserved, picked, undoing = books.decision(), books.decision(), books.decision()
    stock.reserve(reserved, case, "LAMP", A03, D(8), promise=date(2026, 6, 20))
    stock.move(picked, case, "LAMP", A03, DISPATCH, D(5), at=AT)
    stock.undo([picked], undoing, AT)
    (claim,) = stock.reservations(case_id=case)
    assert (claim.quantity, claim.promise_date, claim.decision_id) == (D(8), date(2026, 6, 20), undoing)
    stock.undo([reserved, picked, undoing], books.decision(), AT)
    assert stock.reservations(case_id=case) == []
    assert stock.free("LAMP", A03) == 12


def test_undoing_is_refused_when_the_goods_have_gone_on(stock: StockLedger, books: Books, by: int, case: int) -> None:
    picked = books.decision()
    store(stock, by, "LAMP", "12", "420")
    stock.move(picked, case, "LAMP", A03, DISPATCH, D(5), at=AT)
    stock.move(by, case, "LAMP", DISPATCH, "customer", D(1), at=AT)
    with pytest.raises(NotEnough, match="5 exceeds 4 unreserved"):
        stock.undo([picked], books.decision(), AT)


def test_undoing_is_refused_when_others_have_reserved_what_was_released(
    stock: StockLedger, books: Books, by: int, case: int
) -> None:
    store(stock, by, "LAMP", "12", "420")
    stock.reserve(by, case, "LAMP", A03, D(8))
    released = books.decision()
    stock.release(released, case_id=case)
    stock.reserve(by, books.case(), "LAMP", A03, D(5))
    with pytest.raises(NotEnough, match="8 exceeds 7 unreserved"):
        stock.undo([released], books.decision(), AT)


def test_undoing_is_refused_when_others_have_reserved_what_came_in(
    stock: StockLedger, books: Books, by: int, case: int
) -> None:
    stored = books.decision()
    store(stock, stored, "LAMP", "12", "420")
    stock.reserve(by, case, "LAMP", A03, D(5))
    with pytest.raises(NotEnough, match="12 exceeds 7 unreserved"):
        stock.undo([stored], books.decision(), AT)


def test_undoing_claims_anew_only_what_later_moves_have_left(
    stock: StockLedger, books: Books, by: int, case: int
) -> None:
    store(stock, by, "LAMP", "12", "420")
    stock.reserve(by, case, "LAMP", A03, D(8))
    first, second = books.decision(), books.decision()
    stock.move(first, case, "LAMP", A03, DISPATCH, D(5), at=AT)
    stock.move(second, case, "LAMP", A03, DISPATCH, D(3), at=AT)
    stock.undo([first], books.decision(), AT)
    assert [claim.quantity for claim in stock.reservations(case_id=case)] == [D(5)]


def test_undoing_twice_is_undoing_once(stock: StockLedger, books: Books, by: int, case: int) -> None:
    store(stock, by, "LAMP", "12", "420")
    stock.reserve(by, case, "LAMP", A03, D(4))
    picked = books.decision()
    stock.move(picked, case, "LAMP", A03, DISPATCH, D(3), at=AT)
    for _ in range(2):
        stock.undo([picked], books.decision(), AT)
        assert (stock.reserved("LAMP", A03), stock.on_hand("LAMP", A03)) == (D(4), D(12))


def test_undoing_a_case_does_not_bring_back_what_was_taken_back(
    stock: StockLedger, books: Books, by: int, case: int
) -> None:
    store(stock, by, "LAMP", "12", "420")
    reserved, picked, taken_back, ended = (books.decision() for _ in range(4))
    stock.reserve(reserved, case, "LAMP", A03, D(8))
    stock.move(picked, case, "LAMP", A03, DISPATCH, D(5), at=AT)
    stock.undo([picked], taken_back, AT)
    assert stock.undo([reserved, picked, taken_back], ended, AT) == []
    assert (stock.free("LAMP", A03), stock.on_hand("LAMP", DISPATCH)) == (D(12), D(0))


def test_undoing_an_undoing_does_it_again(stock: StockLedger, books: Books, by: int, case: int) -> None:
    store(stock, by, "LAMP", "12", "420")
    reserved, picked, undone, redone = (books.decision() for _ in range(4))
    stock.reserve(reserved, case, "LAMP", A03, D(8))
    stock.move(picked, case, "LAMP", A03, DISPATCH, D(5), at=AT)
    stock.undo([picked], undone, AT)
    stock.undo([undone], redone, AT)
    assert (stock.on_hand("LAMP", DISPATCH), stock.reserved("LAMP", A03)) == (D(5), D(3))
    stock.undo([reserved, picked, undone, redone], books.decision(), AT)
    assert (stock.on_hand("LAMP", DISPATCH), stock.free("LAMP", A03)) == (D(0), D(12))


# -- positions and counts (P17) ------------------------------------------------------------------------------


def at(hour: int, minute: int) -> datetime:
    return AT.replace(hour=hour, minute=minute)


def test_a_count_is_taken_against_the_position_it_was_counted_at(stock: StockLedger, by: int, case: int) -> None:
    store(stock, by, "WIRE", "120", "504")
    counted_at = stock.position_at(at(10, 5))
    stock.move(by, case, "WIRE", A03, DISPATCH, D(20), at=at(10, 20))
    assert stock.book_quantity("WIRE", A03, counted_at) == 120
    assert stock.book_quantity("WIRE", A03, stock.position()) == 100
    difference = D(117) - stock.book_quantity("WIRE", A03, counted_at)
    lost = stock.move(by, case, "WIRE", A03, "count-difference", -difference, at=at(15, 0))
    assert (stock.on_hand("WIRE", A03), lost.value) == (D(97), D("-12.60"))


def test_a_difference_booked_since_makes_a_count_stale(stock: StockLedger, books: Books, by: int, case: int) -> None:
    store(stock, by, "WIRE", "120", "504")
    store(stock, by, "WIRE", "10", "42", B01)
    counted_at, counted = stock.position(), books.decision()
    assert stock.count_difference_since("WIRE", A03, counted_at) is None
    booked = stock.move(counted, case, "WIRE", A03, "count-difference", D(3), at=AT)
    assert stock.count_difference_since("WIRE", A03, counted_at) == booked.id
    assert stock.count_difference_since("WIRE", A03, booked.id) is None
    assert stock.count_difference_since("WIRE", B01, counted_at) is None
    assert stock.count_difference_since("WIRE", A03, counted_at, lot="7") is None
    (reversal,) = stock.undo([counted], books.decision(), AT)
    assert stock.count_difference_since("WIRE", A03, counted_at) is None
    assert stock.count_difference_since("WIRE", A03, booked.id) == reversal.id


def test_a_moment_has_the_position_of_the_last_move_booked_by_then(stock: StockLedger, by: int) -> None:
    assert (stock.position(), stock.position_at(AT)) == (0, 0)
    for minute in (0, 5, 5, 9):
        stock.move(by, None, "WIRE", "supplier", A03, D(1), at=at(10, minute))
    found = [stock.position_at(at(10, minute)) for minute in (4, 5, 8, 9, 59)]
    assert found == [1, 3, 3, 4, 4]
    assert stock.position_at(at(9, 59)) == 0


# -- lists ---------------------------------------------------------------------------------------------------


def test_moves_are_paged_in_both_directions(stock: StockLedger, by: int, case: int) -> None:
    for _ in range(5):
        store(stock, by, "WIRE", "1", None)
    stock.move(by, case, "WIRE", A03, B01, D(1), at=AT)
    assert [move.id for move in stock.moves(limit=2)] == [1, 2]
    assert [move.id for move in stock.moves(after=4)] == [5, 6]
    assert [move.id for move in stock.moves(newest_first=True, after=3)] == [2, 1]
    assert [move.id for move in stock.moves(case_id=case)] == [6]
    assert [move.id for move in stock.moves(location=B01)] == [6]
    assert len(stock.moves(product="WIRE", lot="", location=A03, decision_id=by)) == 6
    assert stock.moves(lot="7") == []


def test_balances_are_paged_by_place(stock: StockLedger, by: int, case: int) -> None:
    store(stock, by, "WIRE", "5", "20")
    store(stock, by, "LAMP", "5", "20")
    store(stock, by, "LAMP", "5", "20", B01)
    store(stock, by, "LAMP", "5", "20", "NORTH/A-03")
    store(stock, by, "GLUE", "5", "20", "shop")
    stock.move(by, None, "GLUE", "shop", "customer", D(5), at=AT)
    stock.reserve(by, case, "WIRE", A03, D(2))
    page = stock.balances(limit=2)
    assert [(line.location, line.product) for line in page] == [(A03, "LAMP"), (A03, "WIRE")]
    assert (page[1].quantity, page[1].reserved, page[1].free) == (D(5), D(2), D(3))
    rest = stock.balances(after=page[-1])
    assert [(line.location, line.product) for line in rest] == [(B01, "LAMP"), ("NORTH/A-03", "LAMP")]
    assert {line.location for line in stock.balances(warehouse="MAIN")} == {A03, B01}
    assert {line.location for line in stock.balances(product="LAMP")} == {A03, B01, "NORTH/A-03"}
    assert [line.product for line in stock.balances(location=A03)] == ["LAMP", "WIRE"]
    assert [line.product for line in stock.balances(location="shop", zero=True)] == ["GLUE"]


def test_counts_that_cancel_each_other_out_both_stand(stock: StockLedger, by: int, case: int) -> None:
    store(stock, by, "WIRE", "120", "504")
    counted_at = stock.position()
    stock.move(by, case, "WIRE", A03, "count-difference", D(3), at=AT)
    found = stock.move(by, case, "WIRE", "count-difference", A03, D(3), at=AT)
    assert stock.count_difference_since("WIRE", A03, counted_at) == found.id


def test_goods_whose_worth_has_left_with_others_do_not_go_back(stock: StockLedger, books: Books, by: int) -> None:
    """10 for 350 and 10 for 410; 10 leave at the average of 38, and what is left is worth 380, not 410."""
    store(stock, by, "LAMP", "10", "350")
    second, sold = books.decision(), books.decision()
    store(stock, second, "LAMP", "10", "410")
    stock.move(sold, books.case(), "LAMP", A03, "customer", D(10), at=AT)
    with pytest.raises(WorthSpent, match="LAMP: some has left at the average cost since"):
        stock.undo([second], books.decision(), AT)


def test_what_an_undo_claimed_again_goes_with_its_maker(stock: StockLedger, books: Books, by: int, case: int) -> None:
    """Ordered, picked, not picked after all, and then not ordered either."""
    store(stock, by, "LAMP", "15", "525")
    ordered, picked = books.decision(), books.decision()
    stock.reserve(ordered, case, "LAMP", A03, D(8))
    stock.move(picked, case, "LAMP", A03, DISPATCH, D(8), at=AT)
    stock.undo([picked], books.decision(), AT)
    assert stock.reserved("LAMP", A03) == 8
    stock.undo([ordered], books.decision(), AT)
    assert stock.reserved("LAMP", A03) == 0


def test_what_a_count_left_of_a_claim_goes_with_its_maker(stock: StockLedger, books: Books, by: int, case: int) -> None:
    store(stock, by, "LAMP", "10", "350")
    ordered, counted = books.decision(), books.decision()
    stock.reserve(ordered, case, "LAMP", A03, D(8))
    stock.make_room(counted, "LAMP", A03, D(5))
    assert stock.reserved("LAMP", A03) == 5
    stock.undo([ordered], books.decision(), AT)
    assert stock.reserved("LAMP", A03) == 0


def test_nothing_is_claimed_again_for_a_case_that_is_over(stock: StockLedger, books: Books, by: int, case: int) -> None:
    store(stock, by, "LAMP", "10", "350")
    counted = books.decision()
    stock.reserve(by, case, "LAMP", A03, D(8))
    stock.make_room(counted, "LAMP", A03, D(5))
    stock.release(books.decision(), case_id=case)
    books.db.run("UPDATE cases SET ended = 'withdrawn', ended_at = opened_at WHERE id = ?", (case,))
    stock.undo([counted], books.decision(), AT)
    assert stock.reserved("LAMP", A03) == 0
