"""Queues as one person sees them: tabs with counts, his saved views among them, and pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from db.cases import Case
from db.message import Message, _
from db.queues import QueueRow, Queues, Sight, TaskFilter
from db.views import View
from workflows.engine.authority import Standing, seen_apart, sees_case, sees_process
from workflows.engine.catalogue import Queue
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.facts import CompanyFacts
from workflows.engine.filtering import Filter, read_filter
from workflows.engine.saved_views import find_view, key_of, may_change, seen_by
from workflows.engine.showing import lateness, waited
from workflows.engine.view import Page, QueueTab, TaskRow, ViewOf

COUNTED = 1000
"""How far tasks are counted: nobody works by the exact figure beyond, and counting on would make everybody wait."""
EXAMINED = 5000
"""How many tasks of its queue the count of a saved view looks at, for the same reason."""


class Listing:
    """Lists queues for one person."""

    def __init__(self, company: Company, standing: Standing) -> None:
        self.company = company
        self.standing = standing
        self.queues = Queues(company.db)
        self.sight = Sight(
            standing.person_id,
            frozenset(_seen(company, standing)),
            standing.every,
            frozenset(key for key, process in company.catalogue.processes.items() if process.sights),
        )

    def tabs(self, desk: str) -> list[QueueTab]:
        """The queues of a desk that this person has, with their counts."""
        queues = [self._tab(queue) for queue in self.company.catalogue.queues_of(desk) if self.has(queue)]
        return queues + [self._view_tab(view, queue) for view, queue in self.views(desk)]

    def views(self, desk: str) -> list[tuple[View, Queue]]:
        """The saved views of a desk that this person has, each with the queue it looks into."""
        found = self.company.views.of(seen_by(self.standing), desk)
        below = {view.id: self.company.catalogue.queue(desk, view.queue) for view in found}
        return [(view, queue) for view in found if (queue := below[view.id]) is not None and self.has(queue)]

    def _tab(self, queue: Queue) -> QueueTab:
        count = self.queues.count(self._filter(queue), COUNTED)
        return QueueTab(queue.key, queue.title, count, more=count == COUNTED)

    def _view_tab(self, view: View, queue: Queue) -> QueueTab:
        count, more = self.queues.count_among(self._filter(queue, self._read(view.filter)), EXAMINED, COUNTED)
        team, changeable = not view.for_whom.startswith("person:"), may_change(self.standing, view.for_whom)
        return QueueTab(
            key_of(view), view.name, count, more=more,
            view=ViewOf(queue.key, queue.title, view.filter, team, changeable),
        )  # fmt: skip

    def has(self, queue: Queue) -> bool:
        """Whether this person has a tab for the queue: one of its processes is built, and it is for his posts."""
        built = not queue.steps or any(process in self.company.catalogue.processes for process, _step in queue.steps)
        return built and (not queue.posts or bool(self.standing.posts.intersection(queue.posts)))

    def page(
        self,
        desk: str,
        queue_key: str,
        *,
        after: str | None,
        before: str | None,
        around: int | None,
        limit: int,
        text: str,
    ) -> Page:
        """A window of a queue or view: after or before a cursor (`before=""`: the last rows), around a task, the top."""
        view = find_view(self.company, self.standing, desk, queue_key)
        queue = self.company.catalogue.queue(desk, view.queue if view is not None else queue_key)
        if queue is None or not self.has(queue):
            raise NotFound(_("There is no queue “{key}” on this desk")(key=queue_key))
        asked = self._read(f"{view.filter} {text}" if view is not None else text)
        wanted = self._filter(queue, asked)
        rows, more_before, more_after = self._window(wanted, after, before, around, limit)
        now = self.company.now()
        lookers = self.company.sessions.lookers([row.case_id for row in rows], self.standing.person_id, now)
        working = self.company.calendar.seconds_until(now)
        return Page(
            [self._row(row, now, working(row.opened_at), lookers.get(row.case_id, ())) for row in rows],
            rows[0].cursor if rows else None,
            rows[-1].cursor if rows else None,
            more_before,
            more_after,
            self.queues.count(wanted, COUNTED) if more_before or more_after else len(rows),
            asked.problems,
            self._instead(queue) if not (rows or text or more_before) else (),
        )

    def _instead(self, queue: Queue) -> Sequence[Message]:
        """What is shown of a queue in which nothing waits."""
        return list(queue.when_empty(CompanyFacts(self.company, self.company.now()))) if queue.when_empty else ()

    def _window(
        self, wanted: TaskFilter, after: str | None, before: str | None, around: int | None, limit: int
    ) -> tuple[list[QueueRow], bool, bool]:
        if around is not None and (cursor := self.queues.cursor_of(wanted, around)):
            half = limit // 2
            ahead = self.queues.page(wanted, before=cursor, limit=half + 1)
            following = self.queues.page(wanted, after=cursor, limit=limit - half + 1)
            # The task itself sorts between the two; it is the row after the last one before it.
            itself = self.queues.page(wanted, after=ahead[-1].cursor if ahead else None, limit=1)
            more_before, more_after = len(ahead) > half, len(following) > limit - half
            return [*ahead[-half:], *itself, *following[: limit - half]], more_before, more_after
        rows = self.queues.page(wanted, after=after, before=before, limit=limit + 1)
        more = len(rows) > limit
        if before is not None:
            return rows[-limit:], more, before != ""
        return rows[:limit], after is not None, more

    def _read(self, text: str) -> Filter:
        return read_filter(self.company, self.standing.person_id, self.sight.processes, text)

    def _filter(self, queue: Queue, asked: Filter | None = None) -> TaskFilter:
        steps = self._steps(queue)
        held = () if queue.held is None else self.company.holding.tasks(steps or (), self.company.now())
        return TaskFilter(
            sight=self.sight,
            steps=steps,
            mine=queue.only == "mine",
            drafts=queue.only == "drafts",
            deciding=queue.only == "deciding",
            late_at=self.company.now() if queue.late else None,
            terms=asked.terms if asked is not None else (),
            order=tuple(queue.order),
            among=held if queue.held else None,
            besides=() if queue.held else held,
        )

    def _steps(self, queue: Queue) -> tuple[tuple[str, str], ...] | None:
        if queue.steps:
            return tuple(pair for pair in queue.steps if pair[0] in self.company.catalogue.processes)
        if queue.every_desk:
            return None
        listed = [process for process in self.company.catalogue.processes.values() if queue.takes_from(process)]
        drafts = [(process.key, process.draft.key) for process in listed] if queue.other_desks else []
        return (*((process.key, "*") for process in listed), *drafts)

    def _row(self, row: QueueRow, now: datetime, worked: int, lookers: Sequence[str]) -> TaskRow:
        process = self.company.catalogue.processes[row.process]
        holder = row.claimed_by if row.claimed_until and row.claimed_until > now else None
        claimed = "" if holder is None else "me" if holder == self.standing.person_id else "other"
        return TaskRow(
            task_id=row.task_id,
            case_id=row.case_id,
            seq=row.seq,
            number=row.number or f"#{row.case_id}",
            process=row.process,
            process_title=process.title,
            step=row.step,
            step_title=process.places[row.step].title if row.step in process.places else Message(row.step),
            round=row.round,
            subject=row.subject,
            amount=row.amount,
            requester=row.requester,
            opened_at=row.opened_at,
            due_at=row.due_at,
            lateness=lateness(row.due_at, now),
            sent_back=row.sent_back,
            claimed="me" if claimed == "me" else "other" if claimed == "other" else "",
            claimed_by=self.company.people.by_id(holder).name if holder else "",
            mine=row.mine,
            waited=waited(worked),
            open_with=lookers,
        )

    def cases_like(self, typed: str, limit: int = 6) -> list[Case]:
        """Cases whose number begins or ends as typed, that this person may see; newest first."""
        found = self.company.cases.numbered_like(typed, limit=limit * 4)
        return [case for case in found if self.sees(case)][:limit]

    def sees(self, case: Case) -> bool:
        """Whether this person may see a case."""
        return sees_case(self.company, self.company.catalogue.of(case), case, self.standing)


def _seen(company: Company, standing: Standing) -> Iterator[str]:
    """Yield the processes a person sees, and the kinds of cases that are seen apart."""
    for key, process in company.catalogue.processes.items():
        if sees_process(process, standing):
            yield key
        yield from seen_apart(process, standing)
