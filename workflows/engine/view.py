"""What screens and line mode are given to show: plain values, no rule and no SQL behind them.

Every text is a `Message` (put into the person's language where it is shown) or data as it was typed (shown as plain
text, never as markup). Sums are Decimal yuan, times naive company time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from db.message import Message
from workflows.engine.form import FieldShape, Form
from workflows.engine.process import Kind

Lateness = Literal["", "today", "late"]
_NO_TITLE = Message("")


@dataclass(frozen=True, slots=True)
class QueueTab:
    """A queue as a tab: its key, its name, how many tasks it holds for this person (more: that many and more)."""

    key: str
    title: Message | str
    count: int
    hint: Message | None = None
    more: bool = False
    view: "ViewOf | None" = None
    """What a saved view looks into; None: a queue of the desk."""


@dataclass(frozen=True, slots=True)
class ViewOf:
    """What a saved view is made of. team: others have the tab too; changeable: this person may change it."""

    queue: str
    queue_title: Message
    filter: str
    team: bool
    changeable: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of a queue. seq: the version of the case the person saw, handed back with an action."""

    task_id: int
    case_id: int
    seq: int
    number: str
    process: str
    process_title: Message
    step: str
    step_title: Message
    round: int
    subject: str
    amount: Decimal | None
    requester: str
    opened_at: datetime
    due_at: datetime | None
    lateness: Lateness
    sent_back: bool
    claimed: Literal["", "me", "other"]
    claimed_by: str
    mine: bool
    """Whether this person may act on it (its guards aside)."""
    waited: Message
    """How long it has waited, in words (“3 bh”)."""
    open_with: Sequence[str] = ()
    """Colleagues who have the case open on their screens."""


@dataclass(frozen=True, slots=True)
class Page:
    """A window of a queue. first, last: cursors to read on before and after it; total: how many match, counted up to
    `workflows.engine.listing.COUNTED`. problems: what of the filter could not be read, and hides nothing. instead: what
    is shown where nothing waits."""

    rows: Sequence[TaskRow]
    first: str | None
    last: str | None
    more_before: bool
    more_after: bool
    total: int
    problems: Sequence[Message] = ()
    instead: Sequence[Message] = ()


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action of a task for one person now. allowed: he may take it; reasons: why the guards refuse it.

    number: the digit that takes it (1 is the main action). edits, requires: what may and what must be filled for it.
    asks: something must still be typed before it can be taken, so the entry form opens first.
    """

    key: str
    title: Message
    kind: Kind
    number: int
    allowed: bool
    reasons: Sequence[Message]
    needs_reason: bool
    irreversible: bool
    edits: Sequence[str]
    requires: Sequence[str]
    leads_to: Message
    effects: Sequence[Message]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A guard of the main action: what holds, or why it does not."""

    title: Message
    reasons: Sequence[Message]

    @property
    def holds(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as shown. changed: it differs from what the person last saw; before: what it was then."""

    text: Message | str
    changed: bool = False
    before: Message | str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class FieldView:
    """A filled field of a case. path: as in `--data`."""

    path: str
    title: Message
    cell: Cell


RowMark = Literal["", "added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a form: headings and rows of cells.

    marks: what became of each row since the person last saw the form; () where nothing did. A removed row stands
    where it stood, with what it said.
    """

    path: str
    title: Message
    columns: Sequence[Message]
    rows: Sequence[Sequence[Cell]]
    numeric: Sequence[bool]
    marks: Sequence[RowMark] = ()

    def mark(self, row: int) -> RowMark:
        """What became of a row."""
        return self.marks[row] if row < len(self.marks) else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two states of a form: a field or a cell, or a whole line that was added or removed."""

    title: Message
    before: Message | str
    after: Message | str
    kind: Literal["changed", "added", "removed"] = "changed"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline: a decision or a comment."""

    at: datetime
    person: str
    on_behalf_of: str
    text: Message
    reason: Message | None
    note: str
    round: int
    changes: Sequence[Change]
    undone: bool
    kind: str


Relation = Literal["parent", "child", "named", "naming"]
"""How another case is related to one: it opened it, was opened by it, is named in its form, or names it in its own."""


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """A case that opened this one, that this one opened, that its form names, or whose form names it."""

    case_id: int
    number: str
    process_title: Message
    subject: str
    standing: Message
    relation: Relation


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger entry of the case, as one line."""

    at: datetime
    ledger: Literal["stock", "money", "leave", "reservation"]
    text: Message
    quantity: str
    amount: Decimal | None
    decision_id: int
    reverses: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """All that one decision booked. fields: the case, and who decided it when; tables: moves, postings, leave."""

    fields: Sequence[FieldView]
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class Preview:
    """Why an item is here, what decides it, and what happens next."""

    task_id: int | None
    case_id: int
    seq: int
    number: str
    process_title: Message
    step_title: Message
    subject: str
    why: Sequence[Message]
    brief: Sequence[Message]
    table: Table | None
    checks: Sequence[Check]
    next: Sequence[Message]
    """One sentence an action: what it books and where it leads."""
    so_far: Sequence[Message]
    actions: Sequence[ActionState]
    due_at: datetime | None
    lateness: Lateness
    claimed_by: str
    changes: Sequence[Change] = ()
    """What is different from the form as the person last saw it: since he decided on it, or since the round before."""


State = Literal["ahead", "passed", "now", "end"]


@dataclass(frozen=True, slots=True)
class Place:
    """A step or end in the drawing of a process. beside: it stands parallel to the place before it."""

    key: str
    title: Message
    state: State
    beside: bool = False
    round: int = 1


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything about a case that the person may see."""

    case_id: int
    seq: int
    number: str
    process: str
    process_title: Message
    subject: str
    standing: Message
    """The step or steps it stands at, or the end it reached."""
    requester: str
    opened_at: datetime
    submitted_at: datetime | None
    preview: Preview
    fields: Sequence[FieldView]
    tables: Sequence[Table]
    timeline: Sequence[Event]
    related: Sequence[RelatedCase]
    entries: Sequence[Entry]
    places: Sequence[Place]
    """The way it took, where it stands, and the ordinary way from there."""
    documents: Sequence[tuple[int, Message, str]]
    """Papers issued: id, title, number."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The form as it is kept, for a script that hands it back with something changed."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed paper: its title and number, when it was issued (stored text), its content, and who signed.

    language: it is printed in this language whoever prints it; "" in the person's own.
    """

    title: Message
    number: str
    issued_at: str
    fields: Sequence[FieldView]
    tables: Sequence[Table]
    signed: Sequence[Message]
    language: str = ""


@dataclass(frozen=True, slots=True)
class OtherWay:
    """Another action than the first by which a draft is handed in."""

    key: str
    title: Message
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What an entry screen needs: the model, the fields that may be typed here, what is there already.

    fields: top-level fields to show, in order. editable: paths that may be typed (`lines`, `lines.counted`, or a
    whole field). requires: paths the action wants filled. values: JSON values, or what was typed before.
    fixed_lines: the lines may not be added to or removed (only some columns are typed). draft: it is the form of a
    draft, which may be saved without being handed in. later: columns that are typed at a later step. asks: the path of
    the first field that a guard of the action names (`papers.0.parcels`), "" where none does. again: when it is handed in
    the next new one is begun. others: the other actions by which a draft can be handed in. has_brief: something stands
    beside it while it is typed.
    """

    process: str
    title: Message
    model: type[Form]
    fields: Sequence[FieldShape]
    editable: frozenset[str]
    requires: frozenset[str]
    values: dict[str, Any]
    case_id: int | None = None
    seq: int | None = None
    action: str = "submit"
    action_title: Message = _NO_TITLE
    restored: bool = False
    step: str = ""
    draft: bool = False
    later: frozenset[str] = frozenset()
    asks: str = ""
    again: bool = False
    others: Sequence[OtherWay] = ()
    has_brief: bool = False

    def may_type(self, path: str) -> bool:
        """Whether the field at `path` (without line numbers: `lines.counted`) may be typed here."""
        return path in self.editable or path.partition(".")[0] in self.editable

    @property
    def fixed_lines(self) -> frozenset[str]:
        """The names of line fields whose lines cannot be added or removed."""
        return frozenset(path.partition(".")[0] for path in self.editable if "." in path) - self.editable


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that was being typed and not handed in: of a new case, or of an action of one (case_id, number)."""

    process: str
    title: Message
    at: datetime
    case_id: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a look-up: the key to store, the name, and a line that tells it from others."""

    key: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One item of a bulk run, before (reasons why it will be left out) or after (what became of it).

    action, title: what is taken on it, where anything is.
    """

    task_id: int
    number: str
    amount: Decimal | None
    done: bool
    reasons: Sequence[Message] = ()
    decision_id: int | None = None
    action: str = ""
    title: Message = _NO_TITLE


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a bulk action would do: the items it takes, those it leaves out with reasons, the sum of the first."""

    taken: Sequence[BulkItem]
    left_out: Sequence[BulkItem]
    total: Decimal | None
    irreversible: bool = False
    """Whether it is final for any of them."""
    needs_reason: bool = False
    reasons: Sequence[Message] = ()
    """The numbered reasons, where all that are taken are of one process; else the reason is written."""


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """The decision of the person's own that taking back would undo.

    earlier: made before he signed in: nobody remembers the key he pressed yesterday, so a screen asks before it undoes
    that. undoable: nothing stands against taking it back.
    """

    case_id: int
    number: str
    action: Message
    at: datetime
    earlier: bool = False
    undoable: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command."""

    case_id: int
    number: str
    decision_id: int
    standing: Message
    said: Message
    """One sentence for the person."""
    replayed: bool = False
    """The idempotency key had been used: this is what came of it then."""
    opened: Sequence[str] = field(default_factory=tuple)
    seq: int = 0
