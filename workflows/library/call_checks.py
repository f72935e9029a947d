"""What a callback is checked for: who is called and why, and whether he may be called now, by this agent — P103, N23."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from db.message import Message, _, plural
from workflows.engine.process import Reason, guard
from workflows.library.callbacks import is_of_round, open_calls
from workflows.library.calling import (
    TELLING,
    Call,
    CallKind,
    Shape,
    Way,
    is_single,
    latest_without_wish,
    wants_no_calls,
)
from workflows.library.calling_rounds import acted_in_source
from workflows.library.contact_hours import why_not_now

# --- the draft ----------------------------------------------------------------------------------------------


@guard(_("few questions"))
def few_questions(facts: Call) -> Iterator[Reason]:
    most = facts.count_policy("callback.questions")
    if len(facts.form.questions) > most:
        yield Reason(
            plural("at most {count} question, the call is short", "at most {count} questions, the call is short")(
                count=most
            ),
            "questions",
        )


@guard(_("it is known who is called and why"))
def complete_for_its_shape(facts: Call) -> Iterator[Reason]:
    form = facts.form
    if form.shape is Shape.ROUND:
        if form.kind is CallKind.MONTHLY and not facts.case.duty:
            yield Reason(_("the monthly report opens by itself on the 1st"), "kind")
        if not form.customers and form.kind is not CallKind.MONTHLY:
            yield Reason(_("take at least one customer from the customer file"), "customers")
        names = Counter(row.customer for row in form.customers)
        for index, row in enumerate(form.customers):
            if names[row.customer] > 1:
                yield Reason(_("listed twice"), f"customers.{index}.customer")
        return
    if not form.source and not is_of_round(facts, facts.case):
        yield Reason(_("name the case it follows"), "source")
    if not form.name:
        yield Reason(_("fill this in"), "name")
    if not form.phone:
        yield Reason(_("fill this in"), "phone")


@guard(_("no second open call on one source"))
def only_call(facts: Call) -> Iterator[Message]:
    if not is_single(facts) or not facts.form.source:
        return
    for call in open_calls(facts):
        if call.id != facts.case.id and call.form.get("source") == facts.form.source:
            yield _("{number} is open on {source} already")(number=call.name, source=facts.form.source)


@guard(_("another agent with a reason"))
def agent_with_reason(facts: Call) -> Iterator[Reason]:
    form = facts.form
    if is_single(facts) and form.agent and not form.agent_reason and not is_of_round(facts, facts.case):
        yield Reason(_("say why not the agent by balance"), "agent_reason")


@guard(_("only a round is withdrawn"))
def is_round(facts: Call) -> Iterator[Message]:
    if facts.form.shape is Shape.SINGLE:
        yield _("a single call is not withdrawn: every customer asked about is called")


# --- the call -----------------------------------------------------------------------------------------------


@guard(_("the customer may be called now"))
def may_be_called_now(facts: Call) -> Iterator[Message]:
    form = facts.form
    yield from why_not_now(facts, form.customer or "", named=_named_before(facts), he_called=form.customer_called)


@guard(_("the customer may be called now, or is marked as wanting no calls"))
def may_be_marked_now(facts: Call) -> Iterator[Message | Reason]:
    if not wants_no_calls(facts, facts.form.customer):
        yield from may_be_called_now.check(facts)


def _named_before(facts: Call) -> datetime | None:
    """The time named in an earlier attempt; one that is only being typed excuses nothing."""
    before = facts.case.form.get("named_time")
    return datetime.fromisoformat(before) if before else None


@guard(_("nobody asks about his own work"))
def not_his_own_work(facts: Call) -> Iterator[Message]:
    if facts.employee_of(facts.person_id) in acted_in_source(facts):
        yield _("you had a part in {source}: another agent asks")(source=facts.form.source or "")


@guard(_("the named time is near enough"))
def named_in_time(facts: Call) -> Iterator[Reason]:
    named, most = facts.form.named_time, facts.count_policy("callback.named-days")
    latest = latest_without_wish(facts) + timedelta(days=most)
    if named and named <= facts.now:
        yield Reason(_("that time is past"), "named_time")
    if named and named > latest:
        yield Reason(
            plural("at most {count} day later: until {latest}", "at most {count} days later: until {latest}")(
                count=most, latest=latest
            ),
            "named_time",
        )


@guard(_("there was something to tell"))
def is_telling(facts: Call) -> Iterator[Message]:
    if facts.form.kind not in TELLING:
        yield _("this call asks whether the customer is satisfied")


@guard(_("satisfaction was asked"))
def is_asking(facts: Call) -> Iterator[Message]:
    if facts.form.kind in TELLING:
        yield _("this call tells something: take “Told”")


@guard(_("tried often enough"))
def tried_enough(facts: Call) -> Iterator[Message]:
    wanted, tried = facts.count_policy("callback.attempts"), facts.form.attempts
    rung = [one.at.date() for one in tried if one.way is Way.PHONE]
    if len(rung) < wanted or len(set(rung)) < wanted:
        yield _("{tried} so far; {wanted} calls on {wanted} days are needed")(
            tried=_("{calls} on {days}")(
                calls=plural("{count} call", "{count} calls")(count=len(rung)),
                days=plural("{count} day", "{count} days")(count=len(set(rung))),
            ),
            wanted=wanted,
        )
    if not any(one.way is Way.SMS for one in tried):
        yield _("send a text message first")
