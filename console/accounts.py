"""Accounts: signing in, and keeping those out who only guess.

Whoever is refused gets the same answer, after a password was computed in any case, whether there is no such
person, the person is disabled, the password is wrong or it was tried too often. After three wrong passwords in a
row the next try counts only after a delay that doubles each time, up to five minutes; nobody is ever locked out
for good. An attempt is counted before the password is looked at, so trying many at once gains nothing.
"""

from datetime import datetime, timedelta

from console.passwords import STRONG, Passwords, wrong_with
from db.database import Database
from db.errors import StoreProblem
from db.message import Message, _
from db.people import Credentials, People, Person
from workflows.engine.clock import Clock

_FREE_ATTEMPTS = 3
_LONGEST_DELAY = timedelta(minutes=5)


class SignInRefused(StoreProblem):
    """Not signed in; deliberately without saying why."""

    def __init__(self) -> None:
        super().__init__(_("Login or password is wrong, or it was tried too often. Wait a little and try again."))


class PasswordRefused(StoreProblem):
    """The new password will not do; `reasons` has every reason."""

    def __init__(self, reasons: list[Message]) -> None:
        super().__init__(_("This password will not do: {first}.")(first=reasons[0]))
        self.reasons = reasons


def sign_in(
    database: Database, clock: Clock, login: str, password: str | None, *, passwords: Passwords = STRONG
) -> Person:
    """Return the person who signs in. Raises SignInRefused.

    password None: without one, which only a practice company allows.
    """
    credentials = People(database).credentials(login)
    if password is None:
        if database.kind != "practice" or credentials is None or credentials.person.disabled:
            raise SignInRefused
        return credentials.person
    return _verified(database, clock.now(), credentials, password, passwords)


def wrong_with_login(login: str) -> Message | None:
    """Say what is wrong with a new login; None: nothing."""
    if login.isascii() and login.replace("-", "").replace(".", "").replace("_", "").isalnum():
        return None
    return _("has letters a–z, digits, and - . _ between them")


def confirm(
    database: Database, clock: Clock, person_id: int, password: str, *, passwords: Passwords = STRONG
) -> Person:
    """Ask the person who is signed in for the password once more. Raises SignInRefused."""
    people = People(database)
    credentials = people.credentials(people.by_id(person_id).login)
    return _verified(database, clock.now(), credentials, password, passwords)


def set_password(database: Database, person_id: int, password: str, *, passwords: Passwords = STRONG) -> None:
    """Give a person a new password. Raises PasswordRefused. Who may do so is asked before."""
    people = People(database)
    reasons = wrong_with(password, people.by_id(person_id).login)
    if reasons:
        raise PasswordRefused(reasons)
    hashed = passwords.hash(password)
    with database.write():
        people.set_password(person_id, hashed)
        people.clear_failures(person_id)


def delay_after(failures: int) -> timedelta:
    """Return how long after the last of so many wrong passwords the next try counts."""
    if failures < _FREE_ATTEMPTS:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - _FREE_ATTEMPTS, 20)), _LONGEST_DELAY)


def _verified(
    database: Database, now: datetime, credentials: Credentials | None, password: str, passwords: Passwords
) -> Person:
    counts = credentials is not None and _count_attempt(database, credentials.person.login, now)
    stored = credentials.password_hash if credentials is not None and counts else None
    verified = passwords.verify(password, stored)
    if credentials is None or not verified.right:
        raise SignInRefused
    people = People(database)
    with database.write():
        latest = people.credentials(credentials.person.login)
        if latest is None or latest.person.disabled or latest.password_hash != stored:
            raise SignInRefused
        people.clear_failures(latest.person.id)
        if verified.new_hash is not None:
            people.set_password(latest.person.id, verified.new_hash)
    return latest.person


def _count_attempt(database: Database, login: str, now: datetime) -> bool:
    """Count an attempt as failed until it turns out right; False: it is too early, or the account disabled."""
    people = People(database)
    with database.write():
        latest = people.credentials(login)
        if latest is None or latest.person.disabled:
            return False
        last = latest.last_failed_at
        # A clock that was set back must not lock anybody out.
        if last is not None and last <= now < last + delay_after(latest.failed_attempts):
            return False
        people.count_failure(latest.person.id, now)
    return True
