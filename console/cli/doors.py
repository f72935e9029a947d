"""Opening the program on this terminal: the company, or the practice company."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console import settings
from console.command import OneOf, command, option
from console.failure import Problem
from console.run import Run
from db.message import Message, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from screens.office import SomeoneToBe
    from workflows.engine.office import Office


_LINE = 40


@command(_("Open the practice company: the real program, with nothing at risk."), person=True)
@option("--prepare", is_flag=True, words=_("only make it, open no screen"))
@option("--reset", is_flag=True, words=_("begin anew: what was done in it is gone"))
@option("--size", type=OneOf("small", "normal"), default="normal", words=_("how much history it has"))
def train(run: Run, prepare: bool, reset: bool, size: str) -> None:
    from console.practice import prepare as prepare_practice

    path = run.place(settings.practice_database(run.environment))
    if not prepare:
        _need_terminal(run)
    making = reset or not path.exists()
    if making:
        run.out.note(_("Making the practice company in {path}. This takes a few seconds.")(path=str(path)))
    with _drawn(run) as progress:
        made = prepare_practice(
            path, size=size, language=run.out.language, now=run.clock.now(), anew=reset, progress=progress
        )
    if making and not made:
        run.out.note(_("Somebody else has made it meanwhile; that one stays."))
    run.path = path
    if prepare:
        run.database  # noqa: B018  # opened, because one that cannot be used is not ready
        said = _("The practice company is ready: {path}")(path=str(path))
        run.out.give({"db": path, "made": made}, [run.out.say(said)])
        return
    _open(run)


@contextmanager
def _drawn(run: Run) -> Iterator[Callable[[float], None] | None]:
    """Yield what draws a line that fills up, where somebody is looking; it is gone at the end."""
    if run.out.as_json or not sys.stderr.isatty():
        yield None
        return

    def show(share: float) -> None:
        done = min(round(_LINE * share), _LINE)
        sys.stderr.write(f"\r[{'#' * done}{'.' * (_LINE - done)}]")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


@command(_("Open the company on this terminal."), person=True)
def run(run: Run) -> None:
    _open(run)


def _open(run: Run) -> None:
    """Show the screens until the person leaves; he signs in there, unless --as names him."""
    _need_terminal(run)
    gc.disable()  # whatever is loaded now stays, so there is no garbage to look for; from `_make_ready` on there is
    practice = run.database.kind == "practice"
    keys = _keys(run)
    from screens.app import run as show
    from screens.keymap import KeymapProblem

    try:
        show(
            lambda login, password: _office(run, login, None if practice else password),
            people=_people(run) if practice else None,
            office=_signed_in(run) if run.login else None,
            ready=lambda: _make_ready(run),
            company=run.database.meta("company") or "",
            language=run.out.language,
            chosen=run.language_given,
            keys=keys,
        )
    except KeymapProblem as problem:
        raise Problem("invalid", _("The keys in {path} cannot be used.")(
            path=str(settings.keymap(run.environment))
        ), [problem.message]) from None  # fmt: skip


def _need_terminal(run: Run) -> None:
    if run.out.as_json:
        raise Problem("usage", _("A screen does not answer in JSON; the other commands do."))
    if (name := run.environment.get("TERM", "")) in ("dumb", "unknown"):
        raise Problem("usage", _(
            "A terminal that calls itself “{name}” shows no screens. The commands work in it: see “console --help”."
        )(name=name))  # fmt: skip
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Problem("usage", _("This needs a terminal. For scripts there are commands: see “console --help”."))


def _office(run: Run, login: str, password: str | None) -> Office:
    return run.engine.office(run.sign_in(login, password).id, door="terminal")


def _make_ready(run: Run) -> None:
    """Load what the sign-in does without: the processes and the desk.

    All that has been loaded stays; to look through it for garbage would hold a key up for a tenth of a second, now and
    then.
    """
    try:
        import screens.desk  # noqa: F401

        _ = run.engine
        gc.freeze()
    finally:
        gc.enable()


def _signed_in(run: Run) -> Office:
    return run.engine.office(run.person.id, door="terminal")


def _people(run: Run) -> Sequence[SomeoneToBe]:
    from screens.office import SomeoneToBe

    return [SomeoneToBe(login, name, titles) for login, name, titles in run.roles()]


def _keys(run: Run) -> dict[str, Sequence[str]] | None:
    """Read the person's changes to the keymap: `[keys]` with a list of keys by command id."""
    path = settings.keymap(run.environment)
    if not path.exists():
        return None
    import tomllib

    try:
        read: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise _wrong_keys(path, Message("{problem}")(problem=str(problem))) from None
    keys = read.get("keys", {})
    if not isinstance(keys, dict):
        raise _wrong_keys(path, _("[keys] must be a table"))
    for name, wanted in keys.items():
        if not isinstance(wanted, list) or not all(isinstance(key, str) for key in wanted):
            raise _wrong_keys(path, _('{name} must be a list of keys, as ["a", "f5"]')(name=name))
    return keys


def _wrong_keys(path: Path, why: Message) -> Problem:
    return Problem("invalid", _("The keys in {path} cannot be used.")(path=str(path)), [why])
