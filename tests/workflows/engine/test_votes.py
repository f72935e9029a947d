"""Votes: all, in order, n of m; rounds; parallel steps."""

from tests.workflows.house import House

SMALL = {"what": "chairs", "amount": "500.00"}
LARGE = {"what": "lorry", "amount": "5000.00"}


def test_all_must_approve_and_either_may_begin(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("finance1", case, "approve")
    assert trials.stands(case) == "both"
    assert "voted" in trials.refusal("finance1", case, "approve")
    assert "Sales manager" in trials.refusal("finance2", case, "approve")
    trials.act("sales-manager", case, "approve")
    assert trials.stands(case) == "line"


def test_the_first_send_back_ends_the_round_and_votes_begin_anew(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("finance1", case, "approve")
    trials.act("sales-manager", case, "send-back", reason=1)
    assert trials.stands(case) == "draft"
    trials.act("sales-rep1", case, "submit", {**SMALL, "remark": "more facts"})
    task = trials.company.cases.open_tasks(case)[0]
    assert (task.step, task.round) == ("both", 2)
    trials.act("sales-manager", case, "approve")
    assert trials.stands(case) == "both"


def test_in_order_the_later_one_waits_for_the_earlier(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", LARGE).case_id
    trials.act("finance1", case, "approve")
    trials.act("sales-manager", case, "approve")
    assert "Sales manager" in trials.refusal("general-manager", case, "approve")
    trials.act("sales-manager", case, "approve")
    assert trials.stands(case) == "line"
    trials.act("general-manager", case, "approve")
    assert trials.stands(case) == "done"
    assert trials.balance("bank") == -5000


def test_below_the_limit_the_first_vote_in_line_is_enough(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("finance1", case, "approve")
    trials.act("sales-manager", case, "approve")
    trials.act("sales-manager", case, "approve")
    assert trials.stands(case) == "done"


def test_a_committee_decides_by_three_of_five(trials: House) -> None:
    case = trials.submit("finance1", "trial-vote", SMALL).case_id
    trials.act("committee1", case, "approve")
    trials.act("committee2", case, "reject", reason=2)
    trials.act("committee3", case, "approve")
    assert trials.stands(case) == "vote"
    trials.act("committee4", case, "approve")
    assert trials.stands(case) == "done"


def test_a_committee_refuses_when_three_can_no_longer_be_reached(trials: House) -> None:
    case = trials.submit("finance1", "trial-vote", SMALL).case_id
    trials.act("committee1", case, "reject", reason=1)
    trials.act("committee2", case, "send-back", reason=1)
    assert trials.stands(case) == "vote"
    trials.act("committee3", case, "reject", reason=1)
    assert trials.stands(case) == "refused"


def test_a_committee_mostly_sending_back_sends_back(trials: House) -> None:
    case = trials.submit("finance1", "trial-vote", SMALL).case_id
    trials.act("committee1", case, "send-back", reason=1)
    trials.act("committee2", case, "send-back", reason=1)
    trials.act("committee3", case, "reject", reason=1)
    assert trials.stands(case) == "draft"


def test_parallel_steps_join_when_both_have_ended(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-parallel", SMALL).case_id
    assert trials.stands(case) == "draw,price"
    trials.act("purchaser1", case, "give")
    assert trials.stands(case) == "draw"
    trials.act("designer1", case, "give")
    assert trials.stands(case) == "sum"


def test_sending_one_parallel_step_back_closes_the_other(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-parallel", SMALL).case_id
    trials.act("designer1", case, "send-back", reason=1)
    assert trials.stands(case) == "draft"
    trials.act("sales-rep1", case, "submit")
    assert trials.stands(case) == "draw,price"


def test_a_vote_taken_back_is_wanted_again(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("finance1", case, "approve")
    trials.as_("finance1").take_back(key=trials.key())
    trials.act("sales-manager", case, "approve")
    assert trials.stands(case) == "both"
    trials.act("finance2", case, "approve")
    assert trials.stands(case) == "line"


def test_the_last_vote_taken_back_leaves_the_first_standing(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("finance1", case, "approve")
    trials.act("sales-manager", case, "approve")
    trials.as_("sales-manager").take_back(key=trials.key())
    assert trials.stands(case) == "both"
    assert "voted" in trials.refusal("finance1", case, "approve")
    trials.act("sales-manager", case, "approve")
    assert trials.stands(case) == "line"


def test_the_requester_withdraws_after_the_first_vote(trials: House) -> None:
    """Withdrawing is no vote: it takes the place of none that was given."""
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("sales-manager", case, "approve")
    trials.act("sales-rep1", case, "withdraw")
    assert trials.stands(case) == "withdrawn"
