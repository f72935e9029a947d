"""Papers of a case as they were issued: the form of that moment, laid out by its model, and who signed."""

import json

from db.cases import Case
from db.message import Message, _
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.form import lenient, shape
from workflows.engine.process import Process
from workflows.engine.showing import Showing
from workflows.engine.view import Paper
from workflows.engine.words import fields_of, tables_of


def paper(company: Company, showing: Showing, process: Process, case: Case, document: int) -> Paper:
    """Return an issued paper. Fields that are never printed, and those the person does not see, are left out.

    Raises NotFound for a paper the case does not have.
    """
    row = next((one for one in company.cases.documents(case.id) if one["id"] == document), None)
    if row is None:
        raise NotFound(_("{number} has no such paper")(number=case.name))
    title = next((one.title for one in process.documents if one.key == row["kind"]), Message(row["kind"]))
    form = lenient(process.form, json.loads(row["content"]))
    facts = showing.facts_of(process, case, None)
    restricted = {part.name for part in shape(process.form) if part.label.seen_by is not None}
    restricted |= {
        f"{part.name}.{column.name}"
        for part in shape(process.form)
        if part.line
        for column in shape(part.line)
        if column.label.seen_by is not None
    }
    hidden = showing.hidden(facts, None) | restricted
    signed = [
        showing.one_line(process, made)
        for made in company.cases.decisions(case.id, standing=True)
        if made.id <= row["decision_id"] and made.kind not in ("open", "save")
    ]
    return Paper(
        title, row["number"], row["at"], fields_of(company, form, hidden, {}), tables_of(company, form, hidden, {}),
        signed,
    )  # fmt: skip
