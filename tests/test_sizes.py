"""Code stays in pieces that can be read at one go.

A file that is rightly longer says why in a comment or docstring at its top: "Long because …".
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("console", "screens", "workflows", "db", "seed_data", "tools", "benchmarks", "tests")

FILE, CLASS, FUNCTION = 500, 300, 60


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def _too_long(source: str) -> Iterator[str]:
    lines = source.count("\n")
    if lines > FILE and "Long because" not in "\n".join(source.splitlines()[:20]):
        yield f"the file has {lines} lines"
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef():
                limit = CLASS
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                limit = FUNCTION
            case _:
                continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > limit:
            yield f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", _sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_outgrows_what_one_reads_at_one_go(path: Path) -> None:
    assert list(_too_long(path.read_text("utf-8"))) == []


def test_what_is_too_long_is_named() -> None:
    function = "def run():\n" + "    pass\n" * FUNCTION
    assert list(_too_long(function)) == ["run has 61 lines"]
    assert list(_too_long("x = 1\n" * 501)) == ["the file has 501 lines"]
    assert list(_too_long('"""A table. Long because it is one."""\n' * 501)) == []
