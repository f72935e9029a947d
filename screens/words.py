"""From values to text on the screen: messages in the person's language, sums, dates, and widths in cells.

Everything that reaches the terminal passes `plain` on its way: data may hold escape sequences, control and
bidirectional characters, and a terminal would obey them. Nothing here makes markup, and nothing parses it.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, reduce

from rich.cells import cell_len, set_cell_size

from db.message import Message, _
from workflows.i18n import LANGUAGES, translation

_CONTROL = "\x00-\x1f\x7f-\x9f"
# Marks that reorder or join what follows them, invisible fillers, variation selectors, tags, lone surrogates,
# and the separators that some terminals take for a line break.
_HIDDEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
_BEYOND = "\ud800-\udfff\U000e0000-\U000e0fff"
_UNSAFE = re.compile(f"[{_CONTROL}{_HIDDEN}{_BEYOND}]")

_YESTERDAY, _TODAY, _TOMORROW = _("yesterday"), _("today"), _("tomorrow")
_YES, _NO = _("yes"), _("no")
_COMMA = _("{one}, {other}")
_SEMICOLON = _("{one}; {other}")

MINUS = "\u2212"
ELLIPSIS = "…"


def plain(text: str) -> str:
    """Return `text` as one line that a terminal can only show: what it would obey becomes a visible sign.

    Tabs and line breaks become spaces, other control characters their pictures (`␛`), hidden ones `␦`.
    """
    return _UNSAFE.sub(_neutral, text)


def plain_lines(text: str) -> list[str]:
    """Return the lines of `text`, each made plain."""
    return [plain(line) for line in re.split(r"\r\n|[\n\r\u2028\u2029]", text)]


def _neutral(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in "\t\n\r\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "␦"


# --- widths -------------------------------------------------------------------------------------------------


def width(text: str) -> int:
    """Return how many cells `text` takes."""
    return cell_len(text)


def cut(text: str, cells: int) -> str:
    """Return `text` if it fits into `cells`, else its beginning and an ellipsis; never half a character."""
    if cell_len(text) <= cells:
        return text
    if cells <= 0:
        return ""
    room, kept = cells - 1, 0
    for index, character in enumerate(text):
        kept += cell_len(character)
        if kept > room:
            return text[:index].rstrip() + ELLIPSIS
    return text


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """Return `text` cut or padded to exactly `cells`; `right` pads in front."""
    text = cut(text, cells)
    gap = " " * (cells - cell_len(text))
    return gap + text if right else text + gap


def end_of(text: str, cells: int) -> str:
    """Return the last `cells` of `text`, for an input line that has grown longer than its room."""
    while cell_len(text) > cells:
        text = text[1:]
    return set_cell_size(text, cells) if cell_len(text) > cells else text


def wrap(text: str, cells: int, limit: int = 0) -> list[str]:
    """Break `text` into lines of at most `cells`: at spaces, and between Chinese characters.

    limit: at most so many lines, the last one cut with an ellipsis; 0: as many as it takes.
    """
    cells = max(2, cells)
    lines, line, used = [], "", 0
    for piece in _pieces().findall(text):
        taken = cell_len(piece)
        if used + cell_len(piece.rstrip()) > cells and line:
            lines.append(line.rstrip())
            line, used = "", 0
            piece = piece.lstrip()
            taken = cell_len(piece)
        while taken > cells:
            head = _head(piece, cells)
            lines.append(head)
            piece = piece[len(head) :]
            taken = cell_len(piece)
        line += piece
        used += taken
    if line.strip() or not lines:
        lines.append(line.rstrip())
    if limit and len(lines) > limit:
        rest = " ".join(lines[limit - 1 :])
        lines[limit - 1 :] = [cut(rest, cells)]
    return lines


_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_CLOSING = "，。、；：？！）】》」』”’％"


@cache
def _pieces() -> re.Pattern[str]:
    """A word with the space behind it, or one wide character with the punctuation that must not begin a line."""
    return re.compile(f"(?:[^\\s{_WIDE}]+|[\\S\u3000])[{_CLOSING}]*\\s*|\\s+")


def _head(text: str, cells: int) -> str:
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > cells:
            return text[:index]
    return text


# --- values -------------------------------------------------------------------------------------------------


def money(amount: Decimal | None) -> str:
    """Return a sum in yuan, to the fen, with a true minus sign: `−1,284.00`; "" for None."""
    return "" if amount is None else _number(amount.quantize(Decimal("0.01")))


def quantity(amount: Decimal | None) -> str:
    """Return a quantity without zeros that say nothing: 12.500 is `12.5`; "" for None."""
    if amount is None:
        return ""
    amount = amount.normalize()
    return _number(amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount)


def _number(amount: Decimal) -> str:
    return f"{amount:,f}".replace("-", MINUS)


class Words:
    """One language of the screen. Every method returns plain text."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._translate = translation(language)

    def say(self, text: Message | str) -> str:
        """Return a message in this language, or data as it was typed, as one plain line."""
        return plain(text.render(self._translate) if isinstance(text, Message) else text)

    def lines(self, text: Message | str) -> list[str]:
        """Return a message or data as plain lines."""
        return plain_lines(text.render(self._translate) if isinstance(text, Message) else text)

    def listed(self, texts: Iterable[Message | str]) -> str:
        """Return several texts as one, with the comma of this language between them."""
        return self._joined(texts, _COMMA)

    def told(self, sentences: Iterable[Message | str]) -> str:
        """Return several sentences as one text: a comma may stand in each, so that it cannot stand between them."""
        return self._joined(sentences, _SEMICOLON)

    def _joined(self, texts: Iterable[Message | str], between: Message) -> str:
        said = [self.say(text) for text in texts]
        return reduce(lambda line, text: self.say(between(one=line, other=text)), said) if said else ""

    def flag(self, value: bool) -> str:
        """Return yes or no."""
        return self.say(_YES if value else _NO)

    def day(self, day: date, today: date) -> str:
        """Return a day as people say it: yesterday, today, tomorrow, `11-23`, `2025-11-23`."""
        named = {-1: _YESTERDAY, 0: _TODAY, 1: _TOMORROW}.get((day - today).days)
        if named is not None:
            return self.say(named)
        return day.strftime("%m-%d" if day.year == today.year else "%Y-%m-%d")

    def moment(self, at: datetime | None, now: datetime) -> str:
        """Return a moment as short as it can be told: the time today, else the day; "" for None."""
        if at is None:
            return ""
        return at.strftime("%H:%M") if at.date() == now.date() else self.day(at.date(), now.date())

    def stamp(self, at: datetime, now: datetime) -> str:
        """Return day and time, the day left out when it is today."""
        time = at.strftime("%H:%M")
        if at.date() == now.date():
            return time
        if abs(at.date() - now.date()) <= timedelta(days=1):
            return f"{self.day(at.date(), now.date())} {time}"
        return at.strftime("%m-%d %H:%M" if at.year == now.year else "%Y-%m-%d %H:%M")


def next_language(language: str) -> str:
    """Return the language that the language key changes to."""
    following = LANGUAGES.index(language) + 1 if language in LANGUAGES else 0
    return LANGUAGES[following % len(LANGUAGES)]


def columns(texts: Sequence[str], cells: int, gap: int = 2) -> list[str]:
    """Lay short texts out side by side, as many a line as fit, in the order given."""
    lines: list[str] = []
    for text in texts:
        joined = f"{lines[-1]}{' ' * gap}{text}" if lines else text
        if lines and cell_len(joined) <= cells:
            lines[-1] = joined
        else:
            lines.append(cut(text, cells))
    return lines
