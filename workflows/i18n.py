"""The languages the program speaks.

English is what the code says; another language is a compiled catalogue beside this file. Which one is meant
is always a parameter: one process may serve people of two languages, so the process itself has none.
"""

import gettext
from functools import cache
from pathlib import Path
from typing import Final

from db.message import Translate, as_written

LANGUAGES: Final = ("en", "zh_CN")

FOLDER: Final = Path(__file__).parent / "locale"
"""The compiled catalogues, and the procedures in prose (`about/<process>.md`)."""
_DOMAIN = "console"


@cache
def translation(language: str) -> Translate:
    """Return the translation into one of `LANGUAGES`; a text it does not know stays English.

    Raises `FileNotFoundError` for a language without a compiled catalogue; English must not pass for it.
    """
    if language == "en":
        return as_written
    known = gettext.translation(_DOMAIN, FOLDER, [language])

    def translate(text: str, /, many: str = "", count: int = 1) -> str:
        return known.ngettext(text, many, count) if many else known.gettext(text)

    return translate
