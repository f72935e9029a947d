"""Small processes that use what the engine offers, for tests of the engine alone."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from db.message import Message, _
from db.money import Account
from tests.workflows.house import House
from workflows.engine.booking import Booking
from workflows.engine.catalogue import Catalogue, Queue
from workflows.engine.durations import business_hours, hours
from workflows.engine.facts import Facts
from workflows.engine.form import CustomerRef, Form, Money, Text, field
from workflows.engine.process import (
    Action,
    Approve,
    Draft,
    End,
    Fork,
    Join,
    Kind,
    Policy,
    Process,
    Reject,
    SendBack,
    Step,
    Wait,
    Work,
    condition,
    effect,
    first_of,
    guard,
)
from workflows.engine.settings import ENGINE_POLICIES
from workflows.engine.who import Committee, When, all_of, in_order
from workflows.posts import (
    COMMITTEE,
    DESIGNER,
    FINANCE,
    GENERAL_MANAGER,
    MANAGEMENT,
    PURCHASER,
    SALES,
    SALES_MANAGER,
    SALES_REP,
    SERVICE_SUPERVISOR,
)

REASONS = [_("facts missing"), _("too dear")]
ENDS = [
    End("done", _("done")),
    End("refused", _("refused"), purpose=False),
    End("withdrawn", _("withdrawn"), purpose=False),
]


class Request(Form):
    what: Text = field(_("What"))
    amount: Money = field(_("Amount"), default=Decimal("0.00"))
    customer: CustomerRef | None = field(_("Customer"), default=None)
    remark: Text = field(_("Remark"), default="")
    checked_by: Text = field(_("Checked by"), default="")


@guard(_("not too dear"))
def affordable(facts: Facts[Request]) -> Iterator[Message]:
    if facts.form.amount > 90_000:
        yield _("{amount} is more than there is")(amount=facts.form.amount)


@condition(_("over the limit"))
def is_large(facts: Facts[Request]) -> bool:
    return facts.form.amount > facts.money_policy("trial-order.large")


@effect(_("cost booked"))
def book_cost(booking: Booking[Request]) -> None:
    booking.post(Account("expense", "office"), Account("bank"), booking.form.amount)


@effect(_("opens a follow-up"))
def open_follow_up(booking: Booking[Request]) -> None:
    booking.open_case("trial-child", {"what": f"after {booking.form.what}"})


def amount(facts: Facts[Request]) -> Decimal | None:
    return facts.form.amount


def subject(facts: Facts[Request]) -> str:
    return facts.form.what or ""


def trial(key: str, prefix: str, steps: list[Any], **more: Any) -> Process:
    """A process of the sales desk on the common form."""
    policies = [Policy(f"{key}.large", Decimal("1000.00"), _("limit")), *more.pop("policies", ())]
    return Process(
        key, _("Trial"), desk=more.pop("desk", SALES), prefix=prefix, form=Request, steps=[*steps, *more.pop("ends", ENDS)],
        reasons=REASONS, amount=amount, subject=subject, policies=policies, **more,
    )  # fmt: skip


ORDER = trial(
    "trial-order", "ZA",
    [
        Draft(by=SALES_REP, to="both", guards=[affordable]),
        Step(
            "both", _("both"), all_of(SALES_MANAGER, FINANCE), within=business_hours(4),
            actions=[Approve("line"), SendBack("draft"), Reject("refused")],
        ),
        Step(
            "line", _("in a line"),
            in_order(SALES_MANAGER, When(_("over the limit"), lambda facts: is_large.holds(facts), GENERAL_MANAGER)),
            actions=[Approve("done", effects=[book_cost]), SendBack("both", "again"), SendBack()],
        ),
    ],
)  # fmt: skip

PARALLEL = trial(
    "trial-parallel", "ZB",
    [
        Draft(by=SALES_REP, to=Fork(("draw", "price"))),
        Work("draw", _("draw"), DESIGNER, [Approve(Join("sum"), key="give", title=_("Give")), SendBack("draft")]),
        Work("price", _("price"), PURCHASER, [Approve(Join("sum"), key="give", title=_("Give")), SendBack("draft")]),
        Work("sum", _("sum"), SALES_REP, [Approve("done", key="add", title=_("Add"))]),
    ],
    ends=[ENDS[0], ENDS[2]],
)  # fmt: skip

COMMITTEE_VOTE = trial(
    "trial-vote", "ZC",
    [
        Draft(by=FINANCE, to="vote"),
        Step(
            "vote", _("vote"), Committee(COMMITTEE, "trial-vote.votes", 5),
            [Approve("done"), SendBack("draft"), Reject("refused")],
        ),
    ],
    desk=MANAGEMENT, policies=[Policy("trial-vote.votes", 3, _("votes"), kind="count")],
)  # fmt: skip

PARENT = trial(
    "trial-parent", "ZD",
    [
        Draft(by=SALES_REP, to="boss"),
        Step("boss", _("boss"), SALES_MANAGER, [Approve("waiting", effects=[open_follow_up]), Reject("refused")]),
        Wait(
            "waiting", _("waiting"), SALES_MANAGER,
            [
                Action("fine", _("Fine"), "done", moved_by="trial-child", when_it_ends=("done",)),
                Action("bad", _("Bad"), "boss", Kind.OTHER, moved_by="trial-child", when_it_ends=("refused",)),
            ],
        ),
    ],
)  # fmt: skip

CHILD = trial(
    "trial-child", "ZE",
    [
        Draft(by=SALES_REP, to="pay"),
        Step(
            "pay", _("pay"), (FINANCE,), within=hours(24),
            actions=[
                Approve(first_of((is_large, "sign"), "done"), "paid", _("Paid"), effects=[book_cost], irreversible=True),
                Reject("refused"),
            ],
        ),
        Work("sign", _("sign"), SERVICE_SUPERVISOR, [Approve("done", key="signed", title=_("Signed"))]),
    ],
    withdraw_as_draft_only=True,
)  # fmt: skip

TIMED = trial(
    "trial-timed", "ZF",
    [
        Draft(by=SALES_REP, to="answer"),
        Step(
            "answer", _("answer"), SALES_MANAGER, within=business_hours(2), at_deadline="expired",
            actions=[Approve("done"), Action("expired", _("Expired"), "late", Kind.OTHER)],
        ),
    ],
    ends=[ENDS[0], ENDS[2], End("late", _("too late"), purpose=False)],
)  # fmt: skip

PAIR = trial(
    "trial-pair", "ZG",
    [
        Draft(by=SALES_REP, to="two"),
        Step(
            "two", _("two"), all_of(DESIGNER, PURCHASER), within=business_hours(4),
            actions=[Approve("done"), Reject("refused")],
        ),
    ],
)  # fmt: skip

PROCESSES = (ORDER, PARALLEL, COMMITTEE_VOTE, PARENT, CHILD, TIMED, PAIR)


def trial_house(template: Path, folder: Path) -> House:
    """The small company with these processes."""
    import shutil

    path = folder / "trial.db"
    shutil.copy(template, path)
    queues = [
        Queue("mine", _("Mine"), SALES, only="mine"),
        Queue("decide", _("Decide"), SALES, only="deciding", order=("amount",)),
        Queue("all", _("All"), SALES, order=("opened",)), Queue("drafts", _("Drafts"), SALES, only="drafts"),
        Queue("late", _("Late"), SALES, late=True, every_desk=True),
    ]  # fmt: skip
    house = House(path, Catalogue(PROCESSES, queues, ENGINE_POLICIES))
    house.engine.install_policies()
    return house
