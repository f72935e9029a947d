"""Leave (请假) — P49.

An employee asks for days off (or his head for him, when he cannot). The head decides up to three working days, personnel
up to seven, the general manager beyond; leave that joins on to other leave counts with it. The days are reserved when he
asks and taken with the last approval, and whoever stands in for him acts in his name meanwhile. Back at work he reports,
the head confirms, and what he took more or less than approved is corrected.
"""

from workflows.engine.language import *
from workflows.library import leave_bookings as book
from workflows.library import leave_slip as slip
from workflows.library.leave_slip import LeaveForm
from workflows.posts import FINANCE, GENERAL_MANAGER, HR, MANAGEMENT

# --- who decides, and until when he reports back ------------------------------------------------------------


@condition(_("longer than the head decides"))
def beyond_head(facts: Facts[LeaveForm]) -> bool:
    return slip.with_joined(facts) > facts.count_policy("leave.head-until")


@condition(_("longer than personnel decides"))
def beyond_personnel(facts: Facts[LeaveForm]) -> bool:
    return slip.with_joined(facts) > facts.count_policy("leave.hr-until")


@condition(_("over already"))
def is_over(facts: Facts[LeaveForm]) -> bool:
    return facts.form.last < facts.today


def concerned(facts: Facts[LeaveForm]) -> Iterable[int]:
    person = facts.person_of_employee(facts.form.employee) if facts.form.employee else None
    return [person] if person else []


def reported_by(facts: Facts[LeaveForm]) -> datetime:
    """One working day after the last day of leave."""
    last = facts.calendar.business_day_from(facts.form.last)
    return facts.calendar.add_business_days(facts.calendar.closing(last), 1)


GRANTED = first_of((is_over, "return"), "away")
PAY = {
    "personal": {"percent": 0},
    "sick": {"percent": 60, "of-minimum-wage": 80},
    "marriage": {"percent": 100, "days": 3},
    "bereavement": {"percent": 100, "days": 3},
    "maternity": {"percent": 100, "days": 98},
    "paternity": {"percent": 100, "days": 15},
    "work-injury": {"percent": 100},
    "compensatory": {"percent": 100},
}

# --- the procedure ------------------------------------------------------------------------------------------

LEAVE = Process(
    "leave", _("Leave"), desk=MANAGEMENT, prefix="LE", form=LeaveForm, covers=("P49",),
    seen_by=(HR, FINANCE, GENERAL_MANAGER),
    derive=slip.count_days,
    subject=slip.subject,
    brief=slip.brief,
    beneficiary=concerned,
    department=lambda facts: str(facts.record("employees", facts.form.employee or "").get("department", "")),
    steps=[
        Draft(
            by=Anyone(), to="superior", edits=slip.ASKED, effects=[book.reserve_days],
            guards=[
                slip.may_ask, slip.has_days, slip.in_time, slip.no_overlap, slip.within_limit, slip.stand_in_named,
            ],
        ),
        Step(
            "superior", _("superior"), HeadOfDepartment(), within=business_hours(4),
            actions=[
                Approve(
                    first_of((beyond_head, "personnel"), GRANTED),
                    effects=[unless(beyond_head, book.grant), where(is_over, book.back_already)],
                ),
                SendBack(), Reject(),
            ],
        ),
        Step(
            "personnel", _("personnel"), HR, within=business_hours(4),
            actions=[
                Approve(
                    first_of((beyond_personnel, "decision"), GRANTED),
                    effects=[unless(beyond_personnel, book.grant), where(is_over, book.back_already)],
                ),
                SendBack(), Reject(),
            ],
        ),
        Step(
            "decision", _("decision"), GENERAL_MANAGER, within=business_days(1),
            actions=[
                Approve(GRANTED, effects=[book.grant, where(is_over, book.back_already)]), SendBack(), Reject(),
            ],
        ),
        Work(
            "away", _("away"), Named("employee", _("employee")),
            within=Until(_("one working day after the last day"), reported_by), edits=("back_on", "back_half", "proof"),
            actions=[
                Approve("return", "report", _("Report back"), requires=["back_on"], guards=[slip.back_after_start])
            ],
        ),
        Step(
            "return", _("return"), HeadOfDepartment(), within=business_days(1), edits=("proof",),
            actions=[
                Approve("done", "confirm", _("Confirm the return"), guards=[slip.proof_in_time], effects=[book.settle]),
                SendBack("away", keeps_entries=True),
            ],
        ),
        DONE, REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("leave.head-until", 3, _("working days the head decides"), "count", "authority", Decimal(0), Decimal(30)),
        Policy("leave.hr-until", 7, _("working days personnel decides"), "count", "authority", Decimal(0), Decimal(60),
               above="leave.head-until"),
        Policy("leave.personal-year", 20, _("days of personal leave a year"), "count", low=Decimal(0), high=Decimal(365)),
        Policy("leave.pay", PAY, _("pay in per cent and longest time by type of leave"), "table", "money"),
    ],
    reasons=[
        _("too many away"), _("notice too short"), _("proof missing"), _("use annual or compensatory leave first"),
    ],
    documents=[Document("leave", _("Leave slip"))],
    links=[
        Link("payroll", _("pays by type and days, and deducts absence")),
        Link("annual-leave", _("its days join on to these")),
        Link("duty-roster", _("offers roster lines of the days away for a swap; until then the stand-in is asked for "
                              "approving posts only")),
    ],
)  # fmt: skip
