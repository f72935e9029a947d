"""Complaint (投诉处理) — P13, P31, P32, P41, P82, P119, P125, P136, P156.

Whoever hears it records it at once, judges its nature and the department, and promises nothing but the time of the reply
(不能轻易承诺). A valid one is seen on the spot together with the supervisor of the department, who is the one central person
from then on; of a communicative one the identity is confirmed by a fact of the register and the payment status is shown
(arrears never stop the handling), and a person of the department explains or helps. A communicative one handled badly
becomes valid: dissatisfied at the callback, unanswered at its deadline, or the third by one person in 30 days. What will be
done is promised at handle, with a day; above a limit only with consent. The result is registered on the duty record
sheet (值班记录表), then the customer is called: satisfied ends it, dissatisfied opens a new round, the third time it is
major. A major one (injury, fire, press, a large claim, many complainants) is coordinated by the service supervisor.
"""

from workflows.engine.language import *
from workflows.library import complaint_handling as handling
from workflows.library.callbacks import CALLBACK, last_call_has_ended, open_call
from workflows.library.complaining import (
    COMPLAINT,
    Breach,
    Complaint,
    ComplaintForm,
    Ground,
    Identity,
    Nature,
    accused,
    amount,
    answer_or_solution_due,
    brief,
    by_this_person,
    central_persons,
    cost_of,
    fill,
    handling_persons,
    is_another_person,
    latest_reply,
    reply_due,
    subject,
    supervisors,
)
from workflows.library.identity import customers_behind, why_not_proved
from workflows.posts import (
    AFTER_SALES,
    CALLBACK_AGENT,
    FRONT_DESK,
    GENERAL_MANAGER,
    SERVICE,
    SERVICE_AGENT,
    SERVICE_SUPERVISOR,
)
from workflows.registers.customers import phone_digits

# --- recording ----------------------------------------------------------------------------------------------


@guard(_("it is known who can be reached"))
def has_phone(facts: Complaint) -> Iterator[Reason]:
    if not phone_digits(facts.form.phone):
        yield Reason(_("fill this in"), "phone")


@guard(_("nature with its field or type"))
def nature_is_judged(facts: Complaint) -> Iterator[Reason]:
    form = facts.form
    if form.nature is Nature.VALID and not form.breach:
        yield Reason(_("a valid complaint names its field"), "breach")
    if form.nature is Nature.COMMUNICATIVE and not form.need:
        yield Reason(_("a communicative complaint names its type"), "need")
    if form.major and not form.ground:
        yield Reason(_("say what makes it major"), "ground")


@guard(_("the department has its supervisor"))
def has_supervisor(facts: Complaint) -> Iterator[Reason]:
    form, heads = facts.form, supervisors(facts, facts.form.department)
    if not form.supervisor:
        yield Reason(_("name the supervisor of the department"), "supervisor")
    elif heads and form.supervisor not in heads:
        yield Reason(
            _("{name} does not head {department}")(
                name=facts.name_of("employees", form.supervisor),
                department=facts.name_of("departments", form.department),
            ),
            "supervisor",
        )


@guard(_("not recorded by the person complained about"))
def recorder_is_another(facts: Complaint) -> Iterator[Message]:
    if facts.person_id in accused(facts):
        yield _("it is about you: somebody else records it")


@guard(_("the reply is promised in time"))
def reply_in_time(facts: Complaint) -> Iterator[Reason]:
    promised, before = facts.form.reply_by, facts.case.form.get("reply_by")
    if facts.case.submitted_at and promised and before != promised.isoformat():
        yield Reason(_("it was promised and stays as it is"), "reply_by")
    elif not facts.case.submitted_at and promised:
        latest = latest_reply(facts)
        if promised > latest:
            yield Reason(_("at most until {latest}")(latest=latest), "reply_by")
        if promised <= facts.now:
            yield Reason(_("that time is past"), "reply_by")


@guard(_("nothing but the reply is promised"))
def no_light_promise(facts: Complaint) -> Iterator[Message]:
    """Whatever was promised at handle before stays when the record comes back to be put right."""
    kept = facts.case.form.get("promises", []) if facts.case.submitted_at else []
    if [promise.model_dump(mode="json") for promise in facts.form.promises] != kept:
        yield _("promise: only at handle")


@guard(_("not handed in yet"))
def never_handed_in(facts: Complaint) -> Iterator[Message]:
    if facts.case.submitted_at:
        yield _("only a wrong entry that was not handed in is withdrawn")


@condition(_("major"))
def is_major(facts: Complaint) -> bool:
    return facts.form.major and not facts.taken("not-major")


@condition(_("valid"))
def is_valid(facts: Complaint) -> bool:
    return facts.form.nature is Nature.VALID


@effect(_("the supervisor is told, the reply clock runs"))
def tell_supervisor(booking: Booking[ComplaintForm]) -> None:
    central = central_persons(booking)
    booking.watch(central)
    said = _("{number}: a complaint for your department; the answer is promised by {time}")
    if booking.form.reply_by:
        booking.tell(central, said(number=booking.case.name, time=booking.form.reply_by))


@effect(_("nature becomes valid"))
def become_valid(booking: Booking[ComplaintForm]) -> None:
    form = booking.form
    form.nature, form.breach = Nature.VALID, form.breach or Breach.OTHER


@effect(_("valid, if it is the third by one person"))
def count_this_person(booking: Booking[ComplaintForm]) -> None:
    many = len(by_this_person(booking)) + 1
    if booking.form.nature is Nature.COMMUNICATIVE and many >= booking.count_policy("complaint.repeat"):
        become_valid.book(booking)


# --- identity and site --------------------------------------------------------------------------------------


@guard(_("a fact of the register proves it"))
def identity_is_proved(facts: Complaint) -> Iterator[Message | Reason]:
    form = facts.form
    customers = customers_behind(facts, form.customer, form.unit)
    if not customers:
        yield _("name the customer or the unit, or take “Not a customer”")
    elif form.identity_by:
        for why in why_not_proved(facts, customers, form.identity_by, form.identity_fact):
            yield Reason(why, "identity_fact")


@effect(_("status and day are stored, the department is told"))
def store_identity(booking: Booking[ComplaintForm]) -> None:
    confirmed = booking.action == "confirmed"
    booking.form.identity = Identity.CONFIRMED if confirmed else Identity.STRANGER
    booking.form.identity_on = booking.today
    tell_supervisor.book(booking)


@guard(_("both were on the spot"))
def both_were_there(facts: Complaint) -> Iterator[Reason]:
    form = facts.form
    if not form.both_present:
        yield Reason(_("the supervisor and who recorded it go there together"), "both_present")
    if form.seen_at and form.seen_at > facts.now:
        yield Reason(_("that time has not come yet"), "seen_at")


# --- result and callback ------------------------------------------------------------------------------------


@effect(_("a callback is opened"))
def open_callback(booking: Booking[ComplaintForm]) -> None:
    form = booking.form
    handled = next((booking.employee_of(person) for person in handling_persons(booking)), None)
    open_call(
        booking, "complaint", customer=form.customer, name=form.name, phone=form.phone, item=form.what.split("\n")[0],
        ended=booking.now, handled_by=handled,
    )  # fmt: skip


@condition(_("for the third time"))
def too_often(facts: Complaint) -> bool:
    return facts.task is not None and facts.task.round >= facts.count_policy("complaint.major-rounds")


@condition(_("nobody was on the spot yet"))
def never_on_site(facts: Complaint) -> bool:
    return not facts.taken("seen")


@effect(_("a new round; a communicative one is valid now"))
def begin_again(booking: Booking[ComplaintForm]) -> None:
    form = booking.form
    become_valid.book(booking)
    form.result, form.round = "", form.round + 1
    if too_often.holds(booking):
        form.major, form.ground = True, Ground.ROUNDS


# --- major --------------------------------------------------------------------------------------------------


@guard(_("the departments concerned are named"))
def departments_named(facts: Complaint) -> Iterator[Reason]:
    if not facts.form.departments:
        yield Reason(_("name at least one"), "departments")


@effect(_("all named departments are told"))
def tell_departments(booking: Booking[ComplaintForm]) -> None:
    for concerned in booking.form.departments:
        heads = booking.company.people.heads(concerned.department, booking.today)
        persons = [head.id for head in heads if head.id not in accused(booking)]
        booking.watch(persons)
        booking.tell(
            persons,
            _("{number}: a major complaint concerns your department: {part}")(
                number=booking.case.name, part=concerned.part
            ),
        )


@effect(_("not major"))
def clear_major(booking: Booking[ComplaintForm]) -> None:
    booking.form.major, booking.form.ground = False, None


# --- the procedure ------------------------------------------------------------------------------------------

_SUPERVISOR = Computed(_("supervisor of the department"), central_persons, otherwise=(SERVICE_SUPERVISOR,))
_RECORDER = Requester(_("who recorded it"))
_HANDLER = Computed(
    _("supervisor of the department, or whom he names"), handling_persons, otherwise=(SERVICE_SUPERVISOR,)
)
_ABOVE = _("above the limit")
_ANSWERED = [handling.handler_unchanged, handling.promises_covered]
_SOLVED = [
    *_ANSWERED,
    handling.lateness_explained,
    handling.children_ended,
    handling.both_heard,
    handling.dispute_settled,
]
_BREACH = Approve(
    "site", "breach", _("Breach found"), requires=["breach"], guards=[handling.is_communicative],
    effects=[become_valid, tell_supervisor],
)  # fmt: skip


def above_limit(facts: Complaint) -> bool:
    return cost_of(facts.form.promises) > facts.money_policy("complaint.consent-limit")


COMPLAINT_PROCESS = Process(
    COMPLAINT,
    _("Complaint"),
    desk=SERVICE,
    prefix="CP",
    form=ComplaintForm,
    covers=("P13", "P31", "P32", "P41", "P82", "P119", "P125", "P136", "P156"),
    derive=fill,
    subject=subject,
    brief=brief,
    amount=amount,
    customer=lambda facts: facts.form.customer or "",
    department=lambda facts: facts.form.department or "",
    rank=lambda facts: -1 if facts.form.major else 0,
    withdraw_as_draft_only=True,
    steps=[
        Draft(
            key="record",
            title=_("record"),
            by=(FRONT_DESK, SERVICE_AGENT, AFTER_SALES),
            to=first_of((is_major, "major"), (is_valid, "site"), "identity"),
            guards=[has_phone, nature_is_judged, has_supervisor, recorder_is_another, reply_in_time, no_light_promise],
            effects=[count_this_person, tell_supervisor],
            withdraw="",
            actions=[Withdraw(guards=[never_handed_in])],
            edits=(
                "channel", "received_at", "recording", "name", "phone", "customer", "unit", "about", "against", "what",
                "place", "happened", "source", "same_as", "claim", "nature", "breach", "need", "major", "ground",
                "department", "supervisor", "reply_by", "dispute", "customer_statement", "promises",
            ),
        ),
        Work(
            "identity", _("identity"), _RECORDER, within=business_hours(1),
            not_after=Until(_("the promised reply"), reply_due), barred=accused,
            edits=("identity_by", "identity_fact", "customer", "unit", "breach"),
            actions=[
                Approve(
                    "handle", "confirmed", _("Identity confirmed"), requires=["identity_by", "identity_fact"],
                    guards=[identity_is_proved], effects=[store_identity],
                ),
                Approve("handle", "not-a-customer", _("Not a customer"), effects=[store_identity]),
                _BREACH,
            ],
        ),
        Work(
            "site", _("site"), all_of(_SUPERVISOR, When(_("another person"), is_another_person, _RECORDER)),
            within=business_hours(4), not_after=Until(_("the promised reply"), reply_due), barred=accused,
            edits=("seen_at", "both_present", "findings", "photo"),
            actions=[
                Approve("handle", "seen", _("Seen"), requires=["seen_at", "findings"], guards=[both_were_there]),
                SendBack("record", "not-my-department", _("Not my department"), by=_SUPERVISOR),
            ],
        ),
        Work(
            "handle", _("handle"), _HANDLER, within=business_days(3), barred=accused, at_deadline="unanswered",
            not_after=Until(_("the promised reply, and once it is given the solution"), answer_or_solution_due),
            edits=(
                "handler", "first_answer", "late_because", "cause", "measures", "promises", "dispute", "customer_statement",
                "other_statement", "both_agree", "breach",
            ),
            actions=[
                Approve(
                    "handle", "answered", _("Answered"), requires=["first_answer"],
                    guards=_ANSWERED, effects=[handling.bind_promises],
                ),
                Approve(
                    "result", "solved", _("Solved"), requires=["first_answer", "cause"],
                    guards=_SOLVED, effects=[handling.bind_promises],
                ),
                Approve(
                    "consent", "needs-consent", _("Needs consent"),
                    guards=[handling.handler_unchanged, handling.something_to_decide, handling.both_heard],
                ),
                Approve(
                    "handle", "name", _("Name a person"), by=_SUPERVISOR, requires=["handler"],
                    guards=[handling.fit_to_handle],
                ),
                _BREACH,
                Action(
                    "unanswered", _("Unanswered"), "site", Kind.OTHER, effects=[become_valid],
                    guards=[handling.is_communicative, handling.unanswered_too_long],
                ),
            ],
        ),
        Step(
            "consent", _("consent"), in_order(SERVICE_SUPERVISOR, When(_ABOVE, above_limit, GENERAL_MANAGER)),
            within=business_hours(4), barred=accused, edits=("ruling", "ruling_accepted"),
            actions=[
                Approve(
                    "handle", "agree", _("Agree"), guards=[handling.cost_is_known, handling.same_as_first_vote],
                    effects=[handling.bind_promises],
                ),
                Reject("handle", "refuse", _("Refuse")),
                Approve(
                    "result", "ruling", _("Rule"), requires=["ruling"],
                    guards=[handling.rules_on_dispute, handling.same_as_first_vote],
                ),
            ],
        ),
        Work(
            "result", _("result"), _RECORDER, within=business_hours(4), edits=("result",), barred=accused,
            actions=[Approve("callback", "registered", _("Registered"), requires=["result"], effects=[open_callback])],
        ),
        Wait(
            "callback", _("callback"), CALLBACK_AGENT, within=days(3),
            actions=[
                Action(
                    "satisfied", _("Satisfied"), "done", moved_by=CALLBACK, when_it_ends=("recorded",),
                    guards=[last_call_has_ended],
                ),
                Action(
                    "dissatisfied", _("Dissatisfied"), first_of((too_often, "major"), (never_on_site, "site"), "handle"),
                    moved_by=CALLBACK, when_it_ends=("reopened",), guards=[last_call_has_ended], effects=[begin_again],
                ),
                Action(
                    "unreached", _("Unreached"), "unreached", moved_by=CALLBACK, when_it_ends=("unreached", "declined"),
                    guards=[last_call_has_ended],
                ),
            ],
        ),
        Step(
            "major", _("major"), SERVICE_SUPERVISOR, within=business_hours(1), barred=accused, edits=("departments",),
            actions=[
                Approve("site", "coordinate", _("Coordinate"), guards=[departments_named], effects=[tell_departments]),
                Action(
                    "not-major", _("Not major"), first_of((is_valid, "site"), "identity"), Kind.OTHER, reason=True,
                    effects=[clear_major],
                ),
            ],
        ),
        End("done", _("done")),
        End("unreached", _("unreached"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy("complaint.reply", business_hours(4), _("time within which a reply may be promised"), kind="duration"),
        Policy("complaint.solve", business_days(3), _("time within which a complaint is solved"), kind="duration"),
        Policy("complaint.promise-limit", Decimal("200.00"), _("money or free work that may be promised without consent"),
               importance="authority"),
        Policy("complaint.consent-limit", Decimal("2000.00"), _("promise above which the general manager consents too"),
               importance="authority"),
        Policy("complaint.major-claim", Decimal("10000.00"), _("claim from which a complaint is major")),
        Policy("complaint.major-complainants", 5, _("complainants on one thing that make it major"), kind="count",
               low=Decimal(2)),
        Policy("complaint.major-window", hours(24), _("time within which complainants on one thing count"), kind="duration"),
        Policy("complaint.major-rounds", 3, _("dissatisfied round that makes it major"), kind="count", low=Decimal(2)),
        Policy("complaint.repeat", 3, _("complaint by one person that counts as valid"), kind="count", low=Decimal(2)),
        Policy("complaint.repeat-days", 30, _("days within which complaints by one person count"), kind="days",
               low=Decimal(1)),
    ],
    reasons=[
        _("wrong department"),
        _("nature judged wrong"),
        _("facts missing"),
        _("promise not coverable"),
        _("not proven"),
    ],
    documents=[
        Document("complaint-record", _("Complaint record"), on=("record:submit",)),
        Document("duty-record", _("Line of the duty record sheet"), on=("record:submit", "result:registered")),
    ],
    links=[
        Link(CALLBACK, _("opened with the result; its end closes the complaint or opens a new round")),
        Link("suggestion", _("takes what is only a suggestion; until then that is recorded as consulting")),
        Link("work-order", _("opened for help with repairs; until then a measure with person and day")),
        Link("return-exchange", _("takes goods back; until then a measure")),
        Link("refund", _("pays money back; until then a measure, and no money moves here")),
        Link("order-change", _("opened for a changed order; until then a measure")),
        Link("order-cancel", _("opened for a cancelled order; until then a measure")),
        Link("decoration-inspection", _("opened for noise from a decoration; until then a measure")),
        Link("important-matter", _("opened for a major complaint and for a ruling one party does not accept; until then the "
                                   "heads of the departments are told")),
        Link("staffing-order", _("reads complaints about dispatched workers (stage 11)")),
        Link("quality-statistics", _("counts complaints about goods")),
        Link("contact", _("opens a complaint from a call, visit, letter or chat")),
        Link("satisfaction-survey", _("opens a complaint for a score of 2 or less")),
        Link("archive-filing", _("keeps the record")),
    ],
)  # fmt: skip
