"""Saved views at the desk: keep the filter of a list under a name, rename it, change it, remove it."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from db.message import Message, _
from screens.chooser import ChosenByDigit, Entry
from screens.queues import Stop
from screens.reason import Ask, Decision
from workflows.engine.errors import CommandError
from workflows.engine.view import QueueTab

if TYPE_CHECKING:
    from screens.desk import DeskScreen

_FIRST = _("Filter the list first ({key}); what you see then is kept as a tab")
_NAME = _("Name of the tab:")
_WHOM = _("For whom is “{name}”?")
_SAVED = _("“{name}” is a tab now")
_RENAMED = _("The tab is called “{name}” now")
_FILTERED = _("“{name}” shows this now")
_REMOVED = _("“{name}” is gone; the items are where they were")
_CHANGE = _("The tab “{name}”:")
_REMOVE = _("Remove the tab “{name}”")
_OTHERS = _("Everybody it is for loses it")


Done = Callable[[QueueTab, str], Coroutine[Any, Any, None]]
"""Does with a view what was typed."""


class Saving:
    """Keeps and changes the saved views of a desk."""

    def __init__(self, desk: "DeskScreen") -> None:
        self._desk = desk

    # --- keeping a new one ----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask for the name of a new view of what the list shows."""
        desk = self._desk
        if not desk.text:
            desk.tell(_FIRST(key=desk.program.keymap.keys_of("filter")[0]), "muted")
        else:
            self._ask_name(desk.text)

    def _ask_name(self, name: str) -> None:
        desk = self._desk
        desk.open_prompt(Ask(_NAME, _("Save"), lambda typed: desk.start(self._named(typed)), text=name))

    async def _named(self, name: str) -> None:
        desk = self._desk
        if not name:
            return
        whom = await desk.ask(desk.office.views.audiences, desk.desk.key)
        if len(whom) == 1:
            await self._save(name, whom[0][0])
            return
        entries = [Entry(title, key) for key, title in whom]
        desk.open_prompt(ChosenByDigit(_WHOM(name=name), entries, lambda key: desk.start(self._save(name, key))))

    async def _save(self, name: str, for_whom: str) -> None:
        desk = self._desk
        try:
            key = await desk.ask(desk.office.views.save, desk.desk.key, desk.queue, name, desk.text, for_whom)
        except CommandError:
            self._ask_name(name)
            raise
        # The filter lives on as the tab; where it was typed, everything is to be seen again.
        await desk.narrow("")
        await desk.enter(desk.desk, key, Stop(desk.desk, desk.queue))
        desk.tell(_SAVED(name=" ".join(name.split())))

    # --- changing one ---------------------------------------------------------------------------------------

    def change(self, tab: QueueTab) -> None:
        """Ask what is to become of the view one is on."""
        assert tab.view is not None
        ways = [
            Entry(_("Rename"), lambda: self._ask(tab, _NAME, str(tab.title), self._rename)),
            Entry(_("Change the filter"), lambda: self._ask(tab, _("Filter:"), self._now(tab), self._filter)),
            Entry(_("Remove"), lambda: self._ask_remove(tab)),
        ]
        self._desk.open_prompt(ChosenByDigit(_CHANGE(name=tab.title), ways, lambda way: way()))

    def _now(self, tab: QueueTab) -> str:
        """What the list is filtered by: the view's own filter and what was typed over it."""
        return f"{tab.view.filter} {self._desk.text}".strip() if tab.view is not None else ""

    def _ask(self, tab: QueueTab, title: Message, text: str, done: Done) -> None:
        desk = self._desk
        desk.open_prompt(Ask(title, _("Save"), lambda typed: desk.start(done(tab, typed)), text=text))

    async def _rename(self, tab: QueueTab, name: str) -> None:
        desk = self._desk
        await desk.ask(desk.office.views.rename, desk.desk.key, tab.key, name)
        await desk.load_tabs()
        desk.header.redraw()
        desk.tell(_RENAMED(name=" ".join(name.split())))

    async def _filter(self, tab: QueueTab, text: str) -> None:
        desk = self._desk
        await desk.ask(desk.office.views.filter_by, desk.desk.key, tab.key, text)
        desk.text = ""
        await desk.reload()
        desk.tell(_FILTERED(name=tab.title))

    def _ask_remove(self, tab: QueueTab) -> None:
        desk = self._desk
        team = tab.view is not None and tab.view.team
        desk.open_prompt(
            Decision(
                _REMOVE(name=tab.title),
                _("Remove"),
                lambda _reason, _note: desk.start(self._remove(tab)),
                warning=_OTHERS if team else None,
                note=False,
            )
        )

    async def _remove(self, tab: QueueTab) -> None:
        desk = self._desk
        await desk.ask(desk.office.views.remove, desk.desk.key, tab.key)
        await desk.enter(desk.desk, tab.view.queue if tab.view is not None else "")
        desk.tell(_REMOVED(name=tab.title))
