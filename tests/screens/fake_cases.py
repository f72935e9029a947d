"""The made-up company with whole cases: parts of every kind, a case that opened another one, a paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from db.message import Message
from tests.screens.fake_office import NOW, FakeOffice, Item, row
from workflows.engine.errors import NotFound
from workflows.engine.view import (
    Booked,
    CaseView,
    Cell,
    Change,
    Entry,
    Event,
    FieldView,
    Paper,
    Place,
    Preview,
    RelatedCase,
    RowMark,
    Table,
)

PARENT = 2999
"""The task whose case opened all others."""

HOSTILE = "[@click=app.quit]x[/] \x1b]52;c;QQ==\x07"

_State = Literal["ahead", "passed", "now", "end"]


def places(state: _State = "now") -> list[Place]:
    """The procedure, standing at its review or ended."""
    rest: _State = "passed" if state == "end" else "ahead"
    return [
        Place("draft", Message("draft"), "passed"),
        Place("review", Message("review"), "passed" if state == "end" else "now"),
        Place("clear", Message("clear away"), rest),
        Place("done", Message("done"), "end" if state == "end" else "ahead"),
    ]


def wide_table(rows: int = 30) -> Table:
    """Lines with more columns than a narrow screen shows."""
    columns = ["Product", "Lot", "Location", "Quantity", "Cause", "Unusable", "Evidence", "Cost"]
    return Table(
        "lines",
        Message("Lines"),
        [Message(column) for column in columns],
        [
            [
                Cell("铜端子 6mm" if number % 2 else "PVC 线槽 40×25 白色 2 m"),
                Cell(f"24{number:02}"),
                Cell("MAIN/A-03"),
                Cell(str(600 + number), number == 1, "590", True),
                Cell(Message("handling")),
                Cell(Message("yes")),
                Cell(f"photo {number}, witness Li Qiang"),
                Cell("480.00", numeric=True),
            ]
            for number in range(1, rows + 1)
        ],
        [False, False, False, True, False, False, False, True],
    )


def events() -> list[Event]:
    """Two rounds: sent back for want of evidence, handed in again with a photograph."""
    at = datetime(2026, 3, 11, 9, 12)
    return [
        Event(at, "周敏 Zhou Min", "", Message("draft: Submit"), None, "", 1, (), False, "forward"),
        Event(
            at + timedelta(hours=2), "孙丽 Sun Li", "钱进 Qian Jin", Message("review: Send back"),
            Message("no evidence"), "photo of line 2", 1, (), False, "back",
        ),
        Event(
            at + timedelta(hours=3), "周敏 Zhou Min", "", Message("draft: Submit"), None, "", 2,
            (Change(Message("Line 2, Evidence"), "", "photo 12"), Change(Message("Line 1, Quantity"), "590", "601")),
            False, "forward",
        ),
        Event(at + timedelta(hours=4), "李强 Li Qiang", "", Message("Comment"), None, HOSTILE, 0, (), False, "comment"),
    ]  # fmt: skip


def _marks(changes: Sequence[Change]) -> list[RowMark]:
    return [change.kind for change in changes]


class CasesOffice(FakeOffice):
    """One person of the made-up company, who may look into its cases."""

    changes: Sequence[Change] = ()
    lost = False
    """Whether entries cannot be found any more."""

    def preview(self, *, task: int | None = None, case: int | None = None) -> Preview:
        return replace(super().preview(task=task, case=case), changes=self.changes)

    def case(self, case: int | str) -> CaseView:
        self.asked["case"] += 1
        task = self._task_of(case)
        item = self.company.items.get(task)
        ended = item is None
        shown = (item or Item(row(task), "decide", ())).row
        preview = self.preview(task=task) if not ended else None
        if preview is None:
            self.company.items[task] = Item(shown, "", ())
            preview = replace(self.preview(task=task), task_id=None, actions=(), checks=(), next=())
            del self.company.items[task]
        return CaseView(
            case_id=shown.case_id, seq=shown.seq, number=shown.number, process=shown.process,
            process_title=shown.process_title, subject=shown.subject,
            standing=Message("done") if ended else Message("review"), requester=shown.requester,
            opened_at=shown.opened_at, submitted_at=shown.opened_at, preview=preview,
            fields=[
                FieldView("warehouse", Message("Warehouse"), Cell("主仓库 Main store", True, "副仓库")),
                FieldView("note", Message("Note"), Cell(f"first line\nsecond {HOSTILE}")),
            ],
            tables=[replace(wide_table(), marks=_marks(self.changes))], timeline=events(), related=self._related(task),
            entries=[
                Entry(NOW, "stock", Message("铜端子 6mm A-03 → scrap"), "-12", Decimal("420.00"), 3, False),
                Entry(NOW, "money", Message("debit loss"), "", Decimal("420.00"), 3, True),
            ],
            places=places("end" if ended else "now"),
            documents=[(1, Message("Damage report"), shown.number)],
        )  # fmt: skip

    def _task_of(self, case: int | str) -> int:
        number = int(str(case).rpartition("-")[2]) if isinstance(case, str) else case - 10_000
        if not 0 < number < 4000:
            raise NotFound(Message("There is no such case"))
        return number

    def _related(self, task: int) -> list[RelatedCase]:
        other, relation = (PARENT, "parent") if task != PARENT else (1, "child")
        found = row(other)
        return [
            RelatedCase(
                found.case_id, found.number, found.process_title, found.subject, Message("review"),
                "parent" if relation == "parent" else "child",
            ),
            RelatedCase(99_999, "XX-2026-000001", Message("Stocktake"), "", Message("done"), "child"),
        ]  # fmt: skip

    def booked(self, case: int | str, decision: int) -> Booked:
        if self.lost:
            return super().booked(case, decision)
        return Booked(
            [FieldView("", Message("Decided"), Cell(Message("review: Approve")))],
            [
                Table(
                    "", Message("Postings"), [Message("Account"), Message("Debit"), Message("Credit")],
                    [[Cell("loss"), Cell("420.00"), Cell("")], [Cell("stock"), Cell(""), Cell("420.00")]],
                    [False, True, True],
                )
            ],
        )  # fmt: skip

    def document(self, case: int | str, document: int) -> Paper:
        return Paper(
            Message("Damage report"), "WO-2026-000001", "2026-03-11 09:12:00",
            [FieldView("warehouse", Message("Warehouse"), Cell("主仓库 Main store"))], [wide_table(2)],
            [Message("09:12 周敏 Zhou Min: Submit")],
        )  # fmt: skip
