"""The registers, ledgers and the manual of the made-up company: little, and always the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from db.message import Message
from workflows.engine.errors import NotFound
from workflows.engine.form import FieldError, Form, Text, shape
from workflows.engine.form import field as form_field
from workflows.engine.kinds import Kind
from workflows.engine.registry import ChangeView, RecordView, RegisterView
from workflows.engine.rows import ListPage, ListRow, RowColumn, Window, windowed
from workflows.engine.spans import Span
from workflows.engine.touring import Example, State, TourPlace
from workflows.engine.view import Cell, EntryForm, FieldView
from workflows.posts import DESKS, Desk

_NAME, _UNIT = Message("Name"), Message("Unit")
_COLUMNS = (RowColumn(Message("Key"), 24, rank=0), RowColumn(_NAME, 0, rank=0), RowColumn(_UNIT, 8, rank=1))
_BALANCES = (
    RowColumn(Message("Location"), 20, rank=0), RowColumn(Message("Product"), 0, rank=0),
    RowColumn(Message("On hand"), 11, True, 0), RowColumn(Message("Reserved"), 11, True, 1),
)  # fmt: skip
_MOVES = (
    RowColumn(Message("When"), 16, rank=0), RowColumn(Message("Case"), 16, rank=0),
    RowColumn(Message("From place"), 0, rank=0), RowColumn(Message("To place"), 20, rank=0),
    RowColumn(Message("In or out"), 11, True, 0),
)  # fmt: skip
_PAGE = """# {process}

Goods that are damaged and unusable leave the stock. The storekeeper lists them, the supervisor looks at them.

- Desk: Warehouse

```
[draft] ─▶ [review] ─▶ (done)
  [draft] ─▶ (withdrawn)  Withdraw
```

## Steps

| Step | Who | Actions |
| --- | --- | --- |
| draft `draft` | Storekeeper | **Submit** `submit` → review · if in stock and unreserved<br>**Withdraw** → withdrawn |
| review `review` | Warehouse supervisor | **Confirm, goods seen** `confirm` → done · books goods to scrap, loss booked |
"""
_KEPT = [f"P-{number:04}" for number in range(1, 301)]


class NamedForm(Form):
    """The smallest record there is."""

    name: Text = form_field(_NAME)
    unit: Text | None = form_field(_UNIT, default=None)


class FakeRegistry:
    """Three hundred products and one customer."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str | None, dict[str, Any]]] = []
        self.may_change = True

    def registers(self) -> list[RegisterView]:
        return [
            RegisterView("products", Message("Products"), 300, self.may_change),
            RegisterView("customers", Message("Customers"), 1, False),
        ]

    def page(self, register: str, window: Window, *, text: str = "", inactive: bool = False) -> ListPage:
        rows = [ListRow(key, [key, f"铜端子 {key}", "个"]) for key in _KEPT if text.casefold() in key.casefold()]
        return windowed(_COLUMNS, _fetch(rows), window)

    def record(self, register: str, key: str) -> RecordView:
        if key == "C999":
            raise NotFound(Message("There is no {key} in that register")(key=key))
        name = "恒达电器" if register == "customers" else f"铜端子 {key}"
        history = [
            ChangeView(datetime(2026, 3, 2, 9, 5), "周敏 Zhou Min", "", None, [(_UNIT, "个", "只")], ["unit"]),
            ChangeView(
                datetime(2026, 3, 1, 8, 0), "李强 Li Qiang", "GR-2026-000001", 10_001, [], [], Message("record made")
            ),
        ]
        phones = range(40 if register == "customers" else 3)
        fields = [
            FieldView("name", _NAME, Cell(name)),
            *(FieldView(f"f{number}", Message("Phone"), Cell(f"138{number:04}")) for number in phones),
        ]
        return RecordView(
            register, Message("Products"), key, name, True, 2, fields, history, self.may_change, {}
        )  # fmt: skip

    def values(self, register: str, key: str | None) -> dict[str, Any]:
        return {} if key is None else {"name": f"铜端子 {key}", "unit": "个"}

    def form(self, register: str, key: str | None = None) -> EntryForm:
        return EntryForm(
            f"{register}/{key or ''}", Message("Products"), NamedForm, shape(NamedForm), frozenset({"name", "unit"}),
            frozenset(), self.values(register, key), action_title=Message("Change record"), seq=1,
        )  # fmt: skip

    def fill(self, form: EntryForm, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
        return dict(values), []

    def keep(
        self, register: str, key: str | None, changes: Mapping[str, Any], *, seen: int | None = None, intent: str
    ) -> str:
        self.kept.append((register, key, dict(changes)))
        return key or "P-0301"


class FakeBooks:
    """A stock ledger, and no money."""

    def readable(self) -> list[str]:
        return ["stock", "money"]

    def stock(self, window: Window, *, text: str = "") -> ListPage:
        rows = [
            ListRow(f"MAIN/A-{at:02},P-{at:04},", [f"MAIN/A-{at:02}", f"铜端子 P-{at:04}", f"{at * 37 % 900}", "0"])
            for at in range(1, 40)
        ]
        return windowed(_BALANCES, _fetch(rows), window)

    def lying(self, cursor: str) -> Message:
        return Message("铜端子 P-0001 at MAIN/A-01")

    def moves(self, cursor: str, window: Window, *, text: str = "", span: Span | None = None) -> ListPage:
        rows = [
            ListRow("2", ["2026-03-02 09:05", "WO-2026-000007", "MAIN/A-01", "scrap", "−3"], 10_007),
            ListRow("1", ["2026-03-01 08:00", "GR-2026-000001", "inspection", "MAIN/A-01", "+40"], 10_001),
        ]
        return ListPage(_MOVES, rows)

    def accounts(self, window: Window, *, text: str = "") -> ListPage:
        return ListPage(_COLUMNS, [])

    def is_divided(self, account: str) -> bool:
        return False

    def dimensions(self, account: str, window: Window, *, text: str = "") -> ListPage:
        return ListPage(_COLUMNS, [])

    def of(self, account: str, dimension: str) -> Message | str:
        return ""

    def entries(
        self, account: str, dimension: str | None, window: Window, *, text: str = "", span: Span | None = None
    ) -> ListPage:
        return ListPage(_COLUMNS, [])


class FakeManual:
    """A manual of two pages."""

    def procedures(self) -> list[tuple[str, Message, Desk]]:
        return [
            ("write-off", Message("Damage write-off"), DESKS["warehouse"]),
            ("stocktake", Message("Stocktake"), DESKS["warehouse"]),
        ]

    def page(self, process: str, language: str) -> str:
        return _PAGE.format(process=process)


class FakeTour:
    """The first minutes: over and done with, unless a test says otherwise."""

    def __init__(self) -> None:
        self.at: TourPlace | None = TourPlace("move", "done")
        self.examples = {
            Kind.FORWARD: Example("WO-2026-000003", 1, Message("For my decision"), Kind.FORWARD, typed=False),
            Kind.REFUSE: Example("WO-2026-000301", 2, Message("Counts"), Kind.REFUSE, typed=False),
        }

    def place(self) -> TourPlace | None:
        return self.at

    def keep(self, step: str, state: State) -> None:
        self.at = TourPlace(step, state)

    def example(self, desk: str, queue: str, kinds: Sequence[Kind]) -> Example | None:
        return self.examples.get(kinds[0])


def _fetch(rows: Sequence[ListRow]) -> Any:
    keys = [row.key for row in rows]

    def fetch(key: str | None, backwards: bool, limit: int) -> Sequence[ListRow]:
        if backwards:
            end = keys.index(key) if key else len(rows)
            return rows[max(0, end - limit) : end]
        start = keys.index(key) + 1 if key else 0
        return rows[start : start + limit]

    return fetch
