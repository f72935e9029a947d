"""The filter that is typed over a list: words all of which must be found, `!word` for rows without, `field:value`.

A word finds numbers, subjects, requesters, and what a row shows of its process and step in any language; customers
and colleagues by pinyin, initials or code, too. A field is called by its key or by the heading of its column.
`due:late`, `due:today`, `due:week`, `due:06-12`, `amount:>1000`, `amount:200-500`, `claimed:me`, `claimed:no` ask what
words cannot. What names a field there is not, or asks a field what it does not know, hides nothing: it is said instead.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from db.message import Message, _
from db.queues import Term
from db.search import sounds_like
from workflows.engine.company import Company
from workflows.engine.functions import listed
from workflows.engine.process import Process
from workflows.i18n import LANGUAGES, translation

_FIELDS: dict[str, Message] = {
    "number": _("No."),
    "subject": _("What"),
    "from": _("From"),
    "step": _("Step"),
    "process": _("Process"),
    "due": _("Due"),
    "amount": _("Amount"),
    "claimed": _("Claimed"),
}
_LATE, _TODAY, _WEEK = _("late"), _("today"), _("week")
_ME, _NOBODY = _("me"), _("no")
_RANGE = re.compile(r"(?P<sign>[<>]=?)?(?P<one>\d+(\.\d+)?)(-(?P<other>\d+(\.\d+)?))?")
_DAY = re.compile(r"((?P<year>\d{4})-)?(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_FEN = Decimal("0.01")


_NO_FIELD = _("No field “{name}”; there are {fields}")
_NO_FIELDS = _("“{typed}” hides nothing: this list has no fields, type words alone")
_NOT_SO: dict[str, Message] = {
    "due": _("“{typed}” hides nothing: type due:late, due:today, due:week, or a day as due:06-12"),
    "amount": _("“{typed}” hides nothing: type an amount as amount:>500, amount:<=500 or amount:100-500"),
    "claimed": _("“{typed}” hides nothing: type claimed:me or claimed:no"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as it was read. problems: what in it could not be, each with the remedy."""

    terms: tuple[Term, ...]
    problems: tuple[Message, ...]


def read_filter(company: Company, person_id: int, seen: Collection[str], text: str) -> Filter:
    """Read a typed filter for a person. seen: the processes whose titles are looked through."""
    reading = _Reading(company, person_id, seen)
    terms = tuple(term for word in _half_width(text).split() if (term := reading.term(word)) is not None)
    return Filter(terms, tuple(dict.fromkeys(reading.problems)))


def words_alone(text: str) -> tuple[str, Sequence[Message]]:
    """Return what is searched for in a list that has no fields, and what is wrong with the rest of the text."""
    words = text.split()
    named = [word for word in words if _names_a_field(_half_width(word))]
    return " ".join(word for word in words if word not in named), [_NO_FIELDS(typed=word) for word in named]


def _names_a_field(word: str) -> bool:
    """Whether a word is written as a field and its value: `step:review`, but not `10:30` nor `https://…`."""
    name, colon, value = word.removeprefix("!").partition(":")
    return bool(colon) and name.isalpha() and not value.startswith("//")


def _half_width(text: str) -> str:
    """Signs as an input method types them mean the same."""
    return text.translate(str.maketrans("！：＞＜－", "!:><-"))


class _Reading:
    """Reads the words of one filter."""

    def __init__(self, company: Company, person_id: int, seen: Collection[str]) -> None:
        self._company = company
        self._person = person_id
        self._seen = seen
        self.problems: list[Message] = []

    def term(self, word: str) -> Term | None:
        """Read one word; None: it hides nothing, since what it asks for is not known, or not typed yet."""
        absent = word.startswith("!") and len(word) > 1
        bare = word[1:] if absent else word
        name, colon, value = bare.partition(":")
        field = _field(name) if colon else ""
        if not field and _names_a_field(bare):
            self.problems.append(_NO_FIELD(name=name, fields=listed(list(_FIELDS.values()))))
            return None
        if field and not value:
            return None
        ways: dict[str, Callable[[str, bool], Term | None]] = {
            "due": self._due, "amount": _amount, "claimed": self._claimed
        }  # fmt: skip
        if field in ways:
            found = ways[field](value, absent)
            if found is None:
                self.problems.append(_NOT_SO[field](typed=bare))
            return found
        wanted = value if field else bare
        find = self._company.registers.find
        return Term(
            wanted, field, absent,
            keys=tuple(hit.key for hit in find(wanted, ["customers"], limit=50)),
            colleagues=tuple(hit.key for hit in find(wanted, ["employees"], limit=50)),
            processes=tuple(process.key for process in self._processes() if says(process.title, wanted)),
            steps=tuple(
                (process.key, step.key)
                for process in self._processes()
                for step in process.real_steps
                if says(step.title, wanted)
            ),
        )  # fmt: skip

    def _processes(self) -> list[Process]:
        """The processes whose titles are looked through: what a row shows finds it."""
        return [process for key, process in self._company.catalogue.processes.items() if key in self._seen]

    def _due(self, value: str, absent: bool) -> Term | None:
        now = self._company.now()
        midnight = datetime.combine(now.date(), time())
        if _means(value, _LATE):
            return Term(value, absent=absent, due=(None, now))
        if _means(value, _TODAY):
            return Term(value, absent=absent, due=(midnight, midnight + timedelta(days=1)))
        if _means(value, _WEEK):
            monday = midnight - timedelta(days=now.weekday())
            return Term(value, absent=absent, due=(monday, monday + timedelta(days=7)))
        found = _DAY.fullmatch(value)
        if found is None:
            return None
        try:
            day = datetime(int(found["year"] or now.year), int(found["month"]), int(found["day"]))
        except ValueError:
            return None
        return Term(value, absent=absent, due=(day, day + timedelta(days=1)))

    def _claimed(self, value: str, absent: bool) -> Term | None:
        now = self._company.now()
        if _means(value, _ME):
            return Term(value, absent=absent, claimed=(self._person, now))
        if _means(value, _NOBODY):
            return Term(value, absent=absent, claimed=(None, now))
        return None


def _amount(value: str, absent: bool) -> Term | None:
    """`>1000` and `<1000` leave the thousand out, `>=1000` and `200-500` are with their ends."""
    found = _RANGE.fullmatch(value.replace(",", ""))
    if found is None or (found["sign"] and found["other"]):
        return None
    one = Decimal(found["one"])
    bounds: tuple[Decimal | None, Decimal | None]
    match found["sign"]:
        case None:
            bounds = (one, Decimal(found["other"] or found["one"]))
        case ">" | ">=" as sign:
            bounds = (one if sign == ">=" else one + _FEN, None)
        case sign:
            bounds = (None, one if sign == "<=" else one - _FEN)
    return Term(value, absent=absent, amount=bounds)


def _field(name: str) -> str:
    """Return the field that is called so: by its key, or as its column is headed in any language."""
    return next((key for key, title in _FIELDS.items() if key == name.casefold() or _means(name, title)), "")


def _means(typed: str, word: Message) -> bool:
    return any(typed.casefold().rstrip(".") == said.casefold().rstrip(".") for said in _said(word))


def says(title: Message, typed: str) -> bool:
    """Say whether a title holds what was typed, in any language, or is spelt so in pinyin or its initials."""
    wanted = typed.casefold()
    said = _said(title)
    return any(wanted in one.casefold() for one in said) or any(sounds_like(one, wanted) for one in said)


@lru_cache(maxsize=2000)
def _said(title: Message) -> tuple[str, ...]:
    """A text of the program in every language."""
    return tuple(title.render(translation(language)) for language in LANGUAGES)
