"""What a connection has read and nobody has changed since.

Rights, register records and policies are asked for again and again within one decision. What a question was
answered is kept with the tables it was answered from; whoever writes to one of them makes it forgotten, as does
any commit of another thread or process. So an answer is never older than the transaction it is given in.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

_WRITING = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+(\w+)", re.I
)
_CHANGING = re.compile(r"\b(?:INSERT|REPLACE|UPDATE|DELETE)\b", re.I)

EVERYTHING = "*"
"""Stands for all tables where the text of a statement does not say which one it writes."""

_LIMIT = 5_000


@lru_cache(maxsize=1024)
def table_written(sql: str) -> str | None:
    """Return the table a statement writes, None for one that only reads."""
    found = _WRITING.match(sql)
    if found is not None:
        return found[1].lower()
    return EVERYTHING if sql.lstrip()[:4].upper() == "WITH" and _CHANGING.search(sql) else None


class Memory:
    """The answers one connection may give again."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, object] = {}
        self._from: defaultdict[str, set[Hashable]] = defaultdict(set)
        self._version: int | None = None
        self.written: set[str] = set()
        """The tables written in this transaction."""

    def begin(self, version: int) -> None:
        """Start a transaction that sees the state `version`; what was read from another one is forgotten."""
        self.written.clear()
        if version != self._version or len(self._answers) > _LIMIT:
            self.forget_all()
        self._version = version

    def recall(self, tables: Collection[str], question: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` returned when this was asked before; it reads from these tables alone."""
        if EVERYTHING in self.written:
            return read()
        if question in self._answers:
            return self._answers[question]  # type: ignore[return-value]  # what `read` put there
        answer = self._answers[question] = read()
        for table in tables:
            self._from[table].add(question)
        return answer

    def note(self, table: str) -> None:
        """A table has been written."""
        self.written.add(table)
        self._forget(table)

    def follow(self, before: int, after: int, written: Iterable[str]) -> None:
        """The state went from one version to the next by somebody who wrote these tables and nothing else."""
        if self._version != before:
            return  # what happened in between is not known; the next transaction starts anew
        self._version = after
        for table in written:
            self._forget(table)

    def _forget(self, table: str) -> None:
        if table == EVERYTHING:
            self.forget_all()
        for question in self._from.pop(table, ()):
            self._answers.pop(question, None)

    def forget_all(self) -> None:
        """Start anew, as after a transaction that was undone."""
        self._answers.clear()
        self._from.clear()
