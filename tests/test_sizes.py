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


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def _too_long(source: str) -> Iterator[str]:
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


@pytest.mark.parametrize("path", _sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_outgrows_what_one_reads_at_one_go(path: Path) -> None:
    assert list(_too_long(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", (ROOT / "workflows/catalogue").glob("*/*.py"), ids=lambda path: path.stem)
def test_a_process_file_is_its_procedure(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= PROCESS


def test_what_is_too_long_is_named() -> None:
    assert list(_too_long("def run():\n" + "    pass\n" * 60)) == ["run has 61 lines, more than 60"]
    assert list(_too_long("class Desk:\n" + "    x = 1\n" * 300)) == ["Desk has 301 lines, more than 300"]
    assert list(_too_long("x = 1\n" * 501)) == ["the file has 501 lines, more than 500"]


def test_a_reason_at_the_top_allows_it() -> None:
    reason = '"""The town\'s streets. Long because there are many."""\n'
    assert list(_too_long(reason + "x = 1\n" * 501)) == []
    assert list(_too_long(f"def run():\n    {reason}" + "    pass\n" * 60)) == []
