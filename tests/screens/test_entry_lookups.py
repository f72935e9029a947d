"""Look-ups of a form on the screen: their answers, taken as they are seen or ahead of them."""

import pytest

from db.message import Message
from tests.screens.fake_forms import FormApp, FormsOffice, Order, form_of, go_to, press, send, text_of, write
from tests.screens.resting import settled
from tests.screens.test_entry_screen import WHOLE, answers, app_for


async def test_answers_open_under_the_field_as_one_types_and_enter_takes_one() -> None:
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        box = await go_to(pilot, "customer")
        await write(pilot, "hd")
        assert answers(app) == ["恒达电器  C-0012", "恒大服装  C-0013"]
        assert app.entry.list.region.y == box.region.y + 1
        await pilot.press("down", "enter")
        assert box.value == "C-0013"
        assert not app.entry.list.display
        assert app.entry.sheet.current is app.box("due")
        assert "恒大服装" in text_of(box)[0]


async def test_escape_closes_the_answers_before_it_leaves_the_form() -> None:
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "customer")
        await write(pilot, "hd")
        await pilot.press("escape")
        assert not app.entry.list.display
        assert not app.outcomes
        await pilot.press("escape")
        await settled(pilot)
        assert app.outcomes == [None]


async def test_a_key_that_is_stored_is_shown_behind_its_name() -> None:
    app = app_for(values=WHOLE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "恒达电器 C-0012" in text_of(app.box("customer"))[0]
        assert "铜端子 6mm P-001 " in text_of(app.grid)[2]


async def test_a_choice_is_taken_by_its_digit_its_words_or_an_arrow() -> None:
    app = app_for(Order)
    async with app.run_test(size=(80, 24)) as pilot:
        box = await go_to(pilot, "cause")
        assert answers(app) == ["1 natural damage", "2 handling", "3 transit"]
        await write(pilot, "３")
        assert box.value == "transit"
        await pilot.press("tab", "shift+tab")
        await write(pilot, "dam\t")
        assert box.value == "natural"
        box.load(None)
        await go_to(pilot, "fee")
        await go_to(pilot, "cause")
        await pilot.press("down", "down", "enter")
        assert box.value == "handling"


async def test_a_choice_is_found_by_pinyin_initials_in_chinese() -> None:
    app = FormApp(FormsOffice(), form_of(Order), "zh_CN")
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "cause")
        words = app.words.say(Message("yes"))
        assert words == "是"
        box = await go_to(pilot, "urgent")
        await write(pilot, "是")
        assert box.value is True


@pytest.mark.parametrize(
    ("typed", "keys", "taken"),
    [
        ("", ["down", "enter"], "C-0012"),
        ("", ["down", "down", "enter"], "C-0013"),
        ("", ["down", "up", "enter"], "C-0020"),
        ("", ["down", "tab"], None),
        ("", ["enter"], None),
        ("hd", ["enter"], "C-0012"),
        ("hd", ["down", "enter"], "C-0013"),
        ("hd", ["down", "tab"], "C-0013"),
    ],
)
@pytest.mark.parametrize("ahead", [True, False])
async def test_enter_takes_the_answer_under_the_cursor_seen_or_typed_ahead(
    typed: str, keys: list[str], taken: str | None, ahead: bool
) -> None:
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        box = await go_to(pilot, "customer")
        send(app, typed)
        for key in keys:
            if not ahead:
                await settled(pilot)
            press(app, key)
        await settled(pilot)
        assert box.value == taken
        assert app.entry.sheet.current is app.box("due")


@pytest.mark.parametrize("ahead", [True, False])
async def test_in_lines_too_enter_takes_the_answer_under_the_cursor(ahead: bool) -> None:
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.entry.sheet.go_to(app.grid)
        for key in ("down", "down", "enter"):
            if not ahead:
                await settled(pilot)
            press(app, key)
        await settled(pilot)
        assert app.grid.rows[0].values["product"] == "P-002"
        assert app.grid.name_at == "quantity"


async def test_escape_ahead_of_the_answers_closes_them_and_not_the_form() -> None:
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        box = await go_to(pilot, "customer")
        for key in ("down", "escape", "enter"):
            press(app, key)
        await settled(pilot)
        assert not app.outcomes
        assert not app.entry.list.display
        assert box.value is None


async def test_what_is_typed_ahead_of_a_look_up_takes_its_first_answer() -> None:
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "customer")
        send(app, "hx\t30\t")
        await settled(pilot)
        assert (app.box("customer").value, app.box("due").value) == ("C-0020", "2026-06-30")
