"""Goods, evidence, ruling, approval and payment of a refund: what must hold, who acts, when it is due — P81."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from db.message import Message, _
from workflows.engine.process import Reason, guard
from workflows.library.paid_orders import AT_TILL, NOTHING, Means
from workflows.library.refunding import GoodsBack, Public, Refund, RefundKind, pays_out

# --- goods, evidence, ruling --------------------------------------------------------------------------------


@guard(_("the goods are back"))
def goods_are_back(facts: Refund) -> Iterator[Reason]:
    if facts.form.goods_back is not GoodsBack.YES:
        yield Reason(_("wait for the goods, or take “Not back”"), "goods_back")


@guard(_("the goods are not back"))
def goods_stay_away(facts: Refund) -> Iterator[Reason]:
    if facts.form.goods_back is not GoodsBack.NO:
        yield Reason(_("say that they are not back"), "goods_back")


@guard(_("the amount is reduced"))
def is_reduced(facts: Refund) -> Iterator[Reason]:
    asked = Decimal(facts.case.form["amount"])
    if facts.form.amount >= asked:
        yield Reason(_("asked were {asked}; reduce it by what was used or is missing")(asked=asked), "amount")


@guard(_("the amount is as asked"))
def amount_unchanged(facts: Refund) -> Iterator[Reason]:
    asked = Decimal(facts.case.form["amount"])
    if facts.form.amount != asked:
        yield Reason(_("asked were {asked}; another amount goes by “Reduced” or “Settled”")(asked=asked), "amount")


@guard(_("at least one proof"))
def has_evidence(facts: Refund) -> Iterator[Reason]:
    if not facts.form.evidence:
        yield Reason(_("add a receipt, report, chat, photo or call record"), "evidence")


def a_day_before_deadline(facts: Refund) -> datetime | None:
    deadline = facts.form.deadline
    return deadline - timedelta(hours=24) if deadline else None


def ruling_due(facts: Refund) -> datetime | None:
    return facts.form.ruling_by or facts.form.deadline


# --- who leads, approves and pays ----------------------------------------------------------------------------


def is_important(facts: Refund) -> bool:
    """A dispute that the service supervisor leads himself."""
    form = facts.form
    large = (form.amount or NOTHING) >= facts.money_policy("refund.important")
    return form.kind is RefundKind.DISPUTE and (large or form.public is not Public.NO)


def is_ordinary(facts: Refund) -> bool:
    return not is_important(facts)


def above_first_tier(facts: Refund) -> bool:
    return bool(facts.form.amount > facts.policy("refund.tiers")[0])


def above_second_tier(facts: Refund) -> bool:
    return bool(facts.form.amount > facts.policy("refund.tiers")[1])


@guard(_("no ruling for the customer"))
def not_ruled_for_customer(facts: Refund) -> Iterator[Message]:
    if facts.taken("for-customer", "ruling"):
        yield _("the platform has ruled for the customer ({number}): it is paid")(number=facts.form.ruling_number)


def approvers(facts: Refund) -> Iterable[int]:
    return {made.person_id for made in facts.taken("approve", "approve")}


def at_counter(facts: Refund) -> bool:
    return pays_out(facts, *AT_TILL)


def by_finance(facts: Refund) -> bool:
    return pays_out(facts, Means.BANK, Means.ACCOUNT) or not at_counter(facts)


@guard(_("paid to the account it came from"))
def account_is_named(facts: Refund) -> Iterator[Reason]:
    if pays_out(facts, Means.BANK) and not facts.form.account:
        yield Reason(_("name the account the customer paid from"), "account")


@guard(_("the day has come"))
def has_arrived(facts: Refund) -> Iterator[Reason]:
    if facts.form.arrived_on and facts.form.arrived_on > facts.today:
        yield Reason(_("that day has not come yet"), "arrived_on")
