"""Colours: what each part of the screen is drawn in, by role, in three themes.

`calm` for terminals with 256 colours and more, `contrast` for tired or weak eyes and bright rooms, `plain`
for 16 colours in the terminal's own palette. A colour never says anything alone: a letter, a word or a place
says it too.
"""

from functools import cache

from rich.style import Style
from textual.theme import Theme

Role = str

PLAIN, CALM, CONTRAST = "plain", "calm", "contrast"
THEMES = (CALM, CONTRAST, PLAIN)

_ROLES: dict[str, dict[Role, str]] = {
    CALM: {
        "text": "#d0d4d9 on #14171a",
        "muted": "#8b949e on #14171a",
        "title": "bold #f0f3f6 on #14171a",
        "rule": "#3a4149 on #14171a",
        "key": "bold #e3b341 on #14171a",
        "sales": "bold #58a6ff on #14171a",
        "warehouse": "bold #d29922 on #14171a",
        "service": "bold #3fb950 on #14171a",
        "management": "bold #bc8cff on #14171a",
        "late": "bold #ff7b72 on #14171a",
        "today": "#e3b341 on #14171a",
        "back": "#d2a8ff on #14171a",
        "mine": "#58a6ff on #14171a",
        "other": "#8b949e on #14171a",
        "mark": "bold #3fb950 on #14171a",
        "good": "#3fb950 on #14171a",
        "bad": "bold #ff7b72 on #14171a",
        "changed": "bold underline #e3b341 on #14171a",
        "gone": "strike #6e7681 on #14171a",
        "training": "bold #14171a on #e3b341",
        "practice": "#14171a on #e3b341",
        "prompt": "#f0f3f6 on #22272e",
        "prompt-muted": "#9aa4ae on #22272e",
        "prompt-key": "bold #e3b341 on #22272e",
        "prompt-title": "bold #f0f3f6 on #22272e",
        "prompt-bad": "bold #ff7b72 on #22272e",
        "prompt-good": "#3fb950 on #22272e",
        "chosen": "bold #f0f3f6 on #1f4b7a",
        "edit": "#14171a on #f0f3f6",
        "field": "#d0d4d9 on #1d2227",
        "typing": "#f0f3f6 on #2d343c",
        "picked": "#f0f3f6 on #1f4b7a",
    },
    CONTRAST: {
        "text": "#ffffff on #000000",
        "muted": "#d0d0d0 on #000000",
        "title": "bold #ffffff on #000000",
        "rule": "#a0a0a0 on #000000",
        "key": "bold #ffff00 on #000000",
        "sales": "bold #66d9ff on #000000",
        "warehouse": "bold #ffd75f on #000000",
        "service": "bold #5fff5f on #000000",
        "management": "bold #ff9fff on #000000",
        "late": "bold #ff8080 on #000000",
        "today": "bold #ffff00 on #000000",
        "back": "bold #ff9fff on #000000",
        "mine": "bold #66d9ff on #000000",
        "other": "#d0d0d0 on #000000",
        "mark": "bold #5fff5f on #000000",
        "good": "bold #5fff5f on #000000",
        "bad": "bold #ff8080 on #000000",
        "changed": "bold underline #ffff00 on #000000",
        "gone": "strike #b0b0b0 on #000000",
        "training": "bold #000000 on #ffff00",
        "practice": "bold #000000 on #ffff00",
        "prompt": "#ffffff on #000000",
        "prompt-muted": "#d0d0d0 on #000000",
        "prompt-key": "bold #ffff00 on #000000",
        "prompt-title": "bold underline #ffffff on #000000",
        "prompt-bad": "bold #ff8080 on #000000",
        "prompt-good": "bold #5fff5f on #000000",
        "chosen": "bold #000000 on #ffffff",
        "edit": "#000000 on #ffffff",
        "field": "underline #ffffff on #000000",
        "typing": "bold underline #ffffff on #303030",
        "picked": "#000000 on #ffff00",
    },
    PLAIN: {
        "text": "default",
        "muted": "dim default",
        "title": "bold default",
        "rule": "dim default",
        "key": "bold yellow",
        "sales": "bold cyan",
        "warehouse": "bold yellow",
        "service": "bold green",
        "management": "bold magenta",
        "late": "bold red",
        "today": "yellow",
        "back": "magenta",
        "mine": "cyan",
        "other": "dim default",
        "mark": "bold green",
        "good": "green",
        "bad": "bold red",
        "changed": "bold underline default",
        "gone": "dim strike default",
        "training": "bold black on yellow",
        "practice": "black on yellow",
        "prompt": "default",
        "prompt-muted": "dim default",
        "prompt-key": "bold yellow",
        "prompt-title": "bold default",
        "prompt-bad": "bold red",
        "prompt-good": "green",
        "chosen": "reverse default",
        "edit": "reverse default",
        "field": "underline default",
        "typing": "bold underline default",
        "picked": "reverse default",
    },
}
ROLES: frozenset[Role] = frozenset(_ROLES[CALM])


@cache
def style(theme: str, role: Role, chosen: bool = False) -> Style:
    """Return the style of a role in a theme; `chosen` puts it on the line under the cursor."""
    known = _ROLES.get(theme, _ROLES[PLAIN])
    base = Style.parse(known[role])
    if not chosen:
        return base
    cursor = Style.parse(known["chosen"])
    if theme in (PLAIN, CONTRAST) or cursor.color is None:
        return cursor + Style(underline=base.underline, strike=base.strike)
    return Style(color=base.color, bgcolor=cursor.bgcolor, bold=base.bold, underline=base.underline, strike=base.strike)


def themes() -> list[Theme]:
    """Return the themes for the parts that are styled by rule rather than by role."""
    return [
        Theme(
            CALM, primary="#58a6ff", secondary="#8b949e", warning="#e3b341", error="#ff7b72",
            success="#3fb950",
            accent="#e3b341", foreground="#d0d4d9", background="#14171a", surface="#14171a", panel="#22272e",
        ),
        Theme(
            CONTRAST, primary="#66d9ff", secondary="#d0d0d0", warning="#ffff00", error="#ff8080",
            success="#5fff5f", accent="#ffff00", foreground="#ffffff", background="#000000",
            surface="#000000",
            panel="#000000", text_alpha=1.0,
        ),
        Theme(
            PLAIN, ansi=True, primary="ansi_cyan", secondary="ansi_default", warning="ansi_yellow",
            error="ansi_red", success="ansi_green", accent="ansi_yellow", foreground="ansi_default",
            background="ansi_default", surface="ansi_default", panel="ansi_default", boost="ansi_default",
            variables={
                "ansi-background": "ansi_black", "ansi-foreground": "ansi_white",
                "input-cursor-background": "ansi_white", "input-cursor-foreground": "ansi_black",
            },
        ),
    ]  # fmt: skip


def choices(color_system: str | None) -> tuple[str, ...]:
    """Return the themes that look right on a terminal with these colours, the one that fits best first."""
    return THEMES if color_system in ("truecolor", "256") else (PLAIN, CONTRAST)


def fitting(color_system: str | None, wanted: str = "") -> str:
    """Return the theme that is wanted where it looks right on a terminal with these colours, else one that does."""
    among = choices(color_system)
    return wanted if wanted in among else among[0]
