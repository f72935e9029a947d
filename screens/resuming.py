"""Going on with a form that was being typed when its person left, or when the line broke."""

from collections.abc import Sequence

from db.message import Message, _
from screens.browsing import Browsing
from screens.chooser import ChosenByDigit, Entry
from screens.commands import BY_ID
from screens.keymap import label
from workflows.engine.view import KeptForm

_TYPING = _("You were typing “{form}”; {key} goes on with it")
_NOT_YOURS = _("{number} is not yours to type in any more")


class Resuming(Browsing):
    """A list from which a form that was being typed is opened again."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: Sequence[KeptForm] = ()

    async def read_kept(self) -> None:
        """Find out which forms were being typed."""
        self.kept = await self.ask(self.office.kept_forms)
        self.refresh_keys()

    def offer_kept(self) -> None:
        """Say that there is a form to go on with."""
        if self.kept:
            key = label(self.keys_of(BY_ID["go-on"])[0])
            self.tell(_TYPING(form=_said(self.kept[0]), key=key), "title")

    def do_go_on(self) -> None:
        """Open the form that was being typed; of several the one that is chosen."""
        now = self.office.now()
        entries = [Entry(_said(one), one, self.words.stamp(one.at, now)) for one in self.kept]
        if len(entries) == 1:
            self._go_on_with(self.kept[0])
        elif entries:
            self.open_prompt(ChosenByDigit(_("Go on typing:"), entries, self._go_on_with))

    def _go_on_with(self, kept: KeptForm) -> None:
        self.tell("")
        if kept.case_id is None:
            self.open_new(kept.process)
        else:
            self.start(self._go_on_at(kept.case_id))

    async def _go_on_at(self, case: int) -> None:
        preview = await self.ask(self.office.preview, case=case)
        action = next((one for one in preview.actions if one.allowed and one.edits), None)
        if action is None:
            self.tell(_NOT_YOURS(number=preview.number), "muted")
        else:
            await self.open_form(case, action)


def _said(kept: KeptForm) -> Message | str:
    """What a form that was being typed is called."""
    return _("{number} {process}")(number=kept.number, process=kept.title) if kept.number else kept.title
