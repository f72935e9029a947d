"""A made-up business behind entry forms: registers to look up, a form with every kind of field, drafts it remembers."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget

from db.message import Message
from db.people import Person
from screens.app import ConsoleApp
from screens.base import ConsoleScreen
from screens.entry.field import FieldBox
from screens.entry.grid import LineGrid
from screens.entry.screen import EntryScreen
from screens.office import Office
from screens.words import Words
from tests.screens.fake_views import FakeHelping, FakeNamedCases
from tests.screens.resting import settled
from workflows.engine.errors import CommandError, Invalid
from workflows.engine.form import (
    CaseRef,
    Choice,
    CustomerRef,
    Days,
    FieldError,
    Form,
    InvalidForm,
    Is,
    Line,
    LongText,
    Money,
    Percent,
    ProductRef,
    Quantity,
    Text,
    as_json,
    parse,
    shape,
    typed_values,
)
from workflows.engine.form import field as form_field
from workflows.engine.process import Kind
from workflows.engine.view import ActionState, EntryForm, Outcome, Preview
from workflows.engine.view import Choice as Answer

NOW = datetime(2026, 6, 9, 10, 0)

REGISTERS: dict[str, list[tuple[str, str, str]]] = {
    "customers": [("C-0012", "恒达电器", "hddq"), ("C-0013", "恒大服装", "hdfz"), ("C-0020", "华信电缆", "hxdl")],
    "products": [("P-001", "铜端子 6mm", "tdz"), ("P-002", "PVC 线槽", "pvcxc"), ("P-003", "热缩管 Φ8", "rsg")],
    "warehouses": [("MAIN", "主仓库 Main store", "zck")],
}


# Words of the made-up form are the real program's own where they are looked at in Chinese.
class Cause(Choice):
    NATURAL = "natural", Message("natural damage")
    HANDLING = "handling", Message("handling")
    TRANSIT = "transit", Message("transit")


class Piece(Line):
    product: ProductRef = form_field(Message("Product"))
    quantity: Quantity = form_field(Message("Quantity"), total=True)
    price: Money = form_field(Message("Price"), default=Decimal("0.00"))
    cause: Cause = form_field(Message("Cause"))
    checked: bool = form_field(Message("Checked"), default=False)
    remark: Text = form_field(Message("Remark"), default="")
    sum: Money | None = form_field(Message("Sum"), read=True, total=True)


class Order(Form):
    customer: CustomerRef = form_field(Message("Customer"))
    cause: Cause = form_field(Message("Cause"))
    urgent: bool = form_field(Message("Urgent"))
    due: date = form_field(Message("Due"), hint=Message("the day it is needed"))
    at: datetime = form_field(Message("At"))
    fee: Money = form_field(Message("Fee"))
    weight: Quantity = form_field(Message("Weight"))
    share: Percent = form_field(Message("Share"))
    length: Days = form_field(Message("Length"))
    pieces: int = form_field(Message("Pieces"))
    phone: Text = form_field(Message("Phone"))
    source: CaseRef | None = form_field(Message("Source case"), default=None)
    names: list[str] = form_field(Message("Names"), default_factory=list)
    note: LongText = form_field(Message("Note"), default="")
    total: Money | None = form_field(Message("Total"), read=True)


class WithLines(Form):
    customer: CustomerRef = form_field(Message("Customer"))
    due: date | None = form_field(Message("Due"), default=None)
    lines: list[Piece] = form_field(Message("Lines"), default_factory=list)
    total: Money | None = form_field(Message("Total"), read=True)


class Wish(Form):
    cause: Cause = form_field(Message("Cause"))
    weight: Quantity | None = form_field(Message("Weight"), default=None, when=Is("cause", Cause.TRANSIT))
    lines: list[Piece] = form_field(Message("Lines"), default_factory=list, when=Is("cause", Cause.HANDLING))
    note: Text = form_field(Message("Note"), default="")


class Extra(Line):
    what: Text = form_field(Message("What"))


class TwoGrids(Form):
    customer: CustomerRef | None = form_field(Message("Customer"), default=None)
    lines: list[Piece] = form_field(Message("Lines"))
    extras: list[Extra] = form_field(Message("Extras"), default_factory=list)
    phone: Text = form_field(Message("Phone"), default="")


def form_of(model: type[Form], values: dict[str, Any] | None = None, **more: Any) -> EntryForm:
    """Return an entry form in which everything may be typed."""
    parts = shape(model)
    return EntryForm(
        process="order",
        title=Message("Price list"),
        model=model,
        fields=parts,
        editable=more.pop("editable", frozenset(part.name for part in parts if not part.read)),
        requires=more.pop("requires", frozenset()),
        values=values or {},
        draft="case_id" not in more,
        **more,
    )


class FormsOffice:
    """Answers what forms ask, and writes down what it is told. `refusal` is raised when a form is handed in."""

    practice = False

    def __init__(self) -> None:
        self.person = Person(1, "zm", "Zhou Min", "E-1", "en", False)
        self.drafts: dict[str, dict[str, Any]] = {}
        self.refusal: Callable[[], CommandError | None] = lambda: None
        self.acted: list[dict[str, Any]] = []
        self.kept: list[dict[str, Any]] = []
        self.named_cases, self.helping = FakeNamedCases(), FakeHelping()
        self.looked_up: list[tuple[str, str]] = []
        self.action: ActionState | None = None
        self.claimed_by = ""
        self.model: type[Form] = Order

    def now(self) -> datetime:
        return NOW

    def posts(self) -> Sequence[Any]:
        return []

    def changed(self) -> bool:
        return False

    def tick(self) -> None:
        return None

    def leave(self) -> None:
        return None

    def set_language(self, language: str) -> None:
        return None

    def lookup(self, register: str, text: str, limit: int = 8, *, language: str = "en") -> Sequence[Answer]:
        self.looked_up.append((register, text))
        wanted = text.lower()
        return [
            Answer(key, name, key)
            for key, name, initials in REGISTERS[register]
            if wanted in (key.lower(), name.lower()) or wanted in name.lower() or initials.startswith(wanted)
        ][:limit]

    def keep_draft(self, form: EntryForm, values: dict[str, Any]) -> None:
        self.kept.append(values)
        self.drafts[form.process] = values

    def drop_draft(self, form: EntryForm) -> None:
        self.drafts.pop(form.process, None)

    def new_form(self, process: str, beside: int | None = None) -> EntryForm:
        kept = self.drafts.get(process)
        return form_of(self.model, kept or {}, restored=kept is not None)

    def entry_form(self, case: int, action: str) -> EntryForm:
        return form_of(self.model, self.drafts.get("order", {}), case_id=case, seq=9, action=action)

    def fill(self, form: EntryForm, values: dict[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
        typed = typed_values(form.model, values)
        try:
            whole = parse(form.model, typed)
        except InvalidForm as problem:
            return typed, problem.errors
        filled = as_json(whole)
        for line in filled.get("lines", []):
            line["sum"] = str((Decimal(line["quantity"]) * Decimal(line["price"])).quantize(Decimal("0.01")))
        if "lines" in filled:
            filled["total"] = str(sum((Decimal(line["sum"]) for line in filled["lines"]), Decimal("0.00")))
        return filled, []

    def preview(self, *, task: int | None = None, case: int | None = None) -> Preview:
        actions = [self.action] if self.action is not None else []
        return Preview(
            1, case or 0, 7, "WO-2026-000018", Message("Damage write-off"), Message("review"), "Main store",
            [], [], None, [], [], [], actions, None, "", self.claimed_by,
        )  # fmt: skip

    def reasons(self, process: str) -> Sequence[Message]:
        return [Message("still usable"), Message("no evidence")]

    def open(self, process: str, values: dict[str, Any], *, submit: bool, key: str, action: str = "") -> Outcome:
        other = {"action": action} if action else {}
        return self._do({"process": process, "values": values, "submit": submit, "key": key, **other})

    def save(self, case: int, values: dict[str, Any], *, seen: int, key: str) -> Outcome:
        return self._do({"case": case, "values": values, "seen": seen, "key": key})

    def act(self, case: int, action: str, **more: Any) -> Outcome:
        return self._do({"case": case, "action": action, **more})

    def _do(self, what: dict[str, Any]) -> Outcome:
        self.acted.append(what)
        refusal = self.refusal()
        if refusal is not None:
            raise refusal
        if what.get("submit", True) and "action" not in what:
            _filled, errors = self.fill(form_of(self.model), what["values"])
            if errors:
                raise Invalid(errors)
        return Outcome(5, "WO-2026-000019", 3, Message("review"), Message("handed in"))


class Blank(ConsoleScreen[None]):
    """A screen with nothing on it, for forms to stand on."""

    def body(self) -> Iterator[Widget]:
        yield Widget()


class FormApp(ConsoleApp):
    """The program, signed in already, with one form open. `outcomes`: what came of it."""

    def __init__(
        self, office: FormsOffice, form: EntryForm | None = None, language: str = "en", look: str = "calm"
    ) -> None:
        super().__init__(
            lambda _login, _password: cast("Office", office),
            office=cast("Office", office),
            language=language,
            look=look,
            look_every=3600.0,
        )
        self.form = form
        self.language = language
        self.outcomes: list[Outcome | None] = []

    async def signed_in(self, office: Office) -> None:
        self.words = Words(self.language)
        await self.push_screen(Blank())
        if self.form is not None:
            await self.open(self.form)

    async def open(self, form: EntryForm) -> None:
        await self.push_screen(EntryScreen(form, quiet=0), self.outcomes.append)

    @property
    def entry(self) -> EntryScreen:
        screen = self.screen
        assert isinstance(screen, EntryScreen)
        return screen

    def box(self, path: str) -> FieldBox:
        box = next(box for box in self.entry.sheet.boxes if box.path == path)
        assert isinstance(box, FieldBox)
        return box

    @property
    def grid(self) -> LineGrid:
        return self.grids[0]

    @property
    def grids(self) -> list[LineGrid]:
        return [box for box in self.entry.sheet.boxes if isinstance(box, LineGrid)]


async def go_to(pilot: Pilot[None], path: str) -> FieldBox:
    """Put the keys into a field."""
    app = cast("FormApp", pilot.app)
    await settled(pilot)
    app.entry.sheet.go_to(app.box(path))
    await settled(pilot)
    return app.box(path)


def send(app: FormApp, text: str) -> None:
    """Send a text in one burst, key by key, as a terminal does; `\n` is enter, `\t` tab."""
    for character in text:
        key = {"\n": "enter", "\t": "tab"}.get(character) or _character_to_key(character)
        event = events.Key(key, {"\n": "\r"}.get(character, character))
        event.set_sender(app)
        app.post_message(event)


def press(app: FormApp, key: str) -> None:
    """Send a key that types nothing, and do not wait for what comes of it."""
    event = events.Key(key, None)
    event.set_sender(app)
    app.post_message(event)


async def write(pilot: Pilot[None], text: str) -> None:
    """Type a text, Chinese too, and wait for what comes of it."""
    send(cast("FormApp", pilot.app), text)
    await settled(pilot)


def text_of(widget: Any) -> list[str]:
    """Return the rows of a painted widget as they stand on the screen."""
    return [
        "".join(text for text, _role in line if not text.startswith("\0")).rstrip()
        for line in widget.draw(widget.size.width, widget.size.height)
    ]


def action_state(**more: Any) -> ActionState:
    """Return an action that may be taken."""
    return ActionState(
        key="confirm", title=Message("Confirm"), kind=Kind.FORWARD, number=1, allowed=True, reasons=[],
        needs_reason=more.pop("needs_reason", False), irreversible=False, edits=[], requires=[],
        leads_to=Message(""), effects=[],
    )  # fmt: skip
