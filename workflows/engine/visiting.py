"""Where a person went lately: kept for him, and named as it stands now when he is offered it again."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from db.visits import Visits
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.finding import Hit, Place, hit_at


class Visiting:
    """The places one person went to by typing them."""

    def __init__(
        self, company: Company, person_id: int, reading: Callable[[], AbstractContextManager[Standing]]
    ) -> None:
        self._company = company
        self._person = person_id
        self._reading = reading
        self._visits = Visits(company.db)

    def lately(self) -> list[Hit]:
        """Return them, the last one first; what is gone or may no longer be seen is left out."""
        with self._reading() as standing:
            hits = [hit_at(self._company, standing, *place) for place in self._visits.of(self._person)]
            return [hit for hit in hits if hit is not None]

    def went(self, kind: Place, key: str, desk: str) -> None:
        """Keep that the person went there."""
        with self._company.db.write():
            self._visits.add(self._person, (kind, key, desk))
