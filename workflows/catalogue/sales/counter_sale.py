"""Counter sale and exit check (门店售货与放行) — P19.

The customer brings what he has picked to the till. The cashier scans it: one case is one receipt (收费单), prices are
those of the list, a member with a valid card pays his own. Charging books the money and the goods and prints the
receipt, one line of the sales ledger (销售台帐), which is the list of receipts. With it the customer goes to the
exit, where the guard counts: everything on a receipt of today is let through; what is not on it sends the customer back
to the till, where it is paid and added to the receipt, or put back. A receipt lets goods out once, on the day it was
printed. At closing the guard closes those he has not seen leaving in one go. Who takes the money never lets the goods
out. What was charged wrongly comes back as a return, never by editing.
"""

from workflows.engine.language import *
from workflows.library import counter_bookings as book
from workflows.library import counter_checks as check
from workflows.library import counter_sales as counter
from workflows.posts import (
    AFTER_SALES,
    CALLBACK_AGENT,
    CASHIER,
    FINANCE,
    FRONT_DESK,
    GENERAL_MANAGER,
    GUARD,
    SALES,
    SALES_CLERK,
    SALES_MANAGER,
    SALES_REP,
    SERVICE_AGENT,
    SERVICE_SUPERVISOR,
    WAREHOUSE_SUPERVISOR,
)

SEEN_BY = (
    CASHIER, GUARD, WAREHOUSE_SUPERVISOR, FRONT_DESK, AFTER_SALES, SERVICE_AGENT, CALLBACK_AGENT, SERVICE_SUPERVISOR,
    SALES_REP, SALES_CLERK, SALES_MANAGER, FINANCE, GENERAL_MANAGER,
)  # fmt: skip
"""The till and the exit, the desk it comes back to, who asks members about it, who answers for it."""
CLOSING = Until(_("closing time"), counter.closing_time)

COUNTER_SALE_PROCESS = Process(
    counter.COUNTER_SALE, _("Counter sale and exit check"), desk=SALES, prefix="CS", form=counter.CounterForm,
    covers=("P19",),
    derive=counter.work_out,
    subject=counter.subject,
    brief=counter.brief,
    draft_brief=counter.draft_brief,
    amount=counter.amount,
    seen_by=SEEN_BY,
    to_say=counter.to_say,
    one_after_another=True,
    withdraw_as_draft_only=True,  # what was charged comes back as a return
    not_copied=("received", "payments", "card"),
    steps=[
        Draft(
            by=CASHIER, to="exit", submit="charge", submit_title=_("Charge"), irreversible=True,
            edits=counter.CHARGED, later=counter.LATER, effects=[book.charge],
            guards=[check.has_lines, check.are_priced, check.are_in_shop, check.card_is_valid, check.is_paid],
        ),
        Step(
            "exit", _("exit check"), GUARD, within=CLOSING, barred=counter.cashiers,
            actions=[
                Approve("done", "let-through", _("Let through"), edits=("seen", "exit_note"), irreversible=True,
                        guards=[check.is_of_today, check.every_piece_is_on_it],
                        effects=[book.let_out, book.ask_member]),
                Outcome("to-till", _("Send to the till"), "cashier", reason=True, edits=("seen", "extra"),
                        guards=[check.pieces_are_said], effects=[book.send_to_till]),
                Outcome("not-seen", _("Not seen leaving"), "done", guards=[check.is_closed],
                        effects=[book.mark_unseen, book.ask_member]),
            ],
        ),
        Work(
            "cashier", _("back at the till"), CASHIER, within=business_hours("0.25"), barred=counter.guards,
            edits=("extra",),
            actions=[
                Approve("exit", "pay", _("Pay the rest"), edits=("received", "rest"), irreversible=True,
                        guards=[check.missing_is_named, check.missing_is_in_shop, check.rest_is_paid],
                        effects=[book.charge_rest]),
                Outcome("put-back", _("Put back"), "exit", guards=[check.put_back_is_named], effects=[book.put_back]),
            ],
        ),
        DONE, WITHDRAWN,
    ],
    policies=[
        Policy("counter-sale.valid", 0, _("days after its own on which a receipt still lets goods out"), "days",
               low=Decimal(0), high=Decimal(30)),
    ],
    reasons=[
        _("no receipt"), _("piece not on the receipt"), _("receipt used or of another day"), _("quantity differs"),
    ],
    documents=[Document(book.RECEIPT, _("Sales receipt"), on=("charge",), prints=counter.PRINTED)],
    links=[
        Link("callback", _("opened for members when they have left")),
        Link("member-card", _("gives the member price; an owed ID number is reminded of")),
        Link("return-exchange", _("takes back what was charged wrongly or is returned")),
        Link("stored-value-card", _("pays with the value of a card; until then cash and bank card are taken")),
        Link("cashback", _("counts what members bought")),
        Link("gift-issue", _("gives gifts by the receipt")),
        Link("stored-value-reconciliation", _("takes the till's total to finance; until then the ledger of the till says"
                                              " what it took")),
    ],
)  # fmt: skip
