"""Passing work on from the list: a way, a colleague found as one types, and why; what is refused loses nothing."""

from db.message import Message
from screens.passing import WAYS
from tests.screens.driving import at_desk
from tests.screens.fake_office import Company, FakeOffice
from workflows.engine.errors import Invalid
from workflows.engine.form import FieldError


async def test_a_task_is_handed_over_by_keys_alone() -> None:
    async with at_desk(FakeOffice(Company(5))) as driver:
        await driver.press("t", "1", *"zhou", "enter", *"away today", "enter")
        assert driver.office.passed == [("transfer", 1, "zhoumin", "away today")]
        assert driver.said == "Passed on"
        assert driver.desk.prompt is None


async def test_every_way_is_a_digit_and_urging_names_nobody() -> None:
    async with at_desk(FakeOffice(Company(5))) as driver:
        for number, way in enumerate(WAYS, 1):
            await driver.press("t", str(number), *(("enter",) if way.to else ()), "enter")
        assert [done[0] for done in driver.office.passed] == [way.way for way in WAYS]


async def test_only_those_who_may_take_it_are_offered() -> None:
    async with at_desk(FakeOffice(Company(5))) as driver:
        for digit, asked in (("1", (1, True)), ("2", (1, False)), ("5", (None, False))):
            await driver.press("t", digit)
            assert driver.office.asked_for == asked
            await driver.press("escape", "escape")


async def test_without_a_word_why_the_question_stays() -> None:
    async with at_desk(FakeOffice(Company(5))) as driver:
        driver.office.fault = Invalid([FieldError("note", Message("Note"), Message("say why"))])
        await driver.press("t", "1", *"zhou", "enter", "enter")
        assert "say why" in driver.said
        await driver.press(*"away today", "enter")
        assert driver.office.passed == [("transfer", 1, "zhoumin", "away today")]


async def test_one_is_not_among_the_colleagues_oneself() -> None:
    async with at_desk(FakeOffice(Company(5))) as driver:
        await driver.press("t", "5")
        assert "周敏" in driver.text
        assert driver.office.person.login not in driver.lines[-3]
