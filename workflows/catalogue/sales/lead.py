"""Lead intake and allocation (线索登记与分配) — P88, P95.

The lead clerk files what the web and the newspapers bring and hands it over by five o'clock of the same day; a
salesperson files his own finds. The first file of a customer owns it: an own find that matches an earlier file is
refused, and only a claim with a special reason brings it before the sales manager; any other lead of a customer who
has a salesperson goes to him. What belongs to nobody is allocated evenly (均衡分配): the program proposes the salesperson
with the fewest leads for a day present and shows the figures of all, the sales manager decides. Then the lead is tracked
from contact to contact until it is won by a released order, or lost with reason and analysis.
"""

from workflows.engine.language import *
from workflows.library import filing, leads
from workflows.library import lead_allocation as allocation
from workflows.library.customers import note_contact
from workflows.library.leads import HadContact, Lead, LeadForm, Way, owner_number
from workflows.posts import LEAD_CLERK, SALES, SALES_MANAGER, SALES_REP
from workflows.registers.customers import CustomerState

# --- deadlines --------------------------------------------------------------------------------------------


def handed_over_by(facts: Lead) -> datetime | None:
    """The lead clerk's leads of a day are handed over together on the same working day."""
    if not facts.holds(facts.case.opener_id, LEAD_CLERK):
        return None
    by = facts.policy("lead.handover")
    today = datetime.combine(facts.calendar.business_day_from(facts.today), by)
    return today if facts.now <= today else datetime.combine(facts.calendar.next_business_day(facts.today), by)


# --- tracking ---------------------------------------------------------------------------------------------


@effect(_("tracked by the owner"))
def begin_tracking(booking: Booking[LeadForm]) -> None:
    form = booking.form
    if form.tracked_by is None:
        form.tracked_by, form.tracked_since = owner_number(booking, form.customer), booking.now


def next_contact(facts: Lead) -> datetime:
    """The first contact within its time; then every one by the end of the day that was named for it."""
    day = facts.form.next_on
    if day is None:
        return facts.time_limit("lead.first-contact")
    return facts.calendar.closing(facts.calendar.business_day_from(day))


@guard(_("a contact that was had, and a later next one"))
def contact_fits(facts: Lead) -> Iterator[Reason]:
    form = facts.form
    if form.contact_on and form.contact_on > facts.today:
        yield Reason(_("lies in the future"), "contact_on")
    if form.next_on and form.next_on <= facts.today:
        yield Reason(_("name a day after today"), "next_on")


@effect(_("contact log; a visit is opened"))
def log_contact(booking: Booking[LeadForm]) -> None:
    form, customer = booking.form, booking.form.customer or ""
    if form.contact_on is None or form.contact_way is None:
        return
    by = booking.employee_of(booking.person_id) or None
    form.contacts = [
        *form.contacts, HadContact(on=form.contact_on, way=form.contact_way, result=form.contact_result, by=by)
    ]  # fmt: skip
    note_contact(booking, customer, form.contact_result.split("\n")[0][:200])
    booking.change_record("customers", customer, {"next_contact": f"{form.next_on}"})
    if form.contact_way is Way.VISIT:
        booking.open_case("visit", {"customer": customer}, as_draft=True)
    form.contact_on, form.contact_way, form.contact_result = None, None, ""


@guard(_("an order of the customer is released"))
def order_is_released(facts: Lead) -> Iterator[Message]:
    for order in facts.cases_of("sales-order", customer=facts.form.customer or ""):
        tasks = facts.company.cases.open_tasks(order.id)
        if order.ended == "done" or any(task.step in ("payment", "delivery", "settle") for task in tasks):
            return
    yield _("no order of this customer is released yet")


@guard(_("no contact for a long time"))
def is_idle(facts: Lead) -> Iterator[Message]:
    form, idle = facts.form, facts.count_policy("lead.idle")
    since = (form.tracked_since or facts.now).date()
    last = max([since, *(contact.on for contact in form.contacts)])
    if facts.today < last + timedelta(days=idle):
        yield _("last contact {day}: within {days} days it stays where it is")(day=last, days=idle)


@effect(_("the customer is active"))
def make_active(booking: Booking[LeadForm]) -> None:
    booking.change_record("customers", booking.form.customer or "", {"state": CustomerState.ACTIVE.value})


# --- what lists and previews say --------------------------------------------------------------------------


def brief(facts: Lead) -> Iterable[Message]:
    form = facts.form
    if form.need:
        yield _("Needs: {need}")(need=form.need.split("\n")[0])
    step = facts.task.step if facts.task else ""
    if step == "allocation" and is_complete(form):
        yield from allocation.brief_of_proposal(facts)
    elif step == "dispute" and form.customer:
        first = [person for person in allocation.parties(facts) if person != facts.case.requester_id]
        yield filing.filed_first(facts, form.customer)
        for person in first:
            yield _("Claimed from {person}: {reason}")(person=facts.person(person).name, reason=form.claim_reason)
    elif form.contacts:
        last = form.contacts[-1]
        yield _("Last contact {day}: {result}")(day=last.on, result=last.result.split("\n")[0])


# --- the procedure ----------------------------------------------------------------------------------------

LEAD_PROCESS = Process(
    "lead",
    _("Lead intake and allocation"),
    desk=SALES,
    prefix="LD",
    form=LeadForm,
    covers=("P88", "P95"),
    derive=allocation.work_out,
    subject=lambda facts: " · ".join(part for part in (facts.form.name, facts.form.product_group) if part),
    amount=lambda facts: facts.form.expected_amount,
    customer=lambda facts: facts.form.customer or "",
    brief=brief,
    rank=lambda facts: 0 if facts.form.claim_reason else 1,
    not_copied=("claim_reason", "rep", "why_other", "shares", "contact_on", "contact_way", "contact_result", "next_on"),
    steps=[
        Draft(
            by=(LEAD_CLERK, SALES_REP), to=first_of((leads.is_own, "tracking"), (leads.has_owner, "tracking"), "allocation"),
            within=Until(_("hand-over of the day"), handed_over_by),
            guards=[leads.can_be_reached, leads.own_find_is_new], effects=[leads.enter_file, leads.print_day_list],
            edits=(
                "source", "found_at", "name", "tax_number", "contact_person", "phone", "email", "place", "product_group",
                "need", "expected_amount", "enquiry_text", "received_at", "claim_reason", "note",
            ),
            actions=[
                Approve(
                    "dispute", "claim", _("Claim"), by=SALES_REP, requires=["claim_reason"],
                    guards=[leads.can_be_reached, leads.something_to_claim], effects=[leads.enter_claim],
                )
            ],
        ),
        Step(
            "allocation", _("allocation"), SALES_MANAGER, within=business_hours(4), on_enter=[allocation.begin_allocation],
            edits=("rep", "why_other"),
            actions=[
                Approve(
                    "tracking", "allocate", _("Allocate"), effects=[allocation.allocate],
                    guards=[allocation.rep_is_present, allocation.other_has_reason],
                ),
                SendBack(effects=[allocation.end_waiting]), Reject(effects=[allocation.drop_file]),
                Withdraw(effects=[allocation.drop_file]),
            ],
        ),
        Step(
            "dispute", _("dispute"), SALES_MANAGER, within=business_days(2), on_enter=[allocation.hear_both],
            edits=("shares",),
            actions=[
                Action("first-keeps", _("The first keeps it"), "duplicate", guards=[allocation.both_heard]),
                Approve("tracking", "to-claimant", _("Give it to the claimant"), guards=[allocation.both_heard],
                        effects=[allocation.give_to_claimant]),
                Approve("tracking", "share", _("Share it"), requires=["shares"], effects=[allocation.share_out],
                        guards=[allocation.both_heard, allocation.shares_fit]),
            ],
        ),
        Work(
            "tracking", _("tracking"), Owner(), within=Until(_("first contact, then the next one"), next_contact),
            on_enter=[begin_tracking], edits=("contact_on", "contact_way", "contact_result", "next_on", "analysis"),
            actions=[
                Approve(
                    "tracking", "log-contact", _("Log a contact"), guards=[contact_fits], effects=[log_contact],
                    requires=["contact_on", "contact_way", "contact_result", "next_on"],
                ),
                Outcome("won", _("Won"), "won", guards=[order_is_released], effects=[make_active]),
                Outcome("lost", _("Lost"), "lost", reason=True, requires=["analysis"]),
                Outcome("give-back", _("Give back"), "allocation", reason=True),
                Outcome("reassign", _("Reassign"), "allocation", by=SALES_MANAGER, reason=True,
                       guards=[is_idle]),
                Outcome("taken-over", _("Taken over by the claimant"), "duplicate", moved_by="lead"),
            ],
        ),
        End("won", _("won")),
        End("lost", _("lost"), purpose=False),
        End("duplicate", _("duplicate"), purpose=False),
        REFUSED,
        WITHDRAWN,
    ],
    policies=[
        Policy("lead.handover", time(17), _("when the day's leads are handed over"), "time"),
        Policy("lead.window", 30, _("days whose leads count for fair allocation"), "days", low=Decimal(1),
               high=Decimal(366)),
        Policy("lead.hearing", business_days(1), _("time in which both comment on a claim"), "duration"),
        Policy("lead.first-contact", business_days(1), _("time until the first contact"), "duration"),
        Policy("lead.idle", 30, _("days without contact after which a lead is reassigned"), "days", low=Decimal(1)),
    ],
    reasons=[
        _("not genuine"),
        _("cannot be reached"),
        _("outside our trade"),
        _("product group or need missing"),
        _("lost to price, product, competitor or no need"),
    ],
    documents=[
        Document("lead", _("Lead sheet"), prints=(
            "source", "found_at", "name", "contact_person", "phone", "email", "place", "product_group", "need",
            "expected_amount", "enquiry_text", "received_at", "note",
        )),
        Document(
            "network-leads", _("Day list of network leads"), on=(), signed=False,
            prints=("day_list.number", "day_list.name", "day_list.reached_by", "day_list.need"),
        ),
    ],
    links=[
        Link("contact", _("files an unknown caller as a lead")),
        Link("enquiry", _("is opened with its time of receipt by a lead that came with one")),
        Link("visit", _("is opened by a contact that was a visit; files whom it finds")),
        Link("quotation", _("is made for the customer while the lead is tracked")),
        Link("sales-order", _("a released one wins the lead")),
        Link("customer-file", _("takes up the filed customers of the day and gives them a service agent")),
        Link("leave", _("whoever is on leave is given no lead, and his days away do not count as present")),
    ],
)  # fmt: skip
