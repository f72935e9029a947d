"""A script that has read no procedure: it opens a case and brings it to an end by what `--json` tells it.

It types what a form's schema asks for, tries the next value where a field is refused, asks in turn whoever may do something,
goes forward where there is a way, and waits for tomorrow where there is none today. Of the business it knows nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workflows.engine.clock import FixedClock

if TYPE_CHECKING:
    from tests.console.conftest import Console

_TRIES = 30
_PLAIN: dict[str, tuple[Any, ...]] = {
    "text": ("text", "13800000001"), "long_text": ("a longer text",), "money": ("100.00",), "quantity": ("1", "2"),
    "percent": ("10",), "days": ("1",), "integer": (1, 2), "flag": (True, False), "texts": (["text"],),
}  # fmt: skip
_DAYS = (1, 0, 30, 7, -1)
_LISTS = {"policies": ("policy", "list")}
"""What is listed by a command of its own; everything else is a register."""


class Stuck(AssertionError):
    """Nobody could do anything that led on."""


@dataclass
class Driver:
    """Drives a case of one process; reader: somebody who may list the persons and read every register."""

    console: Console
    clock: FixedClock
    process: str
    reader: str
    about: dict[str, Any] = field(init=False)
    people: dict[str, dict[str, Any]] = field(init=False)
    had_a_part: list[str] = field(default_factory=list)
    """Who has acted, the last one first."""
    taken: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.about = self.console("process", "show", self.process, "--json").data
        listed = self.console("user", "list", "--as", self.reader, "--json").data["users"]
        self.people = {person["login"]: person for person in listed}

    def open(self) -> str:
        """Open a case and hand it in; return its number."""
        draft, posts = self.about["steps"][0], set(self.about["opened_by_posts"])
        for login in self._whoever(posts):
            typing = Typing(self, login, {}, draft["edits"], self.about["form"].get("required", []))
            if opened := typing.accepted("open", self.process):
                self.had_a_part.insert(0, login)
                return str(opened["number"])
        raise Stuck("\n".join(self.refusals[-5:]))

    def to_its_end(self, case: str) -> dict[str, Any]:
        """Go on with a case until it has ended; return the end."""
        ends: dict[str, dict[str, Any]] = {end["key"]: end for end in self.about["ends"]}
        for _step in range(_TRIES):
            seen = self._seen(case)
            now = {place["key"] for place in seen["places"] if place["state"] in ("now", "end")}
            if reached := [end for key, end in ends.items() if key in now]:
                return reached[0]
            if not any(self._on(case, step, seen) for step in self.about["steps"] if step["key"] in now):
                self.clock.set(self.clock.now() + timedelta(days=1))
        raise Stuck("\n".join([f"{case} stands at {sorted(now)}", *self.refusals[-5:]]))

    def _on(self, case: str, step: dict[str, Any], seen: dict[str, Any]) -> bool:
        """Lead a case on from a step: by an action, or where it waits for other cases, by leading those to their ends."""
        if step["kind"] == "wait":
            children = [one["number"] for one in seen["related"] if one["relation"] == "child"]
            return bool([child for child in children if self._led(child)])
        for login in self._whoever(set(step["posts"])):
            answer = self.console("show", case, "--as", login, "--json")
            offered = answer.data["preview"]["actions"] if answer.code == 0 else []
            allowed = {one["key"] for one in offered if one["allowed"]}
            ways = [action for action in step["actions"] if action["key"] in allowed and action["kind"] == "forward"]
            for action in sorted(ways, key=lambda one: self.taken[f"{step['key']}.{one['key']}"]):
                values, edits = answer.data["values"], [*step["edits"], *action["edits"]]
                typing = Typing(self, login, values, edits, action["requires"])
                reason = ("--reason", "1") if action["needs_reason"] else ()
                if typing.accepted("act", case, action["key"], *reason):
                    self.taken[f"{step['key']}.{action['key']}"] += 1
                    self.had_a_part.insert(0, login)
                    return True
        return False

    def _led(self, child: str) -> bool:
        """Lead a case that this one has opened to its end; False: it has ended already."""
        seen = self._seen(child)
        if all(place["state"] != "now" for place in seen["places"]):
            return False
        driver = Driver(self.console, self.clock, seen["process"], self.reader, had_a_part=self.had_a_part)
        driver.to_its_end(child)
        return True

    def _whoever(self, posts: set[str]) -> list[str]:
        """Return everybody: first those who hold a post that is named, then those who had a part so far."""
        parts = {login: place for place, login in reversed(list(enumerate(self.had_a_part)))}
        return sorted(
            self.people, key=lambda login: (not posts & set(self.people[login]["posts"]), parts.get(login, len(parts)))
        )

    def _seen(self, case: str) -> Any:
        answers = (self.console("show", case, "--as", login, "--json") for login in self._whoever(set()))
        return next(answer.data for answer in answers if answer.code == 0)

    # --- what may stand in a field ---

    def part(self, path: str) -> dict[str, Any]:
        """Return the schema of a field: `quantity`, `lines.0.quantity`, `lines.quantity`."""
        schema, part = self.about["form"], {}
        for name in path.split("."):
            if not name.isdigit():
                part = schema["properties"][name]
                schema = self._line(part) if part["x-kind"] == "lines" else schema
        return part

    def candidates(self, path: str, login: str) -> list[Any]:
        """Return the values to try in a field, in that order."""
        part, now = self.part(path), self.clock.now()
        match part["x-kind"]:
            case "lines":
                return [[{name: self.candidates(f"{path}.{name}", login)[0] for name in self._line(part)["required"]}]]
            case "choice":
                return list(part["x-labels"])
            case "ref":
                return list(self._keys(part["x-register"], login))
            case "date":
                return [f"{now.date() + timedelta(days=days)}" for days in _DAYS]
            case "datetime":
                return [(now + timedelta(hours=hours)).isoformat() for hours in (0, 1, -1)]
        return list(_PLAIN.get(part["x-kind"], ()))

    def _keys(self, register: str, login: str) -> Iterator[str]:
        """Yield the keys of a register; of employees one's own first."""
        words = _LISTS.get(register, ("register", "list", register))
        found = self.console(*words, "--as", self.reader, "--json").data
        keys = [one.get("key") or one["policy"] for one in found.get("records") or found["policies"]]
        own = self.people[login]["employee"]
        yield from sorted(keys, key=lambda key: key != own)

    def _line(self, part: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.about["form"]["$defs"][part["items"]["$ref"].rpartition("/")[2]]
        return {"required": [], **found}


@dataclass
class Typing:
    """One form being typed by one person: what it held, what may be typed, what was tried so far."""

    driver: Driver
    login: str
    held: dict[str, Any]
    edits: list[str]
    required: list[str]
    typed: dict[str, Any] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)

    def accepted(self, *words: str) -> dict[str, Any] | None:
        """Type what is required, hand it in, and try the next value of what was refused; None: it cannot be."""
        for path in self.required:
            for place in self._places(path):
                self._next(place)
        for _try in range(_TRIES):
            data = ("--data", json.dumps(self.typed)) if self.typed or words[0] == "open" else ()
            answer = self.driver.console(*words, *data, "--as", self.login, "--json")
            if answer.code == 0:
                done: dict[str, Any] = answer.data
                return done
            error = answer.error
            self.driver.refusals.append(f"{self.login}: {words} {self.typed}: {error['reasons'] or error['message']}")
            if not [one["field"] for one in error["fields"] if self._next(one["field"])]:
                return None
        return None

    def _places(self, path: str) -> list[str]:
        """Return the places a column has: one a row that the form holds."""
        top, dot, column = path.partition(".")
        return [f"{top}.{row}.{column}" for row in range(len(self.held.get(top) or ()))] if dot else [path]

    def _next(self, path: str) -> bool:
        """Type the next value into a field; False where there is none, or it may not be typed."""
        top, *rest = path.split(".")
        column = f"{top}.{rest[-1]}" if rest else top
        if not {top, column} & set(self.edits) or self.driver.part(path).get("readOnly"):
            return False
        values = self.driver.candidates(path, self.login)
        if self.tried[path] >= len(values):
            return False
        value = values[self.tried[path]]
        self.tried[path] += 1
        if rest:
            self._rows(top)[int(rest[0])][rest[1]] = value
        else:
            self.typed[top] = value
        return True

    def _rows(self, top: str) -> list[dict[str, Any]]:
        """Return the rows that are typed; to begin with those the form holds, with the columns that may be typed."""
        columns = {path.partition(".")[2] for path in self.edits if path.startswith(f"{top}.")}
        rows = [{name: value for name, value in row.items() if name in columns} for row in self.held.get(top) or ()]
        found: list[dict[str, Any]] = self.typed.setdefault(top, rows)
        return found
