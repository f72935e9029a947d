"""The procedures as data: enough for a script to drive any of them without reading code."""

from pathlib import Path

import pytest

from tests.console.conftest import Console
from tests.workflows.house import House
from workflows.catalogue import CATALOGUE
from workflows.engine.naming import POLICIES
from workflows.registers import REGISTERS


def test_every_procedure_is_listed(console: Console) -> None:
    found = console("process", "list", "--json").data["processes"]
    assert [one["key"] for one in found] == list(CATALOGUE.processes)
    assert list(found[0]) == ["key", "title", "desk", "prefix", "version"]


def test_a_procedure_as_data(console: Console) -> None:
    found = console("process", "show", "write-off", "--json").data
    assert list(found) == [
        "key", "title", "desk", "prefix", "version", "covers", "about", "opened_by", "opened_by_posts", "form", "steps",
        "ends", "reasons", "posts", "policies", "documents", "duties", "links",
    ]  # fmt: skip
    review = found["steps"][1]
    assert {name: review[name] for name in ("key", "kind", "posts", "edits", "within", "policy")} == {
        "key": "review",
        "kind": "decide",
        "posts": ["warehouse-supervisor"],
        "edits": ["lines.unusable"],
        "within": "1 bd",
        "policy": "write-off.review",
    }
    confirm = review["actions"][0]
    assert confirm["key"] == "confirm"
    assert confirm["targets"] == ["release", "clear"]
    assert confirm["routes"] == [
        {"when": "loss over the limit", "targets": ["release"]},
        {"when": None, "targets": ["clear"]},
    ]
    assert confirm["guards"] == ["every line is unusable"]
    assert review["actions"][2]["needs_reason"] is True
    assert found["reasons"][1] == {"number": 2, "text": "repairable"}
    assert {"name": "write-off.large", "kind": "money", "default": "5000.00"}.items() <= next(
        one for one in found["policies"] if one["name"] == "write-off.large"
    ).items()


def test_the_form_is_a_json_schema_with_what_a_script_must_know(console: Console) -> None:
    schema = console("process", "show", "write-off", "--json").data["form"]
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["properties"]["warehouse"]["x-register"] == "warehouses"
    line = schema["$defs"]["DamagedGoods"]
    assert line["required"] == ["product", "location", "quantity", "cause"]
    assert line["properties"]["cost"]["readOnly"] is True
    assert line["properties"]["cause"]["x-labels"]["transit"] == "transit"
    assert line["properties"]["evidence"]["description"] == "photo number, witness"


@pytest.mark.parametrize("key", CATALOGUE.processes)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_procedure_can_be_shown_and_drawn(console: Console, key: str, language: str) -> None:
    process = CATALOGUE.processes[key]
    found = console("process", "show", key, "--json", "--lang", language).data
    assert [step["key"] for step in found["steps"]] == [step.key for step in process.real_steps]
    for schema in (found["form"], *found["form"].get("$defs", {}).values()):
        for part in schema.get("properties", {}).values():
            assert part["x-kind"]
            assert part.get("x-register", "products") in {*REGISTERS, POLICIES}
    shown = console("process", "show", key, "--lang", language)
    assert shown.code == 0
    assert found["title"] in shown.out
    drawn = console("process", "diagram", key, "--lang", language)
    assert console("process", "diagram", key, "--lang", language, "--json").data["diagram"] == drawn.out.rstrip("\n")


def test_no_such_procedure(console: Console) -> None:
    answer = console("process", "show", "write-of")
    assert answer.code == 5
    assert answer.err.startswith("There is no process “write-of”. There are: ")


def test_the_manual_is_written(console: Console, tmp_path: Path) -> None:
    answer = console("process", "docs", str(tmp_path / "manual"), "--json")
    assert {f"{key}.md" for key in CATALOGUE.processes} < set(answer.data["pages"])
    assert (tmp_path / "manual" / "write-off.md").read_text().startswith("# Damage write-off")


def test_open_cases_of_earlier_versions_are_shown_before_they_are_brought_over(house: House, console: Console) -> None:
    case = house.draft("storekeeper1", "write-off", {"warehouse": "MAIN"}).case_id
    with house.db.write():
        house.db.run("UPDATE cases SET version = 0 WHERE id = ?", (case,))
    assert console("process", "migrate", "write-off", "--as", "storekeeper1").code == 3
    shown = console("process", "migrate", "write-off", "--as", "administrator", "--json").data
    assert shown["carried_out"] is False
    assert shown["cases"][0]["problems"] == ["#1: version 0 has no way to version 1"]
    assert "nothing was changed" in console("process", "migrate", "write-off", "--as", "administrator").out
    assert console("process", "migrate", "write-off", "--carry-out", "--as", "administrator").code == 3
    assert console("process", "migrate", "spoons", "--as", "administrator").code == 5


@pytest.mark.parametrize(("language", "said"), [("en", "Goods that are damaged"), ("zh_CN", "因自然或其他原因损坏")])
def test_the_page_of_a_process_is_read(console: Console, language: str, said: str) -> None:
    words = ("process", "manual", "write-off", "--lang", language)
    assert said in console(*words).out
    assert said in console(*words, "--json").data["page"]
    assert console("process", "manual", "spoons").code == 5
