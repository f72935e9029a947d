"""Text from data is shown as it was typed: never markup, never anything a terminal obeys."""

from dataclasses import replace

import pytest

from db.message import Message
from screens.words import plain
from tests.screens.driving import at_desk
from tests.screens.fake_office import NOW, Company, FakeOffice
from workflows.engine.registry import ChangeView, RecordView
from workflows.engine.rows import ListPage, ListRow, RowColumn
from workflows.engine.view import Cell, FieldView

HOSTILE = [
    "[@click=app.quit]open me[/]",
    "[/nope] [bold",
    "\x1b]52;c;cm0gLXJm\x07",
    "\x1b[2J\x1b[H",
    "a\u202egnp.exe\u2066",
    "two\r\nlines\tand\x9b31m",
    "e\u0301\u0301\u0301 \U0001f468\u200d\U0001f469 \ufe0f",
    "$secret @{x} {who} %s",
]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_hostile_rows_and_previews(size: tuple[int, int]) -> None:
    office = FakeOffice(Company(len(HOSTILE)))
    for text, item in zip(HOSTILE, office.company.items.values(), strict=False):
        item.row = replace(
            item.row, subject=text, requester=text, claimed="other", claimed_by=text,
            waited=Message("{text}")(text=text),
        )  # fmt: skip
    async with at_desk(office, size=size) as driver:
        for text in HOSTILE:
            shown = driver.text
            assert plain(text)[:8] in shown
            assert all(ord(one) >= 0x20 and one not in "\x7f\u202e\u2066\x9b" for one in shown.replace("\n", ""))
            assert all(strip.cell_length == size[0] for strip in driver.app.screen._compositor.render_strips())
            await driver.press("a", "escape", "c", "escape", "j")
        assert driver.app.is_running


async def test_hostile_text_in_answers_and_reasons() -> None:
    office = FakeOffice(Company(3))
    text = HOSTILE[0] + HOSTILE[2]
    office.fault = RuntimeError(text)
    async with at_desk(office) as driver:
        await driver.press("a")
        driver.desk.tell(Message("{text}")(text=text), "bad")
        await driver.press("m", *"[@click=x]", "enter", "/", *"[/", "enter", ":", *"[/")
        assert "[/" in driver.text
        assert office.company.items[1].notes == ["[@click=x]"]
        assert "\x1b" not in driver.text


async def test_pasted_control_characters_stay_out_of_what_is_typed() -> None:
    from textual import events

    office = FakeOffice(Company(3))
    async with at_desk(office) as driver:
        await driver.press("m")
        driver.app.post_message(events.Paste("one\x1b[31m\ntwo\u202e"))
        await driver.press("enter")
        assert office.company.items[1].notes == ["one[31m two"]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_hostile_records_histories_ledgers_and_pages(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = " ".join(HOSTILE)
    columns = [RowColumn(Message("Key"), 24, rank=0), RowColumn(Message("Name"), 0, rank=0)]
    page = ListPage(columns, [ListRow(text, [text, text], None) for text in HOSTILE])
    change = ChangeView(NOW, everything, everything, None, [(Message("Name"), everything, everything)], ["name"])
    record = RecordView(
        "products", Message("Products"), everything, everything, True, 1,
        [FieldView("name", Message("Name"), Cell(everything))], [change], False, {},
    )  # fmt: skip
    office = FakeOffice(Company(3))
    monkeypatch.setattr(office.registry, "page", lambda *_args, **_more: page)
    monkeypatch.setattr(office.registry, "record", lambda *_args, **_more: record)
    monkeypatch.setattr(office.books, "stock", lambda *_args, **_more: page)
    monkeypatch.setattr(office.books, "lying", lambda _cursor: Message("{text}")(text=everything))
    monkeypatch.setattr(office.books, "moves", lambda *_args, **_more: page)
    monkeypatch.setattr(office.manual, "page", lambda *_args: f"# {everything}\n\n| {everything} |\n| --- |\n| x |\n")
    async with at_desk(office, size=size) as driver:
        for keys in (("A", "1"), ("enter",), ("tab",), ("escape", "escape", "I"), ("enter",), ("escape",), ("H",)):
            await driver.press(*keys)
            shown = driver.text
            assert "click=app" in shown
            assert all(ord(one) >= 0x20 and one not in "\x7f\u202e\u2066\x9b" for one in shown.replace("\n", ""))
            assert all(strip.cell_length == size[0] for strip in driver.app.screen._compositor.render_strips())
        assert driver.app.is_running
