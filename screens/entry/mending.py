"""What is wrong in a form that is being typed, shown where the person can mend it.

A value is not wrong while it is typed, and what is merely not typed yet is wrong only once the form was handed in.
What a refusal said of a field stands until it is typed in again.
"""

from collections.abc import Sequence

from db.message import Message, _, plural
from screens.base import ConsoleScreen
from screens.commands import BY_ID
from screens.entry.grid import LineGrid
from screens.entry.problems import Place, Problem, placed, unfound
from screens.entry.sheet import HandedIn, Sheet
from screens.entry.strips import Against
from screens.keymap import label
from workflows.engine.form import FieldError
from workflows.engine.view import Outcome

_FIX = plural("{count} field needs another look", "{count} fields need another look; {key} goes to the next")
_AT_FIELD = _("{field}: {problem}")


class Mending(ConsoleScreen[Outcome | None]):
    """A form in which something may be wrong."""

    sheet: Sheet

    def __init__(self) -> None:
        super().__init__()
        self.against = Against()
        self._tried = False
        self._wrong: list[Problem] = []
        self._standing: list[Problem] = []
        self._typed_at: tuple[object, ...] | None = None
        self._place: tuple[object, ...] = ()
        self._counted: Message | str = ""

    def key_of(self, command: str) -> Message | str:
        """Return how the key of a command is written."""
        return label(self.keys_of(BY_ID[command])[0])

    def find_problems(self, errors: Sequence[FieldError], sent: HandedIn) -> list[FieldError]:
        """Show errors at their fields; what is merely not typed yet only after the form was tried."""
        self._wrong, homeless = placed(errors, self.sheet.asked(), sent.rows)
        self.show_problems()
        return homeless

    def show_problems(self) -> None:
        """Show what is known to be wrong, as far as it is to be seen where the person is now."""
        self._place = self._here()
        wrong = self._wrong if self._tried else [one for one in self._wrong if one.is_typed]
        wrong = [one for one in wrong if one.place != self._typed_at]
        places: dict[Place, Problem] = {}
        for one in (*unfound(self.sheet.asked()), *wrong, *self._standing):
            places.setdefault(one.place, one)
        self.sheet.show(list(places.values()))
        self.against.mended(places)
        self.refresh_keys()
        if self._counted and not places and self.status.said == self._counted:
            self.tell("")

    def moved(self) -> None:
        """Show what is wrong with what was just left."""
        if self._place != self._here():
            self._typed_at = None
            self.show_problems()

    def _here(self) -> tuple[object, ...]:
        at = self.sheet.current
        return (at, at.row, at.name_at) if isinstance(at, LineGrid) else (at,)

    def forget(self, at: object) -> None:
        """What was wrong at a field, or at the cell one is in, is settled by typing there."""
        row, name = (at.rows[at.row], at.name_at) if isinstance(at, LineGrid) and len(at.rows) else (None, "")
        settled = self._typed_at = (at, row, name)
        self._wrong = [one for one in self._wrong if one.place != settled]
        self._standing = [one for one in self._standing if one.place != settled]

    def refused(
        self,
        errors: Sequence[FieldError],
        reasons: Sequence[Message],
        sent: HandedIn,
        title: Message,
        *,
        stands: bool = False,
    ) -> None:
        """Show everything that stands against the form: at the fields, and as a list where no field says it.

        stands: it is not found by looking at the form, and stands at its fields until they are typed in again.
        """
        self._tried, self._standing, self._typed_at = True, [], None
        homeless = self.find_problems(errors, sent)
        found = {str(error): one for error in errors for one in placed([error], self.sheet.asked(), sent.rows)[0]}
        self._standing = list(found.values()) if stands else []
        listed = [_AT_FIELD(field=one.title, problem=one.message) for one in homeless]
        # What stands at no field comes first: only what is marked at one may be left out where there is no room.
        listed += sorted(reasons, key=lambda reason: str(reason) in found)
        at = {reason: found[str(reason)] for reason in reasons if str(reason) in found}
        self.against.show(title, listed, at)
        self._counted = _FIX(count=len(errors), key=self.key_of("next-error")) if errors else ""
        self.tell(self._counted, "bad")
        self.sheet.next_problem(first=True)
        self._place = self._here()

    def untried(self) -> None:
        """Begin as if the form had never been handed in."""
        self._tried = False
        self._standing, self._wrong = [], []
        self.against.clear()
        self.sheet.show([])
