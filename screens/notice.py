"""Several sentences at once: every reason why something was refused, or what became of each item.

The next key closes it and does what it always does.
"""

from collections.abc import Sequence

from db.message import Message, _
from screens.paint import Line
from screens.prompt import Prompt
from screens.words import wrap


class Notice(Prompt):
    """A message and its points."""

    def __init__(self, message: Message | str, points: Sequence[Message | str], role: str = "prompt-bad") -> None:
        super().__init__()
        self._message = message
        self._points = points
        self._role = role

    def press(self, key: str, character: str | None) -> None:
        """Close; any key but escape and enter goes on to the screen."""
        frame = self.frame
        self.leave()
        if key not in ("escape", "enter"):
            frame.press(key, character)

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys that apply."""
        return [("enter", _("Close"))]

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the message and its points, as many as there is room for."""
        words = self.frame.words
        lines: list[Line] = [((f" {words.say(self._message)}", self._role),)]
        for point in self._points:
            first, *rest = wrap(words.say(point), width - 5)
            lines.append((("   ", "prompt"), (first, "prompt")))
            lines += [(("     ", "prompt"), (text, "prompt")) for text in rest]
        room = max(3, self.frame.size.height - 10)
        if len(lines) > room:
            left = len(lines) - room + 1
            lines[room - 1 :] = [((f"   {words.say(_('{count} more')(count=left))}", "prompt-muted"),)]
        return lines
