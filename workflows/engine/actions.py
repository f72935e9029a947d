"""What a person can do at a step: guards, effects, routes and actions. Imported from `workflows.engine.process`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from db.message import Message, _
from workflows.engine.kinds import Kind
from workflows.engine.who import By

if TYPE_CHECKING:
    from workflows.engine.booking import Booking
    from workflows.engine.facts import Facts

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
    """A named yes-or-no question about a case. booked: it asks what the action that leads this way fills in itself."""

    title: Message
    holds: "Callable[[Facts[Any]], bool]"
    booked: bool = False


Rule = TypeVar("Rule", Guard, Effect)


def where(condition: Condition, rule: Rule) -> Rule:
    """The rule, only where the condition holds."""
    title = _("{rule} (only: {condition})")(rule=rule.title, condition=condition.title)
    return _asked_first(title, condition.holds, rule)


def unless(condition: Condition, rule: Rule) -> Rule:
    """The rule, where the condition does not hold: what a later step checks or books then (a large loss, its release)."""
    title = _("{rule} (not: {condition})")(rule=rule.title, condition=condition.title)
    return _asked_first(title, lambda facts: not condition.holds(facts), rule)


def _asked_first(title: Message, applies: "Callable[[Facts[Any]], bool]", rule: Rule) -> Rule:
    if isinstance(rule, Guard):
        return Guard(title, lambda facts: rule.check(facts) if applies(facts) else ())
    return Effect(title, lambda booking: rule.book(booking) if applies(booking) else None)


def guard(title: Message) -> "Callable[[Callable[[Facts[Any]], Iterable[Message | Reason]]], Guard]":
    """Make a guard of a generator of reasons; `title` says what holds when there is none (“in stock”)."""
    return lambda check: Guard(title, check)


def effect(title: Message) -> "Callable[[Callable[[Booking[Any]], None]], Effect]":
    """Make an effect; `title` says what will be booked (“goods to scrap, loss booked”)."""
    return lambda book: Effect(title, book)


def condition(title: Message, *, booked: bool = False) -> "Callable[[Callable[[Facts[Any]], bool]], Condition]":
    """Make a condition; `title` says it as a short phrase (“loss over the limit”)."""
    return lambda holds: Condition(title, holds, booked)


# --- what is worked out -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class While:
    """Fills computed fields while a case stands at a step, or one of several; from there on they stay as they are."""

    steps: str | tuple[str, ...]
    fill: "Callable[[Facts[Any]], None]"

    def __call__(self, facts: "Facts[Any]") -> None:
        if facts.place in ((self.steps,) if isinstance(self.steps, str) else self.steps):
            self.fill(facts)


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
    """A route: pairs of condition and target in order, and at the end the target (or route) that is left."""
    *tested, otherwise = ways
    pairs = tuple(way for way in tested if isinstance(way, tuple))
    if len(pairs) != len(tested) or isinstance(otherwise, tuple):
        raise TypeError("first_of: pairs of condition and target, then one target without a condition")
    if isinstance(otherwise, Route):
        return Route(pairs + otherwise.ways, otherwise.otherwise)
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


@dataclass(frozen=True, slots=True)
class Action:
    """What a person can do at a step.

    requires: fields that must be filled for it (paths; `lines.counted` means on every line).
    by: only these, of those who may act at the step. moved_by: the process whose case takes it in its own
    decision; when_it_ends: the ends of such a child case that take it by themselves; a person takes it only when
    such a case stands so already (or while that process is not built). irreversible: no withdrawing, no taking back
    afterwards (money, card, goods, document, promise to an outsider). reason: a reason must be given.
    edits: what may be typed with this action only, beside what may be typed at the step.
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
    edits: Sequence[str] = ()

    @property
    def needs_reason(self) -> bool:
        return self.reason or self.kind in (Kind.BACK, Kind.REFUSE)


def Approve(to: Target, key: str = "approve", title: Message = _("Approve"), **rest: Any) -> Action:
    """The decider's yes."""
    return Action(key, title, to, Kind.FORWARD, **rest)


def Reject(to: Target = "refused", key: str = "reject", title: Message = _("Reject"), **rest: Any) -> Action:
    """The decider's no; ends the case or returns it to the start, and undoes what it booked."""
    return Action(key, title, to, Kind.REFUSE, **rest)


def SendBack(to: Target = "draft", key: str = "send-back", title: Message = _("Send back"), **rest: Any) -> Action:
    """Back to an earlier step, with a reason."""
    return Action(key, title, to, Kind.BACK, **rest)


def Withdraw(to: Target = "withdrawn", **rest: Any) -> Action:
    """The requester takes the case back, before the first irreversible effect."""
    return Action("withdraw", _("Withdraw"), to, Kind.WITHDRAW, **rest)


def Outcome(key: str, title: Message, to: Target, **rest: Any) -> Action:
    """What came of it, neither a yes nor a no (the customer declines, the time is over, another case has moved it)."""
    return Action(key, title, to, Kind.OTHER, **rest)


def Record(key: str, title: Message, **rest: Any) -> Action:
    """Keep what was typed so far; the task stays open."""
    return Action(key, title, Stay(), Kind.OTHER, **rest)
