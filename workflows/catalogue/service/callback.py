"""Callback (回访) — P103, P104, P119, P126, P136.

A single call follows a piece of work: it is opened by the case it asks about, goes to a callback agent by balance
(nobody asks about his own work) and is due three days after the work ended. Pre-sale asks about a problem during the
service, after-sale about one after its end, complaint about what was done; each asks for measure and effect. One avoid,
three musts (N23): nobody is called in his rest time, members all of them, the record complete, within three days; only
a time the customer named moves that. Who is dissatisfied reopens the work, which ends in a new call. A round calls many:
the supervisor allocates, the agents call, one writes the summary report (《回访总结报告》). Rounds open before festivals, by
tier on drawn days, and on the 1st for last month's single calls, so that each call is in one report.
"""

from workflows.engine.language import *
from workflows.library import call_checks as check
from workflows.library import call_results as results
from workflows.library import callback_duties as duties
from workflows.library import calling, calling_rounds
from workflows.library.callbacks import CALLBACK
from workflows.posts import CALLBACK_AGENT, SERVICE, SERVICE_SUPERVISOR

IS_SINGLE = condition(_("single call"))(calling.is_single)
ROUND_DRAFT = Until(_("a round within {limit}")(limit=business_days(2).shown()), calling.round_draft_by)
CALL = Until(_("{limit} from the end of the service")(limit=days(3).shown()), calling.call_by)
AGENT = Named("agent", _("callback agent assigned"), otherwise=(SERVICE_SUPERVISOR,))
TALK = [check.may_be_called_now, check.not_his_own_work]

CALLBACK_PROCESS = Process(
    CALLBACK, _("Callback"), desk=SERVICE, prefix="CB", form=calling.CallbackForm,
    covers=("P103", "P104", "P119", "P126", "P136"),
    derive=calling.fill_person,
    subject=calling.subject,
    brief=lambda facts: (calling.brief_of_call if calling.is_single(facts) else calling_rounds.brief_of_round)(facts),
    rank=lambda facts: 0 if facts.form.member else 1,
    withdraw_as_draft_only=True,
    starts_at=("analyse",),
    steps=[
        Draft(
            by=SERVICE_SUPERVISOR, to=first_of((IS_SINGLE, "call"), "allocate"), within=ROUND_DRAFT,
            edits=calling.ASKED_FOR,
            guards=[check.few_questions, check.complete_for_its_shape, check.only_call, check.agent_with_reason],
            effects=[calling_rounds.assign_agents],
            withdraw="", actions=[Withdraw(guards=[check.is_round])],
        ),
        Work(
            "allocate", _("allocate"), SERVICE_SUPERVISOR, within=business_days(1),
            edits=("customers.agent", "customers.left_out", "customers.reason"),
            actions=[
                Approve(
                    "calling", "allocate", _("Allocate"), guards=[calling_rounds.every_row_settled],
                    effects=[calling_rounds.open_calls_of_round],
                ),
                Approve("allocate", "change", _("Change a name"), guards=[calling_rounds.every_row_settled]),
            ],
        ),
        Work(
            "call", _("call"), AGENT, within=CALL, edits=calling.SAID,
            actions=[
                Approve(
                    "recorded", "satisfied", _("Satisfied"), requires=["score", "evaluation"],
                    guards=[*TALK, check.is_asking],
                    effects=[results.talked, results.keep_score, results.tell_source("recorded")],
                ),
                Approve(
                    "recorded", "told", _("Told"), requires=["evaluation"], guards=[*TALK, check.is_telling],
                    effects=[results.talked, results.keep_score, results.tell_source("recorded")],
                ),
                Approve(
                    "reopened", "dissatisfied", _("Dissatisfied"), requires=["score", "opinions"], guards=TALK,
                    effects=[results.talked, results.keep_score, results.reopen_work, results.tell_source("reopened")],
                ),
                Approve(
                    "call", "later", _("Another time"), requires=["named_time"],
                    guards=[*TALK, check.named_in_time], effects=[results.named_another_time],
                ),
                Approve("call", "not-reached", _("Not reached"), guards=TALK, effects=[results.not_reached]),
                Approve(
                    "declined", "no-calls", _("Wants no calls"),
                    guards=[check.may_be_marked_now, check.not_his_own_work],
                    effects=[results.wants_no_calls, results.mark_no_calls, results.tell_source("declined")],
                ),
                Approve(
                    "unreached", "give-up", _("Give up"), by=SERVICE_SUPERVISOR,
                    guards=[check.tried_enough], effects=[results.tell_source("unreached")],
                ),
            ],
        ),
        Wait(
            "calling", _("calling"), CALLBACK_AGENT, within=days(3),
            actions=[
                Action(
                    "all-ended", _("All calls ended"), "analyse", guards=[calling_rounds.all_ended], moved_by=CALLBACK,
                    when_it_ends=("recorded", "reopened", "declined", "unreached"),
                )
            ],
        ),
        Work(
            "analyse", _("analyse"), CALLBACK_AGENT, within=business_days(2), edits=calling.COUNTED,
            actions=[
                Approve(
                    "review", "written", _("Written"), requires=["report"],
                    guards=[calling_rounds.counts_equal, calling_rounds.causes_grouped],
                )
            ],
        ),
        Step(
            "review", _("review"), SERVICE_SUPERVISOR, within=business_days(1),
            barred=lambda facts: facts.who_acted("analyse"),
            actions=[Approve("done"), SendBack("analyse")],
        ),
        End("recorded", _("recorded")),
        End("reopened", _("reopened")),
        End("declined", _("declined, wants no calls"), purpose=False),
        End("unreached", _("unreached"), purpose=False),
        DONE, WITHDRAWN,
    ],
    policies=[
        Policy("callback.draft", business_days(2), _("time limit of a round's draft"), "duration"),
        Policy("callback.call", days(3), _("time limit of a call from the end of the service"), "duration"),
        Policy("callback.hours", ("09:00-12:00", "14:00-20:00"), _("hours in which customers may be called"), "list"),
        Policy("callback.named-days", 14, _("days a named time may move the deadline at most"), "days",
               low=Decimal(0), high=Decimal(14)),
        Policy("callback.named-for", hours(1), _("how long from a named time on the customer may be called"), "duration"),
        Policy("callback.attempts", 3, _("calls, each on a day of its own, before one gives up"), "count", low=Decimal(3)),
        Policy("callback.questions", 4, _("questions a call has at most"), "count", low=Decimal(1), high=Decimal(4)),
        Policy("callback.member-share", Decimal(100), _("share of members' ended services that are asked about"),
               "percent", low=Decimal(100), high=Decimal(100)),
        Policy("callback.share", Decimal(20), _("share of other customers' ended services that are asked about"),
               "percent", low=Decimal(0), high=Decimal(100)),
        Policy("callback.coverage", time(20, 30), _("when missing calls are opened"), "time"),
        Policy("callback.maintenance", 90, _("days after a service before its maintenance reminder"), "days",
               low=Decimal(1)),
        Policy("callback.reminder", time(8, 30), _("when maintenance reminders are opened"), "time"),
        Policy("callback.events", table("day event message", "01-01 元旦 祝您新年快乐！", "10-01 国庆节 祝您国庆节快乐！"),
               _("festivals, anniversaries and promotions with the message to members (day as 10-01 or 2026-10-01)"),
               "table"),
        Policy("callback.before-event", 7, _("days before an event its round is opened"), "days", low=Decimal(0)),
        Policy("callback.irregular-from", 30, _("days after the last round of a tier at least"), "days", low=Decimal(1)),
        Policy("callback.irregular-to", 60, _("days after the last round of a tier at most"), "days", low=Decimal(1)),
        Policy("callback.company", "", _("the company's name as the callers give it"), "text"),
    ],
    reasons=[_("record incomplete"), _("counts wrong"), _("causes not analysed"), _("not archived in full")],
    documents=[
        Document("callback-record", _("Callback record"),
                 ("call:satisfied", "call:told", "call:dissatisfied", "call:no-calls", "call:give-up")),
        Document("callback-report", _("Callback summary report"), ("review:approve",)),
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
        Link("member-card", _("says who is a member; all of them stand in the draft of a special round")),
        Link("archive-filing", _("keeps the summary report with its record sheets")),
    ],
    duties=[
        Duty("callback.coverage", _("Missing calls"), _("daily at 20:30"), duties.missing_calls),
        Duty("callback.reminder", _("Maintenance reminders"), _("daily at 8:30"), duties.maintenance_reminders),
        Duty("callback.special", _("Special callbacks"), _("7 days before each event"), duties.rounds_before_events),
        Duty("callback.irregular", _("Irregular callbacks by tier"), _("30 to 60 days after the last, on a drawn day"),
             duties.rounds_by_tier),
        Duty("callback.monthly", _("Monthly callback report"), _("on the 1st of each month"), duties.monthly_report),
    ],
)  # fmt: skip
