"""The accounts of the money ledger in words, and whose balance a dimension is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from db.message import Message, _

if TYPE_CHECKING:
    from workflows.engine.company import Company

ACCOUNT_TITLES: Mapping[str, Message] = MappingProxyType(
    {
        "till": _("Cash in tills"),
        "bank": _("Cash at bank"),
        "receivable": _("Owed by customers"),
        "employee-receivable": _("Owed by employees"),
        "supplier-advance": _("Paid in advance to suppliers"),
        "bond": _("Bonds given"),
        "stock": _("Stock at cost"),
        "work-in-process": _("Work in process"),
        "equipment": _("Equipment at cost"),
        "payable": _("Owed to suppliers"),
        "deposit": _("Deposits of customers"),
        "stored-value": _("Stored on cards"),
        "commission": _("Commission owed"),
        "wages-payable": _("Wages owed"),
        "insurance-payable": _("Insurance owed"),
        "tax-payable": _("Tax owed"),
        "sales": _("Revenue from sales"),
        "refunds": _("Refunds to customers"),
        "cost-of-sales": _("Cost of goods sold"),
        "project-cost": _("Cost of projects"),
        "selling-expense": _("Selling expenses"),
        "expense": _("Running expenses"),
        "wage-expense": _("Wages and salaries"),
        "insurance-expense": _("Social insurance"),
        "canteen-expense": _("Canteen expenses"),
        "loss": _("Losses of stock"),
        "other-income": _("Other income"),
        "scrap-income": _("Income from scrap"),
        "count-gain": _("Gains from counts"),
        "exchange": _("Differences of exchange"),
        "production-difference": _("Differences of production"),
        "budget-granted": _("Budgets granted"),
        "budget-free": _("Budgets free"),
        "budget-earmarked": _("Budgets earmarked"),
        "budget-spent": _("Budgets spent"),
        "opening": _("Opening balances"),
    }
)

_WHOSE: Mapping[str, str] = MappingProxyType(
    {
        "receivable": "customers",
        "deposit": "customers",
        "payable": "suppliers",
        "supplier-advance": "suppliers",
        "employee-receivable": "employees",
        "commission": "employees",
        "wages-payable": "employees",
        "equipment": "equipment",
    }
)
"""The register that the first part of a dimension is a key of."""


def account_title(account: str) -> Message:
    """Return what an account is called."""
    return ACCOUNT_TITLES.get(account, Message(account))


def register_of(account: str) -> str:
    """Return the register that the first part of an account's dimension is a key of; "" where it is of none."""
    return _WHOSE.get(account, "")


def whose(company: "Company", account: str, dimension: str) -> str:
    """Return whose balance a dimension is: the name behind its first part, and the dimension; "" for none."""
    register, first = register_of(account), dimension.partition("/")[0]
    name = company.registers.name(register, first) if register else None
    return f"{name} {dimension}" if name and name != dimension else dimension
