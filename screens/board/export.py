"""Writing a table to a file: where to is asked, and what is there already is not replaced unasked."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from db.message import Message, _, plural
from screens.base import ConsoleScreen
from screens.reason import Ask
from workflows.spreadsheet import Value, default_name, write_table

FOLDER = "exports"
_WRITTEN = plural("{count} row written to {path}", "{count} rows written to {path}")
_WHERE = _("Export to (.csv or .xlsx):")

Table = tuple[list[str], list[list[Value]]]


def ask_where(screen: ConsoleScreen[Any], title: Message | str, names: Sequence[str], table: Table) -> None:
    """Ask for the name of the file and write the table there."""
    proposed = str(Path(FOLDER) / default_name(*names, on=screen.office.now().date()))
    write = partial(_write, screen, screen.words.say(title), table)
    screen.open_prompt(Ask(_WHERE, _("Export"), lambda path: screen.start(write(path)), text=proposed))


async def _write(screen: ConsoleScreen[Any], title: str, table: Table, path: str) -> None:
    if not path:
        return
    headings, rows = table
    written = await screen.program.aside.ask(write_table, Path(path), title, headings, rows)
    screen.tell(_WRITTEN(count=len(rows), path=str(written)))
