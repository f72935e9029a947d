"""The desk: moving through lists of any length, queues, filter, marks, and never losing one's place."""

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest
from textual.strip import Strip

from db.message import Message
from screens.entry.screen import EntryScreen
from tests.screens.driving import Driver, at_desk
from tests.screens.fake_office import NOW, Company, FakeOffice
from workflows.engine.view import KeptForm, Page


def task(driver: Driver) -> int:
    row = driver.desk.list.row
    assert row is not None
    return row.task_id


async def test_moving_and_reading_the_preview() -> None:
    async with at_desk() as driver:
        assert task(driver) == 1
        await driver.press("j", "down", "j")
        assert task(driver) == 4
        assert "WO-2026-000004" in driver.lines[2]
        await driver.press("k", "up")
        assert task(driver) == 2
        await driver.press("J", "K")
        assert task(driver) == 2


async def test_nothing_is_said_about_a_queue_before_it_is_read() -> None:
    async with at_desk() as desk:
        desk.desk.list.window.pages.clear()
        desk.desk.list.window.rows.clear()
        desk.desk.list.redraw()
        await desk.settle()
        assert "Nothing here" not in desk.text


async def test_a_long_list_is_read_in_windows() -> None:
    async with at_desk(FakeOffice(Company(3000)), size=(80, 24)) as driver:
        first = driver.office.rows_read
        assert first <= 120
        await driver.press(*["pagedown"] * 12)
        assert task(driver) == 1 + 12 * (driver.desk.list.room - 1)
        assert driver.office.rows_read < 500
        await driver.press("G")
        assert task(driver) == 3000
        assert driver.lines[driver.desk.list.room + 2].split()[1] == "WO-2026-003000"
        await driver.press("k")
        assert task(driver) == 2999
        await driver.press("home")
        assert task(driver) == 1
        assert len(driver.desk.list.rows) <= 600


async def test_the_window_lets_go_of_what_is_far_away_and_comes_back_to_it() -> None:
    async with at_desk(FakeOffice(Company(3000)), size=(80, 24)) as driver:
        await driver.press(*["pagedown"] * 60)
        far = task(driver)
        assert far == 1 + 60 * (driver.desk.list.room - 1)
        assert len(driver.desk.list.rows) < 700
        await driver.press(*["pageup"] * 60)
        assert task(driver) == 1


async def test_the_list_goes_no_further_than_its_ends() -> None:
    async with at_desk(FakeOffice(Company(3))) as driver:
        await driver.press("up", "k", "pageup")
        assert task(driver) == 1
        await driver.press("end", "j", "pagedown", "down")
        assert task(driver) == 3


async def test_queues_by_digit_and_tab_are_found_as_they_were_left() -> None:
    async with at_desk() as driver:
        await driver.press("j", "j", "2")
        assert driver.desk.queue == "counts"
        assert task(driver) == 301
        await driver.press("shift+tab")
        assert driver.desk.queue == "decide"
        assert task(driver) == 3
        await driver.press("tab", "tab")
        assert driver.desk.queue == "held"
        assert "Nothing here" in driver.text
        await driver.press("8")
        assert driver.desk.queue == "held"


async def test_another_desk() -> None:
    async with at_desk() as driver:
        await driver.press("D")
        assert "Sales" in driver.text
        await driver.press("2")
        assert driver.desk.desk.key == "sales"
        assert driver.lines[0].split("  ")[1].strip() == "Sales"


async def test_filter_narrows_as_one_types_and_escape_goes_back() -> None:
    async with at_desk() as driver:
        await driver.press("j", "/", *"chen !pvc")
        assert {row.requester for row in driver.desk.list.rows} == {"陈洁 Chen Jie"}
        assert not any("PVC" in row.subject for row in driver.desk.list.rows)
        await driver.press("enter")
        assert driver.desk.prompt is None
        await driver.press("escape")
        assert driver.desk.text == ""
        await driver.press("/", *"zzz", "enter")
        assert "Nothing matches the filter" in driver.text


async def test_back_from_a_filter_that_found_nothing_one_stands_where_one_was() -> None:
    async with at_desk() as driver:
        await driver.press("j", "j", "j")
        stood = driver.desk.list.row
        for end in (("enter", "escape"), ("escape",)):
            await driver.press("/", *"nothing like it", *end)
            assert driver.desk.text == ""
            assert driver.desk.list.row == stood


async def test_what_of_a_filter_could_not_be_read_is_said_until_there_is_another() -> None:
    office = FakeOffice()
    page = office.page

    def read(*place: str, text: str = "", **rest: Any) -> Page:
        if "foo:" in text:
            return replace(page(*place, **rest), problems=[Message("No field foo")])
        return page(*place, text=text, **rest)

    office.page = read  # type: ignore[method-assign]
    async with at_desk(office) as driver:
        await driver.press("/", *"foo:x")
        assert (driver.said, len(driver.desk.list.rows) > 50) == ("No field foo", True)
        await driver.press("enter", "j")
        assert driver.said == "No field foo"
        await driver.press("escape")
        assert driver.said == ""


async def test_what_is_typed_after_the_filter_waits_for_the_list_it_finds() -> None:
    office, held = FakeOffice(), threading.Event()
    page = office.page

    def slow(*place: str, text: str = "", **rest: Any) -> Page:
        if text and not held.wait(10):
            raise AssertionError("never released")
        return page(*place, text=text, **rest)

    office.page = slow  # type: ignore[method-assign]
    async with at_desk(office) as driver:
        last = driver.desk.list.rows[-1].number
        asked = office.asked["page"]
        driver.type("/", *last, "enter", "a")
        await driver.until(lambda: driver.desk.prompt is None and driver.desk.text == last)
        assert office.asked["page"] == asked
        assert office.acts == []
        held.set()
        await driver.settle()
        assert [number for number, *_rest in office.acts] == [last]


async def test_leaving_the_filter_brings_back_the_one_before() -> None:
    async with at_desk() as driver:
        await driver.press("/", *"chen", "enter", "/", *"xx", "escape")
        assert driver.desk.text == "chen"
        assert len(driver.desk.list.rows) > 10


@pytest.mark.parametrize("key", ["／", "、", "/"])
async def test_the_filter_key_of_an_input_method(key: str) -> None:
    async with at_desk() as driver:
        await driver.press(key)
        assert driver.desk.prompt is not None


async def test_marks_go_on_to_the_next_and_survive_moving() -> None:
    async with at_desk() as driver:
        await driver.press("space", "space", "j", "space")
        assert sorted(driver.desk.list.marks) == [1, 2, 4]
        assert task(driver) == 5
        assert driver.lines[3].startswith("✓")
        await driver.press("k", "space")
        assert sorted(driver.desk.list.marks) == [1, 2]
        await driver.press("escape")
        assert not driver.desk.list.marks


async def test_marking_everything_the_filter_shows() -> None:
    async with at_desk() as driver:
        await driver.press("/", *"zhou", "enter", "*")
        assert len(driver.desk.list.marks) == 75
        assert driver.said == "75 marked"
        await driver.press("*")
        assert not driver.desk.list.marks


async def test_what_others_do_shows_without_moving_anything() -> None:
    office = FakeOffice(Company(400))
    async with at_desk(office, size=(100, 30)) as driver:
        await driver.press(*["j"] * 30)
        before = driver.lines
        office.company.others_open(-3, -2, -1)
        await driver.look()
        assert task(driver) == 31
        after = driver.lines
        assert "3 new — R" in after[-3]
        assert "403" in after[1]
        rows = slice(2, 2 + driver.desk.list.room)
        assert after[rows] == before[rows]
        await driver.press("R")
        assert task(driver) == 31
        assert driver.lines[rows] == before[rows]
        assert "new" not in driver.lines[-3]


async def test_a_task_that_others_finish_stays_to_be_seen_until_refreshed() -> None:
    office = FakeOffice(Company(50))
    async with at_desk(office) as driver:
        await driver.press("j", "j")
        office.company.others_finish(2)
        office.company.others_finish(3)
        await driver.look()
        assert task(driver) == 3
        assert driver.desk.list.gone == {2, 3}
        assert "changed — R" in driver.text
        await driver.press("R")
        assert task(driver) == 4
        assert driver.desk.list.gone == set()


async def test_a_claim_by_somebody_else_shows_at_once() -> None:
    office = FakeOffice(Company(50))
    async with at_desk(office) as driver:
        office.company.others_claim(2, "钱进 Qian Jin")
        await driver.look()
        assert "○" in driver.lines[4]


async def test_work_that_comes_into_an_empty_queue_is_shown() -> None:
    office = FakeOffice(Company(5))
    async with at_desk(office) as driver:
        await driver.press("3")
        assert driver.desk.list.row is None
        office.company.others_open(900, queue="held")
        await driver.look()
        assert task(driver) == 900


async def test_whom_nothing_waits_for_reads_what_is_there_instead() -> None:
    office = FakeOffice(Company(5))
    office.company.instead = [Message("Read the price list meanwhile: {goods}")(goods="lamps " * 20)]
    async with at_desk(office) as driver:
        assert "price list" not in driver.text
        await driver.press("3")
        assert "Nothing here" in driver.text
        assert "Read the price list meanwhile: lamps" in driver.text


async def test_nothing_is_sent_while_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk() as driver:
        sent: list[object] = []
        monkeypatch.setattr(driver.app, "_display", lambda _screen, update: sent.append(update))
        await driver.look()
        await driver.look()
        assert sent == []
        await driver.press("j")
        assert sent


async def test_one_step_redraws_two_rows_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk() as driver:
        drawn: list[int] = []
        listed = driver.desk.list
        render = listed.render_line

        def counted(y: int) -> Strip:
            drawn.append(y)
            return render(y)

        monkeypatch.setattr(listed, "render_line", counted)
        await driver.press("j")
        assert sorted(set(drawn)) == [1, 2]


async def test_claiming_and_letting_go() -> None:
    async with at_desk() as driver:
        await driver.press("c")
        assert "●" in driver.lines[3]
        assert "c Let go" in driver.text
        await driver.press("c")
        assert "●" not in driver.lines[3]


async def test_a_comment() -> None:
    async with at_desk() as driver:
        await driver.press("m", *"see photo", "enter")
        assert driver.office.company.items[1].notes == ["see photo"]
        await driver.press("m", "x", "escape", "m", "enter")
        assert driver.office.asked["comment"] == 1


async def test_copying_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk() as driver:
        await driver.press("y")
        assert driver.app.clipboard == "WO-2026-000001"
        assert "WO-2026-000001 copied" in driver.text


async def test_the_language_changes_in_place() -> None:
    async with at_desk() as driver:
        await driver.press("j", "j", "L")
        assert task(driver) == 3
        assert "仓库" in driver.lines[0]
        assert "单号" in driver.lines[2]
        assert driver.office.person.language == "zh_CN"
        await driver.press("f12")
        assert "Warehouse" in driver.lines[0]


async def test_the_language_changes_under_an_open_question() -> None:
    async with at_desk() as driver:
        await driver.press("r")
        assert "Leave it" in driver.text
        driver.app.change_language()
        await driver.settle()
        assert "取消" in driver.text
        assert driver.desk.prompt is not None


async def test_colours_and_mouse(monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_desk() as driver:
        sent: list[str] = []
        assert driver.app._driver is not None
        monkeypatch.setattr(driver.app._driver, "write", sent.append)
        await driver.press("T")
        assert driver.app.theme == "contrast"
        await driver.press("T", "T")
        assert driver.app.theme == "calm"
        sent.clear()
        await driver.press("M")
        assert "\x1b[?1000h\x1b[?1006h" in sent
        await driver.press("M")
        assert "\x1b[?1000l\x1b[?1006l" in sent


async def test_narrow_and_wide() -> None:
    async with at_desk(size=(80, 24)) as driver:
        assert len(driver.lines) == 24
        assert "─" * 80 in driver.lines
        assert all("│" not in one for one in driver.lines)
        await driver.pilot.resize_terminal(140, 40)
        await driver.settle()
        assert driver.lines[5].count("│") == 1
        assert "Checks" in driver.text


async def test_notices() -> None:
    office = FakeOffice()
    async with at_desk(office) as driver:
        await driver.press("N")
        assert driver.said == "No news"
        office.told = [(office.now(), Message("Decided for you"), None)]
        office.company.others_change(2)
        await driver.look()
        assert "1 notice: N" in driver.lines[0]
        await driver.press("N")
        assert "Decided for you" in driver.text
        assert office.told == []
        assert "notice: N" not in driver.lines[0]


async def test_a_long_notice_leaves_room_for_its_time() -> None:
    office = FakeOffice()
    office.told = [(office.now(), Message("Somebody mentions you. " * 8), None), (office.now(), Message("Short"), None)]
    async with at_desk(office, size=(80, 24)) as driver:
        await driver.press("N")
        (line,) = [line for line in driver.lines if "Somebody mentions you" in line]
        assert f"…  {office.now():%H:%M}" in line
        assert len(line) > 70


async def test_a_sentence_is_there_again_when_something_that_took_long_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("screens.app.PATIENCE", 0.001)
    async with at_desk() as driver:
        driver.desk.tell("Two forms wait")
        goes_on = asyncio.Event()
        driver.desk.start(take_a_while(goes_on))
        for _turn in range(500):
            await driver.pilot.pause()
            if "Working …" in driver.text:
                break
        assert "Working …" in driver.text
        assert "Two forms wait" not in driver.text
        goes_on.set()
        await driver.settle()
        assert "Two forms wait" in driver.text


async def take_a_while(goes_on: asyncio.Event) -> None:
    await goes_on.wait()


async def test_ctrl_c_does_not_end_the_program_and_ctrl_q_signs_out() -> None:
    async with at_desk() as driver:
        await driver.press("ctrl+c")
        assert "Still here" in driver.said
        driver.app.quit()
        await driver.until(lambda: driver.office.left)


class Typing(FakeOffice):
    """Somebody who was typing when the line broke."""

    def __init__(self, *kept: KeptForm) -> None:
        super().__init__()
        self.kept = kept


async def test_a_form_that_was_being_typed_is_offered_at_sign_in_and_opened_by_one_key() -> None:
    office = Typing(KeptForm("write-off", Message("Damage write-off"), NOW))
    async with at_desk(office) as driver:
        assert "You were typing “Damage write-off”; u goes on with it" in driver.text
        await driver.press("u")
        assert isinstance(driver.app.screen, EntryScreen)
        office.kept = ()
        await driver.press("escape")
        assert "Go on typing" not in driver.text
        await driver.press("u")
        assert "You were typing" not in driver.text


async def test_of_several_forms_that_were_being_typed_one_is_chosen() -> None:
    office = Typing(
        KeptForm("stocktake", Message("Stocktake"), NOW),
        KeptForm("write-off", Message("Damage write-off"), NOW, 10_002, "WO-2026-000002"),
    )
    async with at_desk(office) as driver:
        await driver.press("ctrl+l")
        assert "2 WO-2026-000002 Damage write-off" in driver.text
        await driver.press("1")
        assert isinstance(driver.app.screen, EntryScreen)


async def test_what_was_typed_for_a_case_that_is_another_s_now_is_not_opened() -> None:
    office = Typing(KeptForm("write-off", Message("Damage write-off"), NOW, 10_002, "WO-2026-000002"))
    async with at_desk(office) as driver:
        office.company.items[2] = replace(office.company.items[2], actions=())
        await driver.press("u")
        assert "WO-2026-000002 is not yours to type in any more" in driver.text
