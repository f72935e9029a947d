"""Reaching every queue: the list of all of them, also of those beyond the ninth, and digits that wait for a second."""

from dataclasses import replace

from tests.screens.driving import at_desk
from tests.screens.fake_office import Company, FakeOffice


def with_views(count: int) -> FakeOffice:
    """A company in which somebody has kept so many views; three queues stand before them."""
    office = FakeOffice(Company(20))
    for number in range(1, count + 1):
        office.views.save("warehouse", "decide", f"view {number}", "chen", "person:7")
    return office


async def test_the_list_of_queues_leads_to_those_beyond_the_ninth() -> None:
    async with at_desk(with_views(9), size=(80, 24)) as driver:
        await driver.press("v")
        assert any(line.split()[:3] == ["12", "view", "9"] for line in driver.lines)
        await driver.press("1", "2")
        assert driver.desk.queue == "view:9"
        await driver.press("backspace")
        assert driver.desk.queue == "decide"


async def test_it_stands_on_the_queue_one_is_in_and_narrows_down_by_typing() -> None:
    async with at_desk(with_views(9)) as driver:
        await driver.press("ctrl+w", *"view", "down", "enter")
        assert driver.desk.queue == "view:2"
        await driver.press("v", "down", "enter")
        assert driver.desk.queue == "view:3"


async def test_where_tabs_do_not_fit_the_key_that_lists_them_stands_behind_them() -> None:
    async with at_desk(with_views(9), size=(80, 24)) as driver:
        assert driver.lines[1].endswith("… v")
    async with at_desk(size=(140, 40)) as driver:
        assert "…" not in driver.lines[1]


async def test_after_keeping_a_view_the_way_back_leads_to_where_it_was_kept() -> None:
    async with at_desk() as driver:
        await driver.press("2", "1", "/", *"chen", "enter", "s", "enter", "1")
        assert driver.desk.queue == "view:1"
        await driver.press("backspace")
        assert driver.desk.queue == "decide"


async def test_a_digit_that_may_have_a_second_one_shows_that_it_waits() -> None:
    async with at_desk(with_views(9)) as driver:
        await driver.press("v", "1")
        assert "Queue: 1_" in driver.text
        assert "0–9 Second digit" in driver.lines[-1]
        await driver.press("down")
        assert "1_" not in driver.text
        assert "1–9 Number" in driver.lines[-1]
        await driver.press("1", "enter")
        assert driver.desk.queue == driver.desk.tabs.tabs[0].key


async def test_why_a_tab_cannot_be_changed_is_said() -> None:
    office = with_views(2)
    view = office.views.kept["view:2"].view
    assert view is not None
    office.views.kept["view:2"] = replace(office.views.kept["view:2"], view=replace(view, team=True, changeable=False))
    async with at_desk(office) as driver:
        await driver.press("S")
        assert driver.said == "This queue is always here; only tabs that were saved are changed"
        await driver.press("v", "5", "S")
        assert driver.said == "“view 2” is changed by those who lead the people it is for"
        await driver.press("v", "4", "S")
        assert "The tab “view 1”:" in driver.text
