"""The manual page of a process, the permission matrix and the other lists that follow from the definitions.

Markdown, generated; the definition is the only source. The same page is what help shows inside the program.
"""

import inspect
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from db.message import Message, Translate, _
from workflows.engine.asked import condition_said
from workflows.engine.catalogue import Catalogue
from workflows.engine.diagram import diagram
from workflows.engine.durations import Duration
from workflows.engine.form import FieldShape, Form, shape
from workflows.engine.functions import listed, told
from workflows.engine.process import Action, Fork, Join, Policy, Process, Route, Stay, Step, Target, Until
from workflows.i18n import FOLDER, translation
from workflows.posts import DESKS, POSTS

_KINDS: dict[str, Message] = {
    "text": _("text"), "long_text": _("long text"), "money": _("amount"), "quantity": _("quantity"),
    "percent": _("per cent"), "days": _("days"), "integer": _("whole number"), "flag": _("yes or no"),
    "date": _("date"), "datetime": _("date and time"), "choice": _("choice"), "ref": _("from a register"),
    "case": _("number of a case"), "lines": _("lines"), "texts": _("texts"),
}  # fmt: skip


def about(process: Process) -> str:
    """Return the procedure in prose: what its definition says, or the docstring of the file it stands in."""
    if process.about:
        return process.about
    for module in list(sys.modules.values()):
        if process in vars(module).values() and getattr(module, "__name__", "").endswith(process.key.replace("-", "_")):
            return inspect.cleandoc(module.__doc__ or "")
    return ""


def about_in(process: Process, language: str) -> str:
    """Return the procedure in prose in a language; what its definition says where that has none."""
    prose = FOLDER / language / "about" / f"{process.key}.md"
    return prose.read_text("utf-8").strip() if prose.exists() else about(process)


class Manual:
    """Writes pages in one language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue = catalogue
        self.language = language
        self.t: Translate = translation(language)

    def say(self, message: Message) -> str:
        """Return a message in the language of the manual, safe inside a Markdown table."""
        return message.render(self.t).replace("|", "\\|").replace("\n", " ")

    def put(self, frame: Message, **texts: str) -> str:
        """Put texts that are in this language already into a frame of it: its commas, colons and brackets."""
        return frame(**texts).render(self.t)

    def among(self, texts: Iterable[str]) -> str:
        """Return several words as one text, with the comma of this language between them."""
        said = list(texts)
        return reduce(lambda line, text: self.put(_("{one}, {other}"), one=line, other=text), said) if said else ""

    # --- a process ---

    def page(self, process: Process) -> str:
        """Return the manual page of a process."""
        parts = [
            f"# {self.say(process.title)} · {process.prefix} · `{process.key}`",
            about_in(process, self.language),
            self._facts(process),
            f"```\n{diagram(process, self.t)}\n```",
            f"## {self.say(_('Steps'))}",
            self._steps(process),
            f"## {self.say(_('Form'))}",
            *self._form(process.form, ""),
        ]
        for title, body in (
            (_("Policies"), self._policies(process.every_policy())),
            (_("Reasons"), "\n".join(f"{n}. {self.say(one)}" for n, one in enumerate(process.reasons, 1))),
            (_("Papers"), "\n".join(f"- {self.say(paper.title)}" for paper in process.documents)),
            (_("Recurring work"), "\n".join(f"- {self._label(d.title, self.say(d.when))}" for d in process.duties)),
            (_("Links"), self._links(process)),
        ):
            if body:
                parts += [f"## {self.say(title)}", body]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _facts(self, process: Process) -> str:
        seen = (
            self.say(_("the whole desk and every post in it"))
            if process.seen_by is None
            else self.say(listed([POSTS[post].title for post in process.seen_by]))
        )
        lines = [
            self._label(_("Desk"), self.say(process.desk.title)),
            self._label(_("Covers"), self.among(process.covers)) if process.covers else "",
            self._label(_("Seen by"), seen),
        ]
        return "\n".join(f"- {line}" for line in lines if line)

    def _label(self, label: Message, text: str) -> str:
        return self.put(_("{label}: {text}"), label=self.say(label), text=text)

    def _noted(self, text: str, note: Message) -> str:
        return self.put(_("{text} ({note})"), text=text, note=self.say(note))

    def _steps(self, process: Process) -> str:
        rows = []
        for step in process.real_steps:
            who = self.say(step.who.title)
            if not (step.deciding or step.draft):
                who = self._noted(who, _("waits") if step.waits else _("work"))
            rows.append(
                (
                    f"{self.say(step.title)} `{step.key}`",
                    who,
                    self._limit(step),
                    "<br>".join(self._action(process, action) for action in step.actions),
                )
            )
        return self._table((_("Step"), _("Who"), _("Within"), _("Actions")), rows)

    def _limit(self, step: Step) -> str:
        last = self.say(_("at most until {time}")(time=step.not_after.title)) if step.not_after else ""
        match step.within:
            case Duration():
                limit = self.say(step.within.shown())
            case Until():
                limit = self.say(step.within.title)
            case _:
                return last or "–"
        return self.put(_("{limit}, {latest}"), limit=limit, latest=last) if last else limit

    def _action(self, process: Process, action: Action) -> str:
        said = f"**{self.say(action.title)}** `{action.key}` → {self._target(process, action.to)}"
        if action.moved_by:
            said += f" · {self.say(_('taken by {process}')(process=f'`{action.moved_by}`'))}"
        if action.guards:
            said += f" · {self.say(_('if {guards}')(guards=told([guard.title for guard in action.guards])))}"
        if action.requires:
            fields = listed([Message("{path}")(path=f"`{path}`") for path in action.requires])
            said += f" · {self.say(_('needs {fields}')(fields=fields))}"
        if action.effects:
            said += f" · {self.say(_('then {effects}')(effects=told([effect.title for effect in action.effects])))}"
        if action.irreversible:
            said += f" · {self.say(_('cannot be undone'))}"
        return said

    def _target(self, process: Process, target: Target) -> str:
        match target:
            case Route(ways, otherwise):
                said = [self._noted(self._target(process, way), when.title) for when, way in ways]
                return " / ".join([*said, self._target(process, otherwise)])
            case Fork(steps):
                return " ∥ ".join(self.say(process.places[key].title) for key in steps)
            case Join(to):
                return self._target(process, to)
            case Stay():
                return self.say(_("stays here"))
            case _:
                return self.say(process.places[target].title)

    def _form(self, model: type[Form], prefix: str) -> Iterable[str]:
        rows = []
        for part in shape(model):
            rows.append((f"`{prefix}{part.name}`", self.say(part.title), self._kind(part), self._note(model, part)))
        yield self._table((_("Field"), _("Name"), _("Kind"), _("Note")), rows)
        for part in shape(model):
            if part.line is not None:
                yield f"### {self.say(part.title)}"
                yield from self._form(part.line, f"{part.name}.")

    def _kind(self, part: FieldShape) -> str:
        said = self.say(_KINDS[part.kind])
        if part.choices:
            answers = self.among(f"`{choice.value}` {self.say(choice.label)}" for choice in part.choices)
            said = self.put(_("{label}: {text}"), label=said, text=answers)
        return said + (f" `{part.register}`" if part.register else "")

    def _note(self, model: type[Form], part: FieldShape) -> str:
        notes = [
            _("required") if part.required else None,
            _("filled in by the program") if part.read else None,
            _("seen by {posts}")(posts=self.among(sorted(part.label.seen_by))) if part.label.seen_by else None,
            condition_said(model, part.label.when) if part.label.when else None,
            part.label.hint,
        ]
        said = [note for note in notes if note is not None]
        return self.say(told(said)) if said else ""

    def _policies(self, policies: Sequence[Policy]) -> str:
        rows = [
            (f"`{policy.name}`", self.say(policy.title), f"`{_value(policy.default)}`", policy.kind, policy.importance)
            for policy in policies
        ]
        return self._table((_("Policy"), _("What it is"), _("Default"), _("Kind"), _("Class")), rows) if rows else ""

    def _links(self, process: Process) -> str:
        return "\n".join(f"- {self._link(link.process, self.say(link.what))}" for link in process.links)

    def _link(self, process: str, what: str) -> str:
        said = self.put(_("{label}: {text}"), label=f"`{process}`", text=what)
        return said if process in self.catalogue.processes else self._noted(said, _("not yet built"))

    # --- lists over all processes ---

    def index(self) -> str:
        """Return the list of all processes by desk, each with its page."""
        parts = [f"# {self.say(_('Processes'))}"]
        for desk in DESKS.values():
            of_desk = [process for process in self.catalogue.processes.values() if process.desk == desk]
            if of_desk:
                parts.append(f"## {self.say(desk.title)}")
                rows = [
                    (f"[{self.say(one.title)}]({one.key}.md)", one.prefix, self.among(one.covers)) for one in of_desk
                ]
                parts.append(self._table((_("Process"), _("Prefix"), _("Covers")), rows))
        return "\n\n".join(parts) + "\n"

    def permissions(self) -> str:
        """Return which post may take which action at which step; what is not listed is denied."""
        parts = [f"# {self.say(_('Who may do what'))}", self.say(_("What is not listed is denied."))]
        for process in self.catalogue.processes.values():
            rows = [
                (self.say(step.title), self.say(step.who.title), self.among(self.say(a.title) for a in step.actions))
                for step in process.real_steps
            ]
            parts += [f"## {self.say(process.title)}", self._table((_("Step"), _("Who"), _("Actions")), rows)]
        return "\n\n".join(parts) + "\n"

    def unbuilt_links(self) -> str:
        """Return the links to processes that are not built, and the figures that wait for some; left out until then."""
        rows = [
            (self.say(process.title), f"`{link.process}`", self.say(link.what))
            for process in self.catalogue.processes.values()
            for link in process.links
            if link.process not in self.catalogue.processes
        ]
        said = self.say(_("These links are left out until the process at their other end is built."))
        table = self._table((_("Process"), _("Not yet built"), _("What it will do")), rows)
        waiting = [
            (self.say(board.desk.title), self.say(one.title), ", ".join(f"`{need}`" for need in one.needs))
            for board in self.catalogue.boards
            for one in board.missing
        ]
        also = self.say(_("These figures are left out of the dashboards until the processes they count are built."))
        figures = self._table((_("Desk"), _("Figure"), _("Not yet built")), waiting)
        return f"# {self.say(_('Links not yet built'))}\n\n{said}\n\n{table}\n\n{also}\n\n{figures}\n"

    def dashboards(self) -> str:
        """Return what stands on the dashboards: every figure and chart, how it is counted, who sees it."""
        parts = [f"# {self.say(_('Dashboards'))}"]
        for board in self.catalogue.boards:
            parts.append(f"## {self.say(board.desk.title)}")
            for heading, part in ((_("Figure"), board.figures), (_("Chart"), board.charts)):
                rows = [
                    (self.say(one.title), f"`{one.key}`", self.say(one.counted), self._who_sees(one.posts))
                    for one in part
                ]
                parts.append(self._table((heading, _("Name"), _("How counted"), _("Only for")), rows))
        return "\n\n".join(parts) + "\n"

    def _who_sees(self, posts: Iterable[str]) -> str:
        titles = [POSTS[post].title for post in POSTS if post in set(posts)]
        return self.say(listed(titles)) if titles else ""

    def policies(self) -> str:
        """Return every policy with its default."""
        return f"# {self.say(_('Policies'))}\n\n{self._policies(list(self.catalogue.policies.values()))}\n"

    def _table(self, headings: Sequence[Message], rows: Iterable[Sequence[str]]) -> str:
        lines = [" | ".join(self.say(heading) for heading in headings), " | ".join("---" for _heading in headings)]
        lines += [" | ".join(cell.replace("\n", " ") for cell in row) for row in rows]
        return "\n".join(f"| {line} |" for line in lines)


def _value(value: Any) -> str:
    match value:
        case tuple() | list():
            return ", ".join(_value(one) for one in value)
        case Decimal():
            return f"{value:,f}"
        case _:
            return str(value)
