"""What every screen of the console has: the header, a place for a question, what was said, the keys.

A screen implements `body` and `do_<command>` for the commands of its scope. Where no text is typed, every key
comes to `press` at once and in order, so that what was typed ahead reaches what it was meant for; a screen
with fields (`typing`) gets its keys the usual way of the terminal library and only the rest as commands.
"""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, TypeVar
from uuid import uuid4

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget

from db.errors import CommitUnknown, StoreProblem
from db.message import Message, _
from screens.commands import BY_ID, COMMANDS, Command, Offer, Scope, Situation, offers
from screens.footer import KeyFooter, StatusLine
from screens.header import Header
from screens.office import Office
from screens.paint import Painted
from screens.prompt import Prompt
from screens.tour.strip import TourStrip
from screens.words import Words
from workflows.engine.errors import CommandError, Conflict

if TYPE_CHECKING:
    from screens.app import ConsoleApp

_P = ParamSpec("_P")
_T = TypeVar("_T")
Result = TypeVar("Result")

NOT_HERE = _("Nothing here can be done with that key")
HERE_ALREADY = _("You are there already")
_FAULT = _("Something went wrong in the program ({what}). The session goes on; look whether it was done.")


def bindings(scope: Scope) -> list[Binding]:
    """Return the bindings of a scope for a screen with fields, changed by the keymap through their ids."""
    return [
        Binding(",".join(command.keys), f"command({command.id!r})", show=False, id=command.id)
        for command in COMMANDS
        if scope in command.scopes
    ]


def intent() -> str:
    """Return a new idempotency key: one for each thing a person means to do, kept when it is tried again."""
    return uuid4().hex


def explained(error: BaseException) -> tuple[Message, Sequence[Message]]:
    """Return what to tell the person about an error: a sentence, and every single reason."""
    match error:
        case CommandError():
            return error.message, error.reasons
        case StoreProblem():
            return error.message, ()
        case _:
            return _FAULT(what=type(error).__name__), ()


class PromptSlot(Container):
    """Where a question stands: above the footer, nothing when there is none."""

    DEFAULT_CSS = "PromptSlot { height: auto; width: 1fr; }"


class ConsoleScreen(Screen[Result], Generic[Result]):
    """The base of every screen."""

    DEFAULT_CSS = """
    ConsoleScreen { layout: vertical; overflow: hidden; }
    """
    AUTO_FOCUS = ""
    scope: ClassVar[Scope] = "desk"
    typing: ClassVar[bool] = False
    """Whether there are fields that take keys before commands do."""
    letters: ClassVar[bool] = True
    """Whether letters are commands here; where text is typed they are not, and other keys are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.header = Header()
        self.status = StatusLine()
        self.footer = KeyFooter()
        self.slot = PromptSlot()
        self.strip = TourStrip()
        self.prompt: Prompt | None = None

    # --- parts --------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Compose the frame around the body."""
        yield self.header
        yield from self.body()
        yield self.slot
        yield self.strip
        yield self.status
        yield self.footer

    def body(self) -> Iterator[Widget]:
        """Yield what stands between header and footer."""
        raise NotImplementedError

    def where(self) -> Sequence[Message | str]:
        """Return what the header says one is looking at, the most general first."""
        return ()

    @property
    def accent(self) -> str:
        """The role of the desk's colour."""
        return "title"

    @property
    def program(self) -> "ConsoleApp":
        """The program."""
        return self.app  # type: ignore[return-value]

    @property
    def office(self) -> Office:
        """The business, for the person who is signed in."""
        office = self.program.office
        assert office is not None, "nobody is signed in"
        return office

    @property
    def words(self) -> Words:
        """The language of the screen."""
        return self.program.words

    def again(self) -> "Callable[[], ConsoleScreen[Any]] | None":
        """Return what makes this screen anew as it is now, for the way back; None: it is not come back to."""
        return None

    # --- asking -------------------------------------------------------------------------------------------

    async def ask(self, question: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Ask the business off the interface's thread: `await self.ask(self.office.case, number)`."""
        return await self.program.hand.ask(question, *args, **kwargs)

    async def command(self, order: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Give an order that carries an idempotency key.

        Where it is not certain that it was saved it is given again with the same key: then it is done once, and
        the person hears what came of it.
        """
        try:
            return await self.ask(order, *args, **kwargs)
        except CommitUnknown:
            return await self.ask(order, *args, **kwargs)

    def start(self, task: Coroutine[Any, Any, None]) -> None:
        """Carry out what takes a while; keys typed meanwhile wait for it. Errors are told in words."""
        self.program.start(task, self)

    def tell(self, text: Message | str, role: str = "good") -> None:
        """Say a sentence on the status line; it goes when the person goes on."""
        self.status.say(text, role)

    def tell_of(self, text: Message | str, role: str = "muted") -> None:
        """Say on the status line what is going on; it goes when something else is said."""
        self.status.say(text, role, stays=True)

    def tell_error(self, error: BaseException) -> None:
        """Say in words why something was not done, with every reason."""
        message, reasons = explained(error)
        if len(reasons) == 1:
            # Of a conflict the reason says who was first: what has happened to it stands before that.
            self.tell(self.words.told([message, *reasons]) if isinstance(error, Conflict) else reasons[0], "bad")
            return
        self.tell(message, "bad")
        if reasons:
            from screens.notice import Notice

            self.open_prompt(Notice(message, reasons))

    # --- commands -----------------------------------------------------------------------------------------

    def aside(self) -> Message | None:
        """Return what the first line says besides where one is."""
        return None

    def situation(self) -> Situation:
        """Return where the person is, for the commands to say whether they apply."""
        return Situation(self.scope)

    def offers(self) -> list[Offer]:
        """Return the commands that apply now and that this screen carries out."""
        return [offer for offer in offers(self.situation()) if self.method(offer.command) is not None]

    def keys_of(self, command: Command) -> Sequence[str]:
        """Return the keys of a command that work on this screen, the one to show first."""
        keys = self.program.keymap.keys(command)
        return keys if self.letters else [key for key in keys if len(key) > 1]

    def method(self, command: Command) -> Callable[[], None] | None:
        """Return what carries a command out here; None: this screen does not."""
        found: Callable[[], None] | None = getattr(self, command.method, None)
        return found

    def press(self, key: str, character: str | None) -> None:
        """Take a key (as `keymap.canonical` names it): the question's, or that of a command."""
        if self.prompt is not None:
            self.status.fade()
            self.prompt.press(key, character)
            return
        command = self.program.keymap.find(self.scope, key)
        if command is not None:
            self.run_command(command)
        else:
            self.tell(NOT_HERE, "muted")

    def paste(self, text: str) -> None:
        """Take pasted text; only a question has use for it."""
        if self.prompt is not None:
            self.prompt.paste(text)

    def run_command(self, command: Command) -> None:
        """Carry a command out if it applies, else say that it does not.

        What was said before goes; while one only moves on, what came of the last command may still be read.
        """
        method = self.method(command)
        if method is None or not command.when(self.situation()).applies:
            self.tell(NOT_HERE, "muted")
            return
        self.status.fade(*(("good",) if command.group == "move" else ()))
        method()
        self.program.noticed(command.id)

    def action_command(self, command: str) -> None:
        """Carry out a command by its id, for bindings."""
        self.run_command(BY_ID[command])

    def refresh_keys(self) -> None:
        """Show the keys that apply now."""
        self.footer.redraw()

    def typing_at(self) -> Offset | None:
        """Return where on the screen the next character will stand; None: nothing is typed here."""
        return self.prompt.typing_at() if self.prompt is not None else None

    # --- questions ----------------------------------------------------------------------------------------

    def open_prompt(self, prompt: Prompt) -> None:
        """Put a question above the footer; it takes every key until it is closed."""
        if self.prompt is not None:
            self.prompt.remove()
        self.prompt = prompt
        self.slot.mount(prompt)
        self.strip.redraw()
        self.refresh_keys()

    def hints(self) -> Sequence[tuple[str, Message | str]]:
        """Return the keys of what always stands here and takes keys before commands do, for the footer."""
        return ()

    @property
    def beside_prompt(self) -> int:
        """How many lines of the screen a question with many answers leaves to all else, its first and last line too."""
        return 9

    def close_prompt(self) -> None:
        """Take the question away."""
        if self.prompt is not None:
            self.prompt.remove()
            self.prompt = None
            self.strip.redraw()
            self.refresh_keys()
            self.program.noticed("answered")

    # --- language -----------------------------------------------------------------------------------------

    def retext(self) -> None:
        """Say everything again, after the language or the colours have changed."""
        for part in self.query(Painted):
            part.redraw(anew=True)

    def arrived(self) -> None:
        """Called when others have changed something; must not move anything the person is looking at."""

    # --- commands of every screen -------------------------------------------------------------------------

    def do_help(self) -> None:
        """Show what applies now."""
        from screens.help import Help

        self.open_prompt(Help(self.offers(), self.keys_of))

    def do_palette(self) -> None:
        """Find a command by name."""
        from screens.palette import Palette

        self.open_prompt(Palette(self.offers(), self.keys_of))

    def do_language(self) -> None:
        """Change the language."""
        self.program.change_language()

    def do_theme(self) -> None:
        """Change the colours."""
        self.program.change_theme()

    def do_mouse(self) -> None:
        """Turn the mouse on or off."""
        self.program.change_mouse()

    def do_quit(self) -> None:
        """Leave the program."""
        self.program.quit()
