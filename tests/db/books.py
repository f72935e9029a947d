"""The ledgers of a company with one person in it, for tests that book directly."""

from datetime import datetime

from db.audit import Audit
from db.database import Database
from db.leave import LeaveLedger
from db.money import MoneyLedger
from db.stock import StockLedger
from tests.db import decided

AT = datetime(2026, 6, 9, 9, 0)
A03 = "MAIN/A-03"
DISPATCH = "MAIN/dispatch"


class Books:
    """The ledgers, and decisions and cases for them to name. Everything needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.stock = StockLedger(db)
        self.money = MoneyLedger(db)
        self.leave = LeaveLedger(db)
        self.audit = Audit(db)
        with db.write():
            self.person = db.run(
                "INSERT INTO persons (login, name, created_at) VALUES ('wang', 'Wang Fang', '2026-01-01 09:00:00')"
            )

    def decision(self) -> int:
        """Return the id of a new decision."""
        return decided.decision(self.db, self.person, AT)

    def case(self) -> int:
        """Return the id of a new case."""
        return decided.case(self.db, self.person, AT)
