"""Orders in delivery for the tests of changes and cancellations, and their shipment at each state."""

from typing import Any

from tests.workflows.house import House

LINE = {"product": "LAMP", "quantity": "20", "price": "50.00"}
PROVED = {"identity_by": "order", "identity_fact": "receiver Ye, order number named"}


def ordered(house: House, *lines: dict[str, Any], terms: str = "prepay", **more: Any) -> tuple[str, int]:
    """An order of C-0001 in delivery, what is due before it paid: its number, and the id of its shipment."""
    house.goods("LAMP", "MAIN/F-02", "60", "1200.00")
    house.goods("CABLE", "MAIN/A-01", "60", "3000.00")
    order = house.submit(
        "sales-rep1", "sales-order",
        {
            "customer": "C-0001", "basis": "contract", "contract": "HT-1", "terms": terms, "warehouse": "MAIN",
            "address": "杭州市建设路 3 号", "courier": "顺丰", "lines": list(lines) or [LINE], **more,
        },
    )  # fmt: skip
    if terms == "prepay":
        amount = str(house.company.cases.case(order.case_id).amount)
        house.act("finance1", order.case_id, "received", {"amount_received": amount, "means": "bank"})
    assert house.stands(order.case_id) == "delivery"
    assert order.number is not None
    return order.number, house.children(order.case_id, "shipment")[0].id


def paid(house: House) -> tuple[str, int]:
    """An order of 1,000.00 that was paid before shipping, in delivery."""
    return ordered(house)


def printed(house: House, shipment: int) -> None:
    notes = [{**note, "ticked": True} for note in house.form(shipment).get("notes", [])]
    house.act("shipping-clerk1", shipment, "print", {"carrier": "顺丰", "notes": notes})


def picked(house: House, shipment: int) -> None:
    lines = [{**line, "picked": line["quantity"]} for line in house.form(shipment)["lines"]]
    house.act("storekeeper1", shipment, "picked", {"lines": lines})


def packed(house: House, shipment: int) -> None:
    """Print, pick, check and pack into one parcel, 1, and hand it over: it stands at the gate."""
    printed(house, shipment)
    picked(house, shipment)
    house.act("inspector1", shipment, "pass", {"checked": house.form(shipment)["sample"]})
    lines = [{**line, "parcel": "1"} for line in house.form(shipment)["lines"]]
    issue = house.form(shipment)["issue"]
    values = {"parcels": [{"number": "1"}], "note_issue": issue, "slip_issue": issue, "lines": lines}
    house.act("shipping-clerk1", shipment, "packed", values)
    house.act("shipping-clerk1", shipment, "handed-over", {"vehicle": "浙A 3381"})


def shipped(house: House, shipment: int) -> None:
    packed(house, shipment)
    house.act("guard1", shipment, "pass", {"parcels_counted": 1})


def papers(house: House, case: int, shipment: int, *, issue: int = 1) -> dict[str, Any]:
    """What the storekeeper types when he hands over the papers of a printed shipment."""
    form = house.form(shipment)
    row = {
        "note_number": f"{form['note_number']} · {issue}", "waybill_number": f"{form['waybill_number']} · {issue}",
    }  # fmt: skip
    return {"papers": [{**house.form(case)["papers"][0], **row}]}


def parcel(house: House, case: int, number: str = "1") -> dict[str, Any]:
    return {"papers": [{**house.form(case)["papers"][0], "parcels": number}]}
