"""Papers of a case as they were issued: the form of that moment, laid out by its model, and who signed."""

import json

from db.cases import Case
from db.message import Message, _
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.form import lenient, shape
from workflows.engine.process import Document, Process
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
    declared = next(
        (one for one in process.documents if one.key == row["kind"]), Document(row["kind"], Message(row["kind"]))
    )
    form = lenient(process.form, json.loads(row["content"]))
    hidden = showing.hidden(showing.facts_of(process, case, None), None) | _never_printed(process, declared)
    signed = [
        showing.one_line(process, made)
        for made in company.cases.decisions(case.id, standing=True)
        if declared.signed and made.id <= row["decision_id"] and made.kind not in ("open", "save")
    ]
    return Paper(
        declared.title, row["number"], row["at"], fields_of(company, form, hidden),
        tables_of(company, form, hidden), signed, declared.language,
    )  # fmt: skip


def _never_printed(process: Process, document: Document) -> frozenset[str]:
    """Return the paths of fields that are not on this paper; restricted ones are on it only where it names them."""
    hidden = set()
    for part in shape(process.form):
        columns = shape(part.line) if part.line else ()
        labels = {part.name: part.label} | {f"{part.name}.{one.name}": one.label for one in columns}
        hidden |= {
            path
            for path, label in labels.items()
            if not _prints(document, path) or (label.seen_by is not None and path not in (document.prints or ()))
        }
    return frozenset(hidden)


def _prints(document: Document, path: str) -> bool:
    """Whether a field, or a column, or lines with at least one column, are on a paper."""
    if document.prints is None:
        return True
    name, _dot, column = path.partition(".")
    listed = {one.partition(".")[0] for one in document.prints} if not column else {*document.prints}
    return path in listed or name in document.prints
