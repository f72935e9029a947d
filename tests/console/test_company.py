"""A real company: making it, signing in with passwords, and administering persons."""

import shutil
from pathlib import Path

import pytest

from db.database import Database
from db.people import People
from tests.console.conftest import PASSWORD, Answer, Console

PEOPLE = """
company = "恒信商贸"

[[warehouses]]
key = "MAIN"
name = "主仓"

[[people]]
login = "zhou"
name = "周敏"
department = "warehouse"
posts = ["storekeeper"]
superior = "Sun"
hired_on = 2024-03-01
language = "zh_CN"

[[people]]
login = "sun"
name = "孙丽"
department = "warehouse"
posts = ["warehouse-supervisor"]
"""
_SECOND_AND_THIRD = ["warehouses.1.key", "warehouses.2.key"]
SECRET = {"CONSOLE_PASSWORD": PASSWORD}


pytestmark = pytest.mark.usefixtures("quick_hashing")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.toml"
    file.write_text(PEOPLE, "utf-8")
    return file


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("company") / "company.db"


@pytest.fixture
def company(template: Path, people: Path, console: Console, home: dict[str, str]) -> Path:
    """A new company as `console init` makes it."""
    path = Path(home["CONSOLE_DB"])
    if not template.exists():
        made = console("init", "--admin", "chen", "--people", str(people), environment=SECRET)
        assert made.code == 0, made.err
        shutil.copy(path, template)
    else:
        shutil.copy(template, path)
    return path


def _as_admin(console: Console, *words: str, **more: str) -> Answer:
    return console(*words, "--as", "chen", "--json", environment={**SECRET, **more})


def test_a_new_company_has_what_every_company_starts_with(people: Path, console: Console, home: dict[str, str]) -> None:
    call = ("init", "--admin", "chen", "--admin-name", "陈静", "--people", str(people), "--json")
    assert console(*call, environment=SECRET).data == {
        "db": home["CONSOLE_DB"], "company": "恒信商贸", "administrator": "chen",
        "people": {"zhou": "E-001", "sun": "E-002"},
    }  # fmt: skip
    database = Database.open(home["CONSOLE_DB"])
    assert (database.kind, database.meta("company")) == ("company", "恒信商贸")
    assert database.path.stat().st_mode & 0o077 == 0
    persons = People(database)
    zhou = persons.by_login("zhou")
    assert zhou is not None
    assert (zhou.name, zhou.employee, zhou.language) == ("周敏", "E-001", "zh_CN")
    assert [one.login for one in persons.superiors(zhou.id)] == ["sun"]
    assert {one.login: one.language for one in persons.all()} == {"zhou": "zh_CN", "sun": "", "chen": ""}
    database.close()
    assert console("check").code == 0
    again = console(*call, environment=SECRET)
    assert (again.code, again.error["kind"]) == (4, "conflict")


def test_a_company_can_be_made_without_a_file(console: Console, home: dict[str, str]) -> None:
    assert console("init", "--company", "恒信", "--admin", "chen", environment=SECRET).code == 0
    assert Path(home["CONSOLE_DB"]).exists()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (("zhou", "sun"), ["people.0.login", "people.1.login"]),
        (('"zhou"', '"zhou min"'), ["people.0.login"]),
        (('"主仓"', '" "'), ["warehouses.0.name"]),
        (("[[people]]", '[[warehouses]]\nkey = "MAIN"\nname = "东仓"\n[[people]]'), _SECOND_AND_THIRD),
        (('storekeeper"]\nsuperior = "Sun"', 'king"]\nsuperior = "moon"'), ["people.0.posts", "people.0.superior"]),
        (('"storekeeper"', '"shopkeeper"'), ["people.0.posts"]),
        (('"Sun"', '"moon"'), ["people.0.superior"]),
        (('"zh_CN"', '"fr"'), ["people.0.language"]),
        (('"warehouse"\nposts = ["storekeeper"]', '"cellar"'), ["people.0.department"]),
        (("name = ", "named = "), ["warehouses.0.name", "warehouses.0.named", "people.0.name", "people.0.named",
                                   "people.1.name", "people.1.named"]),
    ],
)  # fmt: skip
def test_a_file_of_people_that_does_not_fit_makes_nothing(
    people: Path, console: Console, home: dict[str, str], change: tuple[str, str], fields: list[str]
) -> None:
    people.write_text(PEOPLE.replace(*change), "utf-8")
    answer = console("init", "--admin", "chen", "--people", str(people), "--json", environment=SECRET)
    assert answer.code == 2
    assert [one["field"] for one in answer.error["fields"]] == fields
    assert not list(Path(home["HOME"]).glob("house.db*"))


def test_a_weak_first_password_is_refused(console: Console, home: dict[str, str]) -> None:
    call = ("init", "--company", "恒信", "--admin", "chen", "--json")
    answer = console(*call, environment={"CONSOLE_PASSWORD": "chen1234"})
    assert (answer.code, answer.error["fields"][0]["field"]) == (2, "password")
    assert not Path(home["CONSOLE_DB"]).exists()


@pytest.mark.parametrize("more", [(), ("--admin", "chen jing"), ("--admin", "chen", "--admin-name", "a\u202eb")])
def test_no_administrator_no_company(console: Console, home: dict[str, str], more: tuple[str, ...]) -> None:
    assert console("init", "--company", "恒信", *more, environment=SECRET).code == 2
    assert not Path(home["CONSOLE_DB"]).exists()


def test_a_file_that_is_not_toml_says_where(people: Path, console: Console) -> None:
    people.write_text("company = \n")
    answer = console("init", "--admin", "chen", "--people", str(people), environment=SECRET)
    assert answer.code == 2
    assert "at line 1, column 11" in answer.err


def test_signing_in_takes_the_password(company: Path, console: Console) -> None:
    assert _as_admin(console, "user", "list").code == 0
    wrong = _as_admin(console, "user", "list", CONSOLE_PASSWORD="wrong horse")
    unknown = console("user", "list", "--as", "nobody", "--json", environment=SECRET)
    assert (wrong.code, unknown.code) == (3, 3)
    assert wrong.error == unknown.error


def test_where_nobody_can_be_asked_the_password_must_be_given(company: Path, console: Console) -> None:
    assert console("user", "list", "--as", "chen").err == (
        "Nobody can be asked for a password here; set CONSOLE_PASSWORD.\n"
    )


def test_a_person_joins_changes_posts_and_leaves(company: Path, console: Console) -> None:
    new = {"CONSOLE_NEW_PASSWORD": "staple battery"}
    added = _as_admin(console, "user", "add", "Wu", "--name", "吴刚", "--post", "storekeeper", **new).data
    assert added == {
        "login": "wu", "name": "吴刚", "employee": None, "language": None, "disabled": False, "posts": ["storekeeper"],
    }  # fmt: skip
    wu = {"CONSOLE_PASSWORD": "staple battery"}
    assert console("queue", "--as", "wu", environment=wu).code == 0

    given = _as_admin(console, "user", "posts", "wu", "--give", "inspector", "--since", "2026-06-01").data
    assert [(one["post"], one["since"]) for one in given["posts"]] == [
        ("inspector", "2026-06-01"), ("storekeeper", "2026-06-09"),
    ]  # fmt: skip
    ended = _as_admin(console, "user", "posts", "wu", "--end", "inspector").data
    assert [(one["post"], one["until"]) for one in ended["posts"]] == [
        ("inspector", "2026-06-08"), ("storekeeper", None),
    ]  # fmt: skip

    assert _as_admin(console, "user", "disable", "wu").data["disabled"] is True
    assert console("queue", "--as", "wu", environment=wu).code == 3
    assert _as_admin(console, "user", "unlock", "wu").data["disabled"] is False
    assert console("queue", "--as", "wu", environment=wu).code == 0
    assert console("check", "--json").data["problems"] == []


def test_all_that_is_wrong_with_a_new_person_is_said_at_once(company: Path, console: Console) -> None:
    options = (
        "--name", " ", "--employee", "E-999", "--post", "pope", "--post", "department-head", "--department", "moon",
        "--post", "king",
    )  # fmt: skip
    answer = _as_admin(console, "user", "add", "Wu Gang", *options, CONSOLE_NEW_PASSWORD="wu gang")
    assert (answer.code, answer.error["kind"]) == (2, "invalid")
    assert answer.error["message"] == "8 things need another look; nothing was done"
    said = "\n".join(answer.error["reasons"])
    for wrong in (
        "A login has letters", "The name is empty", "E-999 is not in the register", "pope is no post", "king is no post",
        "moon is not in the register", "at least", "does not contain the login", "console register search employees NAME",
    ):  # fmt: skip
        assert wrong in said
    fields = [one["field"] for one in answer.error["fields"]]
    assert fields == ["login", "name", "employee", "post", "post", "department", "password", "password"]
    assert {one["login"] for one in _as_admin(console, "user", "list").data["users"]} == {"chen", "sun", "zhou"}


def test_one_thing_that_is_wrong_keeps_its_own_code(company: Path, console: Console) -> None:
    good = {"CONSOLE_NEW_PASSWORD": "staple battery"}
    taken = _as_admin(console, "user", "add", "zhou", "--name", "周", **good)
    assert (taken.code, taken.error["kind"]) == (4, "conflict")
    missing = _as_admin(console, "user", "add", "wu", "--name", "吴", "--post", "pope", **good)
    assert (missing.code, missing.error["kind"]) == (5, "not-found")


def test_posts_are_given_and_ended_together_or_not_at_all(company: Path, console: Console) -> None:
    answer = _as_admin(
        console, "user", "posts", "zhou", "--give", "pope", "--since", "2026-06-09", "--until", "2026-06-01",
        "--end", "king",
    )  # fmt: skip
    assert answer.code == 2
    assert [reason.split(";")[0] for reason in answer.error["reasons"]] == [
        "pope is no post", "The last day is before the first.", "zhou does not hold the post king.",
    ]  # fmt: skip


def test_everybody_changes_his_own_password_and_the_administrator_those_of_others(
    company: Path, console: Console
) -> None:
    assert _as_admin(console, "user", "passwd", "zhou", CONSOLE_NEW_PASSWORD="staple battery").code == 0
    zhou = {"CONSOLE_PASSWORD": "staple battery", "CONSOLE_NEW_PASSWORD": "another staple"}
    assert console("user", "passwd", "--as", "zhou", environment=zhou).code == 0
    assert console("queue", "--as", "zhou", environment=zhou).code == 3
    now = {"CONSOLE_PASSWORD": "another staple", "CONSOLE_NEW_PASSWORD": "short"}
    assert console("user", "passwd", "chen", "--as", "zhou", environment=now).code == 3
    assert console("user", "passwd", "--as", "zhou", environment=now).code == 2


def test_nobody_promotes_or_bars_himself(company: Path, console: Console) -> None:
    assert _as_admin(console, "user", "posts", "chen", "--give", "general-manager").code == 3
    assert _as_admin(console, "user", "disable", "chen").code == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "zhou", "--name", "周"), 4),
        (("add", "new one", "--name", "新"), 2),
        (("add", "new", "--name", "a\u202eb"), 2),
        (("add", "new", "--name", "新", "--employee", "E-999"), 5),
        (("add", "new", "--name", "新", "--employee", "E-001"), 4),
        (("add", "new", "--name", "新", "--post", "king"), 5),
        (("add", "new", "--name", "新", "--post", "department-head"), 2),
        (("add", "new", "--name", "新", "--post", "department-head", "--department", "cellar"), 5),
        (("add", "new"), 2),
        (("posts", "nobody"), 5),
        (("posts", "zhou", "--give", "storekeeper"), 4),
        (("posts", "zhou", "--end", "inspector"), 5),
        (("posts", "zhou", "--give", "inspector", "--until", "2026-06-01"), 2),
        (("posts", "zhou", "--give", "inspector", "--since", "June"), 2),
    ],
)
def test_persons_that_do_not_fit(company: Path, console: Console, words: tuple[str, ...], code: int) -> None:
    assert _as_admin(console, "user", *words, CONSOLE_NEW_PASSWORD="staple battery").code == code


def test_training_does_not_touch_a_real_company(company: Path, console: Console) -> None:
    for more in ((), ("--reset",)):
        answer = console("train", "--prepare", *more, "--json")
        assert (answer.code, answer.error["kind"]) == (3, "refused")
    assert Database.open(company).kind == "company"
