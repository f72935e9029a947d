"""The catalogue: every process and queue of the company, checked as a whole before the program starts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from db.cases import Case
from db.message import Message, _
from workflows.engine.checks import check_migrations, check_process, check_processes
from workflows.engine.errors import Refused
from workflows.engine.form import Form, lenient
from workflows.engine.process import Policy, Process, Step
from workflows.posts import POSTS, Desk

if TYPE_CHECKING:
    from workflows.engine.derived import DerivedOf
    from workflows.engine.facts import CompanyFacts
    from workflows.engine.figures import Board

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
    other_desks: bool = False
    """Tasks of every desk but this one, drafts among them."""
    posts: tuple[str, ...] = ()
    """Only holders of these posts have the tab; (): everybody at the desk."""
    when_empty: "Callable[[CompanyFacts], Iterable[Message]] | None" = None
    """What somebody for whom nothing waits there is shown instead, in sentences."""
    held: bool | None = None
    """Only cases that something keeps where they stand (`Process.hold`), or only those that nothing does."""

    def takes_from(self, process: Process) -> bool:
        """Whether it lists a process though it names no steps."""
        return self.every_desk or (process.desk == self.desk) != self.other_desks

    def lists(self, process: Process, step: Step, post: str) -> bool:
        """Whether a holder of a post finds there what waits for him at a step."""
        if self.late or (self.posts and post not in self.posts) or (self.only == "deciding" and not step.deciding):
            return False
        if self.steps:
            return (process.key, step.key) in self.steps or ((process.key, "*") in self.steps and not step.draft)
        drafts = self.only == "drafts" or self.every_desk or self.other_desks
        return self.takes_from(process) and (drafts if step.draft else self.only != "drafts")


class DefinitionError(Exception):
    """The catalogue contradicts itself; `problems` lists every point."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Catalogue:
    """Processes by key, queues and dashboards by desk. Raises DefinitionError when something does not fit.

    The highest version of a process is the one new cases run by; earlier ones are kept beside it for the cases opened
    with them.
    """

    def __init__(
        self,
        processes: Iterable[Process],
        queues: Iterable[Queue] = (),
        policies: Iterable[Policy] = (),
        boards: Callable[[], "Sequence[Board]"] = tuple,
        derived: "DerivedOf | None" = None,
    ) -> None:
        every = list(processes)
        versions = {(process.key, process.version): process for process in every}
        current = {key: max(version for one, version in versions if one == key) for key, _version in versions}
        listed = [process for process in every if process.version == current[process.key]]
        self.processes: Mapping[str, Process] = {process.key: process for process in listed}
        self.versions: Mapping[tuple[str, int], Process] = versions
        """Every definition there is, by key and version."""
        earlier = [process for process in versions.values() if process not in listed]
        self.queues: Sequence[Queue] = list(queues)
        self._boards = boards
        self.derived: DerivedOf = derived or {}
        """What is read of records, by their register."""
        self.policies: Mapping[str, Policy] = {
            policy.name: policy
            for policy in (*policies, *(one for process in (*earlier, *listed) for one in process.every_policy()))
        }
        problems = check_processes(listed, set(self.policies))
        problems += [
            f"{process.key} version {process.version}: {said}"
            for process in earlier
            for said in check_process(process, set(self.policies))
        ]
        problems += [said for process in listed for said in check_migrations(process, versions)]
        problems += [
            f"queue {queue.key}: no step {process}.{step}"
            for queue in self.queues
            for process, step in queue.steps
            if process in self.processes and step != "*" and step not in self.processes[process].places
        ]
        problems += list(self._nowhere_listed())
        if problems:
            raise DefinitionError(problems)

    def _nowhere_listed(self) -> Iterator[str]:
        """Yield what is found in no queue of the desk of somebody who acts there: he would never learn of it."""
        desks = {queue.desk.key for queue in self.queues}
        for process in self.processes.values():
            for step in process.real_steps:
                for post in sorted(step.who.posts):
                    desk = POSTS[post].desk if post in POSTS else ""
                    listed = any(queue.lists(process, step, post) for queue in self.queues_of(desk))
                    if desk in desks and not listed:
                        yield f"{process.key}.{step.key}: no queue of the desk {desk} lists it for {post}"

    @cached_property
    def boards(self) -> "Sequence[Board]":
        """The dashboards of the desks. Read when they are first asked for: nobody's morning begins with them."""
        return self._boards()

    def of(self, case: Case) -> Process:
        """Return the definition a case runs by: the version it was opened with, or was migrated to.

        Of an ended case whose version the program no longer has, the current one, for showing. Raises Refused for an open
        one: it must be migrated first.
        """
        known = self.versions.get((case.process, case.version))
        if known is None and case.ended is None:
            raise Refused([
                _("{number} runs by version {version} of “{process}”, which the program no longer has; migrate it first")(
                    number=case.name, version=case.version, process=self.processes[case.process].title
                )
            ])  # fmt: skip
        return known or self.processes[case.process]

    def form_of(self, case: Case) -> Form:
        """Return a case's form as far as it is filled."""
        return lenient(self.of(case).form, case.form)

    def queues_of(self, desk: str) -> list[Queue]:
        """Return the queues of a desk, in the order of its tabs."""
        return [queue for queue in self.queues if queue.desk.key == desk]

    def queue(self, desk: str, key: str) -> Queue | None:
        """Return a queue of a desk."""
        return next((queue for queue in self.queues_of(desk) if queue.key == key), None)
