"""Management in line mode: a plan through its three tiers, and a credit tier that changes at midnight."""

from decimal import Decimal
from typing import Any

import pytest

from tests.console.walking import Walk
from tests.workflows.house import House
from tests.workflows.warehouse.shipping import known_on_account

D = Decimal
YES: dict[str, Any] = {"reasonable": True, "fits": True, "aimed": True}
JOINT = ("service-supervisor", "finance1", "sales-manager", "quality-manager")


# --- operation plan -----------------------------------------------------------------------------------------


@pytest.fixture
def planning(house: House, walk: Walk) -> Walk:
    """An expert adviser, a known customer with a limit of 150,000, and 20,000.00 of free budget in sales."""
    house.expert("quality-manager")
    known_on_account(house, limit="150000")
    granted = [{"account": "budget-free", "dimension": "sales", "amount": "20000.00"}]
    walk.act("general-manager", walk.open("finance1", "opening-balance", title="budget", accounts=granted), "approve")
    return walk


def plan(house: House, amount: str, **more: Any) -> dict[str, Any]:
    """A plan whose goods are paid as they come, with 8,000.00 for samples."""
    return {
        "customer": "C-0001", "project": "new workshop", "amount": amount, "fit": "follows the building",
        "supply": [{"on": "2026-07-01", "amount": amount}], "payment": [{"on": "2026-06-30", "amount": amount}],
        "budget": [{"purpose": "samples", "amount": "8000.00"}], "team": [{"employee": house.employee("sales-rep2")}],
        **more,
    }  # fmt: skip


def in_force(walk: Walk, case: str) -> None:
    """The plan is in the register, and its budget tied to its purpose."""
    kept = walk.console("register", "show", "plans", case, "--as", "general-manager", "--json").data
    assert kept["fields"]["state"] == "in-force"
    assert walk.money("budget-earmarked", f"{case}/samples") == D("8000.00")
    assert walk.money("budget-free", "sales") == D("12000.00")
    walk.sound()


def test_a_small_plan_is_decided_by_the_service_supervisor_alone(house: House, planning: Walk) -> None:
    walk = planning
    case = walk.open("sales-rep1", "operation-plan", **plan(house, "99999.99"))
    assert walk.act("service-agent1", case, "forward") == "single review"
    assert "aimed" in walk.refused("service-supervisor", case, "approve", **{**YES, "aimed": False})
    assert walk.act("service-supervisor", case, "approve", **YES) == "done"
    in_force(walk, case)
    frozen = walk.refused("sales-rep1", case, "submit", amount="1.00")
    assert frozen == "It stands at: done"


def test_a_larger_plan_needs_every_vote_and_a_change_voids_those_given(house: House, planning: Walk) -> None:
    walk = planning
    case = walk.open("sales-rep1", "operation-plan", **plan(house, "260000.00"))
    assert walk.act("service-agent1", case, "forward") == "joint review"
    walk.act("sales-manager", case, "approve", **YES)
    assert walk.act("finance1", case, "send-back", 2) == "draft"
    walk.act("sales-rep1", case, "submit", **plan(house, "250000.00"))
    walk.act("service-agent1", case, "forward")
    for login in JOINT:
        assert walk.stands(case) == "joint review"
        walk.act(login, case, "approve", **YES)
    assert walk.stands(case) == "done"
    in_force(walk, case)


def test_a_large_plan_goes_to_the_committee_with_its_file(house: House, planning: Walk) -> None:
    walk = planning
    case = walk.open("sales-rep1", "operation-plan", **plan(house, "500000.00"))
    assert walk.act("service-agent1", case, "forward") == "committee file"
    assert "Risk note: fill this in" in walk.refused("sales-rep1", case, "sign")
    walk.act("sales-rep1", case, "sign", risk="the builder may be late")
    walk.act("service-agent1", case, "sign")
    for login in JOINT:
        walk.act(login, case, "approve", **YES)
    for member in ("committee1", "committee2", "committee3"):
        assert walk.stands(case) == "committee"
        walk.act(member, case, "approve", **YES)
    assert walk.stands(case) == "done"
    in_force(walk, case)


# --- a policy that changes at midnight ----------------------------------------------------------------------


def ordered(walk: Walk, quantity: str) -> str:
    """An order at 100.00 a metre, by contract and on account; return its number."""
    cable = {"product": "CABLE", "quantity": quantity, "price": "100.00"}
    return walk.open(
        "sales-rep1", "sales-order", customer="C-0001", basis="contract", contract="HT-1", terms="account",
        warehouse="MAIN", address="杭州市建设路 3 号", lines=[cable],
    )  # fmt: skip


def test_the_next_order_is_routed_by_the_tier_of_its_day(house: House, walk: Walk) -> None:
    known_on_account(house, limit="900000")
    house.goods("CABLE", "MAIN/A-01", "1000", "50000.00")
    words = ("policy", "set", "sales-order.tier1", "30000", "--from", "2026-06-10", "--reason", "the quarter")
    case = walk.console(*words, "--as", "hr", "--json").data["number"]
    walk.act("sales-manager", case, "approve")
    assert walk.act("general-manager", case, "approve") == "committee"
    for member in ("committee1", "committee2", "committee3"):
        walk.act(member, case, "approve")
    assert walk.stands(case) == "done"

    walk.at("2026-06-09 23:59")
    waiting = ordered(walk, "250")
    assert walk.stands(waiting) == "release"
    walk.at("2026-06-10 00:00")
    assert walk.stands(ordered(walk, "250")) == "delivery"
    assert walk.stands(ordered(walk, "300.01")) == "release"
    assert walk.stands(waiting) == "release"
    assert walk.act("sales-manager", waiting, "release") == "delivery"
    shown = walk.console("policy", "show", "sales-order.tier1", "--as", "sales-rep1", "--json").data
    assert (shown["value"], shown["history"][-1]["case"]) == ("30000.00", case)
