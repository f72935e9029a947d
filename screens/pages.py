"""Pages of text laid out as plain lines: Markdown in, lines of so many cells out.

The text is read by a Markdown parser for its structure alone; what stands in it is shown as text, whatever it says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from screens.paint import BLANK, Line, Piece
from screens.words import plain, width, wrap

_PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
"""HTML is told apart from text so that `<br>` breaks a line; all other tags are left out."""

_GAP = 2
_LEAST_CELL = 12
"""Cells a column must have; a table that would need narrower ones is shown row by row."""
_CODE_INDENT = 4

Text = list[list[Piece]]
"""Text in its styles, one list a forced line."""


@dataclass(slots=True)
class _Table:
    heads: list[Text] = field(default_factory=list)
    rows: list[list[Text]] = field(default_factory=list)


def laid_out(markdown: str, cells: int) -> list[Line]:
    """Return a page as lines of at most `cells`."""
    lines: list[Line] = []
    for block in _blocks(_PARSER.parse(markdown), max(cells - 2, 20)):
        lines += [*block, BLANK]
    return lines[:-1]


def _blocks(tokens: Sequence[Token], cells: int) -> Iterator[list[Line]]:
    """Yield every paragraph, heading, list, table and drawing, one blank line between two of them."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end = _end(tokens, at)
        inside = tokens[at + 1 : end]
        match token.type:
            case "heading_open":
                role = "title" if token.tag in ("h1", "h2") else "key"
                yield _headed(_text(inside[0], role), token.tag, cells)
            case "paragraph_open":
                yield _set(_text(inside[0]), cells)
            case "bullet_list_open" | "ordered_list_open":
                yield list(_items(inside, token.type == "ordered_list_open", cells))
            case "table_open":
                yield _table(_rows(inside), cells)
            case "fence" | "code_block":
                yield list(_drawn(token.content, cells))
        at = end + 1


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return where what a token opens is closed; the token itself where it opens nothing."""
    if tokens[start].nesting != 1:
        return start
    depth = 0
    for at in range(start, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1


# --- text in its styles -----------------------------------------------------------------------------------------


def _text(inline: Token, role: str = "text") -> Text:
    """Return the text of a paragraph, heading or cell: bold, names of things, and forced line breaks."""
    text: Text = [[]]
    styles = [role]
    for token in inline.children or ():
        match token.type:
            case "text":
                text[-1].append((plain(token.content), styles[-1]))
            case "code_inline":
                text[-1].append((plain(token.content), "muted" if styles[-1] == "text" else styles[-1]))
            case "softbreak":
                text[-1].append((" ", styles[-1]))
            case "hardbreak":
                text.append([])
            case "html_inline" if token.content.replace("/", "").replace(" ", "").casefold() == "<br>":
                text.append([])
            case "strong_open" | "em_open":
                styles.append("title")
            case "strong_close" | "em_close":
                styles.pop()
    return text


def _set(text: Text, cells: int, indent: str = " ", first: str | None = None) -> list[Line]:
    """Return text broken into lines, each after an indent; `first`: what stands before the first one."""
    lines: list[Line] = []
    for forced in text:
        for pieces in _wrapped(forced, cells - width(indent)):
            lead = first if first is not None and not lines else indent
            lines.append(((lead, "text"), *pieces))
    return lines


def _wrapped(pieces: Sequence[Piece], cells: int) -> list[Line]:
    """Break pieces into lines; what `wrap` says of the text holds for its styles, blanks at the ends aside."""
    styled = [(character, role) for text, role in pieces for character in text]
    lines: list[Line] = []
    at = 0
    for broken in wrap("".join(text for text, _role in pieces), cells):
        made: list[Piece] = []
        for character in broken:
            while styled[at][0] != character:
                at += 1
            role = styled[at][1]
            if made and made[-1][1] == role:
                made[-1] = (made[-1][0] + character, role)
            else:
                made.append((character, role))
            at += 1
        lines.append(tuple(made))
    return lines


def _headed(text: Text, tag: str, cells: int) -> list[Line]:
    lines = _set(text, cells)
    if tag == "h1":
        longest = max(sum(width(part) for part, _role in one) for one in lines) - 1
        lines.append(((" " + "─" * longest, "rule"),))
    return lines


def _drawn(content: str, cells: int) -> Iterator[Line]:
    for text in content.rstrip("\n").split("\n"):
        bare = text.lstrip(" ")
        lead = " " * (len(text) - len(bare) + 1)
        first, *rest = wrap(plain(bare), cells - len(lead) - _CODE_INDENT)
        yield ((f"{lead}{first}", "text"),)
        yield from (((lead + " " * _CODE_INDENT + more, "text"),) for more in rest)


def _items(tokens: Sequence[Token], ordered: bool, cells: int) -> Iterator[Line]:
    number, at = 0, 0
    while at < len(tokens):
        end = _end(tokens, at)
        if tokens[at].type == "list_item_open":
            number += 1
            mark = f" {number}. " if ordered else " • "
            inside = [token for token in tokens[at:end] if token.type == "inline"]
            for place, inline in enumerate(inside):
                yield from _set(_text(inline), cells, " " * width(mark), mark if place == 0 else None)
        at = end + 1


# --- tables -----------------------------------------------------------------------------------------------------


def _rows(tokens: Sequence[Token]) -> _Table:
    table = _Table()
    for at, token in enumerate(tokens):
        match token.type:
            case "tr_open":
                table.rows.append([])
            case "th_open":
                table.heads.append(_text(tokens[at + 1], "muted"))
            case "td_open":
                table.rows[-1].append(_text(tokens[at + 1]))
    table.rows = [row for row in table.rows if row]
    return table


def _table(table: _Table, cells: int) -> list[Line]:
    """Return a table in columns, or row by row where its columns would be too narrow to read."""
    needed = [max(_cells(row[at]) for row in [table.heads, *table.rows]) for at in range(len(table.heads))]
    wide = _shared(needed, cells - _GAP * (len(needed) - 1) - 1)
    if wide is None:
        return _row_by_row(table, cells)
    return [line for row in [table.heads, *table.rows] for line in _columns(row, wide)]


def _cells(text: Text) -> int:
    return max((sum(width(part) for part, _role in forced) for forced in text), default=0)


def _shared(needed: Sequence[int], room: int) -> list[int] | None:
    """Return what each column gets: a little each, the rest by what it lacks; None where there is too little room."""
    given = [min(want, _LEAST_CELL) for want in needed]
    rest, lacking = room - sum(given), sum(needed) - sum(given)
    if rest < 0:
        return None
    if rest >= lacking:
        return list(needed)
    shares = [rest * (want - has) // lacking for want, has in zip(needed, given, strict=True)]
    shares[max(range(len(needed)), key=needed.__getitem__)] += rest - sum(shares)
    return [has + share for has, share in zip(given, shares, strict=True)]


def _columns(row: Sequence[Text], wide: Sequence[int]) -> Iterator[Line]:
    broken = [
        [line for forced in text for line in _wrapped(forced, cells)] for text, cells in zip(row, wide, strict=True)
    ]
    for at in range(max(len(lines) for lines in broken)):
        pieces: list[Piece] = [(" ", "text")]
        for lines, cells in zip(broken, wide, strict=True):
            shown = lines[at] if at < len(lines) else ()
            taken = sum(width(text) for text, _role in shown)
            pieces += [*shown, (" " * (cells - taken + _GAP), "text")]
        yield tuple(pieces[:-1])


def _row_by_row(table: _Table, cells: int) -> list[Line]:
    lines: list[Line] = []
    for row in table.rows:
        named = [[(text, "title" if role == "text" else role) for text, role in forced] for forced in row[0]]
        lines += _set(named, cells)
        for head, text in zip(table.heads[1:], row[1:], strict=False):
            if _cells(text):
                lines += _set([[*head[0], ("  ", "text"), *text[0]], *text[1:]], cells, "     ", "   ")
    return lines
