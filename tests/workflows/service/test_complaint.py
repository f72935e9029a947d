"""Complaint (P13, P31, P32, P136, P156): the story of the procedure, and each of its rules.

Long because every branch of the procedure has its test.
"""

from datetime import datetime
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.service import delivering

ZHAO = {"name": "赵女士", "phone": "13800000001", "customer": "C-0101", "unit": "3-1202"}
STAIRS = {
    "channel": "phone", **ZHAO, "about": "property", "what": "stairs not cleaned for a week", "place": "3-1202",
    "nature": "valid", "breach": "cleaning", "department": "cleaning", "reply_by": "2026-06-09T11:30:00",
}  # fmt: skip
QUESTION = {
    **STAIRS, "about": "charge", "what": "you overcharged me", "nature": "communicative", "breach": None,
    "need": "consulting",
}  # fmt: skip
SEEN = {"seen_at": "2026-06-09T10:15:00", "both_present": True, "findings": "dust on floors 9 to 12"}
SOLVED = {"first_answer": "cleaned today", "cause": "cleaner ill, nobody stood in"}


@pytest.fixture
def house(house: House) -> House:
    house.record(
        "customers", "C-0101", name="赵女士", legal="person", phones=["13800000001"], group="property", state="active"
    )  # fmt: skip
    house.record("customers", "C-0102", name="郭先生", legal="person", phones=["13800000002"], group="property")
    house.record(
        "units", "3-1202", building="三号楼", area="90", owner="C-0101", fee_paid_to="2026-05-31", state="occupied"
    )  # fmt: skip
    house.record("units", "3-0801", building="三号楼", area="90", owner="C-0102", fee_paid_to="2026-04-30")
    house.at("2026-06-09 09:10")
    return house


def recorded(house: House, form: dict[str, Any] = STAIRS, by: str = "front-desk1", **more: Any) -> int:
    return house.submit(by, "complaint", {**form, **more}).case_id


def seen(house: House, case: int, by: str = "front-desk1", supervisor: str = "department-head") -> None:
    """Both go there and say so."""
    values = {**SEEN, "seen_at": f"{house.clock.now():%Y-%m-%dT%H:%M:00}"}
    house.act(by, case, "seen", values)
    house.act(supervisor, case, "seen")


def handled(house: House, **more: Any) -> int:
    """A valid complaint at handle."""
    case = recorded(house, **more)
    seen(house, case)
    return case


def registered(house: House, case: int, by: str = "front-desk1") -> Any:
    """The result on the sheet; returns the call it opened."""
    house.act(by, case, "registered", {"result": "cleaned, the owner has seen it"})
    return house.children(case, "callback")[-1]


def agent_of(house: House, call: Any) -> str:
    person = house.company.people.by_employee(house.company.cases.case(call.id).form["agent"])
    assert person is not None
    return person.login


def called(house: House, call: Any, action: str, **values: Any) -> None:
    said = {"satisfied": {"score": 4, "evaluation": "clean now"}, "dissatisfied": {"score": 2, "opinions": "a corner"}}
    house.act(agent_of(house, call), call.id, action, {**said[action], **values})


def told(house: House, login: str) -> str:
    return "\n".join(str(notice[1]) for notice in house.as_(login).notices())


def brief(house: House, case: int, login: str = "service-supervisor") -> str:
    return "\n".join(map(str, house.view(case, login).preview.brief))


# --- the stories --------------------------------------------------------------------------------------------


def test_the_stairs_are_cleaned_and_at_the_second_call_the_owner_is_satisfied(house: House) -> None:
    promise = {"what": "free cleaning for a month", "by": "2026-07-09", "cost": "0"}
    refused = house.not_submitted("front-desk1", "complaint", {**STAIRS, "promises": [promise]})
    assert refused == "promise: only at handle"

    case = recorded(house)
    assert house.stands(case) == "site"
    assert house.due(case) == datetime(2026, 6, 9, 11, 30)
    assert "the answer is promised by 2026-06-09 11:30" in told(house, "department-head")

    house.at("10:20")
    seen(house, case)
    assert house.stands(case) == "handle"
    house.at("10:40")
    house.act("department-head", case, "answered", {"first_answer": "a cleaner is on the way"})
    assert house.form(case)["first_answered_at"] == "2026-06-09T10:40:00"
    assert house.due(case) == datetime(2026, 6, 12, 9, 10)

    house.at("15:00")
    house.act("department-head", case, "solved", {"cause": "cleaner ill, nobody stood in"})
    first = registered(house, case)
    assert house.stands(case) == "callback"
    assert len(house.view(case).documents) == 3

    house.at("2026-06-11 10:00")
    called(house, first, "dissatisfied", opinions="one corner was missed")
    assert house.stands(case) == "handle"
    assert "Round 2" in brief(house, case)
    assert "one corner was missed" in brief(house, case)

    house.act("department-head", case, "solved")
    assert "Result: fill this in" in house.refusal("front-desk1", case, "registered")
    second = registered(house, case)
    assert second.id != first.id
    called(house, second, "satisfied")
    assert house.stands(case) == "done"
    assert house.form(case)["round"] == 2
    assert check(house.db) == []


def test_an_overcharge_is_explained_by_the_payment_status(house: House) -> None:
    guo = {"name": "郭先生", "phone": "13800000002", "customer": "C-0102", "unit": "3-0801"}
    case = recorded(house, QUESTION, **guo)
    assert house.stands(case) == "identity"
    assert house.due(case) == datetime(2026, 6, 9, 10, 10)
    assert "Fee paid to 2026-04-30, unpaid: 2026-05; it never stops the handling" in brief(house, case)

    wrong = {"identity_by": "registered-phone", "identity_fact": "13911112222"}
    assert "is not in the register" in house.refusal("front-desk1", case, "confirmed", wrong)
    house.act("front-desk1", case, "confirmed", {**wrong, "identity_fact": "138 0000 0002"})
    assert house.form(case)["identity"] == "confirmed"
    assert house.form(case)["identity_on"] == "2026-06-09"

    house.act("department-head", case, "solved", {"first_answer": "May is not paid yet", "cause": "misunderstanding"})
    called(house, registered(house, case), "satisfied", evaluation="understood")
    assert house.stands(case) == "done"
    assert house.form(case)["nature"] == "communicative"


# --- record -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"what": None}, "What happened: fill this in"),
        ({"place": None}, "Where: fill this in"),
        ({"phone": "none"}, "Phone: write a number that can be called"),
        ({"breach": None}, "a valid complaint names its field"),
        ({"nature": "communicative"}, "a communicative complaint names its type"),
        ({"department": None}, "Department: fill this in"),
        ({"department": "quality"}, "does not head Quality department"),
        ({"reply_by": "2026-06-09T14:11:00"}, "Reply by: at most until 2026-06-09 14:10"),
        ({"reply_by": "2026-06-09T09:00:00"}, "Reply by: that time is past"),
        ({"major": True}, "say what makes it major"),
    ],
)
def test_what_must_be_known_at_record(house: House, changed: dict[str, Any], said: str) -> None:
    form = {**STAIRS, "supervisor": house.employee("department-head"), **changed}
    form = {name: value for name, value in form.items() if value is not None}
    assert said in house.not_submitted("front-desk1", "complaint", form)


def test_supervisor_and_reply_are_filled_in_where_they_follow(house: House) -> None:
    case = recorded(house, {name: value for name, value in STAIRS.items() if name != "reply_by"})
    form = house.form(case)
    assert form["supervisor"] == house.employee("department-head")
    assert form["reply_by"] == "2026-06-09T14:10:00"
    assert form["received_at"] == "2026-06-09T09:10:00"


def test_only_a_wrong_entry_that_was_not_handed_in_is_withdrawn(house: House) -> None:
    draft = house.draft("front-desk1", "complaint", {"name": "赵女士"}).case_id
    house.act("front-desk1", draft, "withdraw")
    assert house.stands(draft) == "withdrawn"

    case = recorded(house)
    house.act("department-head", case, "not-my-department", reason=1)
    assert house.stands(case) == "record"
    assert "not handed in is withdrawn" in house.refusal("front-desk1", case, "withdraw")


def test_a_wrong_department_comes_back_and_the_promised_time_stays(house: House) -> None:
    case = recorded(house)
    assert "is for: supervisor" in house.refusal("front-desk1", case, "not-my-department", reason=1)
    house.act("department-head", case, "not-my-department", reason=1)
    house.record("departments", "security", name="保安部", headed_by="office-director")
    right = {**STAIRS, "department": "security", "supervisor": house.employee("office-director")}
    later = {**right, "reply_by": "2026-06-09T13:00:00"}
    assert "it was promised and stays" in house.refusal("front-desk1", case, "submit", later)
    wrong = {**right, "supervisor": house.employee("department-head")}
    assert "does not head Security department" in house.refusal("front-desk1", case, "submit", wrong)
    house.act("front-desk1", case, "submit", right)
    assert house.stands(case) == "site"
    seen(house, case, supervisor="office-director")
    assert house.stands(case) == "handle"


# --- whose matter it is -------------------------------------------------------------------------------------


def test_a_complaint_about_the_supervisor_goes_to_the_post_above(house: House) -> None:
    case = recorded(house, about="staff", against=house.employee("department-head"))
    assert "a complaint for your department" in told(house, "general-manager")
    assert told(house, "department-head") == ""
    house.at("10:20")
    assert "not one that you may see" in house.refusal("department-head", case, "seen", SEEN)
    seen(house, case, supervisor="general-manager")
    assert house.stands(case) == "handle"
    house.act("general-manager", case, "answered", {"first_answer": "I look into it"})
    assert "goes to general-manager-name, never to that person" in brief(house, case)


def test_a_complaint_about_the_supervisor_goes_to_his_superior_where_one_is_named(house: House) -> None:
    number = house.employee("department-head")
    data = house.company.registers.data("employees", number) or {}
    house.record("employees", number, **{**data, "superior": house.employee("office-director")})
    case = recorded(house, about="staff", against=number)
    seen(house, case, supervisor="office-director")
    assert house.stands(case) == "handle"


def test_nobody_records_or_handles_a_complaint_about_himself(house: House) -> None:
    about = {"about": "staff", "against": house.employee("front-desk1")}
    refused = house.not_submitted("front-desk1", "complaint", {**STAIRS, **about})
    assert "it is about you: somebody else records it" in refused

    case = recorded(house, QUESTION, by="front-desk2", **about)
    house.act("front-desk2", case, "not-a-customer")
    assert house.form(case)["identity"] == "stranger"
    named = {"handler": house.employee("front-desk1")}
    assert "the complaint is about front-desk1-name" in house.refusal("department-head", case, "name", named)


def test_of_a_communicative_one_the_supervisor_names_who_handles_it(house: House) -> None:
    number = house.employee("technician1")
    data = house.company.registers.data("employees", number) or {}
    house.record("employees", number, **{**data, "department": "cleaning"})
    case = recorded(house, QUESTION)
    house.act("front-desk1", case, "not-a-customer")

    stranger = {"handler": house.employee("technician2")}
    assert "is not of this department" in house.refusal("department-head", case, "name", stranger)
    assert "the supervisor names him" in house.refusal(
        "department-head", case, "answered", {"first_answer": "x", "handler": number}
    )
    house.act("department-head", case, "name", {"handler": number})
    assert "Not your step" in house.refusal("department-head", case, "solved", SOLVED)
    house.act("technician1", case, "answered", {"first_answer": "I explain it"})
    house.act("department-head", case, "name", {"handler": number})

    valid = handled(house)
    assert "it is a valid complaint already" in house.refusal("department-head", valid, "name", {"handler": number})


def test_both_go_to_the_spot(house: House) -> None:
    case = recorded(house)
    assert "go there together" in house.refusal("front-desk1", case, "seen", {**SEEN, "both_present": False})
    assert "Findings: fill this in" in house.refusal("front-desk1", case, "seen", {**SEEN, "findings": ""})
    assert "has not come yet" in house.refusal("front-desk1", case, "seen", SEEN)
    house.at("10:20")
    house.act("front-desk1", case, "seen", SEEN)
    assert house.stands(case) == "site"
    assert "You have voted" in house.refusal("front-desk1", case, "seen")
    assert "Not your step" in house.refusal("front-desk2", case, "seen")
    house.act("department-head", case, "seen")
    assert house.stands(case) == "handle"


# --- handle -------------------------------------------------------------------------------------------------


def test_a_late_first_answer_is_explained(house: House) -> None:
    case = handled(house)
    house.at("12:00")
    assert "promised by 2026-06-09 11:30, given 2026-06-09 12:00: say why" in house.refusal(
        "department-head", case, "solved", SOLVED
    )
    house.act("department-head", case, "solved", {**SOLVED, "late_because": "the key was missing"})
    assert house.stands(case) == "result"


def test_answer_and_cause_come_before_the_solution(house: House) -> None:
    case = handled(house)
    refused = house.refusal("department-head", case, "solved")
    assert "First answer: fill this in" in refused
    assert "Cause: fill this in" in refused


def test_every_opened_case_ends_before_the_solution(house: House) -> None:
    case = handled(house)
    person, now = house.person("front-desk1"), house.clock.now()
    with house.db.write():
        opened = house.company.cases.add("work-order", 1, {}, person, person, now, parent=case)
    assert f"#{opened.id} is still open" in house.refusal("department-head", case, "solved", SOLVED)
    with house.db.write():
        opened.ended, opened.ended_at = "done", now
        house.company.cases.save(opened)
    house.act("department-head", case, "solved", SOLVED)


# --- what the customer is given through another case --------------------------------------------------------


def test_money_goes_back_by_a_refund_that_ends_before_the_solution(house: House) -> None:
    order = house.paid_order("C-0101", "300.00", shipped=True)
    case = handled(house, about="goods")
    asked = {"remedy": "partial", "remedy_order": order, "remedy_amount": "100.00"}
    said = house.refusal("department-head", case, "open-remedy", {"remedy": "partial"})
    assert "name the order it is about" in said
    assert "say how much goes back" in said
    other = house.paid_order("C-0102", "300.00", shipped=True)
    office = house.as_("department-head")
    offered = office.named_cases.offered(office.entry_form(case, "open-remedy"), "remedy_order", {}, "", 8)
    assert order in [hit.key for hit in offered]
    assert other not in [hit.key for hit in offered]
    said = house.refusal("department-head", case, "open-remedy", {**asked, "remedy_order": other})
    assert "another customer's: not the buyer" in said
    house.act("department-head", case, "open-remedy", asked)

    (refund,) = house.children(case, "refund")
    assert (house.stands(refund.id), refund.form["amount"]) == ("approve", "100.00")
    assert refund.form["source"] == house.company.cases.case(case).name
    assert "remedy" not in house.form(case), "the next one is asked for anew"
    assert f"{refund.number} is open on it already" in house.refusal("department-head", case, "open-remedy", asked)
    assert f"{refund.number} is still open" in house.refusal("department-head", case, "solved", SOLVED)
    house.act("service-supervisor", refund.id, "reject", reason=4)
    house.act("department-head", case, "solved", SOLVED)


def test_a_compensation_above_the_limit_is_promised_with_consent_first(house: House) -> None:
    case = handled(house)
    asked = {"remedy": "compensation", "remedy_amount": "500.00"}
    assert "take “Needs consent”" in house.refusal("department-head", case, "open-remedy", asked)
    house.act("department-head", case, "needs-consent", promise("500"))
    house.act("service-supervisor", case, "agree")
    house.act("department-head", case, "open-remedy", asked)
    (refund,) = house.children(case, "refund")
    assert (refund.form["kind"], refund.form["customer"]) == ("compensation", "C-0101")
    assert house.stands(refund.id) == "approve"


@pytest.mark.parametrize("remedy", ["order-change", "order-cancel"])
def test_a_changed_or_cancelled_order_waits_as_a_draft_of_the_service_agents(house: House, remedy: str) -> None:
    order, _shipment = delivering.paid(house)
    case = handled(house, about="delivery", customer="C-0001", unit=None)
    house.act("department-head", case, "open-remedy", {"remedy": remedy, "remedy_order": order})
    (child,) = house.children(case, remedy)
    assert (house.stands(child.id), child.form["order"], child.form["customer"]) == ("draft", order, "C-0001")


def test_goods_that_come_back_wait_as_a_draft_of_after_sales(house: House) -> None:
    order, shipment = delivering.paid(house)
    delivering.shipped(house, shipment)
    case = handled(house, about="goods", customer="C-0001", unit=None)
    asked = {"remedy": "returned", "remedy_order": order}
    house.act("department-head", case, "open-remedy", asked)
    (child,) = house.children(case, "return-exchange")
    assert (house.stands(child.id), child.form["sale"], child.form["lines"][0]["quantity"]) == ("draft", order, "20")
    assert "is open on it already" in house.refusal("department-head", case, "open-remedy", asked)
    assert "is still open" in house.refusal("department-head", case, "solved", SOLVED)


def promise(cost: str, by: str = "2026-06-20") -> dict[str, Any]:
    return {"promises": [{"what": "free cleaning", "by": by, "cost": cost}]}


def test_up_to_the_limit_a_promise_needs_no_consent(house: House) -> None:
    case = handled(house)
    assert "that day is past" in house.refusal(
        "department-head", case, "answered", {**SOLVED, **promise("200", "2026-06-08")}
    )
    assert "need no consent" in house.refusal("department-head", case, "needs-consent", promise("200"))
    house.act("department-head", case, "solved", {**SOLVED, **promise("200")})
    assert house.form(case)["binding"] == [{"what": "free cleaning", "by": "2026-06-20", "cost": "200.00"}]


def test_above_the_limit_the_service_supervisor_consents(house: House) -> None:
    case = handled(house)
    refused = house.refusal("department-head", case, "solved", {**SOLVED, **promise("200.01")})
    assert "a promise of 200.01 needs consent first" in refused
    house.act("department-head", case, "needs-consent", promise("2000"))
    assert house.due(case) == datetime(2026, 6, 9, 14, 10)
    assert "for a dispute without agreement only" in house.refusal(
        "service-supervisor", case, "ruling", {"ruling": "x"}
    )
    house.act("service-supervisor", case, "agree")
    assert house.stands(case) == "handle"
    assert house.form(case)["binding"][0]["cost"] == "2000.00"
    house.act("department-head", case, "solved", SOLVED)

    more = handled(house, name="孙女士", phone="13800000009", customer="C-0102", unit="3-0801")
    house.act("department-head", more, "needs-consent", promise("500"))
    house.act("service-supervisor", more, "refuse", reason=4)
    assert house.stands(more) == "handle"
    assert "needs consent first" in house.refusal("department-head", more, "solved", SOLVED)
    house.act("department-head", more, "solved", {**SOLVED, "promises": []})


def test_above_two_thousand_the_general_manager_consents_after_the_supervisor(house: House) -> None:
    case = handled(house)
    house.act("department-head", case, "needs-consent", promise("2000.01"))
    assert "Not your step" in house.refusal("general-manager", case, "agree")
    house.act("service-supervisor", case, "agree")
    assert house.stands(case) == "consent"
    house.act("general-manager", case, "agree")
    assert house.stands(case) == "handle"
    changed = promise("2500")
    assert "needs consent first" in house.refusal("department-head", case, "solved", {**SOLVED, **changed})


def test_a_dispute_is_settled_by_both_or_by_a_ruling(house: House) -> None:
    case = handled(house, about="domestic-worker", dispute=True)
    assert "both are heard, each apart" in house.refusal("department-head", case, "solved", SOLVED)
    heard = {**SOLVED, "customer_statement": "a vase broke", "other_statement": "it stood on the edge"}
    assert "ask for a ruling" in house.refusal("department-head", case, "solved", heard)
    house.act("department-head", case, "needs-consent", heard)
    assert "there is no cost to consent to" in house.refusal("service-supervisor", case, "agree")
    house.act("service-supervisor", case, "ruling", {"ruling": "we pay half", "ruling_accepted": False})
    assert house.stands(case) == "result"
    assert [matter.form["kind"] for matter in house.children(case, "important-matter")] == ["major-complaint"]

    other = handled(house, dispute=True, phone="13800000009", customer="C-0102")
    house.act("department-head", other, "solved", {**heard, "both_agree": True})
    assert house.stands(other) == "result"


def test_a_ruling_with_a_cost_above_the_second_limit_wants_the_same_vote_twice(house: House) -> None:
    case = handled(house, dispute=True)
    house.act(
        "department-head", case, "needs-consent",
        {**promise("3000"), "customer_statement": "a", "other_statement": "b"},
    )  # fmt: skip
    house.act("service-supervisor", case, "ruling", {"ruling": "we pay 3,000"})
    refused = house.refusal("general-manager", case, "agree")
    assert "service-supervisor-name has decided otherwise: do the same or refuse" in refused
    house.act("general-manager", case, "ruling")
    assert house.stands(case) == "result"


# --- a communicative one becomes valid ----------------------------------------------------------------------


def test_dissatisfied_at_the_callback_a_communicative_one_is_valid_and_goes_to_the_site(house: House) -> None:
    case = recorded(house, QUESTION)
    house.act("front-desk1", case, "not-a-customer")
    house.act("department-head", case, "solved", SOLVED)
    called(house, registered(house, case), "dissatisfied")
    assert house.stands(case) == "site"
    assert house.form(case)["nature"] == "valid"
    assert house.form(case)["breach"] == "other"


def test_unanswered_at_its_deadline_it_is_valid(house: House) -> None:
    case = recorded(house, QUESTION)
    house.act("front-desk1", case, "not-a-customer")
    assert house.due(case) == datetime(2026, 6, 9, 11, 30)
    assert "there is time until" in house.refusal("department-head", case, "unanswered")
    house.at("11:31")
    house.as_("service-agent1").tick()
    assert house.stands(case) == "site"
    assert house.form(case)["nature"] == "valid"
    assert house.company.cases.decisions(case)[-1].kind == "system"


def test_answered_in_time_it_stays_what_it_is(house: House) -> None:
    case = recorded(house, QUESTION)
    house.act("front-desk1", case, "not-a-customer")
    house.act("department-head", case, "answered", {"first_answer": "we look into it"})
    house.at("2026-06-13 09:00")
    house.as_("service-agent1").tick()
    assert house.stands(case) == "handle"
    assert house.form(case)["nature"] == "communicative"


def test_the_third_by_one_person_in_thirty_days_is_valid(house: House) -> None:
    for day in ("2026-05-08", "2026-05-20", "2026-06-08"):
        house.at(f"{day} 09:10")
        case = recorded(house, QUESTION, reply_by=f"{day}T11:00:00", customer=None, unit=None)
        assert house.stands(case) == "identity"
    house.at("2026-06-09 09:10")
    case = recorded(house, QUESTION, phone="138-0000-0001")
    assert house.stands(case) == "site"
    assert house.form(case)["breach"] == "other"


def test_a_breach_found_at_identity_or_handle_leads_to_the_site(house: House) -> None:
    case = recorded(house, QUESTION)
    assert "Field of a valid one: fill this in" in house.refusal("front-desk1", case, "breach")
    house.act("front-desk1", case, "breach", {"breach": "charging"})
    assert house.stands(case) == "site"

    other = recorded(house, QUESTION, phone="13800000009", customer="C-0102")
    house.act("front-desk1", other, "not-a-customer")
    house.act("department-head", other, "breach", {"breach": "charging"})
    assert house.stands(other) == "site"
    assert house.form(other)["nature"] == "valid"


# --- major --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{"major": True, "ground": "injury"}, {"ground": "fire"}, {"claim": "10000"}])
def test_injury_fire_and_a_large_claim_are_major(house: House, more: dict[str, Any]) -> None:
    case = recorded(house, **more)
    assert house.stands(case) == "major"
    assert house.form(case)["major"] is True
    assert house.company.cases.open_tasks(case)[0].rank == -1
    assert "name at least one" in house.refusal("service-supervisor", case, "coordinate")
    departments = [{"department": "cleaning", "part": "close the stairs"}, {"department": "warehouse"}]
    house.act("service-supervisor", case, "coordinate", {"departments": departments})
    assert house.stands(case) == "site"
    assert "close the stairs" in told(house, "department-head")
    assert "a major complaint" in told(house, "warehouse-supervisor")
    house.view(case, "warehouse-supervisor")


def test_a_claim_below_the_limit_is_not(house: House) -> None:
    assert house.stands(recorded(house, claim="9999.99")) == "site"


def test_not_major_goes_its_ordinary_way(house: House) -> None:
    case = recorded(house, QUESTION, ground="press")
    assert "give a reason" in house.refusal("service-supervisor", case, "not-major")
    house.act("service-supervisor", case, "not-major", reason=2)
    assert house.stands(case) == "identity"
    assert "major" not in house.form(case) or house.form(case)["major"] is False
    valid = recorded(house, ground="theft", phone="13800000009", customer="C-0102")
    house.act("service-supervisor", valid, "not-major", reason=2)
    assert house.stands(valid) == "site"


def test_the_fifth_complainant_on_one_thing_in_a_day_makes_it_major(house: House) -> None:
    first = house.submit("front-desk1", "complaint", STAIRS).number
    for index in range(3):
        case = recorded(house, same_as=first, phone=f"1390000000{index}", customer=None, unit=None)
        assert house.stands(case) == "site"
    again = recorded(house, same_as=first, phone="13900000001", customer=None, unit=None)
    assert house.stands(again) == "site"
    fifth = recorded(
        house, same_as=house.company.cases.case(again).number, phone="13900000009", customer=None, unit=None
    )
    assert house.stands(fifth) == "major"
    assert house.form(fifth)["ground"] == "many"


def test_dissatisfied_for_the_third_time_it_is_major(house: House) -> None:
    case = handled(house)
    for round_ in (1, 2, 3):
        house.act("department-head", case, "solved", SOLVED)
        called(house, registered(house, case), "dissatisfied")
        assert house.stands(case) == ("major" if round_ == 3 else "handle")
    assert house.form(case)["ground"] == "rounds"


# --- result and callback ------------------------------------------------------------------------------------


def test_the_result_comes_from_who_recorded_it(house: House) -> None:
    case = handled(house)
    house.act("department-head", case, "solved", SOLVED)
    assert "Not your step" in house.refusal("front-desk2", case, "registered", {"result": "x"})
    call = registered(house, case)
    assert call.form["kind"] == "complaint"
    assert call.form["service_item"] == "stairs not cleaned for a week"
    assert call.form["handled_by"] == house.employee("department-head")


def test_only_the_callback_moves_the_waiting_complaint(house: House) -> None:
    case = handled(house)
    house.act("department-head", case, "solved", SOLVED)
    call = registered(house, case)
    assert f"{call.number} is still open" in house.refusal("callback-agent1", case, "satisfied")
    called(house, call, "dissatisfied")
    house.act("department-head", case, "solved", SOLVED)
    second = registered(house, case)
    assert f"{second.number} is still open" in house.refusal("callback-agent1", case, "dissatisfied")


@pytest.mark.parametrize("end", ["declined", "unreached"])
def test_who_cannot_or_will_not_be_called_ends_it_unreached(house: House, end: str) -> None:
    case = handled(house)
    house.act("department-head", case, "solved", SOLVED)
    call = registered(house, case)
    agent = agent_of(house, call)
    if end == "declined":
        house.act(agent, call.id, "no-calls")
    else:
        for day in (9, 10, 11):
            house.at(f"2026-06-{day:02} 15:00")
            house.act(agent, call.id, "not-reached", {"way": "phone"})
        house.act(agent, call.id, "not-reached", {"way": "sms"})
        house.act("service-supervisor", call.id, "give-up")
    assert house.stands(case) == "unreached"


# --- what stands beside it ----------------------------------------------------------------------------------


def test_arrears_and_earlier_complaints_stand_beside_the_case(house: House) -> None:
    line = {"account": "receivable", "dimension": "C-0101", "amount": "312.50"}
    opening = house.submit("finance1", "opening-balance", {"title": "opening", "accounts": [line]})
    house.act("general-manager", opening.case_id, "approve")
    house.past_order("C-0101")
    first = house.submit("front-desk1", "complaint", STAIRS).number
    second = recorded(house)
    said = brief(house, second)
    assert "Owes 312.50: shown, it never stops the handling" in said
    assert f"Other complaints of this person: {first}" in said
    assert "Orders: #" in said
    assert house.form(second)["fee_paid_to"] == "2026-05-31"


def test_major_ones_stand_first_in_the_queue(house: House) -> None:
    recorded(house)
    major = recorded(house, ground="fire", phone="13800000009", customer="C-0102")
    rows = house.as_("service-supervisor").page("service", "complaints").rows
    assert rows[0].case_id == major
