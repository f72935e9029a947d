"""`:` — type where to go: a queue, a dashboard, a case by its number, a record, a register, the manual; `:q` leaves.

Tab writes out the answer under the cursor. Before anything is typed the places one went to lately stand first.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from db.message import Message, _
from screens.chooser import Entry, Searching
from screens.deciding import Deciding
from screens.going import Going
from screens.office import Hit
from screens.places import pages_named, place_at, places_named
from workflows.engine.filtering import says

_OPEN_NEW = _("open new")
_LATELY, _PLACES = _("Lately"), _("Places to go")
_QUIT = ("q", "q!", "quit", "wq")


class Goto(Searching):
    """Where to go, and what to open there."""

    def __init__(self) -> None:
        super().__init__(":", self._go, verb=_("Go"))

    async def look_for(self, text: str) -> Sequence[Entry]:
        """Return places and processes; where one was lately, and the queues, before anything is typed."""
        frame = self.frame
        hits = await frame.ask(frame.office.goto, text)
        if not text:
            return await self._before_typing([_entry(hit) for hit in hits])
        openable = await frame.ask(frame.office.openable) if isinstance(frame, Deciding) else ()
        return [
            *(_entry(hit) for hit in hits if hit.kind != "record"),
            *places_named(text, frame.program.readable),
            *(_entry(hit) for hit in hits if hit.kind == "record"),
            *(
                Entry(title, ("process", key, ""), _OPEN_NEW)
                for key, title, _desk in openable
                if text.casefold() in key or says(title, text)
            ),
            *pages_named(text, await frame.ask(frame.office.manual.procedures)),
        ]

    async def _before_typing(self, places: Sequence[Entry]) -> Sequence[Entry]:
        frame = self.frame
        procedures = await frame.ask(frame.office.manual.procedures)
        been = [
            replace(entry, group=_LATELY)
            for hit in await frame.ask(frame.office.visits.lately)
            if (entry := _entry(hit) if hit.title else place_at(hit.kind, hit.key, frame.program.readable, procedures))
        ]
        known = [entry.value for entry in been]
        return [*been, *(replace(entry, group=_PLACES) for entry in places if entry.value not in known)]

    def press(self, key: str, character: str | None) -> None:
        """Write out the answer under the cursor with Tab."""
        if key == "tab":
            self.frame.start(self._complete())
        else:
            super().press(key, character)

    async def _complete(self) -> None:
        await self.answered()
        shown = self.shown()
        if shown and self.is_attached:
            self.edit.set(self._written_out(shown[self.at]))
            self.at = 0
            self.narrowed()
            self.redraw()

    def _written_out(self, entry: Entry) -> str:
        """Return what an answer is called; of a record with its code, since others may have its name."""
        title = self.frame.words.say(entry.title)
        return f"{title} {self.frame.words.say(entry.detail)}" if entry.value[0] == "record" else title

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys that apply."""
        go, move, *rest = super().hints()
        return [go, move, ("tab", _("Write out")), *rest]

    def take(self) -> None:
        """Go there; `q` leaves the program."""
        if self.edit.text.strip().casefold() in _QUIT:
            self.leave()
            self.frame.program.quit()
        else:
            super().take()

    def _go(self, place: Any) -> None:
        frame = self.frame
        if place[0] != "process":
            # Nobody waits for it: that it could not be kept is no reason to say so.
            frame.program.run_worker(frame.ask(frame.office.visits.went, *place), exit_on_error=False)
        if isinstance(frame, Going):
            frame.go(*place)


def _entry(hit: Hit) -> Entry:
    return Entry(hit.title, (hit.kind, hit.key, hit.desk), hit.detail, sought=hit.key)
