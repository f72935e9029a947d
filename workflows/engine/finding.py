"""Finding one's way: the task a person works on in a case, and where typed text may lead."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from db.cases import Case, Task
from db.message import Message, _
from db.search import sounds_like
from workflows.engine.authority import Permit, Standing
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.filtering import says
from workflows.engine.listing import Listing
from workflows.engine.process import Kind, Process
from workflows.engine.rights import may_act, visible_case
from workflows.engine.saved_views import key_of
from workflows.engine.view import Choice
from workflows.registers.defaults import as_given

Place = Literal["queue", "board", "case", "record", "process", "register", "ledger", "manual"]


@dataclass(frozen=True, slots=True)
class Hit:
    """Somewhere to go: a queue, a dashboard, a case, a record of a register, a process to open.

    Registers, ledgers and the manual are places of the screens: found again without a title, which the screens know.
    """

    kind: Place
    key: str
    title: Message | str
    detail: Message | str
    desk: str = ""


def task_for(company: Company, standing: Standing, case: Case, process: Process) -> Task | None:
    """Return of the open tasks of a case the one the person may act on, else the first."""
    tasks = company.cases.open_tasks(case.id)
    for task in tasks:
        step = process.step(task.step)
        if any(
            isinstance(may_act(company, process, case, task, step, action, standing), Permit)
            for action in step.actions
            if action.kind is not Kind.WITHDRAW
        ):
            return task
    return tasks[0] if tasks else None


def found_at(
    company: Company, standing: Standing, task: int | None, case: int | None
) -> tuple[Case, Process, Task | None]:
    """Return the case of a task (or a case) with the task to work on. Raises NotFound."""
    if task is not None:
        try:
            on = company.cases.task(task)
        except KeyError:
            raise NotFound(_("There is no such task")) from None
        found, process = visible_case(company, on.case_id, standing)
        return found, process, on if on.closed_at is None else task_for(company, standing, found, process)
    found, process = visible_case(company, case or 0, standing)
    return found, process, task_for(company, standing, found, process)


def _about(company: Company, case: Case) -> Message:
    title = company.catalogue.of(case).title
    return _("{subject} · {process}")(subject=case.subject, process=title) if case.subject else title


def goto(company: Company, standing: Standing, desks: Sequence[str], typed: str, limit: int) -> list[Hit]:
    """Return where typed text may lead: cases by number, queues of these desks, records by name, pinyin or code."""
    listing = Listing(company, standing)
    cases = [case_hit(company, case) for case in (listing.cases_like(typed) if typed else [])]
    queues = [
        hit
        for desk in desks
        for hit in _queues(company, listing, desk)
        if typed.casefold() in hit.key or _says(hit, typed)
    ]
    views = [
        hit
        for desk in desks
        for hit in _views(listing, desk)
        if typed.casefold() in str(hit.title).casefold() or sounds_like(str(hit.title), typed)
    ]
    boards = [hit for hit in _boards(company, standing) if _says(hit, typed)]
    found = company.registers.find(typed, ["customers", "products", "suppliers", "units"], limit=limit)
    records = [Hit("record", f"{hit.register}/{hit.key}", hit.name, hit.key) for hit in found]
    return (cases + queues + views + boards + records)[:limit]


def hit_at(company: Company, standing: Standing, kind: str, key: str, desk: str) -> Hit | None:
    """Return a place where somebody was as it stands now; None where it is gone, or no longer his to see."""
    match kind:
        case "case":
            try:
                return case_hit(company, visible_case(company, int(key) if key.isdecimal() else key, standing)[0])
            except NotFound:
                return None
        case "record":
            register, _slash, record = key.partition("/")
            name = company.registers.name(register, record)
            return Hit(kind, key, as_given(register, record, name), record) if name else None
        case "queue":
            listing = Listing(company, standing)
            hits = (*_queues(company, listing, desk), *_views(listing, desk))
            return next((hit for hit in hits if hit.key == key), None)
        case "board":
            return next((hit for hit in _boards(company, standing) if hit.desk == desk), None)
        case "register" | "ledger" | "manual":
            return Hit(kind, key, "", "", desk)
        case _:
            return None


def case_hit(company: Company, case: Case) -> Hit:
    """Return a case as somewhere to go, with what it is about."""
    return Hit("case", case.name, case.name, _about(company, case))


def _says(hit: Hit, typed: str) -> bool:
    return isinstance(hit.title, Message) and says(hit.title, typed)


def _queues(company: Company, listing: Listing, desk: str) -> Iterator[Hit]:
    """Yield the queues of a desk this person has."""
    for queue in company.catalogue.queues_of(desk):
        if listing.has(queue):
            yield Hit("queue", queue.key, queue.title, "", desk)


def _views(listing: Listing, desk: str) -> Iterator[Hit]:
    """Yield the saved views of a desk this person has."""
    for view, _queue in listing.views(desk):
        yield Hit("queue", key_of(view), view.name, view.filter, desk)


def _boards(company: Company, standing: Standing) -> Iterator[Hit]:
    """Yield the dashboards of this person."""
    for board in company.catalogue.boards:
        if board.posts & standing.posts:
            yield Hit("board", "", _("Dashboard: {desk}")(desk=board.desk.title), "", board.desk.key)


def colleagues(company: Company, typed: str, limit: int, among: Collection[int] | None = None) -> list[Choice]:
    """Return persons who hold a post, by login, name, or the register's pinyin; the key is the login.

    among: only these persons.
    """
    day, wanted = company.now().date(), typed.strip().casefold()
    by_register = {hit.key for hit in company.registers.find(typed, ["employees"], limit=50)}
    found = []
    for person in company.people.all():
        held = company.people.posts_of(person.id, day)
        named = wanted in person.login or wanted in person.name.casefold() or person.employee in by_register
        if held and named and (among is None or person.id in among):
            found.append(Choice(person.login, person.name, ", ".join(dict.fromkeys(one.post for one in held))))
    return found[:limit]
