"""Opening the program: the practice company is made whole or not at all, and a screen needs a terminal."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import screens.app
import seed_data
from db.database import Database, Kind
from tests.console.conftest import Console
from tests.workflows.house import House


@pytest.fixture
def seeded(house_template: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A practice company that is quick to make; the list holds what was asked for."""
    sizes: list[str] = []

    def make(path: Path, *, size: str, now: datetime, language: str, progress: object) -> None:
        sizes.append(f"{size} {now:%Y-%m-%d} {language}")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(house_template, path)

    monkeypatch.setattr(seed_data, "make_practice", make, raising=False)
    return sizes


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, Any]]:
    """A terminal, and a screen that only notes what it was opened with."""
    opened: dict[str, Any] = {}

    def show(authenticate: Callable[[str, str], Any], **given: Any) -> None:
        opened.update(given, authenticate=authenticate)
        people = given["people"]
        opened["logins"] = [one.login for one in people] if people else None

    monkeypatch.setattr(screens.app, "run", show)
    monkeypatch.setattr("console.cli.doors._need_terminal", lambda _run: None)
    return lambda: opened


def test_the_practice_company_is_made_on_first_use(seeded: list[str], console: Console, home: dict[str, str]) -> None:
    answer = console("train", "--prepare", "--json")
    assert answer.data == {"db": home["CONSOLE_DB"], "made": True}
    assert Database.open(home["CONSOLE_DB"]).kind == "practice"
    assert console("train", "--prepare", "--json").data["made"] is False
    assert seeded == ["normal 2026-06-09 en"]
    assert [path.name for path in Path(home["HOME"]).glob("house.db*") if "-" not in path.name] == ["house.db"]


def test_its_place_is_the_data_folder(seeded: list[str], console: Console, home: dict[str, str]) -> None:
    answer = console("train", "--prepare", environment={"CONSOLE_DB": ""})
    path = Path(home["HOME"]) / ".local/share/operations-console/practice.db"
    assert answer.out == f"The practice company is ready: {path}\n"
    assert answer.err == f"Making the practice company in {path}. This takes a few seconds.\n"
    assert path.exists()


def test_one_that_cannot_be_used_is_not_ready_and_made_anew_on_request(
    seeded: list[str], house: House, console: Console
) -> None:
    with house.db.write():
        house.db.set_meta("schema", "other tables")
    answer = console("train", "--prepare")
    assert (answer.code, answer.out) == (1, "")
    assert "console train --reset" in answer.err
    assert console("train", "--prepare", "--reset").code == 0
    assert console("train", "--prepare").code == 0


def test_reset_begins_anew(seeded: list[str], stocked: House, console: Console) -> None:
    assert stocked.company.money.balance("stock")
    assert console("train", "--prepare", "--reset", "--size", "small", "--json").data["made"] is True
    assert seeded == ["small 2026-06-09 en"]
    assert console("ledger", "stock", "--as", "storekeeper1", "--json").data["balances"] == []
    assert console("check").code == 0


@pytest.mark.parametrize("anew", [(), ("--reset",)])
def test_an_interrupted_making_leaves_what_there_was(
    anew: tuple[str, ...], console: Console, home: dict[str, str], house_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(path: Path, **_given: object) -> None:
        with Database.making(path, kind="practice"):
            raise KeyboardInterrupt

    monkeypatch.setattr(seed_data, "make_practice", break_off, raising=False)
    if anew:
        shutil.copy(house_template, home["CONSOLE_DB"])
    before = Path(home["CONSOLE_DB"]).read_bytes() if anew else b""
    assert console("train", "--prepare", *anew).code == 130
    left = [path for path in Path(home["HOME"]).glob("house.db*") if not path.name.endswith("-gate")]
    assert [path.read_bytes() for path in left] == ([before] if anew else [])


@pytest.mark.parametrize(
    ("kind", "code", "said"),
    [
        ("practice", 0, "Somebody else has made it meanwhile; that one stays."),
        ("company", 3, "is a real company, not a practice one."),
        (None, 1, "is not a database of this program."),
    ],
)
@pytest.mark.parametrize("links", [True, False])
def test_whoever_comes_to_the_place_first_keeps_it_and_the_other_is_told(
    kind: Kind | None,
    code: int,
    said: str,
    links: bool,
    console: Console,
    home: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def overtaken(path: Path, **_given: object) -> None:
        with Database.making(path, kind="practice"):
            if kind is None:
                path.touch()
            else:
                Database.create(path, kind=kind).close()

    monkeypatch.setattr(seed_data, "make_practice", overtaken, raising=False)
    if not links:  # as on a file system without them
        monkeypatch.setattr("os.link", _no_links)
    answer = console("train", "--prepare")
    assert (answer.code, "is ready" in answer.out) == (code, code == 0)
    assert said in answer.err
    left = {path.name for path in Path(home["HOME"]).glob("house.db*")}
    assert left <= {"house.db", "house.db-gate"}


def _no_links(*_given: object) -> None:
    raise PermissionError


@pytest.mark.parametrize("door", ["train", "run"])
def test_a_screen_needs_a_terminal(house: House, console: Console, home: dict[str, str], door: str) -> None:
    answer = console(door)
    assert (answer.code, answer.err.split(".")[0]) == (2, "This needs a terminal")
    home["TERM"] = "dumb"
    answer = console(door)
    assert (answer.code, answer.err.split(".")[0]) == (2, "A terminal that calls itself “dumb” shows no screens")
    assert console(door, "--json").error["message"].startswith("A screen does not answer in JSON")


def test_in_the_practice_company_one_chooses_whom_to_be(
    house: House, console: Console, terminal: Callable[[], dict[str, Any]]
) -> None:
    assert console("train").code == 0
    opened = terminal()
    assert "storekeeper1" in opened["logins"]
    assert opened["office"] is None
    assert opened["authenticate"]("storekeeper1", "whatever").person.login == "storekeeper1"


def test_as_opens_the_desk_at_once(house: House, console: Console, terminal: Callable[[], dict[str, Any]]) -> None:
    assert console("run", "--as", "storekeeper2").code == 0
    assert terminal()["office"].person.login == "storekeeper2"


def test_keys_are_changed_in_a_file(
    house: House, console: Console, home: dict[str, str], terminal: Callable[[], dict[str, Any]]
) -> None:
    file = Path(home["HOME"]) / ".config/operations-console/keys.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\napprove = ["a", "f5"]\n')
    assert console("run").code == 0
    assert terminal()["keys"] == {"approve": ["a", "f5"]}
    for content in ("[keys\n", 'keys = "a"\n', '[keys]\napprove = "a"\n'):
        file.write_text(content)
        answer = console("run", "--json")
        assert answer.code == 2
        assert answer.error["message"] == f"The keys in {file} cannot be used."
        assert len(answer.error["reasons"]) == 1
