"""A record of a register: its card, and its history: who changed what when, and by which case."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Literal

from textual.widget import Widget

from db.message import Message, _
from screens import case_lines
from screens.commands import Scope, Situation
from screens.moving import Moving
from screens.paint import BLANK, Line, Painted, Piece, chosen, clipped, in_view, line
from screens.record_keeping import RecordKeeping
from screens.words import Words, wrap
from workflows.engine.errors import CommandError
from workflows.engine.registry import ChangeView, RecordView
from workflows.engine.view import Outcome

Side = Literal["card", "history"]

_COPIED = _("{text} copied; if your terminal does not allow it, select it here")
_UP_TO_DATE = _("Up to date")
_SIDES: dict[Side, Message] = {"card": _("Card"), "history": _("History")}
_NO_LONGER = _("offered no more")
_CHANGE = _("{field}: {before} → {after}")
_AT_START = _("set up with the company")
_NEVER = _("Nobody has changed this record")
_NO_CASE = _("No case you may see stands behind this change")
_EMPTY = "—"
_INDENT = 18
"""Cells before what belongs to a change: its time."""


class RecordTabs(Painted):
    """What the record is called, its two sides, and the one that is shown."""

    DEFAULT_CSS = "RecordTabs { height: 3; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.view: RecordView | None = None
        self.side: Side = "card"

    def show(self, view: RecordView, side: Side) -> None:
        """Show the name of this record, and the side."""
        self.view, self.side = view, side
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the name and the sides."""
        view, words = self.view, self.frame.words
        if view is None:
            return [()]
        gone: list[Piece] = [] if view.active else [(f"  {words.say(_NO_LONGER)}", "bad")]
        name: list[Piece] = [(f" {words.say(view.name)}", "title"), (f"  {words.say(view.key)}", "muted"), *gone]
        sides: list[Piece] = [(" ", "text")]
        for side, title in _SIDES.items():
            count = f" {len(view.history)}" if side == "history" else ""
            role = "picked" if side == self.side else "text"
            sides += [(f"{words.say(title)}{count}", role), ("   ", "text")]
        return [clipped(name, width), BLANK, tuple(sides)]


@dataclass
class RecordSpot:
    """Where one is in a record: its side, how far each side is scrolled, the change under the cursor."""

    side: Side = "card"
    top: dict[Side, int] = field(default_factory=lambda: {"card": 0, "history": 0})
    at: int = 0


class RecordPane(Painted):
    """A side of the record, scrolled; in the history one change is under the cursor."""

    DEFAULT_CSS = "RecordPane { height: 1fr; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.view: RecordView | None = None
        self.spot = RecordSpot()

    def show(self, view: RecordView, spot: RecordSpot) -> None:
        """Show the side one is on of this record."""
        self.view, self.spot = view, spot
        spot.at = max(0, min(spot.at, len(view.history) - 1))
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines in view."""
        view, words = self.view, self.frame.words
        if view is None:
            return [()]
        if self.spot.side == "card":
            lines = case_lines.fields([one for one in view.fields if str(one.title)], width, words)
            return self._in_view(lines, width, height, None)
        if not view.history:
            return [line((f" {words.say(_NEVER)}", "muted"))]
        changes = [_change(one, width, words) for one in view.history]
        changes[self.spot.at][0] = chosen(changes[self.spot.at][0])
        start = sum(len(one) for one in changes[: self.spot.at])
        cursor = (start, start + len(changes[self.spot.at]))
        return self._in_view([piece for one in changes for piece in one], width, height, cursor)

    def _in_view(
        self, lines: Sequence[Line], width: int, height: int, cursor: tuple[int, int] | None
    ) -> Sequence[Line]:
        top = self.spot.top[self.spot.side]
        if cursor is not None:
            top = min(max(top, cursor[1] - height), cursor[0])
        self.spot.top[self.spot.side] = top = max(0, min(top, len(lines) - height))
        return in_view(lines, top, height, width)

    def scroll_lines(self, by: int) -> None:
        """Scroll the card, or move the cursor in the history."""
        if self.spot.side == "card":
            self.spot.top["card"] += by
        elif self.view is not None:
            self.spot.at = max(0, min(self.spot.at + by, len(self.view.history) - 1))
        self.redraw()

    @property
    def change(self) -> ChangeView | None:
        """The change under the cursor."""
        if self.view is None or self.spot.side != "history" or not self.view.history:
            return None
        return self.view.history[self.spot.at]


def _change(change: ChangeView, cells: int, words: Words) -> list[Line]:
    """When, who and by which case; under it what differs."""
    person = change.person or words.say(_AT_START)
    head: list[Piece] = [(f" {change.at:%Y-%m-%d %H:%M} ", "muted"), (words.say(person), "title")]
    if change.case:
        head.append((f"  {words.say(change.case)}", "text"))
    if change.said:
        head.append((f"  {words.say(change.said)}", "muted"))
    lines: list[Line] = [clipped(head, cells)]
    for title, before, after in change.changes:
        said = words.say(_CHANGE(field=title, before=before or _EMPTY, after=after or _EMPTY))
        lines += [line(" " * _INDENT, (piece, "text")) for piece in wrap(said, max(cells - _INDENT - 1, 10))]
    return lines


class RecordScreen(Moving[None], RecordKeeping[None]):
    """One record."""

    scope: ClassVar[Scope] = "record"

    def __init__(self, register: str, key: str, spot: RecordSpot | None = None) -> None:
        """Make the screen. spot: where one was in it."""
        super().__init__()
        self.register = register
        self.key = key
        self.view: RecordView | None = None
        self.spot = spot or RecordSpot()
        self.tabs = RecordTabs()
        self.pane = RecordPane()

    def body(self) -> Iterator[Widget]:
        """Yield the name and the side that is shown."""
        yield self.tabs
        yield self.pane

    @property
    def beside_prompt(self) -> int:
        """The name and the sides stay where they are."""
        return 11

    def where(self) -> Sequence[Message | str]:
        """Return the register and the key."""
        return [self.view.title if self.view is not None else "", self.key]

    def situation(self) -> Situation:
        """Return what is at hand."""
        view, change = self.view, self.pane.change
        return Situation(
            self.scope, item=view is not None, listed=int(change is not None and change.case_id is not None),
            register=True, keeps=view is not None and view.may_change,
        )  # fmt: skip

    def again(self) -> "Callable[[], RecordScreen]":
        """Return what opens the record again where one is in it."""
        return partial(RecordScreen, self.register, self.key, self.spot)

    # --- what is shown ------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read the record."""
        self.start(self._open_first())

    async def _open_first(self) -> None:
        try:
            await self.load()
        except CommandError as problem:
            self.leave_with(problem)

    async def load(self) -> None:
        """Read the record as it is now; where one is in it stays."""
        self.view = await self.ask(self.office.registry.record, self.register, self.key)
        self._show()

    def _show(self) -> None:
        if self.view is not None:
            self.tabs.show(self.view, self.spot.side)
            self.pane.show(self.view, self.spot)
            self.header.redraw()
            self.refresh_keys()

    # --- commands -----------------------------------------------------------------------------------------------

    def do_next_pane(self) -> None:
        """Turn the card over."""
        self.spot.side = "history" if self.spot.side == "card" else "card"
        self._show()

    def do_previous_pane(self) -> None:
        """Turn the card over."""
        self.do_next_pane()

    def do_open(self) -> None:
        """Open the case that made the change under the cursor."""
        change = self.pane.change
        if change is not None and change.case_id is not None:
            self.go("case", str(change.case_id), "")
        elif change is not None:
            self.tell(_NO_CASE, "muted")

    def do_back(self) -> None:
        """Go back to where one was."""
        self.dismiss()

    def move(self, by: int) -> None:
        """Go down or up on this side."""
        self.pane.scroll_lines(by)
        self.refresh_keys()

    @property
    def page_rows(self) -> int:
        """How far a page is."""
        return max(self.pane.size.height - 1, 1)

    def do_copy(self) -> None:
        """Copy the key of the record."""
        self.app.copy_to_clipboard(self.key)
        self.tell(_COPIED(text=self.key))

    def do_refresh(self) -> None:
        """Read the record again."""
        self.start(self._refresh())

    async def _refresh(self) -> None:
        await self.load()
        self.tell(_UP_TO_DATE, "muted")

    # --- changing -----------------------------------------------------------------------------------------------

    @property
    def record_key(self) -> str | None:
        """The record that is shown."""
        return self.key

    async def kept(self, outcome: Outcome) -> None:
        """Show the record as it is now, or the new one."""
        self.key = outcome.number
        await self.load()
