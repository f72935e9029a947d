"""Quiet hours of the service desk (P103, N23): when a customer may be called or written to.

Nobody is called outside `callback.hours`, nor outside the customer's own contact hours. Excepted are a call the
customer makes, and a time he has named: from then on for `callback.named-for`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from itertools import pairwise

from db.message import Message, _
from workflows.engine.calendar import parse_hours
from workflows.engine.facts import CompanyFacts


def spans_of(hours: Iterable[str]) -> list[tuple[time, time]]:
    """Read hours of the day as (from, until), until not included: `09:00-12:00`, one or several to a text."""
    return [
        (_clock(opening), _clock(closing)) for text in hours for opening, closing in parse_hours(text)
    ]  # fmt: skip


def rest_around(spans: Sequence[tuple[time, time]], at: time) -> tuple[time, time] | None:
    """Return the time between two spans that `at` falls into, over midnight too; None inside a span."""
    if any(opening <= at < closing for opening, closing in spans):
        return None
    for (_opening, ended), (begins, _closing) in pairwise(spans):
        if ended <= at < begins:
            return ended, begins
    return spans[-1][1], spans[0][0]


def why_not_now(
    facts: CompanyFacts, customer: str, *, named: datetime | None = None, he_called: bool = False
) -> Iterator[Message]:
    """Yield why the customer (a key of the register, "" for none) may not be called now; nothing: he may."""
    if he_called or (named is not None and is_named_time(facts, named)):
        return
    now = facts.now.time()
    if rest := rest_around(spans_of(facts.policy("callback.hours")), now):
        yield _("rest time {start}–{end}")(start=f"{rest[0]:%H:%M}", end=f"{rest[1]:%H:%M}")
    own = facts.record("customers", customer).get("contact_hours") if customer else None
    if own and rest_around(spans_of([own]), now):
        yield _("the customer wants to be called at {hours} only")(hours=own)


def is_named_time(facts: CompanyFacts, named: datetime) -> bool:
    """Whether it is the time a customer has named, or not long after."""
    return named <= facts.now <= facts.time_limit("callback.named-for", named)


def _clock(second: int) -> time:
    return time(second // 3600, second // 60 % 60)
