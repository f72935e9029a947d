"""What lists show of a case: its party, its goods, what else names it."""

from workflows.library.subjects import about, first_of_many


def test_what_is_not_known_is_left_out() -> None:
    assert about("恒达电器", "", None, "SO-2026-000001") == "恒达电器 · SO-2026-000001"
    assert about("", None) == ""


def test_goods_are_named_once_however_many_lines_they_stand_on() -> None:
    assert first_of_many(["电缆"]) == first_of_many(["电缆", "电缆"]) == "电缆"
    assert first_of_many(["电缆", "工矿灯", "电缆", "线束"]) == "电缆 +2"
    assert first_of_many([]) == ""
