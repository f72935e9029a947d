"""What every test stands on: a known environment, compiled translations, repeatable property tests."""

import os

# Before anything imports Textual, which reads these once.
os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
os.environ["TERM"] = "xterm-256color"
os.environ["TZ"] = "Asia/Shanghai"
for setting in [name for name in os.environ if name.startswith("CONSOLE_")]:
    del os.environ[setting]  # a developer's own database or password never reaches a test

import pytest
from hypothesis import HealthCheck, settings

from tools.messages import compile_if_stale

# The same examples every time, and no timing: a slow machine must not make a property fail.
settings.register_profile(
    "console",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("console")


def pytest_configure(config: pytest.Config) -> None:
    """Bring the compiled translations up to date, once and not in every worker."""
    if not hasattr(config, "workerinput"):
        compile_if_stale()
