"""The practice company: made on first use, made anew on request, and never mistaken for a real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from console.failure import Problem
from db.database import kind_of
from db.errors import Busy, DatabaseExists
from db.gate import WriteGate, gate_path
from db.message import _
from db.place import building_name

_WAIT = 10.0


def prepare(
    path: Path, *, size: str, language: str, now: datetime, anew: bool, progress: Callable[[float], None] | None = None
) -> bool:
    """See that there is a practice company at `path`; return whether it was made now.

    One that was there may be of another version: whoever opens it is told. anew: even if there is one. progress: told
    how much is done, from 0 to 1. Raises Problem for a database that is not a practice company, and every
    `DatabaseProblem`.
    """
    there = path.exists()
    if there:
        _refuse_real(path)
        if not anew:
            return False
    from seed_data import make_practice

    made = building_name(path) if there else path
    try:
        make_practice(made, size=size, now=now, language=language, progress=progress)
        if there:
            _replace(made, path)
    except DatabaseExists:
        _refuse_real(path)  # somebody else has come first, perhaps with something else
        return False
    finally:
        if there:
            made.unlink(missing_ok=True)
            gate_path(made).unlink(missing_ok=True)
    return True


def _refuse_real(path: Path) -> None:
    """Refuse a database that is not a practice company: nothing in training reaches a real one, not even to
    bring it up to date."""
    if kind_of(path) != "practice":
        raise Problem("refused", _(
            "{path} is a real company, not a practice one. Open it with “console run”."
        )(path=str(path)))  # fmt: skip


def _replace(made: Path, path: Path) -> None:
    """Put the new company in place of the old one; whoever has that one open keeps it to the end."""
    gate = WriteGate(path)
    try:
        if not gate.enter(_WAIT):
            raise Busy(_WAIT)
        if path.exists():
            _refuse_real(path)  # once more: a real one may have come there while this one was made
        for log in ("-wal", "-shm"):  # the old log must not be taken for the new file's
            path.with_name(path.name + log).unlink(missing_ok=True)
        made.replace(path)
    finally:
        gate.close()
