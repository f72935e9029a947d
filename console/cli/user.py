"""Persons who may sign in, and the posts they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from console.command import Group, OneOf, argument, option
from console.failure import Findings, Problem, written
from console.run import Run
from db.message import Message, _
from workflows.engine.functions import require
from workflows.i18n import LANGUAGES

if TYPE_CHECKING:
    from db.people import Holding, Person

USER = Group("user", words=_("Persons who may sign in, and the posts they hold."))

_LOGIN = _("the login of the person")
_A_LOGIN = _("A login has letters a–z, digits, and - . _ between them.")


class Day(click.ParamType[date]):
    """A day, as 2026-06-30."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Problem("usage", _("{name} is a day, as 2026-06-30, not {given}.")(
                name=written(param) if param else "", given=str(value)
            )) from None  # fmt: skip


@USER.add(_("List who may sign in, with the posts they hold today."), "list", person=True)
def list_(run: Run) -> None:
    _require(run, "user.read")
    people = run.engine.company.people
    found = [_described(run, person) for person in people.all()]
    rows = [
        (
            one["login"],
            one["name"],
            one["employee"],
            ", ".join(one["posts"]),
            _("disabled") if one["disabled"] else Message(""),
        )
        for one in found
    ]
    headings = (_("Login"), _("Name"), _("Employee"), _("Posts"), Message(""))
    run.out.give({"users": found}, run.out.table(headings, rows))


@USER.add(_("Add a person. The first password is asked for, or read from CONSOLE_NEW_PASSWORD."), person=True)
@argument("login", _LOGIN)
@option("--name", metavar="NAME", required=True, words=_("the person's name"))
@option("--employee", metavar="NUMBER", words=_("number in the employee register, for somebody who works here"))
@option(
    "--post", "posts", metavar="POST", multiple=True, words=_("a post the person holds from today; may be repeated")
)
@option(
    "--department", metavar="KEY", default="", words=_("the department a post is tied to (department-head needs one)")
)
@option(
    "--language",
    type=OneOf(*LANGUAGES),
    words=_("what the person reads; if you do not say, what the terminal asks for"),
)
def add(
    run: Run, login: str, name: str, employee: str | None, posts: tuple[str, ...], department: str, language: str | None
) -> None:
    from workflows.engine.changes import decided

    _require(run, "user.change")
    company, findings = run.engine.company, Findings()
    _check_new(run, findings, login, name, employee)
    for post in posts:
        _check_post(run, findings, post)
    _check_department(run, findings, posts, department)
    hashed = None
    if run.database.kind != "practice":
        with findings.collecting():
            hashed = _new_password(run, login, asked=not findings)
    findings.tell()
    with decided(company, run.person.id, "user.change", kind="account", note=f"add {login}"):
        now = company.now()
        person = company.people.add(login, name, now, language=language or "", employee=employee, password_hash=hashed)
        for post in dict.fromkeys(posts):
            company.people.appoint(person.id, post, now.date(), department=department)
    run.out.give(
        _described(run, person), [run.out.say(_("{name} signs in as {login}.")(name=name, login=person.login))]
    )


@USER.add(_("Show the posts of a person; give or end one."), person=True)
@argument("login", _LOGIN)
@option("--give", metavar="POST", words=_("a post to give"))
@option("--department", metavar="KEY", default="", words=_("the department it is tied to (department-head needs one)"))
@option("--since", type=Day(), metavar="DATE", words=_("first day; today if you do not say"))
@option("--until", type=Day(), metavar="DATE", words=_("last day"))
@option("--end", metavar="POST", words=_("a post to end; --until names its last day, otherwise yesterday"))
def posts(
    run: Run, login: str, give: str | None, department: str, since: date | None, until: date | None, end: str | None
) -> None:
    from workflows.engine.changes import decided

    company, findings = run.engine.company, Findings()
    today = run.clock.now().date()
    person = _person(run, login)
    if give or end:
        _require(run, "user.change")
        if person.id == run.person.id:
            raise Problem("refused", _("Your own posts are changed by another administrator."))
    elif person.id != run.person.id:
        _require(run, "user.read")
    first = since or today
    if give:
        _check_post(run, findings, give)
        _check_department(run, findings, [give], department)
        _check_days(findings, first, until)
        for one in company.people.holdings(person.id):
            if (one.post, one.department) == (give, department) and _overlap(one, first, until):
                said = _("{login} has the post {post} already, from {since} on.")
                findings.add(Problem("conflict", said(login=person.login, post=give, since=one.since)))
    held = [one for one in company.people.holdings(person.id) if one.post == end and _runs(one, today)]
    if end and not held:
        findings.add(Problem("not-found", _("{login} does not hold the post {post}.")(login=login, post=end)))
    findings.tell()
    if give:
        with decided(company, run.person.id, "user.change", kind="account", note=f"{login}: {give}"):
            company.people.appoint(person.id, give, first, department=department, until=until)
    if end:
        with decided(company, run.person.id, "user.change", kind="account", note=f"{login}: end {end}"):
            for one in held:
                company.people.end_post(one.id, until or today - timedelta(days=1))
    holdings = company.people.holdings(person.id)
    rows = [(one.post, one.department, one.since, one.until) for one in holdings]
    lines = run.out.table((_("Post"), _("Department"), _("Since"), _("Until")), rows) or [run.out.say(_("nothing"))]
    run.out.give({"login": person.login, "posts": [_holding(one) for one in holdings]}, lines)


@USER.add(_("Set a password: your own, or as administrator somebody's."), person=True)
@argument("login", _("whose; your own if you do not say"), required=False)
def passwd(run: Run, login: str | None) -> None:
    from console.accounts import set_password
    from workflows.engine.changes import decided

    person = _person(run, login) if login else run.person
    if person.id == run.person.id:
        set_password(run.database, person.id, run.new_password())
    else:
        _require(run, "user.change")
        hashed = _new_password(run, person.login)
        company = run.engine.company
        with decided(company, run.person.id, "user.change", kind="account", note=f"password of {person.login}"):
            company.people.set_password(person.id, hashed)
            company.people.clear_failures(person.id)
    said = _("The password of {login} is changed.")(login=person.login)
    run.out.give({"login": person.login}, [run.out.say(said)])


@USER.add(_("Bar a person from everything; posts and past decisions stay."), person=True)
@argument("login", _LOGIN)
def disable(run: Run, login: str) -> None:
    from workflows.engine.changes import decided

    _require(run, "user.change")
    company = run.engine.company
    person = _person(run, login)
    if person.id == run.person.id:
        raise Problem("refused", _("You cannot disable yourself; another administrator does it."))
    with decided(company, run.person.id, "user.change", kind="account", note=f"disable {person.login}"):
        company.people.disable(person.id, company.now())
    said = _("{login} is barred.")(login=person.login)
    run.out.give(_described(run, _person(run, login)), [run.out.say(said)])


@USER.add(_("Let a person in again who was disabled, or who mistyped the password too often."), person=True)
@argument("login", _LOGIN)
def unlock(run: Run, login: str) -> None:
    from workflows.engine.changes import decided

    _require(run, "user.change")
    company = run.engine.company
    person = _person(run, login)
    with decided(company, run.person.id, "user.change", kind="account", note=f"unlock {person.login}"):
        company.people.enable(person.id)
        company.people.clear_failures(person.id)
    said = _("{login} may sign in.")(login=person.login)
    run.out.give(_described(run, _person(run, login)), [run.out.say(said)])


# --- shared ---------------------------------------------------------------------------------------------------


def _require(run: Run, function: str) -> None:
    require(run.database, run.person.id, run.clock.now().date(), function)


def _person(run: Run, login: str) -> Person:
    signed_in = run.person  # nobody learns who there is without signing in
    found = run.engine.company.people.by_login(login)
    if found is None:
        raise Problem("not-found", _("Nobody signs in as {login}.")(login=login))
    return signed_in if found.id == signed_in.id else found


def _described(run: Run, person: Person) -> dict[str, Any]:
    held = run.engine.company.people.posts_of(person.id, run.clock.now().date())
    return {
        "login": person.login,
        "name": person.name,
        "employee": person.employee,
        "language": person.language or None,
        "disabled": person.disabled,
        "posts": list(dict.fromkeys(one.post for one in held)),
    }


def _holding(one: Holding) -> dict[str, Any]:
    return {"post": one.post, "department": one.department or None, "since": one.since, "until": one.until}


def _overlap(one: Holding, since: date, until: date | None) -> bool:
    return (one.until is None or one.until >= since) and (until is None or one.since <= until)


def _runs(one: Holding, today: date) -> bool:
    return one.until is None or one.until >= today


def _new_password(run: Run, login: str, *, asked: bool = True) -> str | None:
    """Return the hash of a new password. asked: the person may be asked for it; else only where it is given."""
    from console.accounts import PasswordRefused
    from console.passwords import STRONG, wrong_with

    if not asked and not run.new_password_given:
        return None
    password = run.new_password()
    if reasons := wrong_with(password, login):
        raise PasswordRefused(reasons)
    return STRONG.hash(password)


def _check_new(run: Run, findings: Findings, login: str, name: str, employee: str | None) -> None:
    """Find what stands against a new person, apart from posts and password."""
    from console.accounts import wrong_with_login
    from db.people import LoginTaken
    from workflows.engine.form import hidden_character

    company = run.engine.company
    if (wrong := wrong_with_login(login)) is not None:
        findings.add(Problem("invalid", _A_LOGIN, fields=[("login", wrong)]))
    elif company.people.by_login(login) is not None:
        findings.add(LoginTaken(login))
    if not name.strip() or hidden_character(name):
        said = _("The name is empty or holds hidden characters.")
        findings.add(Problem("invalid", said, fields=[("name", _("is empty or holds hidden characters"))]))
    if employee is None:
        return
    if company.registers.name("employees", employee) is None:
        findings.add(_not_there("employee", employee, "employees"))
    elif (other := company.people.by_employee(employee)) is not None:
        taken = _("{login} is employee {number} already.")
        findings.add(Problem("conflict", taken(login=other.login, number=employee)))


def _check_post(run: Run, findings: Findings, post: str) -> None:
    from workflows.posts import POSTS

    if post not in POSTS:
        said = _("{post} is no post; there are: {posts}")
        wrong = said(post=post, posts=", ".join(POSTS))
        findings.add(Problem("not-found", wrong, fields=[("post", wrong)]))


def _check_department(run: Run, findings: Findings, posts: Sequence[str], department: str) -> None:
    """Find what is wrong with the department some posts are tied to."""
    from workflows.posts import DEPARTMENT_HEAD

    if DEPARTMENT_HEAD in posts and not department:
        said = _("A department head heads a department: name it with --department.")
        findings.add(Problem("invalid", said, fields=[("department", _("fill this in"))]))
    if department and run.engine.company.registers.name("departments", department) is None:
        findings.add(_not_there("department", department, "departments"))


def _check_days(findings: Findings, first: date, until: date | None) -> None:
    if until is not None and until < first:
        said = _("The last day is before the first.")
        findings.add(Problem("invalid", said, fields=[("until", _("is before the first day"))]))


def _not_there(field: str, key: str, register: str) -> Problem:
    """Say that a key stands in no record, and how one finds it."""
    there = _("{key} is not in the register “{register}”.")(key=key, register=register)
    remedy = _("“console register search {register} NAME” finds it.")(register=register)
    return Problem("not-found", there, [remedy], [(field, there)])
