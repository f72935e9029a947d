"""Products (产品档案) and their prices (价格表)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from db.message import _
from workflows.engine.form import CaseRef, Choice, Count, Line, LongText, Money, SupplierRef, Text, field
from workflows.registers.register import Fact, Record, Register


class ProductKind(Choice):
    """What a product is to the company."""

    MATERIAL = "material", _("material")
    FABRIC = "fabric", _("fabric")
    ACCESSORY = "accessory", _("accessory")
    FINISHED = "finished", _("finished goods")
    SPARE = "spare", _("spare part")
    CONSUMABLE = "consumable", _("consumable")
    TOOL = "tool", _("tool")
    OFFICE = "office", _("office supply")
    GIFT = "gift", _("gift")
    BOOK = "book", _("book")
    EQUIPMENT = "equipment", _("equipment")
    SCRAP = "scrap", _("scrap")


class Origin(Choice):
    """Made here or bought."""

    MADE = "made", _("made")
    BOUGHT = "bought", _("bought")


class Make(Choice):
    """Standard goods, made to order, or a wire harness."""

    STANDARD = "standard", _("standard")
    CUSTOM = "custom", _("custom")
    WIRE_HARNESS = "wire-harness", _("wire harness")


class Publication(Line):
    """When a product was last published on a platform."""

    platform: Text = field(_("Platform"))
    on: date = field(_("Date"))


Decimals = Annotated[int, Field(ge=0, le=3)]


class Product(Record):
    """A product. Its unit cost is read from the stock ledger."""

    name: Text = field(_("Name"))
    specification: Text | None = field(_("Specification"), default=None)
    unit: Text = field(_("Unit"))
    decimals: Decimals = field(_("Decimals"), default=0)
    kind: ProductKind = field(_("Kind"))
    group: Text | None = field(_("Product group"), default=None)
    origin: Origin = field(_("Made or bought"), default=Origin.BOUGHT)
    make: Make = field(_("Make"), default=Make.STANDARD)
    national_standard: bool = field(_("National standard"), default=True)
    grade: Text | None = field(_("Grade"), default=None)
    barcode: Text | None = field(_("Barcode"), default=None)
    book_number: Text | None = field(_("Book number"), default=None)
    author: Text | None = field(_("Author"), default=None)
    publisher: Text | None = field(_("Publisher"), default=None)
    book_class: Text | None = field(_("Book class"), default=None)
    safety_stock: Count | None = field(_("Safety stock"), default=None)
    maximum: Count | None = field(_("Maximum stock"), default=None)
    supplier: SupplierRef | None = field(_("Preferred supplier"), default=None)
    publications: list[Publication] = field(_("Publications"), default_factory=list)
    durable: bool = field(_("Durable"), default=False)
    calibration_to: date | None = field(_("Calibrated until"), default=None)
    discontinued: bool = field(_("Discontinued"), default=False)
    note: LongText | None = field(_("Note"), default=None)


def _facts(_key: str, product: Product) -> Iterator[Fact]:
    yield "kind", product.kind.value
    yield "barcode", product.barcode or ""
    yield "group", product.group or ""
    yield "supplier", product.supplier or ""


def _texts(product: Product) -> Iterator[str]:
    yield from (product.specification or "", product.barcode or "", product.group or "")
    yield from (product.book_number or "", product.author or "", product.publisher or "")


PRODUCTS = Register(
    "products",
    _("Products"),
    Product,
    columns=("kind", "specification", "unit", "safety_stock", "group", "supplier", "origin"),
    name=lambda _key, product: product.name,
    active=lambda product: not product.discontinued,
    facts=_facts,
    texts=_texts,
    scanned="barcode",
)


class GuidePrice(Line):
    """A guide price and the time it holds; the case that set it."""

    price: Money = field(_("Price"))
    valid_from: date = field(_("Valid from"))
    valid_to: date | None = field(_("Valid to"), default=None)
    case: CaseRef | None = field(_("Case"), default=None)


class MarketPrice(Line):
    """A price seen in the market; it lapses after six months (P91)."""

    price: Money = field(_("Price"))
    source: Text = field(_("Source"))
    on: date = field(_("Date"))


class ProductPrices(Record):
    """The prices of one product, under the product's code (or a unit's number, for its rent)."""

    name: Text = field(_("Name"))
    prices: list[GuidePrice] = field(_("Guide prices"), default_factory=list)
    member_price: Money | None = field(_("Member price"), default=None)
    market_prices: list[MarketPrice] = field(_("Market prices"), default_factory=list)

    def guide_price(self, on: date) -> Decimal | None:
        """Return the guide price of a day in yuan a unit; None when none holds. The one begun last goes first."""
        holding = [
            price
            for price in self.prices
            if price.valid_from <= on and (price.valid_to is None or on <= price.valid_to)
        ]
        return max(holding, key=lambda price: price.valid_from).price if holding else None


PRICE_LIST = Register(
    "price-list", _("Price list"), ProductPrices, columns=("member_price",), name=lambda _key, prices: prices.name
)
