"""Purchases: what falls short is ordered, comes in through both gates, goes back in part, and is paid.

The calendar drafts what is short every morning. Demand comes from sales and from safety stocks, which the planner
raises before a season. Receipts and returns belong to the story of their order.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from db.cases import Case
from seed_data import lists
from seed_data.schedule import Plan, Story, Telling
from workflows.engine.facts import CompanyFacts
from workflows.library.deliveries import deliveries_of
from workflows.library.shortage import Needs
from workflows.registers import keeping

KEY = "purchase-order"
RECEIPT, RETURN = "goods-receipt", "return-to-supplier"

SEASONS = (
    "线缆原料", "端子连接器", "面料", "服装辅料", "设备备件", "低值耗材", "包装材料", "办公用品", "照明灯具", "开关插座",
)  # fmt: skip
"""Product groups whose stock is raised before a season."""

KINDS = {
    "fabric": "fabric", "accessory": "accessory", "spare": "spare", "consumable": "spare", "book": "book",
    "equipment": "equipment",
}  # fmt: skip
DEFECTS = {
    "fabric": (("quality", "色差超标"), ("quality", "布面污渍"), ("quality", "门幅不足")),
    "accessory": (("quality", "镀层起泡"), ("damaged", "压扁变形"), ("wrong-product", "混入其他规格")),
    "": (("damaged", "外箱破损，内件变形"), ("quality", "规格超差"), ("papers", "缺合格证")),
}
DECLINED = ("原料涨价，本月不接新单", "产能已满，建议下月再订")
LATER = ("设备检修，推迟发货", "原料未到，推迟发货", "物流停运，推迟发货")
SENT_BACK = ((2, "单价高于上次，请再谈"), (4, "先订一半，观察销量"), (1, "东仓还有存货，请先调拨"))


def tell(plan: Plan) -> None:
    plan.spread("备货", 0.85, partial(_raise_safety_stock, plan))
    for days in (6, 5, 5, 4, 4, 3, 2, 1, 0):
        plan.begin(f"备货 {days}", plan.back(days, "08:40"), partial(_raise_safety_stock, plan))
    for clock, stay in (
        ("14:10", "return"), ("15:20", "inspect"), ("16:10", "review"), ("16:25", "store"), ("16:40", "concession"),
    ):  # fmt: skip
        plan.begin(f"到货 {stay}", plan.back(0, clock), partial(_left, stay))


def of_duty(plan: Plan, story: Story, case: int) -> Telling:
    """A draft of the morning: filled in, approved, confirmed, received and paid; now and then it comes to nothing."""
    world = story.world
    if world.today >= plan.last and story.chance(50):
        return  # drafted this morning; the purchaser has not come to it yet
    yield story.after(0.4, 4)
    if not _still_short(story, case):
        yield from story.act(case, "withdraw", note="库存已能满足", after=None)
        return
    yield from story.act(case, "submit", partial(_filled, story, case), after=None)
    if story.chance(9):
        reason, note = story.one_of(SENT_BACK)
        yield from story.act(case, "send-back", reason=reason, note=note, after=(0.5, 5))
        if reason == 1:
            yield from story.act(case, "withdraw", note="改为内部调拨", after=(0.5, 3))
            return
        yield story.after(0.5, 4)
        if not _still_short(story, case):
            yield from story.act(case, "withdraw", note="库存已能满足", after=None)
            return
        yield from story.act(case, "submit", partial(_filled, story, case), note="已与供应商再次核实", after=None)
    while world.stands(case) == "approve":
        yield from story.act(case, "approve", after=(0.5, 6))
    yield story.after(0.3, 3)
    if story.chance(4) or _overtaken(story, case):
        yield from story.act(case, "declined", note=story.one_of(DECLINED), after=None)
        yield from story.act(case, "withdraw", note="另寻供应商", after=(0.5, 3))
        return
    yield from story.act(case, "confirmed", after=None)
    if world.stands(case) == "advance":
        yield from story.act(case, "paid", partial(_advance, story, case), after=(1, 10))
    yield from _delivered(story, case)
    yield from _paid(story, case)


# --- the order ----------------------------------------------------------------------------------------------


def _raise_safety_stock(plan: Plan, story: Story) -> None:
    """One to three products of a group are to be kept in larger numbers from now on; the next morning they are short."""
    world, group = story.world, story.one_of(SEASONS)
    goods = [one for one in lists.goods() if one.group == group and one.supplier and one.cost > 0]
    for one in story.random.sample(goods, min(len(goods), story.number(1, 3))):
        record = next(
            found for found in world.company.registers.page("products", text=one.code) if found.key == one.code
        )
        available = world.company.stock.available(one.code)
        kept = Decimal(record.data.get("safety_stock") or 0)
        if kept > available:
            continue  # raised before, and on its way
        worth = Decimal(story.number(900, 9500)) if story.chance(85) else Decimal(story.number(11000, 26000))
        more = max(Decimal(1), (worth / one.cost).quantize(Decimal(1)))
        safety = (available + more).quantize(Decimal(1))
        limits = {
            "safety_stock": str(safety),
            "maximum": str(max(safety + more, Decimal(record.data.get("maximum") or 0))),
        }
        with world.company.db.write():
            keeping.change(
                world.company.registers,
                "products",
                one.code,
                {**record.data, **limits},
                at=world.now,
                seen=record.version,
            )


def _still_short(story: Story, case: int) -> list[dict[str, Any]]:
    """The lines of a draft as far as they are short still: stock may have come back since the morning."""
    world = story.world
    needs, lines = Needs(CompanyFacts(world.company, world.now), besides=case), []
    for row in world.typed(case)["lines"]:
        quantity = min(Decimal(row["quantity"]), needs.shortage(row["product"]).quantity)
        if quantity > 0:
            lines.append({**row, "quantity": str(quantity), "needed_by": max(row["needed_by"], f"{world.today}")})
    return lines


def _filled(story: Story, case: int) -> dict[str, Any]:
    """The draft of the morning with prices, terms and, for large orders, quotes."""
    form = {**story.world.form(case), "lines": _still_short(story, case)}
    supplier = story.world.record("suppliers", form["supplier"])
    agreed = {row["product"]: Decimal(row["price"]) for row in supplier.get("prices", ())}
    lines = [{**row, "price": str(_price(story, row["product"], agreed))} for row in form["lines"]]
    total = sum(Decimal(row["price"]) * Decimal(row["quantity"]) for row in lines)
    terms: dict[str, Any] = {"terms": "on-receipt"}
    if story.chance(35):
        terms = {"terms": "days", "days": str(story.one_of((7, 15, 30)))}
    elif total > 8000 and story.chance(40):
        terms = {"terms": "prepay", "prepay": "30"}
    values = {"place": "MAIN", "lines": lines, **terms}
    if total >= 10000 or form["kind"] == "equipment":
        factor = (100, 103, 106)
        names = (supplier["name"], "义乌市通达贸易商行", "苏州锦程物资有限公司")
        values["quotes"] = [
            {"supplier": name, "price": str((Decimal(total) * part / 100).quantize(Decimal("0.01"))), "days": str(days)}
            for name, part, days in zip(names, factor, (5, 7, 6), strict=True)
        ]
    return values


def _price(story: Story, product: str, agreed: Mapping[str, Decimal]) -> Decimal:
    cost = next(one.cost for one in lists.goods() if one.code == product)
    price = max(Decimal("0.01"), (cost * story.number(95, 103) / 100).quantize(Decimal("0.01")))
    return min(price, agreed[product]) if product in agreed else price


def _overtaken(story: Story, case: int) -> bool:
    """Whether a day the order was approved for has gone by: it cannot be promised any more."""
    today = story.world.today.isoformat()
    return any(row["approved_date"] < today for row in story.world.form(case)["lines"])


def _advance(story: Story, case: int) -> dict[str, Any]:
    form = story.world.form(case)
    amount = story.world.case(case).amount or Decimal(0)
    return {"advance": str((amount * Decimal(form["prepay"]) / 100).quantize(Decimal("0.01"), "ROUND_HALF_UP"))}


def _delivered(story: Story, case: int) -> Telling:
    """The goods come on the promised day, a third of the orders in two parts; some are late, with the supplier's word."""
    world = story.world
    promised = max(datetime.fromisoformat(row["promised"]).date() for row in world.form(case)["lines"])
    if story.chance(15):
        promised = world.working_day(promised, story.number(1, 3))
        yield from story.act(case, "new-date", partial(_later, story, case, promised.isoformat()), after=(4, 14))
    parts = (55, 100) if story.chance(30) else (100,)
    for index, percent in enumerate(parts):
        day = world.working_day(promised, index - len(parts) + 1)
        yield story.clock_time(max(day, world.today + timedelta(days=1)), "09:10", "15:30")
        if world.stands(case) == "deliver":
            yield from _receipt(story, case, percent)
    while world.stands(case) == "deliver":
        yield from _wait_for_returns(story, case)
        if world.stands(case) != "deliver" or not _still_open(story, case):
            break
        yield story.clock_time(world.working_day(world.today, story.number(2, 4)), "09:10", "15:30")
        if world.stands(case) == "deliver":
            yield from _receipt(story, case, 100)


def _later(story: Story, case: int, day: str) -> dict[str, Any]:
    rows = [{**row, "promised": day} for row in story.world.form(case)["lines"]]
    return {"lines": rows, "supplier_name": "业务部 徐经理", "supplier_word": story.one_of(LATER)}


def _paid(story: Story, case: int) -> Telling:
    """Finance pays by the terms; a return that is still under way is waited for."""
    world = story.world
    while world.stands(case) == "settle" and _returns_open(story, case):
        yield story.next_morning()
    if world.stands(case) != "settle":
        return
    due = world.tasks(case)[0].due_at
    at = max(world.now, due - timedelta(days=1)) if due else world.now
    invoice = partial(_invoice, story, case)
    yield from story.act(case, "paid", invoice, at=story.clock_time(at.date(), "14:05", "16:40"), after=None)


def _invoice(story: Story, case: int) -> dict[str, Any]:
    due = story.world.company.money.balance("payable", story.world.form(case)["supplier"])
    owed = _owed(story, case)
    return {"invoice_number": f"0{story.number(1000000, 9999999)}", "invoice": str(min(owed, max(due, owed)))}


def _owed(story: Story, case: int) -> Decimal:
    """What was stored on an order, less what went back at its receipt price."""
    world, number = story.world, story.world.case(case).number
    owed = Decimal("0.00")
    for one in world.company.cases.of_process(RECEIPT):
        if one.form.get("order") == number:
            owed += sum(Decimal(row.get("value") or 0) for row in one.form["lines"])
    for one in world.company.cases.of_process(RETURN):
        if one.form.get("order") == number:
            owed += Decimal(one.form.get("kept_value") or 0) - Decimal(one.form.get("credited") or 0)
    return owed


# --- the receipt --------------------------------------------------------------------------------------------


def _still_open(story: Story, case: int) -> dict[int, Decimal]:
    """What of each line of an order is still to come, by its number."""
    world = story.world
    order = world.case(case)
    states = deliveries_of(CompanyFacts(world.company, world.now), order).lines(order)
    return {number: state.open for number, state in enumerate(states, 1) if state.open}


def _wait_for_returns(story: Story, case: int) -> Telling:
    """The purchaser waits for what goes back before he asks what is still to come."""
    while story.world.stands(case) == "deliver" and _returns_open(story, case):
        yield story.next_morning()


def _returns_open(story: Story, case: int) -> bool:
    world = story.world
    order = world.case(case)
    return bool(deliveries_of(CompanyFacts(world.company, world.now), order).still_open(order))


def _receipt(story: Story, order: int, percent: int) -> Telling:
    """One delivery through both gates; what fails goes its own way, while the rest is stored."""
    if _still_open(story, order):
        case = _opened_receipt(story, order, percent)
        yield from _gates(story, case, story.world.form(case)["kind"])


def _opened_receipt(story: Story, order: int, percent: int) -> int:
    """So many per cent of what is still to come of an order, at the door."""
    world = story.world
    open_lines, ordered = _still_open(story, order), world.form(order)["lines"]
    rows = []
    for number, rest in open_lines.items():
        product = ordered[number - 1]["product"]
        decimals = int(world.record("products", product).get("decimals") or 0)
        part = (rest * percent / 100).quantize(Decimal(1).scaleb(-min(decimals, 1)))
        rows.append({"order_line": number, "delivered": str(part or rest)})
    kind = KINDS.get(world.record("products", ordered[0]["product"])["kind"], "material")
    form = {
        "kind": kind, "order": world.case(order).number, "note_number": f"SH{story.number(10000, 99999)}",
        "warehouse": "MAIN", "lines": rows,
    }  # fmt: skip
    return story.open(story.somebody("purchaser"), RECEIPT, form)


def _gates(story: Story, case: int, kind: str) -> Telling:
    world = story.world
    bad = story.number(2, 9) if story.chance(14) else 0
    concession = bool(bad) and story.chance(25)
    action = "concession" if concession else "qualified"
    came = [Decimal(row["delivered"]) for row in world.form(case)["lines"]]
    if bad and not concession and len(came) == 1 and came[0] <= 1:
        action = "unqualified"  # the only piece is the bad one
    yield from story.act(case, action, partial(_verdict, story, case, kind, bad, concession), after=(1, 7))
    if world.stands(case) == "concession":
        granted = story.chance(70)
        if granted:
            yield from story.act(case, "grant", partial(_named, story, case), after=(0.5, 3))
        else:
            yield from story.act(case, "refuse", reason=3, note="用途不明，退货", after=(0.5, 3))
    for returned in world.children(case, RETURN):
        story.begin(f"退货 {returned}", story.after(1, 8), partial(_return, returned))
    if world.stands(case) != "store":
        return
    refused = not bad and story.chance(7)
    if not refused:
        yield from story.act(case, "qualified", partial(_counted, story, case, kind, 0), after=(0.5, 4))
        return
    values = partial(_counted, story, case, kind, 3)
    yield from story.act(case, "unqualified", values, after=(0.5, 4))
    if story.chance(20):
        yield from story.act(case, "keep", note="擦拭后可用，重新清点", after=(0.5, 5))
        yield from story.act(case, "qualified", partial(_counted, story, case, kind, 0), after=(0.5, 3))
        return
    yield from story.act(case, "confirm", note="情况属实，退货", after=(0.5, 6))
    for returned in world.children(case, RETURN):
        story.begin(f"退货 {returned}", story.after(1, 8), partial(_return, returned))


def _verdict(story: Story, case: int, kind: str, bad: int, concession: bool) -> dict[str, Any]:
    """The inspector's figures: everything good, or some per cent of the first line not."""
    rows, defects = [], []
    for index, row in enumerate(story.world.form(case)["lines"]):
        delivered = Decimal(row["delivered"])
        part = min(delivered, max(Decimal(1), (delivered * bad / 100).quantize(Decimal(1)))) if bad and not index else 0
        verdict = {"accepted": str(delivered - part), "checked": row["delivered"] if part else row["sample"]}
        if part:
            verdict["concession" if concession else "rejected"] = str(part)
            code, note = story.one_of(DEFECTS.get(kind, DEFECTS[""]))
            defects.append({"line": index + 1, "code": code, "count": str(part), "note": note})
        rows.append({**row, **verdict})
    values: dict[str, Any] = {"lines": rows}
    if defects:
        values["defects"] = defects
    if kind == "equipment":
        values["trial_run"] = "空载、负载各运行 2 小时，正常"
    return values


def _named(story: Story, case: int) -> dict[str, Any]:
    rows = []
    for row in story.world.form(case)["lines"]:
        cut = (Decimal(row["price"]) / 10).quantize(Decimal("0.01"))
        named = {"use": "用于内衬或样品", "cut_reason": "轻微瑕疵", "price_cut": str(cut)}
        rows.append({**row, **named} if Decimal(row.get("concession") or 0) else row)
    return {"lines": rows}


def _counted(story: Story, case: int, kind: str, refused: int) -> dict[str, Any]:
    """What the storekeeper counts, at the place the product lies at already."""
    form, rows = story.world.form(case), []
    shelves = {one.product: one.location for one in lists.stored(lists.warehouses()[0])}
    defects = list(form.get("defects", ()))
    for index, row in enumerate(form["lines"]):
        good = Decimal(row.get("accepted") or 0) + Decimal(row.get("concession") or 0)
        left = good - Decimal(row.get("in_stock") or 0) - Decimal(row.get("sent_back") or 0)
        bad = min(left, Decimal(refused)) if not index else Decimal(0)
        place = shelves.get(row["product"], "MAIN/A-01")
        rows.append({**row, "stored": str(left - bad), "refused": str(bad), "location": place})
        if bad:
            defects.append({"line": index + 1, "code": "damaged", "count": str(bad), "note": "拆箱发现破损"})
    return {"lines": rows, **({"defects": defects} if defects else {})}


# --- what is still open at the end --------------------------------------------------------------------------


def _left(stay: str, story: Story) -> Telling:
    """A delivery that came early on the last day, and is still at one of its steps."""
    world = story.world
    order = next(filter(partial(_may_come_early, story), world.company.cases.of_process(KEY, open_only=True)), None)
    if order is None:
        return
    case = _opened_receipt(story, order.id, 60)
    if stay == "inspect":
        return
    bad, concession = (10, stay == "concession") if stay in ("concession", "return") else (0, False)
    verdict = partial(_verdict, story, case, world.form(case)["kind"], bad, concession)
    yield from story.act(case, "concession" if concession else "qualified", verdict, after=(0.2, 0.6))
    if stay == "review":
        yield from story.act(case, "unqualified", partial(_counted, story, case, "", 1), after=(0.2, 0.6))


def _may_come_early(story: Story, order: Case) -> bool:
    """Whether goods can be brought on an order now, enough of them for some to be bad."""
    if story.world.stands(order.id) != "deliver" or _returns_open(story, order.id):
        return False
    rows = _still_open(story, order.id)
    return bool(rows) and min(rows.values()) >= 5


# --- the return ---------------------------------------------------------------------------------------------


def _return(case: int, story: Story) -> Telling:
    world = story.world
    if story.chance(12):
        yield from story.act(case, "disputed", reason=2, note="供应商称在允差内", after=(1, 8))
        report = {"report": "复检确认缺陷，照片附后", "outcome": "replace"}
        yield from story.act(case, "uphold", report, after=(2, 12))
    else:
        agreed = {
            "outcome": story.one_of(("replace", "replace", "credit")), "agreed_by": "业务部 徐经理",
            "agreed_on": world.today.isoformat(),
        }  # fmt: skip
        yield from story.act(case, "agreed", agreed, after=None)
    yield from story.act(case, "handed-over", partial(_handed, story, case), after=(3, 14))
    if story.chance(10):
        yield from story.act(case, "mismatch", note="少一件，请重新清点", after=(0.3, 1))
        yield from story.act(case, "handed-over", partial(_handed, story, case), after=(0.3, 2))
    pieces = world.form(case).get("pieces")
    yield from story.act(case, "passed", {"counted": pieces}, after=(0.3, 2))
    if world.stands(case) == "settle":
        yield from story.act(case, "settled", partial(_credit_note, story, case), after=(8, 40))


def _handed(story: Story, case: int) -> dict[str, Any]:
    rows = [{**row, "handed": row["quantity"]} for row in story.world.form(case)["lines"]]
    return {
        "lines": rows,
        "carrier": story.one_of(("德邦物流", "供应商自提", "中通快运")),
        "pieces": str(story.number(1, 4)),
    }


def _credit_note(story: Story, case: int) -> dict[str, Any]:
    amount = story.world.case(case).amount
    return {"credit_note_number": f"HZ{story.number(100000, 999999)}", "credit_note": str(amount)}
