"""Queues and previews: what a person sees, in which order, page by page."""

import pytest

from tests.workflows.house import House
from workflows.engine.errors import NotFound
from workflows.engine.words import change_said

SMALL = {"what": "chairs", "amount": "500.00"}


def many(trials: House, count: int) -> list[int]:
    return [
        trials.submit(
            "sales-rep1", "trial-child", {"what": f"item {chr(97 + index)}-x", "amount": f"{index}.00"}
        ).case_id
        for index in range(count)
    ]


def test_pages_follow_each_other_without_gap_or_repeat(trials: House) -> None:
    cases = many(trials, 25)
    office, found, after = trials.as_("sales-rep2"), [], None
    while True:
        page = office.page("sales", "all", after=after, limit=7)
        found += [row.case_id for row in page.rows]
        if not page.more_after:
            break
        after = page.last
    assert found == cases
    back = office.page("sales", "all", before=page.first, limit=7)
    assert [row.case_id for row in back.rows] == cases[14:21]
    assert page.total == 25


def test_a_page_can_be_opened_around_a_task(trials: House) -> None:
    cases = many(trials, 25)
    office = trials.as_("sales-rep2")
    task = trials.company.cases.open_tasks(cases[12])[0]
    page = office.page("sales", "all", around=task.id, limit=8)
    assert cases[12] in [row.case_id for row in page.rows]
    assert (page.more_before, page.more_after) == (True, True)
    assert [row.case_id for row in page.rows] == sorted(row.case_id for row in page.rows)


def test_large_sums_stand_first_where_the_queue_says_so(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    large = trials.submit("sales-rep1", "trial-order", {"what": "lorry", "amount": "5000.00"}).case_id
    rows = trials.as_("sales-manager").page("sales", "decide").rows
    assert [row.case_id for row in rows] == [large, case]


def test_one_does_not_find_ones_own_request_among_ones_decisions(trials: House) -> None:
    person = trials.person("sales-rep1")
    with trials.db.write():
        trials.company.people.appoint(person, "sales-manager", trials.clock.now().date())
    trials.submit("sales-rep1", "trial-order", SMALL)
    assert trials.as_("sales-rep1").page("sales", "decide").rows == []
    assert len(trials.as_("sales-manager").page("sales", "decide").rows) == 1


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("item", 5),
        ("item d-x", 1),
        ("!d-x", 4),
        ("subject:e-x", 1),
        ("from:sales-rep1", 5),
        ("x%y", 0),
        ("trial", 5),
        ("process:trial", 5),
        ("PAY", 5),
        ("step:pay", 5),
        ("!pay", 0),
    ],
)
def test_a_filter_narrows_the_queue(trials: House, typed: str, count: int) -> None:
    many(trials, 5)
    page = trials.as_("sales-rep2").page("sales", "all", text=typed)
    assert len(page.rows) == page.total == count


def test_another_desk_neither_lists_nor_finds(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL)
    office = trials.as_("storekeeper1")
    with pytest.raises(NotFound):
        office.case(case.number)
    assert office.goto(case.number) == []
    assert office.page("sales", "all").rows == []
    assert all(tab.count == 0 for tab in office.queues("sales"))


def test_the_preview_says_why_what_and_what_next(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("finance1", case, "approve")
    preview = trials.as_("sales-manager").preview(case=case)
    assert [str(line) for line in preview.why] == ["09:00 sales-rep1-name: Submit", "Waits for Sales manager"]
    assert [str(line) for line in preview.next] == ["Approve → in a line", "Send back → draft", "Reject → refused"]
    states = {state.key: state for state in preview.actions}
    assert states["approve"].allowed
    assert not states["withdraw"].allowed


def test_the_approver_sees_what_changed_since(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("sales-manager", case, "send-back", reason=1)
    trials.act("sales-rep1", case, "submit", {"what": "stools", "amount": "500.00"})
    fields = {view.path: view.cell for view in trials.as_("sales-manager").case(case).fields}
    assert (fields["what"].text, fields["what"].changed, fields["what"].before) == ("stools", True, "chairs")
    assert not fields["amount"].changed


def test_the_preview_lists_what_changed_between_the_rounds(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", {**SMALL, "remark": "urgent"}).case_id
    assert trials.as_("finance1").preview(case=case).changes == []
    trials.act("sales-manager", case, "send-back", reason=1)
    trials.act("sales-rep1", case, "submit", {"what": "stools", "amount": "500"})
    for login in ("sales-manager", "finance1"):  # who sent it back, and who sees it for the first time
        said = [str(change_said(change)) for change in trials.as_(login).preview(case=case).changes]
        assert said == ["What: chairs → stools", "Remark: urgent → —"]
    remark = next(view for view in trials.as_("finance1").case(case).fields if view.path == "remark")
    assert (remark.cell.text, remark.cell.changed, remark.cell.before) == ("", True, "urgent")
    assert trials.as_("sales-rep1").preview(case=case).changes == []


def test_the_next_step_s_approver_sees_what_changed_since_his_last_round(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", {"what": "hall", "amount": "5000.00"}).case_id
    for login in ("sales-manager", "finance1", "sales-manager"):
        trials.act(login, case, "approve")
    trials.act("general-manager", case, "send-back", reason=2)
    trials.act("sales-rep1", case, "submit", {"what": "hall", "amount": "4000.00"})
    for login in ("sales-manager", "finance1", "sales-manager"):
        trials.act(login, case, "approve")
    said = [str(change_said(change)) for change in trials.as_("general-manager").preview(case=case).changes]
    assert said == ["Amount: 5,000.00 → 4,000.00"]


def way(house: House, case: int) -> list[tuple[str, str, bool, int]]:
    return [(place.key, place.state, place.beside, place.round) for place in house.view(case).places]


def test_the_drawing_shows_the_way_taken_where_it_stands_and_the_way_ahead(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-parallel", SMALL).case_id
    trials.act("designer1", case, "give")
    assert way(trials, case) == [
        ("draft", "passed", False, 1),
        ("draw", "passed", False, 1),
        ("price", "now", True, 1),
        ("sum", "ahead", False, 1),
        ("done", "ahead", False, 1),
    ]
    trials.act("purchaser1", case, "send-back", reason=1)
    assert way(trials, case) == [
        ("draft", "now", False, 2),
        ("draw", "ahead", False, 1),
        ("price", "ahead", True, 1),
        ("sum", "ahead", False, 1),
        ("done", "ahead", False, 1),
    ]
    trials.act("sales-rep1", case, "submit", SMALL)
    assert [one[3] for one in way(trials, case)] == [2, 2, 2, 1, 1]


def test_the_drawing_of_an_ended_case_ends_where_it_ended_and_forgets_what_was_taken_back(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.act("sales-manager", case, "reject", reason=1)
    assert way(trials, case)[-2:] == [("both", "passed", False, 1), ("refused", "end", False, 1)]
    trials.as_("sales-manager").take_back(key=trials.key(), case=case)
    assert [one[:2] for one in way(trials, case)] == [
        ("draft", "passed"), ("both", "now"), ("line", "ahead"), ("done", "ahead"),
    ]  # fmt: skip


def test_an_entry_is_shown_with_its_postings_and_who_decided_it(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    for login in ("sales-manager", "finance1", "sales-manager"):
        trials.act(login, case, "approve")
    office = trials.as_("general-manager")
    entries = office.case(case).entries
    assert [str(entry.text) for entry in entries] == ["debit expense: office", "credit bank"]
    shown = office.booked(case, entries[0].decision_id)
    told = {str(view.title): str(view.cell.text) for view in shown.fields}
    assert told["Decided"] == "in a line: Approve"
    assert told["By"] == "sales-manager-name"
    assert told["Case"].startswith(office.case(case).number)
    (postings,) = shown.tables
    assert [[str(cell.text) for cell in row][1:] for row in postings.rows] == [
        ["expense", "office", "500.00", ""], ["bank", "", "", "500.00"],
    ]  # fmt: skip
    with pytest.raises(NotFound):
        office.booked(case, 1)


def test_comments_stand_in_the_timeline_and_repeat_nothing(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    for _time in range(2):
        trials.as_("finance1").comment(case, "[red]ask them[/red]", key="one-remark")
    remarks = [event.note for event in trials.view(case).timeline if event.kind == "comment"]
    assert remarks == ["[red]ask them[/red]"]


@pytest.mark.parametrize("login", ["sales-rep1", "sales-rep2", "sales-manager", "finance1", "storekeeper1"])
def test_a_queue_is_the_same_whichever_way_it_is_read(
    trials: House, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few tasks are collected and sorted, of many the index is followed: the rows, their order and the counts agree."""
    trials.appoint("sales-manager", "finance")  # an order waits for him twice, and is there once
    cases = many(trials, 9)
    trials.act("finance1", cases[3], "reject", reason=1)
    trials.submit("sales-rep1", "trial-order", SMALL)
    trials.later(hours=30)
    trials.submit("sales-rep1", "trial-order", SMALL)
    office = trials.as_(login)

    def read() -> dict[str, list[int]]:
        found = {}
        for tab in office.queues("sales"):
            first = office.page("sales", tab.key, limit=4)
            rest = office.page("sales", tab.key, after=first.last, limit=50).rows if first.more_after else []
            ends = office.page("sales", tab.key, before="", limit=4)
            whole = [row.task_id for row in (*first.rows, *rest)]
            assert [row.task_id for row in ends.rows] == whole[-4:]
            assert tab.count == first.total == len(whole) == len(set(whole))
            found[tab.key] = whole
        return found

    collected = read()
    assert len(collected["late"]) == (9 if collected["all"] else 0)
    monkeypatch.setattr("db.queues.COLLECTED", 0)
    office.set_look("plain")  # forgets what was counted
    assert read() == collected


def test_counting_stops_where_nobody_needs_to_know_more(trials: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.engine.listing.COUNTED", 5)
    many(trials, 7)
    tab = next(one for one in trials.as_("sales-rep2").queues("sales") if one.key == "all")
    assert (tab.count, tab.more) == (5, True)


def test_who_holds_the_post_and_may_not_decide_is_told_why(trials: House) -> None:
    case = trials.submit("sales-rep1", "trial-order", SMALL).case_id
    trials.appoint("sales-rep1", "sales-manager")
    told = [str(why) for why in trials.as_("sales-rep1").preview(case=case).why]
    assert "You asked for this yourself; somebody else decides it" in told
    assert len(trials.as_("sales-manager").preview(case=case).why) == len(told) - 1
    assert len(trials.as_("sales-rep2").preview(case=case).why) == len(told) - 1


def test_a_form_that_was_being_typed_is_offered_again_while_it_can_be_handed_in(trials: House) -> None:
    office = trials.as_("sales-rep1")
    assert office.kept_forms() == []
    office.keep_draft(office.new_form("trial-order"), {"what": "half a wo"})
    trials.later(minutes=1)
    case = trials.submit("sales-rep1", "trial-order", SMALL)
    trials.act("sales-manager", case.case_id, "send-back", reason=1)
    office.keep_draft(office.entry_form(case.case_id, "submit"), {"what": "stoo", "amount": "not a sum"})
    kept = office.kept_forms()
    assert [(one.process, one.number) for one in kept] == [("trial-order", case.number)]
    assert office.entry_form(case.case_id, "submit").values["amount"] == "not a sum"
    assert trials.as_("sales-rep2").kept_forms() == []
    trials.later(minutes=1)
    office.keep_draft(office.new_form("trial-child"), {"what": "another"})
    assert [one.case_id for one in office.kept_forms()] == [None, case.case_id]
    trials.act("sales-rep1", case.case_id, "withdraw")
    assert [one.process for one in office.kept_forms()] == ["trial-child"]
