"""What the operating system says about a file, in words that can be translated."""

import errno

from db.message import Message, _

_SAID = {
    errno.ENOENT: _("there is no such file or folder"),
    errno.EISDIR: _("it is a folder"),
    errno.ENOTDIR: _("a part of the path is no folder"),
    errno.EEXIST: _("there is something already"),
    errno.EACCES: _("no permission"),
    errno.EPERM: _("no permission"),
    errno.EROFS: _("the disk is read-only"),
    errno.ENOSPC: _("the disk is full"),
    errno.ENAMETOOLONG: _("the name is too long"),
}


def why(problem: OSError) -> Message:
    """Return why a file could not be read or written; in the system's own words where it is something rare."""
    return _SAID.get(problem.errno or 0, Message("{problem}")(problem=problem.strerror or type(problem).__name__))
