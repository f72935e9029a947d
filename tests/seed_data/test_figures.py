"""Dashboards of the practice company: what different figures say of one thing is the same, and the ledgers say it too."""

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal

import pytest

from db.database import Database
from tests.seed_data.conftest import TODAY
from workflows.catalogue import CATALOGUE
from workflows.engine.boards import LISTED, Boards
from workflows.engine.clock import FixedClock
from workflows.engine.counting import Counting
from workflows.engine.engine import Engine
from workflows.figures.receivables import exposure_of_all
from workflows.library import orders
from workflows.posts import DESKS

MORNING = datetime.combine(TODAY, time(9))
ZERO = Decimal(0)


@pytest.fixture
def engine(company: Database) -> Engine:
    return Engine(company, FixedClock(MORNING), CATALOGUE)


@pytest.fixture
def boards(engine: Engine) -> Iterator[Boards]:
    """The dashboards of the general manager, who sees everything."""
    manager = engine.company.people.holders("general-manager", TODAY)[0]
    yield Boards(engine.company, manager.id)


def total(boards: Boards, desk: str, chart: str, column: int = 0) -> Decimal:
    return sum((Decimal(row.values[column] or 0) for row in boards.chart(desk, chart).rows), ZERO)


def test_stock_value_is_one_figure_everywhere(boards: Boards, engine: Engine) -> None:
    value = engine.company.stock.total_value()
    assert value > 0
    assert boards.figure("warehouse", "stock-value").value == value
    assert boards.figure("management", "stock-value").value == value
    assert total(boards, "warehouse", "stock-by-kind") == value
    assert boards.chart("warehouse", "stock-by-week").rows[-1].values[0] == value
    assert engine.company.money.balance("stock") == value
    by_kind = boards.chart("warehouse", "stock-by-kind").rows
    for row in by_kind:
        listed = boards.behind("warehouse", "stock-by-kind", row.key).rows
        assert sum((one.amount or ZERO for one in listed), ZERO) == row.values[0]


def test_receivables_by_age_sum_to_the_ledger(boards: Boards, engine: Engine) -> None:
    owed = engine.company.money.balance("receivable")
    assert owed > 0
    assert total(boards, "sales", "receivables-by-age") == owed
    assert boards.figure("management", "receivables").value == owed
    assert sum((row.amount or ZERO for row in boards.behind("sales", "receivables").rows), ZERO) == owed


def test_exposure_of_all_customers_is_that_of_each(engine: Engine) -> None:
    counting = Counting(engine.company, 1, MORNING)
    found = exposure_of_all(counting)
    customers = {key for key, _name, _fields in counting.store.records("customers", ())}
    assert {key: orders.exposure(counting, key) for key in sorted(customers)} == {
        key: found.get(key, ZERO) for key in sorted(customers)
    }


def test_sales_and_commission_are_those_of_the_ledger(boards: Boards, engine: Engine) -> None:
    money = engine.company.money
    assert total(boards, "management", "sales-by-month") == money.balance("sales")
    assert boards.figure("management", "commission-owed").value == money.balance("commission")
    assert total(boards, "sales", "commission", 1) == money.balance("commission")
    assert total(boards, "warehouse", "loss-by-cause", 0) + sum(
        total(boards, "warehouse", "loss-by-cause", column) for column in range(1, 6)
    ) == money.balance("loss")


def test_open_work_is_the_same_by_desk_and_in_all(boards: Boards, company: Database) -> None:
    waiting = company.value("SELECT count(*) FROM tasks WHERE closed_at IS NULL AND draft = 0")
    assert boards.figure("management", "open").value == waiting
    assert total(boards, "management", "work-by-desk") == waiting
    assert total(boards, "management", "work-by-desk", 2) == boards.figure("management", "late").value
    assert total(boards, "management", "bottlenecks", 1) == waiting


def test_everything_opened_and_ended_is_in_some_week(boards: Boards, company: Database) -> None:
    def of(chart: str) -> Decimal:
        return sum((total(boards, "management", chart, column) for column in range(len(DESKS))), ZERO)

    handed_in = "SELECT count(*) FROM cases WHERE submitted_at IS NOT NULL"
    assert of("opened") == company.value(handed_in)  # its history is shorter than the chart
    assert of("ended") == company.value(f"{handed_in} AND ended IS NOT NULL")


@pytest.mark.parametrize("desk", DESKS)
def test_a_count_is_as_long_as_the_list_behind_it(desk: str, boards: Boards) -> None:
    for one in boards.figures(desk):
        if one.unit != "count" or not one.traced:
            continue
        listed = boards.behind(desk, one.key)
        assert listed.hidden == 0
        assert len(listed.rows) == (LISTED if listed.more else one.value), one.key


@pytest.mark.parametrize("desk", DESKS)
def test_what_lies_behind_every_bar_can_be_listed(desk: str, boards: Boards) -> None:
    for title in boards.board(desk).charts:
        chart = boards.chart(desk, title.key)
        assert chart.rows or title.key in ("commission", "reductions"), title.key
        for row in chart.rows if title.traced else ():
            listed = boards.behind(desk, title.key, row.key)
            assert listed.of == row.title
            assert listed.hidden == 0
