"""Callback (P103, P104, P126, P136): the story of a call, of a round, and each of their rules.

Long because single calls, rounds and the duties that open them are one procedure.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from workflows.i18n import translation
from workflows.library.callback_duties import days_of_rounds

HE = {"customer": "C-0103", "name": "何先生", "phone": "13800000003"}
TAP = {**HE, "what": "tap repaired"}
NO_MEMBER = {"customer": "C-0104", "name": "叶小姐", "phone": "13800000004"}
GOOD = {"score": 4, "evaluation": "the tap holds"}
BAD = {"score": 2, "opinions": "tap drips again"}
AGENTS = ("callback-agent1", "callback-agent2")


@pytest.fixture
def house(works: House) -> House:
    works.record(
        "customers", "C-0103", name="何先生", legal="person", phones=["13800000003"], group="property", tier="D"
    )
    works.record("customers", "C-0104", name="叶小姐", legal="person", phones=["13800000004"], tier="C", group="retail")
    works.record("customers", "C-0105", name="孙先生", legal="person", phones=["13800000005"], tier="C", no_calls=True)
    works.record("customers", "C-0106", name="周女士", legal="person", phones=["13800000006"], tier="C")
    works.member("C-0103")
    works.at("2026-06-10 16:00")
    return works


def signed(house: House, **more: Any) -> tuple[int, Any]:
    """A work order signed now, and the call it opens."""
    order = house.submit("front-desk1", "work-order", {**TAP, **more}).case_id
    house.act("front-desk1", order, "signed")
    calls = house.children(order, "callback")
    return order, calls[-1] if calls else None


def agent_of(house: House, call: Any) -> str:
    person = house.company.people.by_employee(house.form(call.id)["agent"])
    assert person is not None
    return person.login


def rung(house: House, call: Any, action: str, values: dict[str, Any] | None = None) -> None:
    house.act(agent_of(house, call), call.id, action, values)


def refused(house: House, call: Any, action: str, values: dict[str, Any] | None = None) -> str:
    return house.refusal(agent_of(house, call), call.id, action, values)


def round_of(house: House, *customers: str, **more: Any) -> int:
    rows = [{"customer": key} for key in customers]
    form = {"shape": "round", "kind": "irregular", "event": "C", "customers": rows, **more}
    return house.submit("service-supervisor", "callback", form).case_id


def opened_by(house: House, duty: str) -> list[Any]:
    """Let time do its work while the supervisor is signed in; what the duty has opened so far."""
    house.engine.tick(house.person("service-supervisor"))
    return [case for case in house.company.cases.of_process("callback") if case.duty == f"callback.{duty}"]


def brief(house: House, case: int, language: str = "en") -> str:
    preview = house.view(case).preview
    return "\n".join(line.render(translation(language)) for line in preview.brief)


# --- the stories --------------------------------------------------------------------------------------------


def test_mr_he_names_a_time_says_the_tap_drips_again_and_is_satisfied_at_the_second_call(house: House) -> None:
    order, call = signed(house)
    assert house.stands(order) == "callback"
    assert house.due(call.id) == datetime(2026, 6, 13, 16, 0)

    house.at("2026-06-11 12:40")
    assert refused(house, call, "satisfied", GOOD) == "rest time 12:00–14:00"
    house.at("14:10")
    rung(house, call, "later", {"named_time": "2026-06-12T19:00:00"})
    assert house.stands(call.id) == "call"
    assert house.due(call.id) == datetime(2026, 6, 13, 16, 0)

    house.at("2026-06-12 19:00")
    rung(house, call, "dissatisfied", BAD)
    assert house.stands(call.id) == "reopened"
    assert house.stands(order) == "collect"
    assert house.company.cases.open_tasks(order)[0].round == 2

    house.at("2026-06-15 10:00")
    house.act("front-desk1", order, "signed")
    second = house.children(order, "callback")[-1]
    rung(house, second, "satisfied", GOOD)
    assert house.stands(second.id) == "recorded"
    assert house.stands(order) == "done"
    log = house.company.registers.data("customers", "C-0103")["contact_log"]  # type: ignore[index]
    assert [entry["what"] for entry in log] == ["2/5 tap drips again", "4/5 the tap holds"]

    house.at("2026-07-01 09:00")
    (report,) = opened_by(house, "monthly")
    assert house.stands(report.id) == "analyse"
    assert "2 calls, 2 of 2 members, 0 satisfied at the first call" in brief(house, report.id)
    assert check(house.db) == []


def test_the_subject_of_a_round_names_whom_it_calls(house: House) -> None:
    case = house.company.cases.case(round_of(house, "C-0104", "C-0105", "C-0106"))
    assert case.subject == "C · 叶小姐 +1", "who wants no calls is left out"


def test_a_round_from_allocating_to_the_report(house: House) -> None:
    case = round_of(house, "C-0104", "C-0105", "C-0106")
    assert house.stands(case) == "allocate"
    said = brief(house, case)
    assert "callback-agent1-name: 1 call" in said
    assert "1 customer left out" in said

    house.act("service-supervisor", case, "allocate")
    assert house.stands(case) == "calling"
    first, second = house.children(case, "callback")
    assert {agent_of(house, first), agent_of(house, second)} == set(AGENTS)
    assert house.due(case) == datetime(2026, 6, 13, 16, 0)

    rung(house, first, "satisfied", GOOD)
    assert house.stands(case) == "calling"
    assert "1 of 2 calls have ended" in brief(house, case)
    rung(house, second, "no-calls")
    assert house.stands(case) == "analyse"

    wrong = {"calls": 3, "satisfied_calls": 1, "dissatisfied_calls": 0, "declined_calls": 1, "unreached_calls": 0}
    report = {**wrong, "report": "one satisfied, one wants no calls"}
    assert "Calls made: the calls say 2" in house.refusal("callback-agent1", case, "written", report)
    house.act("callback-agent1", case, "written", {**report, "calls": 2})
    assert "asked for this yourself" in house.refusal("service-supervisor", case, "approve")
    house.act("general-manager", case, "send-back", reason=3)
    assert house.stands(case) == "analyse"
    house.act("callback-agent2", case, "written")
    house.act("general-manager", case, "approve")
    assert house.stands(case) == "done"
    assert len(house.view(case).documents) == 1
    assert check(house.db) == []


# --- who calls ----------------------------------------------------------------------------------------------


def test_calls_go_round_by_balance(house: House) -> None:
    agents = [agent_of(house, signed(house)[1]) for _call in range(4)]
    assert agents == ["callback-agent1", "callback-agent2", "callback-agent1", "callback-agent2"]


def test_ability_for_the_customers_group_counts(house: House) -> None:
    number = house.employee("callback-agent2")
    data = house.company.registers.data("employees", number) or {}
    house.record("employees", number, **{**data, "abilities": [{"group": "property", "level": 3}]})
    assert [agent_of(house, signed(house)[1]) for _call in range(3)] == [
        "callback-agent2",
        "callback-agent2",
        "callback-agent1",
    ]


def test_nobody_asks_about_his_own_work(house: House) -> None:
    person, today = house.person("front-desk1"), house.clock.now().date()
    with house.db.write():
        house.company.people.appoint(person, "callback-agent", today)
    _order, call = signed(house)
    assert agent_of(house, call) == "callback-agent1"
    task = house.company.cases.open_tasks(call.id)[0]
    task.slots = [["post:callback-agent"]]
    with house.db.write():
        house.company.cases.save_slots(task)
    assert "you had a part in WK-2026-000001" in house.refusal("front-desk1", call.id, "satisfied", GOOD)


def test_who_handled_it_does_not_ask_about_it_either(house: House) -> None:
    order = house.submit("front-desk1", "work-order", {**TAP, "calls": False}).case_id
    house.act("front-desk1", order, "signed")
    number = house.company.cases.case(order).number
    form = {
        "shape": "single", "kind": "after-sale", "source": number, **HE,
        "handled_by": house.employee("callback-agent1"),
    }  # fmt: skip
    call = house.submit("service-supervisor", "callback", form)
    assert house.form(call.case_id)["agent"] == house.employee("callback-agent2")


def test_who_is_on_leave_for_long_is_given_no_call(house: House) -> None:
    for login, last in (("callback-agent1", "2026-06-15"), ("callback-agent2", "2026-06-12")):
        slip = {
            "employee": house.employee(login), "kind": "personal", "first": "2026-06-11", "last": last, "reason": "moving",
        }  # fmt: skip
        asked = house.submit(login, "leave", slip).case_id
        house.act("service-supervisor", asked, "approve")
    house.at("2026-06-11 16:00")
    assert [agent_of(house, signed(house)[1]) for _call in range(2)] == ["callback-agent2"] * 2


def test_without_any_agent_the_supervisor_calls(house: House) -> None:
    for login in AGENTS:
        person = house.person(login)
        (held,) = house.company.people.holdings(person)
        with house.db.write():
            house.company.people.end_post(held.id, date(2026, 6, 1))
    _order, call = signed(house)
    house.act("service-supervisor", call.id, "satisfied", GOOD)
    assert house.stands(call.id) == "recorded"


# --- the draft ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"shape": "round", "kind": "irregular"}, "take at least one customer from the customer file"),
        ({"shape": "round", "kind": "irregular", "customers": [{"customer": "C-9999"}]}, "is not in the register"),
        ({"shape": "round", "kind": "irregular", "customers": [{"customer": "C-0104"}] * 2}, "listed twice"),
        ({"shape": "round", "kind": "monthly"}, "opens by itself on the 1st"),
        ({"shape": "single", "kind": "after-sale", **HE}, "name the case it follows"),
        ({"shape": "single", "kind": "after-sale", "name": "x"}, "Phone: fill this in"),
        (
            {"shape": "round", "kind": "special", "customers": [{"customer": "C-0104"}], "questions": list("abcde")},
            "at most 4 questions",
        ),
    ],
)
def test_what_must_be_known_before_anybody_is_called(house: House, form: dict[str, Any], said: str) -> None:
    assert said in house.not_submitted("service-supervisor", "callback", form)


def test_there_is_no_second_open_call_on_one_source(house: House) -> None:
    order, call = signed(house)
    number = house.company.cases.case(order).number
    form = {"shape": "single", "kind": "after-sale", "source": number, **HE}
    assert f"{call.number} is open on {number} already" in house.not_submitted("service-supervisor", "callback", form)


def test_another_agent_than_by_balance_needs_a_reason(house: House) -> None:
    order = house.submit("front-desk1", "work-order", {**TAP, "calls": False}).case_id
    house.act("front-desk1", order, "signed")
    form = {
        "shape": "single", "kind": "after-sale", "source": house.company.cases.case(order).number, **HE,
        "agent": house.employee("callback-agent2"),
    }  # fmt: skip
    assert "say why not the agent by balance" in house.not_submitted("service-supervisor", "callback", form)
    call = house.submit("service-supervisor", "callback", {**form, "agent_reason": "knows the customer"})
    assert house.form(call.case_id)["agent"] == house.employee("callback-agent2")


def test_only_a_round_is_withdrawn(house: House) -> None:
    form: dict[str, Any] = {"shape": "round", "kind": "special"}
    draft = house.draft("service-supervisor", "callback", form).case_id
    assert house.due(draft) == datetime(2026, 6, 12, 16, 0)
    house.act("service-supervisor", draft, "withdraw")
    assert house.stands(draft) == "withdrawn"
    single = house.draft("service-supervisor", "callback", {"shape": "single", "kind": "after-sale"}).case_id
    assert house.due(single) is None
    assert "a single call is not withdrawn" in house.refusal("service-supervisor", single, "withdraw")


# --- allocating a round -------------------------------------------------------------------------------------


def test_a_changed_name_and_a_left_out_customer_need_a_reason(house: House) -> None:
    case = round_of(house, "C-0104", "C-0106")
    rows = house.form(case)["customers"]
    other = {**rows[0], "agent": house.employee("callback-agent2")}
    assert "a changed name needs a reason" in house.refusal(
        "service-supervisor", case, "change", {"customers": [other, rows[1]]}
    )
    outsider = {**rows[0], "agent": house.employee("technician1"), "reason": "x"}
    assert "technician1-name is no callback agent on duty" in house.refusal(
        "service-supervisor", case, "allocate", {"customers": [outsider, rows[1]]}
    )
    out = {**rows[1], "left_out": True}
    assert "say why the customer is left out" in house.refusal(
        "service-supervisor", case, "allocate", {"customers": [rows[0], out]}
    )
    changed = {"customers": [{**other, "reason": "knows her"}, {**out, "reason": "was here today"}]}
    house.act("service-supervisor", case, "change", changed)
    assert house.stands(case) == "allocate"
    house.act("service-supervisor", case, "allocate")
    (call,) = house.children(case, "callback")
    assert agent_of(house, call) == "callback-agent2"


def test_who_wants_no_calls_is_left_out_without_a_word(house: House) -> None:
    case = round_of(house, "C-0105")
    assert house.form(case)["customers"][0]["left_out"] is True
    assert "nobody is left to call" in house.refusal("service-supervisor", case, "allocate")
    (row,) = house.form(case)["customers"]
    again = {"customers": [{**row, "left_out": False, "agent": house.employee("callback-agent1"), "reason": "x"}]}
    assert "wants no calls: leave out" in house.refusal("service-supervisor", case, "allocate", again)


def test_a_customer_without_phone_waits_as_a_draft_of_the_supervisor(house: House) -> None:
    case = round_of(house, "C-0001")
    house.act("service-supervisor", case, "allocate")
    (call,) = house.children(case, "callback")
    assert house.stands(call.id) == "draft"
    kept = {name: value for name, value in house.form(call.id).items() if value}
    house.act("service-supervisor", call.id, "submit", {**kept, "name": "恒达", "phone": "057188880000"})
    rung(house, call, "satisfied", GOOD)
    assert house.stands(case) == "analyse"


# --- the call -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["satisfied", "dissatisfied", "later", "not-reached"])
def test_outside_the_hours_nobody_is_called_whatever_he_would_say(house: House, action: str) -> None:
    _order, call = signed(house)
    house.at("20:00")
    said = {**GOOD, **BAD, "named_time": "2026-06-12T19:00:00"}
    assert "rest time 20:00–09:00" in refused(house, call, action, said)


def test_the_customers_own_hours_and_his_own_call(house: House) -> None:
    data = house.company.registers.data("customers", "C-0103") or {}
    house.record("customers", "C-0103", **{**data, "contact_hours": "18:00-20:00"})
    _order, call = signed(house)
    assert "wants to be called at 18:00-20:00 only" in refused(house, call, "satisfied", GOOD)
    rung(house, call, "satisfied", {**GOOD, "customer_called": True})
    assert house.stands(call.id) == "recorded"


def test_at_the_named_time_the_quiet_hours_do_not_count(house: House) -> None:
    _order, call = signed(house)
    house.at("2026-06-11 11:00")
    rung(house, call, "later", {"named_time": "2026-06-12T12:30:00"})
    house.at("2026-06-12 12:20")
    assert "rest time" in refused(house, call, "satisfied", GOOD)
    assert "rest time" in refused(house, call, "satisfied", {**GOOD, "named_time": "2026-06-12T12:20:00"})
    house.at("12:30")
    rung(house, call, "satisfied", GOOD)


def test_only_a_named_time_moves_the_deadline_and_at_most_fourteen_days(house: House) -> None:
    _order, call = signed(house)
    rung(house, call, "not-reached")
    assert house.due(call.id) == datetime(2026, 6, 13, 16, 0)
    assert "Time the customer named: fill this in" in refused(house, call, "later")
    assert "that time is past" in refused(house, call, "later", {"named_time": "2026-06-10T15:00:00"})
    late = {"named_time": "2026-06-27T16:01:00"}
    assert "at most 14 days later: until 2026-06-27 16:00" in refused(house, call, "later", late)
    rung(house, call, "later", {"named_time": "2026-06-27T16:00:00"})
    assert house.due(call.id) == datetime(2026, 6, 27, 16, 0)


def test_the_record_is_complete(house: House) -> None:
    _order, call = signed(house)
    assert refused(house, call, "satisfied") == "Score 1–5: fill this in\nEvaluation: fill this in"
    assert refused(house, call, "dissatisfied") == "Score 1–5: fill this in\nOpinions: fill this in"
    rung(house, call, "satisfied", GOOD)
    form = house.form(call.id)
    assert form["satisfied"] is True
    assert form["attempts"] == [{"at": "2026-06-10T16:00:00", "way": "phone", "result": "talked"}]
    ((_id, title, _number),) = house.view(call.id).documents
    assert str(title) == "Callback record"


def test_giving_up_needs_three_days_and_a_message_and_the_supervisor(house: House) -> None:
    order, call = signed(house)
    for day in (10, 11):
        house.at(f"2026-06-{day} 16:00")
        rung(house, call, "not-reached")
    rung(house, call, "not-reached")
    assert "is for: Service supervisor" in refused(house, call, "give-up")
    said = house.refusal("service-supervisor", call.id, "give-up")
    assert "3 calls on 2 days so far; 3 calls on 3 days are needed" in said
    assert "send a text message first" in said
    house.at("2026-06-12 16:00")
    rung(house, call, "not-reached")
    assert "send a text message first" in house.refusal("service-supervisor", call.id, "give-up")
    rung(house, call, "not-reached", {"way": "sms"})
    assert house.form(call.id)["attempts"][-1]["result"] == "sent"
    house.act("service-supervisor", call.id, "give-up")
    assert house.stands(call.id) == "unreached"
    assert house.stands(order) == "unreached"


def test_who_wants_no_calls_is_marked_in_the_customer_file(house: House) -> None:
    order, call = signed(house)
    house.at("12:30")
    assert "rest time" in refused(house, call, "no-calls"), "nobody is rung now to hear it"
    house.at("16:00")
    rung(house, call, "no-calls")
    assert house.stands(call.id) == "declined"
    assert house.stands(order) == "unreached"
    assert (house.company.registers.data("customers", "C-0103") or {})["no_calls"] is True
    _again, second = signed(house)
    assert "do not ring" in brief(house, second.id)
    house.at("21:00")
    rung(house, second, "no-calls")


def test_taking_back_a_call_takes_back_what_it_brought(house: House) -> None:
    order, call = signed(house)
    rung(house, call, "no-calls")
    house.as_(agent_of(house, call)).take_back(key=house.key())
    assert house.stands(call.id) == "call"
    assert house.stands(order) == "callback"
    assert not (house.company.registers.data("customers", "C-0103") or {}).get("no_calls")


def test_a_reminder_is_told_and_not_asked(house: House) -> None:
    case = round_of(house, "C-0104", kind="special", event="店庆", message="会员日满百减十")
    house.act("service-supervisor", case, "allocate")
    (call,) = house.children(case, "callback")
    assert "this call tells something" in refused(house, call, "satisfied", GOOD)
    assert "会员日满百减十" in brief(house, call.id)
    rung(house, call, "told", {"evaluation": "thanks"})
    assert house.stands(call.id) == "recorded"
    assert house.form(call.id).get("satisfied") is None
    _order, asked = signed(house)
    assert "whether the customer is satisfied" in refused(house, asked, "told", {"evaluation": "thanks"})


def test_dissatisfied_where_no_case_waits_a_complaint_is_opened(house: House) -> None:
    case = round_of(house, "C-0104")
    house.act("service-supervisor", case, "allocate")
    (call,) = house.children(case, "callback")
    rung(house, call, "dissatisfied", {"score": 1, "opinions": "nobody ever rang back"})
    (complaint,) = house.children(call.id, "complaint")
    assert house.stands(complaint.id) == "record"
    assert complaint.form["what"] == "nobody ever rang back"
    assert complaint.form["source"] == call.number
    assert complaint.form["phone"] == "13800000004"
    assert house.stands(case) == "analyse"
    rows = house.as_("front-desk1").page("service", "complaints").rows
    assert complaint.id in [row.case_id for row in rows]


def test_the_script_is_said_with_the_persons_own_data_in_both_languages(house: House) -> None:
    _order, call = signed(house)
    english, chinese = brief(house, call.id), brief(house, call.id, "zh_CN")
    assert "Am I speaking with 何先生?" in english
    assert "Thank you for taking our service “tap repaired” on 2026-06-10." in english
    assert "请问您是何先生先生/小姐吗？打扰您了。" in chinese
    assert "感谢您在 2026-06-10 接受了我们的“tap repaired”服务项目，请问您满意吗？" in chinese
    assert "您对我们的服务有什么建议吗？" in chinese
    assert "很抱歉，请问哪里不满意？" in chinese


def test_members_stand_first_and_the_rest_by_their_deadline(house: House) -> None:
    _one, ordinary = signed(house, **NO_MEMBER)
    assert ordinary is None
    orders = [signed(house, **NO_MEMBER) for _order in range(4)]
    called = [call for _order, call in orders if call]
    _two, member = signed(house)
    assert len(called) == 1
    rows = house.as_("callback-agent1").page("service", "callbacks").rows
    mine = [row.case_id for row in rows if row.case_id in (called[0].id, member.id)]
    assert mine == [member.id, called[0].id]


# --- duties -------------------------------------------------------------------------------------------------


def test_in_the_evening_a_missing_call_is_opened_and_moves_its_source(house: House) -> None:
    order, call = signed(house, calls=False)
    assert call is None
    house.at("20:29")
    assert opened_by(house, "coverage") == []
    house.at("20:30")
    (missing,) = opened_by(house, "coverage")
    assert opened_by(house, "coverage") == [missing]
    assert house.stands(missing.id) == "call"
    assert house.due(missing.id) == datetime(2026, 6, 13, 16, 0)
    house.at("2026-06-11 09:30")
    rung(house, missing, "dissatisfied", BAD)
    assert house.stands(order) == "collect"
    house.act("front-desk1", order, "signed")
    house.at("20:30")
    second = opened_by(house, "coverage")[-1]
    assert second.id != missing.id
    house.at("2026-06-12 09:30")
    rung(house, second, "satisfied", GOOD)
    assert house.stands(order) == "done"


def test_ninety_days_after_a_service_the_customer_is_reminded(house: House) -> None:
    order, call = signed(house, kind="service")
    signed(house, kind="repair")
    rung(house, call, "satisfied", GOOD)
    assert house.stands(order) == "done"
    house.at("2026-09-08 08:29")
    assert opened_by(house, "reminder") == []
    house.at("08:30")
    (reminder,) = opened_by(house, "reminder")
    assert reminder.form["kind"] == "reminder"
    assert reminder.form["phone"] == "13800000003"
    assert house.stands(reminder.id) == "call"
    assert opened_by(house, "reminder") == [reminder]


def test_seven_days_before_an_event_a_round_waits_with_its_message(house: House) -> None:
    house.at("2026-09-23 09:00")
    assert opened_by(house, "special") == []
    house.at("2026-09-24 09:00")
    (draft,) = opened_by(house, "special")
    assert (draft.form["event"], draft.form["message"]) == ("国庆节", "祝您国庆节快乐！")
    assert house.stands(draft.id) == "draft"
    house.at("2026-09-25 09:00")
    assert opened_by(house, "special") == [draft]
    house.at("2026-12-25 09:00")
    assert [one.form["event"] for one in opened_by(house, "special")] == ["国庆节", "元旦"]


def test_the_days_of_a_tier_are_thirty_to_sixty_apart_and_always_the_same() -> None:
    drawn = list(islice(days_of_rounds("A", 30, 60), 50))
    gaps = [(later - earlier).days for earlier, later in pairwise(drawn)]
    assert min(gaps) >= 30
    assert max(gaps) <= 60
    assert len(set(gaps)) > 15
    assert drawn == list(islice(days_of_rounds("A", 30, 60), 50))
    assert drawn != list(islice(days_of_rounds("B", 30, 60), 50))


def test_on_the_drawn_day_a_round_of_the_tier_waits_with_its_customers(house: House) -> None:
    day = next(day for day in days_of_rounds("C", 30, 60) if day > house.clock.now().date())
    before = day - timedelta(days=1)
    house.at(f"{before} 09:00")
    earlier = [case.id for case in opened_by(house, "irregular")]
    house.at(f"{day} 09:00")
    (draft,) = (case for case in opened_by(house, "irregular") if case.id not in earlier and case.form["event"] == "C")
    assert [row["customer"] for row in draft.form["customers"]] == ["C-0104", "C-0106"]
    house.act("service-supervisor", draft.id, "submit")
    assert house.stands(draft.id) == "allocate"


def test_each_single_call_is_in_one_monthly_report(house: House) -> None:
    satisfied, dissatisfied = signed(house)[1], signed(house)[1]
    rung(house, satisfied, "satisfied", GOOD)
    rung(house, dissatisfied, "dissatisfied", BAD)
    case = round_of(house, "C-0104")
    house.act("service-supervisor", case, "allocate")
    rung(house, house.children(case, "callback")[0], "satisfied", GOOD)
    signed(house)

    house.at("2026-07-01 09:00")
    (report,) = opened_by(house, "monthly")
    assert "2 calls, 2 of 2 members, 1 satisfied at the first call" in brief(house, report.id)
    assert "1 satisfied, 1 dissatisfied, 0 declined, 0 unreached" in brief(house, report.id)
    counted = {"calls": 2, "satisfied_calls": 1, "dissatisfied_calls": 1, "declined_calls": 0, "unreached_calls": 0}
    values = {**counted, "report": "June"}
    assert "0 of 1 dissatisfied call has a cause" in house.refusal("callback-agent2", report.id, "written", values)
    causes = [{"cause": "repair did not hold", "calls": 1}]
    house.act("callback-agent2", report.id, "written", {**values, "causes": causes})
    house.act("service-supervisor", report.id, "approve")
    assert house.stands(report.id) == "done"

    house.at("2026-08-01 09:00")
    assert opened_by(house, "monthly") == [house.company.cases.case(report.id)]


def test_the_writer_of_a_report_does_not_review_it(house: House) -> None:
    person, today = house.person("service-supervisor"), house.clock.now().date()
    with house.db.write():
        house.company.people.appoint(person, "callback-agent", today)
    rung(house, signed(house)[1], "satisfied", GOOD)
    house.at("2026-07-01 09:00")
    (report,) = opened_by(house, "monthly")
    values = {"calls": 1, "satisfied_calls": 1, "dissatisfied_calls": 0, "declined_calls": 0, "unreached_calls": 0}
    house.act("service-supervisor", report.id, "written", {**values, "report": "June"})
    assert "Four eyes" in house.refusal("service-supervisor", report.id, "approve")
    house.act("general-manager", report.id, "approve")


def test_of_customers_who_are_no_members_every_fifth_is_called(house: House) -> None:
    calls = [signed(house, **NO_MEMBER)[1] for _order in range(10)]
    assert [index + 1 for index, call in enumerate(calls) if call] == [5, 10]
    assert house.company.policy("callback.share") == Decimal(20)
