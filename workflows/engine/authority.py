"""Who may see a case, and who may act on a task.

Rights are read again inside every decision's transaction. Four eyes: at a step that decides, the requester, the
beneficiary, whoever edited the form in this round, and the delegates and principals of these are barred;
administrators are not exempt. If nobody eligible is left, the task goes to the fallback post; it never passes by
itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from db.cases import Case, Task
from db.message import Message, _
from workflows.engine.company import Company
from workflows.engine.facts import Facts
from workflows.engine.form import Form, shape
from workflows.engine.functions import listed
from workflows.engine.naming import called
from workflows.engine.process import Process, Step
from workflows.engine.who import ANYONE, Actor, Slot, head_of, of_person, of_post
from workflows.posts import DEPARTMENT_HEAD, GENERAL_MANAGER, POSTS, fallbacks


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is at a moment: the actors he is himself, and those he is for somebody who is away."""

    person_id: int
    own: frozenset[Actor]
    posts: frozenset[str]
    desks: frozenset[str]
    for_others: dict[int, frozenset[Actor]] = field(default_factory=dict)
    """By principal: the actors the person stands in for."""

    @property
    def every(self) -> frozenset[Actor]:
        return self.own.union(*self.for_others.values())


@dataclass(frozen=True, slots=True)
class Permit:
    """A person may act on a task: in which open slot (None: it is no vote), and for whom (None: for himself)."""

    slot: int | None
    on_behalf_of: int | None


def standing_of(company: Company, person_id: int, now: datetime) -> Standing:
    """Read what a person is now: posts, departments headed, and whom he stands in for."""
    own, posts = _actors(company, person_id, now, None)
    for_others: dict[int, frozenset[Actor]] = {}
    for delegation in company.people.principals_for(person_id, now):
        actors, _held = _actors(company, delegation.principal_id, now, delegation.posts)
        for_others[delegation.principal_id] = actors - {ANYONE} | for_others.get(delegation.principal_id, frozenset())
    desks = frozenset(POSTS[post].desk for post in posts if post in POSTS)
    return Standing(person_id, own, posts, desks, for_others)


def _actors(
    company: Company, person_id: int, now: datetime, scope: frozenset[str] | None
) -> tuple[frozenset[Actor], frozenset[str]]:
    held = company.people.posts_of(person_id, now.date())
    posts = frozenset(one.post for one in held if scope is None or one.post in scope)
    heads = frozenset(
        head_of(one)
        for one in company.headed_by(person_id, now.date())
        if scope is None or _headed_by(company, one) in scope
    )
    actors = frozenset(of_post(post) for post in posts if post != DEPARTMENT_HEAD) | heads
    if scope is None:
        actors |= {ANYONE, of_person(person_id)}
    return actors, posts


def _headed_by(company: Company, department: str) -> str:
    """The post that heads a department."""
    post: str = (company.registers.data("departments", department) or {}).get("headed_by", DEPARTMENT_HEAD)
    return post


# --- four eyes ----------------------------------------------------------------------------------------------


def barred(facts: Facts[Any], step: Step) -> set[int]:
    """Return the persons who may not act at a step whatever post they hold."""
    named = set(step.barred(facts)) if step.barred else set()
    if not step.deciding:
        return named
    named |= {facts.case.requester_id} | set(facts.process.beneficiary(facts)) | _editors(facts)
    return named | _stand_ins(facts.company, named, facts.now)


def _editors(facts: Facts[Any]) -> set[int]:
    """Who changed the form since the case last left its draft, the draft included; by a duty or deadline, nobody.

    What another case brought along after the draft nobody has typed: who granted a return may approve its refund.
    """
    editors: set[int] = set()
    for made in facts.decisions:
        drafted = made.step == facts.process.draft.key
        if drafted and made.kind != "forward":
            editors.clear()
        if made.changes and made.slot is None and made.kind != "system" and (drafted or made.via_id is None):
            editors.add(made.person_id)
    return editors


def _stand_ins(company: Company, persons: Iterable[int], now: datetime) -> set[int]:
    found: set[int] = set()
    for person in persons:
        found.update(one.delegate_id for one in company.people.delegates_of(person, now))
        found.update(one.principal_id for one in company.people.principals_for(person, now))
    return found


def holders_of(company: Company, actor: Actor, now: datetime) -> set[int]:
    """Return the persons behind an actor today."""
    kind, _colon, key = actor.partition(":")
    match kind:
        case "person":
            person = company.people.by_id(int(key))
            return set() if person.disabled else {person.id}
        case "post":
            return {person.id for person in company.people.holders(key, now.date())}
        case "head":
            return {person.id for person in company.people.heads(key, now.date())}
        case _:
            return {person.id for person in company.people.all() if not person.disabled}


def with_fallback(facts: Facts[Any], slot: Slot, excluded: set[int]) -> Slot:
    """Add the fallback posts to a slot nobody eligible is left for, the nearest first, until somebody is."""
    actors = set(slot)
    if any(holders_of(facts.company, actor, facts.now) - excluded for actor in actors):
        return slot
    for line in _lines_of_fallback(facts, slot):
        for actor in line:
            actors.add(actor)
            if holders_of(facts.company, actor, facts.now) - excluded:
                return frozenset(actors)
    return frozenset(actors)


def _lines_of_fallback(facts: Facts[Any], slot: Slot) -> list[list[Actor]]:
    """For each actor the line behind it: a head's superior, then posts; a person's starts at the posts he holds."""
    lines = []
    for actor in sorted(slot):
        kind, _colon, key = actor.partition(":")
        if kind == "post":
            lines.append(_line(facts, fallbacks(key)))
        elif kind == "head":
            above = [of_post(GENERAL_MANAGER), *_line(facts, fallbacks(GENERAL_MANAGER))]
            lines.append([*_superiors_of_heads(facts, key), *above])
        elif kind == "person":
            held = facts.company.people.posts_of(int(key), facts.today)
            posts = fallbacks(held[0].post) if held else ()
            lines.append(_line(facts, posts) or [of_post(GENERAL_MANAGER)])
    return lines


def _line(facts: Facts[Any], posts: Iterable[str]) -> list[Actor]:
    return [head_of(facts.department) if post == DEPARTMENT_HEAD else of_post(post) for post in posts]


def _superiors_of_heads(facts: Facts[Any], department: str) -> list[Actor]:
    heads = facts.company.people.heads(department, facts.today)
    named = [facts.record("employees", head.employee or "").get("superior") for head in heads]
    found = [facts.person_of_employee(number) for number in named if number]
    return [of_person(person) for person in found if person is not None]


# --- acting -------------------------------------------------------------------------------------------------


def open_slots(company: Company, task: Task) -> list[int]:
    """Return the slots of a task that want a vote now: not given yet, and those they wait for are."""
    return slots_left(task, [vote.slot for vote in company.cases.votes(task.id)])


def slots_left(task: Task, given: Sequence[int | None]) -> list[int]:
    """Return the slots that want a vote once these are given."""
    return [
        index
        for index in range(len(task.slots))
        if index not in given and all(earlier in given for earlier in task.waits_for[index])
    ]


def wanted(facts: Facts[Any], task: Task) -> dict[int, Slot]:
    """Return the slots that want a vote now, each with the actors who may give it.

    A task that is late enough is, slot by slot, its superior's as well.
    """
    slots = {index: frozenset(task.slots[index]) for index in open_slots(facts.company, task)}
    if task.escalated_at is None or task.draft:
        return slots
    return {index: slot.union(superiors(facts, slot)) for index, slot in slots.items()}


def superiors(facts: Facts[Any], slot: Slot) -> list[Actor]:
    """Return the actors an overdue slot escalates to: the first post behind each of its actors."""
    return [line[0] for line in _lines_of_fallback(facts, slot) if line]


def waiting_for(facts: Facts[Any], task: Task) -> set[Actor]:
    """The actors whose votes a task wants now."""
    return {actor for slot in wanted(facts, task).values() for actor in slot}


def permit(facts: Facts[Any], standing: Standing, task: Task, excluded: set[int]) -> Permit | Message:
    """Say in which slot the person may act on the task and for whom, or why he may not."""
    company, person = facts.company, standing.person_id
    votes = company.cases.votes(task.id)
    if any(vote.person_id == person for vote in votes):
        return _("You have voted on this already")
    slots = wanted(facts, task)
    mine = _first_for(standing.own, slots)
    if mine is not None:
        return Permit(mine, None) if person not in excluded else _why_barred(company, task, person)
    for principal, stands_for in standing.for_others.items():
        found = _first_for(stands_for, slots)
        if found is None:
            continue
        if person in excluded or principal in excluded:
            return _why_barred(company, task, person)
        if any(principal in (vote.person_id, vote.on_behalf_of) for vote in votes):
            continue
        return Permit(found, principal)
    return _("Not your step: it waits for {who}")(who=names_of(company, set().union(*slots.values())))


def _first_for(actors: frozenset[Actor], slots: Mapping[int, Slot]) -> int | None:
    """The first of the slots that one of these actors may fill."""
    return next((index for index, slot in slots.items() if actors & slot), None)


def _why_barred(company: Company, task: Task, person: int) -> Message:
    case = company.cases.case(task.case_id)
    if person == case.requester_id:
        return _("You asked for this yourself; somebody else decides it")
    return _("Four eyes: you had a part in this, somebody else decides it")


def waited_for(company: Company, task: Task) -> Message:
    """Return whom a task waits for, in words: everybody whose vote is wanted now; of those who may give it, any."""
    slots = dict.fromkeys(frozenset(task.slots[index]) for index in open_slots(company, task))
    if len(slots) < 2:
        return names_of(company, company.cases.actors(task.id))
    return listed([names_of(company, slot) for slot in slots])


def names_of(company: Company, actors: Iterable[Actor]) -> Message:
    """Return actors in words: posts by title, persons by name."""
    shown = [_name_of(company, actor) for actor in sorted(actors)]
    if not shown:
        return _("another case")
    result = shown[-1]
    for one in reversed(shown[:-1]):
        result = _("{first} or {rest}")(first=one, rest=result)
    return result


def _name_of(company: Company, actor: Actor) -> Message:
    kind, _colon, key = actor.partition(":")
    match kind:
        case "post":
            return POSTS[key].title
        case "person":
            return Message("{name}")(name=company.people.by_id(int(key)).name)
        case "head":
            return _("head of {department}")(department=called(company, "departments", key))
        case _:
            return _("any employee")


# --- seeing -------------------------------------------------------------------------------------------------


def sees_process(process: Process, standing: Standing) -> bool:
    """Whether a person sees every case of a process by his posts; one rule for list, detail, search and export."""
    if GENERAL_MANAGER in standing.posts:
        return True
    if process.seen_by is not None:
        return bool(standing.posts.intersection(process.seen_by))
    return process.desk.key in standing.desks or bool(standing.posts & process.posts)


def seen_apart(process: Process, standing: Standing) -> Iterator[str]:
    """Yield the kinds of its cases that are seen apart and that a person sees by his posts."""
    for name, posts in process.sights.items():
        if standing.posts.intersection((GENERAL_MANAGER, *posts)):
            yield f"{process.key}/{name}"


def _sees_by_post(company: Company, process: Process, case: Case, standing: Standing) -> bool:
    if case.sight is None:
        return sees_process(process, standing)
    other = company.catalogue.processes.get(case.sight)
    return sees_process(other, standing) if other else case.sight in seen_apart(process, standing)


def sees_case(company: Company, process: Process, case: Case, standing: Standing) -> bool:
    """Whether a person sees a case: by his posts, because it concerns him, or because it waits for him."""
    if case.submitted_at is None and case.opener_id != standing.person_id and case.parent_id is None and not case.duty:
        return False
    if _sees_by_post(company, process, case, standing) or standing.person_id in company.cases.concerned(case.id):
        return True
    return any(standing.every & company.cases.actors(task.id) for task in company.cases.open_tasks(case.id))


def unseen(facts: Facts[Any], standing: Standing) -> frozenset[str]:
    """Return the paths of the fields a person never sees of a case: `fee`, `lines.commission_rate`."""
    return frozenset(path for path, posts in _restricted(facts.process.form) if not _sees_field(facts, standing, posts))


@cache  # a form's fields are as they were declared
def _restricted(form: type[Form]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The fields of a form, by path, that not everybody sees, and who does."""
    fields = [(part.name, part.label) for part in shape(form)]
    columns = [
        (f"{part.name}.{one.name}", one.label)
        for part in shape(form)
        if part.line is not None
        for one in shape(part.line)
    ]
    return tuple((path, label.seen_by) for path, label in [*fields, *columns] if label.seen_by is not None)


def _sees_field(facts: Facts[Any], standing: Standing, seen_by: frozenset[str]) -> bool:
    person = standing.person_id
    return (
        bool(standing.posts & seen_by)
        or any(of_post(post) in standing.every for post in seen_by)
        or ("requester" in seen_by and person == facts.case.requester_id)
        or ("owner" in seen_by and person == facts.owner_of(facts.customer_key))
        or ("person" in seen_by and person in facts.process.beneficiary(facts))
        or ("decider" in seen_by and _decides(facts, standing))
    )


def _decides(facts: Facts[Any], standing: Standing) -> bool:
    """Whether a person has decided on the case, or it waits for his decision."""
    deciding = [step.key for step in facts.process.real_steps if step.deciding]
    return standing.person_id in facts.who_acted(*deciding) or any(
        task.deciding and standing.every & facts.company.cases.actors(task.id)
        for task in facts.company.cases.open_tasks(facts.case.id)
    )
