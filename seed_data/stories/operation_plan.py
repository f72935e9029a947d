"""Operation plans: projects on goods and money over months, and how service, finance, sales and committee saw them."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from seed_data.schedule import Plan, Story, Telling

KEY = "operation-plan"
YES = {"reasonable": True, "fits": True, "aimed": True}
CUSTOMERS = (
    "浙江华宇机电股份有限公司", "湖州太湖光伏科技有限公司", "杭州亮城照明工程有限公司", "杭州萧山宏宇建设有限公司",
    "浙江中控制造有限公司", "宁波镇海石化检修公司", "浙江力驰叉车有限公司",
)  # fmt: skip
PROJECTS = (
    "新厂区照明配套",
    "光伏支架线缆框架供货",
    "生产线线束改造",
    "年度工作服集采",
    "仓库改造五金管件",
    "检修备件包",
)
FITS = (
    "按土建进度分批供货，付款节点与到货对应",
    "甲方有预算批复，首付覆盖备料成本",
    "三年合作无逾期，尾款在验收后一个月内",
)
BUDGETS = (("打样", 8000), ("运输", 4000), ("现场服务", 6000), ("检测", 2500))


def tell(plan: Plan) -> None:
    plan.begin("年度预算", plan.world.at(plan.first, "10:05"), _granted)
    plan.spread("运作方案 联合会审", 0.3, partial(_approved, (40, 90), "none"), until=8)
    plan.spread("运作方案 上会", 0.12, partial(_approved, (520, 700), "none"), until=12)
    plan.spread("运作方案 专项", 0.08, partial(_approved, (60, 150), "factoring"), until=12)
    plan.spread("运作方案 退回", 0.12, _reworked, until=8)
    plan.spread("运作方案 否决", 0.08, _refused, until=8)
    _still_open(plan)


def _granted(story: Story) -> Telling:
    """What the departments may spend, until annual plans grant it."""
    free = [
        {"account": "budget-free", "dimension": department, "amount": amount}
        for department, amount in (("sales", "680000.00"), ("service", "120000.00"), ("warehouse", "150000.00"))
    ]
    case = story.open("qianfang", "opening-balance", {"title": "年度可用预算", "accounts": free})
    yield from story.act(case, "approve", after=(0.3, 0.8))


# --- stories ------------------------------------------------------------------------------------------------


def _approved(thousands: tuple[int, int], instrument: str, story: Story) -> Telling:
    case = _opened(story, thousands, instrument)
    yield from _reviewed(story, case)


def _reworked(story: Story) -> Telling:
    """The service agent asks for two lots, finance for an earlier payment."""
    case = _opened(story, (120, 260))
    asked = [{"text": "建议分两批供货，降低占用"}]
    yield from story.act(case, "send-back", {"suggestions": asked}, reason=3, note="见建议", after=(1, 5))
    typed = story.world.typed(case)
    told = story.world.form(case)["suggestions"]
    answered = [{**line, "taken": True, "answer": "已与客户商定分批"} for line in told]
    yield from story.act(case, "submit", {**typed, "suggestions": answered}, after=(1, 6))
    yield from story.act(case, "forward", after=(1, 5))
    if story.world.stands(case) == "joint":
        yield from story.act(case, "send-back", reason=2, note="尾款请提前到供货后二十天", after=(1, 5), by="qianfang")
        yield from story.act(case, "submit", story.world.typed(case), after=(1, 6))
    yield from _reviewed(story, case)


def _refused(story: Story) -> Telling:
    case = _opened(story, (180, 320))
    yield from story.act(case, "forward", after=(1, 5))
    yield from _signed(story, case)
    no = {**YES, "aimed": False}
    yield from story.act(case, "reject", no, reason=4, note="方案套用旧模板，未针对该客户的账期习惯", after=(2, 8))


def _reviewed(story: Story, case: int, until: str = "") -> Telling:
    """Forwarded and approved by everybody it takes; until: the step it is left at."""
    if story.world.stands(case) == "optimise" != until:
        yield from story.act(case, "forward", after=(1, 6))
    yield from _signed(story, case, until)
    for _turn in range(9):
        stands = story.world.stands(case)
        if stands not in ("single", "joint", "committee") or stands == until:
            return
        yield from story.act(case, "approve", YES, after=(0.5, 4))


def _signed(story: Story, case: int, until: str = "") -> Telling:
    risk = "客户集中度较高，回款依赖验收进度；已约定违约金与停供条款"
    for _turn in range(2):
        if story.world.stands(case) == "completion" != until:
            yield from story.act(case, "sign", {"risk": risk}, after=(0.5, 3))


# --- forms --------------------------------------------------------------------------------------------------


def _opened(story: Story, thousands: tuple[int, int], instrument: str = "none", *, submit: bool = True) -> int:
    customer = story.world.customer(story.one_of(CUSTOMERS))
    owner = story.world.record("customers", customer)["owner"]
    lead = story.world.login_of(owner)
    return story.open(lead, KEY, _form(story, customer, lead, thousands, instrument), submit=submit)


def _form(story: Story, customer: str, lead: str, thousands: tuple[int, int], instrument: str) -> Mapping[str, Any]:
    """Two deliveries; a third is paid on signing, the rest after each."""
    amount, today = Decimal(story.number(*thousands) * 1000), story.world.today
    half, first = amount / 2, (amount / 3).quantize(Decimal(1))
    second = (amount - first) / 2
    members = [login for login in story.world.holders("sales-rep", "designer") if login != lead]
    budget = story.random.sample(BUDGETS, story.number(1, 3))
    return {
        "customer": customer, "project": story.one_of(PROJECTS), "amount": str(amount), "instrument": instrument,
        "supply": [{"on": f"{today + timedelta(days=day)}", "amount": str(half)} for day in (25, 55)],
        "payment": [
            {"on": f"{today + timedelta(days=10)}", "method": "签约首付", "amount": str(first)},
            {"on": f"{today + timedelta(days=45)}", "method": "电汇", "amount": str(second)},
            {"on": f"{today + timedelta(days=85)}", "method": "电汇", "amount": str(amount - first - second)},
        ],
        "budget": [{"purpose": purpose, "amount": str(sum_)} for purpose, sum_ in budget],
        "team": [{"employee": story.world.employee(story.one_of(members))}],
        "fit": story.one_of(FITS),
    }  # fmt: skip


# --- what is still open at the end --------------------------------------------------------------------------

_LEFT: tuple[tuple[str, int, tuple[int, int], str], ...] = (
    ("待优化", 0, (50, 90), "optimise"),
    ("待优化 已逾期", 4, (120, 200), "optimise"),
    ("完善材料", 0, (520, 600), "completion"),
    ("待委员会", 2, (560, 680), "committee"),
)


def _still_open(plan: Plan) -> None:
    """At the end one at every step, one half voted, one sent back, one being typed."""
    for index, (name, back, thousands, until) in enumerate(_LEFT):
        plan.leave(f"运作方案 {name}", back, f"09:{20 + 7 * index}", partial(_left, thousands, until))
    plan.leave("运作方案 会审中", 0, "10:15", _left_half_voted)
    plan.leave("运作方案 退回未改", 1, "13:40", _left_sent_back)
    plan.begin("运作方案 草稿", plan.back(0, "16:30"), _left_draft)


def _left(thousands: tuple[int, int], until: str, story: Story) -> Telling:
    yield from _reviewed(story, _opened(story, thousands), until)


def _left_half_voted(story: Story) -> Telling:
    case = _opened(story, (50, 90))
    yield from story.act(case, "forward", after=(1, 4))
    for _vote in range(2):
        yield from story.act(case, "approve", YES, after=(1, 4))


def _left_sent_back(story: Story) -> Telling:
    case = _opened(story, (50, 90))
    asked = [{"text": "首付比例请提到四成"}]
    yield from story.act(case, "send-back", {"suggestions": asked}, reason=2, note="见建议", after=(1, 4))


def _left_draft(story: Story) -> None:
    _opened(story, (50, 90), submit=False)
