"""Whole procedures in line mode: order to cash, procure to pay; each step is a command as a script would send it."""

from decimal import Decimal
from typing import Any

from tests.console.walking import Walk
from tests.workflows.house import House
from tests.workflows.warehouse.shipping import known_on_account

D = Decimal


# --- order to cash ------------------------------------------------------------------------------------------


def quoted(walk: Walk) -> str:
    """Lamps of 50.00 at a special price, accepted; return the number of the quotation."""
    asked = {"product": "LAMP", "quantity": "500"}
    terms: dict[str, Any] = {"customer": "C-0001", "invoice": "vat"}
    assert walk.not_opened("sales-rep1", "quotation", **terms, lines=[{**asked, "price": "44.99"}]) == (
        "Line 1, Price: floor 45.00"
    )
    quotation = walk.open("sales-rep1", "quotation", **terms, lines=[{**asked, "price": "46.00"}])
    assert walk.refused("sales-rep1", quotation, "approve") == "Not your step: it waits for Sales manager"
    assert walk.act("sales-manager", quotation, "approve") == "issue the quotation"
    walk.act("sales-rep1", quotation, "send")
    assert walk.act("sales-rep1", quotation, "accept") == "won"
    return quotation


def ordered(walk: Walk, quotation: str) -> str:
    """All of it ordered on account, reserved, released by the sales manager; return the number of the order."""
    line = {"product": "LAMP", "quantity": "500", "price": "46.00", "quotation": quotation}
    values: dict[str, Any] = {
        "customer": "C-0001", "basis": "quotation", "terms": "account", "invoice": "vat", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号",
    }  # fmt: skip
    assert "46.00" in walk.not_opened("sales-rep1", "sales-order", **values, lines=[{**line, "price": "45.90"}])
    order = walk.open("sales-rep1", "sales-order", **values, lines=[line])
    assert walk.stands(order) == "release"
    assert walk.stock("LAMP", "MAIN/A-01") == (600, 500)
    brief = walk.show(order, "sales-manager")["preview"]["brief"]
    assert "R2 on account: 23,000.00 is over 20,000.00" in brief
    assert "Exposure 0.00 → 23,000.00, limit 80,000.00" in brief
    assert walk.act("sales-manager", order, "release") == "delivery"
    return order


def shipped(walk: Walk, order: str) -> str:
    """Printed, picked, checked, packed, let out at the gate; return the number of the shipment."""
    shipment = walk.child(order, "SH")
    assert walk.act("shipping-clerk1", shipment, "print", carrier="顺丰") == "pick"
    assert "490" in walk.refused("storekeeper1", shipment, "picked", lines=[{"picked": "490"}])
    assert walk.act("storekeeper1", shipment, "picked", lines=[{"picked": "500"}]) == "check"
    form = walk.values(shipment, "inspector1")
    assert walk.act("inspector1", shipment, "pass", checked=form["sample"]) == "pack"
    papers: dict[str, Any] = {"note_issue": form["issue"], "slip_issue": form["issue"]}
    walk.act("shipping-clerk1", shipment, "packed", parcels=[{"number": "1"}], lines=[{"parcel": "1"}], **papers)
    walk.act("shipping-clerk1", shipment, "handed-over", vehicle="浙A 3381")
    assert walk.money("sales") == 0
    assert walk.refused("guard1", shipment, "pass", parcels_counted=2) == (
        "Parcels at the gate: 2 counted, the note says 1"
    )
    assert walk.act("guard1", shipment, "pass", parcels_counted=1) == "proof of delivery"
    return shipment


def test_from_a_special_price_to_the_money_in_the_bank(house: House, walk: Walk) -> None:
    known_on_account(house)
    house.goods("LAMP", "MAIN/A-01", "600", "18000.00")
    order = ordered(walk, quoted(walk))
    shipment = shipped(walk, order)
    assert walk.stands(order) == "settlement"
    assert walk.money("receivable", "C-0001") == walk.money("sales") == D("23000.00")
    assert walk.money("cost-of-sales") == D("15000.00")
    assert walk.stock("LAMP", "MAIN/A-01") == (100, 0)
    walk.at("2026-06-10 15:00")
    walk.act("shipping-clerk1", shipment, "signed", signed_by="叶先生", signed_on="2026-06-10")

    walk.at("2026-07-08 10:00")
    assert walk.refused("finance1", order, "receipt", amount_received="23000.01", means="bank") == (
        "Amount received: 23,000.00 is open"
    )
    assert walk.act("finance1", order, "receipt", amount_received="23000.00", means="bank") == "done"
    assert walk.money("bank") == D("23000.00")
    assert walk.money("receivable") == 0
    assert walk.money("commission", house.employee("sales-rep1")) == D("506.00")  # 3 % less 0.8 for 8 % below guide
    taken = [place["key"] for place in walk.show(order)["places"]]
    assert taken == ["draft", "release", "delivery", "settle", "done"]
    walk.sound()


# --- procure to pay -----------------------------------------------------------------------------------------


def short_of_fabric(house: House, walk: Walk) -> str:
    """Fabric for 590 m of which 100 lie there: drafted by the daily run, approved, confirmed; return the number."""
    fabric = house.company.registers.data("products", "SHELL") or {}
    house.record("products", "SHELL", **{**fabric, "supplier": "S-0001", "safety_stock": "590"})
    house.goods("SHELL", "MAIN/A-01", "100", "1600.00")
    walk.tick("purchaser1")
    (draft,) = walk.waiting("purchaser1", "drafts", "warehouse")
    form = walk.values(draft, "purchaser1")
    (line,) = form["lines"]
    assert (line["quantity"], line["price"]) == ("490", "16.00")
    walk.act("purchaser1", draft, "submit", **{**form, "place": "MAIN", "lines": [{**line, "price": "18.00"}]})
    order: str = walk.show(draft.removeprefix("#"))["number"]
    assert "Not your step" in walk.refused("purchaser1", order, "approve")
    walk.act("warehouse-supervisor", order, "approve")
    assert walk.act("purchaser1", order, "confirmed") == "delivery"
    return order


def received(walk: Walk, order: str, delivered: str) -> str:
    """Fabric that has passed the first gate: every metre is looked at, a sample is not enough."""
    line = {"order_line": 1, "delivered": delivered}
    note: dict[str, Any] = {"kind": "fabric", "order": order, "note_number": "CS-0088", "warehouse": "MAIN"}
    receipt = walk.open("purchaser1", "goods-receipt", **note, lines=[line])
    sampled = [{"checked": "40", "accepted": delivered}]
    assert walk.refused("inspector1", receipt, "qualified", lines=sampled) == (
        f"Line 1, Checked: check at least {delivered}"
    )
    walk.act("inspector1", receipt, "qualified", lines=[{"checked": delivered, "accepted": delivered}])
    return receipt


def test_a_shortage_is_ordered_received_through_both_gates_and_paid(house: House, walk: Walk) -> None:
    order = short_of_fabric(house, walk)
    receipt = received(walk, order, "490")
    assert walk.money("payable") == 0
    stored = [{"stored": "490", "refused": "0", "location": "MAIN/A-01"}]
    assert walk.act("storekeeper1", receipt, "qualified", lines=stored) == "done"
    assert walk.stock("SHELL", "MAIN/A-01") == (590, 0)
    assert walk.money("stock") == D("10420.00")
    assert walk.money("payable", "S-0001") == D("8820.00")
    assert walk.refused("finance1", order, "paid", invoice="8821.01") == (
        "Invoice amount: 8,821.01 is not the 8,820.00 that is owed"
    )
    assert walk.act("finance1", order, "paid", invoice="8820.00", invoice_number="F-1") == "done"
    assert walk.money("bank") == D("-8820.00")
    assert walk.money("payable") == 0
    walk.sound()


def test_what_fails_at_the_second_gate_goes_back_and_is_not_paid(house: House, walk: Walk) -> None:
    order = short_of_fabric(house, walk)
    receipt = received(walk, order, "490")
    torn: dict[str, Any] = {
        "lines": [{"stored": "480", "refused": "10", "location": "MAIN/A-01"}],
        "defects": [{"line": 1, "code": "damaged", "count": "10"}],
    }
    assert walk.refused("storekeeper1", receipt, "qualified", **torn) == "goods are refused: take it as unqualified"
    assert walk.act("storekeeper1", receipt, "unqualified", 2, **torn) == "review"
    assert walk.act("warehouse-supervisor", receipt, "confirm") == "done"
    back = walk.child(receipt, "RS")
    agreed: dict[str, Any] = {"outcome": "credit", "agreed_by": "徐先生", "agreed_on": "2026-06-09"}
    walk.act("purchaser1", back, "agreed", **agreed)
    walk.act("storekeeper1", back, "handed-over", carrier="德邦", pieces="3", lines=[{"handed": "10"}])
    assert walk.act("guard1", back, "passed", counted="3") == "done"
    assert walk.stock("SHELL", "MAIN/A-01") == (580, 0)
    assert walk.act("finance1", order, "paid", invoice="8640.00", invoice_number="F-1") == "done"
    assert walk.money("bank") == D("-8640.00")
    walk.sound()


def test_what_a_duty_opens_is_a_draft_of_those_it_waits_for(house: House, walk: Walk) -> None:
    """Whose session happens to notice that something is due has nothing to do with it."""
    walk.tick("purchaser1")
    assert walk.waiting("purchaser1", "drafts", "warehouse") == []
    assert walk.waiting("storekeeper1", "counts", "warehouse")
