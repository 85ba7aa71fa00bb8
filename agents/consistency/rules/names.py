"""Names that nobody has and that look like a name somebody has."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from agents.consistency.facts import ARTICLES, Facts, Mention, Named
from agents.consistency.reading import Text
from agents.consistency.rules.lives import acts_right_after
from agents.consistency.shapes import Rule, Severity, Violation
from agents.consistency.vocabulary import words
from storybible.models import Element, ElementName, EntityType
from storybible.selectors.scope import for_agents
from umam.universes.models import Universe

SHORTEST = 4
# From this length on two slips of the pen are still the same name.
LONG = 8
MOST_STRANGE = 24
# A headline in capitals is no name.
MOST_WORDS = 4
LONGEST = 60
AT_ONCE = 2_000
MOST_FOUND = 200
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DERIVED = re.compile(
    r"(?:s|es|n|an|ian|ish|ese|er|ers|i|ic|ine|ite|ites|eans?|y|ly|like|less|folk|men|man)$"
)
_ORDINARY = words(
    """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday english french german latin greek roman spanish italian
    christian christmas easter lord lady king queen prince princess captain doctor master mister madam
    sister brother mother father uncle aunt north south east west spring summer autumn winter god gods
    devil heaven hell earth moon sun chapter part scene when then what where there here they their this
    that these those with from have more most some such only over once while after before under every
    never maybe perhaps still just even also well good great high long dark night dear father's okay
    please thank thanks sorry hello street road house hall inn river
    """
)


@dataclass(frozen=True)
class Strange:
    """Capitalised words that name nobody."""

    words: tuple[str, ...]
    first: int
    last: int
    starts_sentence: bool

    @property
    def folded(self) -> str:
        return " ".join(self.words)


def strangers(text: Text, found: Iterable[Mention]) -> list[Strange]:
    """Runs of capitalised words that are no known name, each once.

    One word that only begins sentences may be any word: it is kept, and marked.
    """
    known = {place for one in found for place in range(one.first, one.last)}
    runs: dict[tuple[str, ...], Strange] = {}
    everyday = {word for place, word in enumerate(text.lower) if not text.is_capital(place)}
    for begin, end in _runs(text):
        first, last = begin, end
        while last > first and len(text.lower[last - 1]) == 1:
            last -= 1
        while first < last and (text.lower[first] in ARTICLES or _is_plain(text, first, known, everyday)):
            first += 1
        if not 0 < last - first <= MOST_WORDS or all(place in known for place in range(first, last)):
            continue
        words = text.lower[first:last]
        if len(words) == 1 and (words[0] in everyday or words[0] in _ORDINARY):
            continue
        alone = len(words) == 1 and text.begins_sentence(first)
        one = Strange(words, first, last, alone)
        if words not in runs or (runs[words].starts_sentence and not alone):
            runs[words] = one
    return [one for one in runs.values() if SHORTEST <= len(one.folded) <= LONGEST]


def _is_plain(text: Text, place: int, known: Collection[int], everyday: Collection[str]) -> bool:
    """A word that has its capital from the beginning of the sentence."""
    word = text.lower[place]
    return place not in known and text.begins_sentence(place) and (word in everyday or word in _ORDINARY)


def _runs(text: Text) -> Iterator[tuple[int, int]]:
    """Capitalised words in a row, with nothing but a space or a hyphen between them."""
    place, length = 0, len(text.lower)
    while place < length:
        last = place
        while last < length and text.is_capital(last) and (last == place or _joined(text, last)):
            last += 1
        if last > place:
            yield place, last
        place = max(last, place + 1)


def _joined(text: Text, place: int) -> bool:
    between = text.source[text.spans[place - 1][1] : text.spans[place][0]]
    return between in {" ", "-"} and not text.is_possessive(place - 1)


Look = Callable[[Collection[str]], Mapping[str, tuple[UUID, str]]]


def similar_names(
    text: Text, facts: Facts, found: Collection[Mention], look: Look | None = None
) -> Iterator[Violation]:
    """Names that look like those of an element of this text, or of any of the universe.

    look: how the whole universe is asked, where it was asked before.
    """
    here = {one.element for one in found} | set(facts.cast)
    unknown = strangers(text, found)[:MOST_STRANGE]
    near: dict[tuple[str, ...], Named | None] = {
        one.words: _nearest(one, [facts.named[pk] for pk in here]) for one in unknown
    }
    far = [one for one in unknown if near[one.words] is None and not one.starts_sentence]
    asked = [one.folded for one in far]
    others = look(asked) if look else look_alikes(facts.universe, asked)
    for one in unknown:
        meant = near[one.words]
        if meant is not None and _may_be(text, one):
            yield _violation(text, one, meant.id, meant.name)
        elif meant is None and one.folded in others:
            yield _violation(text, one, *others[one.folded])


def _may_be(text: Text, one: Strange) -> bool:
    """A word at the beginning of sentences is a name where it acts like somebody."""
    if not one.starts_sentence:
        return True
    return len(one.folded) > SHORTEST and acts_right_after(text, one.last)


def _violation(text: Text, one: Strange, element: UUID, name: str) -> Violation:
    said = text.quote(one.first, one.last)
    said = re.sub(r"['’]s$", "", said)
    return Violation(
        rule=Rule.SIMILAR_NAME,
        severity=Severity.WARNING,
        evidence=said,
        explanation=f"Nobody here is called “{said}”, and the name looks like “{name}”.",
        suggestion=f"Write “{name}” if that is meant; otherwise make an element of “{said}”.",
        subjects=[str(element)],
    )


def _nearest(one: Strange, named: Iterable[Named]) -> Named | None:
    """The element of the text whose name, or part of a name, this most likely should be."""
    best: tuple[int, Named] | None = None
    for element in named:
        for form in _comparable(element, len(one.words)):
            # A part of a name is too little for two slips.
            most = 1 if tuple(form.split()) not in element.forms else 2
            distance = 0 if is_one_of(one.folded, form, element.kind) else slip(one.folded, form, most)
            if distance and (best is None or distance < best[0]):
                best = distance, element
    return best[1] if best else None


def _comparable(element: Named, words: int) -> Iterator[str]:
    """Names of as many words; for one word also the parts of longer names."""
    for form in element.forms:
        bare = form[1:] if form[0] in ARTICLES and len(form) > 1 else form
        if len(bare) == words:
            yield " ".join(bare)
        elif words == 1 and element.kind == EntityType.CHARACTER:
            yield from (part for part in bare if part not in _ORDINARY)
        elif words > 1:
            yield " ".join(bare)


def slip(said: str, name: str, most: int = 2) -> int:
    """How many slips of the pen lie between two names; 0 where they are the same or plainly different."""
    if said == name or len(name) < SHORTEST or said[0] != name[0] or _is_derived(said, name):
        return 0
    most = min(most, 2 if min(len(said), len(name)) >= LONG else 1)
    if abs(len(said) - len(name)) > most:
        return 0
    distance = edits(said, name, most)
    return distance if distance <= most else 0


def is_one_of(said: str, name: str, kind: str) -> bool:
    """One Wrecker of the Wreckers. People's names are no plurals: Vos is a slip of Voss."""
    return kind != EntityType.CHARACTER and _is_derived(name, said)


def _is_derived(said: str, name: str) -> bool:
    """Plurals and peoples: the Vosses, Lumener."""
    return said.startswith(name) and _DERIVED.fullmatch(said[len(name) :]) is not None


def edits(one: str, other: str, most: int) -> int:
    """How many letters are added, lost, changed or swapped between two words, up to `most` + 1."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i] + [0] * len(other)
        for j, wanted in enumerate(other, start=1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]


def look_alikes(universe: Universe, names: Collection[str]) -> dict[str, tuple[UUID, str]]:
    """Elements of the universe whose name is one slip away, by the name asked for.

    All words that are one slip away are looked up, so that the index answers and no name is read in vain.
    """
    asked: dict[str, str] = {}
    for name in names:
        slips = (other for other in _one_slip(name) if len(other) >= SHORTEST and other != name)
        asked.update((other, name) for other in slips if not _is_derived(name, other))
    wanted = sorted(asked)
    found: dict[str, tuple[UUID, str]] = {}
    for begin in range(0, len(wanted), AT_ONCE):
        rows = ElementName.objects.filter(universe=universe, folded__in=wanted[begin : begin + AT_ONCE])
        for folded, pk in rows.order_by("is_alias", "id").values_list("folded", "element_id")[:MOST_FOUND]:
            found.setdefault(asked[folded], (pk, folded))
    if not found:
        return {}
    alive = for_agents(Element.objects.filter(universe=universe, pk__in=[pk for pk, _ in found.values()]))
    called = {pk: (name, kind) for pk, name, kind in alive.values_list("pk", "name", "entity_subtype")}
    return {
        said: (pk, called[pk][0])
        for said, (pk, name) in found.items()
        if pk in called and not is_one_of(said, name, called[pk][1])
    }


def _one_slip(name: str) -> Iterator[str]:
    """The first letter stays; the letters tried are those of English and of the name itself."""
    letters = sorted({*_LETTERS, *name} - {" "})
    for at in range(1, len(name) + 1):
        head, tail = name[:at], name[at:]
        yield from (head + letter + tail for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
