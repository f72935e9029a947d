"""Changing and making records, from the list of a register and from the record itself."""

from abc import abstractmethod

from db.message import _
from screens.base import Result
from screens.going import Going
from workflows.engine.view import Outcome

_LEFT = _("What you typed is kept as a draft")


class RecordKeeping(Going[Result]):
    """A screen about one register."""

    register: str

    @property
    @abstractmethod
    def record_key(self) -> str | None:
        """The record at hand."""

    @abstractmethod
    async def kept(self, outcome: Outcome) -> None:
        """Show a record that was changed or made."""

    def do_edit_record(self) -> None:
        """Change the record at hand."""
        if (key := self.record_key) is not None:
            self.start(self._edit(key))

    def do_new_record(self) -> None:
        """Make a new record in this register."""
        self.start(self._edit(None))

    async def _edit(self, key: str | None) -> None:
        from screens.record_form import open_record

        await open_record(self, self.register, key, self._left)

    def _left(self, outcome: Outcome | None) -> None:
        self.start(self._done(outcome))

    async def _done(self, outcome: Outcome | None) -> None:
        if outcome is None:
            self.tell(_LEFT, "muted")
            return
        await self.kept(outcome)
        self.tell(outcome.said)
