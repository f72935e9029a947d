"""Who tracks a lead: allocation by the fair proposal, and disputes about customers filed before — P95.

The proposal itself is worked out by `workflows.library.fair_allocation`.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from db.message import Message, _, plural
from workflows.engine.booking import Booking
from workflows.engine.process import Reason, effect, guard
from workflows.library.fair_allocation import Candidate, present_reps, propose
from workflows.library.leads import Allocated, Figures, Lead, LeadForm, open_enquiry, owner_number, tell_owner
from workflows.registers.customers import CustomerState

# --- allocation -------------------------------------------------------------------------------------------


def lay_out(facts: Lead) -> None:
    """The proposal, computed anew so that what is decided rests on the figures of this hour."""
    found = propose(facts, facts.case)
    facts.form.proposed = found.number
    facts.form.candidates = [
        Figures(rep=one.number, given=one.given, present=one.present, tracking=one.tracking, last_given=one.last_given)
        for one in found.candidates
    ]


def chosen(form: LeadForm) -> str | None:
    return form.rep or form.proposed


@effect(_("a salesperson is proposed"))
def begin_allocation(booking: Booking[LeadForm]) -> None:
    form = booking.form
    form.waiting_since, form.rep, form.why_other = booking.now, None, ""
    form.tracked_by = form.tracked_since = form.next_on = None
    lay_out(booking)


@effect(_("it waits no more"))
def end_waiting(booking: Booking[LeadForm]) -> None:
    booking.form.waiting_since = None


@guard(_("the salesperson is active and present"))
def rep_is_present(facts: Lead) -> Iterator[Message | Reason]:
    number = chosen(facts.form)
    if number is None:
        yield _("no salesperson is present today")
    elif number not in present_reps(facts):
        yield Reason(_("{name} is no salesperson who is present today")(name=facts.name_of("employees", number)), "rep")


@guard(_("another than proposed with a reason"))
def other_has_reason(facts: Lead) -> Iterator[Reason]:
    form = facts.form
    if form.rep and form.rep != form.proposed and not form.why_other:
        yield Reason(
            _("{name} is proposed: say why another")(name=facts.name_of("employees", form.proposed or "")), "why_other"
        )


@effect(_("owner set, share counted, owner told; an enquiry opens with its time"))
def allocate(booking: Booking[LeadForm]) -> None:
    form, number = booking.form, chosen(booking.form) or ""
    form.rep = number
    form.allocations = [*form.allocations, Allocated(rep=number, at=booking.now)]
    booking.change_record("customers", form.customer or "", {"owner": number, "shares": []})
    end_waiting.book(booking)
    if owner := booking.person_of_employee(number):
        tell_owner(booking, owner)
    open_enquiry(booking)


@effect(_("the file comes to nothing"))
def drop_file(booking: Booking[LeadForm]) -> None:
    end_waiting.book(booking)
    customer = booking.form.customer
    if customer and booking.form.filed and owner_number(booking, customer) is None:
        booking.change_record("customers", customer, {"state": CustomerState.LOST.value})


# --- what the preview says --------------------------------------------------------------------------------


def brief_of_proposal(facts: Lead) -> Iterable[Message]:
    found = propose(facts, facts.case)
    if found.number is None:
        yield _("no salesperson is present today")
        return
    yield _("Proposed: {name}")(name=facts.name_of("employees", found.number))
    yield from (_figures_of(facts, one) for one in found.candidates)


def _figures_of(facts: Lead, one: Candidate) -> Message:
    load = round(Decimal(one.load.numerator) / Decimal(one.load.denominator), 2)
    return _("{name}: {given} in {present} = {load}; {tracking} in tracking")(
        name=facts.name_of("employees", one.number),
        given=plural("{count} lead", "{count} leads")(count=one.given),
        present=plural("{count} day present", "{count} days present")(count=one.present), load=load,
        tracking=one.tracking,
    )  # fmt: skip


# --- dispute ----------------------------------------------------------------------------------------------


def parties(facts: Lead) -> list[int]:
    """The claimant, and who owns the customer or filed it first."""
    record = facts.record("customers", facts.form.customer or "")
    first = facts.person_of_employee(record.get("owner") or record.get("first_filed_by") or "")
    return list(dict.fromkeys(person for person in (facts.case.requester_id, first) if person))


@guard(_("both have commented, or their time is over"))
def both_heard(facts: Lead) -> Iterator[Message]:
    until = facts.time_limit("lead.hearing", since=facts.case.submitted_at)
    if facts.now < until:
        heard = {comment.person_id for comment in facts.company.cases.comments(facts.case.id)}
        for person in parties(facts):
            if person not in heard:
                yield _("{person} has not commented yet and may until {time}")(
                    person=facts.person(person).name, time=until
                )


@guard(_("shares of both, 100 % together"))
def shares_fit(facts: Lead) -> Iterator[Reason]:
    shares = facts.form.shares
    for person in parties(facts):
        number = facts.employee_of(person)
        if number not in {share.employee for share in shares}:
            yield Reason(_("{name} has no share")(name=facts.name_of("employees", number)), "shares")
    if (total := sum((share.percent for share in shares), Decimal(0))) and total != 100:
        yield Reason(_("together {total} %, must be 100 %")(total=total), "shares")


@effect(_("both are heard"))
def hear_both(booking: Booking[LeadForm]) -> None:
    booking.watch(parties(booking))
    said = _("{number}: {person} claims {name}; comment on the case")(
        number=booking.case.name, person=booking.person(booking.case.requester_id).name, name=booking.form.name
    )
    booking.tell([person for person in parties(booking) if person != booking.case.requester_id], said)


@effect(_("the claimant becomes the owner; who tracked it so far is told"))
def give_to_claimant(booking: Booking[LeadForm]) -> None:
    customer = booking.form.customer or ""
    booking.tell(
        [person for person in parties(booking) if person != booking.case.requester_id],
        _("{number}: the claimant tracks {name} now")(number=booking.case.name, name=booking.form.name),
    )
    claimant = booking.employee_of(booking.case.requester_id)
    booking.change_record("customers", customer, {"owner": claimant, "shares": []})
    for other in booking.cases_of("lead", open_only=True, customer=customer):
        if other.id != booking.case.id and any(
            task.step == "tracking" for task in booking.company.cases.open_tasks(other.id)
        ):
            booking.take(other, "taken-over")
    open_enquiry(booking)


@effect(_("the shares stand in the register"))
def share_out(booking: Booking[LeadForm]) -> None:
    customer = booking.form.customer or ""
    shares = [share.model_dump(mode="json") for share in booking.form.shares]
    owner = owner_number(booking, customer) or booking.employee_of(booking.case.requester_id)
    booking.change_record("customers", customer, {"owner": owner, "shares": shares})
    booking.tell(parties(booking), _("{number}: {name} is shared")(number=booking.case.name, name=booking.form.name))
    open_enquiry(booking)
