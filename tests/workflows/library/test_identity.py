"""Identity by a fact of the register, and what is known of payment."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.house import House
from workflows.engine.facts import CompanyFacts
from workflows.library.identity import ProvedBy, customers_behind, fee_paid_to, months_unpaid, owed_by, why_not_proved


@pytest.fixture
def facts(house: House) -> CompanyFacts:
    house.record(
        "customers", "C-0099", name="赵女士", legal="person", id_number="33010219800101002X", phones=["138-0000-0001"]
    )  # fmt: skip
    house.record("units", "3-1202", building="三号楼", area="90", owner="C-0099", fee_paid_to="2026-04-30")
    return CompanyFacts(house.company, house.clock.now())


def test_a_number_of_the_register_proves_and_another_does_not(house: House, facts: CompanyFacts) -> None:
    house.member("C-0099", "600017")
    customers = customers_behind(facts, None, "3-1202")
    assert customers == ["C-0099"]
    for proof, fact in (
        (ProvedBy.ID_NUMBER, "33010219800101002x"),
        (ProvedBy.PHONE, "+86 138 0000 0001"),
        (ProvedBy.CARD, " 600017 "),
    ):
        assert list(why_not_proved(facts, customers, proof, fact)) == []
    for proof, fact in ((ProvedBy.PHONE, "13900000000"), (ProvedBy.CARD, "600018")):
        (why,) = why_not_proved(facts, customers, proof, fact)
        assert str(why) == f"{fact} is not in the register of this customer or unit"


def test_the_name_alone_is_no_fact(facts: CompanyFacts) -> None:
    (why,) = why_not_proved(facts, ["C-0099"], ProvedBy.ORDER, "  ")
    assert "write down the fact itself" in str(why)


def test_unpaid_are_the_months_that_are_over(facts: CompanyFacts) -> None:
    assert fee_paid_to(facts, "3-1202") == date(2026, 4, 30)
    assert months_unpaid(date(2026, 4, 30), date(2026, 6, 9)) == ["2026-05"]
    assert months_unpaid(date(2025, 10, 31), date(2026, 2, 1)) == ["2025-11", "2025-12", "2026-01"]
    assert months_unpaid(date(2026, 5, 31), date(2026, 6, 30)) == []
    assert fee_paid_to(facts, None) is None


def test_what_is_owed_is_read_from_the_books(facts: CompanyFacts, house: House) -> None:
    assert owed_by(facts, ["C-0099"]) == Decimal("0.00")
    line = {"account": "receivable", "dimension": "C-0099", "amount": "312.50"}
    case = house.submit("finance1", "opening-balance", {"title": "opening", "accounts": [line]})
    house.act("general-manager", case.case_id, "approve")
    assert owed_by(facts, ["C-0099"]) == Decimal("312.50")
