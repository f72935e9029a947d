"""Other processes that work in the same database, for tests of what only several of them can show."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def started(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a Python script in a process of its own; it is killed at the end if it has not ended."""
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def run_together(count: int, script: str, *arguments: object) -> list[str]:
    """Run the script in several processes at once; return what each printed. A failing one fails the test."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    printed = [process.communicate(timeout=60) for process in running]
    assert [errors for _, errors in printed] == [""] * count
    return [output.strip() for output, _ in printed]
