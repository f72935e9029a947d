"""Quotations: asked for by every kind of customer, priced by every method, approved at every tier, won and lost.

A quotation is carried on step by step by whoever's task it is, until the step at which the story wants it to stay, or
its end. What goes wrong on the way (a price sent back, goods that cannot be made, a sheet sent late) is up to the dice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal
from functools import partial
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling

KEY = "quotation"

QUANTITIES: Mapping[str, tuple[int, int, int]] = {
    "m": (2, 40, 50), "个": (2, 60, 5), "套": (3, 40, 10), "件": (4, 60, 10), "只": (5, 60, 100), "条": (2, 30, 50),
    "kg": (2, 15, 10), "卷": (1, 20, 5), "瓶": (1, 12, 6), "台": (1, 3, 1), "包": (1, 10, 5),
}  # fmt: skip
"""By unit: from and to how many times how many."""

MATERIALS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "工作服": (("FB-001", "2.4"), ("FB-007", "1.6"), ("TR-001", "1"), ("TR-007", "0.05")),
    "线束": (("MT-001", "0.18"), ("MT-003", "0.22"), ("TM-006", "12"), ("TM-010", "4"), ("TM-013", "0.6")),
}
"""By product group: what a piece takes, as the designer has it in his drawer."""

DESCRIBED = (
    ("三防灯支架（非标，按图）", "custom", False),
    ("配电箱箱体 600×800×250 加厚", "custom", False),
    ("电缆挂牌 不锈钢激光打标", "custom", True),
    ("加长型洗衣机线束 1.8m", "wire-harness", False),
    ("防火门监控线束 HX-FH", "wire-harness", False),
    ("定制帽子 印标", "custom", False),
)
"""What customers ask for that is in no list."""

LATE = ("客户中途更换型号", "等客户确认数量", "供应商报价回复晚", "周末收到询价，技术员外出")
OBJECTIONS = ("客户说比上次高 5%", "客户要求与竞争对手同价", "铜价回落，客户要求重报", "数量翻倍，要求优惠")
LOST = ("价格高于同行", "交期赶不上", "客户转用自有库存", "无答复，视为放弃", "项目取消")
WON = ("已回传盖章报价单", "客户电话确认，随后下单", "客户微信确认，预付 30%", "按报价签合同")
SEND_BACK = (
    "毛利太低，至少加 2%",
    "该客户上季刚给过特价，再争取一下",
    "请说明竞争对手的价格依据",
    "数量不够，不宜给到这个价",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer asks for, and how it is quoted.

    method: list, quick or precise. below: per cent below guide. stay: the step where the story leaves it; "" its end.
    smooth: nothing goes wrong on the way.
    """

    method: str = "list"
    below: int = 0
    fee: str = ""
    unlisted: bool = False
    foreign: bool = False
    stay: str = ""
    smooth: bool = False
    owner: str = ""
    end: str = ""

    def within(self, low: float, high: float) -> tuple[float, float]:
        """How many business hours a step takes; where nothing goes wrong, a third of it."""
        return (low / 3, high / 3) if self.smooth else (low, high)


def tell(plan: Plan) -> None:
    plan.spread("报价", 2.2, partial(_quote, Asked()))
    plan.spread("报价 无票优惠", 0.6, partial(_quote, Asked(below=4)))
    plan.spread("特价", 1.0, partial(_quote, Asked(below=7)))
    plan.spread("报价 带佣金", 0.3, partial(_quote, Asked(fee="3")))
    plan.spread("报价 财务核价", 0.8, partial(_quote, Asked(unlisted=True)))
    plan.spread("快速报价", 0.4, partial(_quote, Asked("quick")))
    plan.spread("精确报价", 0.6, partial(_quote, Asked("precise", below=2)))
    plan.spread("外贸报价", 0.4, partial(_quote, Asked("precise", foreign=True)))
    _still_open(plan)


# --- one quotation ------------------------------------------------------------------------------------------


def _quote(asked: Asked, story: Story) -> Telling:
    owner = asked.owner or _owner(story, asked)
    case = story.open(owner, KEY, _form(story, owner, asked), submit=asked.stay != "typing")
    if asked.stay == "typing":
        return
    yield from _carry_on(story, case, asked)


def _carry_on(story: Story, case: int, asked: Asked) -> Telling:
    """Let every step be taken by whoever's it is, up to the step where it is to stay."""
    for _step in range(40):
        standing = story.world.stands(case)
        steps = standing.split(",")
        if asked.stay in steps or steps[0] not in _STEPS:
            return
        yield from _STEPS[steps[0]](story, case, asked)


def _pricing(story: Story, case: int, asked: Asked) -> Telling:
    if not asked.smooth and story.chance(8):
        note = "客户未给图纸，成本无法核算"
        yield from story.act(case, "cannot-price", reason=2, note=note, after=asked.within(1, 4))
        return
    yield from story.act(case, "priced", lambda: _given(story, case), after=asked.within(0.5, 4))


def _quick(story: Story, case: int, asked: Asked) -> Telling:
    if not asked.smooth and story.chance(15):
        note = "新产品没有经验价，请做精确报价"
        yield from story.act(case, "ask-precise", reason=2, note=note, after=asked.within(0.3, 3))
        return
    basis = story.one_of(("参照去年同款成交价加 6%", "按同类线束单芯价估算", "参考上月华信报价，毛利 28%"))
    yield from story.act(case, "give", lambda: {**_given(story, case), "basis": basis}, after=asked.within(0.3, 3))


def _given(story: Story, case: int) -> dict[str, Any]:
    """A guide price for every line that is laid out: half as much again as its cost."""
    form = story.world.form(case)
    rows = []
    for given in form["given_prices"]:
        line = form["lines"][given["line"] - 1]
        cost = _cost(line["product"]) if line.get("product") else Decimal(story.number(1200, 18000)) / 100
        rows.append({"line": given["line"], "item": given["item"], "price": f"{cost * Decimal('1.48'):.2f}"})
    return {"given_prices": rows}


def _consumption(story: Story, case: int, asked: Asked) -> Telling:
    """Designer and purchaser work side by side; what the designer adds late is priced after."""
    if not asked.smooth and story.chance(6):
        yield from story.act(case, "cannot-make", reason=3, note="面料无法做到客户要求的克重", after=asked.within(1, 3))
        return
    yield from _give(story, case, "consumption", asked, lambda: _consumptions(story, case))


def _material_prices(story: Story, case: int, asked: Asked) -> Telling:
    yield from _give(story, case, "material-prices", asked, lambda: _prices(story, case))


def _give(story: Story, case: int, step: str, asked: Asked, values: Callable[[], Mapping[str, Any]]) -> Telling:
    """Both parallel steps have an action of the same name: whose task it is says which is meant."""
    post = "designer" if step == "consumption" else "purchaser"
    yield from story.act(case, "give", values, after=asked.within(0.6, 3.5), by=story.somebody(post))


def _consumptions(story: Story, case: int) -> dict[str, Any]:
    rows = []
    for number, line in enumerate(story.world.form(case)["lines"], 1):
        group = _group(line.get("product") or "")
        for material, amount in MATERIALS.get(group, MATERIALS["线束"]):
            rows.append({"line": number, "material": material, "consumption": amount})
    return {"consumptions": rows}


def _prices(story: Story, case: int) -> dict[str, Any]:
    """What the purchaser pays now; the materials nobody has named yet are added by him."""
    form = story.world.form(case)
    wanted = {row["material"] for row in form.get("consumptions", ())} or _materials_of(form)
    rows = []
    for material in sorted(wanted | {row["material"] for row in form.get("material_prices", ())}):
        price = (_cost(material) * story.number(97, 106) / 100).quantize(Decimal("0.01"))
        supplier = story.world.record("products", material).get("supplier")
        on = story.world.today - timedelta(days=story.number(0, 6))
        rows.append({"material": material, "price": f"{price}", "supplier": supplier, "on": on.isoformat()})
    return {"material_prices": rows}


def _materials_of(form: Mapping[str, Any]) -> set[str]:
    groups = {_group(line.get("product") or "") for line in form["lines"]}
    return {material for group in groups for material, _amount in MATERIALS.get(group, MATERIALS["线束"])}


def _build_up(story: Story, case: int, asked: Asked) -> Telling:
    def costs() -> dict[str, Any]:
        rows = []
        for row in story.world.form(case)["build_up"]:
            changed = {"labour": "24.50", "note": "小批量，换线工时增加"} if story.chance(20) else {}
            group = row["group"] if row["group"] in MATERIALS else "线束"
            rows.append({"line": row["line"], "item": row["item"], "group": group, **changed})
        return {"build_up": rows}

    yield from story.act(case, "compute", costs, after=asked.within(0.5, 3))


def _offer(story: Story, case: int, asked: Asked) -> Telling:
    """The owner takes the proposed price, or less; what came back goes up."""
    sent_back = story.world.tasks(case)[0].sent_back
    below = max(asked.below - 3, 0) if sent_back else asked.below
    yield from story.act(
        case, "continue", lambda: {"lines": _offered(story, case, below)}, after=asked.within(0.3, 1.6)
    )


def _offered(story: Story, case: int, below: int) -> list[dict[str, Any]]:
    form = story.world.form(case)
    return [
        {
            "price": _reduced(Decimal(line["proposal"]), below) if below else line["proposal"],
            "delivery_days": line.get("delivery_days") or story.number(4, 20),
        }
        for line in form["lines"]
    ]


def _price_approval(story: Story, case: int, asked: Asked) -> Telling:
    if asked.end == "refused" or (not asked.smooth and story.chance(7)):
        yield from story.act(
            case, "reject", reason=1, note="低于该客户历史成交价，不予批准", after=asked.within(0.5, 3)
        )
    elif not asked.smooth and story.chance(18) and not _came_back(story, case):
        yield from story.act(case, "send-back", reason=1, note=story.one_of(SEND_BACK), after=asked.within(0.4, 3))
    else:
        yield from story.act(case, "approve", after=asked.within(0.3, 3.2))


def _general_approval(story: Story, case: int, asked: Asked) -> Telling:
    if not asked.smooth and story.chance(12) and not _came_back(story, case):
        action, note = story.one_of((("send-back", "外贸价再核一下汇率"), ("back-to-build-up", "工时偏低，请重算")))
        yield from story.act(case, action, reason=2, note=note, after=asked.within(0.5, 3))
        return
    yield from story.act(case, "approve", after=asked.within(0.5, 3.6))


def _came_back(story: Story, case: int) -> bool:
    """Whether an approver has sent it back before: nobody does so twice."""
    taken = {made.action for made in story.world.company.cases.decisions(case)}
    return bool(taken & {"send-back", "back-to-build-up"})


def _issue(story: Story, case: int, asked: Asked) -> Telling:
    def sheet() -> dict[str, Any]:
        due = story.world.form(case).get("quote_deadline")
        late = due is not None and story.world.now > datetime.fromisoformat(due)
        return {"late_reason": story.one_of(LATE)} if late else {}

    yield from story.act(case, "send", sheet, after=asked.within(0.1, 1.2))


def _answer(story: Story, case: int, asked: Asked) -> Telling:
    """The customer answers within days, or never: then the quotation runs out by itself."""
    dice = story.number(1, 100)
    if asked.end == "sample" and story.world.was_taken(case, "sample-wanted"):
        yield story.world.now + timedelta(days=45)  # he has his sample first
        return
    if asked.end == "sample" or 44 <= dice <= 50:
        yield from story.act(case, "sample-wanted", note="客户要先看样", after=(3, 20))
        return
    if dice <= 43:
        yield from story.act(case, "accept", note=story.one_of(WON), after=(2, 90))
    elif dice <= 60 and not _objected(story, case):
        yield from _objection(story, case, asked)
    elif dice <= 85:
        yield from story.act(case, "decline", reason=5, note=story.one_of(LOST), after=(8, 110))
    else:
        yield story.world.now + timedelta(days=45)  # no answer: expired when its validity is over


def _objected(story: Story, case: int) -> bool:
    return any(made.action == "price-objection" for made in story.world.company.cases.decisions(case))


def _objection(story: Story, case: int, asked: Asked) -> Telling:
    """A new round at a better price; some customers are not to be kept."""
    yield from story.act(case, "price-objection", note=story.one_of(OBJECTIONS), after=(2, 40))
    if asked.stay != "round-2":
        yield from _draft(story, case, asked)


def _draft(story: Story, case: int, asked: Asked) -> Telling:
    """What came back to the draft is put right and handed in again, or given up."""
    sent = any(made.action == "send" for made in story.world.company.cases.decisions(case))
    if sent and story.chance(20):
        yield from story.act(case, "decline", reason=5, note="多次议价未果", after=(2, 10))
        return
    if not sent and story.chance(35):
        yield from story.act(case, "withdraw", note="客户不再需要", after=(1, 8))
        return

    def put_right() -> dict[str, Any]:
        form = story.world.typed(case)
        if not sent:
            return {"pictures": "TZ-2 客户补图"}
        lines = [
            {**line, "price": _reduced(Decimal(line["price"]), 2)} if "price" in line and asked.below < 6 else line
            for line in form["lines"]
        ]
        return {"lines": lines}

    if not sent and story.world.form(case)["method"] == "quick":
        yield from story.act(case, "submit", {"method": "precise"}, after=(0.3, 4))
    else:
        yield from story.act(case, "submit", put_right, after=(0.3, 6))


_STEPS: Mapping[str, Callable[[Story, int, Asked], Telling]] = {
    "draft": _draft, "pricing": _pricing, "quick": _quick, "consumption": _consumption,
    "material-prices": _material_prices, "build-up": _build_up, "offer": _offer, "price-approval": _price_approval,
    "general-approval": _general_approval, "issue": _issue, "answer": _answer,
}  # fmt: skip


# --- the sheet ----------------------------------------------------------------------------------------------


def _owner(story: Story, asked: Asked) -> str:
    if asked.method == "precise":
        return story.one_of(("zhoumin",) if asked.foreign else ("zhoumin", "sunli", "chenchen"))
    return story.somebody("sales-rep")


def _form(story: Story, owner: str, asked: Asked) -> dict[str, Any]:
    """A sheet as the owner types it for one of his customers."""
    customer, record = story.one_of(_customers(story, owner, asked))
    invoice = "vat" if record.get("tax_number") else story.one_of(("ordinary", "none"))
    if asked.below and not asked.unlisted and asked.method == "list" and asked.below <= 6:
        invoice = "none"
    form: dict[str, Any] = {
        "customer": customer,
        "invoice": "none" if asked.foreign else invoice,
        "method": asked.method,
        "lines": _lines(story, owner, asked),
    }
    if story.chance(50):
        form["requested_at"] = (story.world.now - timedelta(minutes=story.number(5, 25))).isoformat()
    if story.chance(12):
        form["customer_deadline"] = story.world.at(story.world.working_day(story.world.today, 1), "17:00").isoformat()
    if asked.fee:
        form |= {"fee": asked.fee, "payee": "项目监理", "fee_purpose": "居间服务"}
    if asked.foreign:
        currency, rate = story.one_of((("USD", "7.12"), ("EUR", "7.86"), ("AUD", "4.66")))
        form |= {
            "market": "foreign",
            "currency": currency,
            "rate": rate,
            "trade_term": story.one_of(("FOB Ningbo", "CIF Hamburg", "FOB Shanghai")),
            "pictures": f"WM-{story.number(101, 180)}",
        }
    return form


def _customers(story: Story, owner: str, asked: Asked) -> list[tuple[str, Mapping[str, Any]]]:
    number = lists.employee(owner).number
    customers = story.world.customers().items()
    own = [(key, record) for key, record in customers if record.get("owner") == number and record["state"] == "active"]
    return [one for one in own if (one[1]["group"] == "foreign") == asked.foreign] or own


def _lines(story: Story, owner: str, asked: Asked) -> list[dict[str, Any]]:
    groups = lists.employee(owner).knows
    if asked.method == "precise":
        made = [one for one in lists.goods() if one.group in MATERIALS and one.group in groups]
        return [_line(story, one, asked) for one in story.random.sample(made, 1)]
    listed = [one for one in lists.goods() if one.group in groups and (one.price or asked.unlisted)]
    if asked.below or not asked.unlisted:
        listed = [one for one in listed if one.make != "custom"]
    picked = story.random.sample(listed, min(len(listed), story.number(1, 4)))
    lines = [_line(story, one, asked) for one in picked]
    if asked.unlisted or (asked.method == "quick" and story.chance(50)):
        described, kind, national = story.one_of(DESCRIBED)
        quantity = str(story.number(2, 40) * 10)
        lines[-1] = {"description": described, "kind": kind, "national_standard": national, "quantity": quantity}
    return lines


def _line(story: Story, one: lists.Goods, asked: Asked) -> dict[str, Any]:
    low, high, step = QUANTITIES.get(one.unit, (1, 10, 1))
    line: dict[str, Any] = {"product": one.code, "quantity": str(story.number(low, high) * step)}
    if asked.method == "list" and asked.below and one.price:
        line["price"] = _reduced(Decimal(one.price), asked.below)
    if story.chance(60):
        line["delivery_days"] = story.number(3, 15)
    return line


def _reduced(price: Decimal, below: int) -> str:
    """A price so many per cent lower, rounded up to the fen, so that it never falls below what was meant."""
    return str((price * (100 - below) / 100).quantize(Decimal("0.01"), ROUND_UP))


def _cost(product: str) -> Decimal:
    return next(one.cost for one in lists.goods() if one.code == product) or Decimal(1)


def _group(product: str) -> str:
    return next((one.group for one in lists.goods() if one.code == product), "")


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end one at every step: due today and late, at each tier, sent back, in its second round."""
    for name, back, clock, asked in (
        ("草稿", 0, "16:40", Asked(stay="typing", owner="sunli")),
        ("待核价", 0, "15:20", Asked(unlisted=True, stay="pricing", owner="sunli")),
        ("待核价 已逾期", 2, "10:05", Asked(unlisted=True, stay="pricing", owner="chenchen")),
        ("快速报价待定价", 0, "17:10", Asked("quick", stay="quick", owner="wuqiang")),
        ("待用量与料价", 0, "16:50", Asked("precise", stay="consumption", owner="zhoumin")),
        ("待料价", 0, "16:20", Asked("precise", stay="material-prices", owner="sunli")),
        ("待合成", 0, "16:05", Asked("precise", stay="build-up", owner="zhoumin")),
        ("待报出", 0, "16:50", Asked(unlisted=True, stay="offer", owner="wuqiang")),
        ("待审价", 0, "17:05", Asked(below=8, stay="price-approval", owner="sunli")),
        ("待审价 二", 0, "17:20", Asked(below=7, stay="price-approval", owner="wuqiang")),
        ("待审价 佣金", 0, "16:55", Asked(fee="5", stay="price-approval", owner="zhoumin")),
        ("待审价 已逾期", 2, "14:45", Asked(below=9, stay="price-approval", owner="chenchen")),
        ("待总经理审", 0, "15:40", Asked("precise", below=3, stay="general-approval", owner="zhoumin")),
        ("待总经理审 外贸", 0, "15:50", Asked("precise", foreign=True, stay="general-approval", owner="zhoumin")),
        ("待发出", 0, "16:25", Asked(stay="issue", owner="sunli")),
        ("待发出 已逾期", 2, "09:40", Asked(stay="issue", owner="wuqiang")),
        ("待答复", 4, "10:50", Asked(stay="answer", owner="sunli")),
        ("待答复 二", 7, "14:00", Asked(below=7, stay="answer", owner="wuqiang")),
        ("待答复 外贸", 9, "09:30", Asked("precise", foreign=True, stay="answer", owner="zhoumin")),
        ("待答复 要样", 6, "13:40", Asked(end="sample", stay="sample", owner="chenchen")),
    ):
        plan.leave(f"报价 {name}", back, clock, partial(_quote, _smoothly(asked)))
    plan.leave("报价 异议", 2, "09:15", _second_round)
    plan.leave("报价 退回", 0, "16:35", _sent_back)
    plan.leave("报价 核价退回", 0, "13:50", _cannot_price)


def _smoothly(asked: Asked) -> Asked:
    return Asked(
        asked.method, asked.below, asked.fee, asked.unlisted, asked.foreign, asked.stay, True, asked.owner, asked.end
    )


def _second_round(story: Story) -> Telling:
    asked = Asked(stay="answer", smooth=True)
    case = story.open("sunli", KEY, _form(story, "sunli", asked))
    yield from _carry_on(story, case, asked)
    yield from _objection(story, case, Asked(stay="round-2"))


def _sent_back(story: Story) -> Telling:
    """A special price the sales manager wants explained, back at the owner's offer."""
    case = story.open("sunli", KEY, _form(story, "sunli", Asked(below=9)))
    yield from story.act(case, "send-back", reason=1, note=SEND_BACK[0], after=(1, 3))


def _cannot_price(story: Story) -> Telling:
    case = story.open("chenchen", KEY, _form(story, "chenchen", Asked(unlisted=True)))
    yield from story.act(case, "cannot-price", reason=2, note="没有图纸和材质，无法核价", after=(1, 4))
