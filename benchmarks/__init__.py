"""Measurements, one file each: `python -m benchmarks [NAME …]` runs all or the named ones.

A measurement is a module with `measure() -> Iterator[Figure]`, headed by the first line of its docstring.
It makes what it needs in a folder of its own and leaves nothing behind. Figures are for comparing on one
machine and are never asserted: the tests do not depend on how fast a machine is.
"""

from typing import NamedTuple


class Figure(NamedTuple):
    """One measured number: what was measured, how much, and of what."""

    what: str
    amount: float
    unit: str
