"""One action on many items: what it takes and what it leaves out, one enter, and what became of each.

Every item is decided for itself; what fails stays marked. By a letter each takes its own action of that kind, so
that a price and a release are approved together. Items of several processes have no list of reasons in common: there
the reason is written. A final action, or one on a great many items, asks for their number to be typed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from db.message import Message, _
from screens.base import intent
from screens.deciding import Decided
from screens.notice import Notice
from screens.reason import FINAL, Decision
from screens.words import money
from workflows.engine.kinds import Kind
from workflows.engine.view import BulkItem, BulkPreview

if TYPE_CHECKING:
    from screens.marking import Marking

LARGE = 50
"""From so many items on their number is typed."""
AT_ONCE = 20
"""Items between two signs of progress."""
_SHOWN = 6

_TITLE = _("{action} {count} of {marked} marked")
_TITLE_SUM = _("{action} {count} of {marked} marked, together {total}")
_NONE = _("{action}: none of the {marked} marked")
_TIMES = _("{count} × {action}")
_NOT = _("not {number}: {reasons}")
_MORE = _("… and {count} more that are left out")
_PROGRESS = _("{done} of {count} …")
_DONE = _("{done} done")
_SOME = _("{done} done, {failed} failed and kept marked")
_FAILED = _("{number}: {reasons}")


class Bulk:
    """A run over the marked items of a desk."""

    def __init__(self, desk: "Marking", action: str | Kind, title: Message, again: Decided | None = None) -> None:
        """Make the run. action: by its key, or by its kind; title: what that is called where items take several.

        again: an action taken before, whose reason and note are proposed.
        """
        self._desk = desk
        self._action = action
        self._title = title
        self._again = again
        self._seen = dict(desk.list.marks)

    async def begin(self) -> None:
        """Ask the person, with what would happen."""
        desk = self._desk
        preview: BulkPreview = await desk.ask(desk.office.bulk_preview, list(self._seen), self._action)
        taken, titles = preview.taken, Counter(item.title for item in preview.taken)
        if len(titles) == 1:
            (self._title,) = titles
        typed = str(len(taken)) if preview.irreversible or len(taken) >= LARGE else ""
        again, needs_reason = self._again, preview.needs_reason and bool(taken)
        desk.open_prompt(
            Decision(
                self._said(preview),
                _("{action} {count}")(action=self._title, count=len(taken)),
                lambda reason, note: desk.start(self._run(taken, reason, note, preview.reasons)),
                facts=[*self._several(titles), *self._left_out(preview.left_out)],
                warning=FINAL if preview.irreversible and taken else None,
                reasons=preview.reasons if needs_reason else (),
                needs_reason=needs_reason,
                note=needs_reason,
                given=(again.number_in(preview.reasons), again.note) if again is not None else (None, ""),
                typed=typed if taken else "",
                at_once=bool(taken),
            )
        )

    def _several(self, titles: Mapping[Message, int]) -> list[str]:
        """Say what is taken how often, where that is not one and the same."""
        if len(titles) < 2:
            return []
        return [self._desk.words.listed([_TIMES(count=count, action=title) for title, count in titles.items()])]

    def _said(self, preview: BulkPreview) -> Message:
        marked, count = len(self._seen), len(preview.taken)
        if not count:
            return _NONE(action=self._title, marked=marked)
        if preview.total is None:
            return _TITLE(action=self._title, count=count, marked=marked)
        return _TITLE_SUM(action=self._title, count=count, marked=marked, total=money(_sum(preview.total)))

    def _left_out(self, items: Sequence[BulkItem]) -> list[Message]:
        words = self._desk.words
        facts = [_NOT(number=item.number, reasons=words.told(item.reasons)) for item in items[:_SHOWN]]
        if len(items) > _SHOWN:
            facts.append(_MORE(count=len(items) - _SHOWN))
        return facts

    async def _run(self, items: Sequence[BulkItem], reason: int | None, note: str, reasons: Sequence[Message]) -> None:
        desk, key = self._desk, intent()
        done: set[int] = set()
        failed: list[BulkItem] = []
        for action, some in _portions(items):
            if done or failed:
                desk.tell_of(_PROGRESS(done=len(done) + len(failed), count=len(items)))
            results = await desk.command(
                desk.office.bulk, [(item.task_id, self._seen[item.task_id]) for item in some], action,
                reason=reason, note=note, key=key,
            )  # fmt: skip
            done |= {item.task_id for item in results if item.done}
            failed += [item for item in results if not item.done]
        taken = {item.action for item in items}
        desk.program.last = Decided(
            taken.pop() if len(taken) == 1 else self._action, self._title, reason, note, reasons
        )
        await desk.go_on(done)
        self._report(done, failed)
        if done and isinstance(self._action, Kind):
            desk.program.noticed(f"took:{self._action.value}")

    def _report(self, done: set[int], failed: Sequence[BulkItem]) -> None:
        desk, words = self._desk, self._desk.words
        if not failed:
            desk.tell(_DONE(done=len(done)))
            return
        said = _SOME(done=len(done), failed=len(failed))
        desk.tell(said, "bad")
        desk.open_prompt(Notice(said, [self._why(item.number, words.told(item.reasons)) for item in failed]))

    def _why(self, number: str, reasons: str) -> Message | str:
        """Say what failed and why; a conflict names the case by itself."""
        return reasons if reasons.startswith(number) else _FAILED(number=number, reasons=reasons)


def _portions(items: Sequence[BulkItem]) -> Iterator[tuple[str, list[BulkItem]]]:
    """Yield the items by their action, so many at once that signs of progress follow each other."""
    for action in dict.fromkeys(item.action for item in items):
        alike = [item for item in items if item.action == action]
        for start in range(0, len(alike), AT_ONCE):
            yield action, alike[start : start + AT_ONCE]


def _sum(total: Decimal) -> Decimal:
    return total
