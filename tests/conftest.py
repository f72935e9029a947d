"""What every test stands on: compiled translations, repeatable property tests, companies to copy (see `environment`)."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from db.database import Database
from tests.effort import examples
from tests.sharing import copy_of, made_once
from tests.workflows import house as houses
from tools.messages import BrokenPart, compile_if_stale

# The same examples every time, and no timing: a slow machine must not make a property fail.
settings.register_profile(
    "console", deadline=None, derandomize=True, database=None, max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
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


@pytest.fixture(scope="session")
def new_company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a practice company in which nothing is yet: copying it is 20 times faster than making it."""
    return made_once(tmp_path_factory, "new.db", lambda path: Database.create(path, kind="practice").close())


@pytest.fixture
def own_company(new_company: Path, tmp_path: Path) -> Path:
    """A practice company of one's own in which nothing is yet."""
    return copy_of(new_company, tmp_path)


@pytest.fixture(scope="session")
def house_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company, to be copied for each test."""
    return made_once(tmp_path_factory, "house.db", houses.build)
