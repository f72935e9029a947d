"""Operation-plan review (P37): the story of the procedure, and each of its rules."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.house import House
from workflows.engine.form import shape
from workflows.engine.ledger_names import whose
from workflows.library.plan_sheet import OperationPlanForm

D = Decimal
YES = {"reasonable": True, "fits": True, "aimed": True}
REVIEWERS = ("service-supervisor", "finance1", "sales-manager", "quality-manager")


@pytest.fixture
def planning(house: House) -> House:
    """An expert, a known customer of tier B with a limit of 150,000, and 360,000 of free budget in sales."""
    house.expert("quality-manager")
    data = house.company.registers.data("customers", "C-0001") or {}
    house.record("customers", "C-0001", **{**data, "credit_limit": "150000.00"})
    house.past_order("C-0001")
    granted = [{"account": "budget-free", "dimension": "sales", "amount": "360000.00"}]
    case = house.submit("finance1", "opening-balance", {"title": "budget 2026", "accounts": granted})
    house.act("general-manager", case.case_id, "approve")
    return house


def plan(house: House, amount: str = "260000.00", **more: Any) -> dict[str, Any]:
    """A plan that is paid for when it is supplied."""
    return {
        "customer": "C-0001", "project": "new workshop", "amount": amount, "fit": "supply follows the building",
        "supply": [{"on": "2026-07-01", "amount": amount}], "payment": [{"on": "2026-06-30", "amount": amount}],
        "team": [{"employee": house.employee("sales-rep2")}], **more,
    }  # fmt: skip


HENGTONG: dict[str, Any] = {
    "supply": [{"on": "2026-06-15", "amount": "130000.00"}, {"on": "2026-07-15", "amount": "130000.00"}],
    "payment": [
        {"on": "2026-06-10", "method": "on signing", "amount": "26000.00"},
        {"on": "2026-06-30", "method": "bank", "amount": "104000.00"},
        {"on": "2026-07-31", "method": "bank", "amount": "130000.00"},
    ],
    "budget": [{"purpose": "samples", "amount": "8000.00"}, {"purpose": "transport", "amount": "4000.00"}],
}


def forwarded(house: House, values: dict[str, Any]) -> int:
    case = house.submit("sales-rep1", "operation-plan", values).case_id
    house.act("service-agent1", case, "forward")
    return case


def reviewed(house: House, case: int) -> None:
    for login in REVIEWERS:
        house.act(login, case, "approve", YES)


def test_the_sheet_keeps_what_its_base_says_of_a_field() -> None:
    kinds = {part.name: (part.kind, part.register) for part in shape(OperationPlanForm)}
    assert kinds["customer"] == ("ref", "customers")
    assert kinds["amount"] == ("money", "")


def test_a_new_customer_is_called_so(planning: House) -> None:
    case = forwarded(planning, plan(planning, customer="C-0002", **HENGTONG))
    assert planning.form(case)["customer_type"] == "new"
    assert "new customer" in str(planning.as_("sales-rep1").preview(case=case).brief[0])


def test_the_plan_for_hengtong_is_sent_back_once_and_then_in_force(planning: House) -> None:
    house = planning
    case = forwarded(house, plan(house, **HENGTONG))
    form = house.form(case)
    assert (form["peak"], form["tier"], form["customer_type"]) == ("130000.00", 2, "B")
    assert [row["owed"] for row in form["exposure"]] == ["-26000.00", "104000.00", "0.00", "130000.00", "0.00"]
    assert form["expert"] == house.employee("quality-manager")
    assert house.stands(case) == "joint"
    house.act("sales-manager", case, "approve", YES)
    house.act("finance1", case, "send-back", reason=2)
    assert house.stands(case) == "draft"

    house.act("sales-rep1", case, "submit", plan(house, **HENGTONG))
    house.act("service-agent1", case, "forward")
    reviewed(house, case)
    assert house.stands(case) == "done"
    number = house.company.cases.case(case).name
    assert house.balance("budget-earmarked", f"{number}/samples") == D("8000.00")
    assert house.balance("budget-earmarked", f"{number}/transport") == D("4000.00")
    assert house.balance("budget-free", "sales") == D("348000.00")
    assert str(whose(house.company, "budget-free", "sales")) == "Sales department"
    kept = house.company.registers.data("plans", number)
    assert kept is not None
    assert (kept["state"], kept["version"], kept["amount"]) == ("in-force", 1, "260000.00")
    assert [str(title) for _id, title, *_ in house.view(case).documents] == ["Operation-plan approval sheet"]


# --- tiers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "tier", "stands"),
    [
        ({"amount": "99999.99"}, 1, "single"),
        ({"amount": "100000.00"}, 2, "joint"),
        ({"amount": "499999.99"}, 2, "joint"),
        ({"amount": "500000.00"}, 3, "completion"),
        ({"amount": "10000.00", "instrument": "factoring"}, 3, "completion"),
        ({"amount": "10000.00", "customer": "C-0003"}, 2, "joint"),
    ],
)
def test_amount_instrument_and_customer_make_the_tier(
    planning: House, values: dict[str, Any], tier: int, stands: str
) -> None:
    case = forwarded(planning, plan(planning, **values))
    assert planning.form(case)["tier"] == tier
    assert planning.stands(case) == stands


def test_exposure_beyond_the_credit_limit_raises_the_tier(planning: House) -> None:
    late = {"payment": [{"on": "2026-08-01", "amount": "150000.01"}]}
    case = forwarded(planning, plan(planning, "150000.01", **late))
    assert planning.form(case)["peak"] == "150000.01"
    assert planning.form(case)["tier"] == 3


def test_on_the_same_day_goods_leave_before_the_money_comes(planning: House) -> None:
    case = forwarded(planning, plan(planning, "90000.00", payment=[{"on": "2026-07-01", "amount": "90000.00"}]))
    assert planning.form(case)["peak"] == "90000.00"


def test_a_small_plan_is_the_service_supervisors_alone(planning: House) -> None:
    case = forwarded(planning, plan(planning, "50000.00", budget=[{"purpose": "samples", "amount": "500.00"}]))
    assert "expert" not in planning.form(case)
    planning.act("service-supervisor", case, "approve", YES)
    assert planning.stands(case) == "done"
    assert planning.balance("budget-free", "sales") == D("359500.00")


def test_a_special_plan_passes_file_joint_review_and_three_of_five(planning: House) -> None:
    house = planning
    values = plan(house, instrument="leasing", budget=[{"purpose": "tests", "amount": "700.00"}])
    case = forwarded(house, values)
    assert house.refusal("sales-rep1", case, "sign") == "Risk note: fill this in"
    house.act("sales-rep1", case, "sign", {"risk": "lessor pays on delivery"})
    house.act("service-agent2", case, "sign")
    assert house.stands(case) == "joint"
    reviewed(house, case)
    assert house.stands(case) == "committee"
    assert house.balance("budget-free", "sales") == D("360000.00")
    for number in (1, 2):
        house.act(f"committee{number}", case, "approve", YES)
    assert house.stands(case) == "committee"
    house.act("committee3", case, "approve", YES)
    assert house.stands(case) == "done"
    assert house.balance("budget-free", "sales") == D("359300.00")
    assert [str(title) for _id, title, *_ in house.view(case).documents] == ["Special-plan joint review sheet"]


def test_the_committee_refuses_when_three_cannot_be_reached(planning: House) -> None:
    house = planning
    case = forwarded(house, plan(house, "600000.00"))
    house.act("sales-rep1", case, "sign", {"risk": "one customer"})
    house.act("service-agent1", case, "sign")
    reviewed(house, case)
    for number in (1, 2, 3):
        assert house.stands(case) == "committee"
        house.act(f"committee{number}", case, "reject", reason=3)
    assert house.stands(case) == "refused"


def test_the_tiers_ascend(planning: House) -> None:
    change = {"policy": "operation-plan.joint-from", "new": "500000", "effective": "2026-07-01", "reason": "fewer"}
    said = planning.not_submitted("hr", "policy-change", change)
    assert said.startswith("New value: must be less than “project amount from which the committee decides”")


# --- what is asked of the form ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"supply": []}, "Supply: comes to 0.00, the project amount is 260,000.00"),
        (
            {"payment": [{"on": "2026-07-01", "amount": "1"}]},
            "Payment: comes to 1.00, the project amount is 260,000.00",
        ),
        ({"budget": [{"purpose": "gifts", "amount": "0"}]}, "Budget, line 1, Amount: more than 0"),
        (
            {"budget": [{"purpose": "a/b", "amount": "1"}]},
            "Budget, line 1, Purpose: name each purpose once, without “/”",
        ),
    ],
)
def test_a_plan_adds_up(planning: House, values: dict[str, Any], said: str) -> None:
    assert planning.not_submitted("sales-rep1", "operation-plan", plan(planning, **values)) == said


def test_an_expert_outside_the_team_must_exist(planning: House) -> None:
    team = [{"employee": planning.employee("quality-manager")}]
    said = planning.not_submitted("sales-rep1", "operation-plan", plan(planning, team=team))
    assert said == "Team: no expert adviser is left outside the team"
    planning.submit("sales-rep1", "operation-plan", plan(planning, "9000.00", team=team))


def test_experts_take_turns(planning: House) -> None:
    house = planning
    first, second = sorted((house.expert("quality-manager"), house.expert("engineer1")))
    drawn = [house.form(forwarded(house, plan(house)))["expert"] for _turn in range(3)]
    assert drawn == [first, second, first]
    third = house.expert("inspector1")
    assert house.form(forwarded(house, plan(house)))["expert"] == third


def test_who_reviews_by_his_post_is_drawn_only_when_there_is_nobody_else(planning: House) -> None:
    planning.expert("finance1")
    assert planning.form(forwarded(planning, plan(planning)))["expert"] == planning.employee("quality-manager")


# --- the service agent --------------------------------------------------------------------------------------


def test_suggestions_are_added_and_answered_before_it_goes_on(planning: House) -> None:
    house = planning
    case = house.submit("sales-rep1", "operation-plan", plan(house)).case_id
    house.act("service-agent1", case, "send-back", {"suggestions": [{"text": "deliver in two lots"}]}, reason=3)
    house.act("sales-rep1", case, "submit")
    said = house.refusal("service-agent1", case, "forward")
    assert said == "Suggestions, line 1, Taken up: not answered: send it back to the team lead"
    house.act("service-agent1", case, "send-back", note="please answer")
    kept = house.form(case)["suggestions"]
    assert kept[0]["by"] == house.employee("service-agent1")
    house.act("sales-rep1", case, "submit", plan(house, suggestions=[{**kept[0], "taken": True, "answer": "done"}]))
    changed = [{**house.form(case)["suggestions"][0], "text": "deliver in three lots"}]
    said = house.refusal("service-agent1", case, "forward", {"suggestions": changed})
    assert said == "Suggestions, line 1, Suggestion: leave this suggestion as it is; add another one"
    house.act("service-agent1", case, "forward")
    assert house.stands(case) == "joint"


# --- the deciders -------------------------------------------------------------------------------------------


def test_every_decider_answers_the_three_questions_himself(planning: House) -> None:
    house = planning
    case = forwarded(house, plan(house))
    said = house.refusal("finance1", case, "approve", {"reasonable": True, "fits": True})
    assert said == "Is it aimed at this customer?: answer with yes or no"
    house.act("finance1", case, "approve", YES)
    assert "answer with yes or no" in house.refusal("sales-manager", case, "approve")
    house.act("sales-manager", case, "approve", YES)
    answered = [(line["by"], line["step"]) for line in house.form(case)["judgements"]]
    assert answered == [(house.employee("finance1"), "joint"), (house.employee("sales-manager"), "joint")]


def test_one_no_leaves_only_send_back_and_reject(planning: House) -> None:
    case = forwarded(planning, plan(planning))
    said = planning.refusal("finance1", case, "approve", {**YES, "fits": False})
    assert said == ("Does the plan fit the concrete conditions?: a no leaves only to send it back or to reject it")
    planning.act("finance1", case, "reject", {**YES, "fits": False}, reason=3)
    assert planning.stands(case) == "refused"
    assert planning.form(case)["judgements"][0]["fits"] is False


def test_the_budget_keeps_within_what_is_free(planning: House) -> None:
    case = forwarded(planning, plan(planning, budget=[{"purpose": "fair", "amount": "360000.01"}]))
    said = planning.refusal("finance1", case, "approve", YES)
    assert said == "Budget: 360,000.01 more than before, 360,000.00 is free"


def test_whoever_drafted_it_reviews_nothing(planning: House) -> None:
    planning.appoint("sales-rep1", "finance")
    case = forwarded(planning, plan(planning))
    assert planning.refusal("sales-rep1", case, "approve", YES) == (
        "You asked for this yourself; somebody else decides it"
    )


# --- afterwards ---------------------------------------------------------------------------------------------


def test_an_approved_plan_is_frozen(planning: House) -> None:
    house = planning
    case = forwarded(house, plan(house))
    reviewed(house, case)
    number = house.company.cases.case(case).name
    assert house.refusal("sales-rep1", case, "submit", plan(house, "1.00")) == "It stands at: done"
    said = house.not_submitted("sales-rep1", "operation-plan", plan(house, plan=number))
    assert said == "New version of: an approved plan is frozen: ask for a plan change"


def test_an_approval_taken_back_frees_the_budget_again(planning: House) -> None:
    house = planning
    case = forwarded(house, plan(house, **HENGTONG))
    reviewed(house, case)
    house.as_("quality-manager").take_back(key=house.key(), case=case)
    assert house.stands(case) == "joint"
    assert house.balance("budget-free", "sales") == D("360000.00")
    assert house.company.registers.data("plans", house.company.cases.case(case).name) is None


def test_orders_on_a_plan_keep_within_it(planning: House) -> None:
    house = planning
    case = forwarded(house, plan(house, "400.00"))
    order = {
        "customer": "C-0001", "basis": "phone", "basis_note": "9:10", "terms": "prepay", "warehouse": "MAIN",
        "address": "Hangzhou", "lines": [{"product": "LAMP", "quantity": "10", "price": "50.00"}],
        "operation_plan": house.company.cases.case(case).name,
    }  # fmt: skip
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    assert house.not_submitted("sales-rep1", "sales-order", order) == "Operation plan: is no approved operation plan"
    house.act("service-supervisor", case, "approve", YES)
    said = house.not_submitted("sales-rep1", "sales-order", order)
    assert said == "Operation plan: orders on the plan come to 500.00, the plan says 400.00"


def test_an_order_on_a_plan_keeps_its_payment_terms(planning: House) -> None:
    """Two halves, paid on 12 and 30 June: by 30 days of account neither is paid in time, on delivery both are."""
    house = planning
    data = house.company.registers.data("customers", "C-0001") or {}
    house.record("customers", "C-0001", **{**data, "terms": "account", "settlement_days": 20})
    house.goods("LAMP", "MAIN/A-01", "20", "700.00")
    halves = {
        "supply": [{"on": "2026-06-10", "amount": "400.00"}],
        "payment": [{"on": "2026-06-30", "amount": "200.00"}, {"on": "2026-06-12", "amount": "200.00"}],
    }
    case = forwarded(house, plan(house, "400.00", **halves))
    house.act("service-supervisor", case, "approve", YES)
    half = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-1", "terms": "account", "warehouse": "MAIN",
        "address": "Hangzhou", "lines": [{"product": "LAMP", "quantity": "4", "price": "50.00"}],
        "operation_plan": house.company.cases.case(case).name,
    }  # fmt: skip
    said = house.not_submitted("sales-rep1", "sales-order", half)
    assert said == ("Operation plan: the plan has 200.00 paid by 2026-06-12; on these terms it is due on 2026-06-29")
    house.submit("sales-rep1", "sales-order", {**half, "terms": "prepay"})
    house.submit("sales-rep1", "sales-order", half)  # the second half may be owed until the 30th
