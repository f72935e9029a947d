"""The definition of a procedure: form, steps, actions, rules, effects.

A process file reads top to bottom like the procedure it comes from::

    WRITE_OFF = Process(
        "write-off", _("Damage write-off"), desk=WAREHOUSE, prefix="WO", form=WriteOffForm, covers=("P20",),
        steps=[
            Draft(by=STOREKEEPER, to="review", guards=[in_stock], effects=[reserve_goods]),
            Step("review", _("review"), by=WAREHOUSE_SUPERVISOR, within=business_days(1), actions=[
                Approve(first_of((is_large, "release"), "clear"), guards=[all_unusable], effects=[scrap_goods]),
                SendBack("draft"), Reject("refused"),
            ]),
            …
            End("done", _("done")), End("refused", _("refused"), purpose=False),
        ],
    )

What the engine does by itself, so that no process says it again: a send back to the draft, a reject and a withdraw
undo every move, posting and reservation the case has made; four eyes on every step that is not work; a reason for
every send back and reject; numbers, rounds, deadlines, the audit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from db.message import Message, _
from workflows.engine.durations import Duration
from workflows.engine.form import Form
from workflows.engine.who import By, Who, who
from workflows.posts import Desk

if TYPE_CHECKING:
    from workflows.engine.booking import Booking
    from workflows.engine.facts import CompanyFacts, Facts

# --- guards, effects, conditions ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: a sentence, and the field it concerns where there is one (`lines.0.quantity`)."""

    message: Message
    field: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """A pure check that must hold before an action. `check` yields every reason why not."""

    title: Message
    check: "Callable[[Facts[Any]], Iterable[Message | Reason]]"

    def reasons(self, facts: "Facts[Any]") -> list[Reason]:
        return [why if isinstance(why, Reason) else Reason(why) for why in self.check(facts)]


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action books, in the decision's own transaction."""

    title: Message
    book: "Callable[[Booking[Any]], None]"


@dataclass(frozen=True, slots=True)
class Condition:
    """A named yes-or-no question about a case."""

    title: Message
    holds: "Callable[[Facts[Any]], bool]"


def guard(title: Message) -> "Callable[[Callable[[Facts[Any]], Iterable[Message | Reason]]], Guard]":
    """Make a guard of a generator of reasons; `title` says what holds when there is none (“in stock”)."""
    return lambda check: Guard(title, check)


def effect(title: Message) -> "Callable[[Callable[[Booking[Any]], None]], Effect]":
    """Make an effect; `title` says what will be booked (“goods to scrap, loss booked”)."""
    return lambda book: Effect(title, book)


def condition(title: Message) -> "Callable[[Callable[[Facts[Any]], bool]], Condition]":
    """Make a condition; `title` says it as a short phrase (“loss over the limit”)."""
    return lambda holds: Condition(title, holds)


# --- where an action leads ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Route:
    """The first way whose condition holds, else the last one. No gap and no overlap by construction."""

    ways: "tuple[tuple[Condition, Target], ...]"
    otherwise: "Target"


@dataclass(frozen=True, slots=True)
class Fork:
    """Parallel steps that open together; each leads on with a `Join`."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Goes on to `to` when the last of the parallel steps has ended."""

    to: "Target"


@dataclass(frozen=True, slots=True)
class Stay:
    """No move: the task stays open, nothing begins anew (a record is added, a vote is prepared)."""


Target = str | Route | Fork | Join | Stay


def first_of(*ways: "tuple[Condition, Target] | Target") -> Route:
    """A route: pairs of condition and target in order, and at the end the target that is left."""
    *tested, otherwise = ways
    pairs = tuple(way for way in tested if isinstance(way, tuple))
    if len(pairs) != len(tested) or isinstance(otherwise, tuple):
        raise TypeError("first_of: pairs of condition and target, then one target without a condition")
    return Route(pairs, otherwise)


def targets(target: Target) -> list[str]:
    """Every step or end a target may lead to."""
    match target:
        case Route(ways, otherwise):
            return [key for _condition, way in ways for key in targets(way)] + targets(otherwise)
        case Fork(steps):
            return list(steps)
        case Join(to):
            return targets(to)
        case Stay():
            return []
        case _:
            return [target]


# --- actions ------------------------------------------------------------------------------------------------


class Kind(Enum):
    """What an action is to the engine: which key takes it, whether it needs a reason, how it counts as a vote."""

    FORWARD = "forward"
    BACK = "back"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Action:
    """What a person can do at a step.

    requires: fields that must be filled for it (paths; `lines.counted` means on every line).
    by: only these, of those who may act at the step. moved_by: the process whose case takes it in its own
    decision; when_it_ends: the ends of such a child case that take it by themselves; a person takes it only when
    such a case stands so already (or while that process is not built). irreversible: no withdrawing, no taking back
    afterwards (money, card, goods, document, promise to an outsider). reason: a reason must be given.
    keeps_entries: a way back that leaves moves and postings standing, since the procedure undoes them its own way.
    """

    key: str
    title: Message
    to: Target
    kind: Kind = Kind.FORWARD
    guards: Sequence[Guard] = ()
    effects: Sequence[Effect] = ()
    requires: Sequence[str] = ()
    by: By | None = None
    moved_by: str = ""
    when_it_ends: Sequence[str] = ()
    irreversible: bool = False
    reason: bool = False
    keeps_entries: bool = False

    @property
    def needs_reason(self) -> bool:
        return self.reason or self.kind in (Kind.BACK, Kind.REFUSE)


def Approve(to: Target, key: str = "approve", title: Message = _("Approve"), **rest: Any) -> Action:
    """The decider's yes."""
    return Action(key, title, to, Kind.FORWARD, **rest)


def Reject(to: Target = "refused", key: str = "reject", title: Message = _("Reject"), **rest: Any) -> Action:
    """The decider's no; ends the case or returns it to the start, and undoes what it booked."""
    return Action(key, title, to, Kind.REFUSE, **rest)


def SendBack(
    to: Target = "draft", key: str = "send-back", title: Message = _("Send back"), **rest: Any
) -> Action:
    """Back to an earlier step, with a reason."""
    return Action(key, title, to, Kind.BACK, **rest)


def Withdraw(to: Target = "withdrawn", **rest: Any) -> Action:
    """The requester takes the case back, before the first irreversible effect."""
    return Action("withdraw", _("Withdraw"), to, Kind.WITHDRAW, **rest)


# --- steps --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Until:
    """A deadline that is computed rather than a length of time; None: no deadline."""

    title: Message
    at: "Callable[[Facts[Any]], datetime | None]"


@dataclass(frozen=True, slots=True)
class Step:
    """A place where a person must act.

    within: the time limit; a length of time becomes the policy `<process>.<step>`. work: carrying out, not
    deciding: four eyes does not apply. edits: fields that may be changed here (`lines` or `lines.counted`).
    barred: persons who may not act here although they hold the post. on_enter: booked whenever it opens.
    at_deadline: the action taken without a person when the time is over; never one that books.
    waits: nobody acts here, another case moves it.
    """

    key: str
    title: Message
    by: By
    actions: Sequence[Action]
    within: Duration | Until | None = None
    work: bool = False
    edits: Sequence[str] = ()
    barred: "Callable[[Facts[Any]], Iterable[int]] | None" = None
    on_enter: Sequence[Effect] = ()
    at_deadline: str = ""
    waits: bool = False
    draft: bool = False
    hidden: Sequence[str] = ()
    """Fields nobody reads while the case stands here (book quantities from a counter)."""

    @property
    def who(self) -> Who:
        return who(self.by)

    @property
    def deciding(self) -> bool:
        return not (self.work or self.draft or self.waits)

    def action(self, key: str) -> Action | None:
        return next((action for action in self.actions if action.key == key), None)


def Draft(
    *,
    by: By,
    to: Target,
    key: str = "draft",
    title: Message = _("draft"),
    submit: str = "submit",
    submit_title: Message = _("Submit"),
    guards: Sequence[Guard] = (),
    effects: Sequence[Effect] = (),
    requires: Sequence[str] = (),
    actions: Sequence[Action] = (),
    withdraw: str = "withdrawn",
    edits: Sequence[str] = ("*",),
    **rest: Any,
) -> Step:
    """The first step: fill in, hand in. Every field may be edited; it can be withdrawn unless `withdraw` is ""."""
    first = Action(submit, submit_title, to, Kind.FORWARD, guards, effects, requires)
    last = (Withdraw(withdraw),) if withdraw else ()
    return Step(key, title, by, (first, *actions, *last), edits=edits, draft=True, **rest)


def Work(key: str, title: Message, by: By, actions: Sequence[Action], **rest: Any) -> Step:
    """A step of carrying out (record, hand over, file, pay out a decided sum): whoever acted before may do it."""
    return Step(key, title, by, actions, work=True, **rest)


def Wait(key: str, title: Message, by: By, actions: Sequence[Action], **rest: Any) -> Step:
    """A step that other cases move when they end; the people beside it watch and urge."""
    return Step(key, title, by, actions, waits=True, **rest)


@dataclass(frozen=True, slots=True)
class End:
    """Where a case ends. purpose: whether it reached what it was opened for."""

    key: str
    title: Message
    purpose: bool = True


# --- policies, reasons, documents, links, duties ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Policy:
    """A threshold, deadline or rate that management changes at run time. name: `<process>.<name>`, hyphens.

    kind: money, quantity, percent, count, days, time, duration, list or table. importance: ordinary, money or
    authority (who must decide a change). low, high: the range a change must keep.
    """

    name: str
    default: Any
    title: Message
    kind: str = "money"
    importance: str = "ordinary"
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that is printed from the case. on: the action keys whose decision issues it (`review:confirm`)."""

    key: str
    title: Message
    on: tuple[str, ...] = ("submit",)


@dataclass(frozen=True, slots=True)
class Link:
    """What this process does with another one; shown in the manual, and listed as not yet built while it is not."""

    process: str
    what: Message


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One opening that is due: of what object, when it fell due, and the form to start from.

    step: where it starts; "" the draft. submit: hand it in at once.
    """

    period: str
    object: str
    form: Mapping[str, Any]
    requester: int | None = None
    submit: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Recurring work that opens cases by the calendar: one a duty, period and object, whoever ticks first.

    due: given the facts of the company now, every occurrence that should exist; the engine opens the missing ones.
    """

    key: str
    title: Message
    when: Message
    due: "Callable[[CompanyFacts], Iterable[Occurrence]]"


def _no_brief(_facts: "Facts[Any]") -> Iterable[Message]:
    return ()


def _nobody(_facts: "Facts[Any]") -> Iterable[int]:
    return ()


def _no_rank(_facts: "Facts[Any]") -> int:
    return 0


def _nothing(_facts: "Facts[Any]") -> None:
    return None


def _no_text(_facts: "Facts[Any]") -> str:
    return ""


# --- the process --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Process:
    """One procedure.

    subject: whom or what a case is about, in a few words of data; it, customer, department and rank are asked of
    unfinished drafts too, whose fields may be None. brief: what decides it, in sentences.
    amount: the sum shown and ordered by. derive: fills the read fields of a complete form. customer, department:
    of the matter. beneficiary: persons it pays, rewards or appoints (barred by four eyes). rank: smaller stands
    first. seen_by: posts that see every case besides those it concerns; None: the whole desk and every post in it.
    reasons: the numbered list for send back and reject. protected: fields whose change voids earlier approvals
    (`*`: any); a change of the amount always does.
    """

    key: str
    title: Message
    desk: Desk
    prefix: str
    form: type[Form]
    steps: Sequence[Step | End]
    covers: tuple[str, ...] = ()
    version: int = 1
    opened_by: By | None = None
    """Who may open one by hand; None: who may act at its draft. An empty tuple: only other cases and duties."""
    policies: Sequence[Policy] = ()
    reasons: Sequence[Message] = ()
    documents: Sequence[Document] = ()
    links: Sequence[Link] = ()
    duties: Sequence[Duty] = ()
    subject: "Callable[[Facts[Any]], str]" = _no_text
    brief: "Callable[[Facts[Any]], Iterable[Message]]" = _no_brief
    amount: "Callable[[Facts[Any]], Decimal | None]" = _nothing
    customer: "Callable[[Facts[Any]], str]" = _no_text
    department: "Callable[[Facts[Any]], str]" = _no_text
    beneficiary: "Callable[[Facts[Any]], Iterable[int]]" = _nobody
    rank: "Callable[[Facts[Any]], int]" = _no_rank
    derive: "Callable[[Facts[Any]], None]" = _nothing
    seen_by: tuple[str, ...] | None = None
    protected: tuple[str, ...] = ()
    withdraw_as_draft_only: bool = False
    """Otherwise the requester may withdraw at every step that waits for a decision, while nobody else has booked."""
    starts_at: tuple[str, ...] = ()
    """Steps where another case or a duty may let it start, besides the draft ("standing at")."""
    about: str = ""
    """The procedure in prose, for the manual; the docstring of its file when left empty."""
    _by_key: dict[str, "Step | End"] = field(
        init=False, repr=False, compare=False, hash=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if not self.withdraw_as_draft_only:
            object.__setattr__(self, "steps", tuple(_with_withdraw(self.steps)))
        self._by_key.update({place.key: place for place in self.steps})

    @property
    def places(self) -> "dict[str, Step | End]":
        """Steps and ends by key, in the order of the procedure."""
        return self._by_key

    @property
    def draft(self) -> Step:
        return next(step for step in self.steps if isinstance(step, Step) and step.draft)

    def step(self, key: str) -> Step:
        """Return the step; raise KeyError when `key` is none of this process's steps."""
        place = self._by_key[key]
        if not isinstance(place, Step):
            raise KeyError(key)
        return place

    def end(self, key: str) -> End | None:
        """Return the end with that key; None when it is a step or nothing."""
        place = self._by_key.get(key)
        return place if isinstance(place, End) else None

    @property
    def real_steps(self) -> list[Step]:
        return [step for step in self.steps if isinstance(step, Step)]

    @property
    def ends(self) -> list[End]:
        return [end for end in self.steps if isinstance(end, End)]

    def every_policy(self) -> list[Policy]:
        """The policies declared, and one for the time limit of every step that has a fixed one."""
        limits = [
            Policy(
                f"{self.key}.{step.key}",
                step.within,
                _("time limit of “{step}”")(step=step.title),
                "duration",
            )
            for step in self.real_steps
            if isinstance(step.within, Duration)
        ]
        return [*limits, *self.policies]

    def posts(self) -> set[str]:
        """The keys of every post that may act somewhere in it."""
        return {post for step in self.real_steps for post in step.who.posts}

    def with_version(self, version: int, **changes: Any) -> "Process":
        """A changed definition as a later version."""
        return replace(self, version=version, **changes)


def _with_withdraw(steps: "Sequence[Step | End]") -> "Iterable[Step | End]":
    """The steps, each deciding one with the withdrawal its draft offers."""
    draft = next((step for step in steps if isinstance(step, Step) and step.draft), None)
    withdraw = (
        next((action for action in draft.actions if action.kind is Kind.WITHDRAW), None) if draft else None
    )
    for place in steps:
        if isinstance(place, Step) and withdraw and place.deciding and not place.action(withdraw.key):
            yield replace(place, actions=(*place.actions, withdraw))
        else:
            yield place
