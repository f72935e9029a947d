"""Passing work on: a way (hand over, ask one more, copy, urge), a colleague, and why; and saying something about it."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from db.message import Message, _
from screens.base import Result, intent
from screens.chooser import ChosenByDigit, Entry, Searching
from screens.going import Going
from screens.reason import Ask
from workflows.engine.errors import Invalid, Refused
from workflows.engine.view import Outcome

Way = Literal["transfer", "before", "after", "beside", "copy", "urge"]

_COMMENTED = _("Comment written to {number}")
_COPIED = _("{text} copied; if your terminal does not allow it, select it here")


@dataclass(frozen=True, slots=True)
class PassingOn:
    """One way to pass a case on. mine: only who may act on it himself. to: somebody is named. why: it must be said."""

    way: Way
    title: Message
    said: Message
    mine: bool = True
    to: bool = True
    why: bool = True


WAYS = (
    PassingOn("transfer", _("Hand over"), _("to another holder of the post, who decides in your place")),
    PassingOn("before", _("Ask one more before me"), _("comes back to you afterwards")),
    PassingOn("after", _("Ask one more after me"), _("once you have approved")),
    PassingOn("beside", _("Ask one more beside me"), _("in any order")),
    PassingOn("copy", _("Send a copy"), _("a colleague sees the case from now on"), mine=False, why=False),
    PassingOn("urge", _("Urge"), _("remind those the case waits for"), mine=False, to=False, why=False),
)


@dataclass(frozen=True, slots=True)
class Target:
    """The item an action is taken on, as the person sees it."""

    case_id: int
    task_id: int | None
    seq: int
    number: str
    process: str
    claimed: Literal["", "me", "other"] = ""
    claimed_by: str = ""


class Colleagues(Searching):
    """A colleague by name, pinyin or login."""

    def __init__(self, title: Message, chosen: Callable[[str], None], task: int | None, *, instead: bool) -> None:
        super().__init__(title, chosen, verb=_("Choose"))
        self._wanted, self._taking_over = task, instead

    async def look_for(self, text: str) -> Sequence[Entry]:
        """Return the colleagues who hold a post, oneself aside; for a task, those who may be asked to decide it."""
        frame = self.frame
        asked = partial(frame.office.colleagues, task=self._wanted, instead=self._taking_over)
        found = await frame.ask(asked, text)
        mine = frame.office.person.login
        return [Entry(one.name, one.key, f"{one.key} · {one.detail}") for one in found if one.key != mine]


class Passing(Going[Result]):
    """A screen with an item at hand, which can be passed on."""

    @abstractmethod
    def target(self) -> Target | None:
        """Return what is at hand."""

    @abstractmethod
    async def stale(self) -> None:
        """Show the target as it is now, after somebody else was first."""

    def do_pass_on(self) -> None:
        """Hand the target over, ask one more approver, send a copy, or urge: a way, a colleague, why."""
        target = self.target()
        if target is not None:
            ways = [Entry(way.title, way, way.said) for way in WAYS if target.task_id is not None or not way.mine]
            title = _("Pass {number} on:")(number=target.number)
            self.open_prompt(ChosenByDigit(title, ways, lambda way: self._pass_on(way, target)))

    def _pass_on(self, way: PassingOn, target: Target, note: str = "") -> None:
        if way.to:
            title = _("{way} {number}:")(way=way.title, number=target.number)
            self.open_prompt(
                Colleagues(
                    title, lambda login: self._ask_why(way, target, login, note), target.task_id if way.mine else None,
                    instead=way.way == "transfer",
                )
            )  # fmt: skip
        else:
            self._ask_why(way, target, "", note)

    def _ask_why(self, way: PassingOn, target: Target, to: str, note: str) -> None:
        title = _("{way} {number}, why:") if way.why else _("{way} {number}, a note if you like:")
        self.open_prompt(
            Ask(
                title(way=way.title, number=target.number), way.title,
                lambda said: self.start(self._passed_on(way, target, to, said)), text=note,
            )
        )  # fmt: skip

    async def _passed_on(self, way: PassingOn, target: Target, to: str, note: str) -> None:
        try:
            outcome = await self.command(self._passing(way, target, to), note=note, key=intent())
        except Refused as problem:  # somebody else is needed; what was typed stays
            self._pass_on(way, target, note)
            self.tell_error(problem)
            return
        except Invalid as problem:  # a word why is needed
            self._ask_why(way, target, to, note)
            self.tell_error(problem)
            return
        await self.stale()
        self.tell(outcome.said)

    def _passing(self, way: PassingOn, target: Target, to: str) -> Callable[..., Outcome]:
        office, case, task = self.office, target.case_id, target.task_id or 0
        match way.way:
            case "transfer":
                return partial(office.transfer, task, to)
            case "copy":
                return partial(office.copy_to, case, to)
            case "urge":
                return partial(office.urge, case)
            case where:
                return partial(office.add_approver, task, to, where)

    # --- saying something about it ---------------------------------------------------------------------------

    def do_comment(self) -> None:
        """Write a comment on the case at hand."""
        target = self.target()
        if target is not None:
            title = _("Comment on {number}:")(number=target.number)
            self.open_prompt(Ask(title, _("Write"), lambda text: self._comment(target, text)))

    def _comment(self, target: Target, text: str) -> None:
        if text:
            self.start(self._write_comment(target, text))

    async def _write_comment(self, target: Target, text: str) -> None:
        await self.command(self.office.comment, target.case_id, text, key=intent())
        await self.stale()
        self.tell(_COMMENTED(number=target.number))

    def do_copy(self) -> None:
        """Copy the number; show it too, for terminals that do not let a program copy."""
        target = self.target()
        if target is not None:
            self.app.copy_to_clipboard(target.number)
            self.tell(_COPIED(text=target.number))
