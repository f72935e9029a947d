"""Who may act at a step.

A `Who` is resolved when a task opens, into *slots*: one a vote that is wanted, each a set of actors any of whom may
give it. An actor is a text, so that a queue finds its tasks with one index:

- `post:storekeeper`: every holder of the post
- `head:service`: the head of that department
- `person:12`: that person
- `anyone`: every employee

One slot is `any` (或签); several that must all be filled are `all` (会签), or `in order` (依次) when the later one
opens only after the earlier; more slots than votes needed is `n of m`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.message import Message, _
from workflows.posts import COMMITTEE, GENERAL_MANAGER, POSTS, SALES_MANAGER

if TYPE_CHECKING:
    from workflows.engine.facts import Facts

Actor = str
Slot = frozenset[Actor]
ANYONE: Actor = "anyone"


def of_post(post: str) -> Actor:
    """The actor that is every holder of the post with this key."""
    return f"post:{post}"


def of_person(person_id: int) -> Actor:
    """The actor that is one person."""
    return f"person:{person_id}"


def head_of(department: str) -> Actor:
    """The actor that is the head of a department."""
    return f"head:{department}"


@dataclass(frozen=True, slots=True)
class Who:
    """Base of all: what it is called, and the posts that may stand behind it (for the permission matrix)."""

    @property
    def title(self) -> Message:
        raise TypeError("a Who names itself")

    @property
    def posts(self) -> tuple[str, ...]:
        return ()

    @property
    def in_order(self) -> bool:
        return False

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        """Return one set of actors a vote, for the case as it is now."""
        raise TypeError("a Who resolves itself")

    def needed(self, facts: "Facts[Any]") -> int:
        """How many of the slots must approve."""
        return len(self.slots(facts))


@dataclass(frozen=True, slots=True)
class Holder(Who):
    """Any one holder of any of these posts."""

    of: tuple[str, ...]

    @property
    def title(self) -> Message:
        return _joined([POSTS[post].title for post in self.of], _("{first} or {rest}"))

    @property
    def posts(self) -> tuple[str, ...]:
        return self.of

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        return [frozenset(of_post(post) for post in self.of)]


@dataclass(frozen=True, slots=True)
class Anyone(Who):
    """Any employee."""

    @property
    def title(self) -> Message:
        return _("any employee")

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        return [frozenset({ANYONE})]


@dataclass(frozen=True, slots=True)
class Requester(Who):
    """The person who submitted the case (before that: who opened it)."""

    called: Message = _("requester")

    @property
    def title(self) -> Message:
        return self.called

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        return [frozenset({of_person(facts.case.requester_id)})]


@dataclass(frozen=True, slots=True)
class Owner(Who):
    """The salesperson the customer register names; vacant: the sales manager."""

    @property
    def title(self) -> Message:
        return _("owner of the customer")

    @property
    def posts(self) -> tuple[str, ...]:
        return (SALES_MANAGER,)

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        person = facts.owner_of(facts.customer_key)
        return [frozenset({of_person(person)} if person else {of_post(SALES_MANAGER)})]


@dataclass(frozen=True, slots=True)
class Named(Who):
    """The employee a field of the form names; while it is empty, a holder of `otherwise`."""

    field: str
    called: Message
    otherwise: tuple[str, ...] = ()

    @property
    def title(self) -> Message:
        return self.called

    @property
    def posts(self) -> tuple[str, ...]:
        return self.otherwise

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        number = getattr(facts.form, self.field)
        person = facts.person_of_employee(number) if number else None
        return [frozenset({of_person(person)} if person else {of_post(post) for post in self.otherwise})]


@dataclass(frozen=True, slots=True)
class HeadOfDepartment(Who):
    """The head of the department of the person or matter the case is about.

    What concerns the general manager himself goes to any one committee member.
    """

    @property
    def title(self) -> Message:
        return _("head of the department")

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        if any(facts.holds(person, GENERAL_MANAGER) for person in facts.process.beneficiary(facts)):
            return [frozenset({of_post(COMMITTEE)})]
        return [frozenset({head_of(facts.department)})]


@dataclass(frozen=True, slots=True)
class Either(Who):
    """Any one of these."""

    parts: tuple[Who, ...]

    @property
    def title(self) -> Message:
        return _joined([part.title for part in self.parts], _("{first} or {rest}"))

    @property
    def posts(self) -> tuple[str, ...]:
        return tuple(post for part in self.parts for post in part.posts)

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        return [frozenset(actor for part in self.parts for slot in part.slots(facts) for actor in slot)]


@dataclass(frozen=True, slots=True)
class When(Who):
    """`who`, but only in cases where the condition holds: a later vote of `in_order` for large amounts."""

    called: Message
    holds: "Callable[[Facts[Any]], bool]"
    by: "By"

    @property
    def title(self) -> Message:
        return _("{condition}: {who}")(condition=self.called, who=who(self.by).title)

    @property
    def posts(self) -> tuple[str, ...]:
        return who(self.by).posts

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        return who(self.by).slots(facts) if self.holds(facts) else []


@dataclass(frozen=True, slots=True)
class Every(Who):
    """All of these must approve (会签); in order (依次) where `one_by_one` is set."""

    parts: tuple[Who, ...]
    one_by_one: bool = False

    @property
    def title(self) -> Message:
        pattern = _("{first}, then {rest}") if self.one_by_one else _("{first} and {rest}")
        return _joined([part.title for part in self.parts], pattern)

    @property
    def posts(self) -> tuple[str, ...]:
        return tuple(post for part in self.parts for post in part.posts)

    @property
    def in_order(self) -> bool:
        return self.one_by_one

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        return [slot for part in self.parts for slot in part.slots(facts)]


@dataclass(frozen=True, slots=True)
class Committee(Who):
    """`votes` (a policy) of the holders of a post; every holder has one vote."""

    post: str
    votes: str
    seats: int

    @property
    def title(self) -> Message:
        return _("{votes} of {seats} {post}")(votes="n", seats=self.seats, post=POSTS[self.post].title)

    @property
    def posts(self) -> tuple[str, ...]:
        return (self.post,)

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        return [frozenset({of_post(self.post)})] * self.seats

    def needed(self, facts: "Facts[Any]") -> int:
        return int(facts.policy(self.votes))


@dataclass(frozen=True, slots=True)
class Found(Who):
    """Base of those found by a rule of the process; nobody found: a holder of `otherwise`."""

    called: Message
    find: "Callable[[Facts[Any]], list[int]]"
    otherwise: tuple[str, ...] = ()

    @property
    def title(self) -> Message:
        return self.called

    @property
    def posts(self) -> tuple[str, ...]:
        return self.otherwise

    def slots(self, facts: "Facts[Any]") -> list[Slot]:
        return self.among(self.find(facts)) or [frozenset(of_post(post) for post in self.otherwise)]

    def among(self, persons: list[int]) -> list[Slot]:
        """Return the slots of the persons found."""
        raise TypeError("a subclass says how many votes they have")


class Computed(Found):
    """Any one of the persons found."""

    def among(self, persons: list[int]) -> list[Slot]:
        return [frozenset(map(of_person, persons))] if persons else []


class Each(Found):
    """Every one of the persons found (会签)."""

    def among(self, persons: list[int]) -> list[Slot]:
        return [frozenset({of_person(person)}) for person in dict.fromkeys(persons)]


By = Who | str | tuple[Who | str, ...]
"""How a declaration may say it: the key of a post, a Who, or a tuple of them, any one of which may act."""


def who(by: By) -> Who:
    """Return what a declaration says as one Who."""
    if isinstance(by, Who):
        return by
    if isinstance(by, str):
        return Holder((by,))
    if all(isinstance(part, str) for part in by):
        return Holder(tuple(part for part in by if isinstance(part, str)))
    return Either(tuple(who(part) for part in by))


def all_of(*parts: By) -> Who:
    """All must approve, in any order (会签)."""
    return Every(tuple(who(part) for part in parts))


def in_order(*parts: By) -> Who:
    """One after the other, the later only when the earlier has approved (依次)."""
    return Every(tuple(who(part) for part in parts), one_by_one=True)


def _joined(titles: list[Message], pattern: Message) -> Message:
    *before, last = titles
    for title in reversed(before):
        last = pattern(first=title, rest=last)
    return last
