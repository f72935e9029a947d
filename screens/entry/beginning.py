"""At which of its fields a form is begun: where something must be filled in, else where it is expected."""

from collections.abc import Sequence

from screens.entry.field import FieldBox
from screens.entry.grid import LineGrid
from workflows.engine.view import EntryForm


def first(form: EntryForm, typed: Sequence[FieldBox | LineGrid]) -> FieldBox | LineGrid | None:
    """Return the first field that must be filled in and is not, else an empty one, else the first one can type in.

    What the action is refused without as the case is now comes before what may be left empty. A draft is begun for its
    lines: where there are none yet, they come before it, too.
    """
    tells = (_must_be_filled, _is_asked, _has_no_line, _empty, lambda _form, _box: True)
    at = next((place for told in tells for place, box in enumerate(typed) if told(form, box)), None)
    if at is None:
        return None
    # What stands on “no” just before it (read out? counted?) is said first, not gone back to.
    while at and _is_no(form, typed[at - 1]):
        at -= 1
    return typed[at]


def _must_be_filled(form: EntryForm, box: FieldBox | LineGrid) -> bool:
    if isinstance(box, LineGrid):
        return box.rows.incomplete(wanted=box.part.required or box.path in form.requires)
    return box.required and _empty(form, box)


def _is_asked(form: EntryForm, box: FieldBox | LineGrid) -> bool:
    if box.path != form.asks.partition(".")[0]:
        return False
    return box.rows.unfilled() is not None if isinstance(box, LineGrid) else not box.value


def _has_no_line(form: EntryForm, box: FieldBox | LineGrid) -> bool:
    return form.draft and isinstance(box, LineGrid) and box.rows.incomplete(wanted=True)


def _empty(_form: EntryForm, box: FieldBox | LineGrid) -> bool:
    return box.rows.unfilled() is not None if isinstance(box, LineGrid) else box.value in (None, "", [])


def _is_no(form: EntryForm, box: FieldBox | LineGrid) -> bool:
    return not form.draft and isinstance(box, FieldBox) and box.part.kind == "flag" and box.value is False
