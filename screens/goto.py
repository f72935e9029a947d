"""`:` — type where to go: a queue, a dashboard, a case by its number, a record, a register, the manual; `:q` leaves."""

from collections.abc import Sequence
from typing import Any

from db.message import _
from screens.chooser import Entry, Searching
from screens.deciding import Deciding
from screens.going import Going
from screens.office import Hit
from screens.places import pages_named, places_named

_OPEN_NEW = _("open new")
_QUIT = ("q", "q!", "quit", "wq")


class Goto(Searching):
    """Where to go, and what to open there."""

    def __init__(self) -> None:
        super().__init__(":", self._go, verb=_("Go"))

    async def look_for(self, text: str) -> Sequence[Entry]:
        """Return places and processes; the queues before anything is typed."""
        frame = self.frame
        hits = await frame.ask(frame.office.goto, text)
        openable = await frame.ask(frame.office.openable) if text and isinstance(frame, Deciding) else ()
        wanted, words = text.casefold(), frame.words
        return [
            *(_entry(hit) for hit in hits if hit.kind != "record"),
            *places_named(text, frame.program.readable),
            *(_entry(hit) for hit in hits if hit.kind == "record"),
            *(
                Entry(title, ("process", key, ""), _OPEN_NEW)
                for key, title, _desk in openable
                if wanted in key or wanted in words.say(title).casefold() or wanted in str(title).casefold()
            ),
            *pages_named(text, await frame.ask(frame.office.manual.procedures)),
        ]

    def take(self) -> None:
        """Go there; `q` leaves the program."""
        if self.edit.text.strip().casefold() in _QUIT:
            self.leave()
            self.frame.program.quit()
        else:
            super().take()

    def _go(self, place: Any) -> None:
        frame = self.frame
        if isinstance(frame, Going):
            frame.go(*place)


def _entry(hit: Hit) -> Entry:
    return Entry(hit.title, (hit.kind, hit.key, hit.desk), hit.detail, sought=hit.key)
