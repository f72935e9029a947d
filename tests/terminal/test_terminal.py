"""What only a real terminal shows: signing in, deciding, Chinese typed and shown, a killed session, a quiet line."""

from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal
from tests.workflows.house import House

SIZES = pytest.mark.parametrize(("columns", "rows"), [(80, 24), (140, 40)])


def stands(company: Path, number: str) -> str:
    house = House(company)
    found = house.stands(number)
    house.db.close()
    return found


def signed_in(company: Path, folder: Path, login: str, columns: int = 80, rows: int = 24) -> Terminal:
    return Terminal("train", "--db", str(company), "--as", login, columns=columns, rows=rows, folder=folder)


@SIZES
def test_a_supervisor_signs_in_and_rejects_with_two_keys_and_enter(
    company: Path, tmp_path: Path, columns: int, rows: int
) -> None:
    with Terminal("train", "--db", str(company), columns=columns, rows=rows, folder=tmp_path) as terminal:
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
