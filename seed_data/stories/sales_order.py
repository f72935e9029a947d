"""Sales orders: on a contract, on the phone and as quoted, on account, prepaid and at the door, released at every tier.

An order is carried on by whoever's it is, until the step at which the story wants it to stay, or its end. What the
warehouse does with its shipments is told elsewhere; the order waits for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling
from seed_data.stories.after_sales import REFUND, refunded
from seed_data.stories.goods import Lying, lying

KEY = "sales-order"
ENDS = ("done", "cancelled", "refused", "withdrawn")
WAREHOUSE = "MAIN"

CALLS = ("何经理 来电 0571-8812 3301，口头下单", "客户采购部 来电 0571-8655 2210", "项目经理 手机来电，急用")
SEND_BACK = ("逾期账单请先催收再下单", "请补客户确认传真", "付款条件与合同不符，请核对")
AGREED = ("{who} 电话确认可等", "{who} 微信回复同意该交期", "{who} 邮件确认")
PLANS = ("裁线 2 天，压接 3 天，装配 4 天，检验 1 天", "外购到货 5 天，分装 1 天", "排入下周二班，周五完工")


@dataclass(frozen=True, slots=True)
class Ordered:
    """What is ordered, and how.

    terms: as the rule gives them, where "". least, most: what the order comes to, in yuan. custom: wire harnesses to
    order. short: more than lies there. stay: the step where the story leaves it. end: refused or not-paid. customer:
    by the first characters of the name, where it is one in particular.
    """

    basis: str = "contract"
    terms: str = ""
    least: int = 600
    most: int = 6000
    custom: bool = False
    short: bool = False
    exception: str = ""
    parts: bool = False
    stay: str = ""
    end: str = ""
    owner: str = ""
    customer: str = ""


def tell(plan: Plan) -> None:
    plan.spread("订单 合同赊销", 0.6, partial(_order, Ordered(terms="account", least=2500, most=16000)), until=12)
    plan.spread("订单 大额赊销", 0.08, partial(_order, Ordered(terms="account", least=21000, most=30000)), until=25)
    plan.spread("订单 电话", 0.2, partial(_order, Ordered("phone", terms="account", most=9000)), until=14)
    plan.spread("订单 预付", 0.4, partial(_order, Ordered(terms="prepay", least=1500, most=12000)), until=12)
    plan.spread("订单 货到付款", 0.2, partial(_order, Ordered(terms="cod", least=1600, most=9000)), until=12)
    plan.spread("订单 拒绝放行", 0.04, partial(_order, Ordered("phone", terms="account", end="refused")), until=30)
    plan.spread("订单 逾期未付", 0.04, partial(_order, Ordered(terms="prepay", end="not-paid")), until=20)
    plan.spread("订单 会员", 0.12, partial(_order, Ordered("phone", terms="prepay", owner="wuqiang", customer="何大勇")),
                until=13)  # fmt: skip
    plan.spread("订单 按报价", 0.1, _as_quoted, until=10)
    _still_open(plan)


# --- one order ----------------------------------------------------------------------------------------------


def _order(ordered: Ordered, story: Story) -> Telling:
    found = _form(story, ordered)
    if found is None:
        return
    owner, form = found
    case = story.open(owner, KEY, form, submit=ordered.stay != "draft")
    if ordered.stay != "draft":
        yield from _carry_on(story, case, ordered)


def _as_quoted(story: Story) -> Telling:
    """The customer orders what he was quoted and has accepted, as far as it lies there."""
    world = story.world
    there = {one.goods.code: one for one in lying(world, WAREHOUSE)}
    for quotation in reversed(world.company.cases.of_process("quotation")):
        until = quotation.form.get("prices_open_until") or ""
        lines = [line for line in quotation.form["lines"] if line.get("product") in there]
        fits = [line for line in lines if Decimal(line["quantity"]) <= there[line["product"]].free]
        if quotation.ended != "won" or until < world.today.isoformat() or not fits:
            continue
        values = {
            "customer": quotation.customer, "basis": "quotation", "terms": "prepay", "warehouse": WAREHOUSE,
            "invoice": quotation.form["invoice"], "address": _address(story, quotation.customer or ""),
            "lines": [
                {"product": line["product"], "quantity": line["quantity"], "price": line["price"],
                 "quotation": quotation.number, "quotation_line": quotation.form["lines"].index(line) + 1}
                for line in fits
            ],
        }  # fmt: skip
        case = story.open(world.login(quotation.requester_id), KEY, values)
        yield from _carry_on(story, case, Ordered("quotation"))
        return


def _carry_on(story: Story, case: int, ordered: Ordered) -> Telling:
    """Let every step be taken by whoever's it is, up to the step where it is to stay."""
    for _step in range(120):
        standing = story.world.stands(case)
        if standing in (ordered.stay, *ENDS):
            return
        yield from _STEPS[standing](story, case, ordered)


def _draft(story: Story, case: int, ordered: Ordered) -> Telling:
    yield from story.act(case, "submit", {"basis_note": story.one_of(CALLS)}, after=(1, 5))


def _planning(story: Story, case: int, ordered: Ordered) -> Telling:
    def dated() -> dict[str, Any]:
        day = story.world.today + timedelta(days=story.number(9, 16))
        lines = [{"promise": line.get("promise") or day.isoformat()} for line in story.world.form(case)["lines"]]
        return {"lines": lines, "rough_plan": story.one_of(PLANS)}

    yield from story.act(case, "give-date", dated, after=(1, 6))


def _agree(story: Story, case: int, ordered: Ordered) -> Telling:
    contact = story.one_of(("王工", "采购部李经理", "陈主任"))
    yield from story.act(case, "agrees", {"agreed": story.one_of(AGREED).format(who=contact)}, after=(1, 8))


def _release(story: Story, case: int, ordered: Ordered) -> Telling:
    if ordered.end == "refused":
        yield from story.act(case, "reject", reason=2, note="逾期太多，先收款", after=(0.5, 3))
    elif story.chance(12) and not story.world.was_taken(case, "send-back"):
        yield from story.act(case, "send-back", reason=4, note=story.one_of(SEND_BACK), after=(0.5, 3))
    else:
        yield from story.act(case, "release", after=(0.4, 3.5))


def _payment(story: Story, case: int, ordered: Ordered) -> Telling:
    form = story.world.form(case)
    due = Decimal(form["deposit"]) - sum((Decimal(one["amount"]) for one in form["receipts"]), Decimal(0))
    if ordered.end == "not-paid":
        part = {"amount_received": f"{due / 4:.2f}", "means": "bank"}
        yield from story.act(case, "part-received", part, after=(2, 8))
        yield from story.act(case, "not-paid", reason=3, note="客户资金紧张，取消订单", after=(40, 44))
        for refund in story.world.children(case, REFUND):
            yield from refunded(story, refund)
    elif story.chance(20) and not form["receipts"]:
        part = {"amount_received": f"{due / 2:.2f}", "means": "bank"}
        yield from story.act(case, "part-received", part, after=(2, 8))
    else:
        cash = due < 3000 and story.chance(30)
        means = {"means": "till", "counter": "front"} if cash else {"means": "bank"}
        yield from story.act(case, "received", {"amount_received": f"{due}", **means}, after=(1, 20))


def _delivery(story: Story, case: int, ordered: Ordered) -> Telling:
    """The warehouse has it: the salesperson looks again some days later."""
    yield story.after(10, 20)


def _settle(story: Story, case: int, ordered: Ordered) -> Telling:
    """Most customers pay when it is due, some a little late, some in two parts."""
    cash = story.world.form(case)["terms"] == "cod"
    if not cash:
        yield story.after(60, 200)
    owed = _owed(story, case)
    part = owed / 2 if not cash and story.chance(20) else owed
    values = {"amount_received": f"{part:.2f}", "means": "till" if cash else "bank", "counter": "front" if cash else ""}
    yield from story.act(case, "receipt", values, after=(1, 6))


def _owed(story: Story, case: int) -> Decimal:
    """What is open: the order less what has come in."""
    form = story.world.form(case)
    ordered = sum((Decimal(line["amount"]) for line in form["lines"]), Decimal(0))
    return ordered - sum((Decimal(one["amount"]) for one in form["receipts"]), Decimal(0))


_STEPS: Mapping[str, Callable[[Story, int, Ordered], Telling]] = {
    "draft": _draft, "planning": _planning, "agree": _agree, "release": _release, "payment": _payment,
    "delivery": _delivery, "settle": _settle,
}  # fmt: skip


# --- the form -----------------------------------------------------------------------------------------------


def _form(story: Story, ordered: Ordered) -> tuple[str, Mapping[str, Any]] | None:
    """An order as its salesperson types it, with his login; None where nothing that fits lies there."""
    owner = ordered.owner or story.somebody("sales-rep")
    customers = _customers(story, owner, ordered)
    lines = _lines(story, owner, ordered)
    if not customers or not lines:
        return None
    customer, record = story.one_of(customers)
    contact = (record.get("contacts") or [{}])[0].get("name", "客户")
    form: dict[str, Any] = {
        "customer": customer, "basis": ordered.basis, "terms": ordered.terms or record["terms"],
        "invoice": "vat" if record.get("tax_number") else "ordinary", "warehouse": WAREHOUSE,
        "address": _address(story, customer), "parts": ordered.parts, "lines": lines, "exception": ordered.exception,
    }  # fmt: skip
    if ordered.basis == "contract":
        form["contract"] = f"HT-{story.world.today.year}-{story.number(1, 60):04}"
    else:
        form["basis_note"] = f"{contact}：{story.one_of(CALLS)}"
    if story.chance(35):
        form["wanted"] = (story.world.today + timedelta(days=story.number(5, 9))).isoformat()
    return owner, form


def _address(story: Story, customer: str) -> str:
    return story.world.record("customers", customer).get("address") or f"杭州市滨江区江南大道 {story.number(1, 900)} 号"


def _customers(story: Story, owner: str, ordered: Ordered) -> list[tuple[str, Mapping[str, Any]]]:
    """The customers of a salesperson whose terms the order keeps."""
    number = lists.employee(owner).number
    own = [
        one for one in story.world.customers().items() if one[1].get("owner") == number and one[1]["state"] == "active"
    ]
    own = [one for one in own if one[1].get("place") != "foreign" and one[1]["name"].startswith(ordered.customer)]
    if ordered.exception:
        return [one for one in own if one[1]["terms"] == "prepay"]
    if ordered.terms == "account":
        return [one for one in own if one[1]["terms"] == "account" and Decimal(one[1].get("credit_limit") or 0) > 40000]
    if ordered.terms == "cod":
        return [one for one in own if one[1]["terms"] in ("cod", "account") and one[1]["place"] == "in-city"]
    return own


def _lines(story: Story, owner: str, ordered: Ordered) -> list[dict[str, Any]]:
    """Goods the salesperson knows, in quantities that come to what the order is to come to."""
    amount = Decimal(story.number(ordered.least, ordered.most))
    if ordered.custom:
        made = [one for one in lists.goods() if one.make == "wire-harness"]
        return [_line(story.one_of(made), amount)] if made else []
    knows = lists.employee(owner).knows
    there = [one for one in lying(story.world, WAREHOUSE) if one.goods.price and one.goods.make == "standard"]
    fit = [one for one in there if _fits(one, amount, ordered)]
    known = [one for one in fit if one.goods.group in knows] or fit
    if not known:
        return []
    first = story.one_of(known)
    return [_line(first.goods, amount)]


def _fits(one: Lying, amount: Decimal, ordered: Ordered) -> bool:
    """Whether so much of it lies there, or, of a short line, not so much; at most half of what lies there is sold."""
    wanted = amount / Decimal(one.goods.price)
    return (wanted > one.free) if ordered.short else 1 <= wanted <= one.free / 2


def _line(one: lists.Goods, amount: Decimal) -> dict[str, Any]:
    price = Decimal(one.price) if one.price else (one.cost * Decimal("1.48")).quantize(Decimal("0.01"))
    quantity = max(Decimal(1), (amount / price).to_integral_value())
    if amount >= 20000:
        quantity += 1  # over the tier that is meant, whatever the price
    return {"product": one.code, "quantity": str(quantity), "price": f"{price}"}


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end one at every step, and at each tier of release."""
    for name, back, clock, ordered in (
        ("草稿", 0, "16:35", Ordered("phone", terms="prepay", stay="draft", owner="wuqiang")),
        ("待排期 缺货", 0, "15:50", Ordered(terms="account", most=15000, short=True, stay="planning", owner="sunli")),
        ("待排期 定制", 0, "16:20", Ordered(terms="account", custom=True, stay="planning", owner="chenchen")),
        ("待确认交期", 0, "13:40", Ordered(terms="account", custom=True, stay="agree", owner="chenchen")),
        ("待放行", 0, "17:10", Ordered("phone", terms="account", stay="release", owner="sunli")),
        ("待放行 已逾期", 2, "11:10", Ordered("fax", terms="account", stay="release", owner="zhoumin")),
        ("待放行 大额", 0, "17:05", Ordered(terms="account", least=22000, most=28000, stay="release", owner="wuqiang")),
        ("待放行 例外", 0, "16:55", Ordered(terms="cod", exception="试单，要求货到付款", stay="release", owner="sunli")),
        ("待收款", 1, "14:15", Ordered(terms="prepay", stay="payment", owner="wuqiang")),
        ("待收定金", 1, "09:50", Ordered(terms="account", custom=True, stay="payment", owner="chenchen")),
    ):  # fmt: skip
        plan.leave(f"订单 {name}", back, clock, partial(_order, ordered))
    for name, back, clock, ordered in (
        ("交付中 定制", 6, "10:25", Ordered(terms="account", custom=True, stay="delivery", owner="chenchen")),
        ("交付中", 1, "10:30", Ordered(terms="account", stay="delivery", owner="sunli")),
        ("待结算", 16, "10:10", Ordered(terms="account", stay="settle", owner="zhoumin")),
        ("待结算 二", 20, "09:40", Ordered(terms="account", stay="settle", owner="wuqiang")),
    ):  # fmt: skip
        plan.begin(f"订单 {name}", plan.back(back, clock), partial(_order, ordered))  # goes the way of the goods
