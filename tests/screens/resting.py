"""When the program has come to rest: every message handled, every worker ended, everything drawn.

The library's own test driver watches the clock instead: at every key it sleeps until the processor has been idle for
a while. That takes longer than the work itself, and on a busy machine it ends too early.
"""

import asyncio
from typing import Any

from textual._context import active_app
from textual.app import App
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import Worker

from screens.app import ConsoleApp

ROUNDS = 1000
"""Times everybody is asked until it is clear that the program never rests."""
PATIENCE = 30.0
"""Seconds a worker may take; nothing is timed by it."""


async def handled(*_seconds: float) -> None:
    """Wait until no part of the program has a message to handle or anything to draw. Workers may still be at work."""
    app = active_app.get()
    pilot, quiet = Pilot(app), 0
    for _round in range(ROUNDS):
        await pilot._wait_for_screen()
        # A handler can have been in the middle of something when the last round ended: twice quiet is quiet.
        quiet = quiet + 1 if _nothing_waits(app) else 0
        if quiet == 2 or not app.is_running:
            return
        # What the library puts off for a hundredth of a second: another size, and drawing.
        app._check_resize()
        app.screen._on_timer_update()
    raise AssertionError("the program does not come to rest")


async def settled(pilot: Pilot[None]) -> None:
    """Wait until also nothing is asked, looked up or carried out any more, and all of it is drawn."""
    app = pilot.app
    assert isinstance(app, ConsoleApp)
    for _round in range(ROUNDS):
        await pilot.pause()
        if working := [worker for worker in app.workers if worker.name != "watch" and not worker.is_finished]:
            await _ended(working)
        elif app.idle:
            return
    raise AssertionError("the program does not come to rest")


def _nothing_waits(app: App[Any]) -> bool:
    screen = app.screen
    parts: list[DOMNode] = [app, *screen.walk_children(with_self=True)]
    waiting = any(part.message_queue_size or part._next_callbacks for part in parts)
    return not waiting and app._resize_event is None and _drawn(screen)


def _drawn(screen: Screen[Any]) -> bool:
    waits = (
        screen._layout_required or screen._scroll_required or screen._repaint_required or screen._recompose_required
        or screen._dirty_widgets or screen._callbacks
    )  # fmt: skip
    return not waits


async def _ended(working: list[Worker[Any]]) -> None:
    """Wait for one of the workers; it may well start another, or end by a fault that the program tells on the screen."""
    tasks = [worker._task for worker in working if worker._task is not None]
    if tasks:
        await asyncio.wait(tasks, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
