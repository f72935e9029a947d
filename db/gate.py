"""The write gate: one lock that every writer holds around its whole transaction.

SQLite lets a second writer wait by sleeping ever longer, so under load some wait for seconds while others
pass. All writers therefore first take an exclusive `flock` on a file beside the database (never on the
database itself: closing any descriptor of that would drop SQLite's own locks). The lock vanishes with the
process that held it, so a killed writer never blocks the others.
"""

from __future__ import annotations

import fcntl
import os
import random
import time
import weakref
from pathlib import Path

_FIRST_PAUSE = 0.000_2
_LONGEST_PAUSE = 0.004


class WriteGate:
    """The gate as one thread holds it; each thread has its own, because a lock belongs to an open file."""

    def __init__(self, database: Path) -> None:
        """Open the gate file of `database`, made if need be, readable by its owner only."""
        self._file = os.open(gate_path(database), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # A thread that ends lets go of its gate without closing it.
        self.close = weakref.finalize(self, os.close, self._file)

    def enter(self, seconds: float) -> bool:
        """Take the gate, trying for `seconds`; return whether it was taken."""
        deadline = time.monotonic() + seconds
        pause = _FIRST_PAUSE
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
            # A random part keeps waiting writers from trying in step.
            time.sleep(pause * (0.5 + random.random()))
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def leave(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)


def gate_path(database: Path) -> Path:
    """Return the path of the gate file that belongs to a database."""
    return database.with_name(database.name + "-gate")
