"""Taking actions: two keys and enter for a reject, no question for what can be taken back, and conflicts in words."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from db.errors import CommitUnknown
from db.message import Message
from screens.chooser import Chooser, Entry
from screens.commands import BY_ID
from tests.screens.driving import Driver, at_desk
from tests.screens.fake_actions import action
from tests.screens.fake_office import OUTCOMES, REVIEW, Company, FakeOffice
from workflows.engine.process import Kind
from workflows.engine.view import ActionState, OwnDecision


def small(*actions: ActionState, size: int = 20) -> FakeOffice:
    """A company whose items have these actions."""
    company = Company(size)
    for item in company.items.values():
        item.actions = actions or REVIEW
    return FakeOffice(company)


def task(driver: Driver) -> int:
    row = driver.desk.list.row
    assert row is not None
    return row.task_id


async def test_approving_goes_on_to_the_next_item() -> None:
    async with at_desk(small()) as driver:
        await driver.press("j", "a")
        assert driver.office.acts == [("WO-2026-000002", "approve", None, "")]
        assert task(driver) == 3
        assert driver.said == "Approve: WO-2026-000002"
        assert "19" in driver.lines[1]
        await driver.press("a", "a", "a")
        assert [number[-2:] for number, *_rest in driver.office.acts] == ["02", "03", "04", "05"]
        assert task(driver) == 6


async def test_at_the_end_the_cursor_goes_to_the_item_before() -> None:
    async with at_desk(small(size=3)) as driver:
        await driver.press("G", "a")
        assert task(driver) == 2
        await driver.press("a", "a")
        assert driver.desk.list.row is None
        assert "Nothing here" in driver.text
        await driver.press("a", "r", "c", "m", "space", "enter", "y", "e")
        assert len(driver.office.acts) == 3


async def test_the_cursor_stays_on_its_line_of_the_screen() -> None:
    async with at_desk(FakeOffice(Company(300)), size=(100, 24)) as driver:
        await driver.press(*["j"] * 40)
        line = driver.desk.list.screen_row
        await driver.press("a")
        assert task(driver) == 42
        assert driver.desk.list.screen_row == line


@pytest.mark.parametrize("second", [("2",), ("２",), ("down", "down")])
async def test_reject_is_two_keys_and_enter(second: tuple[str, ...]) -> None:
    async with at_desk(small()) as driver:
        await driver.press("r", *second, "enter")
        assert driver.office.acts == [("WO-2026-000001", "reject", 2, "")]
        assert task(driver) == 2
        assert driver.desk.prompt is None


async def test_a_reject_in_one_burst_reaches_its_question() -> None:
    async with at_desk(small()) as driver:
        await driver.press("r", "2", "enter", "j", "r", "3", *"bad lot", "enter", "a")
        assert driver.office.acts == [
            ("WO-2026-000001", "reject", 2, ""),
            ("WO-2026-000003", "reject", 3, "bad lot"),
            ("WO-2026-000004", "approve", None, ""),
        ]
        assert driver.desk.queue == "decide"


async def test_keys_typed_while_a_command_runs_wait_for_it() -> None:
    office = small()
    async with at_desk(office) as driver:
        office.wait = threading.Event()
        for key in "ar3":
            driver.app.simulate_key(key)
        for _ in range(5):
            await driver.pilot.pause()
        assert not driver.app.idle
        assert driver.desk.prompt is None
        office.wait.set()
        await driver.press("enter")
        assert [one[:3] for one in office.acts] == [
            ("WO-2026-000001", "approve", None),
            ("WO-2026-000002", "reject", 3),
        ]


async def test_a_note_may_stand_for_a_reason_and_nothing_may_not() -> None:
    async with at_desk(small()) as driver:
        await driver.press("b", "enter")
        assert "Press the number of a reason, or write a note" in driver.text
        await driver.press("9", "enter")
        assert driver.office.acts == []
        await driver.press(*"see me", "enter")
        assert driver.office.acts == [("WO-2026-000001", "send-back", None, "see me")]


async def test_a_reason_can_be_changed_before_enter() -> None:
    async with at_desk(small()) as driver:
        await driver.press("r", "2", "backspace", "3", "x", "backspace", "enter")
        assert driver.office.acts == [("WO-2026-000001", "reject", 3, "")]


async def test_escape_leaves_a_question_without_a_trace() -> None:
    async with at_desk(small()) as driver:
        before = driver.lines
        await driver.press("r", "2", "escape")
        assert driver.lines == before
        assert driver.office.acts == []


async def test_a_question_on_a_full_screen_does_not_move_the_list() -> None:
    async with at_desk(FakeOffice(Company(300)), size=(80, 24)) as driver:
        await driver.press(*["j"] * 50)
        before = driver.lines
        await driver.press("?")
        assert driver.lines != before
        await driver.press("escape")
        assert driver.lines == before


async def test_function_keys_take_the_actions_by_number() -> None:
    async with at_desk(small()) as driver:
        await driver.press("f2", "f4", "1", "enter")
        assert [one[1] for one in driver.office.acts] == ["approve", "send-back"]


async def test_a_step_with_many_named_outcomes() -> None:
    async with at_desk(small(*OUTCOMES)) as driver:
        assert "a Outcome 1" in driver.text
        assert "F3 Outcome 2" in driver.text
        assert "F8 Outcome 7" in driver.text
        await driver.press("f8", "0")
        assert "9 Outcome 9" in driver.text
        await driver.press("9", "x", "8", "f9", "2", "a")
        assert [one[1] for one in driver.office.acts] == [
            "outcome-7", "outcome-9", "outcome-8", "outcome-2", "outcome-1",
        ]  # fmt: skip


async def test_a_final_action_takes_one_enter_on_a_line_that_says_so() -> None:
    async with at_desk(small(action("pay", "Pay", Kind.FORWARD, 1, irreversible=True))) as driver:
        await driver.press("a")
        assert "This is final: it cannot be taken back" in driver.text
        assert "goods to scrap, loss booked" in driver.text
        await driver.press("escape", "a", "enter")
        assert driver.office.acts == [("WO-2026-000001", "pay", None, "")]


async def test_what_stands_against_an_action_is_said_in_full() -> None:
    reasons = (Message("lot 2404 is counted"), Message("needs a second count (line 14)"))
    async with at_desk(small(action("approve", "Approve", Kind.FORWARD, 1, reasons=reasons))) as driver:
        await driver.press("a")
        assert "lot 2404 is counted" in driver.text
        assert "needs a second count (line 14)" in driver.text
        await driver.press("j")
        assert driver.desk.prompt is None
        assert task(driver) == 2
        assert driver.office.acts == []


async def test_one_reason_stands_on_the_status_line() -> None:
    actions = action("approve", "Approve", Kind.FORWARD, 1, reasons=[Message("your own request")])
    async with at_desk(small(actions)) as driver:
        await driver.press("a")
        assert driver.said == "your own request"
        assert driver.desk.prompt is None


async def test_actions_one_may_not_take_are_not_there() -> None:
    actions = (REVIEW[0], action("reject", "Reject", Kind.REFUSE, 2, allowed=False))
    async with at_desk(small(*actions)) as driver:
        assert "r Reject" not in driver.text
        await driver.press("r", "f3")
        assert driver.desk.prompt is None
        assert driver.office.acts == []


async def test_the_loser_of_a_race_is_told_who_was_first() -> None:
    office = small()
    async with at_desk(office) as driver:
        await driver.press("j")
        office.company.others_finish(2)
        await driver.press("a")
        assert driver.said == "Decided by 钱进 Qian Jin 8 s ago"
        assert task(driver) == 3
        assert office.acts == []


async def test_a_case_that_has_changed_since_it_was_read_is_shown_again() -> None:
    office = small()
    async with at_desk(office) as driver:
        office.company.others_change(1)
        await driver.press("a")
        assert driver.said == "Changed by 钱进 Qian Jin since you read it"
        assert task(driver) == 1
        await driver.press("a")
        assert len(office.acts) == 1


async def test_somebody_elses_claim_is_taken_over_knowingly() -> None:
    office = small()
    office.company.others_claim(1, "钱进 Qian Jin")
    async with at_desk(office) as driver:
        await driver.press("a")
        assert "钱进 Qian Jin is working on it" in driver.text
        assert office.acts == []
        await driver.press("enter")
        assert len(office.acts) == 1
        office.company.others_claim(2, "钱进 Qian Jin")
        await driver.look()
        await driver.press("c", "enter")
        assert office.company.items[2].row.claimed == "me"


async def test_taking_back_returns_to_the_item() -> None:
    async with at_desk(small()) as driver:
        await driver.press("a", "z")
        assert driver.said == "Taken back: WO-2026-000001"
        assert driver.desk.list.rows[0].task_id == 1
        assert task(driver) == 1
        await driver.press("z")
        assert driver.said == "There is nothing of yours to take back"


async def test_what_an_action_has_opened_is_said() -> None:
    office = small()
    office.company.items[1].opens = ("#948",)
    async with at_desk(office) as driver:
        await driver.press("a")
        assert driver.said == "Approve: WO-2026-000001 · opened: #948"


async def test_what_was_decided_before_signing_in_is_taken_back_only_after_a_question() -> None:
    office = small()
    office.earlier = OwnDecision(
        10_009, "WO-2026-000009", Message("Approve"), office.now() - timedelta(days=3), earlier=True
    )
    async with at_desk(office) as driver:
        await driver.press("z")
        assert "Take back WO-2026-000009" in driver.text
        assert "You did this before you signed in: Approve" in driver.text
        assert "take_back" not in office.asked
        await driver.press("escape")
        assert "take_back" not in office.asked
        await driver.press("z", "enter")
        assert office.asked["take_back"] == 1


async def test_help_is_offered_however_many_actions_there_are() -> None:
    many = [action(f"act-{at}", f"Some longer action {at}", Kind.OTHER, at) for at in range(1, 8)]
    async with at_desk(small(*many), size=(80, 24)) as driver:
        assert "? Help" in driver.text


async def test_repeating_the_last_action_with_its_reason() -> None:
    async with at_desk(small()) as driver:
        await driver.press(".")
        assert driver.office.acts == []
        await driver.press("r", "2", *"wet", "enter", ".", "。")
        assert [one[1:] for one in driver.office.acts] == [("reject", 2, "wet")] * 3


async def test_a_reason_that_another_process_does_not_have_is_chosen_anew() -> None:
    office = small()
    others = {"stocktake": [Message("counted twice"), Message("wrong place")]}
    for item in list(office.company.items.values())[1:3]:
        item.row = replace(item.row, process="stocktake")
    known = office.reasons
    office.reasons = lambda process: others.get(process) or known(process)  # type: ignore[method-assign]
    async with at_desk(office) as driver:
        await driver.press("r", "2", "enter", ".")
        assert len(driver.office.acts) == 1
        assert "counted twice" in driver.text
        await driver.press("1", "enter", ".")
        assert [one[2] for one in driver.office.acts] == [2, 1, 1]
        await driver.press(".")
        assert len(driver.office.acts) == 3
        assert "counted twice" not in driver.text


async def test_an_action_that_wants_fields_opens_its_form() -> None:
    async with at_desk(small(action("record", "Record", Kind.FORWARD, 1, requires=["subject"]))) as driver:
        await driver.press("a")
        assert driver.office.asked["entry_form"] == 1
        assert driver.app.screen is not driver.app.screen_stack[1]
        assert driver.office.acts == []


async def test_a_new_case_is_chosen_by_number_or_name() -> None:
    async with at_desk(small()) as driver:
        await driver.press("n")
        assert "Stocktake" in driver.text
        assert "1–9 Number" in driver.text
        await driver.press("2")
        assert driver.office.asked["new_form"] == 1
        await driver.press("escape", "n", *"write", "enter")
        assert driver.office.asked["new_form"] == 2


async def test_a_digit_takes_what_it_names_wherever_answers_are_numbered() -> None:
    """In a list of more than nine the first of two digits waits for the second, or for enter."""
    taken: list[int] = []
    async with at_desk(small()) as driver:
        for keys, wanted in (("9", 9), (("1", "enter"), 1), ("12", 12), ("17", 7), (("1", "down", "2"), 2)):
            entries = [Entry(f"way {number}", number) for number in range(1, 16)]
            driver.desk.open_prompt(Chooser(Message("Which?"), entries, taken.append, numbered=True))
            await driver.press(*keys)
            assert (taken[-1], driver.desk.prompt) == (wanted, None)


async def test_a_digit_that_names_nothing_says_so() -> None:
    async with at_desk(small()) as driver:
        await driver.press("n", "9")
        assert driver.desk.prompt is not None
        assert driver.said == "Nothing here can be done with that key"
        await driver.press("down")
        assert driver.said == ""


async def test_what_was_said_goes_when_the_next_key_does_something() -> None:
    async with at_desk(small()) as driver:
        await driver.press("w")
        assert driver.said == "Nothing here can be done with that key"
        await driver.press("n")
        assert driver.said == ""
        await driver.press("escape", "w", "j")
        assert driver.said == ""
        await driver.press("k", "a")
        decided = driver.said
        assert decided
        await driver.press("j")
        assert driver.said == decided, "what came of it may be read while one moves on"
        await driver.press("space")
        assert driver.said != decided


async def test_a_fault_is_told_and_the_session_goes_on() -> None:
    office = small()
    async with at_desk(office) as driver:
        office.fault = ZeroDivisionError("1/0")
        await driver.press("a")
        assert "Something went wrong in the program (ZeroDivisionError)" in driver.text
        await driver.press("a")
        assert len(office.acts) == 1


async def test_an_uncertain_commit_is_asked_again_with_the_same_key() -> None:
    office = small()
    async with at_desk(office) as driver:
        office.fault = CommitUnknown()
        await driver.press("a")
        assert office.asked["act"] == 2
        assert len(office.acts) == 1
        assert driver.said == "Approve: WO-2026-000001"


async def test_every_key_of_the_desk_does_no_harm_anywhere() -> None:
    keys = [key for command in BY_ID.values() if "desk" in command.scopes for key in command.keys]
    for office in (small(), FakeOffice(Company(0))):
        async with at_desk(office, size=(80, 24)) as driver:
            away = ("ctrl+q", "enter", "n", "ctrl+n", "e", "ctrl+e")
            await driver.press(*(one for key in keys if key not in away for one in (key, "escape")))
            assert driver.app.is_running
