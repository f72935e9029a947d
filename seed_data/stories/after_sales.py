"""After the purchase: orders that are changed and cancelled on their way to the door, and money that is given back.

A customer buys, pays in advance, and changes his mind some hours later; how near the goods are by then is the shipping
desk's doing, and what follows depends on it. Refunds of shipped goods take orders that are done.
"""

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling
from seed_data.stories.goods import lying

CANCEL, CHANGE, ORDER = "order-cancel", "order-change", "sales-order"
REFUND, RETURN = "refund", "return-exchange"

REASONS = ("重复下单", "项目延期，暂不需要", "选错型号", "采购审批未通过")
CAUSES = ("两件外壳划伤", "数量少发", "颜色与样品有差异", "迟到两天，影响施工")
ADDRESSES = ("杭州市余杭区文一西路 998 号", "杭州市萧山区市心北路 177 号", "杭州市拱墅区莫干山路 1418 号")
WISHES: Mapping[str, Mapping[str, str]] = {
    "address": {"address": ADDRESSES[0]}, "courier": {"courier": "德邦"},
    "invoice": {"invoice_title": "杭州恒达电器有限公司"},
    "card": {"card_text": "感谢支持，合作愉快"}, "time": {"slot": "工作日 14:00-17:00"},
}  # fmt: skip
RULING = "平台核对签收与照片后裁定"


def tell(plan: Plan) -> None:
    plan.spread("改单", 0.3, _changed, until=6)
    plan.spread("改单 数量", 0.15, _more_or_less, until=6)
    plan.spread("取消订单", 0.3, _cancelled, until=8)
    plan.spread("退款", 0.4, _given_back, until=5)
    plan.spread("维权", 0.25, partial(_given_back, kind="dispute"), until=8)
    _still_open(plan)


# --- buying -------------------------------------------------------------------------------------------------


def _bought(story: Story) -> Generator[datetime, None, int]:
    """An order by telephone, released and paid in advance: it stands in delivery; 0 where nothing could be sold."""
    world = story.world
    owner = story.somebody("sales-rep")
    number = lists.employee(owner).number
    own = [
        key
        for key, record in world.customers().items()
        if record.get("owner") == number
        and record.get("place") != "foreign"
        and world.company.registers.is_active("customers", key)
    ]
    there = [one for one in lying(world, "MAIN") if one.goods.price and one.goods.make == "standard" and one.free >= 40]
    if not own or not there:
        return 0
    one = story.one_of(there)
    quantity = max(Decimal(2), min(one.free / 10, Decimal(3000) / Decimal(one.goods.price)).to_integral_value())
    form = {
        "customer": story.one_of(own), "basis": "phone", "basis_note": "采购部 来电 0571-8655 2210", "terms": "prepay",
        "warehouse": "MAIN", "address": story.one_of(ADDRESSES[1:]), "courier": "顺丰",
        "lines": [{"product": one.goods.code, "quantity": str(quantity), "price": str(one.goods.price)}],
    }  # fmt: skip
    order = story.open(owner, ORDER, form)
    yield from story.act(order, "release", after=(0.2, 2))
    yield from story.act(
        order, "received", lambda: {"amount_received": world.form(order)["deposit"], "means": "bank"}, after=(0.2, 3)
    )
    return order if world.stands(order) == "delivery" else 0


def delivered(story: Story, *processes: str) -> Generator[datetime, None, int]:
    """An order that is done and that no case of these processes is about yet; where there is none, one is waited for."""
    world = story.world
    ended = world.company.cases.of_process(ORDER, ended_from=world.now - timedelta(days=30))
    done = [case.id for case in ended if case.ended == "done" and _is_untouched(story, case.id, processes)]
    if done:
        return story.one_of(done)
    order = yield from _bought(story)
    for _morning in range(15):
        if not order or world.stands(order) == "done":
            break
        yield story.next_morning()
    return order if order and world.stands(order) == "done" and _is_untouched(story, order, processes) else 0


def _is_untouched(story: Story, order: int, processes: tuple[str, ...]) -> bool:
    """Whether no case of these processes is about an order, and no story has it in mind for one."""
    if order in story.world.spoken_for:
        return False
    case, cases = story.world.case(order), story.world.company.cases
    asked = (one for process in processes for one in cases.of_process(process, customer=case.customer))
    return all(one.form.get("order") != case.number for one in asked)


def _asking(story: Story, order: int, **values: Any) -> dict[str, Any]:
    """What every form about an order begins with."""
    case = story.world.case(order)
    proved = {"identity_by": "order", "identity_fact": f"{case.number}，收货人姓名相符"}
    return {"customer": case.customer, "order": case.number, **proved, **values}


# --- changing -----------------------------------------------------------------------------------------------


def _changed(story: Story, kind: str = "", stay: str = "") -> Telling:
    """An address or a wish, some hours after the purchase."""
    order = yield from _bought(story)
    if not order:
        return
    yield story.after(0.1, 0.4) if stay else story.after(0.5, 14)
    kind = kind or story.one_of(tuple(WISHES))
    yield from _change(story, order, stay, kind=kind, **WISHES[kind])


def _more_or_less(story: Story) -> Telling:
    order = yield from _bought(story)
    if not order:
        return
    yield story.after(0.5, 12)
    quantity = Decimal(story.world.form(order)["lines"][0]["quantity"])
    new = quantity + story.one_of((-1, 1, 2))
    yield from _change(story, order, "", kind="attribute", lines=[{"order_line": 1, "quantity": str(new)}])


def _change(story: Story, order: int, stay: str, **wanted: Any) -> Telling:
    world = story.world
    if world.case(order).ended not in (None, "done"):
        return
    case = story.open(story.somebody("service-agent"), CHANGE, _asking(story, order, **wanted), submit=stay != "draft")
    while (stands := world.stands(case)) not in (stay, "done", "kept", "unchanged", "handed-on", "withdrawn"):
        match stands:
            case "papers" | "parcel":
                yield from story.act(case, "in-hand", lambda: _in_hand(story, case), after=(0.05, 0.25))
            case "change" if Decimal(world.form(case).get("difference") or 0) > 0:
                yield from story.act(case, "impossible", reason=3, note="差价客户不愿补付", after=(0.1, 0.4))
            case "change":
                yield from story.act(case, "changed", after=(0.1, 0.4))
            case "confirm" if story.chance(12):
                yield from story.act(case, "keeps", lambda: _confirmed(story), after=(0.2, 1.5))
            case "confirm":
                yield from story.act(case, "right", lambda: _confirmed(story), after=(0.2, 1.5))
            case "notify":
                told = {"printer_told": "已告知打单员客户与修改内容"}
                yield from story.act(case, "noted", told, after=(0.1, 0.4))
            case _:
                redirected = world.form(case)["kind"] in ("address", "time") and story.one_of((True, False))
                said = "可改派" if redirected else "已出网点，无法更改"
                word = {"courier_word": f"网点李师傅：{said}", "customer_told": "电话告知"}
                yield from story.act(case, "redirected" if redirected else "impossible", word, after=(0.5, 3))
    for refund in world.children(case, REFUND):
        yield from refunded(story, refund)


def _in_hand(story: Story, case: int) -> Mapping[str, Any]:
    """What the storekeeper hands over: both papers of the newest issue, or all parcels."""
    rows = []
    for row in story.world.form(case)["papers"]:
        shipment = story.world.company.cases.find(row["shipment"])
        form = shipment.form if shipment else {}
        if row["state"] == "packed":
            typed = {"parcels": ",".join(one["number"] for one in form["parcels"])}
        else:
            typed = {name: f"{form[name]} · {form['issue']}" for name in ("note_number", "waybill_number")}
        rows.append({**row, **typed})
    return {"papers": rows}


def _confirmed(story: Story) -> Mapping[str, Any]:
    return {"confirmed_at": story.world.now.isoformat(), "confirmed_how": "电话确认"}


# --- cancelling ---------------------------------------------------------------------------------------------


def _cancelled(story: Story, stay: str = "") -> Telling:
    world = story.world
    order = yield from _bought(story)
    if not order:
        return
    yield story.after(0.1, 0.3) if stay in ("void", "refund", "draft") else story.after(0.5, 14)
    form = _asking(story, order, reason=story.one_of(REASONS))
    case = story.open(story.somebody("service-agent"), CANCEL, form, submit=stay != "draft")
    while (stands := world.stands(case)) not in (stay, "done", "kept", "handed-on", "refused", "withdrawn"):
        match stands:
            case "void" | "fetch" if story.chance(15) and not world.was_taken(case, "in-hand"):
                yield from story.act(case, "keeps", after=(0.1, 0.4))
            case "void":
                yield from story.act(case, "voided", after=(0.1, 0.4))
            case "fetch":
                yield from story.act(case, "in-hand", lambda: _in_hand(story, case), after=(0.1, 0.5))
            case "refund":
                for refund in world.children(case, REFUND):
                    yield from refunded(story, refund)
            case "put-back":
                yield from story.act(case, "torn", after=(0.1, 1))
                yield from story.act(case, "shelved", lambda: _counted(story, case), after=(0.2, 2))
            case _:
                word = {"courier_word": "网点王站长：件已拦下", "customer_told": "电话告知"}
                yield from story.act(case, story.one_of(("intercepted", "keeps-goods")), word, after=(0.5, 3))


def _counted(story: Story, case: int) -> Mapping[str, Any]:
    return {"pieces": [{**row, "counted": row["picked"]} for row in story.world.form(case)["pieces"]]}


# --- refunds ------------------------------------------------------------------------------------------------


def _given_back(story: Story, kind: str = "", stay: str = "", opens: datetime | None = None) -> Telling:
    """A part of the price of something that was delivered, or a dispute on the platform.

    opens: when it is asked for; None: as soon as there is such an order.
    """
    order = yield from delivered(story, REFUND, RETURN)
    if not order:
        return
    if opens is not None:
        story.world.spoken_for.add(order)
        yield max(opens, story.world.now)
    world, found = story.world, story.world.case(order)
    kind = kind or story.one_of(("partial", "partial", "not-received"))
    part = (found.amount or Decimal(100)) * story.number(10, 90) / 100
    form: dict[str, Any] = {
        "kind": kind, "order": found.number, "amount": f"{part:.2f}", "cause": story.one_of(CAUSES),
    }  # fmt: skip
    if kind == "dispute":
        deadline = world.at(world.working_day(world.today, 3), "18:00")
        form |= {"platform_number": f"TB{story.number(10_000_000, 99_999_999)}", "deadline": deadline.isoformat()}
    case = story.open(story.somebody("after-sales"), REFUND, form, submit=stay != "draft")
    yield from refunded(story, case, stay)


def refunded(story: Story, case: int, stay: str = "") -> Telling:
    """Let a refund go on to its end, or to the step where it is to stay."""
    world = story.world
    while (stands := world.stands(case)) not in (stay, "draft", "done", "refused", "rejected", "withdrawn"):
        match stands:
            case "evidence":
                proof = {"evidence": [{"kind": "receipt", "copy_of": f"签收单 {story.number(1000, 9999)}"}]}
                yield from story.act(case, "sent", proof, after=(1, 6))
            case "ruling":
                ruled = {"ruling_number": f"CJ{story.number(100_000, 999_999)}", "ruling": RULING}
                yield from story.act(case, story.one_of(("for-customer", "for-us")), ruled, after=(2, 12), reason=4)
            case "approve" if story.chance(8) and not world.was_taken(case, "for-customer"):
                yield from story.act(case, "reject", reason=4, note="签收单显示已足额交付", after=(0.5, 3))
            case "approve":
                yield from story.act(case, "approve", after=(0.5, 3))
            case "pay":
                paid = {"account": f"6222 **** {story.number(1000, 9999)}", "slip": f"P{story.number(10_000, 99_999)}"}
                yield from story.act(case, "paid", paid, after=(0.5, 5))
            case _:
                yield from story.act(case, "arrived", lambda: _arrived(story), after=(3, 14))


def _arrived(story: Story) -> Mapping[str, Any]:
    return {"arrived_on": story.world.today.isoformat(), "arrived_how": "客户电话确认已到账"}


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end something at every step that a story can leave it at."""
    for step in ("draft", "change", "confirm", "notify"):
        kind = "card" if step == "notify" else "address"
        plan.leave(f"改单 待{step}", 0, "17:10", partial(_changed, kind=kind, stay=step))
    for step in ("draft", "void", "refund"):
        plan.leave(f"取消 待{step}", 0, "16:50", partial(_cancelled, stay=step))
    for step in ("fetch", "put-back", "after-sales"):  # the goods go their usual way first
        plan.begin(f"取消 待{step}", plan.back(3, "09:20"), partial(_cancelled, stay=step))
    for step, kind, days, clock in (
        ("draft", "partial", 0, "15:10"), ("evidence", "dispute", 1, "10:40"), ("ruling", "dispute", 2, "11:20"),
        ("approve", "partial", 0, "16:50"), ("pay", "partial", 0, "15:30"), ("confirm", "partial", 1, "14:10"),
    ):  # fmt: skip
        told = partial(_given_back, kind=kind, stay=step, opens=plan.back(days, clock))
        plan.leave(f"退款 待{step}", 9, "09:30", told)
