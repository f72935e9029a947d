"""Setting up says in one line what is missing, and makes do with whatever installer works.

The commands are stand-ins that write down how they were called, so nothing is fetched.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SETUP = Path(__file__).parent.parent.parent / "tools" / "setup.sh"

# Is new enough, has venv, and makes an environment whose own python is this file again.
PYTHON = """
case "$*" in
    *"-m venv"*) for place; do :; done; mkdir -p "$place/bin"; cp "$0" "$place/bin/python" ;;
    *"-m pip"*) echo "pip $*" >>"$TRACE" ;;
esac
"""
UV = """
case "$1" in
    venv) for place; do :; done; mkdir -p "$place/bin"; cp "$(command -v python3)" "$place/bin/python" ;;
    pip) echo "uv $*" >>"$TRACE" ;;
esac
"""


def _failing(error: str) -> str:
    return f'case "$*" in *"-m pip install"*) echo "{error}"; exit 1 ;; esac\n' + PYTHON


Machine = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return how to run the set-up on a machine that has just these commands (name -> shell script)."""

    def setup(**commands: str) -> subprocess.CompletedProcess[str]:
        programs = tmp_path / "programs"
        programs.mkdir(exist_ok=True)
        for name in ("sh", "cp", "mkdir", "grep", "tail"):
            (programs / name).unlink(missing_ok=True)
            (programs / name).symlink_to(Path("/bin") / name if Path("/bin", name).exists() else f"/usr/bin/{name}")
        for name, script in commands.items():
            (programs / name).write_text(f"#!/bin/sh\n{script}\n")
            (programs / name).chmod(0o755)
        return subprocess.run(
            [programs / "sh", SETUP, "env"],
            cwd=tmp_path,
            env={"PATH": str(programs), "TRACE": str(tmp_path / "trace")},
            capture_output=True,
            text=True,
        )

    return setup


def _trace(tmp_path: Path) -> str:
    return (tmp_path / "trace").read_text()


def test_without_python_it_says_which_one_is_needed(machine: Machine) -> None:
    done = machine()
    assert done.returncode == 1
    assert done.stderr.startswith("setup: Python 3.11 or newer is needed")
    assert done.stderr.count("\n") == 1


def test_a_python_that_is_too_old_does_not_count(machine: Machine) -> None:
    done = machine(python3="exit 1")
    assert done.returncode == 1
    assert done.stderr.startswith("setup: Python 3.11 or newer is needed")


def test_a_newer_python_is_found_under_its_own_name(machine: Machine, tmp_path: Path) -> None:
    done = machine(**{"python3": "exit 1", "python3.12": PYTHON})
    assert (done.returncode, done.stderr) == (0, "")
    assert "requirements-dev.txt" in _trace(tmp_path)


def test_without_the_venv_module_it_says_what_to_install(machine: Machine) -> None:
    done = machine(python3='case "$2" in *ensurepip*) exit 1 ;; esac')
    assert done.returncode == 1
    assert "the venv module of" in done.stderr
    assert "python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_plain_pip_installs_the_hashed_lock_and_then_the_project_alone(machine: Machine, tmp_path: Path) -> None:
    done = machine(python3=PYTHON)
    assert (done.returncode, done.stderr) == (0, "")
    lock, project = [line for line in _trace(tmp_path).splitlines() if " install " in line]
    assert "--require-hashes -r requirements-dev.txt" in lock
    assert "--no-deps --no-build-isolation -e ." in project


def test_uv_is_used_when_it_is_there(machine: Machine, tmp_path: Path) -> None:
    done = machine(python3=PYTHON, uv=UV)
    assert (done.returncode, done.stderr) == (0, "")
    assert _trace(tmp_path).startswith("uv pip install")
    assert "pip -m pip" not in _trace(tmp_path)


def test_pip_is_tried_when_uv_cannot_reach_its_registry(machine: Machine, tmp_path: Path) -> None:
    done = machine(python3=PYTHON, uv=UV.replace("pip)", "pip) exit 2 ;; other)"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "pip -m pip install --require-hashes" in _trace(tmp_path)


def test_a_registry_that_cannot_be_reached_is_named_as_the_reason(machine: Machine) -> None:
    done = machine(python3=_failing("ERROR: No version satisfies textual (from versions: none)"))
    assert done.returncode == 1
    assert "is the package registry reachable?" in done.stderr
    assert done.stderr.count("\n") == 1


def test_any_other_failure_shows_the_installers_last_error(machine: Machine) -> None:
    done = machine(python3=_failing("ERROR: the hashes do not match"))
    assert done.returncode == 1
    assert "ERROR: the hashes do not match (see env/setup.log)" in done.stderr
    assert done.stderr.count("\n") == 1
