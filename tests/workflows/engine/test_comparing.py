"""What is different between two states of a form: fields by what they say, lines by what they are about."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from db.message import Message
from workflows.engine.comparing import SAME, LinePair, compare
from workflows.engine.form import Form, Line, Money, ProductRef, Quantity, Text, field

NAMES = ("LAMP", "DUCT", "TAPE", "BOLT")


class Piece(Line):
    product: ProductRef = field(Message("Product"))
    quantity: Quantity = field(Message("Quantity"))
    price: Money | None = field(Message("Price"), default=None)


class Paper(Form):
    note: Text = field(Message("Note"), default="")
    fee: Money | None = field(Message("Fee"), default=None)
    lines: list[Piece] = field(Message("Lines"), default_factory=list)


def lines(*pieces: tuple[str, str]) -> dict[str, Any]:
    return {"lines": [{"product": product, "quantity": quantity} for product, quantity in pieces]}


def seen(before: dict[str, Any], now: dict[str, Any]) -> list[tuple[int | None, int | None, list[str]]]:
    pairs = compare(Paper, before, now).lines.get("lines", ())
    return [(one.before, one.now, sorted(one.changed)) for one in pairs]


def test_a_field_is_different_when_it_says_something_else() -> None:
    before = {"note": "first", "fee": "35"}
    assert compare(Paper, before, {"note": "first", "fee": "35.00"}) == compare(Paper, before, before)
    assert not compare(Paper, before, {"note": "first", "fee": "35.00"})
    found = compare(Paper, before, {"fee": "36", "lines": []})
    assert found.fields == {"note": "first", "fee": "35"}
    assert compare(Paper, {"note": ""}, {}) == compare(Paper, {}, {"note": ""})


def test_a_line_taken_out_leaves_those_below_it_as_they_were() -> None:
    before, now = lines(("LAMP", "1"), ("DUCT", "2"), ("TAPE", "3")), lines(("DUCT", "2"), ("TAPE", "3"))
    assert seen(before, now) == [(0, None, []), (1, 0, []), (2, 1, [])]
    assert seen(now, before) == [(None, 0, []), (0, 1, []), (1, 2, [])]


def test_a_line_is_the_same_line_with_another_quantity() -> None:
    assert seen(lines(("LAMP", "1"), ("DUCT", "2")), lines(("LAMP", "1"), ("DUCT", "5"))) == [
        (0, 0, []),
        (1, 1, ["quantity"]),
    ]


def test_another_product_in_the_same_place_is_a_changed_line() -> None:
    assert seen(lines(("LAMP", "1"), ("DUCT", "2")), lines(("LAMP", "1"), ("TAPE", "2"))) == [
        (0, 0, []),
        (1, 1, ["product"]),
    ]


def test_two_lines_for_one_are_a_removed_and_two_added_ones() -> None:
    assert seen(lines(("LAMP", "1")), lines(("DUCT", "1"), ("TAPE", "2"))) == [
        (0, None, []), (None, 0, []), (None, 1, []),
    ]  # fmt: skip


@given(
    some.lists(some.tuples(some.sampled_from(NAMES), some.sampled_from("123")), max_size=6),
    some.lists(some.tuples(some.sampled_from(NAMES), some.sampled_from("123")), max_size=6),
)
def test_every_line_before_and_now_is_named_once_and_in_order(
    before: list[tuple[str, str]], now: list[tuple[str, str]]
) -> None:
    found = compare(Paper, lines(*before), lines(*now))
    assert bool(found) == (before != now)
    pairs = found.lines.get("lines") or [LinePair(at, at, {}) for at in range(len(now))]
    assert [one.before for one in pairs if one.before is not None] == list(range(len(before)))
    assert [one.now for one in pairs if one.now is not None] == list(range(len(now)))
    for one in pairs:
        if one.before is not None and one.now is not None:
            assert bool(one.changed) == (before[one.before] != now[one.now])


def test_nothing_is_different_in_the_same_form() -> None:
    assert compare(Paper, {"note": "x"}, {"note": "x"}) is SAME
