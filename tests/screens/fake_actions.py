"""Actions as a screen gets them."""

from collections.abc import Sequence

from db.message import Message
from workflows.engine.process import Kind
from workflows.engine.view import ActionState


def action(
    key: str,
    title: str,
    kind: Kind,
    number: int,
    *,
    reasons: Sequence[Message] = (),
    allowed: bool = True,
    irreversible: bool = False,
    edits: Sequence[str] = (),
    requires: Sequence[str] = (),
) -> ActionState:
    """Make an action as a screen gets it."""
    return ActionState(
        key, Message(title), kind, number, allowed, reasons, kind in (Kind.REFUSE, Kind.BACK), irreversible,
        edits, requires, Message(f"{title}: to the next step"), (Message("goods to scrap, loss booked"),),
        asks=bool(requires),
    )  # fmt: skip
