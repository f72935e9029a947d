"""Dashboards in line mode: the figures and charts of the desks, what lies behind them, and as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.command import argument, command, option
from console.failure import Problem
from console.output import Shown
from console.run import Run
from db.message import Message, _, plural

if TYPE_CHECKING:
    from screens.words import Words
    from workflows.engine.boards import BehindView, ChartView, FigureView
    from workflows.engine.office import Office
    from workflows.spreadsheet import Value

    Table = tuple[list[str], list[list[Value]]]


_WRITTEN = plural("{count} row written to {path}", "{count} rows written to {path}")


@command(
    _("The figures and charts of the desks: “list” for what there is, a desk for its figures, or one figure or chart."),
    person=True,
)
@argument("name", _("list, a desk, or the key of a figure or chart; without it, the list"), required=False)
@option("--desk", metavar="DESK", words=_("the desk, where several have a figure of this name"))
@option("--behind", is_flag=True, words=_("the cases and records behind it, instead of the figure"))
@option("--row", metavar="KEY", words=_("with --behind: the row of the chart, by its key"))
@option("--csv", "csv_file", metavar="FILE", words=_("write the table to a CSV file"))
@option("--xlsx", "xlsx_file", metavar="FILE", words=_("write the table to a workbook"))
@option("--replace", is_flag=True, words=_("replace a file that is there already"))
def report(
    run: Run,
    name: str | None,
    desk: str | None,
    behind: bool,
    row: str | None,
    csv_file: str | None,
    xlsx_file: str | None,
    replace: bool,
) -> None:
    files = [(Path(file), suffix) for file, suffix in ((csv_file, ".csv"), (xlsx_file, ".xlsx")) if file is not None]
    for file, suffix in files:
        if file.suffix.lower() != suffix:
            raise Problem("usage", _("“{path}”: let the name end in {suffix}")(path=str(file), suffix=suffix))
    office = run.office
    desks = [one.key for one in office.boards.desks()]
    if desk is not None and desk not in desks:
        office.boards.board(desk)  # says that there is none for him
    wanted = [desk] if desk is not None else desks
    if name is None or name == "list":
        title, result, lines, table = _list(run, office, wanted)
    elif name in desks:
        title, result, lines, table = _figures(run, office, name)
    else:
        on, kind = _find(office, wanted, name)
        if row is not None and kind == "figure":
            raise Problem("usage", _("{name} is one figure and has no rows; leave --row out.")(name=name))
        if behind or row is not None:
            title, result, lines, table = _behind(run, office.boards.behind(on, name, row))
        elif kind == "figure":
            title, result, lines, table = _figure(run, office.boards.figure(on, name), on)
        else:
            title, result, lines, table = _chart(run, office.boards.chart(on, name), on)
    written = _write(title, table, files, replace=replace)
    if written:
        result["files"] = written
        lines = [run.out.say(_WRITTEN(count=len(table[1]), path=str(path))) for path in written]
    run.out.give(result, lines)


Answer = tuple[str, dict[str, Any], list[str], "Table"]


def _find(office: Office, desks: list[str], name: str) -> tuple[str, str]:
    """Return the desk of a figure or chart, and which of both it is."""
    boards = [office.boards.board(desk) for desk in desks]
    for board in boards:
        if any(one.key == name for one in board.figures):
            return board.desk.key, "figure"
        if any(one.key == name for one in board.charts):
            return board.desk.key, "chart"
    known = dict.fromkeys(key for board in boards for key in board.keys)
    reasons = [_("There are: {names}")(names=", ".join(known))] if known else []
    raise Problem("not-found", _("There is no figure or chart “{key}” that you may see")(key=name), reasons)


def _words(run: Run) -> Words:
    from screens.words import Words

    return Words(run.out.language)


def _list(run: Run, office: Office, desks: list[str]) -> Answer:
    say = run.out.say
    boards = [office.boards.board(desk) for desk in desks]
    found: list[dict[str, Any]] = [
        {"desk": board.desk.key, "name": one.key, "kind": kind, "title": one.title, "counted": one.counted}
        for board in boards
        for kind, part in (("figure", board.figures), ("chart", board.charts))
        for one in part
    ]
    missing: list[dict[str, Any]] = [
        {"desk": board.desk.key, "title": one.title, "needs": list(one.needs)}
        for board in boards
        for one in board.missing
    ]
    headings = [_("Desk"), _("Name"), _("Figure or chart"), _("How counted")]
    rows: list[list[Shown]] = [[one["desk"], one["name"], one["title"], one["counted"]] for one in found]
    lines = run.out.table(headings[:-1], [row[:-1] for row in rows]) or [say(_("nothing"))]
    absent = [
        _("{desk}: {title} (needs {processes})")(
            desk=one["desk"], title=one["title"], processes=", ".join(one["needs"])
        )
        for one in missing
    ]
    lines += run.out.section(_("Not yet, because processes are not built"), [say(one) for one in absent])
    table: list[list[Value]] = [[say(cell) for cell in row] for row in rows]
    return say(_("Dashboards")), {"reports": found, "missing": missing}, lines, ([say(one) for one in headings], table)


def _figures(run: Run, office: Office, desk: str) -> Answer:
    from screens.board.values import shown, table_of_figures

    words, found = _words(run), office.boards.figures(desk)
    rows: list[list[Shown]] = [[one.key, one.title, shown(one.value, one.unit, words)] for one in found]
    lines = run.out.table([_("Name"), _("Figure"), _("Reading")], rows, (False, False, True))
    result = {"desk": desk, "figures": [_of_figure(one) for one in found]}
    return run.out.say(office.boards.board(desk).desk.title), result, lines, table_of_figures(found, words)


def _of_figure(one: FigureView) -> dict[str, Any]:
    return {"name": one.key, "title": one.title, "unit": one.unit, "value": one.value, "counted": one.counted}


def _figure(run: Run, one: FigureView, desk: str) -> Answer:
    from screens.board.values import shown, table_of_figures

    words = _words(run)
    lines = run.out.pairs([(one.title, shown(one.value, one.unit, words)), (_("How counted"), one.counted)])
    return run.out.say(one.title), {"desk": desk, **_of_figure(one)}, lines, table_of_figures([one], words)


def _chart(run: Run, chart: ChartView, desk: str) -> Answer:
    from screens.board.values import shown, table_of

    words = _words(run)
    headings: list[Message] = [_("Key"), chart.heading, *(_as_message(column.title) for column in chart.columns)]
    rows: list[list[Shown]] = [
        [
            row.key,
            row.title,
            *(shown(value, column.unit, words) for column, value in zip(chart.columns, row.values, strict=True)),
        ]
        for row in chart.rows
    ]
    numeric = (False, False, *(True for _column in chart.columns))
    lines = [
        *(run.out.table(headings, rows, numeric) or [run.out.say(_("nothing"))]),
        *run.out.section(_("How counted"), [run.out.say(chart.counted)]),
    ]
    result = {
        "desk": desk, "name": chart.key, "title": chart.title, "counted": chart.counted, "heading": chart.heading,
        "columns": [{"title": column.title, "unit": column.unit} for column in chart.columns],
        "rows": [{"key": row.key, "title": row.title, "values": list(row.values)} for row in chart.rows],
        "lines": [{"title": line.title, "value": line.value} for line in chart.lines],
    }  # fmt: skip
    return run.out.say(chart.title), result, lines, table_of(chart, words)


def _as_message(title: Message | str) -> Message:
    return title if isinstance(title, Message) else Message("{name}")(name=title)


def _behind(run: Run, view: BehindView) -> Answer:
    say = run.out.say
    headings = [_("No."), _("What"), _("Stands at"), _("Amount"), _("Since"), _("Note")]
    rows: list[list[Shown]] = [[row.number, row.title, row.standing, row.amount, row.at, row.note] for row in view.rows]
    lines = run.out.table(headings, rows, (False, False, False, True)) or [say(_("nothing"))]
    if view.more:
        lines.append(say(_("only the first {count} are listed")(count=len(view.rows))))
    if view.hidden:
        lines.append(say(_("{count} more that you may not see")(count=view.hidden)))
    table: list[list[Value]] = [
        [row.number, say(row.title), say(row.standing), row.amount, row.at, say(row.note)] for row in view.rows
    ]
    result = {"title": view.title, "of": view.of, "rows": view.rows, "hidden": view.hidden, "more": view.more}
    return say(view.title), result, lines, ([say(heading) for heading in headings], table)


def _write(title: str, table: Table, files: list[tuple[Path, str]], *, replace: bool) -> list[Path]:
    from workflows.spreadsheet import write_table

    headings, rows = table
    return [write_table(file, title, headings, rows, replace=replace) for file, _suffix in files]
