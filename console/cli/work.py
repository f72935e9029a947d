"""The daily work: the lists, a case, and what is done to it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from console.command import OneOf, Whole, argument, command, option
from console.data import DATA, read_data
from console.failure import Findings, Problem
from console.output import Output
from console.run import Run
from console.shown import case_data, case_lines, outcome_lines, paper_lines, queue_lines
from db.errors import Busy
from db.message import _

if TYPE_CHECKING:
    from workflows.engine.handing import Beside
    from workflows.engine.office import Office
    from workflows.engine.view import CaseView

_CASE = _("number of the case, or its id")
_KEY = _("idempotency key: repeat the same one when you are not sure that a command arrived")
_LONGEST = 500
_WAYS = ("transfer", "before", "after", "beside", "copy", "urge")


@command(_("List the queues of a desk, or the items of one."), person=True)
@argument(
    "name",
    _("key of the queue, or name of a saved view; without it, the queues and how much each holds"),
    required=False,
)
@option("--desk", metavar="DESK", words=_("the desk, where it is not your own"))
@option(
    "--filter",
    "text",
    metavar="TEXT",
    default="",
    words=_("only items with these words; “!word” without; “field:value”"),
)
@option("--after", metavar="CURSOR", words=_("go on after this place, as the answer before named it"))
@option("--limit", type=Whole(1, _LONGEST), default=60, words=_("how many items at most (60)"))
def queue(run: Run, name: str | None, desk: str | None, text: str, after: str | None, limit: int) -> None:
    office = run.office
    with suppress(Busy):  # others are writing: what is due waits for the next look
        office.tick()
    at, found = _place(office, desk, name)
    if found is None:
        tabs = office.queues(at)
        headings = (_("Queue"), _("Name"), _("Items"))
        rows = [(tab.key, tab.title, tab.count) for tab in tabs]
        run.out.give({"desk": at, "queues": tabs}, run.out.table(headings, rows))
        return
    page = office.page(at, found, after=after, limit=limit, text=text)
    if page.problems:
        raise Problem("usage", page.problems[0], page.problems[1:])
    result = {
        "desk": at,
        "queue": found,
        "total": page.total,
        "rows": page.rows,
        "after": page.last if page.more_after else None,
    }
    run.out.give(result, queue_lines(run.out, page))


@command(_("Show a case: what it asks for, what can be done, what has happened."), person=True)
@argument("case", _CASE)
@option("--document", metavar="KIND", words=_("print a paper issued from it instead"))
def show(run: Run, case: str, document: str | None) -> None:
    view = run.office.case(_named(case))
    if document is None:
        run.out.give(case_data(view), case_lines(run.out, view))
        return
    paper = run.office.document(view.case_id, _paper(view, document))
    out = Output(paper.language or run.out.language, as_json=run.out.as_json)
    out.give(paper, paper_lines(out, paper))


@command(_("Open a case of a process, and hand it in."), "open", person=True)
@argument("process", _("key of the process"))
@option("--data", "source", metavar="FILE|JSON", required=True, words=DATA)
@option("--draft", is_flag=True, words=_("keep it as a draft, unfinished as it may be, instead of handing it in"))
@option("--action", metavar="ACTION", default="", words=_("hand it in by another action of its draft than the first"))
@option("--key", metavar="KEY", words=_KEY)
def open_(run: Run, process: str, source: str, draft: bool, action: str, key: str | None) -> None:
    findings = Findings()
    values: dict[str, Any] = {}
    with findings.collecting():
        values = read_data(source)
    if findings:
        with findings.collecting():
            run.office.new_form(process)
    findings.tell()
    outcome = run.office.open(process, values, submit=not draft, key=run.key(key), action=action)
    run.out.give(outcome, outcome_lines(run.out, outcome))


@command(_("Take an action of a case: approve, reject, send back, submit …"), person=True)
@argument("case", _CASE)
@argument("action", _("key of the action, as “console show” lists it"))
@option("--reason", metavar="NUMBER|TEXT", words=_("the reason: its number in the list of the process, or its words"))
@option("--note", metavar="TEXT", default="", words=_("a note that stays with the decision"))
@option("--data", "source", metavar="FILE|JSON", words=DATA)
@option(
    "--seen", metavar="N", type=Whole(0, 10**12), words=_("the version you read (seq); refused if it has changed since")
)
@option("--key", metavar="KEY", words=_KEY)
@option("--take-over", is_flag=True, words=_("act although somebody else has claimed it"))
def act(
    run: Run,
    case: str,
    action: str,
    reason: str | None,
    note: str,
    source: str | None,
    seen: int | None,
    key: str | None,
    take_over: bool,
) -> None:
    findings, named = Findings(), _named(case)
    values: dict[str, Any] | None = None
    number = None
    with findings.collecting():
        values = read_data(source) if source else None
    with findings.collecting():
        if findings:
            run.office.case(named)
        if reason is not None:
            number, note = _reason(run, named, reason, note)
    findings.tell()
    outcome = run.office.act(
        named, action, values=values, reason=number, note=note, seen=seen, key=run.key(key), take_over=take_over
    )
    run.out.give(outcome, outcome_lines(run.out, outcome))


@command(_("Take back your own last decision, while nobody has acted on it since."), person=True)
@argument("case", _("the case; without it, wherever you decided last"), required=False)
@option("--key", metavar="KEY", words=_KEY)
def take_back(run: Run, case: str | None, key: str | None) -> None:
    case_id = run.office.case(_named(case)).case_id if case else None
    outcome = run.office.take_back(key=run.key(key), case=case_id)
    run.out.give(outcome, outcome_lines(run.out, outcome))


@command(_("Claim a case for a while, so that others see you are working on it."), person=True)
@argument("case", _CASE)
@option("--release", is_flag=True, words=_("give the claim back"))
def claim(run: Run, case: str, release: bool) -> None:
    view = run.office.case(_named(case))
    if view.preview.task_id is None:
        raise Problem("refused", _("{number} waits for nobody.")(number=view.number))
    if release:
        run.office.unclaim(view.preview.task_id)
        said = _("{number} is free again.")(number=view.number)
    else:
        run.stay_signed_in()
        run.office.claim(view.preview.task_id)
        said = _("{number} is yours for now.")(number=view.number)
    run.out.give({"number": view.number, "task_id": view.preview.task_id, "claimed": not release}, [run.out.say(said)])


@command(_("Pass a case on: hand it over, ask one more approver, send a copy, or urge."), "pass", person=True)
@argument("case", _CASE)
@argument("way", _("how: an approver is asked before, after or beside you"), type=OneOf(*_WAYS))
@option("--to", metavar="LOGIN", default="", words=_("the colleague (not for urge)"))
@option("--note", metavar="TEXT", default="", words=_("why; must be said where somebody else decides"))
@option("--key", metavar="KEY", words=_KEY)
def pass_(run: Run, case: str, way: str, to: str, note: str, key: str | None) -> None:
    if way != "urge" and not to:
        raise Problem("usage", _("{name} is missing.")(name="--to"))
    view, office, key = run.office.case(_named(case)), run.office, run.key(key)
    task = view.preview.task_id
    if way == "urge":
        outcome = office.urge(view.case_id, note=note, key=key)
    elif way == "copy":
        outcome = office.copy_to(view.case_id, to, note=note, key=key)
    elif task is None:
        raise Problem("refused", _("{number} waits for nobody.")(number=view.number))
    elif way == "transfer":
        outcome = office.transfer(task, to, note=note, key=key)
    else:
        outcome = office.add_approver(task, to, cast("Beside", way), note=note, key=key)
    run.out.give(outcome, outcome_lines(run.out, outcome))


@command(_("Add a comment to a case."), person=True)
@argument("case", _CASE)
@argument("text", _("what you say"))
@option("--key", metavar="KEY", words=_KEY)
def comment(run: Run, case: str, text: str, key: str | None) -> None:
    view = run.office.case(_named(case))
    run.office.comment(view.case_id, text, key=run.key(key))
    run.out.give({"number": view.number, "comment": text}, [run.out.say(_("Noted on {number}.")(number=view.number))])


def _named(case: str) -> int | str:
    """Return what names a case: an id written as digits, otherwise the number (or `#` and the id)."""
    return int(case) if case.isascii() and case.isdigit() and len(case) < 19 else case


def _paper(view: CaseView, kind: str) -> int:
    """Return the id of the last paper of a kind (its key in the procedure), or of the one with that number."""
    from workflows.catalogue import CATALOGUE

    titles = {one.key: one.title for one in CATALOGUE.processes[view.process].documents}
    named = [paper for paper, title, number in view.documents if kind == number or title == titles.get(kind)]
    if not named:
        keys = [key for key, title in titles.items() if any(title == one for _id, one, _number in view.documents)]
        raise Problem("not-found", _("No paper “{kind}” has been issued from {number}. There are: {kinds}")(
            number=view.number, kind=kind, kinds=", ".join(keys) or "–"
        ))  # fmt: skip
    return named[-1]


def _place(office: Office, desk: str | None, name: str | None) -> tuple[str, str | None]:
    """Return the desk that is meant, the one named or the first of the person's that has it, and the key of the queue.

    A saved view goes by its name, too.
    """
    desks = [one.key for one in office.desks()]
    if desk is not None and desk not in desks:
        raise Problem("not-found", _("There is no desk “{desk}” for you. There are: {desks}")(
            desk=desk, desks=", ".join(desks)
        ))  # fmt: skip
    if not desks:
        raise Problem("refused", _("You work at no desk."))
    among = desks if desk is None else [desk]
    if name is None:
        return among[0], None
    tabs = [(one, tab) for one in among for tab in office.queues(one)]
    for at, tab in tabs:
        if name == tab.key or (tab.view is not None and name.casefold() == str(tab.title).casefold()):
            return at, tab.key
    there_are = dict.fromkeys(tab.key if tab.view is None else str(tab.title) for _at, tab in tabs)
    raise Problem("not-found", _("There is no queue “{queue}”. There are: {queues}")(
        queue=name, queues=", ".join(there_are)
    ))  # fmt: skip


def _reason(run: Run, case: int | str, reason: str, note: str) -> tuple[int | None, str]:
    """Return the number of a reason and the note: a reason in words of one's own is a note."""
    if reason.isascii() and reason.isdigit() and len(reason) < 6:
        return int(reason), note
    view: CaseView = run.office.case(case)
    listed = run.office.reasons(view.process)
    wanted = reason.strip().casefold()
    for number, text in enumerate(listed, 1):
        if wanted in (text.render().casefold(), run.out.say(text).casefold()):
            return number, note
    return None, f"{reason} {note}".strip() if note else reason
