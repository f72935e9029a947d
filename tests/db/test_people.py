"""Who holds which post when, who heads a department, who acts for whom."""

from datetime import date, datetime

import pytest

from db.database import Database
from db.people import LoginTaken, NoSuchPerson, People
from db.sessions import Sessions
from tests.db.decided import case, decision

NOW = datetime(2026, 6, 9, 9, 0)
TODAY = NOW.date()


@pytest.fixture
def people(db: Database) -> People:
    return People(db)


def hire(db: Database, login: str, *posts: str, number: str | None = None, department: str = "") -> int:
    """Add a person with posts from the first of the year; with a number also to the employee register."""
    people = People(db)
    with db.write():
        person = people.add(login, login.title(), NOW, employee=number)
        for post in posts:
            people.appoint(person.id, post, date(2026, 1, 1), department=department)
    return person.id


def fact(db: Database, register: str, key: str, name: str, value: str) -> None:
    with db.write():
        db.run(
            "INSERT INTO record_facts (register, key, fact, value) VALUES (?, ?, ?, ?)", (register, key, name, value)
        )


def test_a_person_is_found_by_login_in_any_case_by_id_and_by_employee_number(db: Database, people: People) -> None:
    with db.write():
        added = people.add(" Wang.Fang ", "王芳", NOW, employee="E-007", language="zh_CN")
    assert added.login == "wang.fang"
    assert people.by_login("WANG.fang ") == added
    assert people.by_id(added.id) == added
    assert people.by_employee("E-007") == added
    assert people.by_login("nobody") is None
    assert people.by_employee("E-999") is None
    with pytest.raises(NoSuchPerson):
        people.by_id(999)


def test_a_login_is_given_once(db: Database, people: People) -> None:
    hire(db, "li")
    with db.write(), pytest.raises(LoginTaken, match="li already"):
        people.add("LI", "Another", NOW)
    assert [person.login for person in people.all()] == ["li"]


def test_a_post_is_held_from_its_first_to_its_last_day(db: Database, people: People) -> None:
    person = hire(db, "chen")
    with db.write():
        people.appoint(person, "storekeeper", date(2026, 3, 1), until=date(2026, 3, 31))
    held = {
        day: bool(people.posts_of(person, date.fromisoformat(day)))
        for day in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01")
    }
    assert held == {"2026-02-28": False, "2026-03-01": True, "2026-03-31": True, "2026-04-01": False}
    assert [p.id for p in people.holders("storekeeper", date(2026, 3, 31))] == [person]
    assert people.holders("storekeeper", date(2026, 4, 1)) == ()


def test_ending_a_post_keeps_its_past_and_removes_one_that_never_began(db: Database, people: People) -> None:
    person = hire(db, "chen", "storekeeper")
    with db.write():
        future = people.appoint(person, "planner", date(2026, 9, 1))
        for holding in people.holdings(person):
            people.end_post(holding.id, date(2026, 6, 30))
    assert [(h.post, h.until) for h in people.holdings(person)] == [("storekeeper", date(2026, 6, 30))]
    assert future not in {h.id for h in people.holdings(person)}


def test_a_disabled_person_holds_nothing_until_enabled_again(db: Database, people: People) -> None:
    person = hire(db, "chen", "storekeeper")
    sessions = Sessions(db)
    with db.write():
        session = sessions.open(person, "terminal", NOW)
        people.disable(person, NOW)
    assert people.posts_of(person, TODAY) == ()
    assert people.holders("storekeeper", TODAY) == ()
    assert people.by_id(person).disabled
    assert sessions.get(session).ended_why == "disabled"
    with db.write():
        people.enable(person)
    assert [h.post for h in people.posts_of(person, TODAY)] == ["storekeeper"]


def test_holders_come_in_the_order_of_employee_numbers_each_once(db: Database, people: People) -> None:
    second = hire(db, "b", "cashier", number="E-002")
    first = hire(db, "a", "cashier", number="E-001")
    with db.write():
        people.appoint(second, "cashier", date(2026, 1, 1), department="shop")
    assert [p.id for p in people.holders("cashier", TODAY)] == [first, second]


def test_holders_for_a_department_include_those_tied_to_none(db: Database, people: People) -> None:
    tied = hire(db, "a", "workshop-lead", department="workshop-1")
    other = hire(db, "b", "workshop-lead", department="workshop-2")
    free = hire(db, "c", "workshop-lead")
    found = {p.id for p in people.holders("workshop-lead", TODAY, "workshop-1")}
    assert found == {tied, free}
    assert other not in found


def test_a_department_is_headed_by_the_post_its_register_names_or_by_a_department_head(
    db: Database, people: People
) -> None:
    fact(db, "departments", "sales", "headed-by", "sales-manager")
    fact(db, "departments", "workshop-1", "headed-by", "workshop-lead")
    manager = hire(db, "m", "sales-manager")
    lead = hire(db, "l", "workshop-lead", department="workshop-1")
    hire(db, "l2", "workshop-lead", department="workshop-2")
    cleaning = hire(db, "k", "department-head", department="cleaning")
    assert [p.id for p in people.heads("sales", TODAY)] == [manager]
    assert [p.id for p in people.heads("workshop-1", TODAY)] == [lead]
    assert [p.id for p in people.heads("cleaning", TODAY)] == [cleaning]
    assert people.heads("security", TODAY) == ()
    assert people.headed_departments(manager, TODAY) == ["sales"]
    assert people.headed_departments(lead, TODAY) == ["workshop-1"]
    assert people.headed_departments(cleaning, TODAY) == ["cleaning"]
    assert people.headed_departments(cleaning, date(2025, 12, 31)) == []


def test_a_department_head_without_a_department_heads_none(db: Database, people: People) -> None:
    person = hire(db, "x", "department-head")
    assert people.heads("cleaning", TODAY) == ()
    assert people.headed_departments(person, TODAY) == []


def test_where_the_register_names_a_post_a_department_head_does_not_head_the_department(
    db: Database, people: People
) -> None:
    fact(db, "departments", "sales", "headed-by", "sales-manager")
    person = hire(db, "x", "department-head", department="sales")
    assert people.heads("sales", TODAY) == ()
    assert people.headed_departments(person, TODAY) == []


def test_the_superior_line_follows_the_employee_register_past_the_disabled_and_never_circles(
    db: Database, people: People
) -> None:
    clerk, deputy, head, boss = (
        hire(db, login, number=number)
        for login, number in (("clerk", "E-4"), ("deputy", "E-3"), ("head", "E-2"), ("boss", "E-1"))
    )
    for below, above in (("E-4", "E-3"), ("E-3", "E-2"), ("E-2", "E-1"), ("E-1", "E-2")):
        fact(db, "employees", below, "superior", above)
    with db.write():
        people.disable(deputy, NOW)
    assert [p.id for p in people.superiors(clerk)] == [head, boss]
    assert [p.id for p in people.superiors(boss)] == [head]
    assert people.superiors(hire(db, "outsider")) == ()


def test_the_department_of_a_person_is_the_employee_registers(db: Database, people: People) -> None:
    person = hire(db, "clerk", number="E-4")
    assert people.department_of(person) == ""
    fact(db, "employees", "E-4", "department", "sales")
    assert people.department_of(person) == "sales"


def test_a_delegate_acts_in_the_window_and_within_the_scope(db: Database, people: People) -> None:
    principal, delegate = hire(db, "p"), hire(db, "d")
    with db.write():
        people.delegate(
            principal, delegate, datetime(2026, 6, 9), datetime(2026, 6, 11), posts=["sales-manager", "estimator"]
        )
    (found,) = people.principals_for(delegate, datetime(2026, 6, 9))
    assert found.principal_id == principal
    assert found.covers("estimator")
    assert not found.covers("finance")
    assert people.delegates_of(principal, datetime(2026, 6, 10, 23, 59, 59)) == (found,)
    assert people.principals_for(delegate, datetime(2026, 6, 11)) == ()
    assert people.principals_for(delegate, datetime(2026, 6, 8, 23, 59, 59)) == ()


def test_delegations_do_not_chain(db: Database, people: People) -> None:
    first, second, third = hire(db, "a"), hire(db, "b"), hire(db, "c")
    with db.write():
        people.delegate(first, second, datetime(2026, 6, 1), datetime(2026, 7, 1))
        people.delegate(second, third, datetime(2026, 6, 1), datetime(2026, 7, 1))
    assert [d.principal_id for d in people.principals_for(third, NOW)] == [second]


@pytest.mark.parametrize(("delegate", "ends"), [("self", datetime(2026, 7, 1)), ("other", datetime(2026, 6, 1))])
def test_nobody_stands_in_for_himself_or_for_no_time(
    db: Database, people: People, delegate: str, ends: datetime
) -> None:
    principal, other = hire(db, "p"), hire(db, "d")
    with db.write(), pytest.raises(ValueError):
        people.delegate(principal, principal if delegate == "self" else other, datetime(2026, 6, 1), ends)


def test_undoing_a_decision_ends_what_it_delegated_and_revives_what_it_ended(db: Database, people: People) -> None:
    principal, delegate = hire(db, "p"), hire(db, "d")
    window = (datetime(2026, 6, 1), datetime(2026, 7, 1))
    with db.write():
        leave = case(db, principal, NOW)
        approved, back, undo = (decision(db, principal, NOW) for _ in range(3))
        people.delegate(principal, delegate, *window, case_id=leave, decision_id=approved)
        assert people.end_delegations_of_case(leave, NOW, back) == 1
        assert people.principals_for(delegate, NOW) == ()
        people.undo_delegations([back], NOW, undo)
        assert [d.case_id for d in people.principals_for(delegate, NOW)] == [leave]
        people.undo_delegations([approved], NOW, undo)
    assert people.principals_for(delegate, NOW) == ()


def test_credentials_count_failures_and_never_show_the_hash(db: Database, people: People) -> None:
    person = hire(db, "chen")
    with db.write():
        people.set_password(person, "$hash$")
        people.count_failure(person, NOW)
        people.count_failure(person, NOW)
    found = people.credentials("Chen")
    assert found is not None
    assert (found.password_hash, found.failed_attempts, found.last_failed_at) == ("$hash$", 2, NOW)
    assert "$hash$" not in repr(found)
    with db.write():
        people.clear_failures(person)
    cleared = people.credentials("chen")
    assert cleared is not None
    assert (cleared.failed_attempts, cleared.last_failed_at) == (0, None)
    assert people.credentials("nobody") is None


def test_a_session_is_open_until_it_ends_once(db: Database) -> None:
    person = hire(db, "chen")
    sessions = Sessions(db)
    later = datetime(2026, 6, 9, 9, 30)
    with db.write():
        idle, busy = (sessions.open(person, "ssh", NOW) for _ in range(2))
        assert sessions.seen(busy, later)
        assert sessions.close_unseen(since=later, at=later, why="idle") == 1
        assert not sessions.seen(idle, later)
        sessions.close(idle, datetime(2026, 6, 9, 18, 0), "signed out")
    assert (sessions.get(idle).ended_at, sessions.get(idle).ended_why) == (later, "idle")
    assert [session.id for session in sessions.opened(person)] == [busy]
