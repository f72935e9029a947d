"""One value being typed, in a field or in a cell: what stands there, what it means, which answers it may take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from screens.entry.buffer import Buffer
from screens.entry.typed import editable, narrow, read, read_flag, resting
from screens.words import Words, fit, plain, width
from workflows.engine.form import FieldShape, Kind
from workflows.engine.view import Choice

ASKING: Final[frozenset[Kind]] = frozenset({"choice", "ref", "case"})
"""Kinds whose value is one of offered answers."""

SEVERAL_LINES: Final[frozenset[Kind]] = frozenset({"long_text", "texts"})

_LEAST_OF_A_NAME = 6
"""Cells below which a name says nothing any more."""

Names = Callable[[FieldShape, Any], str | None]
"""From a stored key to the name that is shown for it; None where it is not known (yet)."""


@dataclass(slots=True)
class Answers:
    """What is offered for a text. at: the answer under the cursor, −1 for none."""

    text: str
    choices: Sequence[Choice]
    at: int = 0

    def move(self, by: int) -> None:
        self.at = (max(self.at, 0 if by < 0 else -1) + by) % len(self.choices) if self.choices else -1

    @property
    def chosen(self) -> Choice | None:
        return self.choices[self.at] if 0 <= self.at < len(self.choices) else None


@dataclass(slots=True)
class Setting:
    """What every value of a form is typed with: the language, today, the names behind keys. One a form."""

    words: Words
    today: date
    name: Names


class Editor:
    """The value of one field while it is typed.

    answers: what is offered now; None when no list is open. waiting: the text whose answers have been asked for and
    whose first one is to be taken when they come, because the person has gone on already. careful: take it then only
    when nothing else fits (text that was pasted, not chosen). ahead: how the cursor was moved among answers that are
    still on the way; None when none are.
    """

    def __init__(self, part: FieldShape, setting: Setting, value: Any = None) -> None:
        self.part = part
        self.setting = setting
        self.buffer = Buffer(breaks=part.kind in SEVERAL_LINES)
        self.answers: Answers | None = None
        self.waiting: str | None = None
        self.careful = False
        self.ahead: list[int] | None = None
        self._value: Any = None
        self._typed = False
        self.load(value)

    @property
    def asks(self) -> bool:
        return self.part.kind in ASKING

    @property
    def typed(self) -> bool:
        """Whether what stands here has been typed since it was loaded or taken."""
        return self._typed

    @property
    def unfound(self) -> bool:
        """Whether something was typed that is none of the answers (or of which it is not known yet)."""
        return self.asks and self._typed and bool(self.buffer.text.strip())

    @property
    def value(self) -> Any:
        """The JSON value; while a look-up is typed, or nothing matches, the text itself."""
        if not self._typed:
            return self._value
        if self.part.kind == "case":
            return narrow(self.buffer.text).upper() or None
        return read(self.part.kind, self.buffer.text, self.setting.today)

    def load(self, value: Any) -> None:
        """Take a value that comes from elsewhere."""
        self._value = None if value == "" else value
        self._typed = False
        self.answers = self.waiting = self.ahead = None
        self.buffer.put(self._shown())

    def _shown(self) -> str:
        if not self.asks:
            return editable(self.part.kind, self._value)
        return shown(self.part, self._value, self.setting) if self._value is not None else ""

    def rename(self) -> None:
        """Show the value anew: its name has become known, or the language has changed. What is being typed stays."""
        if not self._typed and self.asks:
            was_selected = self.buffer.selected
            self.buffer.put(self._shown())
            if was_selected:
                self.buffer.select()

    # --- typing ---------------------------------------------------------------------------------------------

    def key(self, key: str, character: str | None) -> bool:
        """Do what `key` means here; False when it means nothing to a value."""
        if self.part.kind == "flag":
            return self._flag_key(key, character)
        if self._digit(character):
            return True
        before = self.buffer.text
        if not self.buffer.key(key, character):
            return False
        self._edited(before)
        return True

    def insert(self, text: str) -> None:
        """Put pasted text at the cursor."""
        before = self.buffer.text
        if self.part.kind == "flag":
            self.load(read_flag(text))
        else:
            self.buffer.insert(text)
        self._edited(before)

    def _edited(self, before: str) -> None:
        if self.buffer.text != before:
            self._typed = True
            self.answers = self.waiting = self.ahead = None

    def _flag_key(self, key: str, character: str | None) -> bool:
        if key == "space" or character == " ":
            self.load(self._value is not True)
        elif key in ("backspace", "delete"):
            self.load(None)
        elif character is not None and isinstance(answer := read_flag(character), bool):
            self.load(answer)
        else:
            # Any other letter is no answer, and must not run a command behind the field.
            return character is not None and character.isprintable()
        return True

    def _digit(self, character: str | None) -> bool:
        """Take the answer with that number, where a choice has been given nothing else yet."""
        if self.part.kind != "choice" or character is None or (self.buffer.text and not self.buffer.selected):
            return False
        number = narrow(character)
        offered = self.choices_for("")
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= len(offered)):
            return False
        self.take(offered[int(number) - 1])
        return True

    # --- answers --------------------------------------------------------------------------------------------

    def choices_for(self, text: str) -> list[Choice]:
        """Return the answers of a choice that fit what was typed: by their words, their pinyin initials, their value."""
        say = self.setting.words.say
        answers = [Choice(answer.value, say(answer.label), "") for answer in self.part.choices or ()]
        wanted = narrow(text).lower()
        starting = [answer for answer in answers if any(word.startswith(wanted) for word in _handles(answer))]
        inside = [answer for answer in answers if answer not in starting and wanted in answer.name.lower()]
        return starting + inside

    def offer(self, answers: Answers) -> bool:
        """Take in the answers for a text; False when they come too late to be of use."""
        if self.waiting is not None:
            if answers.text != self.waiting:
                return False
            self.waiting = None
            self._follow(answers)
            if self.careful and len(answers.choices) > 1:
                answers.at = -1
            self._settle_on(answers)
            return True
        if self.ahead is None or answers.text != (self.buffer.text if self._typed else ""):
            return False
        self._follow(answers)
        self.answers = answers
        return True

    def _follow(self, answers: Answers) -> None:
        """Put the cursor among answers that have come where it was moved before it could be seen."""
        for by in self.ahead or ():
            answers.move(by)
        self.ahead = None

    def take(self, choice: Choice) -> None:
        """Make an answer the value."""
        self._value = choice.key
        self._typed = False
        self.answers = self.waiting = self.ahead = None
        self.buffer.put(choice.name)
        self.buffer.select()

    def settle(self) -> None:
        """Finish typing: take the answer under the cursor, or the best one; what cannot be read stays as typed."""
        if not self._typed:
            self.answers = None
            if self.waiting is None:
                self.ahead = None
            return
        if not self.asks:
            self.load(self.value)
        elif not self.buffer.text.strip():
            self.load(None)
        elif self.part.kind == "choice":
            self._settle_on(self.answers or Answers(self.buffer.text, self.choices_for(self.buffer.text)))
        elif self.answers is not None:
            self._settle_on(self.answers)
        else:
            self.waiting = self.buffer.text

    def take_ahead(self) -> None:
        """Take, once they come, the answer that the cursor was moved to among those on the way."""
        if self.ahead:
            self.waiting = self.buffer.text if self._typed else ""

    def _settle_on(self, answers: Answers) -> None:
        text = self.buffer.text.strip()
        exact = next((choice for choice in answers.choices if text in (choice.key, choice.name)), None)
        found = exact if exact is not None and answers.at <= 0 else answers.chosen
        if found is not None:
            self.take(found)
        else:
            self.answers = None


def _handles(answer: Choice) -> list[str]:
    """By what an answer is found as one types: its words, their pinyin initials and syllables, its value."""
    return [answer.name.lower(), *_spelt(answer.name), answer.key.lower()]


@lru_cache(maxsize=512)
def _spelt(words: str) -> tuple[str, ...]:
    if words.isascii():
        return ()
    # Imported here: loading its dictionary takes longer than starting the rest of the program.
    from pypinyin import lazy_pinyin

    syllables = [syllable.lower() for syllable in lazy_pinyin(words)]
    return "".join(syllable[0] for syllable in syllables), "".join(syllables)


def shown(part: FieldShape, value: Any, setting: Setting) -> str:
    """Return a stored value as it reads at rest: a key behind its name, the words for a choice."""
    if part.kind in ("ref", "case") and value:
        return " ".join(_named(part, value, setting))
    return resting(part, value, setting.words)


def fitted(part: FieldShape, value: Any, setting: Setting, cells: int, *, right: bool = False) -> str:
    """Return a value as it reads at rest in so many cells: a name gives way before the key that tells it from others."""
    text = shown(part, value, setting)
    if part.kind == "ref" and value and width(text) > cells:
        *name, key = _named(part, value, setting)
        room = cells - width(key) - 1
        if name and room >= _LEAST_OF_A_NAME:
            return f"{fit(name[0], room)} {key}"
    return fit(text, cells, right=right)


def _named(part: FieldShape, value: Any, setting: Setting) -> list[str]:
    """Return the name of what a key names, where it is known and says more, and the key."""
    name, key = plain(setting.name(part, value) or ""), plain(str(value))
    return [name, key] if name and key not in name.split() else [name or key]
