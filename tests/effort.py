"""How many examples a property is tried with: few at every change, ten times as many by `make thorough`."""

import os

EFFORT = int(os.environ.get("TEST_EFFORT", "1"))


def examples(few: int) -> int:
    """The examples for a property that is slow to try; every other is tried with `examples(100)`."""
    return few * EFFORT
