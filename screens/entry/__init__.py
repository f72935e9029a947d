"""Entry forms: made from the pydantic model of a process, filled by the keyboard alone.

`EntryScreen` is a form on the screen, `Filing` what becomes of it; `Sheet` holds its fields, `FieldBox` is one of
them, `LineGrid` the lines, `Editor` the value being typed in either.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workflows.engine.view import EntryForm, Outcome

if TYPE_CHECKING:
    from screens.base import ConsoleScreen


def open_entry(screen: "ConsoleScreen[Any]", form: EntryForm, left: Callable[[Outcome | None], None]) -> None:
    """Open a form over `screen`; `left` is told what came of it, None when it stays a draft."""
    from screens.entry.screen import EntryScreen

    screen.app.push_screen(EntryScreen(form), left)
