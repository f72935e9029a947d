"""Calls, visits, letters and chats on the dashboard of the service desk: when they come, and how."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from db.figures import CaseRow
from workflows.engine.counting import Counting
from workflows.engine.figures import Column, Counted, Row, Source
from workflows.figures.kinds import sources
from workflows.library.complaining import Channel
from workflows.library.contacts import CONTACT

DAYS = 30


def _came(counting: Counting) -> Iterator[tuple[int, CaseRow]]:
    """The contacts of the last 30 days, each with the hour it came in; wrong numbers are none."""
    for row in counting.cases(CONTACT, "channel", "received_at", opened_from=counting.back(DAYS)):
        if row.ended != "withdrawn":
            at = row.fields["received_at"]
            yield (datetime.fromisoformat(at) if at else row.opened_at).hour, row


def by_hour(counting: Counting) -> Counted:
    """Count contacts by the hour they came in, from the first such hour to the last, and by channel."""
    found = Counter((hour, row.fields["channel"]) for hour, row in _came(counting))
    hours = [hour for hour, _channel in found]
    channels = [channel for channel in Channel if any(key == channel.value for _hour, key in found)]
    rows = [
        Row(f"{hour}", f"{hour:02}", tuple(found[hour, channel.value] for channel in channels))
        for hour in (range(min(hours), max(hours) + 1) if hours else ())
    ]
    return Counted([Column(channel.label) for channel in channels], rows)


def in_hour(counting: Counting, hour: str) -> list[Source]:
    """Return the contacts that came in an hour of the day."""
    return sources(row for at, row in _came(counting) if f"{at}" == hour)
