"""The figures most dashboards are made of: how many cases, what they are worth, in what share of them something holds."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from db.figures import CaseRow, Round
from db.message import Message, _
from workflows.engine.counting import Counting, share_that
from workflows.engine.figures import Figure, Source

ZERO = Decimal("0.00")
Found = Callable[[Counting], Sequence[CaseRow] | Sequence[Round]]
Holds = Callable[[CaseRow], bool] | Callable[[Round], bool]


DUE = _("due {day}")


def source_of(one: CaseRow | Round, note: Message | str = "") -> Source:
    """Return a case, or the case of a task, as what a figure was counted from; of an open task, when it is due."""
    if isinstance(one, Round):
        if one.closed_at is None and one.due_at is not None:
            note = note or DUE(day=one.due_at.date())
        return Source(one.case_id, at=one.closed_at or one.opened_at, note=note)
    return Source(one.id, amount=one.amount, note=note)


def sources(found: Iterable[CaseRow | Round]) -> list[Source]:
    """Return cases, or the cases of tasks, as what a figure was counted from."""
    return [source_of(one) for one in found]


def total(rows: Iterable[CaseRow]) -> Decimal:
    """Return the amounts of cases together, yuan."""
    return sum((row.amount or ZERO for row in rows), ZERO)


def stock_of(counting: Counting, kind: str | None = None) -> list[Source]:
    """Return the products (of a kind; None: of any) with the value of their own stock, the most valuable first."""
    values = counting.store.stock_values()
    products = counting.once("products", lambda: counting.store.records("products", ("kind", "safety_stock")))
    found = [
        Source(record=f"products/{key}", title=name, amount=values[key])
        for key, name, fields in products
        if key in values and kind in (None, fields["kind"] or "")
    ]
    return sorted(found, key=lambda source: -(source.amount or ZERO))


def count_of(key: str, title: Message, counted: Message, found: Found, posts: frozenset[str] = frozenset()) -> Figure:
    """Return the figure that says how many cases or tasks are found."""
    return Figure(
        key,
        title,
        "count",
        counted,
        lambda counting: len(found(counting)),
        lambda counting: sources(found(counting)),
        posts,
    )


def value_of(
    key: str,
    title: Message,
    counted: Message,
    found: Callable[[Counting], Sequence[CaseRow]],
    posts: frozenset[str] = frozenset(),
) -> Figure:
    """Return the figure that sums the amounts of the cases found."""
    return Figure(
        key,
        title,
        "yuan",
        counted,
        lambda counting: total(found(counting)),
        lambda counting: sources(found(counting)),
        posts,
    )


def share_of(
    key: str,
    title: Message,
    counted: Message,
    found: Callable[[Counting], Sequence[tuple[CaseRow | Round, bool]]],
    yes: Message,
    no: Message,
) -> Figure:
    """Return the figure that says for what share something holds. yes, no: what the list behind it notes on each.

    found: cases or tasks, each with whether it holds. Those for which it does not stand first behind the figure.
    """

    def behind(counting: Counting) -> list[Source]:
        ordered = sorted(found(counting), key=lambda pair: pair[1])
        return [source_of(one, yes if holds else no) for one, holds in ordered]

    return Figure(
        key, title, "percent", counted, lambda counting: share_that(holds for _one, holds in found(counting)), behind
    )
