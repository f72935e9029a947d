"""What is read of a record and kept nowhere: it follows from cases, ledgers and other records whenever somebody looks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from db.message import Message
from workflows.engine.facts import CompanyFacts


@dataclass(frozen=True, slots=True)
class Derived:
    """One such figure. value: from the key of the record; None where there is nothing to say.

    seen_by: keys of the posts that see it; None: whoever sees the record.
    """

    name: str
    title: Message
    value: Callable[[CompanyFacts, str], Message | str | Decimal | None]
    seen_by: frozenset[str] | None = None

    def text(self, facts: CompanyFacts, key: str) -> Message | str | None:
        """Return it as it is shown; an amount in yuan."""
        value = self.value(facts, key)
        return f"{value:,.2f}".replace("-", "−") if isinstance(value, Decimal) else value


DerivedOf = Mapping[str, Sequence[Derived]]
"""What is read of the records of each register, by its key."""
