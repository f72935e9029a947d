"""The first line of every screen: company, where one is, who one is, and whether it is only practice."""

from collections.abc import Sequence

from db.message import Message, _
from screens.paint import Line, Painted, Piece, ends, length, line
from screens.words import cut
from screens.words import width as cells_of

# The Chinese stands beside the English in both languages: nobody may take practice for the real thing.
TRAINING = "培训 TRAINING"
_POST = _("{name} · {post}")


class Header(Painted):
    """One line; in the practice company inverse in a colour of its own."""

    DEFAULT_CSS = "Header { height: 1; }"

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the line."""
        screen = self.frame
        app = screen.program
        practice = app.practice
        role = "practice" if practice else "text"
        self.FILL = role
        left: list[Piece] = [(" ", role)]
        if app.company and width >= 100:
            left += [(f"{cut(app.words.say(app.company), 40)}   ", role)]
        where = [app.words.say(part) for part in screen.where()]
        if where:
            accent = "training" if practice else screen.accent
            left += [(where[0], accent), *((f"  {part}", "training" if practice else "title") for part in where[1:])]
        marked: list[Piece] = [(f" {TRAINING} ", "training")] if practice else []
        room = width - length(marked)
        if room < 20:
            return [line(*marked)]
        right = self._right(max(room // 3, room - length(left) - 1), role)
        return [(*ends(left, right, room, role), *marked)]

    def _right(self, width: int, role: str) -> list[Piece]:
        app, aside = self.frame.program, self.frame.aside()
        if app.office is None:
            return []
        post: Message | str = app.posts[0].title if app.posts else ""
        name = app.office.person.name
        said = app.words.say(_POST(name=name, post=post)) if post else app.words.say(name)
        if len(app.posts) > 1:
            said += f" +{len(app.posts) - 1}"
        news: list[Piece] = (
            [("  ", role), (app.words.say(aside), "training" if app.practice else "title"), ("  ", role)]
            if aside
            else []
        )
        left = max(width - 1 - length(news), 8)
        # The name alone says more than a post that is cut off.
        return [*news, (f"{said if cells_of(said) <= left else cut(name, left)} ", role)]
