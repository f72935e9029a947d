"""Reminders: what people are told once a working day about cases that nobody has acted on in time.

The deadline of a step reminds those it waits for, and brings it to their superior; a reminder is for what a procedure
says besides: warn before a day, remind daily after it, tell somebody who has no step in the case.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.message import Message

if TYPE_CHECKING:
    from db.cases import Case
    from workflows.engine.facts import CompanyFacts


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
