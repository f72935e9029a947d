"""What every process of the catalogue keeps, whatever it is about. A new process inherits all of it."""

import re
from collections.abc import Iterator, Set
from typing import Any

import pytest

from db.cases import Case, Task
from db.check import check
from tests.workflows.examples import EXAMPLES
from tests.workflows.house import House
from workflows.catalogue import CATALOGUE
from workflows.engine.authority import Permit, standing_of
from workflows.engine.booking import Booking
from workflows.engine.diagram import diagram
from workflows.engine.errors import CommandError, Conflict
from workflows.engine.flow import Flow
from workflows.engine.form import as_json, parse
from workflows.engine.manual import Manual
from workflows.engine.office import Office
from workflows.engine.process import Action, Kind, Process, Step
from workflows.engine.rights import may_act
from workflows.i18n import LANGUAGES, translation
from workflows.posts import POSTS

PROCESSES = list(CATALOGUE.processes.values())

WORKED_ON_FIRST = {
    "callback", "contact", "counter-sale", "goods-receipt", "order-cancel", "order-change", "return-exchange", "shipment",
    "stocktake",
}  # fmt: skip
"""Processes whose example is worked on or checked before anybody decides, or is over at once: nobody refuses or sends
it back there."""
NOT_REFUSED = WORKED_ON_FIRST | {"complaint", "important-matter", "member-card", "operation-plan"}
NOT_TO_ITS_DRAFT = WORKED_ON_FIRST | {"quotation"}
NOT_WITHDRAWN = WORKED_ON_FIRST - {"goods-receipt", "stocktake"} | {"complaint", "member-card", "operation-plan"}
"""Processes nobody withdraws once they are handed in."""
EXCEPTIONS = NOT_REFUSED | NOT_TO_ITS_DRAFT | NOT_WITHDRAWN


def every_process(but: Set[str] = frozenset()) -> pytest.MarkDecorator:
    """A test of each process that is not among the exceptions."""
    processes = [process for process in PROCESSES if process.key not in but]
    return pytest.mark.parametrize("process", processes, ids=lambda process: process.key)


def opened(house: House, process: Process) -> Case:
    """The example of a process, handed in."""
    login, values = EXAMPLES[process.key](house)
    return house.company.cases.case(house.submit(login, process.key, values).case_id)


def at_each_step(house: House, process: Process) -> Iterator[tuple[Step, Case, Task]]:
    """The example of a process, standing at each of its steps in turn as if it had come there."""
    login, values = EXAMPLES[process.key](house)
    cases = house.company.cases
    drafted, case = (cases.case(made(login, process.key, values).case_id) for made in (house.draft, house.submit))
    for step in process.real_steps:
        if step.draft:
            yield step, drafted, cases.open_tasks(drafted.id)[0]
            continue
        with house.db.write():
            put_at(house, process, case, step)
        yield step, cases.case(case.id), cases.open_tasks(case.id)[0]


def put_at(house: House, process: Process, case: Case, step: Step) -> None:
    """Close the case's tasks and open another step, as its flow would."""
    flow = Flow(house.company, case.requester_id, house.clock.now())
    booking: Booking[Any] = Booking(house.company, flow.now, process, case, None, case.requester_id)
    booking.decision, booking.flow, booking.later = house.company.cases.decisions(case.id)[-1], flow, []
    for task in house.company.cases.open_tasks(case.id):
        house.company.cases.close_task(task.id, booking.decision.id, flow.now)
    flow.open_step(booking, step, None)
    flow.keep(booking)


@every_process()
def test_the_form_survives_json(house: House, process: Process) -> None:
    _login, values = EXAMPLES[process.key](house)
    form = parse(process.form, values)
    assert parse(process.form, as_json(form)) == form


@every_process()
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_diagram_names_every_place(process: Process, language: str) -> None:
    drawn = diagram(process, translation(language))
    for place in process.places.values():
        assert place.title.render(translation(language)) in drawn


@every_process()
def test_an_action_is_denied_to_every_wrong_post(house: House, process: Process) -> None:
    """Nobody acts who is not among the step's actors; every attempt leaves the case as it was."""
    today = house.clock.now().date()
    somebody = {person.id: post for post in POSTS for person in house.company.people.holders(post, today)[:1]}
    allowed = []
    for step, case, task in at_each_step(house, process):
        actors = {actor for slot in task.slots for actor in slot} | house.company.cases.actors(task.id)
        before = house.company.cases.case(case.id)
        for person, post in somebody.items():
            if standing_of(house.company, person, house.clock.now()).every & actors:
                continue
            for action in step.actions:
                if action.kind is Kind.WITHDRAW and person == case.requester_id:
                    continue
                if acted(house, person, case, action):
                    allowed.append(f"{step.key}: {action.key} by {post}")
        assert house.company.cases.case(case.id) == before, step.key
    assert allowed == []


def acted(house: House, person: int, case: Case, action: Action) -> bool:
    """Whether somebody could take an action."""
    try:
        house.engine.commands.act(person, case.id, action.key, reason=1, key=house.key())
    except CommandError:
        return False
    return True


@every_process()
def test_nobody_decides_what_he_asked_for(house: House, process: Process) -> None:
    """Not with any post, and not through a delegation either."""
    today, mighty, allowed = house.clock.now().date(), set[int](), []
    for step, case, task in at_each_step(house, process):
        if not step.deciding:  # carrying out is not deciding
            continue
        if case.requester_id not in mighty:
            mighty.add(case.requester_id)
            with house.db.write():
                for post in POSTS:
                    house.company.people.appoint(case.requester_id, post, today, department="cleaning")
        standing = standing_of(house.company, case.requester_id, house.clock.now())
        for action in step.actions:
            may = may_act(house.company, process, case, task, step, action, standing)
            if action.kind is not Kind.WITHDRAW and isinstance(may, Permit):
                allowed.append(f"{step.key}: {action.key}")
    assert allowed == []


@every_process(but=NOT_WITHDRAWN)
def test_withdrawing_leaves_nothing_behind(house: House, process: Process) -> None:
    case = opened(house, process)
    assert may_be_withdrawn(house, process, case)
    house.act(house.company.people.by_id(case.requester_id).login, case.id, "withdraw")
    assert_nothing_left(house, case)


def may_be_withdrawn(house: House, process: Process, case: Case) -> bool:
    return any(process.step(task.step).action("withdraw") for task in house.company.cases.open_tasks(case.id))


@every_process(but=NOT_REFUSED)
def test_a_refusal_leaves_nothing_behind(house: House, process: Process) -> None:
    case = opened(house, process)
    person, action = decider(house, process, case, Kind.REFUSE)
    house.engine.commands.act(person, case.id, action, reason=1, key=house.key())
    assert_nothing_left(house, case)


@every_process(but=NOT_TO_ITS_DRAFT)
def test_rework_twice_opens_a_new_round_each_time(house: House, process: Process) -> None:
    case = opened(house, process)
    first = house.stands(case.id)
    for round_ in (2, 3):
        person, action = decider(house, process, case, Kind.BACK)
        house.engine.commands.act(person, case.id, action, reason=1, key=house.key())
        assert house.stands(case.id) == process.draft.key
        requester = house.company.people.by_id(case.requester_id).login
        house.act(requester, case.id, process.draft.actions[0].key)
        assert house.stands(case.id) == first
        task = house.company.cases.open_tasks(case.id)[0]
        assert task.round == round_
        assert house.company.cases.votes(task.id) == []


@every_process(but=WORKED_ON_FIRST)
def test_the_second_of_two_deciders_is_told_who_was_first(house: House, process: Process) -> None:
    case = opened(house, process)
    seen = house.company.cases.case(case.id).seq
    person, action = decider(house, process, case, Kind.REFUSE, Kind.BACK)
    house.engine.commands.act(person, case.id, action, reason=1, seen=seen, key=house.key())
    name = house.company.people.by_id(person).name
    with pytest.raises(Conflict) as problem:
        house.engine.commands.act(person, case.id, action, reason=1, seen=seen, key=house.key())
    assert name in str(problem.value)


@every_process()
def test_the_same_key_acts_once(house: House, process: Process) -> None:
    login, values = EXAMPLES[process.key](house)
    first = house.as_(login).open(process.key, values, submit=True, key="one-intent")
    cases = house.db.value("SELECT count(*) FROM cases")
    again = house.as_(login).open(process.key, values, submit=True, key="one-intent")
    assert again.replayed
    assert again.case_id == first.case_id
    assert house.db.value("SELECT count(*) FROM cases") == cases


@every_process(but=WORKED_ON_FIRST)
def test_taking_back_is_identity(house: House, process: Process) -> None:
    """What the first decider did and took back is as if he had not: tasks, form, stock, money, reservations."""
    case = opened(house, process)
    person, action = decider(house, process, case, Kind.BACK, Kind.REFUSE)
    before = picture(house, case)
    house.engine.commands.act(person, case.id, action, reason=1, key=house.key())
    house.engine.commands.take_back(person, key=house.key())
    assert picture(house, case) == before
    assert check(house.db) == []


def test_what_may_not_be_seen_is_nowhere(house: House) -> None:
    """Somebody who may not see a case finds it in no queue, by no number, and cannot open it."""
    cases = [opened(house, process) for process in PROCESSES]
    today, shown = house.clock.now().date(), []
    for login in {person.login for post in POSTS for person in house.company.people.holders(post, today)[-1:]}:
        office = house.as_(login)
        listed = {
            row.case_id
            for desk in office.desks()
            for tab in office.queues(desk.key)
            for row in office.page(desk.key, tab.key, limit=200).rows
        }
        for case in cases:
            if may_open(office, case):
                continue
            found = any(hit.key == case.number for hit in office.goto(case.number or ""))
            if found or case.id in listed:
                shown.append(f"{case.process} to {login}")
    assert shown == []


def may_open(office: Office, case: Case) -> bool:
    try:
        office.case(case.id)
    except CommandError:
        return False
    return True


def test_the_exceptions_are_none_that_decide_first(house: House) -> None:
    """What is left out above does not apply: no decision is passed over."""
    cases = {process.key: (process, opened(house, process)) for process in PROCESSES if process.key in EXCEPTIONS}
    assert set(cases) == EXCEPTIONS
    refused = {key for key, (process, case) in cases.items() if acting(house, process, case, Kind.REFUSE)}
    assert not refused & NOT_REFUSED
    sent_back = {key for key, (process, case) in cases.items() if acting(house, process, case, Kind.BACK)}
    assert not sent_back & WORKED_ON_FIRST
    withdrawn = {key for key, (process, case) in cases.items() if may_be_withdrawn(house, process, case)}
    assert not withdrawn & NOT_WITHDRAWN


def decider(house: House, process: Process, case: Case, *kinds: Kind) -> tuple[int, str]:
    """Who takes an action of the first kind that can be taken where the case stands, and which."""
    found = next((found for kind in kinds if (found := acting(house, process, case, kind))), None)
    assert found is not None, f"nobody may {kinds} here: if that is right, {process.key} is one of the exceptions above"
    return found


def acting(house: House, process: Process, case: Case, kind: Kind) -> tuple[int, str] | None:
    """Who may take an action of this kind where the case stands, and which."""
    for task in house.company.cases.open_tasks(case.id):
        step = process.step(task.step)
        for action in step.actions:
            if action.kind is not kind or step.draft:
                continue
            for person in house.company.people.all():
                standing = standing_of(house.company, person.id, house.clock.now())
                allowed = may_act(house.company, process, case, task, step, action, standing)
                facts = Flow(house.company, person.id, house.clock.now()).facts(process, case, task=task)
                if isinstance(allowed, Permit) and not any(guard.reasons(facts) for guard in action.guards):
                    return person.id, action.key
    return None


def picture(house: House, case: Case) -> dict[str, Any]:
    found = house.company.cases.case(case.id)
    return {
        "form": found.form,
        "amount": found.amount,
        "stands": house.stands(case.id),
        "actors": [sorted(house.company.cases.actors(task.id)) for task in house.company.cases.open_tasks(case.id)],
        "stock": [
            tuple(row) for row in house.db.rows("SELECT * FROM stock_balances WHERE quantity <> 0 ORDER BY 1, 2, 3")
        ],
        "money": [
            tuple(row) for row in house.db.rows("SELECT * FROM account_balances WHERE amount <> 0 ORDER BY 1, 2")
        ],
        "reserved": [
            tuple(row)
            for row in house.db.rows(
                "SELECT product, lot, location, sum(quantity) FROM reservations WHERE released_by IS NULL GROUP BY 1, 2, 3"
            )
        ],
    }


def assert_nothing_left(house: House, case: Case) -> None:
    """No move, posting, leave or reservation of the case is in force, and the books agree with themselves."""
    moved: dict[tuple[str, str], int] = {}
    for row in house.db.rows(
        "SELECT product, lot, source, target, quantity FROM stock_moves WHERE case_id = ?", (case.id,)
    ):
        moved[row["product"], row["source"]] = moved.get((row["product"], row["source"]), 0) - row["quantity"]
        moved[row["product"], row["target"]] = moved.get((row["product"], row["target"]), 0) + row["quantity"]
    assert not any(moved.values())
    posted = house.db.rows(
        "SELECT account, dimension, sum(amount) AS left FROM postings JOIN money_entries e ON e.id = entry_id"
        " WHERE e.case_id = ? GROUP BY 1, 2 HAVING sum(amount) <> 0",
        (case.id,),
    )
    assert [tuple(row) for row in posted] == []
    left = house.db.value("SELECT count(*) FROM reservations WHERE case_id = ? AND released_by IS NULL", (case.id,))
    assert left == 0
    days = house.db.value("SELECT coalesce(sum(days), 0) FROM leave_moves WHERE case_id = ?", (case.id,))
    assert days == 0
    assert check(house.db) == []


def test_every_process_has_an_example() -> None:
    assert set(EXAMPLES) == set(CATALOGUE.processes)


_ENGLISH_MARKS = re.compile("[\u4e00-\u9fff`](?:, |; |: )|[\u4e00-\u9fff] \\([\u4e00-\u9fff]|[，；：、] ")


@pytest.mark.parametrize("process", CATALOGUE.processes.values(), ids=lambda process: process.key)
def test_the_chinese_manual_is_set_with_chinese_marks(process: Process) -> None:
    assert _ENGLISH_MARKS.findall(Manual(CATALOGUE, "zh_CN").page(process)) == []


@every_process(but={"stocktake"})  # nothing of its example has been counted yet, as it has at the steps behind
def test_beside_the_form_of_an_action_stands_what_the_case_says(house: House, process: Process) -> None:
    office, seen = house.as_("general-manager"), []
    for step, case, task in at_each_step(house, process):
        if step.draft or not step.actions:
            continue
        seen.append(step.key)
        form = office.entry_form(case.id, step.actions[0].key)
        assert form.has_brief == process.has_brief
        assert office.helping.beside(form, {}) == list(office.preview(task=task.id).brief), step.key
    assert seen
