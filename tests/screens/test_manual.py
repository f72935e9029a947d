"""The manual inside the program: laid out for the width, searched, never taken for more than text."""

import pytest

from screens.manual import ManualScreen
from screens.pages import laid_out
from screens.paint import Line
from screens.words import width
from tests.screens.driving import at_desk
from workflows.catalogue import CATALOGUE
from workflows.engine.manual import Manual
from workflows.i18n import LANGUAGES, translation


def said(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _role in pieces).rstrip() for pieces in lines]


@pytest.mark.parametrize("cells", [40, 80, 140])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_fits_the_width_and_loses_no_step(cells: int, language: str) -> None:
    translate = translation(language)
    manual = Manual(CATALOGUE, language)
    for process in CATALOGUE.processes.values():
        lines = said(laid_out(manual.page(process), cells))
        assert all(width(text) <= cells for text in lines)
        everything = "".join("".join(lines).split())
        assert process.key in everything
        for step in process.real_steps:
            assert "".join(step.title.render(translate).split()) in everything


def test_headings_lists_and_breaks() -> None:
    lines = said(
        laid_out("# Head\n\ntwo\nlines\n\n- one\n- two\n\n1. first\n2. second\n\n```\n[a] ─▶ [b]\n  x\n```\n", 40)
    )
    assert lines == [
        " Head", " ────", "", " two lines", "", " • one", " • two", "", " 1. first", " 2. second", "",
        " [a] ─▶ [b]", "   x",
    ]  # fmt: skip


def test_a_table_in_columns_and_row_by_row_where_it_is_narrow() -> None:
    page = (
        "| Step | Who does it | Actions |\n| --- | --- | --- |\n| draft | Storekeeper | **Submit** `go`<br>Withdraw |\n"
    )
    assert said(laid_out(page, 80)) == [
        " Step   Who does it  Actions", " draft  Storekeeper  Submit go", "                     Withdraw",
    ]  # fmt: skip
    assert said(laid_out(page, 24)) == [
        " draft", "   Who does it", "     Storekeeper", "   Actions  Submit", "     go", "     Withdraw",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["[@click=app.quit]x[/]", "[bold", "<script>alert(1)</script>", "\x1b[2Jx", "a\u202eb"]
)
def test_what_looks_like_markup_is_text(text: str) -> None:
    lines = said(laid_out(f"before {text} after", 80))
    assert all(ord(one) >= 0x20 and one not in "\u202e\x9b" for line in lines for one in line)
    assert lines[0].startswith(" before")
    assert lines[0].endswith("after")


async def test_the_procedure_of_what_is_at_hand_is_read_and_left() -> None:
    async with at_desk(size=(80, 24)) as driver:
        await driver.press("j", "H")
        assert isinstance(driver.app.screen, ManualScreen)
        assert "Goods that are damaged" in driver.text
        await driver.press("escape")
        row = driver.desk.list.row
        assert row is not None
        assert row.task_id == 2


async def test_the_manual_is_chosen_by_name() -> None:
    async with at_desk() as driver:
        await driver.press("ctrl+p", *"manual", "enter")
        assert "Damage write-off" in driver.text
        await driver.press(*"stocktake", "enter")
        assert "# stocktake" not in driver.text
        assert isinstance(driver.app.screen, ManualScreen)
        await driver.press("escape", ":", *"manual stock", "enter")
        assert isinstance(driver.app.screen, ManualScreen)


async def test_words_are_found_and_gone_through() -> None:
    async with at_desk() as driver:
        await driver.press("H", "/", *"goods", "enter")
        assert "“goods”: 1 of 2" in driver.text
        await driver.press("n")
        assert "2 of 2" in driver.text
        await driver.press("n", "N", "N")
        assert "1 of 2" in driver.text
        await driver.press("/", *"zebra", "enter")
        assert "does not stand on this page" in driver.text
        await driver.press("escape")
        assert isinstance(driver.app.screen, ManualScreen)
        await driver.press("escape")
        assert not isinstance(driver.app.screen, ManualScreen)


async def test_the_page_follows_the_language() -> None:
    async with at_desk() as driver:
        await driver.press("H", "L")
        assert "手册" in driver.text
