"""What --data reads: one JSON object, exact, and one clear sentence when it is not."""

from pathlib import Path

import pytest

from console.data import read_data
from console.failure import Failure, Problem


def _wrong(path: Path, content: str | bytes) -> Failure:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Problem) as caught:
        read_data(str(path))
    return caught.value.failure


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "form.json"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"a": 1,\n "b" 2}', "line 2, column 6: a colon is expected."),
        ('{"a": 1', "line 1, column 8: a comma is expected."),
        ('{"a": }', "line 1, column 7: a value is missing or is not JSON."),
        ("{'a': 1}", "line 1, column 2: a field name in double quotes is expected."),
        ('{"a": "x', "line 1, column 7: a text begins here and does not end."),
        ('{"a": "x\ny"}', "line 1, column 9: a text holds a line break or control character; write it as \\n."),
        ('{"a": 1} {}', "line 1, column 10: something follows after the end."),
        ("", "line 1, column 1: a value is missing or is not JSON."),
    ],
)
def test_bad_json_says_where(file: Path, content: str, said: str) -> None:
    failure = _wrong(file, content)
    assert (failure.kind, str(failure.message)) == ("invalid", f"{file}, {said}")


def test_the_object_may_stand_on_the_command_line() -> None:
    assert read_data(' {"warehouse": "MAIN", "quantity": 1.50}') == {"warehouse": "MAIN", "quantity": "1.50"}
    with pytest.raises(Problem) as caught:
        read_data('{"warehouse": MAIN}')
    said = "the data on the command line, line 1, column 15: a value is missing or is not JSON."
    assert str(caught.value.failure.message) == said


def test_it_must_be_one_object(file: Path) -> None:
    assert "must hold one JSON object" in str(_wrong(file, "[1, 2]").message)


def test_a_field_given_twice_is_an_error(file: Path) -> None:
    failure = _wrong(file, '{"lines": [{"quantity": 1, "quantity": 2}]}')
    assert str(failure.message) == "The field quantity is given twice."
    assert [path for path, _message in failure.fields] == ["quantity"]


def test_it_must_be_utf_8(file: Path) -> None:
    assert str(_wrong(file, b'{"a":\n "\xb2\xfa"}').message) == f"{file}, line 2: this is not UTF-8 text."


def test_half_a_character_is_refused(file: Path) -> None:
    assert "half a character" in str(_wrong(file, r'{"a": ["\ud83d"]}').message)
    file.write_text(r'{"a": "\ud83d\ude00"}')
    assert read_data(str(file)) == {"a": "\N{GRINNING FACE}"}


def test_endless_nesting_is_refused(file: Path) -> None:
    assert "nested too deeply" in str(_wrong(file, "[" * 100_000).message)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        read_data(str(tmp_path / "nowhere.json"))
    assert caught.value.failure.kind == "not-found"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"cannot be read \(it is a folder\)"):
        read_data(str(tmp_path))


def test_sums_are_taken_as_they_are_written(file: Path) -> None:
    file.write_text('\ufeff{"a": 0.10, "b": 12, "c": 1e3, "d": NaN, "e": 123456789012345678901234567890123}')
    assert read_data(str(file)) == {
        "a": "0.10", "b": 12, "c": "1e3", "d": "NaN", "e": "123456789012345678901234567890123",
    }  # fmt: skip
