"""Callback (回访) — P103, P104, P119, P126, P136.

A single call follows a piece of work: it is opened by the case it asks about, goes to a callback agent by balance
(nobody asks about his own work) and is due three days after the work ended. Pre-sale asks about a problem during the
service, after-sale about one after its end, complaint about what was done; each asks for measure and effect. One avoid,
three musts (N23): nobody is called in his rest time, members all of them, the record complete, within three days; only
a time the customer named moves that. Who is dissatisfied reopens the work, which ends in a new call. A round calls many:
the supervisor allocates, the agents call, one writes the summary report (《回访总结报告》). Rounds open before festivals, by
tier on drawn days, and on the 1st for last month's single calls, so that each call is in one report.
"""

from collections import Counter

from workflows.engine.language import *
from workflows.engine.process import Effect
from workflows.library.callback_duties import (
    maintenance_reminders,
    missing_calls,
    monthly_report,
    rounds_before_events,
    rounds_by_tier,
)
from workflows.library.callbacks import CALLBACK, action_on, is_of_round, open_calls
from workflows.library.calling import (
    TELLING,
    Attempt,
    CallbackForm,
    CallKind,
    Result,
    Shape,
    Way,
    brief_of_call,
    call_by,
    fill_person,
    is_single,
    latest_without_wish,
    round_draft_by,
    source_of,
)
from workflows.library.calling_rounds import (
    acted_in_source,
    all_ended,
    assign_agents,
    brief_of_round,
    causes_grouped,
    counts_equal,
    every_row_settled,
    open_calls_of_round,
)
from workflows.library.contact_hours import why_not_now
from workflows.library.customers import note_contact
from workflows.posts import CALLBACK_AGENT, SERVICE, SERVICE_SUPERVISOR

# --- guards of the draft ------------------------------------------------------------------------------------


@guard(_("few questions"))
def few_questions(facts: Facts[CallbackForm]) -> Iterator[Reason]:
    most = facts.count_policy("callback.questions")
    if len(facts.form.questions) > most:
        yield Reason(_("at most {most} questions, the call is short")(most=most), "questions")


@guard(_("it is known who is called and why"))
def complete_for_its_shape(facts: Facts[CallbackForm]) -> Iterator[Reason]:
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
def only_call(facts: Facts[CallbackForm]) -> Iterator[Message]:
    if not is_single(facts) or not facts.form.source:
        return
    for call in open_calls(facts):
        if call.id != facts.case.id and call.form.get("source") == facts.form.source:
            yield _("{number} is open on {source} already")(number=call.name, source=facts.form.source)


@guard(_("another agent with a reason"))
def agent_with_reason(facts: Facts[CallbackForm]) -> Iterator[Reason]:
    form = facts.form
    if is_single(facts) and form.agent and not form.agent_reason and not is_of_round(facts, facts.case):
        yield Reason(_("say why not the agent by balance"), "agent_reason")


@guard(_("only a round is withdrawn"))
def is_round(facts: Facts[CallbackForm]) -> Iterator[Message]:
    if facts.form.shape is Shape.SINGLE:
        yield _("a single call is not withdrawn: every customer asked about is called")


# --- guards and effects of the call -------------------------------------------------------------------------


@guard(_("the customer may be called now"))
def may_be_called_now(facts: Facts[CallbackForm]) -> Iterator[Message]:
    form = facts.form
    yield from why_not_now(facts, form.customer or "", named=_named_before(facts), he_called=form.customer_called)


def _named_before(facts: Facts[CallbackForm]) -> datetime | None:
    """The time named in an earlier attempt; one that is only being typed excuses nothing."""
    before = facts.case.form.get("named_time")
    return datetime.fromisoformat(before) if before else None


@guard(_("nobody asks about his own work"))
def not_his_own_work(facts: Facts[CallbackForm]) -> Iterator[Message]:
    if facts.employee_of(facts.person_id) in acted_in_source(facts):
        yield _("you had a part in {source}: another agent asks")(source=facts.form.source or "")


@guard(_("the named time is near enough"))
def named_in_time(facts: Facts[CallbackForm]) -> Iterator[Reason]:
    named, most = facts.form.named_time, facts.count_policy("callback.named-days")
    latest = latest_without_wish(facts) + timedelta(days=most)
    if named and named <= facts.now:
        yield Reason(_("that time is past"), "named_time")
    if named and named > latest:
        yield Reason(_("at most {days} days later: until {latest}")(days=most, latest=latest), "named_time")


@guard(_("there was something to tell"))
def is_telling(facts: Facts[CallbackForm]) -> Iterator[Message]:
    if facts.form.kind not in TELLING:
        yield _("this call asks whether the customer is satisfied")


@guard(_("satisfaction was asked"))
def is_asking(facts: Facts[CallbackForm]) -> Iterator[Message]:
    if facts.form.kind in TELLING:
        yield _("this call tells something: take “Told”")


@guard(_("tried often enough"))
def tried_enough(facts: Facts[CallbackForm]) -> Iterator[Message]:
    wanted, tried = facts.count_policy("callback.attempts"), facts.form.attempts
    rung = [one.at.date() for one in tried if one.way is Way.PHONE]
    if len(rung) < wanted or len(set(rung)) < wanted:
        yield _("{calls} calls on {days} days so far; {wanted} calls on {wanted} days are needed")(
            calls=len(rung), days=len(set(rung)), wanted=wanted
        )
    if not any(one.way is Way.SMS for one in tried):
        yield _("send a text message first")


def attempt(result: Result) -> Effect:
    """Note the attempt with its result."""

    @effect(_("attempt noted"))
    def note(booking: Booking[CallbackForm]) -> None:
        form = booking.form
        said = Result.SENT if form.way is Way.SMS and result is Result.NOT_REACHED else result
        form.attempts = [*form.attempts, Attempt(at=booking.now, way=form.way, result=said)]
        form.way, form.customer_called = Way.PHONE, False

    return note


@effect(_("score to the customer"))
def keep_score(booking: Booking[CallbackForm]) -> None:
    """Into the customer's contact log; agent and worker have theirs by standing on the call."""
    form = booking.form
    form.satisfied = {"satisfied": True, "dissatisfied": False}.get(booking.action)
    if form.customer:
        points = f"{form.score}/5 " if form.score else ""
        said = " ".join((form.opinions if form.satisfied is False else form.evaluation).split())
        note_contact(booking, form.customer, f"{points}{said}"[:200])


@effect(_("customer marked: wants no calls"))
def mark_no_calls(booking: Booking[CallbackForm]) -> None:
    if booking.form.customer:
        booking.change_record("customers", booking.form.customer, {"no_calls": True})


def tell_source(end: str) -> Effect:
    """Let a source go on whose call was opened by the evening's duty; a parent is told by the engine."""

    @effect(_("the source case goes on"))
    def tell(booking: Booking[CallbackForm]) -> None:
        source = source_of(booking)
        if booking.case.parent_id is None and source and (action := action_on(booking, source, end)):
            booking.take(source, action.key, note=booking.note)

    return tell


@effect(_("the work is taken up again"))
def reopen_work(booking: Booking[CallbackForm]) -> None:
    """A source that waits for the call goes back by itself; for any other a complaint is opened."""
    parent, form = booking.parent, booking.form
    source = parent if parent and parent.process != CALLBACK else source_of(booking)
    if source and action_on(booking, source, "reopened"):
        return
    complaint = {
        "channel": "phone", "received_at": booking.now.isoformat(), "name": form.name, "phone": form.phone,
        "customer": form.customer, "source": booking.case.number, "what": form.opinions,
    }  # fmt: skip
    booking.open_case("complaint", {name: value for name, value in complaint.items() if value})


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Facts[CallbackForm]) -> str:
    form = facts.form
    person = form.name or (facts.name_of("customers", form.customer) if form.customer else "")
    parts = (person, form.service_item) if form.shape is not Shape.ROUND else (form.event, form.month)
    return " ".join(part for part in parts if part)


def brief(facts: Facts[CallbackForm]) -> Iterable[Message]:
    return brief_of_call(facts) if is_single(facts) else brief_of_round(facts)


# --- the procedure ------------------------------------------------------------------------------------------

_TALK = [may_be_called_now, not_his_own_work]
_SAID = ["evaluation"]

CALLBACK_PROCESS = Process(
    CALLBACK,
    _("Callback"),
    desk=SERVICE,
    prefix="CB",
    form=CallbackForm,
    covers=("P103", "P104", "P119", "P126", "P136"),
    derive=fill_person,
    subject=subject,
    brief=brief,
    customer=lambda facts: facts.form.customer or "",
    rank=lambda facts: 0 if facts.form.member else 1,
    withdraw_as_draft_only=True,
    starts_at=("analyse",),
    steps=[
        Draft(
            by=SERVICE_SUPERVISOR,
            to=first_of((condition(_("single call"))(is_single), "call"), "allocate"),
            within=Until(_("a round within {limit}")(limit=business_days(2).shown()), round_draft_by),
            guards=[few_questions, complete_for_its_shape, only_call, agent_with_reason],
            effects=[assign_agents],
            withdraw="",
            actions=[Withdraw(guards=[is_round])],
            edits=(
                "shape", "kind", "customer", "name", "phone", "member", "source", "service_item", "service_end",
                "handled_by", "event", "message", "questions", "agent", "agent_reason", "customers",
            ),
        ),
        Work(
            "allocate",
            _("allocate"),
            by=SERVICE_SUPERVISOR,
            within=business_days(1),
            edits=("customers.agent", "customers.left_out", "customers.reason"),
            actions=[
                Approve(
                    "calling",
                    "allocate",
                    _("Allocate"),
                    guards=[every_row_settled],
                    effects=[open_calls_of_round],
                ),
                Approve("allocate", "change", _("Change a name"), guards=[every_row_settled]),
            ],
        ),
        Work(
            "call",
            _("call"),
            by=Named("agent", _("callback agent assigned"), otherwise=(SERVICE_SUPERVISOR,)),
            within=Until(_("{limit} from the end of the service")(limit=days(3).shown()), call_by),
            edits=(
                "way", "customer_called", "named_time", "score", "evaluation", "opinions", "suggestion",
            ),
            actions=[
                Approve(
                    "recorded", "satisfied", _("Satisfied"), guards=[*_TALK, is_asking],
                    requires=["score", *_SAID], effects=[attempt(Result.TALKED), keep_score, tell_source("recorded")],
                ),
                Approve(
                    "recorded", "told", _("Told"), guards=[*_TALK, is_telling], requires=_SAID,
                    effects=[attempt(Result.TALKED), keep_score, tell_source("recorded")],
                ),
                Approve(
                    "reopened", "dissatisfied", _("Dissatisfied"), guards=_TALK, requires=["score", "opinions"],
                    effects=[attempt(Result.TALKED), keep_score, reopen_work, tell_source("reopened")],
                ),
                Approve(
                    "call", "later", _("Another time"), guards=[*_TALK, named_in_time], requires=["named_time"],
                    effects=[attempt(Result.ANOTHER_TIME)],
                ),
                Approve("call", "not-reached", _("Not reached"), guards=_TALK, effects=[attempt(Result.NOT_REACHED)]),
                Approve(
                    "declined", "no-calls", _("Wants no calls"), guards=[not_his_own_work],
                    effects=[attempt(Result.NO_CALLS), mark_no_calls, tell_source("declined")],
                ),
                Approve(
                    "unreached", "give-up", _("Give up"), by=SERVICE_SUPERVISOR, guards=[tried_enough],
                    effects=[tell_source("unreached")],
                ),
            ],
        ),
        Wait(
            "calling",
            _("calling"),
            by=CALLBACK_AGENT,
            within=days(3),
            actions=[
                Action(
                    "all-ended", _("All calls ended"), "analyse", guards=[all_ended], moved_by=CALLBACK,
                    when_it_ends=("recorded", "reopened", "declined", "unreached"),
                )
            ],
        ),
        Work(
            "analyse",
            _("analyse"),
            by=CALLBACK_AGENT,
            within=business_days(2),
            edits=(
                "calls", "satisfied_calls", "dissatisfied_calls", "declined_calls", "unreached_calls", "causes", "report",
            ),
            actions=[
                Approve(
                    "review", "written", _("Written"), requires=["report"], guards=[counts_equal, causes_grouped],
                )
            ],
        ),
        Step(
            "review",
            _("review"),
            by=SERVICE_SUPERVISOR,
            within=business_days(1),
            barred=lambda facts: facts.who_acted("analyse"),
            actions=[Approve("done"), SendBack("analyse")],
        ),
        End("recorded", _("recorded")),
        End("reopened", _("reopened")),
        End("declined", _("declined, wants no calls"), purpose=False),
        End("unreached", _("unreached"), purpose=False),
        End("done", _("done")),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy("callback.draft", business_days(2), _("time limit of a round's draft"), kind="duration"),
        Policy("callback.call", days(3), _("time limit of a call from the end of the service"), kind="duration"),
        Policy(
            "callback.hours", ("09:00-12:00", "14:00-20:00"), _("hours in which customers may be called"), kind="list"
        ),
        Policy("callback.named-days", 14, _("days a named time may move the deadline at most"), kind="days",
               low=Decimal(0), high=Decimal(14)),
        Policy("callback.named-for", hours(1), _("how long from a named time on the customer may be called"),
               kind="duration"),
        Policy("callback.attempts", 3, _("calls, each on a day of its own, before one gives up"), kind="count",
               low=Decimal(3)),
        Policy("callback.questions", 4, _("questions a call has at most"), kind="count", low=Decimal(1), high=Decimal(4)),
        Policy("callback.member-share", Decimal(100), _("share of members' ended services that are asked about"),
               kind="percent", low=Decimal(100), high=Decimal(100)),
        Policy("callback.share", Decimal(20), _("share of other customers' ended services that are asked about"),
               kind="percent", low=Decimal(0), high=Decimal(100)),
        Policy("callback.coverage", time(20, 30), _("when missing calls are opened"), kind="time"),
        Policy("callback.maintenance", 90, _("days after a service before its maintenance reminder"), kind="days",
               low=Decimal(1)),
        Policy("callback.reminder", time(8, 30), _("when maintenance reminders are opened"), kind="time"),
        Policy(
            "callback.events",
            [
                {"day": "01-01", "event": "元旦", "message": "祝您新年快乐!"},
                {"day": "10-01", "event": "国庆节", "message": "祝您国庆节快乐!"},
            ],
            _("festivals, anniversaries and promotions with the message to members (day as 10-01 or 2026-10-01)"),
            kind="table",
        ),
        Policy("callback.before-event", 7, _("days before an event its round is opened"), kind="days", low=Decimal(0)),
        Policy("callback.irregular-from", 30, _("days after the last round of a tier at least"), kind="days",
               low=Decimal(1)),
        Policy("callback.irregular-to", 60, _("days after the last round of a tier at most"), kind="days",
               low=Decimal(1)),
        Policy("callback.company", "", _("the company's name as the callers give it"), kind="text"),
    ],
    reasons=[
        _("record incomplete"),
        _("counts wrong"),
        _("causes not analysed"),
        _("not archived in full"),
    ],
    documents=[
        Document(
            "callback-record",
            _("Callback record"),
            on=("call:satisfied", "call:told", "call:dissatisfied", "call:no-calls", "call:give-up"),
        ),
        Document("callback-report", _("Callback summary report"), on=("review:approve",)),
    ],
    links=[
        Link("complaint", _("opens the call about what was done; goes on, or back, by how the call ends; opened for "
                            "a dissatisfied customer where no case waits")),
        Link("work-order", _("opens the call on its work and goes back to collecting when it is not accepted; its "
                             "service orders begin the maintenance reminder; takes the appointment a customer wants, "
                             "which until then stands among the opinions")),
        Link("contact", _("opens a pre-sale call about a problem during the service")),
        Link("return-exchange", _("opens an after-sale call")),
        Link("refund", _("opens an after-sale call")),
        Link("sales-order", _("opens an after-sale call when it is done")),
        Link("counter-sale", _("opens an after-sale call for a member")),
        Link("worker-placement", _("opens the call on a placed worker and reads the score")),
        Link("suggestion", _("opened by a customer's suggestion; until then it stands on the call")),
        Link("member-card", _("says who is a member; until then the opening case says it, and the supervisor lists "
                              "the members of a special round")),
        Link("archive-filing", _("keeps the summary report with its record sheets")),
    ],
    duties=[
        Duty("callback.coverage", _("Missing calls"), _("daily at 20:30"), missing_calls),
        Duty("callback.reminder", _("Maintenance reminders"), _("daily at 8:30"), maintenance_reminders),
        Duty("callback.special", _("Special callbacks"), _("7 days before each event"), rounds_before_events),
        Duty("callback.irregular", _("Irregular callbacks by tier"), _("30 to 60 days after the last, on a drawn day"),
             rounds_by_tier),
        Duty("callback.monthly", _("Monthly callback report"), _("on the 1st of each month"), monthly_report),
    ],
)  # fmt: skip
