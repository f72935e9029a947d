"""Lead intake and allocation (线索登记与分配) — P88, P95.

The lead clerk files what the web and the newspapers bring and hands it over by five o'clock of the same day; a
salesperson files his own finds. The first file of a customer owns it: an own find that matches an earlier file is
refused, and only a claim with a special reason brings it before the sales manager; any other lead of a customer who
has a salesperson goes to him. What belongs to nobody is allocated evenly (均衡分配): the program proposes the salesperson
with the fewest leads for a day present and shows the figures of all, the sales manager decides. Then the lead is tracked
from contact to contact until it is won by a released order, or lost with reason and analysis.
"""

from workflows.engine.language import *
from workflows.library import contact_handing_on as handing
from workflows.library import lead_allocation as allocation
from workflows.library import lead_tracking as tracking
from workflows.library import leads
from workflows.library.leads import LeadForm
from workflows.library.subjects import about
from workflows.posts import LEAD_CLERK, SALES, SALES_MANAGER, SALES_REP

HANDED_OVER = Until(_("hand-over of the day"), leads.handed_over_by)
NEXT_CONTACT = Until(_("first contact, then the next one"), tracking.next_contact)

# --- the procedure ------------------------------------------------------------------------------------------

LEAD_PROCESS = Process(
    "lead", _("Lead intake and allocation"), desk=SALES, prefix="LD", form=LeadForm, covers=("P88", "P95"),
    derive=[While("allocation", allocation.lay_out)], takes_over=handing.taken_by("lead"),
    subject=lambda facts: about(facts.form.name, facts.form.product_group),
    amount=lambda facts: facts.form.expected_amount,
    brief=tracking.brief,
    rank=lambda facts: 0 if facts.form.claim_reason else 1,
    not_copied=("claim_reason", "rep", "why_other", "shares", "contact_on", "contact_way", "contact_result", "next_on"),
    steps=[
        Draft(
            by=(LEAD_CLERK, SALES_REP), within=HANDED_OVER, edits=leads.FILED,
            to=first_of((leads.is_own, "tracking"), (leads.has_owner, "tracking"), "allocation"),
            guards=[leads.can_be_reached, leads.own_find_is_new], effects=[leads.enter_file, leads.print_day_list],
            actions=[
                Approve("dispute", "claim", _("Claim"), by=SALES_REP, requires=["claim_reason"],
                        guards=[leads.can_be_reached, leads.something_to_claim], effects=[leads.enter_claim]),
            ],
        ),
        Step(
            "allocation", _("allocation"), SALES_MANAGER, within=business_hours(4), edits=("rep", "why_other"),
            on_enter=[allocation.begin_allocation],
            actions=[
                Approve("tracking", "allocate", _("Allocate"), effects=[allocation.allocate],
                        guards=[allocation.rep_is_present, allocation.other_has_reason]),
                SendBack(effects=[allocation.end_waiting]), Reject(effects=[allocation.drop_file]),
                Withdraw(effects=[allocation.drop_file]),
            ],
        ),
        Step(
            "dispute", _("dispute"), SALES_MANAGER, within=business_days(2), on_enter=[allocation.hear_both],
            edits=("shares",),
            actions=[
                Approve("duplicate", "first-keeps", _("The first keeps it"), guards=[allocation.both_heard]),
                Approve("tracking", "to-claimant", _("Give it to the claimant"), guards=[allocation.both_heard],
                        effects=[allocation.give_to_claimant]),
                Approve("tracking", "share", _("Share it"), requires=["shares"], effects=[allocation.share_out],
                        guards=[allocation.both_heard, allocation.shares_fit]),
            ],
        ),
        Work(
            "tracking", _("tracking"), Owner(), within=NEXT_CONTACT, on_enter=[tracking.begin_tracking],
            actions=[
                Approve("tracking", "log-contact", _("Log a contact"), guards=[tracking.contact_fits],
                        edits=leads.HAD, requires=leads.HAD, effects=[tracking.log_contact]),
                Outcome("won", _("Won"), "won", guards=[tracking.order_is_released], effects=[tracking.make_active]),
                Outcome("lost", _("Lost"), "lost", reason=True, edits=("analysis",), requires=["analysis"]),
                Outcome("give-back", _("Give back"), "allocation", reason=True),
                Outcome("reassign", _("Reassign"), "allocation", by=SALES_MANAGER, reason=True, guards=[tracking.is_idle]),
                Outcome("taken-over", _("Taken over by the claimant"), "duplicate", moved_by="lead"),
            ],
        ),
        End("won", _("won")), LOST, End("duplicate", _("duplicate"), purpose=False), REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("lead.handover", time(17), _("when the day's leads are handed over"), "time"),
        Policy("lead.window", 30, _("days whose leads count for fair allocation"), "days",
               low=Decimal(1), high=Decimal(366)),
        Policy("lead.hearing", business_days(1), _("time in which both comment on a claim"), "duration"),
        Policy("lead.tracking", business_days(1), _("time until the first contact"), "duration"),
        Policy("lead.idle", 30, _("days without contact after which a lead is reassigned"), "days", low=Decimal(1)),
    ],
    reasons=[
        _("not genuine"), _("cannot be reached"), _("outside our trade"), _("product group or need missing"),
        _("lost to price, product, competitor or no need"),
    ],
    documents=[
        Document("lead", _("Lead sheet"), prints=leads.SHEET),
        Document("network-leads", _("Day list of network leads"), on=(), signed=False, prints=leads.DAY_LIST),
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
