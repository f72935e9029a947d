"""English is what the code says, Chinese what the compiled catalogue says; the process has no language."""

import locale
from decimal import Decimal

import pytest

from db.message import _, plural
from workflows.engine.notices import notice_json, read_notice
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


@pytest.mark.parametrize(
    ("count", "english", "chinese"),
    [
        (1, "1 line", "1 行"),
        (0, "0 lines", "0 行"),
        (2, "2 lines", "2 行"),
        (Decimal("1.0"), "1.0 line", "1.0 行"),
        (Decimal("1.5"), "1.5 lines", "1.5 行"),
        ("1", "1 line", "1 行"),
        ("0.5", "0.5 lines", "0.5 行"),
    ],
)
def test_what_counts_takes_the_form_of_its_number(count: int | Decimal | str, english: str, chinese: str) -> None:
    message = plural("{count} line", "{count} lines")(count=count)
    assert (message.render(), message.render(translation("en"))) == (english, english)
    assert message.render(translation("zh_CN")) == chinese


def test_a_message_that_counts_is_kept_and_read_again() -> None:
    inside = plural("{count} line", "{count} lines")(count=1)
    kept = read_notice(notice_json(_("{number}: {lines}")(number="WO-1", lines=inside)))
    assert kept.render() == "WO-1: 1 line"


def test_two_languages_live_side_by_side() -> None:
    before = locale.getlocale()
    message = _("{who} is late")(who=_("Storekeeper"))
    assert message.render(translation("zh_CN")) == "库管员 is late"
    assert message.render(translation("en")) == "Storekeeper is late"
    assert locale.getlocale() == before
