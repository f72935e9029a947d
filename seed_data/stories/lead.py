"""Leads: what the web and the newspapers bring, what salespeople find themselves, whose it is, and how it goes on."""

from datetime import datetime
from functools import partial
from typing import Any

from seed_data.schedule import Plan, Story, Telling

KEY = "lead"

_CITIES = ("宁波", "绍兴", "嘉兴", "湖州", "金华", "台州", "义乌", "余姚", "海宁", "桐乡", "诸暨", "上虞")
_NAMES = (
    "永盛",
    "鼎力",
    "华源",
    "金桥",
    "瑞丰",
    "众诚",
    "宏达",
    "东联",
    "天佑",
    "博科",
    "新航",
    "远大",
    "嘉禾",
    "立信",
)
_TRADES = {
    "线束": ("电器", "汽配", "家电"),
    "电线电缆": ("机电工程", "电力安装", "建筑安装"),
    "照明灯具": ("照明工程", "装饰", "物业服务"),
    "工作服": ("机械", "化工", "食品"),
    "五金管件": ("暖通", "水务工程", "建材"),
    "服装辅料": ("服饰", "制衣", "针织"),
}
_FOUND = {
    "network": ("1688 采购单", "慧聪网", "百度推广留言", "阿里国际站"),
    "newspaper": ("宁波日报招标公告", "钱江晚报", "浙江工人日报"),
    "referral": ("老客户介绍", "商会推荐"),
    "own": ("开发区走访", "展会名片", "工地看板"),
}
_NEEDS = {
    "线束": "洗衣机线束每月约 400 套，现供应商交期不稳",
    "电线电缆": "厂房改造用 BV、YJV 电缆，约 30 卷",
    "照明灯具": "车间照明改造，工矿灯 120 套",
    "工作服": "春秋工作服 300 套，需绣标",
    "五金管件": "不锈钢管件，按月供货",
    "服装辅料": "拉链、纽扣小批量多批次",
}
_TALKS = (
    ("phone", "已加采购微信，发了产品目录，约下周报价"),
    ("visit", "上门见到采购经理，看了样品，关心交期和账期"),
    ("message", "客户索要资质文件，已发送"),
    ("phone", "客户在比价，月底定供应商"),
    ("visit", "参观了车间，用量属实，现用供应商合同年底到期"),
    ("phone", "负责人出差，约定回来后面谈"),
    ("message", "报价已收到，正在内部审批"),
)
_LOSSES = (
    (5, "同行报价低 7%，且对方有老关系，我方账期也无优势"),
    (2, "电话三次无人接听，上门已搬迁，工商登记地址无此单位"),
    (3, "实际需要高压电缆附件，我司不经营"),
    (5, "客户自制线束，暂不外购，半年后再联系"),
)


def tell(plan: Plan) -> None:
    plan.spread("网络线索", 0.7, partial(_filed, "network"))
    plan.spread("报纸线索", 0.25, partial(_filed, "newspaper"))
    plan.spread("自寻客户", 0.35, _own)
    plan.spread("线索 老客户", 0.2, _of_a_known_customer)
    plan.spread("线索 不实", 0.15, _rejected)
    plan.spread("线索 争议", 0.15, _disputed)
    _still_open(plan)


# --- stories ------------------------------------------------------------------------------------------------


def _filed(source: str, story: Story) -> Telling:
    """Filed by the lead clerk, allocated by the proposal or past it, tracked."""
    case = story.open(story.somebody("lead-clerk"), KEY, _form(story, source))
    if story.chance(10):
        note = "缺产品类别和需求，请补充"
        yield from story.act(case, "send-back", reason=4, note=note, after=(0.5, 2))
        yield from story.act(case, "submit", after=(0.5, 3))
    yield from story.act(case, "allocate", after=(0.3, 3))
    yield from tracked(story, case)


def _own(story: Story) -> Telling:
    case = story.open(story.somebody("sales-rep"), KEY, _form(story, "own"))
    yield from tracked(story, case)


def _of_a_known_customer(story: Story) -> Telling:
    """The web brings somebody who has been filed long ago: his salesperson goes on with him."""
    owned = [customer["name"] for customer in story.world.customers().values() if customer.get("owner")]
    name = story.one_of(owned)
    case = story.open(story.somebody("lead-clerk"), KEY, _form(story, "network", name=name))
    yield from tracked(story, case)


def _rejected(story: Story) -> Telling:
    case = story.open(story.somebody("lead-clerk"), KEY, _form(story, "network"))
    yield from story.act(case, "reject", reason=1, note="推销广告，非采购需求", after=(0.3, 3))


def _disputed(story: Story) -> Telling:
    """A salesperson claims what a colleague filed first; both say their view, the manager decides."""
    claim = yield from _claimed(story)
    yield story.after(2, 6)
    if story.world.stands(claim) != "dispute":
        return
    _comment(story, claim)
    action = story.one_of(("first-keeps", "first-keeps", "to-claimant"))
    yield from story.act(
        claim, action, note="按先登记先跟踪，维持" if action == "first-keeps" else "客户指名，改派", after=(2, 8)
    )
    if action == "to-claimant":
        yield from tracked(story, claim)


def _claimed(story: Story) -> Any:
    first, second = story.random.sample(story.world.holders("sales-rep"), 2)
    form = _form(story, "own")
    known = story.open(first, KEY, form)
    story.begin(f"{story.name} 在先", story.after(1, 6), lambda told: tracked(told, known))
    yield story.after(3, 12)
    reason = "三年前就给这家采购经理供过货，客户今天主动打电话找我"
    claim = story.open(second, KEY, {**form, "claim_reason": reason}, submit=False)
    story.world.act(second, claim, "claim")
    return claim


def _comment(story: Story, claim: int) -> None:
    found = story.world.case(claim)
    owner = story.world.record("customers", story.world.form(claim)["customer"])["owner"]
    story.world.comment(story.world.login_of(owner), claim, "我先登记的，已约好周四上门，请按规定维持")
    story.world.comment(story.world.login(found.requester_id), claim, "采购经理是老熟人，有往来邮件为证")


# --- tracking -----------------------------------------------------------------------------------------------


def tracked(story: Story, case: int) -> Telling:
    """Contact after contact, each on the day that was named, until it leads somewhere or not."""
    at: datetime | None = None
    while not at or story.chance(60):
        yield from story.act(case, "log-contact", partial(_contact, story), after=(1, 6), at=at)
        if story.world.stands(case) != "tracking":
            return
        day = datetime.fromisoformat(story.world.form(case)["next_on"]).date()
        at = story.clock_time(day, "09:10", "16:40")
    if story.chance(85):
        reason, analysis = story.one_of(_LOSSES)
        yield from story.act(case, "lost", {"analysis": analysis}, reason=reason, after=None, at=at)
    else:
        yield from story.act(case, "give-back", reason=3, note="产品不熟，请改派", after=None, at=at)
        yield from story.act(case, "allocate", after=(0.5, 3))
        yield from tracked(story, case)


def _contact(story: Story) -> dict[str, Any]:
    way, result = story.one_of(_TALKS)
    following = story.world.working_day(story.world.today, story.number(3, 12))
    return {
        "contact_on": f"{story.world.today}", "contact_way": way, "contact_result": result, "next_on": f"{following}",
    }  # fmt: skip


def _form(story: Story, source: str, *, name: str = "") -> dict[str, Any]:
    group = story.one_of(tuple(_TRADES))
    called = f"{story.one_of(_CITIES)}{story.one_of(_NAMES)}{story.one_of(_TRADES[group])}有限公司"
    return {
        "source": source, "found_at": story.one_of(_FOUND[source]), "name": name or called,
        "contact_person": story.one_of(("金经理", "俞工", "沈小姐", "毛总", "郭采购", "施师傅")),
        "phone": f"13{story.number(100000000, 999999999)}", "place": story.one_of(("in-city", "outside", "outside")),
        "product_group": group, "need": _NEEDS[group], "expected_amount": f"{story.number(8, 160) * 1000}",
    }  # fmt: skip


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end one of every kind: to allocate (one late), in dispute, to contact, being typed, sent back."""
    for index, clock in enumerate(("17:15", "17:32", "17:44")):
        plan.begin(f"线索 待分配 {index}", plan.back(0, clock), _left_to_allocate)
    plan.begin("线索 待分配 已逾期", plan.back(2, "10:10"), _left_to_allocate)
    plan.leave("线索 争议中", 0, "13:20", _left_in_dispute)
    plan.leave("线索 待首次联系", 0, "15:20", partial(_left_tracking, 0))
    plan.leave("线索 首次联系逾期", 3, "10:20", partial(_left_tracking, 0))
    plan.leave("线索 跟踪中", 1, "11:05", partial(_left_tracking, 1))
    plan.leave("线索 退回", 0, "13:40", _left_sent_back)
    plan.begin("线索 草稿", plan.back(0, "16:20"), _left_draft)


def _left_to_allocate(story: Story) -> None:
    story.open(story.somebody("lead-clerk"), KEY, _form(story, "network"))


def _left_in_dispute(story: Story) -> Telling:
    claim = yield from _claimed(story)
    found = story.world.case(claim)
    story.world.comment(story.world.login(found.requester_id), claim, "客户指定由我对接，见附件聊天记录")


def _left_tracking(contacts: int, story: Story) -> Telling:
    case = story.open(story.somebody("lead-clerk"), KEY, _form(story, "network"))
    yield from story.act(case, "allocate", after=(0.3, 2))
    for _time in range(contacts):
        yield from story.act(case, "log-contact", partial(_contact, story), after=(1, 5))


def _left_sent_back(story: Story) -> Telling:
    case = story.open(story.somebody("lead-clerk"), KEY, _form(story, "newspaper"))
    yield from story.act(case, "send-back", reason=4, note="请补联系人和具体需求", after=(0.5, 2))


def _left_draft(story: Story) -> None:
    story.open(story.somebody("lead-clerk"), KEY, _form(story, "newspaper"), submit=False)
