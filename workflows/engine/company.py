"""The books of one company, opened together: everything the engine reads and writes, behind one object."""

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from db.audit import Audit
from db.cases import Case, CaseStore, Decision
from db.database import Database
from db.leave import LeaveLedger
from db.money import MoneyLedger
from db.people import People
from db.policies import Policies
from db.registers import Registers
from db.sessions import Sessions
from db.stock import StockLedger
from db.views import Views
from workflows.engine.calendar import Calendar
from workflows.engine.clock import Clock
from workflows.engine.policies import read_policy
from workflows.registers import describe

if TYPE_CHECKING:
    from workflows.engine.catalogue import Catalogue
    from workflows.engine.holding import Holding


class Company:
    """One database with its stores, the clock, and the catalogue of processes."""

    def __init__(self, db: Database, clock: Clock, catalogue: "Catalogue") -> None:
        self.db = db
        self.clock = clock
        self.catalogue = catalogue
        self.cases = CaseStore(db)
        self.people = People(db)
        self.registers = Registers(db, describe)
        self.sessions = Sessions(db)
        self.policies = Policies(db)
        self.views = Views(db)
        self.calendar = Calendar(db)

    @cached_property
    def trail(self) -> Audit:
        return Audit(self.db)

    @cached_property
    def stock(self) -> StockLedger:
        return StockLedger(self.db)

    @cached_property
    def money(self) -> MoneyLedger:
        return MoneyLedger(self.db)

    @cached_property
    def leave(self) -> LeaveLedger:
        return LeaveLedger(self.db)

    @cached_property
    def holding(self) -> "Holding":
        """Which tasks something keeps where they stand; the rules it asks are read when a queue first wants to know."""
        from workflows.engine.holding import Holding

        return Holding(self)

    def now(self) -> datetime:
        """The company's time."""
        return self.clock.now()

    def policy(self, name: str, at: datetime | None = None) -> Any:
        """Return the value of a policy as it is at a moment (now): Decimal, int, Duration, time, or as declared."""
        declared = self.catalogue.policies[name]
        return read_policy(declared, self.policies.value(name, at or self.now()))

    def audit(self, made: Decision, case: Case) -> None:
        """Seal a decision into the audit chain, when everything it books is booked."""
        self.trail.append(made.id, made.at, made.person_id, {"number": case.number})

    def headed_by(self, person_id: int, on: date) -> list[str]:
        """Return the departments a person heads on a day."""
        return self.people.headed_departments(person_id, on)
