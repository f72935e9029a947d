"""Notices as they are kept: a message as JSON, so that it is shown in the reader's language later."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db.message import Message, Value
from workflows.engine.company import Company


def notice_json(message: Message) -> str:
    """Return a message as JSON."""
    return json.dumps(_packed(message), ensure_ascii=False)


def read_notice(text: str) -> Message:
    """Return the message a notice holds."""
    return _unpacked(json.loads(text))


def _packed(message: Message) -> dict[str, Any]:
    packed = {"text": message.text, "values": {name: _plain(value) for name, value in message.values}}
    return {**packed, "many": message.many} if message.many else packed


def _plain(value: Value | Message) -> Any:
    match value:
        case Message():
            return _packed(value)
        case Decimal():
            return {"exact": str(value)}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return value.isoformat()
        case _:
            return value


def _unpacked(data: dict[str, Any]) -> Message:
    return Message(data["text"], many=data.get("many", ""))(
        **{name: _read(value) for name, value in data["values"].items()}
    )


def _read(value: Any) -> Any:
    match value:
        case {"text": _}:
            return _unpacked(value)
        case {"exact": exact}:
            return Decimal(exact)
        case {"at": at}:
            return datetime.fromisoformat(at)
        case _:
            return value


def unread(company: Company, person_id: int) -> list[tuple[datetime, Message, int | None]]:
    """Return what a person has not read yet: when, what, about which case; newest first."""
    return [
        (datetime.fromisoformat(row["at"]), read_notice(row["message"]), row["case_id"])
        for row in company.cases.notices(person_id)
    ]
