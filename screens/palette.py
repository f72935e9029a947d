"""The palette: find a command by its name, in either language, and run it."""

from collections.abc import Callable, Sequence

from db.message import _
from screens import keymap
from screens.chooser import Chooser, Entry
from screens.commands import Command, Offer


class Palette(Chooser):
    """Every command that applies now, found by typing."""

    def __init__(self, offers: Sequence[Offer], keys_of: Callable[[Command], Sequence[str]]) -> None:
        super().__init__(_("Command"), [_entry(offer, keys_of) for offer in offers], self._run, verb=_("Run"))

    def _run(self, command: Command) -> None:
        self.frame.run_command(command)


def _entry(offer: Offer, keys_of: Callable[[Command], Sequence[str]]) -> Entry:
    return Entry(
        offer.title,
        offer.command,
        offer.said,
        [keymap.label(key) for key in keys_of(offer.command)[:2]],
        sought=f"{offer.command.id} {offer.command.title}",
        dim=bool(offer.standing.reasons),
    )
