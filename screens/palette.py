"""The palette: find a command by its name, in either language, and run it."""

from collections.abc import Sequence

from db.message import Message, _
from screens import keymap
from screens.chooser import Chooser, Entry
from screens.commands import Command, Offer


class Palette(Chooser):
    """Every command that applies now, found by typing."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__(_("Command"), [], self._run, verb=_("Run"))
        self._offers = offers

    def on_mount(self) -> None:
        """List the commands, with the keys of this session."""
        self.entries = [self._entry_of(offer) for offer in self._offers]
        self.redraw()

    def _entry_of(self, offer: Offer) -> Entry:
        keys = self.frame.keys_of(offer.command)
        shown = "  ".join(self.frame.words.say(keymap.label(key)) for key in keys[:2])
        reasons = offer.standing.reasons
        detail: Message | str = reasons[0] if reasons else offer.command.help
        return Entry(
            offer.title, offer.command, detail, shown, sought=f"{offer.command.id} {offer.command.title}",
            dim=bool(reasons),
        )  # fmt: skip

    def _run(self, command: Command) -> None:
        self.frame.run_command(command)
