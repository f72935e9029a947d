"""Registers by line mode: reading, adding, import and export, and what a person may not see."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.console.conftest import Answer, Console
from tests.workflows.house import House

ADMIN = ("--as", "administrator")
KEEPER = ("--as", "storekeeper1")
HR = ("--as", "hr")


def _import(console: Console, register: str, text: str | bytes, *more: str) -> Answer:
    return console("register", "import", register, "-", *more, *ADMIN, "--json", stdin=text)


def test_the_registers_and_how_much_they_hold(house: House, console: Console) -> None:
    found = console("register", "list", *KEEPER, "--json").data["registers"]
    held = house.company.registers.count("products")
    assert {"register": "products", "title": "Products", "records": held} in found


def test_records_are_read_page_by_page(house: House, console: Console) -> None:
    every = [one.key for one in house.company.registers.page("products")]
    first = console("register", "list", "products", "--limit", "4", *KEEPER, "--json").data
    assert [one["key"] for one in first["records"]] == every[:4]
    rest = console("register", "list", "products", "--after", first["after"], *KEEPER, "--json").data
    assert [one["key"] for one in rest["records"]] == every[4:]
    assert rest["after"] is None


def test_a_record_is_found_by_initials(house: House, console: Console) -> None:
    found = console("register", "search", "products", "gkd", *KEEPER, "--json").data["records"]
    assert [one["key"] for one in found] == ["LAMP"]


def test_a_record_as_data_and_for_people(house: House, console: Console) -> None:
    data = console("register", "show", "products", "LAMP", *KEEPER, "--json").data
    assert list(data) == ["register", "key", "name", "active", "version", "fields"]
    assert data["fields"]["unit"] == "个"
    assert "工矿灯" in console("register", "show", "products", "LAMP", *KEEPER).out


def test_adding_a_record_and_who_did_it(house: House, console: Console) -> None:
    call = ("register", "add", "customers", "--data", "-", "--key", "once", "--as", "sales-manager", "--json")
    added = console(*call, stdin='{"name": "新客户"}').data
    assert (added["register"], added["replayed"]) == ("customers", False)
    assert console(*call, stdin='{"name": "新客户"}').data == {**added, "replayed": True}
    other = console("register", "add", "customers", "C-9000", *call[3:], stdin='{"name": "新客户"}')
    assert (other.code, other.error["kind"]) == (4, "conflict")
    shown = console("register", "show", "customers", added["key"], "--history", *KEEPER, "--json").data
    assert shown["name"] == "新客户"
    assert [(one["person"], one["case"]) for one in shown["history"]] == [("sales-manager-name", None)]
    assert console("check", "--json").data["problems"] == []


def test_changing_a_record(house: House, console: Console) -> None:
    call = ("register", "change", "products", "LAMP", "--data", "-", *ADMIN, "--json")
    changed = console(*call, "--key", "once", stdin='{"unit": "盏", "note": "hung high"}').data
    assert console(*call, "--key", "once", stdin='{"unit": "只"}').data == {**changed, "replayed": True}
    emptied = console(*call, "--seen", str(changed["version"]), stdin='{"note": null}').data
    assert emptied["version"] == changed["version"] + 1
    assert console(*call, "--seen", str(changed["version"]), stdin='{"unit": "只"}').code == 4
    shown = console("register", "show", "products", "LAMP", "--history", *KEEPER, "--json").data
    assert (shown["fields"]["unit"], "note" in shown["fields"]) == ("盏", False)
    assert {"field": "Unit", "before": "个", "after": "盏"} in shown["history"][1]["changes"]
    assert "Unit: 个 → 盏" in console("register", "show", "products", "LAMP", "--history", *KEEPER).out


@pytest.mark.parametrize(("data", "field"), [('{"unit": null}', "unit"), ('{"colour": "red"}', "colour")])
def test_a_change_that_does_not_fit(house: House, console: Console, data: str, field: str) -> None:
    answer = console("register", "change", "products", "LAMP", "--data", "-", *ADMIN, "--json", stdin=data)
    assert (answer.code, [one["field"] for one in answer.error["fields"]]) == (2, [field])


def test_changing_is_for_the_keepers_and_of_what_there_is(house: House, console: Console) -> None:
    assert console("register", "change", "products", "LAMP", "--data", "-", *KEEPER, stdin="{}").code == 3
    assert console("register", "change", "products", "SPOON", "--data", "-", *ADMIN, stdin="{}").code == 5


def test_what_a_process_keeps_is_changed_by_nobody_and_brought_by_the_administrator(
    house: House, console: Console
) -> None:
    owner = house.employee("sales-rep1")
    text = f"key,name,owner\r\nC-9000,恒达电器,{owner}\r\n"
    assert _import(console, "customers", text).data["new"] == 1
    answer = _import(console, "customers", text.replace(owner, house.employee("sales-rep2")), "--update")
    assert answer.error["reasons"] == ["line 2, Owner: changed by “Lead intake and allocation” only"]
    added = console(
        "register", "add", "customers", "--data", "-", "--as", "sales-manager", "--json",
        stdin=f'{{"name": "新客户", "owner": "{owner}"}}',
    )  # fmt: skip
    assert [one["field"] for one in added.error["fields"]] == ["owner"]


def test_what_is_wrong_with_a_record_is_said_field_by_field(house: House, console: Console) -> None:
    data = '{"kind": "soup", "unit": "", "colour": "red"}'
    answer = console("register", "add", "products", "NEW", "--data", "-", *ADMIN, "--json", stdin=data)
    assert answer.code == 2
    assert {one["field"] for one in answer.error["fields"]} >= {"name", "kind", "colour"}


def test_a_key_that_is_taken(house: House, console: Console) -> None:
    answer = console("register", "add", "products", "LAMP", "--data", "-", *ADMIN, "--json", stdin="{}")
    assert answer.error["fields"] == [{"field": "key", "message": "is in the register already"}]


@pytest.mark.parametrize(("register", "login"), [("products", "sales-rep1"), ("employees", "general-manager")])
def test_not_everybody_keeps_a_register(house: House, console: Console, register: str, login: str) -> None:
    answer = console("register", "add", register, "X", "--data", "-", "--as", login, "--json", stdin="{}")
    assert (answer.code, answer.error["message"]) == (3, "You may not change this register.")


def test_import_adds_rows_and_gives_numbers(house: House, console: Console) -> None:
    text = "key,name,place\r\nC-9000,恒达电器,in-city\r\n,宏图贸易,\r\n,,\r\n"
    assert _import(console, "customers", text).data == {
        "register": "customers", "new": 2, "changed": 0, "unchanged": 0, "dry_run": False,
    }  # fmt: skip
    found = console("register", "list", "customers", "--after", "C-8999", *KEEPER, "--json").data["records"]
    assert [(one["key"], one["name"]) for one in found] == [("C-9000", "恒达电器"), ("C-9001", "宏图贸易")]


def test_import_says_what_is_wrong_row_by_row_and_writes_nothing(house: House, console: Console) -> None:
    text = "key,name,department,superior\r\nE-901,甲,sales,\r\nE-902,,nowhere,E-999\r\nE-901,乙,sales,\r\n"
    answer = _import(console, "employees", text)
    assert answer.code == 2
    assert answer.error["message"] == "2 lines need another look; nothing was imported"
    look_up = "is not in the register; look it up by name, pinyin initials or code"
    assert answer.error["reasons"] == [
        "line 3, Name: fill this in",
        f"line 3, Department: nowhere {look_up}",
        f"line 3, Superior: E-999 {look_up}",
        "line 4, Key: stands here twice",
    ]
    assert [one["field"] for one in answer.error["fields"]] == ["3.name", "3.department", "3.superior", "4.key"]
    assert house.company.registers.get("employees", "E-901") is None


def test_import_says_which_references_lead_nowhere(house: House, console: Console) -> None:
    answer = _import(console, "employees", "key,name,department\r\nE-901,甲,nowhere\r\n")
    assert [one["field"] for one in answer.error["fields"]] == ["2.department"]


def test_rows_may_refer_to_each_other(house: House, console: Console) -> None:
    text = "key,name,department,superior\r\nE-901,甲,sales,E-902\r\nE-902,乙,sales,\r\n"
    assert _import(console, "employees", text).data["new"] == 2


def test_import_changes_what_is_there_only_when_told(house: House, console: Console) -> None:
    text = "key,name\r\nLAMP,防爆灯\r\nPAINT,防锈漆\r\n"
    assert _import(console, "products", text).error["reasons"][0] == "line 2, Key: is in the register already"
    assert _import(console, "products", text, "--update", "--dry-run").data["dry_run"] is True
    done = _import(console, "products", text, "--update").data
    assert (done["new"], done["changed"], done["unchanged"]) == (0, 1, 1)
    kept = house.company.registers.data("products", "LAMP")
    assert kept is not None
    assert (kept["name"], kept["unit"]) == ("防爆灯", "个")


def test_import_reads_what_chinese_spreadsheets_save(house: House, console: Console) -> None:
    text = "key,name\r\nC-9000,恒达电器\r\n".encode("gbk")
    assert _import(console, "customers", text).error["message"].endswith("line 2: this is not UTF-8 text.")
    assert _import(console, "customers", text, "--encoding", "gbk").data["new"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key,name,colour\r\n", "The first line must name the columns, each once: key, name"),
        ("", "The first line must name the columns, each once: key, name"),
        ("key,name\r\nA,b,c\r\n", "Line 2 has 3 cells, the first line names 2."),
        ('key,name\r\nA,"b\r\n', "Line 2 is not CSV (unexpected end of data)."),
    ],
)
def test_a_file_that_is_no_such_list(house: House, console: Console, text: str, said: str) -> None:
    answer = _import(console, "products", text)
    assert answer.code == 2
    assert answer.error["message"].startswith(said)


def test_what_is_exported_can_be_imported(house: House, console: Console, tmp_path: Path) -> None:
    house.record("customers", "C-9000", name="=cmd()", phones=["13800138000"], credit_limit="12.50")
    file = tmp_path / "customers.csv"
    assert console("register", "export", "customers", str(file), *ADMIN).code == 0
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfkey,name,")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[-1]["name"] == "'=cmd()"
    done = _import(console, "customers", raw, "--update").data
    assert (done["new"], done["changed"], done["unchanged"]) == (0, 0, len(rows))


def test_an_export_overwrites_nothing(house: House, console: Console, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("mine")
    assert console("register", "export", "products", str(file), *ADMIN).code == 4
    assert file.read_text() == "mine"


def test_export_is_not_for_everybody(house: House, console: Console) -> None:
    assert console("register", "export", "customers", "--as", "sales-rep1").code == 3


def test_wages_are_for_those_who_deal_with_them(house: House, console: Console) -> None:
    key = house.employee("storekeeper2")
    data = house.company.registers.data("employees", key)
    house.record("employees", key, **{**(data or {}), "wage": "6500.00"})

    def sees(login: str) -> bool:
        shown = console("register", "show", "employees", key, "--as", login, "--json").data["fields"]
        listed = console("register", "list", "employees", "--as", login, "--json", "--limit", "500").data["records"]
        fields = next(one["fields"] for one in listed if one["key"] == key)
        assert ("wage" in shown) is ("wage" in fields)
        return "wage" in shown

    assert [login for login in ("hr", "storekeeper1", "administrator", "storekeeper2") if sees(login)] == [
        "hr", "storekeeper2",
    ]  # fmt: skip
    exported = console("register", "export", "employees", *ADMIN).out.splitlines()[0].split(",")
    assert "wage" not in exported


def test_hr_changes_wages_and_others_do_not(house: House, console: Console) -> None:
    text = "key,name,department,wage\r\nE-901,甲,sales,6500\r\n"
    assert console("register", "import", "employees", "-", *HR, stdin=text).code == 0


def test_no_such_register(house: House, console: Console) -> None:
    answer = console("register", "show", "spoons", "X", *KEEPER)
    assert (answer.code, answer.err.split(". ")[0]) == (5, "There is no register “spoons”")
    assert (
        json.loads(console("register", "show", "products", "X", *KEEPER, "--json").out)["error"]["kind"] == "not-found"
    )
