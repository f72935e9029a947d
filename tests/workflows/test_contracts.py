"""What every process of the catalogue keeps, whatever it is about. A new process inherits all of it."""

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
from workflows.engine.process import Kind, Process, Step
from workflows.engine.rights import may_act
from workflows.i18n import LANGUAGES, translation
from workflows.posts import POSTS

PROCESSES = list(CATALOGUE.processes.values())
every_process = pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.key)
every_step = pytest.mark.parametrize(
    ("process", "step"),
    [(process, step) for process in PROCESSES for step in process.real_steps],
    ids=lambda part: part.key,
)


def opened(house: House, process: Process) -> Case:
    """The example of a process, handed in."""
    login, values = EXAMPLES[process.key](house)
    return house.company.cases.case(house.submit(login, process.key, values).case_id)


def placed(house: House, process: Process, step: Step) -> tuple[Case, Task]:
    """The example of a process, standing at a step as if it had come there."""
    login, values = EXAMPLES[process.key](house)
    if step.draft:
        case = house.company.cases.case(house.draft(login, process.key, values).case_id)
    else:
        case = opened(house, process)
        with house.db.write():
            put_at(house, process, case, step)
    return case, house.company.cases.open_tasks(case.id)[0]


def put_at(house: House, process: Process, case: Case, step: Step) -> None:
    """Close the case's tasks and open another step, as its flow would."""
    flow = Flow(house.company, case.requester_id, house.clock.now())
    booking: Booking[Any] = Booking(house.company, flow.now, process, case, None, case.requester_id)
    booking.decision, booking.flow, booking.later = house.company.cases.decisions(case.id)[-1], flow, []
    for task in house.company.cases.open_tasks(case.id):
        house.company.cases.close_task(task.id, booking.decision.id, flow.now)
    flow.open_step(booking, step, None)
    flow.keep(booking)


@every_process
def test_the_form_survives_json(house: House, process: Process) -> None:
    _login, values = EXAMPLES[process.key](house)
    form = parse(process.form, values)
    assert parse(process.form, as_json(form)) == form


@every_process
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_diagram_names_every_place(process: Process, language: str) -> None:
    drawn = diagram(process, translation(language))
    for place in process.places.values():
        assert place.title.render(translation(language)) in drawn


@every_step
def test_an_action_is_denied_to_every_wrong_post(house: House, process: Process, step: Step) -> None:
    """Nobody acts who is not among the step's actors; every attempt leaves the case as it was."""
    case, task = placed(house, process, step)
    actors = {actor for slot in task.slots for actor in slot} | house.company.cases.actors(task.id)
    before = house.company.cases.case(case.id)
    for post in POSTS:
        for person in house.company.people.holders(post, house.clock.now().date())[:1]:
            if standing_of(house.company, person.id, house.clock.now()).every & actors:
                continue
            for action in step.actions:
                if action.kind is Kind.WITHDRAW and person.id == case.requester_id:
                    continue
                with pytest.raises(CommandError):
                    house.engine.commands.act(person.id, case.id, action.key, reason=1, key=house.key())
    assert house.company.cases.case(case.id) == before


@every_step
def test_nobody_decides_what_he_asked_for(house: House, process: Process, step: Step) -> None:
    """Not with any post, and not through a delegation either."""
    if not step.deciding:
        pytest.skip("carrying out is not deciding")
    case, task = placed(house, process, step)
    today = house.clock.now().date()
    with house.db.write():
        for post in POSTS:
            house.company.people.appoint(case.requester_id, post, today, department="cleaning")
    standing = standing_of(house.company, case.requester_id, house.clock.now())
    for action in step.actions:
        if action.kind is Kind.WITHDRAW:
            continue
        allowed = may_act(house.company, process, case, task, step, action, standing)
        assert not isinstance(allowed, Permit), action.key


@every_process
def test_withdrawing_leaves_nothing_behind(house: House, process: Process) -> None:
    case = opened(house, process)
    for task in house.company.cases.open_tasks(case.id):
        if process.step(task.step).action("withdraw"):
            person = house.company.people.by_id(case.requester_id).login
            house.act(person, case.id, "withdraw")
            assert_nothing_left(house, case)
            return
    pytest.skip("after it is handed in, this process is not withdrawn")


@every_process
def test_a_refusal_leaves_nothing_behind(house: House, process: Process) -> None:
    case = opened(house, process)
    found = acting(house, process, case, Kind.REFUSE)
    if found is None:
        pytest.skip("the first decision of this process does not refuse")
    house.engine.commands.act(found[0], case.id, found[1], reason=1, key=house.key())
    assert_nothing_left(house, case)


@every_process
def test_rework_twice_opens_a_new_round_each_time(house: House, process: Process) -> None:
    case = opened(house, process)
    first = house.stands(case.id)
    for round_ in (2, 3):
        found = acting(house, process, case, Kind.BACK)
        if found is None:
            pytest.skip("nobody sends this process back at its first decision")
        house.engine.commands.act(found[0], case.id, found[1], reason=1, key=house.key())
        if house.stands(case.id) != process.draft.key:
            pytest.skip("it is not sent back to its draft")
        person = house.company.people.by_id(case.requester_id).login
        house.act(person, case.id, process.draft.actions[0].key)
        assert house.stands(case.id) == first
        task = house.company.cases.open_tasks(case.id)[0]
        assert task.round == round_
        assert house.company.cases.votes(task.id) == []


@every_process
def test_the_second_of_two_deciders_is_told_who_was_first(house: House, process: Process) -> None:
    case = opened(house, process)
    seen = house.company.cases.case(case.id).seq
    found = acting(house, process, case, Kind.REFUSE) or acting(house, process, case, Kind.BACK)
    if found is None:
        pytest.skip("no second decider at the first step")
    person, action = found
    house.engine.commands.act(person, case.id, action, reason=1, seen=seen, key=house.key())
    name = house.company.people.by_id(person).name
    with pytest.raises(Conflict) as problem:
        house.engine.commands.act(person, case.id, action, reason=1, seen=seen, key=house.key())
    assert name in str(problem.value)


@every_process
def test_the_same_key_acts_once(house: House, process: Process) -> None:
    login, values = EXAMPLES[process.key](house)
    first = house.as_(login).open(process.key, values, submit=True, key="one-intent")
    cases = house.db.value("SELECT count(*) FROM cases")
    again = house.as_(login).open(process.key, values, submit=True, key="one-intent")
    assert again.replayed
    assert again.case_id == first.case_id
    assert house.db.value("SELECT count(*) FROM cases") == cases


@every_process
def test_taking_back_is_identity(house: House, process: Process) -> None:
    """What the first decider did and took back is as if he had not: tasks, form, stock, money, reservations."""
    case = opened(house, process)
    found = acting(house, process, case, Kind.BACK) or acting(house, process, case, Kind.REFUSE)
    if found is None:
        pytest.skip("nothing to take back at the first step")
    person, action = found
    before = picture(house, case)
    house.engine.commands.act(person, case.id, action, reason=1, key=house.key())
    house.engine.commands.take_back(person, key=house.key())
    assert picture(house, case) == before
    assert check(house.db) == []


@every_process
def test_what_may_not_be_seen_is_nowhere(house: House, process: Process) -> None:
    """Somebody who may not see a case finds it in no queue, by no number, and cannot open it."""
    case = opened(house, process)
    for post in POSTS:
        for person in house.company.people.holders(post, house.clock.now().date())[-1:]:
            office = house.as_(person.login)
            listed = {
                row.case_id
                for desk in office.desks()
                for tab in office.queues(desk.key)
                for row in office.page(desk.key, tab.key, limit=200).rows
            }
            try:
                office.case(case.id)
            except CommandError:
                assert case.id not in listed
                assert not any(hit.key == case.number for hit in office.goto(case.number or ""))


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
