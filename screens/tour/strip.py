"""The strip above the footer: the lesson, how it is done, and the keys to skip it or to leave."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.message import Message, _
from screens.commands import BY_ID
from screens.keymap import label
from screens.paint import Line, Painted, Piece, ends
from screens.words import wrap

if TYPE_CHECKING:
    from screens.tour.guide import Guide
    from screens.tour.lessons import Lesson

_OFFER = _("New here? The first five minutes show the keys you need.")
_LATER = _("They only tell and watch, and do nothing by themselves. Later: {palette}, then “{title}”.")
_END = _("That was all: you know the keys that matter.")
_MORE = _("{help} has the others. The tour again: {palette}, then “{title}”.")
_BEGIN, _NOT_NOW, _SKIP, _LEAVE, _CLOSE = _("Begin"), _("Not now"), _("Skip this"), _("Leave the tour"), _("Close")
_LINES = 2
"""Lines a hint takes at most."""


class TourStrip(Painted):
    """Nothing while there is no tour; else a line with the goal and one or two that say how."""

    DEFAULT_CSS = "TourStrip { height: auto; }"
    FILL = "prompt"

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines."""
        guide = self.frame.program.guide
        if guide is None or not guide.shown or self.frame.prompt is not None:
            return []
        # Where its keys are text to be typed there is no room for it.
        if self.frame.scope not in BY_ID["tour-next"].scopes:
            return []
        return self._lines_of(guide, width)

    def _lines_of(self, guide: "Guide", cells: int) -> list[Line]:
        lesson = guide.lesson
        if lesson is not None:
            number: Piece = (f" {guide.at + 1}/{len(guide.lessons)}  ", "prompt-muted")
            hint = self._hint(guide, lesson)
            return self._told([number], lesson.goal, hint, (_SKIP, _LEAVE), cells)
        title = BY_ID["tour"].title
        if guide.mode == "offered":
            hint = _LATER(palette=self._key("palette"), title=title)
            return self._told([(" ", "prompt")], _OFFER, hint, (_BEGIN, _NOT_NOW), cells)
        hint = _MORE(help=self._key("help"), palette=self._key("palette"), title=title)
        return self._told([(" ", "prompt")], _END, hint, (_CLOSE, _CLOSE), cells)

    def _hint(self, guide: "Guide", lesson: "Lesson") -> Message:
        keys = {place: self._key(command) for place, command in lesson.keys.items()}
        example = guide.example
        if example is None or lesson.hint_on is None:
            return lesson.hint(**keys)
        title = self.frame.words.say(example.queue)
        listed = f"{example.place} {title}" if f"queue-{example.place}" in BY_ID else title
        return lesson.hint_on(example)(**keys, number=example.number, list=listed)

    def _told(
        self, before: Sequence[Piece], goal: Message, hint: Message, ways: tuple[Message, Message], cells: int
    ) -> list[Line]:
        words = self.frame.words
        keys: list[Piece] = []
        for command, title in zip(("tour-next", "tour-leave"), ways, strict=True):
            if title is not _CLOSE or command == "tour-leave":
                keys += [(words.say(self._key(command)), "prompt-key"), (f" {words.say(title)}  ", "prompt")]
        head = ends([*before, (words.say(goal), "prompt-title")], keys, cells, "prompt")
        return [head, *(((f" {text}", "prompt"),) for text in wrap(words.say(hint), cells - 2, _LINES))]

    def _key(self, command: str) -> Message | str:
        keys = self.frame.program.keymap.keys_of(command)
        return label(keys[0]) if keys else command
