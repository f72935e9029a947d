"""Finding what a lesson can be tried on: an item that is really there in the person's lists.

Looked for aside, since many items may have to be looked at, and again after everything that was done: the item may be
gone by then.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from workflows.engine.errors import CommandError

if TYPE_CHECKING:
    from screens.app import ConsoleApp


class Trying:
    """Finds an item for the lesson that is on, one search at a time."""

    def __init__(self, program: "ConsoleApp") -> None:
        self._program = program
        self._wanted = self._looking = False

    def look(self) -> None:
        """Find what the lesson that is on can be tried on, where it is about an action."""
        guide = self._program.guide
        self._wanted = guide is not None and guide.lesson is not None and bool(guide.lesson.tries)
        if self._wanted and not self._looking:
            self._looking = True
            self._program.run_worker(self._follow(), name="example", exit_on_error=False)

    async def _follow(self) -> None:
        """What is asked for meanwhile is taken in by another search, never by a second one beside."""
        try:
            while self._wanted:
                self._wanted = False
                await self._find()
        finally:
            self._looking = False

    async def _find(self) -> None:
        from screens.queues import QueueWalk

        program = self._program
        guide, office = program.guide, program.office
        desk = next((screen for screen in program.screen_stack if isinstance(screen, QueueWalk)), None)
        if guide is None or office is None or desk is None or (lesson := guide.lesson) is None:
            return
        before = guide.example
        with suppress(CommandError):
            guide.found(lesson, await program.aside.ask(office.tour.example, desk.desk.key, desk.queue, lesson.tries))
        if guide.lesson is not lesson:
            program.show_guide()
        elif guide.example != before:
            program.redraw_guide()
