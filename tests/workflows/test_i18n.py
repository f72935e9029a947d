"""English is what the code says, Chinese what the compiled catalogue says; the process has no language."""

import locale

import pytest

from db.message import _
from workflows.i18n import LANGUAGES, translation


def test_english_is_the_text_itself() -> None:
    assert translation("en")("Damage write-off") == "Damage write-off"


def test_a_text_without_translation_stays_english() -> None:
    assert translation("zh_CN")("no such text") == "no such text"


def test_each_language_is_loaded_once() -> None:
    assert [translation(language) is translation(language) for language in LANGUAGES] == [True, True]


def test_an_unknown_language_is_an_error_and_not_english() -> None:
    with pytest.raises(FileNotFoundError):
        translation("xx")


def test_two_languages_live_side_by_side() -> None:
    before = locale.getlocale()
    message = _("{who} is late")(who=_("Storekeeper"))
    assert message.render(translation("zh_CN")) == "库管员 is late"
    assert message.render(translation("en")) == "Storekeeper is late"
    assert locale.getlocale() == before
