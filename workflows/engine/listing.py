"""Queues as one person sees them: tabs with counts, pages, and the filter that is typed over a list."""

from db.cases import Case
from db.message import Message, _
from db.queues import QueueRow, Queues, Sight, TaskFilter, Term
from workflows.engine.authority import Standing, sees_case, sees_process
from workflows.engine.catalogue import Queue
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.showing import lateness, waited
from workflows.engine.view import Page, QueueTab, TaskRow
from workflows.i18n import LANGUAGES, translation

_FIELDS = {
    "number": "number",
    "no": "number",
    "subject": "subject",
    "from": "from",
    "step": "step",
    "process": "process",
}


COUNTED = 1000
"""How far tasks are counted: nobody works by the exact figure beyond, and counting on would make everybody wait."""


class Listing:
    """Lists queues for one person."""

    def __init__(self, company: Company, standing: Standing) -> None:
        self.company = company
        self.standing = standing
        self.queues = Queues(company.db)
        self.sight = Sight(
            standing.person_id,
            frozenset(key for key, process in company.catalogue.processes.items() if sees_process(process, standing)),
            standing.every,
        )

    def tabs(self, desk: str) -> list[QueueTab]:
        """The queues of a desk that this person has, with their counts."""
        return [self._tab(queue) for queue in self.company.catalogue.queues_of(desk) if self.has(queue)]

    def _tab(self, queue: Queue) -> QueueTab:
        count = self.queues.count(self._filter(queue, ""), COUNTED)
        return QueueTab(queue.key, queue.title, count, more=count == COUNTED)

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
        """A window of a queue: after or before a cursor (`before=""`: the last rows), around a task, or the top."""
        queue = self.company.catalogue.queue(desk, queue_key)
        if queue is None or not self.has(queue):
            raise NotFound(_("There is no queue “{key}” on this desk")(key=queue_key))
        wanted = self._filter(queue, text)
        rows, more_before, more_after = self._window(wanted, after, before, around, limit)
        return Page(
            [self._row(row) for row in rows],
            rows[0].cursor if rows else None,
            rows[-1].cursor if rows else None,
            more_before,
            more_after,
            self.queues.count(wanted, COUNTED) if more_before or more_after else len(rows),
        )

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

    def _filter(self, queue: Queue, text: str) -> TaskFilter:
        return TaskFilter(
            sight=self.sight,
            steps=self._steps(queue),
            mine=queue.only == "mine",
            drafts=queue.only == "drafts",
            deciding=queue.only == "deciding",
            late_at=self.company.now() if queue.late else None,
            terms=self._terms(text),
            order=tuple(queue.order),
        )

    def _steps(self, queue: Queue) -> tuple[tuple[str, str], ...] | None:
        if queue.steps:
            return tuple(pair for pair in queue.steps if pair[0] in self.company.catalogue.processes)
        if queue.every_desk:
            return None
        return tuple(
            (process.key, "*") for process in self.company.catalogue.processes.values() if process.desk == queue.desk
        )

    def _terms(self, text: str) -> tuple[Term, ...]:
        """Read a typed filter: words all of which must be found, `!word` for rows without it, `field:word`."""
        terms = []
        for word in text.replace("！", "!").replace("：", ":").split():
            absent = word.startswith("!") and len(word) > 1
            bare = word[1:] if absent else word
            name, colon, value = bare.partition(":")
            known = _FIELDS.get(name.casefold()) if colon and value else None
            wanted = value if known else bare
            keys = tuple(hit.key for hit in self.company.registers.find(wanted, ["customers"], limit=50))
            terms.append(Term(wanted, known or "", absent, keys, *self._titled(wanted)))
        return tuple(terms)

    def _titled(self, word: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """The processes, and the steps, whose titles hold a word in any language: what a row shows finds it."""
        said = [translation(language) for language in LANGUAGES]
        seen = [process for key, process in self.company.catalogue.processes.items() if key in self.sight.processes]

        def names(title: Message) -> bool:
            return any(word.casefold() in title.render(language).casefold() for language in said)

        steps = ((process.key, step.key) for process in seen for step in process.real_steps if names(step.title))
        return tuple(process.key for process in seen if names(process.title)), tuple(steps)

    def _row(self, row: QueueRow) -> TaskRow:
        process = self.company.catalogue.processes[row.process]
        now = self.company.now()
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
            waited=waited(self.company, row.opened_at, now),
        )

    def cases_like(self, typed: str, limit: int = 6) -> list[Case]:
        """Cases whose number begins or ends as typed, that this person may see; newest first."""
        found = self.company.cases.numbered_like(typed, limit=limit * 4)
        seen = [case for case in found if sees_case(self.company, self.company.catalogue.of(case), case, self.standing)]
        return seen[:limit]
