"""The guided first five minutes: offered once, driven by what the person does, never doing anything itself."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from screens.tour.lessons import LESSONS, lessons
from tests.screens.driving import Driver, at_desk
from tests.screens.fake_cases import CasesOffice
from tests.screens.fake_office import FakeOffice
from workflows.engine.kinds import Kind
from workflows.engine.touring import TourPlace


def new_person(*, practice: bool = True, cases: bool = False) -> FakeOffice:
    office = CasesOffice() if cases else FakeOffice(practice=practice)
    office.practice = practice
    office.tour.at = None
    return office


def lesson(driver: Driver) -> str:
    guide = driver.app.guide
    assert guide is not None
    return guide.lesson.key if guide.lesson is not None else guide.mode


async def test_it_is_offered_once_and_not_now_is_remembered() -> None:
    office = new_person()
    async with at_desk(office) as driver:
        assert "New here?" in driver.text
        await driver.press("-")
        assert "New here?" not in driver.text
        assert office.tour.at == TourPlace("move", "off")
    async with at_desk(office) as driver:
        assert "New here?" not in driver.text


async def test_an_offer_that_was_passed_over_is_not_made_again() -> None:
    office = new_person()
    async with at_desk(office):
        pass
    async with at_desk(office) as driver:
        assert "New here?" not in driver.text


async def test_whoever_knows_the_program_sees_nothing_of_it() -> None:
    async with at_desk() as driver:
        assert not driver.app.screen.strip.draw(80, 0)  # type: ignore[attr-defined]
        assert not {"tour-next", "tour-leave"} & {offer.command.id for offer in driver.desk.offers()}


async def to_lesson(driver: Driver, key: str) -> None:
    await driver.press("+")
    for _ in LESSONS:
        if lesson(driver) == key:
            return
        await driver.press("+")
    raise AssertionError(f"{key} has not come up")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_every_lesson_is_passed_by_doing_what_it_says(size: tuple[int, int]) -> None:
    office = new_person(cases=True)
    ways: Sequence[tuple[str, tuple[str, ...]]] = (
        ("move", ("j",)),
        ("open", ("enter",)),
        ("timeline", ("3",)),
        ("back", ("escape",)),
        ("filter", ("/", *"zhou", "enter")),
        ("unfilter", ("escape",)),
        ("approve", ("a",)),
        ("take-back", ("z",)),
        ("reject", ("r", "2", "enter")),
        ("goto", (":", *"counts", "enter")),
        ("language", ("L", "L")),
        ("help", ("?", "?")),
    )
    async with at_desk(office, size=size) as driver:
        await driver.press("+")
        for key, keys in ways:
            assert lesson(driver) == key
            goal = next(one.goal for one in LESSONS if one.key == key)
            assert str(goal) in driver.text
            await driver.press(*keys)
        assert lesson(driver) == "finished"
        assert "That was all" in driver.text
        assert office.tour.at == TourPlace("move", "done")
        await driver.press("-")
        assert "That was all" not in driver.text


async def test_what_the_lesson_is_not_about_does_not_pass_it() -> None:
    async with at_desk(new_person()) as driver:
        await driver.press("+", "space", "?", "escape", "/", "escape")
        assert lesson(driver) == "move"


async def test_it_is_left_and_gone_on_with_from_the_palette_at_the_next_sign_in() -> None:
    office = new_person()
    async with at_desk(office) as driver:
        await driver.press("+", "j", "+", "-")
        assert office.tour.at == TourPlace("timeline", "off")
    async with at_desk(office) as driver:
        await driver.press("ctrl+p", *"five minutes", "enter")
        assert lesson(driver) == "timeline"
    async with at_desk(office) as driver:
        assert lesson(driver) == "timeline", "what is on goes on by itself"


async def test_a_lesson_names_an_item_that_is_there_and_the_list_it_is_in() -> None:
    office = new_person()
    async with at_desk(office) as driver:
        await to_lesson(driver, "reject")
        assert "Try it on WO-2026-000301, in the list “2 Counts”." in driver.text
        await driver.press("2", "r", "2", "enter")
        assert lesson(driver) == "goto"


async def test_what_there_is_nothing_to_try_on_is_left_out() -> None:
    office = new_person()
    office.tour.examples = {}
    async with at_desk(office) as driver:
        await to_lesson(driver, "filter")
        assert "5/12" in driver.text
        await driver.press("/", *"zhou", "enter", "escape")
        assert lesson(driver) == "goto"
        assert "7/9" in driver.text
        assert office.tour.at == TourPlace("goto", "on")


async def test_what_has_gone_meanwhile_is_named_no_more() -> None:
    office = new_person()
    async with at_desk(office) as driver:
        await to_lesson(driver, "approve")
        assert "WO-2026-000003" in driver.text
        office.tour.examples[Kind.FORWARD] = replace(office.tour.examples[Kind.FORWARD], number="WO-2026-000009")
        await driver.press("c")
        assert "Try it on WO-2026-000009" in driver.text


async def test_an_action_on_all_that_is_marked_passes_the_lesson_too() -> None:
    async with at_desk(new_person()) as driver:
        await to_lesson(driver, "approve")
        await driver.press("space", "space", "a", "enter")
        assert lesson(driver) == "take-back"


async def test_in_a_real_company_nothing_is_decided_for_the_sake_of_trying() -> None:
    real = [one.key for one in lessons(practice=False)]
    assert not {"approve", "reject", "take-back"} & set(real)
    office = new_person(practice=False)
    async with at_desk(office) as driver:
        while lesson(driver) != "finished":
            await driver.press("+")
    assert office.acts == []
    assert not office.asked["claim"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_every_lesson_fits_the_smallest_screen(language: str) -> None:
    async with at_desk(new_person(), size=(80, 24), language=language) as driver:
        while lesson(driver) != "off":
            lines = driver.app.screen.strip.draw(80, 0)  # type: ignore[attr-defined]
            assert 2 <= len(lines) <= 3
            said = "".join(text for pieces in lines for text, _role in pieces)
            assert "…" not in said
            assert "{" not in said
            assert driver.desk.list.room >= 5
            await driver.press("+")
