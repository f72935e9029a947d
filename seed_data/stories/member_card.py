"""Member cards: made, completed, replaced and closed at the counter; a household that has one, and who looks like it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from seed_data.schedule import Plan, Story, Telling

KEY = "member-card"

_NI = {
    "name": "倪秋月", "mobile": "13800004004", "home_address": "浙江省杭州市上城区秋涛路9号3幢1单元502室",
}  # fmt: skip
_NEXT_DOOR = {**_NI, "home_address": "浙江杭州市秋涛路９号３栋1-502"}
_TANG = {
    "name": "汤明", "mobile": "13800004003", "id_number": "330102199010035174",
    "home_address": "浙江省杭州市上城区清泰街210号1栋203室",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the counter: what he wants, with what, and how far it gets. then: the actions, the last one's values."""

    form: Mapping[str, Any]
    then: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    submit: bool = True


_MADE = ("qualified", "issued")
_VISITS = (
    ("新办 欠身份证", 12, "10:20", Visit({"kind": "new", **_NI}, _MADE, {"card": "600901"})),
    (
        "同户", 11, "15:10",
        Visit({"kind": "new", "name": "吴婷", "mobile": "13800004014", "id_number": "330102199204061282",
               "home_address": _NEXT_DOOR["home_address"]}, ("household-taken", "same-household")),
    ),
    (
        "补登身份证", 9, "11:05",
        Visit({"kind": "complete", "old_card": "600104", "id_number": "330102198805194625"}, _MADE),
    ),
    ("补卡", 6, "14:30", Visit({"kind": "replace", "old_card": "600103"}, _MADE, {"card": "600902"})),
    ("销卡", 5, "16:00", Visit({"kind": "close", "old_card": "600106"}, _MADE)),
    ("待初审 补卡", 0, "17:45", Visit({"kind": "replace", "old_card": "600107"})),
    ("待发卡", 0, "17:30", Visit({"kind": "new", **_TANG}, ("qualified",))),
    (
        "待核实", 0, "15:40",
        Visit({"kind": "new", "name": "潘晓燕", "mobile": "13800003016", "id_number": "330106198706052643",
               "home_address": "浙江省杭州市滨江区江南大道188号恒信花园2号楼602"}, ("household-taken",)),
    ),
    (
        "草稿", 0, "16:55",
        Visit({"kind": "new", "name": "褚文斌", "mobile": "13800005002", "in_person": False}, submit=False),
    ),
)  # fmt: skip


def tell(plan: Plan) -> None:
    for name, back, clock, visit in _VISITS:
        plan.begin(f"会员卡 {name}", plan.back(back, clock), partial(_at_counter, visit))


def _at_counter(visit: Visit, story: Story) -> Telling:
    form = {**visit.form, "signed": visit.submit}
    case = story.open(story.somebody("front-desk"), KEY, form, submit=visit.submit)
    for action in visit.then:
        reason = 2 if action == "same-household" else None
        values = visit.values if action == visit.then[-1] else None
        yield from story.act(case, action, values, reason=reason, after=(0.1, 0.3))
