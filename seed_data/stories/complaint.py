"""Complaints: heard at the counter and on the phone, seen on the spot, answered, called back, and once in a while again.

What they are about stands in `complaints.toml`. A complaint is carried on step by step by whoever's task it is, round
after round, until the customer is satisfied, cannot be reached, or the story wants it to stay where it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling
from seed_data.stories.callback import Mood, call

KEY = "complaint"

Topic = Mapping[str, Any]
CHANNELS = ("phone", "phone", "phone", "counter", "visitor", "chat", "letter")
LATE = ("当事人外出，等其返回核实", "需等供应商答复", "当天连续两起，人手不足")
RULING = "公司承担赔付的一半，由派遣专员一周内付清"


@dataclass(frozen=True, slots=True)
class Course:
    """How a complaint goes. stay: the step where the story leaves it; "" its end. cost: promised instead of the usual.

    unhappy: how often the customer is not satisfied. smooth: nothing else goes wrong.
    """

    topic: str = ""
    stay: str = ""
    cost: str = ""
    unhappy: int = 0
    smooth: bool = True
    major: str = ""
    stranger: bool = False
    wrong_department: bool = False


def tell(plan: Plan) -> None:
    plan.spread("投诉", 2.0, lambda story: _tell(Course(smooth=False), story))
    plan.spread("投诉 二次", 0.5, lambda story: _tell(Course(unhappy=1, smooth=False), story))
    plan.spread("投诉 转重大", 0.08, lambda story: _tell(Course(unhappy=2), story))
    plan.spread("重大投诉", 0.12, lambda story: _tell(Course(major="injury"), story))
    plan.spread("投诉 非客户", 0.15, lambda story: _tell(Course(topic="家里突然停电", stranger=True), story))
    plan.spread("投诉 转部门", 0.15, lambda story: _tell(Course(wrong_department=True), story))
    _still_open(plan)


def _tell(course: Course, story: Story) -> Telling:
    topic = _topic(story, course)
    case = story.open(_recorder(story, topic), KEY, _form(story, topic, course), submit=course.stay != "typing")
    if course.stay != "typing":
        yield from _carry_on(story, case, topic, course)


def _carry_on(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    """Let every step be taken by whoever's it is, up to the step where it is to stay."""
    for _step in range(60):
        standing = story.world.stands(case)
        if standing == course.stay or standing not in _STEPS:
            return
        yield from _STEPS[standing](story, case, topic, course)


# --- step by step -------------------------------------------------------------------------------------------


def _record(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    """It came back because another department is meant."""
    head = _head(topic["department"])
    right = {"department": topic["department"], "supervisor": head}
    yield from story.act(case, "submit", right, after=(0.2, 1))


def _identity(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    form = story.world.form(case)
    if not form.get("customer"):
        yield from story.act(case, "not-a-customer", note="租客的亲戚，未登记", after=(0.1, 0.7))
        return
    if not course.smooth and story.chance(6):
        yield from story.act(case, "breach", {"breach": "other"}, note="核实后确属我方失误", after=(0.1, 0.6))
        return
    phones = story.world.record("customers", form["customer"])["phones"]
    proved = {"identity_by": "registered-phone", "identity_fact": phones[0]}
    yield from story.act(case, "confirmed", proved, after=(0.1, 0.7))


def _site(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    """The supervisor and who recorded it are there together; both say so."""
    if course.wrong_department and story.world.form(case)["department"] != topic["department"]:
        head = story.world.login_of(_head(story.world.form(case)["department"]))
        note = f"不归我部门管，应转{_name_of(topic['department'])}"
        yield from story.act(case, "not-my-department", reason=1, note=note, by=head, after=(0.3, 2))
        return

    def seen() -> dict[str, Any]:
        if story.world.form(case).get("findings"):
            return {}
        at = story.world.now - timedelta(minutes=story.number(5, 25))
        return {
            "seen_at": at.isoformat(),
            "both_present": True,
            "findings": topic.get("findings", "现场核实，情况与客户所述基本一致"),
            "photo": f"TS{story.world.today:%m%d}-{story.number(1, 30):02}",
        }

    yield from story.act(case, "seen", seen, after=(0.2, 1.4))


def _handle(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    """Named, answered, promised or settled, and in the end solved."""
    form = story.world.form(case)
    communicative = form["nature"] == "communicative"
    if communicative and "handler" in topic and not form.get("handler") and story.chance(60):
        handler = lists.employee(topic["handler"]).number
        yield from story.act(case, "name", {"handler": handler}, after=(0.1, 0.6))
    elif not form.get("first_answered_at") and story.chance(65):
        yield from story.act(case, "answered", partial(_answer, story, case, topic), after=(0.2, 1.5))
    elif _asks_consent(form, topic, course):
        yield from story.act(case, "needs-consent", partial(_asked, story, case, topic, course), after=(0.5, 4))
    else:
        yield from story.act(case, "solved", partial(_solved, story, case, topic), after=(1.5, 9))


def _asks_consent(form: Mapping[str, Any], topic: Topic, course: Course) -> bool:
    """Whether something stands in the way that only the service supervisor can decide."""
    if form.get("binding") or form.get("ruling") or form.get("promises"):
        return False
    return "dispute" in topic or float(course.cost or topic.get("cost", 0)) > 200


def _answer(story: Story, case: int, topic: Topic) -> dict[str, Any]:
    form = story.world.form(case)
    late = story.world.now > datetime.fromisoformat(form["reply_by"]) and not form.get("first_answered_at")
    return {"first_answer": form.get("first_answer") or topic["answer"]} | (
        {"late_because": story.one_of(LATE)} if late else {}
    )


def _asked(story: Story, case: int, topic: Topic, course: Course) -> dict[str, Any]:
    values = _answer(story, case, topic)
    if "dispute" in topic:
        values |= {
            "dispute": True,
            "customer_statement": topic["customer_says"],
            "other_statement": topic["other_says"],
        }
    if "promise" in topic or course.cost:
        by = story.world.working_day(story.world.today, 4)
        cost = course.cost or topic["cost"]
        what = topic.get("promise", "给予客户补偿")
        values["promises"] = [{"what": what, "by": by.isoformat(), "cost": cost}]
    return values


def _solved(story: Story, case: int, topic: Topic) -> dict[str, Any]:
    world, form = story.world, story.world.form(case)
    by = world.working_day(world.today, 3)
    measure = {"what": topic["measure"], "who": form["supervisor"], "by": by.isoformat()}
    values = _answer(story, case, topic) | {"cause": topic["cause"], "measures": [measure]}
    if world.was_taken(case, "refuse"):
        values["promises"] = []
    if "dispute" in topic and not form.get("dispute"):
        values["both_agree"] = True
    return values


def _consent(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    form = story.world.form(case)
    if form.get("dispute") and not form.get("both_agree"):
        yield from story.act(case, "ruling", {"ruling": RULING}, after=(0.8, 3.5))
    elif not course.smooth and story.chance(20):
        yield from story.act(case, "refuse", reason=4, note="超出责任范围，先换货再谈", after=(0.5, 3.5))
    else:
        yield from story.act(case, "agree", after=(0.5, 3.5))


def _result(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    yield from story.act(case, "registered", {"result": topic["result"]}, after=(0.3, 3))


def _callback(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    """The call that asks about it; unhappy customers are asked again after each new round."""
    open_calls = [one for one in story.world.children(case, "callback") if story.world.stands(one) == "call"]
    if not open_calls:
        yield story.next_morning()  # the evening's duty opens the missing one
        return
    calls = len(story.world.children(case, "callback"))
    yield from call(story, open_calls[-1], Mood(calls > course.unhappy, topic["again"], easy=course.stay != ""))


def _major(story: Story, case: int, topic: Topic, course: Course) -> Telling:
    if course.major and story.chance(20):
        note = "人员未受伤，按一般投诉处理"
        yield from story.act(case, "not-major", note=note, reason=2, after=(0.2, 0.8))
        return
    parts = [
        {"department": topic["department"], "part": "查明原因并整改"},
        {"department": "service", "part": "每日向客户通报进展"},
    ]
    unique = parts[: 1 if topic["department"] == "service" else 2]
    yield from story.act(case, "coordinate", {"departments": unique}, after=(0.2, 0.8))


_STEPS: Mapping[str, Callable[[Story, int, Topic, Course], Telling]] = {
    "record": _record, "identity": _identity, "site": _site, "handle": _handle, "consent": _consent,
    "result": _result, "callback": _callback, "major": _major,
}  # fmt: skip


# --- the record ---------------------------------------------------------------------------------------------


def _topic(story: Story, course: Course) -> Topic:
    topics: list[Topic] = lists.read("complaints")["topic"]
    return next((one for one in topics if course.topic and one["what"].startswith(course.topic)), story.one_of(topics))


def _recorder(story: Story, topic: Topic) -> str:
    """Who picks up the phone; never the one it is about."""
    goods = topic["about"] in ("goods", "delivery")
    posts = ("after-sales", "service-agent") if goods and story.chance(60) else ("front-desk", "service-agent")
    return story.somebody(*posts, but=(topic.get("against", ""),))


def _form(story: Story, topic: Topic, course: Course) -> dict[str, Any]:
    world = story.world
    customer, record = story.one_of(_customers(story, topic))
    named = record["contacts"][0]["name"] if record.get("contacts") else record["name"]
    department = topic["department"]
    if course.wrong_department:
        department = "security" if department != "security" else "engineering"
    form: dict[str, Any] = {
        "channel": story.one_of(CHANNELS),
        "received_at": (world.now - timedelta(minutes=story.number(2, 12))).isoformat(),
        "recording": f"LY{world.today:%Y%m%d}-{story.number(1, 99):03}",
        "name": "陌生来电人" if course.stranger else named,
        "phone": "13800007788" if course.stranger else record["phones"][0],
        "about": topic["about"],
        "what": topic["what"],
        "place": topic["place"],
        "nature": topic["nature"],
        "department": department,
        "supervisor": _head(department),
    }
    if not course.stranger:
        form["customer"] = customer
        if unit := world.unit_of(customer):
            form["unit"] = unit
    form |= {name: topic[name] for name in ("breach", "need") if name in topic}
    if "against" in topic:
        form["against"] = lists.employee(topic["against"]).number
    if course.wrong_department and "need" in topic:
        form |= {"nature": "valid", "breach": "other"}
    if course.major:
        form |= {"major": True, "ground": course.major}
    return form


def _customers(story: Story, topic: Topic) -> list[tuple[str, Mapping[str, Any]]]:
    customers = story.world.customers().items()
    return [one for one in customers if one[1]["group"] == topic["group"] and one[1]["state"] == "active"]


_HEADS = {
    "cleaning": "shilei", "security": "shilei", "engineering": "renjie", "finance": "qianfang", "quality": "luojianguo",
    "warehouse": "zhaoguodong", "sales": "liwentao", "service": "yangxue", "personnel": "songjia",
}  # fmt: skip


def _head(department: str) -> str:
    return lists.employee(_HEADS[department]).number


def _name_of(department: str) -> str:
    names = {
        "cleaning": "保洁部", "security": "保安部", "engineering": "工程部", "finance": "财务部", "quality": "质保部",
        "warehouse": "仓储部", "sales": "业务部", "service": "客服部", "personnel": "人事部",
    }  # fmt: skip
    return names[department]


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end one at every step: due today and late, at both tiers of consent, in a second round, major."""
    for name, back, clock, course in (
        ("草稿", 0, "17:05", Course(topic="电梯轿厢", stay="typing")),
        ("待核实", 0, "17:50", Course(topic="电缆检测报告", stay="identity")),
        ("待现场", 0, "17:05", Course(topic="楼道一周", stay="site")),
        ("待现场 已逾期", 1, "14:10", Course(topic="停车费重复", stay="site")),
        ("处理中", 0, "16:40", Course(topic="卫生间天花板", stay="handle")),
        ("处理中 沟通", 0, "17:00", Course(topic="阿姨经常迟到", stay="handle")),
        ("处理中 已逾期", 6, "10:15", Course(topic="单元门禁", stay="handle")),
        ("待同意", 0, "15:40", Course(topic="约定周三到货", stay="consent")),
        ("待裁定", 0, "15:50", Course(topic="保洁阿姨", stay="consent")),
        ("待登记", 0, "15:30", Course(topic="外来车辆", stay="result")),
        ("待回访", 1, "09:30", Course(topic="插座不会接线", stay="callback")),
        ("待回访 二", 0, "10:40", Course(topic="买的吸顶灯", stay="callback")),
        ("待回访 已逾期", 7, "09:10", Course(topic="派来的两名", stay="callback")),
        ("重大", 0, "17:45", Course(topic="工矿灯", stay="major", major="injury")),
    ):
        smooth = replace(course, smooth=True)
        plan.leave(f"投诉 {name}", back, clock, partial(_tell, smooth))
    again = Course(topic="楼上半夜", unhappy=9)
    plan.begin("投诉 二次处理", plan.back(5, "09:15"), partial(_tell, again))
    plan.leave("投诉 待总经理同意", 0, "15:45", _leave_at_second_consent)
    plan.leave("投诉 一人已到现场", 0, "16:50", _leave_half_seen)
    plan.leave("投诉 退回", 0, "15:30", _leave_wrong_department)


def _leave_at_second_consent(story: Story) -> Telling:
    """A promise above 2,000: the supervisor has agreed, the general manager has not seen it yet."""
    course = Course(topic="电线绝缘层", stay="consent", cost="2680")
    topic = _topic(story, course)
    case = story.open("pengtao", KEY, _form(story, topic, course))
    yield from _carry_on(story, case, topic, course)
    yield from story.act(case, "agree", note="情况属实，长期客户，建议同意", after=(0.2, 0.6))


def _leave_half_seen(story: Story) -> Telling:
    course = Course(topic="派来的两名")
    topic = _topic(story, course)
    case = story.open("fangyuan", KEY, _form(story, topic, course))
    yield from _site(story, case, topic, course)


def _leave_wrong_department(story: Story) -> Telling:
    course = Course(topic="买的吸顶灯", wrong_department=True)
    topic = _topic(story, course)
    case = story.open("xujia", KEY, _form(story, topic, course))
    yield from _site(story, case, topic, course)
