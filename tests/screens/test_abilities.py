"""What a terminal is taken to be able to show: its colours, and its signs."""

from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from screens import theme
from screens.colours import colours
from screens.glyphs import FewSigns, few_signs
from tests.terminal.font import IN_FONT


@pytest.mark.parametrize(
    ("term", "said", "expected", "look"),
    [
        ("xterm-256color", "", "256", theme.CALM),
        ("tmux-256color", "truecolor", "truecolor", theme.CALM),
        ("screen-256color-bce", "", "256", theme.CALM),
        ("xterm-direct", "", "truecolor", theme.CALM),
        ("xterm-kitty", "", "truecolor", theme.CALM),
        ("alacritty", "", "truecolor", theme.CALM),
        ("xterm", "", "standard", theme.PLAIN),
        ("xterm", "24bit", "truecolor", theme.CALM),
        ("linux", "", "standard", theme.PLAIN),
        ("", "", "standard", theme.PLAIN),
    ],
)
def test_colours_by_the_name_of_the_terminal(term: str, said: str, expected: str, look: str) -> None:
    found = colours({"TERM": term, "COLORTERM": said})
    assert (found, theme.fitting(found)) == (expected, look)


def in_few_signs(text: str) -> str:
    return "".join(segment.text for segment in FewSigns().apply([Segment(text)], Color(0, 0, 0)))


def drawn_signs() -> set[str]:
    """Every sign of one cell that the code draws or says; what makes signs out of data is left out."""
    sources = [path for floor in ("screens", "workflows") for path in Path(floor).rglob("*.py")]
    written = set().union(*(path.read_text("utf-8") for path in sources if path.name not in ("words.py", "glyphs.py")))
    return {sign for sign in written if not sign.isascii() and cell_len(sign) == 1}


def test_a_terminal_with_few_signs_has_every_one_that_is_drawn_in_its_place() -> None:
    shown = {sign: in_few_signs(sign) for sign in drawn_signs()}
    lacking = {sign: instead for sign, instead in shown.items() if instead not in IN_FONT and not instead.isascii()}
    assert not lacking
    assert all(cell_len(instead) == 1 for instead in shown.values())
    assert in_few_signs("工矿灯 …") == "工矿灯 ."


def test_only_the_console_of_linux_has_few_signs() -> None:
    assert few_signs({"TERM": "linux"})
    assert not few_signs({"TERM": "xterm-256color"})
    assert not few_signs({})
