"""From values to text: nothing a terminal would obey, exact widths, and both languages."""

import unicodedata
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from db.message import Message
from screens.words import Words, cut, fit, money, next_language, plain, plain_lines, quantity, wrap

NOW = datetime(2026, 3, 12, 10, 30)
HOSTILE = "\x1b]52;c;cm0gLXJm\x07\u202egnp.exe\u2066\x9b31m\r\n[@click=app.quit]x[/]"
anything = st.text(st.characters(exclude_categories=[]), max_size=40)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("铜端子 6mm", "铜端子 6mm"),
        ("[bold]x[/bold] [/nope]", "[bold]x[/bold] [/nope]"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\tb\nc", "a b c"),
        ("\x07\x7f\x9b", "␇␡␦"),
        ("a\u202eb\u2066\u200b\ufeff", "a␦b␦␦␦"),
        ("\ud800", "␦"),
    ],
)
def test_what_a_terminal_would_obey_becomes_visible(typed: str, shown: str) -> None:
    assert plain(typed) == shown


@given(anything)
def test_nothing_gets_through(text: str) -> None:
    shown = plain(text)
    assert all(unicodedata.category(one) not in ("Cc", "Cs", "Zl", "Zp") for one in shown)
    assert all(unicodedata.bidirectional(one) not in _BIDI for one in shown)
    shown.encode("utf-8")


_BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(anything, st.integers(0, 30), st.booleans())
def test_a_fitted_text_takes_exactly_its_cells(text: str, cells: int, right: bool) -> None:
    assert cell_len(fit(plain(text), cells, right=right)) == cells


@given(anything, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, cells: int) -> None:
    text = plain(text)
    lines = wrap(text, cells)
    assert all(cell_len(line) <= cells for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_half_a_character_is_never_shown() -> None:
    assert cut("铜端子", 6) == "铜端子"
    assert cut("铜端子", 5) == "铜端…"
    assert cut("铜端子", 4) == "铜…"
    assert cut("铜端子", 0) == ""
    assert fit("铜", 4, right=True) == "  铜"


def test_chinese_is_broken_between_characters_but_not_before_a_full_stop() -> None:
    assert wrap("铜端子损坏，不能使用。", 10) == ["铜端子损", "坏，不能使", "用。"]
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("one two three", 7, 1) == ["one tw…"]
    assert wrap("", 7) == [""]


def test_numbers() -> None:
    assert money(Decimal("-1284")) == "−1,284.00"
    assert money(None) == ""
    assert quantity(Decimal("12.500")) == "12.5"
    assert quantity(Decimal("1200.000")) == "1,200"
    assert quantity(None) == ""


def test_moments() -> None:
    english, chinese = Words("en"), Words("zh_CN")
    assert english.moment(datetime(2026, 3, 12, 14, 30), NOW) == "14:30"
    assert english.moment(datetime(2026, 3, 11, 14, 30), NOW) == "yesterday"
    assert chinese.moment(datetime(2026, 3, 13, 9, 0), NOW) == "明天"
    assert english.moment(datetime(2026, 11, 3), NOW) == "11-03"
    assert english.moment(datetime(2025, 11, 3), NOW) == "2025-11-03"
    assert english.moment(None, NOW) == ""
    assert english.stamp(datetime(2026, 3, 11, 9, 5), NOW) == "yesterday 09:05"
    assert english.stamp(datetime(2026, 3, 1, 9, 5), NOW) == "03-01 09:05"
    assert english.stamp(datetime(2025, 3, 1, 9, 5), NOW) == "2025-03-01 09:05"


def test_lists_and_answers() -> None:
    assert Words("en").listed(["a", Message("b"), "c"]) == "a, b, c"
    assert Words("zh_CN").listed(["a", "b"]) == "a、b"
    assert Words("en").told(["a, b", "c"]) == "a, b; c"
    assert Words("zh_CN").told(["a，b", "c"]) == "a，b；c"
    assert Words("en").told([]) == ""
    assert Words("zh_CN").flag(True) == "是"
    assert plain_lines("a\nb\x1bc") == ["a", "b␛c"]


def test_the_parameters_of_a_message_are_made_plain_too() -> None:
    assert Words("en").say(Message("from {who}")(who=HOSTILE)) == f"from {plain(HOSTILE)}"


def test_the_languages_go_round() -> None:
    assert next_language("en") == "zh_CN"
    assert next_language("zh_CN") == "en"
    assert next_language("?") == "en"
