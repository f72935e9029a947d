"""What the engine hands out to show, as lines for people: a queue, a case, what came of a command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from console.output import Output, Shown
from db.message import Message, _
from workflows.engine.view import CaseView, Change, Event, Outcome, Page, Paper, Place, Preview, Table, TaskRow
from workflows.engine.words import change_said


def queue_lines(out: Output, page: Page) -> Iterator[str]:
    """Show a page of a queue; marks as on the screen: L late, ! due today, ↩ sent back, ● mine, ○ another's."""
    headings = (
        Message(""), _("No."), _("What"), _("Step"), _("Amount"), _("From"), _("Waiting"), _("Due"),
    )  # fmt: skip
    rows: list[Sequence[Shown]] = [
        (
            _marks(row), row.number, f"{out.say(row.process_title)}, {row.subject}" if row.subject else row.process_title,
            row.step_title, row.amount, row.requester, row.waited, row.due_at,
        )
        for row in page.rows
    ]  # fmt: skip
    yield from out.table(headings, rows)
    shown = _("{shown} of {total}")(shown=len(page.rows), total=page.total)
    yield out.say(shown)
    if page.more_after and page.last:
        yield out.say(_("more: --after {cursor}")(cursor=page.last))


def _marks(row: TaskRow) -> str:
    late = {"late": "L", "today": "!"}.get(row.lateness, "")
    claimed = {"me": "●", "other": "○"}.get(row.claimed, "")
    return late + ("↩" if row.sent_back else "") + claimed


def outcome_lines(out: Output, outcome: Outcome) -> Iterator[str]:
    """Show what came of a command."""
    if outcome.replayed:
        yield out.say(_("This was done before, under the same key:"))
    yield out.say(outcome.said)
    if outcome.opened:
        yield out.say(_("opened: {numbers}")(numbers=", ".join(outcome.opened)))


def case_data(view: CaseView) -> dict[str, Any]:
    """Return a case as data: its fields by name, what was changed and which papers there are as objects."""
    data = {one.name: getattr(view, one.name) for one in fields(view)}
    data["timeline"] = [
        {one.name: getattr(event, one.name) for one in fields(event)}
        | {"changes": [_change_data(change) for change in event.changes]}
        for event in view.timeline
    ]
    data["documents"] = [{"id": paper, "title": title, "number": number} for paper, title, number in view.documents]
    return data


def _change_data(change: Change) -> dict[str, Any]:
    return {"field": change.title, "before": change.before, "after": change.after, "kind": change.kind}


def case_lines(out: Output, view: CaseView) -> Iterator[str]:
    """Show a case: head, form, what decides it, what can be done, what has happened."""
    yield f"{view.number}  {out.say(view.process_title)}  {out.say(view.subject)}".rstrip()
    yield from out.pairs([
        (_("stands at"), view.standing),
        (_("from"), view.requester),
        (_("opened"), view.opened_at),
        (_("submitted"), view.submitted_at),
        (_("version"), view.seq),
    ])  # fmt: skip
    yield from out.section(_("Form"), out.pairs([(one.title, one.cell.text) for one in view.fields]))
    for table in view.tables:
        yield from out.section(table.title, _table(out, table))
    yield from out.section(_("Changed"), [out.say(change_said(change)) for change in view.preview.changes])
    yield from _deciding(out, view.preview)
    yield from out.section(_("Timeline"), [line for event in view.timeline for line in _event(out, event)])
    yield from out.section(_("Related"), out.table(
        (_("No."), _("What"), _("Stands at")),
        [(one.number, f"{out.say(one.process_title)} {one.subject}".rstrip(), one.standing) for one in view.related],
    ))  # fmt: skip
    yield from out.section(_("Entries"), out.table(
        (_("When"), _("Ledger"), _("Entry"), _("Quantity"), _("Amount")),
        [(one.at, one.ledger, one.text, one.quantity, one.amount) for one in view.entries],
    ))  # fmt: skip
    yield from out.section(_("Papers"), [f"{number}  {out.say(title)}" for _id, title, number in view.documents])
    yield from out.section(_("Process"), [_way(out, view.places)])


def paper_lines(out: Output, paper: Paper) -> Iterator[str]:
    """Show a paper as it was issued."""
    yield f"{out.say(paper.title)}  {paper.number}  {paper.issued_at}"
    yield ""
    yield from out.pairs([(one.title, one.cell.text) for one in paper.fields])
    for table in paper.tables:
        yield from out.section(table.title, _table(out, table))
    yield from out.section(_("Signed"), [out.say(one) for one in paper.signed])


def _deciding(out: Output, preview: Preview) -> Iterator[str]:
    yield from out.section(_("Why it is here"), [out.say(one) for one in (*preview.why, *preview.brief)])
    checks = []
    for check in preview.checks:
        checks.append(f"{'✓' if check.holds else '✗'} {out.say(check.title)}")
        checks += [f"    {out.say(reason)}" for reason in check.reasons]
    yield from out.section(_("Checks"), checks)
    actions = []
    for action in preview.actions:
        needs = [*action.requires, *([out.say(_("a reason"))] if action.needs_reason else [])]
        said = _("needs: {items}")(items=", ".join(needs)) if needs else ""
        actions.append(f"{action.key}  {out.say(action.title)}  {out.say(said)}".rstrip())
        actions += [f"    {out.say(reason)}" for reason in action.reasons]
    yield from out.section(_("Actions"), actions)
    yield from out.section(_("Next"), [out.say(one) for one in preview.next])


def _table(out: Output, table: Table) -> list[str]:
    rows: list[list[Shown]] = [[cell.text for cell in row] for row in table.rows]
    return out.table(table.columns, rows, table.numeric)


def _event(out: Output, event: Event) -> Iterator[str]:
    who = event.person
    if event.on_behalf_of:
        who = out.say(_("{person} for {principal}")(person=event.person, principal=event.on_behalf_of))
    undone = f" {out.say(_('(taken back)'))}" if event.undone else ""
    yield f"{out.say(event.at)}  {out.say(who)}  {out.say(event.text)}{undone}"
    said = [out.say(text) for text in (event.reason, event.note) if text]
    if said:
        yield f"    {': '.join(said)}"
    yield from (f"    {out.say(change_said(change))}" for change in event.changes)


def _way(out: Output, places: Sequence[Place]) -> str:
    """The way of a case in one line: where it stands in brackets, its end in round ones, what lies ahead after `..>`."""
    said = ""
    for place in places:
        title = out.say(place.title)
        shown = {"now": f"[{title}]", "end": f"({title})"}.get(place.state, title)
        link = " + " if place.beside else " ..> " if place.state == "ahead" else " -> "
        said = f"{said}{link}{shown}" if said else shown
    return said
