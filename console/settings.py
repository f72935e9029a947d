"""Where the program keeps its files when nobody says otherwise, and which language the environment asks for.

Files follow the XDG base directories. There is no configuration file but for the keys: a company's settings are
policies in its database.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_FOLDER = "operations-console"


def practice_database(environment: Mapping[str, str]) -> Path:
    """Return where the practice company is kept."""
    return _home(environment, "XDG_DATA_HOME", ".local/share") / "practice.db"


def company_database(environment: Mapping[str, str]) -> Path:
    """Return where the company's own database is looked for when neither --db nor CONSOLE_DB names one."""
    return _home(environment, "XDG_DATA_HOME", ".local/share") / "company.db"


def fault_log(environment: Mapping[str, str]) -> Path:
    """Return where faults of the program are written."""
    return _home(environment, "XDG_STATE_HOME", ".local/state") / "faults.log"


def keymap(environment: Mapping[str, str]) -> Path:
    """Return where a person keeps changes to the keys."""
    return _home(environment, "XDG_CONFIG_HOME", ".config") / "keys.toml"


def language(environment: Mapping[str, str]) -> str:
    """Return `zh_CN` where the environment asks for Chinese, else `en`."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := environment.get(name, ""):
            return "zh_CN" if wanted.lower().startswith("zh") else "en"
    return "en"


def _home(environment: Mapping[str, str], variable: str, otherwise: str) -> Path:
    named = Path(environment.get(variable, ""))
    # The XDG rules say that a relative path is to be ignored.
    home = Path(environment.get("HOME") or Path.home())
    return (named if named.is_absolute() else home / otherwise) / _FOLDER
