"""The stock and the money ledger as one person reads them: balances, and the entries behind each, naming its case.

Who may read a ledger is in `workflows.engine.functions`; line mode asks the same. A row's key is its cursor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import quote, unquote

from db.message import Message, _
from db.money import ACCOUNTS, Entry
from db.stock import Balance, Move
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.functions import allowed, require
from workflows.engine.ledger_names import account_name, place_name, register_of, whose
from workflows.engine.naming import called
from workflows.engine.rows import ListPage, ListRow, RowColumn, Window, backwards_from, windowed
from workflows.engine.spans import Span

_FOUND_AT_MOST = 500
"""Records a word may name when balances are looked up by whose they are."""

_BALANCES = (
    RowColumn(_("Location"), 20, rank=0), RowColumn(_("Product"), 0, rank=0), RowColumn(_("Lot"), 12, rank=2),
    RowColumn(_("On hand"), 11, True, rank=0), RowColumn(_("Reserved"), 11, True, rank=1),
    RowColumn(_("Available"), 11, True, rank=1),
)  # fmt: skip
_VALUE = RowColumn(_("Value"), 13, True, rank=3)
_MOVES = (
    RowColumn(_("When"), 16, rank=0), RowColumn(_("Case"), 16, rank=0), RowColumn(_("From place"), 0, rank=0),
    RowColumn(_("To place"), 20, rank=0), RowColumn(_("Lot"), 12, rank=4), RowColumn(_("In or out"), 11, True, rank=0),
)  # fmt: skip
_ACCOUNTS = (
    RowColumn(_("Account"), 0, rank=0), RowColumn(_("Short name"), 22, rank=1), RowColumn(_("Balance"), 18, True, rank=0),
)  # fmt: skip
_DIMENSIONS = (RowColumn(_("Of"), 0, rank=0), RowColumn(_("Balance"), 18, True, rank=0))
_ENTRIES = (
    RowColumn(_("When"), 16, rank=0), RowColumn(_("Case"), 16, rank=0), RowColumn(_("Other accounts"), 0, rank=0),
    RowColumn(_("Amount"), 16, True, rank=0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lying:
    """Where goods lie: a product, its lot ("" none) and the location."""

    product: str
    lot: str
    location: str

    @property
    def cursor(self) -> str:
        """Return it as the key of a row."""
        return ",".join(quote(part, safe="/") for part in (self.location, self.product, self.lot))

    @classmethod
    def read(cls, cursor: str) -> "Lying":
        """Return what a cursor names. Raises NotFound for what is none."""
        parts = [unquote(part) for part in cursor.split(",")]
        if len(parts) != 3:
            raise NotFound(_("There is no such place in the list"))
        location, product, lot = parts
        return cls(product, lot, location)


class Books:
    """The ledgers, for one person. Every question raises Refused where he may not read them."""

    def __init__(self, company: Company, person_id: int) -> None:
        self._company = company
        self._person = person_id

    def readable(self) -> list[str]:
        """Return which ledgers the person may read: "stock", "money"."""
        with self._company.db.read():
            return [name for name in ("stock", "money") if self._may(f"ledger.{name}")]

    # --- stock ------------------------------------------------------------------------------------------------

    def stock(self, window: Window, *, text: str = "") -> ListPage:
        """Return a window of what lies where, by place, product and lot."""
        with self._company.db.read():
            self._require("ledger.stock")
            valued = self._may("ledger.value")

            def fetch(key: str | None, backwards: bool, limit: int) -> list[ListRow]:
                at = Lying.read(key) if key else None
                found = self._company.stock.balances(
                    text=text, backwards=backwards, limit=limit,
                    after=Balance(at.product, at.lot, at.location, Decimal(0), Decimal(0)) if at else None,
                )  # fmt: skip
                return [self._balance(one, valued) for one in found]

            return windowed((*_BALANCES, _VALUE) if valued else _BALANCES, fetch, window)

    def _balance(self, one: Balance, valued: bool) -> ListRow:
        figures = [f"{figure:,f}" for figure in (one.quantity, one.reserved, one.free)]
        value = [f"{self._company.stock.value_at(one):,.2f}"] if valued else []
        cells = [place_name(self._company, one.location), self._product(one.product), one.lot, *figures, *value]
        return ListRow(Lying(one.product, one.lot, one.location).cursor, cells)

    def _product(self, product: str) -> str:
        name = self._company.registers.name("products", product)
        return f"{name} {product}" if name and name != product else product

    def lying(self, cursor: str) -> Message:
        """Return what a row of the stock list is about, in words."""
        with self._company.db.read():
            at = Lying.read(cursor)
            product = self._product(at.product)
            if not at.lot:
                return _("{product} at {location}")(product=product, location=at.location)
            return _("{product} at {location}, lot {lot}")(product=product, location=at.location, lot=at.lot)

    def moves(self, cursor: str, window: Window, *, text: str = "", span: Span | None = None) -> ListPage:
        """Return a window of the moves behind a balance, the newest first."""
        at, days = Lying.read(cursor), span or Span()
        with self._company.db.read():
            self._require("ledger.stock")

            def newest(after: int | None, newest_first: bool, limit: int) -> Sequence[ListRow]:
                found = self._company.stock.moves(
                    product=at.product, lot=at.lot, location=at.location, since=days.since, until=days.until,
                    text=text, after=after, newest_first=newest_first, limit=limit,
                )  # fmt: skip
                return [self._move(one, at.location) for one in found]

            return windowed(_MOVES, backwards_from(newest), window)

    def _move(self, one: Move, location: str) -> ListRow:
        sign = "+" if one.target == location else "−"
        cells = [
            f"{one.at:%Y-%m-%d %H:%M}", self._case(one.case_id), place_name(self._company, one.source),
            place_name(self._company, one.target), one.lot,
            f"{sign}{one.quantity:,f}",
        ]  # fmt: skip
        return ListRow(str(one.id), cells, one.case_id, gone=one.reverses is not None)

    # --- money ------------------------------------------------------------------------------------------------

    def accounts(self, window: Window, *, text: str = "") -> ListPage:
        """Return the accounts that have a balance, with it; all of them fit into one window."""
        with self._company.db.read():
            self._require("ledger.money")
            rows = [
                ListRow(name, [account_name(name), name, _amount(self._company.money.balance(name))])
                for name in ACCOUNTS
                if self._has_balance(name)
            ]
            wanted = text.casefold().split()
            return ListPage(_ACCOUNTS, [row for row in rows if all(_says(row.key, word) for word in wanted)])

    def _has_balance(self, account: str) -> bool:
        return bool(self._company.money.balances(account, limit=1))

    def is_divided(self, account: str) -> bool:
        """Whether an account has a balance for each of several: customers, suppliers, tills …"""
        return ACCOUNTS[account].most > 0

    def dimensions(self, account: str, window: Window, *, text: str = "") -> ListPage:
        """Return a window of the balances of an account, one for each it is divided by."""
        with self._company.db.read():
            self._require("ledger.money")
            among = self._among(account, text)

            def fetch(key: str | None, backwards: bool, limit: int) -> list[ListRow]:
                found = self._company.money.balances(account, among=among, after=key, backwards=backwards, limit=limit)
                return [ListRow(of, [self._whose(account, of), _amount(amount)]) for of, amount in found]

            return windowed(_DIMENSIONS, fetch, window)

    def _among(self, account: str, text: str) -> list[str] | None:
        """Return the first parts of dimensions that typed words mean; None: any."""
        if not text.strip():
            return None
        register = register_of(account)
        found = self._company.registers.find(text, [register], limit=_FOUND_AT_MOST, inactive=True) if register else []
        return [hit.key for hit in found] or [text.strip()]

    def of(self, account: str, dimension: str) -> Message | str:
        """Return whose balance it is, in words."""
        with self._company.db.read():
            return self._whose(account, dimension)

    def entries(
        self, account: str, dimension: str | None, window: Window, *, text: str = "", span: Span | None = None
    ) -> ListPage:
        """Return a window of the entries behind a balance, the newest first; amounts grow with the balance."""
        days = span or Span()
        with self._company.db.read():
            self._require("ledger.money")

            def newest(after: int | None, newest_first: bool, limit: int) -> Sequence[ListRow]:
                found = self._company.money.entries(
                    account=account, dimension=dimension, since=days.since, until=days.until,
                    text=text, after=after, newest_first=newest_first, limit=limit,
                )  # fmt: skip
                return [self._entry(one, account, dimension) for one in found]

            return windowed(_ENTRIES, backwards_from(newest), window)

    def _entry(self, one: Entry, account: str, dimension: str | None) -> ListRow:
        own = [line for line in one.lines if line.account == account and dimension in (None, line.dimension)]
        amount = sum((line.amount for line in own), Decimal(0)) * ACCOUNTS[account].side
        others: Message | str = ""
        for line in one.lines:
            if line not in own:
                title: Message | str = account_name(line.account)
                if line.dimension:
                    title = _("{account} ({of})")(account=title, of=self._whose(line.account, line.dimension))
                others = _("{one}, {other}")(one=others, other=title) if others else title
        cells = [f"{one.at:%Y-%m-%d %H:%M}", self._case(one.case_id), others, f"{amount:+,.2f}".replace("-", "−")]
        return ListRow(str(one.id), cells, one.case_id, gone=one.reverses is not None)

    def _whose(self, account: str, dimension: str) -> Message | str:
        """Whose balance a dimension is: the name behind its first part, and the dimension as it is kept."""
        register, first = register_of(account), dimension.partition("/")[0]
        if not register:
            return whose(self._company, account, dimension)
        name = called(self._company, register, first)
        if isinstance(name, Message):
            return _("{title} {key}")(title=name, key=dimension)
        return f"{name} {dimension}" if name != first else dimension

    # --- shared -----------------------------------------------------------------------------------------------

    def _case(self, case_id: int | None) -> str:
        return self._company.cases.case(case_id).name if case_id is not None else ""

    def _today(self) -> date:
        return self._company.now().date()

    def _may(self, function: str) -> bool:
        return allowed(self._company.db, self._person, self._today(), function)

    def _require(self, function: str) -> None:
        require(self._company.db, self._person, self._today(), function)


def _amount(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace("-", "−")


def _says(account: str, word: str) -> bool:
    from workflows.i18n import LANGUAGES, translation

    titles = [account_name(account).render(translation(language)) for language in LANGUAGES]
    return any(word in said.casefold() for said in (account, *titles))
