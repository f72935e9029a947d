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
            DONE, REFUSED, WITHDRAWN,
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
from typing import TYPE_CHECKING, Any

from db.message import Message, _
from workflows.engine.actions import (
    Action,
    Approve,
    Condition,
    Effect,
    Fork,
    Guard,
    Join,
    Outcome,
    Reason,
    Record,
    Reject,
    Route,
    SendBack,
    Stay,
    Target,
    While,
    Withdraw,
    condition,
    effect,
    first_of,
    guard,
    targets,
    unless,
    where,
)
from workflows.engine.durations import Duration, end_of_day
from workflows.engine.form import Form
from workflows.engine.kinds import Kind
from workflows.engine.recurring import Duty, Reminder
from workflows.engine.who import By, Who, who
from workflows.posts import Desk

if TYPE_CHECKING:
    from db.cases import Case
    from workflows.engine.facts import CompanyFacts, Facts

__all__ = [
    "CANCELLED",
    "DONE",
    "LOST",
    "REFUSED",
    "WITHDRAWN",
    "Action",
    "Approve",
    "Condition",
    "Document",
    "Draft",
    "Effect",
    "End",
    "Fork",
    "Guard",
    "Hold",
    "Join",
    "Kind",
    "Limit",
    "Link",
    "Migration",
    "Outcome",
    "Policy",
    "Process",
    "Reason",
    "Record",
    "Reject",
    "Route",
    "SendBack",
    "Stay",
    "Step",
    "Target",
    "Until",
    "UntilDay",
    "Wait",
    "While",
    "Withdraw",
    "Work",
    "condition",
    "effect",
    "first_of",
    "guard",
    "table",
    "targets",
    "unless",
    "where",
]

# --- steps --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Until:
    """A deadline that is computed rather than a length of time; None: no deadline.

    again: computed anew with every vote (when the next of several parts falls due).
    """

    title: Message
    at: "Callable[[Facts[Any]], datetime | None]"
    again: bool = False


def UntilDay(title: Message, field: str) -> Until:
    """The end of the day that stands in a field of the form; none while it is empty."""

    def end(facts: "Facts[Any]") -> datetime | None:
        day = getattr(facts.form, field)
        return end_of_day(day) if day else None

    return Until(title, end)


@dataclass(frozen=True, slots=True)
class Step:
    """A place where a person must act.

    within: the time limit; a length of time becomes the policy `<process>.<step>`. work: carrying out, not
    deciding: four eyes does not apply. edits: fields that may be changed here (`lines` or `lines.counted`).
    not_after: the limit never ends later than this (a deadline of the whole case).
    barred: persons who may not act here although they hold the post. on_enter: booked whenever it opens.
    at_deadline: the action taken without a person when the time is over; never one that books.
    waits: nobody acts here, another case moves it.
    """

    key: str
    title: Message
    by: By
    actions: Sequence[Action]
    within: Duration | Until | None = None
    not_after: Until | None = None
    work: bool = False
    edits: Sequence[str] = ()
    barred: "Callable[[Facts[Any]], Iterable[int]] | None" = None
    on_enter: Sequence[Effect] = ()
    at_deadline: str = ""
    waits: bool = False
    draft: bool = False
    hidden: Sequence[str] = ()
    """Fields nobody reads while the case stands here (book quantities from a counter)."""
    later: Sequence[str] = ()
    """Columns of lines, and fields the program fills, that have their value at later steps: not shown to be filled here."""

    who: Who = field(init=False, repr=False, compare=False)
    """Who acts here."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "who", who(self.by))

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
    irreversible: bool = False,
    **rest: Any,
) -> Step:
    """The first step: fill in, hand in. Every field may be edited; it can be withdrawn unless `withdraw` is ""."""
    first = Action(submit, submit_title, to, Kind.FORWARD, guards, effects, requires, irreversible=irreversible)
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


DONE = End("done", _("done"))
REFUSED = End("refused", _("refused"), purpose=False)
WITHDRAWN = End("withdrawn", _("withdrawn"), purpose=False)
CANCELLED = End("cancelled", _("cancelled"), purpose=False)
LOST = End("lost", _("lost"), purpose=False)


# --- policies, reasons, documents, links, duties ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Policy:
    """A threshold, deadline or rate that management changes at run time. name: `<process>.<name>`, hyphens.

    kind: money, quantity, percent, count, days, time, duration, text, list or table. importance: ordinary, money or
    authority (who must decide a change). low, high: the range a change must keep. above: the policy whose value this
    one must exceed (tiers ascend).
    """

    name: str
    default: Any
    title: Message
    kind: str = "money"
    importance: str = "ordinary"
    low: Decimal | None = None
    high: Decimal | None = None
    above: str = ""


def Limit(name: str, yuan: str, title: Message, **rest: Any) -> Policy:
    """An amount from which somebody else decides: a policy that decides about authority, never below 0."""
    return Policy(name, Decimal(yuan), title, "money", "authority", Decimal(0), **rest)


def table(columns: str, *rows: str) -> list[dict[str, str]]:
    """The default of a table policy, written as one: `table("from coefficient", "0 1.30", "100 1.15")`."""
    return [dict(zip(columns.split(), row.split(), strict=True)) for row in rows]


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that is printed from the case.

    on: the action keys whose decision issues it (`review:confirm`); empty where an effect issues it. prints:
    the fields and columns on it (`customer`, `lines.price`); None: all but those some posts alone see. signed:
    it says who decided what, as a paper for outsiders does not. language: printed in it whoever prints; "" the
    person's own.
    """

    key: str
    title: Message
    on: tuple[str, ...] = ("submit",)
    prints: tuple[str, ...] | None = None
    signed: bool = True
    language: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What this process does with another one; shown in the manual, and listed as not yet built while it is not."""

    process: str
    what: Message


@dataclass(frozen=True, slots=True)
class Hold:
    """What else than the work of its step may keep a case where it stands, as `is_held` says.

    over: registers; the answer may change when something is done about a record of these that the case names, or about
    a case it names. anywhere: registers of which any change may change it.
    """

    is_held: "Callable[[Facts[Any]], bool]"
    over: tuple[str, ...]
    anywhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Migration:
    """How the open cases of an earlier version go on by this one, explicitly; nothing moves by itself.

    version: the one they come from. steps: every step of it a case may stand at, and where it stands here. form: makes
    this version's form (JSON values) of that one's; None: it stays as it is.
    """

    version: int
    steps: Mapping[str, str]
    form: "Callable[[dict[str, Any]], dict[str, Any]] | None" = None


def _none(_facts: "Facts[Any]") -> Iterable[Any]:
    return ()


def _no_rank(_facts: "Facts[Any]") -> int:
    return 0


def _nothing(_facts: "Facts[Any]") -> None:
    return None


def _nothing_taken(_facts: "CompanyFacts", _case: "Case") -> Mapping[str, Any]:
    return {}


def _no_text(_facts: "Facts[Any]") -> str:
    return ""


def _its_customer(facts: "Facts[Any]") -> str:
    return getattr(facts.form, "customer", None) or ""


# --- the process --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Process:
    """One procedure.

    subject: whom or what a case is about, in a few words of data; it, customer, department and rank are asked of
    unfinished drafts too, whose fields may be None. brief: what decides it, in sentences. amount: the sum shown and
    ordered by. derive: fills the read fields of a complete form. customer, department: of the matter; the customer
    is what the form's field `customer` says. beneficiary: persons it pays, rewards or appoints (barred by four
    eyes). rank: smaller stands first, below 0 is urgent. seen_by: posts that see every case besides those it
    concerns; None: the whole desk and every post in it. reasons: the numbered list for send back and reject.
    protected: fields whose change voids earlier approvals (`*`: any); a change of the amount always does.
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
    whose_draft: "Callable[[Facts[Any]], int | None]" = _nothing
    """The person a draft is for that an account opens which receives nobody; None: whoever opens it."""
    policies: Sequence[Policy] = ()
    reasons: Sequence[Message] = ()
    documents: Sequence[Document] = ()
    links: Sequence[Link] = ()
    duties: Sequence[Duty | Reminder] = ()
    subject: "Callable[[Facts[Any]], str]" = _no_text
    brief: "Callable[[Facts[Any]], Iterable[Message]]" = _none
    draft_brief: "Callable[[Facts[Any]], Iterable[Message]]" = _none
    """What helps to fill in its draft, in sentences; fields may be None."""
    amount: "Callable[[Facts[Any]], Decimal | None]" = _nothing
    customer: "Callable[[Facts[Any]], str]" = _its_customer
    department: "Callable[[Facts[Any]], str]" = _no_text
    beneficiary: "Callable[[Facts[Any]], Iterable[int]]" = _none
    rank: "Callable[[Facts[Any]], int]" = _no_rank
    derive: "Callable[[Facts[Any]], None] | Sequence[Callable[[Facts[Any]], None]]" = ()
    """Filled one after the other: always, or `While` the case stands at some steps."""
    seen_by: tuple[str, ...] | None = None
    sights: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kinds of its cases that are seen apart, by name: only by these posts, and by those whom a case concerns."""
    sight: "Callable[[Facts[Any]], str]" = _no_text
    """The kind of a case that is seen apart (`purchase-order/fee`), or another process: who sees that sees it."""
    protected: tuple[str, ...] = ()
    withdraw_as_draft_only: bool = False
    """Otherwise the requester may withdraw at every step that waits for a decision, while nobody else has booked."""
    not_copied: tuple[str, ...] = ()
    """Fields and columns that a new case made from an old one starts without (dates, what was said then)."""
    held_by: "Callable[[Facts[Any]], Message | None]" = _nothing
    """Which other case keeps this one where it stands, in a sentence: while there is one, nothing of it is taken back."""
    hold: "Hold | None" = None
    """What else than the work of its step may stand against its main action; queues may ask for it."""
    told_when_late: tuple[str, ...] = ()
    """Posts that are told of an overdue task as well, because others stand still for it."""
    takes_over: "Callable[[CompanyFacts, Case], Mapping[str, Any]]" = _nothing_taken
    """What a new case begins with from a case that lies open beside it, or that is named in it: values of its form.
    The customer, and the number where a field names a case of just that process, are taken over by themselves."""
    offers: "Mapping[str, Callable[[Facts[Any]], Iterable[Case]]]" = field(default_factory=dict)
    """For fields that name a case: those that come into question, the likeliest first; the form may be unfinished.
    Those of the customer it names are told to whoever fills it in, also where he does not see them otherwise."""
    one_after_another: bool = False
    """Whether the next new one is begun as soon as one is handed in, as receipts at a till are."""
    to_say: "Callable[[Facts[Any]], Message | None]" = _nothing
    """What the person tells somebody at once after what he has just done (the change), in a sentence."""
    copied_from: str = ""
    """The field that keeps the number of the case a copy was made from."""
    starts_at: tuple[str, ...] = ()
    """Steps where another case or a duty may let it start, besides the draft ("standing at")."""
    migrations: Sequence[Migration] = ()
    """How open cases of earlier versions are brought to this one, when an administrator migrates them."""
    about: str = ""
    """The procedure in prose, for the manual; the docstring of its file when left empty."""
    _posts: frozenset[str] = field(init=False, repr=False, compare=False, hash=False, default=frozenset())
    _by_key: dict[str, "Step | End"] = field(init=False, repr=False, compare=False, hash=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not self.withdraw_as_draft_only:
            object.__setattr__(self, "steps", tuple(_with_withdraw(self.steps)))
        self._by_key.update({place.key: place for place in self.steps})
        object.__setattr__(self, "_posts", frozenset(post for step in self.real_steps for post in step.who.posts))

    @property
    def places(self) -> "dict[str, Step | End]":
        """Steps and ends by key, in the order of the procedure."""
        return self._by_key

    @property
    def has_brief(self) -> bool:
        """Whether it says anything of its cases."""
        return self.brief is not _none

    @property
    def has_draft_brief(self) -> bool:
        """Whether anything helps to fill in its draft."""
        return self.draft_brief is not _none

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

    def work_out(self, facts: "Facts[Any]") -> None:
        """Fill the computed fields of a complete form, as far as they are worked out where the case stands."""
        for fill in (self.derive,) if callable(self.derive) else self.derive:
            fill(facts)

    @property
    def ends(self) -> list[End]:
        return [end for end in self.steps if isinstance(end, End)]

    def every_policy(self) -> list[Policy]:
        """The policies declared, and one for the time limit of every step that has a fixed one."""
        limits = [
            Policy(f"{self.key}.{step.key}", step.within, _("time limit of “{step}”")(step=step.title), "duration")
            for step in self.real_steps
            if isinstance(step.within, Duration)
        ]
        return [*limits, *self.policies]

    @property
    def posts(self) -> frozenset[str]:
        """The keys of every post that may act somewhere in it."""
        return self._posts

    def with_version(self, version: int, **changes: Any) -> "Process":
        """A changed definition as a later version."""
        return replace(self, version=version, **changes)


def _with_withdraw(steps: "Sequence[Step | End]") -> "Iterable[Step | End]":
    """The steps, each deciding one with the withdrawal its draft offers."""
    draft = next((step for step in steps if isinstance(step, Step) and step.draft), None)
    withdraw = next((action for action in draft.actions if action.kind is Kind.WITHDRAW), None) if draft else None
    for place in steps:
        if isinstance(place, Step) and withdraw and place.deciding and not place.action(withdraw.key):
            yield replace(place, actions=(*place.actions, withdraw))
        else:
            yield place
