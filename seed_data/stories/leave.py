"""Leaves: who is away when and why, who stands in, who comes back early, and what was asked for last."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from seed_data import lists
from seed_data.schedule import Plan, Story, Telling

KEY = "leave"

PERSONAL = ("孩子开家长会", "老家有事", "办理房产过户", "亲戚结婚", "搬家", "陪父母看病", "驾照考试")
ILLNESS = ("感冒发烧", "急性肠胃炎", "腰肌劳损复诊", "牙痛就诊")
TOO_MANY = ((1, "当天已有两人请假，请改期"), (2, "请至少提前两天提出"), (4, "请先用调休"))


def tell(plan: Plan) -> None:
    plan.spread("事假", 0.8, _short)
    plan.spread("病假", 0.35, _ill)
    plan.spread("长假", 0.18, _long)
    plan.spread("请假未准", 0.12, _refused)
    plan.spread("陪产假", 0.04, _father, until=30)
    _still_open(plan)


# --- stories ------------------------------------------------------------------------------------------------


def _short(story: Story) -> Telling:
    """A day or two for private matters, some back half a day early."""
    days = story.number(1, 2)
    yield from _away(story, "personal", days, story.one_of(PERSONAL), early=story.chance(15))


def _long(story: Story) -> Telling:
    """Most of a week or more: personnel decides too, and beyond seven days the general manager."""
    yield from _away(story, "personal", story.one_of((5, 5, 8)), "回老家探亲")


def _father(story: Story) -> Telling:
    yield from _away(story, "paternity", 15, "妻子生产", proof="出生证 京0631")


def _ill(story: Story) -> Telling:
    """Filed the same morning, with the doctor's note on return."""
    days = story.number(1, 3)
    note = f"病假条 {story.world.today:%m%d}{story.number(1, 9)}" if days > 1 else ""
    yield from _away(story, "sick", days, story.one_of(ILLNESS), proof=note, ahead=0)


def _refused(story: Story) -> Telling:
    asked = _asked(story, "personal", 2, story.one_of(PERSONAL))
    if asked is None:
        return
    reason, note = story.one_of(TOO_MANY)
    yield from story.act(asked[0], "reject", reason=reason, note=note, after=(0.5, 3))


def _away(
    story: Story, kind: str, days: int, why: str, *, proof: str = "", ahead: int = 3, early: bool = False
) -> Telling:
    """Asked for, approved by everybody it takes, away, back and confirmed."""
    asked = _asked(story, kind, days, why, ahead=ahead)
    if asked is None:
        return
    case, login, last = asked
    yield from _approved(story, case)
    if story.world.stands(case) != "away":
        return
    world = story.world
    back = world.working_day(last, 1)
    values: dict[str, Any] = {"back_on": str(back)}
    at = story.clock_time(back, "09:05", "10:30")
    if early and days > 1:
        values = {"back_on": str(last), "back_half": "pm"}
        at = story.clock_time(last, "13:10", "14:00")
    if proof:
        values["proof"] = proof
    form = world.form(case)
    world.goes_away(login, datetime.combine(date.fromisoformat(form["first"]), time(0)), at)
    yield from story.act(case, "report", values, at=at)
    yield from story.act(case, "confirm", after=(0.5, 5))


def _approved(story: Story, case: int) -> Telling:
    for _turn in range(3):
        if story.world.stands(case) not in ("superior", "personnel", "decision"):
            return
        yield from story.act(case, "approve", after=(0.3, 2.5))


# --- forms --------------------------------------------------------------------------------------------------


def _asked(
    story: Story, kind: str, days: int, why: str, *, ahead: int = 3, login: str = ""
) -> tuple[int, str, date] | None:
    """Ask for leave in somebody's name; return the case, who it is and the last day. None: he is away already."""
    login = login or story.one_of(_who())
    first = story.world.working_day(story.world.today, story.number(2, 2 + ahead) if ahead else 0)
    last = first + timedelta(days=14) if kind == "paternity" else story.world.working_day(first, days - 1)
    if _is_taken(story, login, first, last):
        return None
    return story.open(login, KEY, _form(story, login, kind, first, last, why)), login, last


def _form(story: Story, login: str, kind: str, first: date, last: date, why: str) -> Mapping[str, Any]:
    stand_in = lists.employee(login).stand_in
    form = {
        "employee": story.world.employee(login), "kind": kind, "first": str(first), "last": str(last), "reason": why,
    }  # fmt: skip
    return {**form, "stand_in": story.world.employee(stand_in)} if stand_in else form


def _who() -> list[str]:
    """Those who ask like everybody: not the general manager, and not who has nobody to stand in for him."""
    return [one.login for one in lists.staff() if one.superior and one.stand_in and "general-manager" not in one.posts]


def _is_taken(story: Story, login: str, first: date, last: date) -> bool:
    """Whether he, or who stands in for him, has asked for days near these."""
    concerned = {story.world.employee(login), story.world.employee(lists.employee(login).stand_in)}
    for case in story.world.company.cases.of_process(KEY):
        form = case.form
        if form["employee"] in concerned and case.ended not in ("refused", "withdrawn"):
            near = (
                date.fromisoformat(form["first"]) - timedelta(days=3),
                date.fromisoformat(form["last"]) + timedelta(days=3),
            )
            if near[0] <= last and first <= near[1]:
                return True
    return False


# --- what is still open at the end --------------------------------------------------------------------------


def _still_open(plan: Plan) -> None:
    """At the end one of every kind: for the head, personnel and the general manager, away, to confirm, sent back."""
    people = _who()
    for index, (name, back, days, turns) in enumerate(
        (
            ("待主管", 0, 1, 0), ("待主管 已逾期", 2, 2, 0), ("待人事", 0, 5, 1), ("待总经理", 0, 9, 2), ("休假中", 4, 3, 1),
        )
    ):  # fmt: skip
        login = people[index * 3 % len(people)]
        plan.leave(f"请假 {name}", back, "16:40", _left(login, days, turns))
    plan.leave("请假 退回", 0, "10:50", _left_sent_back)
    plan.leave("请假 待返岗确认", 1, "09:15", _left_to_confirm)


def _left(login: str, days: int, turns: int) -> Any:
    def tell(story: Story) -> Telling:
        asked = _asked(story, "personal", days, story.one_of(PERSONAL), login=login)
        for _turn in range(turns):
            if asked:
                yield from story.act(asked[0], "approve", after=(0.5, 3))

    return tell


def _left_sent_back(story: Story) -> Telling:
    asked = _asked(story, "personal", 2, "私事")
    if asked:
        yield from story.act(asked[0], "send-back", reason=2, note="请写明事由，并提前两天", after=(0.5, 2))


def _left_to_confirm(story: Story) -> Telling:
    asked = _asked(story, "sick", 1, story.one_of(ILLNESS), ahead=0)
    if asked:
        case, _login, last = asked
        yield from story.act(case, "approve", after=(0.5, 2))
        back = story.world.working_day(last, 1)
        yield from story.act(case, "report", {"back_on": str(back)}, at=story.clock_time(back, "09:05", "09:50"))
