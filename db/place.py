"""Where a database may lie: a local, writable place. Nothing here opens the database file itself."""

from __future__ import annotations

import os
from pathlib import Path

from db.errors import (
    DatabaseExists,
    DatabaseForeign,
    DatabaseMissing,
    DatabaseOnNetwork,
    DatabaseReadOnly,
    LogLeftBehind,
)

_NETWORK_KINDS = """
    nfs nfs4 cifs smb2 smb3 smbfs ncpfs afs ceph glusterfs lustre beegfs gfs2 ocfs2 gpfs davfs
    fuse.sshfs fuse.glusterfs fuse.davfs fuse.davfs2 fuse.rclone fuse.s3fs fuse.ceph
"""
_NETWORK = frozenset(_NETWORK_KINDS.split())
_MOUNTS = Path("/proc/self/mountinfo")


def check_file(path: Path) -> None:
    """Raise `DatabaseMissing` or `DatabaseForeign` unless there is a file at `path`."""
    if not path.exists():
        raise DatabaseMissing(path)
    if not path.is_file():
        raise DatabaseForeign(path)


def check_existing(path: Path) -> None:
    """Raise the `DatabaseProblem` that keeps the file at `path` from being worked in, if there is one."""
    check_file(path)
    if not (os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)):
        raise DatabaseReadOnly(path)
    _check_local(path)


def prepare_folder(path: Path) -> None:
    """Make the folders above `path` that are missing, closed to others; refuse a place unfit to write."""
    missing = [folder for folder in path.parents if not folder.exists()]
    try:
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise DatabaseReadOnly(path) from error
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise DatabaseReadOnly(path)
    _check_local(path)


def refuse_taken(path: Path) -> None:
    """Raise `DatabaseExists` where there is something at `path`, `LogLeftBehind` where there was."""
    if path.exists():
        raise DatabaseExists(path)
    for log in ("-wal", "-journal"):
        if (left := path.with_name(path.name + log)).exists():
            raise LogLeftBehind(left)


def building_name(path: Path) -> Path:
    """Return a name beside `path` for making the file that is to be there, which nobody else uses."""
    return path.with_name(f"{path.name}.{os.urandom(4).hex()}.new")


def make_private(building: Path, path: Path) -> None:
    """Make an empty file that only its owner can read, for what is to be at `path`."""
    try:
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise DatabaseReadOnly(path) from error


def sync(building: Path) -> None:
    """See that a finished file is on disk; only while no connection of this process has it open."""
    file = os.open(building, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def put_in_place(building: Path, path: Path) -> None:
    """Give a finished, closed file its own name; raise `DatabaseExists` if another has come to it first."""
    refuse_taken(path)
    try:
        os.link(building, path)  # unlike a rename it never replaces anything
    except FileExistsError:
        raise DatabaseExists(path) from None
    except OSError:
        # A file system without hard links: whoever makes the empty file has the name, and it alone is replaced.
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise DatabaseExists(path) from None
        building.rename(path)


def _check_local(path: Path) -> None:
    kind = file_system(path, _MOUNTS.read_text(errors="replace") if _MOUNTS.exists() else "")
    if kind in _NETWORK:
        raise DatabaseOnNetwork(path, kind)


def file_system(path: Path, mounts: str) -> str:
    """Return the kind of file system `path` lies on ('' if unknown), by a text like /proc/self/mountinfo.

    Of mounts on the same point the last one hides the others.
    """
    folder = path.resolve().parent
    found, depth = "", -1
    for line in mounts.splitlines():
        left, separator, right = line.partition(" - ")
        fields = left.split(" ")
        if not separator or len(fields) < 5:
            continue
        point = Path(fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        if folder.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = right.split(" ")[0], len(point.parts)
    return found
