"""Moving up and down: the same keys on every screen that holds all it shows."""

from abc import abstractmethod

from screens.base import ConsoleScreen, Result

_FAR = 1_000_000


class Moving(ConsoleScreen[Result]):
    """A screen one moves up and down in."""

    @abstractmethod
    def move(self, by: int) -> None:
        """Go down by so many rows, up where it is negative, and no further than there are rows."""

    @property
    @abstractmethod
    def page_rows(self) -> int:
        """How far a page is."""

    def do_down(self) -> None:
        """Go down."""
        self.move(1)

    def do_up(self) -> None:
        """Go up."""
        self.move(-1)

    def do_page_down(self) -> None:
        """Go down a page."""
        self.move(self.page_rows)

    def do_page_up(self) -> None:
        """Go up a page."""
        self.move(-self.page_rows)

    def do_first(self) -> None:
        """Go to the beginning."""
        self.move(-_FAR)

    def do_last(self) -> None:
        """Go to the end."""
        self.move(_FAR)
