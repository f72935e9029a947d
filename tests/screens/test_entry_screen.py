"""A form on the screen: errors, drafts, handing in, refusals, language, the input method's cursor."""

from dataclasses import replace
from typing import Any, cast

import pytest
from textual.geometry import Offset

from db.message import Message
from screens.entry.answers import AnswerList
from tests.screens.fake_forms import (
    FormApp,
    FormsOffice,
    Order,
    TwoGrids,
    Wish,
    WithLines,
    action_state,
    form_of,
    go_to,
    text_of,
    write,
)
from tests.screens.resting import settled
from workflows.engine.errors import CommandError, Conflict, Invalid
from workflows.engine.view import OtherWay

LINE = {"product": "P-001", "quantity": "15", "price": "35.00", "cause": "transit", "checked": False}
WHOLE = {"customer": "C-0012", "lines": [LINE]}


def app_for(model: Any = WithLines, values: dict[str, Any] | None = None, **more: Any) -> FormApp:
    office = FormsOffice()
    office.model = model
    return FormApp(office, form_of(model, values, **more))


def office_of(app: FormApp) -> FormsOffice:
    return cast("FormsOffice", app.office)


def answers(app: FormApp) -> list[str]:
    return [row.strip() for row in text_of(app.entry.query_one(AnswerList))]


async def test_a_new_form_with_something_in_it_begins_where_something_must_be_filled() -> None:
    app = app_for(WithLines, {"due": "2026-06-30"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.entry.sheet.current is app.box("customer")
    app = app_for(WithLines, {"customer": "C-0012"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.entry.sheet.current is app.grid, "the day may be left empty"


async def test_naming_a_case_fills_in_what_follows_from_it_and_leaves_what_was_typed() -> None:
    app = app_for(Order)
    office_of(app).named_cases.taken["QT-2026-000208"] = {"phone": "138", "pieces": 12}
    async with app.run_test(size=(80, 40)) as pilot:
        await go_to(pilot, "pieces")
        await write(pilot, "3\t")
        await go_to(pilot, "source")
        await write(pilot, "208\n")
        assert app.box("source").value == "QT-2026-000208"
        assert (app.box("phone").value, app.box("pieces").value) == ("138", "3")
        assert any("Filled in from QT-2026-000208" in row for row in text_of(app.entry.status))


async def test_a_field_that_the_answer_of_another_does_not_ask_for_is_not_there() -> None:
    app = app_for(Wish)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)

        def there() -> list[str]:
            return [box.path for box in app.entry.sheet.boxes if box.display]

        assert there() == ["cause", "note"]
        await write(pilot, "transit\n")
        assert app.entry.sheet.current is app.box("weight"), "the answer brings its field, and one stands in it"
        assert there() == ["cause", "weight", "note"]
        await write(pilot, "12\n")
        assert app.entry.sheet.current is app.box("note")

        await go_to(pilot, "cause")
        await write(pilot, "natural\n")
        assert (there(), app.entry.sheet.current) == (["cause", "note"], app.box("note"))
        await pilot.press("f10")
        await settled(pilot)
        assert office_of(app).acted[-1]["values"] == {"cause": "natural"}


async def test_what_was_typed_is_back_with_its_field() -> None:
    app = app_for(Wish, {"cause": "transit", "weight": "12"})
    async with app.run_test(size=(80, 24)) as pilot:
        for answer in ("handling", "transit"):
            await go_to(pilot, "cause")
            await write(pilot, f"{answer}\n")
        assert (app.box("weight").display, app.box("weight").value) == (True, "12")
        assert office_of(app).kept[-1]["weight"] == "12"


# --- what is wrong ------------------------------------------------------------------------------------------


async def test_what_cannot_be_read_is_said_beside_the_field_and_stays_as_typed() -> None:
    app = app_for(Order)
    async with app.run_test(size=(80, 24)) as pilot:
        box = await go_to(pilot, "fee")
        await write(pilot, "twelve")
        assert box.error is None
        await write(pilot, "\t")
        assert "twelve" in text_of(box)[0]
        assert "! must be a number, as 1250.50" in " ".join(text_of(box))
        assert app.box("phone").error is None


async def test_what_is_no_answer_of_a_choice_is_said_without_the_values_behind_the_answers() -> None:
    app = app_for(Order, values={"cause": "broken"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert "! none of the answers; take one from the list" in " ".join(text_of(app.box("cause")))


async def test_a_form_with_errors_is_handed_back_whole_with_the_first_one_under_the_cursor() -> None:
    app = app_for(values={"customer": "C-0012", "lines": [{"product": "P-001", "quantity": "0"}]})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert app.entry.sheet.current is app.grid
        assert (app.grid.row, app.grid.name_at) == (0, "quantity")
        assert {"quantity", "cause"} <= set(app.grid.rows[0].errors)
        await pilot.press("f4")
        assert app.grid.name_at == "cause"
        assert app.grid.rows[0].values["quantity"] == "0"


async def test_a_form_of_a_final_action_says_so_before_it_is_handed_in() -> None:
    app = app_for(values=WHOLE, case_id=4, seq=7, action="confirm", action_title=Message("Confirm"))
    office_of(app).action = replace(action_state(needs_reason=False), irreversible=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "This is final: it cannot be taken back" in " ".join(text_of(app.entry.final))


# --- where one begins ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "values", "begins"),
    [
        pytest.param(TwoGrids, {}, "lines", id="the first that must be filled in, though one before it is empty"),
        pytest.param(TwoGrids, {"lines": [LINE]}, "extras", id="none must be: the lines there are none of"),
        pytest.param(TwoGrids, {"lines": [LINE], "extras": [{"what": "x"}]}, "customer", id="then the first empty one"),
        pytest.param(TwoGrids, {"lines": [{"product": "P-001"}]}, "lines", id="a line that was begun must be complete"),
        pytest.param(
            TwoGrids, {"customer": "C-0012", "lines": [LINE], "extras": [{"what": "x"}], "phone": "1"}, "customer",
            id="nothing is empty: the first",
        ),
    ],
)  # fmt: skip
async def test_a_form_begins_where_something_must_be_filled_in(model: Any, values: Any, begins: str) -> None:
    app = app_for(model, values)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        current = app.entry.sheet.current
        assert current is not None
        assert current.path == begins


async def test_what_an_action_requires_is_where_its_form_begins() -> None:
    app = app_for(TwoGrids, {"lines": [LINE]}, requires=frozenset({"phone"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.entry.sheet.current is app.box("phone")


@pytest.mark.parametrize(
    ("asks", "begins", "cell"),
    [
        pytest.param("lines.1.remark", "lines", (1, "remark"), id="the cell a guard names"),
        pytest.param("lines.1.price", "lines", (0, "remark"), id="it is filled by now: the first empty one"),
        pytest.param("lines", "lines", (0, "remark"), id="the lines as a whole"),
        pytest.param("phone", "phone", None, id="a field"),
    ],
)
async def test_a_form_begins_where_something_stands_against_its_action(asks: str, begins: str, cell: Any) -> None:
    lines = [{**LINE, "remark": ""}, {**LINE, "remark": ""}]
    editable = frozenset({"lines.price", "lines.remark", "phone"})
    app = app_for(TwoGrids, {"lines": lines}, case_id=7, editable=editable, asks=asks)
    async with app.run_test(size=(120, 30)) as pilot:
        await settled(pilot)
        current = app.entry.sheet.current
        assert current is not None
        assert current.path == begins
        assert cell is None or (app.grid.row, app.grid.name_at) == cell


# --- handing in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["f10", "ctrl+s", "ctrl+enter"])
async def test_a_form_is_handed_in_once_with_what_was_typed(key: str) -> None:
    app = app_for(values=WHOLE)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "due")
        await write(pilot, "6-30")
        await pilot.press(key)
        await settled(pilot)
        (acted,) = office_of(app).acted
        assert acted["values"] == {**WHOLE, "due": "2026-06-30"}
        assert acted["submit"] is True
        assert app.outcomes[0] is not None
        assert office_of(app).drafts == {}


async def test_a_try_again_keeps_its_key_and_what_was_typed() -> None:
    app = app_for(values=WHOLE)
    faults: list[CommandError | None] = [CommandError(Message("the disk is full")), None]
    office_of(app).refusal = lambda: faults.pop(0)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert str(app.entry.status.said) == "the disk is full"
        await pilot.press("f10")
        await settled(pilot)
        first, second = office_of(app).acted
        assert first == second
        assert app.outcomes[0] is not None


async def test_computed_fields_are_shown_but_never_handed_in() -> None:
    app = app_for(values=WHOLE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "525.00" in text_of(app.box("total"))[0]
        await pilot.press("f10")
        await settled(pilot)
        assert "total" not in office_of(app).acted[0]["values"]
        assert "sum" not in office_of(app).acted[0]["values"]["lines"][0]


async def test_computed_fields_do_not_move_the_cursor() -> None:
    app = app_for(values=WHOLE)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "due")
        await write(pilot, "6-3")
        await pilot.press("left")
        before = (app.entry.sheet.current, app.cursor_position, app.box("due").typed_in.buffer.cursor)
        app.entry.changed()
        await settled(pilot)
        assert (app.entry.sheet.current, app.cursor_position, app.box("due").typed_in.buffer.cursor) == before


async def test_an_action_that_needs_a_reason_asks_for_it() -> None:
    app = app_for(values=WHOLE, case_id=4, seq=7, action="confirm", action_title=Message("Confirm"))
    office_of(app).action = action_state(needs_reason=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert [str(part) for part in app.entry.where()] == ["Price list", "WO-2026-000018", "Confirm"]
        await pilot.press("f10")
        await settled(pilot)
        await pilot.press("2", "enter")
        await settled(pilot)
        (acted,) = office_of(app).acted
        assert (acted["case"], acted["action"], acted["reason"], acted["seen"]) == (4, "confirm", 2, 7)


async def test_who_comes_second_reads_the_case_again_and_keeps_what_was_typed() -> None:
    app = app_for(values=WHOLE, case_id=4, seq=7, action="confirm", action_title=Message("Confirm"))
    conflict: list[CommandError | None] = [Conflict(Message("decided by Qian 8 s ago")), None]
    office_of(app).refusal = lambda: conflict.pop(0)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "due")
        await write(pilot, "30")
        await pilot.press("f10")
        await settled(pilot)
        assert "decided by Qian 8 s ago" in text_of(app.entry.against)[0]
        await pilot.press("f5")
        await settled(pilot)
        assert app.box("due").value == "2026-06-30"
        await pilot.press("f10")
        await settled(pilot)
        assert [acted["seen"] for acted in office_of(app).acted] == [7, 9]


async def test_a_task_someone_else_holds_is_taken_over_when_that_is_meant() -> None:
    app = app_for(values=WHOLE, case_id=4, seq=7, action="confirm", action_title=Message("Confirm"))
    conflict: list[CommandError | None] = [Conflict(Message("Qian works on it")), None]
    office_of(app).refusal = lambda: conflict.pop(0)
    office_of(app).claimed_by = "Qian"
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert [acted["take_over"] for acted in office_of(app).acted] == [False, True]


async def test_a_form_is_saved_without_being_handed_in() -> None:
    app = app_for(values={"customer": "C-0012"})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f3")
        await settled(pilot)
        (acted,) = office_of(app).acted
        assert (acted["submit"], acted["values"]) == (False, {"customer": "C-0012", "lines": []})


# --- drafts -------------------------------------------------------------------------------------------------


async def test_what_is_typed_is_kept_and_there_again() -> None:
    app = app_for()
    office = office_of(app)
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "due")
        await write(pilot, "much later")
        await pilot.press("escape")
        await settled(pilot)
        assert app.outcomes == [None]
        assert office.drafts["order"]["due"] == "much later"
        await app.open(office.new_form("order"))
        await settled(pilot)
        assert "Kept from before" in text_of(app.entry.kept)[0]
        assert app.box("due").value == "much later"
        await pilot.press("f7")
        await settled(pilot)
        assert app.box("due").value is None
        assert not app.entry.kept.display
        assert office.drafts == {}
        await pilot.press("f9")
        await settled(pilot)
        assert app.box("due").value == "much later"
        assert office.drafts["order"]["due"] == "much later"


async def test_a_form_that_was_only_looked_at_leaves_no_draft() -> None:
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "tab", "escape")
        await settled(pilot)
        assert app.outcomes == [None]
        assert office_of(app).kept == []


# --- what the terminal is told --------------------------------------------------------------------------------


async def test_the_terminal_cursor_stands_where_text_is_typed() -> None:
    app = app_for(Order)
    async with app.run_test(size=(80, 24)) as pilot:
        box = await go_to(pilot, "phone")
        start = box.region.offset + box.answers_offset()
        assert app.cursor_position == start
        await write(pilot, "赵a")
        assert app.cursor_position == start + Offset(3, 0)
        await pilot.press("left")
        await settled(pilot)
        assert app.cursor_position == start + Offset(2, 0)
        note = await go_to(pilot, "note")
        await write(pilot, "一\n二三")
        assert app.cursor_position == note.region.offset + note.answers_offset() + Offset(4, 1)


async def test_a_form_longer_than_the_screen_scrolls_with_the_cursor() -> None:
    app = app_for(Order)
    async with app.run_test(size=(80, 12)) as pilot:
        await go_to(pilot, "note")
        sheet = app.entry.sheet
        assert sheet.scroll_offset.y > 0
        assert sheet.region.contains_point(app.cursor_position)


async def test_text_from_data_is_shown_as_typed_and_cannot_reach_the_terminal() -> None:
    hostile = "[@click=app.quit]x[/] \x1b]52;c;QQ==\x07\u202e"
    app = app_for(Order, {"phone": hostile, "note": hostile, "customer": hostile})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        drawn = [text for path in ("phone", "note", "customer") for row in text_of(app.box(path)) for text in row]
        assert not {"\x1b", "\x07", "\u202e"} & set(drawn)
        assert "[@click=app.quit]x[/] ␛]52" in " ".join(text_of(app.box("phone")))
        await go_to(pilot, "phone")
        assert not {"\x1b", "\x07", "\u202e"} & set("".join(text_of(app.box("phone"))))
        assert app.box("phone").value == hostile.strip()


async def test_the_language_changes_under_what_is_being_typed() -> None:
    app = app_for(Order, {"cause": "transit", "due": "2026-06-30"})
    async with app.run_test(size=(80, 24)) as pilot:
        await go_to(pilot, "phone")
        await write(pilot, "138 half ty")
        await pilot.press("left", "f12")
        await settled(pilot)
        assert app.words.language == "zh_CN"
        assert "周二" in text_of(app.box("due"))[0]
        await write(pilot, "p")
        assert app.box("phone").value == "138 half tpy"
        await pilot.press("f12")
        await settled(pilot)
        assert "Tue" in text_of(app.box("due"))[0]


async def test_a_field_that_may_not_be_typed_here_is_passed_over() -> None:
    app = app_for(values=WHOLE, editable=frozenset({"due"}), requires=frozenset({"due"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert app.entry.sheet.typed() == [app.box("due")]
        assert "恒达电器" in text_of(app.box("customer"))[0]
        assert text_of(app.box("due"))[0].endswith(" *")
        await pilot.press("f10")
        await settled(pilot)
        assert office_of(app).acted[0]["values"] == {}
        assert isinstance(office_of(app).refusal(), Invalid | None)


# --- handed in otherwise, and what stands beside it -----------------------------------------------------------


async def test_a_draft_is_handed_in_by_another_of_its_actions() -> None:
    ways = [OtherWay("hand-on", Message("Hand on")), OtherWay("help", Message("Ask for help"))]
    app = app_for(values=WHOLE, others=ways)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+o", "2")
        await settled(pilot)
        assert office_of(app).acted[-1]["action"] == "help"


async def test_a_reason_is_asked_for_where_the_other_action_needs_one() -> None:
    app = app_for(values=WHOLE, others=[OtherWay("drop", Message("Drop"), needs_reason=True)])
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("ctrl+o", "1")
        await settled(pilot)
        assert office_of(app).acted == []
        assert app.entry.prompt is not None


async def test_what_helps_to_fill_in_the_form_follows_what_is_typed() -> None:
    app = app_for(has_brief=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "nobody has paid" in text_of(app.entry.beside)[0]
        await go_to(pilot, "customer")
        await write(pilot, "hddq\n")
        await settled(pilot)
        assert "C-0012 has paid" in text_of(app.entry.beside)[0]
    app = app_for()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert not app.entry.beside.display


async def test_the_lines_of_a_form_leave_its_other_actions_their_key() -> None:
    app = app_for(values=WHOLE, others=[OtherWay("help", Message("Ask for help"))])
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.entry.sheet.go_to(app.grid)
        await pilot.press("ctrl+o", "1")
        await settled(pilot)
        assert office_of(app).acted[-1]["action"] == "help"
