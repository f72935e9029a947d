"""Search in the registers while somebody types: Chinese, pinyin, initials, codes, numbers.

SQLite's tokenizers do not cut Chinese, and a trigram index finds nothing for two characters. So words are cut
here, when a record is written, into two columns of an FTS5 table:

- `starts`: what a record as a whole begins with: its name without spaces, the name's pinyin and initials,
  its key, the number in it
- `words`: what else it is found by: single characters and pairs (恒, 恒达, 达电), pinyin and initials from
  each later syllable on (`dadianqi`, `ddq`), words, numbers without leading zeros, the last four digits of
  long ones

so that `hd`, `hengda`, `恒达`, `达电`, `12` and `C-0012` all find C-0012 恒达电器, the best match first. The
index holds nothing of its own and can be made again from the records.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from db.database import Database

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_MOST_SYLLABLES = 40
_NOWHERE = "nowhere\ue000"
"""A word no record has."""

# Characters that names of people, firms and goods use in more than one reading. The dictionary knows words
# such as 银行, but not which reading a firm calls itself by, so a name is found by either.
_MORE_READINGS = """
    单 dan shan  曾 zeng ceng  仇 qiu chou  解 jie xie  区 qu ou  查 cha zha  盖 gai ge  乐 le yue
    朴 piao pu  尉 wei yu  翟 zhai di  覃 qin tan  缪 miao mou  折 zhe she  种 zhong chong  员 yuan yun
    万 wan mo  贾 jia gu  柏 bai bo  盛 sheng cheng  石 shi dan  长 chang zhang  重 zhong chong  行 hang xing
    都 du dou  朝 chao zhao  厦 sha xia  调 tiao diao  传 chuan zhuan  藏 cang zang  大 da dai  参 can shen
    弹 dan tan  会 hui kuai  车 che ju  率 lv shuai  圈 quan juan  强 qiang jiang  降 jiang xiang
    角 jiao jue  薄 bao bo  壳 ke qiao  落 luo lao  模 mo mu  屏 ping bing  宿 su xiu  校 xiao jiao  扎 za zha
    粘 zhan nian  绿 lv lu  堡 bao pu  埔 pu bu  六 liu lu  蚌 bang beng  铅 qian yan
"""
_READINGS: Mapping[str, tuple[str, str]] = {
    character: (first, second) for character, first, second in re.findall(r"(\S) (\w+) (\w+)", _MORE_READINGS)
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    register: str
    key: str
    name: str
    active: bool


class Search:
    """The search index of one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, record_id: int, register: str, key: str, name: str, texts: Iterable[str] = ()) -> None:
        """Index a record, or index it anew. `texts`: phones, contacts, addresses and the like."""
        self.remove(record_id)
        self._db.run(
            "INSERT INTO record_words (rowid, register, starts, words) VALUES (?, ?, ?, ?)",
            (record_id, _squeezed(register), " ".join(_starts(key, name)), " ".join(_words(key, name, texts))),
        )

    def remove(self, record_id: int) -> None:
        """Take a record out of the index."""
        self._db.run("DELETE FROM record_words WHERE rowid = ?", (record_id,))

    def find(
        self, typed: str, registers: Collection[str] = (), *, limit: int = 20, inactive: bool = False
    ) -> list[Hit]:
        """Return the records that what was typed may mean, best first: the key itself, keys that begin so,
        names that begin so (in characters, pinyin or initials), then any that hold all of its words.

        `registers`: only these. Without `inactive`, only records that may still be chosen. Blank: nothing.
        """
        runs = _runs(typed)
        if not runs:
            return []
        whole = "".join(runs)
        found: dict[int, Hit] = {}
        for wanted in (f'starts : "{whole}"', f'starts : "{whole}" *', _all_words(runs)):
            # More than fit: the shortest names come first, and those of an earlier tier come up again.
            hits = self._matches(wanted, registers, inactive, limit=4 * limit)
            for record, hit in sorted(hits, key=lambda item: (len(item[1].name), item[1].key)):
                found.setdefault(record, hit)
            if len(found) >= limit:
                break
        return list(found.values())[:limit]

    def _matches(self, wanted: str, registers: Collection[str], inactive: bool, limit: int) -> list[tuple[int, Hit]]:
        found = self._db.rows(
            "SELECT r.id, r.register, r.key, r.name, r.active"
            " FROM record_words CROSS JOIN records r ON r.id = record_words.rowid"
            " WHERE record_words MATCH ? AND (r.active OR ?) LIMIT ?",
            (matching(wanted, registers), inactive, limit),
        )
        return [(row["id"], Hit(row["register"], row["key"], row["name"], bool(row["active"]))) for row in found]


def matching(wanted: str, registers: Collection[str]) -> str:
    """Return the FTS5 expression for `wanted` in these registers; none: in all."""
    if not registers:
        return wanted
    of = " OR ".join(f'"{_squeezed(register)}"' for register in registers)
    return f"register : ({of}) AND ({wanted})"


def words_typed(typed: str) -> str:
    """Return the FTS5 expression that holds where all typed words are found; '' where nothing was typed."""
    runs = _runs(typed)
    return _all_words(runs) if runs else ""


def in_register(word: str, register: str) -> str:
    """Return the FTS5 expression for the records of a register that one typed word finds; one for none without it."""
    return matching(words_typed(word) or f'"{_NOWHERE}"', (register,))


def like(word: str) -> str:
    """Return the LIKE pattern (escape \\) of a text that holds a typed word anywhere."""
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return f"%{word}%"


@lru_cache(maxsize=5000)
def _spellings(text: str) -> frozenset[str]:
    """A Chinese text in pinyin and in initials, from each of its syllables on."""
    return frozenset(
        form
        for syllables in _spoken(text)
        for index in range(len(syllables))
        for form in ("".join(syllables[index:]), _initials(syllables[index:]))
    )


def sounds_like(text: str, typed: str) -> bool:
    """Say whether what was typed spells a Chinese text, or a later part of it, by pinyin or initials (two at least)."""
    return (
        len(typed) > 1
        and typed.isascii()
        and typed.isalnum()
        and any(form.startswith(typed.casefold()) for form in _spellings(text))
    )


def _all_words(runs: list[str]) -> str:
    return " AND ".join(_word(piece) for run in runs for piece in _pieces(run))


def _word(piece: str) -> str:
    """Characters are found as they are; what is written in letters and digits may be typed in part."""
    return f'"{piece}"' if _IS_HAN.match(piece) else f'"{piece}" *'


def _pieces(run: str) -> list[str]:
    """Return what must be found for a run: pairs of characters, a single one, or the word itself."""
    if len(run) < 2 or not _IS_HAN.match(run):
        return [run]
    return [first + second for first, second in pairwise(run)]


def _starts(key: str, name: str) -> set[str]:
    beginnings = {_squeezed(key), _squeezed(name)}
    beginnings.update(short for run in _runs(key) for short in _short(run))
    for syllables in _spoken(name):
        beginnings |= {"".join(syllables), _initials(syllables)}
    return beginnings


def _words(key: str, name: str, texts: Iterable[str]) -> set[str]:
    words: set[str] = set()
    for run in (found for text in (key, name, *texts) for found in _runs(text)):
        words |= {*_pieces(run), *run} if _IS_HAN.match(run) else {run, *_short(run)}
    for syllables in _spoken(name):
        for index in range(1, len(syllables)):
            words.add("".join(syllables[index:]))
            if index < len(syllables) - 1:
                words.add(_initials(syllables[index:]))
    return words


def _short(run: str) -> Iterator[str]:
    """Yield how a number is typed in short: without its leading zeros, its last four digits."""
    if run.isdigit():
        yield run.lstrip("0") or "0"
        if len(run) >= 7:
            yield run[-4:]


def _initials(syllables: Sequence[str]) -> str:
    return "".join(syllable if syllable[0].isdigit() else syllable[0] for syllable in syllables)


@lru_cache(maxsize=1024)
def _spoken(name: str) -> Sequence[Sequence[str]]:
    """Return the ways a name may be spelt, as syllables; none for a name without Chinese.

    A word in letters or digits stands as one syllable.
    """
    runs = _runs(name)
    if not any(_IS_HAN.match(run) for run in runs):
        return []
    # Imported here: loading its dictionary takes longer than starting the rest of the program.
    from pypinyin import lazy_pinyin

    characters: list[str] = []
    spelt: list[str] = []
    for run in runs:
        if _IS_HAN.match(run):
            characters += run
            syllables = lazy_pinyin(run)
            # What it does not know it leaves together.
            known = len(syllables) == len(run)
            spelt += syllables if known else [lazy_pinyin(character)[0] for character in run]
        else:
            characters.append(run)
            spelt.append(run)
    characters, spelt = characters[:_MOST_SYLLABLES], spelt[:_MOST_SYLLABLES]
    ways = [spelt]
    for index, character in enumerate(characters):
        for reading in _READINGS.get(character, ()):
            if reading != spelt[index]:
                ways.append([*spelt[:index], reading, *spelt[index + 1 :]])
    return ways


def _runs(text: str) -> list[str]:
    """Cut a text into runs of Chinese and of letters and digits, in lower case and half width."""
    return _RUNS.findall(unicodedata.normalize("NFKC", text).casefold())


def _squeezed(text: str) -> str:
    return "".join(_runs(text))
