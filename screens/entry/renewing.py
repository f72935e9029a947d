"""A form that is begun anew: thrown away on purpose, or the next one after it was handed in."""

from contextlib import suppress

from db.message import _
from screens.base import intent
from screens.entry.filing import Filing
from workflows.engine.errors import CommandError
from workflows.engine.view import Outcome

_THROWN = _("Draft thrown away; {key} brings it back")


class Renewing(Filing):
    """A form, and the blank one that takes its place."""

    async def sent(self, outcome: Outcome) -> None:
        """Begin the next new one where they are written one after the other, as receipts at a till are."""
        if not self.form.again or self.form.case_id is not None:
            await super().sent(outcome)
            return
        with suppress(CommandError):
            await self.ask(self.office.drop_draft, self.form)
        self._save_key, self.thrown = intent(), None
        await self._show_blank()
        self.refresh_keys()
        self.tell(outcome.said)

    async def start_anew(self) -> None:
        """Throw the draft away, and show the form as it is without."""
        self.thrown = self.sheet.everything()
        await self.ask(self.office.drop_draft, self.form)
        await self._show_blank()
        self.tell(_THROWN(key=self.key_of("bring-back")))

    async def _show_blank(self) -> None:
        """Show the form as it is without anything typed in it."""
        self.form = await self._read()
        self._key = intent()
        self._kept_at = self._changes
        self.show_form(self.form.values)
        self.untried()
        self.sheet.go_to(self.sheet.first())
