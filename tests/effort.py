"""How much is tried of what is tried by examples: little at every change, ten times as much by `make thorough`."""

import os

EFFORT = int(os.environ.get("TEST_EFFORT", "1"))


def examples(few: int) -> int:
    """The examples for a property that is slow to try; every other is tried with `examples(100)`."""
    return few * EFFORT
