"""The dashboard of the sales desk against worlds one can count by hand."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.figures.conftest import Behind, Chart, Figure, by_key
from tests.workflows.house import House
from workflows.engine.errors import NotFound

D = Decimal
REP, MANAGER = "sales-rep1", "sales-manager"


def quoted(house: House, price: str = "100.00", quantity: str = "10") -> int:
    """A quotation that waits to be sent."""
    lines = [{"product": "CABLE", "quantity": quantity, "price": price}]
    return house.submit(REP, "quotation", {"customer": "C-0001", "invoice": "none", "lines": lines}).case_id


def sent(house: House, **more: Any) -> int:
    case = quoted(house, **more)
    house.act(REP, case, "send")
    return case


def test_the_hit_rate_counts_answers_alone(house: House, figure: Figure, behind: Behind) -> None:
    assert figure("hit-rate", REP) is None
    for _number in range(2):
        house.act(REP, sent(house), "accept")
    declined = sent(house)
    house.act(REP, declined, "decline", reason=1)
    sent(house)
    assert figure("hit-rate", REP) == D("66.7")
    listed = behind("hit-rate", REP)
    assert [str(row.note) for row in listed.rows] == ["declined", "accepted", "accepted"]
    assert listed.rows[0].case_id == declined
    bargained = sent(house)
    house.act(REP, bargained, "price-objection")
    house.act(REP, bargained, "decline", reason=1)
    assert figure("hit-rate", REP) == D("50.0")
    house.later(days=91)
    assert figure("hit-rate", REP) is None


def test_open_quotations_are_summed(house: House, figure: Figure, behind: Behind) -> None:
    quoted(house)
    house.act(REP, sent(house, quantity="5"), "accept")
    sent(house, quantity="3")
    assert figure("quotations-open", REP) == D("1300.00")
    assert [row.amount for row in behind("quotations-open", REP).rows] == [D("1000.00"), D("300.00")]


def test_a_quotation_sent_after_its_deadline_is_late(house: House, figure: Figure, behind: Behind) -> None:
    sent(house)
    late = quoted(house)
    house.later(days=3)
    house.act(REP, late, "send", {"late_reason": "the maker was away"})
    assert figure("sent-in-time", REP) == D("50.0")
    assert next((row.case_id, str(row.note)) for row in behind("sent-in-time", REP).rows) == (late, "late")


def test_the_reduction_below_guide_and_what_it_cost_by_salesperson(house: House, chart: Chart) -> None:
    sent(house, price="94.00")
    sent(house, price="100.00")
    quoted(house, price="94.00")  # not sent, so not counted
    assert by_key(chart("reductions", MANAGER)) == {house.employee(REP): [D("3.0"), D("0.00"), 2]}
    with pytest.raises(NotFound):
        chart("reductions", REP)


# --- what customers owe -----------------------------------------------------------------------------------------


def test_receivables_age_by_the_days_since_they_were_due(house: House, chart: Chart, figure: Figure) -> None:
    house.record("customers", "C-0005", name="月结客户", settlement_days=30)
    house.sold("C-0001", "100.00")  # due today
    house.sold("C-0005", "200.00")  # due in 30 days
    house.later(days=31)
    house.sold("C-0001", "400.00", paid="150.00")
    assert {key: values[0] for key, values in by_key(chart("receivables-by-age", REP)).items()} == {
        "0": D("250.00"), "30": D("200.00"), "60": D("100.00"), "90": D("0.00"), "91": D("0.00"),
    }  # fmt: skip
    assert figure("receivables", REP) == house.balance("receivable") == D("550.00")
    assert figure("receivables-overdue", REP) == D("300.00")
    house.later(days=100)
    assert by_key(chart("receivables-by-age", REP))["91"] == [D("550.00"), 3, 2]


def test_a_bill_is_not_due_on_its_day(house: House, chart: Chart) -> None:
    house.sold("C-0001", "100.00")
    assert by_key(chart("receivables-by-age", REP))["0"][0] == D("100.00")
    house.later(days=1)
    assert by_key(chart("receivables-by-age", REP))["30"][0] == D("100.00")


def test_what_was_paid_too_much_settles_the_oldest_bill(house: House, chart: Chart, behind: Behind) -> None:
    oldest = house.sold("C-0001", "100.00")
    house.later(days=40)
    house.sold("C-0001", "50.00", paid="110.00")
    ages = by_key(chart("receivables-by-age", REP))
    assert (ages["60"], ages["0"]) == ([D("40.00"), 1, 1], [D("0.00"), 0, 0])
    assert [(row.number, row.amount) for row in behind("receivables", REP).rows] == [(oldest, D("40.00"))]


def test_what_was_paid_beyond_every_bill_stands_as_negative(house: House, chart: Chart) -> None:
    house.sold("C-0001", "100.00", paid="130.00")
    house.later(days=40)
    assert by_key(chart("receivables-by-age", REP))["0"][0] == house.balance("receivable") == D("-30.00")


def test_customers_over_their_limit(house: House, figure: Figure, behind: Behind) -> None:
    house.record("customers", "C-0005", name="月结客户", credit_limit="300.00")
    house.record("customers", "C-0006", name="大客户", credit_limit="300.01")
    house.sold("C-0005", "300.01")
    house.sold("C-0006", "300.01")
    assert figure("over-limit", REP) == 1
    (row,) = behind("over-limit", REP).rows
    assert (row.record, row.number, row.amount) == ("customers/C-0005", "C-0005", D("300.01"))


# --- commission --------------------------------------------------------------------------------------------------


def test_everybody_sees_his_own_commission_and_the_manager_all(house: House, figure: Figure, chart: Chart) -> None:
    order = house.sold("C-0001", "100.00")
    house.also_earned(order, house.employee("sales-rep1"), "3.00")
    house.at("2026-07-01 09:00")
    house.also_earned(order, house.employee("sales-rep1"), "1.50")
    house.also_earned(order, house.employee("sales-rep2"), "2.00")
    assert (figure("my-commission", "sales-rep1"), figure("my-commission", "sales-rep2")) == (D("1.50"), D("2.00"))
    assert by_key(chart("commission", MANAGER)) == {
        house.employee("sales-rep1"): [D("1.50"), D("4.50")], house.employee("sales-rep2"): [D("2.00"), D("2.00")],
    }  # fmt: skip


def test_orders_are_counted_in_the_month_they_were_handed_in(house: House, figure: Figure, chart: Chart) -> None:
    lines = [{"product": "CABLE", "quantity": "2", "price": "100.00"}]
    house.goods("CABLE", "MAIN/A-01", "50", "1000.00")
    form = {
        "customer": "C-0001", "channel": "direct", "basis": "phone", "basis_note": "Hu", "kind": "stock", "terms": "prepay",
        "warehouse": "MAIN", "address": "somewhere 1", "lines": lines,
    }  # fmt: skip
    house.submit(REP, "sales-order", form)
    assert figure("orders-month", REP) == D("200.00")
    assert (figure("release-waiting", REP), figure("release-value", REP)) == (1, D("200.00"))
    house.at("2026-07-01 09:00")
    assert figure("orders-month", REP) == D("0.00")
    months = by_key(chart("order-intake", REP))
    assert list(months)[-2:] == ["2026-06-01", "2026-07-01"]
    assert (months["2026-06-01"], months["2026-07-01"]) == ([D("200.00"), 1], [D("0.00"), 0])
