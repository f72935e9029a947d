"""Changes outside any case (a register, an account): each one a decision in the audit chain, its right checked in
the transaction that makes it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from db.cases import Decision
from workflows.engine.company import Company
from workflows.engine.errors import key_used
from workflows.engine.functions import require


@contextmanager
def decided(
    company: Company, person_id: int, function: str, *, kind: str, note: str, key: str | None = None
) -> Iterator[int | None]:
    """Run the block as one transaction in the person's name; yield the id of the decision it makes.

    function: what the person must be allowed (`workflows.engine.functions`). key: idempotency key; where it was used before,
    None is yielded and nothing may be changed. Raises Refused when the person may not, Conflict where the key was used
    for something else.
    """
    with company.db.write():
        now = company.now()
        require(company.db, person_id, now.date(), function)
        if key is not None and decided_before(company, person_id, key, kind=kind, note=note) is not None:
            yield None
            return
        made = company.cases.decide(Decision(None, "change", kind, person_id, now, key or uuid.uuid4().hex, note=note))
        yield made.id
        company.trail.append(made.id, now, person_id, {})


def decided_before(company: Company, person_id: int, key: str, *, kind: str, note: str) -> int | None:
    """Return the decision that was made under an idempotency key, None where there is none yet.

    Raises Conflict where somebody else has used the key, or for another kind of change.
    """
    made = company.cases.decision_by_key(key)
    if made is None:
        return None
    if (made.case_id, made.person_id, made.kind, made.note) != (None, person_id, kind, note):
        raise key_used()
    return made.id
