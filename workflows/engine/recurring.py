"""Recurring work of a process: duties that open cases by the calendar, and reminders, which open none.

The deadline of a step reminds those it waits for, and brings it to their superior; a reminder is for what a procedure
says besides: warn before a day, remind daily after it, tell somebody who has no step in the case.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.message import Message

if TYPE_CHECKING:
    from db.cases import Case
    from workflows.engine.facts import CompanyFacts


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One opening that is due: of what object, when it fell due, and the form to start from.

    step: where it starts; "" the draft. submit: hand it in at once.
    """

    period: str
    object: str
    form: Mapping[str, Any]
    requester: int | None = None
    submit: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Recurring work that opens cases by the calendar: one a duty, period and object, whoever ticks first.

    due: given the facts of the company now, every occurrence that should exist; the engine opens the missing ones.
    """

    key: str
    title: Message
    when: Message
    due: "Callable[[CompanyFacts], Iterable[Occurrence]]"


@dataclass(frozen=True, slots=True)
class Reminding:
    """One case that some persons are reminded of today, and in which words."""

    case: "Case"
    persons: Iterable[int]
    said: Message


@dataclass(frozen=True, slots=True)
class Reminder:
    """Recurring work that opens nothing: it is looked through at the opening of every working day, whoever ticks first.

    due: given the facts of the company then, everybody who is to be told something.
    """

    key: str
    title: Message
    when: Message
    due: "Callable[[CompanyFacts], Iterable[Reminding]]"
