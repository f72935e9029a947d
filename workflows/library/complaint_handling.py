"""Handling a complaint: what stands against an answer, a solution, a consent, and what the call brings — P31, P32."""

from collections.abc import Iterator

from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.process import Reason, condition, effect, guard
from workflows.library.callbacks import open_call
from workflows.library.complaining import (
    Complaint,
    ComplaintForm,
    Ground,
    Nature,
    accused,
    cost_of,
    handling_persons,
    is_unsettled_dispute,
    needs_consent,
)
from workflows.library.complaint_recording import become_valid
from workflows.library.important_matters import IMPORTANT_MATTER, Concerned, Matter, open_matter

Booked = Booking[ComplaintForm]

# --- handling -----------------------------------------------------------------------------------------------


@guard(_("it was communicative so far"))
def is_communicative(facts: Complaint) -> Iterator[Message]:
    if facts.form.nature is Nature.VALID:
        yield _("it is a valid complaint already")


@guard(_("a person of the department, not the one complained about"))
def fit_to_handle(facts: Complaint) -> Iterator[Message | Reason]:
    form = facts.form
    yield from is_communicative.check(facts)
    if not form.handler:
        return
    name = facts.name_of("employees", form.handler)
    if facts.record("employees", form.handler).get("department") != form.department:
        yield Reason(_("{name} is not of this department")(name=name), "handler")
    if form.handler == form.against:
        yield Reason(_("the complaint is about {name}")(name=name), "handler")


@guard(_("only the supervisor names who handles it"))
def handler_unchanged(facts: Complaint) -> Iterator[Reason]:
    if (facts.form.handler or "") != facts.case.form.get("handler", ""):
        yield Reason(_("the supervisor names him by “Name a person”"), "handler")


@guard(_("promises have consent and a day to come"))
def promises_covered(facts: Complaint) -> Iterator[Message | Reason]:
    form = facts.form
    if needs_consent(facts):
        yield _("a promise of {cost} needs consent first")(cost=cost_of(form.promises))
    for index, promise in enumerate(form.promises):
        if promise.by < facts.today and promise not in form.binding:
            yield Reason(_("that day is past"), f"promises.{index}.by")


@guard(_("a late first answer is explained"))
def lateness_explained(facts: Complaint) -> Iterator[Reason]:
    form = facts.form
    given = form.first_answered_at
    if given and form.reply_by and given > form.reply_by and not form.late_because:
        said = _("promised by {promised}, given {given}: say why")
        yield Reason(said(promised=form.reply_by, given=given), "late_because")


@guard(_("every opened case has ended"))
def children_ended(facts: Complaint) -> Iterator[Message]:
    for child in facts.children():
        if not child.ended and child.process != IMPORTANT_MATTER:  # that one reports here and never delays the customer
            yield _("{number} is still open")(number=child.name)


@guard(_("both parties were heard"))
def both_heard(facts: Complaint) -> Iterator[Reason]:
    form = facts.form
    for name in ("customer_statement", "other_statement"):
        if form.dispute and not getattr(form, name):
            yield Reason(_("both are heard, each apart"), name)


@guard(_("both parties agree"))
def dispute_settled(facts: Complaint) -> Iterator[Reason]:
    if is_unsettled_dispute(facts):
        yield Reason(_("without agreement ask for a ruling by “Needs consent”"), "both_agree")


@guard(_("there is something to consent to"))
def something_to_decide(facts: Complaint) -> Iterator[Message]:
    if not (needs_consent(facts) or is_unsettled_dispute(facts)):
        limit = facts.money_policy("complaint.promise-limit")
        yield _("promises up to {limit} need no consent, and there is no dispute to rule on")(limit=limit)


@guard(_("its deadline has passed without an answer"))
def unanswered_too_long(facts: Complaint) -> Iterator[Message]:
    due = facts.task.due_at if facts.task else None
    if facts.form.first_answered_at:
        yield _("it was answered")
    elif due and due >= facts.now:
        yield _("there is time until {due}")(due=due)


@effect(_("promises are binding with their day"))
def bind_promises(booking: Booked) -> None:
    booking.form.binding = list(booking.form.promises)


# --- consent ------------------------------------------------------------------------------------------------


@guard(_("the cost is known"))
def cost_is_known(facts: Complaint) -> Iterator[Message]:
    if not cost_of(facts.form.promises):
        yield _("there is no cost to consent to")


@guard(_("a dispute without agreement"))
def rules_on_dispute(facts: Complaint) -> Iterator[Message]:
    if not is_unsettled_dispute(facts):
        yield _("a ruling is for a dispute without agreement only")


def above_limit(facts: Complaint) -> bool:
    """Whether the general manager consents too."""
    return cost_of(facts.form.promises) > facts.money_policy("complaint.consent-limit")


# --- result and callback ------------------------------------------------------------------------------------


@effect(_("a callback is opened"))
def open_callback(booking: Booked) -> None:
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
def begin_again(booking: Booked) -> None:
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
def tell_departments(booking: Booked) -> None:
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
def clear_major(booking: Booked) -> None:
    booking.form.major, booking.form.ground = False, None


# --- what goes up -------------------------------------------------------------------------------------------


@effect(_("reported as an important matter"))
def report_matter(booking: Booked) -> None:
    """Once: what is coordinated again in a later round is the same matter."""
    form = booking.form
    if any(not child.ended for child in booking.children(IMPORTANT_MATTER)):
        return
    open_matter(
        booking, Matter.MAJOR_COMPLAINT, what=form.what, where=form.place, at=form.received_at or booking.case.opened_at,
        department=form.department, amount=form.claim, injured=form.ground is Ground.INJURY,
        outsiders=form.ground is Ground.PRESS,
        concerned=[Concerned(customer=form.customer, other="" if form.customer else form.name)],
    )  # fmt: skip


@effect(_("a ruling one party does not accept is reported as an important matter"))
def report_unaccepted_ruling(booking: Booked) -> None:
    if not booking.form.ruling_accepted:
        report_matter.book(booking)
