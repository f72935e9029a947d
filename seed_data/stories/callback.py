"""Callbacks: calls about what was done, in the hours customers may be called, and rounds of calls with their reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from seed_data.schedule import Plan, Story, Telling

KEY = "callback"

EVALUATIONS = ("处理及时，问题没有再出现", "师傅态度好，解释清楚", "基本满意", "比上次快多了", "很满意，感谢回访")
TOLD = ("已告知，客户表示感谢", "已送达祝福，客户祝公司生意兴隆", "已告知活动内容，客户有兴趣到店")
IRREGULAR = ("近期合作正常，无意见", "希望有新品目录", "对账准时，满意", "物业服务总体满意", "交期稳定")
OPINIONS = ("电话经常占线", "送货没有提前通知", "发票开得慢", "客服答复不一致")
SUGGESTIONS = ("", "", "", "希望增加微信报修", "建议每季度发一次新品目录", "停车场灯光太暗")
CAUSES = {"电话经常占线": "响应慢", "送货没有提前通知": "送货未通知", "发票开得慢": "开票慢"}

CALLED = 6
"""Customers of a round who are called; of more the supervisor leaves out those who were talked to lately."""

_SPANS = (("09:05", "11:50"), ("14:05", "17:50"))
_LATE_SPANS = (("09:05", "11:50"), ("14:05", "19:50"))


@dataclass(frozen=True, slots=True)
class Mood:
    """How a call goes. happy: in the end; opinions: what an unhappy customer says; easy: reached at once."""

    happy: bool = True
    opinions: str = ""
    easy: bool = False


def tell(plan: Plan) -> None:
    plan.spread("成交回访", 0.7, _after_sale)
    plan.begin("会员回访", datetime.combine(plan.first, time(10)), _of_members)
    _still_open(plan)


def of_duty(plan: Plan, story: Story, case: int) -> Telling:
    """What the calendar opens: a round to prepare, a report to write, a call somebody had missed."""
    form = story.world.form(case)
    if form["shape"] == "single":
        yield from call(story, case, Mood(happy=story.chance(85), opinions=story.one_of(OPINIONS)))
    elif form["kind"] == "monthly":
        yield from _report(story, case)
    elif story.world.today > plan.last - timedelta(days=9) and form["kind"] == "irregular" and story.chance(40):
        return  # the supervisor has not got round to it yet
    else:
        yield from _round(story, case)


# --- one call -----------------------------------------------------------------------------------------------


def call(story: Story, case: int, mood: Mood) -> Telling:
    """One call until it has ended: tried in the right hours, put off, given up, or talked."""
    world, soonest = story.world, story.after(0.4, 9)
    customer = world.form(case).get("customer")
    unreachable = not mood.easy and story.chance(3)
    misses = 3 if unreachable else 1 if not mood.easy and story.chance(18) else 0
    put_off = not mood.easy and not unreachable and story.chance(8)
    while world.stands(case) == "call":
        yield _calling_time(story, customer, soonest)
        soonest = world.now + timedelta(minutes=5)
        if not world.colleague(case, "not-reached", story.random):
            continue
        if customer and world.record("customers", customer).get("no_calls"):
            yield from story.act(case, "no-calls", after=None)
        elif misses:
            misses -= 1
            yield from story.act(case, "not-reached", after=None)
            soonest = _next_day(story)
            if unreachable and not misses:
                yield from story.act(case, "not-reached", {"way": "sms"}, after=None)
                yield from story.act(case, "give-up", note="三次未接，已发短信", after=(0.5, 3))
                return
        elif put_off:
            put_off = False
            yield from _put_off(story, case)
        else:
            yield from _talk(story, case, mood)


def _put_off(story: Story, case: int) -> Telling:
    """The customer names a time, and is called then."""
    day = story.world.working_day(story.world.today, story.number(1, 2))
    named = datetime.combine(day, time(story.number(14, 17), story.one_of((0, 30))))
    yield from story.act(case, "later", {"named_time": named.isoformat()}, after=None)
    yield named + timedelta(minutes=story.number(1, 20))


def _talk(story: Story, case: int, mood: Mood) -> Telling:
    kind = story.world.form(case)["kind"]
    if kind in ("special", "reminder"):
        yield from story.act(case, "told", {"evaluation": story.one_of(TOLD)}, after=None)
        return
    if mood.happy:
        said = story.one_of(IRREGULAR if kind == "irregular" else EVALUATIONS)
        values: dict[str, Any] = {"score": story.one_of((4, 5, 5)), "evaluation": said}
        if suggestion := story.one_of(SUGGESTIONS):
            values["suggestion"] = suggestion
        yield from story.act(case, "satisfied", values, after=None)
        return
    values = {"score": story.number(1, 2), "opinions": mood.opinions or story.one_of(OPINIONS)}
    yield from story.act(case, "dissatisfied", values, after=None)


def _calling_time(story: Story, customer: str | None, soonest: datetime) -> datetime:
    """The next moment from `soonest` on at which this customer may be called on a working day."""
    hours = story.world.record("customers", customer).get("contact_hours") if customer else None
    day, calendar = max(soonest, story.world.now).date(), story.world.company.calendar
    while True:
        day = calendar.business_day_from(day)
        windows = _windows(day, hours)
        for opens, closes in windows:
            begin = max(opens, soonest)
            if begin < closes:
                minutes = int((closes - begin) / timedelta(minutes=1))
                return begin + timedelta(minutes=story.number(0, max(0, min(minutes - 1, 100))))
        day += timedelta(days=1)


def _windows(day: date, hours: str | None) -> list[tuple[datetime, datetime]]:
    """When a customer may be called on a day: in the usual hours, and within his own where he has some."""

    def at(clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock))

    own = [(at(span[:5]), at(span[6:])) for span in hours.split()] if hours else []
    usual = [(at(opens), at(closes)) for opens, closes in (_LATE_SPANS if hours else _SPANS)]
    if not own:
        return usual
    shared = [(max(a, c), min(b, d)) for a, b in usual for c, d in own]
    return [(opens, closes) for opens, closes in sorted(shared) if opens < closes]


def _next_day(story: Story) -> datetime:
    return datetime.combine(story.world.working_day(story.world.today, 1), time(9, 5))


def _of_members(story: Story) -> Telling:
    """Every morning the calls that orders, refunds and returns of members have opened are taken in hand."""
    world, begun = story.world, set[int]()
    while True:
        for case in world.company.cases.of_process(KEY, open_only=True):
            source = case.form.get("source") or ""
            if case.id not in begun and case.submitted_at and source.startswith(("SO-", "RF-", "RX-", "CS-")):
                begun.add(case.id)
                story.begin(f"会员回访 {case.id}", story.after(0.2, 4), partial(_of_member, case.id))
        yield story.next_morning()


def _of_member(case: int, story: Story) -> Telling:
    yield from call(story, case, Mood(happy=story.chance(90), opinions=story.one_of(OPINIONS)))
    for complaint in story.world.children(case, "complaint"):
        yield from _record(story, complaint)


# --- calls about sales --------------------------------------------------------------------------------------


def _after_sale(story: Story) -> Telling:
    """The supervisor has a customer asked about a quotation he accepted not long ago."""
    source = _accepted_lately(story)
    if source is None:
        return
    number, customer = source
    form = {
        "shape": "single",
        "kind": "after-sale",
        "customer": customer,
        "source": number,
        "service_item": "报价与交付",
        "service_end": (story.world.now - timedelta(hours=3)).isoformat(),
        "questions": ["报价是否清楚", "交期是否满意"],
    }
    case = story.open("yangxue", KEY, form)
    mood = Mood(happy=story.chance(88), opinions=story.one_of(OPINIONS))
    yield from call(story, case, mood)
    for complaint in story.world.children(case, "complaint"):
        yield from _record(story, complaint)


def _accepted_lately(story: Story) -> tuple[str, str] | None:
    """Number and customer of a quotation that was won and that nobody is called about."""
    world = story.world
    asked = {call.form.get("source") for call in world.company.cases.of_process(KEY)}
    won = [
        (one.number, one.customer)
        for one in world.company.cases.of_process("quotation")
        if one.ended == "won" and one.number and one.customer and one.number not in asked
    ]
    return story.one_of(won[-6:]) if won else None


def _record(story: Story, complaint: int) -> Telling:
    """A complaint that a call has opened as a draft is recorded in full and answered."""
    record = {
        "about": "staff",
        "place": "电话",
        "nature": "communicative",
        "need": "consulting",
        "department": "service",
    }
    yield from story.act(complaint, "submit", record, after=(0.3, 2))
    phone = story.world.form(complaint)["phone"]
    proved = {"identity_by": "registered-phone", "identity_fact": phone}
    yield from story.act(complaint, "confirmed", proved, after=(0.1, 0.5))
    solved = {"first_answer": "已道歉并说明改进办法", "cause": "内部衔接不畅"}
    yield from story.act(complaint, "solved", solved, after=(0.5, 2.5))
    yield from story.act(complaint, "registered", {"result": "客户接受说明"}, after=(0.3, 2))
    for child in story.world.children(complaint, KEY):
        yield from call(story, child, Mood())


# --- rounds of calls ----------------------------------------------------------------------------------------


def _round(story: Story, case: int, stay: str = "") -> Telling:
    """Prepared and allocated by the supervisor, called by the agents, reported and reviewed."""
    world = story.world
    if world.stands(case) == "draft":
        yield from story.act(case, "submit", _rows(story, case), after=(1, 7))
    if stay == "allocate":
        return
    if len(world.form(case)["customers"]) > CALLED or story.chance(25):
        yield from story.act(case, "change", partial(_changed, story, case), after=(0.3, 2))
    yield from story.act(case, "allocate", after=(0.5, 4))
    for child in world.children(case, KEY):
        mood = Mood(happy=story.chance(94), opinions=story.one_of(OPINIONS))
        story.begin(f"回访 {child}", story.after(0.2, 12), partial(_call_of_round, child, mood))
    while world.stands(case) == "calling":
        yield story.next_morning()
    yield from _report(story, case)


def _call_of_round(case: int, mood: Mood, story: Story) -> Telling:
    yield from call(story, case, mood)
    for complaint in story.world.children(case, "complaint"):
        yield from _record(story, complaint)


def _rows(story: Story, case: int) -> dict[str, Any]:
    """What is asked of the customers of a round; those of a special one are the members."""
    return {} if story.world.form(case)["kind"] == "special" else {"questions": ["最近的服务是否满意", "有什么建议"]}


def _changed(story: Story, case: int) -> dict[str, Any]:
    """One call goes to the other agent, with the reason; of a long list the last are left out."""
    rows = [dict(row) for row in story.world.form(case)["customers"]]
    typed = [{name: row[name] for name in ("agent", "left_out", "reason") if row.get(name)} for row in rows]
    for row, line in zip(rows, typed, strict=True):
        if row.get("proposed"):
            line |= {"agent": _other_agent(story, row["proposed"]), "reason": "客户熟悉这位专员"}
            break
    for line in typed[CALLED:]:
        line |= {"left_out": True, "reason": "近期下单时已联系"}
    return {"customers": typed}


def _other_agent(story: Story, number: str) -> str:
    agents = [story.world.employee(login) for login in story.world.holders("callback-agent")]
    return next(agent for agent in agents if agent != number)


def _report(story: Story, case: int) -> Telling:
    yield from story.act(case, "written", partial(_written, story, case), after=(2, 9))
    if story.chance(15):
        yield from story.act(case, "send-back", reason=3, note="不满意原因写得太笼统，请分类", after=(1, 5))
        yield from story.act(case, "written", partial(_written, story, case), after=(1, 4))
    yield from story.act(case, "approve", after=(1, 6))


def _written(story: Story, case: int) -> Mapping[str, Any]:
    """The report with its counts, as they come out of the calls."""
    world, form = story.world, story.world.form(case)
    calls = world.company.cases.children(case, KEY)
    if form["kind"] == "monthly":
        calls = _calls_of_month(story, form["month"])
    ends = [one.ended for one in calls]
    satisfied = sum(one.ended == "recorded" and bool(one.form.get("satisfied")) for one in calls)
    unhappy = [str(one.form.get("opinions")) for one in calls if one.ended == "reopened"]
    named: dict[str, int] = {}
    for opinion in unhappy:
        cause = CAUSES.get(opinion, "处理不彻底")
        named[cause] = named.get(cause, 0) + 1
    return {
        "calls": len(calls),
        "satisfied_calls": satisfied,
        "dissatisfied_calls": ends.count("reopened"),
        "declined_calls": ends.count("declined"),
        "unreached_calls": ends.count("unreached"),
        "causes": [{"cause": cause, "calls": many} for cause, many in sorted(named.items())],
        "report": f"共回访 {len(calls)} 位客户，满意 {satisfied} 位。不满意的已转相关部门处理，并在规定时间内复访。",
    }


def _calls_of_month(story: Story, month: str) -> list[Any]:
    """The single calls of no round that ended in a month."""
    cases = story.world.company.cases
    ended = [one for one in cases.of_process(KEY) if one.ended_at and f"{one.ended_at:%Y-%m}" == month]
    return [
        one
        for one in ended
        if one.form["shape"] == "single"
        and one.submitted_at
        and not (one.parent_id and cases.case(one.parent_id).process == KEY)
    ]


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end rounds at every step; the single calls that are open come with the complaints."""
    for name, back, clock, stay in (
        ("待分配", 0, "16:40", "allocate"),
        ("回访中", 1, "09:12", "calling"),
        ("待分析", 1, "09:12", "analyse"),
        ("待审核", 1, "09:25", "review"),
        ("待审核 已逾期", 5, "09:12", "review"),
    ):
        plan.leave(f"回访 {name}", back, clock, partial(_leave_round, stay))
    plan.begin("回访 草稿", plan.back(0, "16:15"), _leave_draft)


def _leave_round(stay: str, story: Story) -> Telling:
    """A small round that is still at a step."""
    customers = ("恒达电器", "杭州金陵", "余杭新城", "嘉善洁净")
    form = {
        "shape": "round",
        "kind": "irregular",
        "event": "新品试用",
        "questions": ["样品是否收到", "是否需要技术支持"],
        "customers": [{"customer": story.world.customer(name)} for name in customers],
    }
    case = story.open("yangxue", KEY, form)
    if stay == "allocate":
        return
    yield from story.act(case, "allocate", after=(0.1, 0.4))
    children = story.world.children(case, KEY)
    for child in children[: 2 if stay == "calling" else None]:
        yield from call(story, child, Mood(easy=True))
    if stay == "review":
        yield from story.act(case, "written", partial(_written, story, case), after=(0.3, 1.5))


def _leave_draft(story: Story) -> None:
    form = {
        "shape": "round",
        "kind": "special",
        "event": "年终答谢",
        "message": "感谢一年来的支持，年终答谢会诚邀您参加！",
    }
    story.open("yangxue", KEY, form, submit=False)
