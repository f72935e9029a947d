"""Incoming contact (P34, P35, P76, P94, P119, P124): the stories of Mr Lin and Miss Ye, and a test a rule."""

from typing import Any

import pytest

from db.check import check
from tests.workflows.house import House
from tests.workflows.service import delivering
from workflows.engine.errors import NotFound
from workflows.i18n import translation

SAID = {"place_named": True, "identity_asked": True, "read_back": True}
LIN = {"channel": "phone", "name": "林先生", "phone": "13900000456", "question": "does the coating stand 80 °C", **SAID}
TALK = {
    "welcomed": True, "promotion_told": True, "goods_introduced": True, "order_confirmed": True, "shop_bookmarked": True,
}  # fmt: skip
CHAT = {"channel": "chat", "name": "叶小姐", "question": "wants a lamp", "answer": "the 50 W one", **TALK}
VISITOR = {"channel": "visitor", "name": "王工"}
LETTER = {"channel": "letter", "name": "赵女士", "question": "when is the garage cleaned"}


def ended_with(house: House, action: str, form: dict[str, Any], login: str = "service-agent1", **more: Any) -> int:
    """A contact that is written down and goes on by an action of its draft at once."""
    values = {**form, **more}
    return house.as_(login).open("contact", values, submit=True, action=action, key=house.key()).case_id


def refused(house: House, action: str, form: dict[str, Any], login: str = "service-agent1", **more: Any) -> str:
    case = house.draft(login, "contact", {**form, **more}).case_id
    said = house.refusal(login, case, action, {**form, **more})
    house.act(login, case, "withdraw")
    return said


def brief(house: House, case: int, login: str = "service-agent1", language: str = "en") -> str:
    return "\n".join(line.render(translation(language)) for line in house.view(case, login).preview.brief)


def visitor(house: House, **more: Any) -> int:
    host = {"host": house.employee("sales-rep1")}
    return ended_with(house, "visitor", VISITOR, "front-desk1", **{**host, **more})


# --- the examples of the procedure --------------------------------------------------------------------------


def test_mr_lin_is_answered_by_the_technical_department(house: House) -> None:
    house.record("customers", "C-0301", name="林先生", legal="person", phones=["139-0000-0456"])
    asked = {**LIN, "name": "", "menu": "A", "identity_by": "registered-phone", "identity_fact": "13900000456"}
    house.at("09:20")
    case = ended_with(house, "transfer", asked, department="quality")
    assert house.form(case)["customer"] == "C-0301"
    assert house.form(case)["name"] == "林先生"
    house.at("10:05")
    house.act("quality-manager", case, "answered", {"answer": "up to 120 °C"})
    form = house.form(case)
    assert house.stands(case) == "done"
    assert (form["told_at"], form["told_by"]) == ("2026-06-09T10:05:00", house.employee("quality-manager"))
    assert check(house.db) == []


def test_miss_ye_wants_her_order_in_the_evening(house: House) -> None:
    order, _shipment = delivering.paid(house)
    wish = {"outcome": "order-change", "order": order, "wish": "time", "wished": "2026-06-12 18:00-20:00"}
    case = ended_with(house, "hand-on", CHAT, **wish, **delivering.PROVED)
    assert house.stands(case) == "handed-on"
    change = house.children(case, "order-change")[0]
    assert house.stands(change.id) == "change"
    assert (change.form["slot"], change.form["kind"]) == ("2026-06-12 18:00-20:00", "time")
    house.act("service-agent1", change.id, "changed")
    found = house.company.cases.find(order)
    assert found is not None and found.form["slot"] == "2026-06-12 18:00-20:00"


def test_no_chat_ends_without_an_order_or_a_named_reason(house: House) -> None:
    assert refused(house, "answered", CHAT) == "Reason without order: no order and no reason named"
    assert "no order and no reason" in refused(house, "transfer", CHAT, department="quality")
    assert house.stands(ended_with(house, "answered", CHAT, no_order="comparing")) == "done"
    order, _shipment = delivering.paid(house)
    assert house.stands(ended_with(house, "answered", CHAT, order=order)) == "done"


# --- what must have been said -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("place_named", "Place named: name the place first: “大厦管理处”"),
        ("identity_asked", "Identity asked: ask who is calling"),
        ("read_back", "Words read back: read the caller's words back to him"),
    ],
)
def test_on_the_phone_the_script_is_kept(house: House, left_out: str, said: str) -> None:
    assert refused(house, "answered", {**LIN, left_out: False, "answer": "yes"}) == said


@pytest.mark.parametrize("left_out", TALK)
def test_a_chat_runs_through_all_five(house: House, left_out: str) -> None:
    assert refused(house, "answered", {**CHAT, left_out: False, "no_order": "price"})


def test_a_chat_about_something_bought_before_needs_the_welcome_only(house: House) -> None:
    short = {name: value for name, value in CHAT.items() if name not in TALK}
    late = {**short, "welcomed": True, "no_order": "bought-before", "outcome": "complaint", "phone": "13900000001"}
    assert house.stands(ended_with(house, "hand-on", late)) == "handed-on"
    assert "Promotion told" in refused(house, "answered", late)


def test_menu_b_is_handed_on_or_is_neither(house: House) -> None:
    pressed = {**LIN, "menu": "B", "answer": "yes"}
    said = refused(house, "answered", pressed)
    assert said.startswith("Neither complaint nor suggestion: menu B: hand it on")
    assert house.stands(ended_with(house, "answered", pressed, neither=True)) == "done"
    assert house.stands(ended_with(house, "hand-on", pressed, outcome="complaint")) == "handed-on"


def test_each_channel_has_its_desk(house: House) -> None:
    counter = {"channel": "counter", "name": "王工", "question": "where is the lift", "answer": "on the left"}
    assert "Channel: this channel is answered by a service agent" in refused(
        house, "answered", counter, "front-desk1"
    )  # fmt: skip
    assert "answered by the front desk" in refused(house, "in-writing", LETTER)
    assert house.stands(ended_with(house, "answered", counter)) == "done"


def test_identity_is_proved_by_a_fact_or_not_at_all(house: House) -> None:
    said = {"customer": "C-0003", "identity_by": "registered-phone", "identity_fact": "13911112222", "answer": "yes"}
    assert "13911112222 is not in the register" in refused(house, "answered", LIN, **said)


# --- handed on ----------------------------------------------------------------------------------------------


def handed_on(house: House, process: str, **more: Any) -> Any:
    order, shipment = delivering.paid(house)
    delivering.shipped(house, shipment)
    values = {**LIN, "customer": "C-0001", "order": order, **delivering.PROVED, "outcome": process, **more}
    case = ended_with(house, "hand-on", values)
    (opened,) = house.children(case)
    assert opened.process == process
    return opened


def test_a_complaint_begins_with_what_was_said(house: House) -> None:
    opened = handed_on(house, "complaint", recording="LY-7")
    assert house.stands(opened.id) == "record"
    assert (opened.form["what"], opened.form["channel"], opened.form["recording"]) == (LIN["question"], "phone", "LY-7")
    assert opened.form["source"] == "CC-2026-000001"


def test_goods_that_come_back_are_those_of_the_order(house: House) -> None:
    opened = handed_on(house, "return-exchange")
    assert [(line["product"], line["quantity"]) for line in opened.form["lines"]] == [("LAMP", "20")]


def test_a_refund_knows_its_order_and_cause(house: House) -> None:
    opened = handed_on(house, "refund")
    assert (opened.form["cause"], house.stands(opened.id)) == (LIN["question"], "draft")


def test_a_cancellation_is_handed_in_at_once(house: House) -> None:
    opened = handed_on(house, "order-cancel")
    assert (opened.form["reason"], house.stands(opened.id)) == (LIN["question"], "after-sales")


def test_whoever_wants_a_card_need_not_say_his_name_again(house: House) -> None:
    house.record("customers", "C-0301", name="林先生", legal="person", phones=["13900000456"], address="建设路12号")
    case = ended_with(house, "hand-on", LIN, outcome="member-card")
    card = house.children(case, "member-card")[0].form
    assert (card["name"], card["mobile"], card["customer"], card["home_address"]) == (
        "林先生", "13900000456", "C-0301", "建设路12号",
    )  # fmt: skip


def test_an_unknown_caller_is_filed_as_a_lead(house: House) -> None:
    goods = [{"product": "JACKET", "quantity": "300"}]
    case = ended_with(house, "hand-on", LIN, outcome="lead", goods=goods)
    lead = house.children(case, "lead")[0]
    assert house.stands(lead.id) == "allocation"
    assert (lead.form["source"], lead.form["product_group"], lead.form["need"]) == (
        "contact",
        "jacket",
        LIN["question"],
    )
    again = refused(house, "hand-on", LIN, outcome="lead")
    assert again == "Handed on as: 林先生 is filed already: nobody files him anew"


def test_a_first_order_in_the_shop_files_the_buyer(house: House) -> None:
    bought = {**CHAT, "phone": "13900000789", "outcome": "sales-order", "goods": [{"product": "LAMP", "quantity": "2"}]}
    case = ended_with(house, "hand-on", bought, wish="card", wished="Happy birthday")
    order = house.children(case, "sales-order")[0]
    assert house.stands(order.id) == "draft"
    assert (order.form["channel"], order.form["basis"], order.form["card_text"]) == ("shop", "shop", "Happy birthday")
    assert [(line["product"], line["price"]) for line in order.form["lines"]] == [("LAMP", "50.00")]
    buyer = house.company.registers.data("customers", order.form["customer"]) or {}
    assert (buyer["name"], buyer["phones"], buyer["group"]) == ("叶小姐", ["13900000789"], "retail")
    rest = {"terms": "prepay", "warehouse": "MAIN", "address": "杭州市建设路 3 号"}
    house.goods("LAMP", "MAIN/F-02", "60", "1200.00")
    lines = [{"product": "LAMP", "quantity": "2", "price": "50.00"}]
    house.act("service-agent1", order.id, "submit", {**order.form, **rest, "lines": lines})
    assert house.stands(order.id) == "payment"


def test_a_wish_names_its_order(house: House) -> None:
    assert "Order: name the order" in refused(
        house, "hand-on", LIN, outcome="order-change", wish="courier", wished="EMS"
    )


def test_a_case_begun_beside_the_contact_takes_over_the_same(house: House) -> None:
    case = ended_with(house, "transfer", LIN, department="quality", customer="C-0003")
    form = house.as_("service-agent1").new_form("complaint", beside=case)
    assert (form.values["what"], form.values["customer"], form.values["name"]) == (LIN["question"], "C-0003", "林先生")


# --- the technical department -------------------------------------------------------------------------------


def test_the_head_names_a_person_or_says_it_is_not_theirs(house: House) -> None:
    case = ended_with(house, "transfer", LIN, department="quality")
    house.act("quality-manager", case, "name", {"expert": house.employee("inspector2")})
    assert house.stands(case) == "technical"
    house.act("inspector2", case, "not-ours", reason=1)
    assert house.stands(case) == "draft"
    house.act("service-agent1", case, "transfer", {**LIN, "department": "warehouse"})
    assert f"{house.due(case):%H:%M}" == "14:00"


def test_a_problem_during_a_running_service_is_asked_about(house: House) -> None:
    case = ended_with(house, "transfer", LIN, department="quality")
    house.act("quality-manager", case, "answered", {"answer": "on its way", "running_service": True})
    call = house.children(case, "callback")[0]
    assert (house.stands(call.id), call.form["kind"], call.form["phone"]) == ("call", "pre-sale", LIN["phone"])


def test_nothing_was_told_in_the_future(house: House) -> None:
    case = ended_with(house, "transfer", LIN, department="quality")
    late = {"answer": "yes", "told_at": "2026-06-09T18:00:00"}
    assert "has not come yet" in house.refusal("quality-manager", case, "answered", late)


# --- letters ------------------------------------------------------------------------------------------------


def test_a_letter_is_answered_question_by_question_within_a_day(house: House) -> None:
    case = ended_with(house, "in-writing", LETTER, "front-desk1", received_at="2026-06-08T15:00:00")
    due = house.due(case)
    assert due is not None and f"{due:%d %H:%M}" == "09 15:00"
    points = house.form(case)["points"]
    assert points == [{"question": LETTER["question"], "answer": ""}]
    assert "line 1" in house.refusal("service-agent1", case, "sent").casefold()
    house.act("service-agent1", case, "sent", {"points": [{**points[0], "answer": "every Monday"}]})
    assert house.stands(case) == "done"
    assert house.form(case)["letter_number"] == "HF-2026-000001"
    assert [row["number"] for row in house.company.cases.documents(case)] == ["HF-2026-000001", "CC-2026-000001"]


def test_a_letter_with_a_promise_is_signed_by_the_supervisor_too(house: House) -> None:
    case = ended_with(house, "in-writing", LETTER, "front-desk1")
    house.act("service-agent1", case, "delicate")
    answered = {"points": [{"question": LETTER["question"], "answer": "we promise Monday"}]}
    house.act("service-agent1", case, "sent", answered)
    assert house.stands(case) == "reply"
    house.act("service-supervisor", case, "send-back", reason=4)
    house.act("service-agent1", case, "sent")
    house.act("service-supervisor", case, "sent")
    assert house.stands(case) == "done"


def test_a_late_reply_tells_the_customer_the_new_time(house: House) -> None:
    case = ended_with(house, "in-writing", LETTER, "front-desk1")
    assert "that time is past" in house.refusal("service-agent1", case, "new-time", {"new_time": "2026-06-09T08:00:00"})
    house.act("service-agent1", case, "new-time", {"new_time": "2026-06-12T12:00:00"})
    assert f"{house.due(case):%d %H:%M}" == "12 12:00"


# --- visitors -----------------------------------------------------------------------------------------------


def test_a_visitor_wears_a_badge_until_he_leaves(house: House) -> None:
    host = {"host": house.employee("sales-rep1")}
    let_in = house.as_("front-desk1").open(
        "contact", {**VISITOR, **host}, submit=True, action="visitor", key=house.key()
    )  # fmt: skip
    assert "give out badge 1" in str(let_in.said)
    case, second = let_in.case_id, visitor(house, name="李工")
    assert (house.form(case)["badge"], house.form(second)["badge"]) == (1, 2)
    assert house.form(case)["time_in"] == "2026-06-09T09:00:00"
    assert "badge 1 is worn by 王工" in refused(house, "visitor", VISITOR, "front-desk1", **host, badge=1)
    assert "there is no badge 21" in refused(house, "visitor", VISITOR, "front-desk1", **host, badge=21)
    assert [row.case_id for row in house.as_("front-desk1").page("service", "visitors").rows] == [case, second]
    house.at("10:30")
    house.act("front-desk2", case, "left")
    assert (house.stands(case), house.form(case)["time_out"]) == ("done", "2026-06-09T10:30:00")
    assert house.form(visitor(house, name="钱工"))["badge"] == 1


def test_without_his_badge_nobody_is_signed_out(house: House) -> None:
    case = visitor(house)
    house.act("front-desk1", case, "badge-missing", {"badge_missing": True})
    assert "badge 1 is not back" in house.refusal("front-desk1", case, "left")
    house.act("front-desk1", case, "badge-missing", {"badge_missing": False})
    house.act("front-desk1", case, "left")


def test_a_visitor_has_somebody_to_visit(house: House) -> None:
    assert "Whom he visits: name whom he visits" in refused(house, "visitor", VISITOR, "front-desk1")
    house.policy("contact.badges", 1)
    visitor(house)
    full = refused(house, "visitor", VISITOR, "front-desk1", host=house.employee("sales-rep1"))
    assert "no visitor badge is left" in full


def test_a_host_who_is_not_there_sends_the_visitor_back_to_the_desk(house: House) -> None:
    case = visitor(house)
    house.act("front-desk1", case, "host-not-found")
    assert house.stands(case) == "draft"


# --- help ---------------------------------------------------------------------------------------------------


def test_help_is_given_by_somebody_else(house: House) -> None:
    case = ended_with(house, "ask-help", LIN)
    assert "Not your step" in house.refusal("service-agent1", case, "advice", {"advice": "be patient"})
    house.act("service-supervisor", case, "advice", {"advice": "be patient"})
    assert house.stands(case) == "draft"
    assert "Advice: be patient" in brief(house, case)
    assert refused(house, "ask-help", LIN, helper=house.employee("service-agent1")).endswith("ask somebody else")


def test_whoever_takes_it_over_has_it(house: House) -> None:
    case = ended_with(house, "ask-help", LIN, helper=house.employee("service-agent2"))
    house.act("service-agent2", case, "taken-over")
    assert house.stands(case) == "draft"
    house.refusal("service-agent1", case, "answered", {**LIN, "answer": "yes"})
    house.act("service-agent2", case, "answered", {**LIN, "answer": "yes"})
    assert house.stands(case) == "done"


def test_what_is_grave_becomes_a_major_complaint(house: House) -> None:
    case = ended_with(house, "ask-help", LIN)
    house.act("service-supervisor", case, "grave", {"ground": "injury"})
    complaint = house.children(case, "complaint")[0].form
    assert (house.stands(case), complaint["major"], complaint["ground"]) == ("handed-on", True, "injury")


# --- whose it is --------------------------------------------------------------------------------------------


def rung(house: House, **more: Any) -> str:
    """Let the telephone ring; return the login of whose the draft is."""
    opened = house.draft("administrator", "contact", {"channel": "phone", "menu": "A", "phone": "13900000456", **more})
    return house.company.people.by_id(house.company.cases.case(opened.case_id).requester_id).login


def test_the_agent_who_has_been_free_longest_is_rung(house: House) -> None:
    ended_with(house, "answered", LIN, answer="yes")
    assert rung(house) == "service-agent2"  # the other has just hung up
    house.later(minutes=5)
    assert rung(house) == "service-agent1"  # the other has one waiting
    assert any("yours to take" in said for said in house.told("service-agent1"))
    rows = house.as_("service-agent1").page("service", "counter").rows
    assert [row.subject for row in rows] == ["13900000456"]


def test_each_menu_rings_its_group(house: House) -> None:
    groups = [{"menu": "A", "agents": "service-agent"}, {"menu": "B", "agents": house.employee("front-desk2")}]
    house.policy("contact.groups", groups)
    assert rung(house, menu="B") == "front-desk2"
    assert rung(house, menu="A") == "service-agent1"


def test_the_supervisors_account_receives_nobody(house: House) -> None:
    case = house.draft("service-supervisor", "contact", CHAT).case_id
    said = house.refusal("service-supervisor", case, "answered", {**CHAT, "no_order": "price"})
    assert said == "the supervisor's account receives nobody: transfer it to the agent on duty"
    helped = {**CHAT, "helper": house.employee("service-agent2")}
    assert house.refusal("service-supervisor", case, "ask-help", helped) == said
    house.act("service-supervisor", case, "pass-on", CHAT)
    assert house.stands(case) == "draft"
    house.act("service-agent1", case, "answered", {**CHAT, "no_order": "price"})
    assert house.stands(case) == "done"
    own = house.draft("service-agent1", "contact", CHAT).case_id
    assert house.refusal("service-agent1", own, "pass-on", CHAT) == "it is yours to answer"


# --- what stands beside it ----------------------------------------------------------------------------------


def test_who_is_known_is_told_with_what_is_under_way(house: House) -> None:
    order, _shipment = delivering.paid(house)
    house.member("C-0001")
    ended_with(house, "answered", LIN, customer="C-0001", answer="yes")
    case = house.draft("service-agent1", "contact", {**LIN, "name": "恒达电器"}).case_id
    said = brief(house, case)
    for part in (
        "“大厦管理处, good day",
        "C-0001 恒达电器有限公司",
        "Member, card",
        f"Order {order}",
        "CC-2026-000001",
    ):
        assert part in said
    assert "Nobody on file" in brief(house, house.draft("service-agent1", "contact", LIN).case_id)


def test_goods_and_promotions_stand_beside_a_chat(house: House) -> None:
    house.goods("LAMP", "MAIN/F-02", "60", "1200.00")
    house.policy("callback.events", [{"day": "06-12", "event": "anniversary", "message": "10 % off"}])
    chat = {**CHAT, "goods": [{"product": "LAMP"}]}
    said = brief(house, house.draft("service-agent1", "contact", chat).case_id)
    assert "LAMP 工矿灯: 50.00 a 个, 60 to be sold" in said
    assert "anniversary, 2026-06-12: 10 % off" in said


def test_what_is_typed_so_far_finds_who_is_speaking(house: House) -> None:
    """The form stands beside what helps with it before there is any case."""
    office = house.as_("service-agent1")
    house.record("customers", "C-0301", name="林先生", legal="person", phones=["139-0000-0456"])
    form = office.new_form("contact")
    assert form.has_brief
    typed = [str(said) for said in office.helping.beside(form, {"channel": "phone", "phone": "13900000456"})]
    assert "C-0301 林先生" in typed
    visitor = "; ".join(str(said) for said in office.helping.beside(form, {"channel": "visitor"}))
    assert visitor.startswith("Free badges: 1, 2, 3, 4, 5")


def test_the_form_says_by_what_it_can_be_handed_in_besides(house: House) -> None:
    office = house.as_("service-agent1")
    ways = [way.key for way in office.new_form("contact").others]
    assert ways == ["hand-on", "transfer", "in-writing", "visitor", "ask-help", "pass-on"]
    case = house.draft("service-agent1", "contact", LIN).case_id
    assert "answered" in [way.key for way in office.entry_form(case, "transfer").others]
    with pytest.raises(NotFound):
        office.open("contact", LIN, submit=True, action="sent", key=house.key())


def test_an_agent_with_nobody_waiting_is_shown_goods_to_read(house: House) -> None:
    house.goods("LAMP", "MAIN/F-02", "60", "1200.00")
    page = house.as_("service-agent1").page("service", "waiting")
    assert page.rows == []
    said = [str(line) for line in page.instead]
    assert "LAMP 工矿灯: 50.00 a 个, 60 to be sold" in said
    rung(house)
    page = house.as_("service-agent1").page("service", "waiting")
    assert ([row.subject for row in page.rows], page.instead) == (["13900000456"], ())


def test_what_was_taken_over_is_given_back_when_that_is_taken_back(house: House) -> None:
    case = ended_with(house, "ask-help", LIN, helper=house.employee("service-agent2"))
    house.act("service-agent2", case, "taken-over")
    house.as_("service-agent2").take_back(key=house.key())
    assert house.stands(case) == "help"
    house.act("service-supervisor", case, "advice", {"advice": "be patient"})
    house.act("service-agent1", case, "answered", {**LIN, "answer": "yes"})
    assert house.stands(case) == "done"
    assert check(house.db) == []


def test_a_letter_or_a_visit_of_somebody_known_is_his(house: House) -> None:
    """Lists and the customer's own card find it by him, though nobody named him."""
    house.record("customers", "C-0301", name="赵女士", legal="person", phones=["13800000001"])
    case = ended_with(house, "in-writing", LETTER, "front-desk1")
    assert house.company.cases.case(case).customer == "C-0301"
