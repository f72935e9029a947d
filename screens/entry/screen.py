"""A form on the screen: its keys, its look-ups, its commands."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.geometry import Offset
from textual.widget import Widget

from db.message import Message, _
from screens.base import NOT_HERE
from screens.chooser import Chooser, Entry
from screens.commands import Command, Offer, Scope
from screens.entry.answers import AnswerList
from screens.entry.asking import Asking
from screens.entry.editor import Answers, Editor, Setting
from screens.entry.field import FieldBox
from screens.entry.filing import LOOK_UP, QUIET
from screens.entry.grid import LineGrid
from screens.entry.lookups import find, find_cases
from screens.entry.renewing import Renewing
from screens.entry.sheet import Sheet
from workflows.engine.view import EntryForm

_LAST = _("That was the last field; {key} hands the form in")
_SOUND = _("Nothing is wrong with the fields")
_BROUGHT = _("Here it is again")
_REMOVED = _("Line removed; {key} brings it back")
_FIXED = _("Lines cannot be added or removed here")
_NO_LINES = _("Go to the lines first")
_NOTHING_BACK = _("There is nothing to bring back")
_OTHERWISE = _("Hand in by:")


class EntryScreen(Renewing):
    """One form: a new case, a draft, or the fields of an action. Ends with what came of it; None: left as a draft.

    quiet: seconds without a key after which what was typed is kept.
    """

    scope: ClassVar[Scope] = "entry"

    def __init__(self, form: EntryForm, *, quiet: float = QUIET) -> None:
        super().__init__(form, quiet)
        self.list = AnswerList()

    # --- parts ----------------------------------------------------------------------------------------------

    def body(self) -> Iterator[Widget]:
        """Yield the strip, the fields, the reasons against it, and the list of answers."""
        self.setting = Setting(self.words, self.office.now().date(), self.lookups.name)
        self.sheet = Sheet(self.form, self.setting, self)
        yield self.kept
        yield self.final
        yield self.sheet
        yield self.beside
        yield self.against
        yield self.list

    def on_mount(self) -> None:
        """Show what is there already, and begin where something must be filled in."""
        self.show_form(self.form.values)
        self.sheet.go_to(self.sheet.first())
        self.run_worker(self.learn_case(), exit_on_error=False)

    def where(self) -> Sequence[Message | str]:
        """Return the process, the number and the action."""
        parts = (self.form.title, self.number, self.form.action_title)
        return [part for part in parts if str(part)]

    def retext(self) -> None:
        """Say everything again in another language; what is typed stays, and so does the cursor."""
        self.setting.words = self.words
        self.lookups.speak_anew()
        self.sheet.speak()
        super().retext()
        self.run_worker(self.find_names(), exit_on_error=False)

    # --- keys -----------------------------------------------------------------------------------------------

    def press(self, key: str, character: str | None) -> None:
        """Take a key: the question's, then the field's, then that of a command."""
        current = self.sheet.current
        if self.prompt is None and current is not None and current.press(key, character):
            self.status.fade("good", "bad")
            self.moved()
            self.sheet.reveal()
            return
        super().press(key, character)

    def paste(self, text: str) -> None:
        """Take pasted text into the question or the field."""
        if self.prompt is None and self.sheet.current is not None:
            self.sheet.current.paste(text)
            self.sheet.reveal()
        else:
            super().paste(text)

    def typing_at(self) -> Offset | None:
        """Return where the next character will stand: in the question, else in the field."""
        current = self.sheet.current
        return current.typing_at() if self.prompt is None and current is not None else super().typing_at()

    def offers(self) -> list[Offer]:
        """Leave out what has no use here now."""
        useless = self._useless()
        return [offer for offer in super().offers() if offer.command.id not in useless]

    def run_command(self, command: Command) -> None:
        """Say so where a command is of no use in this form at all."""
        if command.id in self._foreign():
            self.tell(NOT_HERE, "muted")
        else:
            super().run_command(command)

    def _foreign(self) -> set[str]:
        """Commands that this form has no use for, ever."""
        foreign = set()
        if not self.form.draft:
            foreign.add("save")
        if not self.form.others:
            foreign.add("submit-otherwise")
        if self.form.case_id is None:
            foreign.add("read-again")
        if not any(isinstance(box, LineGrid) for box in self.sheet.asked()):
            foreign |= {"next-field", "previous-field", "add-line", "remove-line"}
        return foreign

    def _useless(self) -> set[str]:
        useless = self._foreign()
        grid = self.sheet.current
        if not isinstance(grid, LineGrid) or grid.rows.fixed:
            useless |= {"add-line", "remove-line"}
        if not self.sheet.failing():
            useless.add("next-error")
        if self.thrown is None and self.sheet.with_removed() is None:
            useless.add("bring-back")
        if not self.touched:
            useless.add("discard")
        return useless

    # --- what fields ask of the form ------------------------------------------------------------------------

    def answers_for(self, asking: Asking, editor: Editor, text: str) -> None:
        """Find the answers for a text and hand them over, now or later."""
        if editor.part.kind == "choice":
            at = 0 if text else -1
            asking.offered(editor, Answers(text, editor.choices_for(text), at))
        else:
            self.run_worker(self._look_up(asking, editor, text), group=LOOK_UP, exit_on_error=False)

    async def _look_up(self, asking: Asking, editor: Editor, text: str) -> None:
        part = editor.part
        if part.kind == "case":
            path = part.name if isinstance(asking, FieldBox) else f"{asking.path}.{part.name}"
            values = self.sheet.handed_in().values
            found = await self.ask(find_cases, self.office, self.form, path, values, text, self.words)
        else:
            found = await self.ask(find, self.office, part, text, self.words)
            self.lookups.learn(part.register, found)
        asking.offered(editor, Answers(text, found, 0 if text else -1))

    def answers_changed(self, asking: Asking) -> None:
        """Show the answers of the value being typed, or take them away."""
        if asking is self.sheet.current:
            self.list.show_for(asking, self.words, self.size)

    def value_changed(self, asking: Asking) -> None:
        """Take in that something was typed."""
        self.forget(asking)
        if isinstance(asking, FieldBox):
            asking.fail(None)
            self.sheet.show_asked()
        self.changed()

    def go(self, by: int) -> bool:
        """Go on to another field; at the last one say how to go on."""
        gone = self.sheet.go(by)
        if not gone and by > 0:
            self.tell(_LAST(key=self.key_of("submit")), "muted")
        self.refresh_keys()
        return gone

    # --- commands -------------------------------------------------------------------------------------------

    def do_submit(self) -> None:
        """Hand the form in."""
        self.start(self.hand_in())

    def do_submit_otherwise(self) -> None:
        """Ask by which other action of the draft it is to be handed in."""
        ways = [Entry(way.title, way) for way in self.form.others]
        self.open_prompt(
            Chooser(_OTHERWISE, ways, lambda way: self.start(self.hand_in(way)), numbered=True, typing=False)
        )

    def do_save(self) -> None:
        """Keep it as a case without handing it in."""
        self.start(self.save())

    def do_keep(self) -> None:
        """Leave; what was typed is kept."""
        self.start(self._leave())

    async def _leave(self) -> None:
        self.sheet.settle()
        await self.keep()
        self.dismiss(None)

    def do_discard(self) -> None:
        """Throw the draft away."""
        self.start(self.start_anew())

    def do_read_again(self) -> None:
        """Read the case again after others have changed it."""
        self.start(self.read_again())

    def do_next_field(self) -> None:
        """Leave the lines for the next field."""
        self.go(1)

    def do_previous_field(self) -> None:
        """Leave the lines for the field before."""
        self.go(-1)

    def do_next_error(self) -> None:
        """Go to the next field that needs another look."""
        if not self.sheet.next_problem():
            self.tell(_SOUND)
        self.moved()

    def do_add_line(self) -> None:
        """Add a line below this one."""
        grid = self.sheet.current
        if not isinstance(grid, LineGrid):
            self.tell(_NO_LINES, "muted")
        elif grid.rows.fixed:
            self.tell(_FIXED, "muted")
        else:
            grid.add_line()
            self.sheet.reveal()

    def do_remove_line(self) -> None:
        """Remove this line."""
        grid = self.sheet.current
        if not isinstance(grid, LineGrid):
            self.tell(_NO_LINES, "muted")
        elif not grid.remove_line():
            self.tell(_FIXED, "muted")
        else:
            self.tell(_REMOVED(key=self.key_of("bring-back")), "muted")
            self.refresh_keys()
            self.sheet.reveal()

    def do_bring_back(self) -> None:
        """Put back the line removed last, or the draft thrown away."""
        grid = self.sheet.with_removed()
        if grid is not None:
            self.sheet.go_to(grid)
            grid.bring_back()
            self.refresh_keys()
            self.sheet.reveal()
        elif self.thrown is not None:
            values, self.thrown = self.thrown, None
            self.sheet.load(values)
            self.changed()
            self.tell(_BROUGHT)
        else:
            self.tell(_NOTHING_BACK, "muted")
