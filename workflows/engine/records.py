"""Reading and keeping the registers by hand: one visibility for list, card, search and export, one check for
adding and importing, and a decision in the audit chain behind every change.

A row is what one record is to become: its key ('' where the register numbers by itself) and its fields as JSON
values or as typed. Rows are checked against the register's model and against what they refer to before anything
is written; then they are written in parts, each one transaction, so that others need not wait for a long list.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.message import Message, _
from db.registers import StoredRecord
from workflows.engine.changes import decided, decided_before
from workflows.engine.company import Company
from workflows.engine.errors import Invalid, key_used
from workflows.engine.form import (
    FieldError,
    Form,
    InvalidForm,
    Ref,
    as_json,
    lenient,
    parse,
    references,
    shape,
    title_of,
)
from workflows.engine.forms import once_a_field
from workflows.engine.functions import listed
from workflows.i18n import translation
from workflows.posts import ADMINISTRATOR
from workflows.registers import REGISTERS, Register
from workflows.registers.defaults import install_places
from workflows.registers.keeping import refuse_references_to_nothing
from workflows.registers.places import WAREHOUSES

_CHANGED = "register"
"""The kind of decision behind every change."""

_PART = 250
"""Rows written in one transaction."""


@dataclass(slots=True)
class Row:
    """One record as it is to be. number: of the line it was read from, 0 where there is none.

    seen: the version of it the person has looked at; None: whatever it is.
    """

    number: int
    key: str
    data: dict[str, Any]
    known: bool = False
    """Whether the register has it already."""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """How many records were made, changed, and left as they were; keys: of those made or changed."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    keys: Sequence[str] = field(default_factory=tuple)


class Keeper:
    """One register in the hands of one person."""

    def __init__(self, company: Company, person_id: int, register: str) -> None:
        self.company = company
        self.person_id = person_id
        self.register: Register[Any] = REGISTERS[register]
        held = company.people.posts_of(person_id, company.now().date())
        self.posts = frozenset(one.post for one in held)
        self._employee = company.people.by_id(person_id).employee

    # --- reading ----------------------------------------------------------------------------------------------

    def shown(self, record: StoredRecord) -> dict[str, Any]:
        """Return a record's fields without those the person may not see; his own record he sees wholly."""
        if self._own(record.key):
            return dict(record.data)
        return _without(self.register.model, record.data, self.posts)

    def _own(self, key: str) -> bool:
        return self.register.key == "employees" and key == self._employee

    def hidden_in(self, key: str) -> frozenset[str]:
        """Return the fields of a record the person may not see; of his own, none."""
        return frozenset() if self._own(key) else self.hidden()

    def hidden(self) -> frozenset[str]:
        """Return the fields of the register the person may not see."""
        return frozenset(part.name for part in self.register.shape if not _sees(part.label.seen_by, self.posts))

    def kept(self) -> dict[str, Message]:
        """Return the fields that processes alone change, each with their titles; those not built yet keep nothing."""
        built = self.company.catalogue.processes
        found = {
            part.name: [built[key].title for key in part.label.kept_by if key in built] for part in self.register.shape
        }
        return {name: listed(titles) for name, titles in found.items() if titles}

    # --- checking ---------------------------------------------------------------------------------------------

    def check(self, rows: Iterable[Row], *, update: bool) -> list[tuple[int, FieldError]]:
        """Return every error of every row, with the row's number; complete the rows that are to be updated.

        update: a record that is there already is changed; otherwise it is an error. Fields that a row does not
        have keep their value then.
        """
        rows = list(rows)
        coming = {row.key for row in rows if row.key}
        found: list[tuple[int, FieldError]] = []
        seen: set[str] = set()
        for row in rows:
            errors = self._wrong(row, coming, seen, update=update)
            found.extend((row.number, error) for error in errors)
        return found

    def _wrong(self, row: Row, coming: set[str], seen: set[str], *, update: bool) -> list[FieldError]:
        wrong: Message | None = None
        if row.key or not self.register.prefix:
            wrong = self.register.wrong_with_key(row.key) if row.key else _("fill this in")
            if wrong is None and row.key in seen:
                wrong = _("stands here twice")
        seen.add(row.key)
        before = self.company.registers.get(self.register.key, row.key) if row.key else None
        row.known = before is not None
        if before is not None and not update:
            wrong = wrong or _("is in the register already")
        return [*([_of_key(wrong)] if wrong is not None else []), *self._wrong_fields(row, before, coming)]

    def _wrong_fields(self, row: Row, before: StoredRecord | None, coming: set[str]) -> list[FieldError]:
        """Return what is wrong with the fields of a row, the first thing of each; complete the row where nothing is."""
        model = self.register.model
        forbidden = self.hidden() & set(row.data) if ADMINISTRATOR not in self.posts else frozenset()
        errors = [FieldError(name, title_of(model, name), _("may not be changed by you")) for name in sorted(forbidden)]
        typed = set(row.data)
        data = {**before.data, **row.data} if before is not None else row.data
        row.data = {name: value for name, value in data.items() if value not in (None, "")}
        try:
            form = parse(model, row.data)
            row.data = as_json(form)
        except InvalidForm as problem:
            form = lenient(model, row.data)
            errors += problem.errors
        errors += [*self._kept_by_processes(row, typed, before), *self._dangling(row.key, form, coming)]
        return once_a_field(errors)

    def _kept_by_processes(self, row: Row, typed: set[str], before: StoredRecord | None) -> list[FieldError]:
        """Return the fields that only processes change and this row would.

        A new record may bring them when the administrator enters it, as from the lists a company begins with.
        """
        if before is None and ADMINISTRATOR in self.posts:
            return []
        was = before.data if before is not None else as_json(self.register.model.model_construct())
        return [
            FieldError(name, title_of(self.register.model, name), _("changed by “{process}” only")(process=titles))
            for name, titles in self.kept().items()
            if name in typed and row.data.get(name) != was.get(name)
        ]

    def _dangling(self, key: str, record: Any, coming: set[str]) -> list[FieldError]:
        """Return references to nothing; a record that comes with the same list counts as there."""
        try:
            refuse_references_to_nothing(self.company.registers, self.register.key, key, record)
        except InvalidForm as problem:
            promised = {
                path
                for path, ref, referred in references(record)
                if isinstance(ref, Ref) and ref.register == self.register.key and referred in coming
            }
            return [error for error in problem.errors if error.path not in promised]
        return []

    # --- writing ----------------------------------------------------------------------------------------------

    def write(self, rows: Sequence[Row], *, key: str | None = None) -> Written:
        """Write checked rows; return what came of it. A part that was written stays if a later one fails.

        key: idempotency key; a repeated one writes nothing again. Raises Refused where the person may not.
        """
        key = key or uuid.uuid4().hex
        total = Written()
        for start in range(0, len(rows), _PART):
            made = self._write_part(rows[start : start + _PART], f"{key}:{start}" if start else key)
            total = Written(
                total.new + made.new, total.changed + made.changed, total.unchanged + made.unchanged,
                (*total.keys, *made.keys),
            )  # fmt: skip
        return total

    def written_before(self, intent: str, named: str | None) -> str | None:
        """Return the key of the record that was made or changed under an idempotency key; None: nothing was yet.

        named: the key of the record that is meant, '' or None where its register gives the next number. Raises
        Conflict where the idempotency key was used for something else.
        """
        note = self.register.key
        decision = decided_before(self.company, self.person_id, intent, kind=_CHANGED, note=note)
        if decision is None:
            return None
        written = self.company.registers.changed_by(decision, self.register.key)
        key = written[0] if written else named or ""
        if named and named != key:
            raise key_used()
        return key

    def _write_part(self, rows: Sequence[Row], key: str) -> Written:
        registers, register = self.company.registers, self.register.key
        new: list[str] = []
        changed: list[str] = []
        with decided(
            self.company, self.person_id, f"register.change.{register}", kind=_CHANGED, note=register, key=key
        ) as decision:
            for row in rows if decision is not None else ():
                before = registers.get(register, row.key) if row.key else None
                if before is not None and not row.known:
                    raise Invalid([_of_key(_("is in the register already"))])
                if before is not None and before.data == row.data:
                    continue
                self._put(decision, row)
                (new if before is None else changed).append(row.key)
        return Written(len(new), len(changed), len(rows) - len(new) - len(changed), (*new, *changed))

    def _put(self, decision: int | None, row: Row) -> None:
        registers, register = self.company.registers, self.register
        if not row.key:
            row.key = self._next_key()
        elif (number := register.number_in(row.key)) is not None:
            registers.number_taken(register.key, number)
        registers.put(decision, register.key, row.key, row.data, at=self.company.now(), seen=row.seen)
        if register.key == WAREHOUSES.key and not row.known:
            language = (
                self.company.people.by_id(self.person_id).language or "en"
            )  # read in everybody's own all the same
            install_places(
                registers, row.key, row.data["name"], self.company.now(), translation(language), decision=decision
            )

    def _next_key(self) -> str:
        """Take the next number; one that a record was put under without being taken is passed over."""
        while True:
            key = self.register.numbered(self.company.registers.next_number(self.register.key))
            if self.company.registers.get(self.register.key, key) is None:
                return key


def _of_key(message: Message) -> FieldError:
    return FieldError("key", _("Key"), message)


def _sees(seen_by: frozenset[str] | None, posts: frozenset[str]) -> bool:
    return seen_by is None or bool(seen_by & posts)


def _without(model: type[Form], data: Mapping[str, Any], posts: frozenset[str]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for part in shape(model):
        if part.name not in data or not _sees(part.label.seen_by, posts):
            continue
        value, line = data[part.name], part.line
        kept[part.name] = [_without(line, row, posts) for row in value] if line is not None else value
    return kept
