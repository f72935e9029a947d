"""How the stocktakes of the tests are counted."""

from typing import Any

from tests.workflows.house import House

MAIN = {"warehouse": "MAIN"}


def counts(house: House, case: int, figures: dict[str, str], **more: str) -> list[dict[str, Any]]:
    """The lines of the sheet as a counter hands them in: figures by place, a second count as `second_count=…`."""
    lines = []
    for line in house.form(case)["lines"]:
        typed = {name: value for name, value in line.items() if name not in ("position", "book", "difference", "value")}
        place = line["location"].removeprefix("MAIN/")
        lines.append({**typed, **({"counted": figures[place]} | more if place in figures else {})})
    return lines


def seconds(house: House, case: int, figures: dict[str, str]) -> list[dict[str, Any]]:
    lines = counts(house, case, {})
    for line in lines:
        place = line["location"].removeprefix("MAIN/")
        if place in figures:
            line["second_count"] = figures[place]
    return lines


def marked(house: House, case: int, *places: str) -> list[dict[str, Any]]:
    """The lines with those at these places marked for a recount."""
    lines = house.form(case)["lines"]
    return [{**line, "recount": line["location"].removeprefix("MAIN/") in places} for line in lines]


def line_at(house: House, case: int, place: str) -> dict[str, Any]:
    found: dict[str, Any] = next(line for line in house.form(case)["lines"] if line["location"] == f"MAIN/{place}")
    return found


def started(house: House, scope: str = "full", *places: str, who: str = "storekeeper1") -> int:
    values = {**MAIN, "scope": scope, "places": [{"location": f"MAIN/{place}"} for place in places]}
    return house.submit(who, "stocktake", values).case_id


def counted(house: House, case: int, figures: dict[str, str]) -> None:
    """Count and hand in, the second counts by the other storekeeper."""
    house.act("storekeeper1", case, "record", {"lines": counts(house, case, figures)})
    house.act("storekeeper2", case, "submit", {"lines": seconds(house, case, figures)})
