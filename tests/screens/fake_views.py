"""The saved views of the made-up company."""

from dataclasses import dataclass, field, replace
from typing import Any

from db.message import Message
from workflows.engine.errors import Refused
from workflows.engine.view import QueueTab, ViewOf


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
