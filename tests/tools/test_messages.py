"""Translations are checked against the code, kept in step with it, and compiled."""

import gettext
import os
from pathlib import Path

import pytest

from tools.messages import compile_all, compile_if_stale, compiled, problems, texts_in, update

CODE = """
from db.message import _

TITLE = _("Stocktake")
BOTH = _(
    "{counted} counted, "
    "{free} free"
)


def tell():
    for _ in range(2):
        pass
    return _("Stocktake")
"""

PART = """
# the storekeeper's word for it
msgid "Stocktake"
msgstr "盘点"

msgid "{counted} counted, {free} free"
msgstr "已盘 {counted},可用 {free}"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    _write(tmp_path / "workflows" / "catalogue" / "warehouse" / "stocktake.py", CODE)
    _write(_part(tmp_path, "warehouse"), PART)
    return tmp_path


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _part(project: Path, name: str) -> Path:
    return project / "workflows" / "locale" / "zh_CN" / "parts" / f"{name}.po"


def test_a_complete_translation_has_no_problem(project: Path) -> None:
    assert problems(project) == []


def test_texts_are_found_once_with_the_place_that_says_them_first(project: Path) -> None:
    file = "workflows/catalogue/warehouse/stocktake.py"
    assert texts_in(project).used == {"Stocktake": f"{file}:4", "{counted} counted, {free} free": f"{file}:5"}


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ('_(f"{x} left")', "one literal string"),
        ("_(name)", "one literal string"),
        ('_("{n} left", n=1)', "one literal string"),
        ('_("")', "empty text"),
        ('_(" left")', "white space"),
        ('_("{} left")', "plain {names}"),
        ('_("{n:.2f} left")', "plain {names}"),
        ('_("{n left")', "plain {names}"),
        ('plural("1 line")', "two literal strings"),
        ('plural("1 line", "lines")', "does not say {count}"),
        ('plural("{count} line", "{} lines")', "plain {names}"),
        ('plural("Stocktake", "{count} stocktakes")', "is said without a plural elsewhere"),
    ],
)
def test_a_text_that_cannot_be_translated_is_named_with_its_line(project: Path, code: str, complaint: str) -> None:
    _write(project / "screens" / "desk.py", f"\n{code}\n")
    assert any(found.startswith("screens/desk.py:2") and complaint in found for found in problems(project))


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('msgid "Gone"\nmsgstr "没了"', "nothing says 'Gone' any more"),
        ('msgid "Stocktake"\nmsgstr "清点"', "is translated in zh_CN/warehouse.po:3 already"),
        ('msgid "Open"\nmsgstr ""', "is not translated yet"),
        ('#, fuzzy\nmsgid "Open"\nmsgstr "打开"', "is marked fuzzy"),
        ('msgid "Open"\nmsgstr "打开 {case}"', "differ"),
        ('msgid "Open"\nmsgstr "打开 "', "white space"),
        ('msgctxt "menu"\nmsgid "Open"\nmsgstr "打开"', "contexts are not used"),
        ('msgid "Open"\nmsgid_plural "Opens"\nmsgstr[0] "打开"', "nothing says ('Open', 'Opens') any more"),
        ('msgid "Open"\nmsgst "打开"', "zz.po:2: this is not PO"),
        ('msgid "Open"', "zz.po:1: this is not PO"),
    ],
)
def test_a_flawed_translation_is_a_problem(project: Path, entry: str, complaint: str) -> None:
    _write(project / "screens" / "desk.py", '_("Open")')
    _write(_part(project, "zz"), entry)
    assert any(complaint in found for found in problems(project))


def test_a_text_twice_in_one_file_is_a_problem(project: Path) -> None:
    _write(_part(project, "warehouse"), PART + '\nmsgid "Stocktake"\nmsgstr "清点"\n')
    assert problems(project) == ["zh_CN/warehouse.po:9: 'Stocktake' is translated in zh_CN/warehouse.po:3 already"]


COUNTED = 'plural("{count} line", "{count} lines")'
COUNTED_PART = 'msgid "{count} line"\nmsgid_plural "{count} lines"\nmsgstr[0] "%s"'


@pytest.mark.parametrize(
    ("chinese", "complaint"), [("", "is not translated yet"), ("行", "differ"), ("{count} 行 ", "white space")]
)
def test_every_form_of_a_text_that_counts_is_checked(project: Path, chinese: str, complaint: str) -> None:
    _write(project / "screens" / "desk.py", COUNTED)
    _write(_part(project, "zz"), COUNTED_PART % chinese)
    assert [complaint in found for found in problems(project)] == [True]


def test_a_text_that_counts_is_collected_and_compiled_with_all_its_forms(project: Path) -> None:
    _write(project / "screens" / "desk.py", COUNTED)
    assert update(project) == ["zh_CN/screens.po: translate ('{count} line', '{count} lines')"]
    assert _part(project, "screens").read_text("utf-8").strip() == COUNTED_PART % ""
    _write(_part(project, "screens"), COUNTED_PART % "{count} 行")
    assert (problems(project), update(project)) == ([], [])
    compile_all(project)
    with compiled("zh_CN", project).open("rb") as catalogue:
        translate = gettext.GNUTranslations(catalogue).ngettext
    assert [translate("{count} line", "{count} lines", count) for count in (1, 2)] == ["{count} 行"] * 2


def test_a_missing_translation_names_the_place_that_says_it(project: Path) -> None:
    _write(project / "screens" / "desk.py", '_("Open")')
    assert problems(project) == ["screens/desk.py:1: 'Open' has no zh_CN translation"]


def test_update_adds_what_is_missing_to_the_part_of_its_area_and_drops_the_rest(project: Path) -> None:
    _write(project / "screens" / "desk.py", '_("Open")')
    _write(project / "workflows" / "engine" / "task.py", '_("Late")')
    _write(project / "workflows" / "posts.py", '_("Storekeeper")')
    _write(project / "workflows" / "catalogue" / "sales" / "quotation.py", '_("Quotation")')
    _write(_part(project, "zz"), 'msgid "Gone"\nmsgstr "没了"\n\nmsgid "Stocktake"\nmsgstr "清点"')

    assert update(project) == [
        "zh_CN/engine.po: translate 'Late'",
        "zh_CN/sales.po: translate 'Quotation'",
        "zh_CN/screens.po: translate 'Open'",
        "zh_CN/workflows.po: translate 'Storekeeper'",
        "zh_CN/zz.po: dropped 'Gone'",
        "zh_CN/zz.po: dropped 'Stocktake'",
    ]
    assert _part(project, "screens").read_text("utf-8").strip() == 'msgid "Open"\nmsgstr ""'
    assert not _part(project, "zz").read_text("utf-8").strip()
    assert all("is not translated yet" in found for found in problems(project))
    assert update(project) == []


def test_update_leaves_a_file_alone_that_needs_nothing(project: Path) -> None:
    _write(project / "screens" / "desk.py", '_("Open")')
    update(project)
    assert _part(project, "warehouse").read_text("utf-8") == PART


def test_update_keeps_what_translators_noted(project: Path) -> None:
    _write(project / "workflows" / "catalogue" / "warehouse" / "write_off.py", '_("Damage write-off")')
    update(project)
    assert "# the storekeeper's word for it\n" in _part(project, "warehouse").read_text("utf-8")


def test_what_is_compiled_is_what_the_standard_library_reads(project: Path) -> None:
    compile_all(project)
    with compiled("zh_CN", project).open("rb") as catalogue:
        translate = gettext.GNUTranslations(catalogue).gettext
    assert translate("Stocktake") == "盘点"
    assert translate("Something else") == "Something else"


def test_compiling_is_repeatable_and_happens_only_when_a_part_changed(project: Path) -> None:
    compile_if_stale(project)
    target = compiled("zh_CN", project)
    first = target.read_bytes()
    os.utime(target, ns=(2**62, 2**62))
    compile_if_stale(project)
    assert target.stat().st_mtime_ns == 2**62, "nothing changed, so nothing was written"

    os.utime(target, (0, 0))
    compile_if_stale(project)
    assert target.read_bytes() == first
    assert target.stat().st_mtime > 0
