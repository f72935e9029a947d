"""Registers, ledgers and pages of the manual as answers to “go to”: by their names in any language, or their keys."""

from collections.abc import Collection, Iterator, Sequence

from db.message import Message, _
from screens.chooser import Entry
from workflows.engine.filtering import says
from workflows.posts import Desk
from workflows.registers import REGISTERS

_REGISTER, _LEDGER, _PAGE = _("register"), _("ledger"), _("manual")
_LEDGERS = {"stock": _("Stock ledger"), "money": _("Money ledger")}
_MANUAL = _("Manual")


def places_named(typed: str, readable: Collection[str]) -> Iterator[Entry]:
    """Yield the registers, the ledgers that are readable, and the manual, as far as what is typed may mean them."""
    wanted = typed.casefold()
    if not wanted:
        return
    for register in REGISTERS.values():
        if _says(register.title, register.key, wanted):
            yield Entry(register.title, ("register", register.key, ""), _REGISTER)
    for key, title in _LEDGERS.items():
        if key in readable and _says(title, f"{key} ledger", wanted):
            yield Entry(title, ("ledger", key, ""), _LEDGER)
    if _says(_MANUAL, "manual", wanted):
        yield Entry(_MANUAL, ("manual", "", ""), _PAGE)


def place_at(
    kind: str, key: str, readable: Collection[str], procedures: Sequence[tuple[str, Message, Desk]]
) -> Entry | None:
    """Return a place again; None where it is gone, or no longer readable."""
    match kind:
        case "register" if key in REGISTERS:
            return Entry(REGISTERS[key].title, (kind, key, ""), _REGISTER)
        case "ledger" if key in readable:
            return Entry(_LEDGERS[key], (kind, key, ""), _LEDGER)
        case "manual":
            title = {"": _MANUAL, **{process: title for process, title, _desk in procedures}}.get(key)
            return Entry(title, (kind, key, ""), _PAGE) if title is not None else None
        case _:
            return None


def pages_named(typed: str, procedures: Sequence[tuple[str, Message, Desk]]) -> Iterator[Entry]:
    """Yield the pages of procedures that what is typed may mean; `manual stock` means pages and nothing else."""
    first, _blank, rest = typed.casefold().partition(" ")
    wanted = rest if rest and _says(_MANUAL, "manual", first) else typed.casefold()
    for key, title, _desk in procedures if wanted else ():
        if _says(title, key, wanted):
            yield Entry(title, ("manual", key, ""), _PAGE)


def _says(title: Message, key: str, wanted: str) -> bool:
    return key.startswith(wanted) or says(title, wanted)
