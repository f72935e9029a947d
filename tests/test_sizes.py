"""Code stays in pieces that can be read at one go.

What is rightly longer says why at its top, in its docstring: "Long because …".
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("console", "screens", "workflows", "db", "seed_data", "tools", "benchmarks", "tests")

FILE, CLASS, FUNCTION = 500, 300, 60
PROCESS = 200
"""Lines of a process file: its procedure, not its forms and rules."""


def _too_long(source: str) -> Iterator[str]:
    if source.count("\n") <= FUNCTION:
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Module():
                name, length, limit = "the file", source.count("\n"), FILE
            case ast.ClassDef(name=name):
                length, limit = _length(node), CLASS
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                length, limit = _length(node), FUNCTION
            case _:
                continue
        if length > limit and "Long because" not in (ast.get_docstring(node) or ""):
            yield f"{name} has {length} lines, more than {limit}"


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_outgrows_what_one_reads_at_one_go(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    found = [f"{path.relative_to(ROOT)}: {said}" for path in files for said in _too_long(path.read_text("utf-8"))]
    assert found == []


def test_a_process_file_is_its_procedure() -> None:
    files = list((ROOT / "workflows/catalogue").glob("*/*.py"))
    assert files
    assert [path.stem for path in files if path.read_text("utf-8").count("\n") > PROCESS] == []


def test_what_is_too_long_is_named() -> None:
    assert list(_too_long("def run():\n" + "    pass\n" * 60)) == ["run has 61 lines, more than 60"]
    assert list(_too_long("class Desk:\n" + "    x = 1\n" * 300)) == ["Desk has 301 lines, more than 300"]
    assert list(_too_long("x = 1\n" * 501)) == ["the file has 501 lines, more than 500"]


def test_a_reason_at_the_top_allows_it() -> None:
    reason = '"""The town\'s streets. Long because there are many."""\n'
    assert list(_too_long(reason + "x = 1\n" * 501)) == []
    assert list(_too_long(f"def run():\n    {reason}" + "    pass\n" * 60)) == []
