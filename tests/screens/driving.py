"""Driving the program without a terminal: press keys, wait until everything has settled, read the screen."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from screens.app import ConsoleApp
from screens.desk import DeskScreen
from tests.screens.fake_office import FakeOffice
from tests.screens.resting import PATIENCE, settled

_TYPED = {"space": " ", "enter": "\r", "escape": "\x1b", "tab": "\t"}
NEVER = 3600.0
"""Seconds between two looks by itself; tests call `look`."""


class Driver:
    """Somebody at the keyboard."""

    def __init__(self, pilot: Pilot[None], app: ConsoleApp, office: FakeOffice) -> None:
        self.pilot = pilot
        self.app = app
        self.office = office

    @property
    def desk(self) -> DeskScreen:
        """The desk, which must be what is on the screen."""
        assert isinstance(self.app.screen, DeskScreen)
        return self.app.screen

    async def settle(self) -> None:
        """Wait until nothing is being carried out and everything is drawn."""
        await settled(self.pilot)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds while the program is still at work."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.005)

    async def press(self, *keys: str) -> None:
        """Press keys and wait. They arrive all at once, as after a hold-up of a slow line.

        A key is a character (`/`, `／`) or the name of a key that types none (`enter`, `f5`).
        """
        self.type(*keys)
        await self.settle()

    def type(self, *keys: str) -> None:
        """Press keys and do not wait."""
        for key in keys:
            character = _TYPED.get(key, key if len(key) == 1 else None)
            self.app.post_message(events.Key(_character_to_key(key) if len(key) == 1 else key, character))

    async def look(self) -> None:
        """Look once what others have changed, and wait."""
        await self.app.look()
        await self.settle()

    @property
    def lines(self) -> list[str]:
        """What stands on the screen, line by line."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.lines)

    @property
    def said(self) -> str:
        """What the status line says."""
        screen = self.desk
        return self.app.words.say(screen.status.said)


@asynccontextmanager
async def at_desk(
    office: FakeOffice | None = None,
    *,
    size: tuple[int, int] = (140, 40),
    language: str = "en",
    keys: Mapping[str, Sequence[str]] | None = None,
) -> AsyncIterator[Driver]:
    """Sit at the desk of the made-up company."""
    office = office or FakeOffice()
    office.set_language(language)
    app = program(office, keys=keys)
    async with app.run_test(size=size) as pilot:
        driver = Driver(pilot, app, office)
        await driver.settle()
        yield driver


def program(office: FakeOffice, *, signed_in: bool = True, **rest: Any) -> ConsoleApp:
    """Make the program for a made-up company."""
    return ConsoleApp(
        lambda _login, _password: office,
        office=office if signed_in else None,
        company="恒信商贸 Hengxin Trading",
        look_every=NEVER,
        **rest,
    )
