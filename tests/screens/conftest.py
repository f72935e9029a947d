"""Screens are driven as fast as they answer."""

import pytest

from tests.screens.resting import handled


@pytest.fixture(autouse=True)
def _driven_without_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and pauses of the library's test driver wait for the program, not for an idle processor."""
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", handled)
