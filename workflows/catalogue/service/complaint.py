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
from workflows.library import complaining
from workflows.library import complaint_handling as handling
from workflows.library import complaint_recording as recording
from workflows.library import complaint_remedies as remedies
from workflows.library import contact_handing_on as handing
from workflows.library.callbacks import CALLBACK, CallEnded
from workflows.library.complaining import COMPLAINT, ComplaintForm, accused
from workflows.library.voting import same_as_first_vote
from workflows.posts import (
    AFTER_SALES,
    CALLBACK_AGENT,
    FRONT_DESK,
    GENERAL_MANAGER,
    SERVICE,
    SERVICE_AGENT,
    SERVICE_SUPERVISOR,
)

SUPERVISOR = Computed(_("supervisor of the department"), complaining.central_persons, otherwise=(SERVICE_SUPERVISOR,))
HANDLER = Computed(
    _("supervisor of the department, or whom he names"), complaining.handling_persons, otherwise=(SERVICE_SUPERVISOR,)
)
RECORDER = Requester(_("who recorded it"))
BOTH = all_of(SUPERVISOR, When(_("another person"), complaining.is_another_person, RECORDER))
CONSENTING = in_order(SERVICE_SUPERVISOR, When(_("above the limit"), handling.above_limit, GENERAL_MANAGER))

REPLY = Until(_("the promised reply"), complaining.reply_due)
SOLUTION = Until(_("the promised reply, and once it is given the solution"), complaining.answer_or_solution_due)
BY_NATURE = first_of((recording.is_valid, "site"), "identity")
ANSWERED = [handling.handler_unchanged, handling.promises_covered]
BREACH_FOUND = Approve(
    "site", "breach", _("Breach found"), requires=["breach"], guards=[handling.is_communicative],
    effects=[recording.become_valid, recording.tell_supervisor],
)  # fmt: skip

COMPLAINT_PROCESS = Process(
    COMPLAINT, _("Complaint"), desk=SERVICE, prefix="CP", form=ComplaintForm,
    covers=("P13", "P31", "P32", "P41", "P82", "P119", "P125", "P136", "P156"),
    derive=[While("record", complaining.fill_record), complaining.fill], takes_over=handing.taken_by(COMPLAINT),
    subject=complaining.subject, brief=complaining.brief, amount=complaining.amount,
    customer=lambda facts: facts.form.customer or "", department=lambda facts: facts.form.department or "",
    rank=lambda facts: -1 if facts.form.major else 0,
    withdraw_as_draft_only=True, offers={"remedy_order": remedies.orders_offered},
    steps=[
        Draft(
            key="record", title=_("record"), by=(FRONT_DESK, SERVICE_AGENT, AFTER_SALES), edits=complaining.RECORDED,
            to=first_of((recording.is_major, "major"), BY_NATURE),
            guards=[
                recording.has_phone, recording.nature_is_judged, recording.has_supervisor, recording.recorder_is_another,
                recording.reply_in_time, recording.no_light_promise,
            ],
            effects=[recording.count_this_person, recording.tell_supervisor],
            withdraw="", actions=[Withdraw(guards=[recording.never_handed_in])],
        ),
        Work(
            "identity", _("identity"), RECORDER, within=business_hours(1), not_after=REPLY, barred=accused,
            edits=("identity_by", "identity_fact", "customer", "unit", "breach"),
            actions=[
                Approve("handle", "confirmed", _("Identity confirmed"), requires=["identity_by", "identity_fact"],
                        guards=[recording.identity_is_proved], effects=[recording.store_identity]),
                Approve("handle", "not-a-customer", _("Not a customer"), effects=[recording.store_identity]),
                BREACH_FOUND,
            ],
        ),
        Work(
            "site", _("site"), BOTH, within=business_hours(4), not_after=REPLY, barred=accused,
            edits=("seen_at", "both_present", "findings", "photo"),
            actions=[
                Approve("handle", "seen", _("Seen"), requires=["seen_at", "findings"], guards=[recording.both_were_there]),
                SendBack("record", "not-my-department", _("Not my department"), by=SUPERVISOR),
            ],
        ),
        Work(
            "handle", _("handle"), HANDLER, within=business_days(3), not_after=SOLUTION, barred=accused,
            at_deadline="unanswered", edits=complaining.HANDLED,
            actions=[
                Approve("handle", "answered", _("Answered"), requires=["first_answer"], guards=ANSWERED,
                        effects=[handling.bind_promises]),
                Approve(
                    "result", "solved", _("Solved"), requires=["first_answer", "cause"], effects=[handling.bind_promises],
                    guards=[
                        *ANSWERED, handling.lateness_explained, handling.children_ended, handling.both_heard,
                        handling.dispute_settled,
                    ],
                ),
                Approve(
                    "consent", "needs-consent", _("Needs consent"),
                    guards=[handling.handler_unchanged, handling.something_to_decide, handling.both_heard],
                ),
                Approve("handle", "open-remedy", _("Open return, refund, change or cancellation"),
                        edits=complaining.REMEDIED, requires=["remedy"], effects=[remedies.open_remedy],
                        guards=[remedies.remedy_is_known, remedies.compensation_is_covered, remedies.not_opened_yet]),
                Approve("handle", "name", _("Name a person"), by=SUPERVISOR, requires=["handler"],
                        guards=[handling.fit_to_handle]),
                BREACH_FOUND,
                Outcome("unanswered", _("Unanswered"), "site", effects=[recording.become_valid],
                        guards=[handling.is_communicative, handling.unanswered_too_long]),
            ],
        ),
        Step(
            "consent", _("consent"), CONSENTING, within=business_hours(4), barred=accused,
            edits=("ruling", "ruling_accepted"),
            actions=[
                Approve("handle", "agree", _("Agree"), guards=[handling.cost_is_known, same_as_first_vote],
                        effects=[handling.bind_promises]),
                Reject("handle", "refuse", _("Refuse")),
                Approve("result", "ruling", _("Rule"), requires=["ruling"], effects=[handling.report_unaccepted_ruling],
                        guards=[handling.rules_on_dispute, same_as_first_vote]),
            ],
        ),
        Work(
            "result", _("result"), RECORDER, within=business_hours(4), edits=("result",), barred=accused,
            actions=[
                Approve("callback", "registered", _("Registered"), requires=["result"], effects=[handling.open_callback]),
            ],
        ),
        Wait(
            "callback", _("callback"), CALLBACK_AGENT, within=days(3),
            actions=[
                CallEnded("satisfied", _("Satisfied"), "done", "recorded"),
                CallEnded(
                    "dissatisfied", _("Dissatisfied"),
                    first_of((handling.too_often, "major"), (handling.never_on_site, "site"), "handle"), "reopened",
                    effects=[handling.begin_again],
                ),
                CallEnded("unreached", _("Unreached"), "unreached", "unreached", "declined"),
            ],
        ),
        Step(
            "major", _("major"), SERVICE_SUPERVISOR, within=business_hours(1), barred=accused, edits=("departments",),
            actions=[
                Approve(
                    "site", "coordinate", _("Coordinate"), guards=[handling.departments_named],
                    effects=[handling.tell_departments, handling.report_matter],
                ),
                Outcome("not-major", _("Not major"), BY_NATURE, reason=True, effects=[handling.clear_major]),
            ],
        ),
        DONE,
        End("unreached", _("unreached"), purpose=False),
        WITHDRAWN,
    ],
    policies=[
        Policy("complaint.reply", business_hours(4), _("time within which a reply may be promised"), "duration"),
        Policy("complaint.solve", business_days(3), _("time within which a complaint is solved"), "duration"),
        Policy("complaint.promise-limit", Decimal("200.00"), _("money or free work that may be promised without consent"),
               importance="authority"),
        Policy("complaint.consent-limit", Decimal("2000.00"), _("promise above which the general manager consents too"),
               importance="authority"),
        Policy("complaint.major-claim", Decimal("10000.00"), _("claim from which a complaint is major")),
        Policy("complaint.major-complainants", 5, _("complainants on one thing that make it major"), "count",
               low=Decimal(2)),
        Policy("complaint.major-window", hours(24), _("time within which complainants on one thing count"), "duration"),
        Policy("complaint.major-rounds", 3, _("dissatisfied round that makes it major"), "count", low=Decimal(2)),
        Policy("complaint.repeat", 3, _("complaint by one person that counts as valid"), "count", low=Decimal(2)),
        Policy("complaint.repeat-days", 30, _("days within which complaints by one person count"), "days", low=Decimal(1)),
    ],
    reasons=[
        _("wrong department"), _("nature judged wrong"), _("facts missing"), _("promise not coverable"), _("not proven"),
    ],
    documents=[
        Document("complaint-record", _("Complaint record"), on=("record:submit",)),
        Document("duty-record", _("Line of the duty record sheet"), on=("record:submit", "result:registered")),
    ],
    links=[
        Link(CALLBACK, _("opened with the result; its end closes the complaint or opens a new round")),
        Link("suggestion", _("takes what is only a suggestion; until then that is recorded as consulting")),
        Link("work-order", _("opened for help with repairs; until then a measure with person and day")),
        Link("return-exchange", _("opened for goods that come back, or are replaced")),
        Link("refund", _("opened for money that goes back or a compensation; no money moves here")),
        Link("order-change", _("opened for a changed order")),
        Link("order-cancel", _("opened for a cancelled order")),
        Link("decoration-inspection", _("opened for noise from a decoration; until then a measure")),
        Link("important-matter", _("opened for a major complaint and for a ruling one party does not accept")),
        Link("staffing-order", _("reads complaints about dispatched workers (stage 11)")),
        Link("quality-statistics", _("counts complaints about goods")),
        Link("contact", _("opens a complaint from a call, visit, letter or chat")),
        Link("satisfaction-survey", _("opens a complaint for a score of 2 or less")),
        Link("archive-filing", _("keeps the record")),
    ],
)  # fmt: skip
