"""The program: reads the command line, runs the command, and turns whatever goes wrong into one clear sentence."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping, Sequence

# Before anything can import Textual: the keyboard protocol it would switch on swallows Chinese input, and it
# reads these settings once.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
os.environ.setdefault("TEXTUAL_FPS", "30")

import click

from console import settings
from console.cli import CONSOLE
from console.failure import Failure, Problem, failure_of
from console.output import NobodyListens
from console.run import Run
from db.message import _
from workflows.engine.clock import Clock, SystemClock
from workflows.files import why
from workflows.i18n import LANGUAGES

INTERRUPTED = 130


def main() -> None:
    """Run the command line of this process and end it with the exit code."""
    arguments = sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows a mark; a script gets UTF-8 whatever the locale.
        if "--json" in arguments:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        else:
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = run(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_output()
    sys.exit(code)


def run(arguments: Sequence[str], *, environment: Mapping[str, str] | None = None, clock: Clock | None = None) -> int:
    """Run one command line; return its exit code. Errors are said, never raised."""
    environment = os.environ if environment is None else environment
    session = Run(environment=environment, language=_language(arguments), as_json="--json" in arguments, clock=clock)
    try:
        return _run(arguments, session)
    except NobodyListens:
        _let_go_of_output()
        return 0
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except Exception as error:
        failure = failure_of(error) or _fault(environment)
        session.out.fail(failure)
        return failure.exit_code


def _run(arguments: Sequence[str], session: Run) -> int:
    try:
        if any("\udc80" <= character <= "\udcff" for word in arguments for character in word):
            raise Problem("usage", _("The command line is not UTF-8 text."))
        # Click returns the code of an exit, and else what the command returns, which is nothing.
        code = CONSOLE.main(list(arguments), prog_name="console", standalone_mode=False, obj=session)
        return code or 0
    finally:
        session.close()


def _language(arguments: Sequence[str]) -> str | None:
    """Return what --lang says; read ahead, because the words of a wrong command line need it too."""
    for index, word in enumerate(arguments):
        wanted = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(arguments):
            wanted = arguments[index + 1]
        if wanted in LANGUAGES:
            return wanted
    return None


def _fault(environment: Mapping[str, str]) -> Failure:
    """Write what happened to the log, and say where it is."""
    path = settings.fault_log(environment)
    text = f"--- {SystemClock().now()} {sys.version}\n{traceback.format_exc()}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="utf-8") as log:
            log.write(text)
    except OSError as problem:
        return Failure("fault", _(
            "Something went wrong inside the program, and the details could not be written to {path} ({problem})."
        )(path=str(path), problem=why(problem)))  # fmt: skip
    return Failure("fault", _("Something went wrong inside the program. The details are in {path}.")(path=str(path)))


def _let_go_of_output() -> None:
    """Point standard output nowhere, so that the interpreter does not stumble over the closed pipe at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
