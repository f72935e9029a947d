"""What the program itself lets a person do, besides the cases: a matrix of posts and functions, deny by default.

Who may see and decide a case is the engine's business. Here stand the functions around it: reading the books,
keeping the registers, administering persons. Administrators administer; they read no books and decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from db.message import Message, _
from workflows import posts

if TYPE_CHECKING:
    from db.database import Database

_EVERY_POST = frozenset(posts.POSTS)
_SALES = frozenset(post.key for post in posts.POSTS.values() if post.desk == posts.SALES.key)
_WAREHOUSE = frozenset(post.key for post in posts.POSTS.values() if post.desk == posts.WAREHOUSE.key)
_HEADS = frozenset({
    posts.SALES_MANAGER, posts.WAREHOUSE_SUPERVISOR, posts.SERVICE_SUPERVISOR, posts.FINANCE, posts.OFFICE_DIRECTOR,
    posts.GENERAL_MANAGER,
})  # fmt: skip
_KEEPERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "customers": frozenset({posts.SALES_MANAGER, posts.SERVICE_SUPERVISOR}),
        "suppliers": frozenset({posts.WAREHOUSE_SUPERVISOR}),
        "products": frozenset({posts.CATALOGUER, posts.WAREHOUSE_SUPERVISOR}),
        "price-list": frozenset(),
        "warehouses": frozenset({posts.WAREHOUSE_SUPERVISOR}),
        "locations": frozenset({posts.WAREHOUSE_SUPERVISOR}),
        "employees": frozenset({posts.HR}),
        "departments": frozenset({posts.OFFICE_DIRECTOR}),
        "units": frozenset({posts.SERVICE_SUPERVISOR}),
        "plans": frozenset(),
        "cards": frozenset({posts.SERVICE_SUPERVISOR, posts.FINANCE}),
        "equipment": frozenset({posts.EQUIPMENT_KEEPER, posts.WAREHOUSE_SUPERVISOR}),
    }
)
"""Who keeps a register by hand, besides the administrator who imports it. Prices are decided, never just typed."""

_FROZEN = frozenset({"plans"})
"""Registers that decided cases alone write: not even an administrator imports a plan nobody approved."""

_PERSONNEL = frozenset({posts.HR, posts.OFFICE_DIRECTOR, posts.GENERAL_MANAGER})

FUNCTIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "ledger.stock": _WAREHOUSE | _SALES | {
            posts.SERVICE_AGENT, posts.AFTER_SALES, posts.SERVICE_SUPERVISOR, posts.FINANCE, posts.MATERIALS_OFFICER,
            posts.DEPARTMENT_HEAD, posts.GENERAL_MANAGER,
        },
        "ledger.value": _WAREHOUSE | {posts.FINANCE, posts.GENERAL_MANAGER},  # what sales and service sell costs
        # Commissions and fees; the owner of the customer reads them as well.
        "ledger.commission": frozenset({posts.SALES_MANAGER, posts.FINANCE, posts.GENERAL_MANAGER}),
        "ledger.money": frozenset({posts.FINANCE, posts.GENERAL_MANAGER}),
        "ledger.leave": _PERSONNEL,  # of everybody; one's own is everybody's
        "policy.read": _EVERY_POST,
        "process.migrate": frozenset({posts.ADMINISTRATOR}),
        "register.read": _EVERY_POST,
        "register.export": _HEADS | {posts.ADMINISTRATOR},
        **{
            f"register.change.{register}": keepers if register in _FROZEN else keepers | {posts.ADMINISTRATOR}
            for register, keepers in _KEEPERS.items()
        },
        "user.read": frozenset({posts.ADMINISTRATOR, posts.HR}),
        "user.change": frozenset({posts.ADMINISTRATOR}),
    }
)  # fmt: skip

TITLES: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "ledger.stock": _("read the stock ledger"),
        "ledger.value": _("read what the stock is worth"),
        "ledger.commission": _("read commissions and fees"),
        "ledger.money": _("read the money ledger"),
        "ledger.leave": _("read the leave ledger of others"),
        "policy.read": _("read the policies"),
        "process.migrate": _("bring open cases to a later version of their process"),
        "register.read": _("read the registers"),
        "register.export": _("export registers"),
        **{f"register.change.{register}": _("change this register") for register in _KEEPERS},
        "user.read": _("read who may sign in"),
        "user.change": _("administer persons"),
    }
)


def allowed(database: Database, person_id: int, on: date, function: str) -> bool:
    """Say whether the person may use a function on a day. Raises KeyError for a function there is not."""
    from db.people import People

    held = {holding.post for holding in People(database).posts_of(person_id, on)}
    return bool(held & FUNCTIONS[function])


def require(database: Database, person_id: int, on: date, function: str) -> None:
    """Raise Refused unless the person may use the function on that day."""
    # Imported here: line mode reads this module at every start, and refuses seldom.
    from workflows.engine.errors import Refused

    if not allowed(database, person_id, on, function):
        titles = [posts.POSTS[key].title for key in posts.POSTS if key in FUNCTIONS[function]]
        why = _("It is for: {posts}")(posts=listed(titles)) if titles else _("Only decided cases write it.")
        raise Refused([why], _("You may not {function}.")(function=TITLES[function]))


def listed(titles: Sequence[Message]) -> Message:
    """Return several titles as one message, with a comma between them."""
    return _joined(titles, _("{one}, {other}"))


def told(sentences: Sequence[Message]) -> Message:
    """Return several sentences as one message: a comma may stand in each, so that it cannot stand between them."""
    return _joined(sentences, _("{one}; {other}"))


def _joined(messages: Sequence[Message], between: Message) -> Message:
    *before, last = messages
    for message in reversed(before):
        last = between(one=message, other=last)
    return last
