"""Incoming contact (来电来访接待) — P34, P35, P76, P94, P119, P124.

Whoever calls, comes, writes or chats stands on one form, typed while he speaks: the channel first, then who it is, found
by phone or name with what the house knows of him. On the phone the place is named first, then identity is asked, then
the caller is heard and his words are read back; menu A rings the consultation group, menu B the complaint group, and the
answering agent decides whether a technical department is needed. A chat runs from the welcome (欢迎语) over promotion
(活动告知), goods (宝贝介绍) and order (订单确认) to the bookmark (收藏店铺), and none ends without an order or a named
reason: “成不成交与我无关” is forbidden. Most matters are handed on, and what takes them over is opened with what is known.
A letter is answered in writing within a day. A visitor has a host and a badge until he leaves. What comes in by the voice
menu or the shop waits for the agent of the group who has been free longest; the supervisor's shop account receives nobody.
"""

from workflows.engine.language import *
from workflows.library import contact_checks as check
from workflows.library import contact_groups as groups
from workflows.library import contact_handing_on as handing
from workflows.library import contacts
from workflows.library.contact_brief import badge_to_give, brief
from workflows.library.contacts import CONTACT, ContactForm
from workflows.posts import ADMINISTRATOR, FRONT_DESK, SERVICE, SERVICE_AGENT, SERVICE_SUPERVISOR

HEARD = [check.received_by_its_desk, check.phone_script_kept, check.identity_is_a_fact]
CLOSED = [*HEARD, check.chat_script_kept, check.chat_has_order_or_reason]
EXPERT = (HeadOfDepartment(), Named("expert", _("the person named by them")))
HELPER = (Named("helper", _("the colleague named")), SERVICE_SUPERVISOR)
SIGNING = in_order(
    SERVICE_AGENT, When(_("price, promise or legal point"), lambda facts: facts.form.delicate, SERVICE_SUPERVISOR)
)
LETTER = Until(_("a day from its receipt, or the new time the customer was told"), contacts.letter_due)
TODAY = Until(_("end of day"), contacts.house_closes)

# --- the procedure ------------------------------------------------------------------------------------------

CONTACT_PROCESS = Process(
    CONTACT, _("Incoming contact"), desk=SERVICE, prefix="CC", form=ContactForm,
    covers=("P34", "P35", "P76", "P94", "P119", "P124"),
    opened_by=(FRONT_DESK, SERVICE_AGENT, SERVICE_SUPERVISOR, ADMINISTRATOR), whose_draft=groups.whose_draft,
    derive=contacts.fill,
    subject=contacts.subject, brief=brief, draft_brief=brief, rank=contacts.rank,
    customer=lambda facts: contacts.caller(facts) or "", department=lambda facts: facts.form.department or "",
    offers={"order": contacts.orders_of},
    withdraw_as_draft_only=True, to_say=badge_to_give,
    not_copied=("recording", "received_at", "badge", "told_at", "told_by", "new_time"),
    steps=[
        Draft(
            by=(FRONT_DESK, SERVICE_AGENT), to="done", submit="answered", submit_title=_("Answered"),
            edits=contacts.RECORDED, later=contacts.FILLED_LATER, guards=[*CLOSED, check.is_no_complaint],
            requires=["question", "answer"],
            actions=[
                Approve("handed-on", "hand-on", _("Hand on"), requires=["outcome"], effects=[handing.hand_on],
                        guards=[*CLOSED, check.fits_its_outcome]),
                Approve("technical", "transfer", _("Transfer to a department"), requires=["question", "department"],
                        guards=[*HEARD, check.is_no_complaint, check.chat_has_order_or_reason]),
                Approve("reply", "in-writing", _("Reply in writing"), requires=["name", "question"],
                        guards=[*HEARD, check.is_no_complaint, check.chat_has_order_or_reason]),
                Approve("visiting", "visitor", _("Let the visitor in"), requires=["name"], effects=[handing.come_in],
                        guards=[check.received_by_its_desk, check.is_no_complaint, check.visitor_has_host_and_badge]),
                Approve("help", "ask-help", _("Ask for help"),
                        guards=[check.has_an_account_that_receives, check.asks_another]),
                Approve("draft", "pass-on", _("Transfer to the agent on duty"), guards=[check.can_be_passed_on],
                        effects=[handing.give_to_agent]),
            ],
        ),
        Work(
            "technical", _("technical department"), EXPERT, within=business_hours(4),
            edits=contacts.ANSWERED,
            actions=[
                Approve("done", "answered", _("Answered"), requires=["answer"],
                        guards=[check.was_told, check.can_be_called],
                        effects=[where(check.is_running_service, handing.ask_again)]),
                Approve("technical", "name", _("Name a person"), by=HeadOfDepartment(), edits=("expert",),
                        requires=["expert"]),
                SendBack("draft", "not-ours", _("Not ours")),
            ],
        ),
        Work(
            "reply", _("reply in writing"), SIGNING, within=LETTER, edits=("points",),
            actions=[
                Approve("done", "sent", _("Sent"), guards=[check.every_point_is_answered], irreversible=True,
                        effects=[handing.file_letter]),
                SendBack("reply", by=SERVICE_SUPERVISOR, guards=[check.is_delicate]),
                Approve("reply", "delicate", _("Price, promise or legal point"), by=SERVICE_AGENT,
                        guards=[check.is_plain], effects=[handing.mark_delicate]),
                Approve("reply", "new-time", _("New time told"), by=SERVICE_AGENT, edits=("new_time",),
                        requires=["new_time"], guards=[check.new_time_is_ahead]),
            ],
        ),
        Work(
            "visiting", _("in the house"), FRONT_DESK, within=TODAY,
            actions=[
                Approve("done", "left", _("Left, badge back"), guards=[check.badge_is_back], effects=[handing.go_out]),
                Outcome("host-not-found", _("Host not found"), "draft"),
                Record("badge-missing", _("Note the badge"), edits=("badge_missing",)),
            ],
        ),
        Step(
            "help", _("help"), HELPER, within=business_hours("0.5"), edits=("advice",),
            actions=[
                Approve("draft", "advice", _("Advise"), requires=["advice"]),
                Approve("draft", "taken-over", _("Take over"), effects=[handing.take_over]),
                Approve("handed-on", "grave", _("Grave: a major complaint"), edits=("ground",), requires=["ground"],
                        effects=[handing.open_major_complaint]),
            ],
        ),
        DONE, End("handed-on", _("handed on")), WITHDRAWN,
    ],
    policies=[
        Policy("contact.greeting", "大厦管理处", _("how the place is named on the phone"), "text"),
        Policy("contact.groups", table("menu agents", "A service-agent", "B service-agent"),
               _("who answers: menu A or B, and a post or an employee number"), "table"),
        Policy("contact.letter", hours(24), _("time to answer a letter"), "duration"),
        Policy("contact.badges", 20, _("visitor badges of the house"), "count", low=Decimal(1), high=Decimal(500)),
    ],
    reasons=[
        _("wrong department"), _("question unclear"), _("customer not identified"), _("answer incomplete"),
    ],
    documents=[
        Document(
            "contact-register", _("Line of the contact register"), signed=False, prints=contacts.REGISTERED,
            on=("draft:answered", "hand-on", "technical:answered", "reply:sent", "left", "grave"),
        ),
        Document("reply-letter", _("Reply letter"), on=(), prints=contacts.LETTER),
        Document("visitor-badge", _("Visitor badge"), on=("visitor",), signed=False, prints=contacts.BADGE),
    ],
    links=[
        Link("complaint", _("opened for a complaint; a major one where it is grave")),
        Link("order-change", _("opened for a wish on an order, or for another address or goods")),
        Link("order-cancel", _("opened for an order the customer does not want any more")),
        Link("return-exchange", _("opened for goods that come back")),
        Link("refund", _("opened for money that goes back")),
        Link("member-card", _("opened for who wants to be a member")),
        Link("sales-order", _("opened for what is bought in the shop; who buys for the first time is filed with it")),
        Link("lead", _("opened for a caller nobody knows")),
        Link("callback", _("opened about a problem during a running service; its promotions stand beside a chat")),
        Link("suggestion", _("takes what is a suggestion; until then that is handed on as a complaint, type consulting")),
        Link("work-order", _("opened for help with repairs; until then a department is asked")),
        Link("worker-placement", _("opened for who looks for a domestic worker; until then a department is asked")),
        Link("enquiry", _("opened for letters about prices; until then they are answered here, signed by the supervisor")),
        Link("cashback", _("its promotions stand beside a chat")),
        Link("callback-policy", _("its service standard in force stands beside a contact")),
        Link("call-quality-check", _("draws its samples from the recording numbers")),
        Link("document-control", _("keeps the reply letters")),
    ],
)  # fmt: skip
