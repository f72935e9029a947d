"""The short words of a process file say what the long ones say."""

import pytest

from db.message import _
from workflows.engine.process import DONE, REFUSED, WITHDRAWN, Condition, Kind, Outcome, Record, Stay, first_of, table


def test_an_outcome_is_neither_a_yes_nor_a_no() -> None:
    outcome = Outcome("lost", _("Lost"), "refused", reason=True)
    assert (outcome.kind, outcome.to, outcome.needs_reason) == (Kind.OTHER, "refused", True)


def test_a_record_leaves_the_task_open() -> None:
    assert Record("note", _("Note")).to == Stay()


def test_only_the_end_done_reaches_its_purpose() -> None:
    assert [end.purpose for end in (DONE, REFUSED, WITHDRAWN)] == [True, False, False]


def test_a_table_is_written_as_one() -> None:
    assert table("from rate", "0 1.30", "100 1.15") == [{"from": "0", "rate": "1.30"}, {"from": "100", "rate": "1.15"}]


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError):
        table("from rate", "0")


def test_a_route_may_end_in_a_shared_route() -> None:
    first, second = Condition(_("major"), lambda facts: True), Condition(_("valid"), lambda facts: True)
    assert first_of((first, "a"), first_of((second, "b"), "c")) == first_of((first, "a"), (second, "b"), "c")
