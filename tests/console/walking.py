"""A procedure walked in line mode, as a script walks it: every step a command line, every answer its JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workflows.engine.clock import FixedClock

if TYPE_CHECKING:
    from tests.console.conftest import Answer, Console


@dataclass
class Walk:
    """Somebody at a terminal without a screen, in everybody's name."""

    console: Console
    clock: FixedClock
    told: str = ""
    """What the program has said of the last thing done."""
    opened: tuple[str, ...] = ()
    """The cases the last thing done has opened; a draft has no number yet: `#12`."""
    chief: str = "general-manager"
    """Who sees everything; looks where nobody is named."""

    # --- doing ---

    def open(self, login: str, process: str, **values: Any) -> str:
        """Open a case and hand it in; return its number."""
        answer = self.console("open", process, "--data", json.dumps(values), "--as", login, "--json")
        assert answer.code == 0, answer.out
        number: str = answer.data["number"]
        self.told, self.opened = answer.data["said"], tuple(answer.data["opened"])
        return number

    def enter(self, login: str, register: str, key: str = "", **values: Any) -> str:
        """Add a record; return its key."""
        named = [key] if key else []
        answer = self.console(
            "register", "add", register, *named, "--data", json.dumps(values), "--as", login, "--json"
        )
        assert answer.code == 0, answer.out
        added: str = answer.data["key"]
        return added

    def act(self, login: str, case: str, action: str, reason: int = 0, **values: Any) -> str:
        """Take an action at the version just read; return where the case stands then, in words."""
        seen = self.show(case, login)["seq"]
        answer = self._acted(login, case, action, reason, values, "--seen", str(seen))
        assert answer.code == 0, answer.out
        standing: str = answer.data["standing"]
        self.told, self.opened = answer.data["said"], tuple(answer.data["opened"])
        return standing

    def ship(self, order: str, **who: str) -> str:
        """Let the one shipment of an order go its whole way, out at the gate; return its number.

        who: the login of whoever holds a post, where it is not the first of the small company.
        """
        shipment = self.child(order, "SH")
        for post, action, values in self._way_out(shipment):
            self.act(who.get(post, f"{post.replace('_', '-')}1"), shipment, action, **values)
        return shipment

    def _way_out(self, shipment: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield which post does what on the way of a shipment to the gate, each when the one before has done it."""
        yield "shipping_clerk", "print", {"carrier": "顺丰"}
        lines = self.values(shipment)["lines"]
        yield "storekeeper", "picked", {"lines": [{"picked": line["quantity"]} for line in lines]}
        form = self.values(shipment)
        yield "inspector", "pass", {"checked": form["sample"]}
        issue, parcels = form["issue"], [{"parcel": "1"} for _line in form["lines"]]
        packing = {"parcels": [{"number": "1"}], "lines": parcels, "note_issue": issue, "slip_issue": issue}
        yield "shipping_clerk", "packed", packing
        yield "shipping_clerk", "handed-over", {"vehicle": "浙A 3381"}
        yield "guard", "pass", {"parcels_counted": 1}

    def refused(self, login: str, case: str, action: str, reason: int = 0, **values: Any) -> str:
        """Try an action that must not pass; return everything that was said against it, one line each."""
        answer = self._acted(login, case, action, reason, values)
        assert answer.code in (2, 3, 4), answer.out
        error = answer.error
        return "\n".join(error["reasons"] or [error["message"]])

    def not_opened(self, login: str, process: str, **values: Any) -> str:
        """Try to hand in what must not pass; return everything that was said against it."""
        answer = self.console("open", process, "--data", json.dumps(values), "--as", login, "--json")
        assert answer.code in (2, 3), answer.out
        return "\n".join(answer.error["reasons"])

    def _acted(self, login: str, case: str, action: str, reason: int, values: dict[str, Any], *more: str) -> Answer:
        words = ["act", case, action, "--as", login, "--json", *more]
        words += ["--reason", str(reason)] if reason else []
        words += ["--data", json.dumps(values)] if values else []
        return self.console(*words)

    def tick(self, login: str) -> None:
        """Look at one's queues: what is due opens."""
        assert self.console("queue", "--as", login, "--json").code == 0

    def at(self, moment: str) -> None:
        self.clock.set(datetime.fromisoformat(moment))

    # --- looking ---

    def show(self, case: str, login: str = "") -> Any:
        answer = self.console("show", case, "--as", login or self.chief, "--json")
        assert answer.code == 0, answer.out
        return answer.data

    def stands(self, case: str) -> str:
        standing: str = self.show(case)["standing"]
        return standing

    def values(self, case: str, login: str = "") -> Any:
        return self.show(case, login)["values"]

    def children(self, case: str, prefix: str) -> list[str]:
        """The numbers of the cases a case opened, of one process, in the order they were opened."""
        related = [one for one in self.show(case)["related"] if one["relation"] == "child"]
        return [one["number"] for one in related if one["number"].startswith(prefix)]

    def child(self, case: str, prefix: str) -> str:
        (only,) = self.children(case, prefix)
        return only

    def waiting(self, login: str, queue: str, desk: str) -> list[str]:
        """The numbers in somebody's queue."""
        data = self.console("queue", queue, "--desk", desk, "--as", login, "--json").data
        return [row["number"] for row in data["rows"]]

    def money(self, account: str, of: str = "") -> Decimal:
        """A balance; without `of` all of an account together."""
        words = ["ledger", "money", account, *([of] if of else []), "--as", self.chief, "--json"]
        rows = self.console(*words).data["balances"]
        return sum((Decimal(row["balance"]) for row in rows), Decimal("0.00"))

    def stock(self, product: str, location: str) -> tuple[Any, Any]:
        """What lies at a place, and how much of it is reserved."""
        words = ("ledger", "stock", product, "--location", location, "--as", self.chief, "--json")
        rows = self.console(*words).data["balances"]
        on_hand = sum((Decimal(row["quantity"]) for row in rows), Decimal(0))
        return on_hand, sum((Decimal(row["reserved"]) for row in rows), Decimal(0))

    def sound(self) -> None:
        """Everything `console check` looks at holds."""
        answer = self.console("check", "--json")
        assert answer.code == 0, answer.out
