"""Who takes which part: the lead, the one opposite, and the company."""

from __future__ import annotations

import random
from dataclasses import dataclass

from agents.offline.banks.eras import Era
from agents.offline.brief import StoryBrief
from agents.offline.grammar import name_of, plain, words_of
from agents.offline.people import Figure, figure_of, role
from agents.offline.reading import Wish, mentioned_at, stem


@dataclass(frozen=True)
class Cast:
    """`asked` are those that the brief names, in its order."""

    lead: Figure
    other: Figure
    others: tuple[Figure, ...]
    asked: tuple[Figure, ...]


def cast_of(brief: StoryBrief, wish: Wish, era: Era, dice: random.Random, barred: frozenset[str]) -> Cast:
    """Whom the prompt names first leads. Where there are fewer than two, somebody without a name steps in."""
    prompt = plain(brief.prompt, 6000)
    seen: set[str] = set()
    people = []
    for person in brief.characters:
        name = name_of(person.name)
        if name and name not in seen:
            seen.add(name)
            people.append(person)
    asked = tuple(map(figure_of, people))
    where = {
        one.full: mentioned_at(prompt, (p.name, *p.aliases)) for one, p in zip(asked, people, strict=True)
    }
    ordered = sorted(asked, key=lambda figure: where[figure.full])
    spare = _nameless(wish, era, dice, barred, brief)
    while len(ordered) < 2:
        ordered.append(spare.pop(0))
    return Cast(ordered[0], ordered[1], tuple(ordered[2:]), asked)


def _nameless(
    wish: Wish, era: Era, dice: random.Random, barred: frozenset[str], brief: StoryBrief
) -> list[Figure]:
    """People by what they do, as the prompt has them, then as the era does; nobody who is there by name."""
    told = {word for person in brief.characters for word in words_of(f"{person.summary} {person.name}")}
    wished = [
        (noun, dice.choice(("she", "he")) if pronoun == "they" else pronoun)
        for noun, pronoun in wish.roles
        if noun not in told
    ]
    usual = [one for one in era.roles if not barred & {stem(word) for word in one[0].split()}]
    dice.shuffle(usual)
    taken = {noun for noun, _ in wished}
    last = [("traveller", "she"), ("stranger", "he")]
    return [role(*one) for one in [*wished, *(one for one in [*usual, *last] if one[0] not in taken)]]
