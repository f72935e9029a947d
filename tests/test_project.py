"""The project itself: its lock, its package, its translations."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tools.messages import problems

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = ("console", "screens", "workflows", "db", "seed_data")


def _locked(name: str) -> dict[str, str]:
    """Return package -> version of one lock file."""
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


RUNTIME, EVERYTHING = _locked("requirements.txt"), _locked("requirements-dev.txt")


@pytest.mark.parametrize("line", PROJECT["project"]["dependencies"])
def test_the_lock_holds_every_dependency_in_a_version_that_fits(line: str) -> None:
    wanted = Requirement(line)
    assert wanted.specifier.contains(RUNTIME[wanted.name.lower()])


@pytest.mark.parametrize("line", PROJECT["dependency-groups"]["dev"] + PROJECT["build-system"]["requires"])
def test_the_developers_lock_holds_every_tool_in_a_version_that_fits(line: str) -> None:
    wanted = Requirement(line)
    assert wanted.specifier.contains(EVERYTHING[wanted.name.lower()])


def test_developers_run_what_users_run() -> None:
    assert RUNTIME.items() <= EVERYTHING.items()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_lock_is_hashed_and_names_no_place_to_fetch_from(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|index|@ ", "\n".join(entries))


def test_the_two_names_of_passlib_are_never_installed_together() -> None:
    assert "libpass" in RUNTIME
    assert not {"passlib", "pysqlite3-binary"} & EVERYTHING.keys()


def test_every_text_has_one_chinese_translation() -> None:
    assert problems() == []


def test_the_wheel_carries_what_is_not_python(tmp_path: Path) -> None:
    """Style sheets, tables, translations: everything beside the code that the installed program reads."""
    source = tmp_path / "source"
    for package in (*PACKAGES, "tools"):
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    for file in ("pyproject.toml", "setup.py", "README.md"):
        shutil.copy(ROOT / file, source)
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, tmp_path], cwd=source, check=True, capture_output=True)

    (wheel,) = tmp_path.glob("*.whl")
    inside = set(ZipFile(wheel).namelist())
    beside_code = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert "workflows/locale/zh_CN/LC_MESSAGES/console.mo" in inside
    assert beside_code - inside == set()
    assert not any(name.startswith(("tests/", "tools/", "benchmarks/")) for name in inside)
