"""What a check of the books finds."""

from __future__ import annotations

from dataclasses import dataclass

from db.message import Message


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that contradicts an invariant of the design; invariant: its number, 0 for what has none."""

    invariant: int
    message: Message
