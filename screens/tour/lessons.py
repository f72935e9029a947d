"""What the first five minutes show, in order: a goal, how it is done, and by what one sees that it was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.message import Message, _
from screens.base import ConsoleScreen
from workflows.engine.kinds import Kind
from workflows.engine.touring import Example


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that has just happened, and the screen one looks at now.

    what: the id of a command that was carried out; `took:forward` and the like for an action that was taken, with or
    without a form, on one item or many; `took-back`, `went` for a place one went to, `done` and `answered` when
    something has come to its end.
    """

    what: str
    screen: ConsoleScreen[Any]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing to try. keys: places in the hint → the command whose key stands there. practice: only there.

    tries: the kinds of action of which there must be one to take somewhere in the person's lists; where there is none
    the lesson is left out, with the one that comes `after` it. hint_on: the hint that names an item to try it on.
    """

    key: str
    goal: Message
    hint: Message
    done: Callable[[Seen], bool]
    keys: Mapping[str, str] = field(default_factory=dict)
    practice: bool = False
    tries: Sequence[Kind] = ()
    hint_on: Callable[[Example], Message] | None = None
    after: str = ""


_MOVES = frozenset({"down", "up", "page-down", "page-up", "first", "last"})


def _in_case(seen: Seen) -> bool:
    return seen.screen.scope == "case"


def _at_desk(seen: Seen) -> bool:
    return seen.screen.scope == "desk"


def _at_timeline(seen: Seen) -> bool:
    from screens.case import CaseScreen

    return isinstance(seen.screen, CaseScreen) and seen.screen.spot.part == "timeline"


def _filter(seen: Seen) -> str | None:
    """What the list is filtered by; None where there is none, or it is being typed."""
    from screens.desk import DeskScreen

    at_rest = isinstance(seen.screen, DeskScreen) and seen.screen.prompt is None
    return seen.screen.text if at_rest and isinstance(seen.screen, DeskScreen) else None


def _saw(*what: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.what in what


def _approve_on(example: Example) -> Message:
    if example.typed:
        return _(
            "{approve} takes the main action. Try it on {number}, in the list “{list}”: fill in the form that opens;"
            " {submit} hands it in."
        )
    return _(
        "{approve} takes the main action: approve, confirm, submit. Try it on {number}, in the list “{list}”. Nothing"
        " here is real."
    )


def _reject_on(example: Example) -> Message:
    if example.kind is Kind.BACK:
        return _("{send_back}, the number of a reason, enter: it goes back. Try it on {number}, in the list “{list}”.")
    return _("{reject}, the number of a reason, enter. Try it on {number}, in the list “{list}”.")


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "move", _("Move in the list"),
        _("{down} and {up} move the cursor. Beside or below the list stands why the item is here and what comes next."),
        lambda seen: seen.what in _MOVES, {"down": "down", "up": "up"},
    ),
    Lesson(
        "open", _("Open a case"), _("{open} opens the item under the cursor: its form, its lines, its history."),
        _in_case, {"open": "open"},
    ),
    Lesson(
        "timeline", _("See what was decided so far"),
        _("In a case {part} shows the timeline: who decided what, when and why. {next} goes from part to part."),
        _at_timeline, {"part": "pane-3", "next": "next-pane"},
    ),
    Lesson(
        "back", _("Come back"), _("{back} leads back to exactly where you were, here and everywhere."),
        _at_desk, {"back": "back"},
    ),
    Lesson(
        "filter", _("Filter the list"),
        _("{filter}, then a few letters of a number, a name or a step. Enter keeps the filter."),
        lambda seen: bool(_filter(seen)), {"filter": "filter"},
    ),
    Lesson(
        "unfilter", _("See everything again"), _("{back} takes the filter away."),
        lambda seen: _filter(seen) == "", {"back": "back"},
    ),
    Lesson(
        "approve", _("Approve something"),
        _("{approve} takes the main action: approve, confirm, submit. If a form opens, fill it in; {submit} hands it in. Or"
          " go to another item. Nothing here is real."),
        _saw("took:forward", "took:other"), {"approve": "approve", "submit": "submit"}, practice=True,
        tries=(Kind.FORWARD,), hint_on=_approve_on,
    ),
    Lesson(
        "take-back", _("Take it back"),
        _("{back} takes your own last decision back, as long as nobody has acted on it. If it cannot be undone, take"
          " another action first."),
        _saw("took-back"), {"back": "take-back"}, practice=True, after="approve",
    ),
    Lesson(
        "reject", _("Reject or send back something"),
        _("{reject}, the number of a reason, enter. On an item without it {send_back} sends back, or go to another."),
        _saw("took:refuse", "took:back"), {"reject": "reject", "send_back": "send-back"}, practice=True,
        tries=(Kind.REFUSE, Kind.BACK), hint_on=_reject_on,
    ),
    Lesson(
        "goto", _("Go somewhere by its name"),
        _("{goto}, then a queue, a case by its number, a customer by pinyin initials; enter goes there."),
        _saw("went"), {"goto": "goto"},
    ),
    Lesson(
        "language", _("Change the language"),
        _("{language} changes between English and Chinese at once, wherever you are; once more changes back."),
        _saw("language"), {"language": "language"},
    ),
    Lesson(
        "help", _("See what applies now"),
        _("{help} lists every key that applies where you are, and runs it by its number. {palette} finds it by name."),
        _saw("help"), {"help": "help", "palette": "palette"},
    ),
)  # fmt: skip


def lessons(*, practice: bool) -> list[Lesson]:
    """Return the lessons of a company; where it is a real one nothing is decided for the sake of trying."""
    return [lesson for lesson in LESSONS if practice or not lesson.practice]
