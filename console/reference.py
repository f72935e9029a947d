"""The page of every command and its options, generated from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from console.cli import CONSOLE
from console.command import Command, Group, help_lines
from console.output import Output
from db.message import _

_WIDTH = 100


def reference(language: str) -> str:
    """Return the page in Markdown."""
    out = Output(language)
    intro = _("Generated from the program. What the commands are for and how scripts use them: docs/line-mode.md.")
    parts = [f"# {out.say(_('Commands'))}", out.say(intro)]
    parts += [_section(path, command, out) for path, command in commands()]
    return "\n\n".join(parts) + "\n"


def commands(group: Group = CONSOLE, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Command | Group]]:
    """Yield every command and group below a group, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert isinstance(found, Command | Group)
        yield (*path, name), found
        if isinstance(found, Group):
            yield from commands(found, (*path, name))


def _section(path: tuple[str, ...], command: Command | Group, out: Output) -> str:
    context = click.Context(command, info_name=" ".join(("console", *path)))
    text = "\n".join(help_lines(command, context, out, _WIDTH))
    return f"## console {' '.join(path)}\n\n```\n{text}\n```"
