"""What the company's processes are: for people to read, and for scripts to drive them by."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from console.command import Group, argument, option
from console.failure import Problem
from console.run import Run
from db.message import Message, _, plural
from screens.words import wrap
from workflows.engine.durations import Duration
from workflows.engine.process import Process
from workflows.files import why

PROCESS = Group("process", words=_("The processes: their forms, steps, actions and rules."))

_KEY = _("key of the process, as “console process list” shows it")
_INTENT = _("idempotency key: repeat the same one when you are not sure that a command arrived")


@PROCESS.add(_("List the processes."), "list")
def list_(run: Run) -> None:
    found: list[dict[str, Any]] = [
        {"key": one.key, "title": one.title, "desk": one.desk.key, "prefix": one.prefix, "version": one.version}
        for one in _processes().values()
    ]
    headings = (_("Key"), _("Process"), _("Desk"), _("Prefix"), _("Version"))
    run.out.give({"processes": found}, run.out.table(headings, [list(one.values()) for one in found]))


@PROCESS.add(
    _(
        "Show one process. With --json: the form's JSON schema, the steps with who acts and what may be edited, the "
        "actions with what they require, check, book and lead to, reasons, posts and policies."
    )
)
@argument("key", _KEY)
def show(run: Run, key: str) -> None:
    from console.describe import described

    process = _process(key)
    found = described(process, frozenset(_processes()), run.out.say, run.out.language)
    run.out.give(found, _shown(run, process, found))


@PROCESS.add(_("Draw a process as text: its steps, and the ways between them."))
@argument("key", _KEY)
def diagram(run: Run, key: str) -> None:
    from workflows.engine.diagram import diagram as drawn
    from workflows.i18n import translation

    process = _process(key)
    columns = min(shutil.get_terminal_size().columns, 120)
    text = drawn(process, translation(run.out.language), width=columns)
    run.out.give({"key": process.key, "title": process.title, "diagram": text}, text.splitlines())


@PROCESS.add(_("Show the manual page of a process, as it is read inside the program."))
@argument("key", _KEY)
def manual(run: Run, key: str) -> None:
    from workflows.catalogue import CATALOGUE
    from workflows.engine.manual import Manual

    process = _process(key)
    page = Manual(CATALOGUE, run.out.language).page(process)
    run.out.give({"key": process.key, "title": process.title, "page": page}, page.splitlines())


@PROCESS.add(_("Write the manual: a page for every process, the permissions, the policies."))
@argument("folder", _("where to; made if it is not there"))
def docs(run: Run, folder: str) -> None:
    from workflows.catalogue import CATALOGUE
    from workflows.engine.manual import Manual

    manual = Manual(CATALOGUE, run.out.language)
    pages = {f"{one.key}.md": manual.page(one) for one in CATALOGUE.processes.values()}
    pages |= {"index.md": manual.index(), "permissions.md": manual.permissions(), "policies.md": manual.policies()}
    target = Path(folder).expanduser()
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (target / name).write_text(text, "utf-8")
    except OSError as error:
        raise Problem("invalid", _("{path} cannot be written ({problem}).")(
            path=folder, problem=why(error)
        )) from None  # fmt: skip
    said = plural("{count} page written to {path}.", "{count} pages written to {path}.")(count=len(pages), path=folder)
    run.out.give({"folder": target, "pages": sorted(pages)}, [run.out.say(said)])


@PROCESS.add(
    _(
        "Show which open cases run by an earlier version of a process, and where each would stand in the current one; "
        "with --carry-out, bring them there. All or none; it is recorded in each case."
    ),
    person=True,
)
@argument("key", _KEY)
@option("--carry-out", is_flag=True, words=_("do it; without this it is only shown"))
@option("--key", "intent", metavar="KEY", words=_INTENT)
def migrate(run: Run, key: str, carry_out: bool, intent: str | None) -> None:
    from workflows.engine import migrating
    from workflows.engine.functions import require

    require(run.database, run.person.id, run.clock.now().date(), "process.migrate")
    company = run.engine.company
    moves = (
        migrating.migrate(company, run.person.id, key, run.key(intent))
        if carry_out
        else migrating.planned(company, key)
    )
    rows = [
        (
            move.number, move.version, ", ".join(f"{old} → {new}" for old, new in move.steps), move.votes or None,
            "; ".join(run.out.say(problem) for problem in move.problems),
        )
        for move in moves
    ]  # fmt: skip
    headings = (_("Case"), _("Version"), _("Steps"), _("Votes given anew"), _("What stands against it"))
    done, shown = (
        plural("{count} case is brought over.", "{count} cases are brought over."),
        plural(
            "{count} case would be brought over; nothing was changed.",
            "{count} cases would be brought over; nothing was changed.",
        ),
    )
    run.out.give(
        {"process": key, "carried_out": carry_out, "cases": moves},
        [*run.out.table(headings, rows), run.out.say((done if carry_out else shown)(count=len(moves)))],
    )


def _processes() -> dict[str, Process]:
    from workflows.catalogue import CATALOGUE

    return dict(CATALOGUE.processes)


def _process(key: str) -> Process:
    processes = _processes()
    if key not in processes:
        raise Problem("not-found", _("There is no process “{key}”. There are: {keys}")(
            key=key, keys=", ".join(processes)
        ))  # fmt: skip
    return processes[key]


# --- for people -----------------------------------------------------------------------------------------------

_KINDS = {"draft": _("draft"), "decide": _("decides"), "work": _("carries out"), "wait": _("waits for other work")}


def _shown(run: Run, process: Process, found: dict[str, Any]) -> Iterator[str]:
    say = run.out.say
    yield f"{found['title']}  ({found['key']}, {found['prefix']}, {say(process.desk.title)})"
    yield from wrap(found["about"].replace("\n", " "), 100)
    yield from run.out.pairs([(_("opened by"), found["opened_by"] or _("other work, not by hand"))])
    yield from run.out.section(_("Form"), run.out.table(
        (_("Field"), _("Name"), _("Kind"), _("Filled by")), list(_fields(found["form"]))
    ))  # fmt: skip
    for step, limit in zip(found["steps"], (step.within for step in process.real_steps), strict=True):
        yield ""
        time = limit.shown() if isinstance(limit, Duration) else step["within"]
        within = say(_(", within {time}")(time=time)) if time else ""
        yield f"{step['title']}  ({step['key']}): {step['who']}, {say(_KINDS[step['kind']])}{within}"
        if step["edits"]:
            yield f"  {say(_('may be edited: {fields}')(fields=', '.join(step['edits'])))}"
        for action in step["actions"]:
            yield f"  {action['title']}  ({action['key']}) → {', '.join(action['targets']) or step['key']}"
            yield from (f"      {say(line)}" for line in _action(action))
    for title, lines in (
        (_("Ends"), [f"{end['title']}  ({end['key']})" for end in found["ends"]]),
        (_("Reasons"), [f"{reason['number']}  {reason['text']}" for reason in found["reasons"]]),
        (_("Policies"), run.out.table(
            (_("Policy"), _("What it is"), _("Default")),
            [
                (one["name"], one["title"], run.out.dumps(one["default"], indent=None).strip('"'))
                for one in found["policies"]
            ],
        )),
        (_("Duties"), [f"{one['title']}: {one['when']}" for one in found["duties"]]),
    ):  # fmt: skip
        yield from run.out.section(title, lines)


def _fields(schema: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str, str, Message]]:
    for name, part in schema["properties"].items():
        filled = _("the program") if part.get("readOnly") else _("you")
        kind = part.get("x-register") or "|".join(part.get("x-labels", ())) or part["x-kind"]
        yield f"{prefix}{name}", part["title"], kind, filled
        if part["x-kind"] == "lines":
            line = part["items"]["$ref"].rpartition("/")[2]
            yield from _fields(schema["$defs"][line], f"{prefix}{name}.")


def _action(action: dict[str, Any]) -> Iterator[Message]:
    for name, said in (
        ("edits", _("may be edited: {fields}")),
        ("requires", _("needs: {items}")),
        ("guards", _("checks: {items}")),
        ("effects", _("books: {items}")),
    ):
        if action[name]:
            yield said(items=", ".join(action[name]), fields=", ".join(action[name]))
    for way in action["routes"]:
        if way["when"]:
            yield _("if {condition}: {targets}")(condition=way["when"], targets=", ".join(way["targets"]))
    if action["needs_reason"]:
        yield _("needs a reason")
    if action["irreversible"]:
        yield _("cannot be taken back")
