"""The catalogue: every process and queue of the company, checked as a whole before the program starts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from db.cases import Case
from db.message import Message
from workflows.engine.checks import check_processes
from workflows.engine.form import Form, lenient
from workflows.engine.process import Policy, Process
from workflows.posts import Desk

Order = Literal["sent-back", "urgent", "rank", "due", "amount", "opened", "number"]
Steps = tuple[tuple[str, str], ...]
"""Pairs of process and step; `*`: every step but the draft."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A named work list: a filter over open tasks with an order.

    only: `mine` lists what waits for the person (by
    name or post), `drafts` his own drafts, `deciding` what he may decide; "" everything of these steps he may see.
    order: by what, first things first; `urgent` looks only at ranks below 0, `rank` at all.
    """

    key: str
    title: Message
    desk: Desk
    steps: Steps = ()
    only: Literal["", "mine", "drafts", "deciding"] = ""
    order: Sequence[Order] = ("due", "opened")
    late: bool = False
    every_desk: bool = False
    """Tasks of all desks, not only of this one."""
    posts: tuple[str, ...] = ()
    """Only holders of these posts have the tab; (): everybody at the desk."""


class DefinitionError(Exception):
    """The catalogue contradicts itself; `problems` lists every point."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Catalogue:
    """Processes by key and queues by desk. Raises DefinitionError when something does not fit."""

    def __init__(
        self, processes: Iterable[Process], queues: Iterable[Queue] = (), policies: Iterable[Policy] = ()
    ) -> None:
        listed = list(processes)
        self.processes: Mapping[str, Process] = {process.key: process for process in listed}
        self.queues: Sequence[Queue] = list(queues)
        self.policies: Mapping[str, Policy] = {
            policy.name: policy
            for policy in (*policies, *(one for process in listed for one in process.every_policy()))
        }
        problems = check_processes(listed, set(self.policies))
        problems += [
            f"queue {queue.key}: no step {process}.{step}"
            for queue in self.queues
            for process, step in queue.steps
            if process in self.processes and step != "*" and step not in self.processes[process].places
        ]
        if problems:
            raise DefinitionError(problems)

    def of(self, case: Case) -> Process:
        """Return the definition a case runs by."""
        return self.processes[case.process]

    def form_of(self, case: Case) -> Form:
        """Return a case's form as far as it is filled."""
        return lenient(self.of(case).form, case.form)

    def queues_of(self, desk: str) -> list[Queue]:
        """Return the queues of a desk, in the order of its tabs."""
        return [queue for queue in self.queues if queue.desk.key == desk]

    def queue(self, desk: str, key: str) -> Queue | None:
        """Return a queue of a desk."""
        return next((queue for queue in self.queues_of(desk) if queue.key == key), None)
