"""Important matter (重要事项汇报) — P27, P82, P120.

Whoever learns of an emergency, a major complaint, a loss or the like reports it in writing, by phone at once. A normal
one goes to the head of the department, who takes charge or passes it up; an urgent one goes straight to the general
manager, who instructs, while the head already acts. The persons of the measures report what came of them, and
the office director closes it with its lesson. It decides nothing that has a process of its own (prices, credit,
contracts, refunds).
"""

from workflows.engine.language import *
from workflows.library import important_matters as matters
from workflows.library.important_matters import IMPORTANT_MATTER, ImportantMatter, LateAnswer, MatterForm, is_urgent
from workflows.posts import GENERAL_MANAGER, MANAGEMENT, OFFICE_DIRECTOR

# --- reporting ----------------------------------------------------------------------------------------------


@effect(_("an urgent one is told to the general manager and the head at once"))
def tell_at_once(booking: Booking[MatterForm]) -> None:
    form = booking.form
    heads = [head.id for head in booking.company.people.heads(booking.department, booking.today)]
    booking.watch(heads)
    if form.urgent:
        told = dict.fromkeys([*booking.holders(GENERAL_MANAGER), *heads])
        said = _("{number}: urgent, {kind} at {place}: {what}")(
            number=booking.case.name, kind=form.kind.label, place=form.where, what=form.what.split("\n")[0][:200]
        )
        booking.tell([person for person in told if person != booking.person_id], said)


def leaders_limit(facts: ImportantMatter) -> datetime:
    return facts.time_limit(f"important-matter.leader-{'urgent' if facts.form.urgent else 'normal'}")


# --- instructing and handling -------------------------------------------------------------------------------


@guard(_("urgent: the instruction is awaited"))
def only_while_urgent(facts: ImportantMatter) -> Iterator[Message]:
    if not facts.form.urgent:
        yield _("it is not urgent: the general manager instructs first")


@condition(_("no measure was taken"))
def without_measures(facts: ImportantMatter) -> bool:
    return not facts.form.measures


@effect(_("the persons of the measures are told"))
def tell_handlers(booking: Booking[MatterForm]) -> None:
    for measure in booking.form.measures:
        person = booking.person_of_employee(measure.person)
        if person is not None and person != booking.person_id:
            said = _("{number}: until {day} you do: {task}")
            booking.tell([person], said(number=booking.case.name, day=measure.due, task=measure.task))


@effect(_("the linked complaint or claim gets the result as a comment"))
def comment_result(booking: Booking[MatterForm]) -> None:
    linked = matters.linked_case(booking)
    if linked is not None:
        key = f"{booking.decision.key}:result"
        booking.company.cases.comment(linked.id, booking.person_id, booking.now, matters.results(booking), key)


# --- closing ------------------------------------------------------------------------------------------------


@guard(_("a late report is answered"))
def late_is_answered(facts: ImportantMatter) -> Iterator[Reason]:
    if facts.form.late and facts.form.late_answer is None:
        yield Reason(_("it was reported late: choose a penalty or none"), "late_answer")


@effect(_("what was chosen is opened as a draft: reward or penalty, policy change, training; the report is filed"))
def open_consequences(booking: Booking[MatterForm]) -> None:
    form = booking.form
    chosen = {
        "reward-penalty": form.propose_penalty or form.late_answer is LateAnswer.PENALTY,
        "policy-change": form.change_policy,
        "training": form.train,
        "archive-filing": True,
    }
    for process, wanted in chosen.items():
        if wanted:
            booking.open_case(process, {}, as_draft=True)


# --- the procedure ------------------------------------------------------------------------------------------

IMPORTANT_MATTER_PROCESS = Process(
    IMPORTANT_MATTER, _("Important matter"), desk=MANAGEMENT, prefix="IM", form=MatterForm, covers=("P27", "P82", "P120"),
    derive=matters.work_out,
    subject=matters.subject, brief=matters.brief,
    amount=lambda facts: facts.form.amount,
    customer=lambda facts: next((one.customer for one in facts.form.concerned or () if one.customer), ""),
    department=lambda facts: facts.form.department or "",
    rank=lambda facts: -1 if facts.form.urgent else 0,
    seen_by=(GENERAL_MANAGER, OFFICE_DIRECTOR),
    not_copied=("happened_at", "source", "measures", "lesson", "late_answer"),
    steps=[
        Draft(
            by=Anyone(), to=first_of((is_urgent, "leader"), "superior"), edits=matters.REPORTED,
            guards=[matters.has_happened], effects=[tell_at_once],
        ),
        Step(
            "superior", _("superior"), HeadOfDepartment(), within=business_hours(2), edits=("measures", "done_so_far"),
            actions=[
                Approve("handling", "take-charge", _("Take charge"), guards=[matters.measures_named],
                        effects=[tell_handlers]),
                Approve("leader", "pass-up", _("Pass up")),
                SendBack(),
            ],
        ),
        Step(
            "leader", _("leader"), GENERAL_MANAGER, within=Until(_("urgent an hour, normal a business day"), leaders_limit),
            edits=("measures", "done_so_far"),
            actions=[
                Approve("handling", "instruct", _("Instruct"), guards=[matters.measures_named], effects=[tell_handlers]),
                Action("no-action", _("No action"), "closing", reason=True),
                Record("act-meanwhile", _("Act meanwhile"), by=HeadOfDepartment(), guards=[only_while_urgent]),
            ],
        ),
        Work(
            "handling", _("taking measures"),
            Each(_("persons of the measures"), matters.handlers, otherwise=(OFFICE_DIRECTOR,)),
            within=Until(_("the day of the measure"), matters.next_due, again=True), edits=("measures.result",),
            actions=[
                Approve(
                    "closing", "report-done", _("Report done"), effects=[comment_result],
                    guards=[matters.own_results_written, matters.others_results_unchanged],
                )
            ],
        ),
        Step(
            "closing", _("closing"), OFFICE_DIRECTOR, within=business_days(1),
            edits=("lesson", "late_answer", "propose_penalty", "change_policy", "train"),
            actions=[
                Approve("done", "close", _("Close"), requires=["lesson"], guards=[late_is_answered],
                        effects=[open_consequences]),
                SendBack(first_of((without_measures, "leader"), "handling")),
            ],
        ),
        DONE, WITHDRAWN,
    ],
    policies=[
        Policy("important-matter.urgent-from", Decimal("50000.00"), _("amount at stake from which a matter is urgent"),
               importance="authority", low=Decimal(0)),
        Policy("important-matter.report-urgent", hours(2), _("time for the written report of an urgent matter"), "duration"),
        Policy("important-matter.report-normal", hours(24), _("time for the written report of a normal matter"), "duration"),
        Policy("important-matter.leader-urgent", hours(1), _("time for the general manager in an urgent matter"),
               "duration"),
        Policy("important-matter.leader-normal", business_days(1), _("time for the general manager in a normal matter"),
               "duration"),
    ],
    reasons=[
        _("facts missing"), _("not important, handle in the department"), _("measure without effect"),
    ],
    documents=[Document("important-matter", _("Important-matter report"))],
    links=[
        Link("complaint", _("opens one when it is major, and for a ruling one party does not accept; gets the result")),
        Link("injury-claim", _("opens one for an injury; gets the result")),
        Link("refund", _("opens one for an important dispute")),
        Link("refund-watch", _("opens one for a dispute nobody has moved")),
        Link("bag-deposit", _("opens one for a bag that is dangerous or lost")),
        Link("hot-work-permit", _("opens one for fire or injury at hot work")),
        Link("decoration-inspection", _("opens one for fire or injury on a site")),
        Link("order-statistics", _("opens one for a grave lateness its figures show")),
        Link("reward-penalty", _("opened as a draft where a penalty is chosen; the head is jointly liable")),
        Link("policy-change", _("opened as a draft where a value turned out wrong")),
        Link("training", _("opened as a draft where people should learn from it")),
        Link("notice", _("tells everybody what is to be known")),
        Link("archive-filing", _("keeps the closed report; opens one for a copy that is lost")),
    ],
)  # fmt: skip
