"""Stocktakes: the quarterly and monthly counts the calendar opens, spot checks in between, and what they bring to light.

Two storekeepers count, each a part of the sheet; what is off by more than the tolerance the other one counts again. The
supervisor qualifies the report or has lines counted again; large differences go to finance and the general manager.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling
from seed_data.stories.goods import of_warehouse

KEY = "stocktake"

_TYPED = ("counted", "counted_at", "counter", "second_count", "second_counter", "note")
_LARGE = Decimal(10_600)
WHY_AGAIN = ((1, "差异原因未写明，请重盘并注明"), (3, "单位疑似记错，请按米复核"), (4, "昨日有在途调拨，请核实后重盘"))
_NOTES = {"review": ("", "", "差异在允许范围内"), "release": ("已与采购、业务核对，差异属实", "同意，仓库写出改进措施")}
"""What those who decide on a report say, by step."""
WHY_OFF = ("散件未计入", "外包装数量与实物不符", "领用后未及时登记", "标签串位", "零头合并时漏数")

Line = dict[str, Any]


def tell(plan: Plan) -> None:
    plan.spread("抽盘", 0.45, _spot_check)
    plan.spread("抽盘作罢", 0.06, _given_up)
    _still_open(plan)


def of_duty(plan: Plan, story: Story, case: int) -> Telling:
    """The count of a warehouse; the shop's latest one has not been begun yet."""
    warehouse = story.world.form(case)["warehouse"]
    if warehouse == "SHOP" and story.world.today > plan.last - timedelta(days=33):
        return
    yield from story.act(case, "start", after=(0.2, 2))
    yield from _carry_through(story, case)


def _spot_check(story: Story) -> Telling:
    warehouse = story.one_of(("MAIN", "EAST", "SHOP"))
    yield from _carry_through(story, _started(story, warehouse, story.number(1, 3)))


def _given_up(story: Story) -> Telling:
    case = _planned(story, "MAIN", 2)
    yield from story.act(case, "withdraw", note="与月度循环盘点重复", after=(0.5, 3))


# --- one count ----------------------------------------------------------------------------------------------


def _carry_through(story: Story, case: int) -> Telling:
    """Counted, reviewed, where it must be released, and filed."""
    yield from _count(story, case)
    if story.chance(22) and _off(story, case):
        reason, note = story.one_of(WHY_AGAIN)
        yield from _again(story, case, _off(story, case)[:2], reason, note)
    while (standing := story.world.stands(case)) in _NOTES:
        yield story.after(0.6, 6)
        if stale := _stale(story, case):
            yield from _again(story, case, stale, 5, "其间已有盘点差异入账，这几行重盘")
            continue
        action = "qualified" if standing == "review" else "approve"
        yield from story.act(case, action, note=story.one_of(_NOTES[standing]), after=None)
    yield from story.act(case, "updated", after=(0.5, 6))


def _count(story: Story, case: int, wrong: Mapping[str, Decimal] | None = None) -> Telling:
    """Each storekeeper records a part; what is off the other one counts again, and hands in.

    wrong: by product, what is found less (or more) than the books have; the rest is up to the dice.
    """
    first, second = story.random.sample(story.world.holders("storekeeper"), 2)
    lines = [index for index, line in enumerate(_lines(story, case)) if line.get("counted") is None]
    half = len(lines) // 2
    if half > 4:
        yield from _record(story, case, first, lines[:half], wrong)
        yield from _record(story, case, second, lines[half:], wrong)
    else:
        yield from _record(story, case, first, lines, wrong)
    yield story.after(0.2, 1.5)
    off = {index for index, line in enumerate(_lines(story, case)) if _needs_second(story, line)}
    yield from story.act(
        case, "submit", lambda: {"lines": _second_counts(story, case, off)}, by=second, after=(0.1, 0.8)
    )


def _record(story: Story, case: int, by: str, indexes: Iterable[int], wrong: Mapping[str, Decimal] | None) -> Telling:
    def sheet() -> dict[str, Any]:
        lines = _lines(story, case)
        for index in indexes:
            lines[index] |= _counted(story, lines[index], wrong)
        return {"lines": [_as_typed(line) for line in lines]}

    yield from story.act(case, "record", sheet, by=by, after=(0.3, 2.2))


def _counted(story: Story, line: Line, wrong: Mapping[str, Decimal] | None) -> Line:
    """What somebody counts at a place: mostly what lies there."""
    lies = story.world.company.stock.on_hand(line["product"], line["location"], line.get("lot", ""))
    if wrong is not None:
        off = wrong.get(line["product"], Decimal(0))
        return {"counted": str(lies + off), **({"note": story.one_of(WHY_OFF)} if off else {})}
    if not story.chance(6):
        return {"counted": str(lies)}
    share = Decimal(story.one_of((-3, -2, -1, -1, 1, 2))) / 100
    off = (lies * share).to_integral_value() or Decimal(-1)
    if abs(off) * _cost(line["product"]) > 800:
        off = Decimal(-1)
    return {"counted": str(max(lies + off, Decimal(0))), "note": story.one_of(WHY_OFF)}


def _second_counts(story: Story, case: int, off: Iterable[int]) -> list[Line]:
    """The other one finds the same, or that the first has miscounted."""
    lines = _lines(story, case)
    for index in off:
        line = lines[index]
        miscounted = story.chance(25) and not line.get("note")
        line["second_counter"] = _other(line["counter"])
        line["second_count"] = line["book"] if miscounted and Decimal(line["book"]) >= 0 else line["counted"]
    return [_as_typed(line) for line in lines]


def _other(counter: str) -> str:
    """The number of the storekeeper who has not counted a line."""
    numbers = [one.number for one in lists.staff() if "storekeeper" in one.posts]
    return next(number for number in numbers if number != counter)


def _needs_second(story: Story, line: Line) -> bool:
    """Whether a line is off by more than the tolerance, and nobody else has counted it yet."""
    if not line.get("difference") or line.get("second_count") is not None:
        return False
    off, book = abs(Decimal(line["difference"])), Decimal(line["book"])
    return bool(off * 200 > book or abs(Decimal(line.get("value") or 0)) > 200)


def _again(story: Story, case: int, marked: Iterable[int], reason: int, note: str) -> Telling:
    """Lines the supervisor wants counted again; the second time they are right."""
    wanted = set(marked)

    def sheet() -> dict[str, Any]:
        return {"lines": [{"recount": index in wanted} for index in range(len(_lines(story, case)))]}

    action = "unqualified" if story.world.stands(case) == "review" else "send-back"
    yield from story.act(case, action, sheet, reason=reason, note=note, after=(0.5, 4))
    yield from _count(story, case, {})


def _off(story: Story, case: int) -> list[int]:
    lines = enumerate(_lines(story, case))
    return [index for index, line in lines if Decimal(line.get("difference") or 0)]


def _stale(story: Story, case: int) -> list[int]:
    """The lines whose difference can no longer be booked as it stands."""
    stock = story.world.company.stock
    found = []
    for index, line in enumerate(_lines(story, case)):
        product, location, lot = line["product"], line["location"], line.get("lot", "")
        booked = stock.count_difference_since(product, location, line["position"], lot) is not None
        if booked or stock.on_hand(product, location, lot) + Decimal(line["difference"]) < 0:
            found.append(index)
    return found


def _lines(story: Story, case: int) -> list[Line]:
    return [dict(line) for line in story.world.form(case)["lines"]]


def _as_typed(line: Line) -> Line:
    return {name: line[name] for name in _TYPED if line.get(name) is not None}


def _cost(product: str) -> Decimal:
    return next(one.cost for one in lists.goods() if one.code == product)


def _planned(story: Story, warehouse: str, number: int, products: Iterable[str] = (), by: str = "") -> int:
    """A count of some places by hand: those where these products lie, or any."""
    lying = of_warehouse(warehouse)
    wanted = set(products)
    places = {one.location for one in lying if one.product in wanted} or set(
        story.random.sample(sorted({one.location for one in lying}), number)
    )
    form = {"warehouse": warehouse, "scope": "locations", "places": [{"location": place} for place in sorted(places)]}
    return story.open(by or story.somebody("storekeeper"), KEY, form, submit=False)


def _started(story: Story, warehouse: str, number: int, products: Iterable[str] = ()) -> int:
    by = story.somebody("storekeeper")
    case = _planned(story, warehouse, number, products, by)
    story.world.act(by, case, "start")
    return case


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end a count at every step: half counted, sent back, for review, at both tiers of release, to file."""
    plan.begin("盘点 计划", plan.back(0, "16:20"), lambda story: _leave_planned(story))
    plan.leave("盘点 盘了一半", 0, "15:05", partial(_leave_half, "EAST", ("TM-001", "TM-006")))
    plan.begin("盘点 已逾期", plan.back(3, "09:15"), partial(_leave_half, "MAIN", ("SW-001", "SW-004")))
    plan.leave("盘点 重盘", 0, "14:20", _leave_unqualified)
    plan.leave("盘点 待审", 0, "15:10", partial(_leave_counted, "MAIN", ("LT-010", "LT-011")))
    plan.begin("盘点 待审 已逾期", plan.back(4, "10:30"), partial(_leave_counted, "EAST", ("CS-011",)))
    plan.leave("盘点 待财务", 0, "13:30", partial(_leave_large, "CB-013", 0))
    plan.leave("盘点 待总经理", 1, "14:40", partial(_leave_large, "CB-012", 1))
    plan.begin("盘点 待总经理 已逾期", plan.back(6, "10:10"), partial(_leave_large, "CB-011", 1))
    plan.leave("盘点 待改卡", 0, "14:40", _leave_to_file)


def _leave_planned(story: Story) -> None:
    _planned(story, "MAIN", 2, by="wanghai")


def _leave_half(warehouse: str, products: tuple[str, ...], story: Story) -> Telling:
    case = _started(story, warehouse, 1, products)
    yield from _record(story, case, "wanghai", range(1), {})


def _leave_unqualified(story: Story) -> Telling:
    case = _started(story, "MAIN", 1, ("HW-006",))
    yield from _count(story, case, {"HW-006": Decimal(-40)})
    reason, note = WHY_AGAIN[0]
    lines = len(story.world.form(case)["lines"])
    marked = {"lines": [{"recount": index == 0} for index in range(lines)]}
    yield from story.act(case, "unqualified", marked, reason=reason, note=note, after=(0.5, 2))


def _leave_counted(warehouse: str, products: tuple[str, ...], story: Story) -> Telling:
    case = _started(story, warehouse, 1, products)
    yield from _count(story, case, {products[0]: Decimal(-6)})


def _leave_large(product: str, approvals: int, story: Story) -> Telling:
    """A whole drum is missing: the difference has to be released."""
    case = _started(story, "MAIN", 1, (product,))
    missing = (_LARGE / _cost(product)).to_integral_value()
    yield from _count(story, case, {product: -missing})
    for action in ("qualified", *["approve"] * approvals):
        yield story.after(0.4, 2.5)
        if _stale(story, case):
            return  # somebody else's count was quicker: this one is left where it stands
        yield from story.act(case, action, note="已查出库单，未发现漏记", after=None)


def _leave_to_file(story: Story) -> Telling:
    case = _started(story, "SHOP", 1)
    yield from _count(story, case, {})
    yield from story.act(case, "qualified", after=(0.3, 1.5))
