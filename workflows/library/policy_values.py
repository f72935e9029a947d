"""Policies under change: what holds on a day, who must decide it, whether a new value fits, whom it concerns."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from db.message import Message, _, plural
from workflows.engine.facts import CompanyFacts
from workflows.engine.policies import WrongValue, read_policy, typed_policy, written_policy
from workflows.engine.process import Policy
from workflows.engine.who import Committee, Every, Who
from workflows.posts import MANAGEMENT, POSTS, Desk

CHANGE = "policy-change"


def declared(facts: CompanyFacts, name: str) -> Policy:
    """Return what is declared of a policy; KeyError for one there is not."""
    return facts.company.catalogue.policies[name]


def title_of(facts: CompanyFacts, name: str) -> Message:
    """Return what a policy is; of one the program no longer has, its name."""
    policy = facts.company.catalogue.policies.get(name)
    return policy.title if policy else Message("{name}")(name=name)


def process_of(name: str) -> str:
    """Return the process a policy belongs to, by its key (`engine` for the engine's own)."""
    return name.partition(".")[0]


def importance(policy: Policy) -> str:
    """Return who must decide a change: ordinary, money or authority.

    The limits and quorums of changing policies are authority themselves, whatever they measure.
    """
    return "authority" if process_of(policy.name) == CHANGE else policy.importance


def desk_of(facts: CompanyFacts, name: str) -> Desk:
    """Return the desk whose head looks at a change first; the engine's own policies are management's."""
    process = facts.company.catalogue.processes.get(process_of(name))
    return process.desk if process else MANAGEMENT


def value_on(facts: CompanyFacts, name: str, day: date) -> Any:
    """Return the stored value that holds on a day, by everything decided so far."""
    return facts.company.policies.value(name, datetime.combine(day, time.min))


def written_on(facts: CompanyFacts, name: str, day: date) -> str:
    """Return the value that holds on a day as a person types it."""
    return written_policy(value_on(facts, name, day))


def next_change(facts: CompanyFacts, name: str, after: date) -> date | None:
    """Return the first day after a day on which another value is decided to begin; None: it holds on."""
    begins = (one.valid_from.date() for one in facts.company.policies.history(name))
    return min((day for day in begins if day > after), default=None)


# --- whether a value fits -----------------------------------------------------------------------------------


def against_value(facts: CompanyFacts, name: str, typed: str, day: date) -> Iterator[Message]:
    """Yield what stands against a value from a day on: its type, its range, its neighbours, and being no change."""
    policy = declared(facts, name)
    try:
        stored = typed_policy(policy, typed)
    except WrongValue as problem:
        yield problem.message
        return
    if stored == value_on(facts, name, day):
        yield _("that is the value already")
    yield from _against_neighbours(facts, policy, stored, day)


def _against_neighbours(facts: CompanyFacts, policy: Policy, stored: Any, day: date) -> Iterator[Message]:
    def holds(name: str) -> Any:
        return read_policy(declared(facts, name), value_on(facts, name, day))

    value, policies = read_policy(policy, stored), facts.company.catalogue.policies.values()
    if policy.above and value <= holds(policy.above):
        yield _("must be more than “{title}”, {value}")(
            title=declared(facts, policy.above).title, value=written_on(facts, policy.above, day)
        )
    for higher in policies:
        if higher.above == policy.name and value >= holds(higher.name):
            yield _("must be less than “{title}”, {value}")(
                title=higher.title, value=written_on(facts, higher.name, day)
            )
    for committee in _committees(facts, policy.name):
        if not 1 <= value <= committee.seats:
            yield plural("the {post} has {count} vote", "the {post} has {count} votes: from 1 to {count}")(
                post=POSTS[committee.post].title, count=committee.seats
            )


def _committees(facts: CompanyFacts, quorum: str) -> Iterator[Committee]:
    """The committees that decide by a quorum."""
    for process in facts.company.catalogue.processes.values():
        for step in process.real_steps:
            yield from (one for one in _parts(step.who) if isinstance(one, Committee) and one.votes == quorum)


def _parts(who: Who) -> Iterator[Who]:
    yield who
    if isinstance(who, Every):
        for part in who.parts:
            yield from _parts(part)


# --- whom it concerns ---------------------------------------------------------------------------------------


def holders_concerned(facts: CompanyFacts, name: str) -> list[int]:
    """Return the holders of the posts in the policy's process; of the engine's own policies, of every post."""
    process = facts.company.catalogue.processes.get(process_of(name))
    return facts.holders(*sorted(process.posts if process else POSTS))
