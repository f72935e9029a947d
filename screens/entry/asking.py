"""What a field and a grid have in common: a value being typed, a list of answers, a cursor for the input method.

Keys are given to them by the screen, one after the other (`press`): what was typed ahead, or came in one burst over a
slow line, reaches the value it was meant for, which a focus that moves by messages would not guarantee.
"""

from typing import Protocol

from textual.geometry import Offset

from screens.entry.editor import Answers, Editor
from screens.paint import Painted


class Host(Protocol):
    """What a field asks of the form it stands in."""

    def answers_for(self, asking: "Asking", editor: Editor, text: str) -> None:
        """Find the answers for a text and hand them over with `asking.offered`, now or later."""

    def answers_changed(self, asking: "Asking") -> None:
        """Show the answers of the value being typed, or take them away."""

    def value_changed(self, asking: "Asking") -> None:
        """Take in that something was typed."""

    def go(self, by: int) -> bool:
        """Go on by so many fields; False when there is none."""


class Asking(Painted):
    """A widget in which one value at a time is typed. active: it is the one that gets the keys."""

    active = False

    @property
    def path(self) -> str:
        """Return which field of the form it is."""
        raise NotImplementedError

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.editor: Editor | None = None

    # --- for a field and a grid to say ----------------------------------------------------------------------

    def cursor_offset(self) -> Offset:
        """Where the text cursor stands, from the top left."""
        raise NotImplementedError

    def answers_offset(self) -> Offset:
        """Where the value being typed begins, from the top left."""
        raise NotImplementedError

    def press(self, key: str, character: str | None) -> bool:
        """Take a key; False when it means nothing here."""
        raise NotImplementedError

    def paste(self, text: str) -> None:
        """Take pasted text."""
        raise NotImplementedError

    def settled(self, editor: Editor) -> None:
        """Take in that a value was settled by answers that came when the person had gone on."""
        raise NotImplementedError

    def enter(self, *, back: bool = False) -> None:
        """Become the one that gets the keys; `back`: the person came from below."""
        self.active = True
        self.redraw()

    def leave(self) -> None:
        """Stop getting the keys: what is being typed is finished."""
        self.settle()
        self.active = False
        self.redraw()

    def redraw(self, *, anew: bool = False) -> None:
        """Show what has changed; before the first drawing that may be how much room is needed."""
        if self._drawn_for is None and self.is_attached:
            self.refresh(layout=True)
        super().redraw(anew=anew)

    # --- the cursor of the terminal -------------------------------------------------------------------------

    def typing_at(self) -> Offset | None:
        """Return where on the screen the next character will stand; None: nothing is typed."""
        return self.content_region.offset + self.cursor_offset() if self.active and self.is_mounted else None

    # --- answers --------------------------------------------------------------------------------------------

    @property
    def answers(self) -> Answers | None:
        return self.editor.answers if self.editor is not None else None

    def ask(self, text: str, *moves: int) -> None:
        """Ask for the answers for a text, and move the cursor among them once they are there."""
        if self.editor is not None:
            self.editor.ahead = list(moves)
            self.host.answers_for(self, self.editor, text)

    def offered(self, editor: Editor, answers: Answers) -> None:
        """Take in the answers that were asked for; they may come when the person has gone on."""
        waited = editor.waiting is not None
        if not editor.offer(answers):
            return
        if waited:
            self.settled(editor)
        elif editor is self.editor:
            self.host.answers_changed(self)
        self.redraw()

    def answer_key(self, key: str) -> bool:
        """Give a key to the open list of answers; True when that was all there is to do."""
        editor = self.editor
        if editor is None or not editor.asks:
            return False
        if editor.answers is None:
            return self._key_ahead(editor, key)
        if key in ("up", "down"):
            editor.answers.move(1 if key == "down" else -1)
        elif key == "escape":
            editor.answers = None
        else:
            if key == "enter" and editor.answers.chosen is not None:
                self.take(editor.answers.at)
            return False
        self.host.answers_changed(self)
        return True

    def _key_ahead(self, editor: Editor, key: str) -> bool:
        """Give a key to answers that are not there yet: it means the same as if they were."""
        if editor.ahead is None:
            if key in ("down", "alt+down") and not editor.typed and (key == "alt+down" or editor.value is None):
                # Who opens the list means to choose from it: the first answer is under the cursor.
                self.ask("", 1)
                return True
            return False
        if key in ("up", "down"):
            editor.ahead.append(1 if key == "down" else -1)
            return True
        if key == "escape":
            editor.ahead = None
            return True
        if key == "enter":
            editor.take_ahead()
        return False

    def take(self, index: int) -> None:
        """Take the answer with that index."""
        if self.editor is not None and self.editor.answers is not None:
            self.editor.take(self.editor.answers.choices[index])
            self.host.answers_changed(self)
            self.host.value_changed(self)
            self.redraw()

    def type_key(self, key: str, character: str | None) -> bool:
        """Give a key to the value being typed; False when it means nothing there."""
        editor = self.editor
        if editor is None:
            return False
        text, value, answers = editor.buffer.text, editor.value, editor.answers
        if not editor.key(key, character):
            return False
        self._typed(editor, text, value, answers)
        return True

    def type_text(self, text: str) -> None:
        """Give pasted text to the value being typed."""
        editor = self.editor
        if editor is not None:
            before, value, answers = editor.buffer.text, editor.value, editor.answers
            editor.insert(text)
            self._typed(editor, before, value, answers)

    def _typed(self, editor: Editor, text: str, value: object, answers: Answers | None) -> None:
        if editor.asks and editor.typed and editor.buffer.text != text:
            self.ask(editor.buffer.text)
        if answers is not None and editor.answers is None:
            self.host.answers_changed(self)
        if editor.value != value:
            self.host.value_changed(self)

    def settle(self) -> None:
        """Finish the value being typed."""
        editor = self.editor
        if editor is None:
            return
        value, answers = editor.value, editor.answers
        editor.settle()
        if answers is not None:
            self.host.answers_changed(self)
        if editor.value != value:
            self.host.value_changed(self)
