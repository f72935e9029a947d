"""Important matters: water in the store, a cut hand, a customer about to leave; who acts, and what was learnt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from seed_data.schedule import Plan, Story, Telling

KEY = "important-matter"


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, who reports it, what is done by whom with what result, and the lesson."""

    by: str
    kind: str
    where: str
    what: str
    measures: Sequence[tuple[str, str, str]]
    lesson: str
    more: Mapping[str, Any]


_ORDINARY = (
    Happening(
        "wanghai", "loss", "主仓 A 区", "夜间暴雨，屋面渗水，淋湿电缆 6 盘",
        (("zhangyong", "移出受潮电缆并晾晒检测", "6 盘检测合格 5 盘，1 盘报损"), ("luojianguo", "抽检绝缘", "绝缘电阻合格")),
        "雨季前检查屋面，贵重货物垫高存放", {"amount": "8600"},
    ),
    Happening(
        "sunli", "customer-at-risk", "恒达电器", "客户连续两批交期延误，口头表示要换供应商",
        (("liwentao", "三天内带交期改善方案上门", "客户接受，继续试三个月"),),
        "大客户订单排产前先与业务核对交期", {"amount": "32000"},
    ),
    Happening(
        "xujia", "difficult-customer", "前台", "业主在前台吵闹，拒绝离开，要求当面见领导",
        (("fangyuan", "参与接待，安抚并记录诉求", "业主情绪平复，诉求转投诉单"),), "前台准备单独接待室", {},
    ),
    Happening(
        "hanmei", "staff", "呼叫中心", "一名话务员连续旷工两日，班次无人顶岗",
        (("chenglin", "顶班并联系本人", "本人因家事，已补假条"),), "排班预留一名备班", {},
    ),
    Happening(
        "shenyue", "other", "财务室", "增值税发票专用章一度找不到",
        (("qianfang", "封存当日发票并查找", "在归档箱内找到"),), "印章用后即锁，登记交接", {},
    ),
)  # fmt: skip
_URGENT = (
    Happening(
        "zhengjie", "safety", "车间 2 号压接机", "操作工手指被夹伤，已送医",
        (("caobin", "停机检查防护罩", "防护罩螺丝松脱，已更换并加锁"),
         ("pengtao", "陪同就医、联系保险", "缝合三针，休息一周")),
        "开机前点检防护罩，点检表每日签字", {"injured": True, "train": True},
    ),
    Happening(
        "shilei", "emergency", "地下车库 B2", "水管爆裂，积水约 10 厘米，仍在上涨",
        (("renjie", "关总阀、抽水、抢修", "两小时内止水，次日换管"),), "老旧管道列入季度巡检", {"danger": True},
    ),
    Happening(
        "yangxue", "major-complaint", "3 号楼", "业主因电梯困人向电视台投诉，记者到场",
        (("renjie", "当日出具维保记录", "维保记录齐全，已提交"), ("fangyuan", "接待记者与业主", "业主接受道歉")),
        "困人十分钟内必须到场并报主管", {"outsiders": True},
    ),
)  # fmt: skip

_REPORTED = Happening(
    "yangxue",
    "major-complaint",
    "",
    "",
    (("yangxue", "上门致歉并督办整改", "已整改，客户认可"),),
    "同类投诉当日上报",
    {},
)


def tell(plan: Plan) -> None:
    plan.spread("重要事项", 0.45, _ordinary)
    plan.spread("紧急事项", 0.2, _urgent)
    plan.spread("投诉上报", 0.5, _from_complaints)
    plan.leave("重要事项 待主管", 0, "17:25", partial(_left, _ORDINARY[0], ""))
    plan.leave("重要事项 待总经理 紧急", 0, "17:38", partial(_left, _URGENT[1], ""))
    plan.leave("重要事项 处理中", 0, "10:15", partial(_left, _ORDINARY[1], "handling"))
    plan.leave("重要事项 待结案", 0, "13:30", partial(_left, _ORDINARY[3], "closing"))
    plan.leave("重要事项 退回", 0, "14:20", _left_sent_back)
    plan.begin("重要事项 草稿", plan.back(0, "15:10"), _left_draft)


# --- stories ------------------------------------------------------------------------------------------------


def _ordinary(story: Story) -> Telling:
    happening = story.one_of(_ORDINARY)
    case = _opened(story, happening, hours=story.number(1, 5) if story.chance(85) else 30)
    if story.chance(25):
        yield from story.act(case, "pass-up", after=(0.3, 1.5), note="超出本部门权限，请总经理定")
    yield from _handled(story, case, happening)


def _urgent(story: Story) -> Telling:
    happening = story.one_of(_URGENT)
    yield from _handled(story, _opened(story, happening, hours=1), happening)


def _from_complaints(story: Story) -> Telling:
    """What major complaints have sent up since the last time is instructed, done and closed."""
    for found in story.world.company.cases.of_process(KEY, open_only=True):
        if found.parent_id and story.world.stands(found.id) in ("leader", "superior"):
            yield from _handled(story, found.id, _REPORTED)


def _handled(story: Story, case: int, happening: Happening, *, stay: str = "") -> Telling:
    action = "take-charge" if story.world.stands(case) == "superior" else "instruct"
    yield from story.act(case, action, partial(_measures, story, happening), after=(0.2, 0.9))
    if stay == "handling":
        return
    for index in range(len(happening.measures)):
        yield from story.act(
            case, "report-done", partial(_results, story, case, happening, index),
            by=happening.measures[index][0], after=(1, 5),
        )  # fmt: skip
    if stay == "closing":
        return
    late = {"late_answer": "none"} if story.world.form(case).get("late") else {}
    chosen = {name: happening.more[name] for name in ("train",) if name in happening.more}
    yield from story.act(case, "close", {"lesson": happening.lesson, **late, **chosen}, after=(2, 7))


def _measures(story: Story, happening: Happening) -> dict[str, Any]:
    due = f"{story.world.working_day(story.world.today, 1)}"
    return {
        "measures": [
            {"person": story.world.employee(login), "task": task, "due": due}
            for login, task, _result in happening.measures
        ]
    }


def _results(story: Story, case: int, happening: Happening, index: int) -> dict[str, Any]:
    rows = [dict(row) for row in story.world.form(case)["measures"]]
    rows[index]["result"] = happening.measures[index][2]
    return {"measures": rows}


def _opened(story: Story, happening: Happening, *, hours: int, submit: bool = True) -> int:
    facts = {name: value for name, value in happening.more.items() if name != "train"}
    return story.open(
        happening.by, KEY,
        {
            "kind": happening.kind, "where": happening.where, "what": happening.what,
            "happened_at": (story.world.now - timedelta(hours=hours)).isoformat(),
            "done_so_far": "已电话报告", "proposal": happening.measures[0][1], **facts,
        },
        submit=submit,
    )  # fmt: skip


# --- what is still open at the end --------------------------------------------------------------------------


def _left(happening: Happening, stay: str, story: Story) -> Telling:
    case = _opened(story, happening, hours=1)
    if stay:
        yield from _handled(story, case, happening, stay=stay)


def _left_sent_back(story: Story) -> Telling:
    case = _opened(story, _ORDINARY[4], hours=3)
    yield from story.act(case, "send-back", reason=1, note="请写明最后使用人和时间", after=(0.3, 1))


def _left_draft(story: Story) -> None:
    _opened(story, _ORDINARY[2], hours=1, submit=False)
