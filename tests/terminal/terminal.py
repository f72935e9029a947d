"""The program in a real terminal: a pseudo-terminal, and a screen that is read as a person would read it."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pyte

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds until a test gives up waiting for something to appear; nothing is timed by it."""

KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "down": "\x1b[B", "up": "\x1b[A", "f7": "\x1b[18~",
    "f10": "\x1b[21~", "f12": "\x1b[24~", "ctrl+q": "\x11",
    "ctrl+c": "\x03", "space": " ", "backspace": "\x7f",
}  # fmt: skip


class Terminal:
    """One session of the program at a terminal of a given size."""

    def __init__(
        self, *arguments: str, columns: int = 80, rows: int = 24, term: str = "xterm-256color", folder: Path
    ) -> None:
        self.term = term
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "TERM": term, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-m", "console.main", *arguments], stdin=slave, stdout=slave, stderr=slave, env=environment,
            cwd=ROOT, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self._master, self._hung_up = master, False

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if not self._hung_up:
            os.close(self._master)

    def kill(self) -> None:
        """End the program as a dropped connection or a power cut would."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def hang_up(self) -> None:
        """Close the terminal without a word to the program, and wait until it has ended."""
        os.close(self._master)
        self._hung_up = True
        self._process.wait(PATIENCE)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.killpg(self._process.pid, signal.SIGWINCH)

    def press(self, *keys: str) -> None:
        """Press keys: by name, or as text typed."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())

    def paste(self, text: str) -> None:
        """Type text as an input method hands it over: all at once."""
        os.write(self._master, text.encode())

    def until(self, *texts: str, gone: str = "") -> str:
        """Read until all texts are on the screen (and `gone` is not); return the screen."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            shown = self.text()
            if all(text in shown for text in texts) and (not gone or gone not in shown):
                return shown
            if not self._read(deadline - time.monotonic()) and self._process.poll() is not None:
                break
        raise AssertionError(f"waited for {texts} (gone: {gone!r}); the screen shows:\n{self.text()}")

    def settle(self, holds: Callable[[], bool]) -> None:
        """Read until something holds that the screen does not show."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"waited in vain; the screen shows:\n{self.text()}"
            self._read(0.2)

    def ended(self) -> int:
        """Read until the program ends; return its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            self._read(0.2)
        return self._process.wait(timeout=1)

    def text(self) -> str:
        """What the screen shows now, a line a row."""
        return "\n".join(_row(self.screen, row) for row in range(self.screen.lines))

    def cells(self) -> list[list[str]]:
        """What each cell shows, row by row; the second one of a wide character is empty."""
        return [
            [self.screen.buffer[row][at].data for at in range(self.screen.columns)] for row in range(self.screen.lines)
        ]

    def typing_at(self, behind: str) -> None:
        """Wait until the hardware cursor stands behind a text, where an input method would open its candidates."""
        self.settle(lambda: _row(self.screen, self.screen.cursor.y, self.screen.cursor.x).endswith(behind))

    def _read(self, wait: float) -> bool:
        ready, _w, _x = select.select([self._master], [], [], max(0.0, min(wait, 0.5)))
        if not ready:
            return False
        try:
            got = os.read(self._master, 65536)
        except OSError:  # the program has closed the terminal
            return False
        self.raw += got
        self._stream.feed(got)
        return bool(got)


def _row(screen: pyte.Screen, row: int, columns: int = 0) -> str:
    """A row as text, or its first columns: pyte leaves an empty cell behind every wide character."""
    shown = "".join(screen.buffer[row][column].data for column in range(columns or screen.columns))
    return shown if columns else shown.rstrip()
