"""The registers as one person browses and keeps them: lists, cards with their history, and forms to change a record.

What may be seen and changed is said once, by `workflows.engine.records.Keeper`; line mode asks the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db.message import Message, _
from db.registers import Change, RecordChanged, StoredRecord
from workflows.engine.authority import sees_case, standing_of
from workflows.engine.cards import card
from workflows.engine.company import Company
from workflows.engine.errors import Conflict, Invalid, NotFound
from workflows.engine.facts import CompanyFacts
from workflows.engine.form import FieldError, FieldShape, InvalidForm, Label, lenient, parse, shape, typed_values
from workflows.engine.functions import allowed, require
from workflows.engine.records import Keeper, Row
from workflows.engine.rows import ListPage, ListRow, RowColumn, Window, windowed
from workflows.engine.view import Cell, EntryForm, FieldView
from workflows.engine.words import shown, stored
from workflows.registers import REGISTERS
from workflows.registers.defaults import as_given

KEY = "key"
"""The name of the key in a form, where keys are typed."""

_CELLS = {"text": 24, "long_text": 30, "money": 14, "quantity": 12, "percent": 8, "integer": 8, "days": 8, "flag": 6,
          "date": 10, "datetime": 16, "choice": 16, "ref": 26, "case": 16, "texts": 24, "lines": 8}  # fmt: skip
_LEFT_OUT = _("no longer chosen")
_NEW, _REMOVED = _("record made"), _("record removed again")
_BEFORE = _("as it was before: undone")


@dataclass(frozen=True, slots=True)
class RegisterView:
    """A register: how many records it has, and whether the person may change them."""

    key: str
    title: Message
    records: int
    may_change: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change of a record: when, who, what differs (field, before, after), and by which case.

    case_id: only where the person may see the case. said: what it was on the whole, "" where the fields say it.
    """

    at: datetime
    person: str
    case: str
    case_id: int | None
    changes: Sequence[tuple[Message, Message | str, Message | str]]
    fields: Sequence[str]
    said: Message | str = ""


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record with its history, the newest change first. kept: which process alone changes a field, by its name."""

    register: str
    title: Message
    key: str
    name: Message | str
    active: bool
    version: int
    fields: Sequence[FieldView]
    history: Sequence[ChangeView]
    may_change: bool
    kept: Mapping[str, Message]


class Registry:
    """The registers in the hands of one person."""

    def __init__(self, company: Company, person_id: int) -> None:
        self._company = company
        self._person = person_id

    # --- reading ----------------------------------------------------------------------------------------------

    def registers(self) -> list[RegisterView]:
        """Return every register. Raises Refused where the person may read none."""
        with self._company.db.read():
            self._may_read()
            return [
                RegisterView(one.key, one.title, self._company.registers.count(one.key), self._may_change(one.key))
                for one in REGISTERS.values()
            ]

    def page(self, register: str, window: Window, *, text: str = "", inactive: bool = False) -> ListPage:
        """Return a window of a register in the order of its keys; with `text` the records that have its words."""
        with self._company.db.read():
            self._may_read()
            keeper = self._keeper(register)
            hidden = keeper.hidden()
            parts = [part for part in keeper.register.listed if part.name not in hidden]

            def fetch(key: str | None, backwards: bool, limit: int) -> list[ListRow]:
                found = self._company.registers.page(
                    register, text=text, after=key or "", backwards=backwards, limit=limit, inactive=inactive
                )
                return [self._row(keeper, parts, record) for record in found]

            return windowed(_columns(keeper, parts), fetch, window)

    def _row(self, keeper: Keeper, parts: Sequence[FieldShape], record: StoredRecord) -> ListRow:
        form = lenient(keeper.register.model, record.data)
        values = [shown(self._company, part, getattr(form, part.name)) for part in parts]
        name = as_given(keeper.register.key, record.key, record.name)
        return ListRow(record.key, [record.key, name, *values], gone=not record.active)

    def record(self, register: str, key: str) -> RecordView:
        """Return a record as a card, with every change of it. Raises NotFound."""
        with self._company.db.read():
            self._may_read()
            keeper = self._keeper(register)
            fields = card(self._company, standing_of(self._company, self._person, self._company.now()), register, key)
            fields[2:2] = self._derived(register, key)  # behind the name: what one looks a record up for
            found = self._company.registers.get(register, key)
            assert found is not None
            return RecordView(
                register, keeper.register.title, key, as_given(register, key, found.name), found.active, found.version,
                fields, list(self._history(keeper, key)), self._may_change(register), keeper.kept(),
            )  # fmt: skip

    def _derived(self, register: str, key: str) -> Iterator[FieldView]:
        company, now = self._company, self._company.now()
        standing, facts = standing_of(company, self._person, now), CompanyFacts(company, now)
        for one in company.catalogue.derived.get(register, ()):
            seen = one.seen_by is None or standing.posts & one.seen_by
            if seen and (text := one.text(facts, key)) is not None:
                yield FieldView(one.name, one.title, Cell(text))

    def history(self, register: str, key: str) -> list[ChangeView]:
        """Return every change of a record, the newest first."""
        with self._company.db.read():
            self._may_read()
            return list(self._history(self._keeper(register), key))

    def _history(self, keeper: Keeper, key: str) -> Iterator[ChangeView]:
        company = self._company
        standing = standing_of(company, self._person, company.now())
        hidden = keeper.hidden_in(key)
        for change in reversed(company.registers.history(keeper.register.key, key)):
            made = company.cases.decision(change.decision_id) if change.decision_id is not None else None
            case = company.cases.case(made.case_id) if made is not None and made.case_id is not None else None
            seen = case is not None and sees_case(company, company.catalogue.of(case), case, standing)
            names = [name for name in _changed(change) if name not in hidden]
            yield ChangeView(
                change.at,
                company.people.by_id(made.person_id).name if made is not None else "",
                case.name if case is not None else "",
                case.id if case is not None and seen else None,
                [one for name in names for one in self._difference(keeper, name, change)],
                names,
                _on_the_whole(change),
            )

    def _difference(
        self, keeper: Keeper, name: str, change: Change
    ) -> Iterator[tuple[Message, Message | str, Message | str]]:
        """Yield what differs in a field; of lines, those that are only before or only after."""
        model = keeper.register.model
        part = next((one for one in keeper.register.shape if one.name == name), None)
        if part is None:
            return
        before, after = (change.before or {}).get(name), (change.after or {}).get(name)
        if part.line is None:
            yield part.title, stored(self._company, model, name, before), stored(self._company, model, name, after)
            return
        old, new = before or [], after or []
        yield from ((part.title, self._line(part, row), "") for row in old if row not in new)
        yield from ((part.title, "", self._line(part, row)) for row in new if row not in old)

    def _line(self, part: FieldShape, row: Mapping[str, Any]) -> str:
        assert part.line is not None
        line = lenient(part.line, dict(row))
        said = [shown(self._company, column, getattr(line, column.name)) for column in shape(part.line)]
        return " · ".join(str(one) for one in said if one != "")

    # --- changing ---------------------------------------------------------------------------------------------

    def form(self, register: str, key: str | None = None) -> EntryForm:
        """Return the form of a record, or of a new one, with what was typed before and not handed in.

        Fields that processes keep are shown and say so; those the person may not see are not there. Raises Refused.
        """
        with self._company.db.read():
            keeper = self._keeper(register)
            require(self._company.db, self._person, self._company.now().date(), f"register.change.{register}")
            found = self._company.registers.get(register, key) if key is not None else None
            if key is not None and found is None:
                raise NotFound(_("There is no {key} in that register")(key=key))
            place = f"{register}/{key}@{found.version}" if found is not None else f"{register}/"
            draft = self._company.cases.draft(self._person, f"new:{place}")
            data = keeper.shown(found) if found is not None else {}
            fields, editable = self._fields(keeper, data, new=found is None)
            return EntryForm(
                place, keeper.register.title, keeper.register.model, fields, frozenset(editable), frozenset(),
                draft if draft is not None else dict(data), action_title=_("Change record") if found else _("New record"),
                restored=draft is not None, seq=found.version if found else 0,
            )  # fmt: skip

    def values(self, register: str, key: str | None) -> dict[str, Any]:
        """Return the fields of a record that the person may see, as they are kept; none of a new one."""
        keeper = self._keeper(register)
        found = self._company.registers.get(register, key) if key is not None else None
        return dict(keeper.shown(found)) if found is not None else {}

    def _fields(self, keeper: Keeper, data: Mapping[str, Any], *, new: bool) -> tuple[list[FieldShape], list[str]]:
        kept, hidden = keeper.kept(), keeper.hidden()
        fields: list[FieldShape] = []
        editable: list[str] = []
        if new and not keeper.register.prefix:
            fields.append(FieldShape(KEY, "text", Label(_("Key")), True))
            editable.append(KEY)
        for part in keeper.register.shape:
            keepers = kept.get(part.name)
            if part.name in hidden or (keepers is not None and data.get(part.name) in (None, "", [])):
                continue
            if keepers is None:
                editable.append(part.name)
                fields.append(part)
            else:
                hint = _("changed by “{process}” only")(process=keepers)
                fields.append(replace(part, label=replace(part.label, hint=hint)))
        return fields, editable

    def fill(self, form: EntryForm, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
        """Return typed values, and what is wrong with them so far."""
        register, key = _named(form)
        keeper = self._keeper(register)
        data = {**form.values, **typed_values(keeper.register.model, _without_key(values))}
        data = {name: value for name, value in data.items() if value not in (None, "") and name != KEY}
        try:
            parse(keeper.register.model, data)
        except InvalidForm as problem:
            return dict(values), problem.errors
        typed = str(values.get(KEY) or "")
        wrong = keeper.register.wrong_with_key(typed) if key is None and not keeper.register.prefix else None
        return dict(values), [FieldError(KEY, _("Key"), wrong)] if wrong is not None else []

    def keep(
        self, register: str, key: str | None, changes: Mapping[str, Any], *, seen: int | None = None, intent: str
    ) -> str:
        """Make a record (key None or new) or change fields of one (None empties); return its key.

        seen: the version that was looked at. intent: idempotency key; a repeated one changes nothing and returns the
        key of the first time. Raises Refused, Invalid, Conflict where somebody else was first.
        """
        company = self._company
        require(company.db, self._person, company.now().date(), f"register.change.{register}")
        keeper = self._keeper(register)
        named = key or str(changes.get(KEY) or "")
        if (earlier := keeper.written_before(intent, named)) is not None:
            return earlier
        typed = typed_values(keeper.register.model, _without_key(changes))
        emptied = {name: None for name, value in changes.items() if value in (None, "") and name != KEY}
        row = Row(0, named, {**typed, **emptied}, seen=seen)
        with company.db.read():
            if errors := [error for _number, error in keeper.check([row], update=seen is not None and seen > 0)]:
                raise Invalid(errors)
        try:
            keeper.write([row], key=intent)
        except RecordChanged as problem:
            raise Conflict(problem.message) from None
        return row.key

    # --- rights -----------------------------------------------------------------------------------------------

    def _may_read(self) -> None:
        require(self._company.db, self._person, self._company.now().date(), "register.read")

    def _may_change(self, register: str) -> bool:
        return allowed(self._company.db, self._person, self._company.now().date(), f"register.change.{register}")

    def _keeper(self, register: str) -> Keeper:
        if register not in REGISTERS:
            raise NotFound(_("There is no register “{register}”")(register=register))
        return Keeper(self._company, self._person, register)


def _columns(keeper: Keeper, parts: Sequence[FieldShape]) -> list[RowColumn]:
    numeric = ("money", "quantity", "percent", "integer", "days")
    more = [
        RowColumn(part.title, _CELLS[part.kind], part.kind in numeric, rank) for rank, part in enumerate(parts, start=1)
    ]
    return [RowColumn(_("Key"), 24, rank=0), RowColumn(_("Name"), 0, rank=0), *more]


def _changed(change: Change) -> list[str]:
    before, after = change.before or {}, change.after or {}
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def _on_the_whole(change: Change) -> Message | str:
    if change.after is None:
        return _REMOVED
    if change.before is None:
        return _NEW
    return _BEFORE if change.reverses is not None else ""


def _named(form: EntryForm) -> tuple[str, str | None]:
    """Return the register and the key a form is of; None: a new record."""
    register, _slash, rest = form.process.partition("/")
    return register, rest.rpartition("@")[0] or None


def _without_key(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != KEY}
