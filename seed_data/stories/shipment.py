"""Shipments: what orders, returns and the house itself send out, from the printer through the gate to the signed slip.

Whoever opens a shipment, the shipping desk finds it in the afternoon and lets it go its way as soon as it can be printed.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from seed_data.schedule import Plan, Story, Telling
from seed_data.stories.goods import Lying, lying
from workflows.engine.errors import Refused
from workflows.engine.facts import CompanyFacts
from workflows.engine.flow import Flow
from workflows.library import orders
from workflows.library.shipped_orders import release_stands
from workflows.library.shipping_checks import all_reserved, nothing_holds

KEY = "shipment"

CARRIERS = ("顺丰", "顺丰", "德邦", "中通", "自送")
GIFTS = ("礼品", "办公用品", "照明灯具", "工作服")
WISHES = ("附贺卡：感谢多年支持", "周末不收货，请工作日送", "到前先电话联系前台", "发票随货，抬头同合同")
DOOR = ("客户地址已搬迁，拒收", "外箱受潮，客户拒收", "与订单颜色不符，客户拒收")


def tell(plan: Plan) -> None:
    plan.begin("发货台", plan.world.at(plan.world.working_day(plan.first, 1), "13:40"), _desk)
    plan.spread("寄送", 0.9, _sent, until=6)
    plan.spread("寄送 短缺", 0.12, _found_short, until=12)
    plan.spread("寄送 验出不良", 0.2, _failed_once, until=10)
    plan.spread("寄送 拒收", 0.15, _came_back, until=8)
    _still_open(plan)


def _desk(story: Story) -> Telling:
    """Every working afternoon whatever nobody has taken up yet begins its way."""
    world, known = story.world, set[int]()
    while True:
        for case in world.company.cases.of_process(KEY, open_only=True):
            opened_by_other_work = case.parent_id is not None and case.submitted_at is not None
            if opened_by_other_work and case.id not in known:
                known.add(case.id)
                story.begin(f"发货 {case.id}", story.after(0.2, 2), partial(_way, case=case.id))
        yield datetime.combine(world.working_day(world.today, 1), time(13, 40))


# --- stories ------------------------------------------------------------------------------------------------


def _sent(story: Story) -> Telling:
    case = _opened(story)
    yield from _way(story, case)


def _found_short(story: Story) -> Telling:
    """Less lies there than the books say: the place is blocked and counted, the rest comes from elsewhere or is left."""
    case = _opened(story)
    yield from _printed(story, case)
    line = story.world.form(case)["lines"][0]
    found = max(Decimal(line["quantity"]) - 1, Decimal(0))
    yield from story.act(case, "short", _lines(story, case, picked=str(found)), after=(0.3, 3))
    for count in story.world.children(case, "stocktake"):
        story.begin(f"短缺盘点 {count}", story.after(0.5, 3), partial(_counted, count=count))
    yield from _way(story, case)


def _counted(story: Story, count: int) -> Telling:
    """The blocked place is counted: one piece less than the books say."""
    yield from story.act(count, "start", after=None)
    yield from story.act(count, "submit", lambda: _as_the_books_say(story, count), after=(0.5, 3))
    yield from story.act(count, "qualified", after=(0.5, 6))
    yield from story.act(count, "updated", after=(0.3, 4))


def _as_the_books_say(story: Story, count: int) -> Mapping[str, Any]:
    world, (first, second) = story.world, [story.world.employee(login) for login in _two_storekeepers(story)]
    rows = []
    for line in world.form(count)["lines"]:
        there = world.company.stock.on_hand(line["product"], line["location"], line.get("lot", ""))
        counted = {"counted": str(there), "counter": first}
        rows.append({**line, **counted, "second_count": str(there), "second_counter": second})
    return {"lines": rows}


def _two_storekeepers(story: Story) -> list[str]:
    return story.world.holders("storekeeper")[:2]


def _failed_once(story: Story) -> Telling:
    case = _opened(story)
    yield from _printed(story, case)
    yield from story.act(case, "picked", lambda: _all_picked(story, case), after=(0.3, 3))
    if story.world.stands(case) != "check":
        return
    pieces = sum(Decimal(line["quantity"]) for line in story.world.form(case)["lines"])
    values = {"checked": str(pieces), **_lines(story, case, defects="1")}
    yield from story.act(case, "fail", values, after=(0.3, 2), reason=3, note="外壳划伤，更换")
    yield from _way(story, case)


def _came_back(story: Story) -> Telling:
    case = _opened(story)
    yield from _way(story, case, until="proof")
    yield from story.act(case, "refused", {"door_note": story.one_of(DOOR)}, after=(6, 14))


# --- the way ------------------------------------------------------------------------------------------------


def _way(story: Story, case: int, until: str = "done") -> Telling:
    """Let a shipment go on from where it stands, to a step; what a change or cancellation holds waits for the morning."""
    while story.world.stands(case) not in (until, "done", "voided", "came-back", "withdrawn", "draft"):
        before = len(story.world.company.cases.decisions(case))
        try:
            yield from _next_step(story, case)
        except Refused:
            if not _is_held(story, case):
                raise
        if len(story.world.company.cases.decisions(case)) == before:
            yield story.next_morning()  # held, or waiting for goods


def _is_held(story: Story, case: int) -> bool:
    company = story.world.company
    order = company.cases.find(story.world.form(case).get("order") or "")
    return order is not None and orders.hold_on(CompanyFacts(company, story.world.now), order) is not None


def _next_step(story: Story, case: int) -> Telling:
    match story.world.stands(case):
        case "print":
            yield from _printed(story, case)
        case "pick":
            yield from story.act(case, "picked", lambda: _all_picked(story, case), after=(0.3, 3))
        case "check":
            yield from story.act(case, "pass", lambda: _all_right(story, case), after=(0.3, 3))
        case "pack":
            yield from story.act(case, "packed", lambda: _parcels(story, case), after=(0.2, 2))
        case "hand-over":
            yield from story.act(case, "handed-over", lambda: _handed_over(story, case), after=(0.2, 2))
        case "gate":
            count = len(story.world.form(case)["parcels"])
            yield from story.act(case, "pass", {"parcels_counted": count}, after=(0.1, 0.6))
        case _:
            yield from story.act(case, "signed", lambda: _signed(story, case), after=(6, 14))


def _printed(story: Story, case: int) -> Telling:
    """Print as soon as nothing stands against it."""
    yield story.after(0.3, 3)
    while story.world.stands(case) == "print" and not _printable(story, case):
        yield story.next_morning()
    yield from story.act(case, "print", lambda: _ready(story, case), after=None)


def _printable(story: Story, case: int) -> bool:
    """Whether only what the clerk types is missing: goods are there, the order is released, nothing holds it."""
    world, found = story.world, story.world.case(case)
    process = world.company.catalogue.of(found)
    clerk = world.person(world.holders("shipping-clerk")[0])
    facts = Flow(world.company, clerk, world.now).facts(process, found)
    return not any(rule.reasons(facts) for rule in (release_stands, all_reserved, nothing_holds))


def _ready(story: Story, case: int) -> Mapping[str, Any]:
    form = story.world.form(case)
    notes = [{**note, "ticked": True} for note in form.get("notes", ())]
    return {"carrier": form.get("carrier") or story.one_of(CARRIERS), **({"notes": notes} if notes else {})}


def _lines(story: Story, case: int, **columns: str) -> dict[str, Any]:
    """The lines with columns typed; the first one only where it is a fault that is typed."""
    rows = story.world.form(case)["lines"]
    others = {"picked": None, "defects": "0"}
    typed = []
    for index, row in enumerate(rows):
        name = next(iter(columns))
        value = columns[name] if index == 0 else (row["quantity"] if name == "picked" else others[name])
        typed.append({**row, name: value})
    return {"lines": typed}


def _all_picked(story: Story, case: int) -> Mapping[str, Any]:
    return {"lines": [{**row, "picked": row["quantity"]} for row in story.world.form(case)["lines"]]}


def _all_right(story: Story, case: int) -> Mapping[str, Any]:
    return {"checked": story.world.form(case)["sample"]}


def _parcels(story: Story, case: int) -> Mapping[str, Any]:
    form = story.world.form(case)
    numbers = [str(number) for number in range(1, story.number(1, 3) + 1)]
    parcels = [{"number": number, "weight": f"{story.number(12, 280) / 10:.1f}"} for number in numbers]
    lines = [{**row, "parcel": ",".join(numbers)} for row in form["lines"]]
    return {"parcels": parcels, "lines": lines, "note_issue": form["issue"], "slip_issue": form["issue"]}


def _handed_over(story: Story, case: int) -> Mapping[str, Any]:
    form = story.world.form(case)
    if form.get("carrier") == "自送":
        return {"vehicle": f"浙A·{story.number(10000, 99999)}"}
    serial = story.number(100_000_000, 999_999_999)
    return {"parcels": [{**one, "tracking": f"SF{serial + index}"} for index, one in enumerate(form["parcels"])]}


def _signed(story: Story, case: int) -> Mapping[str, Any]:
    form = story.world.form(case)
    values = {"signed_by": story.one_of(("前台", "仓库", "王师傅", "张会计")), "signed_on": f"{story.world.today}"}
    return {**values, **({"cash_collected": form["cash_to_collect"]} if form.get("cash_to_collect") else {})}


# --- forms --------------------------------------------------------------------------------------------------


def _opened(story: Story, *, wish: bool = False, by: str = "") -> int:
    """Gifts and samples to a customer, without an order."""
    world = story.world
    customers = [key for key in world.customers() if world.company.registers.is_active("customers", key)]
    customer = story.one_of(customers)
    chosen = [one for one in lying(world, "MAIN") if one.goods.group in GIFTS] or lying(world, "MAIN")
    picked = story.random.sample(chosen, min(len(chosen), story.number(1, 2)))
    form: dict[str, Any] = {
        "customer": customer, "address": world.record("customers", customer).get("address") or "杭州市滨江区江南大道 88 号",
        "contact": "前台", "carrier": story.one_of(CARRIERS), "department": "sales",
        "promise": f"{world.working_day(world.today, 4)}", "lines": [_line(story, one) for one in picked],
    }  # fmt: skip
    if wish or story.chance(20):
        form["notes"] = [{"kind": "other", "text": story.one_of(WISHES)}]
    return story.open(by or story.somebody("shipping-clerk"), KEY, form)


def _line(story: Story, one: Lying) -> dict[str, Any]:
    return {"product": one.goods.code, "location": one.location, "quantity": str(one.share(story, 1, 3))}


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end at least one at every step; one of them late, one red-flagged."""
    for step, days, clock in (
        ("print", 0, "17:20"), ("print", 0, "16:45"), ("pick", 0, "17:10"), ("pick", 0, "16:25"), ("check", 0, "16:50"),
        ("check", 1, "14:40"), ("pack", 0, "16:10"), ("hand-over", 0, "16:55"), ("gate", 0, "17:05"), ("proof", 2, "09:30"),
    ):  # fmt: skip
        plan.begin(f"寄送 待{step} {clock}", plan.back(days, clock), partial(_left_at, step=step))
    plan.begin("寄送 草稿", plan.back(0, "16:20"), _left_draft)


def _left_at(story: Story, step: str) -> Telling:
    """Let one go its way quickly, so far that it stands at a step."""
    case = _opened(story, wish=step == "print")
    while story.world.stands(case) != step:
        yield story.world.now + timedelta(minutes=story.number(4, 9))
        match story.world.stands(case):
            case "print":
                yield from story.act(case, "print", lambda: _ready(story, case), after=None)
            case "pick":
                yield from story.act(case, "picked", lambda: _all_picked(story, case), after=None)
            case "check":
                yield from story.act(case, "pass", lambda: _all_right(story, case), after=None)
            case "pack":
                yield from story.act(case, "packed", lambda: _parcels(story, case), after=None)
            case "hand-over":
                yield from story.act(case, "handed-over", lambda: _handed_over(story, case), after=None)
            case _:
                count = len(story.world.form(case)["parcels"])
                yield from story.act(case, "pass", {"parcels_counted": count}, after=None)


def _left_draft(story: Story) -> None:
    form = {"customer": story.world.customer("杭州"), "address": "待确认"}
    story.open(story.somebody("shipping-clerk"), KEY, form, submit=False)
