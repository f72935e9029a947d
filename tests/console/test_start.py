"""The program as a process of its own: quick to start, quiet when nobody listens, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows.house import House

ROOT = Path(__file__).parent.parent.parent


def _console(*words: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "console.main", *words],
        cwd=ROOT,
        env={**os.environ, **more},
        capture_output=True,
        check=False,
    )


def _loaded_by(words: list[str]) -> set[str]:
    script = "import sys; from console.main import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("words", [["--help"], ["process", "list"]])
def test_line_mode_loads_no_screen_and_no_dictionary(words: list[str]) -> None:
    assert not _loaded_by(words) & {"textual", "pypinyin", "passlib", "chinese_calendar"}


def test_working_on_a_case_loads_no_screen(house: House) -> None:
    loaded = _loaded_by(["queue", "decisions", "--as", "storekeeper1", "--db", str(house.db.path)])
    assert "workflows.engine.office" in loaded
    assert not loaded & {"textual", "pypinyin", "passlib", "chinese_calendar"}


def test_a_pipe_nobody_reads_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "console.main", "process", "show", "write-off", "--json"],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_json_is_utf_8_whatever_the_locale() -> None:
    words = ("process", "show", "write-off", "--json", "--lang", "zh_CN")
    done = _console(*words, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "仓库主管" in done.stdout.decode("utf-8")


def test_a_terminal_that_cannot_show_a_character_shows_a_mark() -> None:
    done = _console("process", "show", "write-off", "--lang", "zh_CN", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"write-off.large" in done.stdout
    assert b"????" in done.stdout


def test_the_settings_of_the_terminal_stand_before_the_library_is_loaded() -> None:
    script = "import console.main, os, sys; print(os.environ['TEXTUAL_DISABLE_KITTY_KEY'], 'textual' in sys.modules)"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL_")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=bare, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1 False\n"


def test_of_two_processes_deciding_at_once_one_is_told_who_was_first(submitted: str, house: House) -> None:
    words = ("act", submitted, "reject", "--reason", "1", "--db", str(house.db.path), "--json")
    racing = [
        subprocess.Popen(
            [sys.executable, "-m", "console.main", *words, "--as", "warehouse-supervisor"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        for _each in range(2)
    ]
    answers = [json.loads(process.communicate()[0]) for process in racing]
    assert sorted(process.returncode for process in racing) == [0, 4]
    (conflict,) = [answer["error"] for answer in answers if "error" in answer]
    assert "warehouse-supervisor-name: Reject" in conflict["message"]
    assert house.stands(submitted) == "refused"
