"""Policy change (制度参数变更) — P83, P120.

Thresholds, deadlines, rates and the working calendar are data, and change only through this process: no setting, import
or administrator writes a value. Whoever heads a department, office director, finance or personnel proposes a value and
the day from which it holds. The head of the desk looks first, finance when it is about money, then the general manager
decides, and the committee too when it moves who decides what. The value takes effect at 0:00 of its day without anybody
acting; what was decided before is judged by the value of its own moment.
"""

from collections.abc import Callable

from db.calendar import SpecialDay
from workflows.engine.language import *
from workflows.engine.policies import typed_policy
from workflows.library import policy_sheet as sheet
from workflows.library.policy_sheet import ChangeOf, Importance, PolicyChangeForm
from workflows.library.policy_values import CHANGE, declared, desk_of, holders_concerned
from workflows.posts import (
    COMMITTEE,
    DEPARTMENT_HEAD,
    FINANCE,
    GENERAL_MANAGER,
    HR,
    MANAGEMENT,
    OFFICE_DIRECTOR,
    POSTS,
    QUALITY_MANAGER,
    SALES,
    SALES_MANAGER,
    SERVICE,
    SERVICE_SUPERVISOR,
    WAREHOUSE,
    WAREHOUSE_SUPERVISOR,
    WORKSHOP_LEAD,
    Desk,
)

# --- who proposes and who decides ---------------------------------------------------------------------------

PROPOSERS = (
    DEPARTMENT_HEAD, SALES_MANAGER, WAREHOUSE_SUPERVISOR, SERVICE_SUPERVISOR, QUALITY_MANAGER, WORKSHOP_LEAD,
    OFFICE_DIRECTOR, FINANCE, HR,
)  # fmt: skip


def _at(desk: Desk) -> Callable[[Facts[PolicyChangeForm]], bool]:
    return lambda facts: (desk_of(facts, facts.form.policy) if facts.form.policy else MANAGEMENT) is desk


HEAD_OF_DESK = all_of(
    When(SALES.title, _at(SALES), SALES_MANAGER),
    When(WAREHOUSE.title, _at(WAREHOUSE), WAREHOUSE_SUPERVISOR),
    When(SERVICE.title, _at(SERVICE), SERVICE_SUPERVISOR),
    When(MANAGEMENT.title, _at(MANAGEMENT), OFFICE_DIRECTOR),
)


@condition(_("about money"))
def is_money(facts: Facts[PolicyChangeForm]) -> bool:
    return facts.form.importance is Importance.MONEY


@condition(_("about who decides"))
def is_authority(facts: Facts[PolicyChangeForm]) -> bool:
    return facts.form.importance is Importance.AUTHORITY


@condition(_("ordinary, from a callback policy the general manager has approved"))
def decided_with_standard(facts: Facts[PolicyChangeForm]) -> bool:
    parent = facts.parent
    return parent is not None and parent.process == "callback-policy" and facts.form.importance is Importance.ORDINARY


# --- what is booked -----------------------------------------------------------------------------------------


@effect(_("value or days in force from their day, everybody concerned is told"))
def put_in_force(booking: Booking[PolicyChangeForm]) -> None:
    form = booking.form
    assert form.effective
    if form.kind is ChangeOf.CALENDAR:
        booking.set_days(SpecialDay(line.day, line.working, line.hours or None) for line in form.days)
        told = booking.holders(*POSTS)
        said = _("{number}: the working calendar changes from {day}")(number=booking.case.name, day=form.effective)
    else:
        assert form.policy
        policy = declared(booking, form.policy)
        booking.set_policy(policy.name, typed_policy(policy, form.new), form.effective, form.until)
        told = holders_concerned(booking, policy.name)
        said = _("{number}: “{title}” is {new} from {day}, so far {current}")(
            number=booking.case.name, title=policy.title, new=form.new, day=form.effective, current=form.current or ""
        )
    told = list(dict.fromkeys(told))
    booking.watch(told)
    booking.tell(told, said)


# --- the procedure ------------------------------------------------------------------------------------------

POLICY_CHANGE = Process(
    CHANGE, _("Policy change"), desk=MANAGEMENT, prefix="PY", form=PolicyChangeForm, covers=("P83", "P120"),
    derive=sheet.read_current,
    subject=sheet.subject,
    brief=sheet.brief,
    protected=("policy", "new", "days", "effective", "until"),
    steps=[
        Draft(
            by=PROPOSERS, to=first_of((decided_with_standard, "done"), "desk"),
            edits=("kind", "policy", "new", "days", "effective", "until", "reason"),
            guards=[sheet.says_what, sheet.in_time, sheet.fits, sheet.only_one, sheet.days_fit],
            effects=[where(decided_with_standard, put_in_force)],
        ),
        Step(
            "desk", _("head of the desk"), HEAD_OF_DESK, within=business_days(2),
            actions=[Approve(first_of((is_money, "finance"), "decision")), SendBack(), Reject()],
        ),
        Step(
            "finance", _("finance"), FINANCE, within=business_days(2), edits=("figures",),
            actions=[Approve("decision", requires=["figures"]), SendBack(), Reject()],
        ),
        Step(
            "decision", _("decision"), GENERAL_MANAGER, within=business_days(2),
            actions=[
                Approve(
                    first_of((is_authority, "committee"), "done"), guards=[sheet.still_ahead, sheet.fits],
                    effects=[unless(is_authority, put_in_force)],
                ),
                SendBack(), Reject(),
            ],
        ),
        Step(
            "committee", _("committee"), Committee(COMMITTEE, "policy-change.committee-votes", 5),
            within=business_days(5),
            actions=[
                Approve("done", guards=[sheet.still_ahead, sheet.fits], effects=[put_in_force]), SendBack(), Reject(),
            ],
        ),
        DONE, REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("policy-change.committee-votes", 3, _("votes of the committee that move who decides"), "count",
               "authority", Decimal(1), Decimal(5)),
    ],
    reasons=[
        _("no need shown"), _("value too loose"), _("value too strict"), _("date unsuitable"),
        _("clashes with a rule or law"),
    ],
    documents=[Document("policy-change", _("Policy change sheet"))],
    links=[
        Link("business-meeting", _("opens one for terms and values it has resolved to change")),
        Link("market-survey", _("opens one for values the market calls for")),
        Link("suggestion", _("opens one for values a suggestion improves")),
        Link("callback-policy", _("opens one a parameter; ordinary ones are decided by its own approval")),
        Link("important-matter", _("opens one for values a matter shows to be wrong")),
        Link("notice", _("tells everybody else; holders of the posts in the process are told here")),
        Link("document-control", _("keeps written rules, as against values")),
    ],
)  # fmt: skip
