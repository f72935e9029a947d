"""Fair allocation of leads (P95): the smallest load first, compared exactly, and every tie decided."""

from datetime import datetime
from decimal import Decimal

from workflows.library.fair_allocation import Candidate, choose

D = Decimal
AT = datetime(2026, 6, 9, 17, 0)
CHEN = Candidate("E-01", 8, D(20), 5)
WU = Candidate("E-02", 9, D(20), 3)
LI = Candidate("E-03", 6, D(12), 1)


def first(*candidates: Candidate) -> str:
    return choose(candidates)[0].number


def test_the_example_of_the_procedure() -> None:
    assert first(CHEN, WU, LI) == "E-01"
    chen = CHEN.with_one_more(AT)
    assert chen.load == WU.load
    assert first(chen, WU, LI) == "E-02"  # the tie goes to fewer leads in tracking
    assert first(chen, WU.with_one_more(AT), LI) == "E-01"


def test_loads_are_compared_exactly() -> None:
    assert first(Candidate("E-01", 1, D(3)), Candidate("E-02", 333, D(1000))) == "E-02"


def test_nobody_is_divided_by_nothing() -> None:
    assert Candidate("E-01", 2, D(0)).load == 2


def test_ties_go_to_who_was_given_one_longest_ago_then_to_the_number() -> None:
    earlier, later = datetime(2026, 6, 1), datetime(2026, 6, 2)
    assert first(Candidate("E-01", last_given=later), Candidate("E-02", last_given=earlier)) == "E-02"
    assert first(Candidate("E-01", last_given=later), Candidate("E-02")) == "E-02"
    assert first(Candidate("E-02", last_given=later), Candidate("E-01", last_given=later)) == "E-01"
