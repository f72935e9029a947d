"""Policy changes: who proposed which other value and why, what was decided, and what holds from when."""

import json
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from seed_data.schedule import Plan, Story, Telling

KEY = "policy-change"
Proposal = tuple[str, str, str, str]
"""Policy, new value, login of the proposer, reason."""

DECIDED: tuple[Proposal, ...] = (
    ("write-off.clear", "3 bd", "zhaoguodong", "清运车每周只来两次，两个工作日内清不完"),
    ("callback.maintenance", "120", "yangxue", "客户反映保养提醒过于频繁"),
    ("stocktake.cycle-share", "25", "zhaoguodong", "循环盘点差异率连续两月高于千分之五"),
    ("leave.return", "2 bd", "songjia", "跨部门销假一个工作日内常来不及确认"),
    ("purchase-order.trial-limit", "3000", "huanglei", "试样起订量普遍上调"),
    ("complaint.major-complainants", "4", "yangxue", "同楼栋投诉早介入，避免升级"),
    ("operation-plan.joint-from", "120000", "liwentao", "去年联合会审的小额方案无一被否"),
    ("stocktake.uncounted", "75", "zhaoguodong", "冷门物料账实不符较多"),
    ("callback.reminder", "09:00", "yangxue", "开班后先处理夜间来电"),
    ("shipment.proof", "4 d", "zhaoguodong", "外省签收单三天内寄不回"),
    ("refund.confirm", "5 d", "yangxue", "银行退款到账普遍需三至五天"),
    ("stocktake.cycle-day", "6", "zhaoguodong", "月初五号与发工资撞期"),
)
REFUSED: tuple[tuple[Proposal, int, str], ...] = (
    (("write-off.review", "3 bd", "zhaoguodong", "报损单集中在月底"), 2, "报损拖久了难以取证，维持一天"),
    (("leave.personal-year", "30", "songjia", "有员工反映事假不够"), 1, "近两年无人用满，不必放宽"),
)


def tell(plan: Plan) -> None:
    proposals = [*(partial(_decided, one) for one in _known(plan, DECIDED)), partial(_sick_pay), partial(_reworked)]
    proposals += [partial(_refused, *one) for one in REFUSED]
    number = max(3, round(len(proposals) * min(1, plan.busy)))
    begin = plan.world.working_day(plan.first, 1)
    span = (plan.last - begin).days
    for index, tell_one in enumerate(proposals[:number], start=1):
        day = plan.world.working_day(begin + timedelta(days=span * index // (number + 2)), 0)
        plan.begin(f"制度变更 {index}", plan.world.at(day, f"{9 + index % 7:02}:{7 * index % 60:02}"), tell_one)
    _still_open(plan)


def _known(plan: Plan, proposals: tuple[Proposal, ...]) -> list[Proposal]:
    policies = plan.world.company.catalogue.policies
    return [one for one in proposals if one[0] in policies]


# --- stories ------------------------------------------------------------------------------------------------


def _decided(proposal: Proposal, story: Story) -> Telling:
    yield from _approved(story, _proposed(story, proposal))


def _sick_pay(story: Story) -> Telling:
    """A whole table: what is changed is one figure in it."""
    pay = dict(story.world.company.policy("leave.pay"))
    table = {**pay, "sick": {**pay["sick"], "percent": 70}}
    proposal = ("leave.pay", json.dumps(table), "songjia", "参照同行业病假工资标准")
    yield from _approved(story, _proposed(story, proposal))


def _refused(proposal: Proposal, reason: int, note: str, story: Story) -> Telling:
    case = _proposed(story, proposal)
    yield from story.act(case, "approve", after=(2, 6))
    yield from story.act(case, "reject", reason=reason, note=note, after=(2, 8))


def _reworked(story: Story) -> Telling:
    """Sent back for its day, and handed in again for another one."""
    case = _proposed(story, ("write-off.day", "22", "zhaoguodong", "月底盘点前留足清理时间"))
    yield from story.act(case, "send-back", reason=4, note="本月草稿已开，请改自下下月起", after=(1, 4))
    day = story.world.working_day(story.world.today, 25)
    form = {**story.world.typed(case), "effective": f"{day}"}
    yield from story.act(case, "submit", form, after=(1, 4), by="zhaoguodong")
    yield from _approved(story, case)


def _approved(
    story: Story, case: int, steps: tuple[str, ...] = ("desk", "finance", "decision", "committee")
) -> Telling:
    """Approved step by step, as far as these steps go; three of the committee suffice."""
    for _turn in range(8):
        stands = story.world.stands(case)
        if stands not in steps:
            return
        values = {"figures": "测算：每月影响约 1,200 元"} if stands == "finance" else None
        yield from story.act(case, "approve", values, after=(1, 7))


def _proposed(story: Story, proposal: Proposal, *, submit: bool = True, days: int = 12) -> int:
    name, new, login, reason = proposal
    effective = story.world.working_day(story.world.today, days)
    form: Mapping[str, Any] = {"policy": name, "new": new, "effective": f"{effective}", "reason": reason}
    return story.open(login, KEY, form, submit=submit)


# --- what is still open at the end --------------------------------------------------------------------------

_LEFT: tuple[tuple[str, int, Proposal, tuple[str, ...]], ...] = (
    ("待部门", 0, ("stocktake.tolerance-value", "300", "qianfang", "小额差异复盘耗时"), ()),
    ("待部门 已逾期", 4, ("quotation.no-invoice-allowance", "5", "qianfang", "不开票客户税负已变"), ()),
    ("待财务", 1, ("sales-order.deposit", "35", "liwentao", "定制订单取消损失偏大"), ("desk",)),
    ("待总经理", 1, ("complaint.repeat-days", "45", "yangxue", "重复投诉间隔拉长"), ("desk",)),
    ("待委员会", 2, ("stocktake.large", "15000", "zhaoguodong", "近半年差异多在一万上下"), ("desk", "decision")),
    ("待生效", 5, ("quotation.quick", "3 bh", "liwentao", "客户催报价"), ("desk", "finance", "decision")),
)


def _still_open(plan: Plan) -> None:
    """At the end one for everybody who decides, one decided for a day to come, one sent back, one being typed."""
    for index, (name, back, proposal, steps) in enumerate(_LEFT):
        if _known(plan, (proposal,)):
            plan.leave(f"制度变更 {name}", back, f"09:{15 + 6 * index}", partial(_left, proposal, steps))
    plan.leave("制度变更 退回", 1, "10:25", _left_sent_back)
    plan.begin("制度变更 草稿", plan.back(0, "16:20"), _left_draft)
    plan.begin("工作日历变更", plan.back(0, "14:05"), _left_calendar)


def _left(proposal: Proposal, steps: tuple[str, ...], story: Story) -> Telling:
    yield from _approved(story, _proposed(story, proposal), steps)


def _left_sent_back(story: Story) -> Telling:
    case = _proposed(story, ("complaint.repeat", "2", "yangxue", "二次投诉即按有效处理"))
    yield from story.act(case, "send-back", reason=5, note="与投诉管理办法冲突，请先改办法", after=(1, 3))


def _left_draft(story: Story) -> None:
    _proposed(story, ("leave.decision", "2 bd", "songjia", "总经理出差多"), submit=False)


def _left_calendar(story: Story) -> None:
    """A Saturday morning of stocktaking, some weeks ahead."""
    day = story.world.today + timedelta(days=26 - story.world.today.weekday())
    if story.world.company.calendar.is_working(day):
        return
    changed = [{"day": f"{day}", "working": True, "hours": "09:00-12:00"}]
    story.open("zhaoguodong", KEY, {"kind": "calendar", "days": changed, "reason": "季末全员盘点半天"})
