"""One run of a command: its database, its person, its words. Everything is opened when it is first asked for."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from console import settings
from console.failure import Problem
from console.output import Output
from db.message import Message, _
from workflows.engine.functions import listed

if TYPE_CHECKING:
    from db.database import Database
    from db.people import Person
    from workflows.engine.clock import Clock
    from workflows.engine.engine import Engine
    from workflows.engine.office import Office


class Run:
    """What a command is given besides its own parameters. `close` it at the end.

    language: given with --lang; None lets the one the person has chosen decide once he has signed in, else the
    environment.
    """

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        language: str | None = None,
        as_json: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self.environment = os.environ if environment is None else environment
        self.out = Output(language or settings.language(self.environment), as_json=as_json)
        self.path: Path | None = None
        self.login: str | None = None
        self._language = language
        self._clock = clock
        self._open = ExitStack()
        self._stays = False

    def close(self) -> None:
        """Sign out, close the database."""
        self._open.close()

    # --- the database -----------------------------------------------------------------------------------------

    def place(self, otherwise: Path) -> Path:
        """Return the path that --db or CONSOLE_DB names, or the one given."""
        named = self.path or (Path(self.environment["CONSOLE_DB"]) if self.environment.get("CONSOLE_DB") else None)
        return (named or otherwise).expanduser().absolute()

    @property
    def company_place(self) -> Path:
        """The path of the company's database."""
        return self.place(settings.company_database(self.environment))

    @cached_property
    def database(self) -> Database:
        """The open database. Raises the `DatabaseProblem` that keeps it shut."""
        from db.database import Database

        path = self.company_place
        if not path.exists() and self.path is None and not self.environment.get("CONSOLE_DB"):
            raise Problem("not-found", _(
                "There is no database at {path}. Name one with --db or CONSOLE_DB, make a new company with "
                "“console init”, or practise with “console train”."
            )(path=str(path)))  # fmt: skip
        return self.keep_open(Database.open(path))

    def keep_open(self, database: Database) -> Database:
        """Let a database be closed at the end of the run."""
        self._open.callback(database.close)
        return database

    @cached_property
    def clock(self) -> Clock:
        """The company's clock."""
        from workflows.engine.clock import SystemClock

        return self._clock or SystemClock()

    @cached_property
    def engine(self) -> Engine:
        """The engine over the database."""
        from workflows.catalogue import CATALOGUE
        from workflows.engine.engine import Engine

        engine = Engine(self.database, self.clock, CATALOGUE)
        if not CATALOGUE.policies.keys() <= set(engine.company.policies.names()):
            # The program has learnt a process since the database was made: its policies begin with their defaults.
            engine.install_policies()
        return engine

    # --- the person -------------------------------------------------------------------------------------------

    @property
    def language_given(self) -> bool:
        """Whether --lang names the language, whatever a person has chosen."""
        return self._language is not None

    @cached_property
    def person(self) -> Person:
        """Who signed in: --as, with the password where the company is a real one."""
        login = self.login or self.environment.get("CONSOLE_USER")
        if not login:
            raise Problem("usage", _("Say who you are: --as USER, or CONSOLE_USER in the environment."), self._whom())
        person = self.sign_in(login, None if self.database.kind == "practice" else self.password())
        if self._language is None and person.language:
            self.out.language = person.language
        return person

    def sign_in(self, login: str, password: str | None) -> Person:
        """Return the person with this login and password; without one in a practice company only."""
        from console.accounts import sign_in
        from db.people import People

        if self.database.kind == "practice" and People(self.database).by_login(login) is None:
            raise Problem("not-found", _("Nobody signs in as {login}.")(login=login), self._whom())
        return sign_in(self.database, self.clock, login, password)

    def roles(self) -> list[tuple[str, str, list[Message]]]:
        """Return whom one may be in a practice company: login, name and posts of everybody who holds one."""
        from db.people import People
        from workflows.posts import POSTS

        people, today = People(self.database), self.clock.now().date()
        found = []
        for person in people.all():
            if held := people.posts_of(person.id, today):
                titles = [POSTS[key].title for key in dict.fromkeys(one.post for one in held)]
                found.append((person.login, person.name, titles))
        return found

    def _whom(self) -> list[Message]:
        if self.database.kind != "practice":
            return []
        return [
            _("{login}: {name}, {posts}")(login=login, name=name, posts=listed(titles))
            for login, name, titles in self.roles()
        ]

    @cached_property
    def office(self) -> Office:
        """The business, as the person who signed in may see and move it."""
        office = self.engine.office(self.person.id, door="line")
        self._open.callback(self._leave, office)
        return office

    def stay_signed_in(self) -> None:
        """Let the session outlive the run: a claim ends with the session, and is meant to hold for a while."""
        self._stays = True

    def _leave(self, office: Office) -> None:
        from db.errors import DatabaseProblem

        if self._stays:
            return
        # What the command did is done and told; a session that could not be ended now ends by itself.
        with suppress(DatabaseProblem):
            office.leave()

    def password(self) -> str:
        """Return the password from CONSOLE_PASSWORD, or ask for it where somebody can answer."""
        return self._secret("CONSOLE_PASSWORD", _("Password"))

    def first_password(self) -> str:
        """Return the password of a new company's administrator: CONSOLE_PASSWORD, or asked for twice."""
        return self._twice("CONSOLE_PASSWORD")

    @property
    def first_password_given(self) -> bool:
        """Whether nobody needs to be asked for the password of a new company's administrator."""
        return "CONSOLE_PASSWORD" in self.environment

    @property
    def new_password_given(self) -> bool:
        """Whether nobody needs to be asked for a new password."""
        return "CONSOLE_NEW_PASSWORD" in self.environment

    def new_password(self) -> str:
        """Return a new password from CONSOLE_NEW_PASSWORD, or ask for it twice."""
        return self._twice("CONSOLE_NEW_PASSWORD")

    def _twice(self, variable: str) -> str:
        first = self._secret(variable, _("New password"))
        if variable not in self.environment and first != self._secret("", _("Once more")):
            raise Problem("invalid", _("The two are not the same."))
        return first

    def _secret(self, variable: str, prompt: Message) -> str:
        from getpass import getpass

        if variable in self.environment:
            return self.environment[variable]
        if not sys.stdin.isatty():
            raise Problem("usage", _("Nobody can be asked for a password here; set {variable}.")(variable=variable))
        return getpass(f"{self.out.say(prompt)}: ")

    def key(self, given: str | None) -> str:
        """Return the idempotency key that was given, or a new one."""
        return given or uuid.uuid4().hex
