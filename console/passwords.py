"""Passwords: how they are hashed, verified, and what a new one must be like.

Argon2id with 64 MiB, three passes, one lane: about 0.15 s and as much memory as a small machine has to spare, so
no more than two are computed at once in a process. Everything about the scheme is here; nothing else imports
passlib.
"""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from db.message import Message, _

if TYPE_CHECKING:
    from passlib.context import CryptContext

SHORTEST, LONGEST = 8, 128
_AT_ONCE = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a password was right. new_hash: to be stored in place of one made with weaker settings."""

    right: bool
    new_hash: str | None = None


class Passwords:
    """Hashing at one strength; use `STRONG`. Weaker ones are for tests, which sign in a hundred times."""

    def __init__(self, *, memory_kib: int, passes: int) -> None:
        self._memory_kib = memory_kib
        self._passes = passes

    def hash(self, password: str) -> str:
        """Return the hash to store."""
        with _AT_ONCE:
            hashed: str = self._context.hash(_plain(password))
        return hashed

    def verify(self, password: str, stored: str | None) -> Verified:
        """Say whether a password is the one of a stored hash; None (nobody, or no password) never is.

        A wrong answer takes as long as a right one, also where there is nothing to compare with.
        """
        plain = _plain(password)
        if len(plain) > LONGEST:
            plain, stored = plain[:LONGEST], None
        with _AT_ONCE:
            if stored is not None:
                try:
                    return Verified(*self._context.verify_and_update(plain, stored))
                except ValueError:
                    pass  # damaged: no password fits it
            self._context.verify(plain, self._nobody)
        return Verified(False)

    @cached_property
    def _context(self) -> CryptContext:
        # Imported on first use: most runs of the program verify no password.
        from passlib.context import CryptContext

        return CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=self._memory_kib,
            argon2__time_cost=self._passes,
            argon2__parallelism=1,
        )

    @cached_property
    def _nobody(self) -> str:
        """A hash at this strength that no password fits, without the time it takes to make one."""
        return f"$argon2id$v=19$m={self._memory_kib},t={self._passes},p=1${'A' * 22}${'A' * 43}"


STRONG = Passwords(memory_kib=64 * 1024, passes=3)


def wrong_with(password: str, login: str) -> list[Message]:
    """Return every reason why a new password will not do."""
    plain = _plain(password)
    reasons = []
    if len(plain) < SHORTEST:
        reasons.append(_("a password has at least {shortest} characters")(shortest=SHORTEST))
    if len(plain) > LONGEST:
        reasons.append(_("a password has at most {longest} characters")(longest=LONGEST))
    if login and login.casefold() in plain.casefold():
        reasons.append(_("a password does not contain the login"))
    if plain and len(set(plain)) < 4:
        reasons.append(_("a password has at least four different characters"))
    return reasons


def _plain(password: str) -> str:
    """Return a password as it is hashed: the same whichever keyboard or input method composed its characters."""
    return unicodedata.normalize("NFKC", password)
