"""The guide: which lesson comes next, for one person in one session."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from screens.base import ConsoleScreen
from screens.tour.lessons import Lesson, Seen, lessons
from workflows.engine.touring import Example, State, TourPlace

Mode = Literal["offered", "on", "off", "finished"]

Keep = Callable[[str, State], None]
"""Keeps where the person is: the lesson that comes next, and whether the tour is on."""


class Guide:
    """Goes through the lessons as the person does what they show. finished: the last one was just done."""

    def __init__(self, place: TourPlace | None, keep: Keep, *, practice: bool) -> None:
        self.lessons: Sequence[Lesson] = lessons(practice=practice)
        self.example: Example | None = None
        """What the lesson can be tried on, once it is known."""
        self._keep = keep
        known = [lesson.key for lesson in self.lessons]
        self.at = known.index(place.step) if place is not None and place.step in known else 0
        self.mode: Mode = "offered" if place is None else "on" if place.state == "on" else "off"
        if place is None:
            # Offered once: whoever does not answer is not asked again; the palette still has it.
            self._tell("off")

    @property
    def lesson(self) -> Lesson | None:
        """What is to be tried now; None: nothing."""
        return self.lessons[self.at] if self.mode == "on" else None

    @property
    def shown(self) -> bool:
        """Whether there is anything to be seen of it."""
        return self.mode != "off"

    def found(self, lesson: Lesson, example: Example | None) -> None:
        """Take in what a lesson can be tried on. On nothing: it is left out, with what can only be tried after it."""
        if lesson is not self.lesson:
            return
        self.example = example
        if example is None:
            self.lessons = [one for one in self.lessons if one is not lesson and one.after != lesson.key]
            self._tell("on")

    def begin(self) -> None:
        """Begin, or go on where one was; from the beginning after the end."""
        if self.mode == "on":
            return
        self.mode = "on"
        self._tell("on")

    def leave(self) -> None:
        """Leave it for now."""
        over = self.mode == "finished"
        self.mode = "off"
        if not over:
            self._tell("off")

    def skip(self) -> None:
        """Go on to the next lesson; at an offer, begin; at the end, leave."""
        if self.mode == "offered":
            self.begin()
        elif self.mode == "finished":
            self.leave()
        elif self.mode == "on":
            self._advance()

    def notice(self, what: str, screen: ConsoleScreen[Any]) -> bool:
        """Take in what the person has done; whether that was what the lesson is about."""
        lesson = self.lesson
        if lesson is None or not lesson.done(Seen(what, screen)):
            return False
        self._advance()
        return True

    def _advance(self) -> None:
        self.example = None
        if self.at + 1 < len(self.lessons):
            self.at += 1
            self._tell("on")
        else:
            self.at, self.mode = 0, "finished"
            self._tell("done")

    def _tell(self, state: State) -> None:
        self._keep(self.lessons[self.at].key, state)
