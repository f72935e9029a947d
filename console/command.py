"""How a command of line mode is declared: its words in both languages, and the options every command has.

    @command(_("Show a case."), person=True)
    @argument("case", _("number of the case, or # and its id"))
    def show(run: Run, case: str) -> None: ...

A command is a function of a `Run` and its own parameters. `database` says that it uses --db, `person` --db and --as;
all have --json, --lang and --help. Shared options may stand before the name of the command as well, and every command
takes them all, so that a script may give each the same; the help names those that matter.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import update_wrapper
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from console.failure import Findings, Problem, written
from console.output import Output
from console.run import Run
from db.message import Message, _
from screens.words import wrap
from workflows.i18n import LANGUAGES

_LINE = 100
_LEFT = 30


# --- parameters -----------------------------------------------------------------------------------------------


class Option(click.Option):
    """An option whose help is a message."""

    def __init__(self, *declared: Any, words: Message, shared: bool = False, **rest: Any) -> None:
        super().__init__(*declared, **rest)
        self.words = words
        self.shared = shared


class Argument(click.Argument):
    """An argument whose help is a message."""

    def __init__(self, *declared: Any, words: Message, **rest: Any) -> None:
        super().__init__(*declared, **rest)
        self.words = words


class Words(click.ParamType[str]):
    """Words a list is searched by; what is written as a field is refused, since these lists have none."""

    name = "words"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from workflows.engine.filtering import words_alone  # not before it is needed: starting is to be quick

        text, problems = words_alone(str(value))
        if problems:
            raise Problem("usage", problems[0], problems[1:])
        return text


class OneOf(click.ParamType[str]):
    """One of a few fixed words."""

    name = "one of"

    def __init__(self, *words: str) -> None:
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.words:
            raise Problem("usage", _("{name} is one of {words}, not {given}.")(
                name=_name(param), words=", ".join(self.words), given=str(value)
            ))  # fmt: skip
        return str(value)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "|".join(self.words)


class Whole(click.ParamType[int]):
    """A whole number in a range."""

    name = "number"

    def __init__(self, low: int, high: int) -> None:
        self.low = low
        self.high = high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and len(text) < 19 and self.low <= int(text) <= self.high):
            raise Problem("usage", _("{name} is a whole number from {low} to {high}, not {given}.")(
                name=_name(param), low=self.low, high=self.high, given=text
            ))  # fmt: skip
        return int(text)


def _name(parameter: click.Parameter | None) -> str:
    return written(parameter) if parameter else ""


def option(*names: str, words: Message, **rest: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an option."""
    return click.option(*names, cls=Option, words=words, **rest)


def argument(name: str, words: Message, **rest: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command an argument."""
    return click.argument(name, cls=Argument, words=words, **rest)


# --- options every command shares -----------------------------------------------------------------------------


def _run_of(context: click.Context) -> Run:
    return context.ensure_object(Run)


def _name_database(context: click.Context, _parameter: click.Parameter, path: str | None) -> None:
    if path is not None:
        _run_of(context).path = Path(path)


def _name_person(context: click.Context, _parameter: click.Parameter, login: str | None) -> None:
    if login is not None:
        _run_of(context).login = login


def _seen_already(_context: click.Context, _parameter: click.Parameter, _value: Any) -> None:
    """--json and --lang are read before anything is parsed: errors of parsing need them too."""


def _show_help(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(context.get_help())
        context.exit()


def _shared(names: list[str], words: Message, callback: Callable[..., None], **rest: Any) -> Option:
    return Option(names, words=words, shared=True, expose_value=False, callback=callback, **rest)


def shared_options(*, database: bool, person: bool) -> list[click.Parameter]:
    """Return new copies of the shared options; those a command does without are taken and not named in its help."""
    return [
        _shared(
            ["--as"], _("who you are: the login; the password is asked for, or read from CONSOLE_PASSWORD"),
            _name_person, metavar="USER", hidden=not person,
        ),
        _shared(
            ["--db"], _("the database; otherwise CONSOLE_DB names it"), _name_database, metavar="FILE",
            hidden=not (database or person),
        ),
        _shared(["--json"], _("answer with one JSON document"), _seen_already, is_flag=True),
        _shared(["--lang"], _("language of the answer"), _seen_already, type=OneOf(*LANGUAGES)),
    ]  # fmt: skip


def _help_option() -> Option:
    return _shared(["--help", "-h"], _("show this help"), _show_help, is_flag=True, is_eager=True)


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        number = version("operations-console")
        _run_of(context).out.give({"version": number}, [f"console {number}"])
        context.exit()


def version_option() -> Option:
    """Return the option of the program itself that tells its version."""
    return _shared(["--version"], _("show the version"), _show_version, is_flag=True, is_eager=True)


# --- commands and groups --------------------------------------------------------------------------------------


class _Worded(click.Command):
    """What commands and groups have in common: help in the person's language, errors as messages."""

    def __init__(self, *given: Any, words: Message, **rest: Any) -> None:
        rest["add_help_option"] = False
        super().__init__(*given, **rest)
        self.words = words
        self.help = words.text
        self.params.append(_help_option())

    def get_help(self, ctx: click.Context) -> str:
        out = ctx.find_object(Run)
        columns = min(shutil.get_terminal_size().columns, _LINE)
        return "\n".join(help_lines(self, ctx, out.out if out else Output("en"), columns))


class Command(_Worded):
    """One command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of a command; what is wrong with them is told in one go, not word by word."""
        ctx.allow_extra_args = True
        try:
            left = super().parse_args(ctx, list(args))
        except (click.UsageError, Problem):
            self._tell_all(ctx, args)
            raise
        if left and not ctx.resilient_parsing:
            raise _too_many(left)
        return left

    def _tell_all(self, ctx: click.Context, args: list[str]) -> None:
        """Raise everything that is wrong with these words, each parameter asked for itself."""
        findings = Findings()
        given, left = self._told_apart(ctx, args, findings)
        misread = bool(findings)  # behind an option there is not, a word may stand where it was not meant to
        for parameter in self.get_params(ctx):
            if not (misread and isinstance(parameter, Argument)):
                with findings.collecting():
                    parameter.handle_parse_result(ctx, given, [])
        if left and not misread:
            findings.add(_too_many(left))
        findings.tell()

    def _told_apart(self, ctx: click.Context, args: list[str], findings: Findings) -> tuple[dict[str, Any], list[str]]:
        """Return what was given for each parameter and the words left over, without options that cannot be read."""
        while True:
            parser = self.make_parser(ctx)
            try:
                given, left, _order = parser.parse_args(args=list(args))
            except (click.NoSuchOption, click.BadOptionUsage) as error:
                findings.add(error)
                args = [word for word in args if word.partition("=")[0] != error.option_name]
            else:
                return given, left


def _too_many(words: list[str]) -> Problem:
    return Problem("usage", _("Too many words: {words}")(words=" ".join(words)))


class Group(_Worded, click.Group):
    """Commands under one name. Subcommands written as `module:function` are loaded when they are called."""

    def __init__(self, *given: Any, later: dict[str, str] | None = None, **rest: Any) -> None:
        super().__init__(*given, invoke_without_command=False, no_args_is_help=False, **rest)
        self._later = later or {}
        self.params += shared_options(database=True, person=True)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self._later, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self._later:
            module, _colon, attribute = self._later[cmd_name].partition(":")
            found: click.Command = getattr(import_module(module), attribute)
            return found
        return self.commands.get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        found = self.get_command(ctx, args[0])
        if found is None:
            raise Problem("usage", _("There is no command “{path} {name}”. There are: {names}")(
                path=ctx.command_path, name=args[0], names=", ".join(self.list_commands(ctx))
            ))  # fmt: skip
        return args[0], found, args[1:]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if not ctx._protected_args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        return rest

    def add(
        self, words: Message, name: str = "", *, database: bool = False, person: bool = False
    ) -> Callable[[Callable[..., None]], Command]:
        """Declare a command of this group; it is called as the function unless `name` says otherwise."""

        def declare(function: Callable[..., None]) -> Command:
            made = command(words, name, database=database, person=person)(function)
            self.add_command(made)
            return made

        return declare


def command(
    words: Message, name: str = "", *, database: bool = False, person: bool = False
) -> Callable[[Callable[..., None]], Command]:
    """Declare a command; it is called as the function unless `name` says otherwise."""

    def declare(function: Callable[..., None]) -> Command:
        params: list[click.Parameter] = getattr(function, "__click_params__", [])[::-1]

        def callback(**given: Any) -> None:
            function(_run_of(click.get_current_context()), **given)

        return Command(
            name or function.__name__.strip("_").replace("_", "-"),
            callback=update_wrapper(callback, function),
            params=[*params, *shared_options(database=database, person=person)],
            words=words,
        )

    return declare


# --- help -----------------------------------------------------------------------------------------------------


def help_lines(what: _Worded, context: click.Context, out: Output, total: int) -> Iterator[str]:
    """Yield the help of a command or group, in the language of `out`, in lines of at most `total` cells."""
    pieces = [piece for param in what.params for piece in param.get_usage_pieces(context)]
    tail = "COMMAND …" if isinstance(what, click.Group) else ""
    usage = " ".join(part for part in (context.command_path, "[OPTION …]", *pieces, tail) if part)
    yield f"{out.say(_('Usage:'))} {usage}"
    yield ""
    yield from wrap(out.say(what.words), total)
    arguments = [(param.make_metavar(context), param.words) for param in what.params if isinstance(param, Argument)]
    yield from _section(out, _("Arguments"), arguments, total)
    if isinstance(what, click.Group):
        found = [(name, what.get_command(context, name)) for name in what.list_commands(context)]
        commands = [(name, one.words) for name, one in found if isinstance(one, _Worded)]
        yield from _section(out, _("Commands"), commands, total)
    for shared, title in ((False, _("Options")), (True, _("Options of every command"))):
        options = [
            (_option_names(param, context), param.words)
            for param in what.params
            if isinstance(param, Option) and param.shared is shared and not param.hidden
        ]
        yield from _section(out, title, options, total)


def _option_names(param: Option, context: click.Context) -> str:
    names = ", ".join(sorted([*param.opts, *param.secondary_opts], key=lambda name: (len(name) == 2, name)))
    return names if param.is_flag else f"{names} {param.make_metavar(context)}"


def _section(out: Output, title: Message, entries: list[tuple[str, Message]], total: int) -> list[str]:
    left = min(max((len(name) for name, _words in entries), default=0), _LEFT)
    lines = []
    for name, words in entries:
        first, *more = wrap(out.say(words), max(total - left - 4, 20))
        if len(name) > left:
            lines += [name, f"{' ' * left}  {first}"]
        else:
            lines.append(f"{name:<{left}}  {first}")
        lines += [f"{' ' * left}  {line}" for line in more]
    return out.section(title, lines)
