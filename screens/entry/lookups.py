"""Answers for what is typed in a look-up, and names for keys that are stored: asked off the interface's thread."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from screens.office import Office
from screens.words import Words
from workflows.engine.form import FieldShape
from workflows.engine.view import Choice, EntryForm

_MOST = 8
_AT_ONCE = 40
"""Names asked for in one go, so that others need not wait long."""


class Lookups:
    """What one form has looked up. `names` by register and key; None: there is no such record."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str | None] = {}
        self._wanted: dict[tuple[str, str], None] = {}

    def name(self, part: FieldShape, key: Any) -> str | None:
        """Return the name behind a key; an unknown one is remembered as wanted."""
        if part.kind != "ref" or not isinstance(key, str):
            return None
        place = (part.register, key)
        if place not in self._names:
            self._wanted[place] = None
        return self._names.get(place)

    def speak_anew(self) -> None:
        """Ask for every name again: it may be another in another language."""
        self._names.clear()

    def take_wanted(self) -> list[tuple[str, str]]:
        """Return the next keys whose names are to be found."""
        places = list(self._wanted)[:_AT_ONCE]
        for place in places:
            del self._wanted[place]
            self._names[place] = None
        return places

    def learn(self, register: str, choices: Iterable[Choice]) -> None:
        """Remember the names of answers."""
        for choice in choices:
            self._names[register, choice.key] = choice.name

    def forget(self, places: Iterable[tuple[str, str]]) -> None:
        """Let names be asked for again: the question failed."""
        for place in places:
            if self._names.get(place) is None:
                self._names.pop(place, None)


def find_names(office: Office, places: Sequence[tuple[str, str]], words: Words) -> list[tuple[str, Choice]]:
    """Return the records behind the keys that exist. Blocks: for the thread that asks the business."""
    found = []
    for register, key in places:
        answers = office.lookup(register, key, _MOST, language=words.language)
        exact = next((one for one in answers if one.key == key), None)
        if exact is not None:
            found.append((register, exact))
    return found


def find(office: Office, part: FieldShape, text: str, words: Words) -> list[Choice]:
    """Return the records a typed text may mean, best first. Blocks: for the thread that asks the business."""
    return list(office.lookup(part.register, text, _MOST, language=words.language))


def find_cases(
    office: Office, form: EntryForm, path: str, values: Mapping[str, Any], text: str, words: Words
) -> list[Choice]:
    """Return the cases a typed text may mean in a field, best first. Blocks, too."""
    found = office.named_cases.offered(form, path, values, text, _MOST)
    return [Choice(hit.key, hit.key, words.say(hit.detail)) for hit in found]
