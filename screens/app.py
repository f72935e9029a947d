"""The program on the screen: one process, one session.

`run` is what the doors call. Before the terminal library is imported the environment must be set (see
`screens.__init__`): no keyboard protocol that breaks Chinese input, no animation, at most 30 frames a second.
"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events
from textual.driver import Driver
from textual.screen import Screen

from db.message import Message, _
from screens import theme
from screens.at_terminal import AtTerminal
from screens.base import ConsoleScreen
from screens.hand import Hand
from screens.keymap import Keymap, canonical
from screens.terminal import keep_pairs
from screens.tour.trying import Trying
from screens.words import Words, next_language

if TYPE_CHECKING:
    from screens.deciding import Decided
    from screens.office import Office, SomeoneToBe
    from screens.tour.guide import Guide
    from workflows.engine.touring import State
    from workflows.posts import Post

Authenticate = Callable[[str, str], "Office"]
"""From login and password (ignored in a practice company) to the office; raises a CommandError."""

LOOK_EVERY = 0.4
"""Seconds between two looks whether others have changed something."""
TICK_EVERY = 20.0
"""Seconds between two looks for duties and deadlines that are due."""
PATIENCE = 0.4
"""Seconds after which the person is told that something is being worked on."""

_WORKING = _("Working …")
_STAY = _("Still here. :q or ctrl+q leaves the program.")
_MOUSE_ON = _("Mouse on: click and scroll; hold Shift to select text")
_MOUSE_OFF = _("Mouse off: the terminal selects text again")
_THEME = _("Colours: {name}")
_THEME_NAMES: dict[str, Message] = {
    theme.CALM: _("calm"),
    theme.CONTRAST: _("high contrast"),
    theme.PLAIN: _("16 colours"),
}


class ConsoleApp(AtTerminal, inherit_bindings=False):
    """One person at one terminal."""

    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    CSS = """
    Screen { background: $background; color: $foreground; }
    """

    def __init__(
        self,
        authenticate: Authenticate,
        *,
        people: Sequence[SomeoneToBe] | None = None,
        office: Office | None = None,
        ready: Callable[[], object] | None = None,
        company: Message | str = "",
        language: str = "en",
        chosen: bool = False,
        keys: Mapping[str, Sequence[str]] | None = None,
        look: str | None = None,
        look_every: float = LOOK_EVERY,
        driver_class: type[Driver] | None = None,
    ) -> None:
        """Make the program.

        authenticate: asked by the sign-in screen. people: whom one may be in a practice company; None: a real
        one. office: somebody is signed in already. ready: makes ready, while the person still types his name, what he
        needs when he is in. language: of the sign-in screen, and afterwards for who never chose one; `chosen`: for
        everybody. keys: changes to the keymap (raises `KeymapProblem`).
        look: the theme; None: what fits the terminal.
        """
        super().__init__(driver_class)
        self.begin_in(theme.fitting(self.console.color_system, look or ""))
        self.authenticate = authenticate
        self.people = people
        self._preload = ready
        self.company = company
        self.office = office
        self.posts: Sequence[Post] = ()
        self.guide: Guide | None = None
        """Leads through the first five minutes."""
        self.readable: Sequence[str] = ()
        """The ledgers the person may read."""
        self.words = Words(language)
        self._chosen = chosen
        self.last: Decided | None = None
        self.undoable = False
        """Whether the person's last decision can be taken back."""
        self.keymap = Keymap(keys)
        self.hand = Hand()
        self.aside = Hand()
        """For what takes longer and nobody waits for: dashboards are counted here."""
        self.trying = Trying(self)
        self._look = look
        self._look_every = look_every
        self._typed: deque[events.Key | events.Paste] = deque()
        self._busy = 0
        self._order = asyncio.Lock()
        self._feeding = False
        self.animation_level = "none"
        if keys:
            self.set_keymap({name: ",".join(wanted) for name, wanted in keys.items()})

    # --- beginning and end --------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        """Open the desk for somebody who is signed in; the others see the sign-in already."""
        for ending in (signal.SIGHUP, signal.SIGTERM):
            with suppress(NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(ending, self.quit)
        self.run_worker(self._watch(), name="watch", exit_on_error=False)
        if self.office is not None:
            await self.signed_in(self.office)
        self.call_after_refresh(self._make_ready)

    def get_default_screen(self) -> Screen[Any]:
        """Return the first screen: the sign-in, or an empty one below the desk of somebody who is signed in."""
        if self.office is not None:
            return super().get_default_screen()
        from screens.signin import SignIn

        return SignIn()

    async def _make_ready(self) -> None:
        """Load the desks once the first screen stands; whoever is quicker at the sign-in waits for it as for any answer."""
        if self._preload is not None:
            self.run_worker(self.hand.ask(self._preload), name="ready", exit_on_error=False)

    async def signed_in(self, office: Office) -> None:
        """Show the desk of the person who has signed in."""
        from screens.desk import DeskScreen

        self.office = office
        self.posts = await self.hand.ask(office.posts)
        self.readable = await self.hand.ask(office.books.readable)
        self.theme = theme.fitting(self.console.color_system, self._look or office.person.look)
        await self._find_guide(office)
        if office.person.language and not self._chosen:
            self.words = Words(office.person.language)
        desks = await self.hand.ask(office.desks)
        await self.push_screen(DeskScreen(desks))

    async def _find_guide(self, office: Office) -> None:
        from screens.tour.guide import Guide

        place = await self.hand.ask(office.tour.place)

        def keep(step: str, state: State) -> None:
            self.run_worker(self.hand.ask(office.tour.keep, step, state), exit_on_error=False)

        self.guide = Guide(place, keep, practice=office.practice)

    def noticed(self, what: str) -> None:
        """Let the guide see what has just been done."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        if self.guide is None or not isinstance(screen, ConsoleScreen):
            return
        if self.guide.notice(what, screen):
            self.show_guide()
        elif what == "done":
            self.trying.look()

    def show_guide(self) -> None:
        """Show on every screen where the guide is, and find what it is to be tried on."""
        self.trying.look()
        self.redraw_guide()

    def redraw_guide(self) -> None:
        """Show on every screen what the guide says."""
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen):
                screen.strip.redraw()
                screen.refresh_keys()

    @property
    def practice(self) -> bool:
        """Whether nothing here is real."""
        return self.office.practice if self.office is not None else self.people is not None

    def quit(self) -> None:
        """Sign out and end the program."""
        self.run_worker(self._leave(), name="leave", exit_on_error=False)

    async def _leave(self) -> None:
        if self.office is not None:
            with suppress(Exception):
                await self.hand.ask(self.office.leave)
        self.exit()

    async def on_unmount(self) -> None:
        """Let the threads end."""
        self.hand.close()
        self.aside.close()

    # --- keys: in order, one after the other, waiting while a command runs ---------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Hand keys to the screen at once; those that come while a command runs wait for its end."""
        mine = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if mine and (self._typed or self._busy or self._takes_keys()):
            assert isinstance(event, events.Key | events.Paste)
            self._typed.extend(self._taken_apart(event))
            await self._feed()
        else:
            await super().on_event(event)

    def _taken_apart(self, event: events.Key | events.Paste) -> list[events.Key | events.Paste]:
        """Return Escape and the key that came with it as two; see `screens.terminal`.

        From a form only the Escape is taken: there Alt and a letter is somebody editing, and the letter must not
        become a command of the screen below.
        """
        if not isinstance(event, events.Key) or not event.key.startswith("alt+"):
            return [event]
        escape = events.Key("escape", "\x1b")
        screen = self.screen
        if isinstance(screen, ConsoleScreen) and screen.scope == "entry":
            return [escape]
        return [escape, events.Key(event.key.removeprefix("alt+"), event.character)]

    def _takes_keys(self) -> bool:
        screen = self.screen
        return isinstance(screen, ConsoleScreen) and (not screen.typing or screen.prompt is not None)

    async def _feed(self) -> None:
        if self._feeding:
            return
        self._feeding = True
        try:
            while self._typed and not self._busy:
                event = self._typed.popleft()
                screen = self.screen
                if not self._takes_keys():
                    await super().on_event(event)
                elif isinstance(screen, ConsoleScreen):
                    self._give(screen, event)
        finally:
            self._feeding = False

    def _give(self, screen: ConsoleScreen[Any], event: events.Key | events.Paste) -> None:
        try:
            if isinstance(event, events.Paste):
                screen.paste(event.text)
            elif event.key == "ctrl+c":
                screen.tell(_STAY, "muted")
            else:
                screen.press(canonical(event.key, event.character), event.character)
        except Exception as error:
            screen.tell_error(error)

    def start(self, task: Coroutine[Any, Any, None], screen: ConsoleScreen[Any]) -> None:
        """Carry out a command after those begun before it; its errors are told on `screen`."""
        self._busy += 1
        self.run_worker(self._carry_out(task, screen), name="command", exit_on_error=False)

    async def _carry_out(self, task: Coroutine[Any, Any, None], screen: ConsoleScreen[Any]) -> None:
        patience = self.set_timer(PATIENCE, lambda: screen.status.meanwhile(_WORKING))
        try:
            async with self._order:
                await task
        except Exception as error:
            screen.tell_error(error)
        finally:
            patience.stop()
            screen.status.meanwhile(None)
            self._busy -= 1
            self.noticed("done")
            self.call_later(self._feed)

    @property
    def idle(self) -> bool:
        """Whether nothing is being carried out and no key waits."""
        return not self._busy and not self._typed

    # --- what others do -----------------------------------------------------------------------------------

    async def _watch(self) -> None:
        since = 0.0
        while True:
            await asyncio.sleep(self._look_every)
            since += self._look_every
            if self.terminal_is_gone():
                self.quit()
                return
            if self.office is None or self._busy:
                continue
            with suppress(Exception):
                if since >= TICK_EVERY:
                    since = 0.0
                    await self.hand.ask(self.office.tick)
                await self.look()

    async def look(self) -> None:
        """Look whether others have changed anything, and let the screens say so."""
        if self.office is not None and await self.hand.ask(self.office.changed):
            self._tell_screens()

    def _tell_screens(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen):
                screen.arrived()

    # --- language, colours, mouse -------------------------------------------------------------------------

    def change_language(self) -> None:
        """Go on in the next language, on every screen, without moving anything."""
        language = next_language(self.words.language)
        self.words = Words(language)
        self._chosen = True
        self._retext()
        if self.office is not None:
            self.run_worker(self.hand.ask(self.office.set_language, language), exit_on_error=False)

    def change_theme(self) -> None:
        """Go on in the next colours of those that fit the terminal; they are kept for the person."""
        among = theme.choices(self.console.color_system)
        following = among.index(self.theme) + 1 if self.theme in among else 0
        self.theme = among[following % len(among)]
        self._retext()
        if self.office is not None:
            self.run_worker(self.hand.ask(self.office.set_look, self.theme), exit_on_error=False)
        screen = self.screen
        if isinstance(screen, ConsoleScreen):
            screen.tell(_THEME(name=_THEME_NAMES[self.theme]), "muted")

    def change_mouse(self) -> None:
        """Ask the terminal to report the mouse, or not to."""
        on = self.switch_mouse()
        screen = self.screen
        if isinstance(screen, ConsoleScreen):
            screen.tell(_MOUSE_ON if on else _MOUSE_OFF, "muted")

    def _retext(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen):
                screen.retext()


def run(
    authenticate: Authenticate,
    *,
    people: Sequence[SomeoneToBe] | None = None,
    office: Office | None = None,
    ready: Callable[[], object] | None = None,
    company: Message | str = "",
    language: str = "en",
    chosen: bool = False,
    keys: Mapping[str, Sequence[str]] | None = None,
    look: str | None = None,
) -> None:
    """Show the program on this terminal until the person leaves it. Raises `KeymapProblem`."""
    app = ConsoleApp(
        authenticate,
        people=people,
        office=office,
        ready=ready,
        company=company,
        language=language,
        chosen=chosen,
        keys=keys,
        look=look,
    )
    keep_pairs(app.driver_class)
    app.run(mouse=False)
