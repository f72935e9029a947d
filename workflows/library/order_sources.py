"""What a sales order is written from: the quotations and samples that come into question, and what it takes over — P98.

A won quotation whose prices are still open says everything an order needs but the address; nobody types it again.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from db.cases import Case
from workflows.engine.facts import CompanyFacts, Facts
from workflows.library.ordering import Basis, SalesOrderForm
from workflows.library.quoting import QuotationForm

QUOTATION, SAMPLE_ORDER = "quotation", "sample-order"


def is_open(facts: CompanyFacts, quotation: Case) -> bool:
    """Whether an order may still be made at the prices of a quotation."""
    until = cast("QuotationForm", facts.form_of(quotation)).prices_open_until if quotation.ended == "won" else None
    return until is not None and facts.today <= until


def quotations_of(facts: Facts[SalesOrderForm]) -> Iterator[Case]:
    """Yield the quotations the customer named may order by, the newest first."""
    if facts.form.customer:
        known = facts.cases_of(QUOTATION, customer=facts.form.customer)
        yield from (case for case in reversed(known) if is_open(facts, case))


def samples_of(facts: Facts[SalesOrderForm]) -> Iterator[Case]:
    """Yield the samples of the customer named: first those whose fee waits for an order, the newest first."""
    if facts.form.customer:
        known = [case for case in facts.cases_of(SAMPLE_ORDER, customer=facts.form.customer) if case.number]
        yield from (case for case in reversed(known) if not case.ended)
        yield from (case for case in reversed(known) if case.ended == "done")


def taken_from_quotation(facts: CompanyFacts, case: Case) -> Mapping[str, Any]:
    """What an order takes over from the quotation it is begun beside."""
    if case.process != QUOTATION or not is_open(facts, case):
        return {}
    form = cast("QuotationForm", facts.form_of(case))
    lines = [
        {
            "product": line.product, "quantity": f"{line.quantity}", "price": f"{line.price}", "quotation": case.number,
            "quotation_line": number,
        }
        for number, line in enumerate(form.lines, 1)
        if line.product and line.price is not None
    ]  # fmt: skip
    return {"basis": Basis.QUOTATION.value, "invoice": form.invoice.value, "lines": lines}
