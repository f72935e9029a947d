"""Return or exchange (退换货) — P114.

Goods that were sold come back: refused at the door, after a change or cancellation that came too late, by a complaint, or
because the customer asks; what was sold over the counter is brought back there. What is announced is claimed against the
sale, so that never more comes back than was sold. The inspector says when the goods are here and judges them line by
line, at the counter the front desk does at once; goods that never come lapse. Within the rule (sealed goods within some
days, faulty ones a little longer, up to a limit) they are taken back at once, everything else is decided by amount. Money
goes back by the means of the sale, part by part: at the till what was paid there, by a refund what came through the bank
or is owed; to a bank card swiped at the till only with the card, the invoice and the slip of the sale. An exchange sends
the replacement by a shipment of its own, or hands it out from the shop. With the signed slip the goods go to their shelf,
to the shop or to the rejected goods, at what they cost when they were sold.
"""

from workflows.engine.language import *
from workflows.library import contact_handing_on as handing
from workflows.library import exchange_bookings as book
from workflows.library import exchange_checks as check
from workflows.library import exchanging
from workflows.library.exchanging import ExchangeForm
from workflows.library.voting import same_as_first_vote
from workflows.posts import AFTER_SALES, CASHIER, FRONT_DESK, INSPECTOR, SALES_MANAGER, SERVICE, SERVICE_SUPERVISOR

DECIDING = in_order(SERVICE_SUPERVISOR, When(_("above the limit"), check.above_limit, SALES_MANAGER))
PAYING = all_of(
    When(_("at the till"), check.at_till, CASHIER), When(_("only by a refund"), check.only_by_refund, AFTER_SALES)
)
JUDGING = all_of(
    When(_("at the counter"), check.is_counter.holds, FRONT_DESK), When(_("shipped"), check.was_shipped, INSPECTOR)
)
WHEN_SETTLED = first_of((check.is_swap, "swap"), (check.is_exchange, "replace"), "slip")
WHEN_TAKEN = first_of((check.has_money, "money"), WHEN_SETTLED)
SAME_VISIT = Until(_("the same visit"), lambda facts: facts.calendar.closing_from(facts.today))
JUDGED_BY = Until(_("the time to judge goods that are here, else the time for them to come"), exchanging.goods_due)

# --- the procedure ------------------------------------------------------------------------------------------

RETURN_EXCHANGE = Process(
    "return-exchange", _("Return or exchange"), desk=SERVICE, prefix="RX", form=ExchangeForm, covers=("P114",),
    derive=[While(("draft", "goods", "decide", "money", "replace"), exchanging.work_out)],  # the slip is signed as it is
    subject=exchanging.subject,
    brief=check.brief,
    draft_brief=check.draft_brief,
    amount=lambda facts: facts.form.worth,
    held_by=check.claimed_meanwhile,
    takes_over=handing.taken_by("return-exchange", exchanging.taken_from_sale),
    offers={"sale": exchanging.sales_offered},
    withdraw_as_draft_only=True,  # once it is announced the goods are on their way
    not_copied=("lines.state", "lines.verdict", "lines.location", "part", "slip", *exchanging.PRESENTED, "slips"),
    steps=[
        Draft(
            by=(FRONT_DESK, AFTER_SALES), to="goods", edits=exchanging.ASKED,
            effects=[book.claim, where(check.is_counter, book.bring_in), where(check.is_swap, book.reserve_in_shop)],
            guards=[check.sale_is_found, check.was_sold, check.not_judged_yet, check.replacement_fits,
                    check.is_at_its_desk, check.has_proof, check.replacement_in_shop],
        ),
        Work(
            "goods", _("goods"), JUDGING, within=JUDGED_BY, edits=("lines",),
            actions=[
                Outcome("arrived", _("Goods arrived"), "goods", effects=[book.bring_in], edits=("replacements",),
                        guards=[check.not_here_yet, check.was_sold, check.as_announced, check.replacement_fits]),
                Approve(
                    first_of((check.is_outside, "decide"), WHEN_TAKEN), "judged", _("Judged"), effects=book.judge,
                    requires=["lines.state", "lines.verdict"],
                    guards=[check.have_arrived, check.as_arrived],
                ),
                Reject("handed-back", "not-ours", _("Not our goods"), guards=[check.have_arrived],
                       effects=[book.refuse_refund]),
                Outcome("not-arrived", _("Goods not arrived"), "lapsed", guards=[check.stays_away],
                        effects=[book.drop_refund]),
            ],
        ),
        Step(
            "decide", _("decision on the return"), DECIDING, within=business_hours(4), edits=("part",),
            actions=[
                Approve(WHEN_TAKEN, "grant", _("Grant"), guards=[check.is_all, same_as_first_vote],
                        effects=[book.let_refund_go_on]),
                Approve(first_of((check.has_money, "money"), "slip"), "part", _("Grant a part"), requires=["part"],
                        guards=[check.is_a_part, same_as_first_vote], effects=[book.grant_part]),
                Reject("handed-back", effects=[book.refuse_refund]),
            ],
        ),
        Work(
            "money", _("money back"), PAYING, within=business_hours(1), edits=exchanging.PRESENTED, barred=check.judges,
            actions=[
                Approve(
                    first_of((check.waits_for_refund, "money"), WHEN_SETTLED), "returned", _("Returned or received"),
                    by=CASHIER, guards=[check.till_has_something, check.card_is_of_the_sale, check.slip_agrees],
                    effects=[book.settle_at_till], irreversible=True,
                ),
                Outcome("machine-refuses", _("The machine refuses"), "money", by=CASHIER, reason=True,
                        guards=[check.till_has_something]),
                Action("settled", _("Refunded"), WHEN_SETTLED, moved_by="refund", when_it_ends=("done",),
                       guards=[check.all_is_settled]),
                Outcome("again", _("Refund anew"), "money", by=AFTER_SALES, guards=[check.refund_is_missing],
                        effects=[book.let_refund_go_on]),
            ],
        ),
        Work(
            "swap", _("replacement from the shop"), FRONT_DESK, within=SAME_VISIT,
            actions=[
                Approve("slip", "swapped", _("Replaced"), irreversible=True, guards=[check.replacement_in_shop],
                        effects=[book.swap]),
                Outcome("none-left", _("None left"), first_of((check.has_money, "money"), "slip"), reason=True,
                        effects=[book.call_off]),
            ],
        ),
        Wait(
            "replace", _("replacement"), AFTER_SALES, on_enter=[book.send_replacement],
            actions=[
                Action("replaced", _("Replaced"), "slip", moved_by="shipment", when_it_ends=("done", "came-back"),
                       guards=[check.replacement_is_there]),
                Outcome("none-left", _("None left"), first_of((check.has_money, "money"), "slip"), reason=True,
                        guards=[check.can_be_called_off], effects=[book.call_off]),
            ],
        ),
        Work(
            "slip", _("slip"), CASHIER, within=business_days(1), edits=("slips.number", "lines.location"),
            on_enter=[book.list_slips],
            actions=[
                Approve("done", "signed", _("Slip signed"), guards=[check.slips_are_numbered, check.places_are_named],
                        effects=[book.take_in]),
            ],
        ),
        DONE, End("handed-back", _("handed back"), purpose=False), End("lapsed", _("lapsed"), purpose=False), WITHDRAWN,
    ],
    policies=[
        Policy("return-exchange.arrival", days(15), _("time for announced goods to come"), "duration"),
        Policy("return-exchange.at-counter", business_hours("0.5"), _("time to judge goods brought to the counter"),
               "duration"),
        Policy("return-exchange.goods", business_days(1), _("time to judge goods that are here"), "duration"),
        Policy("return-exchange.changed-mind-days", 7, _("days to change one's mind about sealed goods"), "days",
               low=Decimal(0), high=Decimal(365)),
        Policy("return-exchange.fault-days", 15, _("days for defects, wrong goods and damage in transit"), "days",
               low=Decimal(0), high=Decimal(365)),
        Limit("return-exchange.counter-limit", "1000.00", _("worth above which a return is decided")),
        Limit("return-exchange.manager-limit", "2000.00", _("worth above which the sales manager decides too"),
              above="return-exchange.counter-limit"),
    ],
    reasons=[
        _("proof missing"), _("outside the time"), _("used or damaged by the customer"), _("not our goods"),
        _("returned before"),
    ],
    documents=[
        Document("return-exchange", _("Return and exchange form"), prints=exchanging.PRINTED),
        Document("cash-return-voucher", _("Cash return voucher"), on=(), prints=exchanging.VOUCHER),
    ],
    links=[
        Link("shipment", _("opens it when goods come back from the door; is opened for a replacement, which it posts")),
        Link("sales-order", _("is the sale: what was delivered, at what price, paid how")),
        Link("order-change", _("opens it for goods that are sent back to be changed")),
        Link("order-cancel", _("opens it for goods of a cancelled order")),
        Link("complaint", _("opens it for goods a complaint is about")),
        Link("contact", _("opens it from a call, visit or chat")),
        Link("refund", _("opened for what was not paid at the till; waits for the verdict, and its end lets this go on")),
        Link("return-to-supplier", _("a draft for bought goods with a defect")),
        Link("write-off", _("a draft for other rejected goods")),
        Link("callback", _("opened for members")),
        Link("counter-sale", _("is the other kind of sale: judged by the front desk, paid back by its cards and slips,"
                               " replaced from the shop")),
        Link("stored-value-card", _("gets back what was paid with its value; until then nothing is paid so")),
        Link("vat-invoice", _("writes the red letter for an invoiced sale")),
        Link("gift-issue", _("gifts of the sale are taken back in proportion")),
        Link("cashback", _("follows what was returned")),
    ],
)  # fmt: skip
