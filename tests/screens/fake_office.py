"""A made-up company behind the questions the screens ask: a few thousand tasks, no engine and no database.

It answers as the real one does (pages by key, versions, conflicts), keeps count of what it was asked, and can be
told what somebody else does meanwhile.
"""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from db.message import Message
from db.people import Person
from screens.office import Hit, SomeoneToBe
from tests.screens.fake_actions import action
from tests.screens.fake_boards import FakeBoards
from tests.screens.fake_books import FakeBooks, FakeManual, FakeRegistry, FakeTour
from tests.screens.fake_passing import FakePassing
from tests.screens.fake_views import FakeHelping, FakeNamedCases, FakeViews, FakeVisits, Found
from workflows.engine.errors import Conflict, NotFound, Refused
from workflows.engine.form import FieldError, Form, Text, shape
from workflows.engine.form import field as form_field
from workflows.engine.process import Kind
from workflows.engine.view import (
    ActionState,
    Booked,
    BulkItem,
    BulkPreview,
    CaseView,
    Cell,
    Check,
    Choice,
    EntryForm,
    KeptForm,
    Outcome,
    OwnDecision,
    Page,
    Paper,
    Preview,
    QueueTab,
    Table,
    TaskRow,
)
from workflows.posts import DESKS, POSTS, Desk, Post

NOW = datetime(2026, 3, 12, 10, 30)

REASONS = [Message("still usable"), Message("repairable"), Message("no evidence"), Message("quantity or lot wrong")]
"""As data, not as texts of the program: the reasons of a process are translated where the process is."""

QUEUES: dict[str, list[tuple[str, Message]]] = {
    "warehouse": [("decide", Message("For my decision")), ("counts", Message("Counts")), ("held", Message("Held"))],
    "sales": [("quotes", Message("Quotations")), ("mine", Message("My cases"))],
    "service": [("complaints", Message("Complaints"))],
    "management": [("leave", Message("Leave"))],
}
_THINGS = ["铜端子 6mm", "PVC 线槽", "热缩管 Φ8", "Cable H07V-K 2.5", "继电器 24V", "Terminal block"]
_PEOPLE = ["周敏 Zhou Min", "李强 Li Qiang", "吴刚 Wu Gang", "陈洁 Chen Jie"]


class NoteForm(Form):
    """The smallest form there is."""

    subject: Text = form_field(Message("Subject"))


@dataclass
class Item:
    """A task of the made-up company."""

    row: TaskRow
    queue: str
    actions: Sequence[ActionState]
    notes: list[str] = field(default_factory=list)
    opens: Sequence[str] = ()
    """What an action of it opens."""


REVIEW = (
    action("approve", "Approve", Kind.FORWARD, 1),
    action("reject", "Reject", Kind.REFUSE, 2),
    action("send-back", "Send back", Kind.BACK, 3),
)
OUTCOMES = tuple(action(f"outcome-{n}", f"Outcome {n}", Kind.OTHER, n) for n in range(1, 10))


def row(number: int, *, queue: str = "decide", now: datetime = NOW) -> TaskRow:
    """Make the row of a task, a different one for each number."""
    due = now + timedelta(hours=(number * 7) % 90 - 30)
    return TaskRow(
        task_id=number, case_id=10_000 + number, seq=1, number=f"WO-2026-{number:06}",
        process="write-off", process_title=Message("Damage write-off"), step="review", step_title=Message("review"),
        round=1 + number % 2, subject=f"{_THINGS[number % 6]}, {3 + number % 9} lines",
        amount=Decimal(number * 137 % 9000) + Decimal("0.40"), requester=_PEOPLE[number % 4],
        opened_at=now - timedelta(hours=number % 40), due_at=due,
        lateness="late" if due < now else "today" if due.date() == now.date() else "",
        sent_back=number % 5 == 0, claimed="", claimed_by="", mine=True, waited=Message(f"{number % 40} bh"),
    )  # fmt: skip


class Company:
    """What several people at several terminals share."""

    def __init__(self, size: int = 300) -> None:
        self.items: dict[int, Item] = {}
        self.version = 0
        self.instead: Sequence[Message] = ()
        """What is shown of a queue in which nothing waits."""
        for number in range(1, size + 1):
            self.items[number] = Item(row(number), "decide", REVIEW)
        for number in range(size + 1, size + 6):
            self.items[number] = Item(row(number), "counts", REVIEW)

    def of(self, queue: str) -> list[Item]:
        """The tasks of a queue in its order."""
        return [item for item in self.items.values() if item.queue == queue]

    # --- what somebody else does ---

    def others_finish(self, task: int) -> None:
        """Somebody else decides a task."""
        del self.items[task]
        self.version += 1

    def others_change(self, task: int) -> None:
        """Somebody else changes the case behind a task."""
        item = self.items[task]
        item.row = replace(item.row, seq=item.row.seq + 1)
        self.version += 1

    def others_claim(self, task: int, name: str) -> None:
        """Somebody else takes a task for himself."""
        item = self.items[task]
        item.row = replace(item.row, claimed="other", claimed_by=name)
        self.version += 1

    def others_look(self, task: int, *names: str) -> None:
        """Colleagues open the case behind a task, or leave it."""
        item = self.items[task]
        item.row = replace(item.row, open_with=names)
        self.version += 1

    def others_open(self, *numbers: int, queue: str = "decide") -> None:
        """New tasks come in; small numbers stand first."""
        for number in numbers:
            self.items[number] = Item(row(number), queue, REVIEW)
        self.items = dict(sorted(self.items.items()))
        self.version += 1


class Typed:
    """What was being typed by whoever signs in."""

    kept: Sequence[KeptForm] = ()

    def kept_forms(self) -> Sequence[KeptForm]:
        return self.kept


class FakeOffice(Typed, FakePassing):
    """One person of the made-up company."""

    def __init__(
        self, company: Company | None = None, *, desks: Sequence[str] = ("warehouse", "sales"), practice: bool = False
    ) -> None:
        self.company = company or Company()
        self._desks = [DESKS[key] for key in desks]
        self.person = Person(7, "sunli", "孙丽 Sun Li", "E007", "en", False)
        self.practice = practice
        self.views = FakeViews()
        self.looked_at: list[int | None] = []
        self.asked: Counter[str] = Counter()
        self.boards = FakeBoards(self._desks, self.asked)
        self.rows_read = 0
        self.acts: list[tuple[str, str, int | None, str]] = []
        self.undone: list[Item] = []
        self.earlier: OwnDecision | None = None
        self.wait: threading.Event | None = None
        """While it is set to an event that has not come, every command waits for it."""
        self.fault: Exception | None = None
        """Raised by the next command."""
        self.passed: list[tuple[object, ...]] = []
        self.told: list[tuple[datetime, Message, int | None]] = []
        self.left = False
        self.registry = FakeRegistry()
        self.books = FakeBooks()
        self.manual = FakeManual()
        self.tour = FakeTour()
        self.named_cases, self.helping = FakeNamedCases(), FakeHelping()
        self.visits = FakeVisits({(desk, key): title for desk, found in QUEUES.items() for key, title in found})
        self._seen = self.company.version

    def _command(self, name: str) -> None:
        self.asked[name] += 1
        if self.wait is not None:
            self.wait.wait(10)
        if self.fault is not None:
            fault, self.fault = self.fault, None
            raise fault

    # --- who and where ---

    def now(self) -> datetime:
        return NOW

    def posts(self) -> list[Post]:
        return [POSTS["warehouse-supervisor"]]

    def desks(self) -> list[Desk]:
        return list(self._desks)

    def set_language(self, language: str) -> None:
        self.person = replace(self.person, language=language)

    def set_look(self, look: str) -> None:
        self.person = replace(self.person, look=look)

    def look_at(self, case: int | None) -> None:
        self.looked_at.append(case)

    def leave(self) -> None:
        self.left = True

    # --- queues ---

    def queues(self, desk: str) -> list[QueueTab]:
        self.asked["queues"] += 1
        queues = [QueueTab(key, title, len(self.company.of(key))) for key, title in QUEUES[desk]]
        return queues + (list(self.views.kept.values()) if desk == "warehouse" else [])

    def page(
        self, desk: str, queue: str, *, after: str | None = None, before: str | None = None,
        around: int | None = None, limit: int = 60, text: str = "",
    ) -> Page:  # fmt: skip
        self.asked["page"] += 1
        kept = self.views.kept.get(queue)
        if kept is not None and kept.view is not None:
            queue, text = kept.view.queue, f"{kept.view.filter} {text}"
        rows = [item.row for item in self.company.of(queue) if _matches(item.row, text)]
        ids = [one.task_id for one in rows]
        start, end = 0, min(limit, len(rows))
        if after:
            start = ids.index(int(after)) + 1
            end = min(start + limit, len(rows))
        elif before is not None:
            end = ids.index(int(before)) if before else len(rows)
            start = max(0, end - limit)
        elif around in ids:
            start = max(0, ids.index(around) - limit // 2)
            end = min(start + limit, len(rows))
        found = rows[start:end]
        self.rows_read += len(found)
        first, last = (str(found[0].task_id), str(found[-1].task_id)) if found else (None, None)
        return Page(found, first, last, start > 0, end < len(rows), len(rows), (), () if rows else self.company.instead)

    def changed(self) -> bool:
        changed, self._seen = self._seen != self.company.version, self.company.version
        return changed

    def tick(self) -> None:
        self.asked["tick"] += 1

    # --- one case ---

    def preview(self, *, task: int | None = None, case: int | None = None) -> Preview:
        self.asked["preview"] += 1
        item = self._item(task if task is not None else (case or 0) - 10_000)
        shown = item.row
        return Preview(
            task_id=shown.task_id, case_id=shown.case_id, seq=shown.seq, number=shown.number,
            process_title=shown.process_title, step_title=shown.step_title, subject=shown.subject,
            why=[Message("{who} asks to scrap 3 lines, loss {loss}.")(who=shown.requester, loss=shown.amount or "")],
            brief=[Message("Below 5,000.00: you decide alone.")],
            table=Table(
                "lines", Message("Lines"), [Message("Product"), Message("Lot"), Message("Qty"), Message("Cost")],
                [
                    [Cell("铜端子 6mm"), Cell("2404"), Cell("600", numeric=True), Cell("480.00", numeric=True)],
                    [Cell("PVC 线槽"), Cell("2311"), Cell("40", True, "30", True), Cell("520.00", numeric=True)],
                ],
                [False, False, True, True],
            ),
            checks=[Check(Message("every line unusable"), ()), Check(Message("in stock"), ())],
            next=[Message("Approve → goods to scrap, loss booked")],
            so_far=[Message("09:12 {who} submitted (round 2)")(who=shown.requester)],
            actions=item.actions, due_at=shown.due_at, lateness=shown.lateness, claimed_by=shown.claimed_by,
        )  # fmt: skip

    def _item(self, task: int) -> Item:
        found = self.company.items.get(task)
        if found is None:
            raise NotFound(Message("There is no such task"))
        return found

    def case(self, case: int | str) -> CaseView:
        raise NotFound(Message("There is no such case"))

    def booked(self, case: int | str, decision: int) -> Booked:
        raise NotFound(Message("There is no such entry"))

    def document(self, case: int | str, document: int) -> Paper:
        raise NotFound(Message("There is no such paper"))

    def goto(self, text: str, limit: int = 12) -> Sequence[Hit]:
        self.asked["goto"] += 1
        wanted = text.casefold()
        hits = [
            Found("queue", key, title, "", desk)
            for desk, queues in QUEUES.items()
            for key, title in queues
            if wanted in str(title).casefold()
        ]
        cases = [item.row for item in self.company.items.values() if text and text in item.row.number]
        hits += [Found("case", one.number, one.number, one.subject) for one in cases[:3]]
        if "hengda".startswith(wanted) and wanted:
            hits.append(Found("record", "customers/C001", "恒达电器", "C001"))
        hits += [Found("board", "", f"Dashboard {one.key}", "", one.key) for one in self._desks if wanted == "dash"]
        return hits[:limit]

    def openable(self) -> list[tuple[str, Message, Desk]]:
        return [
            ("write-off", Message("Damage write-off"), DESKS["warehouse"]),
            ("stocktake", Message("Stocktake"), DESKS["warehouse"]),
        ]

    # --- forms ---

    def new_form(self, process: str, beside: int | None = None) -> EntryForm:
        self.asked["new_form"] += 1
        return EntryForm(
            process, Message("Damage write-off"), NoteForm, shape(NoteForm), frozenset({"subject"}), frozenset(), {}
        )

    def entry_form(self, case: int, action: str) -> EntryForm:
        self.asked["entry_form"] += 1
        return EntryForm(
            "write-off", Message("Damage write-off"), NoteForm, shape(NoteForm), frozenset({"subject"}),
            frozenset({"subject"}), {}, case, 1, action, Message("Record"),
        )  # fmt: skip

    def keep_draft(self, form: EntryForm, values: Mapping[str, Any]) -> None:
        self.asked["keep_draft"] += 1

    def drop_draft(self, form: EntryForm) -> None:
        self.asked["drop_draft"] += 1

    def fill(self, form: EntryForm, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
        return dict(values), []

    def lookup(self, register: str, text: str, limit: int = 8, *, language: str = "en") -> list[Choice]:
        return []

    def reasons(self, process: str) -> list[Message]:
        return REASONS

    # --- commands ---

    def open(self, process: str, values: Mapping[str, Any], *, submit: bool, key: str, action: str = "") -> Outcome:
        self._command("open")
        return Outcome(1, "WO-2026-009999", 1, Message("review"), Message("WO-2026-009999 opened"))

    def save(self, case: int, values: Mapping[str, Any], *, seen: int, key: str) -> Outcome:
        self._command("save")
        return Outcome(case, "WO-2026-009999", 1, Message("draft"), Message("Saved"))

    def act(
        self, case: int | str, action: str, *, values: Mapping[str, Any] | None = None, reason: int | None = None,
        note: str = "", seen: int | None = None, key: str, take_over: bool = False,
    ) -> Outcome:  # fmt: skip
        self._command("act")
        task = int(case) - 10_000
        if task not in self.company.items:
            raise Conflict(Message("Decided by {who} 8 s ago")(who="钱进 Qian Jin"))
        item = self.company.items[task]
        if seen is not None and seen != item.row.seq:
            raise Conflict(Message("Changed by {who} since you read it")(who="钱进 Qian Jin"))
        if item.row.claimed == "other" and not take_over:
            raise Conflict(Message("{who} is working on it")(who=item.row.claimed_by))
        state = next(one for one in item.actions if one.key == action)
        if state.reasons:
            raise Refused(state.reasons)
        self.acts.append((item.row.number, action, reason, note))
        self.undone.append(self.company.items.pop(task))
        said = Message("{action}: {number}")(action=state.title, number=item.row.number)
        return Outcome(item.row.case_id, item.row.number, len(self.acts), Message("done"), said, opened=item.opens)

    def last_decision(self) -> OwnDecision | None:
        last = self.undone[-1].row if self.undone else None
        return OwnDecision(last.case_id, last.number, Message("Approve"), self.now()) if last else self.earlier

    def take_back(self, *, key: str, case: int | str | None = None) -> Outcome:
        self._command("take_back")
        if not self.undone:
            raise Refused([Message("There is nothing of yours to take back")])
        item = self.undone.pop()
        self.company.items[item.row.task_id] = item
        self.company.items = dict(sorted(self.company.items.items()))
        said = Message("Taken back: {number}")(number=item.row.number)
        return Outcome(item.row.case_id, item.row.number, 99, Message("review"), said)

    def claim(self, task: int, *, take_over: bool = False) -> None:
        self._command("claim")
        item = self._item(task)
        if item.row.claimed == "other" and not take_over:
            raise Conflict(Message("{who} is working on it")(who=item.row.claimed_by))
        item.row = replace(item.row, claimed="me", claimed_by=self.person.name)

    def unclaim(self, task: int) -> None:
        self._command("unclaim")
        item = self._item(task)
        item.row = replace(item.row, claimed="", claimed_by="")

    def comment(self, case: int | str, text: str, *, key: str) -> None:
        self._command("comment")
        self._item(int(case) - 10_000).notes.append(text)

    # --- bulk ---

    def bulk_preview(self, tasks: Sequence[int], action: str | Kind) -> BulkPreview:
        self.asked["bulk_preview"] += 1
        taken: list[BulkItem] = []
        left_out: list[BulkItem] = []
        states: list[ActionState] = []
        for item in filter(None, map(self.company.items.get, tasks)):
            state = next((one for one in item.actions if action in (one.key, one.kind)), None)
            why = state.reasons if state is not None else [Message("It does not stand where this can be done")]
            row, key = item.row, state.key if state is not None else ""
            title = state.title if state is not None else Message("")
            one = BulkItem(row.task_id, row.number, row.amount, False, why, action=key, title=title)
            (left_out if why else taken).append(one)
            states += [state] if state is not None and not why else []
        return BulkPreview(
            taken, left_out, sum((one.amount or Decimal(0) for one in taken), Decimal(0)),
            any(state.irreversible for state in states), any(state.needs_reason for state in states), REASONS,
        )  # fmt: skip

    def bulk(
        self, items: Sequence[tuple[int, int]], action: str, *, reason: int | None = None, note: str = "", key: str
    ) -> list[BulkItem]:
        self.asked["bulk"] += 1
        results = []
        for task, seen in items:
            number = f"WO-2026-{task:06}"
            try:
                done = self.act(task + 10_000, action, reason=reason, note=note, seen=seen, key=f"{key}:{task}")
                results.append(BulkItem(task, number, None, True, (), done.decision_id))
            except Conflict as problem:
                results.append(BulkItem(task, number, None, False, [problem.message]))
        return results

    # --- notices ---

    def notices(self) -> list[tuple[datetime, Message, int | None]]:
        return self.told

    def unread_notices(self) -> int:
        return len(self.told)

    def see_notices(self) -> None:
        self.told = []


def _matches(one: TaskRow, text: str) -> bool:
    said = f"{one.number} {one.subject} {one.requester}".casefold()
    return all(
        (term[1:] not in said) if term.startswith("!") and len(term) > 1 else term in said
        for term in text.casefold().split()
    )


def people() -> list[SomeoneToBe]:
    """The people of the made-up practice company."""
    return [
        SomeoneToBe("sunli", "孙丽 Sun Li", [POSTS["warehouse-supervisor"].title]),
        SomeoneToBe("zhoumin", "周敏 Zhou Min", [POSTS["storekeeper"].title]),
        SomeoneToBe("zhangwei", "张伟 Zhang Wei", [POSTS["sales-manager"].title, POSTS["finance"].title]),
    ]
