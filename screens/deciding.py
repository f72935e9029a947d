"""What desk and case have in common: taking an action on what is at hand, and everything around it.

A screen says what its `target` is, what may be done with it (`actions`), and what to show afterwards (`acted`,
`stale`). The questions in between (a reason, a take-over, a final step, a form) are the same everywhere.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from db.message import Message, _
from screens.base import NOT_HERE, Result, intent
from screens.chooser import Chooser, ChosenByDigit, Entry
from screens.commands import LETTERS, Command, action_numbered, action_of_kind
from screens.passing import Passing, Target
from screens.reason import FINAL, Decision
from workflows.engine.errors import Conflict, NotFound
from workflows.engine.process import Kind
from workflows.engine.view import ActionState, Outcome

_TAKE_OVER = _("{name} is working on it. Enter takes it over.")
_DECIDE = _("{action} {number}")
_EARLIER = _("You did this before you signed in: {action}, {when}. Enter takes it back.")
_ELSEWHERE = _("Your last decision was on another case: {action}, {when}. Enter takes it back.")
_CLAIMED = _("{number} is yours; others see it in their lists")
_LET_GO = _("{number} is free again")
_NO_PROCESS = _("There is nothing you may open by hand")
_ACTIONS = _("Actions of {number}")
_OPENED = _("{said} · opened: {numbers}")


@dataclass(frozen=True, slots=True)
class Decided:
    """What was done last, for `.`: an action by its key; by its kind, where several were taken in one run.

    title: what that is called. reason: its number in the list of `reasons`, which another process may not have.
    """

    action: str | Kind
    title: Message
    reason: int | None
    note: str
    reasons: Sequence[Message] = ()

    def number_in(self, reasons: Sequence[Message]) -> int | None:
        """Return the number of the same reason in another list; None where it is not there."""
        if self.reason is None or not 1 <= self.reason <= len(self.reasons):
            return None
        said = self.reasons[self.reason - 1]
        return reasons.index(said) + 1 if said in reasons else None


class Deciding(Passing[Result]):
    """A screen on which actions are taken."""

    # --- for the screens to say ---------------------------------------------------------------------------

    @abstractmethod
    async def actions(self) -> Sequence[ActionState]:
        """Return what may be done with the target, as it is shown."""

    @abstractmethod
    async def acted(self, outcome: Outcome) -> None:
        """Show what is next, after something was done."""

    async def taken_back(self, outcome: Outcome) -> None:
        """Show what has come back."""
        await self.acted(outcome)

    def tell_outcome(self, outcome: Outcome) -> None:
        """Say what came of it, and what was opened by it: a draft among that waits in another list, often one's own."""
        opened = ", ".join(outcome.opened)
        self.tell(_OPENED(said=outcome.said, numbers=opened) if opened else outcome.said)

    # --- which action -------------------------------------------------------------------------------------

    def method(self, command: Command) -> Callable[[], None] | None:
        """Carry out the actions by letter and number, too."""
        if command.id in LETTERS:
            return partial(self.decide, ByKind(LETTERS[command.id]))
        if command.id.startswith("act-"):
            return partial(self.decide, partial(_by_number, int(command.id.removeprefix("act-"))))
        return super().method(command)

    def decide(self, pick: "Pick") -> None:
        """Take the action that `pick` finds among those of the target."""
        target = self.target()
        if target is not None:
            self.start(self._decide(pick, target))

    async def _decide(self, pick: "Pick", target: Target) -> None:
        action = pick(await self.actions())
        if action is None:
            self.tell(NOT_HERE, "muted")
        else:
            await self.take(action, target)

    async def take(self, action: ActionState, target: Target) -> None:
        """Take an action: at once where it can be taken back, else after its questions."""
        if action.reasons:
            self.show_reasons(_DECIDE(action=action.title, number=target.number), action.reasons)
        elif action.asks:
            await self.open_form(target.case_id, action)
        elif action.needs_reason or action.irreversible or target.claimed == "other":
            reasons = await self.ask(self.office.reasons, target.process) if action.needs_reason else ()
            self.open_prompt(self._question(action, target, reasons))
        else:
            await self.act(action, target, None, "")

    def _question(self, action: ActionState, target: Target, reasons: Sequence[Message]) -> Decision:
        facts = [action.leads_to, *action.effects] if action.irreversible else []
        if target.claimed == "other":
            facts = [_TAKE_OVER(name=target.claimed_by), *facts]
        return Decision(
            _DECIDE(action=action.title, number=target.number),
            action.title,
            lambda reason, note: self.start(self.act(action, target, reason, note, reasons)),
            facts=[fact for fact in facts if fact.text],
            warning=FINAL if action.irreversible else None,
            reasons=reasons,
            needs_reason=action.needs_reason,
            note=action.needs_reason,
        )

    async def act(
        self, action: ActionState, target: Target, reason: int | None, note: str, reasons: Sequence[Message] = ()
    ) -> None:
        """Take the action now. A conflict is told in words and the item shown as it is. reasons: to choose from."""
        key = intent()
        try:
            outcome = await self.command(
                self.office.act, target.case_id, action.key,
                reason=reason, note=note, seen=target.seq, key=key, take_over=target.claimed == "other",
            )  # fmt: skip
        except (Conflict, NotFound) as problem:
            await self.stale()
            self.tell_error(problem)
            return
        self.program.last = Decided(action.key, action.title, reason, note, reasons)
        await self.acted(outcome)
        self.tell_outcome(outcome)
        self.program.noticed(f"took:{action.kind.value}")

    def show_reasons(self, title: Message, reasons: Sequence[Message]) -> None:
        """Show why something is refused: one reason on the status line, several above it."""
        if len(reasons) == 1:
            self.tell(reasons[0], "bad")
        else:
            from screens.notice import Notice

            self.open_prompt(Notice(title, reasons))

    # --- commands around it -------------------------------------------------------------------------------

    def do_actions(self) -> None:
        """List every action of the target; a digit takes it."""
        target = self.target()
        if target is not None:
            self.start(self._list_actions(target))

    async def _list_actions(self, target: Target) -> None:
        entries = [
            Entry(action.title, action, action.reasons[0] if action.reasons else action.leads_to,
                  dim=bool(action.reasons))
            for action in await self.actions()
            if action.allowed
        ]  # fmt: skip
        if not entries:
            self.tell(NOT_HERE, "muted")
            return
        self.open_prompt(ChosenByDigit(_ACTIONS(number=target.number), entries, self.take_listed))

    def take_listed(self, action: ActionState) -> None:
        """Take an action that was chosen from the list."""
        self.decide(lambda actions: next((one for one in actions if one.key == action.key), None))

    def do_repeat(self) -> None:
        """Take the last action again, with the same reason and note."""
        target, last = self.target(), self.program.last
        if target is not None and last is not None:
            self.start(self._repeat(target, last))

    async def _repeat(self, target: Target, last: Decided) -> None:
        found = [one for one in await self.actions() if last.action in (one.key, one.kind) and one.allowed]
        if not found:
            self.tell(NOT_HERE, "muted")
            return
        action = found[0]
        simple = not (action.reasons or action.irreversible or action.asks)
        reasons = await self.ask(self.office.reasons, target.process) if last.reason is not None else ()
        reason = last.number_in(reasons)
        # The same number may say something else here: then the person chooses anew.
        if simple and target.claimed != "other" and (reason is not None or last.reason is None):
            await self.act(action, target, reason, last.note, reasons)
        else:
            await self.take(action, target)

    def do_take_back(self) -> None:
        """Take back one's own last decision; one of an earlier day, or of another case, only when that is meant."""
        self.start(self._ask_take_back())

    async def _ask_take_back(self) -> None:
        last = await self.ask(self.office.last_decision)
        if last is None or not (last.earlier or self.open_case not in (None, last.case_id)):
            await self._take_back()
            return
        words, now = self.program.words, await self.ask(self.office.now)
        self.open_prompt(
            Decision(
                _DECIDE(action=_("Take back"), number=last.number),
                _("Take back"),
                lambda _reason, _note: self.start(self._take_back(last.number)),
                facts=[(_EARLIER if last.earlier else _ELSEWHERE)(action=last.action, when=words.stamp(last.at, now))],
                note=False,
            )
        )

    async def look_what_is_undoable(self) -> None:
        """Find out whether there is something to take back, so that it is offered only then."""
        last = await self.ask(self.office.last_decision)
        self.program.undoable = last is not None and last.undoable

    async def _take_back(self, case: str | None = None) -> None:
        outcome = await self.command(self.office.take_back, key=intent(), case=case)
        await self.taken_back(outcome)
        self.tell(outcome.said)
        self.program.noticed("took-back")

    def do_claim(self) -> None:
        """Claim the target, or let it go."""
        target = self.target()
        if target is None or target.task_id is None:
            return
        if target.claimed == "other":
            self.open_prompt(
                Decision(
                    _DECIDE(action=_("Claim"), number=target.number),
                    _("Take over"),
                    lambda _reason, _note: self.start(self._claim(target, take_over=True)),
                    facts=[_TAKE_OVER(name=target.claimed_by)],
                    note=False,
                )
            )
        else:
            self.start(self._claim(target))

    async def _claim(self, target: Target, *, take_over: bool = False) -> None:
        assert target.task_id is not None
        try:
            if target.claimed == "me":
                await self.ask(self.office.unclaim, target.task_id)
            else:
                await self.ask(self.office.claim, target.task_id, take_over=take_over)
        except (Conflict, NotFound) as problem:
            await self.stale()
            self.tell_error(problem)
            return
        await self.stale()
        self.tell((_LET_GO if target.claimed == "me" else _CLAIMED)(number=target.number))

    # --- forms --------------------------------------------------------------------------------------------

    def do_edit(self) -> None:
        """Open the form of the target where this step lets it be edited."""
        target = self.target()
        if target is not None:
            self.start(self._edit(target))

    async def _edit(self, target: Target) -> None:
        found = [one for one in await self.actions() if one.allowed and one.edits]
        if found:
            await self.open_form(target.case_id, found[0])
        else:
            self.tell(NOT_HERE, "muted")

    def do_new(self) -> None:
        """Choose a process and open a new case of it."""
        self.start(self._new())

    async def _new(self) -> None:
        openable = await self.ask(self.office.openable)
        if not openable:
            self.tell(_NO_PROCESS, "muted")
            return
        entries = [Entry(title, key, desk.title, sought=key) for key, title, desk in openable]
        self.open_prompt(Chooser(_("New:"), entries, self.open_new, numbered=True, verb=_("Open")))

    def open_new(self, process: str) -> None:
        """Open the form of a new case; one begun in an open case is about its customer."""
        self.start(self._open_new(process))

    async def _open_new(self, process: str) -> None:
        from screens.entry.screen import EntryScreen

        form = await self.ask(self.office.new_form, process, self.open_case)
        await self.app.push_screen(EntryScreen(form), partial(self._form_left, Kind.FORWARD))

    async def open_form(self, case: int, action: ActionState) -> None:
        """Open the form of an action."""
        from screens.entry.screen import EntryScreen

        self.look_at(case)
        form = await self.ask(self.office.entry_form, case, action.key)
        await self.app.push_screen(EntryScreen(form), partial(self._form_left, action.kind))

    @property
    def open_case(self) -> int | None:
        """The case that is open on this screen, for colleagues to see."""
        return None

    def look_at(self, case: int | None) -> None:
        """Let colleagues see in their lists which case is open here."""
        self.app.run_worker(self.ask(self.office.look_at, case), exit_on_error=False)

    def _form_left(self, kind: Kind, outcome: Outcome | None) -> None:
        self.look_at(self.open_case)
        if outcome is None:
            self.start(self._form_kept())
        else:
            self.start(self._form_done(kind, outcome))

    async def _form_kept(self) -> None:
        await self.stale()

    async def _form_done(self, kind: Kind, outcome: Outcome) -> None:
        await self.acted(outcome)
        self.tell_outcome(outcome)
        self.program.noticed(f"took:{kind.value}")

    # --- going ----------------------------------------------------------------------------------------------

    def go(self, kind: str, key: str, desk: str) -> None:
        """Go where a hit leads; a process is opened anew."""
        if kind == "process":
            self.open_new(key)
        else:
            super().go(kind, key, desk)

    def process_at_hand(self) -> str:
        """The process of the target."""
        target = self.target()
        return target.process if target is not None else ""


Pick = Callable[[Sequence[ActionState]], ActionState | None]
"""Finds the action that is meant among those there are."""


@dataclass(frozen=True, slots=True)
class ByKind:
    """Finds the action a letter stands for."""

    kind: Kind

    def __call__(self, actions: Sequence[ActionState]) -> ActionState | None:
        return action_of_kind(actions, self.kind)


def _by_number(number: int, actions: Sequence[ActionState]) -> ActionState | None:
    return action_numbered(actions, number)
