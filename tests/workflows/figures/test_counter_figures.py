"""What the shop sold, against a day one can count by hand."""

from decimal import Decimal as D

import pytest

from tests.workflows.figures.conftest import Behind, Chart, Figure, by_key
from tests.workflows.house import House
from tests.workflows.sales.selling import gone, sold, stock_shop

MANAGER = "sales-manager"


@pytest.fixture(autouse=True)
def _shop(house: House) -> None:
    stock_shop(house)


def test_a_day_sheet_says_how_it_was_paid_and_what_was_not_seen_leaving(
    house: House, figure: Figure, chart: Chart, behind: Behind
) -> None:
    first = gone(house)
    house.at("2026-06-10 17:00")
    second = sold(
        house, "BOOK-1", payments=[{"means": "cash", "amount": "5"}, {"means": "bank-card", "reference": "1"}]
    )
    assert (figure("counter-today", MANAGER), figure("unseen-today", MANAGER)) == (D("25.00"), 0)
    house.at("18:00")
    house.act("guard1", second, "not-seen")
    assert figure("unseen-today", MANAGER) == 1
    days = by_key(chart("counter-days", MANAGER))
    assert days["2026-06-09"] == [D("105.00"), D("0.00"), D("105.00"), 1, 3, 0]
    assert days["2026-06-10"] == [D("5.00"), D("20.00"), D("25.00"), 1, 1, 1]
    assert [row.case_id for row in behind("counter-days", MANAGER, "2026-06-09").rows] == [first]
