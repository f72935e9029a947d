"""Generates the parts of the documentation that follow from the program, or checks that they are current.

python -m tools.docs            write docs/processes/, docs/permissions.md, docs/policies.md,
                                docs/links-not-yet-built.md, docs/commands.md, docs/dashboards.md, docs/keys.md
python -m tools.docs --check    say what is out of date; exit 1 when something is
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from console.reference import reference
from tools.keys import keys_page
from workflows.catalogue import CATALOGUE
from workflows.engine.manual import Manual
from workflows.i18n import LANGUAGES

DOCS = Path(__file__).parent.parent / "docs"


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every generated page: its path under docs/, its text."""
    for language in LANGUAGES:
        manual = Manual(CATALOGUE, language)
        folder = Path("processes") if language == "en" else Path("processes") / language
        yield folder / "index.md", manual.index()
        yield Path("commands.md" if language == "en" else f"commands.{language}.md"), reference(language)
        yield Path("dashboards.md" if language == "en" else f"dashboards.{language}.md"), manual.dashboards()
        yield Path("keys.md" if language == "en" else f"keys.{language}.md"), keys_page(language)
        for process in CATALOGUE.processes.values():
            yield folder / f"{process.key}.md", manual.page(process)
    manual = Manual(CATALOGUE, "en")
    yield Path("permissions.md"), manual.permissions()
    yield Path("policies.md"), manual.policies()
    yield Path("links-not-yet-built.md"), manual.unbuilt_links()


def main() -> int:
    """Write or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    check = parser.parse_args().check
    wanted = {DOCS / path: text for path, text in pages()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    orphans = [path for path in (DOCS / "processes").rglob("*.md") if path not in wanted]
    for path in [*stale, *orphans]:
        print(("out of date: " if check else "written: ") + str(path.relative_to(DOCS.parent)))
    if check:
        return 1 if stale or orphans else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    for path in orphans:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
