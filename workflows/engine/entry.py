"""What entry screens need: the fields of a form or an action, computed values while one types, look-ups."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from db.cases import Case, Task
from db.message import _
from workflows.engine.asked import settled
from workflows.engine.authority import Standing, standing_of, unseen
from workflows.engine.company import Company
from workflows.engine.errors import Invalid, NotFound, Refused
from workflows.engine.facts import CompanyFacts
from workflows.engine.flow import Flow
from workflows.engine.form import FieldError, Form, as_json, computed, shape, typed_values
from workflows.engine.forms import editable, fixed_lines, merged, typed_now, typed_with, without
from workflows.engine.process import Action, Kind, Process, Step
from workflows.engine.rights import may_open, plain_action, visible_case
from workflows.engine.showing import Showing
from workflows.engine.view import EntryForm, KeptForm, OtherWay


def place(form: EntryForm) -> str:
    """Return where typed values are kept: `new:<process>`, or `<case>:<step>` while the case stands there."""
    return f"new:{form.process}" if form.case_id is None else f"{form.case_id}:{form.step}"


def kept_forms(company: Company, standing: Standing) -> list[KeptForm]:
    """Return the forms a person was typing and can go on with, the last one first.

    What was typed for a case that has gone on since, or for one he may not see or open any more, is not among them.
    """
    kept: list[KeptForm] = []
    for where, at in company.cases.drafts(standing.person_id):
        first, _colon, rest = where.partition(":")
        if first == "new":
            process = company.catalogue.processes.get(rest)
            if process is not None and may_open(process, standing):
                kept.append(KeptForm(process.key, process.title, at))
            continue
        with suppress(NotFound):
            case, process = visible_case(company, int(first), standing)
            if any(task.step == rest for task in company.cases.open_tasks(case.id)):
                kept.append(KeptForm(process.key, process.title, at, case.id, case.name))
    return kept


def new_form(company: Company, standing: Standing, process_key: str, beside: int | None = None) -> EntryForm:
    """Return the entry form of a new case. Raises NotFound.

    beside: the case that lies open while it is begun. What the new one takes over from it stands in the form already,
    unless something was kept that was typed before.
    """
    process = company.catalogue.processes.get(process_key)
    if process is None:
        raise NotFound(_("There is no process “{key}”")(key=process_key))
    kept = company.cases.draft(standing.person_id, f"new:{process_key}")
    if kept is not None or beside is None:
        values = kept or {}
    else:
        values = taken_from(company, visible_case(company, beside, standing)[0], process)
    return _form(process, process.draft, process.draft.actions[0], values, restored=kept is not None)


def taken_from(company: Company, case: Case, process: Process) -> dict[str, Any]:
    """Return what a new case beside another one is about, and what its process takes over from that one."""
    typed = editable(process, process.draft)
    known = {("ref", "customers"): case.customer, ("case", case.process): case.number}
    found = {part.name: known.get((part.kind, part.register)) for part in shape(process.form)}
    found |= process.takes_over(CompanyFacts(company, company.now()), case)
    return {name: value for name, value in found.items() if value and name in typed}


def copied_form(showing: Showing, process: Process, case: Case) -> EntryForm:
    """Return the entry form of a new case with what is typed in a draft and may be taken over from an old one."""
    facts = showing.facts_of(process, case, None)
    left_out = showing.hidden(facts, None) | computed(process.form) | set(process.not_copied)
    typed = {name: value for name, value in case.form.items() if name in editable(process, process.draft)}
    values = without(typed, left_out)
    if process.copied_from:
        values[process.copied_from] = case.name
    return _form(process, process.draft, process.draft.actions[0], values, restored=False)


def entry_form(
    company: Company, showing: Showing, process: Process, case: Case, task: Task | None, action_key: str
) -> EntryForm:
    """Return the entry form of an action at the step where a case stands. Raises NotFound."""
    step = process.step(task.step) if task else None
    action = step.action(plain_action(action_key)[0]) if step else None
    if step is None or action is None:
        raise NotFound(_("{number} does not stand where “{action}” can be taken")(number=case.name, action=action_key))
    kept = company.cases.draft(showing.standing.person_id, f"{case.id}:{step.key}")
    values = case.form if kept is None else _typed_over(case.form, kept, editable(process, typed_with(step, action)))
    form = _form(process, step, action, values, restored=kept is not None)
    hidden = showing.hidden(showing.facts_of(process, case, task), step)
    return EntryForm(
        form.process, form.title, form.model,
        [part for part in form.fields if part.name not in hidden], form.editable, form.requires,
        without(form.values, hidden), case.id, case.seq, action_key, action.title, kept is not None, step.key,
        step.draft, form.later, _asked(company, showing.standing.person_id, form, case, task, action),
        others=form.others, has_brief=form.has_brief,
    )  # fmt: skip


def _asked(company: Company, person: int, form: EntryForm, case: Case, task: Task | None, action: Action) -> str:
    """Return the first field typed here without which an action is refused as the case is now, "" where none is."""
    if task is None:
        return ""
    process = company.catalogue.of(case)
    flow = Flow(company, person, company.now())
    try:
        judged = flow.judge(process, case, task, replace(action, guards=(), requires=()), {})
    except (Invalid, Refused):
        return ""
    named = (why.field for why in flow.reasons_against(judged, action) if why.field)
    return next((path for path in named if form.may_type(_column(path)) or path in form.fixed_lines), "")


def _column(path: str) -> str:
    """Return the path of a column for that of one of its cells: `papers.parcels` for `papers.0.parcels`."""
    return ".".join(part for part in path.split(".") if not part.isdigit())


def _typed_over(form: Mapping[str, Any], kept: Mapping[str, Any], paths: Collection[str]) -> dict[str, Any]:
    """Return a case's values with what was being typed laid over them; all else is as it is now, not as it was then."""
    values = {name: value for name, value in form.items() if name not in paths}
    values |= {name: kept[name] for name in paths if name in kept}
    columns: dict[str, set[str]] = {}
    for path in paths:
        name, _dot, column = path.partition(".")
        if column and name not in paths:
            columns.setdefault(name, set()).add(column)
    for name, typed in columns.items():
        rows, before = form.get(name, []), kept.get(name, [])
        if len(rows) == len(before):
            values[name] = [_row_over(row, line, typed) for row, line in zip(rows, before, strict=True)]
    return values


def _row_over(row: Mapping[str, Any], line: Mapping[str, Any], columns: Collection[str]) -> dict[str, Any]:
    now = {name: value for name, value in row.items() if name not in columns}
    return now | {name: line[name] for name in columns if name in line}


def _form(process: Process, step: Step, action: Action, values: Mapping[str, Any], *, restored: bool) -> EntryForm:
    paths = typed_now(process, typed_with(step, action), values)
    unasked = settled(process.form, values, {path.partition(".")[0] for path in paths})
    top = {path.partition(".")[0] for path in (*paths, *action.requires)} - unasked
    fields = [
        part
        for part in shape(process.form)
        if part.name in top
        or (part.read and step.draft and part.name not in step.later)
        or (not step.draft and part.name in values and part.line is None and part.name not in unasked)
    ]
    return EntryForm(
        process.key, process.title, process.form, fields, paths, frozenset(action.requires), dict(values), None, None,
        action.key, action.title, restored, step.key, step.draft, frozenset(step.later), again=process.one_after_another,
        others=_others(step, action), has_brief=process.has_draft_brief if step.draft else process.has_brief,
    )  # fmt: skip


def _others(step: Step, action: Action) -> list[OtherWay]:
    """The actions by which a draft can be handed in besides this one."""
    return [
        OtherWay(one.key, one.title, one.needs_reason)
        for one in (step.actions if step.draft else ())
        if one.kind is not Kind.WITHDRAW and one.key != action.key and not one.moved_by
    ]


def fill(
    company: Company, person: int, form: EntryForm, values: Mapping[str, Any]
) -> tuple[dict[str, Any], list[FieldError]]:
    """Return the values with the fields the program fills, and what is still wrong with them.

    While something is wrong, what the program fills is what it was when the case came to this step.
    """
    flow, process, case, task, step = where_typed(company, person, form)
    unread = flow.unseen(process, case)
    typed = typed_values(process.form, dict(values), fixed_lines(step))
    try:
        filled = merged(company, process, step, case.form, values, complete=True, unseen=unread)
    except Invalid as problem:
        known = {} if step.draft else without(case.form, unread)
        return _with_computed(process.form, known, typed), problem.errors
    facts = flow.facts(process, case, filled, task)
    process.work_out(facts)
    hidden = unseen(facts, standing_of(company, person, flow.now)) - set(typed)
    return without(as_json(facts.form), hidden), []


def where_typed(company: Company, person: int, form: EntryForm) -> tuple[Flow, Process, Case, Task | None, Step]:
    """Return the case a form belongs to, with its process and task, and the step as one types in it for the action."""
    current = company.catalogue.processes[form.process]
    case = company.cases.case(form.case_id) if form.case_id else unopened(company, current, person)
    process = company.catalogue.of(case)
    task = next((one for one in company.cases.open_tasks(case.id) if one.step == form.step), None)
    step = process.step(form.step)
    if action := step.action(plain_action(form.action)[0]):
        step = typed_with(step, action)
    return Flow(company, person, company.now()), process, case, task, step


def _with_computed(model: type[Form], known: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return typed values with what the program filled in before, line by line where the lines are the same ones."""
    values = dict(typed)
    for part in shape(model):
        before, now = known.get(part.name), typed.get(part.name)
        if part.read and before is not None:
            values[part.name] = before
        elif part.line is not None and isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
            line = part.line
            values[part.name] = [_with_computed(line, was, row) for was, row in zip(before, now, strict=True)]
    return values


def unopened(company: Company, process: Process, person: int) -> Case:
    """Return a case that exists only while somebody types its form."""
    now = company.now()
    return Case(
        0, process.key, process.version, None, {}, 0, person, person, now, None, "", None, None,
        company.people.department_of(person), None, None, None, None,
    )  # fmt: skip
