"""What a register is: a model for its records, and how they are named, numbered and looked up.

A register is declared once, in a file of its own::

    class Supplier(Record):
        name: Text = field(_("Name"))
        ...

    SUPPLIERS = Register("suppliers", _("Suppliers"), Supplier, prefix="S", name=lambda key, supplier: supplier.name)

and the register list, the look-up while typing, the record card, import and line mode follow from that.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from db.message import Message, _
from db.registers import Description
from workflows.engine.form import FieldError, FieldShape, Form, InvalidForm, as_json, parse, shape


class Record(Form):
    """What a record of a register holds, besides its key. Derived figures are not typed and not kept here."""


R = TypeVar("R", bound=Record)

Fact = tuple[str, str]
"""What a record is looked up by: the name of the fact and its value, as `("phone", "13800138000")`."""


@dataclass(frozen=True)
class Register(Generic[R]):
    """A register (档案).

    prefix, digits: keys are numbered (`C-0012`); without a prefix they are typed (a product's code).
    form_of_key: says what is wrong with a typed key, in words.
    scanned: the fact a scanner reads from a record's label.
    columns: the fields that stand beside key and name in a list, those that matter most first.
    name, active, facts, texts: of a record under its key; texts are what search finds it by besides its name.
    """

    key: str
    title: Message
    model: type[R]
    name: Callable[[str, R], str]
    prefix: str = ""
    digits: int = 4
    columns: tuple[str, ...] = ()
    active: Callable[[R], bool] = lambda _record: True
    facts: Callable[[str, R], Iterable[Fact]] = lambda _key, _record: ()
    texts: Callable[[R], Iterable[str]] = lambda _record: ()
    form_of_key: Callable[[str], Message | None] = lambda _key: None
    scanned: str = ""

    @property
    def shape(self) -> tuple[FieldShape, ...]:
        """The fields of a record, in the order they are declared."""
        return shape(self.model)

    @property
    def listed(self) -> tuple[FieldShape, ...]:
        """The fields that stand beside key and name in a list."""
        by_name = {part.name: part for part in self.shape}
        return tuple(by_name[name] for name in self.columns)

    def read(self, data: Mapping[str, Any]) -> R:
        """Return a stored record as its model. Raises InvalidForm."""
        return parse(self.model, dict(data))

    def numbered(self, number: int) -> str:
        """Return the key with this number."""
        return f"{self.prefix}-{number:0{self.digits}}"

    def number_in(self, key: str) -> int | None:
        """Return the number in a key of this register; None where keys are typed, or this one is not so formed."""
        head, _dash, tail = key.rpartition("-")
        return int(tail) if self.prefix and head == self.prefix and tail.isascii() and tail.isdigit() else None

    def describe(self, key: str, data: Mapping[str, Any]) -> Description:
        """Check a record and return what it is called and found by. Raises InvalidForm."""
        wrong = self.wrong_with_key(key)
        if wrong is not None:
            raise InvalidForm([FieldError("key", _("Key"), wrong)])
        record = self.read(data)
        facts = tuple((fact, value) for fact, value in self.facts(key, record) if value)
        texts = tuple(text for text in self.texts(record) if text)
        return Description(as_json(record), self.name(key, record), self.active(record), facts, texts)

    def wrong_with_key(self, key: str) -> Message | None:
        """Say what is wrong with a key; None: nothing."""
        if self.prefix and self.number_in(key) is None:
            return _("write it as {example}")(example=self.numbered(12))
        if key != key.strip() or not key.isprintable() or not 0 < len(key) <= 80:
            return _("must have 1 to 80 characters, none of them hidden")
        return self.form_of_key(key)
