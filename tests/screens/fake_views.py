"""The saved views of the made-up company, and where one went in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from db.message import Message
from workflows.engine.errors import Refused
from workflows.engine.finding import Place
from workflows.engine.view import EntryForm, QueueTab, ViewOf


@dataclass
class FakeViews:
    """Saved views of the warehouse desk, where one leads the storekeepers."""

    kept: dict[str, QueueTab] = field(default_factory=dict)

    def audiences(self, desk: str) -> list[tuple[str, Message]]:
        mine = ("person:7", Message("For me"))
        return [mine, ("post:storekeeper", Message("For storekeepers"))] if desk == "warehouse" else [mine]

    def save(self, desk: str, queue: str, name: str, text: str, for_whom: str) -> str:
        if not name.isprintable() or len(name) > 24:
            raise Refused([Message("Name of the view: at most 24 characters")])
        key = f"view:{len(self.kept) + 1}"
        below = ViewOf(queue, Message("For my decision"), text, for_whom != "person:7", True)
        self.kept[key] = QueueTab(key, name, 0, view=below)
        return key

    def _change(self, key: str, **changes: Any) -> None:
        self.kept[key] = replace(self.kept[key], **changes)

    def rename(self, desk: str, key: str, name: str) -> None:
        self._change(key, title=name)

    def filter_by(self, desk: str, key: str, text: str) -> None:
        view = self.kept[key].view
        assert view is not None
        self._change(key, view=replace(view, filter=text))

    def remove(self, desk: str, key: str) -> None:
        del self.kept[key]


@dataclass(frozen=True)
class Found:
    """An answer to “go to”."""

    kind: Place
    key: str
    title: Message | str
    detail: str
    desk: str = ""


@dataclass
class FakeVisits:
    """Where the person went. titles: of the queues, by desk and key."""

    titles: Mapping[tuple[str, str], Message]
    places: list[tuple[Place, str, str]] = field(default_factory=list)

    def lately(self) -> Sequence[Found]:
        def titled(kind: Place, key: str, desk: str) -> Found:
            known: Message | str = "" if kind in ("register", "ledger", "manual") else key
            return Found(kind, key, self.titles.get((desk, key), known), "", desk)

        return [titled(*place) for place in reversed(self.places)]

    def went(self, kind: Place, key: str, desk: str) -> None:
        self.places = [*(place for place in self.places if place != (kind, key, desk)), (kind, key, desk)]


class FakeHelping:
    """What stands beside every form: who has paid."""

    def beside(self, _form: EntryForm, values: Mapping[str, Any]) -> Sequence[Message]:
        return [Message("{customer} has paid")(customer=values.get("customer") or "nobody")]


class FakeNamedCases:
    """Three cases a form may name. taken: what a form takes over from one, by number."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}

    def offered(
        self, _form: EntryForm, _path: str, _values: Mapping[str, Any], text: str, limit: int
    ) -> Sequence[Found]:
        numbers = ["QT-2026-000207", "QT-2026-000208", "WO-2026-000018"]
        found = [number for number in numbers if text.upper() in number]
        return [Found("case", number, "Quotation", "恒达电器") for number in found][:limit]

    def taken_over(self, _form: EntryForm, _values: Mapping[str, Any], number: str) -> Mapping[str, Any]:
        return self.taken.get(number, {})
