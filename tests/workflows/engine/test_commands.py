"""The command path: conflicts, idempotency, claims, sending back, taking back, withdrawing, linked cases."""

import pytest

from tests.workflows.house import House
from workflows.engine.errors import Conflict, Invalid, NotFound, Refused
from workflows.engine.kinds import Kind

SMALL = {"what": "chairs", "amount": "500.00"}
LARGE = {"what": "lorry", "amount": "5000.00"}


def test_the_loser_is_told_who_did_what_when(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL)
    seen = trials.company.cases.case(case.case_id).seq
    trials.at("14:05")
    trials.act("sales-manager", case.case_id, "reject", reason=1)
    with pytest.raises(Conflict) as problem:
        trials.act("finance1", case.case_id, "approve", seen=seen)
    assert f"{case.number} is no longer there: sales-manager-name: Reject, 14:05" in str(problem.value)
    assert "It stands at: refused" in str(problem.value)


def test_a_changed_case_is_not_decided_unseen(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    seen = trials.company.cases.case(case).seq
    trials.act("sales-manager", case, "send-back", reason=1)
    trials.act("sales-rep1", case, "submit", {**SMALL, "amount": "600.00"})
    with pytest.raises(Conflict) as problem:
        trials.act("finance1", case, "approve", seen=seen)
    assert "has changed since you read it; sales-manager-name: Send back" in str(problem.value)
    trials.act("finance1", case, "approve", seen=seen + 2)


def test_a_key_repeated_gives_the_same_answer_and_does_nothing(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    first = trials.as_("finance1").act(case, "approve", key="same")
    again = trials.as_("finance1").act(case, "approve", key="same")
    assert (again.decision_id, again.replayed) == (first.decision_id, True)
    with pytest.raises(Conflict):
        trials.as_("finance2").act(case, "approve", key="same")


def test_a_claim_warns_others_until_they_take_over(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-child", SMALL).case_id
    task = trials.company.cases.open_tasks(case)[0]
    trials.as_("finance1").claim(task.id)
    assert "finance1-name is working on this" in trials.refusal("finance2", case, "paid")
    with pytest.raises(Conflict):
        trials.as_("finance2").claim(task.id)
    trials.act("finance2", case, "paid", take_over=True)
    assert trials.stands(case) == "done"


def test_a_claim_ends_by_itself_and_with_the_session(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-child", SMALL).case_id
    task = trials.company.cases.open_tasks(case)[0]
    trials.as_("finance1").claim(task.id)
    trials.later(minutes=16)
    trials.as_("finance2").claim(task.id)
    trials.as_("finance2").leave()
    trials.act("finance1", case, "paid")


def test_sending_back_wants_a_reason(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    with pytest.raises(Invalid) as problem:
        trials.act("finance1", case, "send-back")
    assert "give a reason: a number from 1 to 2, or a note" in str(problem.value)
    with pytest.raises(Invalid):
        trials.act("finance1", case, "send-back", reason=3)
    trials.act("finance1", case, "send-back", note="which chairs?")
    assert trials.stands(case) == "draft"


def in_line(trials: House, values: dict[str, str]) -> int:
    case = trials.submit("sales-rep1", "trial-order", values).case_id
    trials.act("finance1", case, "approve")
    trials.act("sales-manager", case, "approve")
    return case


def test_what_was_sent_back_goes_through_the_steps_again(trials: House) -> None:
    case = in_line(trials, SMALL)
    trials.act("sales-manager", case, "send-back", reason=1)
    trials.act("sales-rep1", case, "submit")
    assert trials.stands(case) == "both"


def test_or_straight_to_the_one_who_sent_it_back(trials: House) -> None:
    case = in_line(trials, SMALL)
    trials.act("sales-manager", case, "send-back", reason=1)
    trials.act("sales-rep1", case, "submit-straight", {**SMALL, "remark": "four of them"})
    assert trials.stands(case) == "line"


def test_the_way_straight_back_is_offered_to_the_one_who_hands_in_again(trials: House) -> None:
    case = in_line(trials, SMALL)
    trials.act("sales-manager", case, "send-back", reason=1)
    offered = {state.key: str(state.title) for state in trials.as_("sales-rep1").preview(case=case).actions}
    assert offered["submit-straight"] == "Submit straight to in a line"


def test_but_not_when_the_sum_changed_that_the_others_approved(trials: House) -> None:
    case = in_line(trials, SMALL)
    trials.act("sales-manager", case, "send-back", reason=1)
    trials.act("sales-rep1", case, "submit-straight", {"what": "chairs", "amount": "900.00"})
    assert trials.stands(case) == "both"


def test_nor_when_it_was_changed_by_saving_the_draft_before(trials: House) -> None:
    case = in_line(trials, SMALL)
    trials.act("sales-manager", case, "send-back", reason=1)
    dearer = {"what": "chairs", "amount": "900.00"}
    trials.as_("sales-rep1").save(case, dearer, seen=trials.view(case).seq, key=trials.key())
    trials.act("sales-rep1", case, "submit-straight")
    assert trials.stands(case) == "both"


def test_the_requester_withdraws_while_it_waits_for_a_decision(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    assert "requester" in trials.refusal("sales-rep2", case, "withdraw")
    trials.act("sales-rep1", case, "withdraw")
    assert trials.stands(case) == "withdrawn"


def test_taking_back_undoes_the_posting_by_its_opposite(trials: House) -> None:
    case = in_line(trials, SMALL)
    trials.act("sales-manager", case, "approve")
    assert trials.balance("bank") == -500
    trials.as_("sales-manager").take_back(key=trials.key())
    assert trials.stands(case) == "line"
    assert trials.balance("bank") == 0
    assert len(trials.company.money.entries(case_id=case)) == 2


def test_only_what_was_decided_before_the_sign_in_is_an_earlier_decision(trials: House) -> None:
    case = in_line(trials, SMALL)
    office = trials.as_("sales-manager")
    trials.act("sales-manager", case, "approve")
    last = office.last_decision()
    assert last is not None
    assert not last.earlier
    trials.later(days=1)
    later = trials.engine.office(office.person.id, door="test").last_decision()
    assert later is not None
    assert (later.earlier, later.number, str(later.action)) == (True, trials.company.cases.case(case).name, "Approve")


def test_what_has_left_the_house_is_not_taken_back(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-child", SMALL).case_id
    trials.act("finance1", case, "paid")
    with pytest.raises(Refused) as problem:
        trials.as_("finance1").take_back(key=trials.key())
    assert "cannot be undone" in str(problem.value)


def test_taking_back_ends_when_the_next_person_has_acted(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-parent", SMALL).case_id
    trials.act("sales-manager", case, "approve")
    child = trials.children(case)[0]
    trials.act("finance1", child.id, "reject", reason=2)
    with pytest.raises(Refused) as problem:
        trials.as_("sales-manager").take_back(key=trials.key(), case=case)
    assert "finance1-name has acted on it since" in str(problem.value)


def test_taking_back_takes_the_opened_case_with_it(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-parent", SMALL).case_id
    trials.act("sales-manager", case, "approve")
    child = trials.children(case)[0]
    assert trials.stands(child.id) == "pay"
    trials.as_("sales-manager").take_back(key=trials.key())
    assert trials.stands(case) == "boss"
    assert trials.stands(child.id) == "taken-back"
    trials.act("sales-manager", case, "approve")
    assert len(trials.children(case)) == 2


def test_what_was_done_is_told_with_whom_it_waits_for_now(trials: House) -> None:
    handed_in = trials.submit("sales-rep1", "trial-parent", SMALL)
    assert str(handed_in.said) == f"{handed_in.number}: Submit → boss · waits for Sales manager"
    refused = trials.act("sales-manager", handed_in.case_id, "reject", reason=1)
    assert str(refused.said) == f"{handed_in.number}: Reject → refused"


def test_the_end_of_a_child_moves_its_parent(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-parent", SMALL).case_id
    trials.act("sales-manager", case, "approve")
    child = trials.children(case)[0]
    assert "taken by" in trials.refusal("sales-manager", case, "fine")
    preview = trials.view(case, "sales-manager").preview
    assert (preview.actions, list(map(str, preview.next))) == ([], ["Fine → done", "Bad → boss"])
    trials.act("finance1", child.id, "reject", reason=1)
    assert trials.stands(case) == "boss"
    trials.act("sales-manager", case, "approve")
    trials.act("finance1", trials.children(case)[1].id, "paid")
    assert trials.stands(case) == "done"


def test_four_eyes_bars_the_requester_of_the_case_that_opened_it(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-parent", SMALL).case_id
    trials.act("sales-manager", case, "approve")
    child = trials.children(case)[0]
    person = trials.person("sales-rep1")
    with trials.db.write():
        trials.company.people.appoint(person, "finance", trials.clock.now().date())
    assert "You asked for this yourself" in trials.refusal("sales-rep1", child.id, "paid")


def test_unknown_things_are_not_found(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    with pytest.raises(NotFound):
        trials.act("finance1", case, "dance")
    with pytest.raises(NotFound):
        trials.act("finance1", "ZA-2026-999999", "approve")
    with pytest.raises(NotFound):
        trials.submit("sales-rep1", "trial-nothing", SMALL)


def test_bad_input_names_the_field_and_what_to_do(trials: House) -> None:
    with pytest.raises(Invalid) as problem:
        trials.submit("sales-rep1", "trial-order", {"what": "a\u202eb", "amount": "12.345", "customer": "C-9999"})
    said = "\n".join(map(str, problem.value.reasons))
    assert "Amount: at most 2 decimals" in said
    assert "What: holds the invisible control character U+202E" in said
    with pytest.raises(Invalid) as problem:
        trials.submit("sales-rep1", "trial-order", {"what": "chairs", "colour": "red"})
    assert "colour: unknown field; the form has what, amount" in str(problem.value)
    with pytest.raises(Invalid) as problem:
        trials.submit("sales-rep1", "trial-order", {"what": "chairs", "customer": "C-9999"})
    assert "Customer: C-9999 is not in the register" in str(problem.value)


def test_everything_wrong_is_said_at_once(trials: House) -> None:
    wrong = {"colour": "red", "amount": "12.345", "customer": "C-9999"}
    case = trials.draft("sales-rep1", "trial-order", {"what": "chairs"}).case_id
    everything = ["colour", "what", "amount", "customer"]
    with pytest.raises(Invalid) as problem:
        trials.submit("sales-rep1", "trial-order", wrong)
    assert [error.path for error in problem.value.errors] == everything
    with pytest.raises(Invalid) as problem:
        trials.act("sales-rep1", case, "submit", wrong)
    assert [error.path for error in problem.value.errors] == everything


def test_a_draft_may_be_unfinished_and_is_seen_by_its_writer_alone(trials: House) -> None:
    case = trials.draft("sales-rep1", "trial-order", {"amount": "50"}).case_id
    trials.as_("sales-rep1").save(case, {"amount": "60"}, seen=1, key=trials.key())
    with pytest.raises(NotFound):
        trials.as_("sales-manager").case(case)
    assert "What: fill this in" in trials.refusal("sales-rep1", case, "submit")
    trials.act("sales-rep1", case, "submit", {"what": "chairs", "amount": "60"})
    trials.as_("sales-manager").case(case)


def test_bulk_does_each_by_itself_and_says_what_failed(trials: House) -> None:
    cases = [trials.submit("sales-rep1", "trial-child", SMALL).case_id for _index in range(3)]
    tasks = [trials.company.cases.open_tasks(case)[0] for case in cases]
    seen = [(task.id, trials.company.cases.case(task.case_id).seq) for task in tasks]
    office = trials.as_("finance1")
    assert office.bulk_preview([task.id for task in tasks], "paid").total == 1500
    trials.act("finance2", cases[1], "paid")
    left = office.bulk_preview([task.id for task in tasks], "paid").left_out
    assert [item.number for item in left] == [trials.company.cases.case(cases[1]).number]
    assert "it stands at “done”" in str(left[0].reasons[0])
    results = office.bulk(seen, "paid", key="many")
    assert [item.done for item in results] == [True, False, True]
    assert "finance2-name" in str(results[1].reasons[0])
    assert [str(said) for said in results[1].reasons[1:]] == ["It stands at: done"]
    assert office.bulk(seen[:1], "paid", key="many")[0].done


def test_an_action_of_a_kind_is_on_each_task_its_own(trials: House) -> None:
    order = trials.submit("sales-rep1", "trial-order", {"what": "chairs", "amount": "500.00"}).case_id
    child = trials.submit("sales-rep1", "trial-child", SMALL).case_id
    trials.act("sales-manager", order, "approve")
    tasks = [trials.company.cases.open_tasks(case)[0].id for case in (order, child)]
    office = trials.as_("finance1")
    assert [(item.action, str(item.title)) for item in office.bulk_preview(tasks, Kind.FORWARD).taken] == [
        ("approve", "Approve"), ("paid", "Paid"),
    ]  # fmt: skip
    assert [item.reasons != () for item in trials.as_("sales-rep1").bulk_preview(tasks, Kind.FORWARD).left_out] == [
        True, True,
    ]  # fmt: skip


def test_taking_back_is_offered_while_nothing_stands_against_it(trials: House) -> None:
    def undoable(who: str) -> bool:
        last = trials.as_(who).last_decision()
        return last is not None and last.undoable

    assert not undoable("sales-manager")
    case = trials.submit("sales-rep1", "trial-order", {"what": "chairs", "amount": "500.00"}).case_id
    trials.act("sales-manager", case, "approve")
    assert undoable("sales-manager")
    trials.act("finance1", case, "approve")
    assert not undoable("sales-manager"), "somebody has acted on it since"
    child = trials.submit("sales-rep1", "trial-child", SMALL).case_id
    trials.act("finance2", child, "paid")
    assert not undoable("finance2"), "money has left"
