"""A small firm that begins with nothing but a file of people: everything else it enters itself, and then it works."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.console.conftest import PASSWORD, Console
from tests.console.walking import Walk
from workflows.engine.clock import FixedClock

PEOPLE = """
company = "小满灯具"

[[warehouses]]
key = "MAIN"
name = "主仓"

[[people]]
login = "lin"
name = "林强"
department = "management"
posts = ["general-manager"]

[[people]]
login = "zhao"
name = "赵敏"
department = "sales"
posts = ["sales-rep", "service-agent"]
superior = "lin"
hired_on = 2024-03-01

[[people]]
login = "sun"
name = "孙丽"
department = "warehouse"
posts = ["warehouse-supervisor"]
superior = "lin"

[[people]]
login = "wang"
name = "王海"
department = "warehouse"
posts = ["storekeeper", "shipping-clerk"]
superior = "sun"

[[people]]
login = "li"
name = "李青"
department = "quality"
posts = ["inspector", "guard", "callback-agent"]
superior = "lin"

[[people]]
login = "zhou"
name = "周芳"
department = "finance"
posts = ["finance", "hr"]
superior = "lin"

[[people]]
login = "chen"
name = "陈静"
department = "materials"
posts = ["purchaser"]
superior = "lin"
"""

PRODUCTS = """key,name,unit,kind,safety_stock
LAMP-01,台灯,个,finished,
LAMP-02,落地灯,个,finished,40
"""


@pytest.fixture
def firm(home: dict[str, str], console: Console, clock: FixedClock, tmp_path: Path, quick_hashing: None) -> Walk:
    """The firm on its first day, everybody with a password."""
    home |= {"CONSOLE_PASSWORD": PASSWORD, "CONSOLE_NEW_PASSWORD": PASSWORD}
    people = tmp_path / "people.toml"
    people.write_text(PEOPLE, "utf-8")
    assert console("init", "--admin", "chen", "--people", str(people)).code == 0
    for login in ("lin", "zhao", "sun", "wang", "li", "zhou"):
        assert console("user", "passwd", login, "--as", "chen").code == 0
    return Walk(console, clock, chief="lin")


def entered(walk: Walk) -> None:
    """Places, products, prices, a supplier and a customer, and what the old books say."""
    walk.enter("sun", "locations", "MAIN/A-01", name="A 架 1")
    walk.enter("sun", "warehouses", "EAST", name="东仓")
    imported = walk.console("register", "import", "products", "-", "--as", "sun", "--json", stdin=PRODUCTS)
    assert imported.data["new"] == 2
    assert walk.stock("LAMP-01", "EAST/dispatch") == (0, 0)
    for product, price in (("LAMP-01", "80.00"), ("LAMP-02", "200.00")):
        walk.enter("chen", "price-list", product, name="灯", prices=[{"price": price, "valid_from": "2026-06-01"}])
    walk.enter("sun", "suppliers", name="中山灯饰厂", lead_days=7, state="qualified")
    walk.enter("chen", "customers", name="明珠宾馆", phones=["13900001111"], owner="E-002", place="in-city")
    goods: dict[str, Any] = {"product": "LAMP-01", "location": "MAIN/A-01", "quantity": "10", "value": "400.00"}
    accounts: list[dict[str, Any]] = [{"account": "bank", "amount": "100000"}]
    brought: dict[str, Any] = {"goods": [goods], "accounts": accounts, "leave": [{"employee": "E-002", "days": "1.5"}]}
    nobody = [{"account": "receivable", "dimension": "C-0009", "amount": "1"}]
    assert "Of: C-0009" in walk.not_opened("zhou", "opening-balance", title="开账", accounts=nobody)
    opening = walk.open("zhou", "opening-balance", title="开账", **brought)
    assert walk.act("lin", opening, "approve") == "done"


def bought(walk: Walk) -> None:
    line: dict[str, Any] = {"product": "LAMP-02", "quantity": "40", "price": "100.00", "needed_by": "2026-06-16"}
    terms: dict[str, Any] = {"supplier": "S-0001", "terms": "days", "days": "30", "place": "MAIN"}
    order = walk.open("chen", "purchase-order", kind="material", **terms, lines=[line])
    walk.act("sun", order, "approve")
    walk.act("chen", order, "confirmed")
    note: dict[str, Any] = {"kind": "material", "order": order, "note_number": "D-1", "warehouse": "MAIN"}
    receipt = walk.open("chen", "goods-receipt", **note, lines=[{"order_line": 1, "delivered": "40"}])
    walk.act("li", receipt, "qualified", lines=[{"checked": "40", "accepted": "40"}])
    stored = [{"stored": "40", "refused": "0", "location": "MAIN/A-01"}]
    assert walk.act("wang", receipt, "qualified", lines=stored) == "done"
    assert walk.act("zhou", order, "paid", invoice="4000.00", invoice_number="F-1") == "done"


def sold(walk: Walk) -> str:
    """Offered at the list price, ordered, paid before delivery, shipped; return the number of the order."""
    wanted: dict[str, Any] = {"product": "LAMP-02", "quantity": "2", "price": "200.00"}
    quotation = walk.open("zhao", "quotation", customer="C-0001", lines=[wanted])
    walk.act("zhao", quotation, "send")
    assert walk.act("zhao", quotation, "accept") == "won"
    order = walk.open(
        "zhao", "sales-order", customer="C-0001", basis="quotation", terms="prepay", warehouse="MAIN",
        address="建设路 3 号", lines=[{**wanted, "quotation": quotation}],
    )  # fmt: skip
    assert walk.act("lin", order, "release") == "payment before delivery"
    walk.act("zhou", order, "received", amount_received="400.00", means="bank")
    shipment = walk.ship(order, shipping_clerk="wang", storekeeper="wang", inspector="li", guard="li")
    walk.act("wang", shipment, "signed", signed_by="叶先生", signed_on="2026-06-09")
    assert walk.stands(order) == "done"
    return order


def scrapped(walk: Walk) -> None:
    damaged: dict[str, Any] = {"product": "LAMP-01", "location": "MAIN/A-01", "quantity": "1", "cause": "handling"}
    case = walk.open("wang", "write-off", warehouse="MAIN", lines=[{**damaged, "unusable": True}])
    walk.act("sun", case, "confirm")
    assert walk.act("wang", case, "cleared", clearing="waste") == "done"


def counted(walk: Walk) -> None:
    """One lamp is missing: counted again by somebody else, and booked."""
    case = walk.open("wang", "stocktake", warehouse="MAIN", scope="full")
    sheet: list[dict[str, Any]] = [{"counted": "8"}, {"counted": "38"}]
    missing = "Line 1, Second count: off by more than the tolerance: another person counts it too"
    assert walk.refused("wang", case, "submit", lines=sheet) == missing
    walk.act("wang", case, "submit", lines=[{**sheet[0], "second_count": "8", "second_counter": "E-005"}, sheet[1]])
    walk.act("sun", case, "qualified")
    assert walk.act("wang", case, "updated") == "done"


def away(walk: Walk) -> None:
    case = walk.open(
        "zhao", "leave", employee="E-002", kind="compensatory", first="2026-06-11", last="2026-06-11", reason="搬家"
    )
    assert walk.act("lin", case, "approve") == "away"


def complained(walk: Walk) -> None:
    heard: dict[str, Any] = {
        "channel": "phone", "name": "明珠宾馆", "phone": "13900001111", "customer": "C-0001", "about": "goods",
        "what": "one lamp came scratched", "place": "大堂", "nature": "valid", "breach": "other", "department": "warehouse",
        "reply_by": "2026-06-09T11:00",
    }  # fmt: skip
    case = walk.open("zhao", "complaint", **heard)
    walk.at("2026-06-09 10:00")
    seen: dict[str, Any] = {"seen_at": "2026-06-09T09:40", "both_present": True, "findings": "scratched at the foot"}
    walk.act("zhao", case, "seen", **seen)
    walk.act("sun", case, "seen")
    walk.act("sun", case, "solved", first_answer="a new foot is on its way", cause="packed without foam")
    walk.act("zhao", case, "registered", result="the foot is replaced")
    walk.act("li", walk.child(case, "CB"), "satisfied", score=4, evaluation="quick")
    assert walk.stands(case) == "done"


def test_from_an_empty_database_to_goods_sold_and_paid(firm: Walk) -> None:
    entered(firm)
    bought(firm)
    sold(firm)
    assert firm.stock("LAMP-02", "MAIN/A-01") == (38, 0)
    assert firm.money("bank") == Decimal("96400.00")
    scrapped(firm)
    counted(firm)
    assert firm.stock("LAMP-01", "MAIN/A-01") == (8, 0)
    assert firm.money("loss") == Decimal("80.00")
    away(firm)
    complained(firm)
    firm.sound()
