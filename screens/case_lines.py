"""What stands in the parts of a case: form, lines, timeline, related cases, entries, papers; each as plain lines."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from db.message import Message, _
from screens.paint import BLANK, Line, Piece, chosen, clipped, length, line
from screens.preview import CHANGED, MARKS, labelled, was
from screens.words import Words, fit, money, width, wrap
from workflows.engine.view import (
    Booked,
    CaseView,
    Cell,
    Entry,
    Event,
    FieldView,
    Paper,
    Place,
    Preview,
    RelatedCase,
    Table,
)
from workflows.engine.words import change_said

Part = Literal["form", "lines", "timeline", "related", "entries", "papers"]
PARTS: tuple[Part, ...] = ("form", "lines", "timeline", "related", "entries", "papers")

_CHECKS, _NEXT = _("Checks"), _("Next")
_NOTHING: dict[Part, Message] = {
    "form": _("Nothing is filled in yet"),
    "lines": _("This form has no lines yet"),
    "timeline": _("Nothing has been decided yet"),
    "related": _("No related cases"),
    "entries": _("Nothing is booked"),
    "papers": _("No papers have been issued"),
}
_BEHALF = _("on behalf of {name}")
_REASON = _("reason: {reason}")
_ROUND = _("round {round}")
_UNDONE = _("taken back")
_RELATIONS = {
    "parent": _("opened this case"), "child": _("opened by this case"), "named": _("named in the form"),
    "naming": _("names this case"),
}  # fmt: skip
_LEDGERS = {"stock": _("stock"), "money": _("money"), "leave": _("leave"), "reservation": _("reserved")}
_REVERSES = _("reverses")
_ISSUED = _("No. {number} · issued {time}")
_SIGNED = _("Signed")
MOST_ROWS = 3
"""Rows the drawing of a way may take."""
_INDENT = 18
"""Cells before what belongs to an event of the timeline: its time."""


def nothing(part: Part, words: Words) -> Line:
    """Say that a part is empty."""
    return line((f" {words.say(_NOTHING[part])}", "muted"))


# --- the drawing --------------------------------------------------------------------------------------------


def drawing(places: Sequence[Place], cells: int, words: Words, most: int = MOST_ROWS) -> list[Line]:
    """Draw the way of a case: what it passed bright, where it stands inverse and between bars, what lies ahead dim.

    An arrow that was gone is full, one ahead is hollow; parallel steps stand in one place with `+` between them. Of
    a way longer than `most` rows its first places are left out.
    """
    groups = _groups(places, words)
    for left_out in range(max(1, len(groups))):
        rows = _rows(groups[left_out:], cells, [("…", "muted")] if left_out else [])
        if len(rows) <= most:
            break
    return [clipped(row, cells) for row in rows]


def _groups(places: Sequence[Place], words: Words) -> list[tuple[Piece, list[Piece]]]:
    """Return each place, or the parallel ones together, with the arrow that leads to it."""
    groups: list[tuple[Piece, list[Piece]]] = []
    for place in places:
        if place.beside and groups:
            groups[-1][1].extend([(" + ", "muted"), *_place(place, words)])
        else:
            arrow: Piece = (" ┄▷ ", "muted") if place.state == "ahead" else (" ─▶ ", "title")
            groups.append((arrow, list(_place(place, words))))
    return groups


def _rows(groups: Sequence[tuple[Piece, list[Piece]]], cells: int, before: list[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = [before]
    for arrow, pieces in groups:
        lead: list[Piece] = [arrow] if rows[-1] else []
        if rows[-1] and length([*rows[-1], arrow, *pieces]) > cells:
            rows.append([(" ", "text")])
            lead = [arrow]
        rows[-1] += [*lead, *pieces]
    return rows


def _place(place: Place, words: Words) -> list[Piece]:
    title = words.say(place.title)
    match place.state:
        case "now":
            again = f" ×{place.round}" if place.round > 1 else ""
            return [("▐", "title"), (title + again, "edit"), ("▌", "title")]
        case "end":
            return [(f"({title})", "good")]
        case "passed":
            return [(title, "title")]
        case _:
            return [(title, "muted")]


# --- form ---------------------------------------------------------------------------------------------------


def form(view: CaseView, cells: int, words: Words) -> list[Line]:
    """What is asked, every filled field, the checks of the main action and what comes next."""
    preview = view.preview
    lines = [line(f" {piece}") for text in preview.brief for piece in wrap(words.say(text), cells - 2)]
    changed = labelled(CHANGED, [change_said(one) for one in preview.changes], cells - 2, words, "changed")
    lines += [line(" ", *pieces) for pieces in changed]
    if lines:
        lines.append(BLANK)
    lines += fields(view.fields, cells, words)
    lines += checks(preview, cells, words)
    return lines


def fields(views: Sequence[FieldView], cells: int, words: Words) -> list[Line]:
    """Fields one under the other, labels to the right; a change since one last looked is marked."""
    if not views:
        return []
    longest = max(width(words.say(view.title)) for view in views)
    label = min(longest, max(cells // 3, 8)) + 1
    lines: list[Line] = []
    for view in views:
        texts = _cell_rows(view.cell, cells - label - 3, words)
        labels = wrap(words.say(view.title), label)
        role = "changed" if view.cell.changed else "text"
        for row in range(max(len(texts), len(labels))):
            name = labels[row] if row < len(labels) else ""
            text = texts[row] if row < len(texts) else ""
            lines.append(line((fit(name, label, right=True), "muted"), "  ", (text, role)))
    return lines


def _cell_rows(cell: Cell, cells: int, words: Words) -> list[str]:
    rows = [piece for text in words.lines(cell.text) for piece in wrap(text, max(cells, 10))]
    if cell.changed:
        rows[-1:] = wrap(words.say(was(rows[-1], words.say(cell.before))), max(cells, 10))
    return rows


def checks(preview: Preview, cells: int, words: Words) -> list[Line]:
    """The guards of the main action, held or not and why, and what each action leads to."""
    lines: list[Line] = []
    for check in preview.checks:
        sign: Piece = ("✓ ", "good") if check.holds else ("✗ ", "bad")
        said = words.say(check.title) if check.holds else words.told(check.reasons)
        for number, piece in enumerate(wrap(said, cells - 14)):
            name = words.say(_CHECKS) if not lines else ""
            role = "text" if check.holds else "bad"
            lines.append(line((f" {fit(name, 9)}", "muted"), sign if number == 0 else "  ", (piece, role)))
    following = [line(" ", *pieces) for pieces in labelled(_NEXT, preview.next, cells - 2, words)]
    return [BLANK, *lines, *following] if lines or following else []


# --- lines --------------------------------------------------------------------------------------------------

_LEAST_COLUMN, _MOST_COLUMN = 6, 40


def table(view: Table, cells: int, words: Words, left: int = 0, *, title: bool = True) -> list[Line]:
    """A table: its first column, then the columns from `left` on as far as they fit; changes are marked.

    A line that was added or removed has its sign before it. left: 0 begins where `begins` says.
    """
    heads = [words.say(column) for column in view.columns]
    texts = [[_cell_text(cell, words) for cell in row] for row in view.rows]
    wide = _widths(heads, texts)
    shown = _fitting(wide, cells - 2, left or begins(view, cells, words))
    right = list(view.numeric)
    gap: Piece = ("  ", "text")

    def row_of(texts: Sequence[str], roles: Sequence[str], sign: Piece = (" ", "text")) -> Line:
        pieces: list[Piece] = [sign]
        for number, at in enumerate(shown):
            pieces += [gap] if number else []
            pieces.append((fit(texts[at], wide[at], right=right[at]), roles[at]))
        return clipped(pieces, cells)

    more = (" ›", "key") if shown and shown[-1] + 1 < len(heads) else (" ", "text")
    before = ("‹", "key") if len(shown) > 1 and shown[1] > 1 else (" ", "text")
    head = row_of(heads, ["muted"] * len(heads))
    lines: list[Line] = [line((f" {words.say(view.title)}", "title"))] if title else []
    lines.append((before, *head[1:], more))
    for number, (row, cells_of_row) in enumerate(zip(texts, view.rows, strict=True)):
        sign, role = MARKS[view.mark(number)]
        lines.append(row_of(row, ["changed" if cell.changed else role for cell in cells_of_row], (sign, role)))
    return lines


def begins(view: Table, cells: int, words: Words) -> int:
    """Return the column a table is first shown from: the first that changed, where it would be out of view, else 0."""
    changed = min((at for row in view.rows for at, cell in enumerate(row) if cell.changed), default=0)
    heads = [words.say(column) for column in view.columns]
    wide = _widths(heads, [[_cell_text(cell, words) for cell in row] for row in view.rows])
    return 0 if changed in _fitting(wide, cells - 2, 0) else changed


def _widths(heads: Sequence[str], texts: Sequence[Sequence[str]]) -> list[int]:
    return [min(max([width(head), *(width(row[at]) for row in texts)]), _MOST_COLUMN) for at, head in enumerate(heads)]


def _fitting(wide: list[int], cells: int, left: int) -> list[int]:
    """Return the columns in view, the widest given less where all of them then fit."""
    while sum(wide) + 2 * (len(wide) - 1) > cells:
        widest = wide.index(max(wide, default=0)) if wide else 0
        if not wide or wide[widest] <= 16:
            break
        wide[widest] -= 1
    shown: list[int] = []
    used = 0
    for at in [0, *range(max(left, 1), len(wide))] if wide else []:
        if shown and used + 2 + wide[at] > cells:
            break
        shown.append(at)
        used += wide[at] + (2 if used else 0)
    return shown


def columns_beyond(view: Table, cells: int, words: Words, left: int) -> bool:
    """Whether a table has columns to the right of those in view."""
    head = table(view, cells, words, left, title=False)[0]
    return any(text == " ›" for text, _role in head)


def _cell_text(cell: Cell, words: Words) -> str:
    text = words.say(cell.text)
    return words.say(was(text, words.say(cell.before))) if cell.changed else text


# --- timeline -----------------------------------------------------------------------------------------------


def timeline(events: Sequence[Event], cells: int, words: Words) -> list[Line]:
    """What was done, in order, a rule between two rounds; under each its reason, note and what it changed."""
    lines: list[Line] = []
    at_round = 0
    for event in events:
        if event.round > at_round and at_round:
            said = f" ── {words.say(_ROUND(round=event.round))} "
            lines.append(line((said + "─" * max(0, cells - width(said) - 1), "rule")))
        at_round = max(at_round, event.round)
        lines += _event(event, cells, words)
    return lines


def _event(event: Event, cells: int, words: Words) -> Iterator[Line]:
    role = "gone" if event.undone else "text"
    said: list[Piece] = [
        (f" {event.at:%Y-%m-%d %H:%M} ", "muted"),
        (words.say(event.person), "title" if not event.undone else "gone"),
    ]
    if event.on_behalf_of:
        said.append((f" {words.say(_BEHALF(name=event.on_behalf_of))}", "muted"))
    said.append((f"  {words.say(event.text)}", role))
    if event.undone:
        said.append((f"  {words.say(_UNDONE)}", "muted"))
    yield clipped(said, cells)
    below: list[tuple[str, str]] = []
    if event.reason is not None:
        below.append((words.say(_REASON(reason=event.reason)), "back"))
    below += [(text, role) for text in words.lines(event.note) if text]
    below += [(words.say(change_said(change)), "muted") for change in event.changes]
    for text, style in below:
        for piece in wrap(text, cells - _INDENT - 1):
            yield line(" " * _INDENT, (piece, style))


# --- related cases, entries, papers -------------------------------------------------------------------------


def related(cases: Sequence[RelatedCase], at: int, cells: int, words: Words) -> list[Line]:
    """Cases that opened this one, that it opened, that its form names or that name it; one under the cursor."""
    lines: list[Line] = []
    for index, case in enumerate(cases):
        pieces: list[Piece] = [
            (" ", "text"),
            (fit(words.say(case.number), 17), "title"),
            (f" {fit(words.say(case.process_title), 18)} ", "text"),
            (f"{fit(words.say(case.standing), 14)} ", "text"),
            (words.say(case.subject), "text"),
            (f"  {words.say(_RELATIONS[case.relation])}", "muted"),
        ]
        lines.append(_at_cursor(pieces, index == at, cells))
    return lines


def entries(booked: Sequence[Entry], at: int, cells: int, words: Words) -> list[Line]:
    """What the case has booked, a line an entry; one under the cursor."""
    lines: list[Line] = []
    for index, entry in enumerate(booked):
        figures = f"{entry.quantity:>10}  {money(entry.amount):>14}"
        text = words.say(entry.text)
        if entry.reverses:
            text = f"↩ {text}  {words.say(_REVERSES)}"
        ledger = fit(words.say(_LEDGERS[entry.ledger]), 8)
        start = f" {entry.at:%m-%d %H:%M} {ledger} "
        room = cells - width(start) - width(figures) - 2
        role = "muted" if entry.reverses else "text"
        lines.append(
            _at_cursor([(start, "muted"), (fit(text, room), role), (" ", role), (figures, role)], index == at, cells)
        )
    return lines


def entry(shown: Booked, cells: int, words: Words) -> list[Line]:
    """All that one decision booked, and who decided it."""
    lines = fields(shown.fields, cells, words)
    for one in shown.tables:
        lines += [BLANK, *table(one, cells, words)]
    return lines


def papers(documents: Sequence[tuple[int, Message, str]], at: int, cells: int, words: Words) -> list[Line]:
    """The papers that were issued; one under the cursor."""
    return [
        _at_cursor([(f" {fit(words.say(number), 20)} ", "title"), (words.say(title), "text")], index == at, cells)
        for index, (_id, title, number) in enumerate(documents)
    ]


def paper(issued: Paper, cells: int, words: Words) -> list[Line]:
    """A paper as it was printed."""
    number = _ISSUED(number=issued.number, time=datetime.fromisoformat(issued.issued_at))
    lines: list[Line] = [
        line((f" {words.say(issued.title)}", "title")),
        line((f" {words.say(number)}", "muted")),
        BLANK,
        *fields(issued.fields, cells, words),
    ]
    for one in issued.tables:
        lines += [BLANK, *table(one, cells, words)]
    if issued.signed:
        lines.append(BLANK)
        lines += [line(" ", *pieces) for pieces in labelled(_SIGNED, issued.signed, cells - 2, words)]
    return lines


def _at_cursor(pieces: Sequence[Piece], here: bool, cells: int) -> Line:
    cut = clipped(pieces, cells)
    return chosen(cut) if here else cut
