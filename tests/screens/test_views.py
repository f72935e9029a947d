"""Saved views at the desk, ranges of marks, and the way back."""

from dataclasses import replace

from tests.screens.driving import Driver, at_desk
from tests.screens.fake_office import Company, FakeOffice


def task(driver: Driver) -> int:
    row = driver.desk.list.row
    assert row is not None
    return row.task_id


# --- saved views ----------------------------------------------------------------------------------------------


async def test_a_filter_becomes_a_tab_for_whom_one_says() -> None:
    async with at_desk() as driver:
        await driver.press("/", *"chen", "enter", "s")
        assert "Name of the tab: chen" in driver.text
        await driver.press("ctrl+u", *"Chen's", "enter", "2")
        assert driver.desk.queue == "view:1"
        assert "4 Chen's 0" in driver.lines[1]
        assert driver.said == "“Chen's” is a tab now"
        assert {row.requester for row in driver.desk.list.rows} == {"陈洁 Chen Jie"}
        assert driver.desk.tab is not None and driver.desk.tab.view is not None and driver.desk.tab.view.team
        await driver.press("1")
        assert (driver.desk.text, len(driver.desk.list.rows) > 30) == ("", True)


async def test_without_a_choice_nobody_is_asked_for_whom() -> None:
    async with at_desk(FakeOffice(desks=("sales",))) as driver:
        await driver.press("/", *"x", "enter", "s", "enter")
        assert driver.office.views.kept["view:1"].title == "x"
        assert driver.desk.prompt is None


async def test_without_a_filter_one_is_told_to_type_one() -> None:
    async with at_desk() as driver:
        await driver.press("s")
        assert "Filter the list first (/)" in driver.said
        assert driver.desk.prompt is None


async def test_what_cannot_be_kept_is_said_and_the_name_stays_to_be_mended() -> None:
    async with at_desk() as driver:
        await driver.press("/", *"chen", "enter", "s", "ctrl+u", *"n" * 25, "enter", "1")
        assert "at most 24 characters" in driver.said
        assert "n" * 25 in driver.text
        await driver.press("ctrl+u", *"short", "enter", "1")
        assert driver.desk.queue == "view:1"


async def test_a_tab_is_renamed_filtered_otherwise_and_removed() -> None:
    async with at_desk() as driver:
        await driver.press("/", *"chen", "enter", "s", "enter", "1")
        await driver.press("S", "1", "ctrl+u", *"Hers", "enter")
        assert "4 Hers" in driver.lines[1]
        await driver.press("/", *"pvc", "enter", "S", "2")
        assert "Filter: chen pvc" in driver.text
        await driver.press("enter")
        assert driver.desk.text == ""
        assert all("PVC" in row.subject for row in driver.desk.list.rows)
        await driver.press("S", "3")
        assert "Remove the tab “Hers”" in driver.text
        await driver.press("enter")
        assert driver.desk.queue == "decide"
        assert "Hers" not in driver.lines[1]


async def test_a_tab_that_is_gone_leads_to_the_first_queue() -> None:
    async with at_desk() as driver:
        await driver.press("/", *"chen", "enter", "s", "enter", "1", "2")
        driver.office.views.kept.clear()
        await driver.press("backspace")
        assert driver.desk.queue == "decide"


async def test_only_who_may_change_a_tab_is_offered_it() -> None:
    async with at_desk() as driver:
        offered = {offer.command.id for offer in driver.desk.offers()}
        assert "save-view" in offered and "edit-view" not in offered
        await driver.press("/", *"chen", "enter", "s", "enter", "1")
        assert "edit-view" in {offer.command.id for offer in driver.desk.offers()}
        kept = driver.office.views.kept
        view = kept["view:1"].view
        assert view is not None
        kept["view:1"] = replace(kept["view:1"], view=replace(view, changeable=False))
        await driver.press("R", "S")
        assert driver.desk.prompt is None


async def test_the_filter_says_what_can_be_typed() -> None:
    async with at_desk(size=(80, 24)) as driver:
        await driver.press("/")
        assert "!without" in driver.text and "amount:>500" in driver.text


# --- marks ------------------------------------------------------------------------------------------------------


async def test_a_range_is_marked_from_the_last_mark_to_the_cursor() -> None:
    async with at_desk() as driver:
        await driver.press("j", "space", *"jjj", "V")
        assert sorted(driver.desk.list.marks) == [2, 3, 4, 5, 6]
        assert driver.said == "5 marked"
        await driver.press("g", "insert")
        assert sorted(driver.desk.list.marks) == [1, 2, 3, 4, 5, 6]


async def test_a_range_may_begin_with_the_range_key_and_takes_marks_away_too() -> None:
    async with at_desk() as driver:
        await driver.press("V")
        assert "go to the other end and press V" in driver.said
        await driver.press(*"jjjj", "V")
        assert sorted(driver.desk.list.marks) == [1, 2, 3, 4, 5]
        await driver.press("g", "j", "space", "j", "V")
        assert sorted(driver.desk.list.marks) == [1, 5]


async def test_mark_all_adds_what_the_filter_shows_and_takes_only_that_away() -> None:
    async with at_desk() as driver:
        await driver.press("space", "/", *"chen", "enter", "*")
        assert len(driver.desk.list.marks) == 1 + len(driver.desk.list.rows)
        await driver.press("*")
        assert sorted(driver.desk.list.marks) == [1]


async def test_marks_outside_the_filter_outlive_a_refresh() -> None:
    async with at_desk() as driver:
        await driver.press("space", "/", *"chen", "enter", "R")
        assert sorted(driver.desk.list.marks) == [1]


async def test_repeat_takes_all_that_are_marked_with_the_same_reason() -> None:
    async with at_desk() as driver:
        await driver.press("r", "3", "enter", "space", "space", ".")
        assert "Reject 2 of 2 marked" in driver.text
        await driver.press("enter")
        assert [act[1:3] for act in driver.office.acts] == [("reject", 3)] * 3
        await driver.press(".")
        assert driver.office.acts[-1][1:3] == ("reject", 3)


async def test_after_a_run_over_many_its_reason_is_repeated() -> None:
    async with at_desk() as driver:
        await driver.press("space", "space", "r", "2", *"wet", "enter", ".")
        assert [act[2:] for act in driver.office.acts] == [(2, "wet")] * 3


# --- the way back -----------------------------------------------------------------------------------------------


async def test_a_queue_is_found_with_its_place_filter_scroll_and_marks() -> None:
    async with at_desk(FakeOffice(Company(300)), size=(80, 24)) as driver:
        await driver.press("/", *"chen", "enter", "pagedown", "space", "j")
        before = (task(driver), driver.desk.list.screen_row, driver.desk.text, dict(driver.desk.list.marks))
        await driver.press("2")
        assert (driver.desk.text, driver.desk.list.marks) == ("", {})
        await driver.press("backspace")
        assert (task(driver), driver.desk.list.screen_row, driver.desk.text, driver.desk.list.marks) == before


async def test_escape_goes_back_over_jumps_and_leaves_queues_by_digit_alone() -> None:
    async with at_desk() as driver:
        await driver.press("2", "escape")
        assert driver.desk.queue == "counts"
        await driver.press(":", *"held", "enter", "escape")
        assert driver.desk.queue == "counts"
        await driver.press("backspace")
        assert driver.desk.queue == "decide"
        assert "return" not in {offer.command.id for offer in driver.desk.offers()}


async def test_escape_goes_back_to_the_desk_one_came_from() -> None:
    async with at_desk() as driver:
        await driver.press("j", "D", "2")
        assert driver.desk.desk.key == "sales"
        await driver.press("escape")
        assert (driver.desk.desk.key, task(driver)) == ("warehouse", 2)


async def test_places_one_went_to_stand_first_before_anything_is_typed() -> None:
    async with at_desk() as driver:
        await driver.press(":", *"held", "enter", ":", *"counts", "enter", ":")
        lines = [line.split() for line in driver.lines]
        at = lines.index(["Lately"])
        assert [words[0] for words in lines[at + 1 : at + 3]] == ["Counts", "Held"]
        await driver.press("down", "enter")
        assert driver.desk.queue == "held"


async def test_registers_and_pages_one_went_to_are_offered_again_too() -> None:
    async with at_desk() as driver:
        await driver.press(":", *"customers", "enter", "escape", ":", *"manual", "enter", "escape", ":")
        lines = [line.split() for line in driver.lines]
        at = lines.index(["Lately"])
        assert lines[at + 1 : at + 3] == [["Manual", "manual"], ["Customers", "register"]]


async def test_tab_writes_out_the_answer_under_the_cursor() -> None:
    async with at_desk() as driver:
        await driver.press(":", *"000017", "tab")
        assert ": WO-2026-000017" in driver.text
        await driver.press("ctrl+u", *"heng", "tab")
        assert ": 恒达电器 C001" in driver.text


# --- colleagues and colours ---------------------------------------------------------------------------------------


async def test_who_has_a_case_open_shows_in_the_list_and_in_the_preview() -> None:
    async with at_desk(size=(80, 24)) as driver:
        driver.office.company.others_look(1, "李强 Li Qiang")
        driver.office.company.others_look(3, "李强 Li Qiang", "吴刚 Wu Gang")
        await driver.look()
        assert [line[3] for line in driver.lines[3:6]] == ["@", " ", "@"]
        assert "Also open with 李强 Li Qiang" in driver.text
        driver.office.company.others_look(1)
        await driver.look()
        assert driver.lines[3][3] == " "
        assert "Also open" not in driver.text


async def test_the_colours_one_chooses_are_kept_and_worn_again() -> None:
    office = FakeOffice()
    async with at_desk(office) as driver:
        await driver.press("T")
        assert (driver.app.theme, office.person.look) == ("contrast", "contrast")
    async with at_desk(office) as driver:
        assert driver.app.theme == "contrast"
