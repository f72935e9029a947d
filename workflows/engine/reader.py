"""The manual as it is read inside the program: which procedures there are, and the page of one."""

from db.message import Message, _
from workflows.engine.company import Company
from workflows.engine.errors import NotFound
from workflows.engine.manual import Manual
from workflows.posts import Desk


class Reader:
    """Hands out the pages of the manual; they are everybody's."""

    def __init__(self, company: Company) -> None:
        self._catalogue = company.catalogue

    def procedures(self) -> list[tuple[str, Message, Desk]]:
        """Return every process by key, with its title and the desk whose procedure it is."""
        return [(one.key, one.title, one.desk) for one in self._catalogue.processes.values()]

    def page(self, process: str, language: str) -> str:
        """Return the page of a process, as Markdown. Raises NotFound."""
        found = self._catalogue.processes.get(process)
        if found is None:
            raise NotFound(_("There is no process “{key}”")(key=process))
        return Manual(self._catalogue, language).page(found)
