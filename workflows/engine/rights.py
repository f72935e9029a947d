"""Questions about rights and texts that commands and screens ask alike."""

from db.cases import Case, Task
from db.message import Message, _
from workflows.engine.authority import Permit, Standing, barred, permit, sees_case
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.flow import Flow
from workflows.engine.form import hidden_character
from workflows.engine.process import Action, Kind, Process, Step
from workflows.engine.who import who

_TEXT_LIMIT = 1000


STRAIGHT = "-straight"
"""Ends the key of an action that hands a case straight back to the one who sent it back."""


def plain_action(key: str) -> tuple[str, bool]:
    """Return the key of an action as its process declares it, and whether it is to go straight to the sender back."""
    return (key.removesuffix(STRAIGHT), True) if key.endswith(STRAIGHT) else (key, False)


def may_open(process: Process, standing: Standing) -> bool:
    """Whether a person may open a case of a process by hand."""
    allowed = process.opened_by if process.opened_by is not None else process.draft.by
    if allowed == ():
        return False
    opener = who(allowed)
    return bool(standing.posts.intersection(opener.posts)) or not opener.posts


def why_not_open(process: Process, standing: Standing) -> Message | None:
    """Say why a person may not open a case of a process by hand; None: he may."""
    if may_open(process, standing):
        return None
    if process.opened_by == ():
        return _("“{process}” is opened by other work, not by hand")(process=process.title)
    opener = who(process.opened_by) if process.opened_by is not None else process.draft.who
    return _("“{process}” is opened by: {who}")(process=process.title, who=opener.title)


def may_act(
    company: Company, process: Process, case: Case, task: Task, step: Step, action: Action, standing: Standing
) -> Permit | Message:
    """Say whether a person may take an action of an open task (guards aside), or why not."""
    facts = Flow(company, standing.person_id, company.now()).facts(process, case, task=task)
    if action.kind is Kind.WITHDRAW and not step.draft:
        if standing.person_id != case.requester_id:
            return _("Only the requester withdraws it")
        return Permit(None, None)
    excluded = company.cases.barred(task.id) | barred(facts, step)
    if action.by is not None:
        slot = frozenset(actor for one in who(action.by).slots(facts) for actor in one)
        if not slot & standing.every:
            return _("“{action}” is for: {who}")(action=action.title, who=who(action.by).title)
        if standing.person_id in excluded:
            return _("Four eyes: you had a part in this, somebody else decides it")
        if not any(slot & set(actors) for actors in task.slots):
            return Permit(None, None)
    return permit(facts, standing, task, excluded)


def visible_case(company: Company, case: int | str, standing: Standing) -> tuple[Case, Process]:
    """Return a case the person may see; NotFound says no more than that there is none for him."""
    try:
        found = company.cases.case(case) if isinstance(case, int) else company.cases.find(case)
    except KeyError:
        found = None
    if found is not None:
        process = company.catalogue.of(found)
        if sees_case(company, process, found, standing):
            return found, process
    if isinstance(case, int):
        # A number of the program's own, which says nothing to a person.
        raise NotFound(_("This case is not one that you may see"))
    raise NotFound(_("There is no case {name} that you may see")(name=case))


def claimed_by(task: Task, company: Company) -> int | None:
    """Return who holds the lease of a task now."""
    if task.claimed_by is None or task.claimed_until is None or task.claimed_until <= company.now():
        return None
    return task.claimed_by


def text_problems(text: str) -> list[Message]:
    """Return what is wrong with a free text: hidden characters, or too long."""
    if len(text) > _TEXT_LIMIT:
        return [_("at most {max_length} characters")(max_length=_TEXT_LIMIT)]
    found = hidden_character(text)
    if found:
        return [_("holds the invisible control character U+{code}; type the text again without it")(code=found)]
    return []
