"""Ledgers and policies by line mode."""

import pytest

from tests.console.conftest import DAMAGED, WRITE_OFF, Console
from tests.workflows.house import House

FINANCE = ("--as", "finance1")
KEEPER = ("--as", "storekeeper1")


def test_what_lies_where(submitted: str, console: Console) -> None:
    data = console("ledger", "stock", *KEEPER, "--json").data
    assert data == {
        "balances": [
            {
                "location": "MAIN/A-01", "product": "LAMP", "name": "工矿灯", "lot": "",
                "quantity": "15", "reserved": "3", "free": "12", "value": "525.00",
            }
        ],
        "after": None,
    }  # fmt: skip
    assert console("ledger", "stock", *KEEPER).out.splitlines()[1].split() == [
        "MAIN/A-01", "LAMP", "工矿灯", "15", "3", "12", "525.00",
    ]  # fmt: skip


def test_a_long_stock_list_is_read_page_by_page(stocked: House, console: Console) -> None:
    for product in ("PAINT", "WIRE", "CABLE"):
        stocked.goods(product, "MAIN/A-01", "2.5", "10.00", lot="2404,红")
    read: list[str] = []
    after: tuple[str, ...] = ()
    for _page in range(2):
        data = console("ledger", "stock", "--limit", "2", *after, *KEEPER, "--json").data
        read += [one["product"] for one in data["balances"]]
        after = ("--after", data["after"])
    assert read == ["CABLE", "LAMP", "PAINT", "WIRE"]
    assert data["after"] is None


def test_the_moves_behind_it_newest_first(stocked: House, console: Console) -> None:
    number = stocked.submit("storekeeper1", "write-off", WRITE_OFF).number
    stocked.act("warehouse-supervisor", number, "confirm")
    data = console("ledger", "stock", "LAMP", "--entries", "--limit", "1", *KEEPER, "--json").data
    (move,) = data["entries"]
    assert (move["source"], move["target"], move["quantity"], move["case"]) == ("MAIN/A-01", "scrap", "3", number)
    rest = console("ledger", "stock", "LAMP", "--entries", "--after", data["after"], *KEEPER, "--json").data
    assert [one["target"] for one in rest["entries"]] == ["MAIN/A-01"]


def test_what_stock_is_worth_is_not_for_those_who_sell_it(stocked: House, console: Console) -> None:
    (line,) = console("ledger", "stock", "--filter", "gkd", "--as", "sales-rep1", "--json").data["balances"]
    assert "value" not in line
    assert console("ledger", "stock", "--filter", "nothing", *KEEPER, "--json").data["balances"] == []


@pytest.mark.parametrize(("dates", "found"), [("2026-06", 1), ("2026-06-09..", 1), ("2026-05", 0)])
def test_entries_of_certain_days(stocked: House, console: Console, dates: str, found: int) -> None:
    moves = console("ledger", "stock", "--entries", "--dates", dates, *KEEPER, "--json").data["entries"]
    entries = console("ledger", "money", "--entries", "--dates", dates, *FINANCE, "--json").data["entries"]
    assert (len(moves), len(entries)) == (found, found)


def test_days_that_are_none(house: House, console: Console) -> None:
    answer = console("ledger", "money", "--entries", "--dates", "soon", *FINANCE, "--json")
    assert (answer.code, [one["field"] for one in answer.error["fields"]]) == (2, ["dates"])


def test_balances_of_the_accounts(stocked: House, console: Console) -> None:
    found = console("ledger", "money", *FINANCE, "--json").data["balances"]
    assert {"account": "stock", "dimension": "", "balance": "525.00"} in found
    assert console("ledger", "money", "stock", "", *FINANCE, "--json").data["balances"][0]["balance"] == "525.00"


def test_entries_sum_to_nothing(stocked: House, console: Console) -> None:
    (entry,) = console("ledger", "money", "stock", "--entries", *FINANCE, "--json").data["entries"]
    assert sorted(line["amount"] for line in entry["lines"]) == ["-525.00", "525.00"]
    assert "opening" in console("ledger", "money", "stock", "--entries", *FINANCE).out


def test_leave_of_ones_own_is_everybodys_that_of_others_is_not(house: House, console: Console) -> None:
    other = house.employee("storekeeper2")
    assert console("ledger", "leave", *KEEPER, "--json").data == {"balances": [], "after": None}
    assert console("ledger", "leave", other, *KEEPER).code == 3
    assert console("ledger", "leave", other, "--as", "hr").code == 0


@pytest.mark.parametrize(
    ("words", "login"), [(("stock",), "administrator"), (("money",), "storekeeper1"), (("money",), "administrator")]
)
def test_the_books_are_not_for_everybody(house: House, console: Console, words: tuple[str, ...], login: str) -> None:
    answer = console("ledger", *words, "--as", login, "--json")
    assert (answer.code, answer.error["kind"]) == (3, "refused")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("stock", "SPOON"), 5),
        (("stock", "--warehouse", "NOWHERE"), 5),
        (("stock", "--location", "MAIN/Z-99"), 5),
        (("stock", "--location", "inspection"), 0),
        (("stock", "--dates", "2026-06"), 2),
        (("stock", "--entries", "--warehouse", "MAIN"), 2),
        (("stock", "--after", "x"), 2),
        (("stock", "--entries", "--after", "x"), 2),
        (("leave", "E-999"), 3),
        (("leave", "--entries", "--year", "2026"), 2),
    ],
)
def test_what_there_is_not(house: House, console: Console, words: tuple[str, ...], code: int) -> None:
    assert console("ledger", *words, *KEEPER).code == code


def test_no_such_account(house: House, console: Console) -> None:
    assert console("ledger", "money", "spoons", *FINANCE).code == 5
    assert console("ledger", "money", "receivable", "C-9999", *FINANCE).code == 5
    assert console("ledger", "money", "--dates", "2026-06", *FINANCE).code == 2


def test_the_policies_in_force(house: House, console: Console) -> None:
    found = console("policy", "list", "--process", "write-off", *KEEPER, "--json").data["policies"]
    assert [one["policy"] for one in found] == sorted(one["policy"] for one in found)
    large = next(one for one in found if one["policy"] == "write-off.large")
    assert (large["value"], large["kind"], large["importance"]) == ("5000.00", "money", "authority")
    assert "write-off.large" in console("policy", "list", *KEEPER).out


def test_the_history_of_a_policy(house: House, console: Console) -> None:
    case = house.draft("storekeeper1", "write-off", {**WRITE_OFF, "lines": [DAMAGED]})
    with house.db.write():
        now = house.clock.now()
        house.company.policies.set(case.decision_id, "write-off.large", "800.00", valid_from=now, at=now)
    data = console("policy", "show", "write-off.large", *KEEPER, "--json").data
    assert data["value"] == "800.00"
    assert [(one["value"], one["valid_from"], one["valid_until"]) for one in data["history"]] == [
        ("5000.00", None, "2026-06-09T09:00:00"),
        ("800.00", "2026-06-09T09:00:00", None),
    ]
    assert "always" in console("policy", "show", "write-off.large", *KEEPER).out


def test_a_person_proposes_another_value_and_does_not_set_it(house: House, console: Console) -> None:
    words = ("policy", "set", "write-off.large", "800", "--from", "2026-07-01", "--reason", "too many small losses")
    said = console(*words, "--as", "administrator", "--json")
    assert said.code == 3
    assert "“Policy change” is opened by" in said.out
    opened = console(*words, "--as", "hr", "--json").data
    assert opened["number"] == "PY-2026-000001"
    assert house.company.policies.value("write-off.large", house.clock.now().replace(month=8)) == "5000.00"


def test_every_value_of_every_policy(house: House, console: Console) -> None:
    found = console("policy", "list", "--process", "write-off", "--history", *KEEPER, "--json").data["policies"]
    large = next(one for one in found if one["policy"] == "write-off.large")
    assert [one["value"] for one in large["history"]] == ["5000.00"]
    assert "5000.00" in console("policy", "list", "--history", *KEEPER).out


def test_no_such_policy(house: House, console: Console) -> None:
    assert console("policy", "show", "write-off.small", *KEEPER).code == 5
    assert console("policy", "list", "--process", "spoons", *KEEPER).code == 5
