"""Fair allocation of leads (线索均衡分配): which salesperson the next lead is proposed to — P95.

Candidates are the salespeople who are present and know the product group; if none of them knows it, all who are
present. The lead goes to the smallest load: leads allocated in the last days of the window, for each working day
present in them, compared as exact fractions. Ties go to fewer leads in tracking, then to who was given one longest
ago, then to the smaller employee number. Leads that wait are proposed in the order of filing, and each proposal
counts at once for the next, so that what is shown for a day's leads is what comes when they are approved together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from db.cases import Case
from workflows.engine.calendar import Half
from workflows.engine.facts import CompanyFacts
from workflows.library.allocation import abilities_of
from workflows.library.filing import LEAD
from workflows.library.leaving import Period, covers, granted_leaves
from workflows.posts import SALES_REP

_NEVER = datetime.min


@dataclass(frozen=True, slots=True)
class Candidate:
    """A salesperson as the rule sees him. given: leads allocated in the window; present: working days in it."""

    number: str
    given: int = 0
    present: Decimal = Decimal(1)
    tracking: int = 0
    last_given: datetime | None = None

    @property
    def load(self) -> Fraction:
        """Leads for a working day present; no day at all counts as one."""
        return Fraction(self.given) / Fraction(self.present or 1)

    def with_one_more(self, at: datetime) -> "Candidate":
        return replace(self, given=self.given + 1, tracking=self.tracking + 1, last_given=at)


@dataclass(frozen=True, slots=True)
class Proposal:
    """To whom a lead is proposed, and the figures of everybody who was compared, the proposed one first."""

    number: str | None
    candidates: tuple[Candidate, ...]


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates in the order in which the lead is theirs."""
    return sorted(candidates, key=lambda one: (one.load, one.tracking, one.last_given or _NEVER, one.number))


def propose(facts: CompanyFacts, lead: Case) -> Proposal:
    """Return the proposal for a lead that waits, after those for the leads that were filed before it and wait too."""
    figures = {one.number: one for one in loads(facts)}
    before = [case for case in _waiting(facts) if case.id != lead.id and _filed(case, facts) < _filed(lead, facts)]
    for case in sorted(before, key=lambda case: _filed(case, facts)):
        ranked = choose(_candidates(facts, figures, case))
        if ranked:
            figures[ranked[0].number] = ranked[0].with_one_more(facts.now)
    ranked = choose(_candidates(facts, figures, lead))
    return Proposal(ranked[0].number if ranked else None, tuple(ranked))


def _candidates(facts: CompanyFacts, figures: dict[str, Candidate], lead: Case) -> Sequence[Candidate]:
    """Who may be given a lead: whoever gave it back himself is asked last of all."""
    group = lead.form.get("product_group", "")
    knowing = [one for one in figures.values() if group and group in abilities_of(facts, one.number)]
    possible = knowing or list(figures.values())
    had_it = {one["rep"] for one in lead.form.get("allocations", ())}
    return [one for one in possible if one.number not in had_it] or possible


def _waiting(facts: CompanyFacts) -> Iterator[Case]:
    return (case for case in facts.cases_of(LEAD, open_only=True) if case.form.get("waiting_since"))


def _filed(lead: Case, facts: CompanyFacts) -> tuple[datetime, int]:
    return lead.submitted_at or facts.now, lead.id


# --- the figures --------------------------------------------------------------------------------------------


def loads(facts: CompanyFacts) -> Iterator[Candidate]:
    """Yield the figures of every salesperson who is present now."""
    since = window(facts)
    absences = granted_leaves(facts, window(facts))
    leads = {case.id: case for case in facts.cases_of(LEAD, ended_from=datetime.combine(since, datetime.min.time()))}
    leads |= {case.id: case for case in facts.cases_of(LEAD, open_only=True)}
    given = [row for case in leads.values() for row in case.form.get("allocations", ())]
    tracked = [case.form.get("tracked_by") for case in leads.values() if not case.ended]
    for number in present_reps(facts, absences):
        times = [datetime.fromisoformat(row["at"]) for row in given if row["rep"] == number]
        yield Candidate(
            number, sum(at.date() >= since for at in times), days_present(facts, number, absences.get(number, ())),
            tracked.count(number), max(times, default=None),
        )  # fmt: skip


def window(facts: CompanyFacts) -> date:
    """The first day of the window, today being its last."""
    return facts.today - timedelta(days=facts.count_policy("lead.window") - 1)


def present_reps(facts: CompanyFacts, absences: dict[str, list[Period]] | None = None) -> list[str]:
    """Return the salespeople who are neither on leave nor represented by somebody now, by employee number."""
    away = granted_leaves(facts, window(facts)) if absences is None else absences
    return sorted(
        number
        for person in facts.holders(SALES_REP)
        if (number := facts.employee_of(person))
        and not facts.company.people.delegates_of(person, facts.now)
        and not any(covers(period, facts.now) for period in away.get(number, ()))
    )


def days_present(facts: CompanyFacts, number: str, absences: Iterable[Period]) -> Decimal:
    """Return the working days of the window on which somebody was employed and not on leave."""
    since = window(facts)
    hired = facts.record("employees", number).get("hired_on")
    first = max(since, date.fromisoformat(hired)) if hired else since
    days = facts.calendar.working_days(first, facts.today)
    for begin, begin_half, end, end_half in absences:
        begins = (begin, begin_half) if begin >= first else (first, Half.MORNING)
        ends = (end, end_half) if end <= facts.today else (facts.today, Half.AFTERNOON)
        days -= facts.calendar.working_days(begins[0], ends[0], begins[1], ends[1])
    return days
