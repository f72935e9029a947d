"""The ledgers to browse: what lies where and the moves behind it, accounts and the entries behind them.

Enter goes one step further back: from a balance to its entries, from an entry to the case that booked it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from db.message import Message, _
from screens.lists.screen import ListScreen
from workflows.engine.ledger_names import account_name
from workflows.engine.rows import ListPage, ListRow, Window

_NO_CASE = _("No case stands behind this entry")


class StockScreen(ListScreen):
    """What lies where."""

    def maker(self) -> "Callable[[], StockScreen]":
        """Return what makes the same list anew."""
        return StockScreen

    def titles(self) -> Sequence[Message | str]:
        """Return the ledger."""
        return [_("Stock ledger")]

    async def page(self, window: Window) -> ListPage:
        """Read a window of the balances."""
        return await self.ask(self.office.books.stock, window, text=self.sought)

    def open_row(self, row: ListRow) -> None:
        """Show the moves behind the balance."""
        self.show(MovesScreen(row.key))

    def copied(self, row: ListRow) -> str:
        """Return the product."""
        return str(row.cells[1]).rpartition(" ")[2]


class _Entries(ListScreen):
    """Entries, each of which a case has booked."""

    dated: ClassVar[bool] = True

    def open_row(self, row: ListRow) -> None:
        """Open the case that booked it."""
        if row.case_id is None:
            self.tell(_NO_CASE, "muted")
        else:
            self.go("case", str(row.case_id), "")

    def copied(self, row: ListRow) -> str:
        """Return the number of the case."""
        return str(row.cells[1])


class MovesScreen(_Entries):
    """The moves behind a balance, the newest first."""

    def __init__(self, balance: str) -> None:
        super().__init__()
        self.balance = balance
        self.about: Message | str = ""

    def maker(self) -> "Callable[[], MovesScreen]":
        """Return what makes the same list anew."""
        return partial(MovesScreen, self.balance)

    def titles(self) -> Sequence[Message | str]:
        """Return the ledger, and what lies where."""
        return [_("Stock ledger"), self.about]

    async def prepare(self) -> None:
        """Find out what the balance is of."""
        self.about = await self.ask(self.office.books.lying, self.balance)

    async def page(self, window: Window) -> ListPage:
        """Read a window of the moves."""
        return await self.ask(self.office.books.moves, self.balance, window, text=self.sought, span=self.span)


class AccountsScreen(ListScreen):
    """The accounts that have a balance."""

    def maker(self) -> "Callable[[], AccountsScreen]":
        """Return what makes the same list anew."""
        return AccountsScreen

    def titles(self) -> Sequence[Message | str]:
        """Return the ledger."""
        return [_("Money ledger")]

    async def page(self, window: Window) -> ListPage:
        """Read the accounts."""
        return await self.ask(self.office.books.accounts, window, text=self.sought)

    def open_row(self, row: ListRow) -> None:
        """Show whose balances the account is made of, or its entries where it has one only."""
        if self.office.books.is_divided(row.key):
            self.show(DimensionsScreen(row.key))
        else:
            self.show(EntriesScreen(row.key, ""))


class DimensionsScreen(ListScreen):
    """The balances of one account: one for each customer, supplier, till …"""

    def __init__(self, account: str) -> None:
        super().__init__()
        self.account = account

    def maker(self) -> "Callable[[], DimensionsScreen]":
        """Return what makes the same list anew."""
        return partial(DimensionsScreen, self.account)

    def titles(self) -> Sequence[Message | str]:
        """Return the ledger and the account."""
        return [_("Money ledger"), account_name(self.account)]

    async def page(self, window: Window) -> ListPage:
        """Read a window of the balances."""
        return await self.ask(self.office.books.dimensions, self.account, window, text=self.sought)

    def open_row(self, row: ListRow) -> None:
        """Show the entries behind the balance."""
        self.show(EntriesScreen(self.account, row.key))


class EntriesScreen(_Entries):
    """The entries behind a balance, the newest first."""

    def __init__(self, account: str, dimension: str) -> None:
        super().__init__()
        self.account = account
        self.dimension = dimension
        self.whose: Message | str = ""

    def maker(self) -> "Callable[[], EntriesScreen]":
        """Return what makes the same list anew."""
        return partial(EntriesScreen, self.account, self.dimension)

    def titles(self) -> Sequence[Message | str]:
        """Return the ledger, the account, and whose balance it is."""
        return [_("Money ledger"), account_name(self.account), *([self.whose] if self.whose else [])]

    async def prepare(self) -> None:
        """Find out whose balance it is."""
        self.whose = await self.ask(self.office.books.of, self.account, self.dimension)

    async def page(self, window: Window) -> ListPage:
        """Read a window of the entries."""
        return await self.ask(
            self.office.books.entries, self.account, self.dimension, window, text=self.sought, span=self.span
        )
