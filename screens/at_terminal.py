"""What the program asks of its terminal: is it there, where its cursor stands, which signs it draws, the mouse."""

import os
from collections.abc import Sequence

from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Offset

from screens import theme
from screens.base import ConsoleScreen
from screens.glyphs import FewSigns, few_signs

_INPUT = 0
"""The descriptor a program reads its keys from."""


class AtTerminal(App[None], inherit_bindings=False):
    """A program at one terminal."""

    def __init__(self, driver_class: type[Driver] | None) -> None:
        self._typed_at = Offset(0, 0)
        self._signs = [FewSigns()] if few_signs(os.environ) else []
        self._mouse_on = False
        self._had_terminal = os.isatty(_INPUT)
        super().__init__(driver_class=driver_class)

    def begin_in(self, look: str) -> None:
        """Take the first colours, before there is a screen.

        Set like later ones they would be taken for a change: read, and everything styled by the library's own, before
        the first screen is.
        """
        for known in theme.themes():
            self.register_theme(known)
        self.set_reactive(App.theme, look)
        self.stylesheet.set_variables(self.get_css_variables())
        self._refresh_truecolor_filter(self.ansi_theme)

    def terminal_is_gone(self) -> bool:
        """Whether the terminal has been closed. Nobody need have said so: under `setsid` no signal comes."""
        return self._had_terminal and not os.isatty(_INPUT)

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor stands: there an input method opens its candidates.

        Asked for whenever something is sent to the terminal, so it is right however the lines have moved. Where
        nothing is typed it stays where it was.
        """
        screen = self.screen_stack[-1] if self._running and self.screen_stack else None
        if isinstance(screen, ConsoleScreen):
            self._typed_at = screen.typing_at() or self._typed_at
        return self._typed_at

    @cursor_position.setter
    def cursor_position(self, at: Offset) -> None:
        self._typed_at = at

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what everything drawn passes on its way to the terminal."""
        return [*super().get_line_filters(), *self._signs]

    def switch_mouse(self) -> bool:
        """Ask the terminal to report the mouse, or not to any more; return which."""
        self._mouse_on = not self._mouse_on
        if self._driver is not None:
            # Tells the driver to take the reports back when the program ends, however it ends.
            self._driver._mouse = True
            switch = "h" if self._mouse_on else "l"
            self._driver.write("".join(f"\x1b[?{mode}{switch}" for mode in (1000, 1006)))
            self._driver.flush()
        return self._mouse_on
