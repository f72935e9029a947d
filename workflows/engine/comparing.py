"""What is different between two states of a form: which fields, and which lines were added, removed or changed.

A line has no identity of its own. Lines that are about the same things (product, place, case) in the same order are
taken for the same line, so that one line taken out does not make all below it look changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from workflows.engine.form import FieldShape, Form, read_stored, shape

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinePair:
    """A line as it is now and as it was: their places in the form; None where it was added or has been removed."""

    now: int | None
    before: int | None
    changed: Mapping[str, Any]
    """Column → what it was, as it is kept."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different. fields: those without lines, name → what it was; lines: those in which anything is different."""

    before: Mapping[str, Any]
    fields: Mapping[str, Any]
    lines: Mapping[str, Sequence[LinePair]]

    def rows_before(self, name: str) -> Sequence[Row]:
        """The lines of a field as they were."""
        return _rows(self.before, name)

    def __bool__(self) -> bool:
        return bool(self.fields or self.lines)


SAME = Comparison({}, {}, {})


def compare(model: type[Form], before: Mapping[str, Any], now: Mapping[str, Any]) -> Comparison:
    """Return what is different between two forms as they are kept."""
    if before == now:
        return SAME
    fields: dict[str, Any] = {}
    lines: dict[str, Sequence[LinePair]] = {}
    for part in shape(model):
        if part.line is None:
            if not _same(model, part.name, before.get(part.name), now.get(part.name)):
                fields[part.name] = before.get(part.name)
        elif before.get(part.name) != now.get(part.name):
            pairs = _paired(part.line, _rows(before, part.name), _rows(now, part.name))
            if any(one.changed or one.now is None or one.before is None for one in pairs):
                lines[part.name] = pairs
    return Comparison(before, fields, lines) if fields or lines else SAME


def _rows(form: Mapping[str, Any], name: str) -> Sequence[Row]:
    value = form.get(name)
    return [row if isinstance(row, Mapping) else {} for row in value] if isinstance(value, list) else []


def _same(model: type[Form], path: str, one: Any, other: Any) -> bool:
    """Whether two values say the same: 35 and 35.00 do, and so do nothing and an empty text."""
    if one == other or (one in (None, "", []) and other in (None, "", [])):
        return True
    if one is None or other is None:
        return False
    first, second = read_stored(model, path, one), read_stored(model, path, other)
    return first is not None and second is not None and first[1] is not None and first[1] == second[1]


def _paired(line: type[Form], before: Sequence[Row], now: Sequence[Row]) -> list[LinePair]:
    """Pair the lines by what they are about; where other things stand in the same number of lines, one by one."""
    about = _about(line)
    old, new = _keys(about, before), _keys(about, now)
    pairs: list[LinePair] = []
    # Of a long sheet whose lines are the same ones, nothing has to be matched.
    unlike = SequenceMatcher(None, old, new, autojunk=False) if old != new else None
    for step, first, last, start, end in unlike.get_opcodes() if unlike else [("equal", 0, len(old), 0, len(new))]:
        if step == "equal" or (step == "replace" and last - first == end - start):
            pairs += [
                LinePair(at, was, _changed(line, before[was], now[at]))
                for was, at in zip(range(first, last), range(start, end), strict=True)
            ]
        else:
            pairs += [LinePair(None, was, {}) for was in range(first, last)]
            pairs += [LinePair(at, None, {}) for at in range(start, end)]
    return pairs


def _about(line: type[Form]) -> list[FieldShape]:
    parts = [part for part in shape(line) if part.line is None]
    return [part for part in parts if part.kind in ("ref", "case") and not part.read] or parts[:1]


def _keys(about: Sequence[FieldShape], rows: Sequence[Row]) -> list[str]:
    return ["\0".join(str(row.get(part.name) or "") for part in about) for row in rows]


def _changed(line: type[Form], before: Row, now: Row) -> dict[str, Any]:
    if before == now:
        return {}
    names = [part.name for part in shape(line)]
    return {name: before.get(name) for name in names if not _same(line, name, before.get(name), now.get(name))}
