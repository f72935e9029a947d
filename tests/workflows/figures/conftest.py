"""Figures of the small company, counted as one person sees them."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.workflows.house import House
from workflows.engine.boards import BehindView, ChartView

Figure = Callable[..., Decimal | int | None]
Chart = Callable[..., ChartView]
Behind = Callable[..., BehindView]

DESK_OF = {
    "sales-rep1": "sales", "sales-rep2": "sales", "sales-manager": "sales", "warehouse-supervisor": "warehouse",
    "service-supervisor": "service", "finance1": "management", "general-manager": "management",
}  # fmt: skip


@pytest.fixture
def figure(house: House) -> Figure:
    """Count one figure as somebody sees it: `figure("hit-rate", "sales-rep1")`."""

    def counted(key: str, login: str) -> Decimal | int | None:
        return house.as_(login).boards.figure(DESK_OF[login], key).value

    return counted


@pytest.fixture
def chart(house: House) -> Chart:
    """Count one chart as somebody sees it."""

    def counted(key: str, login: str) -> ChartView:
        return house.as_(login).boards.chart(DESK_OF[login], key)

    return counted


@pytest.fixture
def behind(house: House) -> Behind:
    """List what lies behind a figure, or behind a row of a chart."""

    def listed(key: str, login: str, row: str | None = None) -> BehindView:
        return house.as_(login).boards.behind(DESK_OF[login], key, row)

    return listed


def by_key(view: ChartView) -> dict[str, list[Decimal | int | None]]:
    """The values of a chart by the key of its row."""
    return {row.key: list(row.values) for row in view.rows}
