"""The leave ledger: days granted, reserved and taken."""

from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal as D

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from db.check import check
from db.database import Database
from db.errors import NotEnoughDays
from db.leave import LeaveBalance, LeaveLedger
from db.sqlite import IntegrityError
from tests.db.books import AT, Books
from tests.effort import examples

WANG, LI = "E-007", "E-012"


@pytest.fixture
def leave(books: Books) -> Iterator[LeaveLedger]:
    with books.db.write():
        yield books.leave


@pytest.fixture
def by(books: Books, leave: LeaveLedger) -> int:
    return books.decision()


@pytest.fixture
def case(books: Books, leave: LeaveLedger) -> int:
    return books.case()


def days(balance: LeaveBalance) -> tuple[D, D, D]:
    return balance.granted, balance.reserved, balance.taken


def test_a_request_is_reserved_then_taken_then_corrected(leave: LeaveLedger, books: Books, by: int, case: int) -> None:
    """P49: four working days approved, half a day less was needed."""
    leave.reserve(by, case, WANG, "personal", 2026, D(4), at=AT)
    assert days(leave.balance(WANG, "personal", 2026)) == (D(0), D(4), D(0))
    leave.take(books.decision(), case, at=AT)
    assert days(leave.balance(WANG, "personal", 2026)) == (D(0), D(0), D(4))
    leave.adjust(books.decision(), case, WANG, "personal", 2026, D("-0.5"), at=AT)
    assert days(leave.balance(WANG, "personal", 2026)) == (D(0), D(0), D("3.5"))
    assert [(move.bucket, move.days) for move in leave.moves(case_id=case)] == [
        ("reserved", D(4)),
        ("reserved", D(-4)),
        ("taken", D(4)),
        ("taken", D("-0.5")),
    ]


def test_what_is_left_of_a_grant(leave: LeaveLedger, books: Books, by: int, case: int) -> None:
    leave.grant(by, None, WANG, "annual", 2026, D(10), at=AT)
    leave.reserve(by, case, WANG, "annual", 2026, D("2.5"), at=AT)
    leave.reserve(by, books.case(), WANG, "annual", 2026, D(1), at=AT)
    leave.take(by, case, at=AT)
    balance = leave.balance(WANG, "annual", 2026)
    assert days(balance) == (D(10), D(1), D("2.5"))
    assert balance.left == D("6.5")
    leave.grant(by, None, WANG, "annual", 2026, D("-6.5"), at=AT)
    assert leave.balance(WANG, "annual", 2026).left == 0


def test_a_refused_request_gives_its_days_back(leave: LeaveLedger, books: Books, by: int, case: int) -> None:
    other = books.case()
    leave.reserve(by, case, WANG, "personal", 2026, D(2), at=AT)
    leave.reserve(by, case, WANG, "personal", 2027, D(1), at=AT)
    leave.reserve(by, other, WANG, "personal", 2026, D(3), at=AT)
    assert len(leave.release(by, case, at=AT)) == 2
    assert leave.balance(WANG, "personal", 2026).reserved == 3
    assert leave.balance(WANG, "personal", 2027).reserved == 0
    assert leave.release(by, case, at=AT) == []
    assert leave.take(by, case, at=AT) == []


def test_no_bucket_falls_below_nothing(leave: LeaveLedger, by: int, case: int) -> None:
    with pytest.raises(NotEnoughDays, match="E-007, personal: 1 day exceeds the 0 there are"):
        leave.adjust(by, case, WANG, "personal", 2026, D(-1), at=AT)
    with pytest.raises(ValueError, match="reservation of 0"):
        leave.reserve(by, case, WANG, "personal", 2026, D(0), at=AT)
    assert leave.moves() == []


def test_undoing(leave: LeaveLedger, books: Books, by: int, case: int) -> None:
    taken, undoing = books.decision(), books.decision()
    leave.reserve(by, case, WANG, "personal", 2026, D(4), at=AT)
    leave.take(taken, case, at=AT)
    moves = leave.undo([taken], undoing, AT)
    assert [(move.bucket, move.days, move.reverses) for move in moves] == [("taken", D(-4), 3), ("reserved", D(4), 2)]
    assert days(leave.balance(WANG, "personal", 2026)) == (D(0), D(4), D(0))
    leave.undo([by, taken, undoing], books.decision(), AT)
    assert days(leave.balance(WANG, "personal", 2026)) == (D(0), D(0), D(0))


def test_undoing_is_refused_when_a_correction_stands_on_it(
    leave: LeaveLedger, books: Books, by: int, case: int
) -> None:
    taken = books.decision()
    leave.reserve(by, case, WANG, "personal", 2026, D(4), at=AT)
    leave.take(taken, case, at=AT)
    leave.adjust(books.decision(), case, WANG, "personal", 2026, D("-0.5"), at=AT)
    with pytest.raises(NotEnoughDays):
        leave.undo([taken], books.decision(), AT)


def test_everybody_has_his_own_days(leave: LeaveLedger, by: int, case: int) -> None:
    leave.grant(by, None, WANG, "annual", 2026, D(10), at=AT)
    leave.grant(by, None, LI, "annual", 2026, D(5), at=AT)
    leave.reserve(by, case, LI, "sick", 2026, D(1), at=AT)
    assert [(balance.type, balance.left) for balance in leave.balances(LI, 2026)] == [("annual", D(5)), ("sick", D(-1))]
    assert [move.employee for move in leave.moves(newest_first=True, limit=2)] == [LI, LI]
    assert [move.id for move in leave.moves(employee=LI, after=2)] == [3]


@pytest.mark.parametrize("change", ["UPDATE leave_moves SET days = 1", "DELETE FROM leave_moves"])
def test_moves_are_never_changed(books: Books, leave: LeaveLedger, by: int, change: str) -> None:
    leave.grant(by, None, WANG, "annual", 2026, D(10), at=AT)
    with pytest.raises(IntegrityError, match="leave moves are never"):
        books.db.run(change)


class RolledBack(Exception):
    """Ends an example without keeping anything."""


halves = st.integers(1, 12).map(lambda number: D(number) / 2)
cases = st.integers(0, 2)


class LeaveOffice(RuleBasedStateMachine):
    """One employee's leave of one type under random bookings; three counters are the model."""

    books: Books

    def __init__(self) -> None:
        super().__init__()
        self.transaction = ExitStack()
        self.transaction.enter_context(self.books.db.write())
        self.cases = [self.books.case() for _ in range(3)]
        self.reserved = [D(0)] * 3
        self.granted = self.taken = D(0)
        self.history: list[tuple[list[int], list[D], D, D]] = []

    def teardown(self) -> None:
        with pytest.raises(RolledBack), self.transaction:
            raise RolledBack

    def decide(self) -> int:
        decision = self.books.decision()
        self.history.append(([decision], list(self.reserved), self.granted, self.taken))
        return decision

    @rule(case=cases, wanted=halves)
    def reserve(self, case: int, wanted: D) -> None:
        self.books.leave.reserve(self.decide(), self.cases[case], WANG, "annual", 2026, wanted, at=AT)
        self.reserved[case] += wanted

    @rule(case=cases)
    def release(self, case: int) -> None:
        self.books.leave.release(self.decide(), self.cases[case], at=AT)
        self.reserved[case] = D(0)

    @rule(case=cases)
    def take(self, case: int) -> None:
        self.books.leave.take(self.decide(), self.cases[case], at=AT)
        self.taken += self.reserved[case]
        self.reserved[case] = D(0)

    @rule(more=halves | halves.map(lambda half: -half))
    def adjust(self, more: D) -> None:
        decision = self.decide()
        if self.taken + more < 0:
            with pytest.raises(NotEnoughDays):
                self.books.leave.adjust(decision, None, WANG, "annual", 2026, more, at=AT)
            return
        self.books.leave.adjust(decision, None, WANG, "annual", 2026, more, at=AT)
        self.taken += more

    @rule(more=halves)
    def grant(self, more: D) -> None:
        self.books.leave.grant(self.decide(), None, WANG, "annual", 2026, more, at=AT)
        self.granted += more

    @precondition(lambda self: self.history)
    @rule(back=st.integers(1, 3))
    def undo_the_last(self, back: int) -> None:
        undone = self.history[-back:]
        del self.history[-back:]
        chosen = [decision for decisions, *_ in undone for decision in decisions]
        by = self.books.decision()
        self.books.leave.undo(chosen, by, AT)
        _, self.reserved, self.granted, self.taken = undone[0]
        if self.history:
            self.history[-1][0].extend([*chosen, by])

    @invariant()
    def the_ledger_says_what_the_model_says(self) -> None:
        balance = self.books.leave.balance(WANG, "annual", 2026)
        assert days(balance) == (self.granted, sum(self.reserved), self.taken)
        assert {problem.invariant for problem in check(self.books.db)} <= {17}  # nothing is sealed here


@pytest.mark.hypothesis
def test_any_sequence_of_bookings(tmp_path_factory: pytest.TempPathFactory) -> None:
    database = Database.create(tmp_path_factory.mktemp("leave") / "company.db", kind="practice")
    machine = type("LeaveOffice", (LeaveOffice,), {"books": Books(database)})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples(40), stateful_step_count=25))
    database.close()
