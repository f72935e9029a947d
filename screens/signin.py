"""Signing in: login and password; in a practice company a list of its people to choose from.

What is wrong is said in words, on the line where it stands; the login stays typed.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.containers import Container
from textual.geometry import Offset
from textual.widget import Widget

from db.message import Message, _
from screens.base import ConsoleScreen
from screens.chooser import Chooser, Entry
from screens.commands import Scope
from screens.header import TRAINING
from screens.office import SomeoneToBe
from screens.paint import BLANK, Line, Painted, Piece, length, line
from screens.prompt import LineEdit
from screens.words import fit, wrap
from screens.words import width as cells_of

_WELCOME = _("Operations console")
_LOGIN, _PASSWORD = _("Login"), _("Password")
_SIGN_IN = _("Sign in")
_WHO = _("Who do you want to be?")
_PRACTICE = _("Nothing here is real. Try whatever you like.")
_CHECKING = _("Checking …")
_FIRST = _("Type your login, Enter, your password, Enter")


class Fields(Painted):
    """The two lines to fill in."""

    DEFAULT_CSS = "Fields { height: auto; width: 50; }"

    def __init__(self) -> None:
        super().__init__()
        self.login = LineEdit(limit=60)
        self.password = LineEdit(limit=200)
        self.at_password = False
        self.cursor = Offset(0, 0)

    @property
    def edit(self) -> LineEdit:
        """The line being typed in."""
        return self.password if self.at_password else self.login

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the two lines with what is above and below them."""
        words = self.frame.words
        lines: list[Line] = [
            line((words.say(_WELCOME), "title")),
            line((words.say(self.frame.program.company), "muted")),
            BLANK,
        ]
        label = max(cells_of(words.say(_LOGIN)), cells_of(words.say(_PASSWORD)), 8) + 2
        for title, edit, hidden in ((_LOGIN, self.login, False), (_PASSWORD, self.password, True)):
            lines.append(self._field(words.say(title), edit, hidden, label, width, len(lines)))
            lines.append(BLANK)
        lines += [line((text, "muted")) for text in wrap(words.say(_FIRST), width)]
        return lines

    def _field(self, title: str, edit: LineEdit, hidden: bool, label: int, cells: int, row: int) -> Line:
        here = edit is self.edit
        before: Piece = (fit(title, label), "title" if here else "muted")
        shown, column = edit.pieces(cells - label - 2, "prompt", hidden)
        if here:
            self.cursor = Offset(label + 1 + column, row)
        else:
            shown = [(text, "prompt" if role == "edit" else role) for text, role in shown]
        return line(before, (" ", "prompt"), *shown, (" " * max(0, cells - label - 1 - length(shown)), "prompt"))


class SignIn(ConsoleScreen[None]):
    """The first screen."""

    DEFAULT_CSS = "SignIn #door { height: 1fr; align: center middle; }"
    scope: ClassVar[Scope] = "sign-in"
    letters = False

    def __init__(self) -> None:
        super().__init__()
        self.fields = Fields()
        self.people: People | None = None

    def body(self) -> Iterator[Widget]:
        """Yield the two lines, or the people of a practice company."""
        with Container(id="door"):
            if self.program.people is None:
                yield self.fields
            else:
                self.people = People(self._entries(), self._be)
                yield Invitation()
                yield self.people

    def where(self) -> Sequence[Message | str]:
        """Return what the program is."""
        return [_SIGN_IN]

    def _entries(self) -> list[Entry]:
        return [_entry(someone, self) for someone in self.program.people or ()]

    def retext(self) -> None:
        """Say everything again."""
        if self.people is not None:
            self.people.entries = self._entries()
        super().retext()

    def _be(self, someone: SomeoneToBe) -> None:
        self.start(self._sign_in(someone.login, ""))

    # --- keys ---------------------------------------------------------------------------------------------

    def press(self, key: str, character: str | None) -> None:
        """Fill in the lines or choose somebody; keys that type nothing are commands."""
        command = self.program.keymap.find(self.scope, key) if len(key) > 1 and key != "space" else None
        if self.prompt is not None:
            self.prompt.press(key, character)
        elif command is not None:
            self.run_command(command)
        elif self.people is not None:
            self.people.press(key, character)
        elif key in ("enter", "tab", "down", "up", "shift+tab"):
            self._step(key)
        elif self.fields.edit.press(key, character):
            self.fields.redraw()

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys of the list of people."""
        return self.people.hints() if self.people is not None else ()

    def typing_at(self) -> Offset | None:
        """Return where the next character will stand: in the question, the list of people or the line."""
        asked = self.prompt or self.people
        return asked.typing_at() if asked is not None else self.fields.content_region.offset + self.fields.cursor

    def _step(self, key: str) -> None:
        fields = self.fields
        if key in ("up", "shift+tab"):
            fields.at_password = False
        elif not fields.at_password:
            fields.at_password = bool(fields.login.text.strip())
        elif key == "enter" and fields.password.text:
            self.start(self._sign_in(fields.login.text.strip(), fields.password.text))
        fields.redraw()

    def paste(self, text: str) -> None:
        """Paste into the line being typed in."""
        if self.prompt is not None:
            self.prompt.paste(text)
        elif self.people is not None:
            self.people.paste(text)
        else:
            self.fields.edit.insert(text)
            self.fields.redraw()

    # --- signing in ---------------------------------------------------------------------------------------

    async def _sign_in(self, login: str, password: str) -> None:
        self.tell_of(_CHECKING)
        self.fields.password.set("")
        self.fields.redraw()
        office = await self.ask(self.program.authenticate, login, password)
        self.tell("")
        await self.program.signed_in(office)


class Invitation(Painted):
    """What a practice company says to whoever comes."""

    DEFAULT_CSS = "Invitation { height: auto; width: 60; }"

    def draw(self, width: int, height: int) -> Sequence[Line]:
        """Return the lines."""
        words = self.frame.words
        return [
            line((words.say(self.frame.program.company) or words.say(_WELCOME), "title")),
            line((f" {TRAINING} ", "training")),
            BLANK,
            *(line((text, "text")) for text in wrap(words.say(_PRACTICE), width)),
        ]


class People(Chooser):
    """The people of a practice company; typing a name, a login or a post narrows them down."""

    DEFAULT_CSS = "People { width: 76; max-width: 95%; max-height: 1fr; margin-top: 1; }"

    def __init__(self, people: Sequence[Entry], on_choose: Callable[[SomeoneToBe], None]) -> None:
        super().__init__(_WHO, people, on_choose, verb=_SIGN_IN, rows=40, around=12)

    def leave(self) -> None:
        """Take back what was typed; the list stays, there is nothing else here."""
        self.edit.set("")
        self.redraw()

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys that apply; there is nothing to go back to."""
        return [hint for hint in super().hints() if hint[0] != "escape"]

    def take(self) -> None:
        """Sign in as the person under the cursor."""
        shown = self.shown()
        if shown:
            self.on_choose(shown[self.at].value)


def _entry(someone: SomeoneToBe, screen: SignIn) -> Entry:
    posts = someone.posts
    sought = f"{someone.login} {' '.join(map(str, posts))}"
    return Entry(someone.name, someone, screen.words.listed(posts), [someone.login], sought=sought)
