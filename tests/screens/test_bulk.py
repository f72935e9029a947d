"""One action on many items: what it takes, what it leaves out, what became of each."""

from dataclasses import replace

from db.message import Message
from screens.bulk import LARGE
from tests.screens.driving import at_desk
from tests.screens.fake_office import REVIEW, Company, FakeOffice


async def test_approving_what_is_marked() -> None:
    async with at_desk() as driver:
        await driver.press("space", "space", "space", "a")
        assert "Approve 3 of 3 marked, together 823.20" in driver.text
        await driver.press("enter")
        assert [one[0][-2:] for one in driver.office.acts] == ["01", "02", "03"]
        assert driver.said == "3 done"
        assert not driver.desk.list.marks
        assert driver.desk.list.row is not None
        assert driver.desk.list.row.task_id == 4


async def test_what_is_marked_decides_what_the_keys_take_not_the_row_the_cursor_went_on_to() -> None:
    office = FakeOffice(Company(20))
    confirm = replace(REVIEW[0], key="confirm", title=Message("Confirm the goods"))
    for number in (1, 2):
        office.company.items[number].actions = (confirm, *REVIEW[1:])
    async with at_desk(office, language="zh_CN") as driver:
        await driver.press("space", "space")
        assert driver.desk.list.row is not None
        assert driver.desk.list.row.task_id == 3
        assert "a Confirm the goods" in driver.text
        await driver.press("a")
        assert "Confirm the goods" in driver.text
        await driver.press("enter")
        assert [one[1] for one in office.acts] == ["confirm"] * 2
        assert "a Confirm the goods" not in driver.text


async def test_by_a_letter_each_takes_its_own_action_of_that_kind() -> None:
    office = FakeOffice(Company(20))
    release = replace(REVIEW[0], key="release", title=Message("Release"))
    office.company.items[2].actions = (release, *REVIEW[1:])
    office.company.items[4].actions = REVIEW[1:]
    async with at_desk(office) as driver:
        await driver.press("space", "space", "space", "space", "k", "a")
        assert "Approve 3 of 4 marked" in driver.text
        assert "2 × Approve, 1 × Release" in driver.text
        assert "not WO-2026-000004: It does not stand where this can be done" in driver.text
        await driver.press("enter")
        assert [one[:2] for one in office.acts] == [
            ("WO-2026-000001", "approve"), ("WO-2026-000003", "approve"), ("WO-2026-000002", "release"),
        ]  # fmt: skip
        office.company.items[5].actions = (release, *REVIEW[1:])
        await driver.press("escape", "escape", "home", "j", ".")
        assert office.acts[-1][:2] == ("WO-2026-000005", "release")


async def test_what_cannot_be_taken_is_left_out_with_its_reason_and_stays_marked() -> None:
    office = FakeOffice(Company(20))
    refused = replace(REVIEW[0], reasons=(Message("needs a second count (line 14)"),))
    office.company.items[2].actions = (refused, *REVIEW[1:])
    async with at_desk(office) as driver:
        await driver.press("space", "space", "space", "a")
        assert "Approve 2 of 3 marked" in driver.text
        assert "not WO-2026-000002: needs a second count (line 14)" in driver.text
        await driver.press("enter")
        assert len(office.acts) == 2
        assert list(driver.desk.list.marks) == [2]


async def test_items_that_fail_are_listed_and_stay_marked() -> None:
    office = FakeOffice(Company(20))
    async with at_desk(office) as driver:
        await driver.press("space", "space", "space", "a")
        office.company.others_change(2)
        await driver.press("enter")
        assert "2 done, 1 failed and kept marked" in driver.text
        assert "WO-2026-000002: Changed by 钱进 Qian Jin since you read it" in driver.text
        assert list(driver.desk.list.marks) == [2]


async def test_rejecting_in_bulk_asks_for_one_reason() -> None:
    async with at_desk() as driver:
        await driver.press("space", "space", "r", "3", *"wet", "enter")
        assert [one[1:] for one in driver.office.acts] == [("reject", 3, "wet")] * 2


async def test_a_large_bulk_is_confirmed_by_typing_its_number() -> None:
    async with at_desk(FakeOffice(Company(LARGE))) as driver:
        await driver.press("*", "a")
        assert f"Type {LARGE} to go ahead" in driver.text
        await driver.press("enter", *"49", "enter")
        assert driver.office.acts == []
        await driver.press("ctrl+u", *str(LARGE), "enter")
        assert len(driver.office.acts) == LARGE
        assert driver.office.asked["bulk"] == 3
        assert driver.desk.list.row is None


async def test_leaving_a_bulk_keeps_the_marks() -> None:
    async with at_desk() as driver:
        await driver.press("space", "space", "a", "escape")
        assert sorted(driver.desk.list.marks) == [1, 2]
        assert driver.office.acts == []


async def test_nothing_to_take_is_said() -> None:
    office = FakeOffice(Company(3))
    for item in office.company.items.values():
        item.actions = (replace(REVIEW[0], reasons=(Message("your own request"),)),)
    async with at_desk(office) as driver:
        await driver.press("space", "a")
        assert "Approve: none of the 1 marked" in driver.text
        await driver.press("enter")
        assert driver.desk.prompt is None
        assert office.asked["bulk"] == 0
