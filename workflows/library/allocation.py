"""Balanced allocation: who gets the next piece of work — customers (P102), calls (P103), work orders (P36).

A *worker* carries a load (customers in charge, open calls, open hours) and has an ability from 1 to 5 for each
group of work. A piece of work has a size in the unit of the load. It goes to the worker with the smallest

    (load + size) / ability

compared exactly; ties go to who was given fewer today, then to who was given something longest ago (never comes
before ever), then to the smaller employee number, so that a run can be repeated. The load counts at once for the
next piece.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from workflows.engine.facts import CompanyFacts
from workflows.library.leaving import Period, covers, granted_leaves

ABSENCE = timedelta(days=3)
"""Who is away for longer than this is given nothing new."""
_NEVER = datetime.min


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may be given work. number: of the employee. most: the load he may not go beyond."""

    number: str
    load: Decimal = Decimal(0)
    abilities: Mapping[str, int] = field(default_factory=dict)
    given_today: int = 0
    last_given: datetime | None = None
    most: Decimal | None = None

    def ability(self, group: str) -> int:
        """Return the ability for a group; 1 where none is kept."""
        return self.abilities.get(group, 1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work. size: in the unit of the load. barred: numbers of employees who may not have it."""

    group: str = ""
    size: Decimal = Decimal(1)
    least_ability: int = 1
    barred: frozenset[str] = frozenset()


def may_have(worker: Worker, piece: Piece) -> bool:
    """Whether a worker may be given a piece at all."""
    return (
        worker.number not in piece.barred
        and worker.ability(piece.group) >= piece.least_ability
        and (worker.most is None or worker.load < worker.most)
    )


def burden(worker: Worker, piece: Piece) -> Fraction:
    """Return the load a worker would have with the piece, for a unit of ability."""
    return Fraction(worker.load + piece.size) / worker.ability(piece.group)


def choose(piece: Piece, workers: Iterable[Worker]) -> Worker | None:
    """Return who gets the piece; None where nobody may have it."""
    return min(
        (worker for worker in workers if may_have(worker, piece)),
        key=lambda one: (burden(one, piece), one.given_today, one.last_given or _NEVER, one.number),
        default=None,
    )


def allocate(pieces: Sequence[Piece], workers: Iterable[Worker], at: datetime) -> list[str | None]:
    """Return the employee number for each piece in order, None where nobody may have it."""
    staff = {worker.number: worker for worker in workers}
    given: list[str | None] = []
    for piece in pieces:
        chosen = choose(piece, staff.values())
        given.append(chosen.number if chosen else None)
        if chosen:
            staff[chosen.number] = replace(
                chosen, load=chosen.load + piece.size, given_today=chosen.given_today + 1, last_given=at
            )
    return given


def on_duty(facts: CompanyFacts, *posts: str) -> list[str]:
    """Return the employee numbers of the holders of these posts who are not away for longer than three days."""
    leaves, later = granted_leaves(facts, facts.today), facts.now + ABSENCE
    here = (
        facts.employee_of(person)
        for person in facts.holders(*posts)
        if not any(away.ends_at > later for away in facts.company.people.delegates_of(person, facts.now))
    )
    return sorted({number for number in here if number and not _is_long_away(leaves.get(number, ()), facts.now, later)})


def _is_long_away(leaves: Iterable[Period], now: datetime, later: datetime) -> bool:
    """Whether a leave that has begun goes on beyond a moment."""
    return any(covers(leave, now) and (covers(leave, later) or leave[2] > later.date()) for leave in leaves)


def abilities_of(facts: CompanyFacts, number: str) -> dict[str, int]:
    """Return an employee's abilities by group, as the register keeps them."""
    return {one["group"]: int(one["level"]) for one in facts.record("employees", number).get("abilities", ())}
