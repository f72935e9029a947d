"""Passing work on: transfer, an approver added before, after or beside, urging, copies."""

import pytest

from tests.workflows.house import House
from workflows.engine.errors import Invalid, NotFound, Refused

SMALL = {"what": "chairs", "amount": "500.00"}


def waiting(trials: House) -> tuple[int, int]:
    case = trials.submit("sales-rep1", "trial-child", SMALL).case_id
    return case, trials.company.cases.open_tasks(case)[0].id


def test_a_task_is_handed_to_another_holder_of_the_post(trials: House) -> None:
    case, task = waiting(trials)
    office = trials.as_("finance1")
    office.transfer(task, "finance2", note="I am away", key=trials.key())
    assert "finance2-name" in trials.refusal("finance1", case, "paid")
    assert "finance1-name has handed this to you" in str(trials.as_("finance2").notices()[0][1])
    trials.act("finance2", case, "paid")


def test_not_to_somebody_without_the_post_nor_to_who_asked_for_it(trials: House) -> None:
    case, task = waiting(trials)
    office = trials.as_("finance1")
    with pytest.raises(Refused, match="does not hold the post"):
        office.transfer(task, "storekeeper1", note="you do it", key=trials.key())
    with pytest.raises(Refused, match="had a part in this"):
        office.add_approver(task, "sales-rep1", "beside", note="look", key=trials.key())
    with pytest.raises(Invalid, match="say why"):
        office.transfer(task, "finance2", note="", key=trials.key())
    trials.act("finance1", case, "paid")


def test_those_are_offered_who_may_take_it(trials: House) -> None:
    _case, task = waiting(trials)
    office = trials.as_("finance1")
    offered = {one.key for one in office.colleagues("", limit=100, task=task, instead=True)}
    assert offered == {"finance2"}
    besides = {one.key for one in office.colleagues("", limit=100, task=task)}
    assert offered < besides
    assert not besides & {"finance1", "sales-rep1"}  # oneself, and who asked for it
    assert trials.as_("storekeeper1").colleagues("sales-rep1", task=None)


@pytest.mark.parametrize(("where", "first", "then"), [("before", "hr", "finance1"), ("after", "finance1", "hr")])
def test_an_approver_is_added_before_or_after(trials: House, where: str, first: str, then: str) -> None:
    case, task = waiting(trials)
    assert where in ("before", "after")
    trials.as_("finance1").add_approver(
        task, "hr", "before" if where == "before" else "after", note="to be sure", key=trials.key()
    )
    assert "Not your step" in trials.refusal(then, case, "paid")
    trials.act(first, case, "paid")
    assert trials.stands(case) == "pay"
    trials.act(then, case, "paid")
    assert trials.stands(case) == "done"


def test_an_approver_beside_may_come_first_or_last_and_may_refuse(trials: House) -> None:
    case, task = waiting(trials)
    trials.as_("finance1").add_approver(task, "hr", "beside", note="to be sure", key=trials.key())
    trials.act("finance1", case, "paid")
    assert trials.stands(case) == "pay"
    trials.act("hr", case, "reject", reason=1)
    assert trials.stands(case) == "refused"


def test_urging_reminds_those_it_waits_for(trials: House) -> None:
    case, _task = waiting(trials)
    trials.as_("sales-rep1").urge(case, note="the supplier waits", key=trials.key())
    assert "the supplier waits" in str(trials.as_("finance2").notices()[0][1])
    trials.act("finance1", case, "paid")
    with pytest.raises(Refused, match="has ended"):
        trials.as_("sales-rep1").urge(case, key=trials.key())


def test_a_copy_lets_somebody_see_the_case(trials: House) -> None:
    case, _task = waiting(trials)
    with pytest.raises(NotFound):
        trials.as_("storekeeper1").case(case)
    trials.as_("finance1").copy_to(case, "storekeeper1", key=trials.key())
    assert trials.as_("storekeeper1").case(case).timeline[-1].kind == "hand"


def test_handing_on_is_no_act_to_take_back_and_bars_no_taking_back(trials: House) -> None:
    case, _task = waiting(trials)
    trials.as_("sales-rep1").urge(case, key=trials.key())
    trials.as_("sales-rep1").take_back(key=trials.key())
    assert trials.stands(case) == "draft"


def test_who_is_mentioned_in_a_remark_is_told_and_sees_the_case(trials: House) -> None:
    case, _task = waiting(trials)
    trials.as_("finance1").comment(case, "see @storekeeper1, and @nobody, mail a@hr", key=trials.key())
    assert "finance1-name mentions you. see @storekeeper1" in str(trials.as_("storekeeper1").notices()[0][1])
    assert trials.as_("storekeeper1").case(case).number
    assert trials.as_("hr").notices() == []


def test_nobody_is_handed_to_who_does_not_exist(trials: House) -> None:
    _case, task = waiting(trials)
    with pytest.raises(NotFound, match="nobody “ghost”"):
        trials.as_("finance1").transfer(task, "ghost", note="you", key=trials.key())
