"""What becomes of a form that is typed: kept, filled in by the program, handed in, refused, read again.

Nothing typed is ever lost: it is kept a moment after every change, on leaving, and when the form is refused. One
idempotency key stands for handing this form in, however often it is tried.
"""

from contextlib import suppress
from typing import Any

from textual.timer import Timer
from textual.worker import WorkerError

from db.message import _
from screens.base import explained, intent
from screens.entry.lookups import Lookups, find_names
from screens.entry.mending import Mending
from screens.entry.strips import Beside, Strip
from screens.reason import FINAL, Decision
from workflows.engine.errors import CommandError, Conflict, Invalid, Refused
from workflows.engine.view import ActionState, EntryForm, OtherWay, Outcome, Preview

QUIET = 0.35
"""Seconds without a key after which what was typed is kept and computed fields are filled."""

LOOK_UP = "look-up"
"""The group of workers that find answers."""

_KEPT = _("Kept from before: this is what you had typed. {key} starts anew.")
_AGAINST = _("Not done yet")
_CHANGED = _("{key} reads the case again; what you typed stays")
_READ_AGAIN = _("Read again; what you typed is still here")
_TAKEN_OVER = _("Filled in from {number} as far as nothing was typed")
_TAKE_OVER = _("{name} is working on it. Enter takes it over.")
_DECIDE = _("{action} {number}")


class Filing(Mending):
    """A form and the business behind it."""

    letters = False

    def __init__(self, form: EntryForm, quiet: float) -> None:
        super().__init__()
        self.form = form
        self.quiet = quiet
        self.number = ""
        self.action: ActionState | None = None
        self._way: OtherWay | None = None
        """The action it is being handed in by, where it is not the form's own."""
        self.lookups = Lookups()
        self.kept = Strip()
        self.final, self.beside = Strip(), Beside()
        self.thrown: dict[str, Any] | None = None
        self._key = intent()
        self._save_key = intent()
        self._timer: Timer | None = None
        self._changes = 0
        self._kept_at = 0
        self._filling = self._again = False
        self._named: set[str] = set()
        """The cases named in the fields, of which everything has been taken over."""

    # --- what is there ----------------------------------------------------------------------------------------

    def show_form(self, values: dict[str, Any]) -> None:
        """Show values in all fields, and say whether they were kept from before."""
        self.sheet.load(values)
        self._named = set(self.sheet.cases_named())
        self.kept.say(_KEPT(key=self.key_of("discard")) if self.form.restored else None)
        self.changed(typed=False)

    async def learn_case(self) -> None:
        """Find out what the case is called and what the action asks for."""
        if self.form.case_id is None:
            return
        with suppress(CommandError):
            preview: Preview = await self.ask(self.office.preview, case=self.form.case_id)
            self.number = preview.number
            self.action = next((one for one in preview.actions if one.key == self.form.action), None)
            self.final.say(FINAL if self.action is not None and self.action.irreversible else None)
            self.header.redraw()

    # --- kept and filled in as one types ------------------------------------------------------------------------

    def changed(self, *, typed: bool = True) -> None:
        """Take in that something has changed: keep and fill it in once the keys rest."""
        if typed:
            self._changes += 1
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(self.quiet, self.after_typing) if self.quiet else None
        if self._timer is None:
            self.call_later(self.after_typing)

    def after_typing(self) -> None:
        """Keep what was typed and have computed fields filled, off the interface's thread."""
        self._again = True
        if not self._filling:
            self._filling = True
            self.run_worker(self._follow(), name="fill", exit_on_error=False)

    async def _follow(self) -> None:
        """One question at a time: what was typed meanwhile is taken in by another round, never by a second one beside."""
        try:
            while self._again:
                self._again = False
                await self._keep_and_fill()
        finally:
            self._filling = False

    async def _keep_and_fill(self) -> None:
        await self.keep()
        changes, sent = self._changes, self.sheet.handed_in()
        with suppress(CommandError):
            values, errors = await self.ask(self.office.fill, self.form, sent.values)
            if changes == self._changes:
                self.sheet.take_computed(sent, values)
                self.find_problems(errors, sent)
            await self._take_over(sent.values)
            if self.form.has_brief:
                self.beside.show(await self.ask(self.office.helping.beside, self.form, sent.values))
        await self.find_names()

    async def _take_over(self, typed: dict[str, Any]) -> None:
        """Of a case that was just named, take over what a new one begins with, where nothing is typed yet."""
        before, self._named = self._named, set(self.sheet.cases_named()) if self.form.draft else set()
        for number in self._named - before:
            if self.sheet.take_over(await self.ask(self.office.named_cases.taken_over, self.form, typed, number)):
                self.tell(_TAKEN_OVER(number=number))
                self.changed()

    async def keep(self) -> None:
        """Keep what was typed since it was kept last."""
        if self._changes != self._kept_at:
            changes, values = self._changes, self.sheet.everything()
            try:
                await self.ask(self.office.keep_draft, self.form, values)
                self._kept_at = changes
            except Exception as error:
                self.tell(explained(error)[0], "bad")

    async def find_names(self) -> None:
        """Find the names behind the keys on the screen."""
        while wanted := self.lookups.take_wanted():
            try:
                found = await self.ask(find_names, self.office, wanted, self.words)
            except CommandError:
                self.lookups.forget(wanted)
                return
            for register, choice in found:
                self.lookups.learn(register, [choice])
            self.sheet.speak()

    async def looked_up(self) -> None:
        """Wait for the answers of look-ups that were left before they came."""
        for worker in [worker for worker in self.workers if worker.group == LOOK_UP]:
            with suppress(WorkerError):
                await worker.wait()

    @property
    def touched(self) -> bool:
        """Whether anything was typed, now or before."""
        return self.form.restored or self._changes > 0

    # --- handing in ---------------------------------------------------------------------------------------------

    async def hand_in(self, way: OtherWay | None = None) -> None:
        """Hand the form in, by its own action or another; ask for the reason first where the action needs one."""
        self.sheet.settle()
        self._way = way
        by = way or self.action
        if by is not None and by.needs_reason:
            reasons = await self.ask(self.office.reasons, self.form.process)
            self.open_prompt(
                Decision(
                    _DECIDE(action=by.title, number=self.number),
                    by.title,
                    lambda reason, note: self.start(self.send(reason, note)),
                    reasons=reasons,
                    needs_reason=True,
                )
            )
        else:
            await self.send()

    async def send(self, reason: int | None = None, note: str = "", *, take_over: bool = False) -> None:
        """Send the form to the business, and show what came of it."""
        await self.looked_up()
        await self.keep()
        sent = self.sheet.handed_in()
        try:
            outcome = await self.ask(self._act, sent.values, reason, note, take_over)
        except Invalid as problem:
            self.refused(problem.errors, [], sent, _AGAINST)
        except Refused as problem:
            self.refused(problem.fields, problem.reasons, sent, _AGAINST, stands=True)
        except Conflict as problem:
            await self._lost(problem, reason, note)
        else:
            await self.sent(outcome)

    def _act(self, values: dict[str, Any], reason: int | None, note: str, take_over: bool) -> Outcome:
        form, way = self.form, self._way
        if form.case_id is None:
            by = way.key if way else ""
            return self.office.open(form.process, values, submit=True, key=self._key, action=by)
        return self.office.act(
            form.case_id, way.key if way else form.action, values=values, reason=reason, note=note, seen=form.seq,
            key=self._key, take_over=take_over,
        )  # fmt: skip

    async def _lost(self, problem: Conflict, reason: int | None, note: str) -> None:
        """Somebody else was first, or holds the task."""
        holder = ""
        with suppress(CommandError):
            preview: Preview = await self.ask(self.office.preview, case=self.form.case_id)
            if preview.seq == self.form.seq and preview.claimed_by != self.office.person.name:
                holder = preview.claimed_by
        if holder:
            self.open_prompt(
                Decision(
                    _DECIDE(action=self.form.action_title, number=self.number),
                    _("Take over"),
                    lambda _reason, _note: self.start(self.send(reason, note, take_over=True)),
                    facts=[_TAKE_OVER(name=holder)],
                    note=False,
                )
            )
            return
        reasons = [*problem.reasons, _CHANGED(key=self.key_of("read-again"))]
        self.against.show(problem.message, reasons)

    async def sent(self, outcome: Outcome) -> None:
        """Go on once the form has been handed in."""
        await self._done(outcome)

    async def _done(self, outcome: Outcome) -> None:
        with suppress(CommandError):
            await self.ask(self.office.drop_draft, self.form)
        self.dismiss(outcome)

    async def save(self) -> None:
        """Keep the form as a case without handing it in."""
        self.sheet.settle()
        await self.looked_up()
        form, values = self.form, self.sheet.handed_in().values
        if form.case_id is None:
            outcome = await self.ask(self.office.open, form.process, values, submit=False, key=self._save_key)
        else:
            outcome = await self.ask(self.office.save, form.case_id, values, seen=form.seq or 0, key=self._save_key)
        await self._done(outcome)

    # --- anew -----------------------------------------------------------------------------------------------

    async def _read(self) -> EntryForm:
        if self.form.case_id is None:
            return await self.ask(self.office.new_form, self.form.process)
        return await self.ask(self.office.entry_form, self.form.case_id, self.form.action)

    async def read_again(self) -> None:
        """Read the case as it is now; what was typed stays."""
        await self.keep()
        self.form = await self._read()
        self._key = intent()
        self.against.clear()
        self.sheet.load_again(self.form.values)
        self.changed(typed=False)
        self.tell(_READ_AGAIN)
