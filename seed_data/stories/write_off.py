"""Damage write-offs: what breaks, ages or gets wet in three warehouses, and what becomes of the lists of it."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling
from seed_data.stories.goods import Lying, lying

KEY = "write-off"

DAMAGE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "电线电缆": (("natural", "绝缘层老化开裂"), ("handling", "盘具跌落，线芯外露"), ("handling", "叉车压伤")),
    "照明灯具": (("handling", "灯罩破裂"), ("transit", "运输挤压，壳体变形"), ("natural", "电源受潮失效")),
    "开关插座": (("natural", "面板发黄变脆"), ("transit", "外箱进水，触点锈蚀")),
    "线束": (("handling", "接插件压坏"), ("other", "客户改型后的旧版线束")),
    "工作服": (("handling", "沾染机油无法清洗"), ("natural", "霉斑")),
    "五金管件": (("transit", "螺纹碰伤"), ("natural", "锈蚀穿孔")),
    "线缆原料": (("natural", "受潮结块"), ("other", "混料，无法分拣")),
    "端子连接器": (("natural", "镀层氧化发黑"), ("handling", "料盘散落变形")),
    "面料": (("natural", "受潮霉变"), ("handling", "边布被割破")),
    "服装辅料": (("natural", "老化失去弹性"),),
    "低值耗材": (("natural", "超过保质期，结块分层"), ("handling", "罐体破损漏液")),
    "包装材料": (("natural", "受潮粘连"),),
    "办公用品": (("natural", "墨水干涸"), ("transit", "受潮变形")),
    "礼品": (("handling", "内胆摔裂"), ("natural", "茶叶受潮过期")),
    "设备备件": (("natural", "橡胶件龟裂"),),
}
SENT_BACK = (
    (1, "清洗后还能用，请从单中删去这一行"),
    (2, "外壳可以更换，先送修"),
    (4, "实物数量与单上不符，请重新清点"),
    (5, "没有照片，请补拍"),
)
REMAINS = {"电线电缆": "SC-001", "线缆原料": "SC-002", "面料": "SC-004", "五金管件": "SC-005", "照明灯具": "SC-006"}


def tell(plan: Plan) -> None:
    plan.spread("报损", 1.3, _ordinary)
    plan.spread("报损退回", 0.35, _sent_back)
    plan.spread("大额报损", 0.25, _large)
    plan.spread("报损作罢", 0.2, _came_to_nothing)
    _still_open(plan)


def of_duty(plan: Plan, story: Story, case: int) -> Telling:
    """The monthly draft of a warehouse: filled in within days, or ended with nothing to write off."""
    warehouse = story.world.form(case)["warehouse"]
    if warehouse == "SHOP" and story.world.today > plan.last - timedelta(days=33):
        return  # the shop's list of this month has not been looked at yet
    if warehouse == "SHOP" and story.chance(60):
        yield from story.act(case, "nothing", note="本月门店无报损")
        return
    form = _form(story, warehouse, story.number(1, 3))
    yield from story.act(case, "submit", form, after=(2, 9))
    yield from _decided(story, case)


# --- stories ------------------------------------------------------------------------------------------------


def _ordinary(story: Story) -> Telling:
    case = _opened(story)
    yield from _decided(story, case)


def _sent_back(story: Story) -> Telling:
    """One line is not what it seems; the list comes back, is put right and goes through."""
    case = _opened(story, lines=2)
    reason, note = story.one_of(SENT_BACK)
    yield from story.act(case, "send-back", reason=reason, note=note, after=(1, 6))
    lines = story.world.typed(case)["lines"]
    kept = lines[:1] if reason in (1, 2) else [{**line, "evidence": f"照片 {_photo(story)}"} for line in lines]
    yield from story.act(case, "submit", {"lines": kept}, after=(0.5, 5))
    yield from _decided(story, case)


def _large(story: Story) -> Telling:
    """A loss the general manager has to release; once in a while he asks back."""
    case = _opened(story, worth=Decimal(5600))
    yield from story.act(case, "confirm", after=(1, 6))
    if story.chance(25):
        yield from story.act(case, "send-back", reason=5, note="金额大，请附供应商的鉴定意见", after=(2, 9))
        note = "供应商已到场鉴定，确认无法修复，鉴定书附后"
        yield from story.act(case, "submit", {"note": note}, after=(4, 12))
        yield from story.act(case, "confirm", after=(1, 6))
    yield from story.act(case, "approve", after=(2, 12), note="同意报损，请仓库加强防潮防护")
    yield from _cleared(story, case)


def _came_to_nothing(story: Story) -> Telling:
    case = _opened(story)
    if story.chance(50):
        requester = story.world.login(story.world.case(case).requester_id)
        yield from story.act(case, "withdraw", note="已联系供应商换货，不再报损", by=requester, after=(0.2, 2))
    else:
        yield from story.act(case, "reject", reason=3, note="质保期内，走退货", after=(1, 7))


def _decided(story: Story, case: int) -> Telling:
    """Seen and confirmed, above the limit released, cleared away."""
    yield from story.act(case, "confirm", after=(0.8, 7))
    if story.world.stands(case) == "release":
        yield from story.act(case, "approve", after=(2, 14))
    yield from _cleared(story, case)


def _cleared(story: Story, case: int) -> Telling:
    first = story.world.form(case)["lines"][0]["product"]
    group = next(one.group for one in lists.goods() if one.code == first)
    values: dict[str, Any] = {"clearing": story.one_of(("scrap-yard", "scrap-yard", "waste"))}
    if story.chance(15):
        values = {"clearing": "destroyed", "witness": story.one_of(("郑洁", "石磊", "沈悦"))}
    if values["clearing"] == "scrap-yard" and group in REMAINS:
        weight = f"{story.number(8, 260) / 10:.1f}"
        values["remains"] = [{"product": REMAINS[group], "weight": weight}]
    yield from story.act(case, "cleared", values, after=(1, 11))


# --- forms --------------------------------------------------------------------------------------------------


def _opened(story: Story, *, lines: int = 0, worth: Decimal = Decimal(0), by: str = "", warehouse: str = "") -> int:
    form = _form(story, warehouse or story.one_of(("MAIN", "MAIN", "EAST", "EAST", "SHOP")), lines, worth)
    return story.open(by or story.somebody("storekeeper"), KEY, form)


def _form(story: Story, warehouse: str, lines: int = 0, worth: Decimal = Decimal(0)) -> dict[str, Any]:
    """A list of damaged goods; with `worth` at least so dear that it is worth that much."""
    chosen = [one for one in lying(story.world, warehouse) if one.goods.group in DAMAGE]
    if worth:
        dear = [one for one in chosen if one.free * one.goods.cost > 3 * worth] or chosen
        one = story.one_of(dear)
        quantity = (worth * story.number(100, 190) / 100 / one.goods.cost).to_integral_value() + 1
        return {"warehouse": warehouse, "lines": [_line(story, one, min(quantity, one.free))]}
    picked = story.random.sample(chosen, min(len(chosen), lines or story.number(1, 3)))
    return {"warehouse": warehouse, "lines": [_line(story, one, one.share(story, 1, 4)) for one in picked]}


def _line(story: Story, one: Lying, quantity: Decimal) -> dict[str, Any]:
    cause, what = story.one_of(DAMAGE[one.goods.group])
    return {
        "product": one.goods.code,
        "location": one.location,
        "quantity": str(quantity),
        "cause": cause,
        "evidence": f"{what}，照片 {_photo(story)}",
    }


def _photo(story: Story) -> str:
    return f"BS{story.world.today:%m%d}-{story.number(1, 40):02}"


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end one of every kind: late, due today, sent back, for the general manager, being cleared, being typed."""
    plan.begin("报损 待确认 已逾期", plan.back(3, "10:20"), lambda story: _left(story, "wanghai"))
    plan.begin("报损 待确认", plan.back(0, "15:35"), lambda story: _left(story, "zhangyong", lines=3))
    plan.leave("报损 待确认 东仓", 0, "15:05", lambda story: _left(story, "wanghai", warehouse="EAST"))
    plan.leave("报损 退回未改", 1, "14:10", _left_sent_back)
    plan.leave("报损 待总经理", 0, "15:50", lambda story: _left_large(story, "wanghai"))
    plan.begin("报损 待总经理 已逾期", plan.back(6, "09:30"), lambda story: _left_large(story, "zhangyong"))
    plan.begin("报损 待清理", plan.back(1, "09:25"), _left_to_clear)
    plan.begin("报损 待清理 已逾期", plan.back(5, "13:25"), _left_to_clear)
    plan.begin("报损 草稿", plan.back(0, "16:50"), _left_draft)


def _left(story: Story, by: str, *, lines: int = 0, warehouse: str = "MAIN") -> None:
    _opened(story, by=by, lines=lines, warehouse=warehouse)


def _left_sent_back(story: Story) -> Telling:
    case = _opened(story, by="wanghai", lines=2)
    yield from story.act(case, "send-back", reason=1, note="第二行擦拭后仍可使用，请删去", after=(1, 3))


def _left_large(story: Story, by: str) -> Telling:
    case = _opened(story, by=by, worth=Decimal(6200), warehouse="MAIN")
    yield from story.act(case, "confirm", after=(1, 4))


def _left_to_clear(story: Story) -> Telling:
    case = _opened(story, by="zhangyong")
    yield from story.act(case, "confirm", after=(1, 4))


def _left_draft(story: Story) -> None:
    form = _form(story, "EAST", 1)
    story.open("zhangyong", KEY, form, submit=False)
