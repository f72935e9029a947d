"""Whatever is booked in whatever order, the stock ledger keeps its invariants.

A machine moves, reserves, releases, counts and undoes at random, beside a model in plain dictionaries. Every
step is checked against the model and against the fold of all moves (invariants 1 to 6).
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from db.check_stock import check_stock
from db.database import Database
from db.errors import NotEnough
from db.locations import is_own, may_be_negative
from db.stock import Worth
from db.stock_book import share_of
from tests.db.books import A03, AT, DISPATCH, Books
from tests.effort import examples

PRODUCT = "LAMP"
OURS, THEIRS = "ours", "theirs"
REAL = [A03, DISPATCH, "inspection", "site/P-1"]
CASES = 2

lots = st.sampled_from(["", OURS, THEIRS])
real = st.sampled_from(REAL)
places = st.sampled_from([*REAL, "supplier", "customer", "count-difference"])
goods = st.runner().flatmap(lambda storeroom: st.sampled_from(storeroom.filled()))
"""Lot and place, mostly of goods that are there."""
claimed = st.runner().flatmap(lambda storeroom: st.sampled_from(storeroom.claims))
cases = st.integers(0, CASES - 1)
quantities = st.integers(1, 40).map(lambda tenths: D(tenths) / 10)
values = st.integers(0, 5000).map(lambda fen: D(fen) / 100)
promises = st.sampled_from([None, date(2026, 6, 20), date(2026, 7, 20)])

Key = tuple[str, str]
"""Lot and location."""
State = tuple[dict[Key, D], dict[tuple[int, Key, date | None], D], Worth]
"""What lies where; what is claimed by case, place and promise; own stock and its value."""


class RolledBack(Exception):
    """Ends an example without keeping anything."""


class Storeroom(RuleBasedStateMachine):
    """One storeroom under random bookings. `lying` and `claims` are the model of what the ledger must say."""

    books: Books

    def __init__(self) -> None:
        super().__init__()
        self.stock = self.books.stock
        self.transaction = ExitStack()
        self.transaction.enter_context(self.books.db.write())
        self.cases = [self.books.case() for _ in range(CASES)]
        self.stock.add_lot(PRODUCT, OURS)
        self.stock.add_lot(PRODUCT, THEIRS, owner="C-0012")
        self.lying: defaultdict[Key, D] = defaultdict(D)
        self.claims: list[tuple[int, Key, D]] = []
        self.history: list[tuple[list[int], State]] = []
        """Decisions, and the state before them."""
        for lot in ("", THEIRS):
            self.receive(lot, A03, D(12), D("35.01"))

    def teardown(self) -> None:
        with pytest.raises(RolledBack), self.transaction:
            raise RolledBack

    def decide(self) -> int:
        decision = self.books.decision()
        self.history.append(([decision], self.state()))
        return decision

    def state(self) -> State:
        lying = {(line.lot, line.location): line.quantity for line in self.stock.balances()}
        claims: defaultdict[tuple[int, Key, date | None], D] = defaultdict(D)
        for claim in self.stock.reservations(product=PRODUCT):
            key = (claim.lot, claim.location)
            claims[self.cases.index(claim.case_id), key, claim.promise_date] += claim.quantity
        return lying, claims, self.stock.worth(PRODUCT)

    def filled(self) -> list[Key]:
        there = sorted(key for key, quantity in self.lying.items() if quantity)
        return [*there, ("", A03)]

    def read_model(self) -> None:
        """Take the model from the ledger, where a step was checked in another way."""
        lying, claims, _ = self.state()
        self.lying = defaultdict(D, lying)
        self.claims = [(case, key, quantity) for (case, key, _), quantity in claims.items()]

    def reserved(self, key: Key, *, but: int | None = None) -> D:
        return sum((quantity for case, at, quantity in self.claims if at == key and case != but), D(0))

    @rule(lot=lots, place=real, quantity=quantities, value=values)
    def receive(self, lot: str, place: str, quantity: D, value: D) -> None:
        worth = value if is_own(place) and lot != THEIRS else None
        by = self.decide()
        self.stock.move(by, None, PRODUCT, "supplier", place, quantity, lot=lot, at=AT, value=worth)
        self.lying[lot, place] += quantity

    @rule(key=goods, to=places, quantity=quantities, case=cases)
    def move(self, key: Key, to: str, quantity: D, case: int) -> None:
        lot, source = key
        if source == to or (is_own(source) and to == "inspection" and lot != THEIRS):
            return
        allowed = self.lying[key] - self.reserved(key, but=case)
        decision, mine = self.decide(), self.cases[case]
        try:
            move = self.stock.move(decision, mine, PRODUCT, source, to, quantity, lot=lot, at=AT)
        except NotEnough as refusal:
            assert quantity > allowed
            assert (refusal.wanted, refusal.free) == (quantity, allowed)
            return
        assert quantity <= allowed
        assert move.own == (0 if lot == THEIRS else quantity * (is_own(to) - is_own(source)))
        self.lying[key] -= quantity
        if not may_be_negative(to):
            self.lying[lot, to] += quantity
        self.use_up(case, key, quantity)

    @precondition(lambda self: self.claims)
    @rule(claim=claimed, to=places, quantity=quantities)
    def use(self, claim: tuple[int, Key, D], to: str, quantity: D) -> None:
        case, key, _ = claim
        self.move(key, to, quantity, case)

    def use_up(self, case: int, key: Key, quantity: D) -> None:
        left: list[tuple[int, Key, D]] = []
        for claim in self.claims:
            part = min(quantity, claim[2]) if claim[:2] == (case, key) else D(0)
            quantity -= part
            if claim[2] > part:
                left.append((*claim[:2], claim[2] - part))
        self.claims = left

    @rule(key=goods, quantity=quantities, case=cases, promise=promises)
    def reserve(self, key: Key, quantity: D, case: int, promise: date | None) -> None:
        lot, place = key
        free = self.lying[key] - self.reserved(key)
        decision, mine = self.decide(), self.cases[case]
        if quantity > free:
            with pytest.raises(NotEnough):
                self.stock.reserve(decision, mine, PRODUCT, place, quantity, lot=lot)
        else:
            self.stock.reserve(decision, mine, PRODUCT, place, quantity, lot=lot, promise=promise)
            self.claims.append((case, key, quantity))

    @rule(case=cases)
    def release(self, case: int) -> None:
        self.stock.release(self.decide(), case_id=self.cases[case])
        self.claims = [claim for claim in self.claims if claim[0] != case]

    @rule(key=goods, quantity=quantities)
    def make_room(self, key: Key, quantity: D) -> None:
        lot, place = key
        if quantity > self.lying[key]:
            return
        missing = max(quantity - (self.lying[key] - self.reserved(key)), D(0))
        lost = self.stock.make_room(self.decide(), PRODUCT, place, quantity, lot=lot)
        assert sum(part for _, part in lost) == missing
        self.read_model()
        assert self.lying[key] - self.reserved(key) >= quantity

    @precondition(lambda self: self.history)
    @rule(back=st.integers(1, 4))
    def undo_the_last(self, back: int) -> None:
        """Undoing the last decisions leaves everything as it was before them, values too."""
        undone = self.history[-back:]
        del self.history[-back:]
        chosen = [decision for decisions, _ in undone for decision in decisions]
        by = self.books.decision()
        self.stock.undo(chosen, by, AT)
        assert self.state() == undone[0][1]
        if self.history:
            # Later they may be undone once more together with what came before, and stay undone.
            self.history[-1][0].extend([*chosen, by])
        self.read_model()

    @precondition(lambda self: self.history)
    @rule(data=st.data())
    def undo_any(self, data: st.DataObject) -> None:
        """Undoing what others have built on is done or refused; the invariants hold in either case."""
        decisions, _ = data.draw(st.sampled_from(self.history))
        by = self.books.decision()
        try:
            with self.books.db.utils.atomic():
                self.stock.undo(decisions, by, AT)
        except NotEnough:
            return
        self.history.clear()
        self.read_model()

    @invariant()
    def the_ledger_says_what_the_model_says(self) -> None:
        lying, claims, _ = self.state()
        assert lying == {key: quantity for key, quantity in self.lying.items() if quantity}
        summed: defaultdict[tuple[int, Key], D] = defaultdict(D)
        for (case, key, _), quantity in claims.items():
            summed[case, key] += quantity
        expected: defaultdict[tuple[int, Key], D] = defaultdict(D)
        for case, key, quantity in self.claims:
            expected[case, key] += quantity
        assert summed == expected

    @invariant()
    def the_books_are_sound(self) -> None:
        assert [str(problem.message) for problem in check_stock(self.books.db)] == []


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    database = Database.create(tmp_path_factory.mktemp("stock") / "company.db", kind="practice")
    yield Books(database)
    database.close()


@pytest.mark.hypothesis
def test_any_sequence_of_bookings(books: Books) -> None:
    machine = type("Storeroom", (Storeroom,), {"books": books})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples(60), stateful_step_count=40))


@given(
    arrived=st.lists(st.tuples(quantities, values), min_size=1, max_size=8),
    parts=st.lists(quantities, min_size=1, max_size=8),
)
@settings(max_examples=examples(60))
def test_all_that_came_in_goes_out_to_the_fen(books: Books, arrived: list[tuple[D, D]], parts: list[D]) -> None:
    """However own stock is divided on its way out, the costs sum to what it was worth."""
    stock = books.stock
    with pytest.raises(RolledBack), books.db.write():
        decision = books.decision()
        for quantity, value in arrived:
            stock.move(decision, None, "NUT", "supplier", A03, quantity, value=value, at=AT)
        cost = D(0)
        for part in parts:
            left = stock.on_hand("NUT", A03)
            if part < left:
                cost -= stock.move(decision, None, "NUT", A03, "consumed", part, at=AT).value
        cost -= stock.move(decision, None, "NUT", A03, "customer", stock.on_hand("NUT"), at=AT).value
        assert cost == sum(value for _, value in arrived)
        assert stock.worth("NUT").value == 0
        raise RolledBack


@given(value=st.integers(0, 10**12), part=st.integers(1, 10**9), whole=st.integers(1, 10**9))
def test_a_share_is_within_half_a_fen(value: int, part: int, whole: int) -> None:
    if part < whole:
        assert abs(2 * (share_of(value, part, whole) * whole - value * part)) <= whole
    assert share_of(value, whole, whole) == value
