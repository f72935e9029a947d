"""Quotation and special price (报价与特价申请) — P22, P96, P97, P106, P162.

The salesperson writes what a customer asks for. Goods on the price list are quoted at their guide price, custom goods
and others at the price finance gives; a quick quotation (快速报价) takes a manager's experience, a precise one (精确报价) is
built up from the designer's consumption, the purchaser's prices and the experience table, times a coefficient for the
quantity and one for the customer. The owner of the customer offers at a price of his own within what is free; less, or
a fee to a third party, is the sales manager's, a precise quotation the general manager's besides. Nothing and nobody
passes the floor of 0.9 x guide. The sheet goes out with its number and round before the quote deadline, and the
customer accepts it within its validity, wants a sample, objects to the price (a new round, verified anew) or declines.

Long because three ways of pricing and two approvals share one procedure.
"""

from workflows.engine.language import *
from workflows.library import pricing, quoting
from workflows.library import quotation_checks as check
from workflows.library.customers import is_known, note_contact
from workflows.library.quoting import Market, QuotationForm
from workflows.posts import DESIGNER, ESTIMATOR, FINANCE, GENERAL_MANAGER, PURCHASER, SALES, SALES_MANAGER, SALES_REP

Quote = Facts[QuotationForm]
END_OF_DAY = time(23, 59, 59)

# --- where it goes -------------------------------------------------------------------------------------------

ROUTE = first_of((check.is_special, "price-approval"), (check.is_precise, "general-approval"), "issue")
BY_METHOD = first_of(
    (check.is_quick, "quick"),
    (check.is_precise, Fork(("consumption", "material-prices"))),
    (check.lacks_guide_price, "pricing"),
    (check.is_special, "price-approval"),
    "issue",
)


@effect(_("the clock of the quotation runs"))
def start_clock(booking: Booking[QuotationForm]) -> None:
    booking.form.requested_at = booking.form.requested_at or booking.now


@effect(_("prices left empty become the proposed ones"))
def take_proposals(booking: Booking[QuotationForm]) -> None:
    quoting.take_proposals(booking)


@effect(_("lines to price are laid out"))
def lay_out_prices(booking: Booking[QuotationForm]) -> None:
    quoting.lay_out_prices_to_give(booking)


@effect(_("materials to price are laid out"))
def lay_out_materials(booking: Booking[QuotationForm]) -> None:
    quoting.lay_out_materials(booking)


@effect(_("costs are laid out from the experience table"))
def lay_out_build_up(booking: Booking[QuotationForm]) -> None:
    quoting.lay_out_build_up(booking)


@effect(_("guide prices recorded with their giver"))
def record_giver(booking: Booking[QuotationForm]) -> None:
    booking.form.price_given_by = booking.employee_of(booking.person_id) or None


@effect(_("guide price = sum × both coefficients, rounded up to the fen"))
def build_up(booking: Booking[QuotationForm]) -> None:
    quoting.work_out(booking)


@effect(_("reduction and commission rate recorded for every line"))
def record_special_price(booking: Booking[QuotationForm]) -> None:
    quoting.work_out_lines(booking)


# --- sending and answering ----------------------------------------------------------------------------------


def validity(facts: Quote) -> timedelta:
    return timedelta(days=facts.form.validity or facts.count_policy("quotation.validity"))


@effect(_("quotation sheet with number and round, contact log, validity runs"))
def send(booking: Booking[QuotationForm]) -> None:
    form = booking.form
    form.valid_until = booking.today + validity(booking)
    sent_before = [made for made in booking.taken("send") if made.id != booking.decision.id]
    number = f"{booking.case.number}-{len(sent_before) + 1}"
    booking.issue("foreign-offer" if form.market is Market.FOREIGN else "quotation", number)
    note_contact(booking, form.customer, number)


@effect(_("the wish for a sample is noted"))
def note_sample_wish(booking: Booking[QuotationForm]) -> None:
    booking.form.sample_wanted_on = booking.today


@effect(_("prices open to contract and order for the validity"))
def open_prices(booking: Booking[QuotationForm]) -> None:
    booking.form.prices_open_until = booking.today + validity(booking)


@effect(_("a new round: the clock starts anew, prices given are asked for again"))
def begin_new_round(booking: Booking[QuotationForm]) -> None:
    form = booking.form
    form.requested_at, form.quote_deadline, form.late_reason, form.valid_until = booking.now, None, "", None
    if form.customer_deadline and form.customer_deadline <= booking.now:
        form.customer_deadline = None
    form.given_prices = []


def end_of_validity(facts: Quote) -> datetime | None:
    until = facts.form.valid_until
    return datetime.combine(until, END_OF_DAY) if until else None


def before_quote_deadline(facts: Quote) -> datetime:
    """Finance's time ends so long before the quote deadline that the owner can still offer and send."""
    ahead = facts.policy("quotation.pricing")
    limit: datetime = (-ahead).after(quote_deadline(facts), facts.calendar)
    return limit


def quote_deadline(facts: Quote) -> datetime:
    return facts.form.quote_deadline or quoting.quote_deadline(facts)


QUOTE_DEADLINE = Until(_("quote deadline"), quote_deadline)
VALIDITY = Until(_("end of validity"), end_of_validity)
BEFORE_DEADLINE = Until(_("some time before the quote deadline"), before_quote_deadline)


# --- what lists and previews say ----------------------------------------------------------------------------


def subject(facts: Quote) -> str:
    form = facts.form
    items = [item for line in form.lines or () if (item := quoting.item_of(facts, line))]
    more = f" +{len(items) - 1}" if len(items) > 1 else ""
    what = f"{items[0]}{more}" if items else ""
    name = facts.name_of("customers", form.customer) if form.customer else ""
    return " · ".join(part for part in (name, what) if part)


def rank(facts: Quote) -> int:
    """New customers' quotations stand first among equals (P106)."""
    return 1 if facts.form.customer and is_known(facts, facts.form.customer) else 0


def brief(facts: Quote) -> Iterable[Message]:
    form = facts.form
    if not is_complete(form):
        return
    known = _("known customer") if is_known(facts, form.customer) else _("new customer")
    yield _("{customer}, tier {tier}, {known}: {count} lines, {method}")(
        customer=facts.name_of("customers", form.customer), tier=facts.record("customers", form.customer).get("tier", ""),
        known=known, count=len(form.lines), method=form.method.label,
    )  # fmt: skip
    if quoting.sees_fee(facts):
        yield from _reductions(facts)
    if form.sample_wanted_on:
        yield _("The customer wants a sample, said on {day}")(day=form.sample_wanted_on)


def _reductions(facts: Quote) -> Iterable[Message]:
    """What lies below guide and why: for those who see fee and commission."""
    form, special = facts.form, quoting.special_lines(facts)
    free = pricing.free_reduction(pricing.price_rules(facts), quoting.terms_of(facts))
    if special:
        yield _("More than {free} % below guide: {count} lines")(free=free, count=len(special))
    else:
        yield _("Up to {free} % below guide needs nobody")(free=free)
    for line in (form.lines[index] for index in special[:3]):
        yield _("{item}: {price} against guide {guide}, {reduction} % below; commission {rate} %")(
            item=quoting.item_of(facts, line), price=line.price or 0, guide=line.guide_price or 0,
            reduction=line.reduction or 0, rate=line.commission_rate or 0,
        )  # fmt: skip
    if form.fee:
        yield _("Fee {fee} % to {payee}")(fee=form.fee, payee=form.payee)


# --- the procedure ------------------------------------------------------------------------------------------

QUOTATION = Process(
    "quotation",
    _("Quotation and special price"),
    desk=SALES,
    prefix="QT",
    form=QuotationForm,
    covers=("P22", "P96", "P97", "P106", "P162"),
    derive=quoting.work_out,
    subject=subject,
    amount=lambda facts: quoting.amount_of(facts.form),
    customer=lambda facts: facts.form.customer or "",
    rank=rank,
    brief=brief,
    protected=("*",),
    not_copied=("enquiry", "requested_at", "customer_deadline"),
    copied_from="copied_from",
    steps=[
        Draft(
            by=SALES_REP,
            to=BY_METHOD,
            within=QUOTE_DEADLINE,
            guards=[
                check.lines_say_what, check.customer_has_owner, check.request_times_fit, check.fee_is_justified,
                check.floor_is_kept,
            ],
            effects=[start_clock, take_proposals],
            actions=[Action("decline", _("Customer declines"), "lost", Kind.OTHER, guards=[check.was_sent], reason=True)],
            edits=(
                "customer", "enquiry", "requested_at", "customer_deadline", "market", "currency", "rate", "trade_term",
                "invoice", "method", "fee", "payee", "fee_purpose", "lines", "validity", "pictures", "copied_from",
            ),
        ),
        Step(
            "pricing",
            _("pricing"),
            by=FINANCE,
            within=BEFORE_DEADLINE,
            on_enter=[lay_out_prices],
            edits=("given_prices.price",),
            actions=[
                Approve(
                    "offer", key="priced", title=_("All priced"), requires=["given_prices.price"],
                    guards=[check.prices_given], effects=[record_giver], moved_by="price-list", when_it_ends=("done",),
                ),
                SendBack("draft", key="cannot-price", title=_("Cannot be priced")),
            ],
        ),
        Step(
            "quick",
            _("quick price"),
            by=(SALES_MANAGER, GENERAL_MANAGER),
            within=business_hours(4),
            not_after=QUOTE_DEADLINE,
            on_enter=[lay_out_prices],
            edits=("given_prices.price", "basis"),
            actions=[
                Approve(
                    "offer", key="give", title=_("Give price"), requires=["given_prices.price", "basis"],
                    guards=[check.prices_given], effects=[record_giver],
                ),
                SendBack("draft", key="ask-precise", title=_("Ask for a precise quotation")),
            ],
        ),
        Work(
            "consumption",
            _("consumption"),
            by=DESIGNER,
            within=business_hours(4),
            not_after=QUOTE_DEADLINE,
            edits=("consumptions",),
            actions=[
                Approve(
                    first_of((check.came_after_prices, "material-prices"), Join("build-up")), key="give",
                    title=_("Give consumption"), requires=["consumptions"], guards=[check.every_line_consumes],
                ),
                SendBack("draft", key="cannot-make", title=_("Cannot be made")),
            ],
        ),
        Work(
            "material-prices",
            _("material prices"),
            by=PURCHASER,
            within=business_hours(4),
            not_after=QUOTE_DEADLINE,
            on_enter=[lay_out_materials],
            edits=("material_prices",),
            actions=[
                Approve(
                    Join("build-up"), key="give", title=_("Give prices"),
                    requires=["material_prices.price", "material_prices.supplier", "material_prices.on"],
                    guards=[check.materials_priced],
                ),
                SendBack("draft", key="cannot-make", title=_("Cannot be made")),
            ],
        ),
        Work(
            "build-up",
            _("build-up"),
            by=(ESTIMATOR, Owner()),
            within=business_hours(4),
            not_after=QUOTE_DEADLINE,
            on_enter=[lay_out_build_up],
            edits=("build_up.group", "build_up.labour", "build_up.freight", "build_up.quota_fee", "build_up.note"),
            actions=[
                Approve(
                    "offer", key="compute", title=_("Compute"), guards=[check.build_up_complete, check.costs_explained],
                    effects=[build_up],
                )
            ],
        ),
        Work(
            "offer",
            _("offer"),
            by=Owner(),
            within=business_hours(2),
            not_after=QUOTE_DEADLINE,
            on_enter=[take_proposals],
            edits=("lines.price", "lines.delivery_days", "validity"),
            actions=[
                Approve(ROUTE, key="continue", title=_("Continue"), requires=["lines.price"], guards=[check.floor_is_kept])
            ],
        ),
        Step(
            "price-approval",
            _("price approval"),
            by=SALES_MANAGER,
            within=business_hours(4),
            not_after=QUOTE_DEADLINE,
            actions=[
                Approve(
                    first_of((check.is_precise, "general-approval"), "issue"), guards=[check.floor_is_kept],
                    effects=[record_special_price],
                ),
                SendBack("offer"),
                Reject("refused"),
            ],
        ),
        Step(
            "general-approval",
            _("general approval"),
            by=GENERAL_MANAGER,
            within=business_hours(4),
            not_after=QUOTE_DEADLINE,
            actions=[
                Approve("issue"),
                SendBack("offer"),
                SendBack("build-up", key="back-to-build-up", title=_("Back to the build-up")),
                Reject("draft"),
            ],
        ),
        Work(
            "issue",
            _("issue the quotation"),
            by=Owner(),
            within=QUOTE_DEADLINE,
            edits=("pictures", "currency", "rate", "trade_term", "late_reason"),
            actions=[
                Approve(
                    "answer", key="send", title=_("Send"), guards=[check.foreign_offer_complete, check.late_with_reason],
                    effects=[send], irreversible=True,
                )
            ],
        ),
        Work(
            "answer",
            _("customer's answer"),
            by=Owner(),
            within=VALIDITY,
            at_deadline="expired",
            actions=[
                Approve("won", key="accept", title=_("Accepted"), guards=[check.is_valid], effects=[open_prices]),
                Action(
                    "sample-wanted", _("Sample wanted"), "answer", Kind.OTHER, guards=[check.is_valid],
                    effects=[note_sample_wish],
                ),
                Action("price-objection", _("Price objection"), "draft", Kind.OTHER, effects=[begin_new_round]),
                Action("decline", _("Customer declines"), "lost", Kind.OTHER, reason=True),
                Action("expired", _("Expired"), "lost", Kind.OTHER, guards=[check.is_expired]),
            ],
        ),
        End("won", _("won")),
        End("lost", _("lost"), purpose=False),
        End("refused", _("refused"), purpose=False),
        End("withdrawn", _("withdrawn"), purpose=False),
    ],
    policies=[
        Policy(
            "quotation.nonstandard", hours(24),
            _("time to quote goods off the list that are not national standard, or wire harness"), "duration",
        ),
        Policy("quotation.precise", business_days(2), _("time for a precise quotation"), "duration"),
        Policy("quotation.standard", business_hours(8), _("time for any other quotation"), "duration"),
        Policy(
            "quotation.pricing", business_hours(2), _("time that pricing leaves before the quote deadline"), "duration"
        ),
        Policy("quotation.validity", 30, _("days a quotation is valid"), "days", low=Decimal(1), high=Decimal(365)),
        Policy(
            "quotation.fee-max", Decimal("10"), _("most that may be paid as fee, % of the sale price"), "percent",
            "authority", Decimal(0), Decimal(50),
        ),
        Policy(
            "quotation.no-invoice-allowance", Decimal("6"), _("% below guide for customers without VAT invoice"),
            "percent", "money", Decimal(0), Decimal(10),
        ),
        Policy(
            "quotation.commission-rate", Decimal("3.0"), _("commission at guide price, %"), "percent", "money",
            Decimal(0), Decimal(20),
        ),
        Policy(
            "quotation.cut", Decimal("0.1"), _("points of commission lost for each begun 1 % below guide"), "percent",
            "money", Decimal(0), Decimal(2),
        ),
        Policy(
            "quotation.floor", Decimal("0.9"), _("share of the guide price that nobody may go below"), "quantity",
            "authority", Decimal("0.5"), Decimal(1),
        ),
        Policy(
            "quotation.quantity-coefficients",
            [
                {"from": "0", "coefficient": "1.30"},
                {"from": "100", "coefficient": "1.15"},
                {"from": "500", "coefficient": "1.08"},
                {"from": "2000", "coefficient": "1.00"},
            ],
            _("precise quotation: coefficient from a quantity on"), "table", "money",
        ),
        Policy(
            "quotation.customer-coefficients",
            [
                {"customer": "A", "coefficient": "1.10"},
                {"customer": "known", "coefficient": "1.15"},
                {"customer": "new", "coefficient": "1.20"},
            ],
            _("precise quotation: coefficient by tier, known or new; the first that fits"), "table", "money",
        ),
        Policy(
            "quotation.experience",
            [{"group": "jacket", "labour": "22.00", "freight": "1.50", "quota_fee": "3.00"}],
            _("experience table: usual labour, freight and quota fee of a group of goods"), "table", "money",
        ),
    ],
    reasons=[
        _("price too low for this customer"),
        _("consumption or prices doubtful"),
        _("cannot be made so"),
        _("fee not justified"),
        _("lost: price, delivery, competitor, no answer"),
    ],
    documents=[
        Document(
            "quotation", _("Quotation sheet"), on=(), signed=False,
            prints=(
                "customer", "invoice", "valid_until", "pictures", "lines.product", "lines.description", "lines.quantity",
                "lines.price", "lines.amount", "lines.delivery_days",
            ),
        ),
        Document(
            "foreign-offer", _("Offer abroad"), on=(), signed=False, language="en",
            prints=(
                "customer", "currency", "trade_term", "valid_until", "pictures", "lines.product", "lines.description",
                "lines.quantity", "lines.price_abroad", "lines.delivery_days",
            ),
        ),
        Document(
            "special-price", _("Special-price request"), on=("price-approval:approve",),
            prints=(
                "customer", "invoice", "method", "lines.product", "lines.description", "lines.quantity",
                "lines.guide_price", "lines.price", "lines.amount",
            ),
        ),
    ],
    links=[
        Link("enquiry", _("opens a quotation and says what cannot be made; until then nothing stops such a line")),
        Link("lead", _("opens a quotation")),
        Link("visit", _("opens a quotation")),
        Link("price-list", _("prices a line without guide price; until then finance types the price at “pricing”")),
        Link("technical-file", _("says the consumption of a released product; until then the designer types it")),
        Link("sample-order", _("is opened for a wanted sample, may start a new round; until then the wish is noted")),
        Link("contract", _("takes the prices of a won quotation while they are open")),
        Link("sales-order", _("takes prices of a won quotation; a customer with an order done counts as known")),
    ],
)  # fmt: skip
