"""Line mode as a script meets it: a command line in, an exit code and two texts out."""

import io
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from console.main import run
from console.passwords import STRONG
from tests.console.walking import Walk
from tests.workflows import house as houses
from workflows.engine.clock import FixedClock

PASSWORD = "correct horse"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error object of a command that was not done."""
        error: dict[str, Any] = self.data["error"]
        return error


class Console(Protocol):
    """Runs `console …` against the test's database."""

    def __call__(
        self, *words: str, stdin: str | bytes = "", environment: Mapping[str, str] | None = None
    ) -> Answer: ...


@pytest.fixture
def house(house_template: Path, tmp_path: Path) -> houses.House:
    """The small company, to set it up and to look at it; the commands run on the same file."""
    return houses.copied(house_template, tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment of its own."""
    return {"HOME": str(tmp_path), "LANG": "en_US.UTF-8", "CONSOLE_DB": str(tmp_path / "house.db")}


@pytest.fixture
def clock() -> FixedClock:
    """The company's time, as the commands read it."""
    return FixedClock(datetime(2026, 6, 9, 9, 0))


@pytest.fixture
def console(
    home: dict[str, str], clock: FixedClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Console:
    def call(*words: str, stdin: str | bytes = "", environment: Mapping[str, str] | None = None) -> Answer:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capsys.readouterr()
        code = run(words, environment={**home, **(environment or {})}, clock=clock)
        return Answer(code, *capsys.readouterr())

    return call


@pytest.fixture
def walk(house: houses.House, console: Console, clock: FixedClock) -> Walk:
    """Whole procedures by commands, in the small company."""
    return Walk(console, clock)


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Weak hashes: these tests sign in a hundred times, and the strength is not their point."""
    monkeypatch.setattr(STRONG, "_memory_kib", 64)
    monkeypatch.setattr(STRONG, "_passes", 1)
    _forget_strength()
    yield
    _forget_strength()


def _forget_strength() -> None:
    for made in ("_context", "_nobody"):
        vars(STRONG).pop(made, None)


@pytest.fixture
def stocked(house: houses.House) -> houses.House:
    house.goods("LAMP", "MAIN/A-01", "15", "525.00")
    return house


DAMAGED: dict[str, Any] = {"product": "LAMP", "location": "MAIN/A-01", "quantity": 3, "cause": "handling"}
WRITE_OFF: dict[str, Any] = {"warehouse": "MAIN", "lines": [DAMAGED]}


@pytest.fixture
def submitted(stocked: houses.House) -> str:
    """The number of a write-off that waits for the warehouse supervisor."""
    return stocked.submit("storekeeper1", "write-off", WRITE_OFF).number
