"""A record of a register as a card: its fields, one under the other."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.widget import Widget

from db.message import Message, _
from screens import case_lines
from screens.base import ConsoleScreen
from screens.commands import Scope, Situation
from screens.paint import Line, Painted, line
from workflows.engine.errors import CommandError
from workflows.engine.view import FieldView

_COPIED = _("{text} copied; if your terminal does not allow it, select it here")
_REGISTERS: dict[str, Message] = {
    "customers": _("Customer"),
    "suppliers": _("Supplier"),
    "products": _("Product"),
    "employees": _("Employee"),
    "units": _("Unit"),
    "warehouses": _("Warehouse"),
    "locations": _("Location"),
}


class Card(Painted):
    """The fields of a record, scrolled."""

    DEFAULT_CSS = "Card { height: 1fr; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.fields: Sequence[FieldView] = ()
        self.top = 0

    def show(self, fields: Sequence[FieldView]) -> None:
        """Show these fields."""
        self.fields = fields
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines in view."""
        everything = self._everything(width)
        self.top = max(0, min(self.top, len(everything) - height))
        return everything[self.top : self.top + height] if height else everything

    def _everything(self, cells: int) -> list[Line]:
        words = self.frame.words
        # The first one without a title is the name of the record.
        named = [view for view in self.fields if not str(view.title)]
        titled = [view for view in self.fields if str(view.title)]
        names = [line((f" {words.say(view.cell.text)}", "title")) for view in named]
        return [*names, *([()] if names else []), *case_lines.fields(titled, cells, words)]

    def scroll_lines(self, by: int) -> None:
        """Scroll what does not fit."""
        self.top += by
        self.redraw()


class RecordScreen(ConsoleScreen[None]):
    """The card of one record."""

    scope: ClassVar[Scope] = "case"

    def __init__(self, register: str, key: str) -> None:
        super().__init__()
        self.register = register
        self.key = key
        self.card = Card()

    def body(self) -> Iterator[Widget]:
        """Yield the card."""
        yield self.card

    def on_mount(self) -> None:
        """Read the record."""
        self.start(self._load())

    async def _load(self) -> None:
        try:
            self.card.show(await self.ask(self.office.record, self.register, self.key))
        except CommandError as problem:
            below = self.app.screen_stack[-2]
            self.dismiss()
            if isinstance(below, ConsoleScreen):
                below.tell_error(problem)

    def where(self) -> Sequence[Message | str]:
        """Return the register and the key."""
        return [_REGISTERS.get(self.register, Message(self.register)), self.key]

    def situation(self) -> Situation:
        """Nothing can be done to a record here."""
        return Situation(self.scope)

    def do_back(self) -> None:
        """Go back to where one was."""
        self.dismiss()

    def do_down(self) -> None:
        """Go down."""
        self.card.scroll_lines(1)

    def do_up(self) -> None:
        """Go up."""
        self.card.scroll_lines(-1)

    def do_page_down(self) -> None:
        """Go down a screen."""
        self.card.scroll_lines(max(self.card.size.height - 1, 1))

    def do_page_up(self) -> None:
        """Go up a screen."""
        self.card.scroll_lines(-max(self.card.size.height - 1, 1))

    def do_copy(self) -> None:
        """Copy the key of the record."""
        self.app.copy_to_clipboard(self.key)
        self.tell(_COPIED(text=self.key))

    def do_refresh(self) -> None:
        """Read the record again."""
        self.start(self._load())
