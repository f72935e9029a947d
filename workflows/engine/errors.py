"""Why a command was not carried out. Each error says it in messages, in no language yet.

`kind` and the exit code of line mode hang on the class: usage 2, refused 3, conflict 4, not found 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.message import Message, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflows.engine.form import FieldError


class CommandError(Exception):
    """Nothing was changed; `message` says what stood against it, `reasons` lists every single point."""

    kind = "fault"

    def __init__(self, message: Message, reasons: Sequence[Message] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.reasons = list(reasons)

    def __str__(self) -> str:
        return "; ".join([str(self.message), *map(str, self.reasons)])


class NotFound(CommandError):
    """There is no such case, process or action, or the person may not know of it."""

    kind = "not-found"


class Refused(CommandError):
    """The person may not, or a guard stands against it; `reasons` has every one."""

    kind = "refused"

    def __init__(self, reasons: Sequence[Message], message: Message | None = None) -> None:
        super().__init__(message or _("Refused"), reasons)
        self.fields: list[FieldError] = []


class Invalid(CommandError):
    """What was typed does not make a form; `errors` has one sentence a field."""

    kind = "invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(
            _("Some fields need another look"),
            [_("{field}: {problem}")(field=error.title, problem=error.message) for error in errors],
        )
        self.errors = list(errors)


class Conflict(CommandError):
    """Somebody else was first, or the case has changed since it was read."""

    kind = "conflict"


def key_used() -> Conflict:
    """Return what is said when an idempotency key comes with something else than the first time."""
    return Conflict(_("This key was used for something else; use a new one for a new intent"))
