"""The books: what lies where, who owes what, which days of leave are left, and the entries behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from console.command import Group, Whole, Words, argument, option
from console.failure import Findings, Problem
from console.output import Shown
from console.run import Run
from db.errors import NoSuchPlace
from db.message import Message, _
from workflows.engine.functions import allowed, require

if TYPE_CHECKING:
    from workflows.engine.company import Company

LEDGER = Group(
    "ledger", words=_("The books: stock, money and leave. Read only; what is booked is booked by decisions.")
)

_AFTER = _("go on after this place, as the answer before named it")
_LIMIT = _("how many lines at most (100)")
_DATES = _("only entries of these days: 2026-05, or 2026-05-01..2026-05-20")
_ENTRIES = _("the entries behind the balances, newest first")
_LONGEST = 1000


@LEDGER.add(_("What lies where, how much of it is reserved, and what is free."), person=True)
@argument("product", _("code of the product; without it, all"), required=False)
@option("--warehouse", metavar="KEY", words=_("only places of this warehouse"))
@option("--location", metavar="KEY", words=_("only this place"))
@option("--filter", "text", type=Words(), metavar="TEXT", default="", words=_("only lines with all these words"))
@option("--entries", is_flag=True, words=_ENTRIES)
@option("--dates", metavar="DAYS", default="", words=_DATES)
@option("--after", metavar="CURSOR", words=_AFTER)
@option("--limit", type=Whole(1, _LONGEST), default=100, words=_LIMIT)
def stock(
    run: Run,
    product: str | None,
    warehouse: str | None,
    location: str | None,
    text: str,
    entries: bool,
    dates: str,
    after: str | None,
    limit: int,
) -> None:
    company, findings = _company(run, "ledger.stock"), Findings()
    for register, key in (("products", product), ("warehouses", warehouse)):
        with findings.collecting():
            _known(company, register, key)
    with findings.collecting():
        _known_place(company, location)
    if entries and warehouse is not None:
        findings.add(Problem("usage", _("The entries are not kept by warehouse: name a place with --location.")))
    with findings.collecting():
        _only_entries("" if entries else dates)
    findings.tell()
    if entries:
        _stock_entries(run, company, _Moves(product, location, text, dates, after, limit))
        return
    found = company.stock.balances(
        product=product, location=location, warehouse=warehouse, text=text, after=_balance(after), limit=limit + 1
    )
    valued = allowed(run.database, run.person.id, run.clock.now().date(), "ledger.value")
    last = found[limit - 1] if len(found) > limit else None
    rows = [
        {
            "location": one.location, "product": one.product, "name": _name(company, "products", one.product),
            "lot": one.lot, "quantity": one.quantity, "reserved": one.reserved, "free": one.free,
            **({"value": company.stock.value_at(one)} if valued else {}),
        }
        for one in found[:limit]
    ]  # fmt: skip
    cursor = ",".join(quote(part, safe="/") for part in (last.location, last.product, last.lot)) if last else None
    _give(run, "balances", rows, cursor, (
        ("location", _("Location")), ("product", _("Product")), ("name", _("Name")), ("lot", _("Lot")),
        ("quantity", _("On hand")), ("reserved", _("Reserved")), ("free", _("Free")),
        *((("value", _("Value")),) if valued else ()),
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Moves:
    """Which moves are asked for."""

    product: str | None
    location: str | None
    text: str
    dates: str
    after: str | None
    limit: int


def _stock_entries(run: Run, company: Company, wanted: _Moves) -> None:
    from workflows.engine.spans import read_span

    days = read_span(wanted.dates)
    moves = company.stock.moves(
        product=wanted.product, location=wanted.location, text=wanted.text, since=days.since, until=days.until,
        after=_number(wanted.after), newest_first=True, limit=wanted.limit + 1,
    )  # fmt: skip
    cursor = str(moves[wanted.limit - 1].id) if len(moves) > wanted.limit else None
    rows = [
        {
            "id": one.id, "at": one.at, "product": one.product, "name": _name(company, "products", one.product),
            "lot": one.lot, "source": one.source, "target": one.target, "quantity": one.quantity,
            "case": _case(company, one.case_id), "reverses": one.reverses,
        }
        for one in moves[: wanted.limit]
    ]  # fmt: skip
    _give(run, "entries", rows, cursor, (
        ("at", _("When")), ("product", _("Product")), ("name", _("Name")), ("lot", _("Lot")),
        ("source", _("From place")), ("target", _("To place")), ("quantity", _("Quantity")), ("case", _("Case")),
    ))  # fmt: skip


@LEDGER.add(_("Balances of the accounts, in yuan, positive on the side an account grows on."), person=True)
@argument("account", _("the account, as receivable; without it, all accounts"), required=False)
@argument("dimension", _("whose balance, as the number of a customer"), required=False)
@option("--entries", is_flag=True, words=_ENTRIES)
@option("--dates", metavar="DAYS", default="", words=_DATES)
@option("--after", metavar="CURSOR", words=_AFTER)
@option("--limit", type=Whole(1, _LONGEST), default=100, words=_LIMIT)
def money(
    run: Run, account: str | None, dimension: str | None, entries: bool, dates: str, after: str | None, limit: int
) -> None:
    from db.money import ACCOUNTS
    from workflows.engine.ledger_names import register_of

    company = _company(run, "ledger.money")
    if account is not None and account not in ACCOUNTS:
        raise Problem("not-found", _("There is no account “{account}”. There are: {accounts}")(
            account=account, accounts=", ".join(ACCOUNTS)
        ))  # fmt: skip
    if account is not None and dimension is not None and (register := register_of(account)):
        _known(company, register, dimension.partition("/")[0])
    if entries:
        _money_entries(run, company, account, dimension, dates, after, limit)
        return
    _only_entries(dates)
    if account is None:
        totals = [(name, "", company.money.balance(name)) for name in ACCOUNTS]
        found = [one for one in totals if one[2]]
    elif dimension is not None:
        found = [(account, dimension, company.money.balance(account, dimension))]
    else:
        page = company.money.balances(account, after=after, limit=limit + 1)
        found = [(account, of, amount) for of, amount in page]
    cursor = found[limit - 1][1] if account is not None and len(found) > limit else None
    rows = [
        {"account": name, "dimension": of, "balance": amount}
        for name, of, amount in (found[:limit] if account is not None else found)
    ]
    _give(run, "balances", rows, cursor, (
        ("account", _("Account")), ("dimension", _("Of")), ("balance", _("Balance")),
    ))  # fmt: skip


def _money_entries(
    run: Run, company: Company, account: str | None, dimension: str | None, dates: str, after: str | None, limit: int
) -> None:
    from workflows.engine.spans import read_span

    days = read_span(dates)
    found = company.money.entries(
        account=account, dimension=dimension, since=days.since, until=days.until,
        after=_number(after), newest_first=True, limit=limit + 1,
    )  # fmt: skip
    cursor = str(found[limit - 1].id) if len(found) > limit else None
    entries: list[dict[str, Any]] = [
        {
            "id": one.id, "at": one.at, "note": Message(one.note), "case": _case(company, one.case_id),
            "reverses": one.reverses,
            "lines": [
                {"account": line.account, "dimension": line.dimension, "amount": line.amount} for line in one.lines
            ],
        }
        for one in found[:limit]
    ]  # fmt: skip
    if run.out.as_json:
        run.out.give({"entries": entries, "after": cursor}, ())
        return
    rows: list[dict[str, Any]] = [
        {**line, "id": entry["id"], "at": entry["at"], "case": entry["case"]}
        for entry in entries
        for line in entry["lines"]
    ]
    _give(run, "entries", rows, cursor, (
        ("id", _("Entry")), ("at", _("When")), ("account", _("Account")), ("dimension", _("Of")),
        ("amount", _("Debit +, credit −")), ("case", _("Case")),
    ))  # fmt: skip


@LEDGER.add(_("Days of leave: granted, reserved, taken and left. Your own, where no employee is named."), person=True)
@argument("employee", _("number of the employee"), required=False)
@option("--year", type=Whole(1990, 2200), words=_("the year; this one if you do not say"))
@option("--entries", is_flag=True, words=_ENTRIES)
@option("--after", metavar="CURSOR", words=_AFTER)
@option("--limit", type=Whole(1, _LONGEST), default=100, words=_LIMIT)
def leave(run: Run, employee: str | None, year: int | None, entries: bool, after: str | None, limit: int) -> None:
    number = employee or run.person.employee
    if number is None:
        raise Problem("usage", _("You are not in the employee register; name an employee."))
    company = run.engine.company
    if number != run.person.employee:
        require(run.database, run.person.id, run.clock.now().date(), "ledger.leave")
    _known(company, "employees", number)
    if entries:
        if year is not None:
            raise Problem("usage", _("The entries are those of all years; --year goes without --entries."))
        moves = company.leave.moves(employee=number, after=_number(after), newest_first=True, limit=limit + 1)
        cursor = str(moves[limit - 1].id) if len(moves) > limit else None
        rows = [
            {
                "id": one.id, "at": one.at, "employee": one.employee, "type": one.type, "year": one.year,
                "bucket": one.bucket, "days": one.days, "case": _case(company, one.case_id), "reverses": one.reverses,
            }
            for one in moves[:limit]
        ]  # fmt: skip
        _give(run, "entries", rows, cursor, (
            ("at", _("When")), ("type", _("Type")), ("year", _("Year")), ("bucket", _("What")), ("days", _("Days")),
            ("case", _("Case")),
        ))  # fmt: skip
        return
    rows = [
        {
            "employee": one.employee, "type": one.type, "year": one.year, "granted": one.granted,
            "reserved": one.reserved, "taken": one.taken, "left": one.left,
        }
        for one in company.leave.balances(number, year or run.clock.now().year)
    ]  # fmt: skip
    _give(run, "balances", rows, None, (
        ("type", _("Type")), ("year", _("Year")), ("granted", _("Granted")), ("reserved", _("Reserved")),
        ("taken", _("Taken")), ("left", _("Left")),
    ))  # fmt: skip


# --- shared ---------------------------------------------------------------------------------------------------


def _company(run: Run, function: str) -> Company:
    require(run.database, run.person.id, run.clock.now().date(), function)
    return run.engine.company


def _give(
    run: Run, what: str, rows: list[dict[str, Any]], cursor: str | None, columns: tuple[tuple[str, Message], ...]
) -> None:
    shown: list[list[Shown]] = [[row[name] for name, _title in columns] for row in rows]
    lines = run.out.table([title for _name, title in columns], shown) or [run.out.say(_("nothing"))]
    if cursor is not None:
        lines.append(run.out.say(_("more: --after {cursor}")(cursor=cursor)))
    run.out.give({what: rows, "after": cursor}, lines)


def _known(company: Company, register: str, key: str | None) -> None:
    if key is not None and company.registers.name(register, key) is None:
        raise Problem("not-found", _("{key} is not in the register “{register}”.")(key=key, register=register))


def _known_place(company: Company, location: str | None) -> None:
    """Raise Problem for a place of a warehouse that is in no register, and for what is no place at all."""
    from db import locations

    if location is None:
        return
    try:
        of_a_warehouse = locations.kind(location) in locations.OF_A_WAREHOUSE
    except ValueError:
        of_a_warehouse = True
    if of_a_warehouse:
        _known(company, "locations", location)


def _only_entries(dates: str) -> None:
    if dates:
        raise Problem("usage", _("Balances are those of now; --dates goes with --entries."))


def _name(company: Company, register: str, key: str) -> str:
    return company.registers.name(register, key) or ""


def _case(company: Company, case_id: int | None) -> str | None:
    return company.cases.case(case_id).name if case_id is not None else None


def _number(after: str | None) -> int | None:
    if after is not None and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise NoSuchPlace(after)
    return int(after) if after else None


def _balance(after: str | None) -> Any:
    from decimal import Decimal

    from db.stock_book import Balance

    if after is None:
        return None
    parts = [unquote(part) for part in after.split(",")]
    if len(parts) != 3:
        raise NoSuchPlace(after)
    location, product, lot = parts
    return Balance(product, lot, location, Decimal(0), Decimal(0))
