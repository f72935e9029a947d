"""English is what the code says, Chinese what the compiled catalogue says; the process has no language."""

import locale
import re
from decimal import Decimal

import pytest

from db.message import _, plural
from workflows.catalogue import CATALOGUE
from workflows.engine.manual import about_in
from workflows.engine.notices import notice_json, read_notice
from workflows.engine.process import Process
from workflows.i18n import FOLDER, LANGUAGES, translation

_SOURCES = re.compile(r"\b[PN]\d+")
"""The numbers of the procedures and rules a text follows."""


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


def test_books_that_are_bought_are_not_taken_for_what_an_action_books() -> None:
    """One word of English, two of Chinese: the choice of a form must not read like the label of a posting."""
    assert {_("books").render(translation("zh_CN")), _("books only").render(translation("zh_CN"))} == {
        "图书",
        "仅限图书",
    }


def test_two_languages_live_side_by_side() -> None:
    before = locale.getlocale()
    message = _("{who} is late")(who=_("Storekeeper"))
    assert message.render(translation("zh_CN")) == "库管员 is late"
    assert message.render(translation("en")) == "Storekeeper is late"
    assert locale.getlocale() == before


@pytest.mark.parametrize("process", CATALOGUE.processes.values(), ids=lambda process: process.key)
def test_every_procedure_is_told_in_every_language_and_names_the_same_sources(process: Process) -> None:
    english = about_in(process, "en")
    for language in LANGUAGES[1:]:
        told = about_in(process, language)
        assert told != english
        assert set(_SOURCES.findall(told)) == set(_SOURCES.findall(english))


def test_no_prose_is_left_over_from_a_process_that_is_gone() -> None:
    for language in LANGUAGES[1:]:
        assert {file.stem for file in (FOLDER / language / "about").glob("*.md")} <= set(CATALOGUE.processes)
