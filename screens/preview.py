"""The preview beside or below the list: why an item is here, what decides it, what happens next.

Beside the list it shows all of it and scrolls; in the three lines below a narrow list it keeps to what decides.
"""

from collections.abc import Sequence

from db.message import Message, _
from screens import keymap
from screens.commands import LETTERS, NUMBERED, action_of_kind
from screens.keymap import Keymap
from screens.paint import BLANK, Line, Painted, Piece, clipped, ends, in_view, length, line
from screens.theme import Role
from screens.words import Words, cut, fit, width, wrap
from workflows.engine.view import ActionState, Preview, RowMark, Table
from workflows.engine.words import change_said

_CHECKS, _NEXT, _SO_FAR = _("Checks"), _("Next"), _("So far")
CHANGED = _("Changed")
MARKS: dict[RowMark, tuple[str, Role]] = {
    "": (" ", "text"),
    "changed": ("~", "text"),
    "added": ("+", "changed"),
    "removed": ("−", "gone"),
}
"""The sign before a line of a form, and what it is drawn in, by what became of it."""
_CLAIMED = _("{name} is working on it")
_MINE = _("You are working on it")
_OPEN_WITH = _("Also open with {names}")
_DUE = _("due {time}")
_WAS = _("{now} (was {before})")
_CHANGED_TO = _("changed: {changes}")
_MORE_CHANGES = _("{count} more")
_MORE_BELOW = _("enter: lines and history")
_LABEL = 9
"""Cells of the labels on the left of checks, next and so far."""
_TEXT = 8
"""Cells below which a column of text says nothing any more; the first one says which line it is."""
_FIRST = 14
_MORE = 3
"""Cells of the sign in the heading that columns are left out."""
_FIGURE = 8
"""Cells of a heading above figures below which it is not understood."""
_NOTHING = "—"
_CHANGES = 6
"""So many changes are told one by one; the case tells all."""


class PreviewPane(Painted):
    """The preview of the item under the cursor."""

    DEFAULT_CSS = "PreviewPane { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._preview: Preview | None = None
        self._told: Message | None = None
        self._open_with: Sequence[str] = ()
        self._top = 0
        self.beside = True
        """Whether it stands to the right of the list, not below."""

    @property
    def preview(self) -> Preview | None:
        """What is shown."""
        return self._preview

    def show(self, preview: Preview | None, told: Message | None = None, open_with: Sequence[str] = ()) -> None:
        """Show a preview, or a sentence in its place. open_with: colleagues who have the case open."""
        if preview is None or self._preview is None or preview.case_id != self._preview.case_id:
            self._top = 0
        self._preview, self._told, self._open_with = preview, told, open_with
        self.redraw()

    def scroll_lines(self, by: int) -> None:
        """Scroll what does not fit."""
        lines = self._all(self.size.width - 2) if self._preview is not None else []
        self._top = max(0, min(self._top + by, len(lines) - self.size.height))
        self.redraw()

    # --- drawing ------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return what fits: everything beside the list, the essence below it."""
        if self.beside:
            inside = [*in_view(self._all(width - 2), self._top, height, width - 2)]
            inside += [BLANK] * (height - len(inside))
            return [(("│ ", "rule"), *pieces) for pieces in inside]
        rule: Line = (("─" * width, "rule"),)
        room = height - 1
        if room < 7:
            below: Sequence[Line] = self._essence(width - 2, room)
        else:
            below = in_view(self._all(width - 2), self._top, room, width - 2)
        return [rule, *((((" ", "text")), *pieces) for pieces in below)]

    def _all(self, cells: int) -> list[Line]:
        preview, words = self._preview, self.frame.words
        if preview is None:
            return [line((words.say(self._told), "muted"))] if self._told is not None else []
        lines = self._title(preview, cells)
        for text in preview.brief:
            lines += [line(piece) for piece in wrap(words.say(text), cells)]
        for text in preview.why:
            lines += [line((piece, "muted")) for piece in wrap(words.say(text), cells)]
        lines += [line((text, "mine")) for said in self._others(preview) for text in wrap(words.say(said), cells)]
        lines += self._changes(preview, cells)
        if preview.table is not None and preview.table.rows:
            lines += [BLANK, *table_lines(preview.table, cells, words)]
        lines.append(BLANK)
        lines += self._checks(preview, cells)
        lines += labelled(_NEXT, preview.next, cells, words)
        lines += labelled(_SO_FAR, preview.so_far, cells, words)
        lines += self._refused(preview, cells)
        return lines

    def _others(self, preview: Preview) -> list[Message]:
        """Who works on it, and who else has it open."""
        mine = preview.claimed_by == self.frame.office.person.name
        claimed = [_MINE if mine else _CLAIMED(name=preview.claimed_by)] if preview.claimed_by else []
        looking = [name for name in self._open_with if name != preview.claimed_by]
        return [*claimed, *([_OPEN_WITH(names=self.frame.words.listed(looking))] if looking else [])]

    def _title(self, preview: Preview, cells: int) -> list[Line]:
        words = self.frame.words
        number, process = words.say(preview.number), words.say(preview.process_title)
        title = [f"{number}  {process}"] if width(number) + width(process) + 2 <= cells else [number, process]
        under: list[Piece] = [(words.say(preview.step_title), "muted")]
        if preview.due_at is not None:
            due = words.say(_DUE(time=words.moment(preview.due_at, self.frame.office.now())))
            role = {"late": "late", "today": "today"}.get(preview.lateness, "muted")
            under += [("  ", "text"), (due, role)]
        subject = [line(text) for text in wrap(words.say(preview.subject), cells, 2)] if preview.subject else []
        return [*(line((cut(text, cells), "title")) for text in title), clipped(under, cells), *subject, BLANK]

    def _changes(self, preview: Preview, cells: int) -> list[Line]:
        said = [change_said(one) for one in preview.changes[:_CHANGES]]
        if len(preview.changes) > _CHANGES:
            said.append(_MORE_CHANGES(count=len(preview.changes) - _CHANGES))
        return [BLANK, *labelled(CHANGED, said, cells, self.frame.words, "changed")] if said else []

    def _checks(self, preview: Preview, cells: int) -> list[Line]:
        words, lines = self.frame.words, []
        for index, check in enumerate(preview.checks):
            label = fit(words.say(_CHECKS) if index == 0 else "", _LABEL)
            sign: Piece = ("✓ ", "good") if check.holds else ("✗ ", "bad")
            texts = [check.title] if check.holds else [*check.reasons]
            for place, text in enumerate(texts):
                first, *rest = wrap(words.say(text), cells - _LABEL - 2)
                lines.append(line((label if place == 0 else " " * _LABEL, "muted"), sign,
                                  (first, "text" if check.holds else "bad")))  # fmt: skip
                lines += [line(" " * (_LABEL + 2), more) for more in rest]
        return lines

    def _refused(self, preview: Preview, cells: int) -> list[Line]:
        """Actions that are not offered because something stands against them, other than the main one's checks."""
        words, lines = self.frame.words, []
        for action in preview.actions:
            if action.allowed and action.reasons and action.number != 1:
                key = words.say(key_of(action, preview.actions, self.frame.program.keymap))
                lines.append(line((f"{key} {words.say(action.title)}", "muted")))
                for reason in action.reasons:
                    lines += [line(("  " + piece, "muted")) for piece in wrap(words.say(reason), cells - 2)]
        return [BLANK, *lines] if lines else []

    # --- the lines that matter -----------------------------------------------------------------------------

    def _essence(self, cells: int, room: int) -> list[Line]:
        preview, words = self._preview, self.frame.words
        if preview is None:
            return [line((words.say(self._told), "muted"))] if self._told is not None else []
        first = " · ".join(words.say(text) for text in preview.brief or preview.why)
        decides: list[Piece] = []
        for check in preview.checks:
            sign = "✓" if check.holds else "✗"
            text = words.say(check.title) if check.holds else words.told(check.reasons)
            decides.append((f"{sign} {text}  ", "good" if check.holds else "bad"))
        coming = words.say(preview.next[0]) if preview.next else ""
        decides.append((coming, "text"))
        claimed = "".join(f"{cut(words.say(said), cells // 2)}  " for said in self._others(preview)[:1])
        changed = words.told(change_said(one) for one in preview.changes)
        past = (
            words.say(_CHANGED_TO(changes=changed))
            if changed
            # Whom it waits for stands before what was done last: what does not fit is the past.
            else " · ".join(words.say(text) for text in reversed(preview.why) if preview.brief)
        )
        hint = words.say(_MORE_BELOW)
        fits = width(claimed) + width(past) + 2 + width(hint) <= cells
        said: list[Piece] = [(claimed, "mine"), (past, "changed" if changed else "muted")]
        last = ends(said, [(hint, "muted")] if fits else [], cells)
        opening = [line(text) for text in wrap(first, cells, max(1, room - 2))]
        return [*opening, *flowed(decides, cells, room - len(opening) - 1), last][:room]


def flowed(pieces: Sequence[Piece], cells: int, limit: int) -> list[Line]:
    """Lay pieces out one after the other on at most `limit` lines; a piece that does not fit begins a line."""
    lines: list[list[Piece]] = [[]]
    for text, role in pieces:
        if lines[-1] and length(lines[-1]) + width(text.rstrip()) > cells:
            lines.append([])
        # Wrapping drops the blanks that part a piece from the next one.
        first, *rest = wrap(text, cells) if width(text) > cells else [text]
        lines[-1].append((first, role))
        lines += [[(more, role)] for more in rest]
        if rest:
            lines[-1].append(("  ", role))
    if len(lines) > limit:
        last = [(f"{text.rstrip()}  ", role) for one in lines[limit - 1 :] for text, role in one]
        return [clipped(one, cells) for one in [*lines[: limit - 1], last]]
    return [tuple(one) for one in lines]


def key_of(action: ActionState, actions: Sequence[ActionState], keys: Keymap) -> Message | str:
    """Return the key that takes an action: its letter, else its function key, else its digit in the list."""
    for command, kind in LETTERS.items():
        found = action_of_kind(actions, kind)
        if found is not None and found.key == action.key:
            return keymap.label(keys.keys_of(command)[0])
    if action.number <= NUMBERED:
        return keymap.label(keys.keys_of(f"act-{action.number}")[0])
    return f"0 {action.number}"


def labelled(label: Message, texts: Sequence[Message], cells: int, words: Words, role: Role = "text") -> list[Line]:
    """Return texts under one label on the left."""
    lines: list[Line] = []
    for index, text in enumerate(texts):
        first, *rest = wrap(words.say(text), cells - _LABEL)
        lines.append(line((fit(words.say(label) if index == 0 else "", _LABEL), "muted"), (first, role)))
        lines += [line(" " * _LABEL, (piece, role)) for piece in rest]
    return lines


def table_lines(table: Table, cells: int, words: Words, limit: int = 8) -> list[Line]:
    """Return the lines of a form as a table that fits; what has changed is marked.

    Figures are never cut. Where there is too little room texts are, and then whole columns are left out (`…` in the
    heading): first those in which nothing stands, then the others from the right, texts before figures. The first
    column stays, the first text (it says what the line is about), and every column in which something has changed.
    """
    shown = table.rows[:limit]
    right = [*table.numeric, *[False] * len(table.columns)][: len(table.columns)]
    said = [[words.say(cell.text) for cell in row] for row in shown]
    heads = [words.say(column) for column in table.columns]
    wide = _column_widths(heads, said, right, _leaving(table, said, right), cells - (2 if table.marks else 0))
    at = [index for index, room in enumerate(wide) if room]
    margin = "  " if table.marks else ""
    heading = margin + "  ".join(fit(heads[index], wide[index], right=right[index]) for index in at)
    lines = [line((heading + ("  …" if len(at) < len(wide) else ""), "muted"))]
    for number, (row, texts) in enumerate(zip(shown, said, strict=True)):
        sign, plain = MARKS[table.mark(number)]
        pieces: list[Piece] = [(f"{sign} ", plain)] if table.marks else []
        for place, index in enumerate(at):
            pieces += [("  ", "text")] if place else []
            role = "changed" if row[index].changed else plain
            pieces.append((fit(texts[index], wide[index], right=right[index]), role))
        lines.append(tuple(pieces))
    if len(table.rows) > limit:
        lines.append(line((words.say(_("{count} more")(count=len(table.rows) - limit)), "muted")))
    return [clipped(pieces, cells) if length(pieces) > cells else pieces for pieces in lines]


def _leaving(table: Table, said: Sequence[Sequence[str]], right: Sequence[bool]) -> list[int]:
    """Return the columns that may be left out, in the order they are."""
    changed = {at for row in table.rows for at, cell in enumerate(row) if cell.changed}
    first_text = next((at for at, figures in enumerate(right) if not figures), 0)
    free = [at for at in reversed(range(len(right))) if at not in {0, first_text, *changed}]
    empty = [at for at in free if all(row[at].strip("0.-— ") == "" for row in said)]
    texts = [at for at in free if at not in empty and not right[at]]
    return [*empty, *texts, *(at for at in free if at not in empty and right[at])]


def _column_widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], leaving: Sequence[int], cells: int
) -> list[int]:
    """Return the cells of each column, 0 for those left out."""
    if not heads:
        return []
    most = [max([0, *(width(row[at]) for row in rows)]) for at in range(len(heads))]
    wide = [max(width(head), most[at]) for at, head in enumerate(heads)]
    least = [max(most[at], min(wide[at], _FIGURE)) if right[at] else min(wide[at], _TEXT) for at in range(len(heads))]
    if not right[0]:
        least[0] = min(wide[0], _FIRST)
    for at in leaving:
        if _row_width(least) <= cells - (_MORE if 0 in wide else 0):
            break
        least[at] = wide[at] = 0
    while _row_width(wide) > cells - (_MORE if 0 in wide else 0):
        spare = [size - floor for size, floor in zip(wide, least, strict=True)]
        if max(spare, default=0) <= 0:
            break
        wide[spare.index(max(spare))] -= 1
    return wide


def _row_width(wide: Sequence[int]) -> int:
    shown = [size for size in wide if size]
    return sum(shown) + 2 * (len(shown) - 1)


def was(now: str, before: str) -> Message:
    """Return a changed value with what it was."""
    return _WAS(now=now or _NOTHING, before=before or _NOTHING)
