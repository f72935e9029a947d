"""What a command ends with when it is not done: its kind, its exit code, its words.

Exit codes are part of the interface and never change: 0 done, 1 fault, 2 usage or invalid input, 3 refused (not
allowed, or a guard), 4 conflict, 5 not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import click

from db.message import Message, _, plural

Kind = Literal["fault", "usage", "invalid", "refused", "conflict", "not-found"]

EXIT_CODES: Final[Mapping[str, int]] = MappingProxyType(
    {"fault": 1, "usage": 2, "invalid": 2, "refused": 3, "conflict": 4, "not-found": 5}
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a command was not done. fields: path as in `--data`, and what is wrong there."""

    kind: str
    message: Message
    reasons: Sequence[Message] = ()
    fields: Sequence[tuple[str, Message]] = ()

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.kind]


class Problem(Exception):
    """Something the program itself, not the business behind it, finds wrong."""

    def __init__(
        self, kind: Kind, message: Message, reasons: Sequence[Message] = (), fields: Sequence[tuple[str, Message]] = ()
    ) -> None:
        super().__init__(str(message))
        self.failure = Failure(kind, message, reasons, fields)


_NOTHING_DONE = plural(
    "{count} thing needs another look; nothing was done", "{count} things need another look; nothing was done"
)


class Findings:
    """What is wrong with a command, found before anything is done, so that all of it is told in one go."""

    def __init__(self) -> None:
        self._found: list[tuple[Exception, Failure]] = []

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Keep what goes wrong in the block, unless it is a fault in the program."""
        try:
            yield
        except Exception as error:
            self.add(error)

    def add(self, error: Exception) -> None:
        """Keep a problem; raise it where it is a fault in the program."""
        failure = failure_of(error)
        if failure is None:
            raise error
        self._found.append((error, failure))

    def __bool__(self) -> bool:
        return bool(self._found)

    def tell(self) -> None:
        """Raise what was found: a single problem as it is, several as one with all their reasons and fields."""
        if len(self._found) == 1:
            raise self._found[0][0]
        if self._found:
            failures = [failure for _error, failure in self._found]
            kinds = {failure.kind for failure in failures}
            raise SeveralProblems("usage" if kinds == {"usage"} else "invalid", failures)


class SeveralProblems(Problem):
    """Several things are wrong: all reasons and fields of them, under one sentence."""

    def __init__(self, kind: Kind, failures: Sequence[Failure]) -> None:
        reasons = [reason for failure in failures for reason in _said(failure)]
        count = sum(len(failure.reasons) if _lists(failure) else 1 for failure in failures)
        fields = [field for failure in failures for field in failure.fields]
        super().__init__(kind, _NOTHING_DONE(count=count), reasons, fields)


def _lists(failure: Failure) -> bool:
    """Whether the reasons say it all, each naming its field; else they are beside the sentence."""
    return failure.kind in ("invalid", "refused") and bool(failure.reasons)


def _said(failure: Failure) -> Sequence[Message]:
    """What a failure says where it stands among others."""
    return failure.reasons if _lists(failure) else [failure.message, *failure.reasons]


def failure_of(error: Exception) -> Failure | None:
    """Return what an exception means to the person; None when it is a fault in the program."""
    match error:
        case Problem():
            return error.failure
        case click.ClickException():
            return _of_click(error)
    return _of_business(error)


def _of_business(error: Exception) -> Failure | None:
    # Imported here, because most runs of the program never need to explain anything.
    from console.accounts import PasswordRefused
    from db import errors as store
    from db.people import LoginTaken
    from db.registers import RecordChanged
    from workflows.engine import errors as engine
    from workflows.engine.form import InvalidForm

    match error:
        case engine.Invalid(errors=errors) | InvalidForm(errors=errors):
            fields = [(one.path, one.message) for one in errors]
            invalid = error if isinstance(error, engine.Invalid) else engine.Invalid(errors)
            return Failure("invalid", invalid.message, invalid.reasons, fields)
        case engine.CommandError():
            named = error.fields if isinstance(error, engine.Refused) else []
            return Failure(error.kind, error.message, error.reasons, [(one.path, one.message) for one in named])
        case store.DatabaseMissing():
            return Failure("not-found", error.message)
        case store.Busy() | store.DatabaseExists() | store.LogLeftBehind() | LoginTaken() | RecordChanged():
            return Failure("conflict", error.message)
        case store.NoSuchPlace():
            return Failure("usage", error.message)
        case store.DatabaseProblem():
            return Failure("fault", error.message)
        case PasswordRefused():
            return Failure("invalid", error.message, error.reasons, [("password", why) for why in error.reasons])
        case store.StoreProblem():
            return Failure("refused", error.message)
    return None


def _of_click(error: click.ClickException) -> Failure:
    match error:
        case click.NoSuchOption(option_name=name):
            near = ", ".join(error.possibilities or ())
            message = _("There is no option {option} here.")(option=name)
            if name[1:2].isdigit():
                return Failure("usage", message, [_("A negative number stands after --, at the end of the line.")])
            return Failure("usage", message, [_("Perhaps you mean {option}.")(option=near)] if near else ())
        case click.MissingParameter(param=click.Parameter() as parameter):
            return Failure("usage", _("{name} is missing.")(name=written(parameter)))
        case click.BadOptionUsage(option_name=name):
            # Click raises this for an option without its value, and for a flag that is given one.
            return Failure("usage", _("{option} is not used like this; see --help.")(option=name))
    return Failure("usage", _("The command line is not right: {problem}")(problem=error.format_message()))


def written(parameter: click.Parameter) -> str:
    """Return a parameter as one writes it on the command line."""
    return parameter.opts[0] if parameter.param_type_name == "option" else parameter.human_readable_name
