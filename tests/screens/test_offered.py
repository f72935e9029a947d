"""What is offered: only what can be done, called by what it would do, and no key that says nothing."""

from datetime import timedelta

from db.message import Message
from screens.commands import BY_ID, Situation, offers
from tests.screens.driving import Driver, at_desk
from tests.screens.fake_actions import action
from tests.screens.fake_cases import CasesOffice
from tests.screens.fake_office import Company, FakeOffice
from workflows.engine.process import Kind
from workflows.engine.view import OwnDecision

REFUSED = Message("only books are catalogued")


def small() -> FakeOffice:
    return FakeOffice(Company(20))


def footer(driver: Driver) -> str:
    return "\n".join(driver.lines[-2:])


async def test_take_back_is_offered_only_where_there_is_something_to_take_back() -> None:
    async with at_desk(small()) as driver:
        assert "Take back" not in footer(driver)
        await driver.press("a")
        assert "z Take back" in footer(driver)
        await driver.press("z")
        assert "Take back" not in footer(driver)
        await driver.press("?")
        assert "Take back" not in driver.text


async def test_its_key_says_why_it_can_take_nothing_back() -> None:
    async with at_desk(small()) as driver:
        await driver.press("z")
        assert driver.said == "There is nothing of yours to take back"


async def test_in_a_case_what_was_done_on_another_one_is_taken_back_only_after_a_question() -> None:
    office = CasesOffice()
    async with at_desk(office, size=(140, 40)) as driver:
        await driver.press("a", "enter", "z")
        assert "Take back WO-2026-000001" in driver.text
        assert "Your last decision was on another case: Approve" in driver.text
        assert "take_back" not in office.asked
        await driver.press("enter")
        assert office.asked["take_back"] == 1


async def test_repeating_says_what_would_be_done() -> None:
    async with at_desk(small()) as driver:
        assert "Again" not in footer(driver)
        await driver.press("r", "1", "enter")
        assert ". Again: Reject" in footer(driver)
        await driver.press("a")
        assert ". Again: Approve" in footer(driver)


def test_the_list_of_actions_is_offered_only_where_one_may_be_taken() -> None:
    barred = action("approve", "Approve", Kind.FORWARD, 1, allowed=False)
    assert not BY_ID["actions"].when(Situation("desk", item=True, actions=[barred])).applies
    assert BY_ID["actions"].when(Situation("desk", item=True, known=False)).applies


def test_help_says_where_an_action_leads_that_has_only_a_number() -> None:
    free = action("keep", "Keep", Kind.OTHER, 3)
    main = action("approve", "Approve", Kind.FORWARD, 1)
    refused = action("list", "Catalogue", Kind.OTHER, 4, reasons=(REFUSED,))
    said = {
        offer.command.id: str(offer.said)
        for offer in offers(Situation("desk", item=True, actions=[main, free, refused]))
    }
    assert said["act-3"] == "Keep: to the next step"
    assert said["act-4"] == str(REFUSED)
    assert said["approve"] == str(BY_ID["approve"].help)


async def test_a_key_without_a_meaning_says_so() -> None:
    async with at_desk(small()) as driver:
        await driver.press("q")
        assert driver.said == "Nothing here can be done with that key"


async def test_up_to_date_is_not_said_any_longer_when_something_has_come_in() -> None:
    office = small()
    async with at_desk(office) as driver:
        await driver.press("R")
        assert driver.said == "Up to date"
        office.company.others_finish(5)
        await driver.look()
        assert "changed — R" in driver.text
        assert driver.said == ""


async def test_a_reason_that_is_chosen_has_a_sign_and_not_only_a_colour() -> None:
    async with at_desk(small()) as driver:
        await driver.press("r")
        assert "✓2 " not in driver.text
        await driver.press("2")
        assert "✓2 " in driver.text


async def test_what_one_has_claimed_oneself_is_said_as_such() -> None:
    async with at_desk(small()) as driver:
        await driver.press("c")
        assert "You are working on it" in driver.text


async def test_what_was_decided_long_ago_is_offered_while_it_can_be_taken_back() -> None:
    office = small()
    office.earlier = OwnDecision(
        10_009, "WO-2026-000009", Message("Approve"), office.now() - timedelta(days=3), earlier=True
    )
    async with at_desk(office) as driver:
        assert "z Take back" in footer(driver)
