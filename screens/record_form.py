"""The form of a record: the entry screen, with a register behind it in place of a case.

What the person has changed is handed in, and nothing else, so that fields which somebody else changes meanwhile stay
as he left them.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from db.message import Message, _
from screens.base import ConsoleScreen
from screens.entry.screen import EntryScreen
from screens.office import Office
from workflows.engine.errors import NotFound
from workflows.engine.form import FieldError
from workflows.engine.view import EntryForm, Outcome, Preview

_MADE, _CHANGED = _("{key} is in the register now"), _("{key} is changed")
_AS_IT_WAS = _("{key} is as it was")


async def open_record(
    screen: ConsoleScreen[Any], register: str, key: str | None, left: Callable[[Outcome | None], None]
) -> None:
    """Open the form of a record, or of a new one, over `screen`. Raises Refused."""
    registry = screen.office.registry
    form = await screen.ask(registry.form, register, key)
    before = await screen.ask(registry.values, register, key)
    await screen.app.push_screen(RecordForm(form, register, key, before), left)


class RecordForm(EntryScreen):
    """A record being typed. before: its fields as they were when the form was read; typed: what was kept of it since."""

    def __init__(self, form: EntryForm, register: str, key: str | None, before: Mapping[str, Any]) -> None:
        super().__init__(form)
        self.number = key or ""
        self._register = register
        self._key_of_record = key
        self._before = dict(before)
        self.typed: Mapping[str, Any] | None = form.values if form.restored else None

    @property
    def office(self) -> Office:
        """The business, asked for a record where a form asks for a case."""
        asked = _Behind(super().office, self)
        return cast("Office", asked)

    def _foreign(self) -> set[str]:
        foreign = super()._foreign()
        return foreign if self._key_of_record is None else foreign - {"read-again"}

    # --- what the form asks -------------------------------------------------------------------------------------

    def read(self, office: Office) -> EntryForm:
        """Return the form of the record as it is now, with what was changed on the one before laid over it."""
        form = office.registry.form(self._register, self._key_of_record)
        changes = self._changed_in(self.typed) if self.typed is not None else {}
        self._before = office.registry.values(self._register, self._key_of_record)
        if not changes:
            return form
        form = replace(form, values={**form.values, **changes}, restored=True)
        if form.seq != self.form.seq:
            # What is typed is kept beside the version it was typed over.
            office.drop_draft(self.form)
            office.keep_draft(form, form.values)
        return form

    def hand_over(self, office: Office, values: Mapping[str, Any], intent: str) -> Outcome:
        """Keep what was changed; return what came of it."""
        changes = self._changed_in(values)
        key = self._key_of_record
        if key is not None and not changes:
            return _outcome(key, _AS_IT_WAS(key=key))
        seen = self.form.seq if key is not None else None
        kept = office.registry.keep(self._register, key, changes, seen=seen, intent=intent)
        return _outcome(kept, (_MADE if key is None else _CHANGED)(key=kept))

    def _changed_in(self, values: Mapping[str, Any]) -> dict[str, Any]:
        typed = [part.name for part in self.form.fields if self.form.may_type(part.name)]
        return {name: values.get(name) for name in typed if not _same(values.get(name), self._before.get(name))}


class _Behind:
    """The office as a form of a record sees it; what is not about the form is asked of the office itself."""

    def __init__(self, office: Office, form: RecordForm) -> None:
        self._office = office
        self._form = form

    def __getattr__(self, name: str) -> Any:
        return getattr(self._office, name)

    def new_form(self, _process: str, _beside: int | None = None) -> EntryForm:
        return self._form.read(self._office)

    def keep_draft(self, form: EntryForm, values: Mapping[str, Any]) -> None:
        self._office.keep_draft(form, values)
        self._form.typed = values

    def drop_draft(self, form: EntryForm) -> None:
        self._office.drop_draft(form)
        self._form.typed = None

    def fill(self, form: EntryForm, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
        return self._office.registry.fill(form, values)

    def open(self, _process: str, values: Mapping[str, Any], *, submit: bool, key: str, action: str = "") -> Outcome:
        return self._form.hand_over(self._office, values, key)

    def preview(self, **_of: Any) -> Preview:
        raise NotFound(Message(""))


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same; nothing typed, no lines and an empty text do, and so does a flag not set."""
    return one == other or (one in (None, "", [], False) and other in (None, "", [], False))


def _outcome(key: str, said: Message) -> Outcome:
    return Outcome(0, key, 0, Message(""), said)
