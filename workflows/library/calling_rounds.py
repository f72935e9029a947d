"""Rounds of calls (P103): who calls whom by balance, what stands against allocating, and the report at the end."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from db.message import Message, _, plural
from workflows.engine.booking import Booking
from workflows.engine.process import Reason, effect, guard
from workflows.library.allocation import Piece, Worker, abilities_of, allocate, on_duty
from workflows.library.callbacks import CALLBACK, figures, open_calls
from workflows.library.calling import Call, CallbackForm, Shape, calls_of_report, source_of, wants_no_calls
from workflows.posts import CALLBACK_AGENT

# --- by balance ---------------------------------------------------------------------------------------------


def agents(facts: Call) -> list[Worker]:
    """Callback agents on duty with their open calls and what they were given in the last thirty days."""
    load = Counter(call.form.get("agent") for call in open_calls(facts) if call.id != facts.case.id)
    given: dict[str, list[datetime]] = {}
    for call in facts.cases_of(CALLBACK, opened_from=facts.now - timedelta(days=30)):
        if call.submitted_at and call.id != facts.case.id and (number := call.form.get("agent")):
            given.setdefault(number, []).append(call.submitted_at)
    return [
        Worker(
            number,
            Decimal(load[number]),
            abilities_of(facts, number),
            sum(at.date() == facts.today for at in given.get(number, ())),
            max(given.get(number, ()), default=None),
        )
        for number in on_duty(facts, CALLBACK_AGENT)
    ]


def acted_in_source(facts: Call) -> frozenset[str]:
    """Employee numbers of those who did the work that is asked about."""
    source = source_of(facts)
    made = facts.company.cases.decisions(source.id, standing=True) if source else []
    acted = {facts.employee_of(one.person_id) for one in made if one.via_id is None}
    return frozenset(acted | {facts.form.handled_by or ""}) - {""}


def group_of(facts: Call, customer: str | None) -> str:
    return str(facts.record("customers", customer).get("group", "")) if customer else ""


@effect(_("agent by balance"))
def assign_agents(booking: Booking[CallbackForm]) -> None:
    form = booking.form
    if form.shape is Shape.SINGLE:
        if not form.agent:
            piece = Piece(group_of(booking, form.customer), barred=acted_in_source(booking))
            (form.agent,) = allocate([piece], agents(booking), booking.now)
        return
    wanted = [row for row in form.customers if not wants_no_calls(booking, row.customer)]
    pieces = [Piece(group_of(booking, row.customer)) for row in wanted]
    for row, number in zip(wanted, allocate(pieces, agents(booking), booking.now), strict=True):
        row.proposed = number
    for row in form.customers:
        row.left_out = row.left_out or wants_no_calls(booking, row.customer)


# --- allocating ---------------------------------------------------------------------------------------------


@guard(_("every customer has an agent or a reason"))
def every_row_settled(facts: Call) -> Iterator[Message | Reason]:
    rows, known = facts.form.customers, set(on_duty(facts, CALLBACK_AGENT))
    for index, row in enumerate(rows):
        at = f"customers.{index}"
        if row.left_out:
            if not row.reason and not wants_no_calls(facts, row.customer):
                yield Reason(_("say why the customer is left out"), f"{at}.reason")
            continue
        if wants_no_calls(facts, row.customer):
            yield Reason(_("wants no calls: leave out"), f"{at}.left_out")
        if row.agent and row.agent not in known:
            name = facts.name_of("employees", row.agent)
            yield Reason(_("{name} is no callback agent on duty")(name=name), f"{at}.agent")
        if row.agent and row.agent != row.proposed and not row.reason:
            yield Reason(_("a changed name needs a reason"), f"{at}.reason")
        if not (row.agent or row.proposed):
            yield Reason(_("name an agent"), f"{at}.agent")
    if rows and all(row.left_out for row in rows):
        yield _("nobody is left to call: withdraw the round")


@effect(_("one call a customer is opened"))
def open_calls_of_round(booking: Booking[CallbackForm]) -> None:
    form = booking.form
    for row in form.customers:
        if not row.left_out:
            call = {
                "shape": "single", "kind": form.kind.value, "customer": row.customer, "event": form.event,
                "message": form.message, "questions": form.questions, "agent": row.agent or row.proposed,
                "agent_reason": row.reason,
            }  # fmt: skip
            booking.open_case(CALLBACK, {name: value for name, value in call.items() if value})


# --- the report ---------------------------------------------------------------------------------------------


@guard(_("all calls have ended"))
def all_ended(facts: Call) -> Iterator[Message]:
    left = sum(not call.ended for call in facts.children(CALLBACK))
    if left:
        yield plural("{count} call is still open", "{count} calls are still open")(count=left)


@guard(_("counts equal the calls"))
def counts_equal(facts: Call) -> Iterator[Reason]:
    form, found = facts.form, figures(facts, calls_of_report(facts))
    for name, written, counted in (
        ("calls", form.calls, found.calls),
        ("satisfied_calls", form.satisfied_calls, found.satisfied),
        ("dissatisfied_calls", form.dissatisfied_calls, found.dissatisfied),
        ("declined_calls", form.declined_calls, found.declined),
        ("unreached_calls", form.unreached_calls, found.unreached),
    ):
        if written != counted:
            yield Reason(_("the calls say {count}")(count=counted), name)


@guard(_("causes of dissatisfaction are grouped"))
def causes_grouped(facts: Call) -> Iterator[Reason]:
    named, found = sum(one.calls for one in facts.form.causes), facts.form.dissatisfied_calls or 0
    if named != found:
        yield Reason(
            plural(
                "{named} of {count} dissatisfied call has a cause", "{named} of {count} dissatisfied calls have a cause"
            )(named=named, count=found),
            "causes",
        )


def brief_of_round(facts: Call) -> Iterator[Message]:
    form, step = facts.form, facts.task.step if facts.task else ""
    rows = [row for row in form.customers if not row.left_out]
    if step == "allocate":
        for number, many in sorted(Counter(row.agent or row.proposed or "" for row in rows).items()):
            yield plural("{name}: {count} call", "{name}: {count} calls")(
                name=facts.name_of("employees", number) if number else _("nobody"), count=many
            )
        yield plural("{count} customer left out", "{count} customers left out")(count=len(form.customers) - len(rows))
        return
    calls = calls_of_report(facts)
    found = figures(facts, calls)
    if step == "calling":
        ended = sum(call.ended is not None for call in calls)
        yield plural("{ended} of {count} call has ended", "{ended} of {count} calls have ended")(
            ended=ended, count=len(calls)
        )
        return
    yield plural(
        "{count} call, {reached} of {members} members, {first} satisfied at the first call",
        "{count} calls, {reached} of {members} members, {first} satisfied at the first call",
    )(count=found.calls, reached=found.reached, members=found.members, first=found.first)
    yield _("{satisfied} satisfied, {dissatisfied} dissatisfied, {declined} declined, {unreached} unreached")(
        satisfied=found.satisfied, dissatisfied=found.dissatisfied, declined=found.declined, unreached=found.unreached
    )
