"""What is wrong in a form: all of it is said, where it stands, and only until it is mended."""

from typing import Any, cast

from db.message import Message
from tests.screens.fake_forms import FormApp, FormsOffice, WithLines, form_of, text_of, write
from tests.screens.resting import settled
from workflows.engine.errors import Refused
from workflows.engine.form import FieldError

LINE = {"product": "P-001", "quantity": "15", "price": "35.00", "cause": "transit", "checked": False}
WHOLE = {"customer": "C-0012", "lines": [LINE]}


def app_for(values: dict[str, Any]) -> FormApp:
    office = FormsOffice()
    office.model = WithLines
    return FormApp(office, form_of(WithLines, values))


def office_of(app: FormApp) -> FormsOffice:
    return cast("FormsOffice", app.office)


async def test_every_reason_of_a_refusal_is_shown_at_once_and_marked_at_its_field() -> None:
    app = app_for(WHOLE)
    refused = Refused([Message("15 exceeds 12 unreserved"), Message("no evidence on line 1")])
    refused.fields = [FieldError("lines.0.quantity", Message("Quantity"), Message("15 exceeds 12 unreserved"))]
    office_of(app).refusal = lambda: refused
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        shown = [row.strip() for row in text_of(app.entry.against)]
        assert shown == ["Not done yet", "· 15 exceeds 12 unreserved", "· no evidence on line 1"]
        assert app.entry.against.region.bottom < app.entry.footer.region.y
        assert app.grid.rows[0].errors == {"quantity": Message("15 exceeds 12 unreserved")}
        await write(pilot, "12")
        assert app.grid.rows[0].errors == {}
        office_of(app).refusal = lambda: None
        await pilot.press("f10")
        await settled(pilot)
        assert app.outcomes[0] is not None


async def test_a_reason_at_a_field_goes_from_the_list_when_it_is_mended_and_the_rest_is_of_the_last_try() -> None:
    app = app_for(WHOLE)
    quantity = FieldError("lines.0.quantity", Message("Quantity"), Message("15 exceeds 12 unreserved"))
    cause = FieldError("lines.0.cause", Message("Cause"), Message("no evidence for it"))
    refused = Refused([Message(str(quantity)), Message(str(cause)), Message("somebody counts this place")])
    refused.fields = [quantity, cause]
    office_of(app).refusal = lambda: refused
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert [row.strip() for row in text_of(app.entry.against)] == [
            "Not done yet", "· somebody counts this place", f"· {quantity}", f"· {cause}",
        ]  # fmt: skip
        await write(pilot, "12")
        await pilot.press("tab")
        await settled(pilot)
        assert [row.strip() for row in text_of(app.entry.against)] == [
            "Not done at the last try", "· somebody counts this place", f"· {cause}",
        ]  # fmt: skip


async def test_reasons_that_all_stand_at_fields_leave_the_screen_with_the_last_of_them() -> None:
    app = app_for(WHOLE)
    quantity = FieldError("lines.0.quantity", Message("Quantity"), Message("15 exceeds 12 unreserved"))
    refused = Refused([Message(str(quantity))])
    refused.fields = [quantity]
    office_of(app).refusal = lambda: refused
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        await write(pilot, "12")
        await pilot.press("tab")
        await settled(pilot)
        assert not app.entry.against.display


async def test_what_is_being_typed_is_not_wrong_before_it_is_left_even_after_a_try() -> None:
    app = app_for({"customer": "C-0012", "lines": [{"product": "P-001", "quantity": "0"}]})
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert "quantity" in app.grid.rows[0].errors
        await write(pilot, "x")
        assert "quantity" not in app.grid.rows[0].errors
        await pilot.press("tab")
        await settled(pilot)
        assert "quantity" in app.grid.rows[0].errors


async def test_what_needed_another_look_is_counted_only_until_it_is_mended() -> None:
    app = app_for(WHOLE)
    refused = Refused([Message("15 exceeds 12 unreserved")])
    refused.fields = [FieldError("lines.0.quantity", Message("Quantity"), Message("15 exceeds 12 unreserved"))]
    office_of(app).refusal = lambda: refused
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("f10")
        await settled(pilot)
        assert "another look" in str(app.entry.status.said)
        await write(pilot, "12")
        await settled(pilot)
        assert str(app.entry.status.said) == ""
