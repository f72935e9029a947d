"""By whom a case was opened: what another case has opened is not its holder's to take back."""

from collections.abc import Iterator
from typing import Any

from db.message import Message, _
from workflows.engine.facts import Facts
from workflows.engine.process import guard


@guard(_("opened by hand, not by another case"))
def opened_by_hand(facts: Facts[Any]) -> Iterator[Message]:
    if facts.parent:
        yield _("opened by {number}: only that case takes it back")(number=facts.parent.name)
