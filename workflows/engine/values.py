"""What a field of a form may hold: the field types, each with its checks. Imported from `workflows.engine.form`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from db.message import Message

# --- hostile text -------------------------------------------------------------------------------------------

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}\ufeff]")
_CONTROL_OR_BREAK = re.compile(f"[\x00-\x1f\x7f-\x9f{_BIDI}\ufeff\u2028\u2029]")


def _one_line(value: str) -> str:
    if found := _CONTROL_OR_BREAK.search(value):
        raise _hidden(found[0])
    return value.strip()


def _lines(value: str) -> str:
    value = value.replace("\r\n", "\n")
    if found := _CONTROL.search(value):
        raise _hidden(found[0])
    return value.strip()


def _hidden(character: str) -> PydanticCustomError:
    return PydanticCustomError("hidden_character", "hidden character U+{code}", {"code": f"{ord(character):04X}"})


def hidden_character(text: str) -> str:
    """Return the code of the first control or direction character in a text of several lines, "" when it has none."""
    found = _CONTROL.search(text.replace("\r\n", "\n"))
    return f"{ord(found[0]):04X}" if found else ""


def _filled(value: str) -> str:
    if not value:
        raise PydanticCustomError("missing", "fill this in")
    return value


def _exact_to(places: int) -> Callable[[Decimal], Decimal]:
    step = Decimal(1).scaleb(-places)

    def check(value: Decimal) -> Decimal:
        rounded = value.quantize(step)
        if rounded != value:
            raise PydanticCustomError("decimal_places", "at most {places} decimals", {"places": places})
        return rounded

    return check


def _trimmed(value: Decimal) -> Decimal:
    """Drop zeros that say nothing: 12.000 is 12, 0.500 is 0.5."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def written_out(schema: CoreSchema) -> CoreSchema:
    """Let the days and moments of a form be read from text alone: pydantic takes 5 and "20260630" for seconds since 1970."""
    found = cast("dict[str, Any]", schema)
    if found["type"] in ("date", "datetime"):
        return core_schema.no_info_before_validator_function(partial(_no_number, found["type"]), schema)
    if "schema" in found:
        found["schema"] = written_out(found["schema"])
    if found["type"] == "model-fields":
        for part in found["fields"].values():
            written_out(part)
    return schema


def _no_number(kind: Literal["date", "datetime"], value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one, too
        return value
    try:
        float(value)
    except (TypeError, ValueError):
        return value
    raise PydanticCustomError("date_parsing" if kind == "date" else "datetime_parsing", "a number")


def _company_time(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise PydanticCustomError("datetime_zone", "a time without a zone")
    return value.replace(microsecond=0)


def _in_halves(value: Decimal) -> Decimal:
    if value * 2 != (value * 2).to_integral_value():
        raise PydanticCustomError("half_days", "whole or half days")
    return value


# --- field types --------------------------------------------------------------------------------------------

Text = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
LongText = Annotated[str, Field(max_length=4000), AfterValidator(_lines)]
_Fen = AfterValidator(_exact_to(2))
_Thousandths = AfterValidator(_exact_to(3))
_LIMIT = Decimal(10) ** 12
Money = Annotated[Decimal, Field(ge=0, lt=_LIMIT), _Fen]
SignedMoney = Annotated[Decimal, Field(gt=-_LIMIT, lt=_LIMIT), _Fen]
Quantity = Annotated[Decimal, Field(gt=0, lt=_LIMIT), _Thousandths, AfterValidator(_trimmed)]
Count = Annotated[Decimal, Field(ge=0, lt=_LIMIT), _Thousandths, AfterValidator(_trimmed)]
"""A quantity that may be 0: 0 counted is a number, nothing typed is not."""
SignedQuantity = Annotated[Decimal, Field(gt=-_LIMIT, lt=_LIMIT), _Thousandths, AfterValidator(_trimmed)]
Percent = Annotated[Decimal, Field(ge=0, le=100), _Thousandths, AfterValidator(_trimmed)]
Days = Annotated[Decimal, Field(ge=0, le=1000), AfterValidator(_in_halves), AfterValidator(_trimmed)]
Score = Annotated[int, Field(ge=1, le=5)]
Moment = Annotated[datetime, AfterValidator(_company_time)]
"""A date and time of the company, without a zone, to the second; it can be compared with now."""


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a text field as the key of a record in a register."""

    register: str


Key = Annotated[str, Field(max_length=80), AfterValidator(_one_line), AfterValidator(_filled)]
"""What names a record or a case; `Annotated[Key, CaseLink("quotation")]` is the number of a quotation."""
CustomerRef = Annotated[Key, Ref("customers")]
SupplierRef = Annotated[Key, Ref("suppliers")]
ProductRef = Annotated[Key, Ref("products")]
WarehouseRef = Annotated[Key, Ref("warehouses")]
LocationRef = Annotated[Key, Ref("locations")]
EmployeeRef = Annotated[Key, Ref("employees")]
DepartmentRef = Annotated[Key, Ref("departments")]
UnitRef = Annotated[Key, Ref("units")]
PlanRef = Annotated[Key, Ref("plans")]
CardRef = Annotated[Key, Ref("cards")]
PolicyRef = Annotated[Key, Ref("policies")]


@dataclass(frozen=True, slots=True)
class CaseLink:
    """Marks a text field as the number of a case, of one process or of any."""

    process: str = ""


CaseRef = Annotated[Key, CaseLink()]


class Choice(StrEnum):
    """A field with fixed answers, each with its words for people::

    class Cause(Choice):
        NATURAL = "natural", _("natural")
    """

    label: Message

    def __new__(cls, value: str, label: Message) -> "Choice":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


# --- when a field is asked for ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """That a field is asked for only while another field of its form says so; see `Is` and `IsNot`.

    others: for any other answer than these.
    """

    field: str
    answers: tuple[Choice | bool | None, ...]
    others: bool = False

    def holds(self, value: Any) -> bool:
        """Whether the other field says so by this value, as it is in the form or in JSON."""
        given = None if value in ("", []) else value
        return (given in self.answers) is not self.others


def Is(field: str, *answers: Choice | bool | None) -> Asked:
    """Asked for only while another field has one of these answers: `when=Is("kind", Kind.SERVICE)`; None: it is empty."""
    return Asked(field, answers)


def IsNot(field: str, *answers: Choice | bool | None) -> Asked:
    """Asked for unless another field has one of these answers; `IsNot("order", None)`: once it is filled in."""
    return Asked(field, answers, others=True)
