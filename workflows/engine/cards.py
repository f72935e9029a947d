"""A record of a register as a card: its fields in words, without those the person may not see."""

from db.message import Message, _
from workflows.engine.authority import Standing
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.form import lenient
from workflows.engine.view import Cell, FieldView
from workflows.engine.words import fields_of, tables_of
from workflows.registers import REGISTERS


def card(company: Company, standing: Standing, register: str, key: str) -> list[FieldView]:
    """Return the filled fields of a record. Raises NotFound."""
    declared = REGISTERS.get(register)
    found = company.registers.get(register, key)
    if declared is None or found is None:
        raise NotFound(_("There is no {key} in that register")(key=key))
    form = lenient(declared.model, found.data)
    own = register == "employees" and company.people.by_id(standing.person_id).employee == key
    hidden = frozenset(
        part.name
        for part in declared.shape
        if part.label.seen_by is not None and not standing.posts & part.label.seen_by and not own
    )
    views = fields_of(company, form, hidden)
    for table in tables_of(company, form, hidden):
        for row in table.rows:
            cells = ", ".join(f"{cell.text}" for cell in row if cell.text)
            views.append(FieldView(table.path, table.title, Cell(cells)))
    return [FieldView("", Message(""), Cell(found.name)), *views]
