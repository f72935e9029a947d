"""The environment every test runs in, whoever starts it and wherever.

Loaded as a plugin ahead of all others (see pyproject.toml): one of those imports Textual, which reads its
settings once, and a child process or a second worker must find the same ones.
"""

import os
import sys

_PERSONAL = ("CONSOLE_", "TEXTUAL_", "XDG_")
_FORCED = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "LANGUAGE", "TTY_COMPATIBLE")

_SHARED = "TEXTUAL_SNAPSHOT_TEMPDIR"
"""Set by the snapshot plugin for all workers of a run."""

# A developer's own database, password or theme never reaches a test.
for _name in [name for name in os.environ if name.startswith(_PERSONAL) or name in _FORCED]:
    if _name != _SHARED:
        del os.environ[_name]

# Some machines forbid it; then every worker and every program a test starts would compile everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

os.environ |= {
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "LC_ALL": "C.UTF-8",
}
