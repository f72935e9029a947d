"""What a sales order is checked for: prices, terms, address, dates, the word of the customer, and money — P98, P99, P101."""

from collections.abc import Iterator
from decimal import Decimal

from db.message import Message, _, plural
from workflows.engine.facts import Facts
from workflows.engine.process import Reason, condition, guard
from workflows.library import contracts, operation_plans, order_release, ordering, orders, pricing
from workflows.library.order_terms import easiest, has_account, is_exception
from workflows.library.ordering import ZERO, Basis, Channel, Order, OrderKind, OrderLine, SalesOrderForm
from workflows.posts import SALES_REP, SERVICE_AGENT
from workflows.registers.customers import CUSTOMERS, Terms

# --- what is handed in --------------------------------------------------------------------------------------


@guard(_("every line has goods and a price"))
def has_lines(facts: Order) -> Iterator[Message | Reason]:
    if not facts.form.lines:
        yield Reason(_("add what the customer orders"), "lines")
    for index, line in enumerate(facts.form.lines):
        if line.price <= 0:
            yield Reason(_("must be more than {gt}")(gt=0), f"lines.{index}.price")


@guard(_("an address for the delivery to the door"))
def has_address(facts: Order) -> Iterator[Message | Reason]:
    if not facts.form.address:
        yield Reason(_("goods go to the customer's door: say where that is"), "address")


@guard(_("shop orders by the service desk, all others by the salesperson"))
def right_desk(facts: Order) -> Iterator[Message | Reason]:
    agent = facts.holds(facts.person_id, SERVICE_AGENT) and not facts.holds(facts.person_id, SALES_REP)
    if agent and facts.form.channel is not Channel.SHOP:
        yield Reason(_("the service desk hands in shop orders; this one is a salesperson's"), "channel")


@guard(_("the basis of the order is shown"))
def basis_is_shown(facts: Order) -> Iterator[Message | Reason]:
    form = facts.form
    if form.basis is Basis.PHONE and not form.basis_note:
        yield Reason(_("say who ordered, when, and from which number"), "basis_note")
    if form.basis is Basis.FAX and not form.basis_note:
        yield Reason(_("say where the scan of the fax is"), "basis_note")
    if form.basis is Basis.QUOTATION and not any(line.quotation for line in form.lines):
        yield Reason(_("name the quotation on its lines"), "lines.0.quotation")
    if form.basis is Basis.CONTRACT and (why := contracts.not_in_force(facts, form.contract, form.customer)):
        yield Reason(why, "contract")


@guard(_("bulk details are complete"))
def bulk_is_complete(facts: Order) -> Iterator[Message | Reason]:
    form = facts.form
    if form.kind is not OrderKind.BULK:
        return
    for name in ("customer_order", "style", "sizes", "materials_from", "packing", "delivery_date"):
        if not getattr(form, name):
            yield Reason(_("a bulk order needs it"), name)
    ordered, sized = sum(line.quantity for line in form.lines), sum(size.quantity for size in form.sizes)
    if form.sizes and ordered != sized:
        yield Reason(_("sizes sum to {sized}, lines to {ordered}")(sized=sized, ordered=ordered), "sizes")


@guard(_("dates can be kept"))
def dates_fit(facts: Order) -> Iterator[Message | Reason]:
    form, usual = facts.form, facts.count_policy("sales-order.regular-days")
    if form.wanted and form.wanted < facts.today:
        yield Reason(_("lies in the past"), "wanted")
    if form.delivery_date and form.delivery_date < facts.today:
        yield Reason(_("lies in the past"), "delivery_date")
    if form.regular_days is not None and form.regular_days < usual - 1:
        yield Reason(plural("not less than {count} day", "not less than {count} days")(count=usual - 1), "regular_days")


# --- S1: prices ---------------------------------------------------------------------------------------------


@guard(_("prices as quoted, as in the contract, or as listed"))
def prices_have_a_source(facts: Order) -> Iterator[Message | Reason]:
    form = facts.form
    for index, line in enumerate(form.lines):
        path = f"lines.{index}"
        if line.quotation:
            yield from _as_quoted(facts, line, path)
        elif form.basis is Basis.CONTRACT and contracts.are_kept(facts):
            agreed = contracts.price_of(facts, form.contract, line.product)
            if agreed is None:
                yield from _as_listed(facts, line, path)
            elif agreed != line.price:
                yield Reason(_("the contract says {price}")(price=agreed), f"{path}.price")
        elif form.basis is not Basis.CONTRACT:
            yield from _as_listed(facts, line, path)


def _as_quoted(facts: Order, line: OrderLine, path: str) -> Iterator[Reason]:
    found = ordering.quoted_line(facts, line)
    case = facts.find_case(line.quotation or "")
    if found is None or case is None:
        yield Reason(_("quotes no such line; name the quotation and its line"), f"{path}.quotation")
        return
    sheet, quoted = found
    if sheet.customer != facts.form.customer:
        yield Reason(_("is the quotation of another customer"), f"{path}.quotation")
    elif case.ended != "won":
        yield Reason(_("the customer has not accepted it"), f"{path}.quotation")
    elif sheet.prices_open_until and facts.today > sheet.prices_open_until:
        yield Reason(_("its prices were open until {day}")(day=sheet.prices_open_until), f"{path}.quotation")
    elif quoted.product and quoted.product != line.product:
        yield Reason(_("that line quotes another product"), f"{path}.quotation_line")
    elif quoted.price != line.price:
        yield Reason(_("quoted at {price}")(price=quoted.price or 0), f"{path}.price")
    elif sheet.invoice is not facts.form.invoice:
        yield Reason(_("quoted with “{invoice}”")(invoice=sheet.invoice.label), "invoice")


def _as_listed(facts: Order, line: OrderLine, path: str) -> Iterator[Reason]:
    """The list's guide price within what needs nobody (P4): an order takes no reduction of its own."""
    guide = line.guide_price
    if not guide or line.custom:
        yield Reason(_("has no list price: quote it first and name the quotation"), f"{path}.quotation")
        return
    rules, terms = pricing.price_rules(facts), ordering.price_terms(facts, facts.form)
    if pricing.is_special(pricing.reduction(guide, line.price, Decimal(0)), rules, terms):
        said = _("guide {guide}, at most {free} % below without a quotation")(
            guide=guide, free=pricing.free_reduction(rules, terms)
        )
        yield Reason(said, f"{path}.price")


@guard(_("named samples are this customer's"))
def samples_are_theirs(facts: Order) -> Iterator[Message | Reason]:
    """A named sample hands over its fee, and may have cut the commission."""
    for index, line in enumerate(facts.form.lines):
        path, case = f"lines.{index}.sample", facts.find_case(line.sample) if line.sample else None
        if case and case.customer != facts.form.customer:
            yield Reason(_("is the sample of another customer"), path)


@guard(_("as in the operation plan it names"))
def plan_is_kept(facts: Order) -> Iterator[Message | Reason]:
    for why in operation_plans.reasons_against(facts, facts.form, facts.case.id):
        yield Reason(why, "operation_plan")


# --- S2: terms ----------------------------------------------------------------------------------------------


@guard(_("terms the customer may have"))
def terms_are_allowed(facts: Order) -> Iterator[Message | Reason]:
    form = facts.form
    if form.terms is Terms.ACCOUNT and not has_account(facts, form.customer):
        yield Reason(_("the register gives this customer no account; ask for key-account terms first"), "terms")
    elif is_exception(facts, form) and not form.exception:
        rule = easiest(facts, form).label
        yield Reason(_("the rule says “{rule}”: choose it, or say why it should be easier")(rule=rule), "terms")


# --- planning and the customer's word -----------------------------------------------------------------------


@guard(_("a date for every line"))
def lines_are_dated(facts: Order) -> Iterator[Message | Reason]:
    for index, line in enumerate(facts.form.lines):
        if line.promise is None:
            yield Reason(_("give the date it can be delivered"), f"lines.{index}.promise")
        elif line.promise < facts.today:
            yield Reason(_("lies in the past"), f"lines.{index}.promise")


@condition(_("custom, bulk or short"))
def needs_planning(facts: Order) -> bool:
    return bool(ordering.to_plan(facts.form))


@condition(_("later than wanted"))
def is_late(facts: Order) -> bool:
    form = facts.form
    wanted = form.delivery_date or form.wanted
    return bool(wanted and form.promise and form.promise > wanted)


@guard(_("the customer's word is noted"))
def word_is_noted(facts: Order) -> Iterator[Message | Reason]:
    if not facts.form.agreed:
        yield Reason(_("note who agreed, when and how"), "agreed")


# --- release ------------------------------------------------------------------------------------------------


def open_reasons(facts: Order) -> list[order_release.ToRelease]:
    """Return what must be decided about the order now."""
    return order_release.uncovered(facts, facts.form, facts.case.number)


@condition(_("a reason to decide"))
def must_be_released(facts: Order) -> bool:
    return bool(open_reasons(facts))


def asks_both(facts: Order) -> bool:
    """Whether the general manager decides after the sales manager."""
    return any(why.both for why in open_reasons(facts))


@condition(_("by now the general manager is asked too"))
def asks_more(facts: Order) -> bool:
    return bool(facts.task and len(facts.task.slots) == 1 and asks_both(facts))


@guard(_("the customer is in the register, not lost"))
def customer_is_active(facts: Order) -> Iterator[Message | Reason]:
    record = facts.record(CUSTOMERS.key, facts.form.customer)
    if not record or not CUSTOMERS.active(CUSTOMERS.read(record)):
        yield Reason(_("is no customer of ours any more"), "customer")


@guard(_("not in delivery yet"))
def not_in_delivery(facts: Order) -> Iterator[Message]:
    if any(made.target == "delivery" for made in facts.decisions):
        yield _("it is in delivery already: release it, or open an order cancellation")


# --- money --------------------------------------------------------------------------------------------------


def missing(form: SalesOrderForm) -> Decimal:
    """Return what of the money due before delivery has not come in, yuan."""
    return max((form.deposit or ZERO) - ordering.paid_ahead(form), ZERO)


@condition(_("money due before delivery"))
def is_money_due(facts: Order) -> bool:
    return missing(facts.form) > 0


@guard(_("all that is due has come in"))
def all_is_in(facts: Order) -> Iterator[Message | Reason]:
    short = missing(facts.form) - (facts.form.amount_received or 0)
    if short > 0:
        yield Reason(_("{amount} short; book it as a part, or wait for the rest")(amount=short), "amount_received")


@guard(_("not more than the order costs"))
def not_too_much(facts: Order) -> Iterator[Message | Reason]:
    left = ordering.total(facts.form) - ordering.paid_ahead(facts.form)
    if (facts.form.amount_received or 0) > left:
        yield Reason(_("the order has {amount} left to pay")(amount=left), "amount_received")


@guard(_("an amount came in"))
def something_came(facts: Order) -> Iterator[Message | Reason]:
    if facts.form.amount_received == 0:
        yield Reason(_("must be more than {gt}")(gt=0), "amount_received")


@guard(_("not extended yet"))
def extended_once(facts: Order) -> Iterator[Message]:
    if facts.taken("extend"):
        yield _("it was extended once already: it is paid now, or not paid")


@guard(_("not more than is open"))
def within_open_amount(facts: Order) -> Iterator[Message | Reason]:
    owed = orders.receivable_of(facts, facts.case)
    if (facts.form.amount_received or 0) > owed:
        yield Reason(_("{amount} is open")(amount=owed), "amount_received")


@guard(_("not an export order: its shipment abroad books the receipts"))
def not_export(facts: Order) -> Iterator[Message]:
    if facts.form.channel is Channel.EXPORT and "export-shipment" in facts.company.catalogue.processes:
        yield _("the receipts of an export order are booked by its export shipment")


@guard(_("nothing is open any more"))
def nothing_open(facts: Order) -> Iterator[Message]:
    owed = orders.receivable_of(facts, facts.case)
    if owed > 0:
        yield _("{amount} is open")(amount=owed)


@condition(_("nothing open"))
def is_paid(facts: Order) -> bool:
    return orders.receivable_of(facts, facts.case) <= 0


@condition(_("something is still to pass the gate"))
def is_under_way(facts: Facts[SalesOrderForm]) -> bool:
    return any((line.shipped or 0) < line.wanted for line in facts.form.lines)
