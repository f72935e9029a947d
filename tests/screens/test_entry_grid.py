"""The line grid: keys, look-ups in cells, adding and removing lines, paste, totals, errors at the cell."""

from typing import Any

from db.message import Message
from screens.entry import gridpaint
from screens.entry.problems import Problem, placed
from tests.screens.fake_forms import FormApp, FormsOffice, TwoGrids, WithLines, form_of, go_to, send, text_of, write
from tests.screens.resting import settled
from workflows.engine.form import FieldError

LINES = [
    {"product": "P-001", "quantity": "600", "price": "0.80", "cause": "transit"},
    {"product": "P-002", "quantity": "40", "price": "13.00", "cause": "handling"},
]


def app_with(lines: list[dict[str, Any]] | None = None, **more: Any) -> FormApp:
    office = FormsOffice()
    office.model = WithLines
    return FormApp(office, form_of(WithLines, {"customer": "C-0012", "lines": lines or []}, **more))


async def into_grid(pilot: Any) -> None:
    await settled(pilot)
    pilot.app.entry.sheet.go_to(pilot.app.grid)
    await settled(pilot)


def where(app: FormApp) -> str:
    current = app.entry.sheet.current
    return "" if current is None else current.path


def typed(app: FormApp) -> list[dict[str, Any]]:
    return app.grid.rows.handed_in()[0]


async def test_a_line_is_typed_from_cell_to_cell_and_tab_past_the_last_adds_one() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        await write(pilot, "tdz")
        await write(pilot, "\t600\t0.8\t3\ty\tphoto 12\t")
        assert typed(app) == [
            {
                "product": "P-001", "quantity": "600", "price": "0.8", "cause": "transit",
                "checked": True, "remark": "photo 12",
            }
        ]  # fmt: skip


async def test_a_line_typed_in_one_burst_reaches_the_cells_it_was_meant_for() -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        send(app, "铜端子\t12\t3.5\t1\ty\t见照片\tP-002\t7\t")
        await settled(pilot)
        assert [(line["product"], line["quantity"]) for line in typed(app)] == [("P-001", "12"), ("P-002", "7")]
        assert typed(app)[0]["checked"] is True
        assert typed(app)[0]["remark"] == "见照片"
        assert (app.grid.row, app.grid.name_at) == (1, "price")


async def test_tab_on_a_line_still_blank_leaves_the_grid_without_it() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        app.grid.go_to(1, "remark")
        await pilot.press("tab")
        assert len(app.grid.rows) == 3
        await pilot.press("tab")
        assert len(app.grid.rows) == 2


async def test_arrows_go_from_cell_to_cell_and_out_of_the_grid() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        await pilot.press("right", "down", "right", "left")
        assert (app.grid.row, app.grid.name_at) == (1, "quantity")
        await pilot.press("end", "home")
        assert app.grid.name_at == "product"
        await pilot.press("up", "up")
        assert where(app) == "due"
        await pilot.press("down", "shift+tab")
        assert where(app) == "due"


async def test_typing_replaces_a_cell_and_f2_goes_into_its_text() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        await pilot.press("tab")
        await write(pilot, "7")
        assert app.grid.rows[0].values["quantity"] == "7"
        await pilot.press("down", "f2", "backspace")
        await write(pilot, "5\n")
        assert app.grid.rows[1].values["quantity"] == "45"
        assert app.grid.name_at == "price"


async def test_a_removed_line_comes_back_by_either_key() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        await pilot.press("ctrl+d")
        assert [line["product"] for line in typed(app)] == ["P-002"]
        await pilot.press("ctrl+z")
        assert [line["product"] for line in typed(app)] == ["P-001", "P-002"]
        await pilot.press("down", "f8")
        assert [line["product"] for line in typed(app)] == ["P-001"]
        await pilot.press("f8")
        assert typed(app) == []
        await pilot.press("f9", "f9")
        assert [line["product"] for line in typed(app)] == ["P-001", "P-002"]


async def test_a_removed_line_comes_back_in_the_grid_one_is_in_and_else_where_it_was() -> None:
    extras = [{"what": "one"}, {"what": "two"}]
    app = FormApp(FormsOffice(), form_of(TwoGrids, {"lines": LINES, "extras": extras}))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        first, second = app.grids
        for grid in (first, second):
            app.entry.sheet.go_to(grid)
            await pilot.press("ctrl+d")
            assert "F9 brings it back" in app.words.say(app.entry.status.said)
            assert (len(grid.rows), grid.rows.removed) == (1, True)
        await pilot.press("f9")
        assert [row.values["what"] for row in second.rows.rows] == ["one", "two"]
        assert len(first.rows) == 1
        await go_to(pilot, "phone")
        assert "Bring back" in text_of(app.entry.footer)[0]
        await pilot.press("f9")
        assert [row.values["product"] for row in first.rows.rows] == ["P-001", "P-002"]
        assert where(app) == "lines"
        await pilot.press("f9")
        assert app.words.say(app.entry.status.said) == "There is nothing to bring back"


async def test_lines_of_a_fixed_grid_are_neither_added_nor_removed() -> None:
    app = app_with(LINES, editable=frozenset({"lines.quantity"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        assert app.grid.name_at == "quantity"
        await write(pilot, "1\n2\n")
        assert [line["quantity"] for line in typed(app)] == ["1", "2"]
        await pilot.press("f6", "f8", "ctrl+d")
        assert len(app.grid.rows) == 2


async def test_a_column_that_is_only_read_takes_no_room_while_nothing_is_in_it() -> None:
    app = app_with([{"product": "P-001", "quantity": "2"}], editable=frozenset({"lines.quantity"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        assert [column.name for column in app.grid.columns] == ["product", "quantity"]


async def test_a_letter_over_a_cell_that_is_only_read_runs_no_command() -> None:
    app = app_with(LINES, editable=frozenset({"lines.quantity"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        await pilot.press("left")
        await write(pilot, "L?x")
        assert app.words.language == "en"
        assert app.entry.prompt is None
        assert typed(app)[0]["product"] == "P-001"


async def test_cells_pasted_from_a_spreadsheet_fill_lines() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        await pilot.press("down")
        app.entry.paste(
            '热缩管 Φ8\t１２\t1,250.50\thandling\t是\t"two\nlines"\r\nP-002\t3\t2\tnatural\t否\tx\r\n线\t1\t1\r\n'
        )
        await settled(pilot)
        assert [line.get("product") for line in typed(app)] == ["P-001", "P-003", "P-002", "P-002"]
        assert typed(app)[1]["price"] == "1250.50"
        assert typed(app)[1]["cause"] == "handling"
        assert typed(app)[1]["checked"] is True
        assert typed(app)[1]["remark"] == "two lines"


async def test_pasted_text_that_fits_several_records_stays_text_until_one_is_chosen() -> None:
    app = app_with()
    app.form = form_of(WithLines, {})
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        app.entry.paste("P-00\t1\nP-001\t2\n")
        await settled(pilot)
        assert [line["product"] for line in typed(app)] == ["P-00", "P-001"]
        assert app.grid.rows[0].unfound == {"product"}
        assert app.grid.rows[1].unfound == set()


async def test_totals_move_as_figures_change() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(110, 24)) as pilot:
        await into_grid(pilot)
        assert text_of(app.grid)[-1].split() == ["2", "lines", "640", "1,000.00"]
        await pilot.press("tab")
        await write(pilot, "1")
        assert text_of(app.grid)[-1].split() == ["2", "lines", "41", "520.80"]
        assert app.box("total").value == "520.80"


async def test_an_error_stands_under_its_line_and_goes_when_the_cell_is_typed() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        await pilot.press("tab")
        await write(pilot, "x\t")
        said = "! Quantity: must be a number, as 1250.50"
        assert said in [row.strip() for row in text_of(app.grid)]
        await pilot.press("shift+tab")
        await write(pilot, "5\t")
        assert said not in [row.strip() for row in text_of(app.grid)]


async def test_narrow_screens_scroll_columns_beside_the_first() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(50, 20)) as pilot:
        await into_grid(pilot)
        assert "Remark" not in text_of(app.grid)[1]
        await pilot.press("end")
        headings = text_of(app.grid)[1]
        assert headings.strip().startswith("‹")
        assert "Product" in headings
        assert "Sum" in headings


async def test_the_cell_one_types_in_stays_in_view_when_computed_columns_come_and_go() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(60, 24)) as pilot:
        await into_grid(pilot)
        grid = app.grid
        grid.go_to(0, "remark")
        grid.go_to(0, "quantity")
        hidden, grid.left = grid.left, len(grid.columns) - 1
        grid.resized()
        assert hidden == grid.left
        assert "quantity" in [grid.columns[slot.index].name for slot in gridpaint.slots(grid, 60)]


async def test_hundreds_of_lines_are_scrolled_not_drawn() -> None:
    app = app_with([dict(LINES[0], quantity=str(number)) for number in range(1, 501)])
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        await pilot.press("ctrl+end")
        assert len(text_of(app.grid)) <= 22
        assert any(row.startswith("›500 ") for row in text_of(app.grid))
        await pilot.press("pageup", "pageup")
        assert 450 < app.grid.row < 480
        assert app.size.height > app.cursor_position.y > 2


async def test_a_line_as_a_whole_can_be_wrong() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        await into_grid(pilot)
        sent = app.entry.sheet.handed_in()
        problems, rest = placed(
            [
                FieldError("lines.1", Message("Line 2"), Message("still usable")),
                FieldError("lines", Message("Lines"), Message("too many")),
                FieldError("other", Message("Other"), Message("elsewhere")),
            ],
            [app.grid],
            sent.rows,
        )
        assert [error.path for error in rest] == ["other"]
        assert problems[0] == Problem(app.grid, Message("still usable"), app.grid.rows[1], "")
        app.entry.sheet.show(problems)
        assert "! still usable" in [row.strip() for row in text_of(app.grid)]
        assert text_of(app.grid)[0].strip() == "Lines  ! too many"


async def test_the_mouse_points_at_a_cell() -> None:
    app = app_with(LINES)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        price = gridpaint.start_of(app.grid, 2)
        await pilot.click(app.grid, offset=(price + 1, 3))
        await settled(pilot)
        assert (where(app), app.grid.row, app.grid.name_at) == ("lines", 1, "price")
        await pilot.click(app.box("due"))
        assert where(app) == "due"


async def test_a_grid_is_entered_where_something_is_still_to_be_typed() -> None:
    half = {"product": "P-002", "quantity": "3", "price": "1.00"}
    for lines, place in (([], (0, "product")), ([*LINES, half], (2, "cause")), (LINES, (0, "product"))):
        app = app_with(lines)
        async with app.run_test(size=(80, 24)) as pilot:
            await into_grid(pilot)
            assert (app.grid.row, app.grid.name_at) == place
