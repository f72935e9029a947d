"""Where work waits, how long it takes, what comes back: write-offs told to the minute, and what the figures say."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from db.database import Database
from tests.workflows.figures.conftest import Behind, Chart, Figure, by_key
from tests.workflows.house import House
from workflows.engine.errors import NotFound

D = Decimal
BOSS = "general-manager"


def form(quantity: str = "1") -> dict[str, Any]:
    line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": quantity, "cause": "handling"}
    return {"warehouse": "MAIN", "lines": [line]}


@pytest.fixture
def house(house: House) -> House:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    return house


def reviewed_after(house: House, hours: int, action: str = "confirm", **more: Any) -> int:
    """A write-off handed in at 9:00 and reviewed so many hours later, before noon."""
    house.at("09:00")
    case = house.submit("storekeeper1", "write-off", form()).case_id
    house.later(hours=hours)
    house.act("warehouse-supervisor", case, action, **more)
    return case


def test_waiting_is_counted_in_business_hours_by_step(house: House, chart: Chart) -> None:
    reviewed_after(house, 1)
    reviewed_after(house, 2)
    reviewed_after(house, 3)
    house.at("2026-06-10 09:00")  # two, one and no hours at 12:00, a break, five in the afternoon
    found = by_key(chart("bottlenecks", BOSS))
    total, waiting, late, middle, nine, share = found["write-off.review"]
    assert (total, waiting, late, middle, nine) == (D("6.0"), 0, 0, D("2.0"), D("3.0"))
    cleared = found["write-off.clear"]
    assert (cleared[0], cleared[1]) == (D("18.0"), 3)
    assert share == D("25.0")


def test_what_waited_before_the_thirty_days_is_left_out(house: House, chart: Chart) -> None:
    case = house.submit("storekeeper1", "write-off", form()).case_id
    house.at("2026-07-10 12:00")  # 23 working days and three hours after the window begins on June 10th
    assert (
        by_key(chart("bottlenecks", BOSS))["write-off.review"][0]
        == house.company.calendar.working_days(house.clock.now().date().replace(month=6), house.clock.now().date()) * 8
        - 5
    )
    assert house.stands(case) == "review"


def test_the_tasks_behind_a_step_those_that_wait_now_first(house: House, chart: Chart, behind: Behind) -> None:
    done = reviewed_after(house, 2)
    house.at("2026-06-10 09:00")
    waiting = house.submit("storekeeper1", "write-off", form()).case_id
    chart("bottlenecks", BOSS)
    rows = behind("bottlenecks", BOSS, "write-off.review").rows
    assert [(row.case_id, str(row.note)) for row in rows] == [(waiting, "waits 0.0 bh"), (done, "waited 2.0 bh")]
    assert [str(row.standing) for row in rows] == ["review", "clear away"]


def test_cycle_time_runs_from_handing_in_to_the_end(house: House, chart: Chart) -> None:
    case = reviewed_after(house, 2)
    house.act("storekeeper1", case, "cleared", {"clearing": "scrap-yard"})
    house.at("2026-06-10 10:00")
    reviewed_after(house, 1, "reject", reason=1)
    median, nine, cases, in_time = by_key(chart("cycle-time", BOSS))["write-off"]
    assert (cases, in_time) == (2, D("100.0"))
    assert (median, nine) == (D("1.5"), D("2.0"))


def test_what_came_back_is_told_by_reason(house: House, chart: Chart, behind: Behind) -> None:
    first = reviewed_after(house, 1, "send-back", reason=1)
    reviewed_after(house, 2, "reject", reason=2, note="can be mended")
    reviewed_after(house, 3)
    rows = chart("returned", BOSS).rows
    assert [(row.key, row.values) for row in rows if row.key.startswith("write-off")] == [
        ("write-off/back/1", (1,)), ("write-off/refuse/2", (1,)),
    ]  # fmt: skip
    assert str(rows[0].title) == "sent back, still usable · Damage write-off"
    assert [row.case_id for row in behind("returned", BOSS, "write-off/back/1").rows] == [first]


def test_late_tasks_by_who_may_act(house: House, chart: Chart, figure: Figure, behind: Behind) -> None:
    case = house.submit("storekeeper1", "write-off", form()).case_id
    assert (figure("open", BOSS), figure("late", BOSS)) == (1, 0)
    due = house.due(case)
    assert due is not None
    house.clock.set(due.replace(hour=due.hour - 1))
    assert figure("due-today", BOSS) == 1
    house.clock.set(due)
    house.later(hours=2)
    assert (figure("due-today", BOSS), figure("late", BOSS)) == (0, 1)
    assert by_key(chart("late-by-post", BOSS))["post:warehouse-supervisor"][0] == 1
    assert [row.late for row in behind("late-by-post", BOSS, "post:warehouse-supervisor").rows] == [True]
    assert by_key(chart("work-by-desk", BOSS))["warehouse"] == [1, 0, 1]


def test_what_is_late_is_listed_by_its_deadline_which_is_said(house: House, behind: Behind) -> None:
    confirmed = reviewed_after(house, 1)  # some working days to clear away
    waiting = house.submit("storekeeper1", "write-off", form()).case_id  # one for the review
    house.later(days=20)
    rows = behind("late", BOSS).rows
    assert [row.case_id for row in rows] == [waiting, confirmed]
    assert str(rows[0].note).startswith("due ")
    assert rows[0].at is not None
    assert rows[0].at.date().isoformat() == "2026-06-09"


def test_throughput_by_week_and_desk(house: House, chart: Chart, behind: Behind) -> None:
    rejected = reviewed_after(house, 1, "reject", reason=1)
    house.at("2026-06-16 09:00")
    open_still = house.submit("storekeeper1", "write-off", form()).case_id
    opened, ended = by_key(chart("opened", BOSS)), by_key(chart("ended", BOSS))
    # Opening stock is a case of the management desk.
    assert (opened["2026-06-08"], opened["2026-06-15"]) == ([0, 1, 0, 1], [0, 1, 0, 0])
    assert (ended["2026-06-08"], ended["2026-06-15"]) == ([0, 1, 0, 1], [0, 0, 0, 0])
    assert [row.case_id for row in behind("opened", BOSS, "2026-06-15").rows] == [open_still]
    assert len(behind("opened", BOSS, "2026-06-08").rows) == 2
    assert behind("ended", BOSS, "2026-06-08").rows[-1].case_id == rejected
    assert behind("ended", BOSS, "2026-06-15").rows == []


def test_approvals_of_the_general_manager(house: House, figure: Figure) -> None:
    before = figure("approvals", BOSS)  # the opening stock
    assert before == 1
    assert figure("approvals-day", BOSS) == D("100.0")
    assert figure("approvals-wait", BOSS) == D("0.0")
    house.later(days=31)
    assert (figure("approvals", BOSS), figure("approvals-wait", BOSS)) == (0, None)


def test_what_a_deadline_moves_while_the_general_manager_works_is_not_his_decision(
    house: House, figure: Figure
) -> None:
    lines = [{"product": "CABLE", "quantity": "10", "price": "100.00"}]
    asked = {"customer": "C-0001", "invoice": "none", "lines": lines}
    case = house.submit("sales-rep1", "quotation", asked).case_id
    house.act("sales-rep1", case, "send")
    house.later(days=40)
    house.engine.tick(house.person(BOSS))
    assert house.stands(case) == "lost"
    assert figure("approvals", BOSS) == 0


def test_stock_and_loss_are_those_of_the_ledger(house: House, figure: Figure, chart: Chart, behind: Behind) -> None:
    written_off = reviewed_after(house, 1)
    keeper = "warehouse-supervisor"
    assert figure("stock-value", keeper) == house.company.stock.total_value() == house.balance("stock") == D("490.00")
    assert figure("loss-month", keeper) == house.balance("loss") == D("35.00")
    assert by_key(chart("stock-by-kind", keeper)) == {"finished": [D("490.00")]}
    assert list(by_key(chart("stock-by-week", keeper)).values())[-2:] == [[D("0.00")], [D("490.00")]]
    moved = behind("stock-by-week", keeper, list(by_key(chart("stock-by-week", keeper)))[-1])
    # The opening stock is a case of the management desk.
    assert ([(row.case_id, row.amount) for row in moved.rows], moved.hidden) == ([(written_off, D("-35.00"))], 1)
    assert [(row.record, row.amount) for row in behind("stock-value", keeper).rows] == [("products/LAMP", D("490.00"))]
    causes = by_key(chart("loss-by-cause", keeper))["2026-06-01"]
    assert causes == [D("0.00"), D("35.00"), D("0.00"), D("0.00"), D("0.00"), D("0.00")]


def test_products_below_their_safety_stock(house: House, figure: Figure, behind: Behind) -> None:
    record = house.company.registers.data("products", "LAMP") or {}
    house.record("products", "LAMP", **{**record, "safety_stock": "15"})
    assert figure("below-safety", "warehouse-supervisor") == 0
    house.submit("storekeeper1", "write-off", form("2"))  # reserves them
    assert figure("below-safety", "warehouse-supervisor") == 1
    (row,) = behind("below-safety", "warehouse-supervisor").rows
    assert (row.record, str(row.note)) == ("products/LAMP", "13 of 15")


# --- who sees what ------------------------------------------------------------------------------------------------


def test_a_case_one_may_not_see_is_counted_and_not_listed(house: House, figure: Figure, behind: Behind) -> None:
    house.submit("storekeeper1", "write-off", form())
    assert figure("open", "finance1") == 1
    listed = behind("open", "finance1")
    seen = house.as_("finance1").boards.behind("management", "open")
    assert (len(listed.rows), listed.hidden) in ((1, 0), (0, 1))
    assert len(seen.rows) + seen.hidden == 1
    hr = house.as_("hr").boards.behind("management", "open")
    assert (len(hr.rows), hr.hidden) == (0, 1)


def test_there_is_nothing_of_another_desk(house: House) -> None:
    boards = house.as_("storekeeper1").boards
    assert [desk.key for desk in boards.desks()] == ["warehouse"]
    for ask in (
        lambda: boards.board("sales"),
        lambda: boards.figures("sales"),
        lambda: boards.chart("management", "bottlenecks"),
        lambda: boards.behind("management", "open"),
        lambda: boards.figure("warehouse", "hit-rate"),
        lambda: boards.chart("warehouse", "stock-value"),
        lambda: boards.behind("warehouse", "stock-by-kind", "books"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_it_is_found_by_typing_its_name_in_either_language(house: House) -> None:
    for typed in ("dashboard: ware", "看板", "仓库"):
        hits = [(hit.kind, hit.desk) for hit in house.as_("storekeeper1").goto(typed)]
        assert ("board", "warehouse") in hits
        assert ("board", "sales") not in hits


# --- how it is read -----------------------------------------------------------------------------------------------


def test_more_cases_are_not_more_questions(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    read = Database.rows

    def noted(self: Database, sql: str, params: Any = ()) -> Any:
        asked.append(sql)
        return read(self, sql, params)

    def count() -> Counter[str]:
        asked.clear()
        boards = house.as_(BOSS).boards
        for desk in boards.desks():
            boards.figures(desk.key)
            for one in boards.board(desk.key).charts:
                boards.chart(desk.key, one.key)
        return Counter(asked)

    reviewed_after(house, 1)
    monkeypatch.setattr(Database, "rows", noted)
    count()
    reviewed_after(house, 1)  # nothing is remembered from before it
    few = count()
    for _number in range(6):
        reviewed_after(house, 1)
    assert count() - few == Counter()


def test_a_delivery_that_was_given_up_need_not_leave(house: House, chart: Chart, behind: Behind) -> None:
    wanted = {
        "customer": "C-0002", "address": "文一路 1 号", "promise": "2026-06-12",
        "lines": [{"product": "LAMP", "quantity": "1"}],
    }  # fmt: skip
    leaves, given_up = (house.submit("shipping-clerk1", "shipment", wanted).case_id for _number in range(2))
    with house.db.write():  # as the cancellation of its order does
        voided = house.company.cases.case(given_up)
        voided.ended, voided.ended_at = "voided", house.clock.now()
        house.company.cases.save(voided)
    day = house.form(leaves)["ship_by"]
    house.at("2026-06-12 09:00")
    assert by_key(chart("promised-shipped", "warehouse-supervisor"))[day] == [1, 0]
    assert [row.case_id for row in behind("promised-shipped", "warehouse-supervisor", day).rows] == [leaves]
