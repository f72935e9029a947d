"""Passing work on in the made-up company."""

from abc import abstractmethod

from db.message import Message
from workflows.engine.handing import Beside
from workflows.engine.view import Choice, Outcome


class FakePassing:
    """Notes what was passed on, to whom and why."""

    passed: list[tuple[object, ...]]
    asked_for: tuple[int | None, bool] = (None, False)
    """For which task colleagues were looked up last, and whether only to take it over."""

    @abstractmethod
    def _command(self, name: str) -> None:
        """Count a command, and let it wait or fail as the test wants."""

    def _passed(self, *what: object) -> Outcome:
        self._command("pass on")
        self.passed.append(what)
        return Outcome(1, "WO-2026-000001", 1, Message("review"), Message("Passed on"))

    def transfer(self, task: int, to: str, *, note: str, key: str) -> Outcome:
        return self._passed("transfer", task, to, note)

    def add_approver(self, task: int, to: str, where: Beside, *, note: str, key: str) -> Outcome:
        return self._passed(where, task, to, note)

    def urge(self, case: int | str, *, note: str = "", key: str) -> Outcome:
        return self._passed("urge", case, note)

    def copy_to(self, case: int | str, to: str, *, note: str = "", key: str) -> Outcome:
        return self._passed("copy", case, to, note)

    def colleagues(self, text: str, limit: int = 8, *, task: int | None = None, instead: bool = False) -> list[Choice]:
        self.asked_for = (task, instead)
        known = [
            Choice("sunli", "孙丽 Sun Li", "warehouse-supervisor"),
            Choice("zhoumin", "周敏 Zhou Min", "storekeeper"),
        ]
        return [one for one in known if text.casefold() in f"{one.key} {one.name}".casefold()]
