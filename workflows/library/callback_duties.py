"""When calls and rounds of calls fall due by themselves (P103, P104): coverage, reminders, events, tiers, the month."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Any

from db.cases import Case
from workflows.engine.facts import CompanyFacts
from workflows.engine.recurring import Occurrence
from workflows.library.callbacks import CALLBACK, single_calls_of, waiting_actions
from workflows.library.customers import is_member
from workflows.library.member_cards import members
from workflows.library.periods import month
from workflows.library.sampling import drawn_day
from workflows.posts import CALLBACK_AGENT

CATCH_UP = timedelta(days=7)
"""A reminder nobody's session opened in time is still opened for so long."""
ROUND_CATCH_UP = timedelta(days=14)
"""A round likewise, over the longest holidays; older ones, as from before the company began, are passed over."""
TIERS = "ABCD"
ENDED_SERVICES = ("sales-order", "refund", "return-exchange", "counter-sale")
"""Processes that call a member in the decision that ends them."""
FIRST_ROUND = date(2020, 1, 1)
"""From here the days of the rounds by tier are counted, so that they depend on nothing but tier and number."""


def _is_new(facts: CompanyFacts, duty: str, period: str, object_: str = "") -> bool:
    """Whether nobody has opened it yet; asked before anything is read that costs time."""
    return not facts.company.cases.duty_started(duty, period, object_)


# --- every day ----------------------------------------------------------------------------------------------


def missing_calls(facts: CompanyFacts) -> Iterator[Occurrence]:
    """In the evening a call for every case that waits for one and has none, and about what ended for a member today."""
    if facts.now.time() < facts.policy("callback.coverage"):
        return
    yield from _missing_of_members(facts)
    for process in facts.company.catalogue.processes.values():
        if not any(action.moved_by == CALLBACK for step in process.real_steps for action in step.actions):
            continue
        for case in facts.cases_of(process.key, open_only=True):
            if process.key != CALLBACK and waiting_actions(facts, case) and not _has_open_call(facts, case):
                yield _call_about(facts, case)


def _missing_of_members(facts: CompanyFacts) -> Iterator[Occurrence]:
    """Services that ended for a member today and are asked about by nobody; their own end opens the call (N21)."""
    today = datetime.combine(facts.today, datetime.min.time())
    for process in ENDED_SERVICES:
        for case in facts.cases_of(process, ended_from=today):
            if (
                case.ended == "done"
                and case.customer
                and is_member(facts, case.customer)
                and not _is_called(facts, case)
            ):
                form = {
                    **_person(facts, case), "shape": "single", "kind": "after-sale", "source": case.number,
                    "service_item": case.subject[:200], "service_end": f"{case.ended_at:%Y-%m-%dT%H:%M:%S}",
                }  # fmt: skip
                yield Occurrence(f"{facts.today}", case.name, form, submit=True)


def _is_called(facts: CompanyFacts, case: Case) -> bool:
    """Whether a call asks about a case, or about one it led to (the refund of a return)."""
    led_to = [case, *facts.children_of(case.id)]
    return any(facts.children_of(one.id, CALLBACK) for one in led_to) or any(
        call.form.get("source") == case.number for call in facts.cases_of(CALLBACK, opened_from=case.ended_at)
    )


def _has_open_call(facts: CompanyFacts, case: Case) -> bool:
    return any(not call.ended for call in facts.children_of(case.id, CALLBACK)) or any(
        call.form.get("source") == case.number for call in facts.cases_of(CALLBACK, open_only=True)
    )


def _call_about(facts: CompanyFacts, case: Case) -> Occurrence:
    since = facts.company.cases.open_tasks(case.id)[0]
    form = {
        **_person(facts, case), "shape": "single", "kind": "complaint" if case.process == "complaint" else "after-sale",
        "source": case.number, "service_item": case.subject[:200], "service_end": since.opened_at.isoformat(),
    }  # fmt: skip
    return Occurrence(f"{facts.today}", f"{case.number}/{since.round}", form, submit=True)


def _person(facts: CompanyFacts, case: Case) -> dict[str, Any]:
    """Whom to call about a case: as its form names him, else as the register does."""
    known = {name: case.form.get(name) for name in ("name", "phone")}
    return {name: value for name, value in {**known, "customer": case.customer}.items() if value}


def maintenance_reminders(facts: CompanyFacts) -> Iterator[Occurrence]:
    """In the morning a call to everybody whose vehicle or equipment was serviced so many days ago (P104)."""
    if facts.now.time() < facts.policy("callback.reminder"):
        return
    tomorrow = datetime.combine(facts.today, datetime.min.time()) + timedelta(days=1)
    last = tomorrow - timedelta(days=facts.count_policy("callback.maintenance"))
    for case in facts.cases_of("work-order", ended_from=last - CATCH_UP, ended_before=last):
        if case.ended == "done" and case.form.get("kind") == "service" and case.ended_at:
            period = f"{case.ended_at:%Y-%m-%d}"
            if case.number and _is_new(facts, "callback.reminder", period, case.number):
                form = {
                    **_person(facts, case), "shape": "single", "kind": "reminder", "source": case.number,
                    "service_item": case.subject[:200],
                }  # fmt: skip
                yield Occurrence(period, case.number, form, submit=True)


# --- rounds -------------------------------------------------------------------------------------------------


def rounds_before_events(facts: CompanyFacts) -> Iterator[Occurrence]:
    """Some days before each row of `callback.events` a draft with its message and all members (P104)."""
    ahead = facts.today + timedelta(days=facts.count_policy("callback.before-event"))
    for day, row in events(facts):
        if facts.today <= day <= ahead and _is_new(facts, "callback.special", f"{day}", row["event"]):
            form = {
                "shape": "round", "kind": "special", "event": row["event"], "message": row["message"],
                "customers": _members_to_call(facts),
            }  # fmt: skip
            yield Occurrence(f"{day}", row["event"], form)


def events(facts: CompanyFacts) -> Iterator[tuple[date, dict[str, str]]]:
    """Yield the festivals, anniversaries and promotions of this year and the next, each with its day."""
    for row in facts.policy("callback.events"):
        for year in (facts.today.year, facts.today.year + 1):
            yield date.fromisoformat(row["day"] if len(row["day"]) > 5 else f"{year}-{row['day']}"), row


def _members_to_call(facts: CompanyFacts) -> list[dict[str, str]]:
    return [{"customer": key} for key in members(facts) if not facts.record("customers", key).get("no_calls")]


def days_of_rounds(tier: str, least: int, most: int) -> Iterator[date]:
    """Yield the days of a tier's rounds for ever: each from `least` to `most` days after the one before."""
    day, number = FIRST_ROUND, 0
    while True:
        number += 1
        day = drawn_day(day + timedelta(least), day + timedelta(most), "callback", number, tier)
        yield day


def rounds_by_tier(facts: CompanyFacts) -> Iterator[Occurrence]:
    """On the drawn day a draft with every customer of the tier who may be called (P103)."""
    least, most = facts.count_policy("callback.irregular-from"), facts.count_policy("callback.irregular-to")
    for tier in TIERS:
        due = last_round(tier, least, most, facts.today)
        if (
            due is None
            or due < facts.today - ROUND_CATCH_UP
            or not _is_new(facts, "callback.irregular", f"{due}", tier)
        ):
            continue
        kept = facts.company.registers.all_with("customers", "tier", tier)
        rows = [{"customer": one.key} for one in kept if one.active and not one.data.get("no_calls")]
        if rows:
            form = {"shape": "round", "kind": "irregular", "event": tier, "customers": rows}
            yield Occurrence(f"{due}", tier, form)


def last_round(tier: str, least: int, most: int, today: date) -> date | None:
    """Return the day of a tier's latest round up to today; None before its first one."""
    days = _rounds_until(tier, least, most, today.year)
    past = bisect_right(days, today)
    return days[past - 1] if past else None


@lru_cache(maxsize=64)  # asked for every day, counted from years ago
def _rounds_until(tier: str, least: int, most: int, year: int) -> Sequence[date]:
    return tuple(takewhile(lambda day: day.year <= year, days_of_rounds(tier, least, most)))


def monthly_report(facts: CompanyFacts) -> Iterator[Occurrence]:
    """From the 1st a round standing at its analysis, with last month's single calls."""
    period, before = month(facts.today), month(facts.today.replace(day=1) - timedelta(days=1))
    if _is_new(facts, "callback.monthly", period) and single_calls_of(facts, before):
        writers = facts.holders(CALLBACK_AGENT)
        form = {"shape": "round", "kind": "monthly", "month": before}
        yield Occurrence(period, "", form, requester=writers[0] if writers else None, step="analyse")
