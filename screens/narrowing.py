"""A list that follows what one types over it, word by word."""

from abc import abstractmethod

from textual.worker import Worker

from db.message import Message
from screens.base import ConsoleScreen, Result
from screens.reason import Ask


class Narrowing(ConsoleScreen[Result]):
    """A screen with a list that shows what a text finds."""

    text = ""
    """What the list is narrowed down to."""
    _text_wanted: str | None = None
    """What was typed last, while the list is still on its way there."""
    _following: Worker[None] | None = None
    """What brings the list there."""

    @abstractmethod
    async def narrow(self, text: str) -> None:
        """Show what the text finds."""

    def ask_text(self, verb: Message, help: Message | None = None) -> None:
        """Let the text be typed; the list follows, and goes back where it was if the line is left."""
        before = self.text
        self.open_prompt(
            Ask(
                "/", verb, self._narrow_to, text=self.text, help=help, changed=self._typed,
                left=lambda: self._narrow_to(before),
            )
        )  # fmt: skip

    def _narrow_to(self, text: str) -> None:
        if self._text_wanted is not None:
            self._text_wanted = text
        self.start(self._narrowed(text, self._following))

    async def _narrowed(self, text: str, following: Worker[None] | None) -> None:
        """Show what the text finds, after what is on its way already: keys typed ahead are meant for the list then."""
        if following is not None:
            await following.wait()
        await self.narrow(text)

    def _typed(self, text: str) -> None:
        following = self._text_wanted is not None
        self._text_wanted = text
        if not following:
            self._following = self.run_worker(self._follow_typing(), exit_on_error=False)

    async def _follow_typing(self) -> None:
        """Load the list until it is that of the text typed last; what was typed over is left out."""
        try:
            while self._text_wanted is not None and self._text_wanted != self.text:
                await self.narrow(self._text_wanted)
        except Exception as error:
            self.tell_error(error)
        finally:
            self._text_wanted = None
