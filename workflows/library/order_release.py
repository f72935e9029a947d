"""What must be decided before a sales order may go (R1-R5), with the figures of this hour — P99, P101.

Read at the gate of the order, again when its release is decided, and again when each shipment is printed and passes
the gate. A recorded release covers what it showed: the amount, the exposure and the overdue bills of that hour;
anything beyond is a new reason, and nothing ships while one is open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db.cases import Case
from db.message import Message, _, plural
from workflows.engine.facts import CompanyFacts
from workflows.engine.forms import is_complete
from workflows.library import orders
from workflows.library.customers import is_known
from workflows.library.order_terms import is_exception
from workflows.library.ordering import (
    ZERO,
    Basis,
    Order,
    Release,
    SalesOrderForm,
    deposit_due,
    fees_waiting,
    paid_ahead,
    received,
    total,
)
from workflows.registers.customers import CustomerState, Terms


@dataclass(frozen=True, slots=True)
class ToRelease:
    """One reason to decide. both: the general manager decides after the sales manager."""

    code: str
    said: Message
    both: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands with an order: exposure before and with it, limit, bills too long overdue, on hold."""

    before: Decimal
    after: Decimal
    limit: Decimal | None
    overdue: tuple[str, ...]
    on_hold: bool


def standing(facts: CompanyFacts, form: SalesOrderForm, number: str | None) -> Standing:
    """Return how the customer stands now; the order counts as released, its deposit due as held.

    number: of the order, None before it has one.
    """
    record = facts.record("customers", form.customer)
    before = orders.exposure(facts, form.customer, besides=number)
    with_it = before
    if form.terms is Terms.ACCOUNT:
        case = orders.find(facts, number)
        left = orders.deposit_left(facts, case) if case else ZERO
        still_due = max(deposit_due(facts, form) - paid_ahead(form), ZERO)
        with_it += orders.value_to_ship(form) - left - still_due - fees_waiting(facts, form)
    limit = record.get("credit_limit")
    return Standing(
        before, with_it, None if limit is None else Decimal(limit), tuple(overdue_bills(facts, form.customer)),
        record.get("state") == CustomerState.ON_HOLD,
    )  # fmt: skip


def overdue_bills(facts: CompanyFacts, customer: str) -> Iterator[str]:
    """Yield the numbers of the customer's bills that are overdue for longer than the company bears."""
    latest = facts.today - timedelta(days=facts.count_policy("sales-order.overdue-block"))
    for process, field in (("sales-order", "due_on"), ("period-billing", "due_on")):
        for bill in facts.cases_of(process, open_only=True, customer=customer):
            due = bill.form.get(field)
            if due and date.fromisoformat(due) < latest and orders.receivable_of(facts, bill) > 0:
                yield bill.name


def reasons(facts: CompanyFacts, form: SalesOrderForm, found: Standing) -> list[ToRelease]:
    """Return every reason why somebody must decide about an order of a customer who stands so, with its figures."""
    known = is_known(facts, form.customer)
    return [
        *_without_contract(facts, form),
        *_on_account(facts, form, known=known),
        *_of_the_customer(facts, form, found),
    ]


def _without_contract(facts: CompanyFacts, form: SalesOrderForm) -> Iterator[ToRelease]:
    if form.basis in (Basis.QUOTATION, Basis.PHONE, Basis.FAX):
        amount, from_ = total(form), facts.money_policy("sales-order.contract-both")
        said = _("R1 no contract in force: {basis}, {amount}")(basis=form.basis.label, amount=amount)
        yield ToRelease("R1", said, amount >= from_)


def _on_account(facts: CompanyFacts, form: SalesOrderForm, *, known: bool) -> Iterator[ToRelease]:
    amount = total(form)
    if form.terms is Terms.ACCOUNT and known:
        one, two = facts.money_policy("sales-order.tier1"), facts.money_policy("sales-order.tier2")
        if amount > one:
            both = amount > two
            said = _("R2 on account: {amount} is over {limit}")(amount=amount, limit=two if both else one)
            yield ToRelease("R2", said, both)
    elif form.terms is Terms.ACCOUNT:
        from_ = facts.money_policy("sales-order.tier-new")
        if amount >= from_:
            said = _("R3 new customer on account: {amount} reaches {limit}")(amount=amount, limit=from_)
            yield ToRelease("R3", said, both=True)


def _of_the_customer(facts: CompanyFacts, form: SalesOrderForm, found: Standing) -> Iterator[ToRelease]:
    asked = found.limit is not None or form.terms is Terms.ACCOUNT
    if asked and found.after > (found.limit or ZERO):
        said = _("R4 exposure {before} → {after} is above the limit {limit}")(
            before=found.before, after=found.after, limit=found.limit or ZERO
        )
        yield ToRelease("R4", said, both=True)
    if found.on_hold:
        yield ToRelease("R4", _("R4 the customer is on hold"), both=True)
    if found.overdue:
        said = plural(
            "R4 overdue for more than {count} day: {bills}", "R4 overdue for more than {count} days: {bills}"
        )(count=facts.count_policy("sales-order.overdue-block"), bills=", ".join(found.overdue))
        yield ToRelease("R4", said, both=True)
    if is_exception(facts, form):
        yield ToRelease("R5", _("R5 easier terms than the rule: {terms}")(terms=form.terms.label), both=True)


# --- what a release covers ----------------------------------------------------------------------------------


def record(facts: CompanyFacts, form: SalesOrderForm, number: str | None) -> Release:
    """Return the release that is given now: what it showed is what it covers."""
    found = standing(facts, form, number)
    codes = dict.fromkeys(why.code for why in reasons(facts, form, found))
    return Release(
        at=facts.now, reasons=" ".join(codes), amount=total(form), before=max(found.before, ZERO),
        after=max(found.after, ZERO), limit=found.limit, overdue=", ".join(found.overdue), on_hold=found.on_hold,
    )  # fmt: skip


def covers(release: Release, why: ToRelease, form: SalesOrderForm, now: Standing) -> bool:
    """Whether a recorded release covers a reason as it stands now."""
    codes = (release.reasons or "").split()
    if why.code not in codes or (release.amount or ZERO) < total(form):
        return False
    if why.code != "R4":
        return True
    shown = set((release.overdue or "").split(", "))
    return (
        (now.after <= (release.after or ZERO) or now.after <= (now.limit or ZERO))
        and set(now.overdue) <= shown
        and (bool(release.on_hold) or not now.on_hold)
    )


def uncovered(facts: CompanyFacts, form: SalesOrderForm, number: str | None) -> list[ToRelease]:
    """Return the reasons no recorded release covers."""
    now = standing(facts, form, number)
    found = reasons(facts, form, now)
    return [why for why in found if not any(covers(one, why, form, now) for one in form.releases)]


def open_reasons(facts: CompanyFacts, order: Case) -> list[Message]:
    """Return why an order may not ship now: the reasons at this hour that no release covers."""
    return [why.said for why in uncovered(facts, orders.form_of(facts, order), order.number)]


# --- what those who decide are shown ------------------------------------------------------------------------


def brief(facts: Order) -> Iterable[Message]:
    """Say what an order is, what must be decided about it, and what the customer owes with it."""
    form = facts.form
    if not is_complete(form):
        return
    found = standing(facts, form, facts.case.number)
    known = _("known customer") if is_known(facts, form.customer) else _("new customer")
    yield _("{customer}, {known}: {amount}, {terms}, {basis}")(
        customer=facts.name_of("customers", form.customer), known=known, amount=total(form), terms=form.terms.label,
        basis=form.basis.label,
    )  # fmt: skip
    if not facts.case.ended:  # how the customer stands today says nothing about an order that is over
        yield from (why.said for why in uncovered(facts, form, facts.case.number))
    yield _("Exposure {before} → {after}, limit {limit}")(
        before=found.before, after=found.after, limit=found.limit if found.limit is not None else _("none")
    )
    if form.exception:
        yield _("Easier terms asked for: {why}")(why=form.exception)
    if form.deposit:
        yield _("Due before delivery {due}, received {received}")(due=form.deposit, received=received(form))
    if form.sample_fee:
        yield _("The sample fee of {fee} counts towards it")(fee=form.sample_fee)
