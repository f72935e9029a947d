"""Callbacks as other work sees them: asking for a call, waiting for what it brings, and what a set of calls says.

A *call* is a case of `callback` with shape `single`. A process that waits for one has a step whose actions are moved
by `callback` when it ends `recorded` (satisfied or told), `reopened` (dissatisfied), `declined` (wants no calls) or
`unreached`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.cases import Case
from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.facts import CompanyFacts, Facts
from workflows.engine.process import Action, Target, guard
from workflows.library.sampling import is_taken

CALLBACK = "callback"


# --- asking for a call --------------------------------------------------------------------------------------


def open_call(
    booking: Booking[Any],
    kind: str,
    *,
    customer: str | None,
    name: str,
    phone: str,
    item: str,
    ended: datetime,
    handled_by: str | None = None,
) -> None:
    """Open a call about this case. item: the service in a few words; ended: when it did, the three days run from then.

    handled_by: number of the employee whose work is asked about.
    """
    values = {
        "shape": "single", "kind": kind, "source": booking.case.number, "customer": customer, "name": name,
        "phone": phone, "service_item": item[:200], "service_end": ended.isoformat(), "handled_by": handled_by,
    }  # fmt: skip
    booking.open_case(CALLBACK, {key: value for key, value in values.items() if value})


def is_called(facts: CompanyFacts, number: str, *, member: bool) -> bool:
    """Whether an ended service with this case number is asked about: every member's, of others a share by number."""
    policy = "callback.member-share" if member else "callback.share"
    share: Decimal = facts.policy(policy)
    return is_taken(int(number.rpartition("-")[2]), share)


# --- waiting for a call -------------------------------------------------------------------------------------


@guard(_("the last call has ended"))
def last_call_has_ended(facts: Facts[Any]) -> Iterator[Message]:
    """What an earlier round's call said does not count while a new one is under way."""
    calls = facts.children(CALLBACK)
    if calls and not calls[-1].ended:
        yield _("{number} is still open")(number=calls[-1].name)


def CallEnded(key: str, title: Message, to: Target, *ends: str, **rest: Any) -> Action:
    """What a call does to a step that waits for it, when it ends so."""
    return Action(key, title, to, moved_by=CALLBACK, when_it_ends=ends, guards=[last_call_has_ended], **rest)


def waiting_actions(facts: CompanyFacts, case: Case) -> list[Action]:
    """Return the actions of another case that a call takes by its end, where the case stands now."""
    process = facts.company.catalogue.of(case)
    return [
        action
        for task in facts.company.cases.open_tasks(case.id)
        for action in process.step(task.step).actions
        if action.moved_by == CALLBACK
    ]


def action_on(facts: CompanyFacts, case: Case, end: str) -> Action | None:
    """Return the action another case takes when a call about it ends so; None: it does not wait for that."""
    return next((action for action in waiting_actions(facts, case) if end in action.when_it_ends), None)


# --- what a set of calls says -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """Calls counted by how they ended. reached: members recorded or reopened; first: satisfied at the first call."""

    calls: int
    satisfied: int
    dissatisfied: int
    declined: int
    unreached: int
    members: int
    reached: int
    first: int


def figures(facts: CompanyFacts, calls: Sequence[Case]) -> Figures:
    """Count calls that have ended."""
    ends = [call.ended for call in calls]
    members = [call for call in calls if call.form.get("member")]
    return Figures(
        calls=len(calls),
        satisfied=sum(_is_satisfied(call) for call in calls),
        dissatisfied=ends.count("reopened"),
        declined=ends.count("declined"),
        unreached=ends.count("unreached"),
        members=len(members),
        reached=sum(call.ended in ("recorded", "reopened") for call in members),
        first=sum(_is_satisfied(call) and _is_first(facts, call) for call in calls),
    )


def single_calls_of(facts: CompanyFacts, month: str) -> list[Case]:
    """Return the calls that ended in a month (`2026-06`) and belong to no round, so that each is in one report."""
    first = date.fromisoformat(f"{month}-01")
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    ended = facts.cases_of(CALLBACK, ended_from=_midnight(first), ended_before=_midnight(after))
    return [
        call
        for call in ended
        if call.form.get("shape") == "single" and call.submitted_at and not is_of_round(facts, call)
    ]


def is_of_round(facts: CompanyFacts, call: Case) -> bool:
    """Whether a call belongs to a round of calls."""
    return call.parent_id is not None and facts.company.cases.case(call.parent_id).process == CALLBACK


def open_calls(facts: CompanyFacts) -> Iterable[Case]:
    """Return the calls that are handed in and not ended."""
    return (
        call
        for call in facts.cases_of(CALLBACK, open_only=True)
        if call.submitted_at and call.form.get("shape") == "single"
    )


def _is_satisfied(call: Case) -> bool:
    return call.ended == "recorded" and bool(call.form.get("satisfied"))


def _is_first(facts: CompanyFacts, call: Case) -> bool:
    """Whether nobody had been called about the same before."""
    return call.parent_id is None or facts.children_of(call.parent_id, CALLBACK)[0].id == call.id


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())
