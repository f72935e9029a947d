"""Escape and another key that arrive in one piece: never the second without the first."""

import pytest

from screens.terminal import PairParser
from tests.screens.driving import at_desk
from tests.screens.fake_office import Company, FakeOffice


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1bj", ["alt+j"]),
        ("\x1bD", ["alt+D"]),
        ("\x1b\r", ["alt+enter"]),
        ("\x1b:", ["alt+colon"]),
        ("\x1b5", ["alt+5"]),
        ("\x1b中", ["alt+中"]),
        ("\x1b\x1b[B", ["escape", "down"]),
        ("\x1bOQ", ["f2"]),
        ("\x1b[15~", ["f5"]),
        ("\x1b\x7f", ["ctrl+w"]),
        ("ab", ["a", "b"]),
    ],
)
def test_what_the_program_hears(sent: str, keys: list[str]) -> None:
    parser = PairParser()
    heard = [event.key for event in parser.feed(sent)]  # type: ignore[attr-defined]
    assert heard == keys


async def test_leaving_a_question_and_enter_in_one_piece_answers_nothing() -> None:
    office = FakeOffice(Company(5))
    async with at_desk(office) as driver:
        await driver.press("r", "2", "alt+down")
        assert driver.desk.prompt is None
        assert office.acts == []
        assert driver.desk.list.cursor == 1
