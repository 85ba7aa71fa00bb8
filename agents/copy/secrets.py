"""Does a text that everybody will read give away what the bible keeps secret?

Names are found by what the text says, through the index of names, however large the world is. Phrases, titles
and names written as one word need the secret rows themselves: those are read as a stream up to a limit, and a
search that met its limit says so. What is returned quotes the text alone, never the bible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from agents.copy.checks import Check
from agents.copy.prose import WORD, sentences
from agents.copy.wordlists import FUNCTION_WORDS
from storybible.models import Element, ElementName, Relation, RowKind, SearchEntry, Visibility
from storybible.names import fold
from storybible.selectors import fulltext
from storybible.selectors.called import LONGEST_TEXT, called
from umam.universes.models import Universe

MOST_CHARACTERS = 120_000
MOST_FINDINGS = 50
RUN = 5
LEAST_LETTERS = 14
LEAST_TELLING = 2
AT_ONCE = 500
MOST_WITNESSES = 50
# Characters of secret rows; a row counts a thousand more, for its reading.
MOST_READ = 30_000_000
_OVERLAP = 400

_TAG = re.compile(r"#(\w+)")
_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|_|(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")


@dataclass(frozen=True)
class Leak:
    """`words` are the copy's own. kind: of the secret row; how: name, title, phrase or tie."""

    kind: str
    how: str
    words: str
    row_id: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SecretsReport:
    """Not `complete` where the world has more secrets than are read, or the text is longer than is read."""

    leaks: list[Leak] = field(default_factory=list)
    complete: bool = True

    @property
    def ok(self) -> bool:
        return not self.leaks and self.complete

    def check(self) -> Check:
        """The report as one line of a checklist. Nothing weighs more."""
        told = ", ".join(dict.fromkeys(f"“{leak.words}”" for leak in self.leaks))
        value = told or ("none" if self.complete else "none found, and not all could be looked at")
        advice = ""
        if self.leaks:
            advice = "Take these words out: the bible keeps what they tell secret."
        elif not self.complete:
            advice = "Let a person who knows the secrets read it."
        return Check("secrets", "No secrets of the bible", self.ok, value, advice, weight=5.0)


def find_secrets(universe: Universe, text: str) -> SecretsReport:
    """Names, titles, ties and phrases of secret rows that stand in the text."""
    copy = _Text(text[:MOST_CHARACTERS])
    if not copy.words:
        return SecretsReport()
    complete = len(text) <= MOST_CHARACTERS
    found: dict[tuple[str, str], Leak] = {}
    ids = _called(universe, copy)
    complete = _stream(universe, copy, found) and complete
    for leak in (*_names(universe, ids, copy), *_ties(universe, ids, copy)):
        found.setdefault((leak.row_id, leak.words.casefold()), leak)
    leaks = list(found.values())
    return SecretsReport(leaks[:MOST_FINDINGS], complete)


class _Text:
    """The copy, opened so that nothing hides in it: hashtags as words, no invisible signs."""

    def __init__(self, text: str) -> None:
        seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
        self.tags = {fold(tag) for tag in _TAG.findall(seen)}
        spelled = [_HUMPS.sub(" ", tag) for tag in _TAG.findall(seen)]
        self.text = unicodedata.normalize("NFKC", "\n".join([seen, *spelled]))
        self.places = list(WORD.finditer(self.text))
        self.words = [_bare(place.group().casefold()) for place in self.places]
        self.at: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            self.at.setdefault(word, []).append(place)
        self.runs: dict[tuple[str, ...], int] = {}
        for place in range(len(self.words) - RUN, -1, -1):
            self.runs[tuple(self.words[place : place + RUN])] = place

    def quoted(self, first: int, after: int) -> str:
        """What stands in the copy from one word to before another."""
        said = self.text[self.places[first].start() : self.places[after - 1].end()]
        return " ".join(said.split())[:300]

    def find(self, phrase: list[str]) -> str | None:
        """The copy's words where it says the phrase."""
        for place in self.at.get(phrase[0], ()) if phrase else ():
            if self.words[place : place + len(phrase)] == phrase:
                return self.quoted(place, place + len(phrase))
        return None


def _bare(word: str) -> str:
    return word.replace("’", "'").removesuffix("'s")


def _words_of(text: str) -> list[str]:
    """Folded like the copy, a text at a time: secrets can be long."""
    return [_bare(word) for word in WORD.findall(unicodedata.normalize("NFKC", text).casefold())]


# Names, by the index


def _called(universe: Universe, copy: _Text) -> dict[UUID, str]:
    """Elements of all kinds that the text calls, and by which folded words."""
    found: dict[UUID, str] = {}
    step = LONGEST_TEXT - _OVERLAP
    for start in range(0, len(copy.text), step):
        for call in called(copy.text[start : start + LONGEST_TEXT], universe):
            found.setdefault(call.element_id, call.folded)
    return found


def _names(universe: Universe, ids: dict[UUID, str], copy: _Text) -> Iterator[Leak]:
    """The secret ones among the called, where no public element has that name too."""
    secret = [pk for part in _parts(ids) for pk in _secret_elements(universe, part)]
    public = _public_names(universe, {ids[pk] for pk in secret})
    for pk in secret:
        if ids[pk] in public:
            continue
        said = copy.find(_words_of(ids[pk])) or ids[pk]
        yield Leak(RowKind.ELEMENT.value, "name", said, str(pk))


def _secret_elements(universe: Universe, ids: list[UUID]) -> list[UUID]:
    rows = Element.objects.filter(universe=universe, pk__in=ids, visibility=Visibility.SECRET)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _public_names(universe: Universe, folded: Iterable[str]) -> set[str]:
    rows = ElementName.objects.filter(universe=universe, folded__in=list(folded), element__deleted_at=None)
    return set(rows.exclude(element__visibility=Visibility.SECRET).values_list("folded", flat=True)[:AT_ONCE])


def _parts(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


# Ties between elements that may both be named


def _ties(universe: Universe, ids: dict[UUID, str], copy: _Text) -> Iterator[Leak]:
    """A secret tie is given away by a sentence that has both its ends and a word of its kind."""
    spoken = [set(_words_of(one)) for one in sentences(copy.text)]
    for part in _parts(ids):
        rows = Relation.objects.filter(universe=universe, source__in=part, visibility=Visibility.SECRET)
        for row in rows.filter(deleted_at=None).select_related("type")[:AT_ONCE]:
            if row.target_id not in ids:
                continue
            ends = set(_words_of(ids[row.source_id])) | set(_words_of(ids[row.target_id]))
            kinds = _telling(_words_of(f"{row.type.label} {row.type.inverse_label}"))
            if any(ends <= said and kinds & said for said in spoken):
                one, other = (copy.find(_words_of(ids[pk])) for pk in (row.source_id, row.target_id))
                yield Leak(RowKind.RELATION.value, "tie", f"{one} … {other}", str(row.pk))


# Titles and phrases, by reading the secret rows

_Row = tuple[str, UUID, str, str, str]


def _stream(universe: Universe, copy: _Text, found: dict[tuple[str, str], Leak]) -> bool:
    """Add what the secret rows' words give. Returns whether all of them were read."""
    read = 0
    for kind, pk, title, names, text in _secret_rows(universe):
        read += len(text) + 1000
        if read > MOST_READ or len(found) >= MOST_FINDINGS:
            return False
        for how, words in _given_away(universe, copy, title, names, text, is_element=kind == RowKind.ELEMENT):
            found.setdefault((str(pk), words.casefold()), Leak(kind, how, words, str(pk)))
    return True


def _secret_rows(universe: Universe) -> Iterator[_Row]:
    entries_ = SearchEntry.objects.filter(universe=universe, visibility=Visibility.SECRET)
    columns = ("kind", "row_id", "title", "names", "text")
    yield from entries_.values_list(*columns).iterator(chunk_size=AT_ONCE)
    rows = Relation.objects.filter(universe=universe, visibility=Visibility.SECRET, deleted_at=None)
    for pk, told in rows.exclude(note="").values_list("pk", "note").iterator(chunk_size=AT_ONCE):
        yield RowKind.RELATION.value, pk, "", "", told


def _given_away(
    universe: Universe, copy: _Text, title: str, names: str, text: str, *, is_element: bool
) -> Iterator[tuple[str, str]]:
    for name in filter(None, [title, *names.split("\n")]):
        words = _words_of(name)
        if "".join(words) in copy.tags and len("".join(words)) > 4:
            yield "name" if is_element else "title", f"#{''.join(words)}"
        if not is_element and len(_telling(words)) >= LEAST_TELLING:
            said = copy.find(words)
            if said is not None and not _is_public(universe, said):
                yield "title", said
    for said in _phrases(copy, text):
        if not _is_public(universe, said):
            yield "phrase", said


def _phrases(copy: _Text, text: str) -> list[str]:
    """The longest runs of words that the copy and a secret text share."""
    words = _words_of(text)
    found, place = [], 0
    while place <= len(words) - RUN:
        at = copy.runs.get(tuple(words[place : place + RUN]))
        if at is None:
            place += 1
            continue
        length = _common(copy.words, at, words, place)
        run = words[place : place + length]
        if len("".join(run)) >= LEAST_LETTERS and len(_telling(run)) >= LEAST_TELLING:
            found.append(copy.quoted(at, at + length))
        place += max(1, length - RUN + 1)
    return list(dict.fromkeys(found))


def _common(one: list[str], at: int, other: list[str], place: int) -> int:
    length = RUN
    while (
        at + length < len(one) and place + length < len(other) and one[at + length] == other[place + length]
    ):
        length += 1
    return length


def _telling(words: Iterable[str]) -> set[str]:
    """The words that say something. Signs of unspaced scripts all do."""
    return {word for word in words if word not in FUNCTION_WORDS and (len(word) > 2 or not word.isascii())}


def _is_public(universe: Universe, said: str) -> bool:
    """Whether what everybody here may read says it too: then it is no secret."""
    words = _words_of(said)
    if _inside(words, _words_of(f"{universe.name}\n{universe.description}")):
        return True
    asked = fulltext.words(" ".join(sorted(_telling(words), key=len, reverse=True)[:6]))
    scope = fulltext.Scope(public=frozenset([universe.pk.hex]))
    ids = fulltext.entries(fulltext.Tier.TEXT, asked, scope, MOST_WITNESSES)
    rows = SearchEntry.objects.filter(pk__in=ids, visibility=Visibility.EVERYONE)
    told = rows.values_list("title", "names", "text")
    return any(_inside(words, _words_of(" . ".join(row))) for row in told)


def _inside(phrase: list[str], words: list[str]) -> bool:
    length = len(phrase)
    return any(words[at : at + length] == phrase for at in range(len(words) - length + 1))
