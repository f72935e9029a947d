"""The short words of a process file say what the long ones say."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from db.message import _
from workflows.engine.booking import Booking
from workflows.engine.checks import check_process
from workflows.engine.form import Form
from workflows.engine.process import (
    CANCELLED,
    DONE,
    LOST,
    REFUSED,
    WITHDRAWN,
    Condition,
    Draft,
    Effect,
    Guard,
    Kind,
    Limit,
    Outcome,
    Process,
    Reason,
    Record,
    Stay,
    UntilDay,
    effect,
    first_of,
    table,
    unless,
    where,
)
from workflows.posts import SALES, SALES_REP


def test_an_outcome_is_neither_a_yes_nor_a_no() -> None:
    outcome = Outcome("lost", _("Lost"), "refused", reason=True)
    assert (outcome.kind, outcome.to, outcome.needs_reason) == (Kind.OTHER, "refused", True)


def test_a_record_leaves_the_task_open() -> None:
    assert Record("note", _("Note")).to == Stay()


def test_only_the_end_done_reaches_its_purpose() -> None:
    assert [end.purpose for end in (DONE, REFUSED, WITHDRAWN, CANCELLED, LOST)] == [True, False, False, False, False]


def test_a_limit_decides_about_authority_and_is_never_below_nothing() -> None:
    limit = Limit("trial.large", "5000.00", _("above it somebody else decides"))
    assert (limit.default, limit.kind, limit.importance, limit.low) == (Decimal(5000), "money", "authority", Decimal(0))


@pytest.mark.parametrize(("day", "end"), [(date(2026, 6, 9), datetime(2026, 6, 9, 23, 59, 59)), (None, None)])
def test_a_date_of_the_form_is_a_deadline_at_its_end(day: date | None, end: datetime | None) -> None:
    facts = cast("Any", SimpleNamespace(form=SimpleNamespace(promise=day)))
    assert UntilDay(_("promise"), "promise").at(facts) == end


def test_a_table_is_written_as_one() -> None:
    assert table("from rate", "0 1.30", "100 1.15") == [{"from": "0", "rate": "1.30"}, {"from": "100", "rate": "1.15"}]


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError):
        table("from rate", "0")


def test_a_route_may_end_in_a_shared_route() -> None:
    first, second = Condition(_("major"), lambda facts: True), Condition(_("valid"), lambda facts: True)
    assert first_of((first, "a"), first_of((second, "b"), "c")) == first_of((first, "a"), (second, "b"), "c")


def test_a_rule_may_hold_only_where_a_condition_does_or_only_where_it_does_not() -> None:
    large, no = Condition(_("large"), lambda facts: bool(facts)), Reason(_("no"))
    rule = Guard(_("in stock"), lambda facts: [no])
    assert (where(large, rule).reasons(True), where(large, rule).reasons(False)) == ([no], [])  # type: ignore[arg-type]
    assert (unless(large, rule).reasons(True), unless(large, rule).reasons(False)) == ([], [no])  # type: ignore[arg-type]
    assert str(unless(large, rule).title) == "in stock (not: large)"


def test_an_effect_is_left_to_a_later_step_by_a_condition() -> None:
    booked: list[bool] = []
    large, book = Condition(_("large"), lambda facts: bool(facts)), Effect(_("booked"), booked.append)  # type: ignore[arg-type]
    for case_is_large in (True, False):
        unless(large, book).book(case_is_large)  # type: ignore[arg-type]
    assert booked == [False]
    for case_is_large in (True, False):
        where(large, book).book(case_is_large)  # type: ignore[arg-type]
    assert booked == [False, True]


def test_an_action_that_moves_nothing_cannot_book() -> None:
    """What it books would never be booked, and nobody would notice."""

    @effect(_("kept"))
    def keep(_booking: Booking[Form]) -> None:
        raise AssertionError

    note = Record("note", _("Note"), effects=[keep])
    draft = Draft(by=SALES_REP, to="done", actions=[note])
    process = Process("noting", _("Noting"), desk=SALES, prefix="ZZ", form=Form, steps=[draft, DONE, WITHDRAWN])
    assert check_process(process, set()) == ["draft: note moves nothing, so nothing it books would be booked"]
