"""`:` — type where to go: a queue, the number of a case, a customer, a product, a process to open; `:q` leaves."""

from typing import Any

from db.message import _
from screens.chooser import Chooser, Entry
from screens.deciding import Deciding
from screens.office import Hit

_KINDS = {"queue": _("queue"), "case": _("case"), "record": _("register"), "process": _("open new")}
_QUIT = ("q", "q!", "quit", "wq")


class Goto(Chooser):
    """What is typed is looked for as one types; the answers are those of the last question."""

    def __init__(self) -> None:
        super().__init__(":", [], self._go, verb=_("Go"))
        self._asked: str | None = None
        self._asking = False

    def on_mount(self) -> None:
        """Offer the queues before anything is typed."""
        self.narrowed()

    def shown(self) -> list[Entry]:
        """Return what was found; it is not narrowed down any further."""
        return self.entries

    def narrowed(self) -> None:
        """Look for what is typed now."""
        if not self._asking:
            self._asking = True
            self.run_worker(self._search(), exit_on_error=False)

    async def _search(self) -> None:
        try:
            while self._asked != self.edit.text:
                await self._look_for(self.edit.text)
        except Exception as error:
            self.frame.tell_error(error)
        finally:
            self._asking = False

    async def _look_for(self, text: str) -> None:
        frame = self.frame
        hits = await frame.ask(frame.office.goto, text.strip())
        openable = await frame.ask(frame.office.openable) if text.strip() else ()
        self._asked = text
        self.entries = [_entry(hit) for hit in hits]
        wanted, words = text.strip().casefold(), frame.words
        self.entries += [
            Entry(title, ("process", key, ""), _KINDS["process"])
            for key, title, _desk in openable
            if wanted in key or wanted in words.say(title).casefold() or wanted in str(title).casefold()
        ]
        self.redraw()

    def take(self) -> None:
        """Go to the answer under the cursor, as soon as the answers are those to what is typed."""
        if self.edit.text.strip().casefold() in _QUIT:
            self.leave()
            self.frame.program.quit()
        elif self._asked == self.edit.text:
            super().take()
        else:
            self.frame.start(self._take_soon())

    async def _take_soon(self) -> None:
        await self._look_for(self.edit.text)
        if self.is_attached:
            super().take()

    def _go(self, place: Any) -> None:
        frame = self.frame
        if isinstance(frame, Deciding):
            frame.go(*place)


def _entry(hit: Hit) -> Entry:
    return Entry(hit.title, (hit.kind, hit.key, hit.desk), hit.detail, sought=hit.key)
