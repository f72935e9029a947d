"""What every test stands on: compiled translations and repeatable property tests (see also `environment`)."""

import gc

import pytest
from hypothesis import HealthCheck, settings

from tools.messages import BrokenPart, compile_if_stale

# The same examples every time, and no timing: a slow machine must not make a property fail.
settings.register_profile(
    "console", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("console")


def pytest_configure(config: pytest.Config) -> None:
    """Bring the compiled translations up to date, once and not in every worker."""
    if not hasattr(config, "workerinput"):
        try:
            compile_if_stale()
        except BrokenPart as error:
            raise pytest.UsageError(str(error)) from error


def pytest_collection_finish() -> None:
    """Spare the modules and tests, which live to the end, from being looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
