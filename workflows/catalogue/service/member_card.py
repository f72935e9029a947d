"""Member card (会员卡办理) — P111.

One card per household (N30): its key is province, city, street, number, building and room of the address on the ID card,
however it is written. The front desk takes the application with every field filled; an applicant in person who has no ID
card with him and does not know the number gets the card marked “ID owed”, of which everybody who deals with him is
reminded until it is completed. For family and friends nothing is made without their own data and ID number. The check
(初审) looks for a card of the same person or household; a household that has one stops there, unless the service
supervisor sees proof that two households live under one address. Then the card is issued from the numbered blanks, and
its holder is a member. A lost card is blocked at once; its replacement keeps the member and costs a fee. A blank that was
spoiled is void: the desk reports it, alone or while it issues another, and the service supervisor, who sees it, decides.
"""

from workflows.engine.language import *
from workflows.library import card_application as application
from workflows.library import card_checks as check
from workflows.library import contact_handing_on as handing
from workflows.library.member_cards import MEMBER_CARD
from workflows.posts import FRONT_DESK, SERVICE, SERVICE_AGENT, SERVICE_SUPERVISOR

SAME_VISIT = Until(_("the same visit"), lambda facts: facts.calendar.closing_from(facts.today))
FREED = [where(check.ends_a_card, check.free_old_card)]

MEMBER_CARD_PROCESS = Process(
    MEMBER_CARD, _("Member card"), desk=SERVICE, prefix="MC", form=application.CardForm, covers=("P111",),
    derive=application.fill, takes_over=handing.taken_by(MEMBER_CARD),
    subject=application.subject,
    brief=application.brief,
    amount=lambda facts: facts.form.fee,
    not_copied=("signed",),
    withdraw_as_draft_only=True,
    steps=[
        Draft(
            by=FRONT_DESK, to=first_of((check.is_spoiled, "void"), "check"), edits=application.APPLIED_FOR,
            guards=[
                check.is_filled_in, check.id_number_is_right, check.bringer_is_known, check.is_a_person,
                check.present_card_fits, check.blank_may_be_spoiled,
            ],
            effects=[where(check.ends_a_card, check.block_old_card)],
        ),
        Work(
            "check", _("check of the application"), (FRONT_DESK, SERVICE_AGENT), within=business_hours("0.5"),
            actions=[
                Approve("issue", "qualified", _("Qualified"), guards=[check.has_no_card]),
                SendBack("draft", "incomplete", _("Incomplete"), effects=FREED),
                Approve("household", "household-taken", _("Household taken"), guards=[check.has_a_card]),
            ],
        ),
        Step(
            "household", _("household"), SERVICE_SUPERVISOR, within=business_days(1),
            edits=("household_proof", "proof_copy"),
            actions=[
                Approve("issue", "other-household", _("Other household"), requires=["household_proof", "proof_copy"],
                        guards=[check.is_another_person], effects=[check.note_other_household]),
                Reject("refused", "same-household", _("Same household"), effects=FREED),
            ],
        ),
        Work(
            "issue", _("issue"), FRONT_DESK, within=SAME_VISIT, edits=("card",),
            actions=[
                Approve(
                    "done", "issued", _("Issued"), irreversible=True,
                    guards=[check.blank_is_free, where(check.ends_a_card, check.old_card_is_blocked)],
                    effects=[
                        unless(check.is_closing, check.enter_customer), check.hand_out_card,
                        where(check.is_replacement, check.book_fee),
                    ],
                ),
                Outcome("spoiled", _("Blank spoiled"), "issue", requires=["card"], reason=True,
                        guards=[check.blank_is_free], effects=[check.report_blank]),
            ],
        ),
        Step(
            "void", _("voiding of a blank"), SERVICE_SUPERVISOR, within=business_days(1),
            actions=[
                Approve("done", "void", _("Void"), guards=[check.blank_may_be_spoiled], effects=[check.void_blank]),
                SendBack(), Reject(),
            ],
        ),
        DONE, REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("member-card.replace", Decimal("5.00"), _("what a replacement costs"), importance="money",
               low=Decimal(0)),
    ],
    reasons=[
        _("mandatory field missing"), _("household has a card"), _("ID number wrong"),
        _("not authorised for the other person"), _("blank spoiled"),
    ],
    documents=[
        Document("member-card-application", _("Member card application"), ("submit", "issue:issued"),
                 prints=application.PRINTED),
    ],
    links=[
        Link("contact", _("opens an application")),
        Link("callback", _("reads who is a member, and reminds of an owed ID number")),
        Link("stored-value-card", _("loads value for a member whose ID number is known")),
        Link("cashback", _("pays members back")),
        Link("counter-sale", _("gives the member price for an active card, and reminds of an owed ID number")),
        Link("customer-file", _("lists who became a member; until then the register has his data")),
    ],
)  # fmt: skip
