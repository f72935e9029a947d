"""Every key on every screen: it does something or says that it cannot, in either language, and nothing ever breaks."""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from db.check import check
from screens.app import ConsoleApp
from screens.base import _FAULT, ConsoleScreen
from screens.commands import COMMANDS, Command
from tests.effort import EFFORT
from tests.screens.driving import NEVER, Driver, program
from tests.screens.fake_office import Company, FakeOffice, people
from tests.workflows import house as houses
from tests.workflows.house import House

CHIEF, FINANCE = "warehouse-supervisor", "finance1"
WAYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "desk": (CHIEF, ()),
    "empty desk": (FINANCE, ()),
    "case": (CHIEF, ("enter",)),
    "register": (CHIEF, (":", *"products", "enter")),
    "record": (CHIEF, (":", *"products", "enter", "enter")),
    "stock ledger": (CHIEF, ("I",)),
    "moves": (CHIEF, ("I", "enter")),
    "accounts": (FINANCE, ("$",)),
    "entries": (FINANCE, ("$", "enter", "enter")),
    "dashboard": (CHIEF, ("F",)),
    "cases behind a figure": (CHIEF, ("F", "enter")),
    "manual": (CHIEF, ("H",)),
    "form": ("storekeeper1", ("n", *"write-off", "enter")),
    "form of an action": (CHIEF, ("j", "e")),
    "form of a record": (CHIEF, (":", *"products", "enter", "n")),
}
"""Who opens a screen, and by which keys from his desk."""

MOVES = frozenset(
    {
        "down", "up", "page-down", "page-up", "first", "last", "preview-down", "preview-up", "scroll-right",
        "scroll-left", "go-right", "go-left", "next-field", "previous-field",
    }
)  # fmt: skip
"""What moves a cursor or a view: where there is no further, it stays, and nothing needs to be said."""


@pytest.fixture
def house(house_template: Path, tmp_path: Path) -> Iterator[House]:
    """A company with write-offs to decide."""
    made = houses.copied(house_template, tmp_path)
    made.goods("LAMP", "MAIN/A-01", "100", "3500.00")
    for count in range(1, 9):
        line = {"product": "LAMP", "location": "MAIN/A-01", "quantity": str(count), "cause": "handling"}
        made.submit("storekeeper1", "write-off", {"warehouse": "MAIN", "lines": [line]})
    yield made
    made.db.close()


@asynccontextmanager
async def opened(house: House, login: str, keys: tuple[str, ...], language: str) -> AsyncIterator[Driver]:
    """Open a screen."""
    office = house.as_(login)
    office.set_language(language)
    app = ConsoleApp(lambda _login, _password: office, office=office, look_every=NEVER, language=language, chosen=True)
    async with app.run_test(size=(100, 30)) as pilot:
        driver = Driver(pilot, app, FakeOffice(Company(0)))
        await driver.settle()
        await driver.press(*keys)
        yield driver


def screen_of(driver: Driver) -> ConsoleScreen[object]:
    screen = driver.app.screen
    assert isinstance(screen, ConsoleScreen)
    return screen


def picture(driver: Driver) -> tuple[object, ...]:
    """Everything by which a person notices that a key has done something."""
    app, screen = driver.app, screen_of(driver)
    return driver.text, type(screen), type(screen.prompt), app.theme, app.words.language, app.clipboard


async def back(driver: Driver, origin: ConsoleScreen[object]) -> bool:
    """Close what a key has opened; False where it has led away."""
    for _each in range(6):
        if origin not in driver.app.screen_stack:
            return False
        if driver.app.screen is origin and origin.prompt is None:
            return True
        await driver.press("escape")
    return False


LANGUAGES = ("en", "zh_CN")
TRIED = [
    (where, language)
    for number, where in enumerate(WAYS)
    for language in (LANGUAGES if EFFORT > 1 else LANGUAGES[number % 2 :][:1])
]
"""Each screen in one of the languages in turn, in both by `make thorough`: what a key does hardly depends on it."""


@pytest.mark.thorough
@pytest.mark.parametrize(("where", "language"), TRIED)
async def test_every_key_does_something_or_says_that_it_cannot(house: House, where: str, language: str) -> None:
    login, way = WAYS[where]
    left: list[tuple[Command, str]] | None = None
    silent: list[str] = []
    while left is None or left:
        async with opened(house, login, way, language) as driver:
            origin = screen_of(driver)
            keymap, fault = driver.app.keymap, driver.app.words.say(_FAULT(what="")).partition("(")[0]
            if left is None:
                commands = [one for one in keymap.commands(origin.scope) if one.id != "quit"]
                left = [(command, key) for command in commands for key in origin.keys_of(command)]
            while left:
                command, key = left.pop(0)
                origin.status.say("")
                await driver.pilot.pause()
                before = picture(driver)
                await driver.press(key)
                assert fault not in driver.text, (command.id, key)
                if picture(driver) == before and command.id not in MOVES:
                    silent.append(f"{key}: {command.id}")
                if not await back(driver, origin):
                    break
    assert silent == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_every_key_of_the_sign_in_does_something(language: str) -> None:
    app = program(FakeOffice(), signed_in=False, people=people(), language=language)
    async with app.run_test(size=(80, 24)) as pilot:
        driver = Driver(pilot, app, FakeOffice(Company(0)))
        await driver.settle()
        for command in app.keymap.commands("sign-in"):
            for key in app.keymap.keys(command) if command.id != "quit" else ():
                if len(key) > 1:  # letters are typed here
                    before = picture(driver)
                    await driver.press(key)
                    assert picture(driver) != before, (command.id, key)
                    await back(driver, screen_of(driver))


@pytest.mark.parametrize("seed", range(2))
async def test_a_cat_on_the_keyboard_breaks_nothing(house: House, seed: int) -> None:
    chance = random.Random(seed)
    keys = sorted(
        {key for command in COMMANDS for key in command.keys if command.id != "quit"} | {*"甲1+ :/", "delete"}
    )
    async with opened(house, CHIEF, (), ("en", "zh_CN")[seed % 2]) as driver:
        fault = driver.app.words.say(_FAULT(what="")).partition("(")[0]
        for _each in range(40):
            walked = chance.choices(keys, k=5)
            await driver.press(*walked)
            assert driver.app.is_running
            assert fault not in driver.text, walked
    assert check(house.db) == []
