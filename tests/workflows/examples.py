"""One complete form a process, so that the contract tests can walk every process of the catalogue.

Each function sets up what the form needs in the small company and returns who opens the case and with what.
A process without an example fails the contract tests.
"""

from collections.abc import Callable
from typing import Any

from tests.workflows.house import House
from tests.workflows.sales import selling
from tests.workflows.service import delivering

Example = Callable[[House], tuple[str, dict[str, Any]]]
EXAMPLES: dict[str, Example] = {}


def example(process: str) -> Callable[[Example], Example]:
    """Register the example of a process."""

    def register(made: Example) -> Example:
        EXAMPLES[process] = made
        return made

    return register


@example("opening-balance")
def opening_balance(_house: House) -> tuple[str, dict[str, Any]]:
    goods = [{"product": "WIRE", "location": "MAIN/A-03", "quantity": "120", "value": "504.00"}]
    accounts = [
        {"account": "bank", "amount": "1000.00"},
        {"account": "payable", "dimension": "S-0001", "amount": "-50"},
    ]
    return "finance1", {"title": "opening", "goods": goods, "accounts": accounts}


@example("callback")
def callback(_house: House) -> tuple[str, dict[str, Any]]:
    rows = [{"customer": "C-0001"}, {"customer": "C-0003"}]
    return "service-supervisor", {"shape": "round", "kind": "irregular", "event": "B", "customers": rows}


@example("complaint")
def complaint(_house: House) -> tuple[str, dict[str, Any]]:
    return "front-desk1", {
        "channel": "phone", "name": "赵女士", "phone": "13800000001", "about": "property", "nature": "valid",
        "what": "stairs not cleaned for a week", "place": "3-1202", "breach": "cleaning", "department": "cleaning",
        "reply_by": "2026-06-09T11:30:00",
    }  # fmt: skip


@example("contact")
def contact(_house: House) -> tuple[str, dict[str, Any]]:
    return "front-desk1", {
        "channel": "phone", "name": "林先生", "phone": "13900000456", "place_named": True, "identity_asked": True,
        "question": "does the coating stand 80 °C", "read_back": True, "answer": "up to 120 °C",
    }  # fmt: skip


@example("member-card")
def member_card(house: House) -> tuple[str, dict[str, Any]]:
    house.blanks("600871", "600872")
    return "front-desk1", {
        "kind": "new", "name": "钱文海", "id_number": "330102198001010026", "mobile": "13800000871",
        "home_address": "浙江省杭州市建设路12号2号楼501室", "signed": True,
    }  # fmt: skip


@example("counter-sale")
def counter_sale(house: House) -> tuple[str, dict[str, Any]]:
    selling.stock_shop(house)
    return "cashier1", selling.receipt(received="200")


@example("stocktake")
def stocktake(house: House) -> tuple[str, dict[str, Any]]:
    house.goods("WIRE", "MAIN/A-03", "120", "504.00")
    return "storekeeper1", {"warehouse": "MAIN", "scope": "full"}


@example("write-off")
def write_off(house: House) -> tuple[str, dict[str, Any]]:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": "12", "cause": "handling"}
    return "storekeeper1", {"warehouse": "MAIN", "lines": [line]}


@example("operation-plan")
def operation_plan(house: House) -> tuple[str, dict[str, Any]]:
    house.expert("quality-manager")
    return "sales-rep1", {
        "customer": "C-0001", "project": "new workshop", "amount": "260000.00", "fit": "supply follows the building",
        "supply": [{"on": "2026-07-01", "amount": "260000.00"}],
        "payment": [{"on": "2026-06-20", "method": "bank", "amount": "260000.00"}],
        "team": [{"employee": house.employee("sales-rep2")}],
    }  # fmt: skip


@example("quotation")
def quotation(_house: House) -> tuple[str, dict[str, Any]]:
    lines = [{"product": "CABLE", "quantity": "10", "price": "92.00"}]
    return "sales-rep1", {"customer": "C-0001", "invoice": "none", "lines": lines}


@example("leave")
def leave(house: House) -> tuple[str, dict[str, Any]]:
    return "service-agent1", {
        "employee": house.employee("service-agent1"), "kind": "personal", "first": "2026-06-11", "last": "2026-06-12",
        "reason": "moving house",
    }  # fmt: skip


@example("sales-order")
def sales_order(house: House) -> tuple[str, dict[str, Any]]:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    return "sales-rep1", {
        "customer": "C-0001", "basis": "phone", "basis_note": "Mr. Ye, 9:10, 0571-8855", "terms": "prepay",
        "warehouse": "MAIN", "address": "Hangzhou, Jianshe Road 3",
        "lines": [{"product": "LAMP", "quantity": "10", "price": "50.00"}],
    }  # fmt: skip


@example("policy-change")
def policy_change(_house: House) -> tuple[str, dict[str, Any]]:
    return "hr", {
        "policy": "leave.personal-year", "new": "15", "effective": "2026-07-01", "reason": "as the regulation says",
    }  # fmt: skip


@example("refund")
def refund(house: House) -> tuple[str, dict[str, Any]]:
    order = house.paid_order("C-0001", "1260.00", shipped=True)
    return "after-sales1", {"kind": "partial", "order": order, "amount": "300.00", "cause": "two lamps came scratched"}


@example("lead")
def lead(_house: House) -> tuple[str, dict[str, Any]]:
    return "lead-clerk1", {
        "source": "network",
        "found_at": "1688",
        "name": "宁波东方电器有限公司",
        "phone": "13900000001",
    }


def wanted(house: House, product: str, quantity: str) -> None:
    """Let so much of a product be short, by its safety stock."""
    record = house.company.registers.data("products", product) or {}
    house.record("products", product, **{**record, "safety_stock": quantity})


def purchase(house: House, *, product: str = "SHELL", quantity: str = "500", price: str = "18.00") -> dict[str, Any]:
    """An order for what is short of one product; asked again, so much more of it is short."""
    before = (house.company.registers.data("products", product) or {}).get("safety_stock", "0")
    wanted(house, product, str(int(before) + int(quantity)))
    line = {"product": product, "quantity": quantity, "price": price, "needed_by": "2026-06-19"}
    return {"kind": "fabric", "supplier": "S-0001", "place": "MAIN", "lines": [line]}


@example("purchase-order")
def purchase_order(house: House) -> tuple[str, dict[str, Any]]:
    return "purchaser1", purchase(house)


@example("shipment")
def shipment(house: House) -> tuple[str, dict[str, Any]]:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    lines = [{"product": "LAMP", "location": "MAIN/A-01", "quantity": "12"}]
    return "shipping-clerk1", {"customer": "C-0001", "address": "文一路 1 号", "carrier": "顺丰", "lines": lines}


@example("order-cancel")
def order_cancel(house: House) -> tuple[str, dict[str, Any]]:
    order, _shipment = delivering.paid(house)
    return "service-agent1", {"customer": "C-0001", "order": order, "reason": "bought twice", **delivering.PROVED}


@example("order-change")
def order_change(house: House) -> tuple[str, dict[str, Any]]:
    order, _shipment = delivering.paid(house)
    return "service-agent1", {
        "customer": "C-0001", "order": order, "kind": "address", "address": "杭州市文一路 1 号", **delivering.PROVED,
    }  # fmt: skip


@example("sample-order")
def sample_order(_house: House) -> tuple[str, dict[str, Any]]:
    line = {
        "style": "A-7", "pieces": 3, "specification": "twill", "size": "M", "materials": "cotton", "colour": "blue",
        "accessories": "zip",
    }  # fmt: skip
    return "sales-rep1", {"kind": "garment", "customer": "C-0001", "lines": [line], "due": "2026-06-25"}


@example("important-matter")
def important_matter(_house: House) -> tuple[str, dict[str, Any]]:
    return "storekeeper1", {
        "kind": "loss", "happened_at": "2026-06-09T08:30:00", "where": "主仓", "what": "roof leaks on the cable drums",
        "amount": "8000",
    }  # fmt: skip


def ordered(house: House, **more: Any) -> str:
    """The number of a purchase order that the supplier has confirmed."""
    case = house.submit("purchaser1", "purchase-order", {**purchase(house), **more}).case_id
    house.act("warehouse-supervisor", case, "approve")
    house.act("purchaser1", case, "confirmed")
    return house.company.cases.case(case).name


@example("goods-receipt")
def goods_receipt(house: House) -> tuple[str, dict[str, Any]]:
    line = {"order_line": 1, "delivered": "300"}
    return "purchaser1", {
        "kind": "fabric", "order": ordered(house), "note_number": "CS-0088", "warehouse": "MAIN", "lines": [line],
    }  # fmt: skip


@example("return-to-supplier")
def return_to_supplier(house: House) -> tuple[str, dict[str, Any]]:
    house.goods("WIRE", "MAIN/A-01", "500", "400.00")
    line = {"product": "WIRE", "location": "MAIN/A-01", "quantity": "50", "defect": "insulation cracks"}
    return "storekeeper1", {"supplier": "S-0001", "lines": [line]}


@example("return-exchange")
def return_exchange(house: House) -> tuple[str, dict[str, Any]]:
    order, shipment = delivering.paid(house)
    delivering.shipped(house, shipment)
    line = {"sale_line": 1, "quantity": "5", "cause": "changed-mind"}
    return "after-sales1", {"shape": "return", "sale": order, "lines": [line]}
