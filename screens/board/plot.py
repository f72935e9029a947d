"""Charts over time, drawn with plotext and coloured by role.

The plot is built without colours: every series has a sign of its own, so that it can be told from the others without
any, and the theme colours the signs. Ticks are figures and dates only; names stand in the legend, which is drawn here,
because plotext gives every character one cell and Chinese ones take two.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from screens.board.values import shown
from screens.paint import Line, Piece, clipped, length
from screens.theme import Role
from screens.words import Words
from workflows.engine.boards import ChartView

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_BLOCKS = ("█", "▒", "░", "#", "+", "=", "o", "x", "*", "@", "&", "$")
_POINTS = ("*", "o", "x", "+")
_ROLES: tuple[Role, ...] = ("mine", "today", "good", "back", "bad", "title", "text", "mark")
_TICK = 8
"""Cells a label of the time axis takes, with the space beside it."""
_TICK_LINES = 3
"""Lines from one label of the other axis to the next, about."""
_TALL = 7
"""Lines a chart takes to be read, its frame with it."""
_ENTRY = 14
"""Cells an entry of the legend is cut to at least, where the entries in full would leave no room for the chart."""


@dataclass(frozen=True, slots=True)
class _Canvas:
    """A built plot: its lines without colours, and between which columns the data stands."""

    lines: list[str]
    left: int
    right: int


def time_chart(chart: ChartView, cells: int, height: int, at: int | None, words: Words) -> list[Line]:
    """Draw a chart of moments in `cells` x `height`, with a mark below the row `at`."""
    series = [index for index, column in enumerate(chart.columns) if column.drawn]
    signs = _signs(chart, len(series))
    legend = _legend(chart, series, signs, cells, words)
    if len(legend) > (most := max(2, height - 2 - _TALL)):
        legend = _legend(chart, series, signs, cells, words, cut_to=most)
    canvas = _built(chart, series, signs, cells, max(6, height - len(legend) - 2), words)
    roles = {sign: _ROLES[index % len(_ROLES)] for index, sign in enumerate(signs)}
    lines = [*legend, *(_coloured(text, roles) for text in canvas.lines)]
    if at is not None and chart.rows:
        column = canvas.left + 1 + int((at + 0.5) * (canvas.right - canvas.left - 1) / len(chart.rows))
        lines.append(((" " * min(column, cells - 1), "text"), ("▲", "key")))
    return lines


def _signs(chart: ChartView, count: int) -> list[str]:
    signs = _POINTS if chart.form == "lines" else _BLOCKS
    return [signs[index % len(signs)] for index in range(count)]


def _legend(
    chart: ChartView, series: Sequence[int], signs: Sequence[str], cells: int, words: Words, *, cut_to: int = 0
) -> list[Line]:
    """Name the series, each behind its sign, and the lines across the chart.

    cut_to: names are cut so that they stand in about so many lines; 0: they are not.
    """
    entries: list[list[Piece]] = [
        [(f"{sign} ", _ROLES[index % len(_ROLES)]), (words.say(chart.columns[column].title), "text")]
        for index, (column, sign) in enumerate(zip(series, signs, strict=True))
    ]
    unit = chart.columns[series[0]].unit
    entries += [
        [("─ ", "muted"), (f"{words.say(line.title)} {shown(line.value, unit, words)}", "muted")]
        for line in chart.lines
    ]
    if cut_to:
        room = max(_ENTRY, (cells - 1) // -(-len(entries) // cut_to) - 2)
        entries = [[*clipped(entry, room), (" " * (room - length(clipped(entry, room))), "text")] for entry in entries]
    lines: list[list[Piece]] = [[(" ", "text")]]
    for entry in entries:
        if length([*lines[-1], *entry]) > cells and len(lines[-1]) > 1:
            lines.append([(" ", "text")])
        lines[-1] += [*entry, ("  ", "text")]
    return [clipped(pieces[:-1], cells) for pieces in lines]


def _built(
    chart: ChartView, series: Sequence[int], signs: Sequence[str], cells: int, height: int, words: Words
) -> _Canvas:
    # Imported here: only who looks at a chart needs it.
    from textual_plotext import Plot

    plot: Any = Plot()
    plot.theme("clear")
    plot.plotsize(cells, height)
    plot._set_size(cells, height)
    moments = list(range(1, len(chart.rows) + 1))
    values = [[_float(row.values[column]) for row in chart.rows] for column in series]
    if chart.form == "lines":
        for own, sign in zip(values, signs, strict=True):
            for stretch in _stretches(own):
                plot.plot([moment for moment, _value in stretch], [value for _moment, value in stretch], marker=sign)
        most = max((value for own in values for value in own if value is not None), default=0.0)
    elif chart.form == "beside":
        plot.multiple_bar(moments, [[value or 0.0 for value in own] for own in values], marker=list(signs), width=0.8)
        most = max((value or 0.0 for own in values for value in own), default=0.0)
    else:
        bars = [[value or 0.0 for value in own] for own in values]
        plot.stacked_bar(moments, bars, marker=list(signs), width=0.7)
        most = max((sum(moment) for moment in zip(*bars, strict=True)), default=0.0)
    least = min((value for own in values for value in own if value is not None), default=0.0)
    for line in chart.lines:
        plot.hline(float(line.value))
        most, least = max(most, float(line.value)), min(least, float(line.value))
    # Bars are read by their length and begin at 0; lines that stay far above it would all be one.
    _scale(plot, chart, series, (least if chart.form == "lines" else 0.0, most), cells, height, words)
    return _read(plot.build())


def _stretches(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Yield what stands without a gap: moments in which nothing was counted are not bridged by a line."""
    for counted, stretch in groupby(enumerate(values, 1), key=lambda pair: pair[1] is not None):
        if counted:
            yield [(moment, value) for moment, value in stretch if value is not None]


def _scale(
    plot: Any,
    chart: ChartView,
    series: Sequence[int],
    between: tuple[float, float],
    cells: int,
    height: int,
    words: Words,
) -> None:
    unit = chart.columns[series[0]].unit
    ticks = _ticks(*between, max(2, height // _TICK_LINES), whole=unit == "count")
    plot.ylim(float(ticks[0]), float(ticks[-1]))
    plot.yticks([float(tick) for tick in ticks], [_label(tick, unit, words) for tick in ticks])
    plot.xlim(0.5, len(chart.rows) + 0.5)
    room = max(2, (cells - 10) // _TICK)
    step = max(1, -(-len(chart.rows) // room))
    marked = list(range(len(chart.rows), 0, -step))[::-1]
    plot.xticks(marked, [words.say(chart.rows[moment - 1].title) for moment in marked])


def _label(tick: Decimal, unit: str, words: Words) -> str:
    return f"{tick:,}%" if unit == "percent" else f"{tick:,}"


def _ticks(least: float, most: float, wanted: int, *, whole: bool) -> list[Decimal]:
    """Return round values from 0 to at least `most`, about as many as are wanted; from below `least` if that is high.

    whole: there is no half of what is counted.
    """
    low = Decimal(least) if least * 2 > most else Decimal(0)
    rough = (Decimal(most) - low or Decimal(most or 1)) / wanted
    power = Decimal(10) ** rough.adjusted()
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    step = step.to_integral_value() if step >= 1 else Decimal(1) if whole else step.normalize()
    ticks = [low // step * step]
    while ticks[-1] < Decimal(most) or len(ticks) < 2:
        ticks.append(ticks[-1] + step)
    return [tick.to_integral_value() if tick == tick.to_integral_value() else tick for tick in ticks]


def _float(value: Decimal | int | None) -> float | None:
    return None if value is None else float(value)


def _read(built: str) -> _Canvas:
    lines = [line.rstrip() for line in _COLOURS.sub("", built).splitlines()]
    frame = next((line for line in lines if "┌" in line), "┌┐")
    return _Canvas(lines, frame.index("┌"), frame.rindex("┐"))


def _coloured(text: str, roles: dict[str, Role]) -> Line:
    """Give every sign the colour of its series, all else that of a frame."""
    return tuple(("".join(group), role) for role, group in groupby(text, key=lambda sign: roles.get(sign, "muted")))
