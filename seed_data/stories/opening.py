"""Opening balances: what lies in the warehouses and stands in the books on the first day.

The finance people list what was counted and what the old books say, warehouse by warehouse; the general manager
approves, and sends one back whose figures differ. What comes in and goes out for the old books in the months after is
listed the same way; two customers are late with it. The shop's late additions still wait for him at the end.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling

TITLE = "期初余额"
RUNS = (6, 14, 23, 33, 45, 58)
"""Working days after the first one on which finance lists what came in and was paid for the old books."""
LATE = 2
"""Customers who do not pay their old balance, one of them half of it: those who owe least."""


def tell(plan: Plan) -> None:
    for index, warehouse in enumerate(lists.warehouses()):
        at = plan.world.at(plan.first, f"09:{10 + 7 * index:02}")
        plan.begin(f"期初库存 {warehouse['name']}", at, partial(_goods, warehouse))
    plan.begin("期初库存 门店卖场", plan.world.at(plan.first, "09:38"), _sales_floor)
    plan.begin("期初余额", plan.world.at(plan.first, "09:42"), _accounts)
    for index, after in enumerate(RUNS):
        day = plan.world.working_day(plan.first, after)
        if day < plan.last:
            plan.begin(f"期初应收款收回 {index}", plan.world.at(day, "10:20"), partial(_collected, index))
            plan.begin(f"期初应付款支付 {index}", plan.world.at(day, "10:35"), partial(_paid, index))
    plan.leave("期初补录", 0, "15:20", _late_additions)
    plan.leave("期初更正", 1, "10:15", _returned)
    plan.begin("期初草稿", plan.back(0, "16:05"), _draft)


def _goods_line(one: lists.Stored) -> dict[str, Any]:
    return {"product": one.product, "location": one.location, "quantity": str(one.quantity), "value": str(one.value)}


def _goods(warehouse: Mapping[str, Any], story: Story) -> Telling:
    """One warehouse; the raw materials have a zero too many in the first attempt."""
    goods = [_goods_line(one) for one in lists.stored(warehouse)]
    wrong = warehouse["key"] == "EAST"
    typed = [{**goods[0], "quantity": goods[0]["quantity"] + "0"}, *goods[1:]] if wrong else goods
    form = {"title": f"期初库存 {warehouse['name']}", "goods": typed}
    case = story.open("shenyue", "opening-balance", form)
    if wrong:
        note = f"{goods[0]['product']} 的数量与旧账差十倍，请核对原始盘点表"
        yield from story.act(case, "send-back", after=(0.2, 0.4), reason=1, note=note)
        yield from story.act(case, "submit", {"goods": goods}, after=(0.1, 0.3))
    yield from story.act(case, "approve", after=(0.2, 0.5))


def _sales_floor(story: Story) -> Telling:
    goods = [
        {"product": one.code, "location": "shop", "quantity": f"{one.quantity}", "value": f"{one.value}"}
        for one in lists.on_sale()
    ]
    case = story.open("qianfang", "opening-balance", {"title": "期初库存 门店卖场", "goods": goods})
    yield from story.act(case, "approve", after=(0.2, 0.5))


def _accounts(story: Story) -> Telling:
    accounts = list(_balances(story))
    case = story.open("qianfang", "opening-balance", {"title": TITLE, "accounts": accounts})
    yield from story.act(case, "approve", after=(0.3, 0.6))


def _balances(story: Story) -> list[dict[str, str]]:
    """Bank and tills, what customers and suppliers owe and are owed."""
    random, world = Random("恒信/balances"), story.world
    found = [
        _balance("bank", "", Decimal("1286400.35")),
        _balance("till", "front", Decimal("3200.00")),
        _balance("till", "shop", Decimal("1850.00")),
    ]
    for key, customer in world.customers().items():
        limit = Decimal(customer.get("credit_limit") or 0)
        if customer["terms"] == "account" and limit:
            found.append(_balance("receivable", key, _share(limit, random.randrange(8, 55))))
    for record in world.company.registers.page("suppliers", limit=8):
        found.append(_balance("payable", record.key, -Decimal(random.randrange(600_00, 48_000_00)) / 100))
    return found


def _listed(story: Story, account: str) -> list[dict[str, str]]:
    """What the old books say of an account, as it was approved."""
    cases = story.world.company.cases.of_process("opening-balance")
    approved = [case for case in cases if case.ended == "done" and case.form["title"] == TITLE]
    return [one for case in approved for one in case.form["accounts"] if one["account"] == account]


def _collected(run: int, story: Story) -> Telling:
    """What customers have paid of their old balances, each in one sum."""
    owing = _listed(story, "receivable")
    least = sorted(owing, key=lambda one: Decimal(one["amount"]))
    late = {one["dimension"] for one in least[: min(LATE, len(owing) - 1)]}
    half = min(late, default="")
    found = []
    for index, one in enumerate(owing):
        share = Decimal("0.5") if one["dimension"] == half else Decimal(one["dimension"] not in late)
        amount = (Decimal(one["amount"]) * share).quantize(Decimal("0.01"))
        if amount and index % len(RUNS) == run:
            found.append(_balance("receivable", one["dimension"], -amount))
    yield from _settled(story, "收回期初应收款", found)


def _paid(run: int, story: Story) -> Telling:
    """What is paid of what the old books owe to suppliers."""
    owed = _listed(story, "payable")
    due = [one for index, one in enumerate(owed) if index % len(RUNS) == run]
    yield from _settled(
        story, "支付期初应付款", [_balance("payable", one["dimension"], -Decimal(one["amount"])) for one in due]
    )


def _settled(story: Story, title: str, accounts: list[dict[str, str]]) -> Telling:
    """Finance lists some balances with what the bank says to them; the general manager approves."""
    if accounts:
        moved = -sum((Decimal(one["amount"]) for one in accounts), Decimal("0.00"))
        form = {"title": title, "accounts": [*accounts, _balance("bank", "", moved)]}
        case = story.open("shenyue", "opening-balance", form)
        yield from story.act(case, "approve", after=(0.5, 6))


def _balance(account: str, dimension: str, amount: Decimal) -> dict[str, str]:
    return {"account": account, "dimension": dimension, "amount": str(amount)}


def _share(limit: Decimal, percent: int) -> Decimal:
    return (limit * percent / 100 + Decimal("0.37")).quantize(Decimal("0.01"))


# --- what is still open at the end --------------------------------------------------------------------------


def _late_additions(story: Story) -> None:
    goods = [
        {"product": "GF-004", "location": "SHOP/Q-01", "quantity": "40", "value": "500.00"},
        {"product": "CS-006", "location": "SHOP/M-01", "quantity": "12", "value": "98.40"},
    ]
    story.open("shenyue", "opening-balance", {"title": "门店后仓期初补录", "goods": goods})


def _returned(story: Story) -> Telling:
    accounts = [_balance("deposit", f"{story.world.customer('杭州百盛')}/order", Decimal("-3600.00"))]
    case = story.open("shenyue", "opening-balance", {"title": "旧系统定金余额", "accounts": accounts})
    note = "客户早已停止往来，请附旧账凭证号"
    yield from story.act(case, "send-back", after=(2, 4), reason=1, note=note)


def _draft(story: Story) -> None:
    goods = [{"product": "BK-006", "location": "SHOP/Q-02", "quantity": "15", "value": "435.00"}]
    story.open("qianfang", "opening-balance", {"title": "培训教材入账", "goods": goods}, submit=False)
