"""Counter sales: receipts of the shop, what the guard lets through, sends back to the till, or never sees leaving."""

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from functools import partial
from typing import Any

from db.cases import Case
from seed_data import lists
from seed_data.schedule import Plan, Story, Telling

KEY = "counter-sale"
NOTES = (Decimal(20), Decimal(50), Decimal(100))
"""What people pay cash with."""
MEMBERS = ("600101", "600102", "600105")
"""Cards that stay in use as long as the history lasts."""
_TODAY = ("10:12", "10:48", "11:20", "14:26", "15:34", "16:05")
_STAY = (("16:18", 2), ("16:32", 1), ("16:41", 3), ("16:50", 1))
"""Receipts of the last day that the guard has not seen leaving yet: when, and how many lines."""


def tell(plan: Plan) -> None:
    plan.spread("门店售货", 3.6, _sale)
    for clock in _TODAY:
        plan.begin(f"门店售货 {clock}", plan.back(0, clock), _sale)
    for clock, lines in _STAY:
        plan.begin(f"门店售货 待放行 {clock}", plan.back(0, clock), partial(_stays, lines))
    plan.spread("柜台退货", 0.3, partial(_comes_back, ""), until=3)
    plan.begin("柜台退货 待判定", plan.back(0, "16:20"), partial(_comes_back, "goods"))
    plan.begin("柜台退货 待退款", plan.back(0, "15:40"), partial(_comes_back, "money"))
    plan.begin("门店售货 待补款", plan.back(0, "16:44"), _sent_back)
    plan.begin("门店售货 草稿", plan.back(0, "16:57"), _draft)


# --- at the till --------------------------------------------------------------------------------------------


def _charged(story: Story, lines: int = 0, *, card: str = "", submit: bool = True) -> int:
    """Write a receipt; 0 where nobody sits at the till."""
    cashier = story.somebody("cashier")
    if story.world.is_away(cashier):
        return 0
    goods = story.random.sample(lists.on_sale(), lines or story.one_of((1, 1, 1, 2, 2, 3)))
    rows = [{"product": one.code, "quantity": f"{story.one_of((1, 1, 1, 2))}"} for one in goods]
    total = sum((one.price * int(row["quantity"]) for one, row in zip(goods, rows, strict=True)), Decimal(0))
    form: dict[str, Any] = {"lines": rows, **_paid(story, total), **({"card": card} if card else {})}
    return story.open(cashier, KEY, form, submit=submit)


def _paid(story: Story, total: Decimal) -> dict[str, Any]:
    if story.chance(30):
        return {"payments": [{"means": "bank-card", "reference": f"{story.number(100000, 999999)}"}]}
    note = story.one_of(NOTES)
    return {"received": f"{(total / note).to_integral_value(ROUND_CEILING) * note}"} if story.chance(80) else {}


# --- at the exit --------------------------------------------------------------------------------------------


def _sale(story: Story) -> Telling:
    case = _charged(story, card=story.one_of(MEMBERS) if story.chance(15) else "")
    if case:
        yield story.world.now + timedelta(minutes=story.number(2, 9))
        if story.chance(5):
            yield from _extra(story, case)
        yield from _leaves(story, case)


def _leaves(story: Story, case: int) -> Telling:
    """Let through by who stands at the exit; nobody there, or not noticed: closed in the evening."""
    world = story.world
    guard = world.colleague(case, "let-through", story.random)
    if guard and not story.chance(4):
        world.act(guard, case, "let-through", {"seen": world.form(case)["pieces"]})
    elif guard:
        yield world.at(world.today, "18:02")
        yield from story.act(case, "not-seen", after=None)
    else:
        yield from story.act(case, "not-seen", at=story.next_morning())


def _extra(story: Story, case: int) -> Telling:
    """One piece too many: the customer pays it, or puts it back."""
    more = story.one_of(lists.on_sale()).code
    seen = f"{Decimal(story.world.form(case)['pieces']) + 1}"
    yield from story.act(case, "to-till", {"seen": seen}, after=None, reason=2)
    action = story.one_of(("pay", "put-back"))
    yield from story.act(case, action, {"extra": [{"product": more}]}, after=(0.03, 0.1))


# --- back at the counter ------------------------------------------------------------------------------------


def _comes_back(stay: str, story: Story) -> Telling:
    """Somebody brings back a piece he has bought in the last days; stay: the step where it is left."""
    sale, desk = _sold_lately(story), story.somebody("front-desk", but=story.world.holders("cashier"))
    if sale is None or story.world.is_away(desk):
        return
    form = {
        "shape": "return", "sale": sale.number, "lines": [{"sale_line": 1, "quantity": "1", "cause": "changed-mind"}],
        "invoice": f"{story.number(10_000_000, 99_999_999)}",
    }  # fmt: skip
    slips = {part["reference"]: part["amount"] for part in sale.form["payments"] if part["means"] == "bank-card"}
    case = story.open(desk, "return-exchange", {**form, **({"slip": next(iter(slips))} if slips else {})})
    if stay != "goods":
        rows = [{"sale_line": 1, "quantity": "1", "cause": "changed-mind", "state": "sealed", "verdict": "sellable"}]
        yield from story.act(case, "judged", {"lines": rows}, after=(0.05, 0.2), by=desk)
    if stay:
        return
    shown: dict[str, Any] = {}
    for amount in slips.values():
        shown = {"slip_date": sale.form["printed_on"], "slip_amount": amount, "slip_card": "4417", "bank_card": "4417"}
    yield from story.act(case, "returned", shown, after=(0.05, 0.2))
    slips_now = [{**row, "number": f"PZ{case}"} for row in story.world.form(case).get("slips", ())]
    yield from story.act(case, "signed", {"slips": slips_now}, after=(0.05, 0.1))


def _sold_lately(story: Story) -> Case | None:
    """A receipt of the last days whose first goods nobody has brought back, the money within what the desk decides."""
    cases, since = story.world.company.cases, story.world.now - timedelta(days=5)
    back = {case.form.get("order") for case in cases.of_process("return-exchange", opened_from=since)}
    found = [
        case
        for case in cases.of_process(KEY, opened_from=since)
        if case.ended == "done" and case.number not in back and len(case.form["payments"]) == 1
    ]
    return found[-1] if found else None


# --- what is still open at the end --------------------------------------------------------------------------


def _stays(lines: int, story: Story) -> None:
    _charged(story, lines)


def _sent_back(story: Story) -> Telling:
    if case := _charged(story, 2):
        seen = f"{Decimal(story.world.form(case)['pieces']) + 1}"
        yield from story.act(case, "to-till", {"seen": seen}, after=(0.03, 0.08), reason=2)


def _draft(story: Story) -> None:
    _charged(story, 1, submit=False)
