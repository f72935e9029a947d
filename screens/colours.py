"""How many colours a terminal shows, by what it calls itself.

The terminal library knows fewer names: it takes `xterm-direct`, `alacritty` or `foot` for one of 16 colours, and
`COLORTERM`, which would tell it better, does not come along over SSH.
"""

import re
from collections.abc import Mapping

TRUE, MANY, FEW = "truecolor", "256", "standard"
"""As the terminal library names them: every colour, 256 of them, 16."""

_TRUE = re.compile(r"direct|truecolor|24bit|kitty|alacritty|foot|ghostty|wezterm|contour|mintty|iterm")
_MANY = re.compile(r"256|termite|konsole")


def colours(environment: Mapping[str, str]) -> str:
    """Return how many colours the terminal of this environment shows."""
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return TRUE
    name = environment.get("TERM", "").lower()
    return TRUE if _TRUE.search(name) else MANY if _MANY.search(name) else FEW
