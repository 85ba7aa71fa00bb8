"""All rules over one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from uuid import UUID

from agents.consistency.facts import Facts, Mention, Names, exist
from agents.consistency.lexicon.inflect import singular
from agents.consistency.reading import Text
from agents.consistency.rules import laws, lexical, lives
from agents.consistency.rules.names import Look, similar_names
from agents.consistency.shapes import Rule, Severity, Violation, distinct

MOST = 200
# These judge words by themselves: of several that judge the same words, the first is heard.
_BY_WORDS = (Rule.WORLD_RULE, Rule.TECHNOLOGY, Rule.MAGIC, Rule.PHYSICS, Rule.GENRE_WORDS, Rule.TONE_WORDS)
# What an element of the world is called exists in it, whatever its level says.
_EXISTS = frozenset({Rule.TECHNOLOGY, Rule.MAGIC, Rule.PHYSICS})


def check(
    text: Text,
    facts: Facts,
    names: Names,
    found: list[Mention],
    *,
    own: UUID | None = None,
    look: Look | None = None,
) -> list[Violation]:
    """What is wrong with a text, each once. `found` are the elements it names.

    own: the element whose own text it is; that it has a name does not make it fit its world.
    """
    mask = names.covered(found, own)
    world = facts.world
    words = chain(
        laws.check(text, world.rules, mask),
        lexical.technology(text, world, mask),
        lexical.magic(text, world, mask),
        lexical.physics(text, world, mask),
        lexical.genre_words(text, world, mask),
        lexical.tone_words(text, world, mask),
    )
    by_words = _in_canon(facts, _first_heard(distinct(islice(words, MOST))), own)
    people = chain(lives.in_text(text, facts, found), similar_names(text, facts, found, look))
    return list(distinct(chain(islice(people, MOST), by_words)))


def _first_heard(found: Iterable[Violation]) -> Iterator[Violation]:
    heard: list[tuple[Rule, str]] = []
    for one in found:
        said = f" {one.evidence.casefold()} "
        if not any(rule is not one.rule and (said in other or other in said) for rule, other in heard):
            heard.append((one.rule, said))
            yield one


def _in_canon(facts: Facts, found: Iterable[Violation], own: UUID | None) -> list[Violation]:
    """Without things that are elements of this universe, told of in the plural."""
    kept = list(found)
    grave = [one for one in kept if one.rule in _EXISTS and one.severity is not Severity.INFO]
    if not grave:
        return kept
    canon = facts.canon
    if canon is None:
        canon = exist(facts.universe, {name for one in grave for name in _singulars(one)})
    known = {name for name, ids in canon.items() if ids - {own}}
    return [one for one in kept if one.rule not in _EXISTS or not known & set(_singulars(one))]


def _singulars(one: Violation) -> tuple[str, str]:
    said = one.evidence.casefold().replace("’", "'").removesuffix("'s")
    return said, singular(said)
