"""Where an action would lead: only the ways that are still open to the case as it is are told."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.workflows.engine.trial import CHILD, Request
from tests.workflows.house import House
from workflows.engine.facts import Facts
from workflows.engine.leading import still_open
from workflows.engine.process import Action, Condition, Join, Route, first_of

SMALL, LARGE = {"what": "chairs", "amount": "500.00"}, {"what": "lorry", "amount": "5000.00"}
Holds = Callable[[Facts[Request]], bool]


def paid() -> Action:
    step = CHILD.step("pay")
    assert step is not None
    found = step.action("paid")
    assert found is not None
    return found


def facts_of(trials: House, values: dict[str, str]) -> Facts[Any]:
    case = trials.company.cases.case(trials.submit("sales-rep1", "trial-child", values).case_id)
    return Facts(trials.company, trials.company.now(), CHILD, case, None, trials.person("finance1"))


def asking(holds: Holds, **more: Any) -> Action:
    """The action, parted by another condition."""
    return replace(paid(), to=first_of((Condition(paid().title, holds, **more), "sign"), "done"))


def test_the_preview_tells_the_way_the_case_would_go_and_no_other(trials: House) -> None:
    for values, told in ((SMALL, "Paid: cost booked → done"), (LARGE, "Paid: cost booked → sign")):
        case = trials.submit("sales-rep1", "trial-child", values).case_id
        assert str(trials.as_("finance1").preview(case=case).next[0]) == told


def test_what_can_still_be_typed_leaves_a_way_open(trials: House) -> None:
    facts = facts_of(trials, SMALL)
    assert still_open(facts, paid(), {"remark"}) == "done"
    assert isinstance(still_open(facts, paid(), {"amount"}), Route)


@pytest.mark.parametrize(
    "holds",
    [
        lambda facts: bool(facts.decisions),
        lambda facts: facts.balance("bank") < 0,
        lambda facts: facts.company.money.balance("bank") < 0,
        lambda facts: facts.note == "yes",
        lambda facts: facts.form.checked_by.nothing,
    ],
)
def test_what_the_action_itself_brings_leaves_a_way_open(trials: House, holds: Holds) -> None:
    assert isinstance(still_open(facts_of(trials, SMALL), asking(holds), ()), Route)


def test_what_the_action_fills_in_itself_is_said_by_its_condition(trials: House) -> None:
    facts = facts_of(trials, SMALL)
    assert still_open(facts, asking(lambda facts: facts.form.amount > 1), ()) == "sign"
    assert isinstance(still_open(facts, asking(lambda facts: facts.form.amount > 1, booked=True), ()), Route)


def test_books_are_asked_where_the_action_books_nothing(trials: House) -> None:
    bare = replace(asking(lambda facts: facts.balance("bank") < 0), effects=())
    assert still_open(facts_of(trials, SMALL), bare, ()) == "done"


def test_a_closed_way_is_left_out_and_the_open_ones_stay(trials: House) -> None:
    never, perhaps = (
        Condition(paid().title, lambda _facts: False),
        Condition(paid().title, lambda facts: bool(facts.note)),
    )
    action = replace(paid(), to=Join(first_of((never, "sign"), (perhaps, "refused"), "done")))
    assert still_open(facts_of(trials, SMALL), action, ()) == Join(first_of((perhaps, "refused"), "done"))


def test_of_what_another_case_takes_nothing_is_known(trials: House) -> None:
    action = replace(paid(), moved_by="trial-parent")
    assert still_open(facts_of(trials, SMALL), action, ()) is action.to
