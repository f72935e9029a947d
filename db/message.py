"""A message to a person: an English sentence and its parameters, put into a language only when it is shown.

Every floor says things to people, but only the person's session knows the language. So code builds a
`Message` and the floor that shows it calls `Message.render` with the translation of that session.
`_` marks the English text for extraction and makes the message in one go::

    _("{quantity} exceeds {free} unreserved")(quantity=Decimal("15"), free=Decimal("12"))
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Value = str | int | Decimal | date | datetime
"""What a parameter of a message may be, besides another message."""

Translate = Callable[[str], str]
"""From the English id to the text in one language; returns the id where there is no translation."""

_PLACE = re.compile(r"\{(\w+)\}")


def _plain(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """An English text with `{named}` places, and what stands in them."""

    text: str
    values: tuple[tuple[str, "Value | Message"], ...] = ()

    def __call__(self, **values: "Value | Message") -> "Message":
        """Return the message with these parameters bound (added to those bound before)."""
        return Message(self.text, (*self.values, *values.items()))

    def render(self, translate: Translate = _plain) -> str:
        """Put the message into the language `translate` speaks; parameters are inserted as plain text.

        A name that was not bound stays visible as `{name}`: a message must never fail to appear.
        """
        values = dict(self.values)

        def fill(place: re.Match[str]) -> str:
            name = place[1]
            return _shown(values[name], translate) if name in values else place[0]

        return _PLACE.sub(fill, translate(self.text)) if self.text else ""

    def __str__(self) -> str:
        return self.render()


def _shown(value: "Value | Message", translate: Translate) -> str:
    match value:
        case Message():
            return value.render(translate)
        case Decimal():
            return f"{value:,f}"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case _:
            return str(value)


def _(text: str) -> Message:
    """Mark `text` for translation and make a message of it."""
    return Message(text)
