"""Recording a complaint: what stands against it, whose identity is proved, and who was on the spot — P31, P32, P125."""

from collections.abc import Iterator

from db.message import Message, _
from workflows.engine.booking import Booking
from workflows.engine.process import Reason, condition, effect, guard
from workflows.library.complaining import (
    Breach,
    Complaint,
    ComplaintForm,
    Identity,
    Nature,
    accused,
    by_this_person,
    central_persons,
    latest_reply,
    supervisors,
)
from workflows.library.identity import customers_behind, why_not_proved
from workflows.registers.customers import phone_digits

Booked = Booking[ComplaintForm]

# --- recording ----------------------------------------------------------------------------------------------


@guard(_("it is known who can be reached"))
def has_phone(facts: Complaint) -> Iterator[Reason]:
    if not phone_digits(facts.form.phone):
        yield Reason(_("write a number that can be called"), "phone")


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
                department=facts.called("departments", form.department),
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
def tell_supervisor(booking: Booked) -> None:
    central = central_persons(booking)
    booking.watch(central)
    said = _("{number}: a complaint for your department; the answer is promised by {time}")
    if booking.form.reply_by:
        booking.tell(central, said(number=booking.case.name, time=booking.form.reply_by))


@effect(_("nature becomes valid"))
def become_valid(booking: Booked) -> None:
    form = booking.form
    form.nature, form.breach = Nature.VALID, form.breach or Breach.OTHER


@effect(_("valid, if it is the third by one person"))
def count_this_person(booking: Booked) -> None:
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
def store_identity(booking: Booked) -> None:
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
