"""What only a real terminal shows: signing in, deciding, Chinese typed and shown, a killed session, a quiet line."""

from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal
from tests.workflows.house import House


def stands(company: Path, number: str) -> str:
    house = House(company)
    found = house.stands(number)
    house.db.close()
    return found


def typed_by(company: Path, login: str) -> str:
    """What the program has kept of what a person is typing."""
    house = House(company)
    cases, person = house.company.cases, house.person(login)
    kept = "".join(str(cases.draft(person, place)) for place, _at in cases.drafts(person))
    house.db.close()
    return kept


def signed_in(company: Path, folder: Path, login: str, columns: int = 80, rows: int = 24) -> Terminal:
    return Terminal("train", "--db", str(company), "--as", login, columns=columns, rows=rows, folder=folder)


def test_a_supervisor_signs_in_and_rejects_with_two_keys_and_enter(company: Path, tmp_path: Path) -> None:
    with Terminal("train", "--db", str(company), folder=tmp_path) as terminal:
        terminal.until("TRAINING", "administrator-name")
        terminal.press("warehouse-sup")
        terminal.until("Warehouse supervisor", gone="administrator-name")
        terminal.press("enter")
        terminal.until("WO-2026-000001", "WO-2026-000002")
        terminal.press("r")
        terminal.until("1 still usable")
        terminal.press("1", "enter")
        terminal.until("WO-2026-000001: Reject")
        terminal.press("z")
        terminal.until("taken back")
        terminal.press("ctrl+c")
        terminal.press("down", "r")
        terminal.until("Reject WO-2026-000002")
        terminal.press("3", "enter")
        terminal.until("WO-2026-000002: Reject")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    assert stands(company, "WO-2026-000001") == "review"
    assert stands(company, "WO-2026-000002") == "refused"


def test_a_closed_terminal_ends_the_program_and_its_claims(company: Path, tmp_path: Path) -> None:
    with signed_in(company, tmp_path, "warehouse-supervisor") as terminal:
        terminal.until("WO-2026-000001")
        terminal.press("c")
        terminal.until("WO-2026-000001 is yours")
        terminal.hang_up()
    house = House(company)
    case = house.company.cases.find("WO-2026-000001")
    assert case is not None
    assert [task.claimed_by for task in house.company.cases.open_tasks(case.id)] == [None]
    house.db.close()


def test_two_people_see_each_other_work_and_nobody_is_moved(company: Path, tmp_path: Path) -> None:
    with (
        signed_in(company, tmp_path, "warehouse-supervisor", columns=140, rows=40) as supervisor,
        signed_in(company, tmp_path, "storekeeper1", columns=140, rows=40) as storekeeper,
    ):
        supervisor.until("For my decision 5", "│ WO-2026-000001")
        storekeeper.until("Counts and write-offs 5", "│ WO-2026-000001")
        storekeeper.press("down", "down")
        storekeeper.until("│ WO-2026-000003")

        supervisor.press("c")
        storekeeper.until("○ WO-2026-000001", "│ WO-2026-000003")
        supervisor.until("● WO-2026-000001")
        supervisor.press("a")
        supervisor.until("WO-2026-000001: Confirm, goods seen → clear away", "For my decision 4", "│ WO-2026-000002")
        shown = storekeeper.until("– WO-2026-000001", "new — R", "│ WO-2026-000003")
        assert "WO-2026-000003" in shown.splitlines()[5], "the row has stayed where it was"

        storekeeper.press("R")
        storekeeper.until("clear away", "│ WO-2026-000003", gone="– WO-2026-000001")
    assert stands(company, "WO-2026-000001") == "clear"


def test_the_language_is_switched_live_and_chinese_is_typed(company: Path, tmp_path: Path) -> None:
    with signed_in(company, tmp_path, "warehouse-supervisor", columns=100, rows=30) as terminal:
        terminal.until("WO-2026-000001", "For my decision")
        terminal.press("L")
        terminal.until("待我审批", "报损")
        terminal.press("b")
        terminal.until("退回")
        terminal.press("5")
        terminal.press("tab")
        terminal.paste("缺少照片，请补")
        terminal.until("缺少照片，请补")
        terminal.press("enter")
        terminal.until("退回 →")
        terminal.paste("：")
        terminal.press("WO-2026-000003", "enter")
        terminal.until("WO-2026-000003", "经过")
    house = House(company)
    case = house.company.cases.find("WO-2026-000001")
    assert case is not None
    assert house.company.cases.decisions(case.id)[-1].note == "缺少照片，请补"
    house.db.close()


def test_nothing_from_data_reaches_the_terminal_as_more_than_text(company: Path, tmp_path: Path) -> None:
    with signed_in(company, tmp_path, "warehouse-supervisor", columns=140, rows=40) as terminal:
        terminal.until("WO-2026-000001")
        terminal.press("enter")
        terminal.until("[@click=bell]x[/]")


def test_a_quiet_screen_sends_nothing(company: Path, tmp_path: Path) -> None:
    with signed_in(company, tmp_path, "warehouse-supervisor") as terminal:
        terminal.until("WO-2026-000001")
        while terminal._read(1.5):
            pass
        before = len(terminal.raw)
        terminal._read(3.0)
        assert len(terminal.raw) == before


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_was_typed_before_the_line_broke_is_offered_again_as_it_was(
    company: Path, tmp_path: Path, language: str
) -> None:
    english = language == "en"
    with signed_in(company, tmp_path, "storekeeper1") as terminal:
        terminal.until("TRAINING")
        if not english:
            terminal.press("L")
            terminal.until("培训")
        terminal.press("n")
        terminal.until("New:" if english else "新建：")
        terminal.press("write-off")
        terminal.until("1 Damage write-off" if english else "1 报损")
        terminal.press("enter")
        terminal.until("F10")
        terminal.press("main")
        terminal.until("MAIN")
        terminal.press("enter")
        terminal.press("lamp")
        terminal.until("LAMP")
        terminal.press("enter")
        terminal.press("tab", "A-01")
        terminal.until("A-01")
        terminal.press("enter", "two", "tab")
        terminal.until("as 1250.50" if english else "1250.50")
        terminal.settle(lambda: "two" in typed_by(company, "storekeeper1"))
        terminal.kill()
    with signed_in(company, tmp_path, "storekeeper1") as terminal:
        terminal.until("You were typing" if english else "未填完")
        terminal.press("u")
        shown = terminal.until("F7", "工矿灯", "A-01", "two")
        assert ("Kept from before" if english else "已恢复") in shown
