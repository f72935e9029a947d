"""What a reference may name: records of the registers, and the policies, which the catalogue itself declares."""

from typing import TYPE_CHECKING

from db.message import Message, _
from workflows.engine.view import Choice
from workflows.i18n import LANGUAGES, translation
from workflows.registers import REGISTERS
from workflows.registers.defaults import as_given, given_as

if TYPE_CHECKING:
    from workflows.engine.company import Company

POLICIES = "policies"
"""A register without records: its keys are the names of the catalogue's policies."""

_LEAST_CODE = 8
"""Digits of the shortest barcode."""

_TELLING = {"products": ("specification",)}
"""The fields by which people tell records of one name apart."""


def is_named(company: "Company", register: str, key: str) -> bool:
    """Say whether there is something of that key which may still be chosen."""
    if register == POLICIES:
        return key in company.catalogue.policies
    return company.registers.is_active(register, key)


def named(company: "Company", register: str, key: str) -> Message | str:
    """Return what a key names as people read it, the key with it."""
    if register == POLICIES:
        declared = company.catalogue.policies.get(key)
        return _("{title} {key}")(title=declared.title, key=key) if declared else key
    name = called(company, register, key)
    if isinstance(name, Message):
        return _("{title} {key}")(title=name, key=key)
    return f"{name} {key}" if name != key else key


def called(company: "Company", register: str, key: str) -> Message | str:
    """Return the name of a record: in the reader's language where the program gave it; its key where there is none."""
    name = company.registers.name(register, key)
    return as_given(register, key, name) if name else key


def lookup(company: "Company", register: str, text: str, limit: int, language: str) -> list[Choice]:
    """Return what the typed text may mean, best first, by the names it has in a language; it is typed in any."""
    if register == POLICIES:
        return _policies(company, text.casefold().split(), limit)
    if (read := _scanned(company, register, text.strip())) is not None:
        found = read
    elif text.strip():
        found = [(hit.key, hit.name) for hit in company.registers.find(text, [register], limit=limit)]
        given = [key for key in given_as(register, text) if key not in {known for known, _name in found}]
        found += [(key, name) for key in given if (name := company.registers.name(register, key))][: limit - len(found)]
    else:
        found = [(record.key, record.name) for record in company.registers.page(register, limit=limit)]
    return [
        Choice(key, _said(register, key, name, language), _told_apart(company, register, key)) for key, name in found
    ]


def _scanned(company: "Company", register: str, text: str) -> list[tuple[str, str]] | None:
    """Return the record whose label a scanner has read, with its name; None where the text is no such code.

    A long number names what it is the whole code of, or nothing: half of a code that was read badly finds no other goods.
    """
    fact = REGISTERS[register].scanned if register in REGISTERS else ""
    keys = company.registers.keys_with(register, fact, text) if fact and text else []
    known = [(key, company.registers.name(register, key) or key) for key in keys if is_named(company, register, key)]
    if known:
        return known
    is_code = fact and text.isascii() and text.isdigit() and len(text) >= _LEAST_CODE
    return [] if is_code and not is_named(company, register, text) else None


def _said(register: str, key: str, name: str, language: str) -> str:
    said = as_given(register, key, name)
    return said.render(translation(language)) if isinstance(said, Message) else said


def _told_apart(company: "Company", register: str, key: str) -> str:
    """Return what tells a record from another of the same name: its key, and what the register has for that."""
    data = company.registers.data(register, key) or {} if register in _TELLING else {}
    return "  ".join([key, *(str(data[name]) for name in _TELLING.get(register, ()) if data.get(name))])


def _policies(company: "Company", words: list[str], limit: int) -> list[Choice]:
    """The policies in whose name, or title in any language, every word is found."""
    found = []
    for name, declared in sorted(company.catalogue.policies.items()):
        titles = [declared.title.render(translation(language)) for language in LANGUAGES]
        everything = " ".join((name, *titles)).casefold()
        if all(word in everything for word in words):
            found.append(Choice(name, name, titles[-1]))
    return found[:limit]
