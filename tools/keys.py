"""The page of keys, from the command registry that also feeds footer, palette and help."""

from collections.abc import Iterable

from db.message import Message
from screens.commands import COMMANDS, GROUPS, Command, Scope
from screens.keymap import label
from workflows.i18n import translation

_PLACES: dict[Scope, str] = {
    "desk": "desk",
    "case": "case",
    "list": "register or ledger",
    "record": "record",
    "page": "manual",
    "board": "dashboard",
    "entry": "form",
    "sign-in": "sign-in",
}


def keys_page(language: str) -> str:
    """Return every command by group: its keys, what it does, where it applies, and its id for the keymap."""
    translate = translation(language)

    def say(text: Message | str) -> str:
        shown = text.render(translate) if isinstance(text, Message) else text
        return shown.replace("|", "\\|")

    parts = ["# Keys" if language == "en" else "# 按键"]
    for group, title in GROUPS.items():
        parts.append(f"## {say(title)}")
        lines = ["| | | | |", "|---|---|---|---|"]
        for command in COMMANDS:
            if command.group == group:
                keys = " ".join(f"`{say(label(key))}`" for key in _shown(command))
                where = ", ".join(name for scope, name in _PLACES.items() if scope in command.scopes)
                lines.append(f"| {keys} | {say(command.title)} | {say(command.help)} | {where} · `{command.id}` |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _shown(command: Command) -> Iterable[str]:
    """The keys as one writes them down; backticks and pipes would break the table."""
    return [key for key in command.keys if key not in ("`", "|")]
