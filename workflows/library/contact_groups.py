"""Whose turn it is: the voice menu rings a group, and of the group the agent who has been free longest — P124.

An agent is free while no contact of his waits for him at its draft. He has been free since he last brought one to an
end or passed it on; who has had none for a week has been free longest of all. Where everybody is busy it goes to the
fewest that wait, then likewise to whoever has not been given one for longest.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from db.cases import Case
from workflows.engine.facts import CompanyFacts
from workflows.library.allocation import on_duty
from workflows.library.contacts import CONTACT, Contact, Menu
from workflows.posts import FRONT_DESK, POSTS, SERVICE_AGENT, SERVICE_SUPERVISOR

LOOKED_BACK = timedelta(days=7)
_NEVER = datetime.min


def agents_of(facts: CompanyFacts, menu: Menu | None) -> list[str]:
    """Return the employee numbers of a group who are on duty; without a menu, of the consultation group."""
    wanted = (menu or Menu.CONSULTATION).value
    members = [row["agents"] for row in facts.policy("contact.groups") if row["menu"] == wanted]
    posts = [member for member in members if member in POSTS]
    there = on_duty(facts, *posts)
    named = {number for number in members if number not in POSTS and facts.person_of_employee(number)}
    return sorted({*there, *named.intersection(on_duty(facts, SERVICE_AGENT, FRONT_DESK))})


def free_longest(facts: CompanyFacts, menu: Menu | None, besides: Iterable[int] = ()) -> int | None:
    """Return the agent on duty who has been free longest; None: nobody of the group is on duty."""
    agents = [facts.person_of_employee(number) for number in agents_of(facts, menu)]
    left_out = set(besides)
    waiting = {person: 0 for person in agents if person and person not in left_out}
    last = dict.fromkeys(waiting, _NEVER)
    for case in facts.cases_of(CONTACT, opened_from=facts.now - LOOKED_BACK):
        if case.requester_id not in waiting:
            continue
        if _stands_at_draft(facts, case):
            waiting[case.requester_id] += 1
        last[case.requester_id] = max(last[case.requester_id], *_times(case))
    return min(waiting, key=lambda person: (waiting[person], last[person], facts.employee_of(person)), default=None)


def _stands_at_draft(facts: CompanyFacts, case: Case) -> bool:
    return not case.ended and any(task.draft for task in facts.company.cases.open_tasks(case.id))


def _times(case: Case) -> Iterator[datetime]:
    """The moments at which whoever had a case was given it, passed it on or ended it."""
    yield from (at for at in (case.opened_at, case.submitted_at, case.ended_at) if at)


def whose_draft(facts: Contact) -> int | None:
    """Whose a contact is that somebody opens who receives nobody: the telephone's and the shop's account.

    The supervisor keeps what lands with him, until he transfers it; whoever receives people himself keeps his own.
    """
    if facts.holds(facts.person_id, FRONT_DESK, SERVICE_AGENT, SERVICE_SUPERVISOR):
        return None
    return free_longest(facts, facts.form.menu)
