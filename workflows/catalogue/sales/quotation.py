"""Quotation and special price (报价与特价申请) — P22, P96, P97, P106, P162.

The salesperson writes what a customer asks for. Goods on the price list are quoted at their guide price, custom goods
and others at the price finance gives; a quick quotation (快速报价) takes a manager's experience, a precise one (精确报价) is
built up from the designer's consumption, the purchaser's prices and the experience table, times a coefficient for the
quantity and one for the customer. The owner of the customer offers at a price of his own within what is free; less, or
a fee to a third party, is the sales manager's, a precise quotation the general manager's besides. Nothing and nobody
passes the floor of 0.9 x guide. The sheet goes out with its number and round before the quote deadline, and the
customer accepts it within its validity, wants a sample, objects to the price (a new round, verified anew) or declines.
"""

from workflows.engine.language import *
from workflows.library import offering, quoting
from workflows.library import quotation_checks as check
from workflows.library import quotation_figures as figures
from workflows.library.offering import BEFORE_DEADLINE, QUOTE_DEADLINE, VALIDITY
from workflows.posts import DESIGNER, ESTIMATOR, FINANCE, GENERAL_MANAGER, PURCHASER, SALES, SALES_MANAGER, SALES_REP

BY_METHOD = first_of(
    (check.is_quick, "quick"),
    (check.is_precise, Fork(("consumption", "material-prices"))),
    (check.lacks_guide_price, "pricing"),
    (check.is_special, "price-approval"),
    "issue",
)
AFTER_SPECIAL = first_of((check.is_precise, "general-approval"), "issue")
AFTER_OFFER = first_of((check.is_special, "price-approval"), AFTER_SPECIAL)

QUOTATION = Process(
    "quotation", _("Quotation and special price"), desk=SALES, prefix="QT", form=quoting.QuotationForm,
    covers=("P22", "P96", "P97", "P106", "P162"),
    derive=figures.WORKED_OUT,
    subject=quoting.subject,
    amount=lambda facts: quoting.amount_of(facts.form),
    rank=quoting.rank,
    brief=quoting.brief,
    protected=("*",),
    not_copied=("enquiry", "requested_at", "customer_deadline"),
    copied_from="copied_from",
    steps=[
        Draft(
            by=SALES_REP, to=BY_METHOD, within=QUOTE_DEADLINE, edits=quoting.ASKED,
            guards=[
                check.lines_say_what, check.customer_has_owner, check.request_times_fit, check.fee_is_justified,
                check.floor_is_kept,
            ],
            effects=[offering.start_clock, figures.take_proposals],
            actions=[Outcome("decline", _("Customer declines"), "lost", guards=[check.was_sent], reason=True)],
        ),
        Step(
            "pricing", _("pricing"), FINANCE, within=BEFORE_DEADLINE, on_enter=[figures.lay_out_prices],
            edits=("given_prices.price",),
            actions=[
                Approve(
                    "offer", "priced", _("All priced"), requires=["given_prices.price"], guards=[check.prices_given],
                    effects=[figures.record_giver], moved_by="price-list", when_it_ends=("done",),
                ),
                SendBack("draft", "cannot-price", _("Cannot be priced")),
            ],
        ),
        Step(
            "quick", _("quick price"), (SALES_MANAGER, GENERAL_MANAGER), within=business_hours(4), not_after=QUOTE_DEADLINE,
            on_enter=[figures.lay_out_prices], edits=("given_prices.price", "basis"),
            actions=[
                Approve(
                    "offer", "give", _("Give price"), requires=["given_prices.price", "basis"],
                    guards=[check.prices_given], effects=[figures.record_giver],
                ),
                SendBack("draft", "ask-precise", _("Ask for a precise quotation")),
            ],
        ),
        Work(
            "consumption", _("consumption"), DESIGNER, within=business_hours(4), not_after=QUOTE_DEADLINE,
            edits=("consumptions",),
            actions=[
                Approve(
                    first_of((check.came_after_prices, "material-prices"), Join("build-up")), "give", _("Give consumption"),
                    requires=["consumptions"], guards=[check.every_line_consumes],
                ),
                SendBack("draft", "cannot-make", _("Cannot be made")),
            ],
        ),
        Work(
            "material-prices", _("material prices"), PURCHASER, within=business_hours(4), not_after=QUOTE_DEADLINE,
            on_enter=[figures.lay_out_materials], edits=("material_prices",),
            actions=[
                Approve(
                    Join("build-up"), "give", _("Give prices"), guards=[check.materials_priced],
                    requires=["material_prices.price", "material_prices.supplier", "material_prices.on"],
                ),
                SendBack("draft", "cannot-make", _("Cannot be made")),
            ],
        ),
        Work(
            "build-up", _("build-up"), (ESTIMATOR, Owner()), within=business_hours(4), not_after=QUOTE_DEADLINE,
            on_enter=[figures.lay_out_build_up],
            edits=("build_up.group", "build_up.labour", "build_up.freight", "build_up.quota_fee", "build_up.note"),
            actions=[
                Approve(
                    "offer", "compute", _("Compute"), guards=[check.build_up_complete, check.costs_explained],
                    effects=[figures.build_up],
                )
            ],
        ),
        Work(
            "offer", _("offer"), Owner(), within=business_hours(2), not_after=QUOTE_DEADLINE,
            on_enter=[figures.take_proposals], edits=("lines.price", "lines.delivery_days", "validity"),
            actions=[
                Approve(AFTER_OFFER, "continue", _("Continue"), requires=["lines.price"], guards=[check.floor_is_kept])
            ],
        ),
        Step(
            "price-approval", _("price approval"), SALES_MANAGER, within=business_hours(4), not_after=QUOTE_DEADLINE,
            actions=[
                Approve(AFTER_SPECIAL, guards=[check.floor_is_kept], effects=[figures.record_special_price]),
                SendBack("offer"),
                Reject("refused"),
            ],
        ),
        Step(
            "general-approval", _("general approval"), GENERAL_MANAGER, within=business_hours(4), not_after=QUOTE_DEADLINE,
            actions=[
                Approve("issue"),
                SendBack("offer"),
                SendBack("build-up", "back-to-build-up", _("Back to the build-up")),
                Reject("draft"),
            ],
        ),
        Work(
            "issue", _("issue the quotation"), Owner(), within=QUOTE_DEADLINE,
            edits=("pictures", "currency", "rate", "trade_term", "late_reason"),
            actions=[
                Approve(
                    "answer", "send", _("Send"), guards=[check.foreign_offer_complete, check.late_with_reason],
                    effects=[offering.send], irreversible=True,
                )
            ],
        ),
        Work(
            "answer", _("customer's answer"), Owner(), within=VALIDITY, at_deadline="expired",
            actions=[
                Approve("won", "accept", _("Accepted by the customer"), guards=[check.is_valid],
                        effects=[offering.open_prices]),
                Outcome(
                    "sample-wanted", _("Sample wanted"), "answer", guards=[check.is_valid],
                    effects=[offering.note_sample_wish],
                ),
                Outcome("price-objection", _("Price objection"), "draft", effects=[offering.begin_new_round]),
                Outcome("decline", _("Customer declines"), "lost", reason=True),
                Outcome("expired", _("Expired"), "lost", guards=[check.is_expired]),
            ],
        ),
        End("won", _("won")),
        LOST, REFUSED, WITHDRAWN,
    ],
    policies=[
        Policy("quotation.nonstandard", hours(24),
               _("time to quote goods off the list that are not national standard, or wire harness"), "duration"),
        Policy("quotation.precise", business_days(2), _("time for a precise quotation"), "duration"),
        Policy("quotation.standard", business_hours(8), _("time for any other quotation"), "duration"),
        Policy("quotation.pricing", business_hours(2), _("time that pricing leaves before the quote deadline"), "duration"),
        Policy("quotation.validity", 30, _("days a quotation is valid"), "days", low=Decimal(1), high=Decimal(365)),
        Policy("quotation.fee-max", Decimal("10"), _("most that may be paid as fee, % of the sale price"),
               "percent", "authority", Decimal(0), Decimal(50)),
        Policy("quotation.no-invoice-allowance", Decimal("6"), _("% below guide for customers without VAT invoice"),
               "percent", "money", Decimal(0), Decimal(10)),
        Policy("quotation.commission-rate", Decimal("3.0"), _("commission at guide price, %"),
               "percent", "money", Decimal(0), Decimal(20)),
        Policy("quotation.cut", Decimal("0.1"), _("points of commission lost for each begun 1 % below guide"),
               "percent", "money", Decimal(0), Decimal(2)),
        Policy("quotation.floor", Decimal("0.9"), _("share of the guide price that nobody may go below"),
               "quantity", "authority", Decimal("0.5"), Decimal(1)),
        Policy("quotation.quantity-coefficients",
               table("from coefficient", "0 1.30", "100 1.15", "500 1.08", "2000 1.00"),
               _("precise quotation: coefficient from a quantity on"), "table", "money"),
        Policy("quotation.customer-coefficients", table("customer coefficient", "A 1.10", "known 1.15", "new 1.20"),
               _("precise quotation: coefficient by tier, known or new; the first that fits"), "table", "money"),
        Policy("quotation.experience", table("group labour freight quota_fee", "jacket 22.00 1.50 3.00"),
               _("experience table: usual labour, freight and quota fee of a group of goods"), "table", "money"),
    ],
    reasons=[
        _("price too low for this customer"), _("consumption or prices doubtful"), _("cannot be made so"),
        _("fee not justified"), _("lost: price, delivery, competitor, no answer"),
    ],
    documents=[
        Document("quotation", _("Quotation sheet"), on=(), signed=False, prints=quoting.SHEET),
        Document("foreign-offer", _("Offer abroad"), on=(), signed=False, language="en", prints=quoting.SHEET_ABROAD),
        Document("special-price", _("Special-price request"), on=("price-approval:approve",), prints=quoting.SPECIAL_PRICE),
    ],
    links=[
        Link("enquiry", _("opens a quotation and says what cannot be made; until then nothing stops such a line")),
        Link("lead", _("opens a quotation")),
        Link("visit", _("opens a quotation")),
        Link("price-list", _("prices a line without guide price; until then finance types the price at “pricing”")),
        Link("technical-file", _("says the consumption of a released product; until then the designer types it")),
        Link("sample-order", _("is opened for a wanted sample, may start a new round")),
        Link("contract", _("takes the prices of a won quotation while they are open")),
        Link("sales-order", _("takes prices of a won quotation; a customer with an order done counts as known")),
    ],
)  # fmt: skip
