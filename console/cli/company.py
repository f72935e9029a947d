"""Making a real company: an empty database with its departments, first people, calendar and policies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from console.command import command, option
from console.data import read_data, read_file
from console.failure import Findings, Problem
from console.run import Run
from db.message import Message, _

if TYPE_CHECKING:
    from console.setup import NewCompany

_A_NAME = _("The name is empty or holds hidden characters.")
_A_LOGIN = _("A login has letters a–z, digits, and - . _ between them.")


@command(_("Make a new, empty company: departments, first people, calendar, policies."), database=True)
@option("--company", "name", metavar="NAME", words=_("what the company is called"))
@option(
    "--admin",
    "login",
    metavar="LOGIN",
    words=_("the administrator, who adds the others; his password is asked for, or read from CONSOLE_PASSWORD"),
)
@option("--admin-name", metavar="NAME", words=_("the administrator's name; otherwise his login"))
@option(
    "--people",
    "source",
    metavar="FILE",
    words=_("TOML or JSON file with the company, its warehouses and its first people; see docs/line-mode.md"),
)
def init(run: Run, name: str | None, login: str | None, admin_name: str | None, source: str | None) -> None:
    from console.accounts import PasswordRefused, wrong_with_login
    from console.passwords import STRONG, wrong_with
    from console.setup import check, found
    from db.place import refuse_taken
    from workflows.engine.form import hidden_character

    path, findings = run.company_place, Findings()
    refuse_taken(path)
    company: NewCompany | None = None
    with findings.collecting():
        company = _company(name, source)
        check(company)
    if not login:
        findings.add(Problem("usage", _("Say who administers the company: --admin LOGIN.")))
    elif (wrong := wrong_with_login(login)) is not None:
        findings.add(Problem("invalid", _A_LOGIN, fields=[("admin", wrong)]))
    if hidden_character(admin_name or ""):
        findings.add(Problem("invalid", _A_NAME, fields=[("admin-name", _("is empty or holds hidden characters"))]))
    password = ""
    if not findings or run.first_password_given:
        with findings.collecting():
            password = run.first_password()
            if reasons := wrong_with(password, login or ""):
                raise PasswordRefused(reasons)
    findings.tell()
    assert company is not None
    assert login, "what is missing has been told"
    numbers = found(
        path,
        company,
        administrator=(login, admin_name or login, STRONG.hash(password)),
        clock=run.clock,
        language=run.out.language,
    )
    data = {"db": path, "company": company.company, "administrator": login, "people": numbers}
    run.out.give(data, _said(run, data))


def _said(run: Run, data: dict[str, Any]) -> Iterator[str]:
    yield run.out.say(_("{company} is ready: {path}")(company=data["company"], path=str(data["db"])))
    if data["people"]:
        yield from run.out.table(
            (_("Login"), _("Employee")), [(login, number) for login, number in data["people"].items()]
        )
    command_line = f"console user passwd LOGIN --as {data['administrator']}"
    yield run.out.say(_("Each of the others signs in once a password is set: {command}")(command=command_line))


def _company(name: str | None, source: str | None) -> NewCompany:
    from console.setup import NewCompany
    from workflows.engine.form import parse

    data: dict[str, Any] = _plain(_read(source) if source else {})
    if name:
        data["company"] = name.strip()
    return parse(NewCompany, data)


def _read(source: str) -> dict[str, Any]:
    if not source.endswith(".toml"):
        return read_data(source)
    try:
        return tomllib.loads(read_file(source), parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise Problem("invalid", _("{path} is not TOML ({problem}).")(
            path=source, problem=Message("{why}")(why=str(error))
        )) from None  # fmt: skip


def _plain(value: Any) -> Any:
    """Dates of TOML are text in a form, and what is written empty is not filled in."""
    match value:
        case dict():
            return {name: _plain(item) for name, item in value.items() if not _is_empty(item)}
        case list():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
    return value


def _is_empty(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()
