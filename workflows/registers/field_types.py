"""Field types that only registers use."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from workflows.engine.calendar import parse_hours
from workflows.engine.form import Text


def _spans(value: str) -> str:
    try:
        parse_hours(value)
    except ValueError:
        raise PydanticCustomError("day_hours", "hours as 09:00-12:00 14:00-18:00") from None
    return " ".join(value.split())


DayHours = Annotated[Text, AfterValidator(_spans)]
"""Spans of a day, as `09:00-12:00 14:00-18:00`; `workflows.engine.calendar.parse_hours` reads them."""

Number = Annotated[int, Field(ge=0, le=9999)]
"""A whole number of days, spaces and the like."""
