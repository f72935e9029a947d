"""The engine: one company's books with the catalogue of its processes, and the doors into it."""

from collections.abc import Sequence

from db.database import Database
from workflows.engine.catalogue import Catalogue
from workflows.engine.clock import Clock
from workflows.engine.commands import Commands
from workflows.engine.company import Company
from workflows.engine.duties import tick
from workflows.engine.office import Office
from workflows.engine.policies import stored_policy


class Engine:
    """One company, opened. Make one a process; an `Office` is one signed-in person at one door."""

    def __init__(self, db: Database, clock: Clock, catalogue: Catalogue) -> None:
        self.company = Company(db, clock, catalogue)
        self.commands = Commands(self.company)

    def office(self, person_id: int, *, door: str) -> Office:
        """Sign a person in at a door (`terminal`, `line` …): opens a session."""
        with self.company.db.write():
            session = self.company.sessions.open(person_id, door, self.company.now())
        return Office(self.company, self.commands, person_id, session)

    def install_policies(self) -> None:
        """Write the default of every policy that has no value yet, as the first row of its history."""
        defaults = {
            name: stored_policy(policy, policy.default) for name, policy in self.company.catalogue.policies.items()
        }
        with self.company.db.write():
            self.company.policies.install(defaults, self.company.now())

    def tick(self, person_id: int) -> Sequence[str]:
        """Do what time brings: duties that open cases, deadlines. Return the names of the cases opened."""
        return tick(self.company, person_id)
