"""Help: what applies here and now, by group, with its keys; a number or enter runs it.

Since every command has a number here, F1 and digits reach everything while an input method holds the letters.
"""

from collections.abc import Sequence

from db.message import Message, _
from screens import keymap
from screens.chooser import Chooser, Entry
from screens.commands import GROUPS, Command, Offer, numbered_action

_HINT = _("Keys that apply here")


class Help(Chooser):
    """The commands that apply, numbered."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__(_HINT, [], self._run, numbered=True, typing=False, verb=_("Run"), rows=40)
        order = list(GROUPS)
        self._offers = sorted(offers, key=lambda offer: order.index(offer.command.group))

    def on_mount(self) -> None:
        """List the commands, with the keys of this session."""
        self.entries = [self._entry_of(offer) for offer in self._offers]
        self.redraw()

    def press(self, key: str, character: str | None) -> None:
        """Close on the key that opened it, too."""
        if key in ("?", "f1", "q"):
            self.leave()
        else:
            super().press(key, character)

    def _entry_of(self, offer: Offer) -> Entry:
        keys = [*self.frame.keys_of(offer.command), *numbered_action(offer)]
        shown = "  ".join(self.frame.words.say(keymap.label(key)) for key in keys)
        reasons = offer.standing.reasons
        detail: Message | str = reasons[0] if reasons else offer.command.help
        return Entry(
            offer.title, offer.command, detail, shown, group=GROUPS[offer.command.group], dim=bool(reasons)
        )

    def _run(self, command: Command) -> None:
        self.frame.run_command(command)
