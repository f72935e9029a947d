"""Looking after the database: is it sound, back it up, restore it, bring it up to date. No person signs in: whoever
may touch the file may do this."""

from __future__ import annotations

from pathlib import Path

import click

from console.command import argument, command, option
from console.run import Run
from db.message import _


@command(_("Check the books of a database against the rules they must keep, and the audit chain."), database=True)
@option("--rebuild", is_flag=True, words=_("first make every balance anew from the entries behind it"))
def check(run: Run, rebuild: bool) -> None:

    from console.soundness import nothing_left_behind
    from db import check as books

    if rebuild:
        books.rebuild(run.database)
    found = books.check(run.database, [nothing_left_behind])
    headings = (_("Rule"), _("What is wrong"))
    lines = run.out.table(headings, [(one.invariant or None, one.message) for one in found])
    run.out.give(
        {"db": run.database.path, "sound": not found, "problems": found},
        lines or [run.out.say(_("Everything is as it must be."))],
    )
    if found:
        raise click.exceptions.Exit(1)


@command(_("Copy the database to a file, as it is now, and verify the copy; others go on working."), database=True)
@argument("file", _("where to; nothing is overwritten"))
def backup(run: Run, file: str) -> None:
    from db.backup import back_up

    target = Path(file).expanduser().absolute()
    back_up(run.database, target)
    said = _("{path} is a verified copy.")(path=str(target))
    run.out.give({"db": run.database.path, "file": target}, [run.out.say(said)])


@command(_("Make a database from a back-up, where there is none yet."), database=True)
@argument("file", _("the back-up"))
def restore(run: Run, file: str) -> None:
    from db.backup import restore as restored

    source = Path(file).expanduser().absolute()
    database = run.keep_open(restored(source, run.company_place))
    said = _("{path} is restored from {file}.")(path=str(database.path), file=str(source))
    run.out.give({"db": database.path, "file": source}, [run.out.say(said)])


@command(
    _("Bring a database of an older version, and its public holidays, up to date. Make a back-up first."), database=True
)
def migrate(run: Run) -> None:
    from db.database import Database
    from workflows.engine.calendar import install_calendar

    database = run.keep_open(Database.open(run.company_place, migrate=True))
    with database.write():
        install_calendar(database)
    version = database.value("PRAGMA user_version")
    said = _("{path} is up to date (version {version}).")(path=str(database.path), version=version)
    run.out.give({"db": database.path, "version": version}, [run.out.say(said)])
