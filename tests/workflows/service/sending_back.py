"""Goods of a delivered order on their way back, for the tests of returns and exchanges."""

from decimal import Decimal
from typing import Any

from tests.workflows.house import House
from tests.workflows.service import delivering

D = Decimal
PAID = {"account": "6222 0001"}
ARRIVED = {"arrived_on": "2026-06-09", "arrived_how": "the customer said so on the phone"}
WORD = {"courier_word": "turned round at the depot, Mr Li", "customer_told": "by phone 11:20"}
LAMPS = {"product": "LAMP", "quantity": "20", "price": "50.00"}
CABLES = {"product": "CABLE", "quantity": "10", "price": "100.00"}


def sold(house: House, *lines: dict[str, Any], terms: str = "prepay") -> str:
    """The number of an order that was delivered."""
    order, shipment = delivering.ordered(house, *lines, terms=terms)
    delivering.shipped(house, shipment)
    return order


def paid_in_cash(house: House, cash: str = "1000.00") -> str:
    """The number of an order of 1,000.00 that was delivered, so much of it paid at the front till, the rest by bank."""
    house.goods("LAMP", "MAIN/F-02", "60", "1200.00")
    values = {
        "customer": "C-0001", "basis": "contract", "contract": "HT-1", "terms": "prepay", "warehouse": "MAIN",
        "address": "杭州市建设路 3 号", "courier": "顺丰", "lines": [LAMPS],
    }  # fmt: skip
    order = house.submit("sales-rep1", "sales-order", values)
    if rest := D(1000) - D(cash):
        house.act("finance1", order.case_id, "part-received", {"amount_received": str(rest), "means": "bank"})
    house.act("cashier1", order.case_id, "received", {"amount_received": cash, "means": "till", "counter": "front"})
    delivering.shipped(house, house.children(order.case_id, "shipment")[0].id)
    return order.number or ""


def back(sale: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"shape": "return", "sale": sale, "lines": [{"cause": "changed-mind", **line} for line in lines], **more}


def announced(house: House, values: dict[str, Any]) -> int:
    return house.submit("after-sales1", "return-exchange", values).case_id


def arrived(house: House, case: int) -> None:
    house.act("inspector1", case, "arrived")


def verdicts(house: House, case: int, *verdicts: str, state: str = "sealed") -> dict[str, Any]:
    rows = house.form(case)["lines"]
    return {"lines": [{**row, "state": state, "verdict": verdict} for row, verdict in zip(rows, verdicts, strict=True)]}


def judged(house: House, case: int, *said: str, state: str = "sealed") -> None:
    arrived(house, case)
    house.act("inspector2", case, "judged", verdicts(house, case, *said, state=state))


def refund_of(house: House, case: int) -> int:
    return int(house.children(case, "refund")[-1].id)


def refunded(house: House, case: int, *deciders: str) -> None:
    """The refund of a return takes its decisions, finance pays it, and the customer says that it arrived."""
    refund = refund_of(house, case)
    for login in deciders or ("service-supervisor",):
        house.act(login, refund, "approve")
    house.act("finance1", refund, "paid", PAID)
    house.act("after-sales1", refund, "arrived", ARRIVED)


def ships(house: House, case: int) -> None:
    """The replacement of an exchange goes its way to the signed slip."""
    shipment = house.children(case, "shipment")[-1].id
    delivering.shipped(house, shipment)
    house.act("shipping-clerk1", shipment, "signed", {"signed_by": "Ye", "signed_on": "2026-06-09"})


def numbered(house: House, case: int) -> dict[str, Any]:
    return {"slips": [{**row, "number": "PZ-1"} for row in house.form(case)["slips"]]}
