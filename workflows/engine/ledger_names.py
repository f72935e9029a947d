"""What the books are called when people read them: accounts, whose balance it is, places outside the registers."""

from typing import TYPE_CHECKING

from db.message import Message, _
from workflows.engine.naming import called

if TYPE_CHECKING:
    from workflows.engine.company import Company

_ACCOUNTS = {
    "till": _("till"),
    "bank": _("bank"),
    "receivable": _("receivable"),
    "employee-receivable": _("receivable from staff"),
    "supplier-advance": _("paid to suppliers in advance"),
    "bond": _("bonds"),
    "stock": _("stock at cost"),
    "work-in-process": _("work in process"),
    "equipment": _("equipment"),
    "payable": _("payable"),
    "deposit": _("deposits received"),
    "stored-value": _("stored-value cards"),
    "commission": _("commission owed"),
    "wages-payable": _("wages owed"),
    "insurance-payable": _("insurance owed"),
    "tax-payable": _("tax owed"),
    "sales": _("sales"),
    "refunds": _("refunds"),
    "cost-of-sales": _("cost of sales"),
    "project-cost": _("project cost"),
    "selling-expense": _("selling expense"),
    "expense": _("expense"),
    "wage-expense": _("wage expense"),
    "insurance-expense": _("insurance expense"),
    "canteen-expense": _("canteen expense"),
    "loss": _("loss"),
    "other-income": _("other income"),
    "scrap-income": _("income from scrap"),
    "count-gain": _("gain from counts"),
    "exchange": _("exchange difference"),
    "production-difference": _("production difference"),
    "budget-granted": _("budget granted"),
    "budget-free": _("budget free"),
    "budget-earmarked": _("budget earmarked"),
    "budget-spent": _("budget spent"),
    "opening": _("opening balances"),
}
_REGISTERS = {
    "receivable": "customers",
    "deposit": "customers",
    "payable": "suppliers",
    "supplier-advance": "suppliers",
    "commission": "employees",
    "employee-receivable": "employees",
    "wages-payable": "employees",
    "budget-granted": "departments",
    "budget-free": "departments",
    "budget-spent": "departments",
}
"""Account → the register that names whose balance it is."""
_SORTS = {
    ("sales", "goods"): _("goods"), ("sales", "card"): _("cards"),
    ("till", "front"): _("front desk"), ("till", "shop"): _("shop"),
}  # fmt: skip
"""Parts of accounts that no register names."""
_PLACES = {
    "inspection": _("inspection"),
    "inspection/returned": _("inspection of own goods"),
    "rejected": _("rejected goods"),
    "rejected/stored": _("rejected own goods"),
    "count-difference": _("count difference"),
    "shop": _("shop"),
    "service-desk": _("service desk"),
    "on-loan": _("on loan"),
    "supplier": _("supplier"),
    "customer": _("customer"),
    "scrap": _("scrap"),
    "production": _("production"),
    "consumed": _("consumed"),
}
_BUCKETS = {"reserved": _("reserved"), "taken": _("taken"), "granted": _("granted")}


def account_name(account: str) -> Message:
    """Return what an account is called."""
    return _ACCOUNTS.get(account, Message(account))


def register_of(account: str) -> str:
    """Return the register that names whose balance of an account it is; "" where none does."""
    return _REGISTERS.get(account, "")


def whose(company: "Company", account: str, dimension: str) -> Message | str:
    """Return whose balance of an account it is, by name; "" where an account has one balance only."""
    if sort := _SORTS.get((account, dimension)):
        return sort
    first, slash, rest = dimension.partition("/")
    name = called(company, _REGISTERS[account], first) if account in _REGISTERS else first
    return _("{name}/{rest}")(name=name, rest=rest) if slash else name


def place_name(company: "Company", location: str) -> Message | str:
    """Return what a place is called: those outside the warehouses in words, others by their key."""
    return _PLACES.get(location, location)


def bucket_name(bucket: str) -> Message:
    """Return what a part of a leave account is called."""
    return _BUCKETS.get(bucket, Message(bucket))
