"""What a command says: either one JSON document on standard output, or lines for people.

Data reaches the terminal as plain text only: what a terminal would obey is shown as a sign, in JSON as an escape,
so that nothing a person once typed can steer somebody else's terminal.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, TextIO

from console.failure import Failure
from db.message import Message, _
from screens.words import fit, plain, plain_lines, width
from workflows.i18n import translation

Shown = Message | str | int | Decimal | date | None
"""What may stand in a line or a cell."""

_YES, _NO = _("yes"), _("no")
_TITLED = _("{title}:")

# JSON itself escapes only what lies below U+0020.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


class NobodyListens(Exception):
    """Whoever read the answer has gone (`console … | head`); nothing more is to be said."""


class Output:
    """Where a command's words and values go, and in which language."""

    def __init__(self, language: str, *, as_json: bool = False) -> None:
        self.language = language
        self.as_json = as_json

    def say(self, value: Shown) -> str:
        """Return a value as people read it, on one line; None is nothing."""
        match value:
            case None:
                return ""
            case Message():
                text = value.render(translation(self.language))
            case bool():
                text = self.say(_YES if value else _NO)
            case Decimal():
                text = f"{value:,f}"
            case datetime():
                text = f"{value:%Y-%m-%d %H:%M}"
            case _:
                text = str(value)
        return plain(text)

    def give(self, result: Any, lines: Iterable[str]) -> None:
        """Print what came of the command: `result` as JSON, or the lines."""
        if self.as_json:
            _write(sys.stdout, self.dumps(result))
        else:
            for line in lines:
                _write(sys.stdout, line)

    def note(self, message: Message) -> None:
        """Tell something beside the result, on standard error; silent where JSON is wanted."""
        if not self.as_json:
            _write(sys.stderr, self.say(message))

    def fail(self, failure: Failure) -> None:
        """Say why the command was not done."""
        if self.as_json:
            error = {
                "kind": failure.kind,
                "message": failure.message,
                "reasons": failure.reasons,
                "fields": [{"field": path, "message": message} for path, message in failure.fields],
            }
            _write(sys.stdout, self.dumps({"error": error}))
            return
        _write(sys.stderr, self.say(failure.message))
        for reason in failure.reasons:
            _write(sys.stderr, f"  - {self.say(reason)}")

    def dumps(self, result: Any, *, indent: int | None = 2) -> str:
        """Return JSON: messages in the language, sums and quantities as exact text, times as ISO 8601."""
        text = json.dumps(self.plain(result), ensure_ascii=False, indent=indent)
        return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

    def plain(self, value: Any) -> Any:
        """Return a value as JSON knows it; a dataclass by its fields. Raises TypeError for what has no form there."""
        match value:
            case Enum():
                return value.value
            case None | bool() | int() | float() | str():
                return value
            case Message():
                return value.render(translation(self.language))
            case Decimal():
                return f"{value:f}"
            case datetime() | date() | time():
                return value.isoformat()
            case Path():
                return str(value)
            case Mapping():
                return {str(key): self.plain(item) for key, item in value.items()}
            case set() | frozenset():
                return sorted(self.plain(item) for item in value)
            case Iterable():
                return [self.plain(item) for item in value]
        if dataclasses.is_dataclass(value):
            return {field.name: self.plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        raise TypeError(f"{value!r} has no form in JSON")

    def table(
        self, headings: Sequence[Message], rows: Sequence[Sequence[Shown]], numeric: Sequence[bool] = ()
    ) -> list[str]:
        """Return rows under headings, aligned by the cells a terminal gives to each character.

        numeric: which columns stand to the right; those with nothing but numbers do by themselves. No rows: no
        lines at all.
        """
        if not rows:
            return []
        cells = [[self.say(one) for one in row] for row in (headings, *rows)]
        columns = range(len(headings))
        right = [
            any(numeric[column : column + 1]) or all(_is_number(row[column]) for row in rows) for column in columns
        ]
        widths = [max(width(row[column]) for row in cells) for column in columns]
        return [
            "  ".join(fit(row[column], widths[column], right=right[column]) for column in columns).rstrip()
            for row in cells
        ]

    def section(self, title: Message, lines: Sequence[str]) -> list[str]:
        """Return lines under a title, with a blank line before it; nothing when there are none."""
        return ["", self.say(_TITLED(title=title)), *(f"  {line}" for line in lines)] if lines else []

    def pairs(self, pairs: Iterable[tuple[Shown, Shown]]) -> list[str]:
        """Return names and values, one pair a line, values aligned; a value of several lines is indented."""
        said = [(self.say(name), value) for name, value in pairs]
        left = max((width(name) for name, _value in said), default=0)
        lines = []
        for name, value in said:
            parts = plain_lines(value) if isinstance(value, str) else [self.say(value)]
            lines.append(f"{fit(name, left)}  {parts[0]}".rstrip())
            lines += [f"{' ' * left}  {part}" for part in parts[1:]]
        return lines


def _is_number(value: Shown) -> bool:
    return isinstance(value, Decimal | int | None) and not isinstance(value, bool)


def _write(stream: TextIO, line: str) -> None:
    try:
        stream.write(line + "\n")
    except BrokenPipeError:
        raise NobodyListens from None
