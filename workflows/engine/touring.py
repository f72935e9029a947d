"""Where a person is in the guided first minutes, and what there is to try them on.

The place is kept per person, so that they go on at the next sign-in.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from db.message import Message
from db.tours import Tours
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.finding import found_at
from workflows.engine.kinds import Kind
from workflows.engine.listing import Listing
from workflows.engine.showing import Showing
from workflows.engine.view import ActionState, QueueTab, TaskRow

_LOOKED_AT = 60
"""How many items of a list are looked at for one to try something on."""

FIRST = "first-minutes"
"""The tour there is."""

State = Literal["on", "off", "done"]


@dataclass(frozen=True, slots=True)
class TourPlace:
    """The step that comes next, and whether the tour is on."""

    step: str
    state: State


@dataclass(frozen=True, slots=True)
class Example:
    """An item of a list of the person, on which he can try something now.

    place: the number of the list among the tabs, from 1; typed: a form opens first.
    """

    number: str
    place: int
    queue: Message | str
    kind: Kind
    typed: bool


class Touring:
    """The tour of one person."""

    def __init__(
        self, company: Company, person_id: int, reading: Callable[[], AbstractContextManager[Standing]]
    ) -> None:
        self._company = company
        self._reading = reading
        self._tours = Tours(company.db)
        self._person = person_id

    def place(self) -> TourPlace | None:
        """Return where the person is; None: the tour was never offered to him."""
        found = self._tours.at(self._person, FIRST)
        if found is None:
            return None
        step, state = found
        return TourPlace(step, "on" if state == "on" else "done" if state == "done" else "off")

    def keep(self, step: str, state: State) -> None:
        """Keep where the person is."""
        with self._company.db.write():
            self._tours.keep(self._person, FIRST, step, state, self._company.now())

    def example(self, desk: str, queue: str, kinds: Sequence[Kind]) -> Example | None:
        """Return an item of the person's lists on which an action of such a kind can be taken now, and taken back.

        Those of `queue`, the list he looks at, come first; anywhere, one without a form is preferred. None: there is
        none, so that nobody is asked to try what he cannot.
        """
        with self._reading() as standing:
            typed: Example | None = None
            for found in self._examples(standing, desk, queue, kinds):
                if not found.typed:
                    return found
                typed = typed or found
            return typed

    def _examples(self, standing: Standing, desk: str, queue: str, kinds: Sequence[Kind]) -> Iterator[Example]:
        listing, showing = Listing(self._company, standing), Showing(self._company, standing)
        tabs = listing.tabs(desk)
        for place, tab in sorted(enumerate(tabs, start=1), key=lambda one: one[1].key != queue):
            for row in _workable(listing, desk, tab):
                case, process, on = found_at(self._company, standing, row.task_id, None)
                action = _takeable(showing.preview(process, case, on).actions, kinds)
                if action is not None:
                    yield Example(row.number, place, tab.title, action.kind, action.asks)


def _workable(listing: Listing, desk: str, tab: QueueTab) -> Iterator[TaskRow]:
    page = listing.page(desk, tab.key, after=None, before=None, around=None, limit=_LOOKED_AT, text="")
    return (row for row in page.rows if row.mine and row.claimed != "other")


def _takeable(actions: Sequence[ActionState], kinds: Sequence[Kind]) -> ActionState | None:
    """Return what the letter of one of the kinds takes, where nothing stands against it; see `action_of_kind`."""
    for kind in kinds:
        first = next((action for action in actions if action.allowed and action.kind is kind), None)
        if first is not None and not first.reasons and not first.irreversible:
            return first
    return None
