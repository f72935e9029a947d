"""Customers (客户档案): who they are, how they are reached, whose they are, and on what terms they buy."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from db.message import _
from workflows.engine.form import CaseRef, Choice, EmployeeRef, Line, LongText, Money, Percent, Text, field
from workflows.registers.field_types import DayHours, Number
from workflows.registers.register import Fact, Record, Register

_LEADS = ("lead",)
_CONTACTS = ("callback", "quotation", "sample-order")
_TERMS = ("key-account-terms",)
"""The processes that alone change a field, once they are built."""


class Legal(Choice):
    """Person or company."""

    PERSON = "person", _("person")
    COMPANY = "company", _("company")


class Place(Choice):
    """Where the customer is; small first orders from in the city are paid before delivery."""

    IN_CITY = "in-city", _("in the city")
    OUTSIDE = "outside", _("outside the city")
    FOREIGN = "foreign", _("foreign")


class Group(Choice):
    """The trade a customer belongs to."""

    TRADE = "trade", _("trade")
    FOREIGN = "foreign", _("foreign trade")
    PROPERTY = "property", _("property")
    RETAIL = "retail", _("retail")
    DOMESTIC = "domestic", _("domestic service")
    DISPATCH = "dispatch", _("labour dispatch")


class CustomerState(Choice):
    """How far it goes with a customer; a lost one is kept and offered no more."""

    PROSPECT = "prospect", _("prospect")
    ACTIVE = "active", _("active")
    ON_HOLD = "on-hold", _("on hold")
    LOST = "lost", _("customer lost")


class Tier(Choice):
    """A by key-account terms, B to D by the orders of the last 12 months."""

    A = "A", _("A")
    B = "B", _("B")
    C = "C", _("C")
    D = "D", _("D")


class Terms(Choice):
    """How a customer pays."""

    PREPAY = "prepay", _("prepaid")
    COD = "cod", _("cash on delivery")
    ACCOUNT = "account", _("on account")


class Contact(Line):
    """Somebody to talk to at the customer's."""

    name: Text = field(_("Name"))
    post: Text | None = field(_("Position"), default=None)
    phone: Text | None = field(_("Phone"), default=None)


class Share(Line):
    """A salesperson's share in the commission of a customer with several owners."""

    employee: EmployeeRef = field(_("Employee"))
    percent: Percent = field(_("Share %"))


class ContactNote(Line):
    """One contact that was had: a visit, a call, an introduction or a quotation sent."""

    on: date = field(_("Date"))
    by: EmployeeRef | None = field(_("Contacted by"), default=None)
    what: Text = field(_("What was said or sent"))
    case: CaseRef | None = field(_("Case"), default=None)


class Customer(Record):
    """A customer. Known or new, member card, exposure and the like are derived and not kept here."""

    name: Text = field(_("Name"))
    legal: Legal = field(_("Person or company"), default=Legal.COMPANY)
    id_number: Text | None = field(_("Licence or ID number"), default=None)
    contacts: list[Contact] = field(_("Contacts"), default_factory=list)
    phones: list[Text] = field(_("Phones"), default_factory=list)
    email: Text | None = field(_("E-mail"), default=None)
    address: Text | None = field(_("Address"), default=None)
    contact_hours: DayHours | None = field(_("Contact hours"), default=None, hint=_("as 09:00-12:00 14:00-18:00"))
    no_calls: bool = field(_("Wants no calls"), default=False)
    place: Place = field(_("Place"), default=Place.OUTSIDE)
    country: Text | None = field(_("Country"), default=None)
    group: Group = field(_("Customer group"), default=Group.TRADE)
    state: CustomerState = field(_("State"), default=CustomerState.PROSPECT)
    source: Text | None = field(_("Source"), default=None)
    first_filed_by: EmployeeRef | None = field(_("First filed by"), default=None, kept_by=_LEADS)
    filed_on: date | None = field(_("Filed on"), default=None, kept_by=_LEADS)
    owner: EmployeeRef | None = field(_("Owner"), default=None, kept_by=_LEADS)
    shares: list[Share] = field(_("Shares"), default_factory=list, kept_by=_LEADS)
    agent: EmployeeRef | None = field(_("Service agent in charge"), default=None)
    tier: Tier = field(_("Tier"), default=Tier.D, kept_by=_TERMS)
    terms: Terms = field(_("Terms of payment"), default=Terms.PREPAY, kept_by=_TERMS)
    settlement_days: Number | None = field(_("Settlement days"), default=None, kept_by=_TERMS)
    credit_limit: Money | None = field(_("Credit limit"), default=None, kept_by=_TERMS)
    reduction: Percent | None = field(_("Key-account reduction %"), default=None, kept_by=_TERMS)
    terms_from: date | None = field(_("Terms from"), default=None, kept_by=_TERMS)
    terms_to: date | None = field(_("Terms to"), default=None, kept_by=_TERMS)
    vat_title: Text | None = field(_("Invoice title"), default=None)
    tax_number: Text | None = field(_("Tax number"), default=None)
    vat_address: Text | None = field(_("Invoice address"), default=None)
    vat_phone: Text | None = field(_("Invoice phone"), default=None)
    bank: Text | None = field(_("Bank"), default=None)
    bank_account: Text | None = field(_("Bank account"), default=None)
    qualification_checked: date | None = field(_("Qualification checked"), default=None)
    business: Text | None = field(_("Line of business"), default=None)
    size: Text | None = field(_("Company size"), default=None)
    products_used: Text | None = field(_("Products used"), default=None)
    yearly_need: Text | None = field(_("Yearly need"), default=None)
    present_supplier: Text | None = field(_("Present supplier"), default=None)
    price_level: Text | None = field(_("Price level"), default=None)
    who_decides: Text | None = field(_("Who decides"), default=None)
    payment_habit: Text | None = field(_("Payment habit"), default=None)
    last_contact: date | None = field(_("Last contact"), default=None, kept_by=_CONTACTS)
    next_contact: date | None = field(_("Next contact"), default=None)
    contact_log: list[ContactNote] = field(_("Contact log"), default_factory=list, kept_by=_CONTACTS)
    partner_terms: LongText | None = field(_("Partner terms"), default=None)
    partner_from: date | None = field(_("Partner from"), default=None)
    partner_to: date | None = field(_("Partner to"), default=None)
    note: LongText | None = field(_("Note"), default=None)

    def every_phone(self) -> list[str]:
        """Return the customer's numbers and those of the contacts, each once, digits only."""
        typed = [*self.phones, *(contact.phone for contact in self.contacts if contact.phone)]
        return list(dict.fromkeys(digits for phone in typed if (digits := phone_digits(phone))))


_LEGAL_FORMS = re.compile("(股份有限公司|有限责任公司|有限公司|集团公司|集团|公司|co ?ltd|ltd|inc|llc|gmbh)$")


def phone_digits(phone: str) -> str:
    """Return a phone number as digits, without the country code of China: what two files are matched by."""
    digits = "".join(character for character in unicodedata.normalize("NFKC", phone) if character.isdecimal())
    return digits.removeprefix("0086") if digits.startswith("0086") else re.sub(r"^86(?=1\d{10}$)", "", digits)


def plain_name(name: str) -> str:
    """Return a name without spaces, signs, width and legal form: what two files are matched by."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = re.sub(r"[\W_]", "", plain)
    return _LEGAL_FORMS.sub("", plain) or plain


def _facts(_key: str, customer: Customer) -> Iterator[Fact]:
    yield "plain-name", plain_name(customer.name)
    yield "tax-number", (customer.tax_number or "").upper()
    yield "id-number", (customer.id_number or "").upper()
    yield "email", (customer.email or "").casefold()
    yield "owner", customer.owner or ""
    yield "agent", customer.agent or ""
    yield "group", customer.group.value
    yield "tier", customer.tier.value
    for phone in customer.every_phone():
        yield "phone", phone


def _texts(customer: Customer) -> Iterator[str]:
    yield from customer.every_phone()
    yield from (contact.name for contact in customer.contacts)
    yield from (customer.tax_number or "", customer.email or "", customer.address or "")


CUSTOMERS = Register(
    "customers",
    _("Customers"),
    Customer,
    prefix="C",
    columns=("state", "owner", "place", "tier", "terms", "credit_limit", "group"),
    name=lambda _key, customer: customer.name,
    active=lambda customer: customer.state is not CustomerState.LOST,
    facts=_facts,
    texts=_texts,
)
