"""A shop with books in it, and receipts written there."""

from typing import Any

from tests.workflows.house import House

BOOKS = {
    "BOOK-1": ("诗经", "25.00"),
    "BOOK-2": ("史记", "38.00"),
    "BOOK-3": ("红楼梦", "42.00"),
    "BOOK-4": ("论语", "30.00"),
}
COST = "15.00"
"""What each of the books cost us, ten of each: 150.00."""


def stock_shop(house: House) -> None:
    """Let ten of each book lie in the shop."""
    house.record("locations", "shop", name="门店")
    lines = []
    for index, (code, (name, price)) in enumerate(BOOKS.items(), 1):
        house.record("products", code, name=name, kind="book", unit="本", barcode=f"690000000000{index}")
        house.record("price-list", code, name=name, prices=[{"price": price, "valid_from": "2026-01-01"}])
        lines.append({"product": code, "location": "shop", "quantity": "10", "value": "150.00"})
    case = house.submit("finance1", "opening-balance", {"title": "shop", "goods": lines})
    house.act("general-manager", case.case_id, "approve")


def receipt(*goods: str, **more: Any) -> dict[str, Any]:
    """The form of a receipt for these goods, a piece of each."""
    return {"lines": [{"product": one} for one in goods or ("BOOK-1", "BOOK-2", "BOOK-3")], **more}


def sold(house: House, *goods: str, by: str = "cashier1", **more: Any) -> int:
    return house.submit(by, "counter-sale", receipt(*goods, **more)).case_id


def gone(house: House, *goods: str, seen: str = "", **more: Any) -> int:
    """Sell goods and let the customer go with them."""
    case = sold(house, *goods, **more)
    house.act("guard1", case, "let-through", {"seen": seen or f"{len(goods) or 3}"})
    return case
