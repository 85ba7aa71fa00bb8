"""What a prompt asks for, found with simple rules: the kind of scene, where, when, what with and what about.

Only words that are known here are taken over, so that a prompt can neither put its sentences nor a world's
impossible things into a scene.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.offline.banks.air import HOURS, WEATHERS, Air
from agents.offline.banks.settings import SETTINGS
from agents.offline.banks.things import ADJECTIVE_LEVELS, ADJECTIVES, LARGE, PEOPLE, PRONOUNS, THINGS
from agents.offline.banks.world import THEMES
from agents.offline.brief import StoryBrief
from agents.offline.grammar import bag, plain, words_of
from agents.offline.shapes import SHAPES

MOST_CHARACTERS = 6000
_NO = re.compile(r"\b(?:no|without|never any)\s+([a-z' -]+)|\bnor\s+([a-z' -]+)")
_BANNED = re.compile(
    r"\b([a-z-]+)\s+(?:is|are|remains?)\s+(?:strictly\s+)?"
    r"(?:forbidden|banned|unknown|illegal|taboo|outlawed|not allowed)"
    r"|\b([a-z-]+)\s+do(?:es)? not exist"
)
# What ends the list of nouns after a "no".
_STOPS = bag(
    "on in at of for from to by with within without upon under over into is are was were may can will "
    "shall must has have had exist exists that who which when where while than a an the but so if after "
    "before beyond between this does do did ever works work"
)
_NOT_A_THING = bag("one longer more matter doubt way use need such body")


@dataclass(frozen=True)
class Wish:
    """Everything found, strongest first; empty where the prompt says nothing."""

    shapes: tuple[str, ...]
    settings: tuple[str, ...]
    hour: str
    weather: str
    token: str
    matter: str
    echoes: tuple[str, ...]
    theme: str
    roles: tuple[tuple[str, str], ...]


def read_prompt(brief: StoryBrief, barred: frozenset[str]) -> Wish:
    """Names are taken out first, so that a Mr. Crane is no bird."""
    prompt = plain(brief.prompt, MOST_CHARACTERS)
    for name in sorted(_names(brief), key=len, reverse=True):
        prompt = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " . ", prompt, flags=re.IGNORECASE)
    words = words_of(prompt)
    things = [
        noun for noun, level in THINGS.items() if level <= brief.tech_level and stem(noun) not in barred
    ]
    large = [noun for noun, level in LARGE.items() if level <= brief.tech_level and stem(noun) not in barred]
    token = _with_adjective(words, frozenset(things), brief.tech_level, barred)
    return Wish(
        shapes=_ranked(words, {shape.key: shape.words for shape in SHAPES}),
        settings=_ranked(words, {key: one.words for key, one in SETTINGS.items()}),
        hour=_first(words, HOURS),
        weather=_first(words, WEATHERS),
        token=token,
        matter=_with_adjective(words, frozenset(large), brief.tech_level, barred),
        echoes=_echoes(words, (*things, *large)),
        theme=next((matter for known, matter, _ in THEMES if known & set(words)), ""),
        roles=_roles(words, brief.tech_level, barred),
    )


def _names(brief: StoryBrief) -> list[str]:
    names = [one for person in brief.characters for one in (person.name, *person.aliases)]
    names += [*brief.items, *([brief.location.name] if brief.location else [])]
    return [name for name in (plain(name, 120) for name in names) if len(name) > 1]


def mentioned_at(prompt: str, names: Iterable[str]) -> int:
    """Where the first of `names` stands in the prompt; after everything where none does."""
    found = [
        match.start()
        for name in names
        if len(name) > 1 and (match := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", prompt, re.IGNORECASE))
    ]
    return min(found, default=len(prompt) + 1)


def _ranked(words: list[str], known: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Keys by how many different words call for them; the one that is called first wins a tie."""
    score = {key: len(calls & set(words)) for key, calls in known.items()}
    where = {
        key: next((at for at, word in enumerate(words) if word in calls), 0) for key, calls in known.items()
    }
    return tuple(sorted((key for key in known if score[key]), key=lambda key: (-score[key], where[key])))


def _first(words: list[str], known: Mapping[str, Air]) -> str:
    return next((key for word in words for key, air in known.items() if word in air.words), "")


def _with_adjective(words: list[str], nouns: frozenset[str], level: int, barred: frozenset[str]) -> str:
    """The first known noun, with the adjective before it: "cracked mirror"."""
    for at, word in enumerate(words):
        noun = word if word in nouns else word[:-1] if word.endswith("s") and word[:-1] in nouns else ""
        if not noun:
            continue
        before = words[at - 1] if at else ""
        fits = (
            before in ADJECTIVES and ADJECTIVE_LEVELS.get(before, 1) <= level and stem(before) not in barred
        )
        return f"{before} {noun}" if fits and noun == word else noun
    return ""


def _echoes(words: list[str], nouns: Sequence[str]) -> tuple[str, ...]:
    """Every known noun of the prompt, so that talk can come to what the scene has no room for."""
    return tuple(dict.fromkeys(word for word in words if word in set(nouns)))


def _roles(words: list[str], level: int, barred: frozenset[str]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for word in (word if word in PEOPLE else word.removesuffix("s") for word in words):
        pronoun, first = PEOPLE.get(word, ("", 99))
        if first <= level and stem(word) not in barred:
            found.setdefault(word, pronoun or PRONOUNS.get(word, "they"))
    return tuple(found.items())


def barred_words(rules: Iterable[str]) -> frozenset[str]:
    """Stems of what the rules of a world forbid in so many words: "No engines, no gunpowder on the coast"."""
    barred: set[str] = set()
    for rule in rules:
        for clause in re.split(r"[,;.:!?()]|\band\b|\bor\b", plain(rule).casefold().replace("’", "'")):
            barred |= _barred_in(clause.strip())
    return frozenset(barred)


def _barred_in(clause: str) -> set[str]:
    found: set[str] = set()
    for match in _NO.finditer(clause):
        for word in re.findall(r"[a-z'-]+", match[1] or match[2]):
            if word in _STOPS or word in _NOT_A_THING:
                break
            found.add(stem(word))
    for match in _BANNED.finditer(clause):
        found.add(stem(match[1] or match[2]))
    return {one for one in found if len(one) > 2}


def stem(word: str) -> str:
    """Enough of a word for singular and plural to be the same."""
    word = word.casefold().removesuffix("'s")
    for ending, instead in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("ves", "f"),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
