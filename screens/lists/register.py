"""A register to browse: its records in the order of their keys, searched by code, name and pinyin initials."""

from collections.abc import Callable, Sequence
from functools import partial

from db.message import Message, _
from screens.commands import Situation
from screens.lists.screen import ListScreen
from screens.record import RecordScreen
from screens.record_keeping import RecordKeeping
from workflows.engine.rows import ListPage, ListRow, Window
from workflows.engine.view import Outcome
from workflows.registers import REGISTERS

_WITH, _WITHOUT = _("Records offered no more are shown too"), _("Only records that may be chosen")


class RegisterScreen(ListScreen, RecordKeeping[None]):
    """The records of one register."""

    def __init__(self, register: str, *, inactive: bool = False) -> None:
        super().__init__()
        self.register = register
        self.inactive = inactive
        self.keeps = False

    def maker(self) -> "Callable[[], RegisterScreen]":
        """Return what makes the same list anew."""
        return partial(RegisterScreen, self.register, inactive=self.inactive)

    def titles(self) -> Sequence[Message | str]:
        """Return the register."""
        declared = REGISTERS.get(self.register)
        return [_("Registers"), declared.title if declared is not None else self.register]

    async def prepare(self) -> None:
        """Find out whether the person keeps the register."""
        registers = await self.ask(self.office.registry.registers)
        self.keeps = any(one.may_change for one in registers if one.key == self.register)

    async def page(self, window: Window) -> ListPage:
        """Read a window of the register."""
        return await self.ask(
            self.office.registry.page, self.register, window, text=self.sought, inactive=self.inactive
        )

    def situation(self) -> Situation:
        """Return what is at hand."""
        return Situation(
            self.scope, item=self.table.row is not None, listed=len(self.table.window.rows),
            register=True, keeps=self.keeps,
        )  # fmt: skip

    def open_row(self, row: ListRow) -> None:
        """Show the record; on the way back the list is as it is then."""
        self.start(self._open_record(RecordScreen(self.register, row.key)))

    async def _open_record(self, screen: RecordScreen) -> None:
        await self.app.push_screen(screen, lambda _nothing: self.start(self.reload()))

    def do_inactive(self) -> None:
        """Show records that are offered no more, too, or leave them out."""
        self.inactive = not self.inactive
        self.start(self._reload_with())

    async def _reload_with(self) -> None:
        await self.reload()
        self.tell(_WITH if self.inactive else _WITHOUT, "muted")

    # --- changing -----------------------------------------------------------------------------------------------

    @property
    def record_key(self) -> str | None:
        """The record under the cursor."""
        return row.key if (row := self.table.row) is not None else None

    async def kept(self, outcome: Outcome) -> None:
        """Show the list as it is now, the cursor on the record; the whole of it where the search leaves the record out."""
        await self.load(outcome.number, self.table.screen_row)
        if self.text and self.record_key != outcome.number:
            self.text = ""
            await self.load(outcome.number, self.table.screen_row)
