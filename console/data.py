"""Reading what `--data` names: one JSON object, from a file, from standard input (`-`), or as it stands (`{…}`).

Numbers with decimals are kept as the text they were written as, so that sums stay exact.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from console.failure import Problem
from db.message import Message, _
from workflows.files import why

DATA = _("the fields: a JSON file, - for standard input, or the JSON itself in quotes")

_LARGEST = 16 * 1024 * 1024
_LONGEST_NUMBER = 30

_SAID: Mapping[str, Message] = MappingProxyType(
    {
        "Expecting value": _("a value is missing or is not JSON"),
        "Expecting property name enclosed in double quotes": _("a field name in double quotes is expected"),
        "Expecting ':' delimiter": _("a colon is expected"),
        "Expecting ',' delimiter": _("a comma is expected"),
        "Unterminated string starting at": _("a text begins here and does not end"),
        "Invalid control character at": _("a text holds a line break or control character; write it as \\n"),
        "Extra data": _("something follows after the end"),
    }
)
_NOT_JSON = _("this is not JSON")


def read_data(source: str) -> dict[str, Any]:
    """Return the object `source` holds: a path, `-` for standard input, or the object itself. Raises Problem."""
    if source.lstrip().startswith(("{", "[")):
        text, name = source, _("the data on the command line")
    else:
        text, name = _text_of(source), _("standard input") if source == "-" else Message("{path}")(path=source)
    try:
        data = json.loads(
            text, parse_float=str, parse_int=_whole, parse_constant=str, object_pairs_hook=_without_repeats
        )
    except json.JSONDecodeError as error:
        said = next((words for begins, words in _SAID.items() if error.msg.startswith(begins)), _NOT_JSON)
        raise Problem("invalid", _("{source}, line {line}, column {column}: {problem}.")(
            source=name, line=error.lineno, column=error.colno, problem=said
        )) from None  # fmt: skip
    except RecursionError:
        raise Problem("invalid", _("{source} is nested too deeply.")(source=name)) from None
    if not isinstance(data, dict):
        raise Problem("invalid", _("{source} must hold one JSON object, as {example}.")(
            source=name, example='{"warehouse": "MAIN"}'
        ))  # fmt: skip
    if "\\u" in text and not _is_text(data):
        raise Problem("invalid", _("{source} holds half a character (\\ud800–\\udfff alone).")(source=name))
    return data


def read_file(source: str) -> str:
    """Return the text of a file, or of standard input (`-`). Raises Problem."""
    return _text_of(source)


def _text_of(source: str) -> str:
    return text_in(read_bytes(source), source)


def read_bytes(source: str) -> bytes:
    """Return what a file holds, or standard input (`-`). Raises Problem."""
    try:
        if source == "-":
            raw = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(source).expanduser().open("rb") as file:
                raw = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise Problem("not-found", _("There is no file {path}.")(path=source)) from None
    except OSError as error:
        raise Problem("invalid", _("{path} cannot be read ({problem}).")(
            path=source, problem=why(error)
        )) from None  # fmt: skip
    if len(raw) > _LARGEST:
        raise Problem("invalid", _("{path} is larger than 16 MB.")(path=source))
    return raw


def text_in(raw: bytes, source: str, encoding: str = "utf-8", remedies: Sequence[Message] = ()) -> str:
    """Return the text that bytes are. remedies: what helps where they are not. Raises Problem."""
    try:
        return raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Problem("invalid", _("{path}, line {line}: this is not {encoding} text.")(
            path=source, line=line, encoding=encoding.upper()
        ), remedies) from None  # fmt: skip


def _whole(digits: str) -> int | str:
    # A number nobody means is left as text: the field it stands in says what is wrong with it.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Problem("invalid", _("The field {name} is given twice.")(name=name), fields=[
                (name, _("is given twice"))
            ])  # fmt: skip
        found[name] = value
    return found


def _is_text(value: Any) -> bool:
    match value:
        case str():
            return not any("\ud800" <= character <= "\udfff" for character in value)
        case dict():
            return all(_is_text(name) and _is_text(item) for name, item in value.items())
        case list():
            return all(_is_text(item) for item in value)
    return True
