"""Suppliers (供应商档案): what they may supply, on which papers, at which agreed prices."""

from collections.abc import Iterator
from datetime import date

from db.message import _
from workflows.engine.form import Choice, Line, LongText, Money, ProductRef, Quantity, Text, field
from workflows.registers.customers import Contact
from workflows.registers.field_types import Number
from workflows.registers.register import Fact, Record, Register


class SupplierState(Choice):
    """How far a supplier has been checked; a lapsed one is kept and offered no more."""

    CANDIDATE = "candidate", _("candidate")
    QUALIFIED = "qualified", _("qualified")
    STRATEGIC = "strategic", _("strategic")
    DECORATOR = "decorator", _("decorator")
    LAPSED = "lapsed", _("lapsed")


class SupplierDocument(Line):
    """A paper that shows what a supplier may do."""

    kind: Text = field(_("Kind"))
    number: Text | None = field(_("Number"), default=None)
    valid_until: date | None = field(_("Valid until"), default=None)
    sealed: bool = field(_("Sealed"), default=False)
    kept_at: Text | None = field(_("Kept at"), default=None)


class AgreedPrice(Line):
    """A price agreed with a strategic supplier."""

    product: ProductRef = field(_("Product"))
    price: Money = field(_("Price"))
    valid_until: date | None = field(_("Valid until"), default=None)


class Supplier(Record):
    """A supplier. First-pass rate and late deliveries are derived and not kept here."""

    name: Text = field(_("Name"))
    contacts: list[Contact] = field(_("Contacts"), default_factory=list)
    address: Text | None = field(_("Address"), default=None)
    bank: Text | None = field(_("Bank"), default=None)
    bank_account: Text | None = field(_("Bank account"), default=None)
    product_groups: list[Text] = field(_("Product groups"), default_factory=list)
    state: SupplierState = field(_("State"), default=SupplierState.CANDIDATE)
    until: date | None = field(_("Until"), default=None)
    documents: list[SupplierDocument] = field(_("Documents"), default_factory=list)
    prices: list[AgreedPrice] = field(_("Agreed prices"), default_factory=list)
    lead_days: Number | None = field(_("Lead days"), default=None)
    lot: Quantity | None = field(_("Lot size"), default=None)
    note: LongText | None = field(_("Note"), default=None)


def _facts(_key: str, supplier: Supplier) -> Iterator[Fact]:
    yield "state", supplier.state.value
    for group in supplier.product_groups:
        yield "product-group", group


def _texts(supplier: Supplier) -> Iterator[str]:
    for contact in supplier.contacts:
        yield from (contact.name, contact.phone or "")
    yield from supplier.product_groups


SUPPLIERS = Register(
    "suppliers",
    _("Suppliers"),
    Supplier,
    prefix="S",
    columns=("state", "product_groups", "lead_days", "until"),
    name=lambda _key, supplier: supplier.name,
    active=lambda supplier: supplier.state is not SupplierState.LAPSED,
    facts=_facts,
    texts=_texts,
)
