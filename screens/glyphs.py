"""Signs for a terminal that has few of them: the console of Linux itself, whose font holds 256 or 512.

Each sign it lacks becomes one it has, of the same width, so that every line keeps its shape. Chinese it cannot
show at all; the keys of the footer say how to go on in English.
"""

from collections.abc import Mapping

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_INSTEAD = str.maketrans({
    "“": '"', "”": '"', "‘": "'", "’": "'", "—": "─", "–": "-", "−": "-", "…": ".", "×": "x",
    "✓": "√", "✗": "x", "●": "•", "↩": "«", "▷": ">", "‹": "<", "›": ">",
    "╭": "┌", "╮": "┐", "╰": "└", "╯": "┘", "┄": "─", "∥": "║", "▏": "│",
    "▁": "▄", "▂": "▄", "▃": "▄", "▅": "█", "▆": "█", "▇": "█",
    "▎": "▌", "▍": "▌", "▋": "█", "▊": "█", "▉": "█", "␛": "?", "␡": "?", "␦": "?",
})  # fmt: skip


def few_signs(environment: Mapping[str, str]) -> bool:
    """Say whether the terminal of this environment has few signs."""
    return environment.get("TERM", "") in ("linux", "linux-16color", "linux-basic", "console")


class FewSigns(LineFilter):
    """Puts a sign the terminal has for each it lacks, in whatever is drawn."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments in the signs there are."""
        return [segment if segment.text.isascii() else _in_signs(segment) for segment in segments]


def _in_signs(segment: Segment) -> Segment:
    return Segment(segment.text.translate(_INSTEAD), segment.style, segment.control)
