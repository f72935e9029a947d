"""What was done to a case, in words: the actions its process names, and what may happen to any case."""

from collections.abc import Mapping
from datetime import datetime

from db.cases import Decision
from db.message import Message, _
from workflows.engine import undo
from workflows.engine.process import Process, Step

_ACTS: Mapping[str, Message] = {
    "open": _("opened"),
    "save": _("saved"),
    undo.TAKE_BACK: _("taken back"),
    undo.MIGRATED: _("brought to a later version of the process"),
    "transfer": _("handed on"),
    "add-before": _("asked for an approval before"),
    "add-after": _("asked for an approval after"),
    "add-beside": _("asked for an approval beside"),
    "urge": _("urged"),
    "copy": _("sent a copy"),
}
"""What happens to a case beside the actions its process names."""


def action_title(process: Process, made: Decision) -> Message:
    """Return what a decision did."""
    place = process.places.get(made.step)
    action = place.action(made.action) if isinstance(place, Step) else None
    return action.title if action else _ACTS.get(made.action, Message(made.action))


def short_time(at: datetime, now: datetime) -> str:
    """Return when something was done, the day left out when it is today."""
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%m-%d %H:%M}"
