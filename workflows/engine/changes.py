"""Changes outside any case (a register, an account): each one a decision in the audit chain, its right checked in
the transaction that makes it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from db.cases import Decision
from workflows.engine.company import Company
from workflows.engine.functions import require


@contextmanager
def decided(
    company: Company, person_id: int, function: str, *, kind: str, note: str, key: str | None = None
) -> Iterator[int | None]:
    """Run the block as one transaction in the person's name; yield the id of the decision it makes.

    function: what the person must be allowed (`workflows.engine.functions`). key: idempotency key; where it was used before,
    None is yielded and nothing may be changed. Raises Refused when the person may not.
    """
    with company.db.write():
        now = company.now()
        require(company.db, person_id, now.date(), function)
        if key is not None and company.cases.decision_by_key(key) is not None:
            yield None
            return
        made = company.cases.decide(Decision(None, "change", kind, person_id, now, key or uuid.uuid4().hex, note=note))
        yield made.id
        company.trail.append(made.id, now, person_id, {})
