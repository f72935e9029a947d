"""Draws the pictures of the README from the real program: each desk of the practice company, as SVG.

    python -m tools.pictures      write docs/pictures/*.svg

The practice company is made for one fixed day, so that the pictures change only when the program does.
"""

import asyncio
import os
import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["COLORTERM"] = "truecolor"

from db.database import Database
from screens.app import ConsoleApp
from screens.theme import CALM
from seed_data import make_practice
from workflows.catalogue import CATALOGUE
from workflows.engine.clock import FixedClock
from workflows.engine.engine import Engine

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
NOW = datetime(2026, 6, 10, 14, 30)
SIZE = (132, 36)
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.S)
"""Fonts an SVG would fetch from elsewhere; it takes the reader's own monospaced one instead."""
SHOWN = (
    ("sales", "sales-manager", "en", ()),
    ("warehouse", "warehouse-supervisor", "en", ()),
    ("service", "service-supervisor", "zh_CN", ()),
    ("management", "general-manager", "en", ()),
    ("case", "general-manager", "en", ("enter",)),
    ("dashboard", "general-manager", "en", ("F", *["down"] * 14, "right")),
)
"""Name of the picture, post whose first holder signs in, language, keys pressed before it is taken."""


async def taken(engine: Engine, login: str, language: str, keys: tuple[str, ...]) -> str:
    """Return the screen of a person as SVG, after these keys."""
    person = engine.company.people.by_login(login)
    assert person is not None
    office = engine.office(person.id, door="terminal")
    office.set_language(language)

    def refuse(_login: str, _password: str) -> None:
        raise LookupError

    app = ConsoleApp(refuse, office=office, company="恒信商贸", language=language, look=CALM, look_every=3600)  # type: ignore[arg-type]
    async with app.run_test(size=SIZE) as pilot:
        for key in ("", *keys):
            if key:
                await pilot.press(key)
            for _turn in range(200):
                await pilot.pause()
                if app.idle and all(one.is_finished for one in app.workers if one.name != "watch"):
                    break
        return app.export_screenshot()


def main() -> int:
    """Make the company, take the pictures; return the exit code."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "practice.db"
        make_practice(path, now=NOW)
        engine = Engine(Database.open(path), FixedClock(NOW), CATALOGUE)
        for name, post, language, keys in SHOWN:
            login = engine.company.people.holders(post, NOW.date())[0].login
            picture = asyncio.run(taken(engine, login, language, keys))
            (PICTURES / f"{name}.svg").write_text(_FONT_FACE.sub("", picture), "utf-8")
            print(f"docs/pictures/{name}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
