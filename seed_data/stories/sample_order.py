"""Sample orders: asked for with a quotation or by style, paid for by new customers, made, costed, sent, answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from db.cases import Case
from seed_data import lists
from seed_data.schedule import Plan, Story, Telling

KEY = "sample-order"

_STYLES: Mapping[str, tuple[tuple[str, str, str, str], ...]] = {
    "product": (("按报价单首行", "按客户图纸", "标准", "按报价"), ("改型样", "加长型", "加长 30 cm", "按报价")),
    "garment": (
        ("夹克 XJ-26", "春秋款，反光条", "L", "涤卡 240g"),
        ("连体工装 LT-8", "防静电", "175/96A", "防静电绸"),
        ("围裙 WQ-3", "防水", "均码", "PVC 涂层布"),
    ),
    "fabric": (("涤卡 240g", "斜纹", "门幅 150", "T65/C35"), ("反光条 5 cm", "亮银", "50 m", "热贴")),
}
_COLOURS = ("藏青", "军绿", "橘红", "深灰", "本色")
_ACCESSORIES = ("无", "五号尼龙拉链", "四合扣", "客供吊牌")
_CHANGES = ("袖口收窄 1 cm", "颜色再深半个色号", "接插件换带锁扣的", "反光条上移 3 cm")


@dataclass(frozen=True, slots=True)
class Asked:
    """kind: of sample. stay: the step where the story leaves it; "" its end. answer: what the customer says."""

    kind: str = "product"
    stay: str = ""
    answer: str = "approved"
    gap: bool = False
    pictures: bool = False
    data: bool = False


def tell(plan: Plan) -> None:
    plan.spread("样品", 0.5, partial(_sample, Asked()))
    plan.spread("样品 有差价", 0.15, partial(_sample, Asked(gap=True)))
    plan.spread("样衣", 0.2, partial(_sample, Asked("garment", pictures=True)))
    plan.spread("样衣 补资料", 0.15, partial(_sample, Asked("garment", data=True, answer="changes")))
    plan.spread("面辅料打样", 0.15, partial(_sample, Asked("fabric")))
    plan.spread("样品 客户不要", 0.15, partial(_sample, Asked(answer="declined")))
    _still_open(plan)


# --- one sample ---------------------------------------------------------------------------------------------


def _sample(asked: Asked, story: Story) -> Telling:
    quotation = _quotation(story) if asked.kind == "product" else None
    if asked.kind == "product" and quotation is None:
        asked = replace(asked, kind="garment")
    owner, customer = _whose(story, quotation)
    form = _form(story, asked, customer, quotation)
    drafted = _drafted(story, quotation)
    if drafted is None:
        case = story.open(owner, KEY, form, submit=asked.stay != "typing")
    else:
        case = drafted.id
        yield from story.act(case, "submit", form, by=owner, after=None)
    if asked.stay != "typing":
        yield from _carry_on(story, case, asked)


def _carry_on(story: Story, case: int, asked: Asked) -> Telling:
    """Every step by whoever's it is, up to the step where it is to stay."""
    for _step in range(30):
        stands = story.world.stands(case)
        if stands == asked.stay or stands not in _STEPS:
            return
        yield from _STEPS[stands](story, case, asked)


def _data(story: Story, case: int, asked: Asked) -> Telling:
    yield from story.act(case, "ask-customer", after=(1, 4))
    rows = [{**row, "received_on": f"{story.world.today}"} for row in story.world.form(case)["data"]]
    yield from story.act(case, "complete", {"data": rows}, after=(5, 14))


def _sign(story: Story, case: int, asked: Asked) -> Telling:
    yield from story.act(case, "sign", after=(0.5, 3))


def _fee(story: Story, case: int, asked: Asked) -> Telling:
    fee = story.world.form(case)["fee"]
    values = {"fee_received": fee, "means": "bank"}
    yield from story.act(case, "received", values, after=(3, 20))


def _making(story: Story, case: int, asked: Asked) -> Telling:
    def finished() -> dict[str, Any]:
        return {"actual_finish": f"{story.world.today}"}

    again = story.world.was_taken(case, "gap") or story.world.was_taken(case, "forward")
    yield from story.act(case, "first-ready", finished, after=(4, 12) if again else (14, 34))


def _costing(story: Story, case: int, asked: Asked) -> Telling:
    quoted = Decimal(story.world.form(case)["quoted"])
    if asked.gap and not story.world.was_taken(case, "gap"):
        cost = (quoted * story.number(103, 109) / 100).quantize(Decimal("0.01"))
        values = {"cost": str(cost), "target": str(quoted)}
        yield from story.act(case, "gap", values, after=(1, 6))
        return
    cost = (quoted * story.number(90, 100) / 100).quantize(Decimal("0.01"))
    yield from story.act(case, "equal", {"cost": str(cost)}, after=(1, 6))


def _check(story: Story, case: int, asked: Asked) -> Telling:
    if story.chance(10):
        yield from story.act(case, "wrong", reason=2, note="颜色偏浅，重做", after=(0.5, 3))
        return
    number = story.number(100, 999)
    photos = {f"photo_{side}": f"YP{number}-{mark}" for side, mark in (("front", 1), ("side", 2), ("back", 3))}
    yield from story.act(case, "right", photos, after=(0.5, 4))


def _pictures(story: Story, case: int, asked: Asked) -> Telling:
    yield from story.act(case, "right", after=(2, 10))


def _dispatch(story: Story, case: int, asked: Asked) -> Telling:
    values = {"courier": f"SF{story.number(10**9, 10**10 - 1)}"} if story.chance(75) else {"delivered_by": "业务员自送"}
    yield from story.act(case, "send", values, after=(0.5, 5))


def _customer(story: Story, case: int, asked: Asked) -> Telling:
    if asked.answer == "changes" and not story.world.was_taken(case, "changes"):
        yield from story.act(case, "changes", {"changes": story.one_of(_CHANGES)}, after=(8, 30))
    elif asked.answer == "declined":
        yield from story.act(case, "declined", reason=4, note="客户取消了项目", after=(12, 40))
    else:
        yield from story.act(case, "approved", partial(_approval, story), after=(10, 40))


def _approval(story: Story) -> dict[str, Any]:
    at = story.world.now - timedelta(minutes=story.number(10, 90))
    return {"approval": f"PY-{story.number(100, 999)}", "approved_at": at.isoformat()}


def _revision(story: Story, case: int, asked: Asked) -> Telling:
    """The owner himself says that he understood the changes; nobody standing in for him may."""
    world = story.world
    owner = world.login_of(world.record("customers", world.form(case)["customer"])["owner"])
    values = {"planned_days": story.number(4, 8)}
    yield from story.act(case, "forward", values, by=owner, after=(1, 5))


def _order(story: Story, case: int, asked: Asked) -> Telling:
    """A declined one's fee is kept; an approved one's waits for the order."""
    if not story.world.form(case).get("declined"):
        yield story.world.now + timedelta(days=400)
    yield from story.act(case, "fee-kept", by=story.somebody("finance"), after=(4, 12))


_STEPS = {
    "data": _data, "sign": _sign, "fee": _fee, "making": _making, "costing": _costing, "check": _check,
    "pictures": _pictures, "dispatch": _dispatch, "customer": _customer, "revision": _revision, "order": _order,
}  # fmt: skip

# --- forms --------------------------------------------------------------------------------------------------


def _quotation(story: Story) -> Case | None:
    """A quotation that is with its customer, or was accepted, and has no sample yet; one whose sample is wanted first."""
    company = story.world.company
    samples = company.cases.of_process(KEY)
    sampled = {case.form.get("quotation") for case in samples if case.submitted_at}
    wanted = {case.form.get("quotation") for case in samples if not case.submitted_at}
    found = [
        case
        for case in company.cases.of_process("quotation", opened_from=story.world.now - timedelta(days=45))
        if case.number not in sampled
        and (case.ended == "won" or (not case.ended and story.world.stands(case.id) == "answer"))
        and case.form["lines"][0].get("price")
    ]
    first = [case for case in found if case.number in wanted]
    return story.one_of(first or found) if found else None


def _drafted(story: Story, quotation: Case | None) -> Case | None:
    """The draft that a quotation opened when the customer wanted a sample."""
    if quotation is None:
        return None
    opened = story.world.company.cases.children(quotation.id, KEY)
    return next((case for case in opened if not case.submitted_at and not case.ended), None)


def _whose(story: Story, quotation: Case | None) -> tuple[str, str]:
    """Who asks for a sample, and of which customer: the owner of the quotation's, or any with customers of his own."""
    world = story.world
    if quotation is not None and quotation.customer:
        return world.login_of(world.record("customers", quotation.customer)["owner"]), quotation.customer
    owner = story.somebody("sales-rep")
    number = lists.employee(owner).number
    own = {key: customer for key, customer in world.customers().items() if customer.get("owner") == number}
    active = [key for key, customer in own.items() if customer["state"] == "active"]
    return owner, story.one_of(active or list(own))


def _form(story: Story, asked: Asked, customer: str, quotation: Case | None) -> dict[str, Any]:
    style, specification, size, materials = story.one_of(_STYLES[asked.kind])
    days = story.number(5, 8)
    form: dict[str, Any] = {
        "kind": asked.kind, "customer": customer, "planned_days": days, "pictures_first": asked.pictures,
        "due": f"{story.world.today + timedelta(days=days + story.number(3, 15))}",
        "lines": [{
            "style": style, "pieces": story.number(1, 8), "specification": specification, "size": size,
            "materials": materials, "colour": story.one_of(_COLOURS), "accessories": story.one_of(_ACCESSORIES),
        }],
    }  # fmt: skip
    if quotation is not None:
        form |= {"quotation": quotation.number, "quotation_line": 1}
    if asked.data:
        form["data"] = [{"item": "尺寸表"}, {"item": "纸样"}]
    return form


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end one at every step, in making also past its fifth day and late."""
    for name, back, clock, asked in (
        ("草稿", 0, "16:10", Asked("garment", "typing")),
        ("待资料", 1, "10:25", Asked("garment", "data", data=True)),
        ("待签发", 0, "17:10", Asked("garment", "sign")),
        ("待收费", 1, "09:35", Asked(stay="fee")),
        ("打样中", 2, "10:45", Asked("garment", "making")),
        ("打样中 将到期", 6, "11:25", Asked("garment", "making")),
        ("打样中 逾期", 10, "13:35", Asked("garment", "making")),
        ("面辅料打样中", 3, "14:05", Asked("fabric", "making")),
        ("待核算", 4, "09:55", Asked(stay="costing")),
        ("待核对", 2, "10:05", Asked("garment", "check")),
        ("待看图", 4, "15:15", Asked("garment", "pictures", pictures=True)),
        ("待寄样", 3, "11:15", Asked("garment", "dispatch")),
        ("待客户", 10, "14:35", Asked("garment", "customer")),
        ("待修改", 7, "09:45", Asked("garment", "revision", answer="changes")),
        ("待订单", 14, "10:35", Asked(stay="order")),
    ):
        plan.begin(f"样品 {name}", plan.back(back, clock), partial(_sample, asked))
