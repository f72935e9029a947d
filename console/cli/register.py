"""The registers: customers, products, employees and the rest."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.command import Group, OneOf, Whole, Words, argument, option
from console.data import DATA, read_bytes, read_data, text_in
from console.failure import Problem
from console.run import Run
from db.message import Message, _, plural
from workflows.engine.functions import require
from workflows.files import why

if TYPE_CHECKING:
    from db.registers import StoredRecord
    from workflows.engine.form import FieldError
    from workflows.engine.records import Keeper, Row, Written
    from workflows.engine.registry import ChangeView

REGISTER = Group("register", words=_("The registers: customers, products, employees and the rest."))

_NAME = _("the register, as “console register list” names it")
_DONE = _("This was done before, under the same key:")
_PAGE = 500
_OTHERWISE = {
    "utf-8": [_("If a Chinese spreadsheet program wrote it, add --encoding gbk, or save it as .xlsx or CSV UTF-8.")],
    "gbk": [_("Leave --encoding out, or save it as .xlsx or CSV UTF-8.")],
}
_MOST_ERRORS = 1000


@REGISTER.add(_("List the registers, or the records of one."), "list", person=True)
@argument("name", _NAME, required=False)
@option("--filter", "text", type=Words(), metavar="TEXT", default="", words=_("only records with all these words"))
@option("--inactive", is_flag=True, words=_("also records that may no longer be chosen"))
@option("--after", metavar="KEY", default="", words=_("go on after this record"))
@option("--limit", type=Whole(1, _PAGE), default=100, words=_("how many at most (100)"))
def list_(run: Run, name: str | None, text: str, inactive: bool, after: str, limit: int) -> None:
    from workflows.registers import REGISTERS

    _require(run, "register.read")
    registers = run.engine.company.registers
    if name is None:
        found: list[dict[str, Any]] = [
            {"register": one.key, "title": one.title, "records": registers.count(one.key)} for one in REGISTERS.values()
        ]
        headings = (_("Register"), _("Name"), _("Records"))
        run.out.give({"registers": found}, run.out.table(headings, [list(one.values()) for one in found]))
        return
    keeper = _keeper(run, name)
    page = registers.page(name, text=text, after=after, limit=limit + 1, inactive=inactive)
    _give_records(run, keeper, page[:limit], page[limit - 1].key if len(page) > limit else None)


@REGISTER.add(_("Find records by name, pinyin initials, code or number, the best first."), person=True)
@argument("name", _NAME)
@argument("text", _("what you look for"))
@option("--limit", type=Whole(1, _PAGE), default=20, words=_("how many at most (20)"))
def search(run: Run, name: str, text: str, limit: int) -> None:
    _require(run, "register.read")
    keeper = _keeper(run, name)
    registers = run.engine.company.registers
    found = [registers.get(name, hit.key) for hit in registers.find(text, [name], limit=limit)]
    _give_records(run, keeper, [one for one in found if one is not None], None)


@REGISTER.add(_("Show a record, and with --history every change of it."), person=True)
@argument("name", _NAME)
@argument("key", _("key of the record"))
@option("--history", is_flag=True, words=_("what was changed when, by whom"))
def show(run: Run, name: str, key: str, history: bool) -> None:
    _require(run, "register.read")
    keeper = _keeper(run, name)
    record = run.engine.company.registers.get(name, key)
    if record is None:
        raise Problem("not-found", _("{key} is not in the register “{register}”.")(key=key, register=name))
    data = _data(keeper, record)
    changes = [_change(one) for one in run.office.registry.history(name, key)] if history else []
    lines = [f"{record.key}  {run.out.say(record.name)}"]
    lines += run.out.pairs(
        [(one.title, one.cell.text) for one in run.office.registry.record(name, key).fields if one.path]
    )
    lines += run.out.section(_("History"), [line for one in changes for line in _change_lines(run, one)])
    run.out.give(data | ({"history": changes} if history else {}), lines)


@REGISTER.add(_("Add a record."), person=True)
@argument("name", _NAME)
@argument("record", _("its key; a register that numbers its records gives the next number"), required=False)
@option("--data", "source", metavar="FILE|JSON", required=True, words=DATA)
@option("--key", metavar="KEY", words=_("idempotency key: repeat the same one when you are not sure it arrived"))
def add(run: Run, name: str, record: str | None, source: str, key: str | None) -> None:
    from workflows.engine.errors import Invalid
    from workflows.engine.records import Row

    _require(run, f"register.change.{_known(name)}")
    keeper = _keeper(run, name)
    row = Row(0, record or "", read_data(source))
    if key is not None and (earlier := keeper.written_before(key, record)) is not None:
        run.out.give({"register": name, "key": earlier, "replayed": True}, [run.out.say(_DONE), earlier])
        return
    if errors := [error for _number, error in keeper.check([row], update=False)]:
        raise Invalid(errors)
    written = keeper.write([row], key=key)
    said = _("{key} is in the register “{register}” now.")(key=written.keys[0], register=name)
    run.out.give({"register": name, "key": written.keys[0], "replayed": False}, [run.out.say(said)])


@REGISTER.add(_("Change fields of a record; what is not named stays."), person=True)
@argument("name", _NAME)
@argument("record", _("key of the record"))
@option("--data", "source", metavar="FILE|JSON", required=True, words=_("the fields, as for “add”; null empties one"))
@option("--seen", type=Whole(1, 2**31), words=_("the version you have looked at: another one is a conflict"))
@option("--key", metavar="KEY", words=_("idempotency key: repeat the same one when you are not sure it arrived"))
def change(run: Run, name: str, record: str, source: str, seen: int | None, key: str | None) -> None:
    _require(run, f"register.change.{_known(name)}")
    found = run.engine.company.registers.get(name, record)
    if found is None:
        raise Problem("not-found", _("{key} is not in the register “{register}”.")(key=record, register=name))
    keeper, intent = _keeper(run, name), run.key(key)
    replayed = keeper.written_before(intent, record) is not None
    run.office.registry.keep(name, record, read_data(source), seen=seen or found.version, intent=intent)
    now = run.engine.company.registers.get(name, record)
    version = now.version if now is not None else found.version
    said = _("{key} is at version {version} now.")(key=record, version=version)
    run.out.give(
        {"register": name, "key": record, "version": version, "replayed": replayed},
        [*([run.out.say(_DONE)] if replayed else []), run.out.say(said)],
    )


@REGISTER.add(
    _("Import records from an XLSX or CSV file; nothing is written while one row is wrong."), "import", person=True
)
@argument("name", _NAME)
@argument("file", _("XLSX or CSV file with a first line of field names, or - for standard input"))
@option("--update", is_flag=True, words=_("change records that are there already; columns that are missing stay"))
@option("--dry-run", is_flag=True, words=_("only check, write nothing"))
@option("--encoding", type=OneOf("utf-8", "gbk"), default="utf-8", words=_("of a CSV file: utf-8 (so it is) or gbk"))
@option("--sheet", "page", metavar="NAME", words=_("sheet of an XLSX file, where several have something in them"))
def import_(run: Run, name: str, file: str, update: bool, dry_run: bool, encoding: str, page: str | None) -> None:
    from workflows.engine.records import Written

    _require(run, f"register.change.{_known(name)}")
    keeper = _keeper(run, name)
    rows, errors = _rows(keeper, file, encoding, page)
    errors = _merged(errors, keeper.check(rows, update=update))
    if errors:
        raise _wrong_rows(errors)
    if dry_run:
        known = sum(row.known for row in rows)
        written = Written(new=len(rows) - known, changed=known)
    else:
        written = keeper.write(rows)
    _give_written(run, name, written, dry_run=dry_run)


@REGISTER.add(_("Write the records of a register as CSV."), person=True)
@argument("name", _NAME)
@argument("file", _("where to; without it or as -, to standard output"), required=False)
@option("--inactive", is_flag=True, words=_("also records that may no longer be chosen"))
def export(run: Run, name: str, file: str | None, inactive: bool) -> None:
    from console import sheet

    _require(run, "register.export")
    keeper = _keeper(run, name)
    records = [(one.key, keeper.shown(one)) for one in run.engine.company.registers.every(name, inactive=inactive)]
    text = sheet.written(keeper.register.model, records, keeper.hidden())
    if file in (None, "-"):
        if run.out.as_json:
            run.out.give({"register": name, "records": [{"key": key, **data} for key, data in records]}, ())
        else:
            sys.stdout.write(text)
        return
    try:
        with Path(file).expanduser().open("x", encoding="utf-8", newline="") as target:
            target.write(text)
    except FileExistsError:
        raise Problem("conflict", _("{path} is already there and is left as it is.")(path=file)) from None
    except OSError as error:
        raise Problem("invalid", _("{path} cannot be written ({problem}).")(
            path=file, problem=why(error)
        )) from None  # fmt: skip
    said = plural("{count} record written to {path}.", "{count} records written to {path}.")(
        count=len(records), path=file
    )
    run.out.give({"register": name, "file": file, "count": len(records)}, [run.out.say(said)])


# --- shared ---------------------------------------------------------------------------------------------------


def _require(run: Run, function: str) -> None:
    require(run.database, run.person.id, run.clock.now().date(), function)


def _known(name: str) -> str:
    from workflows.registers import REGISTERS

    if name not in REGISTERS:
        raise Problem("not-found", _("There is no register “{register}”. There are: {registers}")(
            register=name, registers=", ".join(REGISTERS)
        ))  # fmt: skip
    return name


def _keeper(run: Run, name: str) -> Keeper:
    from workflows.engine.records import Keeper

    return Keeper(run.engine.company, run.person.id, _known(name))


def _data(keeper: Keeper, record: StoredRecord) -> dict[str, Any]:
    return {
        "register": record.register,
        "key": record.key,
        "name": record.name,
        "active": record.active,
        "version": record.version,
        "fields": keeper.shown(record),
    }


def _give_records(run: Run, keeper: Keeper, records: list[StoredRecord], after: str | None) -> None:
    data = {"register": keeper.register.key, "records": [_data(keeper, one) for one in records], "after": after}
    rows = [(one.key, one.name, Message("") if one.active else _("no longer chosen")) for one in records]
    lines = run.out.table((_("Key"), _("Name"), Message("")), rows) or [run.out.say(_("nothing"))]
    if after is not None:
        lines.append(run.out.say(_("more: --after {cursor}")(cursor=after)))
    run.out.give(data, lines)


def _change_lines(run: Run, change: dict[str, Any]) -> Iterator[str]:
    yield "  ".join(str(run.out.say(change[part])) for part in ("at", "person", "case") if change[part])
    for one in change["changes"]:
        yield f"    {run.out.say(one['field'])}: {run.out.say(one['before'])} → {run.out.say(one['after'])}"


def _change(change: ChangeView) -> dict[str, Any]:
    return {
        "at": change.at,
        "person": change.person or None,
        "case": change.case or None,
        "fields": list(change.fields),
        "changes": [{"field": title, "before": before, "after": after} for title, before, after in change.changes],
    }


def _rows(keeper: Keeper, file: str, encoding: str, page: str | None) -> tuple[list[Row], list[tuple[int, FieldError]]]:
    """Return the rows of a file, and what of it could not be read."""
    from console import sheet, workbook
    from workflows.engine.records import Row

    model, raw = keeper.register.model, read_bytes(file)
    errors: list[tuple[int, FieldError]] = []
    if workbook.is_workbook(raw):
        lines, errors = workbook.read(model, raw, file, page)
    elif page is not None:
        raise Problem("usage", _("{path} is CSV and has no sheets; leave --sheet out.")(path=file))
    else:
        lines = list(sheet.read(model, text_in(raw, file, encoding, _OTHERWISE[encoding])))
    return [Row(line, key, data) for line, key, data in lines], errors


def _merged(read: list[tuple[int, FieldError]], checked: list[tuple[int, FieldError]]) -> list[tuple[int, FieldError]]:
    """Put what could not be read before what is wrong; what follows from it is left out."""
    known = {(line, error.path) for line, error in read}
    rest = [(line, error) for line, error in checked if (line, error.path) not in known]
    return sorted([*read, *rest], key=lambda one: one[0])


def _wrong_rows(errors: list[tuple[int, FieldError]]) -> Problem:
    """Say what is wrong line by line; field paths are `<line>.<field>`."""
    shown = errors[:_MOST_ERRORS]
    reasons = [
        _("line {line}, {field}: {problem}")(line=line, field=one.title, problem=one.message) for line, one in shown
    ]
    if len(errors) > len(shown):
        reasons.append(_("and {count} more")(count=len(errors) - len(shown)))
    lines = len({line for line, _error in errors})
    return Problem(
        "invalid",
        plural(
            "{count} line needs another look; nothing was imported",
            "{count} lines need another look; nothing was imported",
        )(count=lines),
        reasons,
        [(f"{line}.{one.path}", one.message) for line, one in shown],
    )


def _give_written(run: Run, name: str, written: Written, *, dry_run: bool) -> None:
    data = {
        "register": name,
        "new": written.new,
        "changed": written.changed,
        "unchanged": written.unchanged,
        "dry_run": dry_run,
    }
    counts = _("{new} new, {changed} changed, {unchanged} as they were")(
        new=written.new, changed=written.changed, unchanged=written.unchanged
    )
    lines = [run.out.say(counts)]
    if dry_run:
        lines.append(run.out.say(_("Nothing was written.")))
    run.out.give(data, lines)
