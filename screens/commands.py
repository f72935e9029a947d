"""The command registry: everything a person can do by a key, declared once.

Keys, footer, palette, `?` help and what is hidden or refused all come from these rows. A screen implements
`do_<id>` for the commands of its scope; `when` says whether a command applies in a situation and, where it
stands in the way, why not. Keys are written as they are typed (`/`, `ctrl+p`, `f5`); an input method's
full-width forms (`／`, `ａ`) count as the same key, see `screens.keymap`.

Letters can be swallowed by an active Chinese input method. So the actions of an item also have function keys
by their number (F2 takes action 1), and `0` or F9 lists them by digits; every other command has a number in
the help (F1).

Long because all commands stand in one list: whoever looks for a free key, or for what a key does, looks here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.message import Message, _
from workflows.engine.kinds import Kind

if TYPE_CHECKING:
    from workflows.engine.view import ActionState

Scope = Literal["desk", "case", "list", "record", "page", "board", "entry", "sign-in"]
Group = Literal["decide", "work", "move", "find", "program"]

GROUPS: dict[Group, Message] = {
    "decide": _("Decide"),
    "work": _("Work"),
    "move": _("Move"),
    "find": _("Find"),
    "program": _("Program"),
}

_DESK: frozenset[Scope] = frozenset({"desk"})
_CASE: frozenset[Scope] = frozenset({"case"})
_ITEM: frozenset[Scope] = frozenset({"desk", "case"})
_LIST: frozenset[Scope] = frozenset({"list"})
_RECORDS: frozenset[Scope] = frozenset({"list", "record"})
_PAGE: frozenset[Scope] = frozenset({"page"})
_BOARD: frozenset[Scope] = frozenset({"board"})
_BROWSED: frozenset[Scope] = _RECORDS | _PAGE
_LISTED: frozenset[Scope] = _ITEM | _BROWSED | _BOARD
_ENTRY: frozenset[Scope] = frozenset({"entry"})
_SIGNED_IN: frozenset[Scope] = _LISTED | _ENTRY
_ALWAYS: frozenset[Scope] = _SIGNED_IN | {"sign-in"}


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the person is and what is at hand; all that `when` may look at.

    item: something is under the cursor. actions: what may be done to it. known: whether that has been read yet;
    until then every key of an action counts. claimed: who holds it. marked: how many items are marked.
    repeats: what the last action was called, which can be taken again. charted, counted, tabled: of a dashboard, see
    `screens.board`.
    kept: there is a form that was being typed.
    """

    scope: Scope
    item: bool = False
    actions: Sequence[ActionState] = ()
    known: bool = True
    claimed: Literal["", "me", "other"] = ""
    marked: int = 0
    listed: int = 0
    repeats: Message | None = None
    undoable: bool = False
    """The person's last decision can be taken back."""
    queues: int = 0
    desks: int = 0
    openable: bool = False
    register: bool = False
    """The list, or the record, is of a register."""
    keeps: bool = False
    """The person may change records of the register."""
    dated: bool = False
    """What is listed can be narrowed down to certain days."""
    boards: int = 0
    charted: bool = False
    counted: bool = False
    tabled: bool = False
    kept: bool = False
    changeable: bool = False
    """The tab is a saved view that this person may change."""
    came: bool = False
    """There is a queue to go back to."""
    queued: bool = False
    """The case was opened from a queue, which has a next one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a command applies now. reasons: why it would be refused (dimmed). title: not its own.

    offered: whether it is shown; what is not says why when its key is pressed all the same.
    """

    applies: bool
    reasons: Sequence[Message] = ()
    title: Message | None = None
    action: ActionState | None = None
    offered: bool = True


YES = Standing(True)
NO = Standing(False)


def always(_situation: Situation) -> Standing:
    """Apply everywhere in the scope."""
    return YES


def _if(holds: Callable[[Situation], bool]) -> Callable[[Situation], Standing]:
    return lambda situation: YES if holds(situation) else NO


_WITH_ITEM = _if(lambda situation: situation.item)
_WITH_ROWS = _if(lambda situation: situation.listed > 0)


def _claim(situation: Situation) -> Standing:
    """Only who may decide an item takes it for himself; whoever holds it lets it go."""
    if situation.item and situation.claimed == "me":
        return Standing(True, title=_("Let go"))
    his = any(action.allowed and action.kind is not Kind.WITHDRAW for action in situation.actions)
    return YES if situation.item and (his or not situation.known) else NO


def _open(situation: Situation) -> Standing:
    """In a case there is something to open where a related case, a paper or an entry is under the cursor."""
    return YES if situation.listed and (situation.item or situation.scope == "case") else NO


def _take_back(situation: Situation) -> Standing:
    return YES if situation.undoable else Standing(True, offered=False)


def _repeat(situation: Situation) -> Standing:
    """What would be done is said: the key alone does not tell whether it approves or rejects."""
    if not situation.item or situation.repeats is None:
        return NO
    return Standing(True, title=_("Again: {action}")(action=situation.repeats))


def _actions(situation: Situation) -> Standing:
    return YES if _unread(situation) or any(action.allowed for action in situation.actions) else NO


def _unread(situation: Situation) -> bool:
    return situation.item and not situation.known


def _edit(situation: Situation) -> Standing:
    return YES if _unread(situation) or any(action.allowed and action.edits for action in situation.actions) else NO


def _of(action: ActionState | None) -> Standing:
    if action is None or not action.allowed:
        return NO
    return Standing(True, action.reasons, action.title, action)


def action_of_kind(actions: Sequence[ActionState], kind: Kind) -> ActionState | None:
    """Return the action a letter stands for: the first of its kind that this person may take.

    The main key also takes a named outcome when a step has nothing else to go forward with.
    """
    allowed = [action for action in actions if action.allowed]
    found = next((action for action in allowed if action.kind is kind), None)
    if found is None and kind is Kind.FORWARD:
        return next((action for action in allowed if action.kind is Kind.OTHER), None)
    return found


def action_numbered(actions: Sequence[ActionState], number: int) -> ActionState | None:
    """Return the action with this number, if this person may take it."""
    return next((action for action in actions if action.number == number and action.allowed), None)


def _kind(kind: Kind) -> Callable[[Situation], Standing]:
    return lambda situation: YES if _unread(situation) else _of(action_of_kind(situation.actions, kind))


def _numbered(number: int) -> Callable[[Situation], Standing]:
    return lambda situation: YES if _unread(situation) else _of(action_numbered(situation.actions, number))


@dataclass(frozen=True, slots=True)
class Command:
    """One command. rank: its place in the footer, smaller first; 0: not there."""

    id: str
    title: Message
    help: Message
    keys: tuple[str, ...]
    scopes: frozenset[Scope]
    group: Group
    rank: int = 0
    when: Callable[[Situation], Standing] = always

    @property
    def method(self) -> str:
        """The name of the method of a screen that carries it out."""
        return f"do_{self.id.replace('-', '_')}"


LETTERS: dict[str, Kind] = {
    "approve": Kind.FORWARD,
    "reject": Kind.REFUSE,
    "send-back": Kind.BACK,
    "withdraw": Kind.WITHDRAW,
}
"""Commands that take the action of a kind."""

NUMBERED = 7
"""How many actions have a function key of their own; more are taken by their digit (`0`)."""

QUEUES_BY_DIGIT = 9


def _decide() -> Iterator[Command]:
    yield Command(
        "approve", _("Approve"), _("Take the main action: approve, submit, confirm"),
        ("a",), _ITEM, "decide", 10, _kind(Kind.FORWARD),
    )  # fmt: skip
    yield Command(
        "reject", _("Reject"), _("Refuse, with a reason from the numbered list"),
        ("r",), _ITEM, "decide", 11, _kind(Kind.REFUSE),
    )  # fmt: skip
    yield Command(
        "send-back", _("Send back"), _("Send back to an earlier step, with a reason"),
        ("b",), _ITEM, "decide", 12, _kind(Kind.BACK),
    )  # fmt: skip
    yield Command(
        "withdraw", _("Withdraw"), _("Take your own case back before anything final has happened"),
        ("w",), _ITEM, "decide", 13, _kind(Kind.WITHDRAW),
    )  # fmt: skip
    for number in range(1, NUMBERED + 1):
        yield Command(
            f"act-{number}", _("Action {number}")(number=number),
            _("Take action {number} of the item, as numbered in the list of its actions")(number=number),
            (f"f{number + 1}",), _ITEM, "decide", 13 + number, _numbered(number),
        )  # fmt: skip
    yield Command(
        "actions", _("Actions"), _("List every action of the item; a digit takes it"),
        ("0", "f9", "x"), _ITEM, "decide", 0, _actions,
    )  # fmt: skip
    yield Command(
        "take-back", _("Take back"), _("Take back your own last decision, until somebody has acted on it"),
        ("z", "ctrl+z"), _ITEM, "decide", 40, _take_back,
    )  # fmt: skip
    yield Command(
        "repeat", _("Repeat"), _("Take the last action again on this item, with the same reason"),
        (".", "ctrl+k"), _ITEM, "decide", 39, _repeat,
    )  # fmt: skip


def _work() -> Iterator[Command]:
    yield Command(
        "claim", _("Claim"), _("Take the item for yourself, or let it go; others see it in their lists"),
        ("c",), _ITEM, "work", 30, _claim,
    )  # fmt: skip
    yield Command(
        "mark", _("Mark"), _("Mark the item and go on to the next; an action then takes all that are marked"),
        ("space",), _DESK, "work", 31, _WITH_ITEM,
    )  # fmt: skip
    yield Command(
        "mark-range", _("Mark to here"), _("Mark everything from the last mark to the cursor, or begin there"),
        ("V", "insert"), _DESK, "work", 0, _WITH_ITEM,
    )  # fmt: skip
    yield Command(
        "mark-all", _("Mark all"), _("Mark everything the filter shows, or nothing"),
        ("*", "ctrl+a"), _DESK, "work", 0, _WITH_ROWS,
    )  # fmt: skip
    yield Command(
        "open", _("Open"), _("Open the case, the record, or what is behind the figure"),
        ("enter",), _ITEM | _RECORDS | _BOARD, "work", 32, _open,
    )  # fmt: skip
    yield Command(
        "edit", _("Edit"), _("Open the form of the item where this step may edit it"),
        ("e", "ctrl+e"), _ITEM, "work", 33, _edit,
    )  # fmt: skip
    yield Command(
        "new", _("New"), _("Open a new case; where one is open, about the same customer"),
        ("n", "ctrl+n"), _ITEM, "work", 34, _if(lambda situation: situation.openable),
    )  # fmt: skip
    yield Command(
        "go-on", _("Go on typing"), _("Open the form you were typing when you left it or the line broke"),
        ("u", "ctrl+l"), _DESK, "work", 33, _if(lambda situation: situation.kept),
    )  # fmt: skip
    yield Command(
        "comment", _("Comment"), _("Write a comment on the case"),
        ("m", "ctrl+o"), _ITEM, "work", 35, _WITH_ITEM,
    )  # fmt: skip
    yield Command(
        "pass-on", _("Pass on"), _("Hand the item over, ask one more approver, send a copy, or urge"),
        ("t",), _ITEM, "work", 36, _WITH_ITEM,
    )  # fmt: skip
    yield Command(
        "copy", _("Copy number"), _("Copy the number of the case to the clipboard"),
        ("y", "ctrl+y"), _ITEM | _RECORDS | _BOARD, "work", 0, _WITH_ITEM,
    )  # fmt: skip


def _queue(number: int) -> Callable[[Situation], Standing]:
    return _if(lambda situation: situation.queues >= number)


def _move() -> Iterator[Command]:
    for key, title, keys in (
        ("down", _("Next item"), ("down", "j")),
        ("up", _("Previous item"), ("up", "k")),
        ("page-down", _("Page down"), ("pagedown", "ctrl+f")),
        ("page-up", _("Page up"), ("pageup", "ctrl+b")),
        ("first", _("First"), ("home", "g")),
        ("last", _("Last"), ("end", "G")),
    ):
        yield Command(key, title, _("Move the cursor"), keys, _LISTED, "move")
    for key, title, ways in (
        ("preview-down", _("Preview down"), ("shift+down", "J", "ctrl+d")),
        ("preview-up", _("Preview up"), ("shift+up", "K", "ctrl+u")),
    ):
        yield Command(key, title, _("Scroll the preview"), ways, _DESK, "move")
    yield Command(
        "back", _("Back"), _("Back to exactly where you were; clears the filter and the marks first"),
        ("escape",), _LISTED, "move",
    )  # fmt: skip
    yield Command(
        "return", _("Where I was"), _("Back to the queue before and what was open there: place, filter, marks"),
        ("backspace",), _DESK, "move", 0, _if(lambda situation: situation.came),
    )  # fmt: skip
    yield from _queues()
    yield from _panes()


def _queues() -> Iterator[Command]:
    many = _if(lambda situation: situation.queues > 1)
    for key, title, said, keys in (
        ("next-queue", _("Next queue"), _("Go to the next queue"), ("tab",)),
        ("previous-queue", _("Previous queue"), _("Go to the queue before"), ("shift+tab",)),
    ):
        yield Command(key, title, said, keys, _DESK, "move", 0, many)
    yield Command(
        "queues", _("Queues"), _("List all queues and tabs of the desk; a number goes to one"),
        ("v", "ctrl+w"), _DESK, "move", 0, many,
    )  # fmt: skip
    for number in range(1, QUEUES_BY_DIGIT + 1):
        yield Command(
            f"queue-{number}", _("Queue {number}")(number=number), _("Go to queue {number}")(number=number),
            (str(number),), _DESK, "move", 0, _queue(number),
        )  # fmt: skip


def _panes() -> Iterator[Command]:
    for key, title, said, keys in (
        ("next-pane", _("Next pane"), _("Go to the next part"), ("tab", "right", "l")),
        ("previous-pane", _("Previous pane"), _("Go to the part before"), ("shift+tab", "left", "h")),
    ):
        yield Command(key, title, said, keys, _CASE | {"record"}, "move")
    yield Command(
        "next-item", _("Next case"), _("Go to the next case of the queue"), ("ctrl+down", "J"), _CASE, "move", 41,
        _if(lambda situation: situation.queued),
    )  # fmt: skip
    yield Command(
        "previous-item", _("Case before"), _("Go to the case before it in the queue"), ("ctrl+up", "K"), _CASE, "move",
        0, _if(lambda situation: situation.queued),
    )  # fmt: skip
    for key, title, said, two in (
        ("scroll-right", _("Columns to the right"), _("Show the columns to the right"), ("shift+right", ">")),
        ("scroll-left", _("Columns to the left"), _("Show the columns to the left"), ("shift+left", "<")),
    ):
        yield Command(key, title, said, two, _CASE, "move")
    for number in range(1, 7):
        yield Command(
            f"pane-{number}", _("Part {number}")(number=number),
            _("Go to part {number} of the case")(number=number),
            (str(number),), _CASE, "move",
        )  # fmt: skip


def _find() -> Iterator[Command]:
    yield Command(
        "filter", _("Filter"), _("Show only what matches: words, !word for without, field:value"),
        ("/",), _DESK, "find", 50,
    )  # fmt: skip
    yield Command(
        "goto", _("Go to"), _("Go to a queue, a dashboard, a case, a customer or a product, or open a process"),
        (":", "ctrl+g"), _LISTED, "find", 51,
    )  # fmt: skip
    yield Command(
        "save-view", _("Save as tab"), _("Keep the filter of this list under a name, for yourself or those you lead"),
        ("s",), _DESK, "find", 0, _if(lambda situation: situation.queues > 0),
    )  # fmt: skip
    yield Command(
        "edit-view", _("Change tab"), _("Rename a saved tab, change its filter, or remove it"),
        ("S",), _DESK, "find", 0,
        lambda situation: YES if situation.changeable else Standing(True, offered=False),
    )  # fmt: skip
    yield Command("palette", _("Commands"), _("Find a command by its name"), ("ctrl+p",), _SIGNED_IN, "find", 0)
    yield Command("help", _("Help"), _("Show what applies now; a number runs it"), ("?", "f1"), _ALWAYS, "find", 52)
    yield Command(
        "refresh", _("Refresh"), _("Show what has come in since"), ("R", "ctrl+r"), _ITEM | _RECORDS | _BOARD, "find", 0
    )
    yield Command("notices", _("Notices"), _("Read what the program has told you"), ("N",), _DESK, "find")
    yield Command(
        "switch-desk", _("Desk"), _("Go to another desk you work at"), ("D",), _DESK | _BOARD, "find", 92,
        _if(lambda situation: situation.desks > 1),
    )  # fmt: skip


def _entry() -> Iterator[Command]:
    yield Command("submit", _("Submit"), _("Hand the form in"), ("f10", "ctrl+s", "ctrl+enter"), _ENTRY, "work", 10)
    yield Command(
        "submit-otherwise", _("Otherwise"), _("Hand the form in by another action"), ("ctrl+o",), _ENTRY, "work", 10
    )
    yield Command(
        "keep", _("Close"), _("Leave the form; what you typed is kept as a draft"),
        ("escape",), _ENTRY, "work", 11,
    )  # fmt: skip
    yield Command("add-line", _("Add line"), _("Add a line below"), ("f6",), _ENTRY, "work", 12)
    yield Command("remove-line", _("Remove line"), _("Remove this line"), ("f8", "ctrl+d"), _ENTRY, "work", 13)
    yield Command(
        "bring-back", _("Bring back"), _("Put back the line removed last, or the draft thrown away"),
        ("f9",), _ENTRY, "work", 15,
    )  # fmt: skip
    yield Command(
        "next-error", _("Next error"), _("Go to the next field that needs another look"),
        ("f4",), _ENTRY, "move", 14,
    )  # fmt: skip
    yield Command("save", _("Save"), _("Keep it as a case of yours without handing it in"), ("f3",), _ENTRY, "work", 16)
    yield Command(
        "read-again", _("Read again"), _("Read the case again after others have changed it; what you typed stays"),
        ("f5",), _ENTRY, "work", 17,
    )  # fmt: skip
    yield Command(
        "next-field", _("Next field"), _("Leave the lines for the next field"), ("ctrl+down",), _ENTRY, "move"
    )
    yield Command(
        "previous-field", _("Field before"), _("Leave the lines for the field before"),
        ("ctrl+up",), _ENTRY, "move",
    )  # fmt: skip
    yield Command("discard", _("Start anew"), _("Throw the draft away and start anew"), ("f7",), _ENTRY, "work", 18)


def _boards() -> Iterator[Command]:
    yield Command(
        "board", _("Dashboard"), _("Show the figures and charts of the desk"), ("F", "f10"), _DESK, "find", 91,
        _if(lambda situation: situation.boards > 0),
    )  # fmt: skip
    charted = _if(lambda situation: situation.charted)
    for key, title, said, keys in (
        ("go-right", _("To the right"), _("Go into the chart, then along its bars"), ("right", "l", "tab")),
        ("go-left", _("To the left"), _("Go back along the bars of the chart"), ("left", "h", "shift+tab")),
    ):
        yield Command(key, title, said, keys, _BOARD, "move", 0, charted)
    for key, title, said, ways, rank, when in (
        ("table", _("Table"), _("Show the chart as a table, or the table as a chart"), ("t", "f4"), 32, charted),
        ("counted", _("How counted"), _("Say how the figure or chart is counted"), ("i", "f3"), 33,
         _if(lambda situation: situation.counted)),
        ("export", _("Export"), _("Write the table to a file: CSV, or XLSX for spreadsheets"), ("s", "f6"), 34,
         _if(lambda situation: situation.tabled)),
    ):  # fmt: skip
        yield Command(key, title, said, ways, _BOARD, "work", rank, when)


def _browse() -> Iterator[Command]:
    """Registers, ledgers and the manual: how one gets there, and what one does in their lists, cards and pages."""
    for key, title, said, keys in (
        ("registers", _("Registers"), _("Browse a register: customers, suppliers, products …"), ("A",)),
        ("stock-ledger", _("Stock ledger"), _("Browse what lies where, and the moves behind it"), ("I",)),
        ("money-ledger", _("Money ledger"), _("Browse the accounts, and the entries behind them"), ("$",)),
        ("manual", _("How it works"), _("Read the procedure of what is at hand in the manual"), ("H",)),
    ):
        yield Command(key, title, said, keys, _LISTED, "find")
    yield Command("manuals", _("Manual"), _("Choose a procedure and read it in the manual"), ("U",), _LISTED, "find")
    yield Command(
        "search", _("Search"), _("Show only what has these words: name, pinyin initials, code, number"),
        ("/",), _LIST, "find", 50,
    )  # fmt: skip
    yield Command(
        "dates", _("Dates"), _("Show only entries of certain days: 2026-05, or 2026-05-01 2026-05-20"),
        ("d", "f5"), _LIST, "find", 51, _if(lambda situation: situation.dated),
    )  # fmt: skip
    yield Command(
        "inactive", _("All records"), _("Show records that are offered no more, too, or leave them out"),
        ("i", "f6"), _LIST, "find", 52, _if(lambda situation: situation.register),
    )  # fmt: skip
    yield Command(
        "edit-record", _("Change"), _("Change fields of the record; what a process keeps stays as it is"),
        ("e", "ctrl+e"), _RECORDS, "work", 33, _if(lambda situation: situation.keeps and situation.item),
    )  # fmt: skip
    yield Command(
        "new-record", _("New"), _("Make a new record in this register"),
        ("n", "ctrl+n"), _RECORDS, "work", 34, _if(lambda situation: situation.keeps),
    )  # fmt: skip
    yield Command("find-text", _("Search"), _("Find words on this page"), ("/",), _PAGE, "find", 50)
    found = _if(lambda situation: situation.listed > 0)
    for key, title, ways in (
        ("find-next", _("Next match"), ("n", "f3")),
        ("find-previous", _("Match before"), ("N", "shift+f3")),
    ):
        yield Command(key, title, _("Go to where the words are found again"), ways, _PAGE, "find", 51, found)


def _tour() -> Iterator[Command]:
    yield Command(
        "tour", _("First five minutes"), _("Be shown the keys that matter; it only tells and watches"),
        ("Y",), _LISTED, "program",
    )  # fmt: skip
    yield Command(
        "tour-next", _("Skip the lesson"), _("Go on to the next lesson of the first five minutes"),
        ("+",), _LISTED, "program",
    )  # fmt: skip
    yield Command(
        "tour-leave", _("Leave the tour"), _("Leave the first five minutes; go on later where you were"),
        ("-",), _LISTED, "program",
    )  # fmt: skip


def _program() -> Iterator[Command]:
    yield Command(
        "language", _("中文"), _("Change the language: English or Chinese"), ("L", "f12"), _ALWAYS, "program", 60
    )
    yield Command("theme", _("Colours"), _("Change the colours"), ("T", "ctrl+t"), _ALWAYS, "program")
    yield Command("mouse", _("Mouse"), _("Turn the mouse on or off"), ("M", "f11"), _ALWAYS, "program")
    yield Command("quit", _("Quit"), _("Leave the program; :q does it too"), ("ctrl+q",), _ALWAYS, "program", 90)


COMMANDS: tuple[Command, ...] = (
    *_decide(), *_work(), *_entry(), *_move(), *_find(), *_browse(), *_boards(), *_tour(), *_program(),
)  # fmt: skip
BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}


@dataclass(frozen=True, slots=True)
class Offer:
    """A command as it stands in a situation: what it is called there, and why it would be refused."""

    command: Command
    standing: Standing

    @property
    def title(self) -> Message:
        return self.standing.title or self.command.title

    @property
    def said(self) -> Message:
        """What it does: why it would be refused, else where an action that has only a number leads."""
        if self.standing.reasons:
            return self.standing.reasons[0]
        action = self.standing.action
        return action.leads_to if action is not None and self.command.id not in LETTERS else self.command.help


def offers(situation: Situation, commands: Sequence[Command] = COMMANDS) -> list[Offer]:
    """Return the commands that apply, in the order of the registry; each action once.

    An action that has a letter is left out under its number: its function key is shown beside the letter.
    """
    found = [
        Offer(command, standing)
        for command in commands
        if situation.scope in command.scopes and (standing := command.when(situation)).applies and standing.offered
    ]
    lettered = {offer.standing.action.key for offer in found if offer.command.id in LETTERS and offer.standing.action}
    return [
        offer
        for offer in found
        if not (offer.command.id.startswith("act-") and offer.standing.action and offer.standing.action.key in lettered)
    ]


def numbered_action(offer: Offer) -> tuple[str, ...]:
    """Return the function key that takes the action of a letter too, by its number."""
    action = offer.standing.action
    if action is None or offer.command.id not in LETTERS or not 1 <= action.number <= NUMBERED:
        return ()
    return BY_ID[f"act-{action.number}"].keys
