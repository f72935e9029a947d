"""What people type, and the JSON value it means.

Typing is forgiven: full-width digits and punctuation of a Chinese input method, thousands separators, currency signs,
short dates (`6-30`, `0630`, `30`, `+3`, `t`). What cannot be read stays as it was typed; the form then says what is wrong.
"""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from db.message import Message, _
from screens.words import Words, money, plain, quantity
from workflows.engine.form import FieldShape, Kind

NUMBERS: Final[frozenset[Kind]] = frozenset({"money", "quantity", "percent", "days", "integer"})

WEEKDAYS: Final = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))

# A Chinese input method gives these for . - and the signs beside figures; the rest is what NFKC narrows.
_NARROWED = str.maketrans({"。": ".", "、": "/", "—": "-", "–": "-", "−": "-", "：": ":", "〜": "-", "～": "-"})
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_YES = frozenset({"y", "yes", "1", "true", "是", "有", "对"})
_NO = frozenset({"n", "no", "0", "false", "否", "无", "不"})


def narrow(text: str) -> str:
    """Return `text` with full-width digits, letters and punctuation as ASCII: １２．５ is 12.5."""
    return unicodedata.normalize("NFKC", text.translate(_NARROWED)).strip()


def read(kind: Kind, text: str, today: date) -> Any:
    """Return the JSON value of what was typed; None when nothing was, the text itself when it cannot be read.

    Exact numbers are text in JSON, as everywhere. `today` gives short dates their meaning.
    """
    if not text.strip():
        return None
    if kind in NUMBERS:
        return _number(text)
    if kind == "date":
        found = read_date(text, today)
        return text.strip() if found is None else found.isoformat()
    if kind == "datetime":
        moment = read_datetime(text, today)
        return text.strip() if moment is None else moment.strftime("%Y-%m-%d %H:%M")
    if kind == "flag":
        return read_flag(text)
    if kind == "texts":
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text if kind == "long_text" else text.strip()


def read_flag(text: str) -> bool | str:
    """Return yes or no; anything else stays text."""
    word = narrow(text).lower()
    return True if word in _YES else False if word in _NO else text.strip()


def _number(text: str) -> str:
    plain = narrow(text).removeprefix("¥").removesuffix("元").removesuffix("%").strip()
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    return plain if _PLAIN.fullmatch(plain) else text.strip()


# --- dates --------------------------------------------------------------------------------------------------

_TODAY = frozenset({"t", "today", "今", "今天", "今日"})
_NEAR: Final = {"明天": 1, "明日": 1, "后天": 2, "昨天": -1, "昨日": -1, "前天": -2}
_CHINESE_DATE = str.maketrans({"年": "-", "月": "-", "日": " ", "号": " ", "/": "-", ".": "-"})
_SPAN = re.compile(r"([+-])(\d{1,4})")
_DATE = re.compile(r"(?:(?:(\d{4}|\d{2})-)?(\d{1,2})-)?(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})?(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{1,2})(?::(\d{2})(?::\d{2})?|[点时](?:(\d{1,2})分?)?)|(\d{2})(\d{2})")
_HALF_YEAR = timedelta(days=183)


def read_date(text: str, today: date) -> date | None:
    """Return the day `text` names as seen from `today`; None when it names none.

    `30` is a day of this month, `6-30` or `0630` the 30 June nearest to today, `+3` in three days, `t` today.
    """
    word = narrow(text).lower()
    if word in _TODAY:
        return today
    if word in _NEAR:
        return today + timedelta(days=_NEAR[word])
    with suppress(ValueError, OverflowError):
        if found := _SPAN.fullmatch(word):
            return today + timedelta(days=int(found[1] + found[2]))
        if found := _COMPACT.fullmatch(word):
            return _nearest(found[1], found[2], int(found[3]), today)
        if found := _DATE.fullmatch(word.translate(_CHINESE_DATE).strip()):
            return _nearest(found[1], found[2], int(found[3]), today)
    return None


def _nearest(year: str | None, month: str | None, day: int, today: date) -> date:
    if month is None:
        return today.replace(day=day)
    if year is not None:
        return date(int(year) if len(year) == 4 else 2000 + int(year), int(month), day)
    near = date(today.year, int(month), day)
    if near - today > _HALF_YEAR:
        return near.replace(year=today.year - 1)
    if today - near > _HALF_YEAR:
        return near.replace(year=today.year + 1)
    return near


def read_datetime(text: str, today: date) -> datetime | None:
    """Return the minute `text` names: a date as `read_date` knows it, a blank (or T), a time; a time alone is today's."""
    word = re.sub(r"(?<=\d)[tT](?=\d)", " ", narrow(text))
    day, blank, clock = word.rpartition(" ")
    found = _TIME.fullmatch(clock)
    on = read_date(day, today) if blank and day.strip() else today
    if found is None or on is None:
        return None
    with suppress(ValueError):
        return datetime(
            on.year, on.month, on.day, int(found[1] or found[4]), int(found[2] or found[3] or found[5] or 0)
        )
    return None


# --- showing ------------------------------------------------------------------------------------------------


def editable(kind: Kind, value: Any) -> str:
    """Return a JSON value as the text one edits: 1284.00, 2026-06-30 14:30, one text a line."""
    match value:
        case None:
            return ""
        case bool():
            return "y" if value else "n"
        case list():
            return "\n".join(str(item) for item in value)
        case str() if kind == "datetime":
            # JSON says 2026-06-30T14:30:00; what was typed and cannot be read stays as it is.
            with suppress(ValueError):
                return datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")
            return value
        case _:
            return str(value)


def resting(part: FieldShape, value: Any, words: Words) -> str:
    """Return a JSON value as it reads where nobody types: 1,284.00, 是, the words of a choice. One plain line."""
    if value is None or value == "":
        return ""
    if part.kind == "flag" and isinstance(value, bool):
        return words.flag(value)
    if part.choices is not None:
        return words.say(label_of(part, value) or str(value))
    if part.kind in NUMBERS:
        return grouped(part.kind, value)
    return plain(editable(part.kind, value))


def label_of(part: FieldShape, value: Any) -> Message | None:
    """Return the words of an answer of a choice; None when `value` is none of its answers."""
    return next((answer.label for answer in part.choices or () if answer.value == value), None)


def decimal(value: Any) -> Decimal | None:
    """Return the number a JSON value means; None when it means none."""
    if isinstance(value, bool) or value is None:
        return None
    with suppress(InvalidOperation):
        number = Decimal(str(value))
        return number if number.is_finite() else None
    return None


def grouped(kind: Kind, value: Any) -> str:
    """Return a number with thousands separated, sums to the fen; a whole number, which may be a year, as it is."""
    number = decimal(value)
    if number is None or kind == "integer":
        return plain(str(value))
    if kind == "money" and number == number.quantize(Decimal("0.01")):
        return money(number)
    return quantity(number)


def weekday(kind: Kind, value: Any) -> Message | None:
    """Return the weekday of a date; None for anything else."""
    if kind in ("date", "datetime") and isinstance(value, str):
        with suppress(ValueError):
            return WEEKDAYS[datetime.fromisoformat(value).weekday()]
    return None
