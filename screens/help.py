"""Help: what applies here and now, by group, with its keys; a number or enter runs it.

Since every command has a number here, F1 and digits reach everything while an input method holds the letters.
"""

from collections.abc import Callable, Sequence

from db.message import _
from screens import keymap
from screens.chooser import Chooser, Entry
from screens.commands import GROUPS, Command, Offer, numbered_action

_HINT = _("Keys that apply here")


class Help(Chooser):
    """The commands that apply, numbered."""

    def __init__(self, offers: Sequence[Offer], keys_of: Callable[[Command], Sequence[str]]) -> None:
        order = list(GROUPS)
        grouped = sorted(offers, key=lambda offer: order.index(offer.command.group))
        entries = [_entry(offer, keys_of) for offer in grouped]
        super().__init__(_HINT, entries, self._run, numbered=True, typing=False, verb=_("Run"), rows=40)

    def press(self, key: str, character: str | None) -> None:
        """Close on the key that opened it, too."""
        if key in ("?", "f1", "q"):
            self.leave()
        else:
            super().press(key, character)

    def _run(self, command: Command) -> None:
        self.frame.run_command(command)


def _entry(offer: Offer, keys_of: Callable[[Command], Sequence[str]]) -> Entry:
    return Entry(
        offer.title,
        offer.command,
        offer.said,
        [keymap.label(key) for key in (*keys_of(offer.command), *numbered_action(offer))],
        group=GROUPS[offer.command.group],
        dim=bool(offer.standing.reasons),
    )
