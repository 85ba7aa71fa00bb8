"""Words that the world's technology, magic, nature, genre or tone does not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from agents.consistency import lexicon
from agents.consistency.facts import World
from agents.consistency.lexicon import Hit
from agents.consistency.reading import Stance, Text, stance
from agents.consistency.shapes import Rule, Severity, Violation
from agents.consistency.vocabulary import words
from storybible.catalog import OPTIONS

_TECH = {option.level: option.label for option in OPTIONS["tech_level"]}
_STRENGTHS = {1: "subtle magic", 2: "worked magic, as rituals and runes", 3: "open magic, as spells"}
# As much magic as makes wonders of body and mind ordinary.
_STRONG_MAGIC = 2
# Words that name old machines where the world fell: they lie about, nobody makes them.
_RUINS = words(
    """
    rust rusted rusting rusty ruin ruins ruined wreck wrecks wrecked dead relic relics salvage salvaged
    ancient old broken forgotten abandoned before
    """
)
_LIVES_IN_RUINS = frozenset({"post-apocalyptic"})
Mask = Collection[int]


def technology(text: Text, world: World, mask: Mask) -> Iterator[Violation]:
    """Things that this world cannot have yet."""
    if world.tech is None:
        return
    for hit in lexicon.technology_index().find(text):
        if hit.term.level <= world.tech or _masked(hit, mask):
            continue
        # One level early may be an inventor's work.
        far = hit.term.level > world.tech + 1
        severity = _severity(text, hit, Severity.ERROR if far else Severity.WARNING)
        if severity is None:
            continue
        if world.genre in _LIVES_IN_RUINS and text.has(_RUINS, *text.sentence(hit.first)):
            severity = Severity.INFO
        yield Violation(
            rule=Rule.TECHNOLOGY,
            severity=severity,
            evidence=text.quote(hit.first, hit.last),
            explanation=f"“{hit.term.name}” belongs to {_TECH[hit.term.level]} or later; this world is at "
            f"{world.tech_label or _TECH.get(world.tech, world.tech)}.",
            suggestion="Use what this world has, or make an element of it if it exists here after all.",
        )


def _severity(text: Text, hit: Hit, there: Severity) -> Severity | None:
    """As grave as it is where the thing is there. A narrator who compares sounds out of time."""
    how = stance(text, hit.first, hit.last)
    if how is Stance.ABSENT:
        return None
    return there if how is Stance.THERE else Severity.INFO


def magic(text: Text, world: World, mask: Mask) -> Iterator[Violation]:
    """Wonders that are stronger than the magic of this world."""
    if world.magic is None:
        return
    for hit in lexicon.magic_index().find(text):
        needs = hit.term.level
        if needs <= world.magic or _masked(hit, mask) or _is_fabulous(hit, world):
            continue
        if stance(text, hit.first, hit.last) is not Stance.THERE:
            continue
        here = f"has {world.magic_label.lower() or 'weaker'} magic" if world.magic else "has no magic"
        yield Violation(
            rule=Rule.MAGIC,
            severity=Severity.ERROR if world.magic == 0 else Severity.WARNING,
            evidence=text.quote(hit.first, hit.last),
            explanation=f"“{hit.term.name}” takes {_STRENGTHS[needs]}, and this world {here}.",
            suggestion="Let it have a natural cause, or let somebody only believe in it.",
        )


def _is_fabulous(hit: Hit, world: World) -> bool:
    """Creatures of fable may live without magic where nature has other laws."""
    return hit.term.level == 1 and world.physics not in {"", "standard"}


def physics(text: Text, world: World, mask: Mask) -> Iterator[Violation]:
    """Acts that no law of nature as we know it allows."""
    if world.physics != "standard" or (world.magic or 0) >= _STRONG_MAGIC:
        return
    for hit in lexicon.impossible_index().find(text):
        late_enough = hit.term.level and world.tech is not None and world.tech >= hit.term.level
        if late_enough or _masked(hit, mask) or stance(text, hit.first, hit.last) is not Stance.THERE:
            continue
        yield Violation(
            rule=Rule.PHYSICS,
            severity=Severity.ERROR,
            evidence=text.quote(hit.first, hit.last),
            explanation=f"“{hit.term.name}” is impossible where nature behaves as we know it.",
            suggestion="Find a way that nature allows, or tell it as a dream, a trick or a tale.",
        )


def genre_words(text: Text, world: World, mask: Mask) -> Iterator[Violation]:
    """Words that nobody says in this genre."""
    index = lexicon.genre_index(world.genre, world.tech)
    for hit in _one_a_sentence(text, index.find(text), mask):
        yield Violation(
            rule=Rule.GENRE_WORDS,
            severity=Severity.WARNING,
            evidence=text.quote(hit.first, hit.last),
            explanation=f"“{hit.term.name}” is {hit.term.group}, which does not fit "
            f"{_named('genre', world.genre)}.",
            suggestion="Say it in words of this world.",
        )


def tone_words(text: Text, world: World, mask: Mask) -> Iterator[Violation]:
    """Words that break the tone."""
    for hit in _one_a_sentence(text, lexicon.tone_index(world.tone).find(text), mask):
        yield Violation(
            rule=Rule.TONE_WORDS,
            severity=Severity.WARNING,
            evidence=text.quote(hit.first, hit.last),
            explanation=f"“{hit.term.name}” is {hit.term.group}, and the tone of this world is "
            f"{_named('tone', world.tone).lower()}.",
            suggestion="Choose a word that keeps the tone.",
        )


def _one_a_sentence(text: Text, found: Iterable[Hit], mask: Mask) -> Iterator[Hit]:
    """The first of each group in a sentence: who says dude says awesome, and it is one slip of the voice."""
    told: set[tuple[int, str]] = set()
    for hit in found:
        slip = text.sentence_number(hit.first), hit.term.group
        if slip in told or _masked(hit, mask):
            continue
        if stance(text, hit.first, hit.last) in {Stance.ABSENT, Stance.COMPARED}:
            continue
        told.add(slip)
        yield hit


def _named(kind: str, key: str) -> str:
    return next((option.label for option in OPTIONS[kind] if option.key == key), key)


def _masked(hit: Hit, mask: Mask) -> bool:
    return any(place in mask for place in range(hit.first, hit.last))
