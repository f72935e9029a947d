"""Balanced allocation: the smallest burden for the ability, ties in a fixed order, the load counts at once."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from tests.workflows.house import House
from workflows.engine.facts import CompanyFacts
from workflows.library.allocation import Piece, Worker, abilities_of, allocate, choose, on_duty

NOW = datetime(2026, 6, 9, 9, 0)
ONE = Piece()


def worker(number: str, load: int = 0, ability: int = 1, **more: object) -> Worker:
    return Worker(number, Decimal(load), {"": ability}, **more)  # type: ignore[arg-type]


def test_three_customers_among_three_agents() -> None:
    """Tang 40 by ability 4, Wei 25 by 2, Bai 9 by 1; a row of tier A needs ability 3."""
    staff = [worker("tang", 40, 4), worker("wei", 25, 2), worker("bai", 9, 1)]
    rows = [Piece(least_ability=3), ONE, ONE]
    assert allocate(rows, staff, NOW) == ["tang", "bai", "tang"]


def test_hours_weigh_by_their_size() -> None:
    staff = [worker("sun", 4), worker("qian", 6), worker("li", 7)]
    four = Piece(size=Decimal(4))
    assert allocate([four, four, ONE], staff, NOW) == ["sun", "qian", "li"]


def test_ability_counts_for_the_group_and_is_one_where_none_is_kept() -> None:
    skilled = Worker("a", Decimal(5), {"retail": 5})
    other = Worker("b", Decimal(2))
    assert choose(Piece("retail"), [skilled, other]) == skilled
    assert choose(Piece("trade"), [skilled, other]) == other


def test_ties_go_to_fewer_today_then_longest_ago_then_the_smaller_number() -> None:
    yesterday, before = NOW - timedelta(days=1), NOW - timedelta(days=2)
    busy_today = worker("1", given_today=1)
    lately, earlier, never = (worker("2", last_given=yesterday), worker("3", last_given=before), worker("4"))
    assert choose(ONE, [busy_today, lately]) == lately
    assert choose(ONE, [lately, earlier]) == earlier
    assert choose(ONE, [earlier, never]) == never
    assert choose(ONE, [worker("b"), worker("a")]) == worker("a")


def test_who_is_full_or_barred_gets_nothing() -> None:
    full = worker("1", 300, most=Decimal(300))
    assert choose(ONE, [full]) is None
    assert choose(Piece(barred=frozenset({"2"})), [worker("2"), worker("3", 9)]) == worker("3", 9)
    assert allocate([ONE], [], NOW) == [None]


@given(some.lists(some.tuples(some.integers(0, 50), some.integers(1, 5)), min_size=1, max_size=5), some.integers(0, 20))
def test_nobody_could_have_taken_the_last_piece_with_a_smaller_burden(
    staff: list[tuple[int, int]], pieces: int
) -> None:
    workers = [worker(f"{index}", load, ability) for index, (load, ability) in enumerate(staff)]
    given_to = allocate([ONE] * (pieces + 1), workers, NOW)
    loads = {one.number: one.load + given_to[:-1].count(one.number) for one in workers}
    burdens = {one.number: (loads[one.number] + 1) / Decimal(one.ability("")) for one in workers}
    assert burdens[given_to[-1] or ""] == min(burdens.values())


def test_who_is_away_for_longer_than_three_days_is_not_on_duty(house: House) -> None:
    facts = CompanyFacts(house.company, house.clock.now())
    first, second = house.employee("callback-agent1"), house.employee("callback-agent2")
    assert on_duty(facts, "callback-agent") == [first, second]
    stand_in = house.person("service-agent1")
    absences = [(house.person("callback-agent1"), 4), (house.person("callback-agent2"), 2)]
    with house.db.write():
        for person, days in absences:
            house.company.people.delegate(person, stand_in, facts.now, facts.now + timedelta(days=days))
    assert on_duty(facts, "callback-agent") == [second]


def test_abilities_come_from_the_register(house: House) -> None:
    number = house.employee("callback-agent1")
    data = house.company.registers.data("employees", number) or {}
    house.record("employees", number, **{**data, "abilities": [{"group": "retail", "level": 4}]})
    assert abilities_of(CompanyFacts(house.company, house.clock.now()), number) == {"retail": 4}
