"""Finding things: go to, palette, help; everything reachable without a letter."""

import pytest

from screens.commands import BY_ID, offers
from tests.screens.driving import Driver, at_desk
from tests.screens.fake_cases import CasesOffice
from tests.screens.fake_office import FakeOffice


async def test_going_to_a_queue_of_another_desk() -> None:
    async with at_desk(FakeOffice(desks=("warehouse", "management"))) as driver:
        await driver.press(":", *"leave", "enter")
        assert (driver.desk.desk.key, driver.desk.queue) == ("management", "leave")


async def test_the_answers_are_those_of_what_is_typed() -> None:
    async with at_desk() as driver:
        await driver.press("：", *"000017")
        assert "WO-2026-000017" in driver.text
        await driver.press("escape", ":", *"stock")
        assert "Stocktake" in driver.text
        await driver.press(*"xyz")
        assert "nothing matches" in driver.text
        await driver.press("enter")
        assert driver.desk.prompt is not None


async def test_a_process_to_open() -> None:
    async with at_desk() as driver:
        await driver.press(":", *"stocktake", "enter")
        assert driver.office.asked["new_form"] == 1


async def test_colon_q_leaves() -> None:
    async with at_desk() as driver:
        for key in ":q":
            driver.app.simulate_key(key)
        await driver.settle()
        driver.app.simulate_key("enter")
        await driver.pilot.pause()
    assert driver.office.left


async def test_the_palette_finds_commands_in_either_language() -> None:
    async with at_desk(language="zh_CN") as driver:
        await driver.press("ctrl+p", *"mark all", "enter")
        assert len(driver.desk.list.marks) == 300
        await driver.press("ctrl+p", *"全部标记", "enter")
        assert not driver.desk.list.marks


async def test_palette_and_help_show_only_what_applies() -> None:
    async with at_desk() as driver:
        assert _offered(driver) >= {"approve", "reject", "claim", "mark"}
        assert "repeat" not in _offered(driver)
        assert "edit" not in _offered(driver)
        await driver.press("a")
        assert "repeat" in _offered(driver)
        await driver.press("3")
        assert not _offered(driver) & {"approve", "reject", "claim", "mark", "open", "copy"}
        await driver.press("ctrl+p")
        assert "Claim" not in driver.text


def _offered(driver: Driver) -> set[str]:
    return {offer.command.id for offer in driver.desk.offers()}


async def test_help_runs_what_its_number_says() -> None:
    async with at_desk() as driver:
        order = [offer.command.id for offer in driver.desk.offers()]
        await driver.press("f1")
        help_ = driver.desk.prompt
        assert help_ is not None
        number = next(at for at, entry in enumerate(help_.entries, 1) if entry.value.id == "claim")  # type: ignore[attr-defined]
        assert "claim" in order
        await driver.press(*str(number), "enter")
        assert "●" in driver.lines[3]


async def test_help_says_the_whole_of_what_is_under_the_cursor() -> None:
    async with at_desk(size=(80, 24)) as driver:
        await driver.press("?")
        help_ = driver.desk.prompt
        assert help_ is not None
        entries = help_.entries  # type: ignore[attr-defined]
        told = str(next(entry for entry in entries if entry.value.id == "back").detail)
        assert told not in " ".join(driver.text.split())
        await driver.press(*["down"] * next(at for at, entry in enumerate(entries) if entry.value.id == "back"))
        at = next(index for index, line in enumerate(driver.lines) if " Back " in line)
        said = f"{driver.lines[at]} {driver.lines[at + 1]}".replace(" esc", "")
        assert told in " ".join(said.split())
        assert all(len(line) <= 80 for line in driver.lines)


@pytest.mark.parametrize(
    "keys", [(), ("enter",), ("F",), ("F", "down", "enter"), ("F", "down", "enter", "end", "enter")]
)
async def test_help_leaves_its_last_lines_on_a_small_screen(keys: tuple[str, ...]) -> None:
    async with at_desk(CasesOffice(), size=(80, 24)) as driver:
        await driver.press(*keys, "?")
        assert "more" in driver.lines[-3]
        assert "Run" in driver.lines[-1]
        await driver.press("end")
        assert "Quit" in driver.lines[-3]


async def test_help_scrolls_and_closes_by_its_own_key() -> None:
    async with at_desk(size=(80, 24)) as driver:
        await driver.press("？", "end")
        assert "Quit" in driver.text
        await driver.press("?")
        assert driver.desk.prompt is None


def new_person() -> FakeOffice:
    """Somebody who is offered the first five minutes, and so has every command there is."""
    office = FakeOffice()
    office.tour.at = None
    return office


async def test_everything_on_the_desk_is_offered_by_a_method_of_it() -> None:
    async with at_desk(new_person()) as driver:
        for command in BY_ID.values():
            if "desk" in command.scopes:
                assert driver.desk.method(command) is not None, command.id


async def test_every_command_of_the_desk_can_be_reached_without_a_letter() -> None:
    async with at_desk(new_person()) as driver:
        helped = {offer.command.id for offer in driver.desk.offers()}
        assert helped == {offer.command.id for offer in offers(driver.desk.situation())}
        assert any(len(key) > 1 for key in driver.app.keymap.keys(BY_ID["help"]))


async def test_keys_from_the_settings_replace_those_of_the_registry() -> None:
    async with at_desk(keys={"approve": ["o", "f6"], "act-5": ["ctrl+x"]}) as driver:
        assert "o Approve" in driver.text
        await driver.press("a")
        assert driver.office.acts == []
        await driver.press("o", "f6")
        assert len(driver.office.acts) == 2


async def test_what_one_chooses_from_is_found_by_pinyin_initials_too() -> None:
    async with at_desk(language="zh_CN") as driver:
        await driver.press("n", *"pd")
        assert [line.split() for line in driver.lines if line.split()[:1] == ["1"]][-1] == ["1", "盘点", "仓库"]
