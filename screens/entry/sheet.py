"""The fields and lines of a form, one under the other: which of them gets the keys, what they hold, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.containers import VerticalScroll
from textual.widget import Widget

from screens.entry import beginning
from screens.entry.asking import Host
from screens.entry.editor import Setting
from screens.entry.field import FieldBox
from screens.entry.grid import LineGrid
from screens.entry.problems import Problem
from screens.entry.rows import Column, Row, Rows, defaults
from screens.words import width
from workflows.engine.asked import not_asked
from workflows.engine.form import FieldShape, shape
from workflows.engine.view import EntryForm

_LEAST_LABEL, _MOST_LABEL = 8, 26


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The values of a form as they are handed in, and which row of the grid each line of them is."""

    values: dict[str, Any]
    rows: dict[str, list[Row]]


class Sheet(VerticalScroll, can_focus=False):
    """The body of a form."""

    DEFAULT_CSS = """
    Sheet { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    Sheet LineGrid { margin: 1 0 0 0; }
    """

    def __init__(self, form: EntryForm, setting: Setting, host: Host) -> None:
        super().__init__()
        self.form = form
        self.setting = setting
        self.host = host
        self.boxes: list[FieldBox | LineGrid] = [self._box(part) for part in form.fields]
        self.current: FieldBox | LineGrid | None = None
        self.unasked: frozenset[str] = frozenset()
        """The fields that are not there, as long as another one says what it says."""
        self.revealing = self._reveal_again = False

    def _box(self, part: FieldShape) -> FieldBox | LineGrid:
        form = self.form
        if part.line is None:
            return FieldBox(
                part, self.setting, self.host,
                editable=not part.read and form.may_type(part.name), required=self._required(part, part.name),
            )  # fmt: skip
        columns = [
            Column(
                column,
                editable=not column.read and column.kind != "lines" and form.may_type(f"{part.name}.{column.name}"),
                required=self._required(column, f"{part.name}.{column.name}"),
            )
            for column in shape(part.line)
            if f"{part.name}.{column.name}" not in form.later
        ]
        fixed = part.name in form.fixed_lines or not form.may_type(part.name)
        rows = Rows(part.line, columns, fixed=fixed, asked=self._asked_in(part.name))
        return LineGrid(part, rows, self.setting, self.host)

    def _asked_in(self, lines: str) -> tuple[int, str] | None:
        """Return the row and the column of the cell the action asks for, where it is one of these lines."""
        name, _dot, cell = self.form.asks.partition(".")
        row, _dot, column = cell.partition(".")
        return (int(row), column) if name == lines and row.isdigit() and column else None

    def _required(self, part: FieldShape, path: str) -> bool:
        return part.required or path in self.form.requires

    def compose(self) -> Iterator[Widget]:
        """Compose the fields in the order of the form."""
        yield from self.boxes

    # --- values ---------------------------------------------------------------------------------------------

    def load(self, values: dict[str, Any]) -> None:
        """Show the values of a form, all of them."""
        typed = [box.path for box in self.boxes if isinstance(box, FieldBox) and box.editable]
        values = {**defaults(self.form.model, typed), **values}
        for box in self.boxes:
            box.load(values.get(box.path))
        self.show_asked()

    def show_asked(self) -> None:
        """Show the fields that are asked for by what the others say now; what was typed in the rest is kept with them."""
        said = {box.path: box.value for box in self.boxes if isinstance(box, FieldBox)}
        self.unasked = not_asked(self.form.model, {**self.form.values, **said})
        for box in self.boxes:
            box.display = box.path not in self.unasked and self._has_something(box)
        if self.current is not None and self.current.path in self.unasked:
            self.go_to(self.first())

    def _has_something(self, box: FieldBox | LineGrid) -> bool:
        """Whether there is anything to show or type. In a draft a computed field waits for its value."""
        if isinstance(box, FieldBox) and box.part.read:
            return self.form.draft or box.value not in (None, "", [])
        return not box.says_nothing

    def asked(self) -> list[FieldBox | LineGrid]:
        """Return the fields that are asked for, in order."""
        return [box for box in self.boxes if box.path not in self.unasked]

    def handed_in(self) -> HandedIn:
        """Return what may be typed here and has been, computed values left out."""
        values: dict[str, Any] = {}
        rows: dict[str, list[Row]] = {}
        for box in self.asked():
            if isinstance(box, LineGrid):
                if _is_typed(box):
                    values[box.path], rows[box.path] = box.rows.handed_in()
            elif box.editable and box.value not in (None, ""):
                values[box.path] = box.value
        return HandedIn(values, rows)

    def everything(self) -> dict[str, Any]:
        """Return all values as they stand, computed ones and what is not shown here too: what a draft keeps."""
        shown = {box.path for box in self.boxes}
        values = {name: value for name, value in self.form.values.items() if name not in shown}
        for box in self.boxes:
            if isinstance(box, LineGrid):
                values[box.path] = [dict(row.values) for row in box.rows.rows if not box.rows.blank(row)]
            elif box.value not in (None, ""):
                values[box.path] = box.value
        return values

    def cases_named(self) -> Iterator[str]:
        """Yield the numbers of the cases that are named in fields."""
        for box in self.asked():
            if isinstance(box, FieldBox) and box.part.kind == "case" and box.editable and box.value:
                yield str(box.value)

    def take_over(self, values: Mapping[str, Any]) -> bool:
        """Show values in the fields in which nothing has been typed; say whether there were any."""
        given = defaults(self.form.model, [box.path for box in self.boxes])
        taken = False
        for box in filter(_is_typed, self.boxes):
            value = values.get(box.path)
            if isinstance(box, LineGrid):
                untouched = all(box.rows.blank(row) for row in box.rows.rows)
            else:
                untouched = box is not self.current and box.value in (None, "", given.get(box.path))
            if value is not None and untouched:
                box.load(value)
                taken = True
        self.show_asked()
        return taken

    def take_computed(self, sent: HandedIn, values: dict[str, Any]) -> None:
        """Show computed values; nothing that may be typed is touched, and the cursor stays."""
        for box in self.boxes:
            if isinstance(box, LineGrid):
                lines = values.get(box.path)
                if isinstance(lines, list) and box.rows.computed(sent.rows.get(box.path, box.rows.rows), lines):
                    box.resized()
            elif box.part.read:
                box.load(values.get(box.path))
        self.show_asked()

    # --- going from field to field --------------------------------------------------------------------------

    def typed(self) -> list[FieldBox | LineGrid]:
        """The fields one can type in, in order."""
        return [box for box in self.asked() if _is_typed(box)]

    def go_to(self, box: FieldBox | LineGrid | None, *, back: bool = False) -> None:
        """Give the keys to a field."""
        if self.current is not None and self.current is not box:
            self.current.leave()
        if box is not None and self.current is not box:
            self.current = box
            box.enter(back=back)
        self.current = box
        self.reveal()

    def go(self, by: int) -> bool:
        """Go on by so many fields; False at the end, where the present field keeps the keys."""
        typed = self.typed()
        at = typed.index(self.current) if self.current in typed else -1
        if not 0 <= at + by < len(typed):
            return False
        self.go_to(typed[at + by], back=by < 0)
        return True

    def on_click(self, event: events.Click) -> None:
        """Go where the mouse points."""
        box = event.widget
        if isinstance(box, FieldBox | LineGrid) and box in self.typed():
            self.go_to(box)
            if isinstance(box, LineGrid):
                at = event.get_content_offset(box)
                box.point(at.x if at is not None else 0, at.y if at is not None else 0)
                self.reveal()

    def first(self) -> FieldBox | LineGrid | None:
        """The field to begin at."""
        return beginning.first(self.form, self.typed())

    def with_removed(self) -> LineGrid | None:
        """The grid a line can be brought back in: the one one is in, else the first in which one was taken out."""
        grids = [box for box in (self.current, *self.boxes) if isinstance(box, LineGrid)]
        return next((grid for grid in grids if grid.rows.removed), None)

    def load_again(self, values: dict[str, Any]) -> None:
        """Show values as they are now, and stay where one was."""
        here = self.current
        self.load(values)
        self.go_to(here if here in self.typed() else self.first())

    def reveal(self) -> None:
        """Scroll to the field that gets the keys when the layout has settled."""
        if self.current is None or not self.is_mounted:
            return
        self._reveal_again = True
        if not self.revealing:
            self.revealing = True
            self.call_after_refresh(self._reveal)

    def _reveal(self) -> None:
        self._reveal_again = False
        if self.current is not None and self.current.is_mounted:
            self.scroll_to_widget(self.current, animate=False, immediate=True, force=True)
        self.call_after_refresh(self._revealed)

    def _revealed(self) -> None:
        if self.current is not None:
            self.host.answers_changed(self.current)
        if self._reveal_again:
            self.call_after_refresh(self._reveal)
        else:
            self.revealing = False

    # --- sizes and language ---------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Give labels and grids their share of the room."""
        self.lay_out()

    def lay_out(self) -> None:
        """Say how wide the labels are and how many rows a grid may take."""
        say = self.setting.words.say
        longest = max((width(say(box.part.title)) for box in self.boxes if isinstance(box, FieldBox)), default=0)
        label = max(_LEAST_LABEL, min(longest, _MOST_LABEL, max(self.size.width // 4, _LEAST_LABEL))) + 1
        for box in self.boxes:
            if isinstance(box, LineGrid):
                box.room = max(self.size.height - 1, 6)
                box.resized()
            else:
                box.label_width = label
                box.redraw()
        self.reveal()

    def speak(self) -> None:
        """Show everything in the language that is spoken now, and names that have become known."""
        for box in self.boxes:
            box.speak()
        self.lay_out()

    def settle(self) -> None:
        """Finish the value being typed, without leaving it."""
        if self.current is not None:
            self.current.settle()
            self.current.redraw()

    # --- what is wrong --------------------------------------------------------------------------------------

    def show(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong, at the fields; what is not named is not wrong any more."""
        for box in self.boxes:
            here = [problem for problem in problems if problem.at is box]
            if isinstance(box, LineGrid):
                box.fail([(problem.row, problem.name, problem.message) for problem in here])
            else:
                box.fail(here[0].message if here else None)

    def next_problem(self, *, first: bool = False) -> bool:
        """Go to the next field, or cell, where something is wrong; False when nothing is."""
        places = self.failing()
        if not places:
            return False
        here = (self.current, self.current.row, self.current.name_at) if isinstance(self.current, LineGrid) else None
        order = {box: index for index, box in enumerate(self.boxes)}

        def behind(place: tuple[FieldBox | LineGrid, int, str]) -> bool:
            if self.current is None or first:
                return True
            if place[0] is not self.current:
                return order[place[0]] > order[self.current]
            return here is not None and place != here and place[1] >= here[1]

        box, row, name = next((place for place in places if behind(place)), places[0])
        self.go_to(box)
        if isinstance(box, LineGrid):
            box.go_to(row, name)
            self.reveal()
        return True

    def failing(self) -> list[tuple[FieldBox | LineGrid, int, str]]:
        """Return every place where something is wrong: the field, and in lines the row and the column."""
        return list(self._failing())

    def _failing(self) -> Iterator[tuple[FieldBox | LineGrid, int, str]]:
        for box in self.boxes:
            if isinstance(box, LineGrid):
                if box.error is not None:
                    yield box, box.row, box.name_at
                yield from ((box, row, name) for row, name in box.rows.failing())
            elif box.error is not None:
                yield box, 0, ""


def _is_typed(box: FieldBox | LineGrid) -> bool:
    """Whether one can type in a field while it is asked for."""
    return any(column.editable for column in box.rows.columns) if isinstance(box, LineGrid) else box.editable
