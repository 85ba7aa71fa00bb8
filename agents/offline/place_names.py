"""Names that take after the names a world already has."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from agents.offline.banks.place_words import DISTRICTS, LANDS, WATER_NAMES
from agents.offline.banks.sites import WORDS, Site
from agents.offline.banks.terms import LEVELS
from agents.offline.grammar import bag, name_of, words_of
from agents.offline.reading import stem

_PLAIN = bag(
    "the and of in at on for old new great little north south east west first last captain lord lady king "
    "queen saint von van der isle island town city river lake tower castle market bridge gate house hall law "
    "guild warden wardens harbour"
)

# Words that say where something is, and so cannot say it twice.
_RELATIVE = bag("Old Upper Lower Low Far Near High Long East North Central Second Seventh Ninth Saint Grand")


class Names:
    """Gives each name once."""

    def __init__(
        self, world: Sequence[str], own: str, level: int, barred: frozenset[str], dice: random.Random
    ) -> None:
        self.dice = dice
        self.used: set[str] = {name_of(one).casefold() for one in (*world, own)}
        self.said: set[str] = set()
        usual = WORDS[max(first for first in WORDS if first <= max(1, level))].split()
        taken = [word for name in world[:400] for word in self._modifiers(name_of(name))]
        dice.shuffle(taken)
        self.words = [
            word
            for word in dict.fromkeys([*taken[:6], *dice.sample(usual, len(usual))])
            if stem(word) not in barred and LEVELS.get(word.casefold(), 1) <= level
        ] or ["Far", "Near", "High", "Low"]
        self.turn = 0

    def _modifiers(self, name: str) -> list[str]:
        """The words of a name that could stand before another noun: Lantern, Glass, Salt."""
        words = re.findall(r"[A-Z][a-z]{2,9}(?:'s)?", name) if name.isascii() else []
        words = [word for word in words[:-1] if word.casefold() not in _PLAIN and not word.endswith("ing")]
        return [f"{word}'" if re.search("[^s']s$", word) else word for word in words]

    def _word(self) -> str:
        self.turn += 1
        return self.words[(self.turn - 1) % len(self.words)]

    def landmark(self, site: Site) -> str:
        nouns = self.dice.sample(site.nouns, len(site.nouns))
        for attempt in range(60):
            noun, word = nouns[attempt % len(nouns)], self._word()
            if "{word}" in noun:
                found = noun.format(word=word)
            elif " " in noun and attempt < len(nouns):
                found = f"The {noun}"
            else:
                found = f"{word} {noun}"
            if self._new(found) and word.casefold() not in words_of(noun):
                return found
        return f"{nouns[0]} {len(self.used)}"

    def _new(self, name: str) -> bool:
        if name.casefold() in self.used:
            return False
        self.used.add(name.casefold())
        return True

    def _from(self, patterns: Sequence[str]) -> str:
        choices = self.dice.sample(list(patterns), len(patterns))
        for attempt in range(60):
            pattern = choices[attempt % len(choices)]
            word = self._word()
            bare = word.removesuffix("'s").removesuffix("'")
            if "{word} " not in pattern and word.endswith(("'s", "s'")):
                word = bare
            if pattern.startswith(("Low ", "Upper ")) and word in _RELATIVE:
                continue
            found = pattern.format(word=word)
            if found.split()[0] not in found.split()[1:] and self._new(found):
                return found
        return ""

    def water(self, kind: str) -> str:
        return self._from([f"{{word}} {noun}" for noun in WATER_NAMES[kind]])

    def area(self, kind: str) -> str:
        if kind in ("corridor", "passage", "stair"):
            return {"corridor": "Passage", "passage": "Walk", "stair": "Stair"}[kind]
        return self._from(LANDS.get(kind, DISTRICTS))

    def once(self, texts: Sequence[str]) -> str:
        """A description that was not given yet."""
        for text in self.dice.sample(list(texts), len(texts)):
            if text not in self.said:
                self.said.add(text)
                return text
        return ""
