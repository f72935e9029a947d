"""A message to a person: an English sentence and its parameters, put into a language only when it is shown.

Every floor says things to people, but only the person's session knows the language. So code builds a
`Message` and the floor that shows it calls `Message.render` with the translation of that session.
`_` marks the English text for extraction and makes the message in one go::

    _("{quantity} exceeds {free} unreserved")(quantity=Decimal("15"), free=Decimal("12"))

A text that counts something has a form for one and a form for many; the value bound as `count` chooses, by the
rules of the language it is put into::

    plural("{count} line", "{count} lines")(count=3)
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

Value = str | int | Decimal | date | datetime
"""What a parameter of a message may be, besides another message."""


class Translate(Protocol):
    """From the English id to the text in one language; returns the id where there is no translation.

    many: the English form for more than one, of a text that counts; count: how many, 1 or another whole number.
    """

    def __call__(self, text: str, /, many: str = "", count: int = 1) -> str: ...


_PLACE = re.compile(r"\{(\w+)\}")


def as_written(text: str, /, many: str = "", count: int = 1) -> str:
    """Return the English itself."""
    return many if many and count != 1 else text


@dataclass(frozen=True, slots=True)
class Message:
    """An English text with `{named}` places, and what stands in them; `many` is its form for more than one."""

    text: str
    values: tuple[tuple[str, "Value | Message"], ...] = ()
    many: str = ""

    def __call__(self, **values: "Value | Message") -> "Message":
        """Return the message with these parameters bound (added to those bound before)."""
        return Message(self.text, (*self.values, *values.items()), self.many)

    def render(self, translate: Translate = as_written) -> str:
        """Put the message into the language `translate` speaks; parameters are inserted as plain text.

        A name that was not bound stays visible as `{name}`: a message must never fail to appear.
        """
        values = dict(self.values)

        def fill(place: re.Match[str]) -> str:
            name = place[1]
            return _shown(values[name], translate) if name in values else place[0]

        if not self.text:
            return ""
        said = translate(self.text, self.many, _whole(values.get("count", 1))) if self.many else translate(self.text)
        return _PLACE.sub(fill, said)

    def __str__(self) -> str:
        return self.render()


def _shown(value: "Value | Message", translate: Translate) -> str:
    match value:
        case Message():
            return value.render(translate)
        case Decimal():
            return f"{value:,f}".replace("-", "−")
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case _:
            return str(value)


def _whole(count: "Value | Message") -> int:
    """Return a number that takes the same form as `count`: of what is not whole (2.5 days) there are many."""
    match count:
        case int():
            return count
        case Decimal():
            return int(count) if count == int(count) else 2
        case str() if count.isdecimal():
            return int(count)
        case _:
            return 2


def _(text: str) -> Message:
    """Mark `text` for translation and make a message of it."""
    return Message(text)


def plural(one: str, many: str) -> Message:
    """Mark a text that counts for translation and make a message of it; bind the number as `count`."""
    return Message(one, many=many)
