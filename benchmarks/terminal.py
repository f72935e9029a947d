"""What a person at a terminal feels: from a key to the painted row, how long a start takes, what goes over the line."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks import Figure
from benchmarks.company import company, fill, supervisor

ROOT = Path(__file__).parents[1]
KEYS, STRETCH = 150, 30
"""Moves of the cursor that are timed, and how many of them go the same way."""
DECISIONS = "7"
"""The queue that was filled; the desk opens on its first one, which is short."""
QUIET = 0.08
"""Seconds without output after which what a key brings has been painted."""
OURS = "from console.main import main; main()"
"""What the installed command does."""
ECHO = """
import os, tty
tty.setraw(0)
os.write(1, b"x" * 2000)
while os.read(0, 100):
    total = 0
    for number in range(60_000):
        total += number
    os.write(1, b"y" * 500)
"""
"""Answers a key after counting about as long as ours works, and does nothing else: its slow keys are the machine's."""
EMPTY = "from textual.app import App; App(ansi_color=False).run()"


def measure() -> Iterator[Figure]:
    """Drive the program in a pseudo-terminal of 140 × 40.

    Beside it stand a program that only works as long for each key, and for the start an empty Textual program.
    """
    for size in (50, 1_000_000):
        with company() as engine:
            fill(engine, size)
            login = engine.company.people.by_id(supervisor(engine)).login
            path = engine.company.db.path
            yield from _at_desk(path, login, f"{size:,} rows")
    yield from _echoing()
    yield from _starts()


def _at_desk(path: Path, login: str, what: str) -> Iterator[Figure]:
    with _terminal("-m", "console.main", "train", "--db", str(path), "--as", login) as line:
        line.painted()
        line.settle(2.0)
        line.send(DECISIONS)
        line.settle(2.0)
        # To and fro: at the end of a short list a key would have nothing to paint.
        moved = [line.timed("jk"[turn // STRETCH % 2]) for turn in range(KEYS)]
        rows, whole, sent = (list(column) for column in zip(*moved, strict=True))
        for part, times in (("row", rows), ("row and preview", whole)):
            yield Figure(f"key to painted {part}, median, {what}", median(times) * 1e3, "ms")
            yield Figure(f"key to painted {part}, 99 of 100, {what}", quantiles(times, n=100)[98] * 1e3, "ms")
        yield Figure(f"sent for one move of the cursor, {what}", median(sent), "bytes")
        line.settle(1.0)
        yield Figure(f"sent in 60 s while nothing changes, {what}", line.heard(60.0), "bytes")


def _echoing() -> Iterator[Figure]:
    with _terminal("-c", ECHO) as line:
        line.painted()
        line.settle(1.0)
        times = [line.timed("j")[0] for _turn in range(KEYS)]
    yield Figure("key to answer of a program that only counts, median", median(times) * 1e3, "ms")
    yield Figure("key to answer of a program that only counts, 99 of 100", quantiles(times, n=100)[98] * 1e3, "ms")


def _starts() -> Iterator[Figure]:
    """Start the program up to its sign-in and an empty one up to its first screen, in turns."""
    with company() as engine:
        path = engine.company.db.path
        ours, empty = [], []
        for _turn in range(7):
            ours.append(_first_paint("-c", OURS, "train", "--db", str(path)))
            empty.append(_first_paint("-c", EMPTY))
    yield Figure("start to painted sign-in", median(ours) * 1e3, "ms")
    yield Figure("start of an empty Textual program", median(empty) * 1e3, "ms")
    yield Figure("start, against the empty program", median(ours) / median(empty), "x")


def _first_paint(*arguments: str) -> float:
    start = perf_counter()
    with _terminal(*arguments) as line:
        line.painted()
        return perf_counter() - start


class _Line:
    """The master's end of a pseudo-terminal."""

    def __init__(self, master: int) -> None:
        self._master = master
        self.received = 0

    def send(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def read(self, wait: float) -> int:
        """Read what comes within `wait` seconds; return how many bytes, 0 for none."""
        if not select.select([self._master], [], [], wait)[0]:
            return 0
        got = len(os.read(self._master, 65536))
        self.received += got
        return got

    def painted(self) -> None:
        """Read until a first screen has come: more than the terminal is asked before it."""
        while self.received < 1_500:
            self.read(10.0)

    def settle(self, quiet: float) -> None:
        """Read until nothing has come for so long."""
        while self.read(quiet):
            pass

    def timed(self, key: str) -> tuple[float, float, int]:
        """Press a key; return the seconds until the first and the last of its output came, and how many bytes it was."""
        start, before = perf_counter(), self.received
        self.send(key)
        self.read(2.0)
        first = last = perf_counter()
        while self.read(QUIET):
            last = perf_counter()
        return first - start, last - start, self.received - before

    def heard(self, seconds: float) -> int:
        """Return how many bytes come in so many seconds."""
        before, until = self.received, perf_counter() + seconds
        while (left := until - perf_counter()) > 0:
            self.read(left)
        return self.received - before


@contextmanager
def _terminal(*arguments: str) -> Iterator[_Line]:
    with TemporaryDirectory() as home:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        environment = {
            "PATH": os.environ["PATH"], "HOME": home, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, *arguments], stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=home,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        try:
            yield _Line(master)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            os.close(master)
