"""Where a person is in the guided first minutes: kept per person, so that they go on at the next sign-in."""

from dataclasses import dataclass
from typing import Literal

from db.tours import Tours
from workflows.engine.company import Company

FIRST = "first-minutes"
"""The tour there is."""

State = Literal["on", "off", "done"]


@dataclass(frozen=True, slots=True)
class TourPlace:
    """The step that comes next, and whether the tour is on."""

    step: str
    state: State


class Touring:
    """The tour of one person."""

    def __init__(self, company: Company, person_id: int) -> None:
        self._company = company
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
