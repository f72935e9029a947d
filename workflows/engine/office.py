"""One signed-in person at one door: everything a screen or line mode may ask of the business.

Reading methods see one state of the database each; what they return is plain (see `workflows.engine.view`). Writing
methods are the commands, in the person's name.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from db.message import Message
from db.people import Person
from workflows.engine import entry
from workflows.engine.authority import Standing, standing_of
from workflows.engine.books import Books
from workflows.engine.bulk import bulk_preview, run_bulk
from workflows.engine.commands import Commands
from workflows.engine.company import Company
from workflows.engine.document import paper
from workflows.engine.duties import tick
from workflows.engine.errors import Refused
from workflows.engine.finding import Hit, colleagues, found_at, goto, task_for
from workflows.engine.form import FieldError
from workflows.engine.handing import Beside
from workflows.engine.helping import Helping
from workflows.engine.kinds import Kind
from workflows.engine.listing import Listing
from workflows.engine.named_cases import NamedCases
from workflows.engine.naming import lookup
from workflows.engine.notices import unread
from workflows.engine.reader import Reader
from workflows.engine.registry import Registry
from workflows.engine.rights import may_open, visible_case, why_not_open
from workflows.engine.saved_views import SavedViews
from workflows.engine.showing import Showing
from workflows.engine.touring import Touring
from workflows.engine.view import (
    Booked,
    BulkItem,
    BulkPreview,
    CaseView,
    Choice,
    EntryForm,
    KeptForm,
    Outcome,
    OwnDecision,
    Page,
    Paper,
    Preview,
    QueueTab,
)
from workflows.engine.visiting import Visiting
from workflows.posts import DESKS, GENERAL_MANAGER, POSTS, Desk, Post

if TYPE_CHECKING:
    from workflows.engine.boards import Boards

__all__ = ["Hit", "Office"]

LOOK_MINUTES = 30
"""How long a case counts as open on a screen that says nothing more: the line may have dropped."""


class Office:
    """What one person may see and do."""

    def __init__(self, company: Company, commands: Commands, person_id: int, session: int) -> None:
        self._company = company
        self._commands = commands
        self.person: Person = company.people.by_id(person_id)
        self.session = session
        self.practice = company.db.kind == "practice"
        self._since = company.now()
        self.views = SavedViews(company, self._reading)
        self._seen_version = company.db.data_version()
        self.registry = Registry(company, person_id)
        self.books = Books(company, person_id)
        self.manual = Reader(company)
        self.named_cases, self.helping = NamedCases(company, self._reading), Helping(company, self._reading)
        self.tour = Touring(company, person_id, self._reading)
        self.visits = Visiting(company, person_id, self._reading)

    @cached_property
    def boards(self) -> "Boards":
        """The dashboards; what they are made of is read when somebody first looks at one."""
        from workflows.engine.boards import Boards

        return Boards(self._company, self.person.id)

    @contextmanager
    def _reading(self) -> Iterator[Standing]:
        """One state of the database, and what the person is in it."""
        with self._company.db.read():
            yield standing_of(self._company, self.person.id, self._company.now())

    # --- who and where ---

    def posts(self) -> list[Post]:
        """The posts the person holds today, the one he was given first in front."""
        held = self._company.people.posts_of(self.person.id, self._company.now().date())
        return [POSTS[key] for key in dict.fromkeys(one.post for one in sorted(held, key=lambda one: one.id))]

    def desks(self) -> list[Desk]:
        """The desks whose work the person may see, those he works at first."""
        posts = self.posts()
        keys = [post.desk for post in posts]
        if any(post.key == GENERAL_MANAGER for post in posts):
            keys += [queue.desk.key for queue in self._company.catalogue.queues]
        return [DESKS[key] for key in dict.fromkeys(keys or ["management"])]

    def set_language(self, language: str) -> None:
        """Change the language the person reads, from now on and at the next sign-in."""
        with self._company.db.write():
            self._company.people.set_language(self.person.id, language)
        self.person = self._company.people.by_id(self.person.id)

    def set_look(self, look: str) -> None:
        """Keep the colours the person has chosen."""
        with self._company.db.write():
            self._company.people.set_look(self.person.id, look)

    def now(self) -> datetime:
        """The company's time."""
        return self._company.now()

    # --- queues ---

    def queues(self, desk: str) -> list[QueueTab]:
        """The queues of a desk with their counts."""
        with self._reading() as standing:
            return Listing(self._company, standing).tabs(desk)

    def page(
        self, desk: str, queue: str, *, after: str | None = None, before: str | None = None, around: int | None = None,
        limit: int = 60, text: str = "",
    ) -> Page:  # fmt: skip
        """A window of a queue. Raises NotFound for a queue there is not."""
        with self._reading() as standing:
            return Listing(self._company, standing).page(
                desk, queue, after=after, before=before, around=around, limit=limit, text=text
            )

    def changed(self) -> bool:
        """Whether somebody else has changed anything since the last call; costs microseconds."""
        version = self._company.db.data_version()
        changed, self._seen_version = version != self._seen_version, version
        return changed

    def look_at(self, case: int | None) -> None:
        """Let colleagues see in their lists that the person has a case open; None: no longer."""
        with self._company.db.write():
            self._company.sessions.look_at(self.session, case, self._company.now() + timedelta(minutes=LOOK_MINUTES))

    # --- one case ---

    def preview(self, *, task: int | None = None, case: int | None = None) -> Preview:
        """Why an item is here, what decides it, what happens next."""
        with self._reading() as standing:
            found, process, on = found_at(self._company, standing, task, case)
            return Showing(self._company, standing).preview(process, found, on)

    def case(self, case: int | str) -> CaseView:
        """Everything about a case that the person may see."""
        with self._reading() as standing:
            found, process = visible_case(self._company, case, standing)
            on = task_for(self._company, standing, found, process)
            return Showing(self._company, standing).case(process, found, on)

    def booked(self, case: int | str, decision: int) -> Booked:
        """All that one decision has booked on a case, with who took it when. Raises NotFound."""
        with self._reading() as standing:
            found, process = visible_case(self._company, case, standing)
            return Showing(self._company, standing).booked(process, found, decision)

    def document(self, case: int | str, document: int) -> Paper:
        """A paper of a case as it was issued."""
        with self._reading() as standing:
            found, process = visible_case(self._company, case, standing)
            showing = Showing(self._company, standing)
            return paper(self._company, showing, process, found, document)

    # --- going somewhere ---

    def goto(self, text: str, limit: int = 12) -> list[Hit]:
        """Where typed text may lead: cases by number, queues, records by name, pinyin or code."""
        with self._reading() as standing:
            return goto(self._company, standing, [desk.key for desk in self.desks()], text.strip(), limit)

    def openable(self) -> list[tuple[str, Message, Desk]]:
        """The processes the person may open by hand."""
        with self._reading() as standing:
            return [
                (process.key, process.title, process.desk)
                for process in self._company.catalogue.processes.values()
                if may_open(process, standing)
            ]

    # --- forms ---

    def new_form(self, process: str, beside: int | None = None) -> EntryForm:
        """What the entry screen of a new case needs, with what was typed before and not handed in."""
        with self._reading() as standing:
            return entry.new_form(self._company, standing, process, beside)

    def copy(self, case: int | str) -> EntryForm:
        """What the entry screen of a new case needs that starts from an old one; opened like any other.

        Raises NotFound, Refused where the person may not open one.
        """
        with self._reading() as standing:
            found, process = visible_case(self._company, case, standing)
            if why := why_not_open(process, standing):
                raise Refused([why])
            return entry.copied_form(Showing(self._company, standing), process, found)

    def entry_form(self, case: int, action: str) -> EntryForm:
        """What the entry screen of an action needs."""
        with self._reading() as standing:
            found, process = visible_case(self._company, case, standing)
            on = task_for(self._company, standing, found, process)
            return entry.entry_form(self._company, Showing(self._company, standing), process, found, on, action)

    def kept_forms(self) -> list[KeptForm]:
        """The forms the person was typing and can go on with, the last one first."""
        with self._reading() as standing:
            return entry.kept_forms(self._company, standing)

    def keep_draft(self, form: EntryForm, values: Mapping[str, Any]) -> None:
        """Keep what is being typed, so that it is there again after a killed terminal."""
        with self._company.db.write():
            self._company.cases.keep_draft(self.person.id, entry.place(form), values, self._company.now())

    def drop_draft(self, form: EntryForm) -> None:
        """Forget what was being typed."""
        with self._company.db.write():
            self._company.cases.drop_draft(self.person.id, entry.place(form))

    def fill(self, form: EntryForm, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
        """The values with the fields the program fills, and what is still wrong with them."""
        with self._reading() as standing:
            return entry.fill(self._company, standing.person_id, form, values)

    def lookup(self, register: str, text: str, limit: int = 8, *, language: str = "en") -> list[Choice]:
        """Records that what was typed may mean, or the first ones; names the program gave are in this language."""
        with self._reading():
            return lookup(self._company, register, text, limit, language)

    def reasons(self, process: str) -> list[Message]:
        """The numbered reasons of a process for rejecting and sending back."""
        return list(self._company.catalogue.processes[process].reasons)

    # --- commands ---

    def open(self, process: str, values: Mapping[str, Any], *, submit: bool, key: str, action: str = "") -> Outcome:
        """Open a case, and hand it in with `submit`: by the first action of its draft, or another one of it."""
        return self._commands.open(self.person.id, process, values, submit=submit, key=key, action=action)

    def save(self, case: int, values: Mapping[str, Any], *, seen: int, key: str) -> Outcome:
        """Keep a draft's form without handing it in."""
        return self._commands.save(self.person.id, case, values, seen=seen, key=key)

    def act(
        self,
        case: int | str,
        action: str,
        *,
        values: Mapping[str, Any] | None = None,
        reason: int | None = None,
        note: str = "",
        seen: int | None = None,
        key: str,
        take_over: bool = False,
    ) -> Outcome:
        """Take an action. Raises Refused, Invalid, Conflict or NotFound, and nothing has changed then."""
        return self._commands.act(
            self.person.id, case, action, key=key, values=values, reason=reason, note=note, seen=seen,
            take_over=take_over,
        )  # fmt: skip

    def take_back(self, *, key: str, case: int | str | None = None) -> Outcome:
        """Take back one's own last decision."""
        return self._commands.take_back(self.person.id, key=key, case=case)

    def last_decision(self) -> OwnDecision | None:
        """The decision that taking back would undo."""
        return self._commands.last_decision(self.person.id, self._since)

    def claim(self, task: int, *, take_over: bool = False) -> None:
        """Take a short lease on a task."""
        self._commands.claim(self.person.id, task, session=self.session, take_over=take_over)

    def unclaim(self, task: int) -> None:
        """Give one's lease back."""
        self._commands.unclaim(self.person.id, task)

    def comment(self, case: int | str, text: str, *, key: str) -> None:
        """Add a remark."""
        self._commands.comment(self.person.id, case, text, key=key)

    # --- passing work on ---

    def transfer(self, task: int, to: str, *, note: str, key: str) -> Outcome:
        """Hand one's vote on a task to another holder of the post, named by login."""
        return self._commands.transfer(self.person.id, task, to, note=note, key=key)

    def add_approver(self, task: int, to: str, where: Beside, *, note: str, key: str) -> Outcome:
        """Ask one more person to approve, before, after or beside oneself."""
        return self._commands.add_approver(self.person.id, task, to, where, note=note, key=key)

    def urge(self, case: int | str, *, note: str = "", key: str) -> Outcome:
        """Remind those a case waits for."""
        return self._commands.urge(self.person.id, case, note=note, key=key)

    def copy_to(self, case: int | str, to: str, *, note: str = "", key: str) -> Outcome:
        """Let another person see a case from now on, and tell him."""
        return self._commands.copy_to(self.person.id, case, to, note=note, key=key)

    def colleagues(self, text: str, limit: int = 8, *, task: int | None = None, instead: bool = False) -> list[Choice]:
        """Persons who hold a post, by login; for a task, those who may decide it besides or instead of this one."""
        with self._reading():
            may = None if task is None else self._commands.who_may_take(self.person.id, task, same_post=instead)
            return colleagues(self._company, text, limit, may)

    # --- bulk ---

    def bulk_preview(self, tasks: Sequence[int], action: str | Kind) -> BulkPreview:
        """What an action on many tasks would do: which it takes, which it leaves out and why, the sum."""
        with self._reading() as standing:
            return bulk_preview(Showing(self._company, standing), tasks, action)

    def bulk(
        self, items: Sequence[tuple[int, int]], action: str, *, reason: int | None = None, note: str = "", key: str
    ) -> list[BulkItem]:
        """Take an action on many (task, version seen) pairs, one transaction each; what failed says why."""
        return run_bulk(
            self._company, items,
            lambda task, case, seen: self.act(case, action, reason=reason, note=note, seen=seen, key=f"{key}:{task}"),
        )  # fmt: skip

    # --- notices, time, leaving ---

    def notices(self) -> list[tuple[datetime, Message, int | None]]:
        """What the person has not read yet: when, what, about which case; newest first."""
        return unread(self._company, self.person.id)

    def unread_notices(self) -> int:
        """How many notices the person has not read yet."""
        return self._company.cases.unseen_notices(self.person.id)

    def see_notices(self) -> None:
        """Note that the notices have been read."""
        with self._company.db.write():
            self._company.cases.see_notices(self.person.id, self._company.now())

    def tick(self) -> None:
        """Do what time brings; cheap when nothing is due."""
        tick(self._company, self.person.id)

    def leave(self) -> None:
        """Sign out: the leases and the session end."""
        with self._company.db.write():
            self._company.cases.end_claims(self.session)
            self._company.sessions.close(self.session, self._company.now(), "signed out")
