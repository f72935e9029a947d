"""People: persons, the posts they hold, and who acts for whom while somebody is away.

Posts are plain keys here; which posts exist is the business of the floor above. Every question about
rights takes the day or the moment it is asked for, is one indexed statement, and leaves disabled persons
out, so that it can be asked again inside each decision's transaction.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from db.convert import from_json, time_or_none, to_date, to_json, to_text, to_time
from db.database import Database
from db.errors import StoreProblem
from db.message import _
from db.parts import records_of
from db.sqlite import Row

_PERSON = "p.id, p.login, p.name, p.employee, p.language, p.disabled_at, p.look"
_TERM = "h.since, h.until"
"""Of a holding: asked for without a day, so that the answer is remembered from one day to the next; see `_held`."""
_TABLES = ("persons", "post_holdings", "delegations", records_of("employees"), records_of("departments"))
"""What the questions about rights are answered from; `Database.recall` keeps the answers."""


class LoginTaken(StoreProblem):
    """Somebody has this login already."""

    def __init__(self, login: str) -> None:
        super().__init__(_("Somebody signs in as {login} already. Choose another login.")(login=login))


class NoSuchPerson(LookupError):
    """No person has this id."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. `employee` is the number in the employee register, None for an outsider."""

    id: int
    login: str
    name: str
    employee: str | None
    language: str
    """The one the person has chosen; "": none, and so the terminal's."""
    disabled: bool
    look: str = ""
    """The colours the person has chosen; "": none."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A post a person holds. `department` is '' where the post is not tied to one; `until` None: open."""

    id: int
    person_id: int
    post: str
    department: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Delegation:
    """The delegate acts for the principal from `starts_at` to just before `ends_at`.

    `posts` limits it to these posts of the principal; None: all of them.
    """

    id: int
    principal_id: int
    delegate_id: int
    starts_at: datetime
    ends_at: datetime
    posts: frozenset[str] | None
    case_id: int | None

    def covers(self, post: str) -> bool:
        """Say whether the delegate may act in this post of the principal."""
        return self.posts is None or post in self.posts


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signing in needs to know of a person; the hash is kept out of the representation."""

    person: Person
    password_hash: str | None
    failed_attempts: int
    last_failed_at: datetime | None

    def __repr__(self) -> str:
        return f"Credentials({self.person.login!r})"


class People:
    """The persons of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # --- persons --------------------------------------------------------------------------------------------

    def add(
        self,
        login: str,
        name: str,
        at: datetime,
        *,
        language: str = "",
        employee: str | None = None,
        password_hash: str | None = None,
    ) -> Person:
        """Add a person; logins are kept in lower case. Raises LoginTaken."""
        login = login.strip().lower()
        added = self._db.run(
            "INSERT INTO persons (login, name, employee, language, password_hash, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (login) DO NOTHING",
            (login, name, employee, language, password_hash, to_text(at)),
        )
        if not added:
            raise LoginTaken(login)
        return self.by_id(added)

    def by_id(self, person_id: int) -> Person:
        """Return the person, disabled or not. Raises NoSuchPerson."""
        found = self._one("id", person_id)
        if found is None:
            raise NoSuchPerson(person_id)
        return found

    def by_login(self, login: str) -> Person | None:
        """Return the person with this login in any case, disabled or not."""
        return self._one("login", login.strip().lower())

    def by_employee(self, number: str) -> Person | None:
        """Return the person with this number in the employee register, disabled or not."""
        return self._one("employee", number)

    def _one(self, column: str, value: int | str) -> Person | None:
        found = self._rows(f"SELECT {_PERSON} FROM persons p WHERE p.{column} = :value", value=value)
        return _person(found[0]) if found else None

    def all(self) -> tuple[Person, ...]:
        """Return everybody, disabled persons too, by login."""
        return _persons(self._db.rows(f"SELECT {_PERSON} FROM persons p ORDER BY p.login"))

    def set_language(self, person_id: int, language: str) -> None:
        """Keep the language the person has chosen."""
        self._db.run("UPDATE persons SET language = ? WHERE id = ?", (language, person_id))

    def set_look(self, person_id: int, look: str) -> None:
        """Keep the colours the person has chosen."""
        self._db.run("UPDATE persons SET look = ? WHERE id = ?", (look, person_id))

    def disable(self, person_id: int, at: datetime) -> None:
        """Bar the person from everything and end the open sessions; posts and past decisions stay."""
        self._db.run("UPDATE persons SET disabled_at = coalesce(disabled_at, ?) WHERE id = ?", (to_text(at), person_id))
        self._db.run(
            "UPDATE sessions SET ended_at = ?, ended_why = 'disabled' WHERE person_id = ? AND ended_at IS NULL",
            (to_text(at), person_id),
        )

    def enable(self, person_id: int) -> None:
        """Let a disabled person in again."""
        self._db.run("UPDATE persons SET disabled_at = NULL WHERE id = ?", (person_id,))

    # --- signing in -----------------------------------------------------------------------------------------

    def credentials(self, login: str) -> Credentials | None:
        """Return what signing in needs; None for an unknown login."""
        found = self._db.row(
            f"SELECT {_PERSON}, p.password_hash, p.failed_attempts, p.last_failed_at FROM persons p WHERE p.login = ?",
            (login.strip().lower(),),
        )
        if found is None:
            return None
        return Credentials(
            _person(found), found["password_hash"], found["failed_attempts"], time_or_none(found["last_failed_at"])
        )

    def set_password(self, person_id: int, password_hash: str | None) -> None:
        """Store the hash of a new password; None: no sign-in by password."""
        self._db.run("UPDATE persons SET password_hash = ? WHERE id = ?", (password_hash, person_id))

    def count_failure(self, person_id: int, at: datetime) -> None:
        """Note a wrong password."""
        self._db.run(
            "UPDATE persons SET failed_attempts = failed_attempts + 1, last_failed_at = ? WHERE id = ?",
            (to_text(at), person_id),
        )

    def clear_failures(self, person_id: int) -> None:
        """Forget the wrong passwords, after a right one."""
        self._db.run("UPDATE persons SET failed_attempts = 0, last_failed_at = NULL WHERE id = ?", (person_id,))

    # --- posts ----------------------------------------------------------------------------------------------

    def appoint(
        self, person_id: int, post: str, since: date, *, department: str = "", until: date | None = None
    ) -> int:
        """Give the person a post from `since` to `until`, both included; return the holding's id."""
        return self._db.run(
            "INSERT INTO post_holdings (person_id, post, department, since, until) VALUES (?, ?, ?, ?, ?)",
            (person_id, post, department, since.isoformat(), None if until is None else until.isoformat()),
        )

    def end_post(self, holding_id: int, last_day: date) -> None:
        """Make `last_day` the last day of a holding; one that had not begun by then is removed."""
        day = {"id": holding_id, "day": last_day.isoformat()}
        self._db.run("DELETE FROM post_holdings WHERE id = :id AND since > :day", day)
        self._db.run("UPDATE post_holdings SET until = :day WHERE id = :id", day)

    def holdings(self, person_id: int) -> tuple[Holding, ...]:
        """Return every post the person held, holds or will hold, in the order they began."""
        found = self._db.rows(
            "SELECT id, person_id, post, department, since, until FROM post_holdings"
            " WHERE person_id = ? ORDER BY since, id",
            (person_id,),
        )
        return tuple(_holding(row) for row in found)

    def posts_of(self, person_id: int, on: date) -> tuple[Holding, ...]:
        """Return the posts the person holds on a day; none for a disabled person."""
        found = self._rows(
            "SELECT h.id, h.person_id, h.post, h.department, h.since, h.until"
            " FROM post_holdings h JOIN persons p ON p.id = h.person_id"
            " WHERE h.person_id = :person AND p.disabled_at IS NULL ORDER BY h.post, h.department, h.id",
            person=person_id,
        )
        return tuple(_holding(row) for row in _held(found, on))

    def holders(self, post: str, on: date, department: str | None = None) -> tuple[Person, ...]:
        """Return who holds a post on a day, by employee number.

        With `department`: who holds it for that department, or for none in particular.
        """
        found = self._rows(
            f"SELECT {_PERSON}, {_TERM} FROM post_holdings h JOIN persons p ON p.id = h.person_id"
            " WHERE h.post = :post AND (:department IS NULL OR h.department IN (:department, ''))"
            " AND p.disabled_at IS NULL ORDER BY p.employee, p.id",
            post=post,
            department=department,
        )
        return _persons(_held(found, on))

    def heads(self, department: str, on: date) -> tuple[Person, ...]:
        """Return the heads of a department on a day, by employee number.

        The department register names the post that heads it (a desk's own, as the sales manager);
        where it names none, the head holds `department-head` for this department.
        """
        found = self._rows(
            f"SELECT {_PERSON}, {_TERM} FROM post_holdings h JOIN persons p ON p.id = h.person_id"
            " WHERE h.post = coalesce((SELECT value FROM record_facts WHERE register = 'departments'"
            " AND key = :department AND fact = 'headed-by'), 'department-head')"
            " AND (h.department = :department OR h.department = '' AND h.post <> 'department-head')"
            " AND p.disabled_at IS NULL ORDER BY p.employee, p.id",
            department=department,
        )
        return _persons(_held(found, on))

    def headed_departments(self, person_id: int, on: date) -> list[str]:
        """Return the departments the person heads on a day, by key; the counterpart of `heads`."""
        found = self._rows(
            f"SELECT h.department, {_TERM} FROM post_holdings h JOIN persons p ON p.id = h.person_id"
            " WHERE h.person_id = :person AND h.post = 'department-head' AND h.department <> ''"
            " AND NOT EXISTS (SELECT 1 FROM record_facts f WHERE f.register = 'departments'"
            "   AND f.key = h.department AND f.fact = 'headed-by' AND f.value <> 'department-head')"
            " AND p.disabled_at IS NULL"
            f" UNION SELECT f.key, {_TERM} FROM record_facts f JOIN post_holdings h ON h.post = f.value"
            "   AND (h.department = f.key OR h.department = '' AND h.post <> 'department-head')"
            " JOIN persons p ON p.id = h.person_id WHERE f.register = 'departments'"
            "   AND f.fact = 'headed-by' AND h.person_id = :person AND p.disabled_at IS NULL"
            " ORDER BY 1",
            person=person_id,
        )
        return list(dict.fromkeys(row[0] for row in _held(found, on)))

    def department_of(self, person_id: int) -> str:
        """Return the department the employee register names for the person; '' where there is none."""
        found = self._rows(
            "SELECT f.value FROM persons p JOIN record_facts f ON f.register = 'employees'"
            " AND f.key = p.employee AND f.fact = 'department' WHERE p.id = :person",
            person=person_id,
        )
        return found[0][0] if found else ""

    def superiors(self, person_id: int) -> tuple[Person, ...]:
        """Return the line of superiors on the employee register, the nearest first.

        Disabled persons are passed over; a register that leads in a circle ends where it comes round.
        """
        found = self._rows(
            "WITH RECURSIVE line (employee, depth) AS ("
            "  SELECT employee, 0 FROM persons WHERE id = :person"
            "  UNION"
            "  SELECT f.value, depth + 1 FROM line JOIN record_facts f ON f.register = 'employees'"
            "  AND f.key = line.employee AND f.fact = 'superior' WHERE depth < 20)"
            f" SELECT {_PERSON}, min(depth) AS depth FROM line JOIN persons p ON p.employee = line.employee"
            " WHERE p.id <> :person AND p.disabled_at IS NULL GROUP BY p.id ORDER BY min(depth)",
            person=person_id,
        )
        return _persons(found)

    # --- delegation -----------------------------------------------------------------------------------------

    def delegate(
        self,
        principal_id: int,
        delegate_id: int,
        starts_at: datetime,
        ends_at: datetime,
        *,
        posts: Collection[str] | None = None,
        case_id: int | None = None,
        decision_id: int | None = None,
    ) -> int:
        """Let the delegate act for the principal from `starts_at` to just before `ends_at`; return its id.

        Raises ValueError where both are the same person or the window is empty.
        """
        if principal_id == delegate_id:
            raise ValueError("nobody can stand in for himself")
        if ends_at <= starts_at:
            raise ValueError(f"a delegation from {starts_at} cannot end at {ends_at}")
        return self._db.run(
            "INSERT INTO delegations"
            " (principal_id, delegate_id, starts_at, ends_at, posts, case_id, decision_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                principal_id,
                delegate_id,
                to_text(starts_at),
                to_text(ends_at),
                None if posts is None else to_json(sorted(posts)),
                case_id,
                decision_id,
            ),
        )

    def end_delegation(self, delegation_id: int, at: datetime, decision_id: int | None = None) -> None:
        """End a delegation before its time; one that has ended already keeps its end."""
        self._db.run(
            "UPDATE delegations SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL",
            (to_text(at), decision_id, delegation_id),
        )

    def end_delegations_of_case(self, case_id: int, at: datetime, decision_id: int | None = None) -> int:
        """End what is left of the delegations a case made; return how many there were."""
        return self._db.run(
            "UPDATE delegations SET ended_at = ?, ended_by = ? WHERE case_id = ? AND ended_at IS NULL",
            (to_text(at), decision_id, case_id),
        )

    def undo_delegations(self, decision_ids: Iterable[int], at: datetime, by_decision: int) -> None:
        """Take back what decisions did here: what they made ends, what they ended runs on."""
        undone = to_json(list(decision_ids))
        self._db.run(
            "UPDATE delegations SET ended_at = NULL, ended_by = NULL"
            " WHERE ended_by IN (SELECT value FROM json_each(?))",
            (undone,),
        )
        self._db.run(
            "UPDATE delegations SET ended_at = ?, ended_by = ?"
            " WHERE decision_id IN (SELECT value FROM json_each(?)) AND ended_at IS NULL",
            (to_text(at), by_decision, undone),
        )

    def principals_for(self, delegate_id: int, at: datetime) -> tuple[Delegation, ...]:
        """Return for whom this person acts at a moment; delegations do not chain."""
        return self._delegations("delegate_id = :person", delegate_id, at)

    def delegates_of(self, principal_id: int, at: datetime) -> tuple[Delegation, ...]:
        """Return who acts for this person at a moment."""
        return self._delegations("principal_id = :person", principal_id, at)

    def _delegations(self, side: str, person_id: int, at: datetime) -> tuple[Delegation, ...]:
        found = self._rows(
            "SELECT id, principal_id, delegate_id, starts_at, ends_at, posts, case_id FROM delegations"
            f" WHERE {side} AND ended_at IS NULL ORDER BY id",
            person=person_id,
        )
        moment = to_text(at)
        return tuple(_delegation(row) for row in found if row["starts_at"] <= moment < row["ends_at"])

    def _rows(self, sql: str, **params: int | str | None) -> list[Row]:
        """Ask a question about persons and rights; asked again, it is answered from memory."""
        return self._db.recall(_TABLES, (sql, *params.values()), lambda: self._db.rows(sql, params))


def _person(row: Row) -> Person:
    return Person(
        row["id"],
        row["login"],
        row["name"],
        row["employee"],
        row["language"],
        row["disabled_at"] is not None,
        row["look"],
    )


def _persons(rows: Iterable[Row]) -> tuple[Person, ...]:
    """Each person once, as first met: one may hold a post for several departments."""
    return tuple(dict.fromkeys(_person(row) for row in rows))


def _held(holdings: Iterable[Row], on: date) -> Iterator[Row]:
    """Those of the holdings that are in force on a day."""
    day = on.isoformat()
    return (row for row in holdings if row["since"] <= day and (row["until"] is None or row["until"] >= day))


def _holding(row: Row) -> Holding:
    until = row["until"]
    return Holding(
        row["id"],
        row["person_id"],
        row["post"],
        row["department"],
        to_date(row["since"]),
        None if until is None else to_date(until),
    )


def _delegation(row: Row) -> Delegation:
    posts = row["posts"]
    return Delegation(
        row["id"],
        row["principal_id"],
        row["delegate_id"],
        to_time(row["starts_at"]),
        to_time(row["ends_at"]),
        None if posts is None else frozenset(from_json(posts)),
        row["case_id"],
    )
