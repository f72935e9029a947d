"""Which key runs which command: the registry's keys, changed by the settings, clashes refused.

A key is named as it is typed: `/`, `ctrl+p`, `f5`, `space`, `pagedown`. Full-width forms and the signs that
Chinese input methods put in place of `/`, `.` and `*` are the same keys.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from db.message import Message, _
from screens.commands import BY_ID, COMMANDS, Command, Scope

_BY_INPUT_METHOD = {"。": ".", "、": "/", "×": "*", "·": "`"}
_NAMED = (
    *("space", "enter", "escape", "tab", "backspace", "delete", "insert", "home", "end"),
    *("up", "down", "left", "right", "pageup", "pagedown"),
    *(f"f{number}" for number in range(1, 25)),
)
_MODIFIED = re.compile(r"((ctrl|shift|alt)\+)*(?P<key>.+)")
# What terminals cannot tell from Backspace, Tab, line feed, Enter, Escape; and what must never end anything.
_UNUSABLE = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+c", "ctrl+left_square_bracket"})

_LABELS: dict[str, Message] = {
    "space": _("space"),
    "enter": _("enter"),
    "escape": _("esc"),
    "tab": _("tab"),
    "backspace": _("backspace"),
    "pageup": _("PgUp"),
    "pagedown": _("PgDn"),
    "home": _("Home"),
    "end": _("End"),
    "insert": _("Ins"),
    "delete": _("Del"),
}
_ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→"}


class KeymapProblem(Exception):
    """The settings name a key or a command that cannot be used so; `message` says which and why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def canonical(key: str, character: str | None = None) -> str:
    """Return the name of a pressed key: the character it types, half-width, or its own name."""
    if character is not None and len(character) == 1 and (character.isprintable() or character == "\u3000"):
        typed = _BY_INPUT_METHOD.get(character) or unicodedata.normalize("NFKC", character)
        return "space" if typed == " " else typed
    return key


def label(key: str) -> Message | str:
    """Return how a key is shown: `F5`, `^P`, `↑`, `space`."""
    modifiers, _plus, base = key.rpartition("+") if len(key) > 1 else ("", "", key)
    if not modifiers:
        if base in _LABELS:
            return _LABELS[base]
        return _ARROWS.get(base, base.upper() if re.fullmatch(r"f\d+", base) else base)
    if modifiers == "ctrl" and len(base) == 1:
        return f"^{base.upper()}"
    return f"{modifiers}+{_ARROWS.get(base, base)}"


class Keymap:
    """The keys of one session. Raises `KeymapProblem` where `changes` (command id → keys) cannot be used."""

    def __init__(
        self, changes: Mapping[str, Sequence[str]] | None = None, commands: Iterable[Command] = COMMANDS
    ) -> None:
        changes = changes or {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._commands: dict[tuple[Scope, str], Command] = {}
        for unknown in changes.keys() - BY_ID.keys():
            raise KeymapProblem(_("Keys: there is no command “{command}”")(command=unknown))
        for command in commands:
            self._keys[command.id] = tuple(changes.get(command.id, command.keys))
            for key in self._keys[command.id]:
                self._take(command, key, check=command.id in changes)

    def _take(self, command: Command, key: str, *, check: bool) -> None:
        if check and (key in _UNUSABLE or not _is_key(key)):
            raise KeymapProblem(
                _("Keys: “{key}” for “{command}” is no key a terminal sends for itself")(key=key, command=command.id)
            )
        for scope in command.scopes:
            other = self._commands.setdefault((scope, key), command)
            if other is not command:
                raise KeymapProblem(
                    _("Keys: “{key}” would mean both “{one}” and “{other}”; change one of them")(
                        key=key, one=other.id, other=command.id
                    )
                )

    def keys(self, command: Command) -> tuple[str, ...]:
        """Return the keys of a command, the one to show first."""
        return self._keys[command.id]

    def keys_of(self, command: str) -> tuple[str, ...]:
        """Return the keys of a command by its id."""
        return self._keys[command]

    def find(self, scope: Scope, key: str) -> Command | None:
        """Return the command that a key (as `canonical` names it) runs in a scope."""
        return self._commands.get((scope, key))

    def commands(self, scope: Scope) -> list[Command]:
        """Return the commands of a scope, in the order of the registry."""
        return [command for command in COMMANDS if scope in command.scopes]


def _is_key(key: str) -> bool:
    if len(key) == 1:
        return key.isprintable() and key != " "
    found = _MODIFIED.fullmatch(key)
    return found is not None and (found["key"] in _NAMED or ("+" in key and len(found["key"]) == 1))
