"""The matrix of posts and functions, walked completely: deny by default."""

from datetime import date

import pytest

from tests.workflows.house import House
from workflows.engine import functions as rights
from workflows.engine.errors import Refused
from workflows.posts import POSTS
from workflows.registers import REGISTERS

DAY = date(2026, 6, 9)


def test_only_posts_there_are_and_every_function_has_words() -> None:
    assert {post for held in rights.FUNCTIONS.values() for post in held} <= set(POSTS)
    assert set(rights.TITLES) == set(rights.FUNCTIONS)


def test_every_register_has_its_keepers() -> None:
    kept = {name.removeprefix("register.change.") for name in rights.FUNCTIONS if "change." in name}
    assert kept == set(REGISTERS)


@pytest.mark.parametrize("function", rights.FUNCTIONS)
def test_a_function_is_for_the_posts_listed_and_for_nobody_else(house: House, function: str) -> None:
    with house.db.write():
        for post in POSTS:
            person = house.company.people.add(f"only-{post}", post, house.clock.now())
            house.company.people.appoint(person.id, post, DAY)
        nobody = house.company.people.add("no-post", "no post", house.clock.now())
    for post in POSTS:
        found = house.company.people.by_login(f"only-{post}")
        assert found is not None
        assert rights.allowed(house.db, found.id, DAY, function) is (post in rights.FUNCTIONS[function])
    with pytest.raises(Refused) as refused:
        rights.require(house.db, nobody.id, DAY, function)
    assert refused.value.reasons


def test_the_administrator_reads_no_books() -> None:
    assert not [
        name for name in rights.FUNCTIONS if name.startswith("ledger") and "administrator" in rights.FUNCTIONS[name]
    ]


def test_a_function_there_is_not_is_a_fault(house: House) -> None:
    with pytest.raises(KeyError):
        rights.allowed(house.db, house.person("general-manager"), DAY, "everything")
