"""Returns and exchanges: goods that come back from the door, from the road or from the customer, to their shelf.

Whoever opens a return, the desk finds it in the afternoon and lets it go its way; customers send something back, or have
it exchanged, some days after an order is done.
"""

from collections.abc import Mapping
from datetime import datetime, time
from decimal import Decimal
from functools import partial
from typing import Any

from seed_data.schedule import Plan, Story, Telling
from seed_data.stories.after_sales import REFUND, RETURN, delivered, refunded

ENDS = ("done", "handed-back", "lapsed", "withdrawn")
FAULTS = ("defect", "transit", "wrong-goods")


def tell(plan: Plan) -> None:
    plan.begin("退货台", plan.world.at(plan.world.working_day(plan.first, 1), "14:20"), _desk)
    plan.spread("退货", 0.15, _sent_back, until=12)
    plan.spread("换货", 0.1, partial(_sent_back, exchange=True), until=15)
    _still_open(plan)


def _desk(story: Story) -> Telling:
    """Every working afternoon whatever other work has opened begins its way; the last days' stays as it is."""
    world, known = story.world, set[int]()
    while True:
        for case in world.company.cases.of_process(RETURN, open_only=True):
            if case.parent_id is not None and case.id not in known:
                known.add(case.id)
                story.begin(f"退货 {case.id}", story.after(0.2, 2), partial(_way, case=case.id))
        yield datetime.combine(world.working_day(world.today, 1), time(14, 20))


# --- stories ------------------------------------------------------------------------------------------------


def _sent_back(story: Story, *, exchange: bool = False, stay: str = "", opens: datetime | None = None) -> Telling:
    """A few pieces of an order that was delivered come back, from a moment on.

    stay: the step where the case is left.
    """
    order = yield from delivered(story, *(() if stay in ("draft", "replace") else (RETURN,)))
    if not order:
        return
    if opens is not None:
        story.world.spoken_for.add(order)
        yield max(opens, story.world.now)
    found = story.world.case(order)
    row = found.form["lines"][0]
    pieces = Decimal(row["quantity"]) if stay == "decide" else Decimal(1)
    cause = "changed-mind" if stay == "decide" else story.one_of(FAULTS)
    form: dict[str, Any] = {
        "shape": "exchange" if exchange else "return", "sale": found.number,
        "lines": [{"sale_line": 1, "quantity": f"{pieces}", "cause": cause}],
    }  # fmt: skip
    if exchange:
        form["replacements"] = [{"sale_line": 1, "product": row["product"], "quantity": f"{pieces}"}]
    case = story.open(story.somebody("after-sales"), RETURN, form, submit=stay != "draft")
    yield from _way(story, case, stay, quick=bool(stay))


def _way(story: Story, case: int, stay: str = "", *, quick: bool = False) -> Telling:
    """Let a return go on to its end, or to the step where it is to stay."""
    world = story.world
    while (stands := world.stands(case)) not in (stay, *ENDS):
        match stands:
            case "draft":
                yield from story.act(case, "submit", lambda: _with_cause(story, case), after=(0.3, 3))
            case "goods" if not world.form(case).get("arrived_on"):
                yield from story.act(case, "arrived", after=(1, 4) if quick else (8, 24))
            case "goods":
                yield from story.act(case, "judged", lambda: _judged(story, case), after=(0.3, 3))
            case "decide":
                yield from story.act(case, "grant", after=(0.5, 4))
            case "money" if any(not world.case(refund).ended for refund in world.children(case, REFUND)):
                for refund in world.children(case, REFUND):
                    yield from refunded(story, refund)
            case "money":
                yield from story.act(case, "again", after=(0.3, 2))
            case "slip":
                yield from story.act(case, "signed", after=(0.3, 2))
            case _:
                yield story.next_morning()  # the replacement is on its way


def _with_cause(story: Story, case: int) -> Mapping[str, Any]:
    cause = story.one_of((*FAULTS, "changed-mind"))
    return {"lines": [{"cause": cause, **row} for row in story.world.typed(case)["lines"]]}


def _judged(story: Story, case: int) -> Mapping[str, Any]:
    """Faulty goods are rejected, the others are sellable; what a customer has kept for some days he has opened."""
    kept = "sealed" if story.world.case(case).parent_id else "opened"
    seen = {"defect": ("used", "defect"), "transit": ("opened", "defect"), "changed-mind": (kept, "sellable")}
    rows = []
    for row in story.world.form(case)["lines"]:
        state, verdict = seen.get(row["cause"], ("sealed", "sellable"))
        typed = {name: value for name, value in row.items() if name != "amount"}
        rows.append({**typed, "state": state, "verdict": verdict})
    return {"lines": rows}


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end something at every step."""
    for step, days, back, clock in (
        ("draft", 1, 0, "15:50"), ("goods", 2, 1, "09:50"), ("decide", 4, 0, "15:55"), ("money", 4, 0, "16:45"),
        ("replace", 1, 1, "09:50"), ("slip", 7, 0, "09:20"),
    ):  # fmt: skip
        told = partial(_sent_back, exchange=step == "replace", stay=step, opens=plan.back(back, clock))
        plan.leave(f"退换 待{step}", days, "09:50", told)
