"""Signing in: by password, or as somebody of the practice company."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from db.message import Message
from screens.app import ConsoleApp
from screens.desk import DeskScreen
from tests.screens.driving import NEVER, Driver
from tests.screens.fake_office import FakeOffice, people
from workflows.engine.errors import Refused


class Door:
    """Lets in whoever knows the word."""

    def __init__(self) -> None:
        self.office = FakeOffice()
        self.tried: list[tuple[str, str]] = []

    def __call__(self, login: str, password: str) -> FakeOffice:
        self.tried.append((login, password))
        if password not in ("secret", "") or login not in ("sunli", "zhangwei"):
            raise Refused([Message("Login or password is wrong")])
        return self.office


@asynccontextmanager
async def at_door(
    door: Door, *, practice: bool = False, size: tuple[int, int] = (80, 24), language: str = "en", chosen: bool = False
) -> AsyncIterator[Driver]:
    app = ConsoleApp(
        door, people=people() if practice else None, company="恒信商贸", language=language, chosen=chosen,
        look_every=NEVER,
    )  # fmt: skip
    async with app.run_test(size=size) as pilot:
        driver = Driver(pilot, app, door.office)
        await driver.settle()
        yield driver


async def test_login_and_password() -> None:
    door = Door()
    async with at_door(door) as driver:
        assert "Login" in driver.text
        await driver.press(*"sunli", "enter", *"secret")
        assert "secret" not in driver.text
        assert "••••••" in driver.text
        await driver.press("enter")
        assert isinstance(driver.app.screen, DeskScreen)
        assert door.tried == [("sunli", "secret")]


async def test_a_wrong_password_is_said_and_the_login_stays() -> None:
    door = Door()
    async with at_door(door) as driver:
        await driver.press(*"sunli", "tab", *"guess", "enter")
        assert "Login or password is wrong" in driver.text
        assert "sunli" in driver.text
        assert "•" not in driver.text
        await driver.press(*"secret", "enter")
        assert isinstance(driver.app.screen, DeskScreen)


async def test_nothing_is_asked_without_login_and_password() -> None:
    door = Door()
    async with at_door(door) as driver:
        await driver.press("enter", "enter", *"sunli", "enter", "enter", "up", "escape")
        assert door.tried == []


async def test_the_whole_sign_in_in_one_burst_and_the_desk_after_it() -> None:
    door = Door()
    async with at_door(door) as driver:
        await driver.press(*"sunli", "enter", *"secret", "enter", "j", "a")
        assert [one[0] for one in door.office.acts] == ["WO-2026-000002"]


@pytest.mark.parametrize("typed", ["zhang", "sales", "业务", "财务"])
async def test_choosing_somebody_in_the_practice_company(typed: str) -> None:
    door = Door()
    async with at_door(door, practice=True) as driver:
        if not typed.isascii():
            await driver.press("f12")
        assert "培训 TRAINING" in driver.text
        await driver.press(*typed, "enter")
        assert door.tried == [("zhangwei", "")]
        assert isinstance(driver.app.screen, DeskScreen)


async def test_the_keys_of_the_list_of_people_stand_below_it() -> None:
    async with at_door(Door(), practice=True) as driver:
        assert "enter Sign in" in driver.lines[-1]
        assert "Back" not in driver.lines[-1]
        await driver.press("f1")
        assert "enter Run" in driver.lines[-1]
    async with at_door(Door()) as driver:
        assert "enter" not in driver.lines[-1]


async def test_the_list_of_people_stays_until_somebody_is_chosen() -> None:
    door = Door()
    async with at_door(door, practice=True) as driver:
        await driver.press(*"xyz", "enter", "escape")
        assert "孙丽" in driver.text
        await driver.press("down", "enter")
        assert "Login or password is wrong" in driver.text
        assert "孙丽" in driver.text


async def test_language_and_help_before_anybody_has_signed_in() -> None:
    async with at_door(Door()) as driver:
        await driver.press("f12")
        assert "登录名" in driver.text
        await driver.press("L", "f1")
        assert "L" in driver.text
        assert "此处可用的键" in driver.text
        await driver.press("escape")
        assert driver.app.words.language == "zh_CN"


async def test_the_language_chosen_at_the_door_stays() -> None:
    async with at_door(Door()) as driver:
        await driver.press("f12", *"sunli", "enter", *"secret", "enter")
        assert isinstance(driver.app.screen, DeskScreen)
        assert driver.app.words.language == "zh_CN"


@pytest.mark.parametrize(
    ("kept", "chosen", "expected"),
    [
        pytest.param("", False, "zh_CN", id="who never chose reads what the terminal asks for"),
        pytest.param("en", False, "en", id="who chose reads that everywhere"),
        pytest.param("en", True, "zh_CN", id="the command line wins"),
    ],
)
async def test_the_language_of_the_terminal_holds_for_who_never_chose_one(
    kept: str, chosen: bool, expected: str
) -> None:
    door = Door()
    door.office.set_language(kept)
    async with at_door(door, language="zh_CN", chosen=chosen) as driver:
        assert "登录名" in driver.text
        await driver.press(*"sunli", "enter", *"secret", "enter")
        assert driver.app.words.language == expected
        assert door.office.person.language == kept
        await driver.press("L")
        assert door.office.person.language == driver.app.words.language != expected


async def test_pasting_the_password() -> None:
    from textual import events

    door = Door()
    async with at_door(door) as driver:
        await driver.press(*"sunli", "enter")
        driver.app.post_message(events.Paste("sec\x1bret"))
        await driver.press("enter")
        assert door.tried == [("sunli", "secret")]
