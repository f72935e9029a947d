"""The translations: collects the texts in the code, checks the parts, compiles what the program reads.

English is the message id, written in the code as `_("…")`, or as `plural("…", "…")` where it counts (see
`db.message`). The Chinese stands in
`workflows/locale/zh_CN/parts/*.po`: one file per area, entries only. Those files are the source;
`LC_MESSAGES/console.mo` is compiled from them (by `make setup`, the tests, a wheel build), never committed.

    python -m tools.messages check      every text has exactly one translation, with the same {places}
    python -m tools.messages update     add what is missing (to be filled in), drop what nothing says any more
    python -m tools.messages compile    write the .mo files
"""

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, PoFileParser, write_po

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("db", "workflows", "seed_data", "screens", "console")
LANGUAGES = ("zh_CN",)
DOMAIN = "console"

_LINE = 100
# Stands in place of the time of compiling, so that the same parts give the same bytes.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"\{([A-Za-z_]\w*)\}")


Id = str | tuple[str, str]
"""What a translation stands under: a text, or its forms for one and for many."""


# -- what the code says --------------------------------------------------------------------------------------


@dataclass
class Texts:
    """What the code says to people.

    `used` maps each id to where it is said first (`file:line`); `problems` are sentences for a developer.
    """

    used: dict[Id, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def texts_in(root: Path = ROOT) -> Texts:
    """Collect every `_("…")` and `plural("…", "…")` on the floors below `root`."""
    texts = Texts()
    for floor in FLOORS:
        for path in sorted((root / floor).rglob("*.py")):
            _collect(path.read_text("utf-8"), path.relative_to(root).as_posix(), texts)
    for one, many in [id for id in texts.used if isinstance(id, tuple)]:
        if one in texts.used:
            texts.problems.append(f"{texts.used[one, many]}: {one!r} is said without a plural elsewhere")
    return texts


def _collect(source: str, file: str, texts: Texts) -> None:
    calls = [node for node in ast.walk(ast.parse(source, file)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if not (isinstance(node.func, ast.Name) and node.func.id in ("_", "plural")):
            continue
        place = f"{file}:{node.lineno}"
        match node.func.id, node.args, node.keywords:
            case "_", [ast.Constant(value=str(text))], []:
                texts.used.setdefault(text, place)
                texts.problems += [f"{place}: {flaw}" for flaw in _flaws_in_id(text)]
            case "plural", [ast.Constant(value=str(one)), ast.Constant(value=str(many))], []:
                texts.used.setdefault((one, many), place)
                texts.problems += [f"{place}: {flaw}" for text in (one, many) for flaw in _flaws_in_id(text)]
                if "{count}" not in many:
                    texts.problems.append(f"{place}: {many!r} does not say {{count}}, which chooses the form")
            case "_", _, _:
                texts.problems.append(f"{place}: _() takes one literal string; bind values after it")
            case _:
                texts.problems.append(f"{place}: plural() takes two literal strings; bind values after it")


def _flaws_in_id(text: str) -> Iterator[str]:
    if not text.strip():
        yield "an empty text cannot be translated"
    elif text != text.strip():
        yield f"white space around {text!r} is layout, not text"
    if re.search(r"[{}]", _PLACE.sub("", text)):
        yield f"places in {text!r} must be plain {{names}}"


# -- what the parts translate --------------------------------------------------------------------------------


class BrokenPart(Exception):
    """A part that cannot be read; says where and why."""


class Part(Catalog):
    """The entries of one file. Remembers ids that come twice, of which Babel silently keeps the first."""

    def __init__(self, language: str, path: Path | None = None) -> None:
        super().__init__(
            locale=language, domain=DOMAIN, charset="utf-8", creation_date=_LONG_AGO, revision_date=_LONG_AGO
        )
        self.path = path
        self.twice: list[Message] = []
        if path is not None and path.exists():
            try:
                with path.open(encoding="utf-8") as lines:
                    PoFileParser(self, ignore_obsolete=True, abort_invalid=True).parse(lines)
            except PoFileError as error:
                where = f"{language}/{path.name}:{error.lineno + 1}"
                reason = str(error).removesuffix(f" on {error.lineno}")  # Babel counts lines from 0
                raise BrokenPart(f"{where}: this is not PO: {reason}") from error

    def __setitem__(self, id: str | tuple[str, ...] | list[str], message: Message) -> None:
        if id and self.get(id) is not None:
            self.twice.append(message)
        super().__setitem__(id, message)

    def entries(self) -> list[Message]:
        """Return the translations, without the header Babel adds."""
        return [message for message in self if message.id]

    def write(self) -> None:
        """Write the entries back to their file, sorted, so that two people's additions rarely meet."""
        assert self.path is not None
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for message in self:
            message.flags.difference_update(("python-format", "python-brace-format"))  # Babel's guess; says nothing
        with self.path.open("wb") as out:
            write_po(out, self, width=_LINE, no_location=True, omit_header=True, sort_output=True)


def parts_of(language: str, root: Path = ROOT) -> list[Part]:
    """Read the parts of one language in a fixed order. Raises `BrokenPart`."""
    folder = _folder(language, root) / "parts"
    return [Part(language, path) for path in sorted(folder.glob("*.po"))]


def _folder(language: str, root: Path) -> Path:
    return root / "workflows" / "locale" / language


# -- check ---------------------------------------------------------------------------------------------------


def problems(root: Path = ROOT) -> list[str]:
    """Return everything wrong with texts and translations, a sentence each; empty when all is well."""
    texts = texts_in(root)
    found = list(texts.problems)
    for language in LANGUAGES:
        try:
            found += _problems_of(parts_of(language, root), language, texts.used)
        except BrokenPart as error:
            found.append(str(error))
    return found


def _problems_of(parts: list[Part], language: str, used: dict[Id, str]) -> Iterator[str]:
    seen: dict[Id, str] = {}
    for part in parts:
        for message in [*part.entries(), *part.twice]:
            where = f"{language}/{part.path.name if part.path else ''}:{message.lineno}"
            if message.context:
                yield f"{where}: contexts are not used here"
                continue
            id = _id(message)
            yield from (f"{where}: {flaw}" for flaw in _flaws_in_translation(message, part.num_plurals))
            if id not in used:
                yield f"{where}: nothing says {id!r} any more"
            if id in seen:
                yield f"{where}: {id!r} is translated in {seen[id]} already"
            seen.setdefault(id, where)
    for text, place in used.items():
        if text not in seen:
            yield f"{place}: {text!r} has no {language} translation"


def _id(message: Message) -> Id:
    """Return what an entry translates, as `Texts.used` names it."""
    if isinstance(message.id, str):
        return message.id
    one, many = message.id
    return one, many


def _flaws_in_translation(message: Message, forms: int) -> Iterator[str]:
    """Yield what is wrong with an entry. forms: how many a text that counts has in this language."""
    if message.fuzzy:
        yield f"{message.id!r} is marked fuzzy"
    # The last of the English forms has every place; the one for a single thing may do without the number.
    text = message.id if isinstance(message.id, str) else message.id[-1]
    translated = [message.string] if isinstance(message.string, str) else list(message.string or [""])[:forms]
    if not all(translated):
        yield f"{message.id!r} is not translated yet"
        return
    for said in translated:
        if set(_PLACE.findall(text)) != set(_PLACE.findall(said)):
            yield f"the {{places}} of {text!r} and {said!r} differ"
        elif said != said.strip() or re.search(r"[{}]", _PLACE.sub("", said)):
            yield f"{said!r} has white space around it or a stray brace"


# -- update and compile --------------------------------------------------------------------------------------


def update(root: Path = ROOT) -> list[str]:
    """Bring the parts in line with the code and return what was done, a sentence each.

    Adds missing ids without a translation to the part of the area that says them; drops what nothing says any
    more and what an earlier part translates already.
    """
    used = texts_in(root).used
    done: list[str] = []
    for language in LANGUAGES:
        parts = {part.path: part for part in parts_of(language, root)}
        changed: set[Path | None] = set()
        seen: set[Id] = set()
        for path, part in parts.items():
            if part.twice:
                changed.add(path)
            for message in part.entries():
                text = _id(message)
                if text not in used or text in seen:
                    part.delete(message.id)
                    changed.add(path)
                    done.append(f"{language}/{path.name if path else ''}: dropped {text!r}")
                seen.add(text)
        for text in used.keys() - seen:
            path = _folder(language, root) / "parts" / f"{_area(used[text])}.po"
            parts.setdefault(path, Part(language, path)).add(text)
            changed.add(path)
            done.append(f"{language}/{path.name}: translate {text!r}")
        for path in changed:
            parts[path].write()
    return sorted(done)


def _area(place: str) -> str:
    """Name the part a text belongs to: the desk of its process, else `engine`, else its floor."""
    match place.split("/"):
        case ["workflows", "catalogue", desk, _, *_]:
            return desk
        case ["workflows", area, _, *_]:
            return area
        case [floor, *_]:
            return floor
    raise ValueError(place)


def compiled(language: str, root: Path = ROOT) -> Path:
    """Return where the compiled catalogue of a language stands."""
    return _folder(language, root) / "LC_MESSAGES" / f"{DOMAIN}.mo"


def compile_all(root: Path = ROOT) -> None:
    """Write every language's catalogue, each file replaced whole: a running program may read it."""
    for language in LANGUAGES:
        whole = Part(language)
        for part in parts_of(language, root):
            for message in part.entries():
                if message.id not in whole:
                    whole.add(message.id, message.string)
        target = compiled(language, root)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}.new")
        with fresh.open("wb") as out:
            write_mo(out, whole)
        fresh.replace(target)


def compile_if_stale(root: Path = ROOT) -> None:
    """Compile only when a part is newer than what was compiled, or one came or went (the folder is newer)."""
    for language in LANGUAGES:
        folder, target = _folder(language, root) / "parts", compiled(language, root)
        newest = max(path.stat().st_mtime_ns for path in [folder, *folder.glob("*.po")])
        if not target.exists() or target.stat().st_mtime_ns < newest:
            compile_all(root)


def _report(lines: Iterable[str], otherwise: str) -> int:
    lines = list(lines)
    print("\n".join(lines) if lines else otherwise)
    return len(lines)


def main(arguments: list[str]) -> int:
    """Run one of the three commands; returns the exit code."""
    try:
        match arguments:
            case ["check"]:
                return 1 if _report(problems(), "Translations are complete.") else 0
            case ["update"]:
                _report(update(), "The translations match the code.")
                return 0
            case ["compile"]:
                compile_all()
                return 0
    except BrokenPart as error:
        print(error, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
