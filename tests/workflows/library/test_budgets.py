"""Budgets as memo accounts: spending keeps to its purpose, a new version moves only the difference."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from db.message import _
from db.money import Account
from tests.workflows.engine.trial import trial
from tests.workflows.house import House, copied
from workflows.engine.booking import Booking
from workflows.engine.catalogue import Catalogue
from workflows.engine.facts import CompanyFacts
from workflows.engine.process import Approve, Draft, End, SendBack, Step, effect
from workflows.engine.settings import ENGINE_POLICIES
from workflows.library.budgets import against_spending, earmark, free_of, left_for, spend
from workflows.posts import SALES_MANAGER, SALES_REP

D = Decimal
FIRST = {"samples": D("8000.00"), "transport": D("4000.00")}


@effect(_("budget booked"))
def book(booking: Booking[Any]) -> None:
    match booking.form.what:
        case "grant":
            booking.post(Account("budget-free", "sales"), Account("budget-granted", "2026"), booking.form.amount)
        case "first":
            earmark(booking, "OP-1", "sales", {}, FIRST)
            budget = [{"purpose": purpose, "amount": str(amount)} for purpose, amount in FIRST.items()]
            booking.change_record("plans", "OP-1", {
                "project": "hall", "customer": "C-0001", "version": 1, "case": booking.case.name, "tier": 2,
                "amount": "1.00", "lead": "E-001", "budget": budget,
            })  # fmt: skip
        case "second":
            earmark(booking, "OP-1", "sales", FIRST, {"transport": D("6500.00"), "tests": D("100.00")})
        case "plan":
            spend(booking, booking.form.amount, plan="OP-1", purpose="samples")
        case _:
            spend(booking, booking.form.amount, department="sales")


SPENDING = trial(
    "trial-spending", "ZS",
    [
        Draft(by=SALES_REP, to="decide"),
        Step("decide", _("decide"), SALES_MANAGER, actions=[Approve("done", effects=[book]), SendBack()]),
    ],
    ends=[End("done", _("done")), End("withdrawn", _("withdrawn"), purpose=False)],
)  # fmt: skip


@pytest.fixture
def house(house_template: Path, tmp_path: Path) -> House:
    opened = House(copied(house_template, tmp_path).db.path, Catalogue([SPENDING], [], ENGINE_POLICIES))
    opened.engine.install_policies()
    booked(opened, "grant", "360000.00")
    booked(opened, "first")
    return opened


def booked(house: House, what: str, amount: str = "0.00") -> None:
    case = house.submit("sales-rep1", "trial-spending", {"what": what, "amount": amount}).case_id
    house.act("sales-manager", case, "approve")


def said(house: House, amount: str, **of: str) -> list[str]:
    facts = CompanyFacts(house.company, house.clock.now())
    return [str(why.message) for why in against_spending(facts, D(amount), **of)]


def test_spending_keeps_to_its_purpose(house: House) -> None:
    assert said(house, "8000.00", plan="OP-1", purpose="samples") == []
    assert said(house, "9000.00", plan="OP-1", purpose="samples") == ["8,000.00 left for this purpose"]
    assert said(house, "1.00", plan="OP-1", purpose="office chairs") == ["no such purpose in the plan"]
    assert said(house, "1.00", plan="OP-2", purpose="samples") == ["no such plan in force"]


def test_a_department_spends_what_is_free(house: House) -> None:
    assert said(house, "348000.01", department="sales") == ["348,000.00 left in the department's budget"]
    booked(house, "department", "48000.00")
    assert free_of(CompanyFacts(house.company, house.clock.now()), "sales") == D("300000.00")
    assert said(house, "300000.01", department="sales") == ["300,000.00 left in the department's budget"]


def test_who_names_no_budget_keeps_to_none(house: House) -> None:
    assert said(house, "999999.00") == []


def test_spent_is_no_longer_left(house: House) -> None:
    booked(house, "plan", "5000.00")
    assert left_for(CompanyFacts(house.company, house.clock.now()), "OP-1", "samples") == D("3000.00")
    assert house.balance("budget-spent", "OP-1/samples") == D("5000.00")


def test_a_new_version_moves_only_the_difference_either_way(house: House) -> None:
    booked(house, "second")
    left = {
        purpose: house.balance("budget-earmarked", f"OP-1/{purpose}") for purpose in ("samples", "transport", "tests")
    }
    assert left == {"samples": D("0.00"), "transport": D("6500.00"), "tests": D("100.00")}
    assert house.balance("budget-free", "sales") == D("353400.00")
