"""What a terminal sends when Escape and another key arrive together.

Over a slow line the two come in one piece, which the terminal library reads as one key with Alt and hands on
without the Escape: whoever leaves a question and presses Enter a moment later would have answered it. Here the
pair stays a pair (`alt+enter`, `alt+j`); the program takes it apart again (`ConsoleApp`).
"""

import sys
from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.driver import Driver

_ESCAPE = "\x1b"
# These begin a sequence: function keys, reports of the terminal.
_BEGINS = frozenset("[O]P_^X")
# Alt+Backspace erases a word, in every shell too.
_ERASE_WORD = "\x7f"


class PairParser(XTermParser):
    """Keeps Escape and the key behind it together."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        behind = sequence[1:]
        if sequence[0] == _ESCAPE and len(behind) == 1 and behind not in _BEGINS and behind != _ERASE_WORD:
            for event in super()._sequence_to_key_events(behind):
                yield events.Key(f"alt+{event.key}", event.character)
        else:
            yield from super()._sequence_to_key_events(sequence, alt)


def keep_pairs(driver: type[Driver]) -> None:
    """Let a driver read its terminal so; one process serves one terminal."""
    vars(sys.modules[driver.__module__])["XTermParser"] = PairParser
