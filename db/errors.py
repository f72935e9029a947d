"""What can go wrong below the stores. Each problem has a `Message`: what is wrong and what to do."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from db.message import Message, _, plural


class StoreProblem(Exception):
    """Something the ground floor refuses; `message` is for the person, in no language yet."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message.render()


class DatabaseProblem(StoreProblem):
    """The database as a whole cannot be used, or not now."""


class DatabaseMissing(DatabaseProblem):
    """There is no file at the path."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("There is no database at {path}. Check the path, or make a new company with “console init”.")(
                path=str(path)
            )
        )


class DatabaseExists(DatabaseProblem):
    """A new database was asked for where a file already is."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} is already there and is left as it is. Choose another path, or move the file away.")(
                path=str(path)
            )
        )


class LogLeftBehind(DatabaseProblem):
    """Beside the path lies the log of a database that was there; SQLite would mix it into a new one."""

    def __init__(self, log: Path) -> None:
        super().__init__(
            _(
                "{path} is left of a database that lay here and may hold its last changes; a new one would be mixed "
                "with them. Close every console that has it open, then move this file to where that database is now."
            )(path=str(log))
        )


class DatabaseReadOnly(DatabaseProblem):
    """The file or its folder cannot be written (the folder too: SQLite keeps its log beside the file)."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} cannot be written. Give this account write permission on the file and its folder.")(
                path=str(path)
            )
        )


class DatabaseForeign(DatabaseProblem):
    """The file is not a database, or the database of another program."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{path} is not a database of this program. Check the path; the file was not changed.")(path=str(path))
        )


class DatabaseNewer(DatabaseProblem):
    """A newer version of the program has already migrated the file."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            _(
                "{path} was last used by a newer version of this program (its data is version {found}, "
                "this program knows {known}). Update the program."
            )(path=str(path), found=found, known=known)
        )


class DatabaseOutdated(DatabaseProblem):
    """The file needs migrations before this version of the program can use it."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            _(
                "{path} comes from an older version of this program (its data is version {found}, this "
                "program needs {known}). Make a back-up, then run “console migrate”."
            )(path=str(path), found=found, known=known)
        )


class DatabaseUnreleased(DatabaseProblem):
    """The file began with other tables than this program's, before there were migrations."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "{path} was made before this program was released, with other tables, and cannot be brought up to "
                "date. Make a practice company anew with “console train --reset”; for another, choose a new file."
            )(path=str(path))
        )


class DatabaseOnNetwork(DatabaseProblem):
    """The file lies on a network file system, where SQLite's locks cannot be trusted."""

    def __init__(self, path: Path, kind: str) -> None:
        super().__init__(
            _(
                "{path} lies on a network file system ({kind}), where two people writing at once can destroy "
                "it. Put the database on a disk of this machine."
            )(path=str(path), kind=kind)
        )


class DatabaseDamaged(DatabaseProblem):
    """SQLite met damage or the disk refused to read or write."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(
            _("{path} could not be read or written correctly ({detail}). Check the disk, then run “console check”.")(
                path=str(path), detail=detail
            )
        )


class DiskFull(DatabaseProblem):
    """There is no space left for the database or its log."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("The disk that holds {path} is full. Nothing was saved; make space and try again.")(path=str(path))
        )


class SqliteFlawed(DatabaseProblem):
    """The SQLite library in use can corrupt a database."""

    def __init__(self, version: str) -> None:
        super().__init__(
            _(
                "SQLite {version} can lose data and is refused. Install the package pysqlite3 0.6.1 or "
                "later, which brings its own."
            )(version=version)
        )


class Busy(DatabaseProblem):
    """Others were writing until the deadline; nothing was done, the caller may simply try again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            plural(
                "Others have been writing for {count} second. Nothing was saved; try again.",
                "Others have been writing for {count} seconds. Nothing was saved; try again.",
            )(count=f"{seconds:g}")
        )


class CommitUnknown(DatabaseProblem):
    """An error came at COMMIT: the change may or may not be kept. Re-read before telling anybody."""

    def __init__(self) -> None:
        super().__init__(_("It is not certain that the change was saved. Look before you repeat it."))


class NotEnough(StoreProblem):
    """Goods are not there, or others have reserved them. Quantities are in the product's unit."""

    def __init__(self, product: str, lot: str, location: str, wanted: Decimal, free: Decimal) -> None:
        super().__init__(
            _("{product} at {location}: {wanted} exceeds {free} unreserved")(
                product=f"{product} ({lot})" if lot else product, location=location, wanted=wanted, free=free
            )
        )
        self.product = product
        self.lot = lot
        self.location = location
        self.wanted = wanted
        self.free = free


class WorthSpent(StoreProblem):
    """Goods cannot go back at what they came for: others left at the average meanwhile and took a part of it along."""

    def __init__(self, product: str) -> None:
        super().__init__(
            _(
                "{product}: some has left at the average cost since, so this cannot be undone. Book the goods out instead"
            )(product=product)
        )


class NotEnoughDays(StoreProblem):
    """Leave days to be taken away are not there."""

    def __init__(self, employee: str, type: str, wanted: Decimal, kept: Decimal) -> None:
        super().__init__(
            plural(
                "{employee}, {type}: {count} day exceeds the {kept} there are",
                "{employee}, {type}: {count} days exceed the {kept} there are",
            )(employee=employee, type=type, count=wanted, kept=kept)
        )
        self.wanted = wanted
        self.kept = kept


class NoSuchPlace(StoreProblem):
    """A list is to go on from a place it has never named."""

    def __init__(self, given: str) -> None:
        super().__init__(_("--after takes the place the answer before named, not {given}.")(given=given))


class NestedTransaction(RuntimeError):
    """A write transaction was begun inside another transaction of the same thread: a fault in the program."""


class NotInTransaction(RuntimeError):
    """A change was attempted outside `Database.write`: a fault in the program."""


class UsedAfterFork(RuntimeError):
    """A database opened before a fork was used after it; SQLite's locks do not survive that."""
