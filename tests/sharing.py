"""What takes long to make is made once a run: by the worker that comes first, while others that want it wait."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The file of that name, made by `make` if no worker has made it; to be read and copied, never changed."""
    own = folders.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    path = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            begun = folder / f"begun-{name}"
            make(begun)
            begun.rename(path)
    return path


def copy_of(made: Path, folder: Path) -> Path:
    """A copy of a company in a folder of one's own."""
    path = folder / "company.db"
    shutil.copy(made, path)
    return path
