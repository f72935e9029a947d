"""Calls, visitors, letters and chats: what they are about stands in `contacts.toml`.

Most are over with an answer; some a department answers, letters wait for the agent, visitors leave after an hour or two,
and whoever wants to buy and is known to nobody becomes a lead.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling
from seed_data.stories.lead import tracked

KEY = "contact"

Matter = Mapping[str, Any]
SAID = {
    "phone": {"place_named": True, "identity_asked": True, "read_back": True},
    "chat": {
        "welcomed": True, "promotion_told": True, "goods_introduced": True, "order_confirmed": True,
        "shop_bookmarked": True,
    },
}  # fmt: skip
RECEIVED_BY = {"visitor": ("front-desk",), "letter": ("front-desk",), "phone": ("front-desk", "service-agent")}
STRANGERS = ("张先生", "刘女士", "王经理", "钱工", "周小姐", "李师傅", "吴先生", "徐女士", "高工", "马经理")
BUYERS = (
    ("衢州恒立机电有限公司", "想了解阻燃电线的批量价", "CB-006", "4000"),
    ("丽水新盛装饰有限公司", "办公楼改造，问电缆供货周期", "CB-011", "300"),
    ("舟山海通物业服务有限公司", "公共区域换线，求报价", "CB-007", "900"),
    ("桐庐永兴电器厂", "控制电缆能否按米裁切", "CB-010", "260"),
)


def tell(plan: Plan) -> None:
    plan.spread("来电", 2.8, partial(_heard, "phone"))
    plan.spread("在线聊天", 1.4, partial(_heard, "chat"))
    plan.spread("前台咨询", 0.7, partial(_heard, "counter"))
    plan.spread("来访", 1.6, _visited)
    plan.spread("来信", 0.4, _written)
    plan.spread("来电 求助", 0.2, _helped)
    plan.spread("来电 打错", 0.3, _wrong_number)
    plan.spread("来电 新客户", 0.25, _unknown_buyer)
    _still_open(plan)


# --- stories ------------------------------------------------------------------------------------------------


def _heard(channel: str, story: Story) -> Telling:
    """Answered at once, or by the department that knows."""
    matter = _matter(story, channel)
    if "department" in matter:
        case = _open(story, matter, "transfer", department=matter["department"])
        yield from story.act(case, "answered", {"answer": matter["answer"]}, after=(0.2, 2.5))
    else:
        _open(story, matter, "answered", **_answered(matter))


def _answered(matter: Matter) -> dict[str, Any]:
    return {"answer": matter["answer"]} | ({"no_order": matter["reason"]} if "reason" in matter else {})


def _visited(story: Story) -> Telling:
    case = _let_in(story)
    yield from story.act(case, "left", after=(0.4, 2.0))


def _let_in(story: Story) -> int:
    matter = _matter(story, "visitor")
    return _open(story, matter, "visitor", host=lists.employee(matter["host"]).number)


def _written(story: Story) -> Telling:
    matter = _matter(story, "letter")
    case = _open(story, matter, "in-writing")
    if matter.get("delicate"):
        yield from story.act(case, "delicate", after=(0.5, 2))
    yield from story.act(case, "sent", partial(_reply, story, case, matter), after=(0.5, 3))
    if matter.get("delicate"):
        yield from story.act(case, "sent", after=(0.3, 2))


def _reply(story: Story, case: int, matter: Matter) -> dict[str, Any]:
    return {"points": [{**point, "answer": matter["answer"]} for point in story.world.form(case)["points"]]}


def _helped(story: Story) -> Telling:
    """A caller with whom no conversation is possible: a colleague or the supervisor says what to do."""
    matter = _matter(story, "phone")
    case = _open(story, matter, "ask-help")
    yield from story.act(case, "advice", {"advice": "先安抚情绪，承诺当天回电"}, after=(0.05, 0.3))
    yield from story.act(case, "answered", _answered(matter), after=(0.05, 0.2))


def _wrong_number(story: Story) -> None:
    login = story.somebody("front-desk")
    case = story.open(login, KEY, {"channel": "phone", "phone": _phone(story)}, submit=False)
    story.world.act(login, case, "withdraw")


def _unknown_buyer(story: Story) -> Telling:
    """Nobody knows the caller: he is filed as a lead, allocated and tracked like any other."""
    case = _open(story, *_of_buyer(story))
    (lead,) = story.world.children(case, "lead")
    yield from story.act(lead, "allocate", after=(0.3, 3))
    yield from tracked(story, lead)


def _of_buyer(story: Story) -> tuple[Matter, str]:
    name, question, product, quantity = story.one_of(BUYERS)
    goods = [{"product": product, "quantity": quantity}]
    matter = {"channel": "phone", "name": name, "question": question, "goods": goods, "outcome": "lead"}
    return matter, "hand-on"


# --- the form -----------------------------------------------------------------------------------------------


def _matter(story: Story, channel: str) -> Matter:
    found: Matter = story.one_of([one for one in lists.read("contacts")["matter"] if one["channel"] == channel])
    return found


def _open(story: Story, matter: Matter, action: str, *, but: Sequence[str] = (), **more: Any) -> int:
    """Write a contact down, and let it go on. but: not received by these."""
    login = story.somebody(*RECEIVED_BY.get(matter["channel"], ("service-agent",)), but=but)
    return story.open(login, KEY, _form(story, matter) | more, action=action)


def _form(story: Story, matter: Matter) -> dict[str, Any]:
    channel = matter["channel"]
    form = {name: matter[name] for name in ("channel", "name", "question", "goods", "outcome") if name in matter}
    if "group" in matter:
        customer, record = story.one_of(_customers(story, matter["group"]))
        form |= {"customer": customer, "name": record["name"], "phone": record["phones"][0]}
    else:
        form = {"name": story.one_of(STRANGERS), **form, "phone": _phone(story)}
    if channel == "phone":
        form |= {"menu": "A", "recording": f"LY{story.world.today:%Y%m%d}-{story.number(100, 999)}"}
    if channel == "letter":
        form["received_at"] = (story.world.now - timedelta(hours=story.number(1, 5))).isoformat()
    return form | SAID.get(channel, {})


def _customers(story: Story, group: str) -> list[tuple[str, Mapping[str, Any]]]:
    known = story.world.customers().items()
    return [one for one in known if one[1]["group"] == group and one[1]["state"] == "active" and one[1].get("phones")]


def _phone(story: Story) -> str:
    return f"139{story.number(10000000, 99999999)}"


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end one at every step: a chat that rang, a caller to call back, letters, visitors, one without his badge."""
    plan.begin("来电 待技术答复", plan.back(0, "16:10"), partial(_left_at_department, "电缆外护套"))
    plan.begin("来电 待技术答复 已逾期", plan.back(1, "10:20"), partial(_left_at_department, "家里总闸"))
    plan.begin("来信 待回复", plan.back(0, "14:40"), partial(_left_unanswered, "地下车库"))
    plan.begin("来信 待主管签发", plan.back(0, "10:30"), _left_unsigned)
    plan.begin("来访 在访", plan.back(0, "16:50"), _in_the_house)
    plan.begin("来访 未还访客牌", plan.back(0, "15:10"), _left_without_badge)
    plan.begin("来电 求助中", plan.back(0, "17:20"), _left_asking)
    plan.begin("来电 待登记线索", plan.back(0, "16:35"), _left_to_sales)
    plan.begin("在线聊天 待接待", plan.back(0, "17:35"), _left_ringing)


def _about(question: str) -> Matter:
    found: Matter = next(one for one in lists.read("contacts")["matter"] if one["question"].startswith(question))
    return found


def _left_at_department(question: str, story: Story) -> None:
    matter = _about(question)
    _open(story, matter, "transfer", department=matter["department"])


def _left_unanswered(question: str, story: Story) -> None:
    _open(story, _about(question), "in-writing")


def _left_unsigned(story: Story) -> Telling:
    matter = _about("年度供货价格")
    case = _open(story, matter, "in-writing")
    yield from story.act(case, "delicate", after=(0.2, 0.5))
    yield from story.act(case, "sent", partial(_reply, story, case, matter), after=(0.5, 1))


def _left_without_badge(story: Story) -> Telling:
    case = _let_in(story)
    yield from story.act(case, "badge-missing", {"badge_missing": True}, after=(0.8, 1.5))


def _left_asking(story: Story) -> None:
    _open(story, _about("会员卡积分"), "ask-help", but=("pengtao",))  # who may stand in for the supervisor


def _in_the_house(story: Story) -> None:
    _let_in(story)


def _left_to_sales(story: Story) -> None:
    _open(story, *_of_buyer(story))


def _left_ringing(story: Story) -> None:
    """The shop's account opens it; it is the agent's who has been free longest."""
    chat = {"channel": "chat", "name": "tb_晴天0917", "question": "在吗？这款落地灯还有现货吗"}
    story.open(story.somebody("administrator"), KEY, chat, submit=False)
