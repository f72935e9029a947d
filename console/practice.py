"""The practice company: made on first use, made anew on request, and never mistaken for a real one."""

from __future__ import annotations

from pathlib import Path

from console.building import building
from console.failure import Problem
from db.database import Database
from db.errors import DatabaseExists
from db.message import _


def prepare(path: Path, *, size: str, anew: bool) -> bool:
    """See that there is a practice company at `path`; return whether it was made now.

    anew: even if there is one. Raises Problem for a database that is not a practice company, and every
    `DatabaseProblem`.
    """
    if path.exists():
        _refuse_real(path)
        if not anew:
            return False
    from seed_data import make_practice

    try:
        with building(path, replace=anew) as made:
            make_practice(made, size=size)
    except DatabaseExists:
        return False  # somebody else has made it meanwhile
    return True


def _refuse_real(path: Path) -> None:
    """Refuse a database that is not a practice company: nothing in training reaches a real one, not even to
    bring it up to date."""
    database = Database.open(path)
    try:
        if database.kind != "practice":
            raise Problem("refused", _(
                "{path} is a real company, not a practice one. Open it with “console run”."
            )(path=str(path)))  # fmt: skip
    finally:
        database.close()
