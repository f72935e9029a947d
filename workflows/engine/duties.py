"""What time brings: duties that open cases, deadlines that remind, escalate, or move a case.

Any session or the server may tick; each opening is taken once (unique by duty, period and object), each step in its
own transaction. What a deadline does is noted as done by the program for the person it waited for; it never decides
over money or stock.
"""

from typing import Any

from db.cases import Task
from db.message import Message, _
from workflows.engine.authority import holders_of, waiting_for
from workflows.engine.company import Company
from workflows.engine.durations import Duration
from workflows.engine.errors import CommandError
from workflows.engine.facts import CompanyFacts
from workflows.engine.flow import SYSTEM, Flow
from workflows.engine.notices import notice_json
from workflows.engine.process import Process
from workflows.engine.recurring import Duty, Occurrence, Reminder
from workflows.engine.who import of_post


def tick(company: Company, person: int) -> list[str]:
    """Do what is due now; return the names of the cases that were opened. Cheap when nothing is."""
    opened = []
    for process in company.catalogue.processes.values():
        for duty in process.duties:
            if isinstance(duty, Reminder):
                _remind(company, duty)
            else:
                opened.extend(_run_duty(company, process, duty, person))
    for task in company.cases.overdue(company.now()):
        if _has_something_to_do(company, task):
            _run_deadline(company, task, person)
    return opened


def _run_duty(company: Company, process: Process, duty: Duty, person: int) -> list[str]:
    opened = []
    with company.db.read():
        found = list(duty.due(CompanyFacts(company, company.now())))
    for due in found:
        if company.cases.duty_started(duty.key, due.period, due.object):
            continue
        with company.db.write():
            if company.cases.start_duty(duty.key, due.period, due.object, company.now()):
                opened.append(_open(company, process, duty, due, person))
    return opened


def _open(company: Company, process: Process, duty: Duty, due: Occurrence, person: int) -> str:
    flow = Flow(company, person, company.now())
    case = flow.open_case(process, due.form, key=f"duty:{duty.key}:{due.period}:{due.object}", duty=duty.key)
    company.cases.finish_duty(duty.key, due.period, due.object, case.id)
    if due.submit or due.step:
        flow.hand_in(case, via=None, requester=due.requester or person, step=due.step, kind=SYSTEM)
    return company.cases.case(case.id).name


def _remind(company: Company, reminder: Reminder) -> None:
    """Tell people what is due on a working day, once, from its opening on."""
    now = company.now()
    period = now.date().isoformat()
    if not company.calendar.is_working(now.date()) or now < company.calendar.opening(now.date()):
        return
    if company.cases.duty_started(reminder.key, period, ""):
        return
    with company.db.write():
        if company.cases.start_duty(reminder.key, period, "", now):
            for one in reminder.due(CompanyFacts(company, now)):
                for person in dict.fromkeys(one.persons):
                    company.cases.notify(person, one.case.id, notice_json(one.said), now)


def _has_something_to_do(company: Company, task: Task) -> bool:
    """Whether a deadline has an action to try, or a reminder or an escalation is due; asked before anything is written."""
    if task.reminded_at is None or _is_late_enough(company, task):
        return True
    process = company.catalogue.versions.get((task.process, company.cases.case(task.case_id).version))
    return process is not None and bool(process.step(task.step).at_deadline)


def _is_late_enough(company: Company, task: Task) -> bool:
    """Whether the superior post is to be let act as well."""
    limit: Duration = company.policy("engine.escalate")
    return task.due_at is not None and company.now() >= limit.after(task.due_at, company.calendar)


def _run_deadline(company: Company, seen: Task, person: int) -> None:
    """Take the action of the deadline, or remind; after a further limit, let the superior post act too."""
    with company.db.write():
        task = company.cases.task(seen.id)
        now = company.now()
        if task.closed_at is not None or task.escalated_at is not None or not task.due_at or task.due_at >= now:
            return
        case = company.cases.case(task.case_id)
        if (case.process, case.version) not in company.catalogue.versions:
            return  # nobody can act on it before it is migrated
        process = company.catalogue.of(case)
        step = process.step(task.step)
        flow = Flow(company, person, now)
        facts = flow.facts(process, case, task=task)
        if step.at_deadline and (action := step.action(step.at_deadline)):
            try:
                judged = flow.judge(process, case, task, action, {})
                flow.carry_out(judged, task, action, key=f"deadline:{task.id}", kind=SYSTEM)
                return
            except CommandError:
                pass  # its guards stand against it: it stays, and is reminded like any other
        if task.reminded_at is None:
            task.reminded_at = now
            told = company.cases.actors(task.id) | {of_post(post) for post in process.told_when_late}
            _tell(company, task, _("{number}: “{step}” is overdue")(number=case.name, step=step.title), sorted(told))
        elif _is_late_enough(company, task):
            task.escalated_at = now
            if not (task.draft or step.waits):
                before = company.cases.actors(task.id)
                company.cases.set_actors(task.id, waiting_for(facts, task))
                _tell(
                    company,
                    task,
                    _("{number}: “{step}” has come to you, it is overdue")(number=case.name, step=step.title),
                    sorted(company.cases.actors(task.id) - before),
                )
        else:
            return
        company.cases.save_task(task)


def _tell(company: Company, task: Task, message: Message, actors: Any = None) -> None:
    for actor in actors if actors is not None else sorted(company.cases.actors(task.id)):
        if actor == "anyone":
            continue
        for person in sorted(holders_of(company, actor, company.now())):
            company.cases.notify(person, task.case_id, notice_json(message), company.now())
