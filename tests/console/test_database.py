"""The database itself: looking after it, and one clear sentence for everything that keeps it shut."""

import shutil
from pathlib import Path

from tests.console.conftest import Console
from tests.workflows.house import House

AS = ("--as", "storekeeper1")


def test_a_sound_database(submitted: str, console: Console) -> None:
    answer = console("check", "--json")
    assert (answer.code, answer.data["sound"], answer.data["problems"]) == (0, True, [])
    assert console("check").out == "Everything is as it must be.\n"


def test_what_is_wrong_is_listed_and_the_exit_code_says_so(stocked: House, console: Console) -> None:
    with stocked.db.write():
        stocked.db.run("UPDATE stock_balances SET quantity = quantity + 1000 WHERE location = 'MAIN/A-01'")
    answer = console("check", "--json")
    assert answer.code == 1
    assert list(answer.data) == ["db", "sound", "problems"]
    assert list(answer.data["problems"][0]) == ["invariant", "message"]
    assert "LAMP" in console("check").out
    assert console("check", "--rebuild").code == 0


def test_a_refused_case_must_leave_nothing_behind(stocked: House, submitted: str, console: Console) -> None:
    stocked.act("warehouse-supervisor", submitted, "reject", reason=1)
    assert console("check").code == 0
    case = stocked.company.cases.find(submitted)
    assert case is not None
    with stocked.db.write():
        decision = stocked.company.cases.decisions(case.id)[-1].id
        stocked.company.stock.move(
            decision, case.id, "LAMP", "MAIN/A-01", "MAIN/A-02", stocked.on_hand("LAMP", "MAIN/A-01"),
            at=stocked.clock.now(),
        )  # fmt: skip
    found = console("check", "--json").data["problems"]
    assert 13 in {one["invariant"] for one in found}


def test_backup_and_restore(submitted: str, console: Console, tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    assert console("backup", str(copy), "--json").data["file"] == str(copy)
    assert console("backup", str(copy)).code == 4
    restored = tmp_path / "restored.db"
    assert console("restore", str(copy), "--db", str(restored)).code == 0
    assert console("show", submitted, *AS, "--db", str(restored)).code == 0
    assert console("restore", str(copy), "--db", str(restored), "--json").error["kind"] == "conflict"


def test_migrate_leaves_a_current_database_as_it_is(house: House, console: Console) -> None:
    answer = console("migrate", "--json")
    assert (answer.code, list(answer.data)) == (0, ["db", "version"])


def test_a_program_that_has_learnt_a_process_brings_its_policies(house: House, console: Console) -> None:
    with house.db.write():
        house.db.run("DELETE FROM policy_values WHERE policy = 'write-off.large'")
    shown = console("policy", "show", "write-off.large", *AS, "--json")
    assert shown.data["value"] == "5000.00"


def _refused(console: Console, path: Path, code: int, said: str) -> None:
    for words in (("queue", *AS), ("check",), ("user", "list", *AS)):
        answer = console(*words, "--db", str(path))
        assert (answer.code, answer.out) == (code, "")
        assert answer.err.count("\n") == 1
        assert said in answer.err
    assert console("check", "--db", str(path), "--json").code == code


def test_a_database_that_is_missing(console: Console, tmp_path: Path) -> None:
    _refused(console, tmp_path / "nowhere.db", 5, "There is no database at")


def test_a_file_that_is_no_database(console: Console, tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 100)
    _refused(console, path, 1, "is not a database of this program")
    assert path.read_text().startswith("Dear Sir")


def test_a_database_of_a_newer_program(house: House, console: Console, tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    with house.db.write():
        house.db.utils.execute("PRAGMA user_version=999")
    house.db.truncate_log()
    shutil.copy(house.db.path, path)
    _refused(console, path, 1, "was last used by a newer version of this program")


def test_a_folder_is_no_database(console: Console, tmp_path: Path) -> None:
    _refused(console, tmp_path, 1, "is not a database of this program")


def test_without_any_name_the_sentence_says_how_to_begin(console: Console, home: dict[str, str]) -> None:
    answer = console("queue", *AS, environment={"CONSOLE_DB": ""})
    assert answer.code == 5
    assert f"{home['HOME']}/.local/share/operations-console/company.db" in answer.err
    assert "console train" in answer.err


def test_the_companys_place_follows_the_environment(
    house: House, console: Console, home: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "data" / "operations-console"
    folder.mkdir(parents=True)
    house.db.truncate_log()
    shutil.copy(house.db.path, folder / "company.db")
    environment = {"CONSOLE_DB": "", "XDG_DATA_HOME": str(tmp_path / "data")}
    assert console("queue", *AS, environment=environment).code == 0
